//! What a tenant decides about passwords, second factors and failed attempts.
use crate::Proof;
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};

/// A tenant's password rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub min_length: usize,
    /// Most characters; bounds the work of the strength check.
    pub max_length: usize,
    /// Least zxcvbn score, 0 to 4.
    pub min_score: u8,
    /// So many of the last passwords, the present one among them, cannot be chosen again; 0: all
    /// can. At most [`PasswordPolicy::LONGEST_HISTORY`].
    pub history: usize,
    /// Whoever signs in with a password that is known from a leak has to choose another one.
    pub breached_at_sign_in: bool,
    /// How new passwords are hashed.
    pub hash: HashParameters,
}

impl PasswordPolicy {
    /// The longest history: each entry of it is a hash to compute when a password is chosen.
    pub const LONGEST_HISTORY: usize = 30;
    /// For how long a former password is kept.
    pub const HISTORY_KEPT: Seconds = Seconds::days(365);
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 8,
            max_length: 128,
            min_score: 2,
            history: 0,
            breached_at_sign_in: false,
            hash: HashParameters::default(),
        }
    }
}

/// argon2id parameters (RFC 9106 §4), stored with each hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HashParameters {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Default for HashParameters {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1 }
    }
}

/// A tenant's rules about second factors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FactorPolicy {
    /// When a sign-in takes a second factor.
    pub second_factor: SecondFactor,
    /// When a sign-in takes one more than that, because it comes from where nobody has signed in to
    /// the account before.
    pub ask_when_new: AskWhenNew,
    /// This sign-in does, and is asked: how [`crate::whereabouts`] puts it, and no setting.
    #[serde(skip)]
    pub in_doubt: bool,
    /// Which ones it may be. Security: whoever has the mailbox can ask for a new password where
    /// that is allowed; a code by e-mail is then no second factor against them. Nobody who has set
    /// up another one is asked for it.
    pub allowed: Vec<Proof>,
    /// Those that are not taken here all the same, by whom it is that asks: they are asked for nowhere, and
    /// worth nothing. No setting.
    #[serde(skip)]
    pub refused: Vec<Proof>,
    /// Those that nobody can set up here, though they are allowed. Whoever has one is asked for it. No setting.
    #[serde(skip)]
    pub out_of_reach: Vec<Proof>,
    /// For how long people may have a browser remembered, in which they are then not asked for the
    /// second factor that they have set up; zero for not at all.
    pub remember_browsers: Seconds,
    /// For how long what somebody has shown waits for the rest of their sign-in. What whoever has just
    /// signed in is offered stands as long.
    pub proof_lifetime: Seconds,
    /// People may sign in with a link or a code that is mailed to their verified address, without
    /// the password.
    pub mail_sign_in: bool,
    /// Password managers may make a passkey without a question, right after a sign-in with a
    /// password (WebAuthn §5.1.3, conditional mediation). It is one factor.
    pub silent_passkeys: bool,
    /// People may have an account with a passkey and no password: choose so when they create one, and
    /// remove the password of one that has a passkey.
    pub passkey_accounts: bool,
    /// For how long a sign-in waits to be approved in another browser. At most
    /// [`FactorPolicy::LONGEST_APPROVAL`].
    pub approval_lifetime: Seconds,
    /// For how long after somebody has shown two factors in a browser they can approve there.
    pub approval_within: Seconds,
    /// So many sign-ins of one account may wait for that at once.
    pub approvals_open: u8,
    /// So many may be asked for within an hour.
    pub approvals_hourly: u8,
    /// For how long nothing is asked in the companion app of somebody who has said no there;
    /// at least a minute.
    pub companion_app_pause: Seconds,
    /// People may have a browser in which they are signed in tell them of sign-ins that wait to be
    /// approved there, by a message that goes through its maker's push service.
    pub push: bool,
    /// The calling codes of the countries whose numbers can be set up (`["44", "353"]`); none: those of
    /// all countries.
    pub calling_codes: Vec<String>,
}

impl FactorPolicy {
    /// No sign-in waits longer to be approved: what somebody has shown before is worth no more then.
    pub const LONGEST_APPROVAL: Seconds = Seconds::minutes(15);

    /// Whether a number, as it is kept (E.164), is of a country whose numbers can be set up.
    ///
    /// Security: messages to some countries cost many times what others do, and strangers have numbers
    /// there.
    pub fn texts_to(&self, number: &str) -> bool {
        let digits = number.trim_start_matches('+');
        self.calling_codes.is_empty()
            || self.calling_codes.iter().any(|code| digits.starts_with(code))
    }

    /// Whether a sign-in may begin with that proof.
    pub fn begins_with(&self, proof: Proof) -> bool {
        match proof {
            Proof::Email => self.mail_sign_in,
            Proof::SilentPasskey => self.allowed.contains(&Proof::Passkey),
            _ => proof.factor().can_be_first,
        }
    }

    /// The rules as they are in a browser that its owner has had remembered: what is asked for out
    /// of habit is spared.
    ///
    /// Security: what is demanded of everybody, by an app, or at people's own accounts, is not.
    #[must_use]
    pub fn in_remembered_browser(&self) -> Self {
        let second_factor = match self.second_factor {
            SecondFactor::IfEnrolled => SecondFactor::Never,
            demanded => demanded,
        };
        Self { second_factor, ..self.clone() }
    }
}

/// When a sign-in takes a second factor. A request or a client that asks for two gets two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Only when it is asked for.
    Never,
    /// Of people who have set one up.
    IfEnrolled,
    /// Of people who have any at all, a passkey for one: how people's own accounts take it, and no
    /// setting.
    #[serde(skip)]
    IfHeld,
    /// Of everybody; who has none sets one up.
    Always,
}

/// From where a sign-in has to come to be asked for a second factor, whatever else is asked of its person.
/// Whoever has none is mailed a code, and whoever has no verified address goes on as ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskWhenNew {
    /// From anywhere: nobody is.
    #[default]
    Never,
    /// From a browser that is new to the account.
    Browser,
    /// From a browser or a network that is.
    BrowserOrNetwork,
}

impl Default for FactorPolicy {
    fn default() -> Self {
        let allowed = vec![Proof::Passkey, Proof::Totp, Proof::RecoveryCode];
        let remember_browsers = Seconds::days(30);
        let second_factor = SecondFactor::IfEnrolled;
        Self {
            second_factor,
            ask_when_new: AskWhenNew::default(),
            in_doubt: false,
            allowed,
            refused: Vec::new(),
            out_of_reach: Vec::new(),
            remember_browsers,
            proof_lifetime: Seconds::minutes(15),
            mail_sign_in: false,
            silent_passkeys: false,
            passkey_accounts: false,
            approval_lifetime: Seconds::minutes(3),
            approval_within: Seconds::days(7),
            approvals_open: 2,
            approvals_hourly: 5,
            companion_app_pause: Seconds::minutes(15),
            push: false,
            calling_codes: Vec::new(),
        }
    }
}

/// How failed attempts slow down further ones. Nothing here ever locks for good, and what
/// strangers do costs the owner of an account at most `stranger_wait` at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThrottlePolicy {
    /// Failures for one account, from one address or one known browser, before waiting starts.
    pub account_burst: u32,
    /// The first wait; it doubles with each further failure.
    pub first_wait: Seconds,
    /// The longest wait.
    pub longest_wait: Seconds,
    /// Failures for one account within `forget_after`, from everywhere together, before every
    /// browser that never signed in to it has to wait a little.
    pub stranger_burst: u32,
    /// That little.
    pub stranger_wait: Seconds,
    /// Failures from one address, over all accounts, within `address_window`.
    pub address_burst: u32,
    /// See `address_burst`.
    pub address_window: Seconds,
    /// Failures within `address_window` from all addresses of one IPv6 site together, which is
    /// easily one customer of a network.
    pub site_burst: u32,
    /// The bits of an IPv6 address that its site has in common, from 16 to 63.
    pub site_prefix: u8,
    /// Mails asked for one address within `mail_window`.
    pub mail_burst: u32,
    /// See `mail_burst`.
    pub mail_window: Seconds,
    /// Text messages to one number, and for one account, within `text_window`.
    pub text_burst: u32,
    /// See `text_burst`.
    pub text_window: Seconds,
    /// Text messages of the tenant on one day (UTC) to numbers that people have set up: each of them
    /// costs money, and strangers earn it.
    pub texts_per_day: u32,
    /// Likewise to numbers that are being set up.
    pub new_texts_per_day: u32,
    /// Failures are forgotten after that long without one.
    pub forget_after: Seconds,
    /// What browsers compute for an attempt where there have been many.
    pub proof_of_work: WorkPolicy,
}

/// When browsers work for an attempt, and how hard: [`crate::throttle::work`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkPolicy {
    /// When it is asked for.
    pub ask: AskWork,
    /// From which share of a limit on, in per cent.
    pub share: u8,
    /// How hard it is: a browser derives two to that power rounds of PBKDF2 on average. From
    /// [`WorkPolicy::FEWEST_BITS`] to [`WorkPolicy::MOST_BITS`].
    pub bits: u8,
    /// How far apart attempts are that bring none, where it is asked for. At most
    /// [`WorkPolicy::LONGEST_WAIT`].
    pub wait: Seconds,
    /// For how long a challenge can be answered. At most [`WorkPolicy::LONGEST_LIFETIME`].
    pub lifetime: Seconds,
}

impl WorkPolicy {
    /// Less would not be noticed by anybody.
    pub const FEWEST_BITS: u8 = 14;
    /// More would keep people waiting, those first whose devices are old.
    pub const MOST_BITS: u8 = 22;
    /// Nobody without script waits longer for the lack of it.
    pub const LONGEST_WAIT: Seconds = Seconds::minutes(1);
    /// What was worked for is remembered as long.
    pub const LONGEST_LIFETIME: Seconds = Seconds::days(1);

    /// The difficulty within its bounds, whatever the settings say.
    pub(crate) fn within(bits: u8) -> u8 {
        bits.clamp(Self::FEWEST_BITS, Self::MOST_BITS)
    }
}

impl Default for WorkPolicy {
    fn default() -> Self {
        Self {
            ask: AskWork::default(),
            share: 50,
            bits: 19,
            wait: Seconds::new(10),
            lifetime: Seconds::minutes(15),
        }
    }
}

/// When browsers work for an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskWork {
    /// They do not.
    #[default]
    Never,
    /// Where a limit has been used up to the share.
    Busy,
    /// Wherever strangers can try something.
    Always,
}

impl Default for ThrottlePolicy {
    fn default() -> Self {
        Self {
            account_burst: 5,
            first_wait: Seconds::new(2),
            longest_wait: Seconds::minutes(15),
            stranger_burst: 50,
            stranger_wait: Seconds::new(10),
            address_burst: 60,
            address_window: Seconds::minutes(10),
            site_burst: 300,
            site_prefix: 48,
            mail_burst: 5,
            mail_window: Seconds::minutes(60),
            text_burst: 5,
            text_window: Seconds::minutes(60),
            texts_per_day: 200,
            new_texts_per_day: 50,
            forget_after: Seconds::minutes(60),
            proof_of_work: WorkPolicy::default(),
        }
    }
}
