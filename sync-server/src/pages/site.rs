//! What the pages need from the rest of the server.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::Trouble;
use super::limiter::{Limiter, Rate};
use crate::clock::Clock;
use crate::config::Config;
use crate::departments::mailing::Mailing;
use crate::photos::AttachmentStore;
use crate::storage::{Result, Storage};

/// Gives 256 random bits, fit for secrets.
pub type Random = Arc<dyn Fn() -> [u8; 32] + Send + Sync>;

/// What the pages are made of and speak of.
#[derive(Clone)]
pub struct DeskState {
    /// Reports, accounts, answers.
    pub storage: Arc<dyn Storage>,
    /// Bytes of photos.
    pub photos: Arc<dyn AttachmentStore>,
    /// Brings mail to departments.
    pub mailing: Arc<Mailing>,
    /// What is set: the checklist says where mail and backups go.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub random: Random,
    /// Where people reach this server; with `https` cookies are `Secure`.
    pub public_url: String,
    /// The key that signs answer links.
    pub secret: [u8; 32],
    /// The city's name.
    pub city: String,
    /// The city's zone.
    pub zone: Tz,
    /// Whom departments ask: a mail address or a telephone number.
    pub contact: String,
    /// A web map's address with `{lat}` and `{lon}` for WGS84 degrees.
    pub map: String,
    /// How long a session of staff lasts without a page.
    pub session: TimeDelta,
    /// A proxy stands in front: the last address of `X-Forwarded-For` counts, not that of the connection.
    pub behind_proxy: bool,
    /// City and people are made up, and the landing page says so.
    pub demo: bool,
}

/// As [`DeskState`], with what the pages keep in memory.
pub(crate) struct Site {
    pub(crate) state: DeskState,
    /// Name and zone: staff may change them.
    city: RwLock<(String, Tz)>,
    /// Passwords tried, by address.
    pub(crate) sign_ins: Limiter<IpAddr>,
    /// Answers given, by forwarding.
    pub(crate) answers: Limiter<Uuid>,
    /// Links of departments that are none of ours, by address. 128 bit cannot be guessed; whoever tries waits, and colleagues
    /// behind the same address still open theirs.
    pub(crate) strangers: Limiter<IpAddr>,
    /// Codes of hand-overs tried, by the hash of the link's token.
    pub(crate) hand_outs: Limiter<[u8; 32]>,
    /// Argon2 takes 19 MiB each time.
    pub(crate) hashing: Semaphore,
    /// A decoded photo takes up to 200 MiB.
    pub(crate) decoding: Arc<Semaphore>,
    /// Photos that come in with answers are held in memory until they are whole.
    pub(crate) receiving: Semaphore,
}

pub(crate) type Shared = Arc<Site>;

impl Site {
    pub(crate) fn new(state: DeskState) -> Site {
        let rate = |burst, seconds| Rate { burst, every: TimeDelta::seconds(seconds) };
        Site {
            city: RwLock::new((state.city.clone(), state.zone)),
            state,
            sign_ins: Limiter::new(rate(10, 30), rate(60, 1)),
            answers: Limiter::new(rate(20, 30), rate(600, 1)),
            strangers: Limiter::new(rate(30, 10), rate(600, 1)),
            hand_outs: Limiter::new(rate(6, 30), rate(60, 1)),
            hashing: Semaphore::new(2),
            decoding: Arc::new(Semaphore::new(2)),
            receiving: Semaphore::new(4),
        }
    }

    /// The city's name and zone.
    pub(crate) fn city(&self) -> (String, Tz) {
        self.city.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The city is called so from now on.
    pub(crate) fn renamed(&self, name: String, zone: Tz) {
        *self.city.write().unwrap_or_else(PoisonError::into_inner) = (name, zone);
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Asks the storage on a thread for blocking work.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Storage) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Trouble> {
        let storage = Arc::clone(&self.state.storage);
        Ok(tokio::task::spawn_blocking(move || question(&*storage)).await??)
    }

    /// A link to the configured map; none where it is no http(s) address.
    pub(crate) fn map_link(&self, (lat, lon): (f64, f64)) -> Option<String> {
        let pattern = self.state.map.as_str();
        let http = pattern.starts_with("https://") || pattern.starts_with("http://");
        let link = || pattern.replace("{lat}", &format!("{lat:.5}")).replace("{lon}", &format!("{lon:.5}"));
        http.then(link)
    }

    pub(crate) fn https(&self) -> bool {
        self.state.public_url.starts_with("https://")
    }
}

/// A file to be saved, of which no copy is kept on the way.
pub(crate) fn download(kind: &'static str, name: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// A template as an answer.
pub(crate) fn page(template: &impl Template) -> std::result::Result<Response, Trouble> {
    Ok(Html(template.render()?).into_response())
}
