//! What a page says and offers fits what it is about.
use super::document::{Document, Element};
use super::{every_sample, samples_of};

/// The words in an element, and in all that is in it.
fn words(page: &Document, element: &Element) -> String {
    let inner = page.within(element).map(|it| it.text.as_str());
    std::iter::once(element.text.as_str()).chain(inner).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_account_without_a_password_is_not_told_of_one() {
    for name in ["account-security-passkey-only", "account-security-password-removed"] {
        samples_of(name, |name, page| {
            let locking = words(page, page.by_id("locking").unwrap());
            assert!(!locking.contains("password"), "{name}: {locking}");
        });
    }
    samples_of("account-security-none", |name, page| {
        assert!(words(page, page.by_id("locking").unwrap()).contains("new password"), "{name}");
        assert!(words(page, page.by_id("method-totp").unwrap()).contains("password"), "{name}");
    });
    samples_of("account-security-alone", |name, page| {
        for id in ["method-totp", "method-sms", "method-companion-app"] {
            let said = words(page, page.by_id(id).unwrap());
            assert!(!said.contains("password"), "{name}: {said}");
        }
    });
}

/// What cannot be done is no heading, and what a problem says is said once.
#[test]
fn a_heading_and_a_hint_fit_what_can_be_done() {
    samples_of("give-email", |name, page| {
        let title = page.by_id("page-title").unwrap().text.trim();
        let asks = page.by_id("email").is_some();
        assert_eq!(title == "Add your email address", asks, "{name}: {title}");
    });
    samples_of("account-profile", |name, page| {
        let hint = page.by_id("zone-hint").is_some();
        assert_ne!(hint, page.by_id("zoneinfo-why").is_some(), "{name}");
    });
}

/// A request to get back in goes on, whoever leaves its page; a passkey that was refused as a copy is not what to begin
/// with.
#[test]
fn a_button_is_called_what_it_does() {
    samples_of("lost-factors", |name, page| {
        let leave = page.by_id("login-cancel").unwrap().text.trim();
        let goes_on = ["-waiting", "-ready", "-mailed-again"].iter().any(|end| name.ends_with(end));
        if goes_on || name == "lost-factors" {
            assert_eq!(leave.starts_with("Cancel"), !goes_on, "{name}: {leave}");
        }
    });
    samples_of("passkey-alone", |name, page| {
        let is_copy = name.ends_with("copied");
        let button = page.by_id("passkey-start").unwrap();
        assert_eq!(button.get("class").unwrap().contains("button-plain"), is_copy, "{name}");
        assert_eq!(button.text.contains("another"), is_copy, "{name}");
    });
}

/// Whoever stopped a request has to see to the password first.
#[test]
fn what_is_to_be_done_first_comes_first() {
    every_sample(|name, language, page| {
        let buttons = ["to-password", "to-lock", "recovery-onward"].map(|id| page.by_id(id));
        let [Some(password), Some(lock), onward] = buttons else { return };
        if name.starts_with("account-security") {
            return;
        }
        let class = |button: &Element| button.get("class").unwrap_or_default().to_owned();
        assert_eq!(class(password), "button button-main", "{name}.{}", language.tag());
        assert!(class(lock).starts_with("button button-plain"), "{name}.{}", language.tag());
        assert!(!onward.is_some_and(|it| class(it).contains("main")), "{name}.{}", language.tag());
    });
}
