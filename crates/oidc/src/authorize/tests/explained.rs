//! What operators are told of each refusal: which check, what was sent, what was expected.
use super::*;
use crate::explain::Words;

/// "Why did this fail?": which parameter, what was sent, what was expected and what to do; of what
/// may be a secret only how long it was.
#[test]
fn a_refused_parameter_is_explained() {
    let op = Op::new();
    let long = "n".repeat(op.policy.longest_nonce + 1);
    let (length, least) = (format!("{} characters", long.len()), op.policy.longest_nonce);
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);
    let rows: &[Row<'_>] = &[
        (&[("redirect_uri", "")], "redirect_uri", "nothing", CALLBACK),
        (&[("response_type", "")], "response_type", "nothing", "code"),
        (&[("response_mode", "pigeon")], "response_mode", "pigeon", "query, fragment, form_post"),
        (&[("max_age", "-1")], "max_age", "-1", "digits"),
        (&[("prompt", "none login")], "prompt", "none login", "none, alone"),
        (&[("prompt", "dance\u{1b}")], "prompt", "dance\\u{1b}", "none, select_account, login"),
        (&[("claims", "[]")], "claims", "[]", "JSON object"),
        (&[("scope", "openid \"")], "scope", "openid \"", "single spaces"),
        (&[("nonce", &long)], "nonce", &length, &format!("{least} octets")),
        (&[("code_challenge", "")], "code_challenge", "nothing", "code_challenge_method"),
        (&[("code_challenge", "s3cret")], "code_challenge", "6 characters", "43 characters"),
        (&[("request", "x.y.z")], "request", "5 characters", "parameters"),
        (&[("request_uri", "https://x.test/")], "request_uri", "https://x.test/", "parameters"),
        (&[("registration", "{}")], "registration", "2 characters", "nothing"),
    ];
    for (changes, check, sent, expected) in rows {
        let finding = refused(changes).finding.unwrap();
        let words = Words::of(&finding, None, |_| String::new());
        assert_eq!((words.check, words.sent.as_deref()), (*check, Some(*sent)), "{changes:?}");
        let said = words.expected.unwrap();
        assert!(said.contains(expected), "{changes:?}: {said}");
        assert!(words.clause.contains('§') && !words.advice.is_empty(), "{changes:?}");
        assert!(serde_json::to_string(&finding).unwrap().len() < 1_000, "{changes:?}");
    }
    let (op, client) = front_channel();
    let sent = |changes: &[(&str, &str)]| {
        let kind = ("response_type", "id_token");
        let changes = [&[kind][..], changes].concat();
        let refusal = outcome(&op, &client, &request(&changes)).unwrap_err();
        let words = Words::of(&refusal.finding.unwrap(), None, |_| String::new());
        (words.check, words.sent.unwrap(), words.expected.unwrap())
    };
    let (check, missing, expected) = sent(&[]);
    assert_eq!((check, missing.as_str()), ("nonce", "nothing"));
    assert!(expected.contains("response_type=id_token"), "{expected}");
    let (check, scope, expected) = sent(&[("nonce", "n"), ("scope", "email")]);
    assert_eq!((check, scope.as_str()), ("scope", "email"));
    assert!(expected.contains("openid"), "{expected}");
    let (check, mode, expected) = sent(&[("nonce", "n"), ("response_mode", "query")]);
    assert_eq!((check, mode.as_str()), ("response_mode", "query"));
    assert_eq!(expected, "fragment, form_post");
}
