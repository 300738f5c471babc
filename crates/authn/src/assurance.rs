//! What proofs amount to: `amr` (RFC 8176) and `acr` (OIDC Core §2).
use crate::Proof;

/// How well a person proved who they are, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Acr {
    /// By one factor.
    OneFactor,
    /// By two factors of different kinds.
    TwoFactors,
}

/// All values, worst first.
pub static ACR_VALUES: &[Acr] = &[Acr::OneFactor, Acr::TwoFactors];

/// Those that a sign-in can reach where these are the second factors that it takes, worst first.
pub fn reachable(second_factors: &[Proof]) -> &'static [Acr] {
    let pairs = second_factors.iter().filter_map(|second| acr(&[Proof::Password, *second]));
    let best = pairs.max().unwrap_or(Acr::OneFactor);
    let reached = ACR_VALUES.iter().take_while(|class| **class <= best);
    &ACR_VALUES[..reached.count()]
}

impl Acr {
    /// The value of the claim.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneFactor => "urn:latchkey:acr:1fa",
            Self::TwoFactors => "urn:latchkey:acr:2fa",
        }
    }

    /// Finds the class of that exact name.
    pub fn parse(name: &str) -> Option<Self> {
        ACR_VALUES.iter().copied().find(|acr| acr.name() == name)
    }
}

/// What a set of proofs amounts to; `None` when there is no proof. The one place that says so.
pub fn acr(proofs: &[Proof]) -> Option<Acr> {
    let mut kinds = proofs.iter().flat_map(|proof| proof.factor().kinds);
    let first = kinds.next()?;
    let several = kinds.any(|kind| kind != first);
    Some(if several { Acr::TwoFactors } else { Acr::OneFactor })
}

/// The `amr` values of a set of proofs, each once, in the order of the proofs; `mfa` comes last
/// when they are of different kinds (RFC 8176 §2).
pub fn amr(proofs: &[Proof]) -> Vec<&'static str> {
    let mut values = Vec::new();
    for value in proofs.iter().flat_map(|proof| proof.factor().amr) {
        if !values.contains(value) {
            values.push(*value);
        }
    }
    if acr(proofs) == Some(Acr::TwoFactors) {
        values.push("mfa");
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_proven_is_no_class_at_all() {
        assert_eq!(acr(&[]), None);
        assert!(amr(&[]).is_empty());
    }

    #[test]
    fn the_same_factor_twice_is_one_factor() {
        assert_eq!(acr(&[Proof::Password, Proof::Password]), Some(Acr::OneFactor));
        assert_eq!(amr(&[Proof::Password, Proof::Password]), ["pwd"]);
    }

    #[test]
    fn two_kinds_are_two_factors() {
        let proofs = [Proof::Password, Proof::Email];
        assert_eq!(acr(&proofs), Some(Acr::TwoFactors));
        assert_eq!(amr(&proofs), ["pwd", "otp", "mfa"]);
    }

    /// Whatever a person holds is one thing that they hold.
    #[test]
    fn two_things_of_one_kind_are_one_factor() {
        assert_eq!(acr(&[Proof::Totp, Proof::RecoveryCode]), Some(Acr::OneFactor));
        assert_eq!(amr(&[Proof::Password, Proof::Totp]), ["pwd", "otp", "mfa"]);
        assert_eq!(amr(&[Proof::Password, Proof::RecoveryCode]), ["pwd", "otp", "mfa"]);
    }

    /// RFC 8176 §2: what was texted says so, and is one more thing that is held.
    #[test]
    fn a_texted_code_is_a_second_factor_beside_a_password() {
        assert_eq!(amr(&[Proof::Password, Proof::Sms]), ["pwd", "otp", "sms", "mfa"]);
        assert_eq!(acr(&[Proof::Password, Proof::Sms]), Some(Acr::TwoFactors));
        assert_eq!(acr(&[Proof::Email, Proof::Sms]), Some(Acr::OneFactor));
    }

    /// RFC 8176 §2: a device that was unlocked for it is something held, and more than that.
    #[test]
    fn a_passkey_is_two_factors_by_itself() {
        assert_eq!(acr(&[Proof::Passkey]), Some(Acr::TwoFactors));
        assert_eq!(amr(&[Proof::Passkey]), ["swk", "user", "mfa"]);
        assert_eq!(amr(&[Proof::DevicePasskey]), ["hwk", "user", "mfa"]);
        let both = amr(&[Proof::Password, Proof::DevicePasskey]);
        assert_eq!(both, ["pwd", "hwk", "user", "mfa"]);
    }

    /// WebAuthn §4: nobody has unlocked it when it was made, so who unlocks it later may be
    /// anybody who holds it.
    #[test]
    fn a_passkey_that_was_made_in_silence_is_one_factor() {
        assert_eq!(acr(&[Proof::SilentPasskey]), Some(Acr::OneFactor));
        assert_eq!(amr(&[Proof::SilentPasskey]), ["swk", "user"]);
        assert_eq!(acr(&[Proof::SilentPasskey, Proof::Totp]), Some(Acr::OneFactor));
        assert_eq!(amr(&[Proof::SilentPasskey, Proof::Password]), ["swk", "user", "pwd", "mfa"]);
    }

    /// RFC 8176 §2: two channels, and a second factor beside something known.
    #[test]
    fn an_approval_is_of_several_channels() {
        assert_eq!(acr(&[Proof::Approval]), Some(Acr::OneFactor));
        assert_eq!(amr(&[Proof::Password, Proof::Approval]), ["pwd", "mca", "mfa"]);
        assert_eq!(amr(&[Proof::Email, Proof::Approval]), ["otp", "mca"]);
    }

    /// The list of what can be reached is no promise that nothing keeps.
    #[test]
    fn what_a_sign_in_reaches_is_listed_and_no_more() {
        assert_eq!(reachable(&[]), [Acr::OneFactor]);
        assert_eq!(reachable(&[Proof::Password]), [Acr::OneFactor]);
        assert_eq!(reachable(&[Proof::Totp]), [Acr::OneFactor, Acr::TwoFactors]);
    }

    #[test]
    fn a_class_is_known_by_its_name() {
        for class in ACR_VALUES {
            assert_eq!(Acr::parse(class.name()), Some(*class));
        }
        assert_eq!(Acr::parse("0"), None);
    }
}
