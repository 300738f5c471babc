//! What the answer consists of. Asked again when a request is resumed: both the tenant and the
//! client may have changed their mind about tokens in the browser.
use super::{BOTH, Draft, Input, Step};
use crate::authorize::{Refusal, response_types};
use crate::explain::{RequestFinding, sent, some_of};
use crate::{ErrorCode, Param};

pub(super) const STEP: Step = Step {
    name: "response_type",
    clause: "RFC 6749 §3.1.1, §4.1.2.1, RFC 7591 §2.1",
    columns: BOTH,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let metadata = &draft.client()?.metadata;
    let registered = || metadata.response_types.clone().unwrap_or_else(|| vec!["code".to_owned()]);
    let asked = input.params.get(Param::ResponseType).ok_or_else(|| {
        let expected = some_of(&registered());
        Refusal::invalid_request("response_type is missing").because(RequestFinding::parameter(
            Param::ResponseType,
            None,
            expected,
        ))
    })?;
    let known = response_types::response_type(asked);
    let offered = known.filter(|known| known.is_offered(input.cx.policy)).ok_or_else(|| {
        let description = "response_type is not one that is supported";
        let is_switched_off = known.is_some();
        Refusal::new(ErrorCode::UnsupportedResponseType, description)
            .because(RequestFinding::ResponseTypeNotOffered { sent: sent(asked), is_switched_off })
    })?;
    if !metadata.allows_response_type(offered.name)
        || !offered.grant_types.iter().all(|name| metadata.allows_grant_type(name))
    {
        let finding = RequestFinding::ResponseTypeNotRegistered {
            sent: offered.name.to_owned(),
            registered: registered(),
            needs: offered.grant_types.iter().map(|name| (*name).to_owned()).collect(),
        };
        let description = "the client is not registered for this response_type";
        return Err(Refusal::new(ErrorCode::UnauthorizedClient, description).because(finding));
    }
    draft.response_type = Some(offered);
    Ok(())
}
