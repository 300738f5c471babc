//! The table and its JSON.
use crate::load::Cell;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What a rate is compared with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// One ES256 signature and one durable row.
    Es256,
    /// One RS256 signature and one durable row.
    Rs256,
    /// One ES256 signature, encrypted with RSA-OAEP-256 and A128GCM, and one durable row.
    Jwe,
    /// One ES256 signature checked and two durable rows: an assertion and a token.
    Assertion,
    /// One durable row.
    Row,
    /// A small JSON document.
    Json,
}

impl Measure {
    /// All of them, in the order of measuring.
    pub const ALL: [Self; 6] =
        [Self::Es256, Self::Rs256, Self::Jwe, Self::Assertion, Self::Row, Self::Json];

    /// In tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "limit: ES256 + row",
            Self::Rs256 => "limit: RS256 + row",
            Self::Jwe => "limit: ES256 + JWE + row",
            Self::Assertion => "limit: ES256 checked + 2 rows",
            Self::Row => "limit: row",
            Self::Json => "limit: JSON",
        }
    }
}

/// One line of the table.
pub struct Line {
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// How many connections at once.
    pub connections: usize,
    /// What was done.
    pub operation: &'static str,
    /// What came of it.
    pub cell: Cell,
    /// The limit it stands against and the share of it that is reached.
    pub against: Option<(Measure, f64)>,
    /// How much of the limit one operation is: a flow of two requests is 2.
    pub limit_units: f64,
    /// Statements read and written per operation, when the server counts them.
    pub statements: Option<(f64, f64)>,
}

/// Everything that a run found.
#[derive(Default)]
pub struct Report {
    /// The table.
    pub lines: Vec<Line>,
    /// Single figures: name, value, unit.
    pub figures: Vec<(String, f64, &'static str)>,
    /// What could not be measured, and why.
    pub notes: Vec<String>,
}

impl Report {
    /// Adds a figure and shows it.
    pub fn figure(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        let name = name.into();
        println!("{name}: {value:.1} {unit}");
        self.figures.push((name, value, unit));
    }

    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for line in &self.lines {
            let _ = writeln!(text, "{}", line.row());
        }
        text.push_str("\n| figure | value |\n|---|--:|\n");
        for (name, value, unit) in &self.figures {
            let _ = writeln!(text, "| {name} | {value:.1} {unit} |");
        }
        for note in &self.notes {
            let _ = writeln!(text, "\n{note}");
        }
        text
    }

    /// The report as JSON.
    pub fn to_json(&self) -> Value {
        let lines = self.lines.iter().map(|line| {
            let mut value = line.cell.to_json();
            value["database"] = line.database.into();
            value["connections"] = line.connections.into();
            value["operation"] = line.operation.into();
            if let Some((measure, share)) = line.against {
                value["limit"] = measure.name().into();
                value["share_of_limit"] = share.into();
            }
            if let Some((read, written)) = line.statements {
                value["statements_read"] = read.into();
                value["statements_written"] = written.into();
            }
            value
        });
        let figures = self.figures.iter();
        let figures =
            figures.map(|(name, value, unit)| json!({"name": name, "value": value, "unit": unit}));
        json!({
            "lines": lines.collect::<Vec<_>>(),
            "figures": figures.collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }
}

/// The head of the table.
pub const HEAD: &str = "| database | connections | operation | per second | p50 ms | p99 ms | of limit | reads | writes |\n\
     |---|--:|---|--:|--:|--:|--:|--:|--:|";

impl Line {
    /// The line of the table.
    pub fn row(&self) -> String {
        let (line, cell) = (self, &self.cell);
        let share =
            line.against.map_or_else(String::new, |(_, share)| format!("{:.0} %", share * 100.0));
        let (read, written) = line.statements.map_or_else(Default::default, |(read, written)| {
            (format!("{read:.2}"), format!("{written:.2}"))
        });
        format!(
            "| {} | {} | {} | {:.0} | {:.2} | {:.2} | {share} | {read} | {written} |",
            line.database,
            line.connections,
            line.operation,
            cell.rate(),
            cell.quantile(0.5),
            cell.quantile(0.99),
        )
    }
}
