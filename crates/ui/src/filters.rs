//! Filters that templates use.
use askama::filters::Safe;
use askama::{Result, Values};

/// Text that may break before an at-sign, a dot or a slash, as addresses should; all escaped.
#[askama::filter_fn]
pub(crate) fn breakable(text: &str, _: &dyn Values) -> Result<Safe<String>> {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '@' | '.' | '/' if !html.is_empty() => {
                html.push_str("<wbr>");
                html.push(c);
            }
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    Ok(Safe(html))
}
