//! Revoking and ending.
use super::{Batch, row_of, tenants};
use crate::columns::Key16;
use crate::postgres::arrays::{Column, Statement};
use crate::postgres::{Conn, queries};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use latchkey_oidc::{Outcome, Write};

const END: &str = ", first AS (SELECT DISTINCT ON (tenant, id) * FROM input \
       ORDER BY tenant, id, ord) \
     UPDATE authorizations a SET ended_at = first.at FROM first \
     WHERE a.tenant_id = first.tenant AND a.authorization_id = first.id \
       AND a.ended_at IS NULL RETURNING first.ord";

impl Batch<'_> {
    pub(super) fn revoke_access_tokens(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::RevokeAccessToken { token, client } => Some((token, client)),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let columns = vec![
            tenants(&rows),
            Column::Bytes(rows.iter().map(|row| row.write.0.as_bytes().as_slice()).collect()),
            Column::Bytes(rows.iter().map(|row| row.write.1.as_bytes().as_slice()).collect()),
        ];
        let gone: Vec<i64> = Statement::<BigInt>::new(
            "tenant, hash, client",
            columns,
            "DELETE FROM access_tokens t USING input WHERE t.tenant_id = input.tenant \
               AND t.hash = input.hash AND t.client_key = input.client RETURNING input.ord",
        )
        .load(conn)?;
        for row in gone.iter().filter_map(|ord| row_of(&rows, *ord)) {
            self.settle(row.place, Outcome::Done);
            if let Some(changes) = self.changes(row.job.tenant) {
                changes.revoked.push(*row.write.0);
            }
        }
        self.settle_rest(&rows);
        Ok(())
    }

    /// Those that were asked to end, and those that a replay ends.
    pub(super) fn end_authorizations(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::EndAuthorization { authorization, at } => Some((authorization, *at)),
            _ => None,
        });
        let mut all: Vec<_> =
            rows.iter().map(|row| (row.job.tenant, *row.write.0, row.write.1)).collect();
        all.extend(self.replays.iter().map(|(job, id, at)| (job.tenant, *id, *at)));
        if all.is_empty() {
            return Ok(());
        }
        let columns = vec![
            Column::Bytes(all.iter().map(|(tenant, ..)| tenant.as_bytes().as_slice()).collect()),
            Column::Bytes(all.iter().map(|(_, id, _)| id.as_bytes().as_slice()).collect()),
            Column::Int(all.iter().map(|(.., at)| at.millis()).collect()),
        ];
        let ended: Vec<i64> =
            Statement::<BigInt>::new("tenant, id, at", columns, END).load(conn)?;
        for ord in ended {
            let number = usize::try_from(ord).ok().and_then(|ord| ord.checked_sub(1));
            if let Some((tenant, id, _)) = number.and_then(|number| all.get(number))
                && let Some(changes) = self.changes(*tenant)
            {
                changes.ended.push(*id);
            }
            if let Some(row) = row_of(&rows, ord) {
                self.settle(row.place, Outcome::Done);
            }
        }
        self.settle_rest(&rows);
        Ok(())
    }

    pub(super) fn end_sessions(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::EndSession { session, at } => Some((session, *at)),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let sessions =
            || Column::Bytes(rows.iter().map(|row| row.write.0.as_bytes().as_slice()).collect());
        let gone: Vec<i64> = Statement::<BigInt>::new(
            "tenant, session",
            vec![tenants(&rows), sessions()],
            "DELETE FROM sessions s USING input WHERE s.tenant_id = input.tenant \
               AND s.session_id = input.session RETURNING input.ord",
        )
        .load(conn)?;
        let _told_no_more: Vec<i64> = Statement::<BigInt>::new(
            "tenant, session",
            vec![tenants(&rows), sessions()],
            "DELETE FROM push_subscriptions p USING input WHERE p.tenant_id = input.tenant \
               AND p.session_id = input.session RETURNING input.ord",
        )
        .load(conn)?;
        for row in gone.iter().filter_map(|ord| row_of(&rows, *ord)) {
            queries::logouts::queue(conn, row.job.tenant, *row.write.0, row.write.1)?;
            self.settle(row.place, Outcome::Done);
        }
        self.settle_rest(&rows);
        let at = Column::Int(rows.iter().map(|row| row.write.1.millis()).collect());
        let ended: Vec<(i64, Key16)> = Statement::<(BigInt, Binary)>::new(
            "tenant, session, at",
            vec![tenants(&rows), sessions(), at],
            ", first AS (SELECT DISTINCT ON (tenant, session) * FROM input \
               ORDER BY tenant, session, ord) \
             UPDATE authorizations a SET ended_at = first.at FROM first \
             WHERE a.tenant_id = first.tenant AND a.session_id = first.session \
               AND NOT a.offline AND a.ended_at IS NULL \
             RETURNING first.ord, a.authorization_id",
        )
        .load(conn)?;
        for (ord, id) in ended {
            let Some(row) = row_of(&rows, ord) else { continue };
            if let Some(changes) = self.changes(row.job.tenant) {
                changes.ended.push(id.into());
            }
        }
        Ok(())
    }
}
