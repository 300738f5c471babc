//! Text on its way into markup.
use askama::filters::Safe;
use askama::{Result, Values};

/// Characters of a word that fits into the narrowest line.
const FITS: usize = 28;

/// Text of a narrow column, which may break before an at-sign or a slash and after a dot, as addresses
/// should; all escaped.
#[askama::filter_fn]
pub(crate) fn breakable(text: &str, _: &dyn Values) -> Result<Safe<String>> {
    let mut html = String::with_capacity(text.len() + 16);
    push_word(&mut html, text, true);
    Ok(Safe(html))
}

/// Adds text of a sentence. A word that fits into a line goes to the next as a whole.
pub(crate) fn push_breakable(html: &mut String, text: &str) {
    for word in text.split_inclusive(char::is_whitespace) {
        push_word(html, word, word.chars().count() > FITS);
    }
}

fn push_word(html: &mut String, word: &str, breaks: bool) {
    for c in word.chars() {
        if breaks && matches!(c, '@' | '/') {
            html.push_str("<wbr>");
        }
        push_escaped(html, c);
        // Before it, the next line would begin with what looks like the end of a sentence.
        if breaks && c == '.' {
            html.push_str("<wbr>");
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_that_is_longer_than_a_line_breaks() {
        let broken = |text| {
            let mut html = String::new();
            push_breakable(&mut html, text);
            html
        };
        assert_eq!(broken("alice@northwind.example"), "alice@northwind.example");
        assert_eq!(broken("R. & B. <x.y>"), "R. &amp; B. &lt;x.y&gt;");
        let long = "a.rather.long.mailbox.name@northwind.example";
        assert_eq!(broken(long).matches("<wbr>").count(), 6);
        assert_eq!(broken(long).replace("<wbr>", ""), long);
        assert!(broken(long).starts_with("a.<wbr>rather.<wbr>long"), "{}", broken(long));
        assert!(broken(long).contains("name<wbr>@northwind.<wbr>example"), "{}", broken(long));
    }
}
