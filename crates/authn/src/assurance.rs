//! What proofs amount to: `amr` (RFC 8176) and `acr` (OIDC Core §2).

/// That a person is who they say they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// They knew the password.
    Password,
    /// They received a mail: its link or code.
    Email,
}

/// What kind of thing a proof rests on. Two of one kind are one factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Factor {
    Knowledge,
    Possession,
}

impl Proof {
    /// Its value in `amr`. A link that was mailed is a one-time password as far as the
    /// registry goes.
    pub const fn amr(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Email => "otp",
        }
    }

    const fn factor(self) -> Factor {
        match self {
            Self::Password => Factor::Knowledge,
            Self::Email => Factor::Possession,
        }
    }
}

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

/// Those that a sign-in here can reach, worst first, as discovery may list them: the password is
/// the only proof that a sign-in takes.
pub static REACHABLE: &[Acr] = &[Acr::OneFactor];

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
    let first = proofs.first()?.factor();
    let several = proofs.iter().any(|proof| proof.factor() != first);
    Some(if several { Acr::TwoFactors } else { Acr::OneFactor })
}

/// The `amr` values of a set of proofs, each once, in the order of the proofs; `mfa` comes last
/// when they are of different kinds (RFC 8176 §2).
pub fn amr(proofs: &[Proof]) -> Vec<&'static str> {
    let mut values = Vec::new();
    for proof in proofs {
        if !values.contains(&proof.amr()) {
            values.push(proof.amr());
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

    /// The list of what can be reached is no promise that nothing keeps.
    #[test]
    fn what_a_sign_in_reaches_is_listed_and_no_more() {
        assert_eq!(acr(&[Proof::Password]), REACHABLE.last().copied());
    }

    #[test]
    fn a_class_is_known_by_its_name() {
        for class in ACR_VALUES {
            assert_eq!(Acr::parse(class.name()), Some(*class));
        }
        assert_eq!(Acr::parse("0"), None);
    }
}
