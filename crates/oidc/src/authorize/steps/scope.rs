//! Which of the asked-for scope values apply.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::authorize::{PromptKind, Refusal};
use crate::scopes::{OFFLINE_ACCESS, is_known};
use crate::{ErrorCode, Param, Scope};

pub(super) const STEP: Step =
    Step { name: "scope", clause: "RFC 6749 §3.3, OIDC Core §11", columns: AUTHORIZE, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(text) = input.params.get(Param::Scope) else { return Ok(()) };
    let invalid = |description| Refusal::new(ErrorCode::InvalidScope, description);
    let asked = Scope::parse(text).map_err(|_| invalid("scope is malformed"))?;
    // Unknown values are ignored (OIDC Core §3.1.2.1) before the client's limits are looked at.
    let known = asked.filtered(|value| is_known(input.cx.policy, value));
    let metadata = &draft.client()?.metadata;
    if !metadata.allowed_scope().is_none_or(|allowed| known.is_subset(&allowed)) {
        return Err(invalid("the client may not ask for one of the scope values"));
    }
    let consented = draft.prompts.contains(PromptKind::Consent)
        || metadata.client_skip_consent
        || input.cx.policy.skip_consent;
    let offline = consented && metadata.allows_grant_type("refresh_token");
    draft.scope = known.filtered(|value| offline || value != OFFLINE_ACCESS);
    Ok(())
}
