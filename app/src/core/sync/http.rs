//! HTTP over the network.

use std::time::Duration;

use http::{Request, Response};
use reqwest::redirect::Policy;

use super::transport::{Transport, TransportError};

/// An answer of more bytes is none of our server's.
const MAX_ANSWER: usize = 32 << 20;

/// One connection pool to the server. It follows no redirects: those come from hotels and stations, and would be handed
/// the phone's token.
pub struct HttpTransport {
    client: reqwest::Client,
}

impl HttpTransport {
    /// Ready to connect.
    ///
    /// # Errors
    /// Where the platform's certificates cannot be read.
    pub fn new() -> Result<HttpTransport, TransportError> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(Duration::from_secs(45))
            .build()
            .map_err(TransportError::new)?;
        Ok(HttpTransport { client })
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let request = request.try_into().map_err(TransportError::new)?;
        let mut answer = self.client.execute(request).await.map_err(TransportError::new)?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(TransportError::new)? {
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
