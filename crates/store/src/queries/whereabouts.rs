//! From where people sign in.
use super::Conn;
use crate::WhereaboutsRecord;
use crate::columns::{Key16, Key32};
use crate::rows::unreadable;
use crate::schema::whereabouts::dsl::{
    account_id, digest, expires_at, kind, seen_at, tenant_id, whereabouts,
};
use diesel::prelude::*;
use latchkey_authn::whereabouts::Whence;
use latchkey_base::{AccountId, CodeDigest, TenantId, Timestamp};

/// Columns of a row but for the tenant.
#[derive(Queryable)]
struct Row {
    account: Key16,
    kind: String,
    digest: Key32,
    seen_at: i64,
    expires_at: i64,
}

impl TryFrom<Row> for WhereaboutsRecord {
    type Error = diesel::result::Error;

    fn try_from(row: Row) -> QueryResult<Self> {
        Ok(Self {
            account: row.account.into(),
            kind: Whence::parse(&row.kind).ok_or_else(|| unreadable("whereabouts.kind"))?,
            digest: row.digest.into(),
            seen_at: Timestamp::from_millis(row.seen_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}

/// Those of an account that are live.
pub fn live_of(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<WhereaboutsRecord>> {
    let rows: Vec<Row> = whereabouts
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(expires_at.gt(now.millis()))
        .select((account_id, kind, digest, seen_at, expires_at))
        .get_results(conn)?;
    super::all(rows)
}

/// Adds one, or notes that it was seen again.
pub fn put(conn: &mut Conn, tenant: TenantId, seen: &WhereaboutsRecord) -> QueryResult<()> {
    let times = (seen_at.eq(seen.seen_at.millis()), expires_at.eq(seen.expires_at.millis()));
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        account_id.eq(Key16::from(seen.account)),
        digest.eq(Key32::from(seen.digest)),
        kind.eq(seen.kind.name()),
    );
    diesel::insert_into(whereabouts)
        .values((row, times))
        .on_conflict((tenant_id, account_id, digest))
        .do_update()
        .set(times)
        .execute(conn)
        .map(|_| ())
}

/// Forgets those of an account that were seen longest ago, down to as many as are kept of that kind.
pub fn keep_latest(conn: &mut Conn, tenant: TenantId, seen: &WhereaboutsRecord) -> QueryResult<()> {
    let of_kind = whereabouts
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(seen.account)))
        .filter(kind.eq(seen.kind.name()));
    let latest: Vec<Key32> = of_kind
        .order((seen_at.desc(), digest))
        .limit(seen.kind.most())
        .select(digest)
        .get_results(conn)?;
    diesel::delete(of_kind.filter(digest.ne_all(latest))).execute(conn).map(|_| ())
}

/// Deletes all of an account but these; says how many there were. A mark that is
/// no browser stays for as long: what a browser says of itself counts only where nothing was kept.
pub fn forget_of(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    except: &[CodeDigest],
) -> QueryResult<usize> {
    let except: Vec<Key32> = except.iter().copied().map(Key32::from).collect();
    let held = whereabouts
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(digest.ne_all(except));
    let gone: Vec<Row> = diesel::delete(held)
        .returning((account_id, kind, digest, seen_at, expires_at))
        .get_results(conn)?;
    let Some(last) = gone.iter().max_by_key(|row| row.expires_at) else { return Ok(0) };
    let mark = WhereaboutsRecord {
        account: of,
        kind: Whence::Browser,
        digest: WhereaboutsRecord::MARK,
        seen_at: Timestamp::from_millis(last.seen_at),
        expires_at: Timestamp::from_millis(last.expires_at),
    };
    put(conn, tenant, &mark)?;
    Ok(gone.len())
}
