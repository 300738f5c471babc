//! Recovery codes that were just made.
use crate::app::App;
use crate::events::Events;
use crate::interaction::Told;
use crate::middleware::Trouble;
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_authn::factors::recovery_code::{generate, normal_form};
use latchkey_base::{AccountId, CodeDigest, InteractionId, Sealed, Secret, SessionId, Timestamp};
use latchkey_store::{SessionEnds, Tx, TxError};
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
        let (list, digests) = drawn(app, account);
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

/// Codes with blanks between them that nobody knows yet, and their digests, to be stored.
pub fn drawn(app: &App, account: AccountId) -> (Secret<String>, Vec<CodeDigest>) {
    let codes = generate(&*app.entropy);
    let texts: Vec<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
    let list = Secret::new(texts.join(" "));
    let digests = codes
        .iter()
        .filter_map(|code| normal_form(code.expose()))
        .map(|code| digest(app, account, code.expose()))
        .collect();
    (list, digests)
}

/// Puts a list in the place of the last one; its owner hears of it. `session` is the one in which they
/// do so.
///
/// Security: whoever got in elsewhere with one of the last list has shown what is worth nothing now.
///
/// # Errors
/// As the transaction.
pub fn replace(
    tx: &mut dyn Tx,
    (account, session): (AccountId, SessionId),
    digests: &[CodeDigest],
    (events, notice): (&Events, Option<&Told>),
    now: Timestamp,
) -> Result<(), TxError> {
    tx.put_recovery_codes(account, digests, now)?;
    events.note(tx, account, EventKind::RecoveryCodesMade)?;
    notice.map_or(Ok(()), |notice| notice.put(tx))?;
    let ends = SessionEnds { shown: &[Proof::RecoveryCode], except: Some(session) };
    tx.end_sessions_with(account, &ends, now)?;
    Ok(())
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
