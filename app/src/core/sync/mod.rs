//! Bringing what waits to the server and taking in what is new.
//!
//! [`Session`] decides and keeps books, but sends nothing itself: it hands out one request at a time and takes in its
//! answer, so that nothing of the store is held while a request is on its way. [`run`] is the loop around it.

mod copied;
mod driver;
mod enrol;
#[cfg(test)]
pub(crate) mod fake;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(not(target_arch = "wasm32"))]
mod http;
mod pull;
mod push;
#[cfg(test)]
mod tests;
pub mod transport;
mod upload;
mod wire;

use chrono::{DateTime, Utc};
use shared::sync::Rest;

pub use driver::{Session, Step};
pub use enrol::{EnrolError, enrol};
#[cfg(target_arch = "wasm32")]
pub use fetch::HttpTransport;
#[cfg(not(target_arch = "wasm32"))]
pub use http::HttpTransport;
pub use transport::{Patience, Transport, TransportError};

use super::store::{StoreError, facts, outbox};
use super::{Edge, Phone, PhoneError};

/// How a session ended, for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is over.
    Rest(Rest),
    /// No network, or the server cannot take it now: it goes on at this time (UTC), or when somebody asks.
    Waits {
        /// When.
        until: DateTime<Utc>,
        /// The server was reached, and is busy.
        busy: bool,
    },
}

/// Photos first, then requests until the session is over or has to wait. Everything done so far is kept at every moment.
///
/// # Errors
/// Where the store fails; what the server answered last is then asked for again next time.
pub async fn run(session: &mut Session, phone: &mut Phone, transport: &impl Transport) -> Result<Ended, PhoneError> {
    loop {
        match session.step(phone)? {
            Step::Send(request) => {
                let answer = transport.send(request).await;
                session.answered(phone, answer)?;
            }
            Step::Wait(until) => return Ok(Ended::Waits { until, busy: session.is_busy() }),
            Step::Rest(rest) => {
                while phone.make_room() {}
                return Ok(Ended::Rest(rest));
            }
        }
    }
}

impl Phone {
    /// The store and the edge, for the driver.
    fn parts(&mut self) -> (&mut super::store::Store, &mut Edge) {
        (&mut self.store, &mut self.edge)
    }

    /// The phone's clock, UTC.
    pub fn now(&self) -> DateTime<Utc> {
        self.edge.now()
    }

    /// Does a little to free space, after a session; true while there is more to do.
    pub fn make_room(&mut self) -> bool {
        self.store.make_room()
    }

    /// Whether something was saved that no session has sent yet, for whoever waits between two of them.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn has_new_changes(&mut self) -> Result<bool, StoreError> {
        self.store.read(|tx| Ok(outbox::waiting(tx)? + facts::waiting(tx)? > 0))
    }
}
