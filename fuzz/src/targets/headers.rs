//! Headers that browsers and proxies send.
use super::{Check, mark};
use actix_web::test::TestRequest;
use latchkey_server::address::TrustedProxies;
use latchkey_server::config::{ForwardedHeader, Network};
use latchkey_server::readers::wait_of;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

const PROXY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 443);
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));

/// However long a device would like to wait, it is not kept for longer than we say (RFC 7240 §4.3).
pub fn prefer() -> Check {
    Box::new(|input| {
        if !is_header_value(input) {
            return Ok(0);
        }
        let request = TestRequest::default().insert_header(("prefer", input)).to_http_request();
        let Some(wait) = wait_of(&request) else { return Ok(mark(&"at once")) };
        let says_so = input.windows(5).any(|part| part == b"wait=");
        if wait > Duration::from_secs(25) || !says_so {
            return Err(format!("it waits for {wait:?}"));
        }
        Ok(mark(&wait))
    })
}

/// Whatever a client claims, the address that our own proxy adds is the one that counts.
pub fn forwarded() -> Check {
    let networks: Vec<Network> = "10.0.0.0/8".parse().into_iter().collect();
    let chains = [
        (
            TrustedProxies::new(networks.clone(), ForwardedHeader::XForwardedFor),
            "x-forwarded-for",
            "",
        ),
        (TrustedProxies::new(networks, ForwardedHeader::Forwarded), "forwarded", "for="),
    ];
    Box::new(move |input| {
        if !is_header_value(input) {
            return Ok(0);
        }
        let mut seen = Vec::new();
        for (proxies, name, prefix) in &chains {
            let alone = TestRequest::default().insert_header((*name, input)).to_http_request();
            let claimed = proxies.client_address(Some(PROXY), alone.headers()).0;
            let added = [input, format!(", {prefix}{CLIENT}").as_bytes()].concat();
            let added = TestRequest::default().insert_header((*name, added)).to_http_request();
            let found = proxies.client_address(Some(PROXY), added.headers()).0;
            let readable = input.iter().all(|byte| matches!(byte, b'\t' | 0x20..=0x7e));
            if readable && found != CLIENT {
                return Err(format!("{name}: {found} instead of the address the proxy added"));
            }
            let stranger =
                proxies.client_address(Some(SocketAddr::new(CLIENT, 1)), alone.headers()).0;
            if stranger != CLIENT {
                return Err(format!("{name}: a stranger is believed to be {stranger}"));
            }
            seen.push((claimed == PROXY.ip(), claimed.is_ipv6(), claimed.is_loopback()));
        }
        Ok(mark(&seen))
    })
}

/// What HTTP lets through as a header's value.
pub fn is_header_value(input: &[u8]) -> bool {
    input.iter().all(|byte| *byte == b'\t' || (*byte >= 0x20 && *byte != 0x7f))
}
