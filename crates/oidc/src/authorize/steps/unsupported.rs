//! Parameters that ask for something we do not offer: refused by name, never ignored.
use super::{ASKED, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::{ErrorCode, Param};

pub(super) const STEP: Step =
    Step { name: "unsupported", clause: "OIDC Core §3.1.2.6, §7.2.1", columns: ASKED, check };

fn check<'a>(input: &Input<'a>, _: &mut Draft<'a>) -> Result<(), Refusal> {
    match input.params.get(Param::Registration) {
        None => Ok(()),
        Some(_) => Err(Refusal::new(
            ErrorCode::RegistrationNotSupported,
            "the registration parameter is not supported",
        )),
    }
}
