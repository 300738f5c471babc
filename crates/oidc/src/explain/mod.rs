//! "Why did this fail?": what is kept of a refusal for the tenant's operators.
//!
//! The rules say what they found ([`Finding`]) where they refuse; whoever answers keeps it as a
//! [`Trail`] under the reference that the client was told; [`Words`] says it in sentences.
mod finding;
mod nearest;
mod object;
mod parameter;
mod words;

pub use finding::{
    AssertionFinding, BrowserFinding, ClientFinding, ConfirmationFinding, Finding, GrantFinding,
    MessageFinding, OwnAccountFinding, PersonFinding, Presented, RequestFinding, TokenFinding,
    VerifierFinding,
};
pub use nearest::Difference;
pub(crate) use nearest::nearest;
pub use object::ObjectFinding;
pub(crate) use parameter::some_of;
pub use words::Words;

use latchkey_base::{AuthorizationId, ClientKey, Reference, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};

/// Characters that are kept of anything that was sent.
const LONGEST: usize = 300;

/// What is kept of one refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// When.
    pub at: Timestamp,
    /// Where: the endpoint's name in log and metrics.
    pub endpoint: String,
    /// The error code that was answered.
    pub error: String,
    /// The description that was answered.
    pub error_description: String,
    /// The client that the request named, registered or not.
    pub client_id: Option<String>,
    /// What only the log was told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Which check failed, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

impl Trail {
    /// The authorization that a replay has ended: when its code was first used, and by whom, is
    /// for the store to add ([`Trail::was_spent`]).
    pub fn replayed(&self) -> Option<(AuthorizationId, Option<TokenHash>)> {
        match &self.finding {
            Some(Finding::Grant(GrantFinding::Spent { authorization, hash, .. })) => {
                Some((*authorization, *hash))
            }
            _ => None,
        }
    }

    /// Adds when what was replayed was first used, and whose it was.
    pub fn was_spent(&mut self, when: Option<Timestamp>, by: Option<ClientKey>) {
        if let Some(Finding::Grant(GrantFinding::Spent { at, client, .. })) = &mut self.finding {
            (*at, *client) = (when, by);
        }
    }

    /// A client beside the one that asked, whose name [`Words::of`] wants to know.
    pub fn other_client(&self) -> Option<ClientKey> {
        match &self.finding {
            Some(Finding::Grant(GrantFinding::OfAnother(_, client))) => Some(*client),
            Some(Finding::Grant(GrantFinding::Spent { client, .. })) => *client,
            _ => None,
        }
    }
}

/// A description with the reference under which more is known. It is the one place that every
/// error answer has, and that every client library shows (RFC 6749 §4.1.2.1, §5.2).
pub(crate) fn referring(description: &str, reference: Option<Reference>) -> String {
    match reference {
        Some(reference) => format!("{description} (reference {reference})"),
        None => description.to_owned(),
    }
}

/// Text from a request as it is kept: no more than a few lines, nothing that a terminal acts on,
/// letters that only look like ASCII told apart, and no password in an address.
pub fn sent(text: &str) -> String {
    let mut kept = String::new();
    for c in without_password(text).chars().take(LONGEST) {
        match c {
            ' '..='~' => kept.push(c),
            other => kept.extend(other.escape_unicode()),
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        kept.push_str("...");
    }
    kept
}

/// Security: what stands before the `@` of an address may be somebody's password.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.get(..end).and_then(|authority| authority.rfind('@')) {
        Some(at) => format!("{scheme}://[user]{}", rest.get(at..).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
