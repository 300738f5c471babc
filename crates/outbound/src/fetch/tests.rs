use super::*;
use crate::certificates::{acceptor, file};
use latchkey_base::Seconds;
use std::future::Future;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

fn client(settings: FetchSettings) -> GuardedClient {
    GuardedClient::new(settings).unwrap()
}

fn allowing(port: u16) -> GuardedClient {
    let allow = vec![format!("localhost:{port}").parse().unwrap()];
    client(FetchSettings { allow, ..FetchSettings::default() })
}

fn limits(octets: usize) -> FetchLimits {
    FetchLimits { time: Duration::from_secs(20), octets }
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// Hands one connection to `serve`.
pub(crate) async fn server<F>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> (u16, JoinHandle<F::Output>)
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
    (port, serving)
}

/// A server that reads one request and gives one answer; it ends with the request.
pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> (u16, JoinHandle<String>) {
    let answer = answer.into();
    server(move |stream| respond(stream, answer)).await
}

async fn respond(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, answer: Vec<u8>) -> String {
    let mut request = Vec::new();
    let mut octets = [0u8; 4096];
    while !complete(&request) {
        match stream.read(&mut octets).await {
            Ok(read) if read > 0 => request.extend_from_slice(&octets[..read]),
            _ => break,
        }
    }
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
    String::from_utf8(request).unwrap()
}

/// Whether the head is there and as much of a body as it announces.
fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.parse().unwrap())
}

#[tokio::test]
async fn an_answer_is_status_type_and_body() {
    let answer =
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnone";
    let (port, serving) = answering(answer).await;
    let client = allowing(port);
    let address = url(&format!("http://localhost:{port}/jwks?x=1#fragment"));
    let fetched = client.fetch(&address, client.limits()).await.unwrap();
    let content_type = Some("text/plain".to_owned());
    let max_age = latchkey_base::Seconds::new(0);
    let body = b"none".to_vec();
    assert_eq!(fetched, Fetched { status: 404, content_type, max_age, retry_after: None, body });
    let request = serving.await.unwrap();
    assert!(request.starts_with("GET /jwks?x=1 HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("user-agent: latchkey/"), "{request}");
    assert!(!request.to_lowercase().contains("referer"), "{request}");
}

#[tokio::test]
async fn a_form_is_sent_encoded() {
    let (port, serving) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let fields = [("logout_token", "a.b.c"), ("x", "ä &=")];
    let address = url(&format!("http://localhost:{port}/logout"));
    let fetched = allowing(port).post_form(&address, &fields, limits(10)).await.unwrap();
    assert_eq!(fetched.status, 204);
    let request = serving.await.unwrap();
    assert!(request.starts_with("POST /logout HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("application/x-www-form-urlencoded"), "{request}");
    assert!(request.ends_with("\r\n\r\nlogout_token=a.b.c&x=%C3%A4+%26%3D"), "{request}");
}

/// Attack: server-side request forgery by a redirect, RFC 8725 §2.9, §3.10.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let answer = format!("HTTP/1.1 {status}\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n");
        let (port, _serving) = answering(answer).await;
        let address = url(&format!("http://localhost:{port}/"));
        let refused = allowing(port).fetch(&address, limits(10)).await;
        assert_eq!(refused, Err(FetchError::Redirected), "{status}");
    }
}

/// Attack: an answer without an end, RFC 9101 §10.4.1.
#[tokio::test]
async fn a_body_up_to_the_limit_is_taken_and_no_longer_one() {
    let announced = |length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{}", "x".repeat(length))
    };
    let chunked = |length: usize| {
        let chunk = "1\r\nx\r\n".repeat(length);
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n")
    };
    let until_closed = |length: usize| format!("HTTP/1.0 200 OK\r\n\r\n{}", "x".repeat(length));
    for answer in [&announced, &chunked, &until_closed] as [&dyn Fn(usize) -> String; 3] {
        for (length, taken) in [(1000, true), (1001, false)] {
            let (port, _serving) = answering(answer(length)).await;
            let address = url(&format!("http://localhost:{port}/"));
            let fetched = allowing(port).fetch(&address, limits(1000)).await;
            match fetched {
                Ok(fetched) => assert!(taken && fetched.body.len() == length),
                Err(error) => assert!(!taken && error == FetchError::TooLarge, "{error}"),
            }
        }
    }
}

/// Attack: an answer that is small until it is unpacked, RFC 8725 §3.6: it is not, so it cannot grow.
#[tokio::test]
async fn nothing_is_unpacked() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc";
    let (port, serving) = answering(answer).await;
    let address = url(&format!("http://localhost:{port}/"));
    let fetched = allowing(port).fetch(&address, limits(10)).await.unwrap();
    assert_eq!(fetched.body, b"abc");
    assert!(!serving.await.unwrap().to_lowercase().contains("accept-encoding"));
}

/// Attack: an answer that never comes, RFC 9101 §10.4.1.
#[tokio::test]
async fn a_server_that_takes_its_time_is_left() {
    let silent = |stream: TcpStream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    };
    let trickling = |mut stream: TcpStream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").await;
        std::future::pending::<()>().await;
        drop(stream);
    };
    let hasty = FetchLimits { time: Duration::from_millis(200), octets: 100 };
    for port in [server(silent).await.0, server(trickling).await.0] {
        let address = url(&format!("http://localhost:{port}/"));
        let fetched = allowing(port).fetch(&address, hasty).await;
        assert_eq!(fetched, Err(FetchError::TimedOut));
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let address = url(&format!("http://localhost:{port}/secret-path"));
    match allowing(port).fetch(&address, limits(10)).await {
        Err(FetchError::Unreachable(text)) => assert!(!text.contains("secret-path"), "{text}"),
        other => panic!("{other:?}"),
    }
}

/// Attack: server-side request forgery, RFC 8725 §2.9, §3.10; OIDC Registration §9: addresses of this
/// machine and its neighbours in every spelling, other schemes, credentials in the address.
#[tokio::test]
async fn addresses_that_must_not_be_fetched_are_refused_before_anything_is_sent() {
    let client = client(FetchSettings::default());
    for address in [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://user@example.com/",
        "https://user:word@example.com/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1:8443/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://１２７.０.０.１/",
    ] {
        let fetched = client.fetch(&url(address), limits(10)).await;
        assert!(matches!(fetched, Err(FetchError::Refused(_))), "{address}: {fetched:?}");
        assert!(client.check(&url(address)).is_err(), "{address}");
    }
    assert_eq!(client.check(&url("https://example.com:8443/jwks")), Ok(()));
}

/// Attack: server-side request forgery by a name that leads home, RFC 8725 §2.9, §3.10: what the
/// resolver finds is filtered where the connection is made.
#[tokio::test]
async fn a_name_that_leads_home_is_refused() {
    let client = client(FetchSettings::default());
    for address in ["https://localhost/", "https://localhost:5432/"] {
        assert_eq!(client.check(&url(address)), Ok(()), "the name alone says nothing");
        let fetched = client.fetch(&url(address), limits(10)).await;
        assert_eq!(fetched, Err(FetchError::NOT_PUBLIC), "{address}");
    }
}

/// Attack: the same by a name with a public and a private address, RFC 8725 §2.9, §3.10.
#[test]
fn of_several_addresses_only_the_public_ones_are_left() {
    let found = |texts: &[&str]| {
        let parsed: Vec<_> = texts.iter().map(|text| text.parse().unwrap()).collect();
        resolver::public_only(parsed.into_iter()).map(Iterator::collect::<Vec<_>>).ok()
    };
    let mixed = found(&["10.0.0.1:0", "1.1.1.1:0", "[::1]:0", "[2606:4700::1]:0"]);
    assert_eq!(mixed, found(&["1.1.1.1:0", "[2606:4700::1]:0"]));
    assert_eq!(mixed.map(|left| left.len()), Some(2));
    assert_eq!(found(&["10.0.0.1:0", "[fe80::1]:0"]), None);
    assert_eq!(found(&[]), None);
}

/// An entry is for one port: the database next door stays out of reach.
#[tokio::test]
async fn a_listed_host_is_listed_on_its_port_only() {
    let client = allowing(8081);
    assert_eq!(client.check(&url("http://localhost:8081/")), Ok(()));
    assert!(client.check(&url("http://localhost:5432/")).is_err());
    let fetched = client.fetch(&url("https://localhost:5432/"), limits(10)).await;
    assert_eq!(fetched, Err(FetchError::NOT_PUBLIC));
}

/// One https server with a certificate of the tests' own authority.
async fn tls_server() -> u16 {
    let serve = |stream| async move {
        if let Ok(stream) = acceptor().accept(stream).await {
            respond(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec()).await;
        }
    };
    server(serve).await.0
}

#[tokio::test]
async fn an_extra_authority_is_trusted_and_no_other_unknown_one() {
    let fetch = |port: u16, ca_file| async move {
        let allow = vec![format!("localhost:{port}").parse().unwrap()];
        let settings = FetchSettings { allow, ca_file, ..FetchSettings::default() };
        client(settings).fetch(&url(&format!("https://localhost:{port}/")), limits(10)).await
    };
    let trusted = fetch(tls_server().await, Some(file("ca.pem"))).await;
    assert_eq!(trusted.unwrap().body, b"ok");
    let unknown = fetch(tls_server().await, None).await;
    assert!(matches!(unknown, Err(FetchError::Unreachable(_))), "{unknown:?}");
}

#[test]
fn certificates_that_are_not_there_are_noticed_at_the_start() {
    let new = |name| {
        let ca_file = Some(file(name));
        GuardedClient::new(FetchSettings { ca_file, ..FetchSettings::default() }).err()
    };
    assert!(matches!(new("none.pem"), Some(FetchSetupError::Unreadable(..))));
    assert!(matches!(new("server.key"), Some(FetchSetupError::NoCertificate(_))));
    assert!(new("ca.pem").is_none());
}

#[test]
fn limits_come_from_the_settings() {
    let settings =
        FetchSettings { timeout: Seconds::new(7), longest_answer: 9, ..FetchSettings::default() };
    let limits = client(settings).limits();
    assert_eq!(limits, FetchLimits { time: Duration::from_secs(7), octets: 9 });
}

/// Attack: a person says that their browser lives where only this machine, or only apps, may reach.
#[test]
fn people_name_push_services_on_the_public_internet_only() {
    let allow = vec!["intranet.example:443".parse().unwrap()];
    let open = client(FetchSettings { allow: allow.clone(), ..FetchSettings::default() });
    assert_eq!(open.check_push(&url("https://push.example/x")), Ok(()));
    for refused in [
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.7/x",
        "https://169.254.169.254/latest",
        "https://push.example:22/x",
        "https://intranet.example/x",
        "https://a:b@push.example/x",
        "file:///etc/passwd",
    ] {
        let refused = open.check_push(&url(refused));
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{refused:?}");
    }
    let gateway = "gateway.push.example:8443".parse().unwrap();
    let allow = [allow, vec![gateway]].concat();
    let push_services = vec!["push.example".to_owned(), "intranet.example".to_owned()];
    let listed = client(FetchSettings { allow, push_services, ..FetchSettings::default() });
    for taken in
        ["https://push.example/x", "https://a.PUSH.example/x", "https://intranet.example/x"]
    {
        assert_eq!(listed.check_push(&url(taken)), Ok(()), "{taken}");
    }
    for refused in [
        "https://evilpush.example/x",
        "https://push.example.evil/x",
        "https://other.example/x",
        "http://intranet.example:443/x",
        "https://push.example:8443/x",
        "https://gateway.push.example:8443/x",
    ] {
        let refused = listed.check_push(&url(refused));
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{refused:?}");
    }
}

/// What was checked when somebody subscribed is checked again when something is sent.
#[tokio::test]
async fn nothing_is_pushed_elsewhere() {
    let open = client(FetchSettings::default());
    let pushed = open.push(&url("https://127.0.0.1/x"), &[], vec![1], limits(10)).await;
    assert_eq!(pushed, Err(FetchError::NOT_PUBLIC));
}
