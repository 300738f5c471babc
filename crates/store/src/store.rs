//! The store as its callers see it.
use crate::counters::{Tally, count};
use crate::hot::{
    Hot, Known, Publisher, Slot, TenantSnapshot, Word, open_encryption_keys, open_keys,
};
use crate::work::{Backend, Closure, Committing, Job, Records, Reply, Waiting, flatten};
use crate::{
    Counters, OpenError, SessionRecord, StoreConfig, TrailRecord, Tx, TxError, Unavailable,
};
use latchkey_accounts::Account;
use latchkey_base::{
    AccountId, ClientKey, Clock, CodeKey, Entropy, MasterKey, Sealed, Sealer, TenantId, Timestamp,
    TokenHash,
};
use latchkey_oidc::{Client, Commit, Consent, Found, Lookup};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Most octets of a group or a `client_id`.
const LONGEST_NAME: usize = 200;

/// What the store needs from whoever composes the program.
pub struct StoreParts {
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// What everything sealed at rest depends on.
    pub master_key: Arc<MasterKey>,
    /// Writes a tenant's documents.
    pub publish: Publisher,
}

/// See [`Store::recall`].
#[derive(Clone, Debug)]
pub struct Recalled {
    /// The only session of the browser.
    pub session: Arc<SessionRecord>,
    /// Whose it is.
    pub account: Arc<Account>,
    /// What they have allowed the client.
    pub consent: Option<Arc<Consent>>,
}

/// What is remembered. Cheap to clone: all clones are one store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub backend: Box<dyn Backend>,
    pub hot: Arc<Hot>,
    pub tally: Arc<Tally>,
    pub clock: Arc<dyn Clock>,
    pub publish: Publisher,
    pub signing_keys: Sealer,
    pub encryption_keys: Sealer,
    pub client_secrets: Sealer,
    pub pairwise_salts: Sealer,
    pub entropy: Arc<dyn Entropy>,
    pub patience: Duration,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.backend.close();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// The tenant to name in transactions that concern the whole deployment.
    pub const DEPLOYMENT: TenantId = TenantId::from_bytes([0; 16]);

    /// Opens the database for a server. On SQLite this process then has the data folder to
    /// itself, but for commands ([`Store::open_beside`]). Blocks for as long as that takes.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(config: StoreConfig, parts: StoreParts) -> Result<Self, OpenError> {
        crate::open::open(config, parts, true)
    }

    /// Opens the database for a command that may run beside a server.
    ///
    /// # Errors
    /// See [`OpenError`]; never `Locked`.
    pub fn open_beside(config: StoreConfig, parts: StoreParts) -> Result<Self, OpenError> {
        crate::open::open(config, parts, false)
    }

    /// Finds what a decision asks for, in memory if possible.
    ///
    /// # Errors
    /// [`Unavailable`] when it is not in memory and the database does not answer.
    pub async fn find(&self, tenant: TenantId, lookup: Lookup) -> Result<Found, Unavailable> {
        if let Lookup::DeviceCode { hash, at } = lookup {
            return self.poll(tenant, (hash, at)).await;
        }
        let Inner { hot, tally, .. } = &*self.inner;
        if let Some(found) = hot.tokens.find(tenant, lookup, hot.hears()) {
            count(&tally.hits);
            return Ok(found);
        }
        count(&tally.misses);
        let asked = hot.evictions.now();
        let found = self.load(tenant, move |records| records.lookup(lookup)).await?;
        hot.tokens.keep_found(tenant, &found, asked, &hot.evictions);
        Ok(found)
    }

    /// Queues a write. It is on its way when this returns; the future says what came of it, at
    /// once if there is nothing to write.
    pub fn commit(&self, tenant: TenantId, commit: Commit) -> Committing {
        if commit.is_empty() {
            return Committing(Waiting::Nothing);
        }
        let (reply, receiver) = oneshot::channel();
        count(&self.inner.tally.commits);
        Committing(match self.inner.backend.commit(Job { tenant, commit, reply }) {
            Ok(()) => Waiting::Queued(Reply::new(receiver, self.inner.patience)),
            Err(refused) => Waiting::Refused(Some(refused)),
        })
    }

    /// Keeps why something was refused. Nobody waits for it: it rides along with a later batch,
    /// and is lost at a crash or when too many wait.
    pub fn note(&self, note: TrailRecord) {
        self.inner.backend.note(note.into());
    }

    /// Runs a closure in a transaction that only reads, on a store thread.
    ///
    /// # Errors
    /// What the closure returns; an error made from [`TxError::Unavailable`] when the database
    /// does not answer.
    pub async fn read<T, E, F>(&self, tenant: TenantId, mut run: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<TxError> + Send + 'static,
    {
        let run = move |records: &mut dyn Records| run(records.as_tx());
        let (work, reply) = Closure::boxed((tenant, true), run, self.inner.patience);
        self.inner.backend.read(work).map_err(TxError::from)?;
        flatten(reply.await)
    }

    /// Runs a closure in a transaction, on a store thread; an error rolls it back. The closure
    /// computes and does not act, for it runs again when the transaction could not be
    /// serialised with another one. It is durable, and published, when this returns.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn write<T, E, F>(&self, tenant: TenantId, mut run: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<TxError> + Send + 'static,
    {
        let run = move |records: &mut dyn Records| run(records.as_tx());
        let (work, reply) = Closure::boxed((tenant, true), run, self.inner.patience);
        self.inner.backend.write(work).map_err(TxError::from)?;
        flatten(reply.await)
    }

    /// The tenant of that group or pretty name, switched off ones included.
    ///
    /// # Errors
    /// [`Unavailable`] when it is not in memory and the database does not answer.
    pub async fn tenant(&self, word: &str) -> Result<Option<Arc<TenantSnapshot>>, Unavailable> {
        if !can_be_named(word) {
            return Ok(None);
        }
        let Inner { hot, clock, .. } = &*self.inner;
        let now = clock.now();
        match hot.tenants.word(word, now) {
            Some(Word::Tenant(id)) => return self.tenant_by_id(id).await,
            Some(Word::Nobody { .. }) => return Ok(None),
            None => {}
        }
        let asked = hot.evictions.now();
        let wanted = word.to_owned();
        let find = move |records: &mut dyn Records| records.tenant_by_word(&wanted);
        let found = self.load(Self::DEPLOYMENT, find).await?;
        hot.tenants.keep_word(word, found, now);
        if hot.evictions.since(asked, Word::EVICTED) {
            hot.tenants.forget_word(word);
        }
        match found {
            Some(id) => self.tenant_by_id(id).await,
            None => Ok(None),
        }
    }

    /// The tenant of that row. While one caller loads a changed tenant, the others keep the
    /// snapshot they have.
    ///
    /// # Errors
    /// As [`Store::tenant`].
    pub async fn tenant_by_id(
        &self,
        id: TenantId,
    ) -> Result<Option<Arc<TenantSnapshot>>, Unavailable> {
        let slot = self.inner.hot.tenants.slot(id);
        if let Some(fresh) = slot.fresh(self.inner.clock.now()) {
            return Ok(Some(fresh));
        }
        let _loading = match (slot.loading.try_lock(), slot.any()) {
            (Ok(guard), _) => guard,
            (Err(_), Some(old)) => return Ok(Some(old)),
            (Err(_), None) => slot.loading.lock().await,
        };
        let now = self.inner.clock.now();
        match slot.fresh(now) {
            Some(fresh) => Ok(Some(fresh)),
            None => self.load_tenant(id, &slot, now).await,
        }
    }

    async fn load_tenant(
        &self,
        id: TenantId,
        slot: &Slot,
        now: Timestamp,
    ) -> Result<Option<Arc<TenantSnapshot>>, Unavailable> {
        slot.begin();
        let opened = self.open_tenant(id, now).await;
        slot.end(opened.as_ref().ok().and_then(Option::as_ref));
        if matches!(opened, Ok(None)) {
            self.inner.hot.tenants.remove(id);
        }
        opened
    }

    async fn open_tenant(
        &self,
        id: TenantId,
        now: Timestamp,
    ) -> Result<Option<Arc<TenantSnapshot>>, Unavailable> {
        let read = self.load(id, |records| {
            let Some(record) = records.tenant()? else { return Ok(None) };
            let keys = (records.signing_keys()?, records.encryption_keys()?);
            Ok(Some((record, keys, records.pairwise_salt(None)?)))
        });
        let Some((record, (keys, for_us), salt)) = read.await? else { return Ok(None) };
        let keys =
            open_keys(id, keys, &self.inner.signing_keys, now).map_err(Unavailable::Database)?;
        let for_us = open_encryption_keys(id, for_us, &self.inner.encryption_keys)
            .map_err(Unavailable::Database)?;
        let keys = keys.with_encryption(for_us);
        let pairwise_salt = self.pairwise_salt(id, salt).await?;
        let documents = (self.inner.publish)(&record, &keys);
        Ok(Some(Arc::new(TenantSnapshot { record, keys, pairwise_salt, documents })))
    }

    /// The tenant's salt for pairwise subjects (OIDC Core §8.1), made when it is first asked for.
    /// Of several who make one at once, the first decides for all and for ever.
    async fn pairwise_salt(
        &self,
        id: TenantId,
        kept: Option<Sealed>,
    ) -> Result<Arc<CodeKey>, Unavailable> {
        let Inner { pairwise_salts: sealer, entropy, .. } = &*self.inner;
        let sealed = match kept {
            Some(sealed) => Some(sealed),
            None => {
                let mut salt = [0u8; 32];
                entropy.fill(&mut salt);
                let new = sealer.seal(&salt, id.as_bytes(), &**entropy);
                let run = move |records: &mut dyn Records| records.pairwise_salt(Some(&new));
                let (work, reply) = Closure::boxed((id, false), run, self.inner.patience);
                self.inner.backend.write(work)?;
                reply.await?.map_err(|e| Unavailable::Database(e.to_string()))?
            }
        };
        let unreadable = || Unavailable::Database("the pairwise salt does not open".to_owned());
        let opened = sealer.open(&sealed.ok_or_else(unreadable)?, id.as_bytes());
        let salt = opened.map_err(|_| unreadable())?;
        let salt: &[u8; 32] = salt.expose().as_slice().try_into().map_err(|_| unreadable())?;
        Ok(Arc::new(CodeKey::new(salt)))
    }

    /// The client of that public name, switched off ones included.
    ///
    /// # Errors
    /// [`Unavailable`] when it is not in memory and the database does not answer.
    pub async fn client(
        &self,
        tenant: TenantId,
        client_id: &str,
    ) -> Result<Option<Arc<Client>>, Unavailable> {
        if !can_be_named(client_id) {
            return Ok(None);
        }
        let Inner { hot, clock, .. } = &*self.inner;
        let now = clock.now();
        match hot.clients.by_name(tenant, client_id, now) {
            Some(Known::Client(client)) => return Ok(Some(client)),
            Some(Known::Nobody { .. }) => return Ok(None),
            None => {}
        }
        let asked = hot.evictions.now();
        let name = client_id.to_owned();
        let found = self.load(tenant, move |records| records.client(&name)).await?;
        if let Some(record) = found {
            return self.keep_client(tenant, record, asked).map(Some);
        }
        hot.clients.keep_unknown(tenant, client_id, now);
        let changed = hot.evictions.since(asked, &(tenant, client_id));
        if changed || hot.evictions.since(asked, &tenant) {
            hot.clients.forget_name(tenant, client_id);
        }
        Ok(None)
    }

    /// The client of that row.
    ///
    /// # Errors
    /// As [`Store::client`].
    pub async fn client_by_key(
        &self,
        tenant: TenantId,
        key: ClientKey,
    ) -> Result<Option<Arc<Client>>, Unavailable> {
        let hot = &self.inner.hot;
        if let Some(client) = hot.clients.by_key(tenant, key) {
            return Ok(Some(client));
        }
        let asked = hot.evictions.now();
        let found = self.load(tenant, move |records| records.client_by_key(key)).await?;
        found.map(|record| self.keep_client(tenant, record, asked)).transpose()
    }

    fn keep_client(
        &self,
        tenant: TenantId,
        record: crate::ClientRecord,
        asked: u64,
    ) -> Result<Arc<Client>, Unavailable> {
        let hot = &self.inner.hot;
        let client = record.open(&self.inner.client_secrets).map_err(Unavailable::Database)?;
        let client = Arc::new(client);
        hot.clients.keep(tenant, &client);
        let key = client.key;
        if hot.evictions.since(asked, &(tenant, key)) || hot.evictions.since(asked, &tenant) {
            hot.clients.evict(tenant, key, &client.client_id);
        }
        Ok(client)
    }

    /// The account of that id, suspended ones included.
    ///
    /// # Errors
    /// [`Unavailable`] when it is not in memory and the database does not answer.
    pub async fn account(
        &self,
        tenant: TenantId,
        id: AccountId,
    ) -> Result<Option<Arc<Account>>, Unavailable> {
        let hot = &self.inner.hot;
        if let Some(account) = hot.account(tenant, id) {
            return Ok(Some(account));
        }
        let asked = hot.evictions.now();
        let found = self.load(tenant, move |records| records.account(id)).await?;
        Ok(found.map(|account| {
            let account = Arc::new(account);
            hot.keep_account(tenant, &account, asked);
            account
        }))
    }

    /// The one person whom memory knows to be signed in in a browser, and what they have allowed
    /// a client, if that can be told without asking the database about the session.
    ///
    /// Security: it may be out of date. [`latchkey_oidc::Write::Authorize`] looks at the session
    /// itself; for any other decision, read it.
    ///
    /// # Errors
    /// [`Unavailable`] when the account or the consent is not in memory and the database does
    /// not answer.
    pub async fn recall(
        &self,
        tenant: TenantId,
        browser: TokenHash,
        client: ClientKey,
    ) -> Result<Option<Recalled>, Unavailable> {
        let hot = &self.inner.hot;
        let now = self.inner.clock.now();
        let held = hot.browsers.session(tenant, browser).filter(|_| hot.hears());
        let Some(session) = held.filter(|held| held.expires_at > now) else { return Ok(None) };
        let Some(account) = self.account(tenant, session.account).await? else { return Ok(None) };
        let consent = self.consent(tenant, account.id, client).await?;
        let consent = consent.filter(|consent| consent.expires_at > now);
        Ok(Some(Recalled { session, account, consent }))
    }

    /// Keeps a session for [`Store::recall`]: one that was just read, the only one of its browser.
    pub fn remember(&self, tenant: TenantId, session: SessionRecord) {
        self.inner.hot.browsers.keep_session(tenant, session);
    }

    /// Forgets what [`Store::recall`] knows of a browser.
    pub fn forget(&self, tenant: TenantId, browser: TokenHash) {
        self.inner.hot.browsers.forget_session(tenant, browser);
    }

    async fn consent(
        &self,
        tenant: TenantId,
        account: AccountId,
        client: ClientKey,
    ) -> Result<Option<Arc<Consent>>, Unavailable> {
        let hot = &self.inner.hot;
        if let Some(known) = hot.browsers.consent(tenant, (account, client)) {
            return Ok(known);
        }
        let (asked, now) = (hot.evictions.now(), self.inner.clock.now());
        let read = self.load(tenant, move |records| records.as_tx().consent(account, client, now));
        let found = read.await?.map(Arc::new);
        let key = (tenant, account, client);
        hot.browsers.keep_consent(key, found.clone(), asked, &hot.evictions);
        Ok(found)
    }

    /// What the store has done so far.
    pub fn counters(&self) -> Counters {
        self.inner.tally.counters()
    }

    /// Asks the database for a sign of life: in a transaction that may write, since whoever only
    /// reads issues nothing.
    ///
    /// # Errors
    /// [`Unavailable`] when there is none.
    pub async fn ready(&self) -> Result<(), Unavailable> {
        let run = |records: &mut dyn Records| records.tenant();
        let (work, reply) = Closure::boxed((Self::DEPLOYMENT, false), run, self.inner.patience);
        self.inner.backend.write(work)?;
        reply.await?.map(|_| ()).map_err(|e| Unavailable::Database(e.to_string()))
    }

    /// Finishes what is queued and stops. Later calls are answered with
    /// [`Unavailable::Closed`].
    pub async fn close(&self) {
        let inner = Arc::clone(&self.inner);
        let (done, closed) = oneshot::channel();
        let closing = std::thread::Builder::new().name("store-close".to_owned()).spawn(move || {
            inner.backend.close();
            let _ = done.send(());
        });
        if closing.is_ok() {
            let _ = closed.await;
        }
    }

    /// Reads with the store's own closures.
    pub(crate) async fn load<T, F>(&self, tenant: TenantId, run: F) -> Result<T, Unavailable>
    where
        F: FnMut(&mut dyn Records) -> Result<T, TxError> + Send + 'static,
        T: Send + 'static,
    {
        let (work, reply) = Closure::boxed((tenant, false), run, self.inner.patience);
        self.inner.backend.read(work)?;
        reply.await?.map_err(|e| Unavailable::Database(e.to_string()))
    }
}

/// Whether a group or a `client_id` can be spelled so (RFC 6749 §A.1).
///
/// Security: what strangers make up is remembered as unknown, so it must not be of any length.
fn can_be_named(word: &str) -> bool {
    word.len() <= LONGEST_NAME && word.bytes().all(|octet| octet.is_ascii_graphic())
}
