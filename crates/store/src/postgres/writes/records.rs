//! Recording tokens.
use super::{Batch, row_of, tenants};
use crate::columns::{Key16, Key32};
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use crate::rows::{AccessTokenRow, RefreshTokenRow, SLACK};
use crate::work::Job;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_oidc::{AccessToken, Issued, Outcome, Write};

impl<'a> Batch<'a> {
    pub(super) fn issue_access_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::IssueAccessToken { token } => Some(token.as_ref()),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let clients = rows.iter().map(|row| row.write.client.as_bytes().as_slice()).collect();
        let enabled: Vec<i64> = Statement::<BigInt>::new(
            "tenant, client",
            vec![tenants(&rows), Column::Bytes(clients)],
            "SELECT input.ord FROM input JOIN clients k ON k.tenant_id = input.tenant \
               AND k.client_key = input.client WHERE NOT k.disabled",
        )
        .load(conn)?;
        for row in enabled.iter().filter_map(|ord| row_of(&rows, *ord)) {
            self.settle(row.place, Outcome::Done);
            self.access.push((row.job, row.write));
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
        if let Some(token) = issued.access.as_deref() {
            self.record_token(job, token, (authorization, kept));
        }
    }

    /// Takes down one token and how long its authorization, kept until `kept`, must be kept.
    pub(super) fn record_token(
        &mut self,
        job: &'a Job,
        token: &'a AccessToken,
        (authorization, kept): (Key16, i64),
    ) {
        self.access.push((job, token));
        let until = token.expires_at.millis();
        if kept < until {
            self.outlived.push((job, authorization, until));
        }
    }

    pub(super) fn record_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        self.insert_access_tokens(conn)?;
        self.insert_refresh_tokens(conn)?;
        self.keep_authorizations(conn)
    }

    fn insert_access_tokens(&self, conn: &mut Conn) -> QueryResult<()> {
        if self.access.is_empty() {
            return Ok(());
        }
        let made = self.access.iter().map(|(job, token)| AccessTokenRow::new(job.tenant, token));
        let rows: Vec<_> = made.collect::<QueryResult<_>>()?;
        let authorization =
            |row: &'_ AccessTokenRow| row.authorization_id.map(|id| id.bytes().to_vec());
        let authorizations: Vec<_> = rows.iter().map(authorization).collect();
        let columns = vec![
            Column::Bytes(rows.iter().map(|row| row.tenant_id.as_slice()).collect()),
            Column::Bytes(rows.iter().map(|row| row.hash.as_slice()).collect()),
            Column::Bytes(rows.iter().map(|row| row.client_key.as_slice()).collect()),
            Column::MaybeBytes(authorizations.iter().map(Option::as_deref).collect()),
            Column::Words(rows.iter().map(|row| row.scope.clone()).collect()),
            Column::Words(rows.iter().map(|row| row.audience.clone()).collect()),
            Column::Int(rows.iter().map(|row| row.issued_at).collect()),
            Column::Int(rows.iter().map(|row| row.expires_at).collect()),
        ];
        Statement::<()>::new(
            "tenant, hash, client, id, scope, audience, issued, expires",
            columns,
            "INSERT INTO access_tokens (tenant_id, hash, client_key, authorization_id, scope, \
               audience, issued_at, expires_at) \
             SELECT tenant, hash, client, id, scope, audience, issued, expires FROM input",
        )
        .execute(conn)
        .map(|_| ())
    }

    fn insert_refresh_tokens(&self, conn: &mut Conn) -> QueryResult<()> {
        if self.refresh.is_empty() {
            return Ok(());
        }
        let made = self.refresh.iter().map(|(job, new)| RefreshTokenRow::new(job.tenant, new));
        let rows: Vec<_> = made.collect();
        let columns = vec![
            Column::Bytes(rows.iter().map(|row| row.tenant_id.as_slice()).collect()),
            Column::Bytes(rows.iter().map(|row| Key32::as_slice(&row.hash)).collect()),
            Column::Bytes(rows.iter().map(|row| row.authorization_id.as_slice()).collect()),
            Column::Int(rows.iter().map(|row| row.family_started_at).collect()),
            Column::Int(rows.iter().map(|row| row.expires_at).collect()),
        ];
        Statement::<()>::new(
            "tenant, hash, id, started, expires",
            columns,
            "INSERT INTO refresh_tokens (tenant_id, hash, authorization_id, family_started_at, \
               expires_at) SELECT tenant, hash, id, started, expires FROM input",
        )
        .execute(conn)
        .map(|_| ())
    }

    /// Keeps authorizations for as long as their tokens live, and some more.
    fn keep_authorizations(&self, conn: &mut Conn) -> QueryResult<()> {
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
