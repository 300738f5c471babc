//! What it costs to keep why requests were refused: the same refusal with trails and without.
use crate::http::{self, Connection};
use crate::load::{Operation, expect, measure};
use crate::provider::{Provider, authorize_path};
use crate::report::{Line, Report};
use std::time::Duration;

/// As many as there are. By default most of a flood are not kept, and it would cost less.
const KEPT: (&str, &str) = ("LATCHKEY_EXPLAIN__PER_MINUTE", "4000000000");
/// None.
const NOT_KEPT: (&str, &str) = ("LATCHKEY_EXPLAIN__KEPT_FOR", "0");

/// An authorization request that is refused after its client is known.
#[derive(Clone)]
struct Refused {
    request: Vec<u8>,
}

impl Refused {
    fn new() -> Self {
        let path = authorize_path("app", "code").replace("=S256", "=plain");
        Self { request: http::get(&path, "") }
    }
}

impl Operation for Refused {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let answer = connection.exchange(&self.request).await?;
        expect(&answer, 303)?;
        let location = answer.header("location").unwrap_or_default();
        let there = location.contains("error=invalid_request");
        if there { Ok(true) } else { Err(format!("no error in {location}")) }
    }
}

/// Measures both at each number of connections, and how they compare.
pub async fn compare(
    provider: &mut Provider,
    database: &'static str,
    (connections, lasting): (&[usize], Duration),
    report: &mut Report,
) -> Result<(), String> {
    let mut rates = [Vec::new(), Vec::new()];
    let both = [
        (KEPT, "authorize, refused and explained"),
        (NOT_KEPT, "authorize, refused and not explained"),
    ];
    for ((setting, operation), rates) in both.into_iter().zip(&mut rates) {
        provider.restart_with(&[setting]).await?;
        for connections in connections.iter().copied() {
            let before = provider.statements().await?;
            let all = vec![Refused::new(); connections];
            let (cell, _) = measure(provider.server.address, all, lasting).await?;
            let (after, done) = (provider.statements().await?, cell.done.max(1) as f64);
            let read = (after.read - before.read) / done;
            let statements = Some((read, (after.written - before.written) / done));
            rates.push(cell.rate());
            let line = Line { database, connections, operation, cell, against: None, statements };
            println!("{}", line.row());
            report.lines.push(line);
        }
    }
    let [kept, not_kept] = rates;
    for (connections, (kept, not_kept)) in connections.iter().zip(kept.iter().zip(&not_kept)) {
        let name =
            format!("{database}: refusals with trails to those without, {connections} at once");
        report.figure(name, 100.0 * kept / not_kept, "%");
    }
    Ok(())
}
