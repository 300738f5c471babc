//! Organizations of a tenant, and who belongs to them.
use super::TxResult;
use crate::{MemberRecord, RecoveryRecord};
use latchkey_accounts::{Membership, Organization};
use latchkey_base::{AccountId, OrganizationId, Timestamp};

/// Organizations of a tenant, and who belongs to them. What an organization wants of its members is read with
/// every [`latchkey_accounts::Account`], and takes effect with the commit.
pub trait OrganizationTx {
    /// By id.
    fn organization(&mut self, id: OrganizationId) -> TxResult<Option<Organization>>;
    /// By alias.
    fn organization_by_alias(&mut self, alias: &str) -> TxResult<Option<Organization>>;
    /// All, by alias, after `after`.
    fn organizations(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<Organization>>;
    /// Adds one. `Taken("alias")`, `Taken("name")`.
    fn insert_organization(&mut self, organization: &Organization) -> TxResult<()>;
    /// Replaces one.
    fn update_organization(&mut self, organization: &Organization) -> TxResult<()>;
    /// Deletes one; nobody belongs to it any more.
    fn delete_organization(&mut self, id: OrganizationId) -> TxResult<bool>;

    /// Those of an account; not more than [`Membership::MOST`].
    fn memberships_of(&mut self, account: AccountId) -> TxResult<Vec<Membership>>;
    /// Who belongs to an organization, by user name, after `after`.
    fn members(
        &mut self,
        organization: OrganizationId,
        after: Option<&str>,
        limit: i64,
    ) -> TxResult<Vec<MemberRecord>>;
    /// Adds one, or gives a member another role; `false` if there is no such account or organization.
    fn put_membership(&mut self, membership: &Membership) -> TxResult<bool>;
    /// Somebody does not belong to it any more; `false` if they did not.
    fn delete_membership(&mut self, of: (OrganizationId, AccountId)) -> TxResult<bool>;

    /// Requests of members of these, except of that one, to get back in without the second step that wait, the
    /// oldest first; each once.
    fn waiting_recoveries(
        &mut self,
        of: &[OrganizationId],
        except: AccountId,
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<RecoveryRecord>>;
}
