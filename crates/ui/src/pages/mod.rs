//! One struct, one template and one set of problems per page.
//!
//! Fields named `…_action` are addresses that a form of the page posts to, fields named `…_url`
//! are followed by links. Both come from the server and are ours unless the field says otherwise.

mod account;
mod already_done;
mod approval;
mod check_session;
mod choose_account;
mod choose_password;
mod companion_app;
mod consent;
mod create_account;
mod device_code;
mod device_confirm;
mod device_done;
mod email_link;
mod enrol_totp;
mod error;
mod forgot_password;
mod form_post;
mod give_email;
mod invitation;
mod lock;
mod mail_sign_in;
mod new_account;
mod new_password;
mod passkey;
mod password;
mod phone_number;
mod recovery;
mod second_factor;
mod sent_code;
mod sign_in;
mod sign_out;
mod start_again;
mod strength;
mod tenant_home;
mod terms;
mod verify_email;

pub use account::{
    AccountActivityPage, AccountAppLine, AccountApprovePage, AccountAppsPage, AccountConfirmPage,
    AccountDeletionPage, AccountDeviceLine, AccountDeviceProblem, AccountDevicesPage,
    AccountDownloadPage, AccountEmailPage, AccountEmailProblem, AccountEventKind, AccountEventLine,
    AccountHandoverPage, AccountHomePage, AccountOfferPage, AccountPasswordPage,
    AccountPasswordProblem, AccountProfilePage, AccountProfileProblem, AccountRecoveryPage,
    AccountRecoveryProblem, AccountSection, AccountSecurityPage, AccountSecurityProblem,
    AccountSessionLine, AccountSessionsPage, AccountTakePage, AccountTakenLine, AccountTermsLine,
    AccountTermsPage, AccountVouchPage, ApproveAsked, ApproveChange, ApproveProblem, ConfirmAsked,
    ConfirmChange, ConfirmProblem, DeviceChange, HandoverProblem, HandoverStage, MethodState,
    ORGANIZATION, PasskeyLine, PasskeySection, PasswordDone, PasswordRemoval, PushSection,
    RecoveryChange, RememberedBrowserLine, RememberedSection, RemovalState, SECTIONS,
    SecurityChange, SessionsChange, TakeProblem, VouchLine, VouchProblem,
};
pub use already_done::AlreadyDonePage;
pub use approval::{ApprovalPage, ApprovalProblem, ApprovalStage, ApprovalWait};
pub use check_session::CheckSessionPage;
pub use choose_account::{Choice, ChooseAccountPage};
pub use choose_password::{ChoosePasswordPage, PasswordReason};
pub use companion_app::{CompanionAppPage, CompanionSteps};
pub use consent::{ConsentPage, ScopeLine};
pub use create_account::{CreateAccountPage, CreateAccountProblem};
pub use device_code::{DeviceCodePage, DeviceCodeProblem};
pub use device_confirm::{DeviceConfirmPage, Origin};
pub use device_done::DeviceDonePage;
pub use email_link::{EmailLinkPage, EmailLinkProblem, EmailLinkState};
pub use enrol_totp::{EnrolTotpPage, RecoveryCodesPage};
pub use error::{ErrorKind, ErrorPage, NotFoundPage, UnavailablePage};
pub use forgot_password::{ForgotPasswordPage, ForgotPasswordProblem, ForgotPasswordSentPage};
pub use form_post::FormPostPage;
pub use give_email::GiveEmailPage;
pub use invitation::{InvitationDonePage, InvitationPage};
pub use lock::{LockPage, LockState, UnlockPage, UnlockProblem, UnlockedPage, Unlocking};
pub use mail_sign_in::{MailLinkPage, MailLinkState, MailSignInPage, MailSignInProblem};
pub use new_account::{NewAccountPage, NewAccountProblem};
pub use new_password::{NewPasswordPage, NewPasswordProblem, PasskeyOnlyPage, PasswordChangedPage};
pub use passkey::{
    EnrolPasskeyPage, EnrolPasskeyProblem, PasskeyForm, PasskeyPage, WithoutPasskey,
};
pub use password::PasswordPage;
pub use phone_number::{PhoneNumberPage, PhoneNumberProblem};
pub use recovery::{
    FinishRecoveryPage, FinishState, LostFactorsPage, LostProblem, LostStage, RecoveryAsked,
    RecoveryAskedPage, StopRecoveryPage, StopState,
};
pub use second_factor::{
    CodeProblem, RecoveryCodePage, Remember, SetUpKind, SetUpWay, TotpPage, Way, WayKind,
};
pub use sent_code::{SentBy, SentCodePage};
pub use sign_in::{SignInPage, SignInProblem};
pub use sign_out::{Frame, Onward, SignOutPage, SignedOutPage, ToldApp};
pub use start_again::{StartAgainPage, StartAgainReason};
pub use strength::{Advice, Strength, Weakness};
pub use tenant_home::{AppLink, TenantHomePage};
pub use terms::{TermsPage, TermsView};
pub use verify_email::{VerifyEmailPage, VerifyEmailProblem};

#[cfg(test)]
mod tests;
