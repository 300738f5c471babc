//! Mails say the same in text and HTML, and hold nothing that is fetched.
use super::*;
use crate::BrowserName;
use latchkey_base::Timestamp;

const EVIL: &str = "\"><script>alert(1)</script>\r\nBcc: x";
const LINK: &str = "https://id.example/northwind/verifyaccount?code=abc&x=1";

/// Every kind of notice, in every shape that has texts of its own.
fn notices<'a>(words: &'a str, device: Option<&'a str>) -> Vec<Notice<'a>> {
    vec![
        Notice::AccountExists,
        Notice::PasswordChanged { others_ended: true },
        Notice::PasswordChanged { others_ended: false },
        Notice::PasswordAdded,
        Notice::PasswordRemoved,
        Notice::EmailChanging { email: "new@example.com" },
        Notice::TotpAdded { replaces: false },
        Notice::TotpAdded { replaces: true },
        Notice::TotpRemoved,
        Notice::SmsAdded { number: "+44 •••• ••12", replaces: false },
        Notice::SmsAdded { number: "+44 •••• ••12", replaces: true },
        Notice::SmsRemoved { number: "+44 •••• ••12" },
        Notice::CompanionAppAdded { app: "Hearth" },
        Notice::CompanionAppRemoved { app: "Hearth" },
        Notice::SignInDeclined { app: "Hearth" },
        Notice::RecoveryCodesMade,
        Notice::RecoveryCodeUsed { left: 1 },
        Notice::PasskeyAdded { label: words },
        Notice::PasskeyRemoved { label: words },
        Notice::DeviceConnected { device, app: words },
        Notice::DeviceHandedOver { device, app: words, person: "Layla (layla@example.com)" },
        Notice::DeviceTaken { device, app: words, person: "Layla (layla@example.com)" },
        Notice::AccountDeletion { days: 14 },
        Notice::AccountDeletion { days: 0 },
        Notice::NewBrowser {
            browser: BrowserName::read("Firefox/132.0 Linux"),
            place: "192.0.2.x",
            at: Timestamp::from_seconds(1_800_000_000),
        },
        Notice::NewNetwork {
            browser: BrowserName::read("Firefox/132.0 Linux"),
            place: "192.0.2.x",
            at: Timestamp::from_seconds(1_800_000_000),
        },
        Notice::WrongCodes,
        Notice::AccountLocked,
        Notice::AccountUnlocked,
        Notice::RecoveryStarted {
            browser: BrowserName::read("Firefox/132.0 Linux"),
            place: "192.0.2.x",
            at: Timestamp::from_seconds(1_800_000_000),
        },
        Notice::RecoveryReminder { at: Timestamp::from_seconds(1_800_000_000) },
        Notice::RecoveryStopped,
        Notice::RecoveryFinished,
        Notice::AppStays { app: words },
        Notice::DataDownloaded,
        Notice::DeletionCancelled,
        Notice::FactorsReset,
        Notice::PasskeyCopied { label: words },
        Notice::BrowserCopied,
        Notice::Confirmation { app: words },
    ]
}

fn recovered<'a>(
    tenant: &'a str,
    name: Option<&'a str>,
    stop_link: Option<&'a str>,
) -> FinishRecovery<'a> {
    let until = Timestamp::from_seconds(1_800_000_000);
    FinishRecovery { tenant, name, link: LINK, stop_link, until }
}

/// Whoever gets the link that finishes it by surprise can stop it with the other one.
#[test]
fn the_end_of_a_wait_can_be_taken_back() {
    let stop = "https://id.example/northwind/stoprecovery?code=xyz";
    for language in Language::ALL {
        let mail = finish_recovery(language, &recovered("Northwind", None, Some(stop))).unwrap();
        assert!(mail.text.contains(LINK) && mail.text.contains(stop), "{}", mail.text);
        assert!(mail.html.contains(stop), "{}", mail.html);
        assert!(mail.text.contains("2027-01-15 08:00 UTC"), "until when: {}", mail.text);
        let alone = finish_recovery(language, &recovered("Northwind", None, None)).unwrap();
        assert!(!alone.text.contains("stoprecovery"), "{}", alone.text);
    }
}

fn all(tenant: &str, name: Option<&str>, language: Language) -> Vec<MailText> {
    let verify = VerifyEmail { tenant, name, code: "482913", link: LINK, minutes: 15 };
    let reset = ResetPassword { tenant, name, link: LINK, minutes: 1 };
    let unlock = UnlockAccount { tenant, name, link: LINK };
    let mut mails = vec![
        verify_email(language, &verify).unwrap(),
        reset_password(language, &reset).unwrap(),
        unlock_account(language, &unlock).unwrap(),
        allow_unlock(language, &unlock).unwrap(),
        sign_in_link(
            language,
            &SignInLink { tenant, name, code: "48291375", link: LINK, minutes: 15 },
        )
        .unwrap(),
        invitation(language, &Invitation { tenant, name, link: LINK, days: 7 }).unwrap(),
        finish_recovery(language, &recovered(tenant, name, None)).unwrap(),
    ];
    let envelope = Envelope { tenant, name, link: LINK, lock_link: None };
    let told = notices(tenant, name);
    mails.extend(told.iter().map(|kind| notice(language, &envelope, kind).unwrap()));
    mails
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

/// A name leaves room in a subject for what it is about.
#[test]
fn a_long_name_of_an_app_is_shortened() {
    let app = "x".repeat(200);
    let envelope = Envelope { tenant: "Northwind", name: None, link: LINK, lock_link: None };
    for language in Language::ALL {
        let mail = notice(language, &envelope, &Notice::Confirmation { app: &app }).unwrap();
        let kept = format!("{}…", "x".repeat(60));
        assert!(mail.subject.contains(&kept) && !mail.subject.contains(&app), "{}", mail.subject);
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
    let mails = all("Northwind", None, Language::En);
    let verify = &mails[0];
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

/// What happened is told apart by its words, and what it happened to is named.
#[test]
fn every_notice_says_what_it_is_about() {
    let envelope = Envelope { tenant: "Northwind", name: None, link: LINK, lock_link: None };
    for language in Language::ALL {
        let kinds = notices("Harbour", Some("Vision 55"));
        let mails: Vec<_> =
            kinds.iter().map(|kind| notice(language, &envelope, kind).unwrap()).collect();
        for (mail, kind) in mails.iter().zip(&kinds) {
            let facts: &[&str] = match kind {
                Notice::EmailChanging { .. } => &["new@example.com"],
                Notice::SmsAdded { .. } | Notice::SmsRemoved { .. } => &["+44 •••• ••12"],
                Notice::PasskeyAdded { .. } | Notice::PasskeyRemoved { .. } => &["Harbour"],
                Notice::CompanionAppAdded { .. }
                | Notice::CompanionAppRemoved { .. }
                | Notice::SignInDeclined { .. } => &["Hearth"],
                Notice::RecoveryStarted { .. } => {
                    &["Firefox", "Linux", "192.0.2.x", "2027-01-15 08:00 UTC"]
                }
                Notice::RecoveryReminder { .. } => &["2027-01-15 08:00 UTC"],
                Notice::NewBrowser { .. } | Notice::NewNetwork { .. } => {
                    &["Firefox", "Linux", "192.0.2.x", ":00 UTC"]
                }
                Notice::DeviceConnected { .. } => &["Harbour", "Vision 55"],
                Notice::DeviceHandedOver { .. } | Notice::DeviceTaken { .. } => {
                    &["Harbour", "Vision 55", "Layla (layla@example.com)"]
                }
                _ => &[],
            };
            assert!(facts.iter().all(|fact| mail.text.contains(fact)), "{kind:?}: {}", mail.text);
            let alike = mails.iter().filter(|other| other.text == mail.text).count();
            assert_eq!(alike, 1, "{language:?} {kind:?}");
        }
    }
}

/// Whoever finds something that they did not do can act on it from the mail.
#[test]
fn every_alarm_leads_to_the_lock_and_nothing_else_does() {
    let lock = "https://id.example/northwind/lockaccount?code=xyz";
    let envelope = Envelope { tenant: "Northwind", name: None, link: LINK, lock_link: Some(lock) };
    for language in Language::ALL {
        let words = messages::text(language, "mail.lock_button");
        for kind in notices("Harbour", None) {
            let mail = notice(language, &envelope, &kind).unwrap();
            for part in [&mail.text, &mail.html] {
                assert_eq!(part.contains(lock), kind.is_alarm(), "{kind:?}: {part}");
            }
            assert_eq!(mail.text.contains(&words), kind.is_alarm(), "{kind:?}: {}", mail.text);
            let keeps_its_own = !kind.is_alarm() || kind.has_errand();
            assert_eq!(mail.text.contains(LINK), keeps_its_own, "{kind:?}: {}", mail.text);
        }
    }
    let is_alarm = |kind: &Notice<'_>| kind.is_alarm();
    assert!(notices("", None).iter().filter(|kind| is_alarm(kind)).count() >= 12);
}
