//! The core in a dedicated worker of the browser. SQLite's file lies in the origin's private file system (OPFS), whose
//! synchronous handles exist only there; a pool of them lets one connection at a time open it, without a write-ahead log.
//!
//! `assets/web/worker.js` holds the lock that keeps a second window away, and calls [`core_start`] and [`core_stop`].

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use futures_util::FutureExt;
use js_sys::{Function, Uint8Array};
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfg, OpfsSAHPoolUtil, install};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Event, FromCore, ToCore, Trouble, run};
use crate::core::store::StoreError;
use crate::core::sync::HttpTransport;
use crate::core::{Edge, Phone};

/// The store in the pool, named with it: in no other place may a report be saved.
const STORE: &str = "file:phone.db?vfs=opfs-sahpool";

thread_local! {
    static ASK: RefCell<Option<UnboundedSender<ToCore>>> = const { RefCell::new(None) };
    static POOL: RefCell<Option<OpfsSAHPoolUtil>> = const { RefCell::new(None) };
    static OVER: RefCell<Option<futures_channel::oneshot::Receiver<()>>> = const { RefCell::new(None) };
}

/// Turns a message into bytes for the other side. It cannot fail: every type is ours.
pub fn encode<T: serde::Serialize>(message: &T) -> Uint8Array {
    let mut bytes = Vec::new();
    match ciborium::into_writer(message, &mut bytes) {
        Ok(()) => Uint8Array::from(bytes.as_slice()),
        Err(_) => Uint8Array::new_with_length(0),
    }
}

/// Reads what the other side encoded; both are of one build.
pub fn decode<T: serde::de::DeserializeOwned>(bytes: &Uint8Array) -> Option<T> {
    ciborium::from_reader(bytes.to_vec().as_slice()).ok()
}

/// Opens the store and answers until [`core_stop`]. `tell` gets each message as bytes.
#[wasm_bindgen]
pub async fn core_start(tell: Function) {
    let say = move |message: FromCore| drop(tell.call1(&JsValue::NULL, &encode(&message)));
    let phone = match open().await {
        Ok(phone) => phone,
        Err(trouble) => return say(FromCore::Event(Event::Closed(trouble))),
    };
    let transport = match HttpTransport::new() {
        Ok(transport) => transport,
        Err(error) => return say(FromCore::Event(Event::Closed(Trouble::Failed(error.to_string())))),
    };
    let (ask, asks) = unbounded();
    let (over, is_over) = futures_channel::oneshot::channel();
    ASK.with_borrow_mut(|slot| *slot = Some(ask));
    OVER.with_borrow_mut(|slot| *slot = Some(is_over));
    wasm_bindgen_futures::spawn_local(run(phone, transport, asks, say, sleep).map(move |()| _ = over.send(())));
}

/// Hands a question to the core.
#[wasm_bindgen]
pub fn core_ask(bytes: Uint8Array) {
    let Some(ask) = decode(&bytes) else { return };
    ASK.with_borrow(|sender| {
        if let Some(sender) = sender {
            let _ = sender.unbounded_send(ask);
        }
    });
}

/// Closes the store, so that another window may open it.
#[wasm_bindgen]
pub async fn core_stop() {
    ASK.with_borrow_mut(Option::take);
    if let Some(over) = OVER.with_borrow_mut(Option::take) {
        let _ = over.await;
    }
    POOL.with_borrow(|pool| {
        if let Some(pool) = pool {
            let _ = pool.pause();
        }
    });
}

async fn sleep(time: Duration) {
    gloo_timers::future::sleep(time).await;
}

async fn open() -> Result<Phone, Trouble> {
    let pool = match POOL.with_borrow_mut(Option::take) {
        // It yielded to another window before.
        Some(pool) => pool.resume().await.map(|()| pool),
        None => install::<sqlite_wasm_rs::WasmOsCallback>(&OpfsSAHPoolCfg::default(), true).await,
    };
    let pool = pool.map_err(|error| refused(&error.to_string()))?;
    POOL.with_borrow_mut(|slot| *slot = Some(pool));
    match Phone::open(Path::new(STORE), Edge::device()) {
        Err(StoreError::Corrupt | StoreError::Damaged { .. }) => Err(Trouble::Damaged),
        opened => Ok(opened?),
    }
}

/// A browser in private mode, an older one, or one whose handles another window still has.
fn refused(error: &str) -> Trouble {
    match error {
        error if error.contains("NoModificationAllowed") => Trouble::Elsewhere,
        error if error.contains("Quota") => Trouble::Full,
        _ => Trouble::Unsupported,
    }
}
