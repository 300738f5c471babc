use super::*;
use crate::Keys as _;
use crate::authorize::{
    Answer, BrowserFacts, Cookies, IMPLICIT, NextStep, Progress, RESPONSE_TYPES, check, next_step,
};
use crate::fixture::{API, CALLBACK, CHALLENGE, ISSUER, KEYS, Op, form, params};
use latchkey_jose::{Algorithm, half_hash, verify};
use serde_json::{Map, Value, json};

/// A tenant that wants every response type, and a client that may use each.
fn scene() -> (Op, Client) {
    let mut op = Op::new();
    op.policy.front_channel_tokens = true;
    op.policy.skip_consent = true;
    let mut client = op.web_app();
    let names = RESPONSE_TYPES.iter().map(|known| known.name.to_owned());
    client.metadata.response_types = Some(names.collect());
    client.metadata.grant_types.as_mut().unwrap().push(IMPLICIT.to_owned());
    (op, client)
}

/// What came back, and what was recorded.
struct Sent {
    fields: Vec<(String, String)>,
    code: Option<Arc<AuthorizationCode>>,
    issued: Issued,
    grant: Arc<Grant>,
    needed_claims: bool,
}

impl Sent {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    fn names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn id_token(&self) -> Map<String, Value> {
        let algs = &[Algorithm::ES256, Algorithm::EdDSA];
        verify(self.get("id_token").unwrap(), KEYS.verification_keys(), algs).unwrap().claims
    }
}

fn sent((op, client): &(Op, Client), changes: &[(&str, &str)]) -> Sent {
    let right = [
        ("client_id", "web"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email"),
        ("state", "s"),
        ("nonce", "n"),
        ("response_mode", "fragment"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = right.into_iter().filter(|(name, _)| changes.iter().all(|(new, _)| new != name));
    let text = form(&kept.chain(changes.iter().copied()).collect::<Vec<_>>());
    let cx = op.cx();
    let checked = check(&params(&text), Some(client), &cx).unwrap();
    let (sessions, progress) = ([op.alice()], Progress::default());
    let (progress, must_verify_email) = (&progress, false);
    let facts = BrowserFacts {
        sessions: &sessions,
        cookies: Cookies::Session,
        progress,
        consent: None,
        must_verify_email,
        must_add_factor: false,
        must_choose_password: false,
        must_accept_terms: false,
    };
    let NextStep::Grant(allowed) = next_step(&checked, client, &facts, &cx) else {
        panic!("nothing is left to ask")
    };
    let granted = grant(&allowed, client, None, &cx);
    let needed_claims = granted.response.account().is_some();
    let person = json!({"email": "a@b.example", "email_verified": true, "nickname": "Al"});
    let Value::Object(person) = person else { panic!() };
    let response =
        granted.response.sign(&SubjectClaims::new(person), &Recipient::default()).unwrap();
    let Answer::Redirect(url) = response.answer(ISSUER) else { panic!("a redirect") };
    let fields = url.split_once('#').unwrap().1;
    let fields = url::form_urlencoded::parse(fields.as_bytes()).into_owned().collect();
    let Write::Authorize { grant, code, issued, .. } = granted.write else { panic!() };
    Sent { fields, code, issued, grant, needed_claims }
}

/// RFC 6749 §4.1.2, RFC 9207 §2: the code with `state` and `iss`, and its record.
#[test]
fn a_granted_request_yields_a_code() {
    let scene = scene();
    let sent = sent(&scene, &[("response_type", "code"), ("max_age", "100")]);
    assert_eq!(sent.names(), ["code", "state", "iss"]);
    let code = sent.code.as_ref().unwrap();
    assert_eq!(code.hash, TokenHash::of(sent.get("code").unwrap()));
    assert_eq!(code.redirect_uri, CALLBACK);
    assert_eq!(code.expires_at, scene.0.now + Seconds::new(600));
    assert_eq!((code.grant.subject.as_str(), code.grant.nonce.as_deref()), ("alice", Some("n")));
    assert_eq!(code.grant.auth_time, scene.0.alice().auth_time);
    assert!(code.grant.auth_time_wanted && !code.grant.offline);
    assert!(sent.issued.access.is_none() && !sent.needed_claims);
}

/// OIDC Core §3.2.2.5, §3.3.2.5, OAuth MRT §4, §5: what each response type brings, and nothing
/// beside it; no refresh token ever (RFC 6749 §4.2.2); the type of a token is told (RFC 6749 §7.1).
#[test]
fn each_response_type_brings_what_it_says() {
    let token = ["access_token", "token_type", "expires_in"];
    for known in RESPONSE_TYPES {
        let sent = sent(&scene(), &[("response_type", known.name)]);
        let mut expected = Vec::new();
        expected.extend(known.code.then_some("code"));
        expected.extend(token.iter().filter(|_| known.access_token));
        expected.extend(known.id_token.then_some("id_token"));
        expected.extend(["state", "iss"]);
        assert_eq!(sent.names(), expected, "{}", known.name);
        assert_eq!(
            (sent.code.is_some(), sent.issued.access.is_some()),
            (known.code, known.access_token)
        );
        if known.access_token {
            let record = sent.issued.access.as_ref().unwrap();
            assert_eq!(record.hash, TokenHash::of(sent.get("access_token").unwrap()));
            assert_eq!(record.grant.as_ref().unwrap().authorization, sent.grant.authorization);
            assert_eq!(sent.get("token_type"), Some("Bearer"));
            assert_eq!(sent.get("expires_in"), Some("3600"));
        }
    }
}

/// OIDC Core §3.2.2.10, §3.3.2.11: `at_hash` beside an access token, `c_hash` beside a code, and
/// neither without; FAPI 1.0 Advanced §5.2.2.1: `s_hash` where the ID token signs the answer. Attack:
/// access token injection, RFC 9700 §4.6.
#[test]
fn the_id_token_vouches_for_what_is_beside_it() {
    for known in RESPONSE_TYPES.iter().filter(|known| known.id_token) {
        let sent = sent(&scene(), &[("response_type", known.name)]);
        let claims = sent.id_token();
        let hash = |name: &str| {
            let text = if name == "state" {
                sent.get(name).filter(|_| known.code)
            } else {
                sent.get(name)
            };
            text.map(|text| Value::from(half_hash(Algorithm::ES256, text)))
        };
        assert_eq!(claims.get("at_hash").cloned(), hash("access_token"), "{}", known.name);
        assert_eq!(claims.get("c_hash").cloned(), hash("code"), "{}", known.name);
        assert_eq!(claims.get("s_hash").cloned(), hash("state"), "{}", known.name);
        assert_eq!((&claims["nonce"], &claims["sub"]), (&json!("n"), &json!("alice")));
        assert_eq!(claims["aud"], "web");
    }
}

/// OIDC Core §3.3.2.11: without a `state` there is nothing to hash.
#[test]
fn there_is_no_hash_of_a_state_that_was_not_sent() {
    let sent = sent(&scene(), &[("response_type", "code id_token"), ("state", "")]);
    assert!(!sent.id_token().contains_key("s_hash"));
    assert_eq!(sent.get("state"), None);
}

/// OIDC Core §5.4: scope claims go into the ID token for `id_token` alone, for then there is no
/// access token to ask userinfo with; claims asked for one by one always do (§5.5).
#[test]
fn scope_claims_are_in_the_id_token_only_without_an_access_token() {
    for known in RESPONSE_TYPES.iter().filter(|known| known.id_token) {
        let plain = sent(&scene(), &[("response_type", known.name)]);
        let alone = known.name == "id_token";
        assert_eq!(plain.id_token().contains_key("email"), alone, "{}", known.name);
        assert_eq!(plain.needed_claims, alone, "{}", known.name);
        let asked = r#"{"id_token":{"nickname":null}}"#;
        let asked = sent(&scene(), &[("response_type", known.name), ("claims", asked)]);
        assert_eq!(asked.id_token()["nickname"], "Al", "{}", known.name);
    }
}

/// OIDC Core §5.5: claims for userinfo need an access token to be fetched with.
#[test]
fn userinfo_claims_are_dropped_where_nobody_could_fetch_them() {
    let claims = r#"{"userinfo":{"nickname":null}}"#;
    for known in RESPONSE_TYPES.iter().filter(|known| known.id_token) {
        let sent = sent(&scene(), &[("response_type", known.name), ("claims", claims)]);
        let kept = !sent.grant.claims.userinfo.is_empty();
        assert_eq!(kept, known.code || known.access_token, "{}", known.name);
    }
}

/// RFC 6749 §4.2.2: `scope` is said when it is not what was asked for.
#[test]
fn a_changed_scope_is_said() {
    let of = |scope| {
        let sent = sent(&scene(), &[("response_type", "id_token token"), ("scope", scope)]);
        sent.get("scope").map(str::to_owned)
    };
    assert_eq!(of("email openid"), None);
    assert_eq!(of("openid nonsense email").as_deref(), Some("email openid"));
    assert_eq!(of("openid offline_access").as_deref(), Some("openid"));
}

/// RFC 8707 §2.1, RFC 9068 §2: a token for a named resource is a JWT for it, and not recorded.
#[test]
fn a_front_channel_token_for_a_resource_is_a_jwt() {
    let sent = sent(&scene(), &[("response_type", "id_token token"), ("resource", API)]);
    assert!(sent.issued.access.is_none());
    let lifetime = scene().0.policy.lifetimes.access_token;
    assert_eq!(sent.issued.unrecorded_until, Some(scene().0.now + lifetime), "it has no row");
    let algs = &[Algorithm::ES256];
    let token = sent.get("access_token").unwrap();
    let claims = verify(token, KEYS.verification_keys(), algs).unwrap().claims;
    assert_eq!(claims["aud"], API);
    assert_eq!(sent.id_token()["at_hash"], half_hash(Algorithm::ES256, token));
}

/// OIDC Core §11: without a code there is no offline access.
#[test]
fn offline_access_needs_a_code() {
    for known in RESPONSE_TYPES {
        let scope = ("scope", "openid offline_access");
        let sent = sent(&scene(), &[("response_type", known.name), scope]);
        assert_eq!(sent.grant.offline, known.code, "{}", known.name);
    }
}
