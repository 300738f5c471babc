//! `latchkey serve`.
use crate::Deployment;
use latchkey_testkit::{free_port, signal};
use std::process::Child;

const CERTIFICATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/it/certificates");

/// A server that runs until the test is over.
pub struct Server(Child);

impl Server {
    /// Starts one, which is healthy by this configuration.
    pub fn start(deployment: &Deployment, config: &str) -> Self {
        let mut server = Self(deployment.command(&["serve", "--config", config]).spawn().unwrap());
        while deployment.run(&["health", "--config", config]).code != 0 {
            assert!(server.0.try_wait().unwrap().is_none(), "the server ended");
        }
        server
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        assert!(signal(self.0.id(), name), "the server runs");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The certificate is read again at the signal, long before it is looked at by itself.
#[cfg(unix)]
#[test]
fn sighup_brings_a_new_certificate() {
    let deployment = Deployment::new();
    let port = free_port();
    let config = |name: &str, certificate: &str, key: &str| {
        let text = format!(
            "[http]\nlisten = \"127.0.0.1:{port}\"\n[http.tls]\nreload_every = 86400\n\
             certificate = \"{certificate}\"\nkey = \"{key}\"\n"
        );
        deployment.write(name, &text)
    };
    let install = |pair: &str| {
        for (from, to) in [(".pem", "cert.pem"), (".key.pem", "key.pem")] {
            let from = format!("{CERTIFICATES}/{pair}{from}");
            std::fs::copy(from, deployment.folder().join(to)).unwrap();
        }
    };
    install("ecdsa");
    let served = config("served.toml", "cert.pem", "key.pem");
    let fixed = format!("{CERTIFICATES}/rsa");
    let new = config("new.toml", &format!("{fixed}.pem"), &format!("{fixed}.key.pem"));
    let trusts_new = || deployment.run(&["health", "--config", &new]).code == 0;
    let server = Server::start(&deployment, &served);
    install("rsa");
    assert!(!trusts_new(), "nobody has said so yet");
    server.signal("HUP");
    assert!((0..200).any(|_| trusts_new()), "the new certificate is not served");
}
