//! A tenant, its clients and a person, for tests of rules.
use crate::authorize::BrowserSession;
use crate::{
    ApplicationType, Client, ClientMetadata, ClientSecret, Context, Endpoints, Grant, Keys, Params,
    ProtocolPolicy, ResourceServer, Scope, ScopeDefinition,
};
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, CodeKey, Secret, SeededEntropy, SessionId, Timestamp,
    TokenHash,
};
use latchkey_jose::encryption::{DecryptionKey, DecryptionKeys, KeyManagement};
use latchkey_jose::{Algorithm, Jwk, JwkSet, SigningKey, VerificationKeys};
use std::sync::{Arc, LazyLock};

pub(crate) const ISSUER: &str = "https://op.example/t";
pub(crate) const SECRET: &str = "a-secret-of-at-least-thirty-two-octets";
pub(crate) const CALLBACK: &str = "https://rp.example/cb?x=1";
pub(crate) const API: &str = "https://api.example/";
pub(crate) const OTHER_API: &str = "https://other.example/";
/// The challenge of [`VERIFIER`] (RFC 7636 appendix B).
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Two keys that sign and one that has retired: made once, since making them takes time.
pub(crate) static KEYS: LazyLock<TestKeys> = LazyLock::new(|| {
    let make = |alg| SigningKey::generate(alg).unwrap();
    let signing = vec![make(Algorithm::ES256), make(Algorithm::EdDSA)];
    let retired = make(Algorithm::ES384);
    let keys = signing.iter().chain([&retired]).map(SigningKey::public_jwk).collect();
    let verification = VerificationKeys::from_jwk_set(&JwkSet { keys });
    let pair = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    let for_us = pair.public_jwk();
    let decryption = DecryptionKeys::new(vec![pair]);
    TestKeys { signing, retired, verification, for_us, decryption }
});

pub(crate) struct TestKeys {
    pub signing: Vec<SigningKey>,
    pub retired: SigningKey,
    verification: VerificationKeys,
    /// What others encrypt with.
    pub for_us: Jwk,
    decryption: DecryptionKeys,
}

impl Keys for TestKeys {
    fn signing_key(&self, alg: Algorithm) -> Option<&SigningKey> {
        self.signing.iter().find(|key| key.alg() == alg)
    }

    fn decryption_keys(&self) -> &DecryptionKeys {
        &self.decryption
    }

    fn verification_keys(&self) -> &VerificationKeys {
        &self.verification
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        self.signing.iter().map(SigningKey::alg).collect()
    }
}

/// The provider's side of a test.
pub(crate) struct Op {
    pub endpoints: Endpoints,
    pub policy: ProtocolPolicy,
    pub secrets: CodeKey,
    pub pairwise_salt: Arc<CodeKey>,
    pub sign_up: bool,
    pub entropy: SeededEntropy,
    pub now: Timestamp,
}

impl Op {
    pub fn new() -> Self {
        let url = |path: &str| format!("{ISSUER}{path}");
        let scope = |name: &str| ScopeDefinition { name: name.into(), description: None };
        let scopes = vec![scope("orders:read"), scope("orders:write")];
        let resource = |uri: &str, scopes: &[&str]| ResourceServer {
            resource: uri.into(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        let resources = vec![resource(API, &["orders:read"]), resource(OTHER_API, &[])];
        Self {
            endpoints: Endpoints {
                authorization: url("/auth"),
                token: url("/token"),
                introspection: url("/token/introspection"),
                revocation: url("/token/revocation"),
                userinfo: url("/me"),
                jwks: url("/jwks"),
                end_session: url("/session/end"),
                check_session: url("/session/check"),
                registration: url("/reg"),
                device_authorization: url("/device/auth"),
                device: url("/device"),
                device_challenge: url("/device/challenge"),
            },
            policy: ProtocolPolicy { scopes, resources, ..ProtocolPolicy::default() },
            secrets: CodeKey::new(&[7; 32]),
            pairwise_salt: Arc::new(CodeKey::new(&[8; 32])),
            sign_up: false,
            entropy: SeededEntropy::new(1),
            now: Timestamp::from_seconds(1_800_000_000),
        }
    }

    pub fn cx(&self) -> Context<'_> {
        Context {
            issuer: ISSUER,
            group: "t",
            endpoints: &self.endpoints,
            policy: &self.policy,
            keys: &*KEYS,
            client_secrets: &self.secrets,
            pairwise_salt: &self.pairwise_salt,
            sign_up: self.sign_up,
            entropy: &self.entropy,
            now: self.now,
        }
    }

    /// A confidential web app that may use every grant type.
    pub fn web_app(&self) -> Client {
        let grants = ["authorization_code", "refresh_token", "client_credentials"];
        let metadata = ClientMetadata {
            redirect_uris: vec![CALLBACK.into(), "https://rp.example/other".into()],
            grant_types: Some(grants.map(String::from).into()),
            id_token_signed_response_alg: Some(Algorithm::ES256.into()),
            ..ClientMetadata::default()
        };
        let secret = ClientSecret {
            digest: self.secrets.digest("client_secret", SECRET),
            mac_key: Some(Secret::from(SECRET)),
        };
        let key = ClientKey::from_bytes([1; 16]);
        Client {
            key,
            client_id: "web".into(),
            metadata,
            secret: Some(secret),
            disabled: false,
            registered_itself: false,
        }
    }

    /// A public native app.
    pub fn native_app(&self) -> Client {
        let mut client = self.web_app();
        client.key = ClientKey::from_bytes([2; 16]);
        client.client_id = "native".into();
        client.secret = None;
        client.metadata.application_type = ApplicationType::Native;
        client.metadata.token_endpoint_auth_method = Some("none".into());
        client.metadata.redirect_uris = vec!["http://127.0.0.1/cb".into()];
        client
    }

    /// Alice, signed in a minute ago.
    pub fn alice(&self) -> BrowserSession {
        BrowserSession {
            session: SessionId::from_bytes([11; 16]),
            browser: TokenHash::of("browser"),
            account: AccountId::from_bytes([12; 16]),
            subject: "alice".into(),
            auth_time: self.now - latchkey_base::Seconds::new(60),
            acr: None,
            amr: vec!["pwd".into()],
            is_hinted: false,
        }
    }

    /// Bob, in the same browser.
    pub fn bob(&self) -> BrowserSession {
        BrowserSession {
            session: SessionId::from_bytes([21; 16]),
            account: AccountId::from_bytes([22; 16]),
            subject: "bob".into(),
            ..self.alice()
        }
    }

    /// What Alice has granted the client.
    pub fn grant(&self, client: &Client, scope: &str) -> Grant {
        let alice = self.alice();
        Grant {
            authorization: AuthorizationId::from_bytes([31; 16]),
            client: client.key,
            account: alice.account,
            subject: alice.subject,
            session: Some(alice.session),
            scope: Scope::parse(scope).unwrap(),
            claims: crate::ClaimsRequest::default(),
            resources: Vec::new(),
            nonce: Some("n-1".into()),
            auth_time: alice.auth_time,
            auth_time_wanted: false,
            acr: None,
            amr: alice.amr,
            offline: scope.contains("offline_access"),
            is_device: false,
        }
    }
}

/// A query or form of these pairs.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn params(text: &str) -> Params<'_> {
    Params::parse(text.as_bytes()).unwrap()
}
