//! Against a mail server of a few lines.
use super::*;
use crate::certificates::{acceptor, file};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Serves one connection. Answers `reply` to commands that start with `to`, and agrees to all
/// others. Ends with what it was sent.
async fn server(to: &'static str, reply: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(stream, to, reply).await
    });
    (port, serving)
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, to: &str, reply: &str) -> String {
    let mut stream = BufReader::new(stream);
    let (mut transcript, mut in_data) = (String::new(), false);
    stream.write_all(b"220 mail.example ready\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return transcript;
        }
        transcript.push_str(&line);
        let answer = match line.trim_end() {
            "." if in_data => {
                in_data = false;
                "250 queued"
            }
            _ if in_data => continue,
            line if !to.is_empty() && line.starts_with(to) => reply,
            line if line.starts_with("EHLO") => "250-mail.example\r\n250 AUTH PLAIN",
            line if line.starts_with("AUTH") => "235 welcome",
            "DATA" => {
                in_data = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        let _ = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}

fn mailer(port: u16, credentials: Option<&str>) -> Mailer {
    let settings = MailSettings {
        transport: MailTransport::Smtp,
        from: "no-reply@op.example".to_owned(),
        smtp: SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            tls: SmtpTls::None,
            user: credentials.map(str::to_owned),
            password: credentials.map(Into::into),
            ..SmtpSettings::default()
        },
        ..MailSettings::default()
    };
    Mailer::new(&settings, Path::new("unused")).unwrap()
}

/// RFC 5321 §4.1.1.
#[tokio::test]
async fn a_mail_is_handed_to_the_server() {
    let (port, serving) = server("", "").await;
    let mailer = mailer(port, None);
    mailer.send(id(1), &mail()).await.unwrap();
    drop(mailer);
    let said = serving.await.unwrap();
    assert!(said.contains("MAIL FROM:<no-reply@op.example>"), "{said}");
    assert!(said.contains("RCPT TO:<alice@example.com>"), "{said}");
    assert!(said.contains(&format!("Message-ID: <{}@op.example>", id(1))), "{said}");
    assert!(!said.contains("AUTH"), "{said}");
}

/// RFC 4616.
#[tokio::test]
async fn credentials_are_shown_when_there_are_some() {
    let (port, serving) = server("", "").await;
    let mailer = mailer(port, Some("op"));
    mailer.send(id(1), &mail()).await.unwrap();
    drop(mailer);
    assert!(serving.await.unwrap().contains("AUTH PLAIN AG9wAG9w"));
}

/// RFC 5321 §4.2.1: 4xx may pass, 5xx will not.
#[tokio::test]
async fn a_refusal_is_passing_or_final_as_its_code_says() {
    for (to, reply, last) in [
        ("RCPT", "550 5.1.1 <alice@example.com>: no such user", true),
        ("RCPT", "450 4.2.0 greylisted", false),
        ("DATA", "554 5.7.1 spam", true),
        ("MAIL", "421 closing", false),
    ] {
        let (port, _serving) = server(to, reply).await;
        let refused = mailer(port, None).send(id(1), &mail()).await.unwrap_err();
        assert_eq!(matches!(refused, SendError::Permanent(_)), last, "{reply}: {refused:?}");
        assert!(refused.to_string().contains(&reply[..3]), "{refused}");
        assert!(!refused.to_string().contains("alice"), "recipients are not logged: {refused}");
    }
}

/// RFC 4954 §6: 535 is about us.
#[tokio::test]
async fn wrong_credentials_lose_no_mail() {
    let (port, _serving) = server("AUTH", "535 5.7.8 no").await;
    let refused = mailer(port, Some("op")).send(id(1), &mail()).await.unwrap_err();
    assert_eq!(refused, SendError::Temporary("the mail server answered 535".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_passing_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let refused = mailer(port, None).send(id(1), &mail()).await;
    assert!(matches!(refused, Err(SendError::Temporary(_))), "{refused:?}");
    assert!(mailer(port, None).check().await.is_err());
}

/// RFC 3207 §4.1: without STARTTLS nothing is sent.
#[tokio::test]
async fn required_tls_is_never_skipped() {
    let (port, serving) = server("", "").await;
    let settings = MailSettings {
        transport: MailTransport::Smtp,
        smtp: SmtpSettings { host: "127.0.0.1".to_owned(), port, ..SmtpSettings::default() },
        ..MailSettings::default()
    };
    // A machine without any trusted authority cannot even prepare TLS.
    let Ok(mailer) = Mailer::new(&settings, Path::new("unused")) else { return };
    let refused = mailer.send(id(1), &mail()).await;
    assert!(matches!(refused, Err(SendError::Temporary(_))), "{refused:?}");
    drop(mailer);
    assert!(!serving.await.unwrap().contains("MAIL FROM"));
}

/// RFC 8314 §3.3, with an authority of one's own.
#[tokio::test]
async fn implicit_tls_speaks_to_the_right_server_only() {
    for (host, right) in [("localhost", true), ("127.0.0.1", true), ("127.0.0.2", false)] {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            match acceptor().accept(stream).await {
                Ok(stream) => converse(stream, "", "").await,
                Err(_) => String::new(),
            }
        });
        let smtp = SmtpSettings {
            host: host.to_owned(),
            port,
            tls: SmtpTls::Implicit,
            ca_file: Some(file("ca.pem")),
            ..SmtpSettings::default()
        };
        let transport = MailTransport::Smtp;
        let settings = MailSettings { transport, smtp, ..MailSettings::default() };
        let mailer = Mailer::new(&settings, Path::new("unused")).unwrap();
        let sent = mailer.send(id(1), &mail()).await;
        assert_eq!(sent.is_ok(), right, "{host}: {sent:?}");
        drop(mailer);
        assert_eq!(serving.await.unwrap().contains("MAIL FROM"), right, "{host}");
    }
}
