//! What was set, and how much of it is reached.
use crate::report::{Line, Report};
use std::fmt::Write as _;

/// Shares are set for that many connections at once.
const CONNECTIONS: usize = 64;

/// The databases, in the order of the columns.
const DATABASES: [&str; 2] = ["sqlite", "postgres"];

/// Of the limit, at least so much.
const SHARES: [(&str, f64); 9] = [
    ("client_credentials, opaque", 0.7),
    ("client_credentials, JWT ES256", 0.7),
    ("client_credentials, JWT RS256", 0.7),
    ("code exchange", 0.7),
    ("refresh rotation", 0.7),
    ("authorize → code → token", 0.7),
    ("introspection", 0.6),
    ("userinfo", 0.6),
    ("sign-in with a password", 0.9),
];

/// Figures of a database, at most so much, with their unit.
const MOST: [(&str, f64, &str); 3] = [
    ("memory, idle", 40.0, "MiB"),
    ("start to ready", 150.0, "ms"),
    // Flat, but for what the allocator keeps.
    (GROWTH, 5.0, "MiB"),
];

/// How much more memory there is after all tokens of a run than after a tenth of them.
pub const GROWTH: &str = "memory, more after all tokens than after a tenth";

/// What reads no statement when it is hot.
const READS_NOTHING: [&str; 10] = [
    "discovery",
    "JWKS",
    "client_credentials, opaque",
    "client_credentials, JWT ES256",
    "client_credentials, JWT RS256",
    "authorize, signed in",
    "code exchange",
    "refresh rotation",
    "introspection",
    "userinfo",
];

/// So few in the mean are the first look at something, and settings that are looked at now and then.
const NOTHING: f64 = 0.1;

/// The head of the table.
const HEAD: &str = "| goal, shares at 64 connections | set | SQLite | PostgreSQL | SQLite, of like | PostgreSQL, of like |\n\
     |---|--:|--:|--:|--:|--:|";

/// The table: what is not reached is bold, what was not measured is empty.
pub fn markdown(report: &Report) -> String {
    let mut text = format!("{HEAD}\n");
    for (operation, set) in SHARES {
        let against = DATABASES.map(|database| {
            let line = report.lines.iter().find(|line| is_of(line, database, operation));
            line.and_then(|line| line.against.as_ref())
        });
        let [sqlite, postgres] = against.map(|found| match found {
            Some(against) => emphasised(percent(against.share), against.share >= set),
            None => String::new(),
        });
        let [sqlite_like, postgres_like] =
            against.map(|found| found.map_or_else(String::new, |it| percent(it.like_share)));
        let set = percent(set);
        let _ = writeln!(
            text,
            "| {operation} | ≥ {set} | {sqlite} | {postgres} | {sqlite_like} | {postgres_like} |"
        );
    }
    for (figure, most, unit) in MOST {
        let [sqlite, postgres] = DATABASES.map(|database| {
            let name = format!("{database}: {figure}");
            match report.figures.iter().find(|(held, ..)| *held == name) {
                Some((_, value, _)) => emphasised(format!("{value:.1} {unit}"), *value <= most),
                None => String::new(),
            }
        });
        let _ = writeln!(text, "| {figure} | ≤ {most:.0} {unit} | {sqlite} | {postgres} | | |");
    }
    let [sqlite, postgres] = DATABASES.map(|database| most_read(report, database));
    let _ = writeln!(
        text,
        "| statements read by what is hot, at most | 0 | {sqlite} | {postgres} | | |"
    );
    text
}

/// Which hot operation reads most, with any number of connections.
fn most_read(report: &Report, database: &str) -> String {
    let hot = report
        .lines
        .iter()
        .filter(|line| line.database == database && READS_NOTHING.contains(&line.operation));
    let read = hot.filter_map(|line| line.statements.map(|(reads, _)| (reads, line.operation)));
    match read.max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((reads, _)) if reads < NOTHING => format!("{reads:.2}"),
        Some((reads, operation)) => format!("**{reads:.2}** ({operation})"),
        None => String::new(),
    }
}

fn is_of(line: &Line, database: &str, operation: &str) -> bool {
    (line.database, line.connections, line.operation) == (database, CONNECTIONS, operation)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn emphasised(text: String, is_reached: bool) -> String {
    if is_reached { text } else { format!("**{text}**") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Cell;
    use crate::measure;
    use crate::report::Against;

    #[test]
    fn what_is_not_reached_is_bold() {
        let mut report = Report::default();
        for (database, connections, share) in
            [("sqlite", 64, 0.71), ("postgres", 64, 0.58), ("postgres", 16, 0.99)]
        {
            let (limit, like) = (&[measure::ES256_ROW][..], &[measure::ES256_3_ROWS][..]);
            report.lines.push(Line {
                database,
                connections,
                operation: "code exchange",
                cell: Cell::default(),
                against: Some(Against { limit, share, like, like_share: 0.9 }),
                statements: None,
            });
        }
        report.figures.push(("sqlite: memory, idle".to_owned(), 40.1, "MiB"));
        let text = markdown(&report);
        assert!(
            text.contains("| code exchange | ≥ 70 % | 71 % | **58 %** | 90 % | 90 % |"),
            "{text}"
        );
        assert!(text.contains("| memory, idle | ≤ 40 MiB | **40.1 MiB** |  | | |"), "{text}");
        assert!(text.contains("| userinfo | ≥ 60 % |  |  |  |  |"), "{text}");
    }

    #[test]
    fn what_is_hot_and_reads_is_named() {
        let mut report = Report::default();
        for (database, operation, reads) in [
            ("sqlite", "userinfo", 0.02),
            ("sqlite", "sign-in with a password", 52.0),
            ("postgres", "userinfo", 0.02),
            ("postgres", "code exchange", 0.5),
        ] {
            report.lines.push(Line {
                database,
                connections: 16,
                operation,
                cell: Cell::default(),
                against: None,
                statements: Some((reads, 0.0)),
            });
        }
        let said = "at most | 0 | 0.02 | **0.50** (code exchange) | | |";
        assert!(markdown(&report).contains(said), "{}", markdown(&report));
    }
}
