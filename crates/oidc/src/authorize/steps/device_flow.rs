//! The tenant has the device flow, and the client is registered for it. Asked again when a person
//! enters the code: both may have changed their mind.
use super::{DEVICE, Draft, Input, Step};
use crate::ErrorCode;
use crate::authorize::Refusal;
use crate::device::DEVICE_CODE;
use crate::explain::RequestFinding;

pub(super) const STEP: Step =
    Step { name: "device_flow", clause: "RFC 8628 §3.1", columns: DEVICE, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    if !input.cx.policy.device_flow {
        let why = "devices cannot be connected here";
        let (sent, setting) = (DEVICE_CODE.to_owned(), "device_flow".to_owned());
        return Err(Refusal::new(ErrorCode::UnsupportedGrantType, why)
            .detailed("the tenant's device_flow is off")
            .because(RequestFinding::SwitchedOff { sent, setting }));
    }
    let metadata = &draft.client()?.metadata;
    if !metadata.allows_grant_type(DEVICE_CODE) {
        let why = "the client is not registered for this grant_type";
        return Err(Refusal::new(ErrorCode::UnauthorizedClient, why)
            .because(RequestFinding::grant_type(DEVICE_CODE, metadata)));
    }
    Ok(())
}
