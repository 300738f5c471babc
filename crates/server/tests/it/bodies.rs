//! Bodies that are too long, too slow, or not what they say, at a real endpoint.
use crate::lifecycle::config;
use crate::raw::Reply;
use latchkey_base::Seconds;
use latchkey_jose::Algorithm;
use latchkey_server::config::Config;
use latchkey_server::provision::TenantInput;
use latchkey_server::{Running, start};
use latchkey_testkit::Folder;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A server with the tenant `demo`.
async fn with_demo(mut config: Config) -> Running {
    config.keys.algorithms = vec![Algorithm::ES256];
    let running = start(config).await.unwrap();
    let app = running.app();
    let demo = TenantInput { group: "demo".to_owned(), ..TenantInput::default() };
    app.provision.create_tenant(&app.store, demo).await.unwrap();
    running
}

/// Sends these header lines and this much of the body to the token endpoint.
async fn post(running: &Running, headers: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = "POST /demo/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).await.unwrap();
    let mut octets = Vec::new();
    stream.read_to_end(&mut octets).await.unwrap();
    let reply = Reply::parse(&octets);
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{}", reply.head);
    (reply.status, serde_json::from_str(&reply.body).unwrap_or_default())
}

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// RFC 9110 §15.5.9.
#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.http.body_timeout = Seconds::new(0);
    let running = with_demo(config).await;
    let (status, body) = post(&running, &format!("{FORM}content-length: 50\r\n"), "grant_").await;
    assert_eq!(status, 408);
    assert_eq!(body["error"], "invalid_request");
    running.stop().await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_as_oauth_refuses() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.http.longest_body = 1000;
    let running = with_demo(config).await;
    let long = "x".repeat(1001);
    let (status, body) = post(&running, &format!("{FORM}content-length: 1001\r\n"), &long).await;
    assert_eq!((status, &body["error"]), (413, &Value::from("invalid_request")));

    let chunked = format!("{FORM}transfer-encoding: chunked\r\n");
    let (status, _) = post(&running, &chunked, &format!("3e9\r\n{long}\r\n0\r\n\r\n")).await;
    assert_eq!(status, 413);
    running.stop().await;
}

#[tokio::test]
async fn a_body_of_another_kind_is_refused_as_oauth_refuses() {
    let folder = Folder::new("server");
    let running = with_demo(config(&folder)).await;
    let json = "content-type: application/json\r\ncontent-length: 2\r\n";
    let (status, body) = post(&running, json, "{}").await;
    assert!(matches!(status, 400 | 415), "{status}");
    assert_eq!(body["error"], "invalid_request");
    running.stop().await;
}

/// One request in full over a connection that stays open; what it answered is read away.
async fn kept_alive(running: &Running) -> TcpStream {
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET /api/version HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "the answer ended early");
    }
    stream
}

/// Reads until the server closes, which it must do long before it would end a silent connection.
async fn ends_soon(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let reading = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest));
    // A reset is an end as well.
    let _end = reading.await.expect("the server waits for the rest of a head");
    rest
}

fn impatient(folder: &Folder) -> Config {
    let mut config = config(folder);
    config.http.header_timeout = Seconds::new(1);
    config.http.keep_alive = Seconds::new(600);
    config
}

/// RFC 9110 §15.5.9 asks no server to wait.
#[tokio::test]
async fn half_a_head_is_given_up_on_a_fresh_connection_and_on_a_used_one() {
    let folder = Folder::new("server");
    let running = start(impatient(&folder)).await.unwrap();
    let half = b"GET /api/version HTTP/1.1\r\nhost: loc";

    let mut fresh = TcpStream::connect(running.address).await.unwrap();
    fresh.write_all(half).await.unwrap();
    assert_eq!(Reply::parse(&ends_soon(fresh).await).status, 408);

    let mut used = kept_alive(&running).await;
    used.write_all(half).await.unwrap();
    assert_eq!(ends_soon(used).await, b"");
    running.stop().await;
}

/// However its octets arrive: one at a time, and with the request before them.
#[tokio::test]
async fn a_head_that_trickles_in_is_given_up() {
    let folder = Folder::new("server");
    let mut config = impatient(&folder);
    config.http.keep_alive = Seconds::new(1);
    let running = start(config).await.unwrap();

    let (mut reader, mut writer) = kept_alive(&running).await.into_split();
    let trickle = async {
        let mut every = tokio::time::interval(Duration::from_millis(50));
        while writer.write_all(b"G").await.is_ok() {
            every.tick().await;
        }
    };
    let mut rest = Vec::new();
    let end = async {
        let _reset = reader.read_to_end(&mut rest).await;
    };
    let both = async { tokio::join!(trickle, end) };
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("the server reads on");

    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let one_and_a_half = b"GET /api/version HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HT";
    stream.write_all(one_and_a_half).await.unwrap();
    assert_eq!(Reply::parse(&ends_soon(stream).await).status, 200);
    running.stop().await;
}

/// Neither a timer of the request before nor one of its own ends a connection that is used well.
#[tokio::test]
async fn a_connection_that_is_used_stays() {
    let folder = Folder::new("server");
    let running = start(impatient(&folder)).await.unwrap();
    let mut stream = kept_alive(&running).await;
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2500) {
        let asked = b"GET /api/version HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(asked).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "the connection ended");
        }
    }
    running.stop().await;
}

/// Nor is a body waited for that nobody reads.
#[tokio::test]
async fn a_body_without_a_reader_is_given_up() {
    let folder = Folder::new("server");
    let mut config = impatient(&folder);
    config.http.keep_alive = Seconds::new(1);
    let running = start(config).await.unwrap();
    let mut stream = kept_alive(&running).await;
    let head = "POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\nx";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(Reply::parse(&ends_soon(stream).await).status, 405);

    let mut stream = kept_alive(&running).await;
    let head =
        "POST /nowhere HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n9\r\nx";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(Reply::parse(&ends_soon(stream).await).status, 405);
    running.stop().await;
}
