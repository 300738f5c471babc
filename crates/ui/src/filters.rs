//! Text on its way into markup.
use askama::filters::Safe;
use askama::{Result, Values};

/// Text that may break before an at-sign, a dot or a slash, as addresses should; all escaped.
#[askama::filter_fn]
pub(crate) fn breakable(text: &str, _: &dyn Values) -> Result<Safe<String>> {
    let mut html = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_breakable(&mut html, c));
    Ok(Safe(html))
}

/// Adds one character of an address, with a place to break before it where that reads well.
pub(crate) fn push_breakable(html: &mut String, c: char) {
    if matches!(c, '@' | '.' | '/') {
        html.push_str("<wbr>");
    }
    push_escaped(html, c);
}

/// Adds one character, escaped for text and for quoted attribute values.
pub(crate) fn push_escaped(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        c => html.push(c),
    }
}
