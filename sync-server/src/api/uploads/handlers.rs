//! What each method does.

use axum::{
    body::{Body, HttpBody},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use shared::protocol::UPLOADS;
use uuid::Uuid;

use super::{
    BusyGuard, DeviceId, Uploads, blocking,
    headers::{self, Checksum},
    ledger::{Finished, Upload, settle},
    receive::Intake,
    refusal::Refusal,
};

/// An upload that this request alone works on.
struct Open {
    upload: Upload,
    offset: u64,
    _busy: BusyGuard,
}

impl Uploads {
    /// Finds out what is asked, and does it.
    pub(super) async fn answer(
        &self,
        parts: &Parts,
        device: Option<DeviceId>,
        id: Option<&str>,
        body: &mut Body,
    ) -> Result<Response, Refusal> {
        let method = headers::method(&parts.headers, &parts.method)?;
        if method == Method::OPTIONS {
            return Ok(self.options());
        }
        headers::version(&parts.headers)?;
        let device = device.ok_or(Refusal::Unidentified)?;
        let id = id.map(|id| id.parse().map_err(|_| Refusal::Unknown)).transpose()?;
        match (method, id) {
            (Method::POST, None) => self.create(parts, device, body).await,
            (Method::HEAD, Some(id)) => self.head(device, id).await,
            (Method::PATCH, Some(id)) => self.patch(parts, device, id, body).await,
            _ => Err(Refusal::Method),
        }
    }

    fn options(&self) -> Response {
        let headers = [
            (headers::TUS_VERSION, HeaderValue::from_static(headers::VERSION)),
            (headers::TUS_EXTENSION, HeaderValue::from_static(headers::EXTENSIONS)),
            (headers::TUS_MAX_SIZE, self.state.limits.max_size.into()),
            (headers::TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static(headers::ALGORITHMS)),
        ];
        (StatusCode::NO_CONTENT, headers).into_response()
    }

    async fn create(&self, parts: &Parts, DeviceId(device): DeviceId, body: &mut Body) -> Result<Response, Refusal> {
        let length = headers::length(&parts.headers)?;
        let attachment = headers::attachment(&parts.headers)?;
        let checksum = Checksum::of(&parts.headers)?;
        let announced = headers::announced(&parts.headers)?;
        if length > self.state.limits.max_size || announced.is_some_and(|bytes| bytes > length) {
            return Err(Refusal::TooLarge);
        }
        let brings_bytes = announced != Some(0);
        if brings_bytes {
            headers::media_type(&parts.headers)?;
        }
        let (ledger, now) = (self.state.ledger.clone(), self.state.clock.now());
        let upload = blocking(move || ledger.create_upload(device, attachment, length, now)).await?;
        let mut open = self.open(DeviceId(device), upload.id).await?;
        // Bytes that come with a repeated request are the first ones: they are here already, or wanted.
        if brings_bytes && open.offset == 0 {
            self.receive(&mut open, checksum, body).await?;
        }
        let location = format!("{UPLOADS}{}", open.upload.id);
        Ok(answer(StatusCode::CREATED, &open, [(header::LOCATION, location)]))
    }

    async fn head(&self, device: DeviceId, id: Uuid) -> Result<Response, Refusal> {
        let open = self.open(device, id).await?;
        let more = [
            (headers::UPLOAD_LENGTH, open.upload.length.to_string()),
            (headers::UPLOAD_METADATA, headers::metadata_of(open.upload.attachment)),
        ];
        Ok(answer(StatusCode::OK, &open, more))
    }

    async fn patch(&self, parts: &Parts, device: DeviceId, id: Uuid, body: &mut Body) -> Result<Response, Refusal> {
        headers::media_type(&parts.headers)?;
        let offset = headers::offset(&parts.headers)?;
        let checksum = Checksum::of(&parts.headers)?;
        let mut open = self.open(device, id).await?;
        if offset != open.offset {
            return Err(Refusal::Offset { held: open.offset });
        }
        self.receive(&mut open, checksum, body).await?;
        Ok(answer(StatusCode::NO_CONTENT, &open, []))
    }

    /// Enters an upload, then looks at it: in the other order another request could finish it in between.
    async fn open(&self, DeviceId(device): DeviceId, id: Uuid) -> Result<Open, Refusal> {
        let busy = self.busy.enter(id, self.state.limits.at_once)?;
        let (ledger, store, now) = (self.state.ledger.clone(), self.state.store.clone(), self.state.clock.now());
        blocking(move || {
            let upload = ledger.upload(id)?.ok_or(Refusal::Unknown)?;
            if upload.device != device {
                return Err(Refusal::NotYours);
            }
            if upload.done {
                return Ok(Open { offset: upload.length, upload, _busy: busy });
            }
            if upload.expires_at <= now {
                return Err(Refusal::Expired);
            }
            let mut offset = store.len(id)?;
            // All there, yet not settled: the server died in between, or the database was full.
            if offset >= upload.length && settle(&*store, &*ledger, &upload, now)? == Finished::HashDiffers {
                offset = 0;
            }
            Ok(Open { upload, offset, _busy: busy })
        })
        .await
    }

    /// Takes the body in and, if that was the last byte, has the receipt decided.
    async fn receive(&self, open: &mut Open, checksum: Option<Checksum>, body: &mut Body) -> Result<(), Refusal> {
        let upload = open.upload.clone();
        if body.size_hint().lower() > upload.length.saturating_sub(open.offset) {
            return Err(Refusal::TooLarge);
        }
        let before = open.offset;
        let intake = Intake::new(self.state.store.clone(), upload.id, before, upload.length, checksum);
        open.offset = intake.run(body, &self.state.limits).await?;
        if open.offset > before && open.offset == upload.length {
            let (ledger, store, now) = (self.state.ledger.clone(), self.state.store.clone(), self.state.clock.now());
            match blocking(move || settle(&*store, &*ledger, &upload, now)).await? {
                Finished::Accepted => {}
                Finished::HashDiffers => return Err(Refusal::HashDiffers),
            }
        }
        Ok(())
    }
}

/// A success says how far the upload is and, while it is not whole, until when it can be continued.
fn answer<const N: usize>(status: StatusCode, open: &Open, more: [(HeaderName, String); N]) -> Response {
    let mut response = (status, more).into_response();
    let headers = response.headers_mut();
    headers.insert(headers::UPLOAD_OFFSET, open.offset.into());
    let expires = HeaderValue::from_str(&headers::http_date(open.upload.expires_at));
    if let Ok(date) = expires
        && open.offset < open.upload.length
    {
        headers.insert(headers::UPLOAD_EXPIRES, date);
    }
    response
}
