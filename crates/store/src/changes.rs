//! What a transaction changed that somebody may hold in memory.
use latchkey_base::{AccountId, AuthorizationId, ClientKey, TenantId, TokenHash};
use serde::{Deserialize, Serialize};

/// Single changes that take more octets than this are told as [`Changes::everything`].
/// PostgreSQL takes up to 8000 in one notice.
const MOST: usize = 7000;

/// Collected while a transaction runs, published once it is committed, and sent to other nodes
/// as the payload of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Changes {
    /// Anything of the tenant may have changed.
    #[serde(rename = "e", skip_serializing_if = "std::ops::Not::not")]
    pub everything: bool,
    /// Its settings, names, keys.
    #[serde(rename = "t", skip_serializing_if = "std::ops::Not::not")]
    pub tenant: bool,
    /// Clients, by row and public name.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<(ClientKey, String)>,
    /// People.
    #[serde(rename = "a", skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    /// Consents that were given or withdrawn.
    #[serde(rename = "k", skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<(AccountId, ClientKey)>,
    /// Authorizations that ended.
    #[serde(rename = "z", skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<AuthorizationId>,
    /// Access tokens that were forgotten.
    #[serde(rename = "r", skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<TokenHash>,
    /// Device codes that somebody has decided on.
    #[serde(rename = "d", skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<TokenHash>,
}

impl Changes {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another piece of work of the same tenant changed.
    pub fn merge(&mut self, other: Changes) {
        self.everything |= other.everything;
        self.tenant |= other.tenant;
        self.clients.extend(other.clients);
        self.accounts.extend(other.accounts);
        self.consents.extend(other.consents);
        self.ended.extend(other.ended);
        self.revoked.extend(other.revoked);
        self.devices.extend(other.devices);
    }

    /// Shortened, so that it fits into a notice.
    pub fn bounded(self) -> Self {
        let clients: usize = self.clients.iter().map(|(_, id)| 50 + 2 * id.len()).sum();
        let ids = 40 * (self.accounts.len() + self.ended.len() + 2 * self.consents.len());
        let hashes = 132 * (self.revoked.len() + self.devices.len());
        if clients + ids + hashes > MOST {
            return Self { everything: true, ..Self::default() };
        }
        self
    }
}

/// What travels to other nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// Whose change.
    #[serde(rename = "i")]
    pub tenant: TenantId,
    /// The revision it led to.
    #[serde(rename = "v")]
    pub revision: i64,
    /// What it was.
    #[serde(flatten)]
    pub changes: Changes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_fits_into_the_eight_thousand_octets_of_a_payload() {
        let id = AuthorizationId::from_bytes([255; 16]);
        let hash = TokenHash::from_bytes([255; 32]);
        let ended = Changes { ended: vec![id; 90], revoked: vec![hash; 25], ..Changes::default() };
        let notice = Notice {
            tenant: TenantId::from_bytes([255; 16]),
            revision: i64::MAX,
            changes: ended.bounded(),
        };
        assert!(!notice.changes.everything);
        let text = serde_json::to_string(&notice).unwrap();
        assert!(text.len() < 8000, "{}", text.len());
        assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice);
    }

    #[test]
    fn many_changes_are_told_as_one() {
        let id = AccountId::from_bytes([1; 16]);
        let many = Changes { accounts: vec![id; 200], ..Changes::default() };
        assert!(many.bounded().everything);
    }
}
