//! Which of the people who are signed in here (OIDC Core §3.1.2.1, `select_account`).
use super::{Check, Prompt, PromptKind, Question, Verdict, when};
use crate::ErrorCode;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::SelectAccount,
    value: Some("select_account"),
    checks: &[
        Check {
            reason: "select_account_prompt",
            error: ErrorCode::AccountSelectionRequired,
            clause: "OIDC Core §3.1.2.1",
            judge: asked_for,
        },
        Check {
            reason: "several_sessions",
            error: ErrorCode::AccountSelectionRequired,
            clause: "OIDC Core §3.1.2.6",
            judge: several,
        },
    ],
};

/// Without anybody to choose from, signing in is the choice.
fn asked_for(question: &Question<'_>) -> Verdict {
    let asked = question.checked.request.prompts.contains(PromptKind::SelectAccount);
    let progress = question.facts.progress;
    let sessions = question.facts.sessions;
    let by_hand = sessions.iter().any(|held| Some(held.session) == progress.chosen);
    when(asked && !sessions.is_empty() && !by_hand)
}

/// When the client named a person who is not among them, choosing does not help: signing in
/// does.
fn several(question: &Question<'_>) -> Verdict {
    let request = &question.checked.request;
    let names_somebody = super::facts::is_named(request, "").is_some();
    let several = question.facts.sessions.len() > 1;
    when(several && question.chosen.is_none() && !names_somebody)
}
