//! Attacks by name, with the section of RFC 9700 that describes each.
use super::*;
use crate::authorize::{BrowserFacts, Cookies};

/// Whether an address that looks like the registered one earns an answer.
fn leads(registered: &str, native: bool, sent: &str) -> bool {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.redirect_uris = vec![registered.to_owned()];
    if native {
        client.metadata.application_type = ApplicationType::Native;
    }
    match outcome(&op, &client, &request(&[("redirect_uri", sent)])) {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!(refusal.answer(ISSUER), None, "{sent}");
            false
        }
    }
}

fn assert_all_refused(registered: &str, tricks: &[&str]) {
    for native in [false, true] {
        assert!(leads(registered, native, registered), "the right one leads: {registered}");
        for trick in tricks {
            assert!(!leads(registered, native, trick), "{registered} taken for {trick}");
        }
    }
}

const CB: &str = "https://shop.example/cb";

/// Redirect URI validation, user information before the host: RFC 9700 §4.1.
#[test]
fn userinfo_part_does_not_move_the_host() {
    assert_all_refused(
        CB,
        &[
            "https://shop.example@evil.example/cb",
            "https://shop.example%40evil.example/cb",
            "https://shop.example:x@evil.example/cb",
            "https://evil.example@shop.example/cb",
            "https://@shop.example/cb",
        ],
    );
}

/// Redirect URI validation, backslashes that browsers read as slashes: RFC 9700 §4.1.
#[test]
fn backslash_does_not_end_the_host() {
    assert_all_refused(
        CB,
        &[
            "https://evil.example\\@shop.example/cb",
            "https://shop.example\\.evil.example/cb",
            "https:\\\\shop.example\\cb",
            "https://evil.example\\shop.example/cb",
            "https:/\\shop.example/cb",
        ],
    );
}

/// Redirect URI validation, letters that look or normalise alike: RFC 9700 §4.1.
#[test]
fn unicode_host_is_not_the_registered_one() {
    assert_all_refused(
        CB,
        &[
            "https://sh\u{43e}p.example/cb",
            "https://xn--shp-vmc.example/cb",
            "https://ｓｈｏｐ.example/cb",
            "https://shop。example/cb",
            "https://shop.example\u{200b}/cb",
            "https://shop.exam\u{440}le/cb",
        ],
    );
}

/// Redirect URI validation, fragments that swallow the answer: RFC 9700 §4.1, RFC 6749 §3.1.2.
#[test]
fn fragments_are_no_part_of_an_address() {
    let tricks =
        ["https://shop.example/cb#", "https://shop.example/cb#x", "https://shop.example/cb%23"];
    assert_all_refused(CB, &tricks);
}

/// Redirect URI validation, prefixes, suffixes and paths that lead elsewhere: RFC 9700 §4.1.
#[test]
fn open_ended_patterns_do_not_match() {
    assert_all_refused(
        CB,
        &[
            "https://shop.example/cb/../steal",
            "https://shop.example/cb/..%2fsteal",
            "https://shop.example/cb?next=https://evil.example",
            "https://shop.example/cb;x",
            "https://shop.example/cb/",
            "https://shop.example//cb",
            "https://shop.example/%63b",
            "https://shop.example:443/cb",
            "https://shop.example.evil.example/cb",
            "https://evil.example/https://shop.example/cb",
            "HTTPS://shop.example/cb",
            "http://shop.example/cb",
            "//shop.example/cb",
            " https://shop.example/cb",
            "https://shop.example/cb\r\nLocation: https://evil.example",
        ],
    );
}

/// Redirect URI validation, other spellings of the loopback: RFC 9700 §4.1.3, RFC 8252 §8.3.
#[test]
fn loopback_forms_are_not_the_loopback() {
    let tricks = [
        "http://127.1:9/cb",
        "http://2130706433:9/cb",
        "http://0x7f.0.0.1:9/cb",
        "http://0177.0.0.1:9/cb",
        "http://127.0.0.2:9/cb",
        "http://0.0.0.0:9/cb",
        "http://[::ffff:127.0.0.1]:9/cb",
        "http://[0:0:0:0:0:0:0:1]:9/cb",
        "http://localhost:9/cb",
        "http://127.0.0.1.evil.example:9/cb",
        "http://127.0.0.1:9@evil.example/cb",
        "http://127.0.0.1:9\\@evil.example/cb",
        "http://127.0.0.1:00009x/cb",
        "http://127.0.0.1:-9/cb",
        "https://127.0.0.1:9/cb",
    ];
    assert_all_refused("http://127.0.0.1/cb", &tricks);
    assert!(leads("http://127.0.0.1/cb", true, "http://127.0.0.1:9/cb"), "RFC 8252 §7.3");
    assert!(!leads("http://127.0.0.1/cb", false, "http://127.0.0.1:9/cb"), "native apps only");
}

/// Schemes that browsers act on, and an app's own in other clothes: RFC 9700 §4.1, RFC 8252 §7.1.
#[test]
fn schemes_are_compared_like_the_rest() {
    assert_all_refused(
        "com.example.shop:/cb",
        &[
            "com.example.shop://cb",
            "com.example.shop:///cb",
            "com.example.shop:cb",
            "COM.EXAMPLE.SHOP:/cb",
            "com.example.shop.evil:/cb",
            "javascript:alert(1)",
            "data:text/html,x",
        ],
    );
}

/// Mix-up: every answer, good or bad, says who gave it: RFC 9700 §4.4.2, RFC 9207 §2.
#[test]
fn mix_up_is_noticed_by_the_issuer_in_every_refusal() {
    for mode in ["query", "fragment", "form_post"] {
        let refusal = refused(&[("response_mode", mode), ("max_age", "soon")]);
        let issuer = match refusal.answer(ISSUER).unwrap() {
            Answer::Redirect(url) => {
                let pairs = url.split_once(if mode == "query" { "&" } else { "#" }).unwrap().1;
                let mut pairs = url::form_urlencoded::parse(pairs.as_bytes());
                pairs.find(|(name, _)| name == "iss").map(|(_, value)| value.into_owned())
            }
            Answer::FormPost { fields, .. } => {
                fields.into_iter().find(|(name, _)| *name == "iss").map(|(_, value)| value)
            }
            Answer::Elsewhere => None,
        };
        assert_eq!(issuer.as_deref(), Some(ISSUER), "{mode}");
    }
}

/// The authorization server as open redirector: nothing silent leads to an address that was not
/// registered: RFC 9700 §4.11.2, RFC 6749 §10.15.
#[test]
fn open_redirection_needs_a_registered_address() {
    for changes in [
        &[("redirect_uri", "https://evil.example/"), ("prompt", "none")][..],
        &[("redirect_uri", "https://evil.example/"), ("response_type", "dance")],
        &[("redirect_uri", "https://evil.example/"), ("scope", "\"")],
        &[("client_id", ""), ("redirect_uri", "https://evil.example/")],
    ] {
        assert_eq!(refused(changes).answer(ISSUER), None, "{changes:?}");
    }
}

/// Code injection with a request of the attacker's own: a code is bound to the challenge of the
/// request that it answers, and none goes without where PKCE is required: RFC 9700 §4.5.
#[test]
fn code_injection_finds_the_challenge_bound_to_the_code() {
    let (op, checked) = (Op::new(), checked(&[]));
    let (client, sessions) = (op.web_app(), [op.alice()]);
    let cx = op.cx();
    let progress = Progress { consented: Some(op.alice().account), ..Progress::default() };
    let facts = BrowserFacts {
        sessions: &sessions,
        cookies: Cookies::Session,
        progress: &progress,
        consent: None,
        must_verify_email: false,
        must_add_factor: false,
        must_choose_password: false,
        must_accept_terms: false,
    };
    let NextStep::Grant(allowed) = next_step(&checked, &client, &facts, &cx) else {
        panic!("Alice has allowed it");
    };
    let granted = grant(&allowed, &client, None, &cx);
    let crate::Write::Authorize { code: Some(code), .. } = granted.write else {
        panic!("a code");
    };
    assert_eq!(code.challenge, crate::CodeChallenge::parse(CHALLENGE));
    assert_eq!(code.grant.client, client.key);
    assert_eq!(
        refused(&[("code_challenge", ""), ("code_challenge_method", "")]).code.name(),
        "invalid_request"
    );
}
