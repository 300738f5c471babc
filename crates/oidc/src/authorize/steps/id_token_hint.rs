//! Whom the client believes to be signed in.
use super::{ASKED, Draft, Input, Step};
use crate::Param;
use crate::authorize::Refusal;
use crate::explain::RequestFinding;
use crate::hint::Hint;

pub(super) const STEP: Step =
    Step { name: "id_token_hint", clause: "OIDC Core §3.1.2.1", columns: ASKED, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(token) = input.params.get(Param::IdTokenHint) else { return Ok(()) };
    let client = draft.client()?;
    let wrong = Refusal::invalid_request("id_token_hint is not an ID token for this client");
    let hint = Hint::verify(token, Some(client), input.cx)
        .map_err(|problem| wrong.clone().because(RequestFinding::Hint(problem.to_string())))?;
    if !hint.is_for(&client.client_id) {
        return Err(wrong.because(RequestFinding::Hint("its aud is another client".to_owned())));
    }
    draft.hint_subject = Some(hint.subject);
    Ok(())
}
