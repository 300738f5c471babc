//! The mail at the end of the wait of somebody who has lost their second step.
use super::{Keys, Letter, MailText};
use crate::{Fact, Language, RenderError, messages};
use latchkey_base::Timestamp;

/// "Get back in": a link that finishes it, and one that stops it.
#[derive(Clone, Copy, Debug)]
pub struct FinishRecovery<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// The link to `/{group}/finishrecovery?code=…`.
    pub link: &'a str,
    /// The link to `/{group}/stoprecovery?code=…`; without, one is in an earlier mail.
    pub stop_link: Option<&'a str>,
    /// Until when the first one works.
    pub until: Timestamp,
}

/// The mail that lets somebody back in without their second step.
///
/// # Errors
/// Only when a template fails to render.
pub fn finish_recovery(
    language: Language,
    mail: &FinishRecovery<'_>,
) -> Result<MailText, RenderError> {
    let facts = [("tenant", Fact::Text(mail.tenant)), ("at", Fact::Moment(mail.until))];
    let keys = Keys {
        subject: "mail.regain_ready_subject",
        body: "mail.regain_ready_body",
        button: "mail.regain_ready_button",
        note: "mail.regain_ready_note",
    };
    let letter = Letter::new(language, mail.name, &keys, &facts).with(None, mail.link);
    let button = messages::text(language, "mail.regain_button");
    Letter { lock: mail.stop_link.map(|link| (button, link)), ..letter }.finish()
}
