//! The apps that somebody has connected: their authorizations, one line for each client.
use super::{Conn, GRANTED_SCOPE};
use crate::ConnectionRecord;
use crate::columns::Key16;
use crate::schema::authorizations::dsl::{
    account_id, authorizations, client_key, created_at, ended_at, expires_at, tenant_id,
};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use latchkey_base::{AccountId, ClientKey, TenantId, Timestamp};
use latchkey_oidc::Scope;
use std::collections::HashMap;

/// The most different sets of scopes that are looked through. Only an app that asks for something
/// else each time makes more of them; of such ones a value may be lacking.
const MOST_SCOPES: i64 = 2000;

/// What was granted to a client at one time or another.
#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = Binary)]
    client: Key16,
    #[diesel(sql_type = Nullable<Text>)]
    scope: Option<String>,
}

/// Clients with an authorization of the account that is good for something, the one that was
/// allowed something last before the others; `except` is left out.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    (account, except): (AccountId, ClientKey),
    (now, limit): (Timestamp, i64),
) -> QueryResult<Vec<ConnectionRecord>> {
    let rows: Vec<(Key16, Option<i64>, Option<i64>)> = authorizations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(client_key.ne(Key16::from(except)))
        .filter(ended_at.is_null())
        .filter(expires_at.gt(now.millis()))
        .group_by(client_key)
        .select((client_key, min(created_at), max(created_at)))
        .order((max(created_at).desc(), client_key.asc()))
        .limit(limit)
        .load(conn)?;
    let mut scopes = scopes(conn, tenant, (account, except), now)?;
    let moment = |at: Option<i64>| Timestamp::from_millis(at.unwrap_or_default());
    let record = |(key, first, last): (Key16, Option<i64>, Option<i64>)| ConnectionRecord {
        client: key.into(),
        scope: scopes.remove(&key).unwrap_or_default(),
        first_given_at: moment(first),
        last_given_at: moment(last),
    };
    Ok(rows.into_iter().map(record).collect())
}

/// All that the clients were granted, whenever it was.
fn scopes(
    conn: &mut Conn,
    tenant: TenantId,
    (account, except): (AccountId, ClientKey),
    now: Timestamp,
) -> QueryResult<HashMap<Key16, Scope>> {
    let text = format!(
        "SELECT DISTINCT client_key AS client, {GRANTED_SCOPE} AS scope FROM authorizations \
         WHERE tenant_id = $1 AND account_id = $2 AND client_key <> $3 \
           AND ended_at IS NULL AND expires_at > $4 LIMIT $5"
    );
    let granted: Vec<Granted> = diesel::sql_query(text)
        .bind::<Binary, _>(Key16::from(tenant))
        .bind::<Binary, _>(Key16::from(account))
        .bind::<Binary, _>(Key16::from(except))
        .bind::<BigInt, _>(now.millis())
        .bind::<BigInt, _>(MOST_SCOPES)
        .load(conn)?;
    let mut scopes: HashMap<Key16, Scope> = HashMap::new();
    for Granted { client, scope } in granted {
        let more = Scope::parse(&scope.unwrap_or_default()).unwrap_or_default();
        let held = scopes.entry(client).or_default();
        *held = held.union(&more);
    }
    Ok(scopes)
}
