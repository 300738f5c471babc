//! What one pass through the pages remembers: the two documents of its row.
use crate::factors::{NewCodes, NewTotp};
use crate::provision::INVITATION;
use latchkey_accounts::{Account, TermsAnswer};
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_base::{AccountId, ChallengeId, SessionId, Timestamp, TokenHash};
use latchkey_oidc::authorize::{self, AuthorizationRequest};
use latchkey_oidc::device::DeviceDescription;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `request` document: never changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The checked request. It is the one that is answered; the browser is not asked again.
    pub request: AuthorizationRequest,
    /// The parameters as they came, for starting again when the pass is over.
    pub query: String,
    /// The device that asked, if one did (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<AskedDevice>,
}

/// The device that a pass is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskedDevice {
    /// SHA-256 of its device code.
    pub hash: TokenHash,
    /// The code that it shows, for comparing.
    pub user_code: String,
    /// What it says of itself.
    pub description: DeviceDescription,
    /// The network address that it asked from.
    pub address: String,
    /// When.
    pub asked_at: Timestamp,
    /// Its code has expired from then on.
    pub expires_at: Timestamp,
}

impl AskedDevice {
    /// What to call it, if it has said anything of itself.
    pub fn title(&self) -> Option<&str> {
        self.description.title()
    }
}

/// The `progress` document: what has been proven and typed so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What the protocol wants to know.
    pub protocol: authorize::Progress,
    /// What was typed as user name or address.
    pub identifier: Option<String>,
    /// The person wants another account than the ones signed in here, or has to sign in anew.
    pub another_account: bool,
    /// Who was removed from this browser at account choice, until something else is done.
    pub removed: Option<String>,
    /// A code was mailed and is waited for.
    pub verifying: Option<Verifying>,
    /// The address of an account that is to be is proven; how its owner signs in is still to be chosen.
    pub new_account: Option<NewAccount>,
    /// A link was mailed that signs in, or would have been.
    pub mailed: Option<MailedSignIn>,
    /// Somebody has shown a part of what their sign-in takes.
    pub signing_in: Option<SigningIn>,
    /// An authenticator app that is being set up.
    pub enrolling: Option<NewTotp>,
    /// New recovery codes that the person has not said to have saved.
    pub codes: Option<NewCodes>,
    /// The browser can make passkeys, as its script says.
    pub makes_passkeys: bool,
    /// A passkey is offered to whoever has just signed in.
    pub offer: Option<Offer>,
    /// Somebody wants to get in without the second step, which whoever has just signed in with it is
    /// told.
    pub recovery: Option<Offer>,
    /// Whether the device that the pass was for was connected, once that is decided.
    pub connected: Option<bool>,
}

impl Progress {
    /// The person has signed in: what was typed and shown on the way has served its purpose.
    pub fn signed_in(&mut self, session: SessionId) {
        self.identifier = None;
        self.another_account = false;
        self.verifying = None;
        self.new_account = None;
        self.mailed = None;
        self.signing_in = None;
        self.enrolling = None;
        self.protocol.chosen = Some(session);
        self.protocol.proved.push(session);
    }

    /// The address of a new account is proven.
    pub fn address_proven(&mut self, new: NewAccount) {
        self.verifying = None;
        self.new_account = Some(new);
    }
}

/// An account that is to be. Nothing of it exists but here: its address is proven, and it has no way in
/// yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewAccount {
    /// What was typed.
    pub account: Account,
    /// What was said to the terms.
    #[serde(default)]
    pub terms: Option<TermsAnswer>,
}

/// A sign-in that is under way: there is no session before it is whole, or the one there is stays
/// what it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SigningIn {
    /// Who.
    pub account: AccountId,
    /// What they have shown so far.
    pub proofs: Vec<Proof>,
    /// Since when.
    pub since: Timestamp,
    /// SHA-256 of the hash of the password that was right: with another password the sign-in is
    /// void.
    pub password: Option<TokenHash>,
    /// The session that is to become more than it was; `None` for a new one.
    pub session: Option<SessionId>,
    /// So many of the proofs were shown in that session: it is to hold them still. Without a number all but the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<usize>,
    /// How often a code was mailed.
    #[serde(default)]
    pub mailed: u32,
    /// How often a code was texted.
    #[serde(default)]
    pub texted: u32,
    /// How often a request was sent to the companion app.
    #[serde(default)]
    pub requested: u32,
    /// They want this browser to be remembered.
    #[serde(default)]
    pub remember: bool,
    /// It comes from where nobody has signed in to the account before, and takes more than others.
    #[serde(default)]
    pub in_doubt: bool,
    /// They asked to approve it in another browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeId>,
}

impl SigningIn {
    /// Whether what was shown still counts, under these rules.
    pub fn is_live(&self, now: Timestamp, rules: &FactorPolicy) -> bool {
        now < self.since + rules.proof_lifetime
    }
}

/// Something that whoever has just signed in is offered or told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// To whom.
    pub account: AccountId,
    /// Since when: their proof is as old.
    pub since: Timestamp,
}

impl Offer {
    /// Whether it still stands, under these rules.
    pub fn is_live(&self, now: Timestamp, rules: &FactorPolicy) -> bool {
        now < self.since + rules.proof_lifetime
    }
}

/// A mailed link that is waited for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailedSignIn {
    /// Whom it was asked for, in normal form.
    pub identifier: String,
    /// The account that it is for; one that does not exist, if nobody has that name.
    pub account: AccountId,
    /// How often it was asked for.
    pub times: u32,
}

/// A mailed code that is waited for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verifying {
    /// The account it is for. It does not exist yet while somebody signs up, and never will if
    /// the address has an account already.
    pub account: AccountId,
    /// Where it was sent.
    pub email: String,
    /// What the code completes.
    pub purpose: Purpose,
    /// What the proof is made of, for mailing it once more; `None` when there is nothing to
    /// prove, because the address has an account already.
    pub payload: Option<Value>,
}

/// What a mailed or texted proof completes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The making of an account.
    SignUp,
    /// The verification of an account's address.
    VerifyEmail,
    /// The choice of a new password.
    ResetPassword,
    /// The first step of a sign-in.
    SignIn,
    /// The second step of a sign-in, by mail.
    SecondFactor,
    /// The second step of a sign-in, by text message.
    TextedCode,
    /// The setting up of a number to which codes are texted.
    AddPhone,
    /// The second step of a sign-in, in the companion app.
    CompanionApp,
    /// The setting up of the companion app.
    AddCompanionApp,
    /// Another address of an account.
    ChangeEmail,
    /// The unlocking of an account, with a new password.
    Unlock,
    /// The unlocking of an account by an app, once its mailbox has allowed it.
    UnlockByApp,
    /// That the mailbox allows it.
    AllowUnlock,
    /// The making of an account on an operator's word.
    Invitation,
}

impl Purpose {
    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::SignIn => "sign_in",
            Self::SecondFactor => "second_factor",
            Self::TextedCode => "texted_code",
            Self::AddPhone => "add_phone",
            Self::CompanionApp => "companion_app",
            Self::AddCompanionApp => "add_companion_app",
            Self::ChangeEmail => "change_email",
            Self::Unlock => "unlock",
            Self::UnlockByApp => "unlock_by_app",
            Self::AllowUnlock => "allow_unlock",
            Self::Invitation => INVITATION,
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::SignUp,
            Self::VerifyEmail,
            Self::ResetPassword,
            Self::SignIn,
            Self::SecondFactor,
            Self::TextedCode,
            Self::AddPhone,
            Self::CompanionApp,
            Self::AddCompanionApp,
            Self::ChangeEmail,
            Self::Unlock,
            Self::UnlockByApp,
            Self::AllowUnlock,
            Self::Invitation,
        ]
        .into_iter()
        .find(|purpose| purpose.name() == name)
    }
}
