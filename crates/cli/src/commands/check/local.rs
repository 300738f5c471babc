//! What is on this machine: listener, certificate, folder, master key, mail, text messages.
use super::Finding;
use latchkey_authn::Proof;
use latchkey_authn::password::BreachDigest;
use latchkey_base::{MasterKey, SystemEntropy};
use latchkey_jose::Algorithm;
use latchkey_outbound::{CompanionApp, GuardedClient, MailTransport, SmsTransport};
use latchkey_server::breached::look_in;
use latchkey_server::config::Config;
use latchkey_server::listen::{CertificateFiles, ReloadingCertificate, check_plain};
use std::path::Path;

/// Whether ID tokens can be signed as every client can check them (OIDC Discovery §3): a
/// metadata document without RS256 is refused by clients that keep to that.
pub fn algorithms(config: &Config) -> Option<Finding> {
    if config.keys.algorithms.contains(&Algorithm::RS256) {
        return None;
    }
    Some(Finding::problem(
        "algorithms",
        "ID tokens cannot be signed with RS256, which OpenID Connect requires of every provider",
        "add RS256 to keys.algorithms, then latchkey keys rotate --all-tenants",
    ))
}

/// Address, certificate and public URL.
pub fn listener(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    match check_plain(&config.http) {
        Ok(()) => {
            let text = format!("{} as {}", config.http.listen, config.http.public_url());
            findings.push(Finding::ok("listener", text));
        }
        Err(why) => findings.push(Finding::problem("listener", why.to_string(), "")),
    }
    let tls = &config.http.tls;
    if let (Some(certificate), Some(key)) = (tls.certificate.clone(), tls.key.clone()) {
        findings.push(match ReloadingCertificate::load(CertificateFiles { certificate, key }) {
            Ok(_) => Finding::ok("certificate", "certificate and key fit each other"),
            Err(why) => {
                let advice = "see http.tls.certificate and http.tls.key";
                Finding::problem("certificate", why.to_string(), advice)
            }
        });
    }
    findings
}

/// Whether something can be written where the data is.
pub fn data_folder(config: &Config) -> Finding {
    let shown = config.data.display();
    if !config.data.exists() {
        let text = format!("{shown} is not there yet; the first start makes it");
        return Finding::skipped("data folder", text);
    }
    match probe(&config.data) {
        Ok(_) => Finding::ok("data folder", format!("{shown} can be written")),
        Err(why) => {
            let advice = "make it writable for this user, or set `data` to another folder";
            Finding::problem("data folder", format!("{shown} cannot be written: {why}"), advice)
        }
    }
}

/// Writes a file, reads the time it got, and removes it.
pub fn probe(folder: &Path) -> std::io::Result<std::time::SystemTime> {
    let path = folder.join(format!(".latchkey-check-{}", std::process::id()));
    std::fs::write(&path, b"latchkey check")?;
    let written = std::fs::metadata(&path).and_then(|about| about.modified());
    std::fs::remove_file(&path)?;
    written
}

/// Reads the master key without making one.
pub fn master_key(config: &Config) -> (Option<MasterKey>, Finding) {
    let path = config.master_key_path();
    if config.master_key.get().is_none() && !path.exists() {
        let text = format!("{} is not there yet; the first start makes it", path.display());
        if config.master_key_file.is_none() {
            return (None, Finding::skipped("master key", text));
        }
        let advice = "openssl rand -base64 32 makes a key; several nodes need the same one";
        let text = format!("{} is not there", path.display());
        return (None, Finding::problem("master key", text, advice));
    }
    match config.open_master_key(&SystemEntropy::new()) {
        Ok(key) => {
            let finding = match readable_by_others(config, &path) {
                true => Finding::problem(
                    "master key",
                    format!("{} can be read by other users", path.display()),
                    format!("chmod 600 {}", path.display()),
                ),
                false => Finding::ok("master key", "can be read"),
            };
            (Some(key), finding)
        }
        Err(why) => {
            let advice = "a master key is 32 random bytes in base64: openssl rand -base64 32";
            (None, Finding::problem("master key", why.to_string(), advice))
        }
    }
}

#[cfg(unix)]
fn readable_by_others(config: &Config, path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map(|about| about.permissions().mode());
    // A file that a cluster mounts is readable by the group on purpose.
    let others = if config.master_key_file.is_some() { 0o007 } else { 0o077 };
    config.master_key.get().is_none() && mode.is_ok_and(|mode| mode & others != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_: &Config, _: &Path) -> bool {
    false
}

/// Whether people get their mails.
pub fn mail(config: &Config) -> Option<Finding> {
    let is_public = config.http.public_url().starts_with("https://");
    match config.mail.transport {
        MailTransport::Files if is_public => Some(Finding::problem(
            "mail",
            "mails are written to files, so nobody gets one",
            "set mail.transport to \"smtp\" and mail.smtp to your mail server",
        )),
        MailTransport::Files => None,
        MailTransport::Smtp => {
            Some(Finding::ok("mail", format!("through {}", config.mail.smtp.host)))
        }
    }
}

/// Whether people get their text messages, where a tenant may start with them.
pub fn sms(config: &Config) -> Option<Finding> {
    let is_public = config.http.public_url().starts_with("https://");
    let is_taken = config.tenant_defaults.factors.allowed.contains(&Proof::Sms);
    match (config.sms.transport, &config.sms.http.url) {
        (SmsTransport::Files, _) if is_public && is_taken => Some(Finding::problem(
            "sms",
            "text messages are written to files, so nobody gets one",
            "set sms.transport to \"http\" and sms.http to your gateway",
        )),
        (SmsTransport::Files, _) => None,
        (SmsTransport::Http, Some(url)) => Some(Finding::ok("sms", format!("through {url}"))),
        (SmsTransport::Http, None) => Some(Finding::problem(
            "sms",
            "there is no gateway",
            "set sms.http.url to the address of your gateway",
        )),
    }
}

/// Whether people can be asked in the companion app, where a tenant may start with it.
pub fn companion_app(config: &Config) -> Option<Finding> {
    let is_taken = config.tenant_defaults.factors.allowed.contains(&Proof::CompanionApp);
    let client = GuardedClient::new(config.fetch.clone()).ok()?;
    match CompanionApp::new(&config.companion_app, client) {
        Ok(Some(app)) => {
            let said = format!("{}, through {}", app.name(), app.audience());
            Some(Finding::ok("companion app", said))
        }
        Ok(None) if is_taken => Some(Finding::problem(
            "companion app",
            "there is none, so nobody is asked in it",
            "set companion_app, or take companion_app out of tenant_defaults.factors.allowed",
        )),
        Ok(None) => None,
        Err(error) => {
            Some(Finding::problem("companion app", error.to_string(), "correct companion_app"))
        }
    }
}

/// Whether the list of leaked passwords can be read.
pub fn breached(config: &Config) -> Option<Finding> {
    let path = config.passwords.breached_file.as_ref()?;
    Some(match look_in(path, &BreachDigest::of("password")) {
        Ok(_) => Finding::ok("passwords", format!("{} can be read", path.display())),
        Err(why) => {
            let advice =
                "see passwords.breached_file: one list of HASH:COUNT in order, or a folder";
            let text = format!("{} is of no use: {why}", path.display());
            Finding::problem("passwords", text, advice)
        }
    })
}
