//! Links and codes that were mailed.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::rows::ProofRow;
use crate::schema::proofs::dsl::{
    account_id, attempts_left, code, expires_at, interaction_id, proofs, purpose, tenant_id,
};
use crate::{MailedFor, ProofRecord};
use diesel::prelude::*;
use latchkey_base::{AccountId, CodeDigest, TenantId, Timestamp, TokenHash};

/// Deletes those of an account and purpose.
pub fn delete(conn: &mut Conn, tenant: TenantId, account: AccountId, of: &str) -> QueryResult<()> {
    let held = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(purpose.eq(of));
    diesel::delete(held).execute(conn).map(|_| ())
}

/// Deletes all of an account.
pub fn delete_all(conn: &mut Conn, tenant: TenantId, account: AccountId) -> QueryResult<()> {
    let held = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)));
    diesel::delete(held).execute(conn).map(|_| ())
}

/// Adds one in place of earlier ones of the same account and purpose.
pub fn put(conn: &mut Conn, tenant: TenantId, proof: &ProofRecord) -> QueryResult<()> {
    delete(conn, tenant, proof.account, &proof.purpose)?;
    let row = ProofRow::new(tenant, proof)?;
    diesel::insert_into(proofs).values(row).execute(conn).map(|_| ())
}

/// Reads one that is live.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<Option<ProofRecord>> {
    let place = proofs.find((Key16::from(tenant), Key32::from(*by)));
    let live = place.filter(expires_at.gt(now.millis()));
    let row = live.select(ProofRow::as_select()).get_result(conn).optional()?;
    row.map(ProofRecord::try_from).transpose()
}

/// The live one of an account and purpose.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    (account, of): (AccountId, &str),
    now: Timestamp,
) -> QueryResult<Option<ProofRecord>> {
    let live = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(purpose.eq(of))
        .filter(expires_at.gt(now.millis()));
    let row = live.limit(1).select(ProofRow::as_select()).get_result(conn).optional()?;
    row.map(ProofRecord::try_from).transpose()
}

/// Takes one that is live: of two callers one gets it.
pub fn spend(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<Option<ProofRecord>> {
    let place = proofs.find((Key16::from(tenant), Key32::from(*by)));
    let row: Option<ProofRow> = diesel::delete(place.filter(expires_at.gt(now.millis())))
        .returning(ProofRow::as_returning())
        .get_result(conn)
        .optional()?;
    row.map(ProofRecord::try_from).transpose()
}

/// Takes one by its code; a wrong code costs an attempt.
pub fn spend_by_code(
    conn: &mut Conn,
    tenant: TenantId,
    (account, of): (AccountId, &str),
    typed: &CodeDigest,
    now: Timestamp,
) -> QueryResult<Option<ProofRecord>> {
    let live = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(purpose.eq(of))
        .filter(expires_at.gt(now.millis()))
        .filter(attempts_left.gt(0));
    let row: Option<ProofRow> = diesel::delete(live.filter(code.eq(Key32::from(*typed))))
        .returning(ProofRow::as_returning())
        .get_result(conn)
        .optional()?;
    if row.is_none() {
        diesel::update(live).set(attempts_left.eq(attempts_left - 1)).execute(conn)?;
    }
    row.map(ProofRecord::try_from).transpose()
}

/// Adds one in place of earlier ones of the same account, purpose and pass.
pub fn put_for_pass(conn: &mut Conn, tenant: TenantId, proof: &ProofRecord) -> QueryResult<()> {
    let held = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(proof.account)))
        .filter(purpose.eq(&proof.purpose))
        .filter(interaction_id.eq(proof.interaction.map(Key16::from)));
    diesel::delete(held).execute(conn)?;
    let row = ProofRow::new(tenant, proof)?;
    diesel::insert_into(proofs).values(row).execute(conn).map(|_| ())
}

/// Takes one of the attempts of a live one.
pub fn take_attempt(
    conn: &mut Conn,
    tenant: TenantId,
    of: MailedFor<'_>,
    now: Timestamp,
) -> QueryResult<Option<ProofRecord>> {
    let live = proofs
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of.account)))
        .filter(purpose.eq(of.purpose))
        .filter(interaction_id.eq(Key16::from(of.pass)))
        .filter(expires_at.gt(now.millis()))
        .filter(attempts_left.gt(0));
    let row: Option<ProofRow> = diesel::update(live)
        .set(attempts_left.eq(attempts_left - 1))
        .returning(ProofRow::as_returning())
        .get_result(conn)
        .optional()?;
    row.map(ProofRecord::try_from).transpose()
}
