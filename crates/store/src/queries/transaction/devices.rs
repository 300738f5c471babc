//! [`DeviceTx`] over the queries.
use super::super::{authorizations, devices, handovers};
use super::Transaction;
use crate::{DeviceRecord, DeviceRequestRecord, DeviceTx, Tx, TxResult};
use latchkey_base::{AccountId, AuthorizationId, CodeDigest, Timestamp, TokenHash};
use latchkey_oidc::{AuthorizationCode, Grant};
use std::sync::Arc;

impl DeviceTx for Transaction<'_> {
    fn device_request(&mut self, user_code: &CodeDigest) -> TxResult<Option<DeviceRequestRecord>> {
        run!(self, devices::request, user_code)
    }

    fn approve_device(
        &mut self,
        device: &DeviceRecord,
        code: &AuthorizationCode,
        now: Timestamp,
    ) -> TxResult<bool> {
        let approved = run!(self, devices::approve, (device, code), now)?;
        self.changes.devices.extend(approved.then_some(code.hash));
        Ok(approved)
    }

    fn deny_device(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool> {
        let denied = run!(self, devices::deny, hash, now)?;
        self.changes.devices.extend(denied.then_some(*hash));
        Ok(denied)
    }

    fn devices(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<DeviceRecord>> {
        run!(self, devices::of_account, account, now)
    }

    fn device_grant(&mut self, id: AuthorizationId) -> TxResult<Option<Arc<Grant>>> {
        run!(self, authorizations::live, id)
    }

    fn rename_device(
        &mut self,
        account: AccountId,
        id: AuthorizationId,
        name: Option<&str>,
    ) -> TxResult<bool> {
        run!(self, devices::rename, (account, id), name)
    }

    fn end_device(
        &mut self,
        account: AccountId,
        id: AuthorizationId,
        now: Timestamp,
    ) -> TxResult<bool> {
        let was_theirs = run!(self, devices::delete, (account, id))?;
        if was_theirs {
            run!(self, handovers::withdraw, (account, id), now)?;
            self.end_authorization(id, now)?;
        }
        Ok(was_theirs)
    }
}
