//! How the answer travels. The default was set by the `redirect_uri` step.
use super::{Draft, Input, REDIRECTED, Step};
use crate::Param;
use crate::authorize::{Refusal, response_modes};

pub(super) const STEP: Step =
    Step { name: "response_mode", clause: "OAuth MRT §2.1, §3, §5", columns: REDIRECTED, check };

/// Security: where a token would travel, the query is refused, because servers and their logs
/// see it. The refusal itself goes by the default.
fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(name) = input.params.get(Param::ResponseMode) else { return Ok(()) };
    let mode = response_modes::named(name)
        .ok_or_else(|| Refusal::invalid_request("response_mode is not one that is supported"))?;
    if mode.is_visible_to_servers && response_modes::carries_tokens(input.params) {
        return Err(Refusal::invalid_request("response_mode does not go with the response_type"));
    }
    if let Some(address) = &mut draft.return_to {
        address.set_mode(mode);
    }
    Ok(())
}
