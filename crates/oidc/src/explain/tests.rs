use super::*;
use latchkey_base::{Seconds, SeededEntropy};

fn never(_: Timestamp) -> String {
    "then".to_owned()
}

/// Security: what strangers send is shown on an operator's terminal.
#[test]
fn what_was_sent_cannot_act_on_a_terminal() {
    assert_eq!(sent("https://a.example/\u{1b}[2J\n"), "https://a.example/\\u{1b}[2J\\u{a}");
    assert_eq!(sent("https://ex\u{430}mple.com/cb"), "https://ex\\u{430}mple.com/cb");
    assert_eq!(sent("a\u{202e}b"), "a\\u{202e}b");
    assert_eq!(sent(&"x".repeat(301)).len(), 303);
}

/// Security: `https://user:password@host/` is an address people paste.
#[test]
fn passwords_in_addresses_are_not_kept() {
    let rows = [
        ("https://eve:secret@shop.example/cb", "https://[user]@shop.example/cb"),
        ("https://a@b:secret@shop.example", "https://[user]@shop.example"),
        ("https://shop.example/cb?mail=a@b.example", "https://shop.example/cb?mail=a@b.example"),
    ];
    for (given, kept) in rows {
        assert_eq!(sent(given), kept);
    }
}

/// RFC 6749 §5.2: a description holds neither quotes nor backslashes nor other than ASCII.
#[test]
fn the_reference_stands_behind_the_description() {
    let reference = Reference::new(&SeededEntropy::new(1));
    let text = referring("the grant is invalid", Some(reference));
    assert_eq!(text, format!("the grant is invalid (reference {reference})"));
    assert!(text.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\'));
    assert_eq!(referring("as it is", None), "as it is");
}

/// A kept trail is read by another version of the program, or one that was updated meanwhile.
#[test]
fn a_trail_reads_back_and_names_the_other_client() {
    let client = ClientKey::from_bytes([3; 16]);
    let trail = Trail {
        at: Timestamp::from_seconds(9),
        endpoint: "token".to_owned(),
        error: "invalid_grant".to_owned(),
        error_description: "no".to_owned(),
        client_id: Some("shop".to_owned()),
        detail: String::new(),
        finding: Some(GrantFinding::OfAnother(Presented::Code, client).into()),
    };
    let text = serde_json::to_string(&trail).unwrap();
    assert_eq!(serde_json::from_str::<Trail>(&text).unwrap(), trail);
    assert_eq!(trail.other_client(), Some(client));
    let bare = r#"{"at":1,"endpoint":"e","error":"x","error_description":"y","client_id":null}"#;
    assert_eq!(serde_json::from_str::<Trail>(bare).unwrap().finding, None);
}

/// RFC 6749 §4.1.2: when a code was first used, and whose it was, is added by the store.
#[test]
fn a_replay_says_when_and_by_whom() {
    let authorization = AuthorizationId::from_bytes([1; 16]);
    let finding = GrantFinding::Spent { authorization, hash: None, at: None, client: None };
    let mut trail = Trail {
        at: Timestamp::from_seconds(9),
        endpoint: "token".to_owned(),
        error: String::new(),
        error_description: String::new(),
        client_id: None,
        detail: String::new(),
        finding: Some(finding.into()),
    };
    assert_eq!(trail.replayed(), Some((authorization, None)));
    let words = |trail: &Trail| Words::of(trail.finding.as_ref().unwrap(), Some("shop"), never);
    assert_eq!(words(&trail).sent.as_deref(), Some("first used before"));
    trail.was_spent(Some(Timestamp::from_seconds(5)), Some(ClientKey::from_bytes([3; 16])));
    assert_eq!(words(&trail).sent.as_deref(), Some("first used at then, by shop"));
}

#[test]
fn what_was_sent_and_expected_stand_side_by_side() {
    let skew = AssertionFinding::FromTheFuture {
        claim: "iat".to_owned(),
        ahead: Seconds::new(95),
        tolerance: Seconds::new(10),
    };
    let words = Words::of(&skew.into(), None, never);
    assert_eq!(words.sent.as_deref(), Some("iat 95 s ahead"));
    assert_eq!(words.expected.as_deref(), Some("at most 10 s of difference"));
    let uri = RequestFinding::RedirectUri {
        sent: "https://a.example/cb/".to_owned(),
        nearest: Some("https://a.example/cb".to_owned()),
        difference: Some(Difference::TrailingSlash),
    };
    let words = Words::of(&uri.into(), None, never);
    assert_eq!(words.expected.as_deref(), Some("https://a.example/cb"));
    assert!(words.advice.starts_with("only a slash at the end differs"), "{}", words.advice);
}

/// Each finding says what was looked at, by which clause, and what to do.
#[test]
fn every_kind_of_finding_has_its_words() {
    let text = |text: &str| text.to_owned();
    let rows: Vec<(Finding, &str, &str)> = vec![
        (ClientFinding::SeveralMethods(vec![text("a"), text("b")]).into(), "a, b", "one method"),
        (ClientFinding::Public.into(), "a public client", "one that proves who it is"),
        (ClientFinding::NoKeyToEncrypt(text("ECDH-ES")).into(), "", "a key for ECDH-ES"),
        (RequestFinding::Hint(text("it is none of ours")).into(), "it is none of ours", ""),
        (RequestFinding::MustAsk(text("max age")).into(), "max age", ""),
        (PersonFinding::SecondFactor { reached: Some(text("1")) }.into(), "1 was reached", ""),
        (PersonFinding::SecondFactor { reached: None }.into(), "none was reached", ""),
        (PersonFinding::Denied.into(), "", ""),
        (TokenFinding::SelfContained.into(), "a JWT", ""),
        (TokenFinding::InitialAccess.into(), "", ""),
        (TokenFinding::RegistrationAccess { is_client_known: true }.into(), "", ""),
        (TokenFinding::RegistrationAccess { is_client_known: false }.into(), "", ""),
        (TokenFinding::RegistrationOvertaken.into(), "", ""),
        (MessageFinding::Encoding.into(), "", "application/x-www-form-urlencoded"),
        (MessageFinding::Forgotten.into(), "", ""),
        (
            ConfirmationFinding::PersonsToken.into(),
            "a token that a person gave",
            "a token of the client's own",
        ),
        (ConfirmationFinding::Scope(vec![text("a"), text("b")]).into(), "a, b", "device_challenge"),
        (ConfirmationFinding::NotLet.into(), "", ""),
        (ConfirmationFinding::Request(text("no title")).into(), "no title", ""),
        (
            ConfirmationFinding::TooMany { wait: Seconds::new(9), limit: text("a.limit") }.into(),
            "too many requests of one client",
            "the next one in 9 s",
        ),
        (
            OwnAccountFinding::NobodysToken.into(),
            "a token of the client's own, or of a device",
            "a token that a person gave to an app",
        ),
        (OwnAccountFinding::Scope(vec![text("openid")]).into(), "openid", "account_security"),
        (OwnAccountFinding::NotLet.into(), "", ""),
        (
            OwnAccountFinding::SignIn {
                age: Seconds::new(700),
                acr: Some(text("one")),
                goes_on: true,
                max_age: Seconds::new(600),
                wanted: Some(text("two")),
            }
            .into(),
            "a sign-in 700 s ago, one",
            "600 s ago at most, two",
        ),
        (
            OwnAccountFinding::SignIn {
                age: Seconds::new(7),
                acr: None,
                goes_on: false,
                max_age: Seconds::new(600),
                wanted: None,
            }
            .into(),
            "a sign-in 7 s ago, whose session is over or lacks a factor",
            "600 s ago at most",
        ),
        (OwnAccountFinding::Passkey(text("of another")).into(), "of another", ""),
        (OwnAccountFinding::Request(text("no email")).into(), "no email", ""),
        (
            OwnAccountFinding::TooMany { wait: Seconds::new(9), limit: text("a.limit") }.into(),
            "too many requests about one account",
            "the next one in 9 s",
        ),
        (
            MessageFinding::MediaType { sent: None, expected: text("application/json") }.into(),
            "nothing",
            "application/json",
        ),
        (
            MessageFinding::TooMany { wait: Seconds::new(9), limit: text("a.limit") }.into(),
            "too many requests of one network",
            "the next one in 9 s",
        ),
    ];
    let mut advice = Vec::new();
    for (finding, sent, expected) in rows {
        let words = Words::of(&finding, None, never);
        assert_eq!(words.sent.unwrap_or_default(), sent, "{finding:?}");
        assert_eq!(words.expected.unwrap_or_default(), expected, "{finding:?}");
        let is_clause = words.clause.contains(['§', 'R']) && !words.check.is_empty();
        assert!(is_clause && !words.advice.is_empty(), "{finding:?}");
        let kept = serde_json::to_string(&finding).unwrap();
        assert_eq!(serde_json::from_str::<Finding>(&kept).unwrap(), finding);
        advice.push(words.advice);
    }
    let asks = advice.iter().filter(|text| text.contains("prompt=none"));
    assert_eq!(asks.count(), 1, "only where a silent request is the reason");
}
