//! Organizations as the store hands them out, where no other crate owns that.
use latchkey_accounts::Membership;

/// Somebody who belongs to an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRecord {
    /// Their user name.
    pub username: String,
    /// As what they belong to it.
    pub membership: Membership,
}
