//! [`FactorTx`] over the queries.
use super::super::{companion_apps, holdings, phones, recovery_codes, totps};
use super::Transaction;
use crate::{
    CompanionAppRecord, FactorTx, Holdings, PhoneRecord, RememberedTx, SessionEnds, TotpRecord, Tx,
    TxResult,
};
use latchkey_authn::Proof;
use latchkey_base::{AccountId, CodeDigest, CompanionId, Timestamp};

/// Before anything was set up.
pub(super) const EVER: Timestamp = Timestamp::from_millis(i64::MIN);

impl FactorTx for Transaction<'_> {
    fn holdings(&mut self, account: AccountId) -> TxResult<Holdings> {
        run!(self, holdings::find, account)
    }

    fn totp(&mut self, account: AccountId) -> TxResult<Option<TotpRecord>> {
        run!(self, totps::find, account)
    }

    fn put_totp(&mut self, totp: &TotpRecord) -> TxResult<()> {
        self.forget_browsers(totp.account)?;
        run!(self, totps::put, totp)
    }

    fn use_totp_step(&mut self, account: AccountId, step: i64, now: Timestamp) -> TxResult<bool> {
        run!(self, totps::use_step, account, step, now)
    }

    fn delete_totp(&mut self, account: AccountId) -> TxResult<bool> {
        self.forget_browsers(account)?;
        run!(self, totps::delete, account)
    }

    fn phone(&mut self, account: AccountId) -> TxResult<Option<PhoneRecord>> {
        run!(self, phones::find, account)
    }

    fn put_phone(&mut self, phone: &PhoneRecord) -> TxResult<()> {
        self.forget_browsers(phone.account)?;
        run!(self, phones::put, phone)
    }

    fn use_phone(&mut self, account: AccountId, number: &str, now: Timestamp) -> TxResult<bool> {
        run!(self, phones::note_use, (account, number), now)
    }

    fn delete_phone(&mut self, account: AccountId) -> TxResult<bool> {
        self.forget_browsers(account)?;
        run!(self, phones::delete, account)
    }

    fn companion_app(&mut self, account: AccountId) -> TxResult<Option<CompanionAppRecord>> {
        run!(self, companion_apps::find, account)
    }

    fn put_companion_app(&mut self, held: &CompanionAppRecord) -> TxResult<()> {
        self.forget_browsers(held.account)?;
        run!(self, companion_apps::put, held)
    }

    fn use_companion_app(
        &mut self,
        account: AccountId,
        handle: CompanionId,
        now: Timestamp,
    ) -> TxResult<bool> {
        run!(self, companion_apps::note_use, (account, handle), now)
    }

    fn delete_companion_app(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool> {
        self.forget_browsers(account)?;
        run!(self, companion_apps::delete, account, (EVER, now))
    }

    fn recovery_codes_left(&mut self, account: AccountId) -> TxResult<usize> {
        run!(self, recovery_codes::left, account)
    }

    fn put_recovery_codes(
        &mut self,
        account: AccountId,
        codes: &[CodeDigest],
        now: Timestamp,
    ) -> TxResult<()> {
        self.forget_browsers(account)?;
        run!(self, recovery_codes::replace, account, codes, now)
    }

    fn holds_recovery_code(&mut self, account: AccountId, code: &CodeDigest) -> TxResult<bool> {
        run!(self, recovery_codes::holds, account, code)
    }

    fn spend_recovery_code(&mut self, account: AccountId, code: &CodeDigest) -> TxResult<bool> {
        run!(self, recovery_codes::spend, account, code)
    }

    fn end_sessions_with(
        &mut self,
        account: AccountId,
        ends: &SessionEnds<'_>,
        now: Timestamp,
    ) -> TxResult<usize> {
        let mut held = self.sessions_of(account, now)?;
        // Security: what approved a session may have rested on what is worth nothing any more.
        let is_over = |proof: &Proof| ends.shown.contains(proof) || *proof == Proof::Approval;
        held.retain(|held| Some(held.id) != ends.except && held.proofs.iter().any(is_over));
        for session in &held {
            self.end_session(session.id, now)?;
        }
        Ok(held.len())
    }
}
