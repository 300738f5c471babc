//! Recovery codes that were just made.
use crate::app::App;
use crate::events::Events;
use crate::middleware::Trouble;
use latchkey_accounts::EventKind;
use latchkey_authn::factors::recovery_code::{generate, normal_form};
use latchkey_base::{AccountId, CodeDigest, InteractionId, Sealed, Secret, Timestamp};
use latchkey_store::{Tx, TxError};
use serde::{Deserialize, Serialize};

/// Recovery codes that were just made, until their owner has said that they are saved.
///
/// They wait sealed in the row of their page, so that it survives reload; then nobody has them but
/// the person, and we their digests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewCodes {
    /// Whose.
    pub account: AccountId,
    /// Their texts with blanks between them, sealed for the row.
    sealed: Vec<u8>,
    /// They take the place of a list that was used up.
    pub anew: bool,
}

impl NewCodes {
    /// A new list that waits in the row of that id; the digests are to be stored.
    pub fn make(
        app: &App,
        account: AccountId,
        place: InteractionId,
        anew: bool,
    ) -> (Self, Vec<CodeDigest>) {
        let codes = generate(&*app.entropy);
        let texts: Vec<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
        let list = Secret::new(texts.join(" "));
        let digests = codes
            .iter()
            .filter_map(|code| normal_form(code.expose()))
            .map(|code| digest(app, account, code.expose()))
            .collect();
        let sealed = app.factors.seal(list.expose().as_bytes(), place.as_bytes(), &*app.entropy);
        (Self { account, sealed: sealed.as_bytes().to_vec(), anew }, digests)
    }

    /// The codes with blanks between them.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when they were sealed for another row.
    pub fn list(&self, app: &App, place: InteractionId) -> Result<Secret<String>, Trouble> {
        let sealed = Sealed::from_bytes(self.sealed.clone());
        let opened = app.factors.open(&sealed, place.as_bytes());
        let opened = opened.map_err(|e| Trouble::Internal(format!("new recovery codes: {e}")))?;
        Ok(Secret::new(String::from_utf8(opened.expose().clone()).unwrap_or_default()))
    }
}

/// Keeps the first list of somebody who has set up what recovery codes stand in for. `false`: they have
/// one already, or the tenant takes none (and there are no digests).
///
/// # Errors
/// As the transaction.
pub fn keep_first(
    tx: &mut dyn Tx,
    account: AccountId,
    digests: &[CodeDigest],
    events: &Events,
    now: Timestamp,
) -> Result<bool, TxError> {
    if digests.is_empty() || tx.recovery_codes_left(account)? > 0 {
        return Ok(false);
    }
    tx.put_recovery_codes(account, digests, now)?;
    events.note(tx, account, EventKind::RecoveryCodesMade)?;
    Ok(true)
}

/// The digest under which a code in its normal form is compared.
pub fn digest(app: &App, account: AccountId, code: &str) -> CodeDigest {
    app.codes.digest("recovery_code", &format!("{account} {code}"))
}
