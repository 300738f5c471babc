//! What can be done inside one transaction, on either backend.
//!
//! A transaction is a synchronous closure on a store thread; it cannot await, so it cannot wait
//! for the network. Each backend implements [`Tx`] from the same query files.
mod challenges;
mod confirmations;
mod devices;
mod factors;
mod handovers;
mod locks;
mod mailed;
mod news;
mod organizations;
mod overview;
mod passkeys;
mod passwords;
mod push;
mod recoveries;
mod remembered;
mod terms;
mod whereabouts;

pub use challenges::ChallengeTx;
pub use confirmations::ConfirmationTx;
pub use devices::DeviceTx;
pub use factors::{FactorTx, Holdings, SessionEnds};
pub use handovers::HandoverTx;
pub use locks::LockTx;
pub use mailed::{MailedFor, MailedTx};
pub use news::NewsTx;
pub use organizations::OrganizationTx;
pub use overview::OverviewTx;
pub use passkeys::PasskeyTx;
pub use passwords::{ChosenPassword, PasswordTx};
pub use push::PushTx;
pub use recoveries::RecoveryTx;
pub use remembered::RememberedTx;
pub use terms::TermsTx;
pub use whereabouts::WhereaboutsTx;

use crate::{
    AuthorizationRecord, Busy, ClientRecord, EncryptionKeyRecord, EventRecord, FailureRecord,
    InitialAccessTokenRecord, InteractionRecord, LoggedOut, OutboxMessage, ProofRecord,
    SessionRecord, SigningKeyRecord, TenantRecord, TenantSettings,
};
use latchkey_accounts::Account;
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, CodeDigest, EncryptionKeyId, InteractionId, MessageId,
    Reference, SessionId, SigningKeyId, TenantId, Timestamp, TokenHash,
};
use latchkey_oidc::Consent;
use latchkey_oidc::explain::Trail;
use thiserror::Error;

/// Why a transaction did not happen.
#[derive(Debug, Error)]
pub enum TxError {
    /// Something unique exists already: a user name, an address, a `client_id`, a group.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// The tenant of the transaction was removed: nothing is added to it any more.
    #[error("the tenant was removed")]
    NoTenant,
    /// The database cannot be reached or refused to work. The text is for the log only.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
}

/// Shorthand.
pub type TxResult<T> = Result<T, TxError>;

/// Reads and writes of one tenant. Every method is confined to the tenant that the transaction
/// was opened for, except the ones under *deployment*.
pub trait Tx:
    FactorTx
    + ChallengeTx
    + ConfirmationTx
    + DeviceTx
    + HandoverTx
    + LockTx
    + MailedTx
    + NewsTx
    + OrganizationTx
    + OverviewTx
    + PasskeyTx
    + PasswordTx
    + PushTx
    + RecoveryTx
    + RememberedTx
    + TermsTx
    + WhereaboutsTx
{
    // --- deployment -----------------------------------------------------------------------
    /// All tenants, by group.
    fn tenants(&mut self) -> TxResult<Vec<TenantRecord>>;
    /// Makes a tenant. `Taken("group")` if the word is in use as group or pretty name.
    fn insert_tenant(&mut self, tenant: &TenantRecord) -> TxResult<()>;
    /// Messages of a kind, of all tenants, that are due, claimed until `lease_until` so that another node
    /// does not take them too.
    fn claim_messages(
        &mut self,
        kind: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<OutboxMessage>>;
    /// Messages of a kind, of all tenants but the busy ones, that are due, the longest due first.
    /// Nobody has tried to deliver them for that: they stay due.
    fn due_messages(
        &mut self,
        kind: &str,
        now: Timestamp,
        busy: &Busy,
        limit: i64,
    ) -> TxResult<Vec<OutboxMessage>>;
    /// Claims these, as far as they are still due.
    fn take_messages(
        &mut self,
        kind: &str,
        ids: &[MessageId],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> TxResult<Vec<OutboxMessage>>;
    /// Deletes up to `limit` expired rows per table, over all tenants; says how many went.
    fn sweep(&mut self, now: Timestamp, limit: i64) -> TxResult<usize>;
    /// Accounts of all tenants that are to be deleted by now: [`Tx::delete_if_due`].
    fn due_deletions(&mut self, now: Timestamp, limit: i64)
    -> TxResult<Vec<(TenantId, AccountId)>>;
    /// What time it is by the database's own clock, which no decision depends on.
    fn clock(&mut self) -> TxResult<Timestamp>;

    // --- tenant ---------------------------------------------------------------------------
    /// This tenant.
    fn tenant(&mut self) -> TxResult<Option<TenantRecord>>;
    /// Replaces its name, pretty name, settings and switch.
    fn update_tenant(
        &mut self,
        name: &str,
        pretty_name: Option<&str>,
        settings: &TenantSettings,
        disabled: bool,
    ) -> TxResult<()>;
    /// Deletes up to `limit` of this tenant's rows. `true` once none is left and the tenant
    /// itself is gone: call it until then, a short transaction each, on a tenant that was
    /// switched off before.
    fn remove_tenant(&mut self, limit: i64) -> TxResult<bool>;
    /// All signing keys, youngest first.
    fn signing_keys(&mut self) -> TxResult<Vec<SigningKeyRecord>>;
    /// Adds a key.
    fn insert_signing_key(&mut self, key: &SigningKeyRecord) -> TxResult<()>;
    /// Changes when a key leaves the JWKS, or retires it.
    fn update_signing_key(&mut self, key: &SigningKeyRecord) -> TxResult<()>;
    /// Deletes a key.
    fn delete_signing_key(&mut self, key: SigningKeyId) -> TxResult<()>;
    /// All keys that others encrypt for, youngest first.
    fn encryption_keys(&mut self) -> TxResult<Vec<EncryptionKeyRecord>>;
    /// Adds a key.
    fn insert_encryption_key(&mut self, key: &EncryptionKeyRecord) -> TxResult<()>;
    /// Retires a key.
    fn update_encryption_key(&mut self, key: &EncryptionKeyRecord) -> TxResult<()>;
    /// Deletes a key.
    fn delete_encryption_key(&mut self, key: EncryptionKeyId) -> TxResult<()>;

    // --- clients --------------------------------------------------------------------------
    /// By public name.
    fn client(&mut self, client_id: &str) -> TxResult<Option<ClientRecord>>;
    /// By row.
    fn client_by_key(&mut self, key: ClientKey) -> TxResult<Option<ClientRecord>>;
    /// All, by public name, after `after`.
    fn clients(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<ClientRecord>>;
    /// Adds one. `Taken("client_id")`.
    fn insert_client(&mut self, client: &ClientRecord) -> TxResult<()>;
    /// Replaces one.
    fn update_client(&mut self, client: &ClientRecord) -> TxResult<()>;
    /// Deletes one with all that was granted to it and all that it asks.
    fn delete_client(&mut self, key: ClientKey) -> TxResult<bool>;

    /// Adds a token with which clients can be registered.
    fn insert_initial_access_token(&mut self, token: &InitialAccessTokenRecord) -> TxResult<()>;
    /// Whether it is good for another client, without using it.
    fn is_initial_access_token(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool>;
    /// Uses it for one client, if it is good for another: of two callers the last use goes to
    /// one.
    fn use_initial_access_token(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool>;

    // --- people ---------------------------------------------------------------------------
    /// By id.
    fn account(&mut self, id: AccountId) -> TxResult<Option<Account>>;
    /// By user name or address, in normal form.
    fn account_by_identifier(&mut self, identifier: &str) -> TxResult<Option<Account>>;
    /// All, by user name, after `after`.
    fn accounts(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<Account>>;
    /// Adds one. `Taken("username")`, `Taken("email")`; a user name that is another's address
    /// is taken too.
    fn insert_account(&mut self, account: &Account) -> TxResult<()>;
    /// Replaces one; one that may not be signed in to loses its sessions and authorizations.
    fn update_account(&mut self, account: &Account, now: Timestamp) -> TxResult<()>;
    /// Deletes one with everything that belongs to it.
    fn delete_account(&mut self, id: AccountId, now: Timestamp) -> TxResult<bool>;
    /// The argon2id hash in PHC form.
    fn password_hash(&mut self, account: AccountId) -> TxResult<Option<String>>;
    /// Replaces it by another hash of the same password, or gives an account its first one. Who
    /// chooses another one goes through [`PasswordTx::choose_password`].
    fn set_password_hash(&mut self, account: AccountId, phc: &str, now: Timestamp) -> TxResult<()>;

    /// Something happened at an account.
    fn add_event(&mut self, event: &EventRecord) -> TxResult<()>;
    /// The account is to be deleted when `due` has come.
    fn plan_deletion(&mut self, account: AccountId, now: Timestamp, due: Timestamp)
    -> TxResult<()>;
    /// It is not, after all; `false` if it was not going to be.
    fn cancel_deletion(&mut self, account: AccountId) -> TxResult<bool>;
    /// Deletes an account as [`Tx::delete_account`] does, if its time has come.
    fn delete_if_due(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool>;

    // --- browsers -------------------------------------------------------------------------
    /// Live sessions of a browser, most recently used first.
    fn sessions(&mut self, browser: &TokenHash, now: Timestamp) -> TxResult<Vec<SessionRecord>>;
    /// Live sessions of an account, most recently used first.
    fn sessions_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<SessionRecord>>;
    /// One session, live or not.
    fn session(&mut self, id: SessionId) -> TxResult<Option<SessionRecord>>;
    /// Adds a session.
    fn insert_session(&mut self, session: &SessionRecord) -> TxResult<()>;
    /// A fresh proof: new `auth_time`, `amr`, `acr`, `expires_at`, browser.
    fn renew_session(&mut self, session: &SessionRecord) -> TxResult<()>;
    /// Marks a session as used now.
    fn touch_session(&mut self, id: SessionId, now: Timestamp) -> TxResult<()>;
    /// The browser's cookie changed: its sessions move along.
    fn move_sessions(&mut self, from: &TokenHash, to: &TokenHash) -> TxResult<()>;
    /// Ends a session as [`latchkey_oidc::Write::EndSession`] does. The clients that it led to are
    /// told, as whenever a session ends before its time: there is a message for each in the outbox
    /// (OIDC Back-Channel Logout §2.3).
    fn end_session(&mut self, id: SessionId, now: Timestamp) -> TxResult<bool>;
    /// Ends all sessions of an account, and its authorizations that are not offline. No browser of
    /// its owner is remembered any more.
    fn end_sessions_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<usize>;
    /// Ends all authorizations of an account, offline ones too.
    fn end_authorizations_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<()>;
    /// Clients that hold a live authorization given in this session.
    fn clients_of_session(&mut self, id: SessionId) -> TxResult<Vec<ClientKey>>;
    /// Clients that got an authorization in this session, ended ones too, and as whom they know
    /// the person.
    fn logged_in_clients(&mut self, id: SessionId) -> TxResult<Vec<LoggedOut>>;

    // --- interactions ---------------------------------------------------------------------
    /// One, expired or not.
    fn interaction(&mut self, id: InteractionId) -> TxResult<Option<InteractionRecord>>;
    /// Adds one.
    fn insert_interaction(&mut self, interaction: &InteractionRecord) -> TxResult<()>;
    /// Replaces request, progress, browser, expiry and end if the version is still the one that
    /// was read; the stored version then grows by one. `false`: somebody else was faster.
    fn update_interaction(&mut self, interaction: &InteractionRecord) -> TxResult<bool>;

    // --- consent --------------------------------------------------------------------------
    /// What the account has allowed the client, if it is not forgotten yet.
    fn consent(
        &mut self,
        account: AccountId,
        client: ClientKey,
        now: Timestamp,
    ) -> TxResult<Option<Consent>>;
    /// All that the account has allowed and that is not forgotten yet.
    fn consents_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<Consent>>;
    /// Adds or replaces.
    fn put_consent(&mut self, consent: &Consent) -> TxResult<()>;
    /// Withdraws a consent and ends the authorizations it led to; `false` if there was nothing.
    fn withdraw_consent(
        &mut self,
        account: AccountId,
        client: ClientKey,
        now: Timestamp,
    ) -> TxResult<bool>;
    /// The youngest that was given to a client in a session and has not ended.
    fn latest_authorization(
        &mut self,
        session: SessionId,
        client: ClientKey,
    ) -> TxResult<Option<AuthorizationRecord>>;
    /// Ends one authorization with all its tokens.
    fn end_authorization(&mut self, id: AuthorizationId, now: Timestamp) -> TxResult<()>;

    // --- mailed proofs --------------------------------------------------------------------
    /// Adds one; earlier ones of the same account and purpose become void.
    fn put_proof(&mut self, proof: &ProofRecord) -> TxResult<()>;
    /// Deletes those of an account and purpose.
    fn delete_proofs(&mut self, account: AccountId, purpose: &str) -> TxResult<()>;
    /// Reads one by its link without spending it.
    fn proof(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<ProofRecord>>;
    /// The live proof of an account and purpose, without spending it.
    fn proof_of(
        &mut self,
        account: AccountId,
        purpose: &str,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>>;
    /// Spends it: of two callers one gets it.
    fn spend_proof(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<ProofRecord>>;
    /// Spends the account's proof of that purpose if the code is right; a wrong code costs an
    /// attempt. Digests are compared in the database by equality of a keyed hash.
    fn spend_proof_by_code(
        &mut self,
        account: AccountId,
        purpose: &str,
        code: &CodeDigest,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>>;

    // --- failed attempts ------------------------------------------------------------------
    /// Failures under a key.
    fn failures(&mut self, key: &TokenHash) -> TxResult<Option<FailureRecord>>;
    /// One more failure; starts anew when the last one was before `forgotten_before`.
    fn add_failure(
        &mut self,
        key: &TokenHash,
        now: Timestamp,
        forgotten_before: Timestamp,
    ) -> TxResult<FailureRecord>;
    /// Notes, until then, what may be done once: `false` if it was. One statement decides, so that
    /// of two callers one notes it, on whichever node they are.
    fn note_once(&mut self, key: &TokenHash, now: Timestamp, until: Timestamp) -> TxResult<bool>;
    /// Forgets them.
    fn clear_failures(&mut self, key: &TokenHash) -> TxResult<()>;

    // --- outbox ---------------------------------------------------------------------------
    /// Queues a message; it goes out after the transaction committed.
    fn put_message(&mut self, message: &OutboxMessage) -> TxResult<()>;
    /// Delivered or given up.
    fn delete_message(&mut self, id: MessageId) -> TxResult<()>;
    /// Not delivered: try again at `due_at`.
    fn postpone_message(&mut self, id: MessageId, due_at: Timestamp) -> TxResult<()>;

    // --- refusals -------------------------------------------------------------------------
    /// Why something was refused, if that is still kept under this reference.
    fn trail(&mut self, reference: Reference, now: Timestamp) -> TxResult<Option<Trail>>;

    /// The tenant this transaction is confined to.
    fn tenant_id(&self) -> TenantId;
}
