//! The authorization endpoint (RFC 6749 §4.1.1, OIDC Core §3.1.2): from parameters to a checked
//! request, from there through the questions to a code.
//!
//! The order of the checks is written down once, in [`STEPS`].

mod grant;
mod prompts;
mod refusal;
mod request;
pub mod request_object;
mod response;
mod response_modes;
mod response_types;
mod steps;

pub(crate) use grant::grant_of;
pub use grant::{Granted, LONGEST_CODE, UnsignedResponse, grant};
use prompts::told_acr;
pub use prompts::{
    Allowed, Asked, BrowserFacts, BrowserSession, Check, Cookies, NextStep, PROMPTS, Progress,
    Prompt, PromptKind, Prompts, Verdict, asked, asked_acr, chosen, next_step, remembered,
};
pub use refusal::Refusal;
pub use request::{AuthorizationRequest, Checked};
pub use response::{Answer, AuthorizationResponse, ReturnAddress};
pub use response_modes::{RESPONSE_MODES, ResponseMode};
pub use response_types::{IMPLICIT, RESPONSE_TYPES, ResponseType, offered, response_type};
pub(crate) use steps::CODE_CHALLENGE_METHODS;
pub use steps::{Column, STEPS, Step, steps_markdown};

use crate::explain::{ClientFinding, RequestFinding};
use crate::{Client, Context, Param, Params};
use steps::{Draft, Input};

/// The `client_id` of a request, so that the client can be loaded before the steps run.
///
/// # Errors
/// A page: there is nobody to redirect to (RFC 6749 §4.1.2.1).
pub fn client_id<'p>(params: &'p Params<'_>) -> Result<&'p str, Refusal> {
    params.get(Param::ClientId).ok_or_else(|| {
        let refusal = Refusal::invalid_request("client_id is missing or repeated");
        match params.repeated(&[Param::ClientId]) {
            Some(param) => refusal.because(RequestFinding::Repeated(param.name().to_owned())),
            None => refusal.because(ClientFinding::Unnamed),
        }
    })
}

/// Runs the authorize column of [`STEPS`]. `client` is what was found under [`client_id`]. Requests
/// with a [request object](request_object::has_object) go another way round.
///
/// # Errors
/// The first refusal, which knows whether it may be redirected.
pub fn check<'a>(
    params: &'a Params<'a>,
    client: Option<&'a Client>,
    cx: &'a Context<'a>,
) -> Result<Checked, Refusal> {
    let input = Input { params, client, cx, is_signed: false };
    let draft = run(Column::Authorize, &input)?;
    Checked::from_draft(&input, draft)
}

/// Runs the device column: what an authenticated client asks for a device (RFC 8628 §3.1). The
/// person is always asked whether they allow it, since they did not come from the device.
///
/// # Errors
/// The first refusal. There is nowhere to redirect it to.
pub(crate) fn check_for_device(
    params: &Params<'_>,
    client: &Client,
    cx: &Context<'_>,
) -> Result<AuthorizationRequest, Refusal> {
    let mut params = params.clone();
    params.remove(Param::ClientId);
    let params = params.with(Param::ClientId, &client.client_id);
    let input = Input { params: &params, client: Some(client), cx, is_signed: false };
    let draft = run_from(Draft::for_device(), Column::Device, &input)?;
    Checked::from_draft(&input, draft).map(|checked| checked.request)
}

/// Runs the resume column for a request that was stored while its end-user was away: what the
/// client registered may have changed. The request itself is not read from the browser again.
///
/// # Errors
/// As [`check`].
pub fn resume(
    request: AuthorizationRequest,
    client: Option<&Client>,
    cx: &Context<'_>,
) -> Result<Checked, Refusal> {
    let (return_to, response_type) = {
        let params = request.params();
        let input = Input { params: &params, client, cx, is_signed: false };
        let draft = match request.is_for_device() {
            true => run_from(Draft::for_device(), Column::Connect, &input)?,
            false => run(Column::Resume, &input)?,
        };
        (draft.return_to, draft.response_type)
    };
    match (return_to, response_type) {
        (Some(return_to), Some(response_type)) => Ok(Checked { request, response_type, return_to }),
        _ => Err(Refusal::incomplete()),
    }
}

fn run<'a>(column: Column, input: &Input<'a>) -> Result<Draft<'a>, Refusal> {
    run_from(Draft::default(), column, input)
}

fn run_from<'a>(
    mut draft: Draft<'a>,
    column: Column,
    input: &Input<'a>,
) -> Result<Draft<'a>, Refusal> {
    for step in STEPS.iter().filter(|step| step.columns.contains(&column)) {
        step.run(input, &mut draft).map_err(|refusal| refusal.towards(draft.return_to.as_ref()))?;
    }
    Ok(draft)
}

#[cfg(test)]
mod tests;
