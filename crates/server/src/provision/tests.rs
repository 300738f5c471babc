use super::*;
use latchkey_accounts::{AccountStatus, SignUp};
use latchkey_base::{ManualClock, Seconds, Secret, SeededEntropy, TenantId};
use latchkey_jose::encryption::KeyManagement;
use latchkey_jose::{Algorithm, SigningKey};
use latchkey_oidc::ClientMetadata;
use latchkey_store::{KeyState, SigningKeyRecord};
use serde_json::{Value, json};

struct Bench {
    provision: Provision,
    clock: Arc<ManualClock>,
    master_key: MasterKey,
}

/// Keys on curves only, which are made at once, and cheap hashes.
fn bench() -> Bench {
    bench_with(|_| ())
}

fn bench_with(change: impl FnOnce(&mut Config)) -> Bench {
    let entropy = Arc::new(SeededEntropy::new(1));
    let master_key = MasterKey::generate(&*entropy);
    let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_000_000)));
    let mut config = Config::default();
    config.keys.algorithms = vec![Algorithm::ES256, Algorithm::EdDSA];
    config.keys.encryption_algorithms = vec![KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw];
    config.tenant_defaults.password.hash.memory_kib = 64;
    change(&mut config);
    let parts = StartParts { clock: clock.clone(), entropy };
    Bench { provision: Provision::new(&config, &master_key, &parts), clock, master_key }
}

fn problems<T: std::fmt::Debug>(result: Result<T, ProvisionError>) -> Vec<String> {
    match result {
        Err(ProvisionError::Invalid(problems)) => problems.into_iter().map(|p| p.key).collect(),
        other => panic!("{other:?}"),
    }
}

fn tenant(group: &str) -> TenantInput {
    TenantInput { group: group.to_owned(), ..TenantInput::default() }
}

/// OIDC Discovery §3: what ID tokens say is what a tenant lists unless it decides otherwise.
#[test]
fn a_new_tenant_lists_what_its_factors_amount_to() {
    let defaults = Config::default().tenant_defaults;
    let reached = latchkey_authn::assurance::reachable(&defaults.factors.allowed);
    let names: Vec<&str> = reached.iter().map(|acr| acr.name()).collect();
    assert_eq!(defaults.protocol.acr_values, names);
}

#[test]
fn a_new_tenant_signs_at_once_with_every_algorithm() {
    let Bench { provision, master_key, .. } = bench();
    let made = provision.prepare_tenant(tenant("demo")).unwrap();
    assert_eq!(made.record.name, "demo");
    let algorithms: Vec<Algorithm> = made.keys.iter().map(|key| key.alg).collect();
    assert_eq!(algorithms, [Algorithm::ES256, Algorithm::EdDSA]);
    for key in &made.keys {
        assert!(key.active_from <= provision.now() && key.retires_at.is_none());
        let sealer = master_key.sealer("signing-keys");
        let der = sealer.open(&key.sealed, made.record.id.as_bytes()).unwrap();
        let opened = SigningKey::from_pkcs8(key.alg, der.expose()).unwrap();
        assert_eq!(opened.kid(), key.kid);
    }
}

#[test]
fn words_that_paths_need_are_no_groups() {
    let Bench { provision, .. } = bench();
    for bad in ["", "a b", "a/b", "-a", ".well-known", "api", "API", "static", &"x".repeat(65)] {
        assert_eq!(problems(provision.prepare_tenant(tenant(bad))), ["group"], "{bad:?}");
    }
    let named = TenantInput { pretty_name: Some("login".into()), ..tenant("KQQ1jRcmm_-9") };
    assert_eq!(problems(provision.prepare_tenant(named)), ["pretty_name"]);
}

#[test]
fn impossible_settings_are_refused_before_keys_are_made() {
    let Bench { provision, .. } = bench();
    let mut settings = provision.tenant_defaults().clone();
    settings.protocol.lifetimes.authorization_code = Seconds::new(601);
    let input = TenantInput { settings: Some(settings), ..tenant("demo") };
    let key = "settings.protocol.lifetimes.authorization_code";
    assert_eq!(problems(provision.prepare_tenant(input)), [key]);
}

fn client(metadata: Value, secret: Option<&str>) -> ClientInput {
    let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
    ClientInput { metadata, client_secret: secret.map(Secret::from), ..ClientInput::default() }
}

#[test]
fn a_confidential_client_gets_a_secret_that_is_shown_once() {
    let Bench { provision, .. } = bench();
    let made =
        provision.prepare_client(client(json!({ "grant_types": ["client_credentials"] }), None));
    let made = made.unwrap();
    let secret = made.secret.unwrap();
    assert!(secret.expose().starts_with("lks_") && secret.expose().len() >= 64);
    assert!(provision.is_secret(&secret, &made.record.secret_digest.unwrap()));
    assert!(made.record.secret_sealed.is_none(), "kept readable without need");
    assert_eq!(made.record.client_id, made.record.key.to_string());
}

/// RFC 7518 §3.2, OIDC Core §16.19: it is as long as the hash, and sealed for its client alone.
#[test]
fn a_secret_that_is_a_mac_key_can_be_read_back_in_its_place_only() {
    let Bench { provision, master_key, .. } = bench();
    let jwt = json!({
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "client_secret_jwt",
    });
    let made = provision.prepare_client(client(jwt.clone(), None)).unwrap();
    let sealer = master_key.sealer("client-secrets");
    let sealed = made.record.secret_sealed.unwrap();
    let opened = sealer.open(&sealed, made.record.key.as_bytes()).unwrap();
    assert_eq!(opened.expose(), made.secret.unwrap().expose().as_bytes());
    assert!(sealer.open(&sealed, b"another client").is_err());
    let short = client(jwt, Some("only-twenty-octets-x"));
    assert_eq!(problems(provision.prepare_client(short)), ["client_secret"]);
}

#[test]
fn a_client_that_changes_keeps_its_secret_while_it_can() {
    let Bench { provision, .. } = bench();
    let basic = json!({ "grant_types": ["client_credentials"] });
    let jwt = json!({
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "client_secret_jwt",
    });
    let held = provision.prepare_client(client(basic.clone(), None)).unwrap().record;
    let digest = |record: &latchkey_store::ClientRecord| *record.secret_digest.unwrap().as_bytes();

    let same = provision.revise_client(&held, client(basic.clone(), None)).unwrap();
    assert_eq!((digest(&same.record), same.secret.is_none()), (digest(&held), true));

    let sealed = provision.revise_client(&held, client(jwt, None)).unwrap();
    assert!(sealed.secret.is_some(), "a digest cannot become a MAC key");
    let back = provision.revise_client(&sealed.record, client(basic.clone(), None)).unwrap();
    assert_eq!(digest(&back.record), digest(&sealed.record));
    assert!(back.secret.is_none() && back.record.secret_sealed.is_none());

    let given = Secret::from("a-secret-that-somebody-chose");
    let other = client(basic, Some(given.expose()));
    let changed = provision.revise_client(&held, other).unwrap();
    assert!(provision.is_secret(&given, &changed.record.secret_digest.unwrap()));
    assert_eq!(changed.record.key, held.key);
}

#[test]
fn a_public_client_has_no_secret() {
    let Bench { provision, .. } = bench();
    let public = json!({
        "redirect_uris": ["https://app.example/cb"],
        "token_endpoint_auth_method": "none",
    });
    let made = provision.prepare_client(client(public.clone(), None)).unwrap();
    assert!(made.secret.is_none() && made.record.secret_digest.is_none());
    let with_secret = client(public, Some("a-secret-that-is-long-enough"));
    assert_eq!(problems(provision.prepare_client(with_secret)), ["client_secret"]);
}

#[test]
fn a_client_id_is_visible() {
    let Bench { provision, .. } = bench();
    for bad in ["", "a b", "ä", "a\"b", &"x".repeat(201)] {
        let mut input = client(json!({ "grant_types": ["client_credentials"] }), None);
        input.client_id = Some(bad.to_owned());
        assert_eq!(problems(provision.prepare_client(input)), ["client_id"], "{bad:?}");
    }
}

#[test]
fn a_person_is_made_with_a_hash_or_a_password() {
    let Bench { provision, .. } = bench();
    let settings = provision.tenant_defaults();
    let account = || SignUp { username: Some("Alice".into()), ..SignUp::default() };
    let with = |password| PersonInput { account: account(), password, ..PersonInput::default() };

    let typed = Password::Plain(Secret::from("x"));
    let made = provision.prepare_person(with(Some(typed)), settings).unwrap();
    assert_eq!(made.account.username, "alice");
    assert_eq!(made.account.status, AccountStatus::Active);
    let hash = made.password_hash.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=64,"), "{hash}");

    let moved = Password::Hash(hash.clone());
    let made = provision.prepare_person(with(Some(moved)), settings).unwrap();
    assert_eq!(made.password_hash, Some(hash));
    let foreign = Password::Hash("$2b$10$abc".into());
    assert_eq!(
        problems(provision.prepare_person(with(Some(foreign)), settings)),
        ["password_hash"]
    );
    let empty = Password::Plain(Secret::from(""));
    assert_eq!(problems(provision.prepare_person(with(Some(empty)), settings)), ["password"]);
}

#[test]
fn an_address_that_is_not_there_is_not_verified() {
    let Bench { provision, .. } = bench();
    let account = SignUp { username: Some("bob".into()), ..SignUp::default() };
    let input = PersonInput { account, email_verified: true, ..PersonInput::default() };
    let made = provision.prepare_person(input, provision.tenant_defaults()).unwrap();
    assert!(!made.account.email_verified);
}

#[test]
fn random_passwords_are_readable_and_differ() {
    let Bench { provision, .. } = bench();
    let (one, two) = (provision.random_password(), provision.random_password());
    assert_eq!(one.expose().split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
    assert_ne!(one.expose(), two.expose());
}

/// Applies a rotation as the store would.
fn apply(held: &mut Vec<SigningKeyRecord>, rotation: Rotation) {
    for changed in rotation.changed {
        let place = held.iter().position(|key| key.id == changed.id).unwrap();
        held[place] = changed;
    }
    held.extend(rotation.added);
}

#[test]
fn a_successor_is_published_before_it_signs_and_the_old_key_outlives_its_tokens() {
    let Bench { provision, clock, .. } = bench();
    let (id, settings) = (TenantId::from_bytes([1; 16]), provision.tenant_defaults().clone());
    let mut held = provision.prepare_tenant(tenant("demo")).unwrap().keys;

    clock.advance(Seconds::new(100));
    let rotation = provision.plan_rotation(id, &held, &settings, true).unwrap();
    assert_eq!((rotation.added.len(), rotation.changed.len()), (2, 2));
    let starts = provision.now() + Seconds::minutes(15);
    assert!(rotation.added.iter().all(|key| key.active_from == starts));
    let ends = starts + Seconds::new(3600) + Seconds::minutes(15);
    assert!(rotation.changed.iter().all(|key| key.retires_at == Some(ends)));
    apply(&mut held, rotation);

    let again = provision.plan_rotation(id, &held, &settings, true).unwrap();
    assert!(again.is_empty(), "a key that has not signed yet needs no successor");

    clock.advance(Seconds::minutes(90 - 1));
    assert!(provision.plan_rotation(id, &held, &settings, false).unwrap().is_empty());
    clock.advance(Seconds::minutes(1));
    let retiring = provision.plan_rotation(id, &held, &settings, false).unwrap();
    assert_eq!((retiring.added.len(), retiring.changed.len()), (0, 2));
    assert!(retiring.changed.iter().all(|key| key.state == KeyState::Retired));
    apply(&mut held, retiring);
    assert!(provision.plan_rotation(id, &held, &settings, false).unwrap().is_empty());
}

/// A token from before its lifetime was shortened still finds its key.
#[test]
fn an_old_key_outlives_the_longest_token_that_it_ever_signed() {
    let Bench { provision, .. } = bench();
    let (id, mut settings) = (TenantId::from_bytes([1; 16]), provision.tenant_defaults().clone());
    settings.protocol.lifetimes.access_token = Seconds::days(2);
    let input = TenantInput { settings: Some(settings.clone()), ..tenant("demo") };
    let held = provision.prepare_tenant(input).unwrap().keys;
    settings.protocol.lifetimes.access_token = Seconds::new(60);
    let rotation = provision.plan_rotation(id, &held, &settings, true).unwrap();
    let ends = provision.now() + Seconds::minutes(30) + Seconds::days(2);
    assert!(rotation.changed.iter().all(|key| key.retires_at == Some(ends)));
    assert!(rotation.added.iter().all(|key| key.longest_token == Seconds::new(3600)));
}

/// OIDC Core §10.2.1: a new key replaces the old one in the JWKS at once; the old one decrypts
/// until it can be in nobody's cache, and then it goes.
#[test]
fn encryption_keys_are_made_replaced_and_removed() {
    let Bench { provision, clock, .. } = bench();
    let id = TenantId::from_bytes([1; 16]);
    let mut settings = provision.tenant_defaults().clone();
    let plan = |held: &[_], settings: &_, all| {
        provision.plan_encryption_rotation(id, held, settings, all).unwrap()
    };
    assert!(plan(&[], &settings, true).is_empty(), "without request_object_encryption: none");

    settings.protocol.request_object_encryption = true;
    let first = plan(&[], &settings, false).added;
    assert_eq!(first.len(), 2);
    assert!(plan(&first, &settings, false).is_empty());

    clock.advance(Seconds::days(90));
    let rotation = plan(&first, &settings, false);
    assert_eq!((rotation.added.len(), rotation.retired.len()), (2, 2));
    let retired = rotation.retired.clone();
    assert!(retired.iter().all(|key| key.retired_at == Some(provision.now())));
    let held: Vec<_> = retired.into_iter().chain(rotation.added).collect();

    clock.advance(Seconds::days(1));
    assert!(plan(&held, &settings, false).is_empty());
    clock.advance(Seconds::minutes(15));
    let rotation = plan(&held, &settings, false);
    assert_eq!(rotation.removed, [held[0].id, held[1].id]);
    assert!(rotation.added.is_empty() && rotation.retired.is_empty());

    settings.protocol.request_object_encryption = false;
    assert_eq!(plan(&held[2..], &settings, false).retired.len(), 2);
}

#[test]
fn the_schedule_waits_for_the_configured_age() {
    let Bench { provision, clock, .. } = bench();
    let (id, settings) = (TenantId::from_bytes([1; 16]), provision.tenant_defaults().clone());
    let held = provision.prepare_tenant(tenant("demo")).unwrap().keys;
    clock.advance(Seconds::new(90 * 86_400 - 1));
    assert!(provision.plan_rotation(id, &held, &settings, false).unwrap().is_empty());
    clock.advance(Seconds::new(1));
    assert_eq!(provision.plan_rotation(id, &held, &settings, false).unwrap().added.len(), 2);
}

#[test]
fn a_kind_of_key_that_is_new_is_added_to_tenants_that_exist() {
    let Bench { provision, .. } = bench();
    let (id, settings) = (TenantId::from_bytes([1; 16]), provision.tenant_defaults().clone());
    let mut held = provision.prepare_tenant(tenant("demo")).unwrap().keys;
    held.retain(|key| key.alg == Algorithm::ES256);
    let rotation = provision.plan_rotation(id, &held, &settings, false).unwrap();
    assert_eq!(rotation.added.iter().map(|key| key.alg).collect::<Vec<_>>(), [Algorithm::EdDSA]);
    assert!(rotation.changed.is_empty());
}

/// A host that answers everybody with this document.
fn host(document: &str) -> u16 {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let length = document.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{document}"
    );
    std::thread::spawn(move || {
        for mut call in listener.incoming().flatten() {
            let _ = call.read(&mut [0; 4096]);
            let _ = call.write_all(answer.as_bytes());
        }
    });
    port
}

/// OIDC Registration §5, OIDC Core §8.1: the file behind a `sector_identifier_uri` is read, and
/// lists every redirect URI; by default no private address is asked for it.
#[tokio::test]
async fn a_sector_must_list_the_redirect_uris() {
    let port = host(r#"["https://a.example/cb", "https://b.example/cb"]"#);
    let nonsense = host("{}");
    let open = bench_with(|config| {
        for port in [port, nonsense] {
            config.fetch.allow.push(format!("127.0.0.1:{port}").parse().unwrap());
        }
    });
    let metadata = |port: u16, uris: &[&str]| ClientMetadata {
        redirect_uris: uris.iter().map(|&uri| uri.to_owned()).collect(),
        sector_identifier_uri: Some(format!("http://127.0.0.1:{port}/sector.json")),
        ..ClientMetadata::default()
    };
    let listed = ["https://b.example/cb", "https://a.example/cb"];
    let stranger = ["https://a.example/cb", "https://c.example/cb"];
    assert!(open.provision.check_sector(&metadata(port, &listed)).await.is_ok());
    for refused in [metadata(port, &stranger), metadata(nonsense, &listed)] {
        let result = open.provision.check_sector(&refused).await;
        assert_eq!(problems(result), ["sector_identifier_uri"]);
    }
    let guarded = bench().provision.check_sector(&metadata(port, &listed)).await;
    assert_eq!(problems(guarded), ["sector_identifier_uri"]);
}

/// OIDC Core §8.1: people stay who they are to a client, so its sector stays too.
#[test]
fn a_pairwise_client_keeps_its_sector() {
    let Bench { provision, .. } = bench();
    let pairwise = |uri: &str| {
        client(
            json!({ "redirect_uris": [uri], "subject_type": "pairwise",
            "id_token_signed_response_alg": "ES256" }),
            None,
        )
    };
    let held = provision.prepare_client(pairwise("https://a.example/cb")).unwrap().record;
    assert!(provision.revise_client(&held, pairwise("https://a.example/new")).is_ok());
    let moved = provision.revise_client(&held, pairwise("https://b.example/cb"));
    assert_eq!(problems(moved), ["sector_identifier_uri"]);
    let public = client(json!({ "redirect_uris": ["https://a.example/cb"] }), None);
    assert_eq!(problems(provision.revise_client(&held, public)), ["sector_identifier_uri"]);
}
