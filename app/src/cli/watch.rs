//! `sync --watch`: session after session. Between two requests nothing of the store is held, so that other commands
//! work beside it.

use std::convert::Infallible;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use shared::sync::Rest;

use super::print::Printer;
use crate::core::sync::{self, Ended, Session, Transport};
use crate::core::{Phone, PhoneError, Reply, Request};

/// From one session to the next.
const REST: Duration = Duration::from_secs(300);
/// How often to look whether something was saved meanwhile.
const LOOK: Duration = Duration::from_secs(2);
/// After the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

pub async fn watch<W: Write>(
    phone: &mut Phone,
    session: &mut Session,
    transport: &impl Transport,
    print: &mut Printer<'_, W>,
    path: &Path,
) -> Infallible {
    loop {
        session.start(phone);
        match one(phone, session, transport, print).await {
            Ok(Ended::Waits { until, .. }) => {
                let wait = (until - phone.now()).to_std().unwrap_or_default();
                tokio::time::sleep(wait.clamp(LOOK, REST)).await;
            }
            Ok(Ended::Rest(Rest::Done)) => rest(phone).await,
            Ok(Ended::Rest(_)) => tokio::time::sleep(REST).await,
            Err(error) => {
                let failed = print.words.refused(&error, path);
                print.warning(&failed.sentence);
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

async fn one<W: Write>(
    phone: &mut Phone,
    session: &mut Session,
    transport: &impl Transport,
    print: &mut Printer<'_, W>,
) -> Result<Ended, PhoneError> {
    let ended = sync::run(session, phone, transport).await?;
    if let Reply::Status(status) = phone.handle(Request::Status)?.reply {
        print.session(ended, &status);
    }
    if let Some(sentence) = print.words.ended(ended) {
        print.note(&sentence);
    }
    Ok(ended)
}

/// Until the next session is due, or something new was saved.
async fn rest(phone: &mut Phone) {
    let looks = REST.as_secs() / LOOK.as_secs();
    for _ in 0..looks {
        tokio::time::sleep(LOOK).await;
        if phone.has_new_changes().unwrap_or(false) {
            return;
        }
    }
}
