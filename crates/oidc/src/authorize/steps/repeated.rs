//! No parameter twice. It comes after the answer's address and mode, so that the client hears
//! of its mistake; one of those given twice reads as missing.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::explain::RequestFinding;
use crate::{Param, Params};

pub(super) const STEP: Step =
    Step { name: "repeated", clause: "RFC 6749 §3.1", columns: AUTHORIZE, check };

/// The parameters that the authorization endpoint knows, but for `resource`, which may repeat.
pub(in crate::authorize) static AUTHORIZATION_PARAMS: &[Param] = &[
    Param::ClientId,
    Param::RedirectUri,
    Param::ResponseType,
    Param::ResponseMode,
    Param::Scope,
    Param::State,
    Param::Nonce,
    Param::Prompt,
    Param::MaxAge,
    Param::Display,
    Param::UiLocales,
    Param::ClaimsLocales,
    Param::IdTokenHint,
    Param::LoginHint,
    Param::AcrValues,
    Param::Claims,
    Param::Request,
    Param::RequestUri,
    Param::Registration,
    Param::CodeChallenge,
    Param::CodeChallengeMethod,
    Param::Audience,
];

fn check<'a>(input: &Input<'a>, _: &mut Draft<'a>) -> Result<(), Refusal> {
    refuse_repeated(input.params)
}

/// Refuses parameters of which one is given twice.
///
/// # Errors
/// `invalid_request`.
pub(in crate::authorize) fn refuse_repeated(params: &Params<'_>) -> Result<(), Refusal> {
    match params.repeated(AUTHORIZATION_PARAMS) {
        None => Ok(()),
        Some(param) => Err(Refusal::invalid_request("a parameter is given more than once")
            .because(RequestFinding::Repeated(param.name().to_owned()))),
    }
}
