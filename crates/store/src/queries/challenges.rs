//! Sign-ins that ask to be approved in another browser.
use super::Conn;
use crate::columns::Key16;
use crate::rows::ChallengeRow;
use crate::schema::challenges::dsl::{
    account_id, challenges, created_at, decided_in, expires_at, interaction_id, state, tenant_id,
    tries_left,
};
use crate::{ChallengeDecision, ChallengeRecord};
use diesel::prelude::*;
use latchkey_authn::factors::approval::ChallengeState;
use latchkey_base::{AccountId, ChallengeId, InteractionId, TenantId, Timestamp};

/// One of an account, expired or not.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, ChallengeId),
) -> QueryResult<Option<ChallengeRecord>> {
    let place = challenges.find((Key16::from(tenant), Key16::from(of), Key16::from(id)));
    let row = place.select(ChallengeRow::as_select()).get_result(conn).optional()?;
    row.map(ChallengeRecord::try_from).transpose()
}

/// Those of an account that were made after `since`, the youngest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    since: Timestamp,
) -> QueryResult<Vec<ChallengeRecord>> {
    let rows: Vec<ChallengeRow> = challenges
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(created_at.gt(since.millis()))
        .order(created_at.desc())
        .select(ChallengeRow::as_select())
        .get_results(conn)?;
    super::all(rows)
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &ChallengeRecord) -> QueryResult<()> {
    let row = ChallengeRow::new(tenant, new);
    diesel::insert_into(challenges).values(row).execute(conn).map(|_| ())
}

/// Takes one of the numbers that may be typed for an open one: one statement compares and sets.
pub fn take_try(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, ChallengeId),
    now: Timestamp,
) -> QueryResult<Option<ChallengeRecord>> {
    let open = challenges
        .find((Key16::from(tenant), Key16::from(of), Key16::from(id)))
        .filter(state.eq(ChallengeState::Waiting.name()))
        .filter(tries_left.gt(0))
        .filter(expires_at.gt(now.millis()));
    let row: Option<ChallengeRow> = diesel::update(open)
        .set(tries_left.eq(tries_left - 1))
        .returning(ChallengeRow::as_returning())
        .get_result(conn)
        .optional()?;
    row.map(ChallengeRecord::try_from).transpose()
}

/// Decides on one that waits: of two who decide one does.
pub fn decide(
    conn: &mut Conn,
    tenant: TenantId,
    decision: &ChallengeDecision,
) -> QueryResult<bool> {
    let key = (Key16::from(tenant), Key16::from(decision.account), Key16::from(decision.id));
    let waiting = challenges
        .find(key)
        .filter(state.eq(ChallengeState::Waiting.name()))
        .filter(expires_at.gt(decision.at.millis()));
    let decided = diesel::update(waiting)
        .set((state.eq(decision.to.name()), decided_in.eq(Key16::from(decision.session))))
        .execute(conn)?;
    Ok(decided == 1)
}

/// Uses an approved one in its own pass: of two who use it one does.
pub fn spend(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, ChallengeId),
    pass: InteractionId,
    now: Timestamp,
) -> QueryResult<bool> {
    let approved = challenges
        .find((Key16::from(tenant), Key16::from(of), Key16::from(id)))
        .filter(interaction_id.eq(Key16::from(pass)))
        .filter(state.eq(ChallengeState::Approved.name()))
        .filter(expires_at.gt(now.millis()));
    let used = diesel::update(approved).set(state.eq(ChallengeState::Used.name())).execute(conn)?;
    Ok(used == 1)
}
