//! User names and e-mail addresses in the form in which they are kept and compared.
use icu_normalizer::ComposingNormalizerBorrowed;
use thiserror::Error;

/// Most characters of a user name.
const LONGEST_USERNAME: usize = 128;
/// Most octets of an e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const LONGEST_EMAIL: usize = 254;
/// Most octets of what stands before the `@` (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;

/// Why a user name or address is not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing was given.
    #[error("is missing")]
    Missing,
    /// It is longer than any mail system or page could show.
    #[error("is too long")]
    TooLong,
    /// It holds blanks or control characters, or is no address.
    #[error("is malformed")]
    Malformed,
}

/// The normal form of a user name: without surrounding blanks, in Unicode normal form KC and
/// lower case (after RFC 8265 §3.3). A user name that is an e-mail address has the normal form
/// of the address.
///
/// # Errors
/// [`NameProblem`].
pub fn username(text: &str) -> Result<String, NameProblem> {
    if text.contains('@')
        && let Ok(address) = email(text)
    {
        return Ok(address);
    }
    let name = fold(text);
    if name.is_empty() {
        Err(NameProblem::Missing)
    } else if name.chars().count() > LONGEST_USERNAME {
        Err(NameProblem::TooLong)
    } else if name.chars().any(is_unfit) {
        Err(NameProblem::Malformed)
    } else {
        Ok(name)
    }
}

/// The normal form of an e-mail address: lower case, the domain in its ASCII form (RFC 5890
/// §2.3.2.1).
///
/// The syntax is kept liberal: whether an address exists is found out by writing to it. What
/// stands before the `@` is lower-cased too; no mail system in use tells cases apart there, and
/// people do not either.
///
/// # Errors
/// [`NameProblem`].
pub fn email(text: &str) -> Result<String, NameProblem> {
    let text = fold(text);
    if text.is_empty() {
        return Err(NameProblem::Missing);
    }
    if text.len() > LONGEST_EMAIL {
        return Err(NameProblem::TooLong);
    }
    let (local, domain) = text.rsplit_once('@').ok_or(NameProblem::Malformed)?;
    if local.len() > LONGEST_LOCAL_PART {
        return Err(NameProblem::TooLong);
    }
    // Security: none of these may reach the header of a mail (RFC 5322 §3.2.3 calls them
    // specials; quoting them is legal and unheard of).
    let special = |c: char| is_unfit(c) || "\"(),:;<>@[\\]".contains(c);
    if local.is_empty() || local.chars().any(special) {
        return Err(NameProblem::Malformed);
    }
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| NameProblem::Malformed)?;
    let address = format!("{local}@{domain}");
    if address.len() > LONGEST_EMAIL { Err(NameProblem::TooLong) } else { Ok(address) }
}

/// The normal form of what somebody typed to say who they are, whether it is a user name, an
/// address or nonsense: what is unique in a tenant, what to look up, and the name under which
/// failures are counted.
pub fn normal_form(text: &str) -> String {
    username(text).unwrap_or_else(|_| {
        let cut: String = fold(text).chars().take(LONGEST_EMAIL).collect();
        // The cut may have bared white space.
        cut.trim_end().to_owned()
    })
}

fn fold(text: &str) -> String {
    let text = ComposingNormalizerBorrowed::new_nfkc().normalize(text.trim());
    let lower = text.to_lowercase();
    // Lower-casing can undo the normal form (a capital I with a dot above does).
    ComposingNormalizerBorrowed::new_nfkc().normalize(lower.trim()).into_owned()
}

/// White space, control and invisible formatting characters.
fn is_unfit(c: char) -> bool {
    let invisible = matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}');
    c.is_whitespace() || c.is_control() || invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_form_of_a_normal_form_is_itself_even_where_it_was_cut() {
        let long = format!("{} {}", "a@".repeat(LONGEST_EMAIL / 2 - 1), "a\r b".repeat(9));
        for at in 0..9 {
            let once = normal_form(&long[at..]);
            assert_eq!(normal_form(&once), once, "from {at}");
        }
    }

    /// RFC 8265 §3.3.
    #[test]
    fn user_names_are_compared_without_case_and_width() {
        for typed in ["alice", " Alice ", "ALICE", "ａｌｉｃｅ"] {
            assert_eq!(username(typed).as_deref(), Ok("alice"), "{typed}");
        }
        assert_eq!(username("Ame\u{301}lie"), username("amélie"));
        assert_eq!(username("İstanbul"), username(&username("İstanbul").unwrap()));
    }

    #[test]
    fn invisible_characters_do_not_make_another_name() {
        for typed in ["ali ce", "alice\u{200b}", "alice\u{202e}", "a\tb", "a\nb", "\u{feff}x"] {
            assert_eq!(username(typed), Err(NameProblem::Malformed), "{typed:?}");
        }
        assert_eq!(username("  "), Err(NameProblem::Missing));
        assert_eq!(username(&"a".repeat(129)), Err(NameProblem::TooLong));
    }

    /// RFC 5890 §2.3.2.1: the ASCII form of a domain is the one that is kept.
    #[test]
    fn addresses_are_compared_without_case_and_alphabet() {
        assert_eq!(email(" Alice@Example.COM").as_deref(), Ok("alice@example.com"));
        assert_eq!(email("a@Bücher.example").as_deref(), Ok("a@xn--bcher-kva.example"));
        assert_eq!(email("o'neil+tag@x.example").as_deref(), Ok("o'neil+tag@x.example"));
        assert_eq!(email("root@localhost").as_deref(), Ok("root@localhost"));
    }

    /// RFC 5322 §3.2.3, and the lengths of RFC 5321 §4.5.3.1.1, §4.5.3.1.3.
    #[test]
    fn what_could_break_a_mail_header_is_no_address() {
        for bad in [
            "alice",
            "@x.example",
            "alice@",
            "a@b@c.example",
            "a b@x.example",
            "a\r\nBcc: x@y@x.example",
            "<a@x.example>",
            "a,b@x.example",
            "a@x..example",
            "a@-x.example",
            "a@x example",
        ] {
            assert_eq!(email(bad), Err(NameProblem::Malformed), "{bad:?}");
        }
        assert_eq!(email(&format!("{}@x.example", "a".repeat(65))), Err(NameProblem::TooLong));
        let domain = format!("{0}.{0}.{0}.example", "b".repeat(60));
        assert!(email(&format!("{}@{domain}", "a".repeat(63))).is_ok(), "254 octets");
        let longer = format!("{}@{domain}", "a".repeat(64));
        assert_eq!(email(&longer), Err(NameProblem::TooLong), "255 octets");
        assert_eq!(email(""), Err(NameProblem::Missing));
    }

    #[test]
    fn an_address_as_a_user_name_is_the_same_normal_form() {
        assert_eq!(username("A@Bücher.example"), email("a@xn--bcher-kva.example"));
        assert_eq!(normal_form("A@Bücher.example"), "a@xn--bcher-kva.example");
        assert_eq!(normal_form("not a name"), "not a name");
        assert!(normal_form(&"x".repeat(100_000)).len() <= 254);
    }
}
