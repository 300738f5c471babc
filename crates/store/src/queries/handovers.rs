//! Devices that are handed over. One offer of a device is there at a time; each change of state is one
//! statement that looks at the state before.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::rows::HandoverRow;
use crate::schema::handovers::dsl::{
    authorization_id, code, created_at, decided_at, expires_at, from_account, handovers, state,
    tenant_id, to_account,
};
use crate::{HandoverRecord, Taking};
use diesel::prelude::*;
use latchkey_accounts::HandoverState;
use latchkey_base::{AccountId, AuthorizationId, ClientKey, CodeDigest, TenantId, Timestamp};

const OPEN: &str = HandoverState::Open.name();
const TAKEN: &str = HandoverState::Taken.name();

/// Adds an offer in the place of an earlier one of the same device, unless its code is another's.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &HandoverRecord) -> QueryResult<bool> {
    let place = handovers.find((Key16::from(tenant), Key16::from(new.device)));
    diesel::delete(place.filter(state.ne(TAKEN))).execute(conn)?;
    let row = HandoverRow::new(tenant, new);
    let added =
        diesel::insert_into(handovers).values(row).on_conflict_do_nothing().execute(conn)?;
    Ok(added == 1)
}

/// The one with that code, whatever became of it.
pub fn by_code(
    conn: &mut Conn,
    tenant: TenantId,
    digest: &CodeDigest,
) -> QueryResult<Option<HandoverRecord>> {
    let place =
        handovers.filter(tenant_id.eq(Key16::from(tenant))).filter(code.eq(Key32::from(*digest)));
    let row = place.select(HandoverRow::as_select()).get_result(conn).optional()?;
    row.map(HandoverRecord::try_from).transpose()
}

/// Those by which an account gives or gave devices away, the youngest first.
pub fn given_by(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Vec<HandoverRecord>> {
    let rows: Vec<HandoverRow> = handovers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(from_account.eq(Key16::from(of)))
        .order(created_at.desc())
        .select(HandoverRow::as_select())
        .load(conn)?;
    super::all(rows)
}

/// The devices that an account took and has not connected, those taken first before the others.
pub fn taken_by(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<HandoverRecord>> {
    let rows: Vec<HandoverRow> = handovers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(to_account.eq(Key16::from(of)))
        .filter(state.eq(TAKEN))
        .filter(expires_at.gt(now.millis()))
        .order((decided_at, authorization_id))
        .select(HandoverRow::as_select())
        .load(conn)?;
    super::all(rows)
}

/// Decides on an open one, which is kept until then: of two who decide one does, and its owner does
/// not.
pub fn decide(
    conn: &mut Conn,
    tenant: TenantId,
    taking: &Taking<'_>,
    (to, until): (HandoverState, Timestamp),
) -> QueryResult<Option<HandoverRecord>> {
    let open = handovers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(code.eq(Key32::from(*taking.code)))
        .filter(state.eq(OPEN))
        .filter(expires_at.gt(taking.at.millis()))
        .filter(from_account.ne(Key16::from(taking.by)));
    let row: Option<HandoverRow> = diesel::update(open)
        .set((
            state.eq(to.name()),
            to_account.eq(Key16::from(taking.by)),
            decided_at.eq(taking.at.millis()),
            expires_at.eq(until.millis()),
        ))
        .returning(HandoverRow::as_returning())
        .get_result(conn)
        .optional()?;
    row.map(HandoverRecord::try_from).transpose()
}

/// Withdraws an open one.
pub fn withdraw(
    conn: &mut Conn,
    tenant: TenantId,
    (of, device): (AccountId, AuthorizationId),
    now: Timestamp,
) -> QueryResult<bool> {
    let open = handovers
        .find((Key16::from(tenant), Key16::from(device)))
        .filter(from_account.eq(Key16::from(of)))
        .filter(state.eq(OPEN));
    let withdrawn = diesel::update(open)
        .set((state.eq(HandoverState::Withdrawn.name()), decided_at.eq(now.millis())))
        .execute(conn)?;
    Ok(withdrawn == 1)
}

/// Deletes what was taken longest ago of devices of that kind: of two that are connected at once
/// each gets another.
pub fn connect(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    (client, said): (ClientKey, Option<&str>),
    now: Timestamp,
) -> QueryResult<Option<HandoverRecord>> {
    let waiting = taken_by(conn, tenant, of, now)?;
    let is_such = |held: &&HandoverRecord| held.client == client && held.model.as_deref() == said;
    let Some(first) = waiting.iter().find(is_such) else { return Ok(None) };
    let place = handovers
        .find((Key16::from(tenant), Key16::from(first.device)))
        .filter(to_account.eq(Key16::from(of)))
        .filter(state.eq(TAKEN));
    let row: Option<HandoverRow> =
        diesel::delete(place).returning(HandoverRow::as_returning()).get_result(conn).optional()?;
    row.map(HandoverRecord::try_from).transpose()
}

/// Deletes one that this account took.
pub fn forget(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    device: AuthorizationId,
) -> QueryResult<bool> {
    let place = handovers
        .find((Key16::from(tenant), Key16::from(device)))
        .filter(to_account.eq(Key16::from(of)))
        .filter(state.eq(TAKEN));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Deletes those of an account: what it offers, and what it took. What somebody took of it stays
/// theirs.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<()> {
    let offered = handovers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(from_account.eq(Key16::from(of)))
        .filter(state.ne(TAKEN));
    diesel::delete(offered).execute(conn)?;
    let taken =
        handovers.filter(tenant_id.eq(Key16::from(tenant))).filter(to_account.eq(Key16::from(of)));
    diesel::delete(taken).execute(conn).map(|_| ())
}
