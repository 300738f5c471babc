//! Mails say the same in text and HTML, and hold nothing that is fetched.
use super::*;

const EVIL: &str = "\"><script>alert(1)</script>\r\nBcc: x";
const LINK: &str = "https://id.example/northwind/verifyaccount?code=abc&x=1";

fn all(tenant: &str, name: Option<&str>, language: Language) -> [MailText; 15] {
    let verify = VerifyEmail { tenant, name, code: "482913", link: LINK, minutes: 15 };
    let reset = ResetPassword { tenant, name, link: LINK, minutes: 1 };
    let changed = |others_ended| {
        let mail = PasswordChanged { tenant, name, link: LINK, others_ended };
        password_changed(language, &mail).unwrap()
    };
    let deletion = |days| {
        let mail = AccountDeletion { tenant, name, days, link: LINK };
        account_deletion(language, &mail).unwrap()
    };
    let totp =
        |replaces| totp_added(language, &TotpAdded { tenant, name, link: LINK, replaces }).unwrap();
    let moving = EmailChanging { tenant, name, email: "new@example.com", link: LINK };
    let device = DeviceConnected { tenant, name, device: name, app: tenant, link: LINK };
    [
        verify_email(language, &verify).unwrap(),
        reset_password(language, &reset).unwrap(),
        account_exists(language, &AccountExists { tenant, name, link: LINK }).unwrap(),
        totp(false),
        totp(true),
        totp_removed(language, &TotpRemoved { tenant, name, link: LINK }).unwrap(),
        recovery_codes_made(language, &RecoveryCodesMade { tenant, name, link: LINK }).unwrap(),
        passkey_added(
            language,
            &PasskeyAdded { tenant, name, label: "iPhone · Safari", link: LINK },
        )
        .unwrap(),
        recovery_code_used(language, &RecoveryCodeUsed { tenant, name, link: LINK, left: 1 })
            .unwrap(),
        changed(true),
        changed(false),
        email_changing(language, &moving).unwrap(),
        deletion(14),
        deletion(0),
        device_connected(language, &device).unwrap(),
    ]
}

#[test]
fn every_mail_has_its_link_in_text_and_html() {
    let keys = messages::tests::keys(Language::En);
    let keys: Vec<_> = keys.into_iter().filter(|key| key.starts_with("mail.")).collect();
    for language in Language::ALL {
        for mail in all("Northwind", Some("Alice"), language) {
            assert!(mail.text.contains(LINK), "{}", mail.text);
            assert!(mail.html.contains(&LINK.replace('&', "&#38;")), "{}", mail.html);
            assert!(mail.subject.contains("Northwind"), "{}", mail.subject);
            assert!(mail.text.contains("Alice") && mail.html.contains("Alice"));
            assert!(mail.html.contains(&format!("dir=\"{}\"", language.dir())));
            let shown = format!("{} {} {}", mail.subject, mail.text, mail.html);
            assert!(!keys.iter().any(|key| shown.contains(key)), "a key shows in {shown}");
        }
    }
}

/// Nobody is led by a mail to where a sign-in is completed.
#[test]
fn the_code_of_a_sign_in_comes_without_a_link() {
    for language in Language::ALL {
        let code = SignInCode { tenant: "Northwind", name: None, code: "482913", minutes: 15 };
        let mail = sign_in_code(language, &code).unwrap();
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(part.contains("482913"), "{part}");
        }
        assert!(!mail.text.contains("://") && !mail.html.contains("href"), "{}", mail.html);
    }
}

#[test]
fn the_code_is_in_the_subject_the_text_and_the_html() {
    let [verify, ..] = all("Northwind", None, Language::En);
    for part in [&verify.subject, &verify.text, &verify.html] {
        assert!(part.contains("482913"), "{part}");
    }
    let (_, heading) = verify.html.split_once("<h1").unwrap();
    let (heading, _) = heading.split_once("</h1>").unwrap();
    assert!(!heading.contains("482913"), "once is enough: {heading}");
    assert!(verify.text.contains("15 minutes"), "{}", verify.text);
}

/// Security: names come from people.
#[test]
fn names_are_escaped_and_add_no_header() {
    for language in Language::ALL {
        for mail in all(EVIL, Some(EVIL), language) {
            assert!(!mail.html.contains("<script"), "{}", mail.html);
            assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
        }
    }
}

#[test]
fn nothing_is_fetched_when_a_mail_is_opened() {
    for mail in all("Northwind", None, Language::En) {
        for trace in ["src=", "url(", "<link", "@import", "<img"] {
            assert!(!mail.html.contains(trace), "{trace}");
        }
        assert!(!mail.text.contains("&#"), "plain text is not escaped: {}", mail.text);
    }
}
