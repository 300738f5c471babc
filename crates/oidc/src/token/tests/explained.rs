//! What operators are told of a refused token request.
use super::*;

/// "Why did this fail?": what was sent and what was expected, and nothing of a secret.
#[test]
fn a_refused_token_request_is_explained() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, FULL));
    let said = |client: &Client, pairs: &[(&str, &str)], found: &Found| {
        let finding = run(&op, client, pairs, found).err().unwrap().finding.unwrap();
        let kept = serde_json::to_string(&finding).unwrap();
        assert!(!kept.contains(VERIFIER) && kept.len() < 1_000, "{kept}");
        let words = Words::of(&finding, None, |_| String::new());
        (words.check, words.sent.unwrap(), words.expected.unwrap())
    };
    let (check, sent, expected) = said(&client, &[("code_verifier", VERIFIER)], &found);
    assert_eq!((check, sent.as_str()), ("grant_type", "nothing"));
    assert!(expected.contains("authorization_code, refresh_token"), "{expected}");
    let (check, sent, _) = said(&client, &exchange(&[("code", "")]), &found);
    assert_eq!((check, sent.as_str()), ("code", "nothing"));
    let long = format!("\"{}", "x".repeat(9_000));
    let (check, sent, expected) = said(&client, &exchange(&[("scope", &long)]), &found);
    assert_eq!((check, sent.len()), ("scope", 303));
    assert!(expected.contains("single spaces"), "{expected}");

    let mut code = code_of(&op, &client, FULL);
    let mut grant = op.grant(&client, FULL);
    grant.resources = vec![API.to_owned()];
    code.grant = Arc::new(grant);
    let other = exchange(&[("resource", OTHER_API)]);
    let expected = ("resource", OTHER_API.to_owned(), API.to_owned());
    assert_eq!(said(&client, &other, &found_code(code)), expected);

    let mut public = op.native_app();
    public.metadata.grant_types = Some(vec!["client_credentials".into()]);
    let own = [("grant_type", "client_credentials")];
    let (check, sent, _) = said(&public, &own, &Found::Nothing);
    assert_eq!((check, sent.as_str()), ("client authentication", "a public client"));
}
