//! What happened at an account, for its owner.
use latchkey_base::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountEvent {
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// What the browser called itself in which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// What it was about: the name of an app, an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// What can happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Somebody proved to be the owner.
    SignedIn,
    /// The owner signed out on our pages; these apps were told.
    SignedOut,
    /// The name and other claims of the profile were changed.
    ProfileChanged,
    /// The address was changed, to this one.
    EmailChanged,
    /// The password was changed by who knew it.
    PasswordChanged,
    /// A new password was chosen through a mailed link.
    PasswordReset,
    /// A password was chosen where there was none, by who had shown another way in.
    PasswordAdded,
    /// The password was removed: a passkey does.
    PasswordRemoved,
    /// An app was allowed something.
    AppAllowed,
    /// What an app was allowed was taken back.
    AppDisconnected,
    /// Sign-ins in other browsers were ended.
    SessionsEnded,
    /// Everything that is held about the person was fetched.
    DataDownloaded,
    /// The account is to be deleted.
    DeletionRequested,
    /// It is not, after all.
    DeletionCancelled,
    /// An authenticator app was set up, perhaps in the place of another.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// A number was set up to which codes are texted, perhaps in the place of another.
    SmsAdded,
    /// It was removed.
    SmsRemoved,
    /// The companion app was set up.
    CompanionAppAdded,
    /// It was removed.
    CompanionAppRemoved,
    /// New recovery codes were made; older ones are void.
    RecoveryCodesMade,
    /// One of them was used.
    RecoveryCodeUsed,
    /// Whoever runs the tenant took second factors away.
    FactorsReset,
    /// Whoever runs the tenant wants two factors of the person.
    TwoFactorsDemanded,
    /// They do not any more.
    TwoFactorsReleased,
    /// A device was connected.
    DeviceConnected,
    /// A device that asked was sent away.
    DeviceDenied,
    /// A device was disconnected.
    DeviceEnded,
    /// A code was made by which somebody else can take a device.
    HandoverStarted,
    /// It was made void.
    HandoverWithdrawn,
    /// Somebody who had it did not want the device.
    HandoverDeclined,
    /// Somebody took a device.
    DeviceHandedOver,
    /// A device of somebody else was taken.
    DeviceTaken,
    /// A browser tells of what waits from then on.
    NotificationsOn,
    /// It does so no more.
    NotificationsOff,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey signed somebody in.
    PasskeyUsed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was refused, since it seems to have been copied.
    PasskeyCopied,
    /// The account was locked.
    Locked,
    /// It was unlocked.
    Unlocked,
    /// A browser stands in for the second factor from then on.
    BrowserRemembered,
    /// One or all of them do not any more.
    BrowserForgotten,
    /// One of them was forgotten, since its cookie seems to have been copied.
    BrowserCopied,
    /// A browser signed in that was not used with the account before.
    BrowserNew,
    /// Somebody signed in from a network that was not.
    NetworkNew,
    /// The account was made with an invitation.
    InvitationAccepted,
    /// Another password is wanted of the person.
    PasswordDemanded,
    /// Terms of use were accepted, of this version.
    TermsAccepted,
    /// They were declined.
    TermsDeclined,
    /// A sign-in in another browser was approved, to this app.
    SignInApproved,
    /// One was refused, to this app.
    SignInDenied,
    /// Somebody asked to get back in without the second step.
    RecoveryStarted,
    /// That was stopped.
    RecoveryStopped,
    /// It does not wait any longer.
    RecoveryApproved,
    /// It was finished: whatever was set up for the second step is gone.
    RecoveryFinished,
    /// An administrator of this organization said that it need not wait.
    RecoveryVouchedFor,
    /// The person said so of this member of an organization.
    MemberVouchedFor,
    /// What this app asked was confirmed.
    Confirmed,
    /// It was refused.
    ConfirmationDenied,
}

impl AccountEvent {
    /// Something that just happened.
    pub fn new(kind: EventKind, at: Timestamp) -> Self {
        Self { kind, at, user_agent: None, about: None }
    }

    /// In the browser that calls itself so, shortened.
    #[must_use]
    pub fn in_browser(self, user_agent: &str) -> Self {
        Self { user_agent: Some(user_agent.chars().take(200).collect()), ..self }
    }

    /// About this.
    #[must_use]
    pub fn about(self, what: impl Into<String>) -> Self {
        Self { about: Some(what.into()), ..self }
    }
}
