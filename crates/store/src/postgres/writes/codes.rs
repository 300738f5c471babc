//! Codes: issuing and redeeming.
use super::issued::{ISSUED, RECORD, columns};
use super::{Batch, Row, Won, WonSql, row_of, tenants};
use crate::columns::Key16;
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use crate::rows::{AuthorizationRow, CodeRow};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use latchkey_base::{ConsentId, InteractionId, Timestamp, TokenHash};
use latchkey_oidc::{AuthorizationCode, Grant, Issued, Outcome, Write};

struct Issue<'a> {
    grant: &'a Grant,
    code: Option<&'a AuthorizationCode>,
    issued: &'a Issued,
    browser: Option<&'a TokenHash>,
    consent: Option<&'a ConsentId>,
    interaction: Option<&'a InteractionId>,
    at: Timestamp,
}

struct Redemption<'a> {
    code: &'a TokenHash,
    issued: &'a Issued,
    at: Timestamp,
}

/// Whoever may sign in, at a client that is not switched off, by a consent that stands, in a session
/// that is live, through an interaction that is open or none, gets an authorization, its code and access token.
///
/// A session is marked as used rather than looked at: a transaction that ends it meanwhile, and
/// would not see the new authorization, meets this change and runs again.
const AUTHORIZE: &str = ", may AS (SELECT input.* FROM input \
       JOIN clients k ON k.tenant_id = input.tenant AND k.client_key = input.client \
       JOIN accounts p ON p.tenant_id = input.tenant AND p.account_id = input.account \
       WHERE NOT k.disabled AND p.status = 'active' \
         AND (input.consent IS NULL OR EXISTS (SELECT FROM consents c \
           WHERE c.tenant_id = input.tenant AND c.account_id = input.account \
             AND c.client_key = input.client AND c.consent_id = input.consent \
             AND c.expires_at > input.created))), \
     used AS (UPDATE sessions s SET seen_at = greatest(s.seen_at, latest.created) \
       FROM (SELECT tenant, session, max(created) AS created FROM may \
         WHERE session IS NOT NULL GROUP BY tenant, session ORDER BY tenant, session) latest \
       WHERE s.tenant_id = latest.tenant AND s.session_id = latest.session \
         AND s.expires_at > latest.created \
       RETURNING s.tenant_id, s.session_id, s.browser), \
     here AS (SELECT may.* FROM may WHERE session IS NULL OR EXISTS (SELECT FROM used \
       WHERE used.tenant_id = may.tenant AND used.session_id = may.session \
         AND (may.browser IS NULL OR may.browser = used.browser))), \
     closed AS (UPDATE interactions i SET finished_at = first.created, version = i.version + 1 \
       FROM (SELECT DISTINCT ON (tenant, interaction) * FROM here \
         WHERE interaction IS NOT NULL ORDER BY tenant, interaction, ord) first \
       WHERE i.tenant_id = first.tenant AND i.interaction_id = first.interaction \
         AND i.finished_at IS NULL RETURNING first.ord), \
     won AS (SELECT here.* FROM here WHERE interaction IS NULL \
       OR EXISTS (SELECT FROM closed WHERE closed.ord = here.ord)), \
     granted AS (INSERT INTO authorizations (tenant_id, authorization_id, client_key, \
       account_id, session_id, offline, document, created_at, expires_at) \
       SELECT tenant, id, client, account, session, offline, document, created, kept FROM won), \
     codes AS (INSERT INTO authorization_codes (tenant_id, hash, authorization_id, redirect_uri, \
       challenge, expires_at) \
       SELECT tenant, hash, id, redirect_uri, challenge, expires FROM won \
       WHERE hash IS NOT NULL)";

/// The columns of [`AUTHORIZE`].
const AUTHORIZED: &str = "tenant, id, client, account, session, offline, document, created, kept, \
     hash, redirect_uri, challenge, expires, browser, consent, interaction";

/// Spends codes that can be spent.
const REDEEM: &str = concat!(
    ", first AS (SELECT DISTINCT ON (tenant, code) * FROM input ORDER BY tenant, code, ord), \
     won AS (UPDATE authorization_codes c SET redeemed_at = first.at FROM first \
       WHERE c.tenant_id = first.tenant AND c.hash = first.code \
         AND c.redeemed_at IS NULL AND c.expires_at > first.at AND ",
    is_live!("c"),
    " RETURNING first.*, ",
    authorization_of!("c"),
    ")"
);

/// What has become of codes that could not be spent.
const STANDING: &str = "SELECT input.ord, c.authorization_id, c.redeemed_at IS NOT NULL \
     FROM input JOIN authorization_codes c \
       ON c.tenant_id = input.tenant AND c.hash = input.code \
     JOIN authorizations a ON a.tenant_id = c.tenant_id \
       AND a.authorization_id = c.authorization_id \
     JOIN clients k ON k.tenant_id = a.tenant_id AND k.client_key = a.client_key";

impl<'a> Batch<'a> {
    pub(super) fn authorize(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::Authorize { grant, code, issued, browser, consent, interaction, at } => {
                Some(Issue {
                    grant,
                    code: code.as_deref(),
                    issued,
                    browser: browser.as_ref(),
                    consent: consent.as_ref(),
                    interaction: interaction.as_ref(),
                    at: *at,
                })
            }
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let won = issue(conn, &rows)?;
        self.settle_won(&rows, &won, |write| write.issued);
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
        let at = Column::Int(rows.iter().map(|row| row.write.at.millis()).collect());
        let spent = vec![tenants(&rows), codes(&rows), at];
        let won: Vec<Won> = Statement::<WonSql>::new("tenant, code, at", spent, REDEEM)
            .over(ISSUED, columns(rows.iter().map(|row| row.write.issued))?)
            .then(RECORD)
            .load(conn)?;
        self.settle_won(&rows, &won, |write| write.issued);
        if won.len() < rows.len() {
            self.find_replays(conn, &rows)?;
        }
        self.settle_rest(&rows);
        Ok(())
    }

    fn find_replays(
        &mut self,
        conn: &mut Conn,
        rows: &[Row<'a, Redemption<'a>>],
    ) -> QueryResult<()> {
        let columns = vec![tenants(rows), codes(rows)];
        let found: Vec<(i64, Key16, bool)> =
            Statement::<(BigInt, Binary, Bool)>::new("tenant, code", columns, STANDING)
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

fn codes<'a>(rows: &[Row<'a, Redemption<'a>>]) -> Column<'a> {
    Column::Bytes(rows.iter().map(|row| row.write.code.as_bytes().as_slice()).collect())
}

/// Records authorizations with what they issue at once; says which rows may have them.
fn issue(conn: &mut Conn, rows: &[Row<'_, Issue<'_>>]) -> QueryResult<Vec<Won>> {
    let mut granted = Vec::with_capacity(rows.len());
    for row in rows {
        granted.push(AuthorizationRow::new(row.job.tenant, row.write.grant, row.write.at)?);
    }
    let of =
        |row: &Row<'_, Issue<'_>>| row.write.code.map(|code| CodeRow::new(row.job.tenant, code));
    let codes: Vec<Option<CodeRow>> = rows.iter().map(of).collect();
    let code = || codes.iter().map(Option::as_ref);
    let redirect_uri = |code: Option<&CodeRow>| code.map(|code| code.redirect_uri.clone());
    let bytes = Key16::as_slice;
    let columns_of_both = vec![
        tenants(rows),
        Column::Bytes(granted.iter().map(|row| bytes(&row.authorization_id)).collect()),
        Column::Bytes(granted.iter().map(|row| bytes(&row.client_key)).collect()),
        Column::Bytes(granted.iter().map(|row| bytes(&row.account_id)).collect()),
        Column::MaybeBytes(granted.iter().map(|row| row.session_id.as_ref().map(bytes)).collect()),
        Column::Flags(granted.iter().map(|row| row.offline).collect()),
        Column::Words(granted.iter().map(|row| row.document.clone()).collect()),
        Column::Int(granted.iter().map(|row| row.created_at).collect()),
        Column::Int(granted.iter().map(|row| row.expires_at).collect()),
        Column::MaybeBytes(code().map(|code| Some(code?.hash.as_slice())).collect()),
        Column::Words(code().map(|code| redirect_uri(code).unwrap_or_default()).collect()),
        Column::MaybeBytes(code().map(|code| Some(code?.challenge.as_ref()?.as_slice())).collect()),
        Column::Int(code().map(|code| code.map_or(0, |code| code.expires_at)).collect()),
        Column::MaybeBytes(
            rows.iter().map(|row| Some(row.write.browser?.as_bytes().as_slice())).collect(),
        ),
        Column::MaybeBytes(
            rows.iter().map(|row| Some(row.write.consent?.as_bytes().as_slice())).collect(),
        ),
        Column::MaybeBytes(
            rows.iter().map(|row| Some(row.write.interaction?.as_bytes().as_slice())).collect(),
        ),
    ];
    Statement::<WonSql>::new(AUTHORIZED, columns_of_both, AUTHORIZE)
        .over(ISSUED, columns(rows.iter().map(|row| row.write.issued))?)
        .then(RECORD)
        .load(conn)
}
