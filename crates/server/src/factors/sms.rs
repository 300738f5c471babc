//! A number that is being set up, to which codes are texted.
use crate::attempts::{self, Attempt, Tried};
use crate::interaction::{Mailed, Purpose, code_digest};
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_accounts::{Account, forget_phone, verify_phone};
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, CodeDigest, Timestamp};
use latchkey_store::{PhoneRecord, ProofRecord, Tx, TxError};
use serde_json::json;

/// A number that is being set up: whose, and where.
///
/// Security: a code counts only in the session, or in the pass, in which it was asked for. Nothing is kept
/// at the account before it was typed.
pub struct NewPhone<'a> {
    /// The page that sets it up.
    pub visit: &'a Visit,
    /// Whose it will be.
    pub account: &'a Account,
    /// The id of the session of the account pages, or of the pass.
    pub place: String,
}

impl NewPhone<'_> {
    /// Texts a code to a number; the one before becomes void. Else too many were asked for, and none is
    /// texted until then.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn send(&self, number: &str) -> Result<Result<(), Timestamp>, Trouble> {
        let Self { visit, account, place } = self;
        let tried = Tried { kind: Kind::NewText, ..tried(account.id, number) };
        if let Err(until) = attempts::count(visit, tried).await?.go() {
            return Ok(Err(until));
        }
        let payload = json!({ "number": number, "place": place });
        let texted = Mailed::new(visit, Purpose::AddPhone, account.id, None, payload);
        let message = texted.text_message(visit, (number, visit.language_of(account)));
        let proof = texted.proof;
        let sent = visit.app.store.write(visit.tenant.id(), move |tx| {
            tx.put_proof(&proof)?;
            tx.put_message(&message)
        });
        let sent: Result<(), TxError> = sent.await;
        sent?;
        visit.app.message_queued.notify_one();
        Ok(Ok(()))
    }

    /// The number to which a code was texted that is waited for here.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn waiting(&self) -> Result<Option<String>, Trouble> {
        let (id, now, purpose) = (self.account.id, self.visit.now, Purpose::AddPhone.name());
        let store = &self.visit.app.store;
        let found =
            store.read(self.visit.tenant.id(), move |tx| tx.proof_of(id, purpose, now)).await;
        let found: Result<Option<ProofRecord>, TxError> = found;
        let here = found?.filter(|proof| proof.payload["place"] == self.place.as_str());
        Ok(here.map(|proof| number_of(&proof).to_owned()))
    }

    /// Counts a code that is typed for it; else there were too many, and none counts until then. One that
    /// [is moot](Attempt::is_moot) is a wrong one.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn count(&self) -> Result<Result<Attempt, Timestamp>, Trouble> {
        let whose = self.account.id.to_string();
        let counted = attempts::count(self.visit, Tried::new(Kind::Code, &whose)).await?;
        Ok(counted.go())
    }

    /// The code that was typed, to be compared.
    pub fn typed(&self, code: &str) -> TypedCode {
        let Self { visit, account, place } = self;
        TypedCode {
            account: account.id,
            place: place.clone(),
            digest: code_digest(&visit.app, Purpose::AddPhone, account.id, code),
            now: visit.now,
        }
    }
}

/// A code that was typed for a new number.
pub struct TypedCode {
    account: AccountId,
    place: String,
    digest: CodeDigest,
    now: Timestamp,
}

impl TypedCode {
    /// Uses it up: the number that it was texted to. A wrong one costs an attempt.
    ///
    /// # Errors
    /// As the transaction.
    pub fn take(&self, tx: &mut dyn Tx) -> Result<Option<String>, TxError> {
        let purpose = Purpose::AddPhone.name();
        let spent = tx.spend_proof_by_code(self.account, purpose, &self.digest, self.now)?;
        let here = spent.filter(|proof| proof.payload["place"] == self.place.as_str());
        Ok(here.map(|proof| number_of(&proof).to_owned()))
    }
}

/// The number to which a proof was texted.
pub fn number_of(proof: &ProofRecord) -> &str {
    proof.payload["number"].as_str().unwrap_or_default()
}

/// Asking for a text message to that number of that account, which has it set up.
pub fn tried(account: AccountId, number: &str) -> Tried<'_> {
    Tried { account: Some(account), ..Tried::new(Kind::Text, number) }
}

/// Keeps a number that its owner has shown to be theirs, and says so in their profile.
///
/// # Errors
/// As the transaction.
pub fn keep(tx: &mut dyn Tx, id: AccountId, number: &str, now: Timestamp) -> Result<(), TxError> {
    let number = number.to_owned();
    if let Some(account) = tx.account(id)? {
        tx.update_account(&verify_phone(&account, &number, now), now)?;
    }
    tx.put_phone(&PhoneRecord { account: id, number, created_at: now, used_at: Some(now) })
}

/// Takes the number away, from the profile as well, where nobody could take it away otherwise.
///
/// # Errors
/// As the transaction.
pub fn remove(tx: &mut dyn Tx, id: AccountId, now: Timestamp) -> Result<bool, TxError> {
    let Some(phone) = tx.phone(id)? else { return Ok(false) };
    if let Some(account) = tx.account(id)? {
        tx.update_account(&forget_phone(&account, &phone.number, now), now)?;
    }
    tx.delete_phone(id)
}
