//! The mails: subject, plain text and HTML, in the language of the person.
use crate::messages;
use crate::{Fact, Language, RenderError};
use askama::Template;

mod notice;
mod recovery;

pub use notice::{Envelope, Notice, notice};
pub use recovery::{FinishRecovery, finish_recovery};

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailText {
    /// The subject, one line.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part: no picture, no font, nothing fetched from anywhere.
    pub html: String,
}

/// "Confirm your address": a code to type, and a link.
#[derive(Clone, Copy, Debug)]
pub struct VerifyEmail<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The six digits, without a blank: phones find them in the subject and offer to fill them in.
    pub code: &'a str,
    /// The link to `/{group}/verifyaccount?code=…`.
    pub link: &'a str,
    /// For how long both work.
    pub minutes: i64,
}

/// "Choose a new password": a link.
#[derive(Clone, Copy, Debug)]
pub struct ResetPassword<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The link to `/{group}/forgotpassword?code=…`.
    pub link: &'a str,
    /// For how long it works.
    pub minutes: i64,
}

/// "You are invited": a link to an account of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The link to `/{group}/invitation?code=…`.
    pub link: &'a str,
    /// For how many days it works.
    pub days: i64,
}

/// "Unlock your account": a link.
#[derive(Clone, Copy, Debug)]
pub struct UnlockAccount<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The link to `/{group}/recoveraccount?code=…`, or to `…/recoveraccount/allow?code=…`.
    pub link: &'a str,
}

/// "Your code": what completes a sign-in that is under way.
#[derive(Clone, Copy, Debug)]
pub struct SignInCode<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The six digits, without a blank: phones find them in the subject and offer to fill them in.
    pub code: &'a str,
    /// For how long it works.
    pub minutes: i64,
}

/// "Sign in": a link and a code in place of the password.
#[derive(Clone, Copy, Debug)]
pub struct SignInLink<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The digits, without a blank: phones find them in the subject and offer to fill them in.
    pub code: &'a str,
    /// The link to `/{group}/interaction/{id}/passwordless?token=…`.
    pub link: &'a str,
    /// For how long both work.
    pub minutes: i64,
}

/// The mail that signs somebody in, in the browser where that began.
///
/// # Errors
/// Only when a template fails to render.
pub fn sign_in_link(language: Language, mail: &SignInLink<'_>) -> Result<MailText, RenderError> {
    let facts = [
        ("tenant", Fact::Text(mail.tenant)),
        ("code", Fact::Text(mail.code)),
        ("minutes", Fact::Number(mail.minutes)),
    ];
    let keys = Keys {
        subject: "mail.verify_subject",
        body: "mail.signin_link_body",
        button: "signin.title",
        note: "mail.signin_link_note",
    };
    let letter = Letter::new(language, mail.name, &keys, &facts);
    let title = messages::text(language, "signin.title");
    Letter { title, ..letter.with(Some(mail.code), mail.link) }.finish()
}

/// The mail that proves an address.
///
/// # Errors
/// Only when a template fails to render.
pub fn verify_email(language: Language, mail: &VerifyEmail<'_>) -> Result<MailText, RenderError> {
    let facts = [
        ("tenant", Fact::Text(mail.tenant)),
        ("code", Fact::Text(mail.code)),
        ("minutes", Fact::Number(mail.minutes)),
    ];
    let keys = Keys {
        subject: "mail.verify_subject",
        body: "mail.verify_body",
        button: "mail.verify_button",
        note: "mail.verify_note",
    };
    let letter = Letter::new(language, mail.name, &keys, &facts);
    // The subject holds the code, which stands out below anyway.
    let title = messages::text(language, "link.confirm_title");
    Letter { title, ..letter.with(Some(mail.code), mail.link) }.finish()
}

/// The mail that lets somebody choose a new password.
///
/// # Errors
/// Only when a template fails to render.
pub fn reset_password(
    language: Language,
    mail: &ResetPassword<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("minutes", Fact::Number(mail.minutes))];
    let keys = Keys {
        subject: "mail.reset_subject",
        body: "mail.reset_body",
        button: "mail.reset_button",
        note: "mail.reset_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The mail that invites somebody to make an account.
///
/// # Errors
/// Only when a template fails to render.
pub fn invitation(language: Language, mail: &Invitation<'_>) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("days", Fact::Number(mail.days))];
    let keys = Keys {
        subject: "mail.invite_subject",
        body: "mail.invite_body",
        button: "signup.title",
        note: "mail.invite_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The mail that lets somebody unlock their account.
///
/// # Errors
/// Only when a template fails to render.
pub fn unlock_account(
    language: Language,
    mail: &UnlockAccount<'_>,
) -> Result<MailText, RenderError> {
    let keys = Keys {
        subject: "mail.unlock_subject",
        body: "mail.unlock_body",
        button: "mail.unlock_button",
        note: "mail.unlock_note",
    };
    let facts = [("tenant", Fact::Text(mail.tenant))];
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The mail that asks whether an app may unlock the account, for somebody with a recovery code.
///
/// # Errors
/// Only when a template fails to render.
pub fn allow_unlock(language: Language, mail: &UnlockAccount<'_>) -> Result<MailText, RenderError> {
    let keys = Keys {
        subject: "mail.unlock_subject",
        body: "mail.allow_unlock_body",
        button: "mail.allow_unlock_button",
        note: "mail.allow_unlock_note",
    };
    let facts = [("tenant", Fact::Text(mail.tenant))];
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The mail with the code of a second step. There is no link: a code is typed where the sign-in
/// is, and nobody is led there by a mail.
///
/// # Errors
/// Only when a template fails to render.
pub fn sign_in_code(language: Language, mail: &SignInCode<'_>) -> Result<MailText, RenderError> {
    let facts = [
        ("tenant", Fact::Text(mail.tenant)),
        ("code", Fact::Text(mail.code)),
        ("minutes", Fact::Number(mail.minutes)),
    ];
    let keys = Keys {
        subject: "mail.verify_subject",
        body: "mail.signin_body",
        button: "mail.reset_button",
        note: "mail.signin_note",
    };
    let letter = Letter::new(language, mail.name, &keys, &facts);
    let title = messages::text(language, "signin.title");
    Letter { title, ..letter.with(Some(mail.code), "") }.finish()
}

/// The texts of a mail.
struct Keys {
    subject: &'static str,
    body: &'static str,
    button: &'static str,
    note: &'static str,
}

/// What all mails have in common.
#[derive(Clone)]
struct Letter<'a> {
    language: Language,
    tenant: &'a str,
    subject: String,
    title: String,
    greeting: String,
    body: String,
    code: Option<&'a str>,
    button: String,
    link: &'a str,
    link_hint: String,
    note: String,
    /// A second button below the note: its text and where it leads.
    lock: Option<(String, &'a str)>,
    sender: String,
}

impl<'a> Letter<'a> {
    fn new(
        language: Language,
        name: Option<&str>,
        keys: &Keys,
        facts: &[(&str, Fact<'a>)],
    ) -> Self {
        let say = |key| messages::plain(language, key, facts);
        let greeting = match name {
            Some(name) => {
                messages::plain(language, "mail.hello_name", &[("name", Fact::Text(name))])
            }
            None => messages::text(language, "mail.hello"),
        };
        let tenant = facts.iter().find_map(|(_, fact)| match fact {
            Fact::Text(text) => Some(*text),
            _ => None,
        });
        // One line whatever a name holds: a subject is a header (RFC 5322 §2.2).
        let subject = say(keys.subject).replace(['\r', '\n'], " ");
        Self {
            language,
            tenant: tenant.unwrap_or_default(),
            title: subject.clone(),
            subject,
            greeting,
            body: say(keys.body),
            code: None,
            button: say(keys.button),
            link: "",
            link_hint: messages::text(language, "mail.link_hint"),
            note: say(keys.note),
            lock: None,
            sender: say("mail.sender"),
        }
    }

    fn with(self, code: Option<&'a str>, link: &'a str) -> Self {
        Self { code, link, ..self }
    }

    fn finish(self) -> Result<MailText, RenderError> {
        let text = LetterText { letter: &self }.render()?;
        let html = LetterHtml { letter: &self }.render()?;
        Ok(MailText { subject: self.subject.clone(), text, html })
    }
}

#[derive(Template)]
#[template(path = "mail/letter.txt", whitespace = "preserve")]
struct LetterText<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct LetterHtml<'a> {
    letter: &'a Letter<'a>,
}

#[cfg(test)]
mod tests;
