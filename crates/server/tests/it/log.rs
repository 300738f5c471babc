//! What is logged of a request, and what is not.
use crate::edge::service;
use actix_web::test::{TestRequest, call_service, init_service};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// Collects log lines.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// What logs into it, as JSON lines, whatever the level.
    pub fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync {
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(self.clone())
            .finish()
    }

    /// What was logged so far.
    pub fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The log of one request, as JSON lines.
async fn logged(request: TestRequest) -> String {
    let lines = Lines::default();
    let subscriber = lines.subscriber();
    let service = service!(&Arc::default());
    let guard = tracing::subscriber::set_default(subscriber);
    call_service(&service, request.to_request()).await;
    drop(guard);
    lines.read()
}

#[actix_web::test]
async fn a_request_is_one_line_with_its_id_and_without_what_is_personal_or_secret() {
    let request = TestRequest::get()
        .uri("/demo/page?code=lkc_secret&login_hint=alice")
        .peer_addr("203.0.113.77:4711".parse().unwrap())
        .insert_header(("cookie", "lk_b=cookie-value"))
        .insert_header(("authorization", "Bearer lka_token"))
        .insert_header(("x-request-id", "from-the-proxy-1"));
    let log = logged(request).await;
    let line: serde_json::Value = serde_json::from_str(log.trim()).expect("exactly one line");
    assert_eq!(line["route"], "/{group}/page");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["status"], 200);
    assert_eq!(line["span"]["id"], "from-the-proxy-1");
    for hidden in ["lkc_secret", "alice", "203.0.113.77", "cookie-value", "lka_token"] {
        assert!(!log.contains(hidden), "{hidden} in {log}");
    }
}

#[actix_web::test]
async fn a_fault_is_logged_with_its_cause_under_the_same_id() {
    let request =
        TestRequest::get().uri("/api/broken/code").insert_header(("x-request-id", "find-me-123"));
    let log = logged(request).await;
    let fault = log.lines().find(|line| line.contains("ERROR")).expect("an error line");
    assert!(fault.contains("secret.rs:7") && fault.contains("find-me-123"), "{fault}");
}

/// What a stranger puts into a path must not start a line of its own.
#[actix_web::test]
async fn a_path_cannot_forge_a_line() {
    let log = logged(TestRequest::get().uri("/a%0Ab%22%0A/page")).await;
    assert_eq!(log.lines().count(), 1, "{log}");
}
