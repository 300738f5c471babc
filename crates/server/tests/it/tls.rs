//! TLS as it goes over the wire.
use crate::lifecycle::config;
use latchkey_server::config::{Config, TlsSettings, TlsVersion};
use latchkey_server::{Running, StartError};
use latchkey_testkit::Folder;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned};
use rustls::{SupportedCipherSuite, SupportedProtocolVersion, version};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

const CERTIFICATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/certificates");

static TLS_1_2: &[&SupportedProtocolVersion] = &[&version::TLS12];

/// Puts one of the two test certificates where the server looks for it.
fn install(folder: &Path, name: &str) {
    for (from, to) in [(format!("{name}.pem"), "cert.pem"), (format!("{name}.key.pem"), "key.pem")]
    {
        fs::copy(Path::new(CERTIFICATES).join(from), folder.join(to)).unwrap();
    }
}

fn with_tls(folder: &Folder) -> Config {
    let mut config = config(folder);
    config.http.tls = TlsSettings {
        certificate: Some(folder.path().join("cert.pem")),
        key: Some(folder.path().join("key.pem")),
        ..TlsSettings::default()
    };
    config
}

struct Client {
    versions: &'static [&'static SupportedProtocolVersion],
    suites: Vec<SupportedCipherSuite>,
    alpn: Vec<Vec<u8>>,
}

impl Default for Client {
    fn default() -> Self {
        let suites = aws_lc_rs::ALL_CIPHER_SUITES.to_vec();
        Self { versions: rustls::ALL_VERSIONS, suites, alpn: Vec::new() }
    }
}

/// What a handshake settled.
#[derive(Debug)]
struct Settled {
    version: ProtocolVersion,
    suite: String,
    alpn: Option<Vec<u8>>,
    certificate: Vec<u8>,
    answer: String,
}

impl Client {
    /// Shakes hands, trusting both test certificates, and asks for the version.
    async fn connect(self, address: SocketAddr) -> io::Result<Settled> {
        tokio::task::spawn_blocking(move || self.connect_blocking(address)).await.unwrap()
    }

    fn connect_blocking(self, address: SocketAddr) -> io::Result<Settled> {
        let mut roots = RootCertStore::empty();
        for name in ["ecdsa.pem", "rsa.pem"] {
            let pem = fs::read(Path::new(CERTIFICATES).join(name))?;
            roots.add(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
        }
        let provider =
            CryptoProvider { cipher_suites: self.suites, ..aws_lc_rs::default_provider() };
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(self.versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let h2 = self.alpn.iter().any(|protocol| protocol == b"h2");
        config.alpn_protocols = self.alpn;
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
        let request: &[u8] =
            b"GET /api/version HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        let mut answer = Vec::new();
        if h2 {
            while stream.conn.is_handshaking() {
                stream.conn.complete_io(&mut stream.sock)?;
            }
        } else {
            stream.write_all(request)?;
            stream.read_to_end(&mut answer)?;
        }
        Ok(Settled {
            version: stream.conn.protocol_version().unwrap(),
            suite: format!("{:?}", stream.conn.negotiated_cipher_suite().unwrap().suite()),
            alpn: stream.conn.alpn_protocol().map(<[u8]>::to_vec),
            certificate: stream.conn.peer_certificates().unwrap()[0].to_vec(),
            answer: String::from_utf8_lossy(&answer).into_owned(),
        })
    }
}

fn certificate(name: &str) -> Vec<u8> {
    let pem = fs::read(Path::new(CERTIFICATES).join(format!("{name}.pem"))).unwrap();
    CertificateDer::from_pem_slice(&pem).unwrap().to_vec()
}

async fn start(folder: &Folder, certificate: &str) -> Running {
    install(folder.path(), certificate);
    latchkey_server::start(with_tls(folder)).await.unwrap()
}

/// OIDC Discovery §7.1, RFC 9325 §3.1.
#[tokio::test]
async fn tls_1_3_and_http_2_are_spoken() {
    let folder = Folder::new("server");
    let running = start(&folder, "ecdsa").await;
    assert!(running.public_url.starts_with("https://localhost:"));
    let settled = Client::default().connect(running.address).await.unwrap();
    assert_eq!(settled.version, ProtocolVersion::TLSv1_3);
    assert!(settled.answer.starts_with("HTTP/1.1 200"), "{}", settled.answer);
    assert!(!settled.answer.to_ascii_lowercase().contains("strict-transport-security:"));
    let both = Client { alpn: vec![b"h2".to_vec(), b"http/1.1".to_vec()], ..Client::default() };
    let settled = both.connect(running.address).await.unwrap();
    assert_eq!(settled.alpn.as_deref(), Some(&b"h2"[..]));
    running.stop().await;
}

/// RFC 6797 §6.1, §6.1.1, §6.1.2, §7.1. Not on localhost, where other things run on other ports.
#[tokio::test]
async fn browsers_are_told_to_come_back_by_https_only() {
    let folder = Folder::new("server");
    install(folder.path(), "ecdsa");
    for (subdomains, says) in
        [(false, "max-age=31536000\r\n"), (true, "max-age=31536000; includesubdomains\r\n")]
    {
        let mut config = with_tls(&folder);
        config.http.public_url = Some("https://id.example.com".to_owned());
        config.http.hsts_subdomains = subdomains;
        let running = latchkey_server::start(config).await.unwrap();
        let settled = Client::default().connect(running.address).await.unwrap();
        let answer = settled.answer.to_ascii_lowercase();
        assert!(answer.contains(&format!("strict-transport-security: {says}")), "{answer}");
        running.stop().await;
    }
}

/// RFC 9325 §4.2: with TLS 1.2, ECDHE and AES-GCM only.
#[tokio::test]
async fn tls_1_2_is_spoken_with_aes_gcm_only() {
    for name in ["ecdsa", "rsa"] {
        let folder = Folder::new("server");
        let running = start(&folder, name).await;
        let old = Client { versions: TLS_1_2, ..Client::default() };
        let settled = old.connect(running.address).await.unwrap();
        assert_eq!(settled.version, ProtocolVersion::TLSv1_2);
        assert!(settled.suite.contains("ECDHE") && settled.suite.contains("AES_"), "{settled:?}");

        let chacha = aws_lc_rs::ALL_CIPHER_SUITES
            .iter()
            .filter(|suite| format!("{:?}", suite.suite()).contains("CHACHA20"));
        let only =
            Client { versions: TLS_1_2, suites: chacha.copied().collect(), ..Client::default() };
        assert!(only.connect(running.address).await.is_err());
        running.stop().await;
    }
}

#[tokio::test]
async fn tls_1_2_can_be_switched_off() {
    let folder = Folder::new("server");
    install(folder.path(), "rsa");
    let mut config = with_tls(&folder);
    config.http.tls.min_version = TlsVersion::Tls13;
    let running = latchkey_server::start(config).await.unwrap();
    let old = Client { versions: TLS_1_2, ..Client::default() };
    assert!(old.connect(running.address).await.is_err());
    assert!(Client::default().connect(running.address).await.is_ok());
    running.stop().await;
}

#[tokio::test]
async fn a_new_certificate_is_served_without_a_restart() {
    let folder = Folder::new("server");
    let running = start(&folder, "ecdsa").await;
    let before = Client::default().connect(running.address).await.unwrap();
    assert_eq!(before.certificate, certificate("ecdsa"));

    install(folder.path(), "rsa");
    assert!(matches!(
        running.reload_certificate(),
        Some(latchkey_server::listen::Reload::Replaced)
    ));
    let after = Client::default().connect(running.address).await.unwrap();
    assert_eq!(after.certificate, certificate("rsa"));
    running.stop().await;
}

/// Replaced files are noticed without a signal, by the server's own looking.
#[tokio::test]
async fn replaced_files_are_served_by_and_by() {
    let folder = Folder::new("server");
    install(folder.path(), "ecdsa");
    let mut config = with_tls(&folder);
    config.http.tls.reload_every = latchkey_base::Seconds::new(1);
    let running = latchkey_server::start(config).await.unwrap();
    let address = running.address;
    let served = || async move { Client::default().connect(address).await.unwrap().certificate };
    assert_eq!(served().await, certificate("ecdsa"));
    install(folder.path(), "rsa");
    let replaced = async { while served().await != certificate("rsa") {} };
    let patience = std::time::Duration::from_secs(60);
    tokio::time::timeout(patience, replaced).await.expect("the new certificate is served");
    running.stop().await;
}

#[tokio::test]
async fn a_bad_new_certificate_leaves_the_old_one() {
    let folder = Folder::new("server");
    let running = start(&folder, "ecdsa").await;
    let other_key = Path::new(CERTIFICATES).join("rsa.key.pem");
    for (file, content) in [
        ("cert.pem", b"not a certificate".to_vec()),
        ("cert.pem", Vec::new()),
        ("key.pem", fs::read(other_key).unwrap()),
    ] {
        install(folder.path(), "ecdsa");
        fs::write(folder.path().join(file), content).unwrap();
        let reload = running.reload_certificate();
        assert!(matches!(reload, Some(latchkey_server::listen::Reload::Kept(_))), "{reload:?}");
        let settled = Client::default().connect(running.address).await.unwrap();
        assert_eq!(settled.certificate, certificate("ecdsa"));
    }
    running.stop().await;
}

#[tokio::test]
async fn a_start_without_a_usable_certificate_names_the_file() {
    let folder = Folder::new("server");
    let missing = latchkey_server::start(with_tls(&folder)).await.err().unwrap();
    assert!(matches!(missing, StartError::Certificate(_)));
    assert!(missing.to_string().contains("cert.pem"), "{missing}");
    assert!(missing.to_string().contains("http.tls.certificate"), "{missing}");
}
