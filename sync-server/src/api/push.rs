//! A phone brings changes and facts: all of them in one transaction, or none.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::{Extension, Json};
use http::HeaderMap;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use shared::protocol::{MAX_BATCH, MAX_PUSH_BYTES, Parked, PushAnswer, PushRequest, Verdict};

use super::body;
use super::error::ApiError;
use super::uploads::DeviceId;
use crate::app::App;

/// Most bytes on the wire.
pub const MAX_WIRE_BYTES: usize = 1024 * 1024;
/// Most facts in one push: a team's year.
pub const MAX_FACTS: usize = 2_000;

/// Stores or parks each change, and says which.
///
/// # Errors
/// Nothing is stored then.
pub async fn push(
    State(app): State<Arc<App>>,
    Extension(DeviceId(device)): Extension<DeviceId>,
    request: Request,
) -> Result<Json<PushAnswer>, ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, MAX_WIRE_BYTES).await?;
    // Unpacked bodies are large and the database has one writer: a few at a time lose nothing and keep memory flat.
    let _turn = app.unpacking.acquire().await.map_err(|_closed| ApiError::Internal)?;
    app.blocking(move |app| {
        let push = app.buffers.lend(|buffer| parse(&parts.headers, &bytes, buffer))?;
        let answer = app.storage.push(device, &push, app.clock.now())?;
        if answer.verdicts.contains(&Verdict::Parked(Parked::Clone)) {
            tracing::warn!(%device, "a second copy of this phone's store counts on by itself from now on");
        }
        Ok(Json(answer))
    })
    .await
}

fn parse(headers: &HeaderMap, bytes: &[u8], buffer: &mut Vec<u8>) -> Result<PushRequest, ApiError> {
    let bytes = body::unpack(headers, bytes, MAX_PUSH_BYTES, buffer)?;
    let Incoming { changes: Few(changes), facts: Few(facts) } =
        serde_json::from_slice(bytes).map_err(|_| ApiError::Malformed("a PushRequest is expected"))?;
    if changes.len() > MAX_BATCH || facts.len() > MAX_FACTS {
        return Err(ApiError::TooLarge);
    }
    let own = |few: Vec<&RawValue>| few.into_iter().map(RawValue::to_owned).collect();
    Ok(PushRequest { changes: own(changes), facts: own(facts) })
}

/// A [`PushRequest`] that points into the body, so that a million items cost nothing.
#[derive(Deserialize)]
struct Incoming<'a> {
    #[serde(default, borrow)]
    changes: Few<'a, MAX_BATCH>,
    #[serde(default, borrow)]
    facts: Few<'a, MAX_FACTS>,
}

/// The first items; one more than allowed where there are too many.
#[derive(Default)]
struct Few<'a, const MOST: usize>(Vec<&'a RawValue>);

impl<'de: 'a, 'a, const MOST: usize> Deserialize<'de> for Few<'a, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<const MOST: usize>;
        impl<'de, const MOST: usize> Visitor<'de> for Items<MOST> {
            type Value = Vec<&'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "at most {MOST} items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut few = Vec::new();
                while few.len() <= MOST {
                    match items.next_element()? {
                        Some(item) => few.push(item),
                        None => return Ok(few),
                    }
                }
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(few)
            }
        }
        deserializer.deserialize_seq(Items::<MOST>).map(Few)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use http::{HeaderValue, header};

    use super::*;

    fn parse(headers: &HeaderMap, bytes: &[u8]) -> Result<PushRequest, ApiError> {
        super::parse(headers, bytes, &mut Vec::new())
    }

    fn packed(bytes: &[u8]) -> (HeaderMap, Vec<u8>) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        (headers, encoder.finish().unwrap())
    }

    #[test]
    fn a_change_arrives_as_the_very_bytes_that_were_sent() {
        let (headers, bytes) = packed(br#"{"changes":[{"n":1,  "x":1.50}],"news":7}"#);
        let push = parse(&headers, &bytes).unwrap();
        assert_eq!(push.changes[0].get(), r#"{"n":1,  "x":1.50}"#);
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let (headers, bomb) = packed(&vec![b' '; 300 << 20]);
        assert!(bomb.len() < MAX_WIRE_BYTES);
        assert!(matches!(parse(&headers, &bomb), Err(ApiError::TooLarge)));
        let million = format!(r#"{{"changes":[{}0]}}"#, "0,".repeat(1_000_000));
        assert!(matches!(parse(&HeaderMap::new(), million.as_bytes()), Err(ApiError::TooLarge)));
    }

    #[test]
    fn what_is_no_push_is_refused() {
        let deep = format!(r#"{{"changes":{}"#, "[".repeat(1_000_000));
        for text in ["", "[]x", r#"{"changes":{}}"#, r#"{"changes":[1],"changes":[2]}"#, "\u{0}", &deep] {
            let refused = parse(&HeaderMap::new(), text.as_bytes());
            assert!(matches!(refused, Err(ApiError::Malformed(_))), "{:.20}", text);
        }
        let (headers, mut damaged) = packed(br#"{"changes":[]}"#);
        damaged.truncate(damaged.len() - 4);
        assert!(matches!(parse(&headers, &damaged), Err(ApiError::Malformed(_))));
    }
}
