//! "Check your phone": a texted code as the second step.
use super::facts::UnderWay;
use super::mails::Mailed;
use super::sent_code::Channel;
use super::{Pass, Purpose, SigningIn};
use crate::attempts::Tried;
use crate::factors::sms::{number_of, tried};
use crate::middleware::Trouble;
use latchkey_accounts::masked_number;
use latchkey_authn::Proof;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{OutboxMessage, ProofRecord, Tx, TxError};
use latchkey_ui::pages::{CodeProblem, SentBy};
use serde_json::{Value, json};

/// Codes that are texted.
pub struct Sms;

impl Channel for Sms {
    const PROOF: Proof = Proof::Sms;
    const PURPOSE: Purpose = Purpose::TextedCode;
    const BY: SentBy = SentBy::Sms;
    const PATH: &'static str = "sms-code";
    const MISSING: CodeProblem = CodeProblem::SmsMissing;
    const WRONG: CodeProblem = CodeProblem::SmsWrong;

    fn address(who: &UnderWay) -> &str {
        who.phone.as_deref().unwrap_or_default()
    }

    fn masked(address: &str) -> String {
        masked_number(address)
    }

    fn tried<'a>(who: &'a UnderWay, _: &'a str) -> Tried<'a> {
        tried(who.account.id, Self::address(who))
    }

    fn payload(address: &str) -> Value {
        json!({ "number": address })
    }

    fn message(
        pass: &Pass,
        who: &UnderWay,
        code: &Mailed,
    ) -> Result<Option<OutboxMessage>, Trouble> {
        let language = pass.visit.language_of(&who.account);
        let text = |number: &String| code.text_message(&pass.visit, (number, language));
        Ok(who.phone.as_ref().map(text))
    }

    fn times(held: &SigningIn) -> u32 {
        held.texted
    }

    fn count(held: &mut SigningIn) {
        held.texted = held.texted.saturating_add(1);
    }

    /// Security: not if another number has taken the place of the one that it was texted to.
    fn accept(
        tx: &mut dyn Tx,
        account: AccountId,
        sent: &ProofRecord,
        now: Timestamp,
    ) -> Result<bool, TxError> {
        tx.use_phone(account, number_of(sent), now)
    }
}
