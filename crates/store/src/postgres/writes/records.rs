//! Recording tokens.
use super::{Batch, row_of};
use crate::columns::Key16;
use crate::commit::last_expiry;
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use crate::rows::{AccessTokenRow, SLACK};
use crate::work::Job;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_oidc::{AccessToken, Issued, Outcome, Write};

/// Those of clients that are not switched off.
const IF_ENABLED: &str = ", may AS (SELECT input.* FROM input JOIN clients k \
       ON k.tenant_id = input.tenant AND k.client_key = input.client WHERE NOT k.disabled)";
/// All of them.
const ALWAYS: &str = ", may AS (SELECT * FROM input)";
const INSERT: &str = ", recorded AS (INSERT INTO access_tokens (tenant_id, hash, client_key, \
       authorization_id, scope, audience, issued_at, expires_at) \
       SELECT tenant, hash, client, id, scope, audience, issued, expires FROM may) \
     SELECT ord FROM may";

impl<'a> Batch<'a> {
    pub(super) fn issue_access_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::IssueAccessToken { token } => Some(token.as_ref()),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let tokens: Vec<_> = rows.iter().map(|row| (row.job, row.write)).collect();
        let recorded = insert(conn, &tokens, IF_ENABLED)?;
        for row in recorded.iter().filter_map(|ord| row_of(&rows, *ord)) {
            self.settle(row.place, Outcome::Done);
        }
        self.settle_rest(&rows);
        Ok(())
    }

    /// Takes down the access token alone.
    pub(super) fn record_access(
        &mut self,
        job: &'a Job,
        issued: &'a Issued,
        (authorization, kept): (Key16, i64),
    ) {
        self.access.extend(issued.access.as_deref().map(|token| (job, token)));
        let until = last_expiry(&Issued { refresh: None, ..issued.clone() });
        if kept < until {
            self.outlived.push((job, authorization, until));
        }
    }

    /// Records what was taken down.
    pub(super) fn record_access_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        if !self.access.is_empty() {
            insert(conn, &self.access, ALWAYS)?;
        }
        Ok(())
    }

    /// Keeps authorizations for as long as their tokens live, and some more.
    pub(super) fn keep_authorizations(&self, conn: &mut Conn) -> QueryResult<()> {
        if self.outlived.is_empty() {
            return Ok(());
        }
        let rows = &self.outlived;
        let slack = SLACK.get() * 1000;
        let columns = vec![
            Column::Bytes(rows.iter().map(|(job, ..)| job.tenant.as_bytes().as_slice()).collect()),
            Column::Bytes(rows.iter().map(|(_, id, _)| id.as_slice()).collect()),
            Column::Int(rows.iter().map(|(.., until)| until.saturating_add(slack)).collect()),
        ];
        Statement::<()>::new(
            "tenant, id, until",
            columns,
            ", latest AS (SELECT tenant, id, max(until) AS until FROM input \
               GROUP BY tenant, id ORDER BY tenant, id) \
             UPDATE authorizations a SET expires_at = latest.until FROM latest \
             WHERE a.tenant_id = latest.tenant AND a.authorization_id = latest.id \
               AND a.expires_at < latest.until",
        )
        .execute(conn)
        .map(|_| ())
    }
}

/// Records the tokens that may be; says which.
fn insert(
    conn: &mut Conn,
    tokens: &[(&Job, &AccessToken)],
    condition: &'static str,
) -> QueryResult<Vec<i64>> {
    let made = tokens.iter().map(|(job, token)| AccessTokenRow::new(job.tenant, token));
    let rows: Vec<_> = made.collect::<QueryResult<_>>()?;
    let columns = vec![
        Column::Bytes(rows.iter().map(|row| row.tenant_id.as_slice()).collect()),
        Column::Bytes(rows.iter().map(|row| row.hash.as_slice()).collect()),
        Column::Bytes(rows.iter().map(|row| row.client_key.as_slice()).collect()),
        Column::MaybeBytes(
            rows.iter().map(|row| row.authorization_id.as_ref().map(Key16::as_slice)).collect(),
        ),
        Column::Words(rows.iter().map(|row| row.scope.clone()).collect()),
        Column::Words(rows.iter().map(|row| row.audience.clone()).collect()),
        Column::Int(rows.iter().map(|row| row.issued_at).collect()),
        Column::Int(rows.iter().map(|row| row.expires_at).collect()),
    ];
    Statement::<BigInt>::new(
        "tenant, hash, client, id, scope, audience, issued, expires",
        columns,
        condition,
    )
    .then(INSERT)
    .load(conn)
}
