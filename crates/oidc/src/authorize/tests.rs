use super::*;
use crate::fixture::{API, CALLBACK, CHALLENGE, ISSUER, KEYS, Op, form, params};
use crate::{ApplicationType, Scope};
use latchkey_base::Seconds;
use serde_json::json;

mod attacks;
mod explained;

/// A request that is right in every way, with some parameters changed; an empty value removes.
fn request(changes: &[(&str, &str)]) -> String {
    let right = [
        ("client_id", "web"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "s t&ä"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = right.into_iter().filter(|(name, _)| changes.iter().all(|(new, _)| new != name));
    form(&kept.chain(changes.iter().copied()).collect::<Vec<_>>())
}

fn outcome(op: &Op, client: &Client, text: &str) -> Result<Checked, Refusal> {
    explained(check(&params(text), Some(client), &op.cx()))
}

/// "Why did this fail?": no refusal without what was sent and what was expected.
fn explained(outcome: Result<Checked, Refusal>) -> Result<Checked, Refusal> {
    if let Err(refusal) = &outcome {
        assert!(refusal.finding.is_some(), "nobody is told why: {}", refusal.description);
    }
    outcome
}

fn checked(changes: &[(&str, &str)]) -> Checked {
    let op = Op::new();
    outcome(&op, &op.web_app(), &request(changes)).unwrap()
}

fn refused(changes: &[(&str, &str)]) -> Refusal {
    let op = Op::new();
    outcome(&op, &op.web_app(), &request(changes)).unwrap_err()
}

/// RFC 6749 §4.1.1, OIDC Core §3.1.2.
#[test]
fn a_right_request_is_taken_as_it_is() {
    let request = checked(&[("nonce", "n"), ("login_hint", "al"), ("acr_values", "a b")]).request;
    assert_eq!(request.client_id, "web");
    assert_eq!(request.scope, Scope::parse("openid email").unwrap());
    assert_eq!(request.nonce.as_deref(), Some("n"));
    assert_eq!(request.login_hint.as_deref(), Some("al"));
    assert_eq!(request.acr_values, ["a", "b"]);
    assert!(request.challenge.is_some());
}

/// RFC 6749 §3.1.2.3, §4.1.2.1, RFC 9700 §2.1: without a client and an address that belong together
/// there is no redirect.
#[test]
fn wrong_clients_and_addresses_get_a_page() {
    let rows = [
        ("client_id", "", "invalid_request"),
        ("client_id", "other", "invalid_client"),
        ("redirect_uri", "", "invalid_request"),
        ("redirect_uri", "https://rp.example/cb", "invalid_request"),
        ("redirect_uri", "https://rp.example/cb?x=1&y=2", "invalid_request"),
        ("redirect_uri", "https://rp.example/cb?X=1", "invalid_request"),
        ("redirect_uri", "https://RP.example/cb?x=1", "invalid_request"),
        ("redirect_uri", "https://rp.example/cb?x=1#f", "invalid_request"),
        ("redirect_uri", "https://evil.example/", "invalid_request"),
    ];
    for (name, value, code) in rows {
        let refusal = refused(&[(name, value)]);
        assert_eq!(refusal.code.name(), code, "{name}={value}");
        assert_eq!(refusal.answer(ISSUER), None, "{name}={value}");
        assert_eq!(refusal.page_status(), 400);
    }
    let op = Op::new();
    let unknown = explained(check(&params(&request(&[])), None, &op.cx())).unwrap_err();
    assert_eq!((unknown.code.name(), unknown.answer(ISSUER)), ("invalid_client", None));
    let disabled = Client { disabled: true, ..op.web_app() };
    assert_eq!(outcome(&op, &disabled, &request(&[])).unwrap_err().answer(ISSUER), None);
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", request(&[]));
    assert_eq!(outcome(&op, &op.web_app(), &twice).unwrap_err().answer(ISSUER), None);
}

/// The rows of the error table: RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6, RFC 7636 §4.4.1,
/// RFC 8707 §2. All of them go to the client, with `state` and `iss`.
#[test]
fn everything_else_is_sent_to_the_client() {
    let rows: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "dance")], "unsupported_response_type"),
        (&[("response_type", "code code")], "unsupported_response_type"),
        (&[("response_mode", "pigeon")], "invalid_request"),
        (&[("nonce", "1"), ("nonce", "2")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "+1")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("claims", "{")], "invalid_request"),
        (&[("claims", "[]")], "invalid_request"),
        (&[("scope", "openid \"")], "invalid_scope"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("request", "x.y.z")], "request_not_supported"),
        (&[("request_uri", "https://rp.example/r")], "request_uri_not_supported"),
        (&[("registration", "{}")], "registration_not_supported"),
        (&[("resource", "https://unknown.example/")], "invalid_target"),
        (&[("resource", "not a uri")], "invalid_target"),
        (&[("resource", "https://api.example/#f")], "invalid_target"),
        (&[("audience", "https://api.example/ https://unknown.example/")], "invalid_target"),
        (&[("id_token_hint", "x.y.z")], "invalid_request"),
    ];
    for (changes, code) in rows {
        let refusal = refused(changes);
        assert_eq!(refusal.code.name(), *code, "{changes:?}");
        let Some(Answer::Redirect(url)) = refusal.answer(ISSUER) else {
            panic!("{changes:?} is sent to the client")
        };
        let sent = url.strip_prefix("https://rp.example/cb?x=1&").unwrap().to_owned();
        let sent: Vec<_> = url::form_urlencoded::parse(sent.as_bytes()).into_owned().collect();
        let get = |name: &str| sent.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
        assert_eq!(get("error"), Some(*code));
        assert_eq!((get("state"), get("iss")), (Some("s t&ä"), Some(ISSUER)), "{changes:?}");
        let printable = |b: u8| matches!(b, 0x20..=0x7e) && b != b'"' && b != b'\\';
        assert!(get("error_description").unwrap().bytes().all(printable), "{changes:?}");
        assert_eq!(get("code"), None);
    }
}

/// OIDC Core §3.1.2.6, OAuth MRT §5: in the fragment for types that would carry tokens. RFC 9700
/// §2.1.2: a tenant that does not want them does not know them.
#[test]
fn refusals_of_token_types_go_to_the_fragment() {
    for kind in ["token", "id_token", "code id_token", "id_token token"] {
        let refusal = refused(&[("response_type", kind), ("state", "")]);
        assert_eq!(refusal.code.name(), "unsupported_response_type");
        let Some(Answer::Redirect(url)) = refusal.answer(ISSUER) else { panic!("{kind}") };
        assert!(url.starts_with("https://rp.example/cb?x=1#error="), "{url}");
        assert!(!url.contains("state="), "no state was sent");
    }
}

/// A tenant that wants tokens from the front channel, and a client registered for all of them.
fn front_channel() -> (Op, Client) {
    let mut op = Op::new();
    op.policy.front_channel_tokens = true;
    let mut client = op.web_app();
    client.metadata.response_types =
        Some(RESPONSE_TYPES.iter().map(|known| known.name.to_owned()).collect());
    client.metadata.grant_types.as_mut().unwrap().push(IMPLICIT.to_owned());
    (op, client)
}

/// OIDC Core §3.2.2.1, §3.3.2.11: the nonce, and `openid`, where an ID token is asked for.
#[test]
fn an_id_token_from_the_front_channel_needs_a_nonce_and_openid() {
    let (op, client) = front_channel();
    for known in RESPONSE_TYPES {
        let kind = ("response_type", known.name);
        let right = outcome(&op, &client, &request(&[kind, ("nonce", "n")]));
        assert!(right.is_ok(), "{}: {right:?}", known.name);
        let bare = outcome(&op, &client, &request(&[kind]));
        assert_eq!(bare.is_err(), known.id_token, "{}", known.name);
        let plain = outcome(&op, &client, &request(&[kind, ("nonce", "n"), ("scope", "email")]));
        assert_eq!(plain.is_err(), known.id_token, "{}", known.name);
        for refused in [bare, plain].into_iter().filter_map(Result::err) {
            assert_eq!(refused.code.name(), "invalid_request");
            let Some(Answer::Redirect(url)) = refused.answer(ISSUER) else { panic!() };
            assert!(url.contains("#error="), "{url}");
        }
    }
}

/// OAuth MRT §2.1, §3, §5: the fragment is the default where tokens travel, and the query is
/// refused there, by the default; `form_post` is good for all.
#[test]
fn tokens_do_not_travel_in_the_query() {
    let (op, client) = front_channel();
    for known in RESPONSE_TYPES {
        let with = |mode| {
            let changes = [("response_type", known.name), ("nonce", "n"), ("response_mode", mode)];
            outcome(&op, &client, &request(&changes))
        };
        let default = with("").unwrap().return_to.mode().name;
        assert_eq!(default, if known.is_front_channel() { "fragment" } else { "query" });
        assert_eq!(with("form_post").unwrap().return_to.mode().name, "form_post");
        assert_eq!(with("query").is_err(), known.is_front_channel(), "{}", known.name);
        if let Err(refusal) = with("query") {
            assert_eq!(refusal.code.name(), "invalid_request");
            let Some(Answer::Redirect(url)) = refusal.answer(ISSUER) else { panic!() };
            assert!(url.starts_with("https://rp.example/cb?x=1#error="), "{url}");
        }
    }
}

/// RFC 7591 §2.1, OIDC Registration §2: the grant types of a response type must be registered.
#[test]
fn a_response_type_needs_its_grant_types() {
    let (op, mut client) = front_channel();
    for (grants, allowed) in [
        (vec!["authorization_code"], vec!["code", "none"]),
        (vec!["implicit"], vec!["none", "id_token", "id_token token"]),
    ] {
        client.metadata.grant_types = Some(grants.into_iter().map(str::to_owned).collect());
        let passes = |known: &&&ResponseType| {
            let changes = [("response_type", known.name), ("nonce", "n")];
            match outcome(&op, &client, &request(&changes)) {
                Ok(_) => true,
                Err(refusal) => {
                    assert_eq!(refusal.code.name(), "unauthorized_client", "{}", known.name);
                    false
                }
            }
        };
        let passed: Vec<_> = RESPONSE_TYPES.iter().filter(passes).map(|known| known.name).collect();
        assert_eq!(passed, allowed);
    }
}

/// OIDC Core §3.2.2.1: no token to an http address, but to a native app on this device.
#[test]
fn tokens_do_not_travel_by_http() {
    let (op, mut client) = front_channel();
    client.metadata.redirect_uris = vec!["http://localhost/cb".into()];
    let text = |kind| {
        let uri = ("redirect_uri", "http://localhost/cb");
        request(&[uri, ("response_type", kind), ("nonce", "n")])
    };
    assert!(outcome(&op, &client, &text("code")).is_ok());
    let refusal = outcome(&op, &client, &text("code id_token")).unwrap_err();
    assert_eq!((refusal.code.name(), refusal.answer(ISSUER)), ("invalid_request", None));
    client.metadata.application_type = ApplicationType::Native;
    assert!(outcome(&op, &client, &text("code id_token")).is_ok());
}

/// RFC 7636 §4.3: without a code there is nothing to prove possession for.
#[test]
fn pkce_goes_with_a_code() {
    let (op, client) = front_channel();
    for known in RESPONSE_TYPES {
        let bare = [("code_challenge", ""), ("code_challenge_method", ""), ("nonce", "n")];
        let changes = [&bare[..], &[("response_type", known.name)]].concat();
        let taken = outcome(&op, &client, &request(&changes));
        assert_eq!(taken.is_ok(), !known.code, "{}", known.name);
    }
}

/// A tenant, or a client, that changes its mind is heard before anything is granted.
#[test]
fn a_stored_request_loses_its_response_type_when_that_is_switched_off() {
    let (mut op, client) = front_channel();
    let text = request(&[("response_type", "id_token"), ("nonce", "n")]);
    let stored = outcome(&op, &client, &text).unwrap().request;
    assert!(resume(stored.clone(), Some(&client), &op.cx()).is_ok());
    let refusal = explained(resume(stored.clone(), Some(&op.web_app()), &op.cx())).unwrap_err();
    assert_eq!(refusal.code.name(), "unauthorized_client");
    op.policy.front_channel_tokens = false;
    let refusal = explained(resume(stored, Some(&client), &op.cx())).unwrap_err();
    assert_eq!(refusal.code.name(), "unsupported_response_type");
}

/// OAuth MRT §2.1, Form Post §2: refusals use the mode that was asked for.
#[test]
fn refusals_travel_by_the_mode_that_was_asked_for() {
    let refusal = refused(&[("response_mode", "form_post"), ("response_type", "")]);
    let Some(Answer::FormPost { action, fields }) = refusal.answer(ISSUER) else { panic!() };
    assert_eq!(action, CALLBACK);
    assert!(fields.contains(&("state", "s t&ä".to_owned())));
    let refusal = refused(&[("response_mode", "fragment"), ("scope", "\u{e4}")]);
    let Some(Answer::Redirect(url)) = refusal.answer(ISSUER) else { panic!() };
    assert!(url.contains("#error=invalid_scope"));
}

/// Initiating User Registration §4.1: an unknown prompt is answered with status 400.
#[test]
fn an_unknown_prompt_is_shown_as_a_page() {
    let refusal = refused(&[("prompt", "dance")]);
    assert_eq!((refusal.code.name(), refusal.page_status()), ("invalid_request", 400));
    assert_eq!(refusal.answer(ISSUER), None);
}

/// Initiating User Registration §4.1, §4.2: `create` works where people can sign up, and is as
/// unknown as any other word elsewhere.
#[test]
fn create_needs_a_tenant_with_sign_up() {
    let mut op = Op::new();
    let text = request(&[("prompt", "create")]);
    let refusal = outcome(&op, &op.web_app(), &text).unwrap_err();
    assert_eq!((refusal.code.name(), refusal.page_status()), ("invalid_request", 400));
    assert_eq!(refusal.answer(ISSUER), None);
    op.sign_up = true;
    let prompts = outcome(&op, &op.web_app(), &text).unwrap().request.prompts;
    assert!(prompts.contains(PromptKind::CreateAccount));
    let silent = outcome(&op, &op.web_app(), &request(&[("prompt", "none create")])).unwrap_err();
    assert!(silent.answer(ISSUER).is_some());
}

/// OIDC Core §3.1.2.1: with `none` among the values no page is shown, whatever the others are.
#[test]
fn a_silent_request_with_an_unknown_prompt_is_answered_to_the_client() {
    let refusal = refused(&[("prompt", "dance none")]);
    assert_eq!(refusal.code.name(), "invalid_request");
    assert!(refusal.answer(ISSUER).is_some());
}

/// OIDC Core §3.1.2.1: any number of seconds is one.
#[test]
fn max_age_takes_every_number() {
    let max_age = |text| checked(&[("max_age", text)]).request.max_age.unwrap().get();
    assert_eq!((max_age("0"), max_age("007")), (0, 7));
    assert_eq!(max_age("99999999999999999999999"), i64::from(u32::MAX));
}

/// RFC 6749 §4.1.2.1: what the client did not register.
#[test]
fn unregistered_response_types_and_scopes_are_refused() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.response_types = Some(vec!["none".into()]);
    assert_eq!(
        outcome(&op, &client, &request(&[])).unwrap_err().code.name(),
        "unauthorized_client"
    );
    let mut client = op.web_app();
    client.metadata.grant_types = Some(vec!["client_credentials".into()]);
    assert_eq!(
        outcome(&op, &client, &request(&[])).unwrap_err().code.name(),
        "unauthorized_client"
    );
    let mut client = op.web_app();
    client.metadata.scope = Some("openid".into());
    assert_eq!(outcome(&op, &client, &request(&[])).unwrap_err().code.name(), "invalid_scope");
    let unknown = request(&[("scope", "openid nonsense")]);
    assert_eq!(outcome(&op, &client, &unknown).unwrap().request.scope.to_string(), "openid");
}

/// OIDC Core §15.1: these never cause an error, whatever they hold.
#[test]
fn hints_never_cause_an_error() {
    for name in ["display", "ui_locales", "claims_locales", "acr_values", "login_hint"] {
        checked(&[(name, "\u{0}%%% nonsense \u{1F600}")]);
    }
    checked(&[("state", &"s".repeat(10_000))]);
}

/// OIDC Core §3.1.2.1: it goes into the ID token as it is, so there is an end to it.
#[test]
fn a_nonce_is_only_so_long() {
    let op = Op::new();
    let sent = |octets| {
        let nonce = "n".repeat(octets);
        outcome(&op, &op.web_app(), &request(&[("nonce", nonce.as_str())])).map(|_| ())
    };
    assert!(sent(op.policy.longest_nonce).is_ok());
    let refused = sent(op.policy.longest_nonce + 1).unwrap_err();
    assert_eq!(refused.code.name(), "invalid_request");
}

#[test]
fn how_many_claims_may_be_asked_for_is_a_setting() {
    let mut op = Op::new();
    op.policy.most_claims = 2;
    let asks = |op: &Op, text: &str| {
        outcome(op, &op.web_app(), &request(&[("claims", text)])).map(|checked| checked.request)
    };
    let (two, three) =
        (r#"{"userinfo":{"a":null,"b":null}}"#, r#"{"userinfo":{"a":null,"b":null,"c":null}}"#);
    assert_eq!(asks(&op, two).unwrap().claims.userinfo.len(), 2);
    assert_eq!(asks(&op, three).unwrap_err().code.name(), "invalid_request");
    op.policy.most_claims = 3;
    assert_eq!(asks(&op, three).unwrap().claims.userinfo.len(), 3);
}

/// OIDC Core §11: `offline_access` counts only with consent asked for and is dropped silently.
#[test]
fn offline_access_needs_consent_and_the_grant_type() {
    let offline = |op: &Op, client: &Client, prompt| {
        let text = request(&[("scope", "openid offline_access"), ("prompt", prompt)]);
        outcome(op, client, &text).unwrap().request.scope.contains("offline_access")
    };
    let op = Op::new();
    let mut client = op.web_app();
    assert!(offline(&op, &client, "consent"));
    assert!(!offline(&op, &client, ""));
    assert!(!offline(&op, &client, "login"));
    client.metadata.client_skip_consent = true;
    assert!(offline(&op, &client, ""));
    client.metadata.grant_types = None;
    assert!(!offline(&op, &client, "consent"));
}

/// RFC 9700 §2.1.1: public clients always need PKCE; the rest as the tenant says.
#[test]
fn pkce_may_be_left_to_confidential_clients() {
    let mut op = Op::new();
    op.policy.pkce_required = false;
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    let taken = outcome(&op, &op.web_app(), &request(&bare)).unwrap();
    assert_eq!(taken.request.challenge, None);
    let mut public = op.web_app();
    public.metadata.token_endpoint_auth_method = Some("none".into());
    assert!(outcome(&op, &public, &request(&bare)).is_err());
}

/// RFC 8252 §7.3: the port of a loopback redirect is free, for native apps.
#[test]
fn a_native_app_may_use_any_port() {
    let op = Op::new();
    let mut client = op.native_app();
    let text = request(&[("client_id", "native"), ("redirect_uri", "http://127.0.0.1:51004/cb")]);
    let taken = outcome(&op, &client, &text).unwrap();
    assert_eq!(taken.return_to.redirect_uri(), "http://127.0.0.1:51004/cb");
    client.metadata.application_type = ApplicationType::Web;
    assert!(outcome(&op, &client, &text).is_err());
}

/// OIDC Registration §2: `default_max_age`, `default_acr_values`.
#[test]
fn the_clients_defaults_hold_when_the_request_is_silent() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.default_max_age = Some(Seconds::new(300));
    client.metadata.default_acr_values = vec!["gold".into()];
    let silent = outcome(&op, &client, &request(&[])).unwrap().request;
    assert_eq!((silent.max_age, silent.acr_values), (Some(Seconds::new(300)), vec!["gold".into()]));
    let said = outcome(&op, &client, &request(&[("max_age", "0")])).unwrap().request;
    assert_eq!(said.max_age, Some(Seconds::new(0)));
    let said = outcome(&op, &client, &request(&[("acr_values", "iron")])).unwrap().request;
    assert_eq!(said.acr_values, ["iron"]);
    let by_claim = [("claims", r#"{"id_token":{"acr":null}}"#)];
    let said = outcome(&op, &client, &request(&by_claim)).unwrap().request;
    assert!(said.acr_values.is_empty(), "an individual request overrides the defaults");
}

/// RFC 8707 §2, native contract 5.3: `resource` repeats, `audience` is a list.
#[test]
fn resources_are_gathered_from_both_parameters() {
    let request = checked(&[
        ("resource", API),
        ("resource", ISSUER),
        ("audience", "https://other.example/ https://api.example/"),
    ]);
    assert_eq!(request.request.resources, [API, ISSUER, "https://other.example/"]);
}

/// OIDC Core §3.1.2.1: our ID token for this client, however old, from a retired key too. RFC 8725
/// §3.12: no other token that the same keys sign.
#[test]
fn an_id_token_hint_may_be_old_but_must_be_ours() {
    let hint = |key: &latchkey_jose::SigningKey, typ, claims: serde_json::Value| {
        let token = key.sign_jwt(typ, &claims).unwrap();
        let op = Op::new();
        outcome(&op, &op.web_app(), &request(&[("id_token_hint", &token)]))
            .map(|checked| checked.request.hint_subject)
    };
    let claims = |aud: &str| json!({"iss": ISSUER, "sub": "alice", "aud": aud, "exp": 1, "iat": 0});
    let ours = &KEYS.signing[0];
    let alice = Some("alice".to_owned());
    assert_eq!(hint(ours, None, claims("web")).unwrap(), alice);
    assert_eq!(hint(&KEYS.retired, None, claims("web")).unwrap(), alice);
    let stranger = latchkey_jose::SigningKey::generate(latchkey_jose::Algorithm::ES256).unwrap();
    assert!(hint(&stranger, None, claims("web")).is_err());
    assert!(hint(ours, None, claims("another")).is_err());
    assert!(hint(ours, Some("at+jwt"), claims("web")).is_err(), "an access token is no hint");
    let userinfo = json!({"iss": ISSUER, "sub": "alice", "aud": "web"});
    assert!(hint(ours, None, userinfo).is_err(), "a userinfo answer is no hint");
    let foreign = json!({"iss": "https://other", "sub": "alice", "aud": "web", "exp": 1});
    assert!(hint(ours, None, foreign).is_err());
}

/// RFC 8725 §3.1: an unsigned hint is taken from a client that gets unsigned ID tokens, and from
/// no other.
#[test]
fn an_unsigned_hint_is_for_clients_that_registered_none() {
    let claims = json!({"iss": ISSUER, "sub": "alice", "aud": "web", "exp": 1});
    let token = latchkey_jose::unsecured::encode(&claims).unwrap();
    let op = Op::new();
    let mut client = op.web_app();
    let text = request(&[("id_token_hint", &token)]);
    assert!(outcome(&op, &client, &text).is_err());
    client.metadata.id_token_signed_response_alg = Some(crate::SigningAlg::Unsecured);
    let hinted = outcome(&op, &client, &text).unwrap();
    assert_eq!(hinted.request.hint_subject.as_deref(), Some("alice"));
    let signed = KEYS.signing[0].sign_jwt(None, &claims).unwrap();
    assert!(outcome(&op, &client, &request(&[("id_token_hint", &signed)])).is_ok());
}

/// OIDC Core §5.5, RFC 7591 §2 (`scope`): claims asked for one by one are no way around what the
/// client may ask for.
#[test]
fn a_client_that_is_limited_to_a_scope_gets_no_claims_beyond_it() {
    let op = Op::new();
    let mut client = op.web_app();
    let text = r#"{
        "userinfo": {"email": {"essential": true}, "phone_number": null, "name#de": null},
        "id_token": {"acr": null, "auth_time": {"essential": true}, "address": null, "staff": null}
    }"#;
    let mut asked = |scope: Option<&str>| {
        client.metadata.scope = scope.map(str::to_owned);
        let claims = outcome(&op, &client, &request(&[("scope", "openid"), ("claims", text)]));
        let claims = claims.unwrap().request.claims;
        let names = claims.userinfo.into_keys().chain(claims.id_token.into_keys());
        names.collect::<Vec<_>>()
    };
    assert_eq!(asked(Some("openid")), ["acr", "auth_time"]);
    assert_eq!(asked(Some("openid email")), ["email", "acr", "auth_time"]);
    assert_eq!(asked(Some("openid profile")), ["name#de", "acr", "auth_time"]);
    assert_eq!(asked(None).len(), 7, "whoever is not limited may ask for anything");
}

/// A stored request is checked against what is registered now, and comes back as it was.
#[test]
fn a_stored_request_can_be_resumed_while_it_is_still_allowed() {
    let op = Op::new();
    let mut client = op.web_app();
    let text = request(&[("response_mode", "form_post"), ("resource", API), ("prompt", "login")]);
    let first = outcome(&op, &client, &text).unwrap();
    let row = serde_json::to_string(&first.request).unwrap();
    let stored: AuthorizationRequest = serde_json::from_str(&row).unwrap();
    assert_eq!(stored, first.request);

    let again = resume(stored.clone(), Some(&client), &op.cx()).unwrap();
    let refusal = Refusal::access_denied(&again);
    let Some(Answer::FormPost { action, fields }) = refusal.answer(ISSUER) else { panic!() };
    assert_eq!(action, CALLBACK);
    assert_eq!(fields[0], ("error", "access_denied".to_owned()));
    assert_eq!(fields[2..], [("state", "s t&ä".to_owned()), ("iss", ISSUER.to_owned())]);

    client.metadata.redirect_uris.clear();
    let refusal = explained(resume(stored.clone(), Some(&client), &op.cx())).unwrap_err();
    assert_eq!(refusal.answer(ISSUER), None, "the address is no longer registered");
    assert!(explained(resume(stored, None, &op.cx())).is_err());
}

/// The table of the steps is complete: each names a clause and runs for new requests.
#[test]
fn every_step_has_a_clause_and_a_row() {
    let table = steps_markdown();
    assert_eq!(table.lines().count(), STEPS.len() + 2);
    for step in STEPS {
        let first = [Column::Authorize, Column::Device];
        assert!(first.iter().any(|column| step.columns.contains(column)), "{}", step.name);
        assert!(step.clause.contains('§'), "{}", step.name);
    }
    assert!(table.contains("| `client` | x | x | x | x | x | RFC 6749 §4.1.1 |"));
    assert!(
        table.contains("| `nonce` | x |  |  |  |  | OIDC Core §3.1.2.1, §3.2.2.1, §3.3.2.11 |")
    );
}
