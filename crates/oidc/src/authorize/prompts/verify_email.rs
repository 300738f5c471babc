//! Whether the e-mail address is theirs, where the tenant demands that.
use super::{Check, Prompt, PromptKind, when};
use crate::ErrorCode;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::VerifyEmail,
    value: None,
    checks: &[Check {
        reason: "email_unverified",
        error: ErrorCode::InteractionRequired,
        clause: "OIDC Core §3.1.2.6",
        judge: |question| when(question.facts.must_verify_email),
    }],
};
