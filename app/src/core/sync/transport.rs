//! How a request reaches the server. The real one is [`super::HttpTransport`]; tests bring faults.

use std::error::Error;
use std::time::Duration;

use http::{Request, Response};

/// An answer of more bytes is none of our server's.
pub(super) const MAX_ANSWER: usize = 32 << 20;

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

/// When a silent line is dead. Nobody tells how much of a request has left the phone, so a request has as long as it
/// takes over a slow line, and then the answer has to begin.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until a connection stands.
    pub connect: Duration,
    /// Without a byte of the answer.
    pub silence: Duration,
    /// The slowest line over which a request is waited for.
    pub bytes_per_second: u32,
}

impl Default for Patience {
    /// A full piece of a photo gets through at 20 kbit/s, and a dead line is noticed in under two minutes.
    fn default() -> Patience {
        Patience { connect: Duration::from_secs(15), silence: Duration::from_secs(45), bytes_per_second: 4 * 1024 }
    }
}

impl Patience {
    /// From the first byte of a request of this length to the first byte of its answer.
    pub(super) fn with(&self, length: usize) -> Duration {
        self.silence + Duration::from_secs_f64(length as f64 / f64::from(self.bytes_per_second.max(1)))
    }
}
