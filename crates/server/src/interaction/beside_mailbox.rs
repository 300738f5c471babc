//! What comes beside a mailbox where that alone is not enough: a code of the app, or a recovery code.
//!
//! Security: the mailbox stands in for a password that was forgotten, and for nothing else.
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::factors::{open_totp, recovery_code_digest};
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_authn::factors::recovery_code::normal_form;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, CodeDigest, Timestamp};
use latchkey_store::{TotpRecord, Tx, TxError};

/// What somebody can show beside it.
pub(super) struct Beside {
    totp: Option<TotpRecord>,
    codes_left: usize,
}

/// A second step that was shown, to be used up with the link.
#[derive(Clone, Copy)]
pub enum Shown {
    /// None is asked for.
    Nothing,
    /// It was used up before.
    Before,
    /// The code of that step of the app.
    Totp(i64),
    /// A recovery code.
    RecoveryCode(CodeDigest),
}

/// Why a code was not taken.
#[derive(Clone, Copy)]
pub(super) enum Unshown {
    /// There is none.
    Missing,
    /// It is none that counts now.
    Wrong,
    /// Not before then.
    Wait(Timestamp),
}

impl Beside {
    /// Reads it.
    pub fn of(tx: &mut dyn Tx, account: AccountId) -> Result<Self, TxError> {
        Ok(Self { totp: tx.totp(account)?, codes_left: tx.recovery_codes_left(account)? })
    }

    /// Whether a code can be asked for.
    pub fn asks_code(&self) -> bool {
        self.totp.is_some() || self.codes_left > 0
    }

    /// Checks the code, if one can be asked for. Guesses count as they do at sign-in.
    pub async fn prove(
        &self,
        visit: &Visit,
        id: AccountId,
        typed: Option<&str>,
    ) -> Result<Result<(Shown, Option<Attempt>), Unshown>, Trouble> {
        if !self.asks_code() {
            return Ok(Ok((Shown::Nothing, None)));
        }
        let Some(typed) = typed else { return Ok(Err(Unshown::Missing)) };
        let whose = id.to_string();
        let attempt = match attempts::count(visit, Tried::new(Kind::SecondFactor, &whose)).await? {
            Counted::Go(attempt) => attempt,
            Counted::Wait(until) => return Ok(Err(Unshown::Wait(until))),
        };
        let step = match &self.totp {
            Some(totp) => open_totp(&visit.app, id, &totp.sealed)?.matching_step(typed, visit.now),
            None => None,
        };
        let code =
            normal_form(typed).map(|code| recovery_code_digest(&visit.app, id, code.expose()));
        // Security: what follows tells of former passwords, so a code has to be one of theirs first.
        let shown = match (step, code) {
            (Some(step), _) => Some(Shown::Totp(step)),
            (None, Some(code)) if holds(visit, id, code).await? => Some(Shown::RecoveryCode(code)),
            (None, _) => None,
        };
        Ok(match shown.filter(|_| !attempt.is_moot()) {
            Some(shown) => Ok((shown, Some(attempt))),
            None => Err(Unshown::Wrong),
        })
    }
}

impl Shown {
    /// Uses it up. `false`: it was used before.
    pub fn spend(
        self,
        tx: &mut dyn Tx,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, TxError> {
        match self {
            // Security: something that is set up meanwhile is asked for, too.
            Self::Nothing => Ok(!Beside::of(tx, account)?.asks_code()),
            Self::Before => Ok(true),
            Self::Totp(step) => tx.use_totp_step(account, step, now),
            Self::RecoveryCode(digest) => tx.spend_recovery_code(account, &digest),
        }
    }
}

async fn holds(visit: &Visit, id: AccountId, code: CodeDigest) -> Result<bool, Trouble> {
    let store = &visit.app.store;
    let held = store.read(visit.tenant.id(), move |tx| tx.holds_recovery_code(id, &code));
    let held: Result<bool, TxError> = held.await;
    Ok(held?)
}
