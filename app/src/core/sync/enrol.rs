//! Redeeming a code: the phone belongs to a city from then on.

use http::Uri;
use shared::protocol::{ENROL, EnrolAnswer, EnrolRequest, ErrorCode};
use shared::sync::Failure;

use super::transport::Transport;
use super::wire;
use crate::core::store::phone::{self, Enrolment};
use crate::core::store::{StoreError, attachments, facts, outbox, retention};
use crate::core::{Phone, PhoneError};

/// Why a phone does not belong to the city now. It keeps everything.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The server's address is none.
    #[error("not an address of a server")]
    Address,
    /// Wrong, used or expired: the server does not tell which.
    #[error("the code is not valid")]
    WrongCode,
    /// The server did not answer, or cannot do it now.
    #[error("no answer: {0:?}")]
    Failed(Failure),
    /// The phone refuses.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

impl From<StoreError> for EnrolError {
    fn from(error: StoreError) -> EnrolError {
        EnrolError::Phone(error.into())
    }
}

/// Redeems a code at a server. Enrolled again, the phone keeps its id and its queue.
///
/// # Errors
/// Another city is refused while anything waits for the one before.
pub async fn enrol(
    phone: &mut Phone,
    transport: &impl Transport,
    server: &str,
    code: &str,
) -> Result<Enrolment, EnrolError> {
    let server = server.trim().trim_end_matches('/').to_owned();
    let is_address = server.parse::<Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    if !is_address {
        return Err(EnrolError::Address);
    }
    let device = phone.store.read(phone::get)?.device;
    let ask = EnrolRequest { code: code.to_owned(), device };
    let request = wire::post(&server, ENROL, None, &ask).map_err(|_| EnrolError::Address)?;
    let answer = transport.send(request).await.map_err(|_| EnrolError::Failed(Failure::Offline))?;
    if wire::error(&answer) == Some(ErrorCode::WrongCode) {
        return Err(EnrolError::WrongCode);
    }
    let answer: EnrolAnswer = wire::read(Ok(answer)).map_err(EnrolError::Failed)?;
    let EnrolAnswer { city, city_name, token, label, team } = answer;
    let enrolment = Enrolment { server, token, city, city_name, label, team };
    phone.store.write(|tx| {
        if let Some(before) = phone::get(tx)?.enrolment.filter(|before| before.city != enrolment.city) {
            // What was left while the phone was locked waits, too: it goes again once the phone is welcome there.
            let waits = outbox::waiting(tx)? + outbox::locked(tx)? + facts::waiting(tx)? + attachments::queued(tx)?;
            if waits > 0 {
                return Err(PhoneError::OtherCity(before.city_name));
            }
            retention::forget_city(tx)?;
        }
        outbox::unlock(tx)?;
        phone::enrol(tx, &enrolment)?;
        Ok(())
    })?;
    Ok(enrolment)
}
