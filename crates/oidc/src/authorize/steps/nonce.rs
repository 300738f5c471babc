//! `nonce` goes into the ID token as it is.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;

pub(super) const STEP: Step =
    Step { name: "nonce", clause: "OIDC Core §3.1.2.1", columns: AUTHORIZE, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let nonce = input.params.get(Param::Nonce);
    if nonce.is_some_and(|nonce| nonce.len() > input.cx.policy.longest_opaque_value) {
        return Err(Refusal::invalid_request("nonce is too long"));
    }
    draft.nonce = nonce.map(str::to_owned);
    Ok(())
}
