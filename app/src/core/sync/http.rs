//! HTTP over the network.

use std::time::Duration;

use super::transport::{Transport, TransportError};
use http::{Request, Response};

/// An answer of more bytes is none of our server's.
const MAX_ANSWER: usize = 32 << 20;

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
    fn with(&self, length: usize) -> Duration {
        self.silence + Duration::from_secs_f64(length as f64 / f64::from(self.bytes_per_second.max(1)))
    }
}

/// One connection pool to the server. It follows no redirects: those come from hotels and stations, and would be handed
/// the phone's token.
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    patience: Patience,
}

#[cfg(target_arch = "wasm32")]
impl HttpTransport {
    /// Ready to fetch, in a page or a worker.
    ///
    /// # Errors
    /// None.
    pub fn new() -> Result<HttpTransport, TransportError> {
        Ok(HttpTransport { client: reqwest::Client::new(), patience: Patience::default() })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl HttpTransport {
    /// Ready to connect.
    ///
    /// # Errors
    /// Where the platform's certificates cannot be read.
    pub fn new() -> Result<HttpTransport, TransportError> {
        HttpTransport::with(Patience::default())
    }

    /// As [`HttpTransport::new`], with this patience.
    ///
    /// # Errors
    /// Where the platform's certificates cannot be read.
    pub fn with(patience: Patience) -> Result<HttpTransport, TransportError> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience.connect)
            .build()
            .map_err(TransportError::new)?;
        Ok(HttpTransport { client, patience })
    }
}

#[cfg(not(target_arch = "wasm32"))]
/// The work's outcome, if it comes in time.
async fn within<T>(time: Duration, work: impl Future<Output = reqwest::Result<T>>) -> Result<T, TransportError> {
    tokio::time::timeout(time, work).await.map_err(TransportError::new)?.map_err(TransportError::new)
}

#[cfg(not(target_arch = "wasm32"))]
impl Transport for HttpTransport {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let patience = self.patience.with(request.body().len());
        let request = request.try_into().map_err(TransportError::new)?;
        let mut answer = within(patience, self.client.execute(request)).await?;
        let mut body = Vec::new();
        while let Some(part) = within(self.patience.silence, answer.chunk()).await? {
            if body.len() + part.len() > MAX_ANSWER {
                return Err(TransportError::new("the answer is too large"));
            }
            body.extend_from_slice(&part);
        }
        let mut whole = Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(whole)
    }
}

/// By the browser's `fetch`. It has decoded the body already.
#[cfg(target_arch = "wasm32")]
impl Transport for HttpTransport {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let patience = self.patience.with(request.body().len());
        let mut request: reqwest::Request = request.try_into().map_err(failed)?;
        *request.timeout_mut() = Some(patience);
        let mut answer = self.client.execute(request).await.map_err(failed)?;
        let (status, mut headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        headers.remove(http::header::CONTENT_ENCODING);
        let body = answer.bytes().await.map_err(failed)?;
        if body.len() > MAX_ANSWER {
            return Err(TransportError::new("the answer is too large"));
        }
        let mut whole = Response::new(body.to_vec());
        (*whole.status_mut(), *whole.headers_mut()) = (status, headers);
        Ok(whole)
    }
}

/// An error of the browser's cannot leave its thread; its text can.
#[cfg(target_arch = "wasm32")]
fn failed(error: reqwest::Error) -> TransportError {
    TransportError::new(error.to_string())
}
