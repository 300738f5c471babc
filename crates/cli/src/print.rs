//! What commands print: tables for people, JSON for scripts.
use crate::failure::Failure;
use serde::Serialize;
use serde_json::Value;
use std::io::Write as _;
use time::OffsetDateTime;

/// Prints a value as JSON.
///
/// # Errors
/// When standard output cannot be written.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    line(&serde_json::to_string_pretty(value)?)
}

/// Prints a line. A reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// When standard output cannot be written.
pub fn line(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}

/// Prints rows under a heading, each column as wide as its widest cell.
fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> Result<(), Failure> {
    let mut widths = heading.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let format = |cells: [&str; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    line(&format(heading))?;
    for row in rows {
        line(&format(std::array::from_fn(|column| row[column].as_str())))?;
    }
    Ok(())
}

/// Prints what was found: as JSON, or as rows under a heading.
///
/// # Errors
/// When standard output cannot be written, or something found cannot be described.
pub fn list<T, const N: usize>(
    found: &[T],
    as_json: bool,
    describe: impl Fn(&T) -> Result<Value, Failure>,
    (heading, row): ([&str; N], impl Fn(&T) -> [String; N]),
) -> Result<(), Failure> {
    if as_json {
        let all: Result<Vec<Value>, Failure> = found.iter().map(describe).collect();
        return json(&all?);
    }
    table(heading, &found.iter().map(row).collect::<Vec<_>>())
}

/// A point in time for people, in UTC.
pub fn time(at: latchkey_base::Timestamp) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(at.seconds()) else { return "?".to_owned() };
    let (date, time) = (at.date(), at.time());
    format!("{date} {:02}:{:02} UTC", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::Timestamp;

    #[test]
    fn times_are_readable() {
        assert_eq!(time(Timestamp::from_seconds(1_700_000_000)), "2023-11-14 22:13 UTC");
    }
}
