//! HTTP over the network; in a browser `fetch` stands in its place.

use std::time::Duration;

use http::{Request, Response};

use super::transport::{MAX_ANSWER, Patience, Transport, TransportError};

/// One connection pool to the server. It follows no redirects: those come from hotels and stations, and would be handed
/// the phone's token.
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    patience: Patience,
}

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

/// The work's outcome, if it comes in time.
async fn within<T>(time: Duration, work: impl Future<Output = reqwest::Result<T>>) -> Result<T, TransportError> {
    tokio::time::timeout(time, work).await.map_err(TransportError::new)?.map_err(TransportError::new)
}

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
