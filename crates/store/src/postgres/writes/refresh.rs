//! Refresh tokens: keeping, rotating, judging what could be neither.
use super::issued::{ISSUED, RECORD, columns};
use super::{Batch, Row, Won, WonSql, row_of, tenants};
use crate::columns::Key16;
use crate::commit::{Standing, Verdict};
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable};
use latchkey_base::{Sealed, Seconds, Timestamp, TokenHash};
use latchkey_oidc::{Issued, Outcome, Write};

struct Use<'a> {
    presented: &'a TokenHash,
    issued: &'a Issued,
    /// `None`: the token is kept, not rotated.
    window: Option<Seconds>,
    at: Timestamp,
}

type Uses<'a> = [Row<'a, Use<'a>>];

/// Which row; its authorization, kept until; void, expires, rotated, successor, used.
type Stood = (i64, Key16, i64, bool, i64, Option<i64>, Option<Vec<u8>>, bool);
type StoodSql = (BigInt, Binary, BigInt, Bool, BigInt, Nullable<BigInt>, Nullable<Binary>, Bool);

/// Marks current tokens as used. Presented twice in one batch, each presentation counts.
const KEEP: &str = concat!(
    ", first AS (SELECT DISTINCT ON (tenant, hash) tenant AS owner, hash, at \
       FROM input ORDER BY tenant, hash, ord), \
     kept AS (UPDATE refresh_tokens r SET used_at = first.at FROM first \
       WHERE r.tenant_id = first.owner AND r.hash = first.hash \
         AND r.rotated_at IS NULL AND r.expires_at > first.at AND ",
    is_live!("r"),
    " RETURNING r.tenant_id, r.hash, ",
    authorization_of!("r"),
    "), won AS (SELECT input.*, kept.id, kept.kept FROM input \
       JOIN kept ON kept.tenant_id = input.tenant AND kept.hash = input.hash)"
);

/// Rotates current tokens to the ones that are issued.
const ROTATE: &str = concat!(
    ", first AS (SELECT DISTINCT ON (tenant, hash) * FROM input ORDER BY tenant, hash, ord), \
     won AS (UPDATE refresh_tokens r SET rotated_at = first.at, used_at = first.at, \
         successor = first.refresh, successor_sealed = first.sealed FROM first \
       WHERE r.tenant_id = first.tenant AND r.hash = first.hash \
         AND r.rotated_at IS NULL AND r.expires_at > first.at AND ",
    is_live!("r"),
    " RETURNING first.*, ",
    authorization_of!("r"),
    ")"
);

fn presented<'a>(rows: &Uses<'a>) -> Column<'a> {
    Column::Bytes(rows.iter().map(|row| row.write.presented.as_bytes().as_slice()).collect())
}

fn at(rows: &Uses<'_>) -> Column<'static> {
    Column::Int(rows.iter().map(|row| row.write.at.millis()).collect())
}

impl<'a> Batch<'a> {
    pub(super) fn keep_refresh_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::KeepRefreshToken { presented, issued, at } => {
                Some(Use { presented, issued, window: None, at: *at })
            }
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let used = vec![tenants(&rows), presented(&rows), at(&rows)];
        let kept: Vec<Won> = Statement::<WonSql>::new("tenant, hash, at", used, KEEP)
            .over(ISSUED, columns(rows.iter().map(|row| row.write.issued))?)
            .then(RECORD)
            .load(conn)?;
        self.take_in(conn, &rows, &kept)
    }

    pub(super) fn rotate_refresh_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::RotateRefreshToken { presented, issued, repeat_window, at } => {
                Some(Use { presented, issued, window: Some(*repeat_window), at: *at })
            }
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let new = rows.iter().map(|row| row.write.issued.refresh.as_ref());
        let sealed = new.map(|new| Some(new?.sealed.as_ref()?.as_bytes()));
        let rotated =
            vec![tenants(&rows), presented(&rows), at(&rows), Column::MaybeBytes(sealed.collect())];
        let won: Vec<Won> = Statement::<WonSql>::new("tenant, hash, at, sealed", rotated, ROTATE)
            .over(ISSUED, columns(rows.iter().map(|row| row.write.issued))?)
            .then(RECORD)
            .load(conn)?;
        self.take_in(conn, &rows, &won)
    }

    fn take_in(&mut self, conn: &mut Conn, rows: &Uses<'a>, won: &[Won]) -> QueryResult<()> {
        self.settle_won(rows, won, |write| write.issued);
        if won.len() < rows.len() {
            self.judge(conn, rows)?;
        }
        self.settle_rest(rows);
        Ok(())
    }

    /// What became of those that could not be used as they are.
    fn judge(&mut self, conn: &mut Conn, rows: &Uses<'a>) -> QueryResult<()> {
        let stood: Vec<Stood> = Statement::<StoodSql>::new(
            "tenant, hash",
            vec![tenants(rows), presented(rows)],
            "SELECT input.ord, a.authorization_id, a.expires_at, \
               a.ended_at IS NOT NULL OR k.disabled, \
               r.expires_at, r.rotated_at, r.successor_sealed, s.used_at IS NOT NULL \
             FROM input \
             JOIN refresh_tokens r ON r.tenant_id = input.tenant AND r.hash = input.hash \
             JOIN authorizations a ON a.tenant_id = r.tenant_id \
               AND a.authorization_id = r.authorization_id \
             JOIN clients k ON k.tenant_id = a.tenant_id AND k.client_key = a.client_key \
             LEFT JOIN refresh_tokens s ON s.tenant_id = r.tenant_id AND s.hash = r.successor",
        )
        .load(conn)?;
        for (ord, authorization, kept, is_void, expires_at, rotated_at, sealed, used) in stood {
            let Some(row) = row_of(rows, ord).filter(|row| self.is_open(row.place)) else {
                continue;
            };
            let successor = sealed.map(Sealed::from_bytes);
            let standing =
                Standing { is_void, expires_at, rotated_at, successor, successor_used: used };
            let Use { issued, window, at, .. } = row.write;
            match standing.judge(at, window) {
                Verdict::Current => return Err(changed_meanwhile()),
                Verdict::Lost => self.settle(row.place, Outcome::Lost),
                Verdict::Repeated(successor) => {
                    self.settle(row.place, Outcome::Repeated(successor));
                    self.record_access(row.job, issued, (authorization, kept));
                }
                Verdict::Replayed => {
                    self.settle(row.place, Outcome::Replayed(authorization.into()));
                    self.replays.push((row.job, authorization.into(), at));
                }
            }
        }
        Ok(())
    }
}

/// It could not be used a moment ago and now it could (a client was switched on again): the
/// batch runs again.
fn changed_meanwhile() -> Error {
    let text = Box::new("a refresh token's standing changed".to_owned());
    Error::DatabaseError(DatabaseErrorKind::SerializationFailure, text)
}
