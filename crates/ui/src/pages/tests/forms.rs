//! Forms: ids, labels, ways out, problems.
use super::document::{Document, Element};
use super::{every_sample, samples_of};
use crate::Language;

fn require(page: &Document, name: &str, ids: &[&str]) {
    for id in ids {
        assert!(page.by_id(id).is_some(), "{name} lacks #{id}");
    }
}

/// The form that `id` is in.
fn form_of<'a>(page: &'a Document, id: &str) -> Option<&'a Element> {
    let element = page.by_id(id)?;
    element.inside.iter().map(|at| &page.0[*at]).find(|outer| outer.is("form"))
}

/// Checklist, section 11.
#[test]
fn the_ids_that_others_rely_on_are_there() {
    samples_of("sign-in", |name, page| {
        require(page, name, &["login-form", "username", "login-submit"]);
        let password = if name.contains("one-page") { "password" } else { "password-ahead" };
        require(page, name, &[password]);
        if page.by_id("passkey-form").is_some() {
            require(page, name, &["passkey-login"]);
        }
    });
    samples_of("sign-in-one-page-wrong", |name, page| {
        require(page, name, &["login-error", "cancel-form", "login-cancel", "client-logo"]);
    });
    samples_of("password", |name, page| {
        if !name.starts_with("password-changed") {
            require(page, name, &["login-form", "password", "login-submit", "not-you"]);
        }
    });
    samples_of("create-account", |name, page| {
        require(page, name, &["signup-form", "name", "email", "username", "password"]);
        require(page, name, &["signup-submit", "cancel-form"]);
    });
    samples_of("create-account-passkey", |name, page| require(page, name, &["signup-passkey"]));
    samples_of("new-account", |name, page| {
        require(page, name, &["cancel-form", "not-you"]);
        if name.ends_with("taken") {
            require(page, name, &["sign-in", "begin-again"]);
            assert!(page.by_id("new-password").is_none(), "{name}: it would be refused again");
            assert!(page.by_id("passkey-start").is_none(), "{name}");
            return;
        }
        require(page, name, &["new-password-form", "new-password"]);
        let is_there = page.by_id("passkey-start").is_some();
        assert_eq!(is_there, !name.ends_with("only-password"), "{name}");
    });
    samples_of("verify-email", |name, page| {
        require(page, name, &["resend-form", "otp-resend"]);
        if is_over(name) {
            assert!(
                page.by_id("otp").is_none(),
                "{name}: no field for a code that cannot be right"
            );
        } else {
            require(page, name, &["otp-form", "otp", "otp-submit"]);
        }
    });
    samples_of("email-code", |name, page| {
        let unsent = name.ends_with("unsent");
        require(page, name, &["resend-form", if unsent { "otp-send" } else { "otp-submit" }]);
    });
    samples_of("approval", |name, page| {
        let waits = name.contains("waiting");
        let asks = !waits && !name.ends_with("denied") && !name.ends_with("too-often");
        require(page, name, &["cancel-form"]);
        assert_eq!(page.by_id("approval-number").is_some(), waits, "{name}");
        assert_eq!(page.by_id("approval-wait").is_some(), waits, "{name}");
        assert_eq!(page.by_id("approval-form").is_some(), asks, "{name}");
    });
    samples_of("account-approve-denied", |name, page| {
        require(page, name, &["to-password", "to-lock"]);
    });
    samples_of("account-confirm-denied", |name, page| {
        require(page, name, &["to-password", "to-lock"]);
    });
    samples_of("sms-code", |name, page| {
        let unsent = name.ends_with("unsent");
        require(page, name, &["resend-form", if unsent { "otp-send" } else { "otp-submit" }]);
    });
    samples_of("companion-app", |name, page| {
        let types = !["unsent", "unreachable", "denied"].iter().any(|end| name.ends_with(end));
        require(page, name, &["resend-form"]);
        assert_eq!(page.by_id("otp").is_some(), types, "{name}");
    });
    samples_of("verify-phone", |name, page| {
        require(page, name, &["otp-form", "otp", "otp-submit", "otp-resend", "change-number"]);
    });
    samples_of("enrol-sms", |name, page| {
        require(page, name, &["phone-form", "phone", "phone-submit", "cancel-form", "use-totp"]);
    });
    samples_of("mail-sign-in", |name, page| {
        let sent = ["otp-form", "otp", "otp-submit", "otp-resend", "use-password"];
        let unsent = ["mail-form", "username", "mail-send", "use-password", "login-cancel"];
        require(page, name, if name.contains("sent") { &sent } else { &unsent });
    });
    for page in ["totp", "recovery-code-", "enrol-totp"] {
        samples_of(page, |name, page| {
            require(page, name, &["otp-form", "otp", "otp-submit", "cancel-form"]);
        });
    }
    samples_of("recovery-codes", |name, page| {
        require(page, name, &["recovery-codes", "recovery-codes-form", "recovery-codes-saved"]);
    });
    samples_of("passkey", |name, page| {
        require(page, name, &["passkey-form", "passkey-start", "cancel-form"]);
    });
    samples_of("enrol-passkey", |name, page| {
        require(page, name, &["passkey-form", "passkey-start", "not-now"]);
    });
    samples_of("choose-account", |name, page| {
        require(page, name, &["account-list", "use-other-account", "account-1", "remove-1"]);
    });
    samples_of("consent", |name, page| {
        require(page, name, &["consent-form", "consent-allow", "deny-form", "consent-deny"]);
    });
    samples_of("device-code", |name, page| {
        require(page, name, &["device-form", "user-code", "device-submit"]);
    });
    samples_of("device-confirm", |name, page| {
        require(page, name, &["device-allow", "device-deny", "device-code", "device-warning"]);
    });
    samples_of("account-handover", |name, page| {
        let made = name.ends_with("made");
        require(page, name, &["account-back"]);
        assert_eq!(page.by_id("handover-code").is_some(), made, "{name}");
        assert_eq!(page.by_id("handover-submit").is_some(), !made, "{name}");
        let has_code = made || name.ends_with("open");
        assert_eq!(page.by_id("handover-withdraw").is_some(), has_code, "{name}");
    });
    samples_of("account-take", |name, page| {
        require(page, name, &["take-form", "code", "take-submit"]);
    });
    samples_of("account-offer", |name, page| {
        require(page, name, &["take-accept", "take-decline", "take-warning", "take-told"]);
    });
    samples_of("device-done", |name, page| require(page, name, &["device-done"]));
    samples_of("device-denied", |name, page| require(page, name, &["device-denied"]));
    samples_of("sign-out", |name, page| {
        require(page, name, &["logout-form", "logout-confirm", "logout-cancel"]);
    });
    samples_of("signed-out", |name, page| {
        let cancelled = name.contains("cancelled");
        require(page, name, &[if cancelled { "logout-cancelled" } else { "logout-done" }]);
    });
    samples_of("invitation", |name, page| {
        let is_done = name.ends_with("done");
        require(page, name, &[if is_done { "invitation-done" } else { "invitation-submit" }]);
    });
    samples_of("choose-password", |name, page| {
        require(page, name, &["choose-password-form", "new-password", "login-cancel"]);
    });
    samples_of("terms", |name, page| {
        require(page, name, &["terms-accept", "terms-decline", "terms-version"]);
        let is_here = ["terms-here", "terms-changed"].contains(&name);
        require(page, name, &[if is_here { "terms-text" } else { "terms-link" }]);
        assert_eq!(page.by_id("terms-changes").is_some(), name == "terms-changed", "{name}");
    });
    samples_of("form-post", |name, page| require(page, name, &["form-post-submit"]));
}

/// Whoever is asked for more than usual is told why, once, whatever they are asked for.
#[test]
fn each_second_step_says_why_in_a_new_place() {
    for prefix in ["totp", "recovery-code-", "passkey-", "approval-", "email-code"] {
        let mut said = std::cell::Cell::new(0);
        samples_of(prefix, |name, page| {
            let says = page.by_id("new-here").is_some();
            assert_eq!(says, name.contains("new-here"), "{name}");
            said.set(said.get() + usize::from(says));
        });
        assert!(*said.get_mut() > 0, "{prefix}");
    }
}

/// The mailed code is of no use any more: only a new one is asked for.
fn is_over(name: &str) -> bool {
    name.contains("verify-email-expired") || name.contains("verify-email-spent")
}

/// A required empty field must not block a way out.
#[test]
fn ways_out_have_a_form_of_their_own() {
    let apart = |page: &Document, one: &str, other: &str| {
        let (one, other) = (form_of(page, one).unwrap(), form_of(page, other).unwrap());
        assert!(!std::ptr::eq(one, other));
        assert!(!page.within(other).any(|inner| inner.get("required").is_some()));
    };
    samples_of("sign-in-one-page", |_, page| apart(page, "login-submit", "login-cancel"));
    samples_of("consent", |_, page| apart(page, "consent-allow", "consent-deny"));
    samples_of("device-confirm", |_, page| apart(page, "device-allow", "device-deny"));
    samples_of("account-offer", |_, page| apart(page, "take-accept", "take-decline"));
    samples_of("terms", |_, page| apart(page, "terms-accept", "terms-decline"));
    samples_of("account-approve-elsewhere", |_, page| {
        apart(page, "approve-submit", "approve-deny");
    });
    samples_of("account-confirm-long", |_, page| apart(page, "confirm-submit", "confirm-deny"));
    samples_of("sign-out", |_, page| apart(page, "logout-confirm", "logout-cancel"));
    samples_of("verify-email", |name, page| {
        if !is_over(name) {
            apart(page, "otp-submit", "otp-resend");
        }
    });
    samples_of("email-link-elsewhere", |_, page| {
        apart(page, "email-link-submit", "email-link-deny");
    });
}

/// Works without script: what a button does, a form does. The exceptions are revealed by script:
/// one changes how a field looks, one does what the menu of the browser does.
#[test]
fn every_button_submits_a_form() {
    every_sample(|name, _, page| {
        for (at, button) in page.0.iter().enumerate().filter(|(_, held)| held.is("button")) {
            match button.get("type") {
                Some("submit") => {
                    let forms = button.inside.iter().filter(|at| page.0[**at].is("form"));
                    assert_eq!(forms.count(), 1, "{name}: button {at}");
                }
                Some("button") => {
                    assert!(button.get("hidden").is_some(), "{name}");
                    let by_script = ["data-reveal", "data-print", "data-copy", "data-start"];
                    assert!(by_script.iter().any(|does| button.get(does).is_some()), "{name}");
                }
                other => panic!("{name}: a button of type {other:?}"),
            }
        }
    });
}

/// RFC 9700 §4.7 and house rule: every POST to us is protected; what leaves us tells nothing.
#[test]
fn every_form_to_us_has_the_csrf_field_once() {
    every_sample(|name, _, page| {
        for form in page.all("form") {
            assert_eq!(form.get("method"), Some("post"), "{name}");
            let tokens = page.within(form).filter(|inner| inner.get("name") == Some("csrf"));
            let expected = if form.get("id") == Some("form-post") { 0 } else { 1 };
            assert_eq!(tokens.count(), expected, "{name}: {:?}", form.get("id"));
        }
    });
}

/// WCAG 2.2, 2.5.3: who speaks to the computer says what they read.
#[test]
fn a_spoken_name_holds_the_words_that_are_seen() {
    every_sample(|name, language, page| {
        let spoken = |held: &&Element| ["a", "button", "summary"].iter().any(|it| held.is(it));
        for control in page.0.iter().filter(spoken) {
            let pairs = [("aria-label", None), ("data-other-label", control.get("data-other"))];
            for (attribute, other) in pairs {
                let Some(spoken) = control.get(attribute) else { continue };
                let seen = other.unwrap_or(&control.text).trim().to_lowercase();
                assert!(
                    !seen.is_empty() && spoken.to_lowercase().contains(&seen),
                    "{name}.{}: \
                    {spoken:?} lacks {seen:?}",
                    language.tag()
                );
            }
        }
    });
}

/// Security: whoever is not asked again has said so; a browser in a library is not remembered by
/// whoever only wanted to get on.
#[test]
fn nobody_is_remembered_who_does_not_tick_it() {
    every_sample(|name, _, page| {
        let ticked = page.by_id("remember").is_some_and(|input| input.get("checked").is_some());
        assert_eq!(ticked, name.starts_with("totp-wrong-ticked"), "{name}");
    });
    samples_of("totp-alone", |name, page| assert!(page.by_id("remember").is_none(), "{name}"));
    for offered in ["totp", "passkey", "email-code"] {
        samples_of(offered, |name, page| {
            if name == offered {
                require(page, name, &["remember"]);
            }
        });
    }
}

/// WCAG 2.2, 3.3.2.
#[test]
fn every_field_that_can_be_seen_has_a_label() {
    every_sample(|name, _, page| {
        for input in page.all("input") {
            let unseen = input.get("type") == Some("hidden");
            let ahead = input.get("aria-hidden") == Some("true");
            if unseen || ahead {
                assert!(unseen || input.get("tabindex") == Some("-1"), "{name}");
                continue;
            }
            let id = input.get("id").unwrap_or_else(|| panic!("{name}: a field without id"));
            let labels = page.with("for", id);
            assert_eq!(labels.len(), 1, "{name}: #{id}");
        }
    });
}

#[test]
fn fields_help_password_managers_and_never_hinder_them() {
    every_sample(|name, _, page| {
        for input in page.all("input") {
            assert_ne!(input.get("autocomplete"), Some("off"), "{name}");
            if input.get("type") == Some("password") {
                assert_eq!(input.get("value"), None, "{name}: passwords are never kept");
                let kind = input.get("autocomplete").unwrap();
                assert!(["current-password", "new-password"].contains(&kind), "{name}: {kind}");
            }
        }
    });
    samples_of("sign-in", |name, page| {
        let username = page.by_id("username").unwrap();
        assert_eq!(username.get("autocomplete"), Some("username webauthn"), "{name}");
    });
    samples_of("enrol-sms", |name, page| {
        let phone = page.by_id("phone").unwrap();
        assert_eq!(phone.get("autocomplete"), Some("tel"), "{name}");
        assert_eq!(phone.get("inputmode"), Some("tel"), "{name}");
    });
    samples_of("sms-code-again", |name, page| {
        let otp = page.by_id("otp").unwrap();
        assert_eq!(otp.get("autocomplete"), Some("one-time-code"), "{name}");
    });
    samples_of("verify-email", |name, page| {
        let Some(otp) = page.by_id("otp").filter(|_| !is_over(name)) else { return };
        assert_eq!(otp.get("autocomplete"), Some("one-time-code"), "{name}");
        assert_eq!(otp.get("inputmode"), Some("numeric"), "{name}");
        assert_eq!(otp.get("maxlength"), None, "{name}: a code may be pasted with blanks");
    });
}

/// login-ui.md, "Fields and words": a refused form says so in its title and in an alert, and the
/// first wrong field has the focus and names its explanation.
#[test]
fn a_refused_form_says_so_and_takes_the_focus_to_the_first_wrong_field() {
    every_sample(|name, language, page| {
        let prefix = match language {
            Language::En => "Error:",
            Language::De => "Fehler:",
            Language::Es => "Error:",
            Language::Fr => "Erreur\u{202f}:",
            Language::PtBr => "Erro:",
            Language::Ja => "エラー:",
            Language::Ar => "خطأ:",
        };
        let title = &page.all("title").next().unwrap().text;
        // What the script can say is hidden until it does.
        let alerts = page.with("role", "alert");
        let alerts = alerts.iter().filter(|alert| alert.get("hidden").is_none()).count();
        let is_error_page = page.by_id("error-reference").is_some();
        assert_eq!(title.starts_with(prefix), alerts > 0 || is_error_page, "{name}: {title}");

        let wrong: Vec<_> = page.with("aria-invalid", "true");
        assert!(wrong.is_empty() || alerts > 0, "{name}");
        assert!(wrong.iter().all(|field| field.get("aria-describedby").is_some()), "{name}");
        let focused: Vec<_> =
            page.0.iter().filter(|element| element.get("autofocus").is_some()).collect();
        assert!(focused.len() <= 1, "{name}: one focus only");
        if let Some(first) = wrong.first() {
            assert_eq!(focused[0].get("id"), first.get("id"), "{name}");
        }
    });
}

#[test]
fn what_was_typed_is_kept() {
    samples_of("create-account-malformed", |_, page| {
        assert_eq!(page.by_id("email").unwrap().get("value"), Some("alice@"));
        assert_eq!(page.by_id("name").unwrap().get("value"), Some("Alice Nakamura"));
        assert_eq!(page.by_id("username").unwrap().get("value"), Some("alice"));
    });
    samples_of("sign-in-hinted", |_, page| {
        let username = page.by_id("username").unwrap();
        assert_eq!(username.get("value"), Some("alice@northwind.example"));
    });
}

#[test]
fn consent_shows_the_actual_values_and_marks_what_is_new() {
    samples_of("consent-full", |_, page| {
        let text = page.text();
        for value in ["Alice Nakamura", "+49 40 5550 0199", "urn:northwind:undescribed"] {
            assert!(text.contains(value), "{value}");
        }
        assert!(text.contains("Read the invoices of your organization"));
        assert_eq!(page.with("class", "new").len(), 3);
    });
    samples_of("consent", |name, page| {
        let class = |id| page.by_id(id).unwrap().get("class").unwrap().split(' ').next();
        assert_eq!(class("consent-allow"), class("consent-deny"), "{name}: equal ease");
    });
}

/// RFC 8628 §5.4: what is needed to tell one's own device from a stranger's.
#[test]
fn a_device_is_shown_with_all_that_tells_whose_it_is() {
    samples_of("device-confirm", |name, page| {
        assert_eq!(page.by_id("device-code").unwrap().text.trim(), "WDJB-MJHT", "{name}");
        let class = |id| page.by_id(id).unwrap().get("class").unwrap().split(' ').next();
        assert_eq!(class("device-allow"), class("device-deny"), "{name}: equal ease");
    });
    let shows = |name, values: &[&str]| {
        samples_of(name, |name, page| {
            let text = page.text();
            values.iter().for_each(|value| assert!(text.contains(value), "{name}: {value}"));
        });
    };
    shows("device-confirm", &["use your account", "Did somebody send you this code?"]);
    shows("device-confirm-silent", &["12 minutes ago", "2001:db8:85a3", "A device without a name"]);
    shows("device-confirm-long", &["different network", "1 minute ago", "Alice Nakamura"]);
}

/// RFC 8628 §3.3.1: an address with the code fills in the field, and nothing more.
#[test]
fn a_scanned_code_waits_for_the_button() {
    samples_of("device-code-scanned", |_, page| {
        assert_eq!(page.by_id("user-code").unwrap().get("value"), Some("WDJB-MJHT"));
        assert!(page.by_id("device-form").unwrap().get("data-autosubmit").is_none());
    });
}

/// Security: whoever approves has looked at the other screen, and is told whose sign-in it is.
#[test]
fn a_sign_in_is_approved_by_its_number_only() {
    samples_of("account-approve", |name, page| {
        let number = page.by_id("number");
        assert_eq!(number.is_some(), page.by_id("approve-form").is_some(), "{name}");
        assert!(number.is_none_or(|field| field.get("value").is_none()), "{name}");
        let is_asked = page.by_id("approve-what").is_some();
        assert_eq!(page.by_id("approve-deny-form").is_some(), is_asked, "{name}: a way to say no");
    });
    samples_of("account-approve-elsewhere", |name, page| {
        let text = page.text();
        for value in ["Rechnungsprüfungs", "different network", "2001:db8:85a3", "3 minutes ago"] {
            assert!(text.contains(value), "{name}: {value}");
        }
    });
    samples_of("account-approve-weak", |name, page| {
        assert!(page.by_id("approve-form").is_none(), "{name}");
    });
    samples_of("approval-waiting", |name, page| {
        assert_eq!(page.by_id("approval-number").unwrap().text.trim(), "42", "{name}");
        let refresh = page.with("http-equiv", "refresh");
        assert!(refresh[0].inside.iter().any(|at| page.0[*at].is("noscript")), "{name}");
    });
}

/// Security: what an app says stands under its name, in a place of its own, and never in the title.
#[test]
fn what_an_app_asks_stands_under_its_name() {
    samples_of("account-confirm", |name, page| {
        let is_asked = page.by_id("confirm-text").is_some();
        assert_eq!(page.by_id("confirm-deny-form").is_some(), is_asked, "{name}: a way to say no");
        assert_eq!(page.by_id("confirm-what").is_some(), is_asked, "{name}");
    });
    samples_of("account-confirm-long", |name, page| {
        let title = page.by_id("page-title").unwrap();
        assert!(!title.text.contains("Überweisung"), "{name}: {}", title.text);
        let said = page.by_id("confirm-text").unwrap();
        let words: String = page.within(said).map(|inner| inner.text.as_str()).collect();
        assert!(words.contains("Überweisungsfreigabe"), "{name}: {words}");
        assert!(page.text().contains("Rechnungsprüfungs"), "{name}");
    });
    samples_of("account-confirm-weak", |name, page| {
        assert!(page.by_id("confirm-form").is_none(), "{name}");
    });
}

/// OAuth 2.0 Form Post Response Mode §2: the values arrive as they are.
#[test]
fn form_post_carries_every_value_unchanged() {
    samples_of("form-post", |_, page| {
        let form = page.by_id("form-post").unwrap();
        assert_eq!(form.get("action"), Some("https://mail.harbour.example/callback"));
        assert!(form.get("data-autosubmit").is_some());
        let state = page.with("name", "state");
        assert_eq!(state[0].get("value"), Some("a\"b<c>&d"));
    });
}

/// Security: in another browser a mailed link is good for its code and nothing else.
#[test]
fn a_mailed_link_signs_in_where_the_sign_in_began_only() {
    samples_of("mail-link", |name, page| {
        let signs_in = page.by_id("mail-link-form").is_some();
        let asks = ["mail-link", "mail-link-form-too-old"].contains(&name);
        assert_eq!(signs_in, asks, "{name}");
        assert_eq!(page.by_id("mail-link-code").is_some(), name.contains("elsewhere"), "{name}");
        let is_live = signs_in || name.contains("elsewhere");
        assert_eq!(page.by_id("mail-link-deny-form").is_some(), is_live, "{name}");
    });
}

/// Mail scanners open links: nothing happens before the button.
#[test]
fn a_mailed_link_acts_on_post_only() {
    samples_of("email-link", |name, page| {
        let form = page.by_id("email-link-form");
        let asks = name == "email-link" || name.starts_with("email-link-elsewhere");
        assert_eq!(form.is_some(), asks, "{name}");
        if let Some(form) = form {
            assert!(form.get("data-autosubmit").is_none());
            assert!(page.within(form).any(|inner| inner.get("name") == Some("code")));
        }
    });
}

/// Whoever has to wait is told until when, wherever that is: at every limit that is counted.
#[test]
fn every_wait_says_until_when() {
    let is_wait = |name: &str| {
        let says = ["-too-often", "-too-many", "-wait"].iter().any(|end| name.ends_with(end));
        // Approvals of one account are counted over an hour, which the page says.
        says && name != "approval-too-often"
    };
    every_sample(|name, language, page| {
        let times = page.with("data-local-time", "").len();
        assert!(times == 1 || !is_wait(name), "{name}.{}: {times}", language.tag());
    });
    samples_of("create-account-too-many", |name, _| assert!(is_wait(name)));
}

/// What cannot be asked for now has no button that asks for it.
#[test]
fn nobody_is_asked_again_who_was_asked_too_often() {
    samples_of("approval-too-often", |name, page| {
        assert!(page.by_id("approval-ask").is_none() && page.by_id("login-cancel").is_some());
        assert!(page.by_id("other-ways").is_some(), "{name}");
    });
    samples_of("approval-form-too-old", |name, page| require(page, name, &["approval-ask"]));
}

#[test]
fn a_wait_is_told_as_a_point_in_time_that_script_can_make_local() {
    samples_of("password-wait", |_, page| {
        let time = page.all("time").next().unwrap();
        assert_eq!(time.get("datetime"), Some("2026-11-21T14:15:00Z"));
        assert_eq!(time.text, "14:15 UTC");
        assert!(time.get("data-local-time").is_some());
    });
}

/// Mail scanners open links: nothing is stopped or finished before a button, and one that is of no use has
/// none.
#[test]
fn a_request_to_get_back_in_is_decided_on_by_buttons_only() {
    for (prefix, form) in [
        ("recovery-stop", "recovery-stop-form"),
        ("recovery-finish", "recovery-finish-form"),
        ("recovery-asked", "recovery-stop-form"),
        ("lost-factors", "recovery-form"),
    ] {
        samples_of(prefix, |name, page| {
            let over = ["stopped", "void", "early", "finished", "waiting", "later", "no-mailbox"];
            let asks = !over.iter().any(|end| name.contains(end));
            assert_eq!(page.by_id(form).is_some(), asks, "{name}");
        });
    }
    samples_of("recovery-asked", |name, page| require(page, name, &["recovery-keep"]));
    samples_of("recovery-stopped", |name, page| require(page, name, &["to-password", "to-lock"]));
    samples_of("lost-factors", |name, page| {
        require(page, name, &["cancel-form", "way-totp"]);
        let wait = page.all("time").next();
        let is_told = ["lost-factors", "lost-factors-waiting", "lost-factors-later"];
        assert!(wait.is_some() || !is_told.contains(&name), "{name}: until when");
        assert!(wait.is_none_or(|time| time.text.ends_with(" UTC")), "{name}");
    });
    samples_of("account-approve-approved", |name, page| {
        require(page, name, &["recovery-waits", "recovery-waits-form", "to-recovery"]);
    });
}
