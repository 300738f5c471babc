//! Text that strangers choose and people decide by.
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Marks that may stand on one letter: more than any script stacks, and too few to reach the line above.
const MOST_MARKS: usize = 6;

/// Whether people see a text as it is.
///
/// Security: it holds nothing that would reorder or hide what stands around it, no letter under a heap of
/// marks, and something to see.
pub fn is_visible(text: &str) -> bool {
    let mut marks = 0;
    let is_heaped = text.chars().any(|c| {
        marks =
            if c.general_category_group() == GeneralCategoryGroup::Mark { marks + 1 } else { 0 };
        marks > MOST_MARKS
    });
    !is_heaped && !text.chars().any(is_unseen) && text.chars().any(shows)
}

/// Whether it is there to be read or looked at.
fn shows(c: char) -> bool {
    use GeneralCategoryGroup::{Letter, Number, Symbol};
    matches!(c.general_category_group(), Letter | Number | Symbol)
}

/// Whether a character has no shape of its own, but for the blank.
fn is_unseen(c: char) -> bool {
    let is_formatting = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    // Letters and signs that show nothing.
    let is_blank =
        matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{1d159}');
    c.is_control() || is_formatting || is_blank || (c.is_whitespace() && c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_visible() {
        for text in [
            "Harbour Bank",
            "12.50 €",
            "📺",
            "Đặng Thị Hồng",
            "D\u{323}a\u{302}\u{323}ng",
            "مخبز الميناء",
            "שָׁלוֹם",
            "မြွှုံ့",
            "བསྒྲུབས",
            "ธนาคารที่นี่",
            "हिन्दी",
            "港銀行",
        ] {
            assert!(is_visible(text), "{text:?}");
        }
    }

    /// Security: Unicode `White_Space`, `Default_Ignorable_Code_Point` and what else draws nothing.
    #[test]
    fn what_nobody_sees_is_not() {
        let unseen = [
            "\t\n\r\u{0}\u{7f}\u{85}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{1680}\u{17b4}\u{17b5}",
            "\u{180b}\u{180e}\u{2000}\u{2007}\u{200a}\u{200b}\u{200d}\u{200f}\u{2028}\u{2029}\u{202e}",
            "\u{202f}\u{205f}\u{2060}\u{2066}\u{2069}\u{206f}\u{2800}\u{3000}\u{3164}\u{fe0f}\u{feff}",
            "\u{ffa0}\u{fff0}\u{fffb}\u{1bca0}\u{1bca3}\u{1d159}\u{1d173}\u{1d17a}\u{e0001}\u{e0fff}",
        ];
        for c in unseen.iter().flat_map(|group| group.chars()) {
            assert!(!is_visible(&format!("a{c}b")), "{:x}", u32::from(c));
            assert!(!is_visible(&c.to_string()), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn a_text_has_something_to_read() {
        for text in ["", " ", "...", "- –", "\u{301}", "(\u{308})"] {
            assert!(!is_visible(text), "{text:?}");
        }
    }

    /// Security: a heap of marks covers the lines around it.
    #[test]
    fn marks_are_few() {
        let marked = |marks: usize| format!("a{}b", "\u{301}".repeat(marks));
        assert!(is_visible(&marked(MOST_MARKS)));
        assert!(!is_visible(&marked(MOST_MARKS + 1)));
        assert!(is_visible(&marked(4).repeat(9)), "counted by letter");
    }
}
