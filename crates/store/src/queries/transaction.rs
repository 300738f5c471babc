//! A running transaction: [`Tx`] over the queries, and a note of what it changed.
use super::{
    Conn, Uniquely, account_deletions, account_events, accounts, authorizations, clients,
    companion_apps, consents, encryption_keys, failures, initial_access_tokens, interactions,
    logouts, lookups, meta, outbox, proofs, removal, sessions, signing_keys, sweep, tenants,
    trails,
};
use crate::changes::Changes;
use crate::columns::Key16;
use crate::failure::Failure;
use crate::tx::{RecoveryTx as _, RememberedTx as _, WhereaboutsTx as _};
use crate::work::Records;
use crate::{
    AuthorizationRecord, Busy, ClientRecord, EncryptionKeyRecord, EventRecord, FailureRecord,
    InitialAccessTokenRecord, InteractionRecord, LoggedOut, OutboxMessage, ProofRecord,
    SessionRecord, SigningKeyRecord, TenantRecord, TenantSettings, Tx, TxError, TxResult,
};
use diesel::QueryResult;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, CodeDigest, EncryptionKeyId, InteractionId, MessageId,
    Reference, Sealed, SessionId, SigningKeyId, TenantId, Timestamp, TokenHash,
};
use latchkey_oidc::explain::Trail;
use latchkey_oidc::{Consent, Found, Lookup};

/// A transaction of one tenant on one connection.
pub struct Transaction<'a> {
    conn: &'a mut Conn,
    tenant: TenantId,
    /// What it changed so far.
    pub changes: Changes,
    /// The first statement that failed. A transaction with one is never committed, whatever
    /// the closure makes of the error.
    pub failure: Option<Failure>,
}

/// Runs a query with the connection and tenant, and notes a failure.
macro_rules! run {
    ($self:ident, $query:path $(, $argument:expr)*) => {{
        let result = $query($self.conn, $self.tenant $(, $argument)*);
        $self.check(result)
    }};
}

mod challenges;
mod confirmations;
mod deliveries;
mod devices;
mod factors;
mod handovers;
mod locks;
mod mailed;
mod organizations;
mod overview;
mod passkeys;
mod passwords;
mod push;
mod recoveries;
mod remembered;
mod terms;
mod whereabouts;

impl<'a> Transaction<'a> {
    /// Over a connection on which a transaction was begun.
    pub fn new(conn: &'a mut Conn, tenant: TenantId) -> Self {
        Self { conn, tenant, changes: Changes::default(), failure: None }
    }

    fn check<T>(&mut self, result: QueryResult<T>) -> TxResult<T> {
        result.map_err(|e| {
            let text = e.to_string();
            self.failure.get_or_insert(Failure::of(e));
            TxError::Unavailable(text)
        })
    }

    fn check_unique(&mut self, result: Uniquely) -> TxResult<()> {
        self.check(result)?.map_err(TxError::Taken)
    }

    /// To be asked before adding what never expires: else it would outlive a tenant that is
    /// being removed, and nobody could delete it.
    fn tenant_is_there(&mut self) -> TxResult<()> {
        if run!(self, tenants::exists)? { Ok(()) } else { Err(TxError::NoTenant) }
    }

    fn client_changed(&mut self, key: ClientKey, client_id: &str) {
        self.changes.clients.push((key, client_id.to_owned()));
    }
}

impl Tx for Transaction<'_> {
    fn tenants(&mut self) -> TxResult<Vec<TenantRecord>> {
        let result = tenants::list(self.conn);
        self.check(result)
    }

    fn insert_tenant(&mut self, tenant: &TenantRecord) -> TxResult<()> {
        let result = tenants::insert(self.conn, tenant);
        self.check_unique(result)?;
        self.changes.tenant = true;
        Ok(())
    }

    fn claim_messages(
        &mut self,
        kind: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<OutboxMessage>> {
        let result = outbox::claim(self.conn, kind, now, lease_until, limit);
        self.check(result)
    }

    fn due_messages(
        &mut self,
        kind: &str,
        now: Timestamp,
        busy: &Busy,
        limit: i64,
    ) -> TxResult<Vec<OutboxMessage>> {
        let result = outbox::due(self.conn, kind, now, busy, limit);
        self.check(result)
    }

    fn take_messages(
        &mut self,
        kind: &str,
        ids: &[MessageId],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> TxResult<Vec<OutboxMessage>> {
        let ids = ids.iter().map(|id| Key16::from(*id)).collect();
        let result = outbox::take(self.conn, kind, ids, now, lease_until);
        self.check(result)
    }

    fn sweep(&mut self, now: Timestamp, limit: i64) -> TxResult<usize> {
        let result = sweep::sweep(self.conn, now, limit);
        self.check(result)
    }

    fn due_deletions(
        &mut self,
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<(TenantId, AccountId)>> {
        let result = account_deletions::due(self.conn, now, limit);
        self.check(result)
    }

    fn clock(&mut self) -> TxResult<Timestamp> {
        let result = meta::clock(self.conn);
        self.check(result)
    }

    fn tenant(&mut self) -> TxResult<Option<TenantRecord>> {
        run!(self, tenants::find)
    }

    fn update_tenant(
        &mut self,
        name: &str,
        pretty_name: Option<&str>,
        settings: &TenantSettings,
        disabled: bool,
    ) -> TxResult<()> {
        let Some(tenant) = self.tenant()? else { return Ok(()) };
        let new = (name, pretty_name, settings, disabled);
        let result = tenants::update(self.conn, &tenant, new);
        self.check_unique(result)?;
        self.changes.tenant = true;
        let life = settings.protocol.lifetimes.longest_signed();
        let result = signing_keys::outlive(self.conn, tenant.id, life);
        self.check(result)
    }

    fn remove_tenant(&mut self, limit: i64) -> TxResult<bool> {
        let done = run!(self, removal::remove, limit)?;
        self.changes.everything = true;
        Ok(done)
    }

    fn signing_keys(&mut self) -> TxResult<Vec<SigningKeyRecord>> {
        run!(self, signing_keys::list)
    }

    fn insert_signing_key(&mut self, key: &SigningKeyRecord) -> TxResult<()> {
        self.tenant_is_there()?;
        self.changes.tenant = true;
        run!(self, signing_keys::insert, key)
    }

    fn update_signing_key(&mut self, key: &SigningKeyRecord) -> TxResult<()> {
        self.changes.tenant = true;
        run!(self, signing_keys::update, key)
    }

    fn delete_signing_key(&mut self, key: SigningKeyId) -> TxResult<()> {
        self.changes.tenant = true;
        run!(self, signing_keys::delete, key)
    }

    fn encryption_keys(&mut self) -> TxResult<Vec<EncryptionKeyRecord>> {
        run!(self, encryption_keys::list)
    }

    fn insert_encryption_key(&mut self, key: &EncryptionKeyRecord) -> TxResult<()> {
        self.changes.tenant = true;
        run!(self, encryption_keys::insert, key)
    }

    fn update_encryption_key(&mut self, key: &EncryptionKeyRecord) -> TxResult<()> {
        self.changes.tenant = true;
        run!(self, encryption_keys::update, key)
    }

    fn delete_encryption_key(&mut self, key: EncryptionKeyId) -> TxResult<()> {
        self.changes.tenant = true;
        run!(self, encryption_keys::delete, key)
    }

    fn client(&mut self, client_id: &str) -> TxResult<Option<ClientRecord>> {
        run!(self, clients::find, client_id)
    }

    fn client_by_key(&mut self, key: ClientKey) -> TxResult<Option<ClientRecord>> {
        run!(self, clients::by_key, key)
    }

    fn clients(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<ClientRecord>> {
        run!(self, clients::list, after, limit)
    }

    fn insert_client(&mut self, client: &ClientRecord) -> TxResult<()> {
        self.tenant_is_there()?;
        let result = clients::insert(self.conn, self.tenant, client);
        self.check_unique(result)?;
        self.client_changed(client.key, &client.client_id);
        Ok(())
    }

    fn update_client(&mut self, client: &ClientRecord) -> TxResult<()> {
        let result = clients::update(self.conn, self.tenant, client);
        self.check_unique(result)?;
        self.client_changed(client.key, &client.client_id);
        Ok(())
    }

    fn delete_client(&mut self, key: ClientKey) -> TxResult<bool> {
        let deleted = run!(self, clients::delete, key)?;
        if let Some(client_id) = &deleted {
            self.client_changed(key, client_id);
        }
        Ok(deleted.is_some())
    }

    fn insert_initial_access_token(&mut self, token: &InitialAccessTokenRecord) -> TxResult<()> {
        run!(self, initial_access_tokens::insert, token)
    }

    fn is_initial_access_token(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool> {
        run!(self, initial_access_tokens::is_live, hash, now)
    }

    fn use_initial_access_token(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool> {
        run!(self, initial_access_tokens::spend, hash, now)
    }

    fn account(&mut self, id: AccountId) -> TxResult<Option<Account>> {
        run!(self, accounts::find, id)
    }

    fn account_by_identifier(&mut self, identifier: &str) -> TxResult<Option<Account>> {
        run!(self, accounts::by_identifier, identifier)
    }

    fn accounts(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<Account>> {
        run!(self, accounts::list, after, limit)
    }

    fn insert_account(&mut self, account: &Account) -> TxResult<()> {
        self.tenant_is_there()?;
        let result = accounts::insert(self.conn, self.tenant, account);
        self.check_unique(result)
    }

    fn update_account(&mut self, account: &Account, now: Timestamp) -> TxResult<()> {
        let result = accounts::update(self.conn, self.tenant, account);
        self.check_unique(result)?;
        self.changes.accounts.push(account.id);
        if account.status != AccountStatus::Active {
            run!(self, logouts::queue_of_account, account.id, now)?;
            run!(self, sessions::delete_of, account.id)?;
            self.forget_browsers(account.id)?;
            self.forget_whereabouts(account.id, &[])?;
            self.end_authorizations_of(account.id, now)?;
            // Security: nobody is signed in who could stop it, and the wait goes on.
            if let Some(open) = self.recovery_of(account.id, now)? {
                self.stop_recovery((account.id, open.id), now)?;
            }
        }
        Ok(())
    }

    fn delete_account(&mut self, id: AccountId, now: Timestamp) -> TxResult<bool> {
        run!(self, logouts::queue_of_account, id, now)?;
        let live = run!(self, authorizations::live_of_account, id)?;
        run!(self, sessions::delete_of, id)?;
        run!(self, companion_apps::delete, id, (factors::EVER, now))?;
        let deleted = run!(self, accounts::delete, id)?;
        self.changes.ended.extend(live);
        self.changes.accounts.push(id);
        Ok(deleted)
    }

    fn password_hash(&mut self, account: AccountId) -> TxResult<Option<String>> {
        run!(self, accounts::password, account)
    }

    fn set_password_hash(&mut self, account: AccountId, phc: &str, now: Timestamp) -> TxResult<()> {
        run!(self, accounts::set_password, account, (phc, now))?;
        self.changes.accounts.push(account);
        Ok(())
    }

    fn add_event(&mut self, event: &EventRecord) -> TxResult<()> {
        run!(self, account_events::insert, event)
    }

    fn plan_deletion(
        &mut self,
        account: AccountId,
        now: Timestamp,
        due: Timestamp,
    ) -> TxResult<()> {
        run!(self, account_deletions::put, account, (now, due))
    }

    fn cancel_deletion(&mut self, account: AccountId) -> TxResult<bool> {
        run!(self, account_deletions::delete, account)
    }

    fn delete_if_due(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool> {
        if !run!(self, account_deletions::is_due, account, now)? {
            return Ok(false);
        }
        self.delete_account(account, now)?;
        // The account may have been gone before.
        self.cancel_deletion(account)?;
        Ok(true)
    }

    fn sessions(&mut self, browser: &TokenHash, now: Timestamp) -> TxResult<Vec<SessionRecord>> {
        run!(self, sessions::live, browser, now)
    }

    fn sessions_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<SessionRecord>> {
        run!(self, sessions::live_of, account, now)
    }

    fn session(&mut self, id: SessionId) -> TxResult<Option<SessionRecord>> {
        run!(self, sessions::find, id)
    }

    fn insert_session(&mut self, session: &SessionRecord) -> TxResult<()> {
        run!(self, sessions::insert, session)
    }

    fn renew_session(&mut self, session: &SessionRecord) -> TxResult<()> {
        run!(self, sessions::renew, session)
    }

    fn touch_session(&mut self, id: SessionId, now: Timestamp) -> TxResult<()> {
        run!(self, sessions::touch, id, now)
    }

    fn move_sessions(&mut self, from: &TokenHash, to: &TokenHash) -> TxResult<()> {
        run!(self, sessions::carry_over, from, to)
    }

    fn end_session(&mut self, id: SessionId, now: Timestamp) -> TxResult<bool> {
        let was_there = run!(self, sessions::delete, id)?;
        if was_there {
            run!(self, logouts::queue, id, now)?;
        }
        let ended = run!(self, authorizations::end_of_session, id, now)?;
        self.changes.ended.extend(ended);
        Ok(was_there)
    }

    fn end_sessions_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<usize> {
        run!(self, logouts::queue_of_account, account, now)?;
        let gone = run!(self, sessions::delete_of, account)?;
        self.forget_browsers(account)?;
        self.forget_whereabouts(account, &[])?;
        let ended = run!(self, authorizations::end_of_account, (account, true), now)?;
        self.changes.ended.extend(ended);
        Ok(gone)
    }

    fn end_authorizations_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<()> {
        let ended = run!(self, authorizations::end_of_account, (account, false), now)?;
        self.changes.ended.extend(ended);
        Ok(())
    }

    fn clients_of_session(&mut self, id: SessionId) -> TxResult<Vec<ClientKey>> {
        run!(self, authorizations::clients_of_session, id)
    }

    fn logged_in_clients(&mut self, id: SessionId) -> TxResult<Vec<LoggedOut>> {
        run!(self, logouts::clients_of, id)
    }

    fn interaction(&mut self, id: InteractionId) -> TxResult<Option<InteractionRecord>> {
        run!(self, interactions::find, id)
    }

    fn insert_interaction(&mut self, interaction: &InteractionRecord) -> TxResult<()> {
        run!(self, interactions::insert, interaction)
    }

    fn update_interaction(&mut self, interaction: &InteractionRecord) -> TxResult<bool> {
        run!(self, interactions::update, interaction)
    }

    fn consent(
        &mut self,
        account: AccountId,
        client: ClientKey,
        now: Timestamp,
    ) -> TxResult<Option<Consent>> {
        run!(self, consents::find, (account, client), now)
    }

    fn consents_of(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<Consent>> {
        run!(self, consents::list, account, now)
    }

    fn put_consent(&mut self, consent: &Consent) -> TxResult<()> {
        self.changes.consents.push((consent.account, consent.client));
        run!(self, consents::put, consent)
    }

    fn withdraw_consent(
        &mut self,
        account: AccountId,
        client: ClientKey,
        now: Timestamp,
    ) -> TxResult<bool> {
        let was_there = run!(self, consents::delete, account, client)?;
        self.changes.consents.push((account, client));
        let ended = run!(self, authorizations::end_of_client, (account, client), now)?;
        let any_ended = !ended.is_empty();
        self.changes.ended.extend(ended);
        Ok(was_there || any_ended)
    }

    fn latest_authorization(
        &mut self,
        session: SessionId,
        client: ClientKey,
    ) -> TxResult<Option<AuthorizationRecord>> {
        run!(self, authorizations::latest_of_session, (session, client))
    }

    fn end_authorization(&mut self, id: AuthorizationId, now: Timestamp) -> TxResult<()> {
        if run!(self, authorizations::end, id, now)? {
            self.changes.ended.push(id);
        }
        Ok(())
    }

    fn delete_proofs(&mut self, account: AccountId, purpose: &str) -> TxResult<()> {
        run!(self, proofs::delete, account, purpose)
    }

    fn put_proof(&mut self, proof: &ProofRecord) -> TxResult<()> {
        run!(self, proofs::put, proof)
    }

    fn proof(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<ProofRecord>> {
        run!(self, proofs::find, link, now)
    }

    fn proof_of(
        &mut self,
        account: AccountId,
        purpose: &str,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>> {
        run!(self, proofs::of_account, (account, purpose), now)
    }

    fn spend_proof(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<ProofRecord>> {
        run!(self, proofs::spend, link, now)
    }

    fn spend_proof_by_code(
        &mut self,
        account: AccountId,
        purpose: &str,
        code: &CodeDigest,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>> {
        run!(self, proofs::spend_by_code, (account, purpose), code, now)
    }

    fn failures(&mut self, key: &TokenHash) -> TxResult<Option<FailureRecord>> {
        run!(self, failures::find, key)
    }

    fn add_failure(
        &mut self,
        key: &TokenHash,
        now: Timestamp,
        forgotten_before: Timestamp,
    ) -> TxResult<FailureRecord> {
        run!(self, failures::add, key, now, forgotten_before)
    }

    fn note_once(&mut self, key: &TokenHash, now: Timestamp, until: Timestamp) -> TxResult<bool> {
        run!(self, failures::once, key, now, until)
    }

    fn clear_failures(&mut self, key: &TokenHash) -> TxResult<()> {
        run!(self, failures::clear, key)
    }

    fn put_message(&mut self, message: &OutboxMessage) -> TxResult<()> {
        run!(self, outbox::insert, message)
    }

    fn delete_message(&mut self, id: MessageId) -> TxResult<()> {
        run!(self, outbox::delete, id)
    }

    fn postpone_message(&mut self, id: MessageId, due_at: Timestamp) -> TxResult<()> {
        run!(self, outbox::postpone, id, due_at)
    }

    fn trail(&mut self, reference: Reference, now: Timestamp) -> TxResult<Option<Trail>> {
        run!(self, trails::find, reference, now)
    }

    fn tenant_id(&self) -> TenantId {
        self.tenant
    }
}

impl Records for Transaction<'_> {
    fn lookup(&mut self, lookup: Lookup) -> TxResult<Found> {
        run!(self, lookups::find, lookup)
    }

    fn tenant_by_word(&mut self, word: &str) -> TxResult<Option<TenantId>> {
        let result = tenants::by_word(self.conn, word);
        self.check(result)
    }

    fn pairwise_salt(&mut self, new: Option<&Sealed>) -> TxResult<Option<Sealed>> {
        let name = format!("pairwise-salt:{}", self.tenant);
        if let Some(salt) = new {
            let kept = meta::insert(self.conn, &name, salt.as_bytes());
            self.check(kept)?;
        }
        let found = meta::find(self.conn, &name);
        Ok(self.check(found)?.map(Sealed::from_bytes))
    }

    fn as_tx(&mut self) -> &mut dyn Tx {
        self
    }
}
