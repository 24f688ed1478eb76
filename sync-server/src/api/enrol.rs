//! A phone joins the city with a one-time code.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use http::HeaderMap;
use shared::protocol::{EnrolAnswer, EnrolRequest};

use super::error::ApiError;
use super::{auth, body, code};
use crate::app::App;
use crate::random;

const MAX_BYTES: usize = 4 * 1024;

/// Redeems a code. Wrong, used and expired take the same way and get the same answer.
///
/// # Errors
/// [`ApiError::SlowDown`] before the code is looked up, [`ApiError::WrongCode`].
pub async fn enrol(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Json<EnrolAnswer>, ApiError> {
    let (parts, body) = request.into_parts();
    let address = address(&parts.headers, peer, app.config.behind_proxy);
    let bytes = body::read(&parts.headers, body, MAX_BYTES).await?;
    let mut buffer = Vec::new();
    let bytes = body::unpack(&parts.headers, &bytes, MAX_BYTES, &mut buffer)?;
    let asked: EnrolRequest =
        serde_json::from_slice(bytes).map_err(|_| ApiError::Malformed("an EnrolRequest is expected"))?;
    app.gate
        .enter(address, Instant::now())
        .map_err(|wait| ApiError::SlowDown { retry_after: wait.as_secs().saturating_add(1) })?;

    let token = random::to_hex(&random::bytes::<32>());
    let (code_hash, token_hash) = (code::hash(&asked.code), auth::token_hash(&token));
    let enrolled = app
        .blocking(move |app| Ok(app.storage.enrol(&code_hash, asked.device, &token_hash, app.clock.now())?))
        .await?
        .map_err(|_refused| ApiError::WrongCode)?;
    app.gate.forgive(address);
    tracing::info!(device = %asked.device, "enrolled");
    Ok(Json(EnrolAnswer {
        city: enrolled.city,
        city_name: enrolled.city_name,
        token,
        label: enrolled.label,
        team: enrolled.team,
    }))
}

/// Whose attempt it is. The last forwarded address is the one that our own proxy saw; those before it are hearsay.
fn address(headers: &HeaderMap, peer: SocketAddr, behind_proxy: bool) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|text| text.trim().parse().ok());
    last.filter(|_| behind_proxy).unwrap_or(peer.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_behind_a_proxy_its_word_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "192.0.2.1, 192.0.2.2".parse().unwrap());
        let peer: SocketAddr = "127.0.0.1:1".parse().unwrap();
        assert_eq!(address(&headers, peer, false), peer.ip());
        assert_eq!(address(&headers, peer, true), IpAddr::from([192, 0, 2, 2]));
    }
}
