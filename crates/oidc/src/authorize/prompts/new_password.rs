//! Another password, where one is demanded.
use super::{Check, Prompt, PromptKind, when};
use crate::ErrorCode;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::NewPassword,
    value: None,
    checks: &[Check {
        reason: "new_password",
        error: ErrorCode::InteractionRequired,
        clause: "OIDC Core §3.1.2.6",
        judge: |question| when(question.facts.must_choose_password),
    }],
};
