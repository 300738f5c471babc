//! "Check your phone": a texted code as the second step.
use super::facts::UnderWay;
use super::mails::Mailed;
use super::sent_code::{Channel, Sent};
use super::{Pass, Purpose, SigningIn};
use crate::attempts::Tried;
use crate::factors::sms::{number_of, tried};
use crate::middleware::Trouble;
use latchkey_accounts::masked_number;
use latchkey_authn::Proof;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{ProofRecord, Tx, TxError};
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

    fn address<'a>(_: &'a Pass, who: &'a UnderWay) -> &'a str {
        who.phone.as_deref().unwrap_or_default()
    }

    fn masked(address: &str) -> String {
        masked_number(address)
    }

    fn tried<'a>(who: &'a UnderWay, _: &'a str) -> Tried<'a> {
        tried(who.account.id, who.phone.as_deref().unwrap_or_default())
    }

    fn payload(address: &str) -> Value {
        json!({ "number": address })
    }

    async fn send(pass: &Pass, who: &UnderWay, code: Mailed) -> Result<Sent, Trouble> {
        let Some(number) = &who.phone else { return Ok(Sent::Nowhere) };
        let language = pass.visit.language_of(&who.account);
        let message = code.text_message(&pass.visit, (number, language));
        Ok(Sent::Message(code.proof, message))
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
