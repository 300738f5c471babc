//! Mails that pages cause, as rows of the outbox in the transaction that caused them.
use super::Purpose;
use crate::app::App;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::{AccountId, CodeDigest, InteractionId, Secret, TokenHash};
use latchkey_outbound::{Mail, Posting, compose};
use latchkey_store::{OutboxMessage, ProofRecord};
use latchkey_ui::Language;
use latchkey_ui::mail::{
    AccountDeletion, AccountExists, DeviceConnected, EmailChanging, MailText, PasskeyAdded,
    PasswordChanged, RecoveryCodeUsed, RecoveryCodesMade, ResetPassword, SignInCode, TotpAdded,
    TotpRemoved, VerifyEmail, account_deletion, account_exists, device_connected, email_changing,
    passkey_added, password_changed, recovery_code_used, recovery_codes_made, reset_password,
    sign_in_code, totp_added, totp_removed, verify_email,
};
use serde_json::Value;

/// Digits of a mailed code.
const CODE_DIGITS: usize = 6;
/// Characters of a name that a stranger has us write to somebody.
const LONGEST_NAME: usize = 60;

/// A proof to be stored, with the two texts that only its mail holds.
pub struct Mailed {
    /// The row.
    pub proof: ProofRecord,
    link: Secret<String>,
    code: Secret<String>,
}

impl Mailed {
    /// A new proof of that purpose.
    pub fn new(
        visit: &Visit,
        purpose: Purpose,
        account: AccountId,
        interaction: Option<InteractionId>,
        payload: Value,
    ) -> Self {
        let app = &visit.app;
        let policy = &visit.tenant.settings().accounts;
        let (link, code) = (app.entropy.token(""), app.entropy.digits(CODE_DIGITS));
        let proof = ProofRecord {
            link: TokenHash::of(link.expose()),
            purpose: purpose.name().to_owned(),
            account,
            code: Some(code_digest(app, purpose, account, code.expose())),
            attempts_left: i64::from(policy.email_code_attempts),
            interaction,
            payload,
            expires_at: visit.now + policy.email_proof_lifetime,
        };
        Self { proof, link, code }
    }

    /// The mail with code and link.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn verification(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let link = to.url(&format!("/verifyaccount?code={}", self.link.expose()));
        let mail = VerifyEmail {
            tenant: to.tenant(),
            name: to.name,
            code: self.code.expose(),
            link: &link,
            minutes: to.minutes(),
        };
        to.seal(verify_email(to.language, &mail))
    }

    /// The mail with the code of a second step.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn sign_in_code(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let (tenant, name, minutes) = (to.tenant(), to.name, to.minutes());
        let mail = SignInCode { tenant, name, code: self.code.expose(), minutes };
        to.seal(sign_in_code(to.language, &mail))
    }

    /// The mail with the link to a new password.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn password_reset(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let link = to.url(&format!("/forgotpassword?code={}", self.link.expose()));
        let (tenant, name, minutes) = (to.tenant(), to.name, to.minutes());
        let mail = ResetPassword { tenant, name, link: &link, minutes };
        to.seal(reset_password(to.language, &mail))
    }
}

/// The digest under which a typed code is compared.
pub fn code_digest(app: &App, purpose: Purpose, account: AccountId, code: &str) -> CodeDigest {
    app.codes.digest(purpose.name(), &format!("{account} {code}"))
}

/// A name that may stand in a mail to somebody who did not give it.
///
/// Security: anybody can have us write to any address, so what they typed as a name must not be
/// a message of theirs: no address that mail programs turn into a link, no numbers, no essay.
pub fn harmless_name(typed: &str) -> Option<&str> {
    let is_odd =
        |c: char| c.is_numeric() || c.is_control() || "/:;@<>()[]{}|\\\"#$%&*=+!?~_^".contains(c);
    let has_domain = typed.match_indices('.').any(|(at, dot)| {
        typed
            .get(at + dot.len()..)
            .is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
    });
    let fits = typed.chars().count() <= LONGEST_NAME && !typed.contains(is_odd) && !has_domain;
    fits.then_some(typed)
}

/// What a device says it is, if it may stand in a mail: as [`harmless_name`], but for the few
/// digits of a model.
fn harmless_device(said: &str) -> Option<&str> {
    let digits = said.chars().filter(|c| c.is_numeric()).count();
    let rest = said.replace(char::is_numeric, "");
    (digits <= 4 && harmless_name(&rest).is_some()).then_some(said)
}

/// Whom a mail goes to.
pub struct Letter<'a> {
    /// The page that causes it.
    pub visit: &'a Visit,
    /// The address.
    pub address: &'a str,
    /// What to call the person.
    pub name: Option<&'a str>,
    /// Its language.
    pub language: Language,
}

impl Letter<'_> {
    /// To somebody who wanted to sign up with an address that has an account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn account_exists(&self) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let mail = AccountExists { tenant: self.tenant(), name: self.name, link: &link };
        self.seal(account_exists(self.language, &mail))
    }

    /// To somebody whose password was just changed.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn password_changed(&self, others_ended: bool) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let (tenant, name) = (self.tenant(), self.name);
        let mail = PasswordChanged { tenant, name, link: &link, others_ended };
        self.seal(password_changed(self.language, &mail))
    }

    /// To somebody who has just set up an authenticator app, or for whom somebody did.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn totp_added(&self, replaces: bool) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let mail = TotpAdded { tenant: self.tenant(), name: self.name, link: &link, replaces };
        self.seal(totp_added(self.language, &mail))
    }

    /// To somebody who has just removed their authenticator app, or for whom somebody did.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn totp_removed(&self) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let mail = TotpRemoved { tenant: self.tenant(), name: self.name, link: &link };
        self.seal(totp_removed(self.language, &mail))
    }

    /// To somebody who has just made new recovery codes, or for whom somebody did.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn recovery_codes_made(&self) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let mail = RecoveryCodesMade { tenant: self.tenant(), name: self.name, link: &link };
        self.seal(recovery_codes_made(self.language, &mail))
    }

    /// To somebody whose device has just made a passkey, or for whom somebody's did.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn passkey_added(&self, label: &str) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let (tenant, name) = (self.tenant(), self.name);
        let mail = PasskeyAdded { tenant, name, label, link: &link };
        self.seal(passkey_added(self.language, &mail))
    }

    /// To somebody one of whose recovery codes was used, so many being left.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn recovery_code_used(&self, left: usize) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/forgotpassword");
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        let mail = RecoveryCodeUsed { tenant: self.tenant(), name: self.name, link: &link, left };
        self.seal(recovery_code_used(self.language, &mail))
    }

    /// To the address there is, when another one shall take its place.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn email_changing(&self, email: &str) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/account/password");
        let mail = EmailChanging { tenant: self.tenant(), name: self.name, email, link: &link };
        self.seal(email_changing(self.language, &mail))
    }

    /// To somebody whose account is to be deleted in so many days.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn account_deletion(&self, days: usize) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/account");
        let days = i64::try_from(days).unwrap_or(0);
        let mail = AccountDeletion { tenant: self.tenant(), name: self.name, days, link: &link };
        self.seal(account_deletion(self.language, &mail))
    }

    /// To somebody to whose account a device was just connected; `device` is what it says it is.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn device_connected(
        &self,
        device: Option<&str>,
        app: &str,
    ) -> Result<OutboxMessage, Trouble> {
        let link = self.url("/account/devices");
        let (tenant, name) = (self.tenant(), self.name);
        let device = device.and_then(harmless_device);
        let mail = DeviceConnected { tenant, name, device, app, link: &link };
        self.seal(device_connected(self.language, &mail))
    }

    fn tenant(&self) -> &str {
        let record = self.visit.tenant.record();
        record.settings.branding.display_name.as_deref().unwrap_or(&record.name)
    }

    fn minutes(&self) -> i64 {
        self.visit.tenant.settings().accounts.email_proof_lifetime.get() / 60
    }

    fn url(&self, rest: &str) -> String {
        format!("{}{rest}", self.visit.tenant.issuer)
    }

    fn seal<E: std::fmt::Display>(
        &self,
        text: Result<MailText, E>,
    ) -> Result<OutboxMessage, Trouble> {
        let MailText { subject, text, html } =
            text.map_err(|error| Trouble::Internal(error.to_string()))?;
        let mail = Mail { to: self.address.to_owned(), subject, text, html };
        let posting = Posting {
            tenant: self.visit.tenant.id(),
            now: self.visit.now,
            lifetime: self.visit.tenant.settings().accounts.email_proof_lifetime,
        };
        Ok(compose(&mail, posting, &self.visit.app.outbox, &*self.visit.app.entropy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_in_a_mail_is_a_device() {
        for name in ["Vision 55", "Ada’s TV", "Küche"] {
            assert_eq!(harmless_device(name), Some(name));
        }
        for name in ["see evil.example", "call 555 1234", "https://x", "TV <b>"] {
            assert_eq!(harmless_device(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_in_a_mail_to_a_stranger_is_a_name() {
        for name in ["Ada Lovelace", "J. R. R. Tolkien", "María-José O’Neil", "李小龍", "Dr. No."]
        {
            assert_eq!(harmless_name(name), Some(name));
        }
        let long = "you have won ".repeat(5);
        for text in
            ["https://evil.example", "visit evil.example", "evil。 x/y", "call 555 1234", &long]
        {
            assert_eq!(harmless_name(text), None, "{text}");
        }
    }
}
