//! Factors: the means by which people show who they are, one file each.
//!
//! A factor says what it is; which pages ask for it, and where its secrets are kept, is not its
//! business.

pub mod approval;
mod companion_app;
mod email;
mod needed;
pub mod passkey;
mod password;
pub mod recovery_code;
mod sms;
pub mod totp;

pub use needed::{Needed, still_needed};

use serde::{Deserialize, Serialize};

/// That a person has just shown who they are, and by which means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// They knew the password.
    Password,
    /// They received a mail: its link or code.
    Email,
    /// They have the authenticator app that was set up.
    Totp,
    /// They received a text message at the number that was set up: its code.
    Sms,
    /// They have the list of codes that was printed.
    RecoveryCode,
    /// They have a device with their passkey and could unlock it.
    Passkey,
    /// So have they, and that passkey is on no other device.
    DevicePasskey,
    /// They have a passkey that nobody was asked about when it was made.
    SilentPasskey,
    /// They said yes in another browser, in which they are signed in.
    Approval,
    /// They said yes in an app of the operator's own, and typed the code that it showed.
    CompanionApp,
}

/// What kind of thing a proof rests on. Two of one kind are one factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Something that is known.
    Knowledge,
    /// Something that is held.
    Possession,
    /// What the thing that is held made sure of: a PIN, a finger, a face.
    Unlocking,
}

/// A means by which people show who they are.
#[derive(Debug)]
pub struct Factor {
    /// What it proves.
    pub proof: Proof,
    /// Its name in settings, rows and on the command line.
    pub name: &'static str,
    /// Its values in `amr` (RFC 8176 §2).
    pub amr: &'static [&'static str],
    /// What it rests on. One that rests on two kinds is two factors by itself.
    pub kinds: &'static [Kind],
    /// A sign-in may begin with it.
    pub can_be_first: bool,
    /// People can set it up when a sign-in needs it.
    pub can_be_enrolled: bool,
    /// It stands in for another one, which was lost or is out of reach: alone it makes nobody be
    /// asked twice.
    pub is_fallback: bool,
    /// Whoever has set it up is asked for it at each sign-in.
    pub is_expected: bool,
}

/// All factors, the one to be offered first before the others.
pub static FACTORS: &[&Factor] = &[
    &passkey::FACTOR,
    &passkey::DEVICE_FACTOR,
    &passkey::SILENT_FACTOR,
    &totp::FACTOR,
    &companion_app::FACTOR,
    &approval::FACTOR,
    &sms::FACTOR,
    &email::FACTOR,
    &recovery_code::FACTOR,
    &password::FACTOR,
];

/// Those that a sign-in here takes after the first, as settings may name them.
pub static SECOND_FACTORS: &[Proof] = &[
    Proof::Passkey,
    Proof::Totp,
    Proof::CompanionApp,
    Proof::Approval,
    Proof::Sms,
    Proof::Email,
    Proof::RecoveryCode,
];

impl Proof {
    /// The factor it comes from.
    pub const fn factor(self) -> &'static Factor {
        match self {
            Self::Password => &password::FACTOR,
            Self::Email => &email::FACTOR,
            Self::Totp => &totp::FACTOR,
            Self::Sms => &sms::FACTOR,
            Self::RecoveryCode => &recovery_code::FACTOR,
            Self::Passkey => &passkey::FACTOR,
            Self::DevicePasskey => &passkey::DEVICE_FACTOR,
            Self::SilentPasskey => &passkey::SILENT_FACTOR,
            Self::Approval => &approval::FACTOR,
            Self::CompanionApp => &companion_app::FACTOR,
        }
    }

    /// The name of its factor.
    pub const fn name(self) -> &'static str {
        self.factor().name
    }

    /// Finds it by the name of its factor.
    pub fn parse(name: &str) -> Option<Self> {
        FACTORS.iter().find(|factor| factor.name == name).map(|factor| factor.proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_factor_is_listed_under_the_name_that_rows_have() {
        use Proof::{Approval, CompanionApp, Email, Passkey, Password, RecoveryCode, Sms, Totp};
        use Proof::{DevicePasskey, SilentPasskey};
        let passkeys = [Passkey, DevicePasskey, SilentPasskey];
        for proof in [Password, Email, Totp, Sms, RecoveryCode, Approval, CompanionApp]
            .into_iter()
            .chain(passkeys)
        {
            assert_eq!(proof.factor().proof, proof);
            assert_eq!(Proof::parse(proof.name()), Some(proof));
            let written = serde_json::to_value(proof).unwrap();
            assert_eq!(written, proof.name());
        }
        assert_eq!(Proof::parse("fingerprint"), None);
    }
}
