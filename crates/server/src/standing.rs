//! That somebody is signed in, looked at once more where something is changed.
use crate::cookies::CookieToken;
use latchkey_accounts::AccountStatus;
use latchkey_authn::Proof;
use latchkey_authn::assurance::{acr, amr};
use latchkey_base::{AccountId, ClientKey, Entropy, Seconds, SessionId, Timestamp, TokenHash};
use latchkey_store::{SessionRecord, Tx, TxError};
use std::sync::Arc;

/// Who was signed in when a page was asked for.
///
/// Security: between that look and the change somebody may have signed them out, which is what one
/// does when somebody else sits at the browser. So whatever adds or takes away a way to sign in asks
/// again, in its own transaction.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Who.
    pub account: AccountId,
    /// In which session.
    pub session: SessionId,
    /// SHA-256 of the cookie that the session belongs to.
    pub browser: TokenHash,
    /// Now.
    pub now: Timestamp,
}

impl Standing {
    /// The session, if they still are.
    ///
    /// # Errors
    /// As the transaction.
    pub fn session(&self, tx: &mut dyn Tx) -> Result<Option<SessionRecord>, TxError> {
        let account = tx.account(self.account)?;
        if account.is_none_or(|held| held.status != AccountStatus::Active) {
            return Ok(None);
        }
        let held = tx.session(self.session)?;
        Ok(held.filter(|held| {
            held.account == self.account
                && held.browser == self.browser
                && self.now < held.expires_at
        }))
    }

    /// Whether they still are.
    ///
    /// # Errors
    /// As the transaction.
    pub fn holds(&self, tx: &mut dyn Tx) -> Result<bool, TxError> {
        Ok(self.session(tx)?.is_some())
    }
}

/// Who brought a token of whom, when an app asked.
///
/// Security: as [`Standing`], for apps: between the look at the token and the change the person may have
/// signed out, or taken the app's access away.
#[derive(Clone, Copy, Debug)]
pub struct Connected {
    /// Whose account.
    pub account: AccountId,
    /// The session in which it was given; devices have none.
    pub session: Option<SessionId>,
    /// Whose token.
    pub client: ClientKey,
    /// How long a session goes on that nobody uses.
    pub idle: Seconds,
    /// Now.
    pub now: Timestamp,
}

impl Connected {
    /// The session, if it goes on and the app has access that was given in it.
    ///
    /// # Errors
    /// As the transaction.
    pub fn session(&self, tx: &mut dyn Tx) -> Result<Option<SessionRecord>, TxError> {
        let Some(session) = self.session else { return Ok(None) };
        let account = tx.account(self.account)?;
        if account.is_none_or(|held| held.status != AccountStatus::Active)
            || tx.latest_authorization(session, self.client)?.is_none()
        {
            return Ok(None);
        }
        let held = tx.session(session)?;
        Ok(held.filter(|held| {
            let goes_on = self.now < held.expires_at && self.now < held.seen_at + self.idle;
            held.account == self.account && goes_on
        }))
    }
}

/// A session that is to become something else in a transaction.
///
/// Security: under a new cookie, as whenever a session becomes something else; nobody grants on what
/// is in memory of the one before. When its person signed in stays as it was: they have not done so
/// again.
pub struct Renewed {
    standing: Standing,
    entropy: Arc<dyn Entropy>,
}

impl Renewed {
    /// The session in which somebody stands.
    pub fn new(standing: Standing, entropy: Arc<dyn Entropy>) -> Self {
        Self { standing, entropy }
    }

    /// With that proof. `None`: it is over.
    ///
    /// # Errors
    /// As the transaction.
    pub fn with(&self, tx: &mut dyn Tx, proof: Proof) -> Result<Option<CookieToken>, TxError> {
        let Some(held) = self.standing.session(tx)? else { return Ok(None) };
        let mut proofs = held.proofs.clone();
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
        self.renew(tx, held, proofs).map(Some)
    }

    /// Without those: there is nothing any more that could show them. `None`: it is over, perhaps
    /// because nothing is left of what it was begun with.
    ///
    /// # Errors
    /// As the transaction.
    pub fn without(&self, tx: &mut dyn Tx, gone: &[Proof]) -> Result<Option<CookieToken>, TxError> {
        let Some(held) = self.standing.session(tx)? else { return Ok(None) };
        let mut proofs = held.proofs.clone();
        proofs.retain(|proof| !gone.contains(proof));
        let begins = |proof: &Proof| {
            proof.factor().can_be_first || matches!(proof, Proof::Email | Proof::SilentPasskey)
        };
        let is_begun = proofs.iter().any(begins);
        if !is_begun && proofs != held.proofs {
            tx.end_session(held.id, self.standing.now)?;
            return Ok(None);
        }
        self.renew(tx, held, proofs).map(Some)
    }

    fn renew(
        &self,
        tx: &mut dyn Tx,
        held: SessionRecord,
        proofs: Vec<Proof>,
    ) -> Result<CookieToken, TxError> {
        let cookie = CookieToken::new(&*self.entropy);
        tx.move_sessions(&held.browser, &cookie.hash())?;
        tx.renew_session(&SessionRecord {
            browser: cookie.hash(),
            amr: amr(&proofs).into_iter().map(str::to_owned).collect(),
            acr: acr(&proofs).map(|acr| acr.name().to_owned()),
            seen_at: self.standing.now,
            proofs,
            ..held
        })?;
        Ok(cookie)
    }
}
