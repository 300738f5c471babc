//! Who is calling, when proxies stand in between.
use crate::config::{ForwardedHeader, Network};
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the client as far as it can be known: the peer of the connection, or what the
/// outermost trusted proxy says. Kept in the request's extensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The proxies whose word about addresses counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<Network>,
    header: ForwardedHeader,
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl TrustedProxies {
    /// Trusts `networks` to append to `header` who called them.
    pub fn new(networks: Vec<Network>, header: ForwardedHeader) -> Self {
        Self { networks, header }
    }

    /// Walks from the peer outwards for as long as the hop is one of ours.
    ///
    /// Security: only the one configured header is read. A proxy appends to the header it knows
    /// and passes the other on as the client sent it.
    pub fn client_address(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> ClientAddress {
        let mut address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        address = address.to_canonical();
        if !self.trusts(address) {
            return ClientAddress(address);
        }
        let values: Vec<&str> = match self.header {
            ForwardedHeader::XForwardedFor => headers.get_all(X_FORWARDED_FOR),
            ForwardedHeader::Forwarded => headers.get_all(FORWARDED),
        }
        .filter_map(|value| value.to_str().ok())
        .collect();
        for hop in values.iter().rev().flat_map(|value| value.rsplit(',')) {
            let named = match self.header {
                ForwardedHeader::XForwardedFor => node(hop),
                ForwardedHeader::Forwarded => forwarded_for(hop),
            };
            // An unknown or hidden hop ends the chain: what lies beyond it nobody vouches for.
            let Some(named) = named else { break };
            address = named;
            if !self.trusts(address) {
                break;
            }
        }
        ClientAddress(address)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }
}

/// The `for` parameter of one element of `Forwarded` (RFC 7239 §4).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| node(value.trim().trim_matches('"')))?
    })
}

/// An address with or without a port, IPv6 with or without brackets (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed = bare
        .parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    parsed.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn seen(
        trusted: &[&str],
        header: ForwardedHeader,
        peer: &str,
        sent: &[(&str, &str)],
    ) -> String {
        let networks = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        TrustedProxies::new(networks, header).client_address(Some(peer), &headers).0.to_string()
    }

    const XFF: ForwardedHeader = ForwardedHeader::XForwardedFor;

    #[test]
    fn a_strangers_header_is_not_believed() {
        let sent = [("x-forwarded-for", "192.0.2.1")];
        assert_eq!(seen(&[], XFF, "203.0.113.9", &sent), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], XFF, "203.0.113.9", &sent), "203.0.113.9");
    }

    #[test]
    fn the_nearest_untrusted_hop_is_the_client() {
        let sent = [("x-forwarded-for", "198.51.100.66, 192.0.2.1, 10.0.0.2")];
        assert_eq!(seen(&["10.0.0.0/8"], XFF, "10.0.0.1", &sent), "192.0.2.1");
        let split = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(seen(&["10.0.0.0/8"], XFF, "10.0.0.1", &split), "192.0.2.1");
    }

    #[test]
    fn only_the_configured_header_counts() {
        let sent = [("forwarded", "for=192.0.2.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(seen(&["10.0.0.1"], XFF, "10.0.0.1", &sent), "192.0.2.1");
        assert_eq!(seen(&["10.0.0.1"], ForwardedHeader::Forwarded, "10.0.0.1", &sent), "192.0.2.9");
    }

    /// RFC 7239 §4, §6.
    #[test]
    fn forwarded_is_read_with_quotes_ports_and_ipv6() {
        let forwarded = ForwardedHeader::Forwarded;
        let sent = [("forwarded", "proto=https;For=\"[2001:db8::7]:443\", for=10.0.0.2;by=_x")];
        assert_eq!(seen(&["10.0.0.0/8"], forwarded, "10.0.0.1", &sent), "2001:db8::7");
        let port = [("x-forwarded-for", "192.0.2.1:555")];
        assert_eq!(seen(&["10.0.0.1"], XFF, "10.0.0.1", &port), "192.0.2.1");
    }

    #[test]
    fn a_hidden_or_broken_hop_ends_the_chain() {
        let sent = [("x-forwarded-for", "192.0.2.1, unknown, 10.0.0.2")];
        assert_eq!(seen(&["10.0.0.0/8"], XFF, "10.0.0.1", &sent), "10.0.0.2");
    }
}
