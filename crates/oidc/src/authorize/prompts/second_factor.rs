//! How well the person proved who they are: the class that the request asks for, and what the
//! tenant's and the client's own rules ask for (OIDC Core §5.5.1.1, RFC 9470 §5).
use super::{BrowserSession, Check, Prompt, PromptKind, Question, Verdict};
use crate::authorize::AuthorizationRequest;
use crate::explain::{PersonFinding, sent};
use crate::{ErrorCode, ProtocolPolicy};
use serde_json::Value;

/// Of the classes that are asked for, so many are shown to operators.
const MOST_SHOWN: usize = 5;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::SecondFactor,
    value: None,
    checks: &[
        Check {
            reason: "essential_acr",
            error: ErrorCode::UnmetAuthenticationRequirements,
            clause: "OIDC Core §5.5.1.1",
            judge: essential,
        },
        Check {
            reason: "acr_values",
            error: ErrorCode::UnmetAuthenticationRequirements,
            clause: "RFC 9470 §5",
            judge: wanted,
        },
        Check {
            reason: "second_factor",
            error: ErrorCode::InteractionRequired,
            clause: "OIDC Core §3.1.2.3",
            judge: by_rule,
        },
    ],
};

fn essential(question: &Question<'_>) -> Verdict {
    let request = &question.checked.request;
    match essential_classes(request, question.cx.policy) {
        Some(classes) => judge(question, &classes),
        None => Verdict::Satisfied,
    }
}

fn wanted(question: &Question<'_>) -> Verdict {
    let known = known_classes(&question.checked.request, question.cx.policy);
    if known.is_empty() { Verdict::Satisfied } else { judge(question, &known) }
}

/// Whoever was just asked and still lacks it could not have it.
fn by_rule(question: &Question<'_>) -> Verdict {
    match (question.facts.must_add_factor, question.proved_here()) {
        (false, _) => Verdict::Satisfied,
        (true, false) => Verdict::Ask,
        (true, true) => {
            let reached = question.chosen.and_then(|who| who.acr.clone());
            fail(PersonFinding::SecondFactor { reached })
        }
    }
}

/// Whether one of these classes was reached, and if not, whether it can be.
fn judge(question: &Question<'_>, classes: &[&str]) -> Verdict {
    let Some(who) = question.chosen else { return Verdict::Ask };
    let policy = question.cx.policy;
    if classes.iter().any(|class| includes(policy, who.acr.as_deref(), class)) {
        return Verdict::Satisfied;
    }
    let is_offered = |class: &&str| policy.acr_values.iter().any(|offered| offered == class);
    if classes.iter().any(is_offered) && !question.proved_here() {
        return Verdict::Ask;
    }
    let asked = classes.iter().take(MOST_SHOWN).map(|class| sent(class)).collect();
    let (reached, offered) = (who.acr.clone(), policy.acr_values.clone());
    fail(PersonFinding::Acr { asked, reached, offered })
}

fn fail(finding: PersonFinding) -> Verdict {
    Verdict::Fail(ErrorCode::UnmetAuthenticationRequirements, Box::new(finding))
}

/// Whether a sign-in of class `reached` is one of class `class` as well: whoever reached a class
/// has reached those that the tenant lists before it.
fn includes(policy: &ProtocolPolicy, reached: Option<&str>, class: &str) -> bool {
    let place = |name: &str| policy.acr_values.iter().position(|listed| listed == name);
    match reached {
        None => false,
        Some(reached) if reached == class => true,
        Some(reached) => match (place(reached), place(class)) {
            (Some(reached), Some(class)) => class < reached,
            _ => false,
        },
    }
}

/// The classes that an essential `acr` accepts, of the tenant's and of those it names, if the
/// request has one that does not accept any.
fn essential_classes<'a>(
    request: &'a AuthorizationRequest,
    policy: &'a ProtocolPolicy,
) -> Option<Vec<&'a str>> {
    let asked = request.claims.id_token.get("acr")?;
    if !asked.essential || asked.accepts(&Value::Null) {
        return None;
    }
    let offered = policy.acr_values.iter().map(String::as_str);
    let named = asked.value.iter().chain(&asked.values).filter_map(Value::as_str);
    let mut classes: Vec<&str> = offered.chain(named).collect();
    classes.retain(|class| asked.accepts(&Value::from(*class)));
    Some(classes)
}

/// Of the wished-for classes those that exist here. A request that names only others gets what
/// there is (OIDC Core §5.5.1.1: a voluntary claim); one that names some of ours means it (RFC
/// 9470 §5).
fn known_classes<'a>(request: &'a AuthorizationRequest, policy: &ProtocolPolicy) -> Vec<&'a str> {
    let asked = request.acr_values.iter().map(String::as_str);
    asked.filter(|asked| policy.acr_values.iter().any(|offered| offered == asked)).collect()
}

/// The least class that satisfies the request, if it asks for one that exists here.
pub fn asked_acr<'a>(
    request: &'a AuthorizationRequest,
    policy: &'a ProtocolPolicy,
) -> Option<&'a str> {
    let place = |class: &&str| policy.acr_values.iter().position(|offered| offered == class);
    let least = |classes: Vec<&'a str>| {
        let known = classes.into_iter().filter_map(|class| Some((place(&class)?, class)));
        known.min()
    };
    let essential = essential_classes(request, policy).and_then(least);
    let wished = least(known_classes(request, policy));
    essential.max(wished).map(|(_, class)| class)
}

/// The `acr` that the client is told: what was reached, or the best class within it that the request
/// names, essential ones before wished-for ones (OIDC Core §3.1.2.1, §5.5.1.1).
pub(in crate::authorize) fn told_acr(
    request: &AuthorizationRequest,
    who: &BrowserSession,
    policy: &ProtocolPolicy,
) -> Option<String> {
    let reached = who.acr.as_deref()?;
    let classes = essential_classes(request, policy);
    let classes = classes.unwrap_or_else(|| known_classes(request, policy));
    if classes.contains(&reached) {
        return Some(reached.to_owned());
    }
    let mut within =
        policy.acr_values.iter().rev().filter(|class| classes.contains(&class.as_str()));
    let best = within.find(|class| includes(policy, Some(reached), class));
    Some(best.cloned().unwrap_or_else(|| reached.to_owned()))
}
