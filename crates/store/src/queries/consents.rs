//! What people need not be asked again.
use super::{Conn, all};
use crate::columns::Key16;
use crate::rows::ConsentRow;
use crate::schema::consents::dsl::{account_id, client_key, consents, expires_at, tenant_id};
use diesel::prelude::*;
use latchkey_base::{AccountId, ClientKey, TenantId, Timestamp};
use latchkey_oidc::Consent;

/// A consent that is not forgotten yet.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    (account, client): (AccountId, ClientKey),
    now: Timestamp,
) -> QueryResult<Option<Consent>> {
    let place = consents.find((Key16::from(tenant), Key16::from(account), Key16::from(client)));
    let live = place.filter(expires_at.gt(now.millis()));
    let row = live.select(ConsentRow::as_select()).get_result(conn).optional()?;
    row.map(Consent::try_from).transpose()
}

/// Those of an account that are not forgotten yet.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<Consent>> {
    let rows: Vec<ConsentRow> = consents
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(expires_at.gt(now.millis()))
        .order(client_key)
        .select(ConsentRow::as_select())
        .load(conn)?;
    all(rows)
}

/// Adds or replaces one.
pub fn put(conn: &mut Conn, tenant: TenantId, consent: &Consent) -> QueryResult<()> {
    let row = ConsentRow::new(tenant, consent)?;
    diesel::insert_into(consents)
        .values(&row)
        .on_conflict((tenant_id, account_id, client_key))
        .do_update()
        .set(&row)
        .execute(conn)
        .map(|_| ())
}

/// Deletes one.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    client: ClientKey,
) -> QueryResult<bool> {
    let place = consents.find((Key16::from(tenant), Key16::from(account), Key16::from(client)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}
