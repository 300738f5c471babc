//! A push service, and a browser of somebody that has a subscription there.
use super::account_member::at;
use super::publishing::tls;
use super::{Op, quick};
use latchkey_authn::Proof;
use latchkey_base::{Clock as _, Seconds, Timestamp};
use latchkey_server::config::Config;
use latchkey_store::{Busy, TenantSettings};
use latchkey_testkit::{Browser, PushReceiver};
use rustls::{ServerConnection, StreamOwned};
use serde_json::Value;
use std::io::{Read, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tokio::sync::mpsc;

/// No message is worth anything after so many seconds.
const LONGEST: i64 = 180;

/// What a push service was sent.
pub struct Pushed {
    head: String,
    pub body: Vec<u8>,
}

impl Pushed {
    /// A header.
    pub fn header(&self, name: &str) -> String {
        let named = |line: &&str| line.to_lowercase().starts_with(&format!("{name}: "));
        let line = self.head.lines().find(named).unwrap_or_default();
        line.split_once(": ").map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    /// The first line.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// What the browser that it is for reads.
    pub fn read(&self, receiver: &PushReceiver) -> Value {
        let text = receiver.open(&self.body).expect("a message for this browser");
        serde_json::from_slice(&text).unwrap()
    }
}

/// A push service over https.
pub struct PushService {
    pub port: u16,
    pub pushed: mpsc::UnboundedReceiver<Pushed>,
    left: Arc<AtomicUsize>,
}

impl PushService {
    /// Answers in turn with these statuses, and hands on what it got.
    pub fn new(answers: Vec<&'static str>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, pushed) = mpsc::unbounded_channel();
        let tls = Arc::new(tls());
        let left = Arc::new(AtomicUsize::new(answers.len()));
        let still = Arc::clone(&left);
        thread::spawn(move || {
            for answer in answers {
                let Ok((stream, _)) = listener.accept() else { return };
                let connection = ServerConnection::new(Arc::clone(&tls)).unwrap();
                let mut stream = StreamOwned::new(connection, stream);
                let _ = heard.send(request(&mut stream));
                still.fetch_sub(1, Ordering::Relaxed);
                let head = format!("HTTP/1.1 {answer}\r\nConnection: close\r\n");
                let _ = write!(stream, "{head}Content-Length: 0\r\n\r\n");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        });
        Self { port, pushed, left }
    }

    /// The address of a subscription.
    pub fn endpoint(&self, name: &str) -> String {
        format!("https://localhost:{}/push/{name}", self.port)
    }

    /// Trusts it, may reach it, and knows it as a push service.
    pub fn trusted(&self, config: &mut Config) {
        super::publishing::trust(config, self.port);
        config.fetch.push_services = vec!["localhost".to_owned()];
    }

    /// Whether nothing was sent but what was heard, once all that is queued has gone out. There must be an answer left,
    /// or what comes is not heard.
    pub async fn is_quiet(&mut self, op: &Op) -> bool {
        assert!(self.left.load(Ordering::Relaxed) > 0, "an answer is left");
        while next_due(op).await.is_some() {
            tokio::task::yield_now().await;
        }
        self.pushed.try_recv().is_err()
    }
}

/// When the next message that is queued, or being sent, is due. What is over is not among them.
pub async fn next_due(op: &Op) -> Option<Timestamp> {
    let now = op.clock.now();
    op.operate(move |tx| {
        for later in 0..=LONGEST {
            let at = now + Seconds::new(later);
            if let Some(held) = tx.due_messages("push", at, &Busy::default(), 1)?.first() {
                return Ok(Some(held.due_at));
            }
        }
        Ok(None)
    })
    .await
}

fn request(stream: &mut impl Read) -> Pushed {
    let (mut read, mut octets) = (Vec::new(), [0u8; 4096]);
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let pushed = Pushed { head, body: read[end + 4..].to_vec() };
            let length: usize = pushed.header("content-length").parse().unwrap();
            if pushed.body.len() >= length {
                return pushed;
            }
        }
        let count = stream.read(&mut octets).unwrap();
        assert!(count > 0, "the request is not complete");
        read.extend_from_slice(&octets[..count]);
    }
}

/// Settings in which sign-ins may be approved, and browsers are told of it.
pub fn telling() -> TenantSettings {
    let mut settings = quick();
    settings.factors.allowed.push(Proof::Approval);
    settings.factors.push = true;
    settings
}

/// What the page's script posts once a browser has a subscription.
pub async fn subscribe(op: &Op, browser: &mut Browser, (to, of): (&str, &PushReceiver)) {
    browser.open(at(op, "/sessions")).await;
    let (p256dh, auth) = (of.p256dh(), of.auth());
    let fields = [("endpoint", to), ("p256dh", &p256dh), ("auth", &auth)];
    browser.submit("push-form", &fields).await;
}
