//! Proof key for code exchange: S256 or nothing.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::explain::{RequestFinding, sent};
use crate::{CodeChallenge, Param};

pub(super) const STEP: Step = Step {
    name: "pkce",
    clause: "RFC 7636 §4.3, §4.4.1, RFC 9700 §2.1.1",
    columns: AUTHORIZE,
    check,
};

/// Methods that are offered. Security: `plain` would put the verifier into the browser.
pub(crate) static CODE_CHALLENGE_METHODS: &[&str] = &["S256"];

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    // Without a code there is nothing to prove.
    if !draft.response_type()?.code {
        return Ok(());
    }
    let challenge = input.params.get(Param::CodeChallenge);
    let method = input.params.get(Param::CodeChallengeMethod);
    let is_public = draft.client()?.metadata.is_public();
    let required = input.cx.policy.pkce_required || is_public;
    draft.challenge = match (challenge, method) {
        (None, None) if required => {
            return Err(Refusal::invalid_request("code_challenge is required")
                .because(RequestFinding::NoChallenge { is_public }));
        }
        (None, None) => None,
        (None, Some(_)) => {
            let expected = "code_challenge beside code_challenge_method";
            return Err(Refusal::invalid_request("code_challenge_method without code_challenge")
                .because(RequestFinding::parameter(Param::CodeChallenge, None, expected)));
        }
        (Some(text), Some(method)) if CODE_CHALLENGE_METHODS.contains(&method) => {
            Some(CodeChallenge::parse(text).ok_or_else(|| {
                let expected = "43 characters of base64url";
                Refusal::invalid_request("code_challenge is malformed")
                    .because(RequestFinding::parameter(Param::CodeChallenge, challenge, expected))
            })?)
        }
        (Some(_), method) => {
            return Err(Refusal::invalid_request("code_challenge_method must be S256")
                .because(RequestFinding::ChallengeMethod(method.map(sent))));
        }
    };
    Ok(())
}
