//! A provider's keys and clients to fuzz against, the same throughout a run.
use latchkey_base::{ClientKey, CodeKey, SeededEntropy, Timestamp};
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, DecryptionKey, DecryptionKeys, Encrypter, KeyManagement,
};
use latchkey_jose::{Algorithm, Jwk, JwkSet, SigningKey, VerificationKeys};
use latchkey_oidc::{ApplicationType, Client, ClientMetadata, Context, Endpoints, ProtocolPolicy};
use serde_json::json;
use std::sync::{Arc, LazyLock};

/// Our issuer identifier.
pub const ISSUER: &str = "https://op.example/group";

/// Where the answers of the client go.
pub const CALLBACK: &str = "https://app.example/callback?keep=this";
/// A PKCE challenge.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Signing keys, and what checks them.
pub struct Keys {
    signing: Vec<SigningKey>,
    /// Their public halves.
    pub verification: VerificationKeys,
    encryption: Vec<Jwk>,
    /// Opens what is encrypted for us.
    pub decryption: DecryptionKeys,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let algorithms = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256];
    let signing: Vec<SigningKey> =
        algorithms.into_iter().filter_map(|alg| SigningKey::generate(alg).ok()).collect();
    let keys = signing.iter().map(SigningKey::public_jwk).collect();
    let algorithms =
        [KeyManagement::RsaOaep256, KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw];
    let pairs: Vec<DecryptionKey> =
        algorithms.into_iter().filter_map(|alg| DecryptionKey::generate(alg).ok()).collect();
    Keys {
        verification: VerificationKeys::from_jwk_set(&JwkSet { keys }),
        encryption: pairs.iter().map(DecryptionKey::public_jwk).collect(),
        decryption: DecryptionKeys::new(pairs),
        signing,
    }
});

static TOKENS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let claims = json!({
        "iss": ISSUER, "sub": "alice", "aud": "app", "exp": 1_900_000_000, "iat": 1_800_000_000,
        "nonce": "n-0S6_WzA2Mj",
    });
    let tokens = KEYS.signing.iter().filter_map(|key| key.sign_jwt(None, &claims).ok());
    tokens.map(String::into_bytes).collect()
});

static ENCRYPTED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut tokens = Vec::new();
    for jwk in &KEYS.encryption {
        let alg = jwk.alg.as_deref().and_then(KeyManagement::parse);
        for enc in CONTENT_ENCRYPTION {
            let encrypter = alg.and_then(|alg| Encrypter::for_recipient(jwk, alg, *enc).ok());
            let token = encrypter.and_then(|encrypter| encrypter.encrypt_jwt("e30.e30.").ok());
            tokens.extend(token.map(String::into_bytes));
        }
    }
    tokens
});

/// Good request objects of the client [`signer`], plain and encrypted.
static REQUEST_OBJECTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let claims = json!({
        "iss": "app", "aud": ISSUER, "exp": 1_900_000_000, "client_id": "app",
        "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "max_age": 60,
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        "claims": {"userinfo": {"email": null}},
    });
    let mut objects = Vec::new();
    for key in &KEYS.signing {
        let Ok(object) = key.sign_jwt(Some("oauth-authz-req+jwt"), &claims) else { continue };
        for jwk in &KEYS.encryption {
            let alg = jwk.alg.as_deref().and_then(KeyManagement::parse);
            let enc = CONTENT_ENCRYPTION[0];
            let encrypter = alg.and_then(|alg| Encrypter::for_recipient(jwk, alg, enc).ok());
            let encrypted = encrypter.and_then(|encrypter| encrypter.encrypt_jwt(&object).ok());
            objects.extend(encrypted.map(String::into_bytes));
        }
        objects.push(object.into_bytes());
    }
    objects
});

/// Good request objects of this run.
pub fn request_objects() -> Vec<Vec<u8>> {
    REQUEST_OBJECTS.clone()
}

/// The client that signs with the keys of this run.
pub fn signer() -> Client {
    let mut client = client(ApplicationType::Web, &[CALLBACK]);
    let keys = KEYS.signing.iter().map(SigningKey::public_jwk).collect();
    client.metadata.jwks = Some(JwkSet { keys });
    client
}

/// Good encrypted tokens of this run.
pub fn encrypted() -> Vec<Vec<u8>> {
    ENCRYPTED.clone()
}

/// The keys of this run.
pub fn keys() -> &'static Keys {
    &KEYS
}

/// Good tokens of this run.
pub fn tokens() -> Vec<Vec<u8>> {
    TOKENS.clone()
}

impl latchkey_oidc::Keys for Keys {
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

/// What a [`Context`] borrows.
pub struct Provider {
    endpoints: Endpoints,
    policy: ProtocolPolicy,
    secrets: CodeKey,
    pairwise_salt: Arc<CodeKey>,
    entropy: SeededEntropy,
}

impl Provider {
    /// One with default settings.
    pub fn new() -> Self {
        Self {
            endpoints: Endpoints::default(),
            policy: ProtocolPolicy { request_object_encryption: true, ..ProtocolPolicy::default() },
            secrets: CodeKey::new(&[7; 32]),
            pairwise_salt: Arc::new(CodeKey::new(&[8; 32])),
            entropy: SeededEntropy::new(7),
        }
    }

    /// The facts of a request.
    pub fn context(&self) -> Context<'_> {
        Context {
            issuer: ISSUER,
            group: "group",
            endpoints: &self.endpoints,
            policy: &self.policy,
            keys: keys(),
            client_secrets: &self.secrets,
            pairwise_salt: &self.pairwise_salt,
            sign_up: true,
            entropy: &self.entropy,
            now: Timestamp::from_millis(1_850_000_000_000),
        }
    }
}

/// A public client with these addresses.
pub fn client(kind: ApplicationType, redirect_uris: &[&str]) -> Client {
    let metadata = ClientMetadata {
        redirect_uris: redirect_uris.iter().map(|uri| (*uri).to_owned()).collect(),
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: kind,
        ..ClientMetadata::default()
    };
    Client {
        key: ClientKey::from_bytes([1; 16]),
        client_id: "app".to_owned(),
        metadata,
        secret: None,
        disabled: false,
        registered_itself: false,
    }
}
