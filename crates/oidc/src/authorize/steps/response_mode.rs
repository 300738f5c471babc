//! How the answer travels. The default was set by the `redirect_uri` step.
use super::{Draft, Input, REDIRECTED, Step};
use crate::Param;
use crate::authorize::{RESPONSE_MODES, Refusal, ResponseMode, response_modes};
use crate::explain::RequestFinding;

pub(super) const STEP: Step =
    Step { name: "response_mode", clause: "OAuth MRT §2.1, §3, §5", columns: REDIRECTED, check };

/// Security: where a token would travel, the query is refused, because servers and their logs
/// see it. The refusal itself goes by the default.
fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(name) = input.params.get(Param::ResponseMode) else { return Ok(()) };
    let carries_tokens = response_modes::carries_tokens(input.params);
    let is_possible = |mode: &ResponseMode| !(carries_tokens && mode.is_visible_to_servers);
    let refused = |description| {
        let possible = RESPONSE_MODES.iter().filter(|mode| is_possible(mode));
        let possible: Vec<&str> = possible.map(|mode| mode.name).collect();
        let expected = possible.join(", ");
        Refusal::invalid_request(description).because(RequestFinding::parameter(
            Param::ResponseMode,
            Some(name),
            expected,
        ))
    };
    let mode = response_modes::named(name)
        .ok_or_else(|| refused("response_mode is not one that is supported"))?;
    if !is_possible(mode) {
        return Err(refused("response_mode does not go with the response_type"));
    }
    if let Some(address) = &mut draft.return_to {
        address.set_mode(mode);
    }
    Ok(())
}
