//! The account pages: what people see and change of their own account.
//!
//! Every page but the overview belongs to a section of [`SECTIONS`].
mod activity;
mod approve;
mod apps;
mod confirm;
mod data;
mod deletion;
mod devices;
mod email;
mod handover;
mod home;
mod offer;
mod password;
mod profile;
mod push;
mod recovery;
mod remembered;
mod sections;
mod security;
mod sessions;
mod terms;
mod vouch;

pub use activity::{AccountActivityPage, AccountEventKind, AccountEventLine};
pub use approve::{AccountApprovePage, ApproveAsked, ApproveChange, ApproveProblem};
pub use apps::{AccountAppLine, AccountAppsPage};
pub use confirm::{AccountConfirmPage, ConfirmAsked, ConfirmChange, ConfirmProblem};
pub use data::AccountDownloadPage;
pub use deletion::AccountDeletionPage;
pub use devices::{
    AccountDeviceLine, AccountDeviceProblem, AccountDevicesPage, AccountTakenLine, DeviceChange,
};
pub use email::{AccountEmailPage, AccountEmailProblem};
pub use handover::{
    AccountHandoverPage, AccountTakePage, HandoverProblem, HandoverStage, TakeProblem,
};
pub use home::AccountHomePage;
pub use offer::AccountOfferPage;
pub use password::{AccountPasswordPage, AccountPasswordProblem, PasswordDone, PasswordRemoval};
pub use profile::{AccountProfilePage, AccountProfileProblem};
pub use push::PushSection;
pub use recovery::{AccountRecoveryPage, AccountRecoveryProblem, RecoveryChange};
pub use remembered::{RememberedBrowserLine, RememberedSection};
pub use sections::{AccountSection, ORGANIZATION, SECTIONS};
pub use security::{
    AccountSecurityPage, AccountSecurityProblem, MethodState, PasskeyLine, PasskeySection,
    RemovalState, SecurityChange,
};
pub use sessions::{AccountSessionLine, AccountSessionsPage, SessionsChange};
pub use terms::{AccountTermsLine, AccountTermsPage};
pub use vouch::{AccountVouchPage, VouchLine, VouchProblem};

/// Where the samples lead back to.
const HOME: &str = "/northwind/account";
/// And where an account is locked.
const LOCK: &str = "/northwind/account/security/lock";
