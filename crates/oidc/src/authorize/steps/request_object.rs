//! Whether the parameters come as they must: out of a signed request object, where that is demanded.
//!
//! An object that is still among the parameters is one that nobody has opened.
use super::{ASKED, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::authorize::request_object::must_be_signed;
use crate::explain::{ObjectFinding, RequestFinding};
use crate::{ErrorCode, Param};

pub(super) const STEP: Step = Step {
    name: "request_object",
    clause: "OIDC Core §6, RFC 9101 §6.3, §10.5",
    columns: ASKED,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let refused = |code, param| {
        let finding = RequestFinding::parameter(param, input.params.get(param), "the parameters");
        Err(Refusal::new(code, "request objects are not supported here").because(finding))
    };
    if input.params.get(Param::Request).is_some() {
        return refused(ErrorCode::RequestNotSupported, Param::Request);
    }
    if input.params.get(Param::RequestUri).is_some() {
        return refused(ErrorCode::RequestUriNotSupported, Param::RequestUri);
    }
    // Security: leaving the object out is how its signature would be got rid of (RFC 9101 §10.5).
    // The account pages sign nothing: what they ask for is an answer without any token.
    let client = draft.client()?;
    let signs = !client.is_account_pages() && must_be_signed(&client.metadata, input.cx.policy);
    if signs && !input.is_signed {
        let by_tenant = !client.metadata.require_signed_request_object;
        let refusal = Refusal::invalid_request("the request must come in a signed request object");
        return Err(refusal.because(ObjectFinding::Demanded { by_tenant }));
    }
    Ok(())
}
