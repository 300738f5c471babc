//! One transaction from `BEGIN` to what is published after its `COMMIT`.
use super::transaction::Transaction;
use super::{Conn, announce, tenants};
use crate::changes::Changes;
use crate::counters::{Tally, count};
use crate::failure::{Failure, Stopped};
use crate::hot::Hot;
use crate::work::{Committed, Work};
use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use latchkey_base::TenantId;

/// Runs `run` in a transaction. `None` from it rolls back and is no failure.
pub fn transact<T>(
    conn: &mut Conn,
    begin: &str,
    run: impl FnOnce(&mut Conn) -> Result<Option<T>, Failure>,
) -> Result<Option<T>, Stopped> {
    let before = |e| Stopped::before(Failure::of(e));
    conn.batch_execute(begin).map_err(|e| Stopped::before(Failure::Broken(e.to_string())))?;
    match run(conn) {
        Ok(Some(value)) => match conn.batch_execute("COMMIT") {
            Ok(()) => Ok(Some(value)),
            Err(e) => {
                // On SQLite a failed commit leaves the transaction open.
                let _ = conn.batch_execute("ROLLBACK");
                let failure = Failure::of(e);
                let at_commit = !matches!(failure, Failure::Conflict(_));
                Err(Stopped { failure, at_commit })
            }
        },
        Ok(None) => conn.batch_execute("ROLLBACK").map(|()| None).map_err(before),
        Err(failure) => {
            // The reason to stop is the first failure, not that of going back.
            let _ = conn.batch_execute("ROLLBACK");
            Err(Stopped::before(failure))
        }
    }
}

/// Raises the revision of every tenant that something hot of changed, and tells other nodes.
pub fn raise_revisions(
    conn: &mut Conn,
    mut changed: Vec<(TenantId, Changes)>,
) -> QueryResult<Vec<Committed>> {
    changed.retain(|(_, changes)| !changes.is_empty());
    // One order for all: two lanes never wait for each other's rows crosswise.
    changed.sort_by_key(|(tenant, _)| *tenant);
    let mut raised = Vec::with_capacity(changed.len());
    for (tenant, changes) in changed {
        let changes = changes.bounded();
        let gone = changes.everything.then_some(tenants::LAST_REVISION);
        let revision = tenants::bump(conn, tenant)?.or(gone);
        let committed = Committed { tenant, changes, revision };
        announce(conn, &committed)?;
        raised.push(committed);
    }
    Ok(raised)
}

/// Runs a closure that may write, commits and publishes it. What the closure returned stays
/// with the work.
pub fn write(
    conn: &mut Conn,
    begin: &str,
    work: &mut dyn Work,
    (hot, tally): (&Hot, &Tally),
) -> Result<(), Stopped> {
    let committed = transact(conn, begin, |conn| {
        let tenant = work.tenant();
        let mut tx = Transaction::new(conn, tenant);
        let keep = work.run(&mut tx);
        let Transaction { changes, failure, .. } = tx;
        match (failure, keep) {
            (Some(failure), _) => Err(failure),
            (None, false) => Ok(None),
            (None, true) => {
                raise_revisions(conn, vec![(tenant, changes)]).map(Some).map_err(Failure::of)
            }
        }
    })?;
    if let Some(committed) = committed {
        count(&tally.flushes);
        committed.iter().for_each(|one| hot.publish(one));
    }
    Ok(())
}

/// Runs a closure that only reads.
pub fn read(conn: &mut Conn, begin: &str, work: &mut dyn Work) -> Result<(), Stopped> {
    let mut run = |conn: &mut Conn| {
        let mut tx = Transaction::new(conn, work.tenant());
        work.run(&mut tx);
        tx.failure.map_or(Ok(None::<()>), Err)
    };
    if begin.is_empty() {
        return run(conn).map(|_| ()).map_err(Stopped::before);
    }
    transact(conn, begin, run).map(|_| ())
}
