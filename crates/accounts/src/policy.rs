//! What a tenant decides about accounts and about the look of its pages.
use crate::{HandoverPolicy, RecoveryPolicy};
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};

/// A tenant's account settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountPolicy {
    /// People may make their own account.
    pub sign_up: bool,
    /// Operators may invite people to make one, whether or not others may.
    pub invitations: bool,
    /// How long an invitation works.
    pub invitation_lifetime: Seconds,
    /// Domains of the addresses that people may have, `*.` before one for all below it; empty: any.
    pub domains_allowed: Vec<String>,
    /// Domains of those that they may not, whatever is allowed.
    pub domains_blocked: Vec<String>,
    /// Nobody signs in before their e-mail address is verified.
    pub require_verified_email: bool,
    /// People may ask for a new password by e-mail (native contract: `centralPasswordReset`).
    pub password_reset: bool,
    /// User name and password on one page.
    pub one_page_sign_in: bool,
    /// How long a link or code in an e-mail or a text message works.
    pub email_proof_lifetime: Seconds,
    /// Wrong codes before a mailed or texted code is void.
    pub email_code_attempts: u32,
    /// For how long somebody who proved who they are may change what matters in their account
    /// (address, password, deletion) without proving it again.
    pub fresh_for: Seconds,
    /// How long people can look up what happened at their account.
    pub activity_kept_for: Seconds,
    /// How long an account that its owner has deleted can still be kept by signing in to it.
    pub deletion_delay: Seconds,
    /// How long a mailed notice can be used to lock the account.
    pub lock_link_lifetime: Seconds,
    /// How long the unlocking of an account by an app may take (native contract §2.1); at most a day.
    pub unlock_lifetime: Seconds,
    /// People hear by mail of a sign-in in a browser that they have not used before.
    pub tell_new_browsers: bool,
    /// Likewise from a network, in a browser that they have used.
    pub tell_new_networks: bool,
    /// For how long it is kept from where somebody has signed in; 0: not at all.
    pub whereabouts_kept_for: Seconds,
    /// Getting back in without the second step, for whoever has lost it.
    pub recovery: RecoveryPolicy,
    /// Handing devices over to other people.
    pub device_handover: HandoverPolicy,
}

impl Default for AccountPolicy {
    fn default() -> Self {
        Self {
            sign_up: false,
            invitations: true,
            invitation_lifetime: Seconds::days(7),
            domains_allowed: Vec::new(),
            domains_blocked: Vec::new(),
            require_verified_email: false,
            password_reset: true,
            one_page_sign_in: false,
            email_proof_lifetime: Seconds::minutes(15),
            email_code_attempts: 5,
            fresh_for: Seconds::minutes(10),
            activity_kept_for: Seconds::days(90),
            deletion_delay: Seconds::days(14),
            lock_link_lifetime: Seconds::days(3),
            unlock_lifetime: Seconds::minutes(10),
            tell_new_browsers: true,
            tell_new_networks: true,
            whereabouts_kept_for: Seconds::days(180),
            recovery: RecoveryPolicy::default(),
            device_handover: HandoverPolicy::default(),
        }
    }
}

impl AccountPolicy {
    /// What was set up to sign in with within that time goes when an account is locked.
    ///
    /// Security: that is for as long as its owner hears of it by a link that locks, and for as long as what is new
    /// waits before it counts as theirs.
    pub fn taken_by_a_lock(&self) -> Seconds {
        self.lock_link_lifetime.max(self.recovery.wait)
    }
}

/// How a tenant's pages look.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name on the pages; the tenant's own name if absent.
    pub display_name: Option<String>,
    /// One accent colour as `#rrggbb`; what could not be read is corrected.
    pub accent: Option<String>,
    /// How round corners are: `square`, `soft` or `round`; `soft` if absent.
    pub corners: Option<String>,
    /// The tenant's privacy policy.
    pub policy_uri: Option<String>,
    /// The tenant's terms of service.
    pub tos_uri: Option<String>,
}
