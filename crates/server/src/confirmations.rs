//! What apps ask people to confirm: who is asked, and what waits.
//!
//! What may be asked, and how often, is said by `latchkey_oidc`.
use latchkey_accounts::{Account, AccountStatus, email, normal_form};
use latchkey_base::{AccountId, ClientKey, Timestamp};
use latchkey_oidc::confirmation::{COUNTED_OVER, ConfirmationState, Lately};
use latchkey_oidc::{Client, SubjectType};
use latchkey_store::{ConfirmationRecord, Tx, TxError};

/// Whom a client names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// Whose address that is, in its normal form.
    Email(String),
    /// Whose `sub` that is.
    Subject(AccountId),
    /// Nobody whom it could know.
    Nobody(String),
}

impl Named {
    /// By what the client sent. Security: a client with pairwise subjects knows nobody by their public
    /// one, whoever told it (OIDC Core §8.1); its own ones lead to nobody but by trying all accounts.
    pub fn read(lookup: &str, client: &Client) -> Self {
        if lookup.contains('@')
            && let Ok(address) = email(lookup)
        {
            return Self::Email(address);
        }
        let is_public = client.metadata.subject_type == SubjectType::Public;
        match lookup.parse() {
            Ok(account) if is_public => Self::Subject(account),
            _ => Self::Nobody(normal_form(lookup)),
        }
    }

    /// One text for all spellings of one name.
    pub fn text(&self) -> String {
        match self {
            Self::Email(address) => address.clone(),
            Self::Subject(account) => account.to_string(),
            Self::Nobody(text) => text.clone(),
        }
    }

    /// Who it is, if they may sign in. An address counts once it is proven.
    ///
    /// # Errors
    /// As the transaction.
    pub fn find(&self, tx: &mut dyn Tx) -> Result<Option<Account>, TxError> {
        let found = match self {
            Self::Email(address) => tx.account_by_identifier(address)?.filter(|held| {
                let own = held.email.as_deref().map(normal_form);
                held.email_verified && own.as_ref() == Some(address)
            }),
            Self::Subject(account) => tx.account(*account)?,
            // For as much work as somebody.
            Self::Nobody(text) => tx.account_by_identifier(text)?.filter(|_| false),
        };
        Ok(found.filter(|held| held.status == AccountStatus::Active))
    }
}

/// What was asked, counted; of the refusals those to that client.
pub fn counted(asked: &[ConfirmationRecord], by: ClientKey, now: Timestamp) -> Lately {
    let is_denied =
        |held: &&ConfirmationRecord| held.client == by && held.state == ConfirmationState::Denied;
    Lately {
        asked: asked.len(),
        open: asked.iter().filter(|held| held.is_open(now)).count(),
        denied: asked.iter().filter(is_denied).count(),
    }
}

/// What an account can decide on now, the youngest first.
///
/// # Errors
/// As the transaction.
pub fn open_for(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<ConfirmationRecord>, TxError> {
    let mut asked = tx.confirmations_of(account, now - COUNTED_OVER)?;
    asked.retain(|held| held.is_open(now));
    Ok(asked)
}
