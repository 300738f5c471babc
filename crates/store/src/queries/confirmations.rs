//! What apps ask people to confirm.
use super::{Conn, Uniquely, raced};
use crate::columns::{Key16, Key32};
use crate::rows::ConfirmationRow;
use crate::schema::confirmations::dsl::{
    account_id, client_key, client_state, confirmation_id, confirmations, created_at, decided_in,
    expires_at, lookup, state, tenant_id,
};
use crate::{ConfirmationDecision, ConfirmationRecord};
use diesel::prelude::*;
use latchkey_base::{AccountId, ClientKey, CodeDigest, ConfirmationId, TenantId, Timestamp};
use latchkey_oidc::confirmation::ConfirmationState;

/// One, expired or not.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    id: ConfirmationId,
) -> QueryResult<Option<ConfirmationRecord>> {
    let place = confirmations.find((Key16::from(tenant), Key16::from(id)));
    let row = place.select(ConfirmationRow::as_select()).get_result(conn).optional()?;
    row.map(ConfirmationRecord::try_from).transpose()
}

/// Those of an account that were made after `since`, the youngest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    since: Timestamp,
) -> QueryResult<Vec<ConfirmationRecord>> {
    let rows: Vec<ConfirmationRow> = confirmations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(created_at.gt(since.millis()))
        .order((created_at.desc(), confirmation_id.desc()))
        .select(ConfirmationRow::as_select())
        .get_results(conn)?;
    super::all(rows)
}

/// Those of a client about whom it named so that were made after `since`, the youngest first.
pub fn about(
    conn: &mut Conn,
    tenant: TenantId,
    (of, named): (ClientKey, &CodeDigest),
    since: Timestamp,
) -> QueryResult<Vec<ConfirmationRecord>> {
    let rows: Vec<ConfirmationRow> = confirmations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_key.eq(Key16::from(of)))
        .filter(created_at.gt(since.millis()))
        .filter(lookup.eq(Key32::from(*named)))
        .order((created_at.desc(), confirmation_id.desc()))
        .select(ConfirmationRow::as_select())
        .get_results(conn)?;
    super::all(rows)
}

/// How many a client made after `since`.
pub fn count(
    conn: &mut Conn,
    tenant: TenantId,
    of: ClientKey,
    since: Timestamp,
) -> QueryResult<i64> {
    confirmations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_key.eq(Key16::from(of)))
        .filter(created_at.gt(since.millis()))
        .count()
        .get_result(conn)
}

/// Adds one, unless its client has one of that state.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &ConfirmationRecord) -> Uniquely {
    let held: Option<Key16> = confirmations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_key.eq(Key16::from(new.client)))
        .filter(client_state.eq(&new.client_state))
        .select(confirmation_id)
        .get_result(conn)
        .optional()?;
    if held.is_some() {
        return Ok(Err("state"));
    }
    let row = ConfirmationRow::new(tenant, new);
    let added =
        diesel::insert_into(confirmations).values(row).on_conflict_do_nothing().execute(conn)?;
    if added == 1 { Ok(Ok(())) } else { Err(raced()) }
}

/// Decides on one that waits: of two who decide one does. Says whose it was.
pub fn decide(
    conn: &mut Conn,
    tenant: TenantId,
    decision: &ConfirmationDecision,
) -> QueryResult<Option<ClientKey>> {
    let waiting = confirmations
        .find((Key16::from(tenant), Key16::from(decision.id)))
        .filter(account_id.eq(Key16::from(decision.account)))
        .filter(state.eq(ConfirmationState::Waiting.name()))
        .filter(expires_at.gt(decision.at.millis()));
    let of: Option<Key16> = diesel::update(waiting)
        .set((state.eq(decision.to.name()), decided_in.eq(Key16::from(decision.session))))
        .returning(client_key)
        .get_result(conn)
        .optional()?;
    Ok(of.map(ClientKey::from))
}

/// Ends one that waits and whose time is over.
pub fn expire(
    conn: &mut Conn,
    tenant: TenantId,
    id: ConfirmationId,
    now: Timestamp,
) -> QueryResult<bool> {
    let over = confirmations
        .find((Key16::from(tenant), Key16::from(id)))
        .filter(state.eq(ConfirmationState::Waiting.name()))
        .filter(expires_at.le(now.millis()));
    let expired =
        diesel::update(over).set(state.eq(ConfirmationState::Expired.name())).execute(conn)?;
    Ok(expired == 1)
}
