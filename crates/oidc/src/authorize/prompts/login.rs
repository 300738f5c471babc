//! Who the person is, freshly enough and the right one (OIDC Core §3.1.2.3).
use super::{Check, Prompt, PromptKind, Question, Verdict, facts, when};
use crate::ErrorCode;
use crate::explain::{PersonFinding, sent};

/// Of those whom a request names, so many are shown to operators.
const MOST_SHOWN: usize = 5;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::Login,
    value: Some("login"),
    checks: &[
        Check {
            reason: "no_session",
            error: ErrorCode::LoginRequired,
            clause: "OIDC Core §3.1.2.3",
            judge: |question| when(question.chosen.is_none()),
        },
        Check {
            reason: "login_prompt",
            error: ErrorCode::LoginRequired,
            clause: "OIDC Core §3.1.2.1",
            judge: asked_for,
        },
        Check {
            reason: "max_age",
            error: ErrorCode::LoginRequired,
            clause: "OIDC Core §3.1.2.1",
            judge: too_old,
        },
        Check {
            reason: "password_demanded",
            error: ErrorCode::LoginRequired,
            clause: "OIDC Core §3.1.2.3",
            judge: before_a_new_password,
        },
        Check {
            reason: "somebody_else",
            error: ErrorCode::LoginRequired,
            clause: "OIDC Core §3.1.2.1, §3.1.2.2, §5.5.1",
            judge: somebody_else,
        },
    ],
};

/// Security: only a proof made within this interaction satisfies `prompt=login`, so going back
/// in history does not get round it.
fn asked_for(question: &Question<'_>) -> Verdict {
    let asked = question.checked.request.prompts.contains(PromptKind::Login);
    when(asked && !question.proved_here())
}

/// A proof made within this interaction is younger than the request and always fresh enough.
/// `max_age=0` means the same as `prompt=login`.
fn too_old(question: &Question<'_>) -> Verdict {
    let (Some(max_age), Some(who)) = (question.checked.request.max_age, question.chosen) else {
        return Verdict::Satisfied;
    };
    let age = question.cx.now.since(who.auth_time);
    when(!question.proved_here() && (age > max_age || max_age.get() == 0))
}

/// Security: whoever merely sits at a browser that is signed in chooses no password for it.
fn before_a_new_password(question: &Question<'_>) -> Verdict {
    when(question.facts.must_choose_password && !question.proved_here())
}

/// After a fresh proof by somebody else, the client gets an error rather than another person.
fn somebody_else(question: &Question<'_>) -> Verdict {
    let Some(who) = question.chosen else { return Verdict::Ask };
    match facts::is_named(&question.checked.request, &who.subject) {
        Some(false) if question.proved_here() => {
            let named = facts::named(&question.checked.request).take(MOST_SHOWN);
            let asked = named.map(sent).collect();
            let finding = PersonFinding::SomebodyElse { asked, found: sent(&who.subject) };
            Verdict::Fail(ErrorCode::LoginRequired, Box::new(finding))
        }
        named => when(named == Some(false)),
    }
}
