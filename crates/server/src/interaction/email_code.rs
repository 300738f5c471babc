//! "Check your email": a mailed code as the second step.
use super::facts::UnderWay;
use super::mails::Mailed;
use super::sent_code::{Channel, Sent};
use super::{Pass, Purpose, SigningIn, second};
use crate::attempts::Tried;
use crate::middleware::Trouble;
use latchkey_accounts::verify_email;
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{ProofRecord, Tx, TxError};
use latchkey_ui::pages::{CodeProblem, SentBy};
use serde_json::{Value, json};

/// Codes that are mailed.
pub struct Email;

impl Channel for Email {
    const PROOF: Proof = Proof::Email;
    const PURPOSE: Purpose = Purpose::SecondFactor;
    const BY: SentBy = SentBy::Email;
    const PATH: &'static str = "email-code";
    const MISSING: CodeProblem = CodeProblem::EmailMissing;
    const WRONG: CodeProblem = CodeProblem::EmailWrong;

    fn address<'a>(_: &'a Pass, who: &'a UnderWay) -> &'a str {
        who.account.email.as_deref().unwrap_or_default()
    }

    fn masked(address: &str) -> String {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{domain}")
    }

    fn tried<'a>(_: &'a UnderWay, whose: &'a str) -> Tried<'a> {
        Tried::new(Kind::OwnMail, whose)
    }

    fn payload(address: &str) -> Value {
        json!({ "email": address })
    }

    async fn send(pass: &Pass, who: &UnderWay, code: Mailed) -> Result<Sent, Trouble> {
        let Some(letter) = second::letter(pass, &who.account) else { return Ok(Sent::Nowhere) };
        let message = code.sign_in_code(&letter)?;
        Ok(Sent::Message(code.proof, message))
    }

    fn times(held: &SigningIn) -> u32 {
        held.mailed
    }

    fn count(held: &mut SigningIn) {
        held.mailed = held.mailed.saturating_add(1);
    }

    /// Whoever has it reads the mails that are sent there, so the address is verified as well.
    ///
    /// Security: not if another address has taken the place of the one that it was mailed to.
    fn accept(
        tx: &mut dyn Tx,
        account: AccountId,
        sent: &ProofRecord,
        now: Timestamp,
    ) -> Result<bool, TxError> {
        let Some(account) = tx.account(account)? else { return Ok(false) };
        let mailed_to = sent.payload["email"].as_str().unwrap_or_default();
        let Ok(verified) = verify_email(&account, mailed_to, now) else { return Ok(false) };
        if !account.email_verified {
            tx.update_account(&verified, now)?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_to_its_owner_only() {
        assert_eq!(Email::masked("alice@example.com"), "a•••@example.com");
        assert_eq!(Email::masked("ليلى@example.com"), "ل•••@example.com");
    }
}
