//! Digits as people type them.

/// The digit of Arabic and Persian keyboards as that of ASCII; anything else as it is.
pub fn western_digit(c: char) -> char {
    let digit = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_keyboards_are_digits() {
        let read = |typed: &str| typed.chars().map(western_digit).collect::<String>();
        assert_eq!(read("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(read("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
        assert_eq!(read("a1²"), "a1²");
    }
}
