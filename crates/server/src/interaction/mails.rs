//! Mails and text messages that pages cause, as rows of the outbox in the transaction that caused them.
use super::{Purpose, app_view};
use crate::app::App;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_base::{AccountId, CodeDigest, InteractionId, Seconds, Secret, Timestamp, TokenHash};
use latchkey_oidc::Client;
use latchkey_outbound::{Mail, Posting, TextMessage, compose};
use latchkey_store::{OutboxMessage, ProofRecord};
use latchkey_ui::mail::{
    MailText, ResetPassword, SignInCode, SignInLink, UnlockAccount, VerifyEmail, allow_unlock,
    reset_password, sign_in_code, sign_in_link, unlock_account, verify_email,
};
use latchkey_ui::{Language, SmsCode, sms_code};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// Digits of a code that is mailed or texted.
const CODE_DIGITS: usize = 6;
/// Digits of one that is all that a sign-in takes. Strangers can ask for them day after day, and
/// with two more they guess right a hundred times less often.
const SIGN_IN_DIGITS: u32 = 8;
/// Characters of a name that a stranger has us write to somebody.
const LONGEST_NAME: usize = 60;

/// A proof to be stored, with the two texts that only its mail holds, or the code that only its text
/// message does.
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

    /// What its row is found by.
    pub fn link(&self) -> &str {
        self.link.expose()
    }

    /// The code.
    pub fn code(&self) -> &str {
        self.code.expose()
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
        to.seal(verify_email(to.language, &mail), to.lifetime())
    }

    /// The mail with the code of a second step.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn sign_in_code(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let (tenant, name, minutes) = (to.tenant(), to.name, to.minutes());
        let mail = SignInCode { tenant, name, code: self.code.expose(), minutes };
        to.seal(sign_in_code(to.language, &mail), to.lifetime())
    }

    /// The text message with the code.
    pub fn text_message(
        &self,
        visit: &Visit,
        (number, language): (&str, Language),
    ) -> OutboxMessage {
        let issuer = Url::parse(&visit.tenant.issuer).ok();
        let host = issuer.as_ref().and_then(Url::host_str).unwrap_or_default();
        let sms = SmsCode { tenant: called(&visit.tenant), host, code: self.code.expose() };
        let text = TextMessage { to: number.to_owned(), text: sms_code(language, &sms) };
        let lifetime = visit.tenant.settings().accounts.email_proof_lifetime;
        let posting = Posting { tenant: visit.tenant.id(), now: visit.now, lifetime };
        compose(&text, posting, &visit.app.outbox, &*visit.app.entropy)
    }

    /// With the code that its link stands for, good in that pass only.
    pub fn with_code_of_link(mut self, app: &App, pass: InteractionId) -> Self {
        self.code = code_of_link(app, self.link.expose());
        let text = format!("{pass} {}", self.code.expose());
        self.proof.code = Some(app.codes.digest(Purpose::SignIn.name(), &text));
        self
    }

    /// The mail that signs somebody in in that pass.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn sign_in_link(
        &self,
        to: &Letter<'_>,
        pass: InteractionId,
    ) -> Result<OutboxMessage, Trouble> {
        let token = self.link.expose();
        let link = to.url(&format!("/interaction/{pass}/passwordless?token={token}"));
        let (tenant, name, minutes) = (to.tenant(), to.name, to.minutes());
        let mail = SignInLink { tenant, name, code: self.code.expose(), link: &link, minutes };
        to.seal(sign_in_link(to.language, &mail), to.lifetime())
    }

    /// The mail with the link to a new password.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn password_reset(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let link = to.url(&self.reset_path());
        let (tenant, name, minutes) = (to.tenant(), to.name, to.minutes());
        let mail = ResetPassword { tenant, name, link: &link, minutes };
        to.seal(reset_password(to.language, &mail), to.lifetime())
    }

    /// The path of that link, below the issuer.
    pub fn reset_path(&self) -> String {
        format!("/forgotpassword?code={}", self.link.expose())
    }

    /// The mail with the link that unlocks an account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn unlocking(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let link = to.url(&self.unlock_path());
        let mail = UnlockAccount { tenant: to.tenant(), name: to.name, link: &link };
        to.seal(unlock_account(to.language, &mail), to.lifetime())
    }

    /// The mail with the link at which the mailbox lets an app unlock an account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn allowing_unlock(&self, to: &Letter<'_>) -> Result<OutboxMessage, Trouble> {
        let link = to.url(&format!("/recoveraccount/allow?code={}", self.link.expose()));
        let mail = UnlockAccount { tenant: to.tenant(), name: to.name, link: &link };
        to.seal(allow_unlock(to.language, &mail), to.lifetime())
    }

    /// The path of that link, below the issuer.
    pub fn unlock_path(&self) -> String {
        format!("/recoveraccount?code={}", self.link.expose())
    }
}

/// The query of a mailed link.
#[derive(Deserialize)]
pub struct MailedLink {
    /// What was mailed; empty, and so nobody's, where it is missing.
    #[serde(default)]
    pub code: String,
}

/// What the tenant calls itself.
pub(super) fn called(tenant: &Tenant) -> &str {
    let record = tenant.record();
    record.settings.branding.display_name.as_deref().unwrap_or(&record.name)
}

/// From whom a mail goes out, and when.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    /// Whose mail it is.
    pub tenant: &'a Tenant,
    /// Now.
    pub now: Timestamp,
}

impl<'a> Sender<'a> {
    pub(super) fn called(&self) -> &'a str {
        called(self.tenant)
    }

    pub(super) fn url(&self, rest: &str) -> String {
        format!("{}{rest}", self.tenant.issuer)
    }

    pub(super) fn seal<E: std::fmt::Display>(
        &self,
        address: &str,
        text: Result<MailText, E>,
        lifetime: Seconds,
    ) -> Result<OutboxMessage, Trouble> {
        let MailText { subject, text, html } =
            text.map_err(|error| Trouble::Internal(error.to_string()))?;
        let mail = Mail { to: address.to_owned(), subject, text, html };
        let posting = Posting { tenant: self.tenant.id(), now: self.now, lifetime };
        let app = self.tenant.app();
        Ok(compose(&mail, posting, &app.outbox, &*app.entropy))
    }
}

/// The digest under which a typed code is compared.
pub fn code_digest(app: &App, purpose: Purpose, account: AccountId, code: &str) -> CodeDigest {
    app.codes.digest(purpose.name(), &format!("{account} {code}"))
}

/// The code that a link stands for, for typing in the browser where the sign-in began. Nothing that
/// is kept tells either.
pub fn code_of_link(app: &App, link: &str) -> Secret<String> {
    let digest = app.codes.digest("code of link", link);
    let octets = digest.as_bytes().iter().take(8);
    let number = octets.fold(0u64, |number, octet| number << 8 | u64::from(*octet));
    let width = SIGN_IN_DIGITS as usize;
    Secret::new(format!("{:0width$}", number % 10u64.pow(SIGN_IN_DIGITS)))
}

/// Whether what was typed in a pass is the code that is kept as that digest.
pub fn is_code_of_pass(app: &App, pass: InteractionId, code: &str, kept: &CodeDigest) -> bool {
    app.codes.matches(Purpose::SignIn.name(), &format!("{pass} {code}"), kept)
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

/// What an app is called in a mail.
///
/// Security: strangers who register an app do not write our mails.
pub fn app_in_mail(client: &Client) -> &str {
    let name = app_view(client).name;
    let is_ours = !client.registered_itself || harmless_name(name).is_some();
    if is_ours { name } else { &client.client_id }
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
    /// Whose account it is about, if the address is proven to be theirs: with a notice they can
    /// lock it.
    pub owner: Option<AccountId>,
}

impl<'a> Letter<'a> {
    /// To the owner of an account, if they have an address.
    pub fn of(visit: &'a Visit, account: &'a Account) -> Option<Self> {
        let language = visit.language_of(account);
        let address = account.email.as_deref()?;
        let name = account.profile.name.as_deref();
        let owner = account.email_verified.then_some(account.id);
        Some(Self { visit, address, name, language, owner })
    }

    /// To nobody: what would be mailed, for as much work.
    pub fn to_nobody(visit: &'a Visit) -> Self {
        let language = visit.language(None, None);
        Self { visit, address: "", name: None, language, owner: None }
    }

    fn sender(&self) -> Sender<'_> {
        Sender { tenant: &self.visit.tenant, now: self.visit.now }
    }

    pub(super) fn tenant(&self) -> &str {
        called(&self.visit.tenant)
    }

    fn minutes(&self) -> i64 {
        self.lifetime().get() / 60
    }

    /// How long what it holds works, and so how long it is worth delivering.
    fn lifetime(&self) -> Seconds {
        self.visit.tenant.settings().accounts.email_proof_lifetime
    }

    pub(super) fn url(&self, rest: &str) -> String {
        self.sender().url(rest)
    }

    pub(super) fn seal<E: std::fmt::Display>(
        &self,
        text: Result<MailText, E>,
        lifetime: Seconds,
    ) -> Result<OutboxMessage, Trouble> {
        self.sender().seal(self.address, text, lifetime)
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
