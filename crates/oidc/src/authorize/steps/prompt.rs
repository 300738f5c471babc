//! What must be asked of the person, or that nothing may be.
use super::{AUTHORIZE, Draft, Input, Step};
use crate::Param;
use crate::authorize::prompts::PromptSyntax;
use crate::authorize::{PROMPTS, PromptKind, Prompts, Refusal};
use crate::explain::RequestFinding;

pub(super) const STEP: Step = Step {
    name: "prompt",
    clause: "OIDC Core §3.1.2.1, Initiating User Registration §4.1",
    columns: AUTHORIZE,
    check,
};

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let Some(text) = input.params.get(Param::Prompt) else { return Ok(()) };
    // Initiating User Registration §4.1 asks for status 400, which no redirect has.
    let finding = |expected: String| RequestFinding::parameter(Param::Prompt, Some(text), expected);
    let unsupported = || {
        Refusal::invalid_request("prompt has a value that is not supported")
            .because(finding(offered(input.cx.sign_up)))
            .on_a_page()
    };
    let prompts = Prompts::parse(text).map_err(|problem| match problem {
        PromptSyntax::NoneWithOthers => {
            Refusal::invalid_request("prompt=none goes with no other value")
                .because(finding("none, alone".to_owned()))
        }
        PromptSyntax::Unknown => unsupported(),
    })?;
    if prompts.contains(PromptKind::CreateAccount) && !input.cx.sign_up {
        return Err(unsupported());
    }
    draft.prompts = prompts;
    Ok(())
}

/// What this tenant has.
fn offered(sign_up: bool) -> String {
    let shown = PROMPTS.iter().filter(|prompt| sign_up || prompt.kind != PromptKind::CreateAccount);
    let words: Vec<&str> =
        ["none"].into_iter().chain(shown.filter_map(|prompt| prompt.value)).collect();
    words.join(", ")
}
