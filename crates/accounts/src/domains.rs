//! Where the addresses of people may be: domains that a tenant allows or blocks.
//!
//! Every address that somebody gives of themselves passes through [`admit`]: at sign-up, with an
//! invitation, and when it takes the place of another. What operators enter is their own word.
use crate::{AccountPolicy, NameProblem, email};
use std::collections::BTreeSet;
use thiserror::Error;

/// Why an address is not taken, though it is one.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DomainProblem {
    /// Its domain is on the list of those that are not taken.
    #[error("is at a domain that the tenant does not take")]
    Blocked,
    /// Only some domains are taken, and its own is none of them.
    #[error("is at none of the domains that the tenant takes")]
    NotAllowed,
}

/// Why somebody cannot have an address.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AddressProblem {
    /// It is none.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It is at the wrong place.
    #[error(transparent)]
    Domain(#[from] DomainProblem),
}

/// An entry of a list that does not do what it seems to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainNonsense {
    /// The key of the entry among the account settings.
    pub key: String,
    /// What is odd about it, continuing a sentence that begins with the key.
    pub why: &'static str,
}

/// Whether somebody may go by an address, which is in its normal form. What is blocked stays so,
/// whatever is allowed.
///
/// # Errors
/// [`DomainProblem`].
pub fn admit(address: &str, policy: &AccountPolicy) -> Result<(), DomainProblem> {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain).trim_end_matches('.');
    let is_in = |list: &[String]| {
        list.iter().filter_map(|entry| Domains::parse(entry)).any(|entry| entry.holds(domain))
    };
    if is_in(&policy.domains_blocked) {
        return Err(DomainProblem::Blocked);
    }
    // Security: an entry that is no domain lets nobody in.
    if !policy.domains_allowed.is_empty() && !is_in(&policy.domains_allowed) {
        return Err(DomainProblem::NotAllowed);
    }
    Ok(())
}

/// The normal form of an address that somebody wants to go by.
///
/// # Errors
/// [`AddressProblem`].
pub fn own_address(text: &str, policy: &AccountPolicy) -> Result<String, AddressProblem> {
    let address = email(text)?;
    admit(&address, policy)?;
    Ok(address)
}

/// Entries that are no domains: they must not be taken into the settings, since one that should
/// block blocks nothing.
pub fn malformed_domains(policy: &AccountPolicy) -> Vec<DomainNonsense> {
    let is_malformed = |(_, entry): &(String, &String)| Domains::parse(entry).is_none();
    let why = "is no domain like example.com or *.example.com";
    entries(policy).filter(is_malformed).map(|(key, _)| DomainNonsense { key, why }).collect()
}

/// Entries that are domains and yet change nothing.
pub fn idle_domains(policy: &AccountPolicy) -> Vec<DomainNonsense> {
    let parsed = |list: &[String]| -> Vec<Domains> {
        list.iter().filter_map(|entry| Domains::parse(entry)).collect()
    };
    let (allowed, blocked) = (parsed(&policy.domains_allowed), parsed(&policy.domains_blocked));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (key, entry) in entries(policy) {
        let Some(entry) = Domains::parse(entry) else { continue };
        let allows = key.starts_with(ALLOWED);
        let why = if !seen.insert((allows, entry.clone())) {
            "is listed twice"
        } else if allows && blocked.iter().any(|other| other.covers(&entry)) {
            "is blocked as well, so it lets nobody in"
        } else if !allows && !allowed.is_empty() && !allowed.iter().any(|a| a.meets(&entry)) {
            "is not allowed anyway, so it keeps nobody out"
        } else {
            continue;
        };
        found.push(DomainNonsense { key, why });
    }
    found
}

const ALLOWED: &str = "accounts.domains_allowed";
const BLOCKED: &str = "accounts.domains_blocked";

fn entries(policy: &AccountPolicy) -> impl Iterator<Item = (String, &String)> {
    let keyed = |name: &'static str, list: &'_ [String]| -> Vec<String> {
        (0..list.len()).map(|index| format!("{name}[{index}]")).collect()
    };
    let keys = keyed(ALLOWED, &policy.domains_allowed).into_iter();
    let keys = keys.chain(keyed(BLOCKED, &policy.domains_blocked));
    keys.zip(policy.domains_allowed.iter().chain(&policy.domains_blocked))
}

/// What an entry stands for: one domain, or all below one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Domains {
    /// In lower case and ASCII (RFC 5890 §2.3.2.1).
    name: String,
    is_below: bool,
}

impl Domains {
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim();
        let below = entry.strip_prefix("*.");
        let name = idna::domain_to_ascii_strict(below.unwrap_or(entry)).ok()?;
        (!name.is_empty()).then_some(Self { name, is_below: below.is_some() })
    }

    fn holds(&self, domain: &str) -> bool {
        if !self.is_below {
            return domain == self.name;
        }
        let above = domain.strip_suffix(&self.name);
        above.is_some_and(|above| above.len() > 1 && above.ends_with('.'))
    }

    /// Whether it stands for all that the other one stands for.
    fn covers(&self, other: &Self) -> bool {
        *self == *other || self.holds(&other.name)
    }

    /// Whether something is in both.
    fn meets(&self, other: &Self) -> bool {
        self.covers(other) || other.covers(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(allowed: &[&str], blocked: &[&str]) -> AccountPolicy {
        let list = |of: &[&str]| of.iter().map(|entry| (*entry).to_owned()).collect();
        AccountPolicy {
            domains_allowed: list(allowed),
            domains_blocked: list(blocked),
            ..AccountPolicy::default()
        }
    }

    #[test]
    fn without_lists_every_address_is_taken() {
        assert_eq!(admit("a@anywhere.example", &policy(&[], &[])), Ok(()));
    }

    #[test]
    fn a_domain_stands_for_itself_and_a_star_for_all_below() {
        let only = policy(&["a.example", "*.b.example"], &[]);
        for right in ["x@a.example", "x@in.b.example", "x@deep.in.b.example"] {
            assert_eq!(admit(right, &only), Ok(()), "{right}");
        }
        for wrong in ["x@in.a.example", "x@b.example", "x@notb.example", "x@a.example.evil", "x"] {
            assert_eq!(admit(wrong, &only), Err(DomainProblem::NotAllowed), "{wrong}");
        }
    }

    #[test]
    fn what_is_blocked_stays_so_whatever_is_allowed() {
        let both = policy(&["*.a.example"], &["students.a.example"]);
        assert_eq!(admit("x@staff.a.example", &both), Ok(()));
        assert_eq!(admit("x@students.a.example", &both), Err(DomainProblem::Blocked));
    }

    /// RFC 5890 §2.3.2.1: one domain in two alphabets.
    #[test]
    fn domains_are_compared_without_case_and_alphabet() {
        for entry in ["Bücher.Example", "xn--bcher-kva.example", " BÜCHER.example "] {
            let only = policy(&[entry], &[]);
            let address = own_address("A@bücher.EXAMPLE", &only);
            assert_eq!(address.as_deref(), Ok("a@xn--bcher-kva.example"), "{entry}");
            assert_eq!(
                own_address("a@bucher.example", &only),
                Err(AddressProblem::Domain(DomainProblem::NotAllowed))
            );
        }
        let missing = own_address(" ", &policy(&[], &[]));
        assert_eq!(missing, Err(AddressProblem::Name(NameProblem::Missing)));
    }

    #[test]
    fn an_entry_that_is_no_domain_is_named_and_lets_nobody_in() {
        let odd = policy(&["@a.example", "*", ""], &["a.example/", "*.*.example", "ok.example"]);
        let keys: Vec<_> = malformed_domains(&odd).into_iter().map(|found| found.key).collect();
        let (a, b) = ("accounts.domains_allowed", "accounts.domains_blocked");
        let expected: Vec<_> = [(a, 0), (a, 1), (a, 2), (b, 0), (b, 1)]
            .map(|(list, index)| format!("{list}[{index}]"))
            .into();
        assert_eq!(keys, expected);
        assert_eq!(admit("x@a.example", &odd), Err(DomainProblem::NotAllowed));
    }

    #[test]
    fn entries_that_change_nothing_are_named() {
        let odd = policy(
            &["a.example", "A.example", "in.b.example", "*.c.example"],
            &["*.b.example", "d.example", "in.c.example"],
        );
        let found: Vec<_> =
            idle_domains(&odd).into_iter().map(|found| (found.key, found.why)).collect();
        assert_eq!(
            found,
            [
                ("accounts.domains_allowed[1]".to_owned(), "is listed twice"),
                (
                    "accounts.domains_allowed[2]".to_owned(),
                    "is blocked as well, so it lets nobody in"
                ),
                (
                    "accounts.domains_blocked[1]".to_owned(),
                    "is not allowed anyway, so it keeps nobody out"
                ),
            ]
        );
        assert!(idle_domains(&policy(&["*.a.example"], &["in.a.example"])).is_empty());
    }
}
