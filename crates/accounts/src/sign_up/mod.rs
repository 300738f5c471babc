//! Making an account. Whether its names are free is decided when it is written.
use crate::profile::{ProfileProblem, check_profile, tidy_profile};
use crate::{
    Account, AccountPolicy, AccountStatus, DomainProblem, NameProblem, Profile, RefusedFactors,
    admit, email, normal_form, username,
};
use latchkey_base::{AccountId, Timestamp};

/// What somebody gave about themselves.
#[derive(Clone, Debug, Default)]
pub struct SignUp {
    /// A user name; without one the address serves.
    pub username: Option<String>,
    /// An address.
    pub email: Option<String>,
    /// The rest.
    pub profile: Profile,
}

/// What is wrong with it. Each is about one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpProblem {
    /// The tenant does not let people make accounts.
    Closed,
    /// The user name.
    Username(NameProblem),
    /// The address.
    Email(NameProblem),
    /// Where the address is.
    Domain(DomainProblem),
    /// Another claim.
    Profile(ProfileProblem),
}

impl SignUpProblem {
    /// The field it is about, by the name of its claim.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Closed => None,
            Self::Username(_) => Some("username"),
            Self::Email(_) | Self::Domain(_) => Some("email"),
            Self::Profile(problem) => Some(problem.claim),
        }
    }

    /// What is wrong, continuing a sentence that begins with the field.
    pub fn reason(&self) -> String {
        match self {
            Self::Closed => "the tenant does not let people make accounts".to_owned(),
            Self::Username(problem) | Self::Email(problem) => problem.to_string(),
            Self::Domain(problem) => problem.to_string(),
            Self::Profile(problem) => problem.expected.to_owned(),
        }
    }
}

/// Makes an account for somebody who asks for one, if the tenant lets people do so. An address
/// is needed: without one nobody could help a person who forgot the password.
///
/// Security: a user name with an `@` must be that very address. User names and addresses are
/// looked up alike, so a name that is somebody else's address would tell whether they have an
/// account, keep them from making one, and get the mails for their forgotten password.
///
/// # Errors
/// Every problem found, in the order of the form.
pub fn register(
    input: SignUp,
    policy: &AccountPolicy,
    id: AccountId,
    now: Timestamp,
) -> Result<Account, Vec<SignUpProblem>> {
    if !policy.sign_up {
        return Err(vec![SignUpProblem::Closed]);
    }
    own_account(input, policy, id, now)
}

/// Makes an account for somebody whom an operator has invited, if the tenant lets operators do so.
/// The address is the one that the invitation was mailed to: whoever has it reads mail there.
///
/// # Errors
/// As [`register`].
pub fn accept_invitation(
    input: SignUp,
    policy: &AccountPolicy,
    id: AccountId,
    now: Timestamp,
) -> Result<Account, Vec<SignUpProblem>> {
    if !policy.invitations {
        return Err(vec![SignUpProblem::Closed]);
    }
    let account = own_account(input, policy, id, now)?;
    Ok(Account { email_verified: true, ..account })
}

fn own_account(
    input: SignUp,
    policy: &AccountPolicy,
    id: AccountId,
    now: Timestamp,
) -> Result<Account, Vec<SignUpProblem>> {
    if input.email.as_deref().is_none_or(|text| text.trim().is_empty()) {
        let mut problems = new_account(input, id, now).err().unwrap_or_default();
        problems.retain(|problem| *problem != SignUpProblem::Username(NameProblem::Missing));
        problems.push(SignUpProblem::Email(NameProblem::Missing));
        return Err(problems);
    }
    let poses = poses_as_address(&input);
    match new_account(input, id, now) {
        Ok(_) if poses => Err(vec![SignUpProblem::Username(NameProblem::Malformed)]),
        Ok(account) => match admit(account.email.as_deref().unwrap_or_default(), policy) {
            Ok(()) => Ok(account),
            Err(problem) => Err(vec![SignUpProblem::Domain(problem)]),
        },
        refused => refused,
    }
}

fn poses_as_address(input: &SignUp) -> bool {
    let (name, address) = (input.username.as_deref(), input.email.as_deref());
    let name = name.map(normal_form).filter(|name| name.contains('@'));
    name.is_some_and(|name| address.map(normal_form).as_deref() != Some(&name))
}

/// Makes an account on an operator's word: a user name or an address is enough.
///
/// # Errors
/// Every problem found.
pub fn new_account(
    input: SignUp,
    id: AccountId,
    now: Timestamp,
) -> Result<Account, Vec<SignUpProblem>> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let typed = (given(input.username), given(input.email));
    let mut problems = Vec::new();
    let address = match typed.1.as_deref().map(email).transpose() {
        Ok(address) => address,
        Err(problem) => {
            problems.push(SignUpProblem::Email(problem));
            None
        }
    };
    let name = match typed.0.as_deref().map(username).transpose() {
        Ok(name) => name,
        Err(problem) => {
            problems.push(SignUpProblem::Username(problem));
            None
        }
    };
    let profile = tidy_profile(input.profile);
    problems.extend(check_profile(&profile).into_iter().map(SignUpProblem::Profile));
    let name = name.or_else(|| address.clone());
    if name.is_none() && problems.is_empty() {
        problems.push(SignUpProblem::Username(NameProblem::Missing));
    }
    match name {
        Some(username) if problems.is_empty() => Ok(Account {
            id,
            username,
            email: address,
            email_verified: false,
            status: AccountStatus::Active,
            password_demand: None,
            two_factors: false,
            passkey_only: false,
            organization_two_factors: false,
            refuses: RefusedFactors::default(),
            organization_refuses: RefusedFactors::default(),
            profile,
            created_at: now,
            updated_at: now,
        }),
        _ => Err(problems),
    }
}

#[cfg(test)]
pub(crate) mod tests;
