//! The mails: subject, plain text and HTML, in the language of the person.
use crate::messages;
use crate::{Fact, Language, RenderError};
use askama::Template;

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

/// "You have an account already": somebody tried to make a second one with this address.
#[derive(Clone, Copy, Debug)]
pub struct AccountExists<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was forgotten.
    pub link: &'a str,
}

/// "Your password was changed": a notice, with the way to take it back.
#[derive(Clone, Copy, Debug)]
pub struct PasswordChanged<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
    /// All other sign-ins have ended with it.
    pub others_ended: bool,
}

/// "Another address": a notice to the one there is, with what to do about it.
#[derive(Clone, Copy, Debug)]
pub struct EmailChanging<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The new address.
    pub email: &'a str,
    /// Where to change the password, in case it was somebody else.
    pub link: &'a str,
}

/// "Your account will be deleted": a notice, with the way to keep it.
#[derive(Clone, Copy, Debug)]
pub struct AccountDeletion<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// For how many days signing in keeps it; 0: it does not.
    pub days: i64,
    /// Where to sign in.
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

/// "A second step was set up": a notice, with the way to a new password.
#[derive(Clone, Copy, Debug)]
pub struct TotpAdded<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
    /// It took the place of another.
    pub replaces: bool,
}

/// "A second step was removed": a notice, with the way to a new password.
#[derive(Clone, Copy, Debug)]
pub struct TotpRemoved<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
}

/// "New recovery codes": a notice, with the way to a new password.
#[derive(Clone, Copy, Debug)]
pub struct RecoveryCodesMade<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
}

/// "A passkey was added": a notice, with the way to a new password.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyAdded<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// What the passkey is called: where it was made.
    pub label: &'a str,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
}

/// "A recovery code was used": a notice, with the way to a new password.
#[derive(Clone, Copy, Debug)]
pub struct RecoveryCodeUsed<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where to ask for a new password, in case it was somebody else.
    pub link: &'a str,
    /// Codes that are left.
    pub left: i64,
}

/// "A device was connected": a notice, with the way to take it back.
#[derive(Clone, Copy, Debug)]
pub struct DeviceConnected<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// What the device says it is.
    pub device: Option<&'a str>,
    /// The app on it.
    pub app: &'a str,
    /// Where to disconnect it, in case it was somebody else.
    pub link: &'a str,
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

/// The mail in place of a second account.
///
/// # Errors
/// Only when a template fails to render.
pub fn account_exists(
    language: Language,
    mail: &AccountExists<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant))];
    let keys = Keys {
        subject: "mail.exists_subject",
        body: "mail.exists_body",
        button: "mail.reset_button",
        note: "mail.exists_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a changed password.
///
/// # Errors
/// Only when a template fails to render.
pub fn password_changed(
    language: Language,
    mail: &PasswordChanged<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant))];
    let keys = Keys {
        subject: "mail.changed_subject",
        body: if mail.others_ended { "mail.changed_body" } else { "mail.changed_alone_body" },
        button: "mail.reset_button",
        note: "mail.changed_note",
    };
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

/// The notice of a second step.
///
/// # Errors
/// Only when a template fails to render.
pub fn totp_added(language: Language, mail: &TotpAdded<'_>) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant))];
    let (subject, body) = match mail.replaces {
        true => ("mail.totp_replaced_subject", "mail.totp_replaced_body"),
        false => ("mail.totp_added_subject", "mail.totp_added_body"),
    };
    let keys = Keys { subject, body, button: "mail.reset_button", note: "mail.totp_added_note" };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a second step that is no more.
///
/// # Errors
/// Only when a template fails to render.
pub fn totp_removed(language: Language, mail: &TotpRemoved<'_>) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant))];
    let keys = Keys {
        subject: "mail.totp_removed_subject",
        body: "mail.totp_removed_body",
        button: "mail.reset_button",
        note: "mail.totp_removed_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of new recovery codes.
///
/// # Errors
/// Only when a template fails to render.
pub fn recovery_codes_made(
    language: Language,
    mail: &RecoveryCodesMade<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant))];
    let keys = Keys {
        subject: "mail.codes_made_subject",
        body: "mail.codes_made_body",
        button: "mail.reset_button",
        note: "mail.codes_made_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a passkey.
///
/// # Errors
/// Only when a template fails to render.
pub fn passkey_added(language: Language, mail: &PasskeyAdded<'_>) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("label", Fact::Text(mail.label))];
    let keys = Keys {
        subject: "mail.passkey_added_subject",
        body: "mail.passkey_added_body",
        button: "mail.reset_button",
        note: "mail.passkey_added_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a used recovery code.
///
/// # Errors
/// Only when a template fails to render.
pub fn recovery_code_used(
    language: Language,
    mail: &RecoveryCodeUsed<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("left", Fact::Number(mail.left))];
    let keys = Keys {
        subject: "mail.recovery_used_subject",
        body: "mail.recovery_used_body",
        button: "mail.reset_button",
        note: "mail.recovery_used_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of another address.
///
/// # Errors
/// Only when a template fails to render.
pub fn email_changing(
    language: Language,
    mail: &EmailChanging<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("email", Fact::Text(mail.email))];
    let keys = Keys {
        subject: "mail.moving_subject",
        body: "mail.moving_body",
        button: "mail.moving_button",
        note: "mail.moving_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a deletion.
///
/// # Errors
/// Only when a template fails to render.
pub fn account_deletion(
    language: Language,
    mail: &AccountDeletion<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("days", Fact::Number(mail.days))];
    let keys = Keys {
        subject: "mail.deletion_subject",
        body: if mail.days > 0 { "mail.deletion_body" } else { "mail.deletion_now_body" },
        button: "mail.deletion_button",
        note: "mail.deletion_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

/// The notice of a connected device.
///
/// # Errors
/// Only when a template fails to render.
pub fn device_connected(
    language: Language,
    mail: &DeviceConnected<'_>,
) -> Result<MailText, RenderError> {
    let nameless = messages::text(language, "device.nameless");
    let facts = [
        ("tenant", Fact::Text(mail.tenant)),
        ("device", Fact::Text(mail.device.unwrap_or(&nameless))),
        ("app", Fact::Text(mail.app)),
    ];
    let keys = Keys {
        subject: "mail.device_subject",
        body: "mail.device_body",
        button: "mail.device_button",
        note: "mail.device_note",
    };
    Letter::new(language, mail.name, &keys, &facts).with(None, mail.link).finish()
}

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
