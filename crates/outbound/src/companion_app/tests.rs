use super::*;
use crate::FetchSettings;
use crate::fetch::tests::answering;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

fn client(port: u16) -> GuardedClient {
    let allow = vec![format!("localhost:{port}").parse().unwrap()];
    GuardedClient::new(FetchSettings { allow, ..FetchSettings::default() }).unwrap()
}

fn settings(domain: &str) -> CompanionAppSettings {
    let path = |text: &str| Some(text.to_owned());
    CompanionAppSettings {
        name: path("Hearth"),
        enable_screen: path("https://hearth.example/connect?from=sign-in"),
        enable_instructions: path("Open the app. -- Tap *Security*.--"),
        api: CompanionApi {
            domain: path(domain),
            challenge: path("/challenges"),
            validate: path("/challenges/answer"),
            bind: path("/people"),
            devices: path("/devices"),
            revoke: path("/devices/forget"),
        },
        longest_answer: 300,
        ..CompanionAppSettings::default()
    }
}

fn app(port: u16) -> CompanionApp {
    let settings = settings(&format!("http://localhost:{port}"));
    CompanionApp::new(&settings, client(port)).unwrap().unwrap()
}

fn token() -> Secret<String> {
    Secret::from("s3cret")
}

fn interaction() -> Interaction {
    Interaction { uid: "u1".to_owned(), account_id: "alice".to_owned() }
}

fn challenge() -> Challenge {
    Challenge {
        account_id: "alice".to_owned(),
        duration: "3m".to_owned(),
        interaction_details: interaction(),
        callback: "https://id.example/api/t/mfa/callback?nonce=n".to_owned(),
        content: ChallengeContent {
            title: "Sign in".to_owned(),
            header: "Northwind".to_owned(),
            body: "482913".to_owned(),
        },
        options: vec![ChallengeOption { title: "Yes".to_owned(), color: "#107c41" }],
        notification: "Somebody signs in".to_owned(),
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// RFC 6750 §2.1: our token is in the header. The members are those of the native contract.
#[tokio::test]
async fn somebody_is_asked_as_agreed() {
    let answer = r#"{"id":"c1","interactionDetails":{"uid":"u1","accountId":"alice"}}"#;
    let (port, serving) = answering(ok(answer)).await;
    assert_eq!(app(port).challenge(&token(), &challenge()).await.unwrap(), "c1");
    let request = serving.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /challenges HTTP/1.1\r\n"), "{head}");
    assert!(head.to_lowercase().contains("\r\nauthorization: bearer s3cret"), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    let expected = json!({
        "accountId": "alice",
        "duration": "3m",
        "interactionDetails": { "uid": "u1", "accountId": "alice" },
        "callback": "https://id.example/api/t/mfa/callback?nonce=n",
        "content": { "title": "Sign in", "header": "Northwind", "body": "482913" },
        "options": [{ "title": "Yes", "color": "#107c41" }],
        "notification": "Somebody signs in",
    });
    assert_eq!(body, expected);
    assert!(!format!("{:?}", challenge()).contains("482913"));
}

/// Security: an answer about another sign-in, or about somebody else, is none.
#[tokio::test]
async fn an_answer_counts_for_what_was_asked_only() {
    let answer = |id: &str, uid: &str, account: &str, action: &str| {
        ok(&format!(
            r#"{{"id":"{id}","interactionDetails":{{"uid":"{uid}","accountId":"{account}"}}{action}}}"#
        ))
    };
    for (action, expected) in [
        ("", Answered::Not),
        (r#","action":null"#, Answered::Not),
        (r#","action":0"#, Answered::Approved),
        (r#","action":1"#, Answered::Denied),
        (r#","action":-1"#, Answered::Denied),
    ] {
        let (port, serving) = answering(answer("c1", "u1", "alice", action)).await;
        let said = app(port).validate(&token(), ("c1", &interaction())).await;
        assert_eq!(said, Ok(expected), "{action}");
        let request = serving.await.unwrap();
        assert!(
            request.starts_with("GET /challenges/answer?requestId=c1 HTTP/1.1\r\n"),
            "{request}"
        );
    }
    for (id, uid, account) in [("c2", "u1", "alice"), ("c1", "u2", "alice"), ("c1", "u1", "bob")] {
        let (port, _serving) = answering(answer(id, uid, account, r#","action":0"#)).await;
        let said = app(port).validate(&token(), ("c1", &interaction())).await;
        assert_eq!(said, Err(CompanionError::Answer("is about another sign-in")));
        let (port, _serving) = answering(answer(id, uid, account, "")).await;
        let asked = app(port).challenge(&token(), &challenge()).await;
        assert_eq!(asked.is_ok(), id == "c2", "what it is called is the service's choice");
    }
}

#[tokio::test]
async fn whatever_else_a_service_says_is_no_answer() {
    for (answer, expected) in [
        ("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".to_owned(), CompanionError::Status(404)),
        (ok("yes"), CompanionError::Answer("is not as agreed")),
        (ok(r#"{"id":"c1","action":0}"#), CompanionError::Answer("is not as agreed")),
        (ok(&"x".repeat(301)), CompanionError::Fetch(FetchError::TooLarge)),
        (
            "HTTP/1.1 302 Else\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".to_owned(),
            CompanionError::Fetch(FetchError::Redirected),
        ),
    ] {
        let (port, _serving) = answering(answer).await;
        let said = app(port).validate(&token(), ("c1", &interaction())).await;
        assert_eq!(said, Err(expected));
    }
}

/// What `bind` answers leads people on, as far as it is plain.
#[tokio::test]
async fn an_account_is_told_and_leads_to_its_screen() {
    let (port, serving) = answering(ok(r#"{"id":"b 1&","n":7,"list":[1],"long":null}"#)).await;
    let app = app(port);
    let bound = app.bind(&token(), "alice").await.unwrap();
    let request = serving.await.unwrap();
    assert!(request.starts_with("PUT /people HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(r#"{"accountId":"alice"}"#), "{request}");
    let screen = app.screen(&bound);
    assert_eq!(screen.as_str(), "https://hearth.example/connect?from=sign-in&id=b+1%26&n=7");
    assert_eq!(app.instructions(), ["Open the app.", "Tap *Security*."]);
    let (port, _serving) = answering(ok(r#"{"id":""}"#)).await;
    let refused = super::tests::app(port).bind(&token(), "alice").await;
    assert_eq!(refused, Err(CompanionError::Answer("has no id")));
    let mut untold = settings("http://localhost:1");
    untold.api.bind = None;
    let untold = CompanionApp::new(&untold, client(1)).unwrap().unwrap();
    let bound = untold.bind(&token(), "alice").await.unwrap();
    assert!(untold.screen(&bound).as_str().ends_with("&accountId=alice"));
}

/// A service that gives these answers, one connection after the other; what it was asked.
async fn answering_in_turn(answers: &'static [&'static str]) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut octets = vec![0u8; 4096];
            let mut request = String::new();
            while !(request.contains("GET") || request.ends_with('}')) {
                let read = stream.read(&mut octets).await.unwrap();
                request.push_str(std::str::from_utf8(&octets[..read]).unwrap());
            }
            requests.push(request);
            let answer = ok(answer).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    });
    (port, serving)
}

#[tokio::test]
async fn every_device_is_forgotten() {
    let answers = &[r#"{"devices":["d1",{"id":"d2"},{"deviceId":"d3","id":9}]}"#, "", "", "", "[]"];
    let (port, serving) = answering_in_turn(answers).await;
    app(port).forget(&token(), "alice").await.unwrap();
    let requests = serving.await.unwrap();
    for list in [&requests[0], &requests[4]] {
        assert!(list.starts_with("GET /devices?accountId=alice HTTP/1.1\r\n"), "{list}");
    }
    for (request, id) in requests[1..].iter().zip(["d1", "d2", "d3"]) {
        assert!(request.starts_with("POST /devices/forget HTTP/1.1\r\n"), "{request}");
        assert!(request.ends_with(&format!(r#"{{"deviceId":"{id}"}}"#)), "{request}");
    }
}

/// Security: nothing counts as forgotten that we do not know of.
#[tokio::test]
async fn a_list_that_cannot_be_read_is_no_empty_one() {
    for list in [r#"{"data":["d1"]}"#, "{}", r#"[{}]"#, r#"{"devices":7}"#, "7"] {
        let (port, _serving) = answering(ok(list)).await;
        let said = app(port).forget(&token(), "alice").await;
        assert_eq!(said, Err(CompanionError::Answer("is no list of devices")), "{list}");
    }
    let (port, _serving) = answering_in_turn(&[r#"["d1"]"#, "", r#"["d1"]"#]).await;
    let said = app(port).forget(&token(), "alice").await;
    assert_eq!(said, Err(CompanionError::Answer("still lists devices")));
    let (port, _serving) = answering_in_turn(&["null", "null"]).await;
    assert_eq!(app(port).forget(&token(), "alice").await, Ok(()));
}

#[test]
fn settings_say_what_is_missing() {
    let made = |settings: &CompanionAppSettings| CompanionApp::new(settings, client(1));
    assert!(made(&CompanionAppSettings::default()).unwrap().is_none());
    let whole = settings("https://push.example");
    let app = made(&whole).unwrap().unwrap();
    assert_eq!((app.name(), app.audience()), ("Hearth", "https://push.example"));
    let wrong = |change: fn(&mut CompanionAppSettings)| {
        let mut settings = whole.clone();
        change(&mut settings);
        made(&settings).unwrap_err().to_string()
    };
    assert!(wrong(|it| it.name = Some(" ".to_owned())).contains("companion_app.name"));
    assert!(wrong(|it| it.enable_screen = None).contains("companion_app.enable_screen"));
    assert!(wrong(|it| it.api.challenge = None).contains("api.challenge"));
    assert!(wrong(|it| it.api.validate = None).contains("api.validate"));
    assert!(wrong(|it| it.api.revoke = None).contains("go together"));
    for domain in ["http://push.example", "push", "https://127.0.0.1"] {
        let refused = made(&settings(domain)).unwrap_err();
        assert!(matches!(refused, CompanionSetupError::Url(..)), "{domain}: {refused}");
    }
    let screen = CompanionAppSettings { enable_screen: Some("javascript:1".to_owned()), ..whole };
    assert!(matches!(made(&screen), Err(CompanionSetupError::Url("enable_screen", _))));
}
