//! Protocol writes of a batch, one statement over arrays per kind.
//!
//! Nobody has been answered before the commit, so the writes of a batch happen in whatever
//! order suits: what is kept before what is rotated, what is ended last.
#[macro_use]
mod sql;

mod codes;
mod devices;
mod ends;
mod issued;
mod records;
mod refresh;

use super::Conn;
use super::arrays::{Column, Statement};
use super::queries::{notes as written, unit};
use crate::changes::Changes;
use crate::columns::Key16;
use crate::commit::{Flushed, Note, last_expiry};
use crate::work::Job;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use latchkey_base::{AuthorizationId, TenantId, Timestamp};
use latchkey_oidc::{AccessToken, Issued, Outcome, Write};

/// Does a batch; the outcomes are in the order of the jobs.
pub(crate) fn apply(conn: &mut Conn, jobs: &[Job], notes: &[Note]) -> QueryResult<Flushed> {
    let mut batch = Batch::new(jobs);
    batch.use_assertions(conn)?;
    batch.authorize(conn)?;
    batch.begin_devices(conn)?;
    batch.redeem_codes(conn)?;
    batch.keep_refresh_tokens(conn)?;
    batch.rotate_refresh_tokens(conn)?;
    batch.issue_access_tokens(conn)?;
    batch.record_access_tokens(conn)?;
    batch.keep_authorizations(conn)?;
    batch.revoke_access_tokens(conn)?;
    batch.end_authorizations(conn)?;
    batch.end_sessions(conn)?;
    for note in notes {
        written::write(conn, note)?;
    }
    let committed = unit::raise_revisions(conn, batch.changed)?;
    // Nothing is left open but units without a write.
    let outcomes = batch.outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Done));
    Ok((outcomes.collect(), committed))
}

/// A batch on its way.
struct Batch<'a> {
    jobs: &'a [Job],
    outcomes: Vec<Option<Outcome>>,
    changed: Vec<(TenantId, Changes)>,
    /// Access tokens that are left to be recorded.
    access: Vec<(&'a Job, &'a AccessToken)>,
    /// Authorizations that must be kept until then.
    outlived: Vec<(&'a Job, Key16, i64)>,
    /// Authorizations that a replay ends.
    replays: Vec<(&'a Job, AuthorizationId, Timestamp)>,
}

/// A write of one kind, and which job it is.
struct Row<'a, T> {
    place: usize,
    job: &'a Job,
    write: T,
}

/// Which row won; its authorization, and until when that is kept.
type Won = (i64, Key16, i64);
type WonSql = (BigInt, Binary, BigInt);

/// Statements number rows from 1.
fn row_of<'r, 'a, T>(rows: &'r [Row<'a, T>], ord: i64) -> Option<&'r Row<'a, T>> {
    rows.get(usize::try_from(ord).ok()?.checked_sub(1)?)
}

fn tenants<'a, T>(rows: &[Row<'a, T>]) -> Column<'a> {
    Column::Bytes(rows.iter().map(|row| row.job.tenant.as_bytes().as_slice()).collect())
}

impl<'a> Batch<'a> {
    fn new(jobs: &'a [Job]) -> Self {
        Self {
            jobs,
            outcomes: vec![None; jobs.len()],
            changed: Vec::new(),
            access: Vec::new(),
            outlived: Vec::new(),
            replays: Vec::new(),
        }
    }

    /// The writes of one kind that have no outcome yet.
    fn rows<T>(&self, pick: impl Fn(&'a Write) -> Option<T>) -> Vec<Row<'a, T>> {
        let open = |place: &usize| self.outcomes.get(*place).is_some_and(Option::is_none);
        let all = self.jobs.iter().enumerate().filter(|(place, _)| open(place));
        all.filter_map(|(place, job)| {
            let write = job.commit.write.as_ref().and_then(&pick)?;
            Some(Row { place, job, write })
        })
        .collect()
    }

    fn settle(&mut self, place: usize, outcome: Outcome) {
        if let Some(held) = self.outcomes.get_mut(place) {
            *held = Some(outcome);
        }
    }

    /// The rows that met their condition, with what each of them issues.
    fn settle_won<T>(
        &mut self,
        rows: &[Row<'a, T>],
        won: &[Won],
        issued: impl Fn(&T) -> &'a Issued,
    ) {
        for (ord, authorization, kept) in won {
            if let Some(row) = row_of(rows, *ord) {
                self.settle(row.place, Outcome::Done);
                self.outlive(row.job, issued(&row.write), (*authorization, *kept));
            }
        }
    }

    /// Whatever has no outcome yet did not meet its condition.
    fn settle_rest<T>(&mut self, rows: &[Row<'a, T>]) {
        for row in rows {
            if let Some(held @ None) = self.outcomes.get_mut(row.place) {
                *held = Some(Outcome::Lost);
            }
        }
    }

    fn is_open(&self, place: usize) -> bool {
        self.outcomes.get(place).is_some_and(Option::is_none)
    }

    fn changes(&mut self, tenant: TenantId) -> Option<&mut Changes> {
        let at = self.changed.iter().position(|(of, _)| *of == tenant);
        let at = at.unwrap_or_else(|| {
            self.changed.push((tenant, Changes::default()));
            self.changed.len() - 1
        });
        self.changed.get_mut(at).map(|(_, changes)| changes)
    }

    /// Notes an authorization that is kept for less long than what it issued now.
    fn outlive(&mut self, job: &'a Job, issued: &Issued, (id, kept): (Key16, i64)) {
        let until = last_expiry(issued);
        if kept < until {
            self.outlived.push((job, id, until));
        }
    }

    fn use_assertions(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let uses: Vec<_> = self
            .jobs
            .iter()
            .enumerate()
            .filter_map(|(place, job)| {
                let write = job.commit.assertion.as_ref()?;
                Some(Row { place, job, write })
            })
            .collect();
        if uses.is_empty() {
            return Ok(());
        }
        let columns = vec![
            tenants(&uses),
            Column::Bytes(uses.iter().map(|row| row.write.client.as_bytes().as_slice()).collect()),
            Column::Bytes(uses.iter().map(|row| row.write.jti.as_bytes().as_slice()).collect()),
            Column::Int(uses.iter().map(|row| row.write.until.millis()).collect()),
        ];
        let new: Vec<i64> = Statement::<BigInt>::new(
            "tenant, client, jti, until",
            columns,
            ", first AS (SELECT DISTINCT ON (tenant, client, jti) * FROM input \
               ORDER BY tenant, client, jti, ord), \
             added AS (INSERT INTO assertions (tenant_id, client_key, jti, expires_at) \
               SELECT tenant, client, jti, until FROM first ON CONFLICT DO NOTHING \
               RETURNING tenant_id, client_key, jti) \
             SELECT first.ord FROM first JOIN added ON added.tenant_id = first.tenant \
               AND added.client_key = first.client AND added.jti = first.jti",
        )
        .load(conn)?;
        let is_new = |ord: usize| new.iter().any(|won| usize::try_from(*won) == Ok(ord + 1));
        for (number, row) in uses.iter().enumerate() {
            if !is_new(number) {
                self.settle(row.place, Outcome::AssertionReplayed);
            }
        }
        Ok(())
    }
}
