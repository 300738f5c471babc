//! Clients that register, read, change and delete themselves, over HTTP.
mod explained;
mod vouched;

use super::publishing::{publish, trust};
use super::{Op, quick};
use latchkey_base::Seconds;
use latchkey_oidc::registration::{RegistrationMode, RegistrationPolicy};
use latchkey_store::{ClientRecord, Tx, TxError};
use latchkey_testkit::{Answer, Authentication, REDIRECT_URI, RelyingParty};
use reqwest::Method;
use serde_json::{Value, json};

impl Op {
    async fn registering(change: impl FnOnce(&mut RegistrationPolicy)) -> Self {
        let mut settings = quick();
        settings.protocol.registration.mode = RegistrationMode::Open;
        change(&mut settings.protocol.registration);
        Self::start(settings).await
    }

    fn reg(&self, client_id: &str) -> String {
        let slash = if client_id.is_empty() { "" } else { "/" };
        format!("{}/t/reg{slash}{client_id}", self.running.public_url)
    }

    async fn call(
        &self,
        method: Method,
        url: &str,
        (token, body): (Option<&str>, Option<&Value>),
    ) -> Answer {
        let mut request = reqwest::Client::new().request(method, url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        Answer::read(request.send().await.unwrap()).await
    }

    pub(super) async fn register(&self, token: Option<&str>, body: &Value) -> Answer {
        self.call(Method::POST, &self.reg(""), (token, Some(body))).await
    }

    /// Changes the database as an operator does, beside the running server.
    pub async fn operate<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut dyn Tx) -> Result<T, TxError> + Send + 'static,
    ) -> T {
        let store = self.beside.open().await;
        let done = store.write(self.beside.tenant.id, run).await.unwrap();
        store.close().await;
        done
    }
}

fn app() -> Value {
    json!({
        "redirect_uris": [REDIRECT_URI],
        "application_type": "native",
        "client_name": "Shop",
        "grant_types": ["authorization_code", "refresh_token"],
        "wizardry": 7,
        "client_skip_consent": true,
    })
}

fn status(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.error())
}

/// An error without its reference, which is another one each time.
fn unnamed(text: &str) -> String {
    let (before, rest) = text.split_once("(reference ").expect(text);
    format!("{before}{}", rest.split_once(')').expect(text).1)
}

/// Registration is off unless a tenant wants it, and then discovery does not name it.
#[tokio::test]
async fn a_closed_tenant_has_no_registration_endpoint() {
    let named = async |op: &Op| {
        let url = format!("{}/t/.well-known/openid-configuration", op.running.public_url);
        let document = op.call(Method::GET, &url, (None, None)).await.ok();
        document.json["registration_endpoint"].clone()
    };
    let closed = Op::start(quick()).await;
    assert_eq!(closed.register(None, &app()).await.status, 404);
    assert_eq!(named(&closed).await, Value::Null);
    let open = Op::registering(|_| ()).await;
    assert_eq!(named(&open).await, json!(open.reg("")));
}

/// OIDC Registration §3.2, RFC 7591 §3.1, §3.2.1: 201, never stored, everything with its defaults.
#[tokio::test]
async fn a_client_registers_itself() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!((made.header("cache-control"), made.header("pragma")), ("no-store", "no-cache"));
    assert!(made.header("content-type").starts_with("application/json"));
    let id = made.str("client_id");
    assert!(made.str("client_secret").starts_with("lks_"));
    assert!(
        made.str("registration_access_token").starts_with("lkm_"),
        "no prefix has two meanings"
    );
    assert_eq!(made.json["client_secret_expires_at"], 0);
    assert_eq!(made.json["client_id_issued_at"], 1_800_000_000);
    assert_eq!(made.str("registration_client_uri"), op.reg(id));
    assert_eq!(made.json["response_types"], json!(["code"]));
    assert_eq!(made.str("token_endpoint_auth_method"), "client_secret_basic");
    assert_eq!(made.json.get("wizardry"), None, "RFC 7591 §2");
    assert_eq!(made.json.get("client_skip_consent"), None, "RFC 7591 §5");

    let issuer = format!("{}/t", op.running.public_url);
    let rp = |secret: &str| {
        let basic = Authentication::Basic(secret.to_owned());
        RelyingParty::new(&issuer, id, REDIRECT_URI, basic)
    };
    let code = [("grant_type", "authorization_code"), ("code", "x")];
    let known = rp(made.str("client_secret")).token(&code).await;
    assert_eq!(known.error(), "invalid_grant", "the client is known at once: {}", known.text);
    assert_eq!(rp("lks_wrong").token(&code).await.error(), "invalid_client");
    let id = id.to_owned();
    let held = op.operate(move |tx| tx.client(&id)).await.unwrap();
    let kept = format!("{held:?}");
    for secret in ["client_secret", "registration_access_token"] {
        assert!(!kept.contains(made.str(secret)), "kept as hashes only");
    }
}

/// Native contract 5.4: what a client says of itself is kept and shown back, at an update too; what
/// is the operator's is not taken, and stays as the operator left it (RFC 7591 §5).
#[tokio::test]
async fn the_members_of_the_contract_have_their_place() {
    let op = Op::registering(|_| ()).await;
    let own = json!({
        "client_label": "api",
        "client_federation_options": ["oidc.google.staff"],
        "client_allow_org_self_identify": true,
        "register_url": "https://shop.example/join",
        "associated_product": "01999999-0000-7000-8000-000000000000",
        "introspection_endpoint_auth_method": "client_secret_basic",
        "revocation_endpoint_auth_method": "client_secret_basic",
        "auth_group": "t",
    });
    let operators = json!({
        "initialized_org_context": "01999999-0000-7000-8000-00000000000a",
        "client_only_passwordless": true,
        "client_allow_org_federation": true,
        "client_skip_to_federated": "saml.custom.our_idp",
        "dynamic_scope": "read:ORDERS",
    });
    let with = |more: &[&Value]| {
        let members = more.iter().flat_map(|more| more.as_object().unwrap().clone());
        members.fold(app(), |mut body, (name, value)| {
            body[name] = value;
            body
        })
    };
    let shows = |answer: &Answer, kept: &Value| {
        for (name, value) in kept.as_object().unwrap() {
            assert_eq!(&answer.json[name], value, "{name}");
        }
    };
    let made = op.register(None, &with(&[&own, &operators])).await;
    assert_eq!(made.status, 201, "{}", made.text);
    shows(&made, &own);
    for name in operators.as_object().unwrap().keys() {
        assert_eq!(made.json.get(name), None, "{name}");
    }
    let (token, url) = (made.str("registration_access_token"), made.str("registration_client_uri"));
    let read = op.call(Method::GET, url, (Some(token), None)).await.ok();
    shows(&read, &own);
    let (id, trust) = (made.str("client_id").to_owned(), operators.clone());
    let name = id.clone();
    op.operate(move |tx| {
        let mut client = tx.client(&name)?.unwrap();
        let mut metadata = serde_json::to_value(&client.metadata).unwrap();
        metadata.as_object_mut().unwrap().extend(trust.as_object().unwrap().clone());
        client.metadata = serde_json::from_value(metadata).unwrap();
        assert!(client.metadata.other.is_empty());
        tx.update_client(&client)
    })
    .await;
    let changed = json!({
        "client_id": id,
        "client_federation_options": ["oidc.google.staff", "oauth2.linkedin.all"],
        "dynamic_scope": "everything",
    });
    let elsewhere = json!({ "client_id": id, "auth_group": "u" });
    let refused = op.call(Method::PUT, url, (Some(token), Some(&with(&[&elsewhere])))).await;
    assert_eq!(status(&refused), (400, "invalid_client_metadata"), "U058");
    let answer = op.call(Method::PUT, url, (Some(token), Some(&with(&[&changed])))).await.ok();
    shows(&answer, &operators);
    assert_eq!(answer.json["client_federation_options"], changed["client_federation_options"]);
    assert_eq!(answer.json["client_label"], "login", "the default is told");
    assert_eq!(answer.json["auth_group"], "t", "so is whose client it is");
    assert_eq!(answer.json.get("register_url"), None, "an update replaces everything");
    for (name, value) in [
        ("client_label", json!("admin")),
        ("client_federation_options", json!(["google"])),
        ("client_allow_org_self_identify", json!("yes")),
        ("auth_group", json!("u")),
        ("register_url", json!("javascript:alert(1)")),
        ("associated_product", json!("shop")),
        ("introspection_endpoint_auth_method", json!("client_secret_post")),
        ("revocation_endpoint_auth_method", json!("none")),
    ] {
        let refused = op.register(None, &with(&[&json!({ name: value })])).await;
        assert_eq!(status(&refused), (400, "invalid_client_metadata"), "{name}");
        assert!(refused.str("error_description").starts_with(name), "{}", refused.text);
    }
}

/// OIDC Registration §3.3, RFC 7591 §3.2.2.
#[tokio::test]
async fn what_cannot_be_registered_is_refused_with_the_right_error() {
    let op = Op::registering(|_| ()).await;
    let with = |member: &str, value: Value| {
        let mut body = app();
        body[member] = value;
        body
    };
    let web = json!({ "redirect_uris": ["http://app.example/cb"] });
    let mut both_keys = with("jwks_uri", json!("https://app.example/keys"));
    both_keys["jwks"] = json!({ "keys": [] });
    let rows = [
        (with("redirect_uris", json!([])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["https://a.example/#x"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["myapp:/cb"])), "invalid_redirect_uri"),
        (web, "invalid_redirect_uri"),
        (with("response_types", json!(["id_token"])), "invalid_client_metadata"),
        (with("grant_types", json!(["client_credentials"])), "invalid_client_metadata"),
        (with("token_endpoint_auth_method", json!("magic")), "invalid_client_metadata"),
        (with("id_token_signed_response_alg", json!("PS999")), "invalid_client_metadata"),
        (with("logo_uri", json!("javascript:alert(1)")), "invalid_client_metadata"),
        (with("sector_identifier_uri", json!("https://127.0.0.1/s")), "invalid_client_metadata"),
        (with("id_token_encrypted_response_enc", json!("A128GCM")), "invalid_client_metadata"),
        (with("id_token_encrypted_response_alg", json!("RSA1_5")), "invalid_client_metadata"),
        (with("userinfo_encrypted_response_alg", json!("RSA-OAEP")), "invalid_client_metadata"),
        (with("software_statement", json!("a.b.c")), "unapproved_software_statement"),
        (with("default_max_age", json!(-1)), "invalid_client_metadata"),
        (both_keys, "invalid_client_metadata"),
        (json!("text"), "invalid_client_metadata"),
    ];
    for (body, error) in rows {
        let refused = op.register(None, &body).await;
        assert_eq!(status(&refused), (400, error), "{body}: {}", refused.text);
        assert!(refused.header("cache-control").contains("no-store"));
        assert!(!refused.str("error_description").is_empty());
    }
    // Only a script that may send JSON across origins gets here, not a plain form.
    let form = reqwest::Client::new().post(op.reg("")).body(app().to_string()).send();
    assert_eq!(form.await.unwrap().status(), 415);
}

/// Attack: a client that takes the name of a person, to be taken for them by an API, RFC 9700 §4.15:
/// the wish for a `client_id` is not granted.
#[tokio::test]
async fn a_client_does_not_name_itself_after_a_person() {
    let op = Op::registering(|_| ()).await;
    let mut wish = app();
    wish["client_id"] = json!("alice");
    let made = op.register(None, &wish).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_ne!(made.str("client_id"), "alice");
}

/// RFC 7591 §3: only with an initial access token, which a failed registration leaves whole.
#[tokio::test]
async fn an_initial_access_token_is_good_for_as_many_as_it_was_made_for() {
    let op = Op::registering(|policy| policy.mode = RegistrationMode::InitialAccessToken).await;
    let store = op.beside.open().await;
    let invite = |uses, lifetime: i64| {
        let (provision, tenant) = (&op.beside.provision, op.beside.tenant.id);
        provision.invite(&store, tenant, (uses, Seconds::new(lifetime)))
    };
    let good = invite(2, 60).await.unwrap().token;
    let late = invite(2, 10).await.unwrap().token;

    let without = op.register(None, &app()).await;
    assert_eq!(status(&without), (401, ""));
    assert!(without.header("www-authenticate").starts_with("Bearer realm="));
    let wrong = op.register(Some("lki_wrong"), &app()).await;
    assert_eq!(status(&wrong), (401, "invalid_token"));
    let refused = op.register(Some(good.expose()), &json!({})).await;
    assert_eq!(status(&refused), (400, "invalid_redirect_uri"));
    let first = op.register(Some(good.expose()), &app()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    op.advance(10);
    assert_eq!(op.register(Some(late.expose()), &app()).await.status, 401);
    assert_eq!(op.register(Some(good.expose()), &app()).await.status, 201);
    assert_eq!(status(&op.register(Some(good.expose()), &app()).await), (401, "invalid_token"));
    // The one token is not the other (native contract, B02).
    let url = op.reg(first.str("client_id"));
    let misused = op.call(Method::GET, &url, (Some(good.expose()), None)).await;
    assert_eq!(misused.status, 401);
    let again = op.register(Some(first.str("registration_access_token")), &app()).await;
    assert_eq!(again.status, 401);
    store.close().await;
}

/// RFC 7592 §2.1, OIDC Registration §4, §4.1 to §4.4: the client reads itself at the address that it
/// was given, which changes nothing; nobody else learns whether it is there.
#[tokio::test]
async fn a_client_reads_its_registration() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let other = op.register(None, &app()).await;
    let token = made.str("registration_access_token");
    let url = made.str("registration_client_uri");
    let read = op.call(Method::GET, url, (Some(token), None)).await.ok();
    assert_eq!((read.header("cache-control"), read.header("pragma")), ("no-store", "no-cache"));
    let mut expected = made.json.clone();
    expected.as_object_mut().unwrap().remove("client_secret");
    assert_eq!(read.json, expected, "all but the secret, which is shown once");
    assert_eq!(op.call(Method::GET, url, (Some(token), None)).await.ok().json, expected);

    let foreign = other.str("registration_access_token");
    let wrong = op.call(Method::GET, url, (Some(foreign), None)).await;
    let unknown = op.call(Method::GET, &op.reg("nobody"), (Some(foreign), None)).await;
    // An operator's client has no such token.
    let operators = op.call(Method::GET, &op.reg("app"), (Some(token), None)).await;
    for refused in [&wrong, &unknown, &operators] {
        assert_eq!(status(refused), (401, "invalid_token"));
        assert_eq!(unnamed(&refused.text), unnamed(&wrong.text));
        let challenge = |answer: &Answer| unnamed(answer.header("www-authenticate"));
        assert_eq!(challenge(refused), challenge(&wrong));
    }
    let without = op.call(Method::GET, url, (None, None)).await;
    assert_eq!(without.status, 401);
}

/// RFC 7592 §2.2: all is replaced, the secret stays, the token is another one.
#[tokio::test]
async fn an_update_replaces_everything_and_rotates_the_token() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let (id, url) = (made.str("client_id"), made.str("registration_client_uri"));
    let mut token = made.str("registration_access_token").to_owned();
    let put = async |token: &str, body: &Value| {
        op.call(Method::PUT, url, (Some(token), Some(body))).await
    };
    let next = json!({ "client_id": id, "redirect_uris": ["https://shop.example/cb"] });
    let with = |member: &str, value: Value| {
        let mut body = next.clone();
        body[member] = value;
        body
    };
    for bad in [
        with("client_id", json!("app")),
        with("client_id", json!(null)),
        with("client_secret", json!("chosen-by-the-client-itself-0123456789")),
        with("registration_access_token", json!(token)),
        with("client_secret_expires_at", json!(0)),
    ] {
        let refused = put(&token, &bad).await;
        assert_eq!(status(&refused), (400, "invalid_client_metadata"), "{bad}");
    }
    let insecure = with("redirect_uris", json!(["http://shop.example/cb"]));
    assert_eq!(put(&token, &insecure).await.error(), "invalid_redirect_uri");

    let secret = json!(made.str("client_secret"));
    for body in [next.clone(), with("client_secret", secret)] {
        let changed = put(&token, &body).await.ok();
        let rotated = changed.str("registration_access_token").to_owned();
        assert_ne!(rotated, token);
        assert_eq!(put(&token, &body).await.status, 401, "the old token is over");
        assert_eq!(changed.json["redirect_uris"], json!(["https://shop.example/cb"]));
        assert_eq!(changed.json["client_name"], json!(null), "what is left out is gone");
        assert_eq!(changed.json["grant_types"], json!(["authorization_code"]));
        assert_eq!(changed.str("application_type"), "web");
        assert_eq!(changed.json["client_id_issued_at"], made.json["client_id_issued_at"]);
        assert_eq!(changed.json.get("client_secret"), None, "it stays, unseen");
        token = rotated;
    }
    // A client that had no need of a secret gets one, and one that needs none loses it.
    let public = put(&token, &with("token_endpoint_auth_method", json!("none"))).await.ok();
    assert_eq!(public.json.get("client_secret_expires_at"), None);
    let token = public.str("registration_access_token");
    let secret = put(token, &next).await.ok();
    assert!(secret.str("client_secret").starts_with("lks_"));
    assert_ne!(secret.str("client_secret"), made.str("client_secret"));
}

/// Native contract, B03: what only an operator sets, an update neither takes nor gives.
#[tokio::test]
async fn an_update_leaves_what_is_the_operators() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let id = made.str("client_id").to_owned();
    let name = id.clone();
    op.operate(move |tx| {
        let mut client = tx.client(&name)?.unwrap();
        client.metadata.client_skip_consent = true;
        tx.update_client(&client)
    })
    .await;
    let mut body = app();
    body["client_id"] = id.into();
    body["client_skip_consent"] = false.into();
    let token = made.str("registration_access_token");
    let url = made.str("registration_client_uri");
    let changed = op.call(Method::PUT, url, (Some(token), Some(&body))).await.ok();
    assert_eq!(changed.json["client_skip_consent"], true);
}

/// Between the look at a registration and its change an operator may act: here, while the file
/// behind `sector_identifier_uri` is fetched. What is the operator's is as the operator left it.
#[tokio::test]
async fn an_update_does_not_undo_what_an_operator_did_meanwhile() {
    let (asked, mut asking) = tokio::sync::mpsc::unbounded_channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let port = publish(move || {
        asked.send(()).unwrap();
        wait.recv().unwrap();
        json!([REDIRECT_URI]).to_string()
    });
    let mut settings = quick();
    settings.protocol.registration.mode = RegistrationMode::Open;
    let op = Op::start_with(settings, |config| trust(config, port)).await;
    let made = op.register(None, &app()).await;
    let id = made.str("client_id").to_owned();
    let operate = |change: fn(&mut ClientRecord)| {
        let name = id.clone();
        op.operate(move |tx| {
            let mut client = tx.client(&name)?.unwrap();
            change(&mut client);
            tx.update_client(&client)
        })
    };
    operate(|client| client.metadata.client_skip_consent = true).await;
    let mut body = app();
    body["client_id"] = id.clone().into();
    body["client_name"] = "Renamed".into();
    body["sector_identifier_uri"] = format!("https://localhost:{port}/sector").into();
    let token = made.str("registration_access_token");
    let url = made.str("registration_client_uri");
    let update = op.call(Method::PUT, url, (Some(token), Some(&body)));
    let meddle = async {
        asking.recv().await.unwrap();
        operate(|client| {
            client.metadata.client_skip_consent = false;
            client.metadata.client_optional_skip_logout_prompt = true;
            client.secret_digest = None;
        })
        .await;
        go.send(()).unwrap();
    };
    let (changed, ()) = tokio::join!(update, meddle);
    let changed = changed.ok();
    assert_eq!(changed.str("client_name"), "Renamed");
    let kept = op.operate(move |tx| tx.client(&id)).await.unwrap();
    assert!(!kept.metadata.client_skip_consent, "trust that was withdrawn came back");
    assert!(kept.metadata.client_optional_skip_logout_prompt);
    let old = latchkey_base::Secret::from(made.str("client_secret"));
    let digest = kept.secret_digest.unwrap();
    assert!(!op.beside.provision.is_secret(&old, &digest), "a secret that was withdrawn came back");
    assert!(changed.str("client_secret").starts_with("lks_"));
}

/// RFC 7592 §2.3: 204, and then there is no such client.
#[tokio::test]
async fn a_client_deletes_itself() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let token = made.str("registration_access_token");
    let url = made.str("registration_client_uri");
    let wrong = op.call(Method::DELETE, url, (Some("lkm_wrong"), None)).await;
    assert_eq!(wrong.status, 401);
    let gone = op.call(Method::DELETE, url, (Some(token), None)).await;
    assert_eq!((gone.status.as_u16(), gone.text.as_str()), (204, ""));
    assert_eq!((gone.header("cache-control"), gone.header("pragma")), ("no-store", "no-cache"));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let after = op.call(method, url, (Some(token), Some(&app()))).await;
        assert_eq!(status(&after), (401, "invalid_token"));
    }
    let issuer = format!("{}/t", op.running.public_url);
    let basic = Authentication::Basic(made.str("client_secret").to_owned());
    let rp = RelyingParty::new(&issuer, made.str("client_id"), REDIRECT_URI, basic);
    assert_eq!(rp.token(&[("grant_type", "authorization_code")]).await.error(), "invalid_client");
}

/// RFC 7592 §2.1: a client that an operator switched off may not manage itself: 403.
#[tokio::test]
async fn a_client_that_is_switched_off_stays_so() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let name = made.str("client_id").to_owned();
    op.operate(move |tx| {
        let mut client = tx.client(&name)?.unwrap();
        client.disabled = true;
        tx.update_client(&client)
    })
    .await;
    let token = made.str("registration_access_token");
    let url = made.str("registration_client_uri");
    for method in [Method::GET, Method::DELETE] {
        let refused = op.call(method, url, (Some(token), None)).await;
        assert_eq!(status(&refused), (403, "access_denied"));
    }
}

/// Directives in a host: a URL's host may hold `;` and `'`, which mean something in the policy of
/// the pages that name it (RFC 9700 §4.16).
#[tokio::test]
async fn a_host_that_would_change_a_policy_is_no_host() {
    let op = Op::registering(|_| ()).await;
    for host in ["!;sandbox", "a;frame-ancestors", "'self'", "a,b"] {
        let mut body = app();
        body["redirect_uris"] = json!([format!("https://{host}/cb")]);
        let refused = op.register(None, &body).await;
        assert_eq!(status(&refused), (400, "invalid_redirect_uri"), "{host}");
        let mut body = app();
        body["initiate_login_uri"] = json!(format!("https://{host}/login"));
        let refused = op.register(None, &body).await;
        assert_eq!(status(&refused), (400, "invalid_client_metadata"), "{host}");
    }
}

/// RFC 7591 §5: nobody fills the database with clients.
#[tokio::test]
async fn one_network_registers_so_many_and_no_more() {
    let few = std::num::NonZeroU32::new(2).unwrap();
    let op = Op::registering(|policy| policy.per_address_per_hour = few).await;
    for _ in 0..2 {
        assert_eq!(op.register(None, &app()).await.status, 201);
    }
    let refused = op.register(None, &app()).await;
    assert_eq!(status(&refused), (429, "temporarily_unavailable"));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=1801).contains(&wait), "{wait}");
}

/// RFC 7592 §2.2: an update costs as much as a registration, and counts as one.
#[tokio::test]
async fn updates_count_towards_the_limit_of_a_network() {
    let few = std::num::NonZeroU32::new(2).unwrap();
    let op = Op::registering(|policy| policy.per_address_per_hour = few).await;
    let made = op.register(None, &app()).await;
    let mut body = app();
    body["client_id"] = made.json["client_id"].clone();
    let url = made.str("registration_client_uri");
    let token = made.str("registration_access_token");
    let changed = op.call(Method::PUT, url, (Some(token), Some(&body))).await.ok();
    let token = changed.str("registration_access_token");
    let refused = op.call(Method::PUT, url, (Some(token), Some(&body))).await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert!(!refused.header("retry-after").is_empty());
    op.call(Method::GET, url, (Some(token), None)).await.ok();
}

/// OIDC Registration §5: whoever registers a client learns nothing of what our
/// network reaches: a refused address, an unknown name and a closed port look alike.
#[tokio::test]
async fn fetch_errors_do_not_map_our_network() {
    let op = Op::registering(|_| ()).await;
    let mut seen = std::collections::BTreeSet::new();
    for place in ["https://127.0.0.1:1/s", "https://10.0.0.1/s", "https://nowhere.invalid/s"] {
        let mut body = app();
        body["sector_identifier_uri"] = json!(place);
        let refused = op.register(None, &body).await;
        assert_eq!(status(&refused), (400, "invalid_client_metadata"), "{}", refused.text);
        seen.insert(unnamed(&refused.text));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}
