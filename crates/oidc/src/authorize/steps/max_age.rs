//! How long ago the person may have signed in.
use super::{ASKED, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;
use crate::explain::RequestFinding;
use latchkey_base::Seconds;

pub(super) const STEP: Step = Step {
    name: "max_age",
    clause: "OIDC Core §3.1.2.1, OIDC Registration §2",
    columns: ASKED,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let default = draft.client()?.metadata.default_max_age;
    draft.max_age = match input.params.get(Param::MaxAge) {
        None => default,
        Some(text) => Some(seconds(text)?),
    };
    Ok(())
}

fn seconds(text: &str) -> Result<Seconds, Refusal> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::invalid_request("max_age is not a number of seconds")
            .because(RequestFinding::parameter(Param::MaxAge, Some(text), "seconds, in digits")));
    }
    // A number beyond all measure is a number: no session is that old.
    Ok(Seconds::new(i64::from(text.parse::<u32>().unwrap_or(u32::MAX))))
}
