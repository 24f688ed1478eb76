//! The core on a thread of its own: desktop, native phones and tests.

use std::path::PathBuf;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

use super::{Event, FromCore, ToCore, Trouble, run};
use crate::core::sync::HttpTransport;
use crate::core::{Edge, Phone};

/// Opens the store at `path` and runs until the sender is dropped.
///
/// # Errors
/// Where the system starts no thread.
pub fn spawn(path: PathBuf) -> std::io::Result<(UnboundedSender<ToCore>, UnboundedReceiver<FromCore>)> {
    let (ask, asks) = unbounded();
    let (tell, told) = unbounded();
    std::thread::Builder::new().name("core".to_owned()).spawn(move || {
        let say = |message| drop(tell.unbounded_send(message));
        let closed = |trouble| say(FromCore::Event(Event::Closed(trouble)));
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return closed(Trouble::Failed(error.to_string())),
        };
        let phone = Phone::open(&path, Edge::device()).map_err(Trouble::from);
        let transport = HttpTransport::new().map_err(|error| Trouble::Failed(error.to_string()));
        match phone.and_then(|phone| Ok((phone, transport?))) {
            Ok((phone, transport)) => runtime.block_on(run(phone, transport, asks, say, tokio::time::sleep)),
            Err(trouble) => closed(trouble),
        }
    })?;
    Ok((ask, told))
}
