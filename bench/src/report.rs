//! The table and its JSON.
use crate::goals;
use crate::load::Cell;
use crate::measure::Like;
use crate::pages::{self, PageLine};
use serde_json::{Value, json};
use std::fmt::Write as _;

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
    /// What it stands against: the limit that was set, and the one that does the same.
    pub against: Option<Against>,
    /// Statements read and written per operation, when the server counts them.
    pub statements: Option<(f64, f64)>,
}

/// Two limits, and the share of each that is reached.
pub struct Against {
    /// One signature and one row per request that writes, which is what was set.
    pub limit: Like,
    /// See `limit`.
    pub share: f64,
    /// As many signatures and rows as the operation has.
    pub like: Like,
    /// See `like`.
    pub like_share: f64,
}

/// Everything that a run found.
#[derive(Default)]
pub struct Report {
    /// The table.
    pub lines: Vec<Line>,
    /// Single figures: name, value, unit.
    pub figures: Vec<(String, f64, &'static str)>,
    /// The pages.
    pub pages: Vec<PageLine>,
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
        let _ = writeln!(text, "\n{}", pages::HEAD);
        for line in &self.pages {
            let _ = writeln!(text, "{}", line.row());
        }
        let _ = writeln!(text, "\n{}", goals::markdown(self).trim_end());
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
            if let Some(against) = &line.against {
                value["limit"] = names(against.limit).into();
                value["share_of_limit"] = against.share.into();
                value["like"] = names(against.like).into();
                value["share_of_like"] = against.like_share.into();
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
            "pages": self.pages.iter().map(|line| json!({
                "page": line.page, "micros": line.micros, "html": line.html, "whole": line.whole,
            })).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }
}

fn names(like: Like) -> String {
    like.iter().map(|measure| measure.name).collect::<Vec<_>>().join(", ")
}

/// The head of the table.
pub const HEAD: &str = "| database | connections | operation | per second | p50 ms | p99 ms | of limit | of like | reads | writes |\n\
     |---|--:|---|--:|--:|--:|--:|--:|--:|--:|";

impl Line {
    /// The line of the table.
    pub fn row(&self) -> String {
        let (line, cell) = (self, &self.cell);
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let (share, like) = line.against.as_ref().map_or_else(Default::default, |against| {
            (percent(against.share), percent(against.like_share))
        });
        let (read, written) = line.statements.map_or_else(Default::default, |(read, written)| {
            (format!("{read:.2}"), format!("{written:.2}"))
        });
        format!(
            "| {} | {} | {} | {:.0} | {:.2} | {:.2} | {share} | {like} | {read} | {written} |",
            line.database,
            line.connections,
            line.operation,
            cell.rate(),
            cell.quantile(0.5),
            cell.quantile(0.99),
        )
    }
}
