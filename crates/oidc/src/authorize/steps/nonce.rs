//! `nonce` goes into the ID token as it is. Where an ID token passes through the browser, it is what
//! ties it to the client's own request.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;

pub(super) const STEP: Step = Step {
    name: "nonce",
    clause: "OIDC Core §3.1.2.1, §3.2.2.1, §3.3.2.11",
    columns: AUTHORIZE,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let nonce = input.params.get(Param::Nonce);
    if nonce.is_some_and(|nonce| nonce.len() > input.cx.policy.longest_nonce) {
        return Err(Refusal::invalid_request("nonce is too long"));
    }
    if nonce.is_none() && draft.response_type()?.id_token {
        return Err(Refusal::invalid_request("nonce is required for this response_type"));
    }
    draft.nonce = nonce.map(str::to_owned);
    Ok(())
}
