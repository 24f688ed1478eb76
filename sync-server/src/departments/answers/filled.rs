//! What a department has filled in: limits first, then a look at what it is.

use std::sync::Arc;

use axum::body::{Bytes, to_bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use photo::{Limits, Prepared};
use serde::Deserialize;
use serde::de::value::{Error as Unknown, StrDeserializer};
use shared::domain::{MAX_TEXT, Outcome};
use tokio::sync::SemaphorePermit;
use url::form_urlencoded;
use uuid::Uuid;

use crate::pages::{Shared, Site, Trouble};
use crate::photos::Blob;

pub(super) const MAX_INITIALS: usize = 40;
/// The largest photo that is kept while it is read, in bytes: more than cameras of phones make.
const MAX_PHOTO: usize = 16_000_000;
/// What is sent beyond that is read and dropped, so that the browser gets to hear the answer.
pub(super) const MAX_BODY: usize = 48_000_000;
/// Words, also those that are far too long and are handed back to be shortened.
const MAX_WORDS: usize = 256 * 1024;

/// What was filled in.
pub(super) struct Filled {
    pub(super) outcome: Outcome,
    pub(super) note: String,
    pub(super) initials: String,
    /// As a camera made it.
    pub(super) photo: Option<Vec<u8>>,
    /// Forwardings that were ticked on the list.
    pub(super) ticked: Vec<Uuid>,
}

/// Why an answer is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    LongNote,
    LongInitials,
    NoQuestion,
    NothingTicked,
    LargePhoto,
    UnreadablePhoto,
    /// The body broke off, or is none of our forms.
    Broken,
    TooMany,
}

impl Default for Filled {
    fn default() -> Self {
        Filled { outcome: Outcome::Done, note: String::new(), initials: String::new(), photo: None, ticked: Vec::new() }
    }
}

impl Filled {
    /// Reads a form. Whatever came of it is there, so that it can be shown again.
    pub(super) async fn read(request: Request, site: &Shared, first: Outcome) -> (Filled, Option<Mistake>) {
        let mut filled = Filled { outcome: first, ..Filled::default() };
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let mistake = if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
            filled.take_parts(request, site).await.err()
        } else {
            filled.take_pairs(request).await.err()
        };
        (filled, mistake)
    }

    async fn take_pairs(&mut self, request: Request) -> Result<(), Mistake> {
        let bytes = to_bytes(request.into_body(), MAX_WORDS).await.map_err(|_| Mistake::Broken)?;
        form_urlencoded::parse(&bytes).try_for_each(|(name, text)| self.take(&name, text.into_owned()))
    }

    async fn take_parts(&mut self, request: Request, site: &Shared) -> Result<(), Mistake> {
        let mut form = Multipart::from_request(request, site).await.map_err(|_| Mistake::Broken)?;
        let mut large = false;
        // Held until the photo is whole: few lie in memory at the same time.
        let mut turn = None;
        while let Some(part) = form.next_field().await.map_err(|error| broken(error.status()))? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "photo" {
                let photo = read(part, MAX_PHOTO, Some((site.as_ref(), &mut turn))).await?;
                large |= photo.is_none();
                self.photo = photo.filter(|bytes| !bytes.is_empty());
            } else {
                let words = read(part, MAX_WORDS, None).await?.ok_or(Mistake::Broken)?;
                self.take(&name, String::from_utf8_lossy(&words).into_owned())?;
            }
        }
        if large { Err(Mistake::LargePhoto) } else { Ok(()) }
    }

    fn take(&mut self, name: &str, text: String) -> Result<(), Mistake> {
        match name {
            "outcome" => {
                let code = StrDeserializer::<Unknown>::new(&text);
                self.outcome = Outcome::deserialize(code).map_err(|_| Mistake::Broken)?;
            }
            "note" => text.replace("\r\n", "\n").trim().clone_into(&mut self.note),
            "initials" => text.trim().clone_into(&mut self.initials),
            "tick" => self.ticked.extend(text.parse::<Uuid>().ok()),
            _ => {}
        }
        Ok(())
    }

    /// What is wrong with the words.
    pub(super) fn mistake(&self) -> Option<Mistake> {
        if self.note.chars().count() > MAX_TEXT {
            Some(Mistake::LongNote)
        } else if self.initials.chars().count() > MAX_INITIALS {
            Some(Mistake::LongInitials)
        } else if self.outcome == Outcome::Note && self.note.is_empty() {
            Some(Mistake::NoQuestion)
        } else {
            None
        }
    }
}

/// The bytes of a part; none where they are more than `most`, of which the rest is dropped as it comes.
async fn read<'a>(
    mut part: Field<'_>,
    most: usize,
    mut wait: Option<(&'a Site, &mut Option<SemaphorePermit<'a>>)>,
) -> Result<Option<Vec<u8>>, Mistake> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(piece) = next(&mut part).await? {
        if let Some((site, turn)) = &mut wait
            && turn.is_none()
        {
            **turn = Some(site.receiving.acquire().await.map_err(|_| Mistake::Broken)?);
        }
        fits &= bytes.len() + piece.len() <= most;
        if fits {
            bytes.extend_from_slice(&piece);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
}

async fn next(part: &mut Field<'_>) -> Result<Option<Bytes>, Mistake> {
    part.chunk().await.map_err(|error| broken(error.status()))
}

fn broken(status: StatusCode) -> Mistake {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Mistake::LargePhoto } else { Mistake::Broken }
}

/// Makes of the bytes of a camera what phones send: upright, small, nothing in it but pixels. Its bytes are on the disk when
/// this returns.
pub(super) async fn keep(site: &Shared, bytes: Vec<u8>) -> Result<Result<Option<Blob>, Mistake>, Trouble> {
    let permit = Arc::clone(&site.decoding).acquire_owned().await.map_err(|_| Trouble::NotFound)?;
    let photos = Arc::clone(&site.state.photos);
    let kept = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        match photo::prepare(&bytes, &Limits::default()) {
            Prepared::Photo { jpeg, .. } => photos.put(&jpeg).map(Some),
            Prepared::Undecodable { .. } => Ok(None),
        }
    });
    Ok(kept.await??.map(Some).ok_or(Mistake::UnreadablePhoto))
}

impl Mistake {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Mistake::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Mistake::LargePhoto => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}
