//! Organizations of a tenant, and who belongs to them (native contract 4.3, 3.5).
//!
//! What a member may do is asked of [`MemberRole`] by a question each, never by comparing roles: when
//! there are roles with permissions, they answer the same questions.
use crate::RefusedFactors;
use latchkey_base::{AccountId, OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most characters of an alias.
const LONGEST_ALIAS: usize = 63;
/// Most characters of a name.
const LONGEST_NAME: usize = 100;

/// A group of people within a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The row; never reassigned.
    pub id: OrganizationId,
    /// The word it is found by; unique in the tenant, lower case.
    pub alias: String,
    /// What people call it; unique in the tenant.
    pub name: String,
    /// Its members sign in with two factors, whatever the tenant asks of others.
    pub two_factors: bool,
    /// What it does not take from its members, though the tenant does from others.
    pub refuses: RefusedFactors,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
}

/// That somebody belongs to an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// To which.
    pub organization: OrganizationId,
    /// Who.
    pub account: AccountId,
    /// As what.
    pub role: MemberRole,
    /// Since when.
    pub created_at: Timestamp,
}

impl Membership {
    /// The most organizations that one account belongs to.
    pub const MOST: usize = 100;
}

/// What somebody is in an organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Somebody who belongs to it.
    #[default]
    Member,
    /// Somebody who also looks after the others.
    Admin,
}

impl MemberRole {
    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Member, Self::Admin].into_iter().find(|role| role.name() == name)
    }

    /// Whether they may say that a member who asks to get back in without the second step is the one.
    pub const fn approves_recoveries(self) -> bool {
        match self {
            Self::Member => false,
            Self::Admin => true,
        }
    }
}

/// In whose name the first person may say that the second one, who asks to get back in, is the one: an
/// organization of both. These are the memberships of either.
///
/// Security: nobody does so for themselves.
pub fn approves_for(theirs: &[Membership], of_person: &[Membership]) -> Option<OrganizationId> {
    let shared = |mine: &&Membership| {
        let is_of_both = |other: &Membership| {
            other.organization == mine.organization && other.account != mine.account
        };
        mine.role.approves_recoveries() && of_person.iter().any(is_of_both)
    };
    theirs.iter().find(shared).map(|mine| mine.organization)
}

/// Why an organization cannot be called that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrganizationProblem {
    /// The alias is none.
    Alias,
    /// The name is none.
    Name,
}

impl OrganizationProblem {
    /// The member that it is about.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::Name => "name",
        }
    }
}

impl fmt::Display for OrganizationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alias => {
                "must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last"
            }
            Self::Name => "must be one line of 1 to 100 characters",
        })
    }
}

/// Whether an organization can be called that.
///
/// # Errors
/// What cannot be.
pub fn check_organization(alias: &str, name: &str) -> Result<(), Vec<OrganizationProblem>> {
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_alias = (1..=LONGEST_ALIAS).contains(&alias.len())
        && alias.chars().all(is_fit)
        && !alias.starts_with('-')
        && !alias.ends_with('-');
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(char::is_control);
    let checked = [(OrganizationProblem::Alias, is_alias), (OrganizationProblem::Name, is_name)];
    let problems: Vec<OrganizationProblem> = checked
        .into_iter()
        .filter_map(|(problem, is_fine)| (!is_fine).then_some(problem))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(organization: u8, account: u8, role: MemberRole) -> Membership {
        Membership {
            organization: OrganizationId::from_bytes([organization; 16]),
            account: AccountId::from_bytes([account; 16]),
            role,
            created_at: Timestamp::from_seconds(1),
        }
    }

    /// Security: of the organization of both, as more than a member, and of somebody else.
    #[test]
    fn an_administrator_approves_for_members_of_the_same_organization() {
        let (admin, plain) = (MemberRole::Admin, MemberRole::Member);
        let hers = [member(1, 7, plain), member(2, 7, plain)];
        let both = approves_for(&[member(3, 8, admin), member(2, 8, admin)], &hers);
        assert_eq!(both, Some(OrganizationId::from_bytes([2; 16])));
        assert_eq!(approves_for(&[member(3, 8, admin)], &hers), None, "of another one");
        assert_eq!(approves_for(&[member(2, 8, plain)], &hers), None, "a member");
        assert_eq!(approves_for(&[], &hers), None);
        let own = [member(1, 7, admin)];
        assert_eq!(approves_for(&own, &own), None, "of themselves");
        let another = [member(1, 7, admin), member(1, 9, admin)];
        assert!(approves_for(&own, &another[1..]).is_some(), "of another administrator");
    }

    #[test]
    fn roles_are_known_by_their_names() {
        for role in [MemberRole::Member, MemberRole::Admin] {
            assert_eq!(MemberRole::parse(role.name()), Some(role));
        }
        assert_eq!(MemberRole::parse("owner"), None);
    }

    #[test]
    fn an_alias_is_a_word_and_a_name_a_line() {
        for (alias, name) in [("a", "A"), ("sales-2", "Sales & Co"), (&"a".repeat(63), "日本")] {
            assert_eq!(check_organization(alias, name), Ok(()), "{alias} {name}");
        }
        let long = "a".repeat(64);
        for alias in ["", "Sales", "-a", "a-", "a b", "a_b", "ä", long.as_str()] {
            let refused = check_organization(alias, "A").unwrap_err();
            assert_eq!(refused, [OrganizationProblem::Alias], "{alias}");
        }
        let long = "a".repeat(101);
        for name in ["", " A", "A\nB", long.as_str()] {
            let refused = check_organization("a", name).unwrap_err();
            assert_eq!(refused, [OrganizationProblem::Name], "{name:?}");
        }
    }
}
