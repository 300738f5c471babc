//! What apps ask people to confirm: who is asked, and what waits.
//!
//! What may be asked, and how often, is said by `latchkey_oidc`.
use latchkey_accounts::{Account, AccountStatus, email, normal_form};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::is_whole;
use latchkey_base::{AccountId, ConfirmationId, Timestamp};
use latchkey_oidc::confirmation::{
    COUNTED_OVER, Caller, ConfirmationPolicy, ConfirmationState, Lately,
};
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

/// Since when is looked at what was asked, so that all is found that [`counted`] counts.
pub fn counted_since(now: Timestamp) -> Timestamp {
    now - COUNTED_OVER - ConfirmationPolicy::LONGEST_LIFETIME
}

/// What was asked, counted. A no counts for as long after the end of its question's time, which no answer
/// outlives.
pub fn counted<'a>(
    asked: impl IntoIterator<Item = &'a ConfirmationRecord>,
    now: Timestamp,
) -> Lately {
    let mut lately = Lately::default();
    for held in asked {
        let is_denied = held.state == ConfirmationState::Denied;
        lately.asked += usize::from(now < held.created_at + COUNTED_OVER);
        lately.open += usize::from(held.is_open(now));
        lately.denied += usize::from(is_denied && now < held.expires_at + COUNTED_OVER);
    }
    lately
}

/// What an account can decide on now, the youngest first: of apps that may still ask.
///
/// # Errors
/// As the transaction.
pub fn open_for(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<ConfirmationRecord>, TxError> {
    let mut open = Vec::new();
    for held in tx.confirmations_of(account, now - ConfirmationPolicy::LONGEST_LIFETIME)? {
        if !held.is_open(now) {
            continue;
        }
        // Security: an operator may have withdrawn it since.
        let client = tx.client_by_key(held.client)?;
        if client.is_some_and(|client| !client.disabled && Caller::is_let(&client.metadata)) {
            open.push(held);
        }
    }
    Ok(open)
}

/// Which of `proofs` the account could have shown when it was asked, at `asked`.
///
/// Security: whoever has only the password of somebody without a second factor sets one up with it, and
/// has shown two at once. To what waits already that is no yes. Of passkeys and recovery codes a session
/// does not say which it was: they count where there was a passkey, or any second factor.
///
/// # Errors
/// As the transaction.
pub fn shown_before(
    tx: &mut dyn Tx,
    (account, proofs): (AccountId, &[Proof]),
    asked: Timestamp,
) -> Result<Vec<Proof>, TxError> {
    let had_totp = tx.totp(account)?.is_some_and(|held| held.created_at <= asked);
    let had_phone = tx.phone(account)?.is_some_and(|held| held.created_at <= asked);
    let had_app = tx.companion_app(account)?.is_some_and(|held| held.created_at <= asked);
    let mut passkeys = tx.passkeys_of(account)?;
    passkeys.retain(|held| held.created_at <= asked);
    let had_passkey = passkeys.iter().any(|held| is_whole(&held.credential));
    // The address may be another one.
    let is_unchanged = tx.account(account)?.is_some_and(|held| held.updated_at <= asked);
    let counts = |proof: &Proof| match proof {
        Proof::Totp => had_totp,
        Proof::Sms => had_phone,
        Proof::CompanionApp => had_app,
        Proof::Passkey | Proof::DevicePasskey => had_passkey,
        Proof::SilentPasskey => !passkeys.is_empty(),
        Proof::RecoveryCode => had_totp || had_phone || had_app || had_passkey,
        Proof::Email => is_unchanged,
        Proof::Password | Proof::Approval => true,
    };
    Ok(proofs.iter().copied().filter(counts).collect())
}

/// One, and what became of it: what nobody decided in its time has expired in its row too, before anybody
/// hears so. Another node, whose clock may be behind, takes no answer then.
///
/// # Errors
/// As the transaction.
pub fn settled(
    tx: &mut dyn Tx,
    id: ConfirmationId,
    now: Timestamp,
) -> Result<Option<ConfirmationRecord>, TxError> {
    tx.expire_confirmation(id, now)?;
    tx.confirmation(id)
}
