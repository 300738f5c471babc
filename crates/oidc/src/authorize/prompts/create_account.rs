//! A new account before anything else (Initiating User Registration §4.1).
use super::{Check, Prompt, PromptKind, Question, Verdict, when};
use crate::ErrorCode;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::CreateAccount,
    value: Some("create"),
    checks: &[Check {
        reason: "create_prompt",
        error: ErrorCode::InteractionRequired,
        clause: "Initiating User Registration §4.1",
        judge: asked_for,
    }],
};

/// Whoever is signed in here: the person wants an account that is not there yet. If it is after
/// all, signing in to it will do as well.
fn asked_for(question: &Question<'_>) -> Verdict {
    let asked = question.checked.request.prompts.contains(PromptKind::CreateAccount);
    when(asked && !question.proved_here())
}
