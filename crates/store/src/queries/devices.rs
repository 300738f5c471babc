//! Devices (RFC 8628): those that ask, and those that were connected.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::commit::Seen;
use crate::rows::{AuthorizationRow, CodeRow, DeviceCodeRow, DeviceRow};
use crate::schema::{authorizations, device_codes as codes, devices};
use crate::{DeviceRecord, DeviceRequestRecord};
use diesel::prelude::*;
use latchkey_base::{AccountId, AuthorizationId, CodeDigest, TenantId, Timestamp, TokenHash};
use latchkey_oidc::AuthorizationCode;

/// What the device that shows this code asks for, whatever became of it.
pub fn request(
    conn: &mut Conn,
    tenant: TenantId,
    user_code: &CodeDigest,
) -> QueryResult<Option<DeviceRequestRecord>> {
    let row = codes::table
        .filter(codes::tenant_id.eq(Key16::from(tenant)))
        .filter(codes::user_code.eq(Key32::from(*user_code)))
        .select(DeviceCodeRow::as_select())
        .get_result(conn)
        .optional()?;
    row.map(DeviceRequestRecord::try_from).transpose()
}

/// Connects a device if nobody has decided yet and there is time left: of two people one does.
pub fn approve(
    conn: &mut Conn,
    tenant: TenantId,
    (device, code): (&DeviceRecord, &AuthorizationCode),
    now: Timestamp,
) -> QueryResult<bool> {
    let place = codes::table.find((Key16::from(tenant), Key32::from(code.hash)));
    let open = codes::authorization_id.is_null().and(codes::denied_at.is_null());
    let decided = diesel::update(place.filter(open).filter(codes::expires_at.gt(now.millis())))
        .set(codes::authorization_id.eq(Key16::from(device.authorization)))
        .execute(conn)?;
    if decided == 0 {
        return Ok(false);
    }
    let row = AuthorizationRow::new(tenant, &code.grant, now)?;
    diesel::insert_into(authorizations::table).values(row).execute(conn)?;
    let row = CodeRow::new(tenant, code);
    diesel::insert_into(crate::schema::authorization_codes::table).values(row).execute(conn)?;
    let row = DeviceRow::new(tenant, device);
    diesel::insert_into(devices::table).values(row).execute(conn)?;
    Ok(true)
}

/// Sends a device away if nobody has decided yet.
pub fn deny(
    conn: &mut Conn,
    tenant: TenantId,
    hash: &TokenHash,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = codes::table.find((Key16::from(tenant), Key32::from(*hash)));
    let open = codes::authorization_id.is_null().and(codes::denied_at.is_null());
    let decided =
        diesel::update(place.filter(open)).set(codes::denied_at.eq(now.millis())).execute(conn)?;
    Ok(decided == 1)
}

/// The devices of an account that are still connected, the latest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<DeviceRecord>> {
    let rows: Vec<DeviceRow> = devices::table
        .inner_join(
            authorizations::table.on(authorizations::tenant_id
                .eq(devices::tenant_id)
                .and(authorizations::authorization_id.eq(devices::authorization_id))),
        )
        .filter(devices::tenant_id.eq(Key16::from(tenant)))
        .filter(devices::account_id.eq(Key16::from(account)))
        .filter(authorizations::ended_at.is_null())
        .filter(authorizations::expires_at.gt(now.millis()))
        .order((devices::created_at.desc(), devices::authorization_id.desc()))
        .select(DeviceRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(DeviceRecord::from).collect())
}

/// Calls a device of this account something else.
pub fn rename(
    conn: &mut Conn,
    tenant: TenantId,
    (account, id): (AccountId, AuthorizationId),
    name: Option<&str>,
) -> QueryResult<bool> {
    let place = devices::table.find((Key16::from(tenant), Key16::from(id)));
    let own = place.filter(devices::account_id.eq(Key16::from(account)));
    Ok(diesel::update(own).set(devices::name.eq(name)).execute(conn)? == 1)
}

/// Forgets a device of this account. Its authorization is the caller's to end.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    (account, id): (AccountId, AuthorizationId),
) -> QueryResult<bool> {
    let place = devices::table.find((Key16::from(tenant), Key16::from(id)));
    let own = place.filter(devices::account_id.eq(Key16::from(account)));
    Ok(diesel::delete(own).execute(conn)? == 1)
}

/// A device has come for tokens; never earlier than it did before.
pub fn seen(conn: &mut Conn, seen: &Seen) -> QueryResult<()> {
    let place = devices::table.find((Key16::from(seen.tenant), Key16::from(seen.authorization)));
    diesel::update(place.filter(devices::seen_at.lt(seen.at.millis())))
        .set(devices::seen_at.eq(seen.at.millis()))
        .execute(conn)
        .map(|_| ())
}
