//! What one pass through the pages remembers: the two documents of its row.
use latchkey_base::AccountId;
use latchkey_oidc::authorize::{self, AuthorizationRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `request` document: never changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The checked request. It is the one that is answered; the browser is not asked again.
    pub request: AuthorizationRequest,
    /// The parameters as they came, for starting again when the pass is over.
    pub query: String,
}

/// The `progress` document: what has been proven and typed so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What the protocol wants to know.
    pub protocol: authorize::Progress,
    /// What was typed as user name or address.
    pub identifier: Option<String>,
    /// The person wants another account than the ones signed in here.
    pub another_account: bool,
    /// Who was removed from this browser at account choice, until something else is done.
    pub removed: Option<String>,
    /// A code was mailed and is waited for.
    pub verifying: Option<Verifying>,
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

/// What a mailed proof completes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The making of an account.
    SignUp,
    /// The verification of an account's address.
    VerifyEmail,
    /// The choice of a new password.
    ResetPassword,
}

impl Purpose {
    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::SignUp, Self::VerifyEmail, Self::ResetPassword]
            .into_iter()
            .find(|purpose| purpose.name() == name)
    }
}
