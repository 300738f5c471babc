//! What may be wrong with a request object, and with the way it came.
use super::{Difference, sent};
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Of a list, so many are shown to operators.
const MOST_SHOWN: usize = 5;

/// What is wrong with a request object (OIDC Core §6, RFC 9101). What was sent and what was
/// expected are kept as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectFinding {
    /// The tenant does not take them in this way: the setting that says so.
    NotOffered(String),
    /// A signed one is demanded, and the request came without.
    Demanded {
        /// By the tenant, not by what the client registered.
        by_tenant: bool,
    },
    /// The `request_uri` is not registered.
    Unregistered {
        /// What was sent.
        sent: String,
        /// The registered one that is most like it.
        nearest: Option<String>,
        /// How those two differ.
        difference: Option<Difference>,
    },
    /// It could not be had from its `request_uri`.
    Unreachable {
        /// The address.
        uri: String,
        /// Why, in the words of the fetch.
        why: String,
    },
    /// What is behind the `request_uri` is not what the hash in the fragment says.
    Hash {
        /// The hash of what is there.
        found: String,
    },
    /// It came over plain http and nobody has signed it.
    PlainHttp,
    /// It is no JWT.
    Malformed,
    /// Its `typ` is that of another kind of token.
    Kind(String),
    /// Nobody has signed it.
    Unsigned {
        /// What the client registered.
        registered: Option<String>,
        /// Why that will not do, as a setting, a member or a clause.
        why: String,
    },
    /// It is signed by another algorithm than was registered.
    Algorithm {
        /// The one in its header.
        sent: String,
        /// The registered one; without, any that is offered.
        registered: Option<String>,
    },
    /// No public key of the client could be had.
    NoKeys,
    /// No secret that can be a MAC key is kept for the client.
    NoSecret,
    /// None of the client's keys goes with the header.
    UnknownKey {
        /// The `kid` in the header.
        kid: Option<String>,
        /// Those of the client.
        known: Vec<String>,
    },
    /// Its signature was not accepted, in the words of the check.
    Signature(String),
    /// It was not decrypted, in the words of the check.
    Decryption(String),
    /// A claim about the object is not what it must be.
    Claim {
        /// Which.
        name: String,
        /// What it says.
        sent: Option<String>,
        /// What it must say.
        expected: String,
    },
    /// It was over already.
    Expired {
        /// For how long, tolerance not counted.
        since: Seconds,
        /// The tolerance.
        tolerance: Seconds,
    },
    /// `iat` or `nbf` lies ahead.
    FromTheFuture {
        /// Which.
        claim: String,
        /// How far, tolerance not counted.
        ahead: Seconds,
        /// The tolerance.
        tolerance: Seconds,
    },
    /// A parameter inside has a value of a kind that it cannot have.
    Parameter(String),
    /// A parameter inside does not agree with the one beside the object.
    Disagrees {
        /// Which.
        parameter: String,
        /// The one inside, put together with those beside.
        inside: String,
        /// The one beside.
        beside: String,
    },
}

impl ObjectFinding {
    /// A claim as it is kept: a string or a list of strings as text, anything else as JSON.
    pub(crate) fn claim(name: &str, value: Option<&Value>, expected: &str) -> Self {
        let text = value.map(|value| match value {
            Value::String(text) => sent(text),
            Value::Array(list) => {
                let texts = list.iter().take(MOST_SHOWN).filter_map(Value::as_str).map(sent);
                texts.collect::<Vec<_>>().join(", ")
            }
            other => sent(&other.to_string()),
        });
        Self::Claim { name: name.to_owned(), sent: text, expected: expected.to_owned() }
    }

    /// No key of that name among those of the client.
    pub(crate) fn unknown_key<'k>(kid: Option<&str>, known: impl Iterator<Item = &'k str>) -> Self {
        Self::UnknownKey { kid: kid.map(sent), known: known.take(MOST_SHOWN).map(sent).collect() }
    }
}
