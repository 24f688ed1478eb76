//! From where a request comes, for limits.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::Shared;

/// Whom an attempt counts for: an IPv4 address, or the /64 of an IPv6 one, which is what one household gets.
pub(crate) struct Origin(pub(crate) IpAddr);

impl FromRequestParts<Shared> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Origin, Self::Rejection> {
        Ok(Origin(network(origin(&parts.headers, &parts.extensions, site.state.behind_proxy))))
    }
}

/// The peer; behind a proxy the address that the proxy saw, the last one that it appended.
fn origin(headers: &HeaderMap, extensions: &Extensions, behind_proxy: bool) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map_or(Ipv4Addr::LOCALHOST.into(), |info| info.0.ip());
    let forwarded = headers.get_all("x-forwarded-for").into_iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|line| line.rsplit(',').next()?.trim().parse().ok());
    last.filter(|_| behind_proxy).unwrap_or(peer)
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_address_and_a_proxy_cannot_be_played_by_others() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6".parse().unwrap()), "2001:db8:1:2::".parse::<IpAddr>().unwrap());
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());

        let from = |behind_proxy: bool, forwarded: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new("192.0.2.1".parse().unwrap(), 1)));
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())]);
            origin(&headers, &extensions, behind_proxy).to_string()
        };
        assert_eq!(from(false, "198.51.100.7"), "192.0.2.1");
        assert_eq!(from(true, "203.0.113.9, 198.51.100.7"), "198.51.100.7");
        assert_eq!(from(true, "nonsense"), "192.0.2.1");
    }
}
