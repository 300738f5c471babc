use super::*;
use crate::FetchSettings;
use crate::fetch::tests::answering;
use latchkey_base::{Seconds, Secret, SeededEntropy, Timestamp};

fn id() -> MessageId {
    MessageId::new(Timestamp::from_seconds(1_700_000_000), &SeededEntropy::new(1))
}

fn text() -> TextMessage {
    let text = "482913 is your code.\n\n@op.example #482913".to_owned();
    TextMessage { to: "+447700900123".to_owned(), text }
}

fn client(allow: &[String]) -> GuardedClient {
    let allow = allow.iter().map(|host| host.parse().unwrap()).collect();
    GuardedClient::new(FetchSettings { allow, ..FetchSettings::default() }).unwrap()
}

fn settings(url: &str) -> SmsSettings {
    let http = SmsGatewaySettings {
        url: Some(url.to_owned()),
        token: Some(Secret::from("s3cret")),
        longest_answer: 100,
        ..SmsGatewaySettings::default()
    };
    SmsSettings { transport: SmsTransport::Http, http, ..SmsSettings::default() }
}

fn texter(port: u16) -> Texter {
    let settings = settings(&format!("http://localhost:{port}/messages"));
    let client = client(&[format!("localhost:{port}")]);
    Texter::new(&settings, Path::new("unused"), client).unwrap()
}

/// RFC 6750 §2.1: the token is in the header, and only there.
#[tokio::test]
async fn a_gateway_gets_number_text_and_token() {
    let (port, serving) = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").await;
    texter(port).send(id(), &text()).await.unwrap();
    let request = serving.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /messages HTTP/1.1\r\n"), "{head}");
    let head = head.to_lowercase();
    assert!(head.contains("\r\nauthorization: bearer s3cret"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json"), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let expected = serde_json::json!({
        "id": id().to_string(), "to": text().to, "text": text().text,
    });
    assert_eq!(body, expected);
}

/// What may be taken later is told from what never will, and nobody's number is in the log.
#[tokio::test]
async fn what_a_gateway_says_decides_whether_it_is_tried_again() {
    for (status, is_final) in
        [(400, true), (422, true), (401, false), (429, false), (500, false), (503, false)]
    {
        let body = text().to;
        let answer =
            format!("HTTP/1.1 {status} No\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let (port, _serving) = answering(answer).await;
        let refused = texter(port).send(id(), &text()).await.unwrap_err();
        let is_permanent = matches!(refused, SendError::Permanent(_));
        assert_eq!(is_permanent, is_final, "{status}");
        assert!(!refused.to_string().contains("900123"), "{refused}");
        assert!(refused.to_string().contains(&status.to_string()), "{refused}");
    }
}

/// Security: an answer is read as far as the settings say, and no redirect is followed with the token.
#[tokio::test]
async fn a_gateway_is_guarded_like_every_other_host() {
    let long = format!("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n{}", "x".repeat(101));
    let elsewhere = "HTTP/1.1 307 Else\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n";
    for answer in [long.as_str(), elsewhere] {
        let (port, _serving) = answering(answer).await;
        let refused = texter(port).send(id(), &text()).await;
        assert!(matches!(refused, Err(SendError::Temporary(_))), "{refused:?}");
    }
    let (port, serving) = crate::fetch::tests::server(|stream| async move {
        // Never answered: the connection stays open until the client is gone.
        let _ = stream.readable().await;
        stream
    })
    .await;
    let mut slow = settings(&format!("http://localhost:{port}/"));
    slow.http.timeout = Seconds::new(1);
    let slow = Texter::new(&slow, Path::new("unused"), client(&[format!("localhost:{port}")]));
    let refused = slow.unwrap().send(id(), &text()).await;
    assert!(matches!(refused, Err(SendError::Temporary(_))), "{refused:?}");
    drop(serving.await);
}

#[test]
fn only_an_address_that_may_be_fetched_is_a_gateway() {
    let made = |url| Texter::new(&settings(url), Path::new("unused"), client(&[]));
    for wrong in ["", "sms.example", "http://sms.example/", "https://127.0.0.1/", "ftp://x.example"]
    {
        assert!(matches!(made(wrong), Err(SmsSetupError::Url(_))), "{wrong}");
    }
    let right = made("https://sms.example/messages").unwrap();
    assert!(!format!("{right:?}").contains("s3cret"), "{right:?}");
    let mut odd = settings("https://sms.example/");
    odd.http.token = Some(Secret::from("a\nb"));
    let odd = Texter::new(&odd, Path::new("unused"), client(&[]));
    assert!(matches!(odd, Err(SmsSetupError::Token)));
}

#[tokio::test]
async fn a_text_message_in_a_file_reads_back_whole() {
    let data = std::env::temp_dir().join(format!("latchkey-sms-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    let texter = Texter::new(&SmsSettings::default(), &data, client(&[])).unwrap();
    texter.send(id(), &text()).await.unwrap();
    let file = std::fs::read_to_string(data.join(format!("sms/{}.txt", id()))).unwrap();
    assert_eq!(file, "To: +447700900123\n\n482913 is your code.\n\n@op.example #482913\n");
    let _ = std::fs::remove_dir_all(&data);
}
