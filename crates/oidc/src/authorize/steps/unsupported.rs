//! Parameters that ask for something we do not offer: refused by name, never ignored.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::{ErrorCode, Param};

pub(super) const STEP: Step = Step {
    name: "unsupported",
    clause: "OIDC Core §3.1.2.6, §6.1, §6.2, §7.2.1",
    columns: AUTHORIZE,
    check,
};

static UNSUPPORTED: &[(Param, ErrorCode, &str)] = &[
    (Param::Request, ErrorCode::RequestNotSupported, "request objects are not supported"),
    (
        Param::RequestUri,
        ErrorCode::RequestUriNotSupported,
        "request objects by reference are not supported",
    ),
    (
        Param::Registration,
        ErrorCode::RegistrationNotSupported,
        "the registration parameter is not supported",
    ),
];

fn check<'a>(input: &Input<'a>, _: &mut Draft<'a>) -> Result<(), Refusal> {
    let given = UNSUPPORTED.iter().find(|(param, ..)| input.params.get(*param).is_some());
    given.map_or(Ok(()), |(_, code, description)| Err(Refusal::new(*code, description)))
}
