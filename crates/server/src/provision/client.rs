//! Registering clients.
use super::request_objects::check_request_objects;
use super::{Invalid, Provision, ProvisionError, check_metadata};
use latchkey_base::{ClientKey, CodeDigest, Secret, TenantId};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;
use latchkey_oidc::{ACCOUNT_CLIENT_ID, ClientMetadata, SigningAlg, SubjectType};
use latchkey_store::{ClientRecord, Store, Tx};

/// Fewest octets of a secret that somebody brings along; our own have 43.
const SHORTEST_SECRET: usize = 16;
/// What our own secrets begin with.
const SECRET_PREFIX: &str = "lks_";

/// A client to be registered.
#[derive(Debug, Default)]
pub struct ClientInput {
    /// Its public name; without one it gets a random one.
    pub client_id: Option<String>,
    /// Its secret; without one it gets a random one, if it needs any.
    pub client_secret: Option<Secret<String>>,
    /// Everything else.
    pub metadata: ClientMetadata,
    /// Switched off.
    pub disabled: bool,
}

/// A client that was made ready.
#[derive(Debug)]
pub struct NewClient {
    /// What is kept.
    pub record: ClientRecord,
    /// The secret, if one was made: this is the only time anybody sees it.
    pub secret: Option<Secret<String>>,
}

impl Provision {
    /// Checks a client and makes its name and secret.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn prepare_client(&self, input: ClientInput) -> Result<NewClient, ProvisionError> {
        self.check_client(&input)?;
        let now = self.now();
        let key = ClientKey::new(now, &*self.entropy);
        let blank = ClientRecord {
            key,
            client_id: input.client_id.clone().unwrap_or_else(|| key.to_string()),
            metadata: ClientMetadata::default(),
            secret_digest: None,
            secret_sealed: None,
            registration_token: None,
            disabled: false,
            created_at: now,
        };
        Ok(self.fill_client(blank, input))
    }

    /// Checks what a client shall become. Its secret stays unless another one is given, or one
    /// is needed in a form in which it was not kept: then there is a new one.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn revise_client(
        &self,
        held: &ClientRecord,
        input: ClientInput,
    ) -> Result<NewClient, ProvisionError> {
        self.check_client(&input)?;
        let is_pairwise = held.metadata.subject_type == SubjectType::Pairwise;
        let sector = |metadata: &ClientMetadata| (metadata.subject_type, metadata.sector());
        if is_pairwise && sector(&held.metadata) != sector(&input.metadata) {
            // Everybody would be somebody else to the client (OIDC Core §8.1).
            let why = "cannot change the sector of a client with pairwise subjects";
            let problem = Invalid::new("sector_identifier_uri", why);
            return Err(ProvisionError::Invalid(vec![problem]));
        }
        Ok(self.fill_client(held.clone(), input))
    }

    /// Checks a client without making anything.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn check_client(&self, input: &ClientInput) -> Result<(), ProvisionError> {
        let mut problems = check_metadata(&input.metadata, &self.keys.algorithms);
        let encryption = &self.keys.encryption_algorithms;
        problems.extend(check_request_objects(&input.metadata, encryption));
        problems.extend(check_client_id(input.client_id.as_deref()));
        let (needs_secret, is_key) = secret_needs(&input.metadata);
        let shortest = if is_key { key_length(&input.metadata) } else { SHORTEST_SECRET };
        if let Some(secret) = &input.client_secret {
            if !needs_secret {
                problems.push(Invalid::new("client_secret", "is of no use to this client"));
            } else if secret.expose().len() < shortest {
                let why = format!("must have at least {shortest} octets");
                problems.push(Invalid::new("client_secret", why));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(ProvisionError::Invalid(problems)) }
    }

    fn fill_client(&self, mut record: ClientRecord, input: ClientInput) -> NewClient {
        record.metadata = input.metadata;
        record.disabled = input.disabled;
        let (needs_secret, is_key) = secret_needs(&record.metadata);
        if !needs_secret {
            (record.secret_digest, record.secret_sealed) = (None, None);
            return NewClient { record, secret: None };
        }
        let is_kept = record.secret_digest.as_ref().is_some_and(|digest| {
            let same = |secret| self.is_secret(secret, digest);
            input.client_secret.as_ref().is_none_or(same)
        });
        if is_kept && is_key == record.secret_sealed.is_some() {
            return NewClient { record, secret: None };
        }
        if is_kept && !is_key {
            record.secret_sealed = None;
            return NewClient { record, secret: None };
        }
        let made = input.client_secret.is_none().then(|| {
            // Two halves, so that the secret is long enough for every MAC (RFC 7518 §3.2).
            let (one, two) = (self.entropy.token(SECRET_PREFIX), self.entropy.token(""));
            Secret::new(format!("{}{}", one.expose(), two.expose()))
        });
        if let Some(secret) = input.client_secret.as_ref().or(made.as_ref()) {
            let seal = || {
                let bytes = secret.expose().as_bytes();
                self.client_secrets.seal(bytes, record.key.as_bytes(), &*self.entropy)
            };
            record.secret_sealed = is_key.then(seal);
            record.secret_digest = Some(self.digest(secret));
        }
        NewClient { record, secret: made }
    }

    /// Registers a client.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Taken`] for its `client_id`,
    /// [`ProvisionError::Unavailable`].
    pub async fn create_client(
        &self,
        store: &Store,
        tenant: TenantId,
        input: ClientInput,
    ) -> Result<NewClient, ProvisionError> {
        let client = self.prepare_client(input)?;
        let record = client.record.clone();
        self.check_sector(&record.metadata).await?;
        let insert = move |tx: &mut dyn Tx| Ok::<_, ProvisionError>(tx.insert_client(&record)?);
        store.write(tenant, insert).await?;
        Ok(client)
    }

    /// How a client secret is kept.
    pub fn digest(&self, secret: &Secret<String>) -> CodeDigest {
        self.client_codes.digest("client_secret", secret.expose())
    }

    /// Whether `secret` is the one behind `digest`.
    pub fn is_secret(&self, secret: &Secret<String>, digest: &CodeDigest) -> bool {
        self.client_codes.matches("client_secret", secret.expose(), digest)
    }
}

/// RFC 6749 §A.1: visible ASCII; here without blanks, which nobody could read back.
fn check_client_id(client_id: Option<&str>) -> Option<Invalid> {
    let client_id = client_id?;
    if client_id == ACCOUNT_CLIENT_ID {
        let why = "belongs to the account pages, which register themselves";
        return Some(Invalid::new("client_id", why));
    }
    let fits = (1..=200).contains(&client_id.len())
        && client_id.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    (!fits).then(|| Invalid::new("client_id", "must be 1 to 200 visible ASCII characters"))
}

/// Whether the client needs a secret, and whether we must be able to read it back because it is
/// the key of a MAC or of a cipher (OIDC Core §9, §10.1, §10.2).
fn secret_needs(metadata: &ClientMetadata) -> (bool, bool) {
    let encryptions = [metadata.id_token_encryption(), metadata.userinfo_encryption()];
    let is_key = metadata.auth_method() == "client_secret_jwt"
        || mac_algorithms(metadata).any(|alg| alg.is_symmetric())
        || metadata.request_object_encryption_alg.is_some_and(KeyManagement::is_symmetric)
        || encryptions.iter().flatten().any(|encryption| !encryption.needs_keys());
    (is_key || metadata.auth_method().starts_with("client_secret"), is_key)
}

fn mac_algorithms(metadata: &ClientMetadata) -> impl Iterator<Item = Algorithm> {
    let assertion = metadata.token_endpoint_auth_signing_alg;
    let assertion = assertion.filter(|_| metadata.auth_method() == "client_secret_jwt");
    let id_token = metadata.id_token_signed_response_alg.and_then(SigningAlg::signed);
    let object = metadata.request_object_signing_alg.and_then(SigningAlg::signed);
    [assertion, id_token, metadata.userinfo_signed_response_alg, object].into_iter().flatten()
}

/// A MAC key is at least as long as the hash (RFC 7518 §3.2); the key of a cipher is made from the
/// secret, which should know as much (OIDC Core §16.19).
fn key_length(metadata: &ClientMetadata) -> usize {
    let length = |alg| match alg {
        Algorithm::HS512 => 64,
        Algorithm::HS384 => 48,
        _ => 32,
    };
    mac_algorithms(metadata).map(length).max().unwrap_or(32)
}
