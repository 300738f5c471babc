//! How long a page takes to render, and what it weighs on its way to a browser that comes for the
//! first time.
use crate::report::Report;
use flate2::Compression;
use flate2::write::GzEncoder;
use latchkey_ui::{Language, PAGES, PageSamples, Theme, asset, static_file};
use std::io::Write as _;
use std::time::Instant;

/// How often each page is rendered.
const TIMES: u32 = 200;

/// One row: all states of a page together.
pub struct PageLine {
    /// The first state's name.
    pub page: String,
    /// How long one state takes to render, on average.
    pub micros: f64,
    /// The heaviest state as it is, in bytes.
    pub html: usize,
    /// The same compressed, with style sheets and scripts.
    pub whole: usize,
}

/// Renders every page of the gallery again and again in English, and weighs it once.
pub fn measure(report: &mut Report) -> Result<(), String> {
    let styles = weight(file("app.css")?)? + weight(Theme::PLAIN.css().as_bytes())?;
    let scripts = (weight(file("app.js")?)?, weight(file("passkeys.js")?)?);
    for page in PAGES {
        let line = one(*page, styles, scripts)?;
        println!("{}", line.row());
        report.pages.push(line);
    }
    Ok(())
}

fn one(page: PageSamples, styles: usize, scripts: (usize, usize)) -> Result<PageLine, String> {
    let render = || page(Language::En).map_err(|e| e.to_string());
    let states = render()?;
    let begun = Instant::now();
    for _ in 0..TIMES {
        std::hint::black_box(render()?);
    }
    let rendered = f64::from(TIMES) * states.len().max(1) as f64;
    let micros = begun.elapsed().as_secs_f64() * 1e6 / rendered;
    let (mut html, mut whole) = (0, 0);
    for state in &states {
        let passkeys = if state.html.contains("passkeys.") { scripts.1 } else { 0 };
        html = html.max(state.html.len());
        whole = whole.max(weight(state.html.as_bytes())? + styles + scripts.0 + passkeys);
    }
    let name = states.first().map(|state| state.name.clone()).unwrap_or_default();
    Ok(PageLine { page: name, micros, html, whole })
}

fn file(name: &str) -> Result<&'static [u8], String> {
    let path = asset(name).strip_prefix("/static/").unwrap_or_default();
    static_file(path).map(|file| file.bytes).ok_or_else(|| format!("{name} is not there"))
}

/// Bytes after compression.
fn weight(bytes: &[u8]) -> Result<usize, String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
    gzip.write_all(bytes).map_err(|e| e.to_string())?;
    gzip.finish().map(|written| written.len()).map_err(|e| e.to_string())
}

/// The head of the table.
pub const HEAD: &str = "| page | µs to render | HTML, bytes | compressed, with styles and scripts |\n\
     |---|--:|--:|--:|";

impl PageLine {
    /// The line of the table.
    pub fn row(&self) -> String {
        format!("| {} | {:.0} | {} | {} |", self.page, self.micros, self.html, self.whole)
    }
}
