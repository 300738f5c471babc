//! Mail by way of a mail server.
use super::SendError;
use super::settings::{MailSetupError, SmtpSettings, SmtpTls};
use crate::fetch::duration;
use latchkey_base::Secret;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::error::Error as _;
use std::fmt;
use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

type Connections = AsyncSmtpTransport<Tokio1Executor>;

/// The mail server, and the connections to it once there are some. They are made inside the
/// runtime, which a setup may still be without.
pub(super) struct Relay {
    host: String,
    port: u16,
    timeout: Duration,
    tls: Tls,
    credentials: Option<(String, Secret<String>)>,
    connections: OnceLock<Connections>,
}

impl Relay {
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, MailSetupError> {
        let credentials = match (&settings.user, &settings.password) {
            (None, None) => None,
            (Some(user), Some(password)) => {
                Some((user.clone(), Secret::new(password.expose().clone())))
            }
            _ => return Err(MailSetupError::Smtp),
        };
        if settings.host.is_empty() {
            return Err(MailSetupError::Smtp);
        }
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port(),
            timeout: duration(settings.timeout),
            tls: tls(settings)?,
            credentials,
            connections: OnceLock::new(),
        })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), SendError> {
        self.connections().send(message).await.map(|_| ()).map_err(|error| failure(&error))
    }

    pub(super) async fn check(&self) -> Result<(), SendError> {
        match self.connections().test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Temporary("the mail server does not answer".to_owned())),
            Err(error) => Err(SendError::Temporary(reason(&error))),
        }
    }

    fn connections(&self) -> &Connections {
        self.connections.get_or_init(|| {
            let mut builder = Connections::builder_dangerous(&self.host)
                .port(self.port)
                .tls(self.tls.clone())
                .timeout(Some(self.timeout))
                .pool_config(PoolConfig::new().max_size(8));
            if let Some((user, password)) = &self.credentials {
                let credentials = Credentials::new(user.clone(), password.expose().clone());
                builder = builder.credentials(credentials);
            }
            builder.build()
        })
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({}:{})", self.host, self.port)
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, MailSetupError> {
    if settings.tls == SmtpTls::None {
        return Ok(Tls::None);
    }
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let unusable =
            |error: &dyn fmt::Display| MailSetupError::Tls(format!("{}: {error}", path.display()));
        let pem = fs::read(path).map_err(|error| unusable(&error))?;
        let roots = Certificate::from_pem(&pem).map_err(|error| unusable(&error))?;
        builder = builder.add_root_certificate(roots);
    }
    let parameters = builder.build_rustls().map_err(|error| MailSetupError::Tls(text(&error)))?;
    Ok(match settings.tls {
        SmtpTls::Implicit => Tls::Wrapper(parameters),
        _ => Tls::Required(parameters),
    })
}

/// Replies that blame our credentials or the encryption, not the mail (RFC 4954 §6): an operator
/// can put that right, and no mail shall be lost until then.
static OURS_TO_MEND: &[u16] = &[530, 534, 535, 538];

fn failure(error: &Error) -> SendError {
    let mendable = error.status().is_some_and(|code| OURS_TO_MEND.contains(&u16::from(code)));
    if error.is_permanent() && !mendable {
        SendError::Permanent(reason(error))
    } else {
        SendError::Temporary(reason(error))
    }
}

/// What happened. A reply is named by its code alone: its text may repeat the recipient.
fn reason(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None => text(error),
    }
}

fn text(error: &Error) -> String {
    match error.source() {
        Some(cause) => format!("no mail server: {cause}"),
        None => "no mail server".to_owned(),
    }
}
