//! How long a page takes to render, and what it weighs on its way to a browser that comes for the
//! first time.
use crate::report::Report;
use flate2::Compression;
use flate2::write::GzEncoder;
use latchkey_ui::{Language, PAGES, PageSamples, Theme, loaded_by};
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
    let theme = weight(Theme::PLAIN.css().as_bytes())?;
    for page in PAGES {
        let line = one(*page, theme)?;
        println!("{}", line.row());
        report.pages.push(line);
    }
    Ok(())
}

fn one(page: PageSamples, theme: usize) -> Result<PageLine, String> {
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
        html = html.max(state.html.len());
        let loaded = loaded_by(&state.html).map(|file| weight(file.bytes));
        let loaded: usize = loaded.sum::<Result<_, _>>()?;
        whole = whole.max(weight(state.html.as_bytes())? + theme + loaded);
    }
    let name = states.first().map(|state| state.name.clone()).unwrap_or_default();
    Ok(PageLine { page: name, micros, html, whole })
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
