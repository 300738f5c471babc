//! Passkeys by the hands of an app: it puts our question to the device of the person in front of it, and
//! brings the answer (native contract U145 to U147).
//!
//! Security: a question is one authorization's, for one purpose and under the name that the app gave it,
//! if it gave one. It is found by the challenge that the device has signed, and is gone with the first answer.
use super::{
    Answer, Waiting, ends, made, note_copied, party, put, registration, take_at, unasked, used,
};
use crate::attempts::{self, Tried};
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_authn::factors::passkey::{
    Assertion, Ceremony, Making, PasskeyError, Place, base64url, challenge_of_new, is_whole,
};
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, AuthorizationId, Timestamp, TokenHash};
use latchkey_store::{PasskeyRecord, TxError};
use serde_json::Value;

/// What a question is for.
const MAKE: &str = "make";
const SIGN: &str = "sign";

/// An app that asks.
#[derive(Clone, Copy)]
pub struct ByApp<'a> {
    /// Its request.
    pub visit: &'a Visit,
    /// What its token descends from.
    pub authorization: AuthorizationId,
    /// How it names the question.
    pub state: &'a str,
}

/// A passkey that was made for an app.
pub struct Made {
    /// To be kept with [`super::keep`].
    pub passkey: PasskeyRecord,
    /// The passkey that was shown for it, in the place of a fresh sign-in: its credential id.
    pub shown: Option<Vec<u8>>,
}

/// Why an answer is not taken.
pub enum Declined {
    /// Nothing was asked, it was answered before, or its time is over.
    Late,
    /// It is not right.
    Refused(PasskeyError),
    /// It is no passkey of this person's, or one that proves too little.
    NotTheirs,
    /// Too much was tried; not before then.
    Wait(Timestamp),
}

impl Declined {
    /// For the developers of the app. Security: whether anybody else has that passkey is nothing to them.
    pub const fn told(&self) -> &'static str {
        match self {
            Self::Late => "nothing waits for this answer: it is too late, or was given before",
            Self::Refused(PasskeyError::Malformed) => "credential is not what a browser answers",
            Self::Refused(_) | Self::NotTheirs => "the passkey was refused",
            Self::Wait(_) => "too much was tried",
        }
    }

    /// For the tenant's operators.
    pub fn why(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::NotTheirs => "no passkey of this person's, or one made in silence".to_owned(),
            other => other.told().to_owned(),
        }
    }
}

impl ByApp<'_> {
    /// What the device is to be asked so that it makes a passkey; its answer is taken until then.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn ask_to_make(
        &self,
        account: &Account,
        (until, shown): (Timestamp, Option<Vec<u8>>),
    ) -> Result<Value, Trouble> {
        // Where the app puts the question is its own to know.
        let how = (Making::Asked, Place::Anywhere);
        let (ceremony, user_handle) = registration(self.visit, account, how).await?;
        let waiting = Waiting {
            state: ceremony.state.clone(),
            user_handle: Some(user_handle),
            making: Making::Asked,
            shown,
        };
        self.ask(MAKE, ceremony, (waiting, until)).await
    }

    /// What the device is to be asked so that it signs.
    ///
    /// Security: it finds by itself what to sign with, so the question is the same whoever has passkeys.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn ask_to_sign(&self) -> Result<Value, Trouble> {
        let Some(party) = party(self.visit) else { return Err(Trouble::NotFound) };
        let ceremony = party.begin_sign_in(&[]).map_err(unasked)?;
        let state = ceremony.state.clone();
        let waiting = Waiting { state, user_handle: None, making: Making::Asked, shown: None };
        self.ask(SIGN, ceremony, (waiting, ends(self.visit))).await
    }

    async fn ask(
        &self,
        purpose: &str,
        ceremony: Ceremony,
        (waiting, until): (Waiting, Timestamp),
    ) -> Result<Value, Trouble> {
        let challenge = ceremony.options["challenge"].as_str();
        let challenge = challenge
            .ok_or_else(|| Trouble::Internal("passkeys: no challenge is asked".to_owned()))?;
        let expires_at = until.min(ends(self.visit));
        put(self.visit, self.place(purpose, challenge), &waiting, expires_at).await?;
        Ok(ceremony.options)
    }

    /// Where a question is kept, and whose answer it takes.
    fn place(&self, purpose: &str, challenge: &str) -> (TokenHash, TokenHash) {
        let owner = format!("app {} {purpose} {}", self.authorization, self.state);
        (TokenHash::of(&format!("challenge {challenge}")), TokenHash::of(&owner))
    }

    /// A passkey that the person's device has just made.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn made(
        &self,
        account: AccountId,
        credential: &str,
    ) -> Result<Result<Made, Declined>, Trouble> {
        let challenge = match challenge_of_new(credential) {
            Ok(challenge) => challenge,
            Err(error) => return Ok(Err(Declined::Refused(error))),
        };
        let answer = take_at(self.visit, self.place(MAKE, &challenge), credential).await?;
        let Some(answer) = answer else { return Ok(Err(Declined::Late)) };
        let passkey = made(self.visit, account, &answer).map_err(Declined::Refused);
        Ok(passkey.map(|passkey| Made { passkey, shown: answer.shown }))
    }

    /// Takes the signature of a passkey of that person's; by which it was, its credential id.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn signed(
        &self,
        account: AccountId,
        credential: &str,
    ) -> Result<Result<Vec<u8>, Declined>, Trouble> {
        let assertion = Assertion::parse(credential);
        let read = assertion.and_then(|it| it.challenge().map(|challenge| (it, challenge)));
        let (assertion, challenge) = match read {
            Ok(read) => read,
            Err(error) => return Ok(Err(Declined::Refused(error))),
        };
        let answer = take_at(self.visit, self.place(SIGN, &challenge), credential).await?;
        let Some(answer) = answer else { return Ok(Err(Declined::Late)) };
        let Some(passkey) = self.held(account, &assertion).await? else {
            return Ok(Err(Declined::NotTheirs));
        };
        let by = passkey.credential_id.clone();
        Ok(self.check(&answer, &assertion, passkey).await?.map(|()| by))
    }

    /// The passkey that has signed, if it is that person's and proves more than that somebody holds it.
    async fn held(
        &self,
        account: AccountId,
        assertion: &Assertion,
    ) -> Result<Option<PasskeyRecord>, Trouble> {
        let id = assertion.credential_id().to_vec();
        let found = self.visit.app.store.read(self.visit.tenant.id(), move |tx| tx.passkey(&id));
        let found: Result<Option<PasskeyRecord>, TxError> = found.await;
        let handle = assertion.user_handle();
        Ok(found?.filter(|held| {
            held.account == account
                && handle.is_none_or(|handle| handle == held.user_handle)
                && is_whole(&held.credential)
        }))
    }

    async fn check(
        &self,
        answer: &Answer<'_>,
        assertion: &Assertion,
        passkey: PasskeyRecord,
    ) -> Result<Result<(), Declined>, Trouble> {
        let (visit, name) = (self.visit, base64url(assertion.credential_id()));
        let attempt = match attempts::count(visit, Tried::new(Kind::Passkey, &name)).await?.go() {
            Ok(attempt) => attempt,
            Err(until) => return Ok(Err(Declined::Wait(until))),
        };
        let Some(party) = party(visit) else { return Err(Trouble::NotFound) };
        let signed = match party.finish_sign_in(&answer.state, assertion, &passkey.credential) {
            Ok(signed) => signed,
            Err(error) => {
                if error == PasskeyError::Copied {
                    note_copied(visit, &passkey).await?;
                }
                return Ok(Err(Declined::Refused(error)));
            }
        };
        let used = used(visit, passkey, signed);
        let spent = visit.app.store.write(visit.tenant.id(), move |tx| {
            let is_first = used(tx)?;
            if is_first {
                attempt.succeeded(tx)?;
            }
            Ok::<_, TxError>(is_first)
        });
        Ok(if spent.await? { Ok(()) } else { Err(Declined::Late) })
    }
}
