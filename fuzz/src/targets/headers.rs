//! Headers that browsers and proxies send.
use super::{Check, mark};
use actix_web::test::TestRequest;
use latchkey_server::address::TrustedProxies;
use latchkey_server::config::{ForwardedHeader, Network};
use latchkey_server::cookies::CookieStyle;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const PROXY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 443);
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));

/// A value that is taken for one of our cookies has the form of one.
pub fn cookies() -> Check {
    Box::new(|input| {
        if !is_header_value(input) {
            return Ok(0);
        }
        let request = TestRequest::default().insert_header(("cookie", input)).to_http_request();
        let mut seen = Vec::new();
        for style in [CookieStyle { secure: false }, CookieStyle { secure: true }] {
            let is_taken = style.browser(&request).is_some();
            if is_taken && longest_word(input) < 43 {
                return Err("something short is taken for the browser's cookie".to_owned());
            }
            seen.push((is_taken, style.known(&request).is_some()));
        }
        Ok(mark(&seen))
    })
}

fn longest_word(input: &[u8]) -> usize {
    let is_ours = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'%');
    input.split(|byte| !is_ours(byte)).map(<[u8]>::len).max().unwrap_or(0)
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
fn is_header_value(input: &[u8]) -> bool {
    input.iter().all(|byte| *byte == b'\t' || (*byte >= 0x20 && *byte != 0x7f))
}
