//! HTTP by the browser's `fetch`: a library for it would bring tables that the browser has already.

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::transport::{MAX_ANSWER, Patience, Transport, TransportError};

#[wasm_bindgen(raw_module = "./platform.js")]
extern "C" {
    /// Status, headers (pairs of name and value) and the body, decoded.
    #[wasm_bindgen(catch, js_name = send)]
    async fn js_send(
        method: &str,
        address: &str,
        headers: Array,
        body: Uint8Array,
        milliseconds: f64,
    ) -> Result<JsValue, JsValue>;
}

/// Fetches, in a page or a worker.
#[derive(Clone, Debug, Default)]
pub struct HttpTransport {
    patience: Patience,
}

impl HttpTransport {
    /// Ready to fetch.
    ///
    /// # Errors
    /// None.
    pub fn new() -> Result<HttpTransport, TransportError> {
        Ok(HttpTransport::default())
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let (parts, body) = request.into_parts();
        let headers = Array::new();
        for (name, value) in &parts.headers {
            let value = value.to_str().map_err(TransportError::new)?;
            headers.push(&Array::of2(&name.as_str().into(), &value.into()));
        }
        let milliseconds = self.patience.with(body.len()).as_millis() as f64;
        let (method, address) = (parts.method.as_str(), parts.uri.to_string());
        let answer = js_send(method, &address, headers, Uint8Array::from(body.as_slice()), milliseconds).await;
        // An error of the browser's cannot leave its thread; its text can.
        let answer = Array::from(&answer.map_err(|error| TransportError::new(format!("{error:?}")))?);
        whole(&answer).ok_or_else(|| TransportError::new("the answer is too large, or none of HTTP"))
    }
}

fn whole(answer: &Array) -> Option<Response<Vec<u8>>> {
    let body: Uint8Array = answer.get(2).dyn_into().ok()?;
    if body.length() as usize > MAX_ANSWER {
        return None;
    }
    let mut whole = Response::new(body.to_vec());
    *whole.status_mut() = StatusCode::from_u16(answer.get(0).as_f64()? as u16).ok()?;
    for header in Array::from(&answer.get(1)).iter() {
        let header = Array::from(&header);
        let name = HeaderName::from_bytes(header.get(0).as_string()?.as_bytes()).ok()?;
        whole.headers_mut().append(name, HeaderValue::from_str(&header.get(1).as_string()?).ok()?);
    }
    Some(whole)
}
