//! From the wire to the disk.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http_body_util::BodyExt;
use tokio::time::timeout;
use uuid::Uuid;

use super::{Limits, blocking, headers::Checksum, refusal::Refusal};
use crate::photos::AttachmentStore;

/// A refused body is read on, so that the client gets to see the answer instead of a reset connection.
const DRAIN: usize = 512 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// Bytes without a checksum count as soon as they are written: a crash of the server costs a client that sends a whole
/// file in one request no more than this.
const UNCHECKED: usize = 64 * 1024;

/// The bytes of one request on their way into an upload.
pub(super) struct Intake {
    store: Arc<dyn AttachmentStore>,
    upload: Uuid,
    start: u64,
    held: u64,
    length: u64,
    checksum: Option<Checksum>,
    pending: Vec<u8>,
}

impl Intake {
    /// Bytes for `upload` from `start` on; up to `length` there is room.
    pub(super) fn new(
        store: Arc<dyn AttachmentStore>,
        upload: Uuid,
        start: u64,
        length: u64,
        checksum: Option<Checksum>,
    ) -> Self {
        Self { store, upload, start, held: start, length, checksum, pending: Vec::new() }
    }

    /// Takes the body in, piece by piece, and returns how many bytes the upload holds then.
    ///
    /// Without a checksum, all that came before a cut is kept. With one, the chunk counts as a whole: what does not fit in
    /// one piece is written unchecked and taken back if need be, the last piece only when the checksum is right. A chunk
    /// that contradicts the upload's length counts for nothing either.
    pub(super) async fn run(mut self, body: &mut Body, limits: &Limits) -> Result<u64, Refusal> {
        let checked = self.checksum.is_some();
        let result = match self.read(body, limits).await {
            Ok(()) if self.checksum.as_mut().is_some_and(|sum| !sum.matches()) => Err(Refusal::Checksum),
            Ok(()) => self.flush().await,
            Err(cut @ (Refusal::Cut | Refusal::Slow)) if !checked => self.flush().await.and(Err(cut)),
            Err(refusal) => Err(refusal),
        };
        let Err(refusal) = result else { return Ok(self.held) };
        if checked || matches!(refusal, Refusal::TooLarge) {
            let Self { store, upload, start, .. } = self;
            blocking(move || store.truncate(upload, start)).await?;
        }
        Err(refusal)
    }

    async fn read(&mut self, body: &mut Body, limits: &Limits) -> Result<(), Refusal> {
        let most = if self.checksum.is_some() { limits.piece } else { limits.piece.min(UNCHECKED) };
        while let Some(frame) = timeout(limits.read_timeout, body.frame()).await.map_err(|_| Refusal::Slow)? {
            let Ok(bytes) = frame.map_err(|_| Refusal::Cut)?.into_data() else { continue };
            if self.held + (self.pending.len() + bytes.len()) as u64 > self.length {
                return Err(Refusal::TooLarge);
            }
            if let Some(checksum) = &mut self.checksum {
                checksum.update(&bytes);
            }
            self.pending.extend_from_slice(&bytes);
            if self.pending.len() > most {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Refusal> {
        if !self.pending.is_empty() {
            let (store, upload, at) = (self.store.clone(), self.upload, self.held);
            let piece = std::mem::take(&mut self.pending);
            self.held = blocking(move || store.append(upload, at, &piece)).await?;
        }
        Ok(())
    }
}

/// Reads what is left of a body that nobody wants, within limits.
pub(super) async fn drain(body: &mut Body) {
    let mut left = DRAIN;
    let _ = timeout(DRAIN_TIME, async {
        while let Some(Ok(frame)) = body.frame().await {
            let count = frame.data_ref().map_or(0, |bytes| bytes.len());
            match left.checked_sub(count) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    })
    .await;
}
