//! A host of a client's, at which it publishes things: over https, as it must be.
use latchkey_server::config::Config;
use rustls::crypto::aws_lc_rs;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use tokio::sync::mpsc;

/// A host with one document that can be changed, and how often it was asked for.
pub struct Published {
    pub port: u16,
    document: Arc<Mutex<String>>,
    calls: Arc<AtomicU32>,
}

impl Published {
    pub fn new(document: &Value) -> Self {
        let document = Arc::new(Mutex::new(document.to_string()));
        let calls: Arc<AtomicU32> = Arc::default();
        let (shown, counted) = (Arc::clone(&document), Arc::clone(&calls));
        let port = publish(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            shown.lock().unwrap().clone()
        });
        Self { port, document, calls }
    }

    pub fn change(&self, document: &Value) {
        *self.document.lock().unwrap() = document.to_string();
    }

    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    pub fn uri(&self) -> String {
        format!("https://localhost:{}/document", self.port)
    }
}

/// The port of a host at `localhost` that answers every request with what `answer` says then.
pub fn publish(answer: impl Fn() -> String + Send + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let tls = Arc::new(tls());
    thread::spawn(move || {
        for call in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&tls)).unwrap();
            let mut stream = StreamOwned::new(connection, call.unwrap());
            if stream.read(&mut [0; 4096]).is_err() {
                continue;
            }
            let body = answer();
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let _ = write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}");
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    port
}

/// A host that takes posts.
pub struct Hearing {
    pub port: u16,
    pub requests: mpsc::UnboundedReceiver<String>,
}

impl Hearing {
    /// Answers in turn with these statuses, and hands on what it got.
    pub fn new(answers: Vec<&'static str>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, requests) = mpsc::unbounded_channel();
        let tls = Arc::new(tls());
        thread::spawn(move || {
            for answer in answers {
                let Ok((stream, _)) = listener.accept() else { return };
                let connection = ServerConnection::new(Arc::clone(&tls)).unwrap();
                let mut stream = StreamOwned::new(connection, stream);
                let _ = heard.send(super::backchannel::request(&mut stream));
                let head = format!("HTTP/1.1 {answer}\r\nConnection: close\r\n");
                let _ = write!(stream, "{head}Content-Length: 0\r\n\r\n");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        });
        Self { port, requests }
    }

    pub fn uri(&self) -> String {
        format!("https://localhost:{}/told?from=op", self.port)
    }
}

fn certificate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/certificates").join(name)
}

pub fn tls() -> ServerConfig {
    let chain = vec![CertificateDer::from_pem_file(certificate("ecdsa.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(certificate("ecdsa.key.pem")).unwrap();
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap()
}

/// Trusts the host and may reach it.
pub fn trust(config: &mut Config, port: u16) {
    config.fetch.ca_file = Some(certificate("ecdsa.pem"));
    config.fetch.allow.push(format!("localhost:{port}").parse().unwrap());
}
