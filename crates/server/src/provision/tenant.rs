//! Making tenants.
use super::{Invalid, Provision, ProvisionError, check_settings};
use latchkey_base::TenantId;
use latchkey_store::{
    EncryptionKeyRecord, SigningKeyRecord, Store, TenantRecord, TenantSettings, Tx, TxError,
};

/// Words that paths need for themselves (native contract 1.2).
static RESERVED: &[&str] = &[
    "access",
    "account",
    "api",
    "auth",
    "authenticate",
    "authorize",
    "certs",
    "client",
    "core",
    "css",
    "device",
    "favicon.ico",
    "fonts",
    "group",
    "groups",
    "health",
    "interaction",
    "introspection",
    "js",
    "login",
    "logout",
    "logs",
    "me",
    "metrics",
    "oauth",
    "oauth2",
    "oidc",
    "operation",
    "ready-check",
    "reg",
    "registration",
    "robots.txt",
    "session",
    "static",
    "swagger",
    "token",
    "version",
];

/// How many rows of a tenant are removed at a time: other writes wait no longer than for that.
const CHUNK: i64 = 500;

/// A tenant to be made.
#[derive(Clone, Debug, Default)]
pub struct TenantInput {
    /// The word in its paths and its issuer; it never changes.
    pub group: String,
    /// Another word that leads to it.
    pub pretty_name: Option<String>,
    /// What people call it; without one the group.
    pub name: Option<String>,
    /// Its settings; without any the configured defaults.
    pub settings: Option<TenantSettings>,
    /// Switched off.
    pub disabled: bool,
}

/// A tenant that was made ready.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// The tenant.
    pub record: TenantRecord,
    /// Its first keys.
    pub keys: Vec<SigningKeyRecord>,
    /// Its first keys for others to encrypt for.
    pub encryption_keys: Vec<EncryptionKeyRecord>,
}

impl NewTenant {
    /// Writes the tenant and its keys.
    ///
    /// # Errors
    /// As the transaction's own: the group or the pretty name may be taken.
    pub fn insert(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        tx.insert_tenant(&self.record)?;
        self.keys.iter().try_for_each(|key| tx.insert_signing_key(key))?;
        self.encryption_keys.iter().try_for_each(|key| tx.insert_encryption_key(key))
    }
}

impl Provision {
    /// Checks what is asked for without making anything.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn check_tenant(&self, input: &TenantInput) -> Result<(), ProvisionError> {
        let mut problems: Vec<Invalid> = check_word("group", &input.group).into_iter().collect();
        if let Some(pretty_name) = &input.pretty_name {
            problems.extend(check_word("pretty_name", pretty_name));
        }
        let name = input.name.as_deref().unwrap_or("x");
        let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !fits {
            problems.push(Invalid::new("name", "must be one line of 1 to 100 characters"));
        }
        let settings = input.settings.as_ref().unwrap_or(&self.tenant_defaults);
        problems.extend(
            check_settings(settings)
                .into_iter()
                .map(|problem| Invalid::new(format!("settings.{}", problem.key), problem.why)),
        );
        if problems.is_empty() { Ok(()) } else { Err(ProvisionError::Invalid(problems)) }
    }

    /// Checks a tenant and makes its keys, which takes a while.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Key`].
    pub fn prepare_tenant(&self, input: TenantInput) -> Result<NewTenant, ProvisionError> {
        self.check_tenant(&input)?;
        let now = self.now();
        let id = TenantId::new(now, &*self.entropy);
        // Nobody can have cached an older JWKS of a new tenant, so its keys sign at once.
        let settings = input.settings.as_ref().unwrap_or(&self.tenant_defaults);
        let longest = settings.protocol.lifetimes.longest_signed();
        let make = |alg: &_| self.make_key(id, (*alg, longest), now, now);
        let keys = self.keys.algorithms.iter().map(make).collect::<Result<_, _>>()?;
        let settings = input.settings.unwrap_or_else(|| self.tenant_defaults.clone());
        let algs = self.encryption_algorithms(&settings).iter();
        let encryption_keys =
            algs.map(|alg| self.make_encryption_key(id, *alg, now)).collect::<Result<_, _>>()?;
        let record = TenantRecord {
            id,
            name: input.name.unwrap_or_else(|| input.group.clone()),
            group: input.group,
            pretty_name: input.pretty_name,
            settings,
            disabled: input.disabled,
            revision: 0,
            created_at: now,
        };
        Ok(NewTenant { record, keys, encryption_keys })
    }

    /// Makes a tenant with its keys.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Taken`] for its group or pretty name,
    /// [`ProvisionError::Key`], [`ProvisionError::Unavailable`].
    pub async fn create_tenant(
        &self,
        store: &Store,
        input: TenantInput,
    ) -> Result<TenantRecord, ProvisionError> {
        let tenant = self.prepare_tenant(input)?;
        let record = tenant.record.clone();
        let insert =
            move |tx: &mut dyn Tx| -> Result<(), ProvisionError> { Ok(tenant.insert(tx)?) };
        store.write(record.id, insert).await?;
        Ok(record)
    }
}

impl Provision {
    /// Removes a tenant with everything that belongs to it: keys, clients, people, tokens.
    ///
    /// It is switched off first, so that nobody adds to it any more; then its rows go in short
    /// transactions. Cut off half-way, it can be called again.
    ///
    /// # Errors
    /// [`ProvisionError::Missing`] when it is gone already, [`ProvisionError::Unavailable`].
    pub async fn remove_tenant(&self, store: &Store, id: TenantId) -> Result<(), ProvisionError> {
        let switch_off = |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            let held = tx.tenant()?;
            let held = held.ok_or_else(|| ProvisionError::Missing("such tenant".to_owned()))?;
            let pretty_name = held.pretty_name.as_deref();
            Ok(tx.update_tenant(&held.name, pretty_name, &held.settings, true)?)
        };
        store.write(id, switch_off).await?;
        let remove =
            |tx: &mut dyn Tx| -> Result<bool, ProvisionError> { Ok(tx.remove_tenant(CHUNK)?) };
        while !store.write(id, remove).await? {}
        Ok(())
    }
}

fn check_word(key: &str, word: &str) -> Option<Invalid> {
    let fits = (1..=64).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && word.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !fits {
        let why = "must be 1 to 64 letters, digits, hyphens and underscores, beginning with a \
                   letter or digit";
        return Some(Invalid::new(key, why));
    }
    let is_reserved = RESERVED.contains(&word.to_ascii_lowercase().as_str());
    is_reserved.then(|| Invalid::new(key, format!("must not be {word:?}, which paths need")))
}
