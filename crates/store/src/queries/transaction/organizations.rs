//! [`OrganizationTx`] over the queries.
use super::super::{memberships, organizations};
use super::Transaction;
use crate::{MemberRecord, OrganizationTx, RecoveryRecord, TxResult};
use latchkey_accounts::{Membership, Organization};
use latchkey_base::{AccountId, OrganizationId, Timestamp};

/// Of an organization with more members nodes forget all that they have in memory of the tenant.
const NAMED: i64 = 100;

impl Transaction<'_> {
    /// What the accounts of its members say may be another thing from now on.
    fn members_changed(&mut self, of: OrganizationId) -> TxResult<()> {
        let members = run!(self, memberships::accounts_of, of, NAMED + 1)?;
        if i64::try_from(members.len()).is_ok_and(|count| count <= NAMED) {
            self.changes.accounts.extend(members);
        } else {
            self.changes.everything = true;
        }
        Ok(())
    }
}

impl OrganizationTx for Transaction<'_> {
    fn organization(&mut self, id: OrganizationId) -> TxResult<Option<Organization>> {
        run!(self, organizations::find, id)
    }

    fn organization_by_alias(&mut self, alias: &str) -> TxResult<Option<Organization>> {
        run!(self, organizations::by_alias, alias)
    }

    fn organizations(&mut self, after: Option<&str>, limit: i64) -> TxResult<Vec<Organization>> {
        run!(self, organizations::list, after, limit)
    }

    fn insert_organization(&mut self, organization: &Organization) -> TxResult<()> {
        self.tenant_is_there()?;
        let result = organizations::insert(self.conn, self.tenant, organization);
        self.check_unique(result)
    }

    fn update_organization(&mut self, organization: &Organization) -> TxResult<()> {
        let result = organizations::update(self.conn, self.tenant, organization);
        self.check_unique(result)?;
        self.members_changed(organization.id)
    }

    fn delete_organization(&mut self, id: OrganizationId) -> TxResult<bool> {
        self.members_changed(id)?;
        run!(self, organizations::delete, id)
    }

    fn memberships_of(&mut self, account: AccountId) -> TxResult<Vec<Membership>> {
        run!(self, memberships::of_account, account)
    }

    fn members(
        &mut self,
        organization: OrganizationId,
        after: Option<&str>,
        limit: i64,
    ) -> TxResult<Vec<MemberRecord>> {
        run!(self, memberships::of_organization, organization, after, limit)
    }

    fn put_membership(&mut self, membership: &Membership) -> TxResult<bool> {
        self.changes.accounts.push(membership.account);
        run!(self, memberships::put, membership)
    }

    fn delete_membership(&mut self, of: (OrganizationId, AccountId)) -> TxResult<bool> {
        self.changes.accounts.push(of.1);
        run!(self, memberships::delete, of)
    }

    fn waiting_recoveries(
        &mut self,
        of: &[OrganizationId],
        except: AccountId,
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<RecoveryRecord>> {
        run!(self, memberships::waiting, (of, except), now, limit)
    }
}
