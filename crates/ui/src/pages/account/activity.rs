//! "Activity": what happened at the account, the youngest first.
use super::HOME;
use crate::filters;
use crate::samples::{SOON, member_page, sample};
use crate::{BrowserName, Language, Page, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// A list, a part at a time, and nothing to do but to read it.
#[derive(Template, Clone, Copy)]
#[template(path = "account/activity.html")]
pub struct AccountActivityPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// To the sessions, for whoever finds something odd.
    pub sessions_url: &'a str,
    /// What happened, the youngest first.
    pub events: &'a [AccountEventLine<'a>],
    /// To what happened before that.
    pub older_url: Option<&'a str>,
    /// Back to what happened last.
    pub newest_url: Option<&'a str>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct AccountEventLine<'a> {
    /// What.
    pub kind: AccountEventKind,
    /// When.
    pub at: Timestamp,
    /// In which browser, if that is known.
    pub browser: Option<BrowserName>,
    /// What it was about: an app, an address.
    pub about: Option<&'a str>,
}

/// What can happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountEventKind {
    /// Somebody signed in.
    SignedIn,
    /// The owner signed out, and apps were told.
    SignedOut,
    /// The profile was changed.
    ProfileChanged,
    /// The address was changed.
    EmailChanged,
    /// The password was changed.
    PasswordChanged,
    /// A new password was chosen through a mailed link.
    PasswordReset,
    /// A password was set up where there was none.
    PasswordAdded,
    /// It was removed.
    PasswordRemoved,
    /// An app was allowed something.
    AppAllowed,
    /// An app was disconnected.
    AppDisconnected,
    /// Sign-ins elsewhere were ended.
    SessionsEnded,
    /// The person fetched what is held about them.
    DataDownloaded,
    /// The account was to be deleted.
    DeletionRequested,
    /// It was kept.
    DeletionCancelled,
    /// An authenticator app was set up.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// A number for texted codes was set up.
    SmsAdded,
    /// It was removed.
    SmsRemoved,
    /// The companion app was set up.
    CompanionAppAdded,
    /// It was removed.
    CompanionAppRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// One of them was used.
    RecoveryCodeUsed,
    /// Whoever runs the tenant took second factors away.
    FactorsReset,
    /// Whoever runs the tenant wants two factors.
    TwoFactorsDemanded,
    /// They do not any more.
    TwoFactorsReleased,
    /// A device was connected.
    DeviceConnected,
    /// A device was refused.
    DeviceDenied,
    /// A device was disconnected.
    DeviceEnded,
    /// A code was made by which somebody else can take a device.
    HandoverStarted,
    /// It was made void.
    HandoverWithdrawn,
    /// Somebody did not want the device.
    HandoverDeclined,
    /// Somebody took it.
    DeviceHandedOver,
    /// A device of somebody else was taken.
    DeviceTaken,
    /// A browser tells of what waits from then on.
    NotificationsOn,
    /// It does so no more.
    NotificationsOff,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was used.
    PasskeyUsed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey seems to have been copied.
    PasskeyCopied,
    /// The account was locked.
    Locked,
    /// It was unlocked.
    Unlocked,
    /// A browser is remembered.
    BrowserRemembered,
    /// It is forgotten.
    BrowserForgotten,
    /// It seems to have been copied.
    BrowserCopied,
    /// A browser was used for the first time.
    BrowserNew,
    /// A network was.
    NetworkNew,
    /// The account was made with an invitation.
    InvitationAccepted,
    /// Another password was wanted.
    PasswordDemanded,
    /// Terms of use were accepted.
    TermsAccepted,
    /// Terms of use were declined.
    TermsDeclined,
    /// A sign-in was approved in another browser.
    SignInApproved,
    /// One was refused.
    SignInDenied,
    /// Somebody asked to get back in without the second step.
    RecoveryStarted,
    /// That was stopped.
    RecoveryStopped,
    /// It does not wait any longer.
    RecoveryApproved,
    /// It was finished.
    RecoveryFinished,
    /// An administrator of an organization ended its wait.
    RecoveryVouchedFor,
    /// The person ended that of a member of an organization.
    MemberVouchedFor,
    /// What an app asked was confirmed.
    Confirmed,
    /// It was refused.
    ConfirmationDenied,
}

impl AccountEventKind {
    /// All of them.
    const ALL: [Self; 60] = [
        Self::SignedIn,
        Self::SignedOut,
        Self::ProfileChanged,
        Self::EmailChanged,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::PasswordAdded,
        Self::PasswordRemoved,
        Self::AppAllowed,
        Self::AppDisconnected,
        Self::SessionsEnded,
        Self::DataDownloaded,
        Self::DeletionRequested,
        Self::DeletionCancelled,
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::SmsAdded,
        Self::SmsRemoved,
        Self::CompanionAppAdded,
        Self::CompanionAppRemoved,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::FactorsReset,
        Self::TwoFactorsDemanded,
        Self::TwoFactorsReleased,
        Self::DeviceConnected,
        Self::DeviceDenied,
        Self::DeviceEnded,
        Self::HandoverStarted,
        Self::HandoverWithdrawn,
        Self::HandoverDeclined,
        Self::DeviceHandedOver,
        Self::DeviceTaken,
        Self::NotificationsOn,
        Self::NotificationsOff,
        Self::PasskeyAdded,
        Self::PasskeyUsed,
        Self::PasskeyRemoved,
        Self::PasskeyCopied,
        Self::Locked,
        Self::Unlocked,
        Self::BrowserRemembered,
        Self::BrowserForgotten,
        Self::BrowserCopied,
        Self::BrowserNew,
        Self::NetworkNew,
        Self::InvitationAccepted,
        Self::PasswordDemanded,
        Self::TermsAccepted,
        Self::TermsDeclined,
        Self::SignInApproved,
        Self::SignInDenied,
        Self::RecoveryStarted,
        Self::RecoveryStopped,
        Self::RecoveryApproved,
        Self::RecoveryFinished,
        Self::RecoveryVouchedFor,
        Self::MemberVouchedFor,
        Self::Confirmed,
        Self::ConfirmationDenied,
    ];

    fn message(self) -> &'static str {
        match self {
            Self::SignedIn => "activity.signed_in",
            Self::SignedOut => "activity.signed_out",
            Self::ProfileChanged => "activity.profile_changed",
            Self::EmailChanged => "activity.email_changed",
            Self::PasswordChanged => "activity.password_changed",
            Self::PasswordReset => "activity.password_reset",
            Self::PasswordAdded => "activity.password_added",
            Self::PasswordRemoved => "activity.password_removed",
            Self::AppAllowed => "activity.app_allowed",
            Self::AppDisconnected => "activity.app_disconnected",
            Self::SessionsEnded => "activity.sessions_ended",
            Self::DataDownloaded => "activity.data_downloaded",
            Self::DeletionRequested => "activity.deletion_requested",
            Self::DeletionCancelled => "activity.deletion_cancelled",
            Self::TotpAdded => "activity.totp_added",
            Self::TotpRemoved => "activity.totp_removed",
            Self::SmsAdded => "activity.sms_added",
            Self::SmsRemoved => "activity.sms_removed",
            Self::CompanionAppAdded => "activity.companion_app_added",
            Self::CompanionAppRemoved => "activity.companion_app_removed",
            Self::RecoveryCodesMade => "activity.recovery_codes_made",
            Self::RecoveryCodeUsed => "activity.recovery_code_used",
            Self::FactorsReset => "activity.factors_reset",
            Self::TwoFactorsDemanded => "activity.two_factors_demanded",
            Self::TwoFactorsReleased => "activity.two_factors_released",
            Self::DeviceConnected => "activity.device_connected",
            Self::DeviceDenied => "activity.device_denied",
            Self::DeviceEnded => "activity.device_ended",
            Self::HandoverStarted => "activity.handover_started",
            Self::HandoverWithdrawn => "activity.handover_withdrawn",
            Self::HandoverDeclined => "activity.handover_declined",
            Self::DeviceHandedOver => "activity.device_handed_over",
            Self::DeviceTaken => "activity.device_taken",
            Self::NotificationsOn => "activity.notifications_on",
            Self::NotificationsOff => "activity.notifications_off",
            Self::PasskeyAdded => "activity.passkey_added",
            Self::PasskeyUsed => "activity.passkey_used",
            Self::PasskeyRemoved => "activity.passkey_removed",
            Self::PasskeyCopied => "activity.passkey_copied",
            Self::Locked => "activity.locked",
            Self::Unlocked => "activity.unlocked",
            Self::BrowserRemembered => "activity.browser_remembered",
            Self::BrowserForgotten => "activity.browser_forgotten",
            Self::BrowserCopied => "activity.browser_copied",
            Self::BrowserNew => "activity.browser_new",
            Self::NetworkNew => "activity.network_new",
            Self::InvitationAccepted => "activity.invitation_accepted",
            Self::PasswordDemanded => "activity.password_demanded",
            Self::TermsAccepted => "activity.terms_accepted",
            Self::TermsDeclined => "activity.terms_declined",
            Self::SignInApproved => "activity.sign_in_approved",
            Self::SignInDenied => "activity.sign_in_denied",
            Self::RecoveryStarted => "activity.recovery_started",
            Self::RecoveryStopped => "activity.recovery_stopped",
            Self::RecoveryApproved => "activity.recovery_approved",
            Self::RecoveryFinished => "activity.recovery_finished",
            Self::RecoveryVouchedFor => "activity.recovery_vouched_for",
            Self::MemberVouchedFor => "activity.member_vouched_for",
            Self::Confirmed => "activity.confirmed",
            Self::ConfirmationDenied => "activity.confirmation_denied",
        }
    }
}

impl Samples for AccountActivityPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |(hours, kind): (i64, AccountEventKind)| AccountEventLine {
            kind,
            at: SOON - Seconds::minutes(60 * hours),
            browser: (hours % 2 == 0).then(|| BrowserName::read("iPhone Safari/604.1")),
            about: matches!(kind, AccountEventKind::AppAllowed | AccountEventKind::AppDisconnected)
                .then_some("Bestandsverwaltungs-Übersichtsanwendung"),
        };
        let events: Vec<_> = (0..).zip(AccountEventKind::ALL).map(line).collect();
        let full = AccountActivityPage {
            page: &page,
            home_url: HOME,
            sessions_url: "/northwind/account/sessions",
            events: &events,
            older_url: Some("/northwind/account/activity?before=1"),
            newest_url: None,
        };
        let newest_url = Some("/northwind/account/activity");
        let older =
            AccountActivityPage { events: &events[..2], older_url: None, newest_url, ..full };
        let none = AccountActivityPage { events: &[], older_url: None, ..full };
        Ok(vec![
            sample("account-activity", &full)?,
            sample("account-activity-older", &older)?,
            sample("account-activity-none", &none)?,
        ])
    }
}
