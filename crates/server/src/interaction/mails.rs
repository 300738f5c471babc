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
    self, Envelope, MailText, Notice, ResetPassword, SignInCode, VerifyEmail, reset_password,
    sign_in_code, verify_email,
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
pub fn harmless_device(said: &str) -> Option<&str> {
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
    /// A notice of something that happened at the person's account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn notice(&self, notice: &Notice<'_>) -> Result<OutboxMessage, Trouble> {
        let link = self.url(leads_to(notice));
        let envelope = Envelope { tenant: self.tenant(), name: self.name, link: &link };
        self.seal(mail::notice(self.language, &envelope, notice))
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

/// Where the button of a notice leads, below the issuer.
const fn leads_to(notice: &Notice<'_>) -> &'static str {
    match notice {
        Notice::EmailChanging { .. } => "/account/password",
        Notice::DeviceConnected { .. } => "/account/devices",
        Notice::AccountDeletion { .. } => "/account",
        Notice::AccountExists
        | Notice::PasswordChanged { .. }
        | Notice::TotpAdded { .. }
        | Notice::TotpRemoved
        | Notice::RecoveryCodesMade
        | Notice::RecoveryCodeUsed { .. }
        | Notice::PasskeyAdded { .. } => "/forgotpassword",
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
