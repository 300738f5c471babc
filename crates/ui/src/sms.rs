//! Text messages, in the language of the person.
use crate::messages;
use crate::{Fact, Language};

/// "Your code": what completes a sign-in that is under way, or verifies a number.
#[derive(Clone, Copy, Debug)]
pub struct SmsCode<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The host of the page that the code is typed on, without a port.
    pub host: &'a str,
    /// The six digits.
    pub code: &'a str,
}

/// The text message with a code. Its last line says on which host it may be filled in, in the form that
/// phones and browsers read (WICG, origin-bound one-time codes); they offer it nowhere else.
///
/// It is short and without ornaments: a longer one, or one with signs of other alphabets, costs more.
pub fn sms_code(language: Language, sms: &SmsCode<'_>) -> String {
    let SmsCode { tenant, host, code } = *sms;
    // Security: nothing in a name begins a line of its own, where it could name another host.
    let tenant = tenant.replace(|c: char| c.is_control(), " ");
    let facts = [("tenant", Fact::Text(&tenant)), ("code", Fact::Text(code))];
    let said = messages::plain(language, "sms.message", &facts);
    format!("{said}\n\n@{host} #{code}")
}

/// The text message that says that somebody wants to get in without the second step, with the link that
/// stops it.
pub fn sms_recovery(language: Language, tenant: &str, link: &str) -> String {
    // Security: as above.
    let tenant = tenant.replace(|c: char| c.is_control(), " ");
    let facts = [("tenant", Fact::Text(&tenant)), ("link", Fact::Text(link))];
    messages::plain(language, "sms.recovery", &facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_binds_the_code_to_its_host() {
        for language in Language::ALL {
            let sms = SmsCode { tenant: "Northwind", host: "id.example", code: "482913" };
            let text = sms_code(language, &sms);
            let (said, bound) = text.rsplit_once('\n').unwrap();
            assert_eq!(bound, "@id.example #482913");
            assert!(said.contains("Northwind") && said.contains("482913"), "{text}");
            assert!(!text.contains("sms."), "a key shows in {text}");
            assert!(text.chars().count() <= 160, "{}: {text}", language.tag());
        }
    }

    /// One part of a message holds 160 characters of the alphabet of GSM (3GPP TS 23.038).
    #[test]
    fn an_english_message_fits_into_one_part() {
        let sms = SmsCode { tenant: "Northwind Trading", host: "id.northwind.example", code: "0" };
        let text = sms_code(Language::En, &sms);
        assert!(text.is_ascii() && text.len() <= 160, "{text}");
    }

    #[test]
    fn a_link_stands_in_the_message_as_it_is() {
        let link = "https://id.example/northwind/stoprecovery?code=abc";
        for language in Language::ALL {
            let text = sms_recovery(language, "North\nwind", link);
            assert!(text.contains(link) && text.contains("North wind"), "{text}");
            assert!(!text.contains("sms.") && text.lines().count() == 1, "{text}");
        }
    }

    /// Security: a tenant's name names no other host.
    #[test]
    fn a_name_begins_no_line() {
        let tenant = "x\n\n@evil.example #111111\r\n";
        let text = sms_code(Language::En, &SmsCode { tenant, host: "id.example", code: "482913" });
        assert_eq!(text.lines().filter(|line| line.starts_with('@')).count(), 1, "{text}");
        assert_eq!(text.lines().last(), Some("@id.example #482913"));
    }
}
