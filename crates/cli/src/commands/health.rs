//! `latchkey health`: whether the provider on this machine is ready, for container health checks.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::configuration;
use crate::print;
use latchkey_server::config::Config;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(3);
/// More than any status line.
const LONGEST_ANSWER: u64 = 4096;

/// Asks `/ready-check` over the address that the configuration names.
///
/// # Errors
/// Why the provider is not ready.
pub fn run(common: &Common) -> Result<ExitCode, Failure> {
    let config = configuration(common)?;
    let address = reachable(config.http.listen);
    let status = ask(&config, address)
        .map_err(|why| Failure::new(format!("nothing answers at {address}: {why}")))?;
    match status.as_deref() {
        Some("200" | "204") => {
            print::line("ready")?;
            Ok(ExitCode::SUCCESS)
        }
        Some(other) => Err(Failure::new(format!("not ready: /ready-check answers {other}"))),
        None => Err(Failure::new(format!("what answers at {address} does not speak HTTP"))),
    }
}

/// Where a listener on all addresses is reached from its own machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn ask(config: &Config, address: SocketAddr) -> std::io::Result<Option<String>> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match &config.http.tls.certificate {
        None => exchange(stream),
        Some(path) => {
            let own = CertificateDer::from_pem_file(path).map_err(std::io::Error::other)?;
            let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
            let tls = ClientConfig::builder_with_provider(Arc::clone(&provider))
                .with_safe_default_protocol_versions()
                .map_err(std::io::Error::other)?
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(OwnCertificate { own, provider }))
                .with_no_client_auth();
            let name = ServerName::from(address.ip());
            let tls = ClientConnection::new(Arc::new(tls), name).map_err(std::io::Error::other)?;
            exchange(StreamOwned::new(tls, stream))
        }
    }
}

/// One request, of whose answer only the status matters.
fn exchange(mut stream: impl Read + Write) -> std::io::Result<Option<String>> {
    let request = "GET /ready-check HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut answer = Vec::new();
    // What comes after the status line may be cut off; it is not looked at.
    let _ = stream.take(LONGEST_ANSWER).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).map(str::to_owned))
}

/// Security: the certificate is not judged by its names and issuer, for the address asked is
/// this machine's own; it must be, octet by octet, the one in the configured file.
#[derive(Debug)]
struct OwnCertificate {
    own: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for OwnCertificate {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *presented == self.own {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("another certificate than the configured one".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_all_addresses_is_asked_on_this_machine() {
        let at = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(at("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(at("[::]:8080"), "[::1]:8080");
        assert_eq!(at("192.0.2.1:80"), "192.0.2.1:80");
    }

    struct Canned(&'static [u8]);

    impl Read for Canned {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Canned {
        fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
            Ok(octets.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_the_status_of_the_answer_matters() {
        let status = |answer: &'static str| exchange(Canned(answer.as_bytes())).unwrap();
        assert_eq!(status("HTTP/1.1 503 Service Unavailable\r\n\r\n").as_deref(), Some("503"));
        assert_eq!(status("SSH-2.0-OpenSSH"), None);
        assert_eq!(status("HTTP/1.1 "), None);
    }
}
