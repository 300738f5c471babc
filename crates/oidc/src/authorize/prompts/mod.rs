//! Reasons to interact (OIDC Core §3.1.2.1, §3.1.2.3, §3.1.2.4).
//!
//! A prompt is a list of checks. Silent and interactive requests run the same list and cannot
//! disagree: where one would show a page, the other fails with the error beside the check.

mod consent;
mod create_account;
mod facts;
mod login;
mod new_password;
mod second_factor;
mod select_account;
mod terms;
mod unproven_app;
mod values;
mod verify_email;

pub use consent::{Asked, asked, remembered};
pub use facts::{Allowed, BrowserFacts, BrowserSession, Cookies, Progress, chosen};
pub use second_factor::asked_acr;
pub(super) use second_factor::told_acr;
pub(super) use values::PromptSyntax;
pub use values::Prompts;

use super::{Checked, Refusal};
use crate::explain::{BrowserFinding, Finding, PersonFinding, RequestFinding};
use crate::{Client, Context, ErrorCode};
use serde::{Deserialize, Serialize};

/// What a person can be asked for. Each has its page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptKind {
    /// Which of the signed-in accounts.
    SelectAccount,
    /// Who they are.
    Login,
    /// Whether the e-mail address is theirs.
    VerifyEmail,
    /// Whether the client may.
    Consent,
    /// What a new account needs.
    CreateAccount,
    /// A further proof of who they are.
    SecondFactor,
    /// Another password.
    NewPassword,
    /// Whether they accept the terms of use.
    Terms,
}

/// One reason to interact, or a group of them that one page settles.
pub struct Prompt {
    /// What is asked.
    pub kind: PromptKind,
    /// Its value in the `prompt` parameter, if a client can ask for it.
    pub value: Option<&'static str>,
    /// Why it may have to be asked, in order.
    pub checks: &'static [Check],
}

/// One reason to interact.
pub struct Check {
    /// A word for the page and the log.
    pub reason: &'static str,
    /// The error for `prompt=none`.
    pub error: ErrorCode,
    /// The clause it implements.
    pub clause: &'static str,
    judge: fn(&Question<'_>) -> Verdict,
}

/// What a check says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing to ask.
    Satisfied,
    /// The person must be asked.
    Ask,
    /// The person was asked within this interaction, and asking again would not help.
    Fail(ErrorCode, Box<PersonFinding>),
}

/// All prompts, in the order in which they are asked.
pub static PROMPTS: &[&Prompt] = &[
    &create_account::PROMPT,
    &select_account::PROMPT,
    &login::PROMPT,
    &second_factor::PROMPT,
    &new_password::PROMPT,
    &verify_email::PROMPT,
    &terms::PROMPT,
    &consent::PROMPT,
];

/// What a check may look at.
struct Question<'a> {
    checked: &'a Checked,
    client: &'a Client,
    facts: &'a BrowserFacts<'a>,
    chosen: Option<&'a BrowserSession>,
    cx: &'a Context<'a>,
}

impl Question<'_> {
    /// Whether the chosen person proved who they are within this interaction.
    fn proved_here(&self) -> bool {
        self.chosen.is_some_and(|who| self.facts.progress.proved.contains(&who.session))
    }
}

fn when(must_ask: bool) -> Verdict {
    if must_ask { Verdict::Ask } else { Verdict::Satisfied }
}

/// What comes next for a request.
#[derive(Debug)]
pub enum NextStep<'a> {
    /// Show this page.
    Ask {
        /// Which.
        prompt: PromptKind,
        /// Why: the reason of the check.
        reason: &'static str,
    },
    /// Answer with this refusal.
    Refuse(Refusal),
    /// Nothing is left to ask: hand this to [`super::grant`].
    Grant(Allowed<'a>),
}

/// Finds the first thing that is still to be asked. `prompt=none` never asks
/// (OIDC Core §3.1.2.1).
pub fn next_step<'a>(
    checked: &'a Checked,
    client: &Client,
    facts: &BrowserFacts<'a>,
    cx: &Context<'_>,
) -> NextStep<'a> {
    let session = chosen(&checked.request, facts.sessions, facts.progress);
    let question = Question { checked, client, facts, chosen: session, cx };
    let refuse = |check: &Check, code, finding: Finding| {
        NextStep::Refuse(
            Refusal::new(code, "the end-user would have to be asked, or asked in vain")
                .detailed(check.reason)
                .because(finding)
                .towards(Some(&checked.return_to)),
        )
    };
    for prompt in PROMPTS {
        for check in prompt.checks {
            match (check.judge)(&question) {
                Verdict::Satisfied => {}
                Verdict::Ask if checked.request.prompts.none() => {
                    return refuse(check, check.error, must_ask(check, facts));
                }
                Verdict::Ask => {
                    return NextStep::Ask { prompt: prompt.kind, reason: check.reason };
                }
                Verdict::Fail(code, finding) => return refuse(check, code, (*finding).into()),
            }
        }
    }
    match session {
        Some(session) => {
            NextStep::Grant(Allowed::new(checked, session, consent::rests_on(&question)))
        }
        // The login checks ask whenever nobody is chosen.
        None => NextStep::Refuse(Refusal::incomplete().towards(Some(&checked.return_to))),
    }
}

/// Why a silent request would have to ask. Where nobody is signed in, that is because of the
/// cookies that the browser brought: it keeps them back from frames within other sites.
fn must_ask(check: &Check, facts: &BrowserFacts<'_>) -> Finding {
    match (facts.sessions, facts.cookies) {
        ([], Cookies::None) => BrowserFinding::SilentWithoutCookies.into(),
        ([], Cookies::Others) => BrowserFinding::NotSignedIn.into(),
        ([], Cookies::Session) => BrowserFinding::SignInOver.into(),
        _ => RequestFinding::MustAsk(check.reason.replace('_', " ")).into(),
    }
}

#[cfg(test)]
mod tests;
