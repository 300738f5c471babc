//! Rows as values, where no other crate owns them.
use crate::TenantSettings;
use latchkey_accounts::AccountEvent;
use latchkey_authn::Proof;
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, CodeDigest, EncryptionKeyId, Id, InteractionId,
    MessageId, Reference, Sealed, Sealer, Seconds, Secret, SessionId, SigningKeyId, TenantId,
    Timestamp, TokenHash,
};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;
use latchkey_oidc::device::{DeviceDescription, DeviceRequest};
use latchkey_oidc::explain::Trail;
use latchkey_oidc::{Client, ClientMetadata, ClientSecret, Grant, Scope};
use serde_json::Value;
use std::sync::Arc;

/// A tenant.
#[derive(Clone, Debug)]
pub struct TenantRecord {
    /// The row.
    pub id: TenantId,
    /// The word in public paths and in the issuer; never changes.
    pub group: String,
    /// Another word that leads to the same tenant (native contract 1.1).
    pub pretty_name: Option<String>,
    /// For operators and as the default display name.
    pub name: String,
    /// Its settings.
    pub settings: TenantSettings,
    /// Switched off: every path of it answers 404.
    pub disabled: bool,
    /// Grows with every change of something hot: settings, keys, clients.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a device asked for (RFC 8628 §3.1), as it lies in its row.
#[derive(Clone, Debug)]
pub struct DeviceRequestRecord {
    /// SHA-256 of its device code.
    pub hash: TokenHash,
    /// What it asked for.
    pub asked: DeviceRequest,
    /// Somebody has said yes or no already.
    pub is_decided: bool,
    /// When it asked.
    pub asked_at: Timestamp,
    /// Expired from then on.
    pub expires_at: Timestamp,
}

/// A device that somebody has connected: one authorization, and it ends with it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceRecord {
    /// Which.
    pub authorization: AuthorizationId,
    /// Whose.
    pub account: AccountId,
    /// The app on it.
    pub client: ClientKey,
    /// What it said of itself, or what its owner calls it.
    pub description: DeviceDescription,
    /// When it was connected.
    pub created_at: Timestamp,
    /// When it last came for tokens, as far as that was noted.
    pub seen_at: Timestamp,
}

/// A signing key at rest.
#[derive(Clone, Debug)]
pub struct SigningKeyRecord {
    /// The row.
    pub id: SigningKeyId,
    /// The `kid`: its RFC 7638 thumbprint.
    pub kid: String,
    /// What it signs with.
    pub alg: Algorithm,
    /// PKCS#8, sealed under the master key; the context is the tenant id's bytes.
    pub sealed: Sealed,
    /// In its life.
    pub state: KeyState,
    /// When it was made.
    pub created_at: Timestamp,
    /// Signs from then on: one cache lifetime after it was first published.
    pub active_from: Timestamp,
    /// Left the JWKS then; `None` while no successor is active.
    pub retires_at: Option<Timestamp>,
    /// The longest life that any token it signed may have. It grows with the tenant's lifetimes
    /// ([`crate::Tx::update_tenant`]) and never shrinks.
    pub longest_token: Seconds,
}

/// Where a signing key is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyState {
    /// Published; signs once `active_from` has come, if it is the youngest that may.
    Published,
    /// No longer published, kept for checking `id_token_hint`s.
    Retired,
}

/// A key that others encrypt for, at rest.
#[derive(Clone, Debug)]
pub struct EncryptionKeyRecord {
    /// The row.
    pub id: EncryptionKeyId,
    /// The `kid`: its RFC 7638 thumbprint.
    pub kid: String,
    /// What it decrypts.
    pub alg: KeyManagement,
    /// PKCS#8, sealed under the master key; the context is the tenant id's bytes.
    pub sealed: Sealed,
    /// When it was made and published.
    pub created_at: Timestamp,
    /// When it left the JWKS; it decrypts on until it is deleted.
    pub retired_at: Option<Timestamp>,
}

/// A client at rest.
#[derive(Clone, Debug)]
pub struct ClientRecord {
    /// The row.
    pub key: ClientKey,
    /// Its public name.
    pub client_id: String,
    /// What was registered.
    pub metadata: ClientMetadata,
    /// Digest of its secret.
    pub secret_digest: Option<CodeDigest>,
    /// The secret, sealed, for clients that use it as a MAC key.
    pub secret_sealed: Option<Sealed>,
    /// Of the token that lets the client read, change and delete its registration
    /// (RFC 7592 §3); clients that an operator made have none.
    pub registration_token: Option<TokenHash>,
    /// Switched off.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ClientRecord {
    /// The client as the protocol sees it, its MAC key opened.
    ///
    /// # Errors
    /// A sentence for the log when the sealed secret does not open.
    pub(crate) fn open(self, sealer: &Sealer) -> Result<Client, String> {
        let mac_key = match &self.secret_sealed {
            None => None,
            Some(sealed) => {
                let broken = |e| format!("secret of client {}: {e}", self.client_id);
                let opened = sealer.open(sealed, self.key.as_bytes()).map_err(broken)?;
                let text = std::str::from_utf8(opened.expose()).unwrap_or_default();
                Some(Secret::from(text))
            }
        };
        Ok(Client {
            key: self.key,
            client_id: self.client_id,
            metadata: self.metadata,
            secret: self.secret_digest.map(|digest| ClientSecret { digest, mac_key }),
            disabled: self.disabled,
            registered_itself: self.registration_token.is_some(),
        })
    }
}

/// What lets somebody register clients (RFC 7591 §3).
#[derive(Clone, Debug)]
pub struct InitialAccessTokenRecord {
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// How many clients may still be registered with it.
    pub uses_left: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A signed-in person in one browser.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// The row. Clients know it as their own [`latchkey_oidc::Sid`].
    pub id: SessionId,
    /// SHA-256 of the browser's session cookie. Several people share one cookie.
    pub browser: TokenHash,
    /// Who.
    pub account: AccountId,
    /// When they proved it.
    pub auth_time: Timestamp,
    /// By which means (RFC 8176).
    pub amr: Vec<String>,
    /// How well.
    pub acr: Option<String>,
    /// What the browser called itself, shortened; for the person's own list of sessions.
    pub user_agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// Over from then on, used or not.
    pub expires_at: Timestamp,
    /// What they showed, by factor; `amr` and `acr` follow from it.
    pub proofs: Vec<Proof>,
}

/// Somebody's authenticator app.
#[derive(Clone, Debug)]
pub struct TotpRecord {
    /// Whose.
    pub account: AccountId,
    /// The secret, sealed under the master key; the context is the account id's bytes.
    pub sealed: Sealed,
    /// The step whose code was used last (RFC 6238 §5.2).
    pub last_step: i64,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// The number to which somebody is texted codes.
#[derive(Clone, Debug, PartialEq)]
pub struct PhoneRecord {
    /// Whose.
    pub account: AccountId,
    /// The number (E.164), with its plus sign.
    pub number: String,
    /// When they showed that they read what is sent there.
    pub created_at: Timestamp,
    /// When a code that was sent there was used last.
    pub used_at: Option<Timestamp>,
}

/// What an end-user allowed a client once.
#[derive(Clone, Debug)]
pub struct AuthorizationRecord {
    /// What was allowed.
    pub grant: Arc<Grant>,
    /// When.
    pub given_at: Timestamp,
}

/// A client that an account has allowed something, for its owner's list of apps.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionRecord {
    /// Which.
    pub client: ClientKey,
    /// What, at one time or another.
    pub scope: Scope,
    /// When for the first time that still counts.
    pub first_given_at: Timestamp,
    /// When for the last time.
    pub last_given_at: Timestamp,
}

/// Names something that happened at an account; ordered by time.
pub type EventId = Id<AccountEvent>;

/// Something that happened at an account.
#[derive(Clone, Debug)]
pub struct EventRecord {
    /// The row.
    pub id: EventId,
    /// At whose.
    pub account: AccountId,
    /// What.
    pub event: AccountEvent,
    /// Forgotten from then on.
    pub expires_at: Timestamp,
}

/// One pass through the hosted pages. The documents belong to whoever wrote them.
#[derive(Clone, Debug)]
pub struct InteractionRecord {
    /// The last part of its URL.
    pub id: InteractionId,
    /// SHA-256 of the browser cookie it belongs to.
    pub browser: TokenHash,
    /// Whose request it serves, if any (a forgotten password has none).
    pub client: Option<ClientKey>,
    /// The checked authorization request.
    pub request: Value,
    /// What has been proven and asked so far.
    pub progress: Value,
    /// Grows with every change; a write names the one it read.
    pub version: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// Can no longer be gone on with. The row is kept a day longer so that the person can be
    /// offered to start again.
    pub expires_at: Timestamp,
    /// When the answer was given.
    pub finished_at: Option<Timestamp>,
}

/// A link or code that was mailed.
#[derive(Clone, Debug)]
pub struct ProofRecord {
    /// SHA-256 of the token in the link.
    pub link: TokenHash,
    /// What it proves: `verify_email`, `reset_password`.
    pub purpose: String,
    /// Whose.
    pub account: AccountId,
    /// Digest of the short code, if the mail held one.
    pub code: Option<CodeDigest>,
    /// Wrong codes that may still be typed.
    pub attempts_left: i64,
    /// The pass through the pages that asked for it.
    pub interaction: Option<InteractionId>,
    /// What it is about, for example the address to be verified.
    pub payload: Value,
    /// Void from then on.
    pub expires_at: Timestamp,
}

/// Failed attempts under one key (an account from an address, an address).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureRecord {
    /// How many in a row.
    pub count: i64,
    /// The first of them.
    pub first_at: Timestamp,
    /// The last of them.
    pub last_at: Timestamp,
}

/// A message that waits to be delivered.
#[derive(Clone, Debug)]
pub struct OutboxMessage {
    /// The row.
    pub id: MessageId,
    /// Whose.
    pub tenant: TenantId,
    /// `mail`, `sms`, [`PushMessage::KIND`](crate::PushMessage::KIND),
    /// [`CompanionRelease::KIND`](crate::CompanionRelease::KIND), or one of
    /// [`About::KINDS`](crate::About::KINDS).
    pub kind: String,
    /// The host it goes to; empty where all go to the same one.
    pub destination: String,
    /// What to deliver. A mail is sealed, for it holds links that are as good as passwords.
    pub sealed: Sealed,
    /// Attempts so far.
    pub attempts: i64,
    /// Not before.
    pub due_at: Timestamp,
    /// Given up from then on.
    pub expires_at: Timestamp,
}

/// Whose messages are passed over for the moment, because enough of them are under way.
#[derive(Clone, Debug, Default)]
pub struct Busy {
    /// Hosts: [`OutboxMessage::destination`].
    pub destinations: Vec<String>,
    /// Tenants.
    pub tenants: Vec<TenantId>,
}

/// Why a request was refused, to be kept for the tenant's operators.
#[derive(Clone, Debug)]
pub struct TrailRecord {
    /// Whose.
    pub tenant: TenantId,
    /// What the client was told.
    pub reference: Reference,
    /// What happened.
    pub trail: Trail,
    /// Forgotten from then on.
    pub expires_at: Timestamp,
}
