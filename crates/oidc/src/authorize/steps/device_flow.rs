//! The tenant has the device flow, and the client is registered for it. Asked again when a person
//! enters the code: both may have changed their mind.
use super::{DEVICE, Draft, Input, Step};
use crate::ErrorCode;
use crate::authorize::Refusal;
use crate::device::DEVICE_CODE;

pub(super) const STEP: Step =
    Step { name: "device_flow", clause: "RFC 8628 §3.1", columns: DEVICE, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    if !input.cx.policy.device_flow {
        let why = "devices cannot be connected here";
        return Err(Refusal::new(ErrorCode::UnsupportedGrantType, why)
            .detailed("the tenant's device_flow is off"));
    }
    if !draft.client()?.metadata.allows_grant_type(DEVICE_CODE) {
        let why = "the client is not registered for this grant_type";
        return Err(Refusal::new(ErrorCode::UnauthorizedClient, why));
    }
    Ok(())
}
