//! Bytes of attachments come by tus 1.0 (<https://tus.io/protocols/resumable-upload>): resumable over days and restarts.
//!
//! An upload's offset is the length of what the store holds of it; the database knows only that it exists. So nothing can
//! drift apart, and after a crash both sides go on where the disk ends.

mod handlers;
mod headers;
mod ledger;
mod receive;
mod refusal;

#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Extension, Router,
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::any,
};
use shared::protocol::UPLOADS;
use uuid::Uuid;

pub use ledger::{Finished, Upload, UploadError, UploadLedger, bring, sweep};
use refusal::Refusal;

use crate::{clock::Clock, photos::AttachmentStore};

/// The device that a request comes from; the authentication before this router sets it as an [`Extension`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceId(pub Uuid);

/// How much, how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most bytes of one attachment.
    pub max_size: u64,
    /// Bytes that are gathered before they are written. A crash of the server costs no more than this.
    pub piece: usize,
    /// How long a client may send nothing.
    pub read_timeout: Duration,
    /// Requests at work at the same time; each holds up to `piece` bytes and one read of the socket in memory.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_size: 40_000_000, piece: 256 * 1024, read_timeout: Duration::from_secs(30), at_once: 64 }
    }
}

/// What the router works with.
#[derive(Clone)]
pub struct UploadState {
    /// The database.
    pub ledger: Arc<dyn UploadLedger>,
    /// The bytes.
    pub store: Arc<dyn AttachmentStore>,
    /// The time, for expiry.
    pub clock: Arc<dyn Clock>,
    /// How much, how long.
    pub limits: Limits,
}

/// Answers everything under [`UPLOADS`].
pub fn router(state: UploadState) -> Router {
    let uploads = Uploads { state, busy: Busy::default() };
    // One handler for all methods: a header may override the method, and the router would look too early.
    Router::new()
        .route(UPLOADS, any(serve))
        .route(&format!("{UPLOADS}{{id}}"), any(serve))
        .with_state(Arc::new(uploads))
}

/// A request is carried to its end even though its client is gone: what came must get to the disk, and what is not
/// whole must be taken back. Hence a task of its own, which also contains a panic.
async fn serve(
    State(uploads): State<Arc<Uploads>>,
    device: Option<Extension<DeviceId>>,
    id: Option<Path<String>>,
    request: Request,
) -> Response {
    let device = device.map(|Extension(device)| device);
    let id = id.map(|Path(id)| id);
    let work = tokio::spawn(async move {
        let (parts, mut body) = request.into_parts();
        let answer = uploads.answer(&parts, device, id.as_deref(), &mut body).await;
        if !matches!(answer, Err(Refusal::Slow)) {
            receive::drain(&mut body).await;
        }
        answer.unwrap_or_else(Refusal::into_response)
    });
    let mut response = work.await.unwrap_or_else(|error| Refusal::internal(&error).into_response());
    response.headers_mut().insert(headers::TUS_RESUMABLE, HeaderValue::from_static(headers::VERSION));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

struct Uploads {
    state: UploadState,
    busy: Busy,
}

/// Uploads that a request is at work on; there is one at a time for each.
#[derive(Clone, Default)]
struct Busy(Arc<Mutex<HashSet<Uuid>>>);

impl Busy {
    /// Enters an upload, until the guard is dropped.
    fn enter(&self, upload: Uuid, at_once: usize) -> Result<BusyGuard, Refusal> {
        let mut busy = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if busy.contains(&upload) {
            Err(Refusal::Locked)
        } else if busy.len() >= at_once {
            Err(Refusal::Crowded)
        } else {
            busy.insert(upload);
            Ok(BusyGuard { busy: self.clone(), upload })
        }
    }
}

struct BusyGuard {
    busy: Busy,
    upload: Uuid,
}

impl Drop for BusyGuard {
    fn drop(&mut self) {
        self.busy.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.upload);
    }
}

/// Runs a call that blocks on a thread where it may.
async fn blocking<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
    call: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(call).await.map_err(|error| Refusal::internal(&error))?.map_err(Into::into)
}
