//! Which of the asked-for scope values apply.
use super::{ASKED, Draft, Input, Step};
use crate::authorize::{PromptKind, Refusal};
use crate::explain::RequestFinding;
use crate::scopes::{OFFLINE_ACCESS, OPENID, is_known};
use crate::{ErrorCode, Param, Scope};

pub(super) const STEP: Step =
    Step {
        name: "scope", clause: "RFC 6749 §3.3, OIDC Core §3.2.2.1, §11", columns: ASKED, check
    };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let text = input.params.get(Param::Scope).unwrap_or_default();
    let invalid = |description| Refusal::new(ErrorCode::InvalidScope, description);
    let finding = |expected: String| RequestFinding::parameter(Param::Scope, Some(text), expected);
    let asked = Scope::parse(text)
        .map_err(|why| invalid("scope is malformed").because(finding(why.to_string())))?;
    let response_type = draft.response_type()?;
    if response_type.id_token && !asked.contains(OPENID) {
        let expected = format!("openid among the values, for response_type={}", response_type.name);
        return Err(Refusal::invalid_request("scope must hold openid for this response_type")
            .because(finding(expected)));
    }
    // Unknown values are ignored (OIDC Core §3.1.2.1) before the client's limits are looked at.
    let known = asked.filtered(|value| is_known(input.cx.policy, value));
    let client = draft.client()?;
    let metadata = &client.metadata;
    if !metadata.allowed_scope().is_none_or(|allowed| known.is_subset(&allowed)) {
        return Err(invalid("the client may not ask for one of the scope values").because(
            RequestFinding::scope(&known, &metadata.allowed_scope().unwrap_or_default()),
        ));
    }
    let consented =
        draft.prompts.contains(PromptKind::Consent) || client.skips_consent(input.cx.policy);
    let redeems = response_type.code && metadata.allows_grant_type("refresh_token");
    let offline = consented && redeems;
    draft.scope = known.filtered(|value| offline || value != OFFLINE_ACCESS);
    draft.requested_scope = asked;
    Ok(())
}
