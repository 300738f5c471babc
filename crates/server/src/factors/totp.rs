//! An authenticator app that is being set up.
use crate::app::App;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_authn::factors::totp::TotpSecret;
use latchkey_base::{AccountId, Sealed, Secret, Timestamp};
use latchkey_store::TotpRecord;
use serde::{Deserialize, Serialize};

/// An authenticator app that is being set up.
///
/// Security: nothing is kept at the account before the app has shown a right code, so nobody is
/// shut out by a set-up that was broken off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewTotp {
    /// Whose.
    pub account: AccountId,
    /// Its secret, sealed as it will be kept.
    sealed: Vec<u8>,
}

impl NewTotp {
    /// One with a new secret.
    pub fn begin(app: &App, account: AccountId) -> Self {
        let secret = TotpSecret::generate(&*app.entropy);
        let sealed = app.factors.seal(secret.octets(), account.as_bytes(), &*app.entropy);
        Self { account, sealed: sealed.as_bytes().to_vec() }
    }

    /// Its secret.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when it was sealed with another key.
    pub fn secret(&self, app: &App) -> Result<TotpSecret, Trouble> {
        open(app, self.account, &self.sealed())
    }

    /// As it is kept, once it has shown the code of `step`.
    pub fn record(&self, step: i64, now: Timestamp) -> TotpRecord {
        TotpRecord {
            account: self.account,
            sealed: self.sealed(),
            last_step: step,
            created_at: now,
            used_at: Some(now),
        }
    }

    /// What its page shows: what the picture says, and the key to be typed.
    ///
    /// # Errors
    /// As [`NewTotp::secret`].
    pub fn shown(
        &self,
        visit: &Visit,
        account: &Account,
    ) -> Result<(Secret<String>, Secret<String>), Trouble> {
        let secret = self.secret(&visit.app)?;
        let record = visit.tenant.record();
        let issuer = record.settings.branding.display_name.as_deref().unwrap_or(&record.name);
        let login = account.email.as_deref().unwrap_or(&account.username);
        Ok((secret.uri(issuer, login), secret.key()))
    }

    fn sealed(&self) -> Sealed {
        Sealed::from_bytes(self.sealed.clone())
    }
}

/// The secret of an account's authenticator app.
///
/// # Errors
/// [`Trouble::Internal`] when it was sealed with another key.
pub fn open(app: &App, account: AccountId, sealed: &Sealed) -> Result<TotpSecret, Trouble> {
    let opened = app.factors.open(sealed, account.as_bytes());
    let opened = opened.map_err(|e| Trouble::Internal(format!("a TOTP secret: {e}")))?;
    Ok(TotpSecret::from_octets(opened.expose().clone()))
}
