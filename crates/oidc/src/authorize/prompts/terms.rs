//! Whether they accept the terms of use, where there are any that they have not accepted.
use super::{Check, Prompt, PromptKind, when};
use crate::ErrorCode;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::Terms,
    value: None,
    checks: &[Check {
        reason: "terms_not_accepted",
        error: ErrorCode::InteractionRequired,
        clause: "OIDC Core §3.1.2.6",
        judge: |question| when(question.facts.must_accept_terms),
    }],
};
