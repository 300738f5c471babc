//! How long ago the person may have signed in.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;
use latchkey_base::Seconds;

pub(super) const STEP: Step = Step {
    name: "max_age",
    clause: "OIDC Core §3.1.2.1, OIDC Registration §2",
    columns: AUTHORIZE,
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
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<u32>().ok().filter(|_| digits);
    let number = number.ok_or(Refusal::invalid_request("max_age is not a number of seconds"))?;
    Ok(Seconds::new(i64::from(number)))
}
