//! What a command that works on the database has at hand.
use crate::arguments::Common;
use crate::failure::Failure;
use latchkey_accounts::Account;
use latchkey_server::config::{Config, ConfigError};
use latchkey_server::provision::{Provision, ProvisionError};
use latchkey_server::{StartParts, open_for_command, set_up_for_command};
use latchkey_store::{OutboxMessage, Store, TenantRecord, Tx, TxResult};
use latchkey_ui::mail::Notice;
use std::ffi::OsString;
use std::future::Future;

/// How many rows are read at a time.
const PAGE: i64 = 200;

/// Reads rows after a name, up to a number of them.
type Page<T> = fn(&mut dyn Tx, Option<&str>, i64) -> TxResult<Vec<T>>;

/// Reads the configuration as every command does.
pub fn configuration(common: &Common) -> Result<Config, ConfigError> {
    // A variable that is no Unicode is not one of ours.
    let text = |value: OsString| value.into_string().ok();
    let variables = std::env::vars_os();
    let variables = variables.filter_map(|(name, value)| Some((text(name)?, text(value)?)));
    Config::load(common.config.as_deref(), variables)
}

/// Runs a future to its end.
pub fn wait<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(future)
}

/// An opened deployment.
#[derive(Debug)]
pub struct Opened {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// What makes things in it.
    pub provision: Provision,
}

impl Opened {
    /// A mail to somebody of what is done at their account; `None` for somebody who has no address.
    ///
    /// # Errors
    /// A sentence, when it cannot be written.
    pub fn notice(
        &self,
        tenant: &TenantRecord,
        account: &Account,
        what: &Notice<'_>,
    ) -> Result<Option<OutboxMessage>, Failure> {
        let issuer = format!("{}/{}", self.config.http.public_url(), tenant.group);
        Ok(self.provision.notice((tenant, &issuer), account, what)?)
    }

    /// Opens what the configuration names. A server may run beside.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn open(common: &Common) -> Result<Self, Failure> {
        let config = configuration(common)?;
        let parts = StartParts::default();
        let (store, master_key) = open_for_command(&config, &parts)?;
        let provision = Provision::new(&config, &master_key, &parts);
        Ok(Self { config, store, provision })
    }

    /// Opens a deployment by its configuration; a new one is set up first.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn set_up(config: Config) -> Result<Self, Failure> {
        let parts = StartParts::default();
        let (store, master_key) = set_up_for_command(&config, &parts)?;
        let provision = Provision::new(&config, &master_key, &parts);
        Ok(Self { config, store, provision })
    }

    /// All tenants, by group.
    pub async fn tenants(&self) -> Result<Vec<TenantRecord>, Failure> {
        let list = |tx: &mut dyn Tx| -> Result<_, ProvisionError> { Ok(tx.tenants()?) };
        Ok(self.store.read(Store::DEPLOYMENT, list).await?)
    }

    /// The tenant of that group or pretty name, switched off or not.
    pub async fn tenant(&self, word: &str) -> Result<TenantRecord, Failure> {
        match self.store.tenant(word).await? {
            Some(snapshot) => Ok(snapshot.record.clone()),
            None => {
                let place = self.config.store().map(|settings| settings.database.to_string());
                let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
                let text = "`latchkey tenant list` names them, `latchkey tenant add` makes one";
                Err(Failure::new(format!("there is no tenant {word:?}{place}; {text}")))
            }
        }
    }

    /// Reads in the tenant's part of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        tenant: &TenantRecord,
        run: impl FnMut(&mut dyn Tx) -> Result<T, ProvisionError> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(self.store.read(tenant.id, run).await?)
    }

    /// Everything of a kind, a page at a time; `name` says what it is ordered by.
    pub async fn all<T: Send + 'static>(
        &self,
        tenant: &TenantRecord,
        page: Page<T>,
        name: fn(&T) -> &str,
    ) -> Result<Vec<T>, Failure> {
        let mut found: Vec<T> = Vec::new();
        loop {
            let after = found.last().map(|last| name(last).to_owned());
            let next = self.read(tenant, move |tx| Ok(page(tx, after.as_deref(), PAGE)?)).await?;
            if next.is_empty() {
                return Ok(found);
            }
            found.extend(next);
        }
    }

    /// Writes in the tenant's part of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        tenant: &TenantRecord,
        run: impl FnMut(&mut dyn Tx) -> Result<T, ProvisionError> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(self.store.write(tenant.id, run).await?)
    }
}
