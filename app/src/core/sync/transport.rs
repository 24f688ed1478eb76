//! How a request reaches the server. The real one is [`super::HttpTransport`]; tests bring faults.

use std::error::Error;

use http::{Request, Response};

/// Sends a request and brings its whole answer.
pub trait Transport {
    /// Sends one request; the address is absolute.
    ///
    /// # Errors
    /// Where no whole answer came: whether the server acted on the request is then unknown.
    fn send(&self, request: Request<Vec<u8>>) -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>>;
}

/// No whole answer came. On a phone that is normal.
#[derive(Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub struct TransportError(#[source] Box<dyn Error + Send + Sync>);

impl TransportError {
    /// For the reason that the network gave.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> TransportError {
        TransportError(reason.into())
    }
}
