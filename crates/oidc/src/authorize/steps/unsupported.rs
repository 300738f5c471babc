//! Parameters that ask for something we do not offer: refused by name, never ignored.
use super::{ASKED, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::explain::RequestFinding;
use crate::{ErrorCode, Param};

pub(super) const STEP: Step =
    Step { name: "unsupported", clause: "OIDC Core §3.1.2.6, §7.2.1", columns: ASKED, check };

fn check<'a>(input: &Input<'a>, _: &mut Draft<'a>) -> Result<(), Refusal> {
    let given = input.params.get(Param::Registration);
    if given.is_none() {
        return Ok(());
    }
    let description = "the registration parameter is not supported";
    Err(Refusal::new(ErrorCode::RegistrationNotSupported, description)
        .because(RequestFinding::parameter(Param::Registration, given, "nothing")))
}
