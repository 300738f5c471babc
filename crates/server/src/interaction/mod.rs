//! The pages between a request and its answer.
//!
//! An interaction is a row: the request, what has been proven, what was typed. After every step
//! the browser returns to the dispatcher, which asks the protocol what comes next; steps never
//! lead to each other. Every address survives reload, the back button and a second tab.

pub mod abort;
pub mod allow_unlock;
pub mod approval;
mod beside_mailbox;
pub mod companion_app;
mod completion;
pub mod connect;
pub mod consent;
pub mod device;
pub mod email_code;
pub mod email_link;
pub mod enrol_companion_app;
pub mod enrol_passkey;
pub mod enrol_second_passkey;
pub mod enrol_sms;
pub mod enrol_totp;
mod facts;
pub mod finish;
pub mod finish_recovery;
pub mod forgot_password;
pub mod give_email;
pub mod invitation;
pub mod lock_account;
pub mod login;
pub mod lost_factors;
pub mod lost_passkey;
pub mod mail_link;
pub mod mail_sign_in;
mod mails;
pub mod new_account;
pub mod new_password;
mod notices;
mod pass;
pub mod passkey;
pub mod password;
mod progress;
mod proven;
pub mod recover_account;
pub mod recovery_asked;
pub mod recovery_code;
pub mod recovery_codes;
mod recovery_mails;
pub mod refused;
mod remembered;
pub mod restart;
pub mod second;
pub mod select;
pub mod sent_code;
mod sign_in;
pub mod sign_up;
pub mod sms_code;
pub mod stop_recovery;
pub mod strength;
pub mod terms;
pub mod totp;
pub mod verify;

pub use completion::{complete, leave_mailbox, void_mails};
pub use consent::{rank as scope_rank, scope_lines};
pub use facts::{Facts, Question, SignedIn, UnderWay, people_here, takes_two};
pub use lock_account::unlocking;
pub use mails::{Letter, Mailed, Sender, app_in_mail, code_digest, harmless_device, harmless_name};
pub use notices::{Later, Told, leads_to};
pub use pass::{Entered, Pass, app_view, login_link, person};
pub use progress::{
    Asked, AskedDevice, MailedSignIn, NewAccount, Progress, Purpose, SigningIn, Verifying,
};
pub use proven::Act;
pub use stop_recovery::stopped_mail;

use crate::middleware::Trouble;
use crate::visit::Visit;
use actix_web::HttpResponse;
use actix_web::web::Path;
use latchkey_oidc::authorize::{NextStep, PromptKind};

/// What a page handler returns.
pub type Answered = Result<HttpResponse, Trouble>;

/// The parts of a path below an interaction: the tenant's word and the interaction's id.
pub type PassPath = Path<(String, String)>;

/// Loads the pass or returns the page that says why there is none.
macro_rules! enter {
    ($visit:expr, $path:expr) => {
        match crate::interaction::Pass::enter($visit, &$path.1).await? {
            crate::interaction::Entered::Pass(pass) => *pass,
            crate::interaction::Entered::Page(page) => return Ok(page),
        }
    };
}
pub(crate) use enter;

/// `GET /{group}/interaction/{id}`: finds what comes next and sends the browser there.
///
/// # Errors
/// [`Trouble`].
pub async fn dispatch(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    if recovery_codes::waiting(&pass).is_some() {
        return Ok(pass.visit.go(&pass.path("recovery-codes")));
    }
    if recovery_asked::is_next(&pass) {
        return Ok(pass.visit.go(&pass.path("recovery")));
    }
    if enrol_passkey::is_next(&pass) {
        return Ok(pass.visit.go(&pass.path("enrol/passkey")));
    }
    let prompt = match pass.next_step() {
        NextStep::Ask { prompt, .. } => prompt,
        NextStep::Grant(_) | NextStep::Refuse(_) => {
            return Ok(pass.visit.go(&pass.visit.path(&format!("/auth/{}", pass.id()))));
        }
    };
    let step = match prompt {
        PromptKind::SelectAccount => "select",
        PromptKind::CreateAccount | PromptKind::Login if second::under_way(&pass).is_some() => {
            "second"
        }
        PromptKind::CreateAccount | PromptKind::Login if new_account::is_next(&pass) => {
            "signup/finish"
        }
        PromptKind::CreateAccount | PromptKind::Login if mail_sign_in::is_waiting(&pass) => "mail",
        PromptKind::SecondFactor => {
            second::begin(&mut pass).await?;
            "second"
        }
        PromptKind::CreateAccount if pass.context().sign_up => "signup",
        PromptKind::CreateAccount | PromptKind::Login if login::is_known(&pass) => "password",
        PromptKind::CreateAccount | PromptKind::Login => "login",
        PromptKind::NewPassword => "new-password",
        PromptKind::Terms => "terms",
        PromptKind::VerifyEmail if give_email::is_needed(&pass) && !verify::is_waiting(&pass) => {
            "email"
        }
        PromptKind::VerifyEmail => {
            verify::begin(&mut pass).await?;
            "verify"
        }
        PromptKind::Consent if pass.device.is_some() => "connect",
        PromptKind::Consent => "consent",
    };
    Ok(pass.visit.go(&pass.path(step)))
}

/// Whether this is what is to be asked next.
fn is_next(pass: &Pass, wanted: PromptKind) -> bool {
    matches!(pass.next_step(), NextStep::Ask { prompt, .. } if prompt == wanted)
}

/// Whether the person has to show who they are: an account that they have, or a new one.
fn asks_who(pass: &Pass) -> bool {
    is_next(pass, PromptKind::Login) || is_next(pass, PromptKind::CreateAccount)
}
