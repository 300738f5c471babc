//! What people can be signed in to with, passkeys left out: one look at five tables.
use super::Conn;
use crate::Holdings;
use crate::columns::Key16;
use crate::schema::{companion_apps, passwords, phones, recovery_codes, totps};
use diesel::dsl::exists;
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId};

/// Columns of the answer.
type Row = (bool, bool, bool, Option<String>, Option<i64>);

/// What an account has.
pub fn find(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<Holdings> {
    let place = (Key16::from(tenant), Key16::from(of));
    let codes = recovery_codes::table
        .filter(recovery_codes::tenant_id.eq(Key16::from(tenant)))
        .filter(recovery_codes::account_id.eq(Key16::from(of)));
    let row: Row = diesel::select((
        exists(passwords::table.find(place)),
        exists(totps::table.find(place)),
        exists(companion_apps::table.find(place)),
        phones::table.find(place).select(phones::number).single_value(),
        codes.count().single_value(),
    ))
    .get_result(conn)?;
    let (password, totp, companion_app, phone, codes_left) = row;
    let codes_left = codes_left.and_then(|left| usize::try_from(left).ok()).unwrap_or_default();
    Ok(Holdings { password, totp, companion_app, phone, codes_left })
}
