//! For which resource servers the tokens shall be.
use super::{Draft, Input, LASTING, Step};
use crate::ErrorCode;
use crate::authorize::Refusal;
use crate::resource::asked_for;

pub(super) const STEP: Step =
    Step { name: "resource", clause: "RFC 8707 §2.1", columns: LASTING, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    draft.resources = asked_for(input.params, input.cx).map_err(|problem| {
        Refusal::new(ErrorCode::InvalidTarget, problem.why).because(problem.finding)
    })?;
    Ok(())
}
