//! Bodies that are too long, too slow, or not what they say, at a real endpoint.
use crate::lifecycle::{Folder, config};
use crate::raw::Reply;
use latchkey_base::Seconds;
use latchkey_jose::Algorithm;
use latchkey_server::config::Config;
use latchkey_server::provision::TenantInput;
use latchkey_server::{Running, start};
use serde_json::Value;
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
    let folder = Folder::new();
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
    let folder = Folder::new();
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
    let folder = Folder::new();
    let running = with_demo(config(&folder)).await;
    let json = "content-type: application/json\r\ncontent-length: 2\r\n";
    let (status, body) = post(&running, json, "{}").await;
    assert!(matches!(status, 400 | 415), "{status}");
    assert_eq!(body["error"], "invalid_request");
    running.stop().await;
}
