//! Authorizations with their codes: issuing and redeeming.
use super::{Batch, Row, row_of, tenants};
use crate::columns::Key16;
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use crate::rows::{AuthorizationRow, CodeRow, KEPT};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use latchkey_base::{InteractionId, Timestamp, TokenHash};
use latchkey_oidc::{AccessToken, AuthorizationCode, Grant, Issued, Outcome, Write};

struct Issue<'a> {
    grant: &'a Grant,
    code: Option<&'a AuthorizationCode>,
    access: Option<&'a AccessToken>,
    interaction: Option<&'a InteractionId>,
    at: Timestamp,
}

struct Redemption<'a> {
    code: &'a TokenHash,
    issued: &'a Issued,
    at: Timestamp,
}

impl<'a> Batch<'a> {
    pub(super) fn authorize(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::Authorize { grant, code, access, interaction, at } => Some(Issue {
                grant,
                code: code.as_deref(),
                access: access.as_deref(),
                interaction: interaction.as_ref(),
                at: *at,
            }),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let may = allowed(conn, &rows)?;
        let allowed: Vec<_> = may.iter().filter_map(|ord| row_of(&rows, *ord)).collect();
        let closed = close_interactions(conn, &allowed)?;
        let issue: Vec<_> = allowed
            .into_iter()
            .enumerate()
            .filter(|(number, row)| row.write.interaction.is_none() || closed.contains(number))
            .map(|(_, row)| row)
            .collect();
        insert(conn, &issue)?;
        for row in issue {
            self.settle(row.place, Outcome::Done);
            if let Some(token) = row.write.access {
                let kept = (row.write.at + KEPT).millis();
                let authorization = Key16::from(row.write.grant.authorization);
                self.record_token(row.job, token, (authorization, kept));
            }
        }
        self.settle_rest(&rows);
        Ok(())
    }

    pub(super) fn redeem_codes(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::RedeemCode { code, issued, at } => Some(Redemption { code, issued, at: *at }),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let codes = |rows: &[Row<'a, Redemption<'a>>]| {
            Column::Bytes(rows.iter().map(|row| row.write.code.as_bytes().as_slice()).collect())
        };
        let at = Column::Int(rows.iter().map(|row| row.write.at.millis()).collect());
        let won: Vec<(i64, Key16, i64)> = Statement::<(BigInt, Binary, BigInt)>::new(
            "tenant, code, at",
            vec![tenants(&rows), codes(&rows), at],
            ", first AS (SELECT DISTINCT ON (tenant, code) * FROM input \
               ORDER BY tenant, code, ord) \
             UPDATE authorization_codes c SET redeemed_at = first.at FROM first \
             WHERE c.tenant_id = first.tenant AND c.hash = first.code \
               AND c.redeemed_at IS NULL AND c.expires_at > first.at \
               AND (SELECT (SELECT NOT k.disabled FROM clients k \
                      WHERE k.tenant_id = a.tenant_id AND k.client_key = a.client_key) \
                    FROM authorizations a WHERE a.tenant_id = c.tenant_id \
                      AND a.authorization_id = c.authorization_id AND a.ended_at IS NULL) \
             RETURNING first.ord, c.authorization_id, (SELECT a.expires_at FROM authorizations a \
               WHERE a.tenant_id = c.tenant_id AND a.authorization_id = c.authorization_id)",
        )
        .load(conn)?;
        for (ord, authorization, kept) in &won {
            if let Some(row) = row_of(&rows, *ord) {
                self.settle(row.place, Outcome::Done);
                self.record(row.job, row.write.issued, Some((*authorization, *kept)));
            }
        }
        if won.len() < rows.len() {
            self.find_replays(conn, &rows, codes(&rows))?;
        }
        self.settle_rest(&rows);
        Ok(())
    }

    fn find_replays(
        &mut self,
        conn: &mut Conn,
        rows: &[Row<'a, Redemption<'a>>],
        codes: Column<'a>,
    ) -> QueryResult<()> {
        let found: Vec<(i64, Key16, bool)> = Statement::<(BigInt, Binary, Bool)>::new(
            "tenant, code",
            vec![tenants(rows), codes],
            "SELECT input.ord, c.authorization_id, c.redeemed_at IS NOT NULL \
             FROM input JOIN authorization_codes c \
               ON c.tenant_id = input.tenant AND c.hash = input.code \
             JOIN authorizations a ON a.tenant_id = c.tenant_id \
               AND a.authorization_id = c.authorization_id \
             JOIN clients k ON k.tenant_id = a.tenant_id AND k.client_key = a.client_key",
        )
        .load(conn)?;
        for (ord, authorization, is_spent) in found {
            let Some(row) = row_of(rows, ord) else { continue };
            if is_spent && self.is_open(row.place) {
                self.settle(row.place, Outcome::Replayed(authorization.into()));
                self.replays.push((row.job, authorization.into(), row.write.at));
            }
        }
        Ok(())
    }
}

/// Those whose client is not switched off and whose person may sign in.
fn allowed(conn: &mut Conn, rows: &[Row<'_, Issue<'_>>]) -> QueryResult<Vec<i64>> {
    let grants = || rows.iter().map(|row| row.write.grant);
    let columns = vec![
        tenants(rows),
        Column::Bytes(grants().map(|grant| grant.client.as_bytes().as_slice()).collect()),
        Column::Bytes(grants().map(|grant| grant.account.as_bytes().as_slice()).collect()),
    ];
    Statement::<BigInt>::new(
        "tenant, client, account",
        columns,
        "SELECT input.ord FROM input \
         JOIN clients k ON k.tenant_id = input.tenant AND k.client_key = input.client \
         JOIN accounts p ON p.tenant_id = input.tenant AND p.account_id = input.account \
         WHERE NOT k.disabled AND p.status = 'active' ORDER BY input.ord",
    )
    .load(conn)
}

/// Closes open interactions; says which rows, by their number, closed one.
fn close_interactions(conn: &mut Conn, rows: &[&Row<'_, Issue<'_>>]) -> QueryResult<Vec<usize>> {
    let with: Vec<_> = rows
        .iter()
        .enumerate()
        .filter_map(|(number, row)| Some((number, *row, row.write.interaction?)))
        .collect();
    if with.is_empty() {
        return Ok(Vec::new());
    }
    let tenant = |row: &Row<'_, Issue<'_>>| row.job.tenant;
    let ids: Vec<_> = with.iter().map(|(_, row, _)| tenant(row)).collect();
    let columns = vec![
        Column::Bytes(ids.iter().map(|id| id.as_bytes().as_slice()).collect()),
        Column::Bytes(with.iter().map(|(_, _, id)| id.as_bytes().as_slice()).collect()),
        Column::Int(with.iter().map(|(_, row, _)| row.write.at.millis()).collect()),
    ];
    let closed: Vec<i64> = Statement::<BigInt>::new(
        "tenant, interaction, at",
        columns,
        ", first AS (SELECT DISTINCT ON (tenant, interaction) * FROM input \
           ORDER BY tenant, interaction, ord) \
         UPDATE interactions i SET finished_at = first.at, version = i.version + 1 FROM first \
         WHERE i.tenant_id = first.tenant AND i.interaction_id = first.interaction \
           AND i.finished_at IS NULL RETURNING first.ord",
    )
    .load(conn)?;
    let number = |ord: i64| Some(with.get(usize::try_from(ord).ok()?.checked_sub(1)?)?.0);
    Ok(closed.into_iter().filter_map(number).collect())
}

/// Records authorizations and their codes.
fn insert(conn: &mut Conn, rows: &[&Row<'_, Issue<'_>>]) -> QueryResult<()> {
    let mut granted = Vec::with_capacity(rows.len());
    let mut codes = Vec::with_capacity(rows.len());
    for row in rows {
        let Issue { grant, code, at, .. } = &row.write;
        granted.push(AuthorizationRow::new(row.job.tenant, grant, *at)?);
        codes.extend(code.map(|code| CodeRow::new(row.job.tenant, code)));
    }
    if granted.is_empty() {
        return Ok(());
    }
    let columns = vec![
        Column::Bytes(granted.iter().map(|row| row.tenant_id.as_slice()).collect()),
        Column::Bytes(granted.iter().map(|row| row.authorization_id.as_slice()).collect()),
        Column::Bytes(granted.iter().map(|row| row.client_key.as_slice()).collect()),
        Column::Bytes(granted.iter().map(|row| row.account_id.as_slice()).collect()),
        Column::MaybeBytes(
            granted.iter().map(|row| row.session_id.as_ref().map(Key16::as_slice)).collect(),
        ),
        Column::Flags(granted.iter().map(|row| row.offline).collect()),
        Column::Words(granted.iter().map(|row| row.document.clone()).collect()),
        Column::Int(granted.iter().map(|row| row.created_at).collect()),
        Column::Int(granted.iter().map(|row| row.expires_at).collect()),
    ];
    Statement::<()>::new(
        "tenant, id, client, account, session, offline, document, created, expires",
        columns,
        "INSERT INTO authorizations (tenant_id, authorization_id, client_key, account_id, \
           session_id, offline, document, created_at, expires_at) \
         SELECT tenant, id, client, account, session, offline, document, created, expires \
         FROM input",
    )
    .execute(conn)?;
    insert_codes(conn, &codes)
}

fn insert_codes(conn: &mut Conn, codes: &[CodeRow]) -> QueryResult<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let columns = vec![
        Column::Bytes(codes.iter().map(|row| row.tenant_id.as_slice()).collect()),
        Column::Bytes(codes.iter().map(|row| row.hash.as_slice()).collect()),
        Column::Bytes(codes.iter().map(|row| row.authorization_id.as_slice()).collect()),
        Column::Words(codes.iter().map(|row| row.redirect_uri.clone()).collect()),
        Column::MaybeBytes(
            codes.iter().map(|row| row.challenge.as_ref().map(|one| one.as_slice())).collect(),
        ),
        Column::Int(codes.iter().map(|row| row.expires_at).collect()),
    ];
    Statement::<()>::new(
        "tenant, hash, id, redirect_uri, challenge, expires",
        columns,
        "INSERT INTO authorization_codes (tenant_id, hash, authorization_id, redirect_uri, \
           challenge, expires_at) \
         SELECT tenant, hash, id, redirect_uri, challenge, expires FROM input",
    )
    .execute(conn)
    .map(|_| ())
}
