//! Claims asked for one by one.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::scopes::{OPENID, covers};
use crate::{ClaimsRequest, Param};

pub(super) const STEP: Step =
    Step { name: "claims", clause: "OIDC Core §5.5", columns: AUTHORIZE, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(text) = input.params.get(Param::Claims) else { return Ok(()) };
    let mut claims = ClaimsRequest::parse(text)
        .map_err(|_| Refusal::invalid_request("claims is not a JSON object of claim requests"))?;
    // Security: a client that is limited to some scope does not get around that one by one.
    if let Some(allowed) = draft.client()?.metadata.allowed_scope() {
        claims.retain(|name| covers(&allowed, name));
    }
    if draft.scope.contains(OPENID) {
        draft.claims = claims;
        let response_type = draft.response_type()?;
        if !response_type.code && !response_type.access_token {
            // There will be no access token to ask for them with (OIDC Core §5.5).
            draft.claims.userinfo.clear();
        }
    }
    Ok(())
}
