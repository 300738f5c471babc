//! Making accounts on an operator's word.
use super::{Invalid, Provision, ProvisionError};
use latchkey_accounts::{Account, AccountStatus, PasswordDemand, SignUp, new_account};
use latchkey_authn::password::check_hash;
use latchkey_base::{AccountId, Entropy, Secret, TenantId};
use latchkey_store::{Store, TenantSettings, Tx};

/// Most characters of a password on the way in: bounds the work of hashing it.
const LONGEST_PASSWORD: usize = 1024;

/// A person's password, in one of the forms it may come in.
#[derive(Debug)]
pub enum Password {
    /// As typed.
    Plain(Secret<String>),
    /// As an argon2 PHC string from elsewhere.
    Hash(String),
}

/// A person to be made.
#[derive(Debug, Default)]
pub struct PersonInput {
    /// The account; without a user name the address serves.
    pub account: SignUp,
    /// Whether the address needs no proof.
    pub email_verified: bool,
    /// Whether the account is switched off.
    pub suspended: bool,
    /// Without one the person can sign in only after asking for a new one.
    pub password: Option<Password>,
    /// That password is for the first sign-in only, where the person chooses another.
    pub must_change_password: bool,
}

/// An account that was made ready.
#[derive(Debug)]
pub struct NewPerson {
    /// The account.
    pub account: Account,
    /// Its password hash.
    pub password_hash: Option<String>,
}

impl NewPerson {
    /// Writes it.
    ///
    /// # Errors
    /// [`ProvisionError::Taken`], [`ProvisionError::Unavailable`].
    pub fn insert(&self, tx: &mut dyn Tx) -> Result<(), ProvisionError> {
        tx.insert_account(&self.account)?;
        if let Some(hash) = &self.password_hash {
            tx.set_password_hash(self.account.id, hash, self.account.created_at)?;
        }
        Ok(())
    }
}

impl Provision {
    /// Checks a person and hashes the password, which takes a while.
    ///
    /// A password is not judged: an operator may choose a weak one, a person may not.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Hash`].
    pub fn prepare_person(
        &self,
        input: PersonInput,
        settings: &TenantSettings,
    ) -> Result<NewPerson, ProvisionError> {
        let now = self.now();
        let id = AccountId::new(now, &*self.entropy);
        let account = new_account(input.account, id, now).map_err(|problems| {
            let named = problems
                .iter()
                .map(|problem| Invalid::new(problem.field().unwrap_or("person"), problem.reason()));
            ProvisionError::Invalid(named.collect())
        })?;
        let is_first = input.must_change_password && input.password.is_some();
        let account = Account {
            password_demand: is_first.then_some(PasswordDemand::Operator),
            email_verified: input.email_verified && account.email.is_some(),
            status: if input.suspended { AccountStatus::Suspended } else { AccountStatus::Active },
            ..account
        };
        let hash = |password| self.hash_password(password, settings);
        let password_hash = input.password.map(hash).transpose()?;
        Ok(NewPerson { account, password_hash })
    }

    /// Hashes a password as the tenant does, or checks a hash from elsewhere.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Hash`].
    pub fn hash_password(
        &self,
        password: Password,
        settings: &TenantSettings,
    ) -> Result<String, ProvisionError> {
        let invalid =
            |key: &str, why: String| ProvisionError::Invalid(vec![Invalid::new(key, why)]);
        match password {
            Password::Plain(password) => {
                let length = password.expose().chars().count();
                if !(1..=LONGEST_PASSWORD).contains(&length) {
                    let why = format!("must have 1 to {LONGEST_PASSWORD} characters");
                    return Err(invalid("password", why));
                }
                Ok(self.hasher.hash(&password, &settings.password.hash, &*self.entropy)?)
            }
            Password::Hash(phc) => match check_hash(&phc) {
                Ok(()) => Ok(phc),
                Err(why) => Err(invalid("password_hash", format!("is of no use: {why}"))),
            },
        }
    }

    /// See [`readable_password`].
    pub fn random_password(&self) -> Secret<String> {
        readable_password(&*self.entropy)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`], [`ProvisionError::Taken`] for user name or address,
    /// [`ProvisionError::Unavailable`].
    pub async fn create_person(
        &self,
        store: &Store,
        tenant: TenantId,
        settings: &TenantSettings,
        input: PersonInput,
    ) -> Result<Account, ProvisionError> {
        let person = self.prepare_person(input, settings)?;
        let account = person.account.clone();
        store.write(tenant, move |tx: &mut dyn Tx| person.insert(tx)).await?;
        Ok(account)
    }
}

/// A random password of 16 characters (80 bits) that can be read out on the telephone.
pub fn readable_password(entropy: &dyn Entropy) -> Secret<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0u8; 16];
    entropy.fill(&mut random);
    let mut password = String::with_capacity(19);
    for (index, byte) in random.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Secret::new(password)
}
