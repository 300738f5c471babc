//! Devices that ask to be connected, and those that are.
use super::TxResult;
use crate::{DeviceRecord, DeviceRequestRecord};
use latchkey_base::{AccountId, AuthorizationId, CodeDigest, Timestamp, TokenHash};
use latchkey_oidc::{AuthorizationCode, Grant};
use std::sync::Arc;

/// Devices that ask to be connected, and those that are (RFC 8628).
pub trait DeviceTx {
    /// What the device that shows this code asks for, whatever became of it (RFC 8628 §3.3).
    fn device_request(&mut self, user_code: &CodeDigest) -> TxResult<Option<DeviceRequestRecord>>;
    /// Connects a device: records the authorization and what its device code redeems. `false`, and
    /// nothing happens, if somebody has decided already or the code has expired.
    fn approve_device(
        &mut self,
        device: &DeviceRecord,
        code: &AuthorizationCode,
        now: Timestamp,
    ) -> TxResult<bool>;
    /// Sends a device away. `false` if somebody has decided already.
    fn deny_device(&mut self, hash: &TokenHash, now: Timestamp) -> TxResult<bool>;
    /// The connected devices of an account, the latest first.
    fn devices(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<DeviceRecord>>;
    /// What a connected device was allowed; `None` if it is not connected any more.
    fn device_grant(&mut self, id: AuthorizationId) -> TxResult<Option<Arc<Grant>>>;
    /// Calls a device of this account something else; `false` if it is not theirs.
    fn rename_device(
        &mut self,
        account: AccountId,
        id: AuthorizationId,
        name: Option<&str>,
    ) -> TxResult<bool>;
    /// Ends exactly this device of this account, with all its tokens and any offer of it; `false` if it is not theirs.
    fn end_device(
        &mut self,
        account: AccountId,
        id: AuthorizationId,
        now: Timestamp,
    ) -> TxResult<bool>;
}
