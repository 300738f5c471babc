//! A tenant as the certification suite needs it, `config/certification.toml`, and what the suite does
//! with it that no client of ours does: no PKCE, web clients, unsigned request objects.
use latchkey_testkit::{
    AssertionKey, Authentication, Browser, Departure, Op, Page, Person, RESPONSE_TYPES,
    RelyingParty, Setup,
};
use serde_json::{Value, json};
use std::path::Path;

const CALLBACK: &str = "https://www.certification.openid.net/test/a/latchkey/callback";

/// The tenant, and how its person signs in.
struct Suite {
    issuer: String,
    secrets: Value,
    person: Person,
    op: Op,
}

impl Suite {
    async fn import(op: Op) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/certification.toml");
        let said = said(&op, &["import", "--json", &file.display().to_string()]).await;
        let password = ["person", "password", "certification", "certifier", "--json"];
        let password = self::said(&op, &password).await["password"].clone();
        let person = Person {
            username: "certifier".to_owned(),
            email: "certifier@example.com".to_owned(),
            password: password.as_str().expect("a password").to_owned(),
        };
        let issuer = format!("{}/certification", op.url());
        Self { issuer, secrets: said["steps"].clone(), person, op }
    }

    fn rp(&self, client: &str) -> RelyingParty {
        let mut steps = self.secrets.as_array().expect("steps").iter();
        let secret = steps.find(|step| step["name"] == client);
        let secret = secret.and_then(|step| step["client_secret"].as_str());
        let secret = secret.unwrap_or_else(|| panic!("{client} in {}", self.secrets)).to_owned();
        let by = match client {
            "suite-post" => Authentication::Post(secret),
            _ => Authentication::Basic(secret),
        };
        RelyingParty::new(&self.issuer, client, CALLBACK, by)
    }

    async fn browser(&self, rp: &RelyingParty) -> Browser {
        let mut browser = Browser::at(&self.op.url().parse().expect("an address"));
        self.answer(&mut browser, &depart(rp, &[])).await;
        browser
    }

    /// What comes back, after people have done what they are asked for.
    async fn answer(&self, browser: &mut Browser, to: &Departure) -> Page {
        browser.open(&to.url).await;
        self.person.sign_in_and_allow(browser).await.clone()
    }
}

async fn said(op: &Op, arguments: &[&str]) -> Value {
    let done = op.cli(arguments).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// A request as the suite sends it.
fn depart(rp: &RelyingParty, extra: &[(&str, &str)]) -> Departure {
    let plain = [("code_challenge", ""), ("code_challenge_method", "")];
    rp.depart(&[&plain[..], extra].concat())
}

async fn redeem(rp: &RelyingParty, page: &Page) -> Value {
    let code = page.answer("code").unwrap_or_else(|| panic!("no code: {page:#?}"));
    let fields =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    rp.token(&fields).await.ok().json
}

/// OIDC Core §3.1, §3.2, §3.3, FPM §2: every response type, by its default mode and as a form.
/// OIDC Core §15.2: `id_token` and `id_token token` among them.
#[tokio::test]
async fn each_response_type_works_for_the_clients_of_the_suite() {
    for op in Op::own_on_every_store(&Setup::default()).await {
        let suite = Suite::import(op).await;
        for client in ["suite-basic", "suite-second"] {
            let rp = suite.rp(client);
            let mut browser = suite.browser(&rp).await;
            for (kind, mode) in RESPONSE_TYPES.iter().flat_map(|it| [(it, ""), (it, "form_post")]) {
                let to = depart(&rp, &[("response_type", kind), ("response_mode", mode)]);
                let page = suite.answer(&mut browser, &to).await;
                assert_eq!(page.answer("state"), Some(to.state.clone()), "{kind} {mode}: {page:?}");
                let has = |word: &str| kind.split(' ').any(|held| held == word);
                assert_eq!(page.answer("id_token").is_some(), has("id_token"), "{kind} {mode}");
                if has("code") {
                    assert!(redeem(&rp, &page).await["id_token"].is_string(), "{kind} {mode}");
                }
            }
        }
        let rp = suite.rp("suite-post");
        let mut browser = suite.browser(&rp).await;
        let page = suite.answer(&mut browser, &depart(&rp, &[])).await;
        redeem(&rp, &page).await;
    }
}

/// OIDC Core §5.1, §5.4: every claim of the standard scopes has a value.
#[tokio::test]
async fn the_person_of_the_suite_has_every_standard_claim() {
    let op = Op::start(Setup::default()).await;
    let suite = Suite::import(op).await;
    let rp = suite.rp("suite-basic");
    let mut browser = suite.browser(&rp).await;
    let to = depart(&rp, &[("scope", "openid profile email address phone")]);
    let page = suite.answer(&mut browser, &to).await;
    let tokens = redeem(&rp, &page).await;
    let token = tokens["access_token"].as_str().expect("an access token");
    let claims = rp.userinfo(token).await.ok().json;
    for claim in [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
        "email",
        "email_verified",
        "phone_number",
        "phone_number_verified",
        "address",
    ] {
        assert!(!claims[claim].is_null(), "{claim} in {claims}");
    }
}

/// OIDC Core §6.1: `none` is announced, and taken from clients that registered nothing about it; the
/// address inside the object wins, and has to be registered.
#[tokio::test]
async fn what_is_announced_of_unsigned_objects_holds() {
    let op = Op::start(Setup::default()).await;
    let suite = Suite::import(op).await;
    let rp = suite.rp("suite-basic");
    let known = rp.get("/.well-known/openid-configuration").await.ok().json;
    let offered = known["request_object_signing_alg_values_supported"].to_string();
    assert!(offered.contains("\"none\""), "{offered}");

    let mut browser = suite.browser(&rp).await;
    let object = |redirect_uri: &str| {
        let claims = json!({
            "client_id": rp.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "state": "of-the-object",
        });
        unsigned(&claims)
    };
    let to = depart(&rp, &[("request", &object(CALLBACK)), ("redirect_uri", "")]);
    let page = suite.answer(&mut browser, &to).await;
    assert_eq!(page.answer("state").as_deref(), Some("of-the-object"), "{page:?}");
    redeem(&rp, &page).await;

    let elsewhere = object("https://elsewhere.example/cb");
    let page = browser.open(&depart(&rp, &[("request", &elsewhere)]).url).await;
    assert!(!page.is_outside && page.status == 400, "{page:?}");
}

/// A request object that nobody signed.
fn unsigned(claims: &Value) -> String {
    let signed = AssertionKey::Ed25519.sign_with(&json!({"alg": "none"}), claims);
    let (all, _signature) = signed.rsplit_once('.').expect("a JWT");
    format!("{all}.")
}

/// OIDC Registration §3: a client of the dynamic profile, with nothing but what the suite registers.
#[tokio::test]
async fn a_client_that_the_suite_registers_signs_people_in() {
    for op in Op::own_on_every_store(&Setup::default()).await {
        let suite = Suite::import(op).await;
        let anybody = RelyingParty::new(&suite.issuer, "", CALLBACK, Authentication::None);
        let both = ["authorization_code", "implicit"];
        for (kind, grants) in [
            ("code", &both[..1]),
            ("code id_token token", &both[..]),
            ("id_token token", &both[1..]),
        ] {
            let registration = json!({
                "client_name": "Suite, dynamic",
                "redirect_uris": [CALLBACK],
                "grant_types": grants,
                "response_types": [kind],
            });
            let request = anybody.http.post(anybody.endpoint("/reg")).json(&registration);
            let made = request.send().await.expect("an answer");
            assert_eq!(made.status(), 201, "{kind}");
            let made: Value = made.json().await.expect("JSON");
            let secret = made["client_secret"].as_str().expect("a secret").to_owned();
            let client_id = made["client_id"].as_str().expect("an id");
            let by = Authentication::Basic(secret);
            let rp = RelyingParty::new(&suite.issuer, client_id, CALLBACK, by);
            let mut browser = Browser::at(&suite.op.url().parse().expect("an address"));
            let to = depart(&rp, &[("response_type", kind)]);
            let page = suite.answer(&mut browser, &to).await;
            assert_eq!(page.answer("state"), Some(to.state.clone()), "{kind}: {page:?}");
            if kind.contains("code") {
                redeem(&rp, &page).await;
            }
        }
    }
}
