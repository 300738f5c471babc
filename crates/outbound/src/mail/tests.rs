use super::*;
use latchkey_base::{SeededEntropy, Timestamp};
use mail_parser::{MessageParser, MimeHeaders as _};
use std::fs;
use std::path::PathBuf;

mod smtp;

fn id(seed: u64) -> MessageId {
    MessageId::new(Timestamp::from_seconds(1_700_000_000), &SeededEntropy::new(seed))
}

fn mail() -> Mail {
    Mail {
        to: "alice@example.com".to_owned(),
        subject: "Grüße, confirm your address".to_owned(),
        text: format!("Open https://op.example/verify?code={} now.\n", "x".repeat(120)),
        html: "<p>Open <a href=\"https://op.example/verify\">this</a> – now.</p>".to_owned(),
    }
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("latchkey-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    path
}

fn mailer(directory: PathBuf) -> Mailer {
    let settings = MailSettings {
        from: "Demo Günter <no-reply@op.example>".to_owned(),
        directory: Some(directory),
        ..MailSettings::default()
    };
    Mailer::new(&settings, Path::new("unused")).unwrap()
}

/// RFC 5322 §3.6.4, RFC 2046 §5.1.4, RFC 3834 §5: the id, the alternatives, and that no absence
/// notice shall answer.
#[tokio::test]
async fn a_mail_in_a_file_reads_back_whole() {
    let folder = folder("file");
    let mailer = mailer(folder.clone());
    mailer.send(id(1), &mail()).await.unwrap();

    let names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [format!("{}.eml", id(1)).as_str()]);
    let octets = fs::read(folder.join(&names[0])).unwrap();
    assert!(octets.is_ascii(), "old relays take nothing else");

    let read = MessageParser::default().parse(&octets).unwrap();
    let from = read.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Demo Günter"));
    assert_eq!(from.address(), Some("no-reply@op.example"));
    assert_eq!(read.to().unwrap().first().unwrap().address(), Some("alice@example.com"));
    assert_eq!(read.subject(), Some(mail().subject.as_str()));
    assert_eq!(read.message_id(), Some(format!("{}@op.example", id(1)).as_str()));
    assert_eq!(read.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert!(read.date().is_some());
    assert!(read.content_type().is_some_and(|kind| kind.subtype() == Some("alternative")));
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), mail().text);
    assert_eq!(read.body_html(0).unwrap(), mail().html);
    fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_the_owners_own() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("owner");
    mailer(folder.clone()).check().await.unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_passing_failure() {
    let file = folder("blocked");
    fs::write(&file, "a file is in the way").unwrap();
    let refused = mailer(file.join("mail")).send(id(1), &mail()).await;
    assert!(matches!(refused, Err(SendError::Temporary(_))), "{refused:?}");
    fs::remove_file(file).unwrap();
}

/// RFC 5322 §2.2: a header ends with its line.
#[tokio::test]
async fn no_recipient_and_no_header_can_be_smuggled_in() {
    let folder = folder("smuggle");
    let mailer = mailer(folder.clone());
    for to in [
        "alice@example.com\r\nBcc: mallory@example.com",
        "alice@example.com, mallory@example.com",
        "Alice <alice@example.com>",
        "alice",
        "",
    ] {
        let refused = mailer.send(id(1), &Mail { to: to.to_owned(), ..mail() }).await;
        assert!(matches!(refused, Err(SendError::Permanent(_))), "{to:?}: {refused:?}");
    }
    let subject = "hello\r\nBcc: mallory@example.com\r\n\r\nbody".to_owned();
    mailer.send(id(2), &Mail { subject, ..mail() }).await.unwrap();
    let octets = fs::read(folder.join(format!("{}.eml", id(2)))).unwrap();
    let read = MessageParser::default().parse(&octets).unwrap();
    assert!(read.bcc().is_none());
    assert_eq!(read.body_html(0).unwrap(), mail().html);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let new = |settings: &MailSettings| Mailer::new(settings, Path::new("data"));
    let from = MailSettings { from: "nobody".to_owned(), ..MailSettings::default() };
    assert!(matches!(new(&from), Err(MailSetupError::From)));

    let smtp = |smtp| MailSettings {
        transport: MailTransport::Smtp,
        smtp: SmtpSettings { tls: SmtpTls::None, ..smtp },
        ..MailSettings::default()
    };
    let half = SmtpSettings { user: Some("op".to_owned()), ..SmtpSettings::default() };
    assert!(matches!(new(&smtp(half)), Err(MailSetupError::Smtp)));
    let nowhere = SmtpSettings { host: String::new(), ..SmtpSettings::default() };
    assert!(matches!(new(&smtp(nowhere)), Err(MailSetupError::Smtp)));
    assert!(new(&smtp(SmtpSettings::default())).is_ok());
    assert!(new(&MailSettings::default()).is_ok());
}

#[test]
fn the_password_is_never_written_out() {
    let password = Some("hunter2".into());
    let settings = SmtpSettings { password, ..SmtpSettings::default() };
    assert_eq!(serde_json::to_value(&settings).unwrap()["password"], serde_json::Value::Null);
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(!format!("{:?}", mail()).contains("alice"));
}
