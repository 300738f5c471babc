//! `nonce` goes into the ID token as it is. Where an ID token passes through the browser, it is what
//! ties it to the client's own request.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;
use crate::explain::RequestFinding;

pub(super) const STEP: Step = Step {
    name: "nonce",
    clause: "OIDC Core §3.1.2.1, §3.2.2.1, §3.3.2.11",
    columns: AUTHORIZE,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let nonce = input.params.get(Param::Nonce);
    let longest = input.cx.policy.longest_nonce;
    if nonce.is_some_and(|nonce| nonce.len() > longest) {
        let expected = format!("at most {longest} octets");
        return Err(Refusal::invalid_request("nonce is too long")
            .because(RequestFinding::parameter(Param::Nonce, nonce, expected)));
    }
    let response_type = draft.response_type()?;
    if nonce.is_none() && response_type.id_token {
        let expected = format!("one, for response_type={}", response_type.name);
        return Err(Refusal::invalid_request("nonce is required for this response_type")
            .because(RequestFinding::parameter(Param::Nonce, None, expected)));
    }
    draft.nonce = nonce.map(str::to_owned);
    Ok(())
}
