//! Whether the client may (OIDC Core §3.1.2.4), asked once and remembered.
use super::{BrowserSession, Check, Prompt, PromptKind, Question, Verdict, when};
use crate::authorize::AuthorizationRequest;
use crate::{ClaimsRequest, Client, Consent, Context, ErrorCode, Grant, Scope};
use latchkey_base::ConsentId;

pub(super) static PROMPT: Prompt = Prompt {
    kind: PromptKind::Consent,
    value: Some("consent"),
    checks: &[
        Check {
            reason: "consent_prompt",
            error: ErrorCode::ConsentRequired,
            clause: "OIDC Core §3.1.2.1",
            judge: asked_for,
        },
        Check {
            reason: "consent_missing",
            error: ErrorCode::ConsentRequired,
            clause: "OIDC Core §3.1.2.4",
            judge: missing,
        },
        Check {
            reason: "unproven_app",
            error: ErrorCode::ConsentRequired,
            clause: "RFC 8252 §8.6",
            judge: super::unproven_app::judge,
        },
    ],
};

pub(super) fn given_here(question: &Question<'_>) -> bool {
    let who = question.chosen.map(|who| who.account);
    who.is_some() && question.facts.progress.consented == who
}

fn asked_for(question: &Question<'_>) -> Verdict {
    let asked = question.checked.request.prompts.contains(PromptKind::Consent);
    when(asked && !given_here(question))
}

/// First-party apps and tenants may skip the question (native contract 5.4, 6.5).
pub(super) fn is_skipped(question: &Question<'_>) -> bool {
    question.client.skips_consent(question.cx.policy)
}

fn missing(question: &Question<'_>) -> Verdict {
    if is_skipped(question) || given_here(question) {
        return Verdict::Satisfied;
    }
    let held = held(question);
    let asked = asked(&question.checked.request, held);
    when(held.is_none() || !asked.new_scope.is_empty() || !asked.new_claims.is_empty())
}

/// What the person has allowed the client before, if that has not expired.
fn held<'q>(question: &Question<'q>) -> Option<&'q Consent> {
    let who = question.chosen?;
    question.facts.consent.filter(|held| {
        held.account == who.account
            && held.client == question.client.key
            && question.cx.now < held.expires_at
    })
}

/// The consent that must still be there when the request is granted.
pub(super) fn rests_on(question: &Question<'_>) -> Option<ConsentId> {
    held(question).filter(|_| !is_skipped(question)).map(|held| held.id)
}

/// What a consent page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Every scope value of the request.
    pub scope: Scope,
    /// Names of claims asked for one by one, sorted.
    pub claims: Vec<String>,
    /// Of the scope, what has not been allowed before.
    pub new_scope: Scope,
    /// Of the claims, what has not been allowed before.
    pub new_claims: Vec<String>,
}

/// Claims about the sign-in rather than the person: nobody is asked for them.
static ABOUT_THE_SIGN_IN: &[&str] = &["sub", "acr", "amr", "auth_time", "sid"];

impl Asked {
    /// What was allowed once, as somebody else would be asked for it.
    pub fn again(grant: &Grant) -> Self {
        let claims = about_the_person(&grant.claims);
        Self {
            new_scope: grant.scope.clone(),
            new_claims: claims.clone(),
            scope: grant.scope.clone(),
            claims,
        }
    }
}

/// Names of claims asked for one by one, sorted.
fn about_the_person(claims: &ClaimsRequest) -> Vec<String> {
    let names = claims.userinfo.keys().chain(claims.id_token.keys());
    let mut claims: Vec<String> =
        names.filter(|name| !ABOUT_THE_SIGN_IN.contains(&name.as_str())).cloned().collect();
    claims.sort_unstable();
    claims.dedup();
    claims
}

/// Compares a request with what was allowed before.
pub fn asked(request: &AuthorizationRequest, held: Option<&Consent>) -> Asked {
    let claims = about_the_person(&request.claims);
    let allowed = |value: &str| held.is_some_and(|held| held.scope.contains(value));
    let told = |name: &String| held.is_some_and(|held| held.claims.contains(name));
    Asked {
        new_scope: request.scope.filtered(|value| !allowed(value)),
        new_claims: claims.iter().filter(|name| !told(name)).cloned().collect(),
        scope: request.scope.clone(),
        claims,
    }
}

/// The consent to remember once the person has allowed the request: what was allowed before,
/// and this.
pub fn remembered(
    request: &AuthorizationRequest,
    who: &BrowserSession,
    held: Option<&Consent>,
    client: &Client,
    cx: &Context<'_>,
) -> Consent {
    let mut claims = asked(request, held).claims;
    claims.extend(held.into_iter().flat_map(|held| held.claims.iter().cloned()));
    claims.sort_unstable();
    claims.dedup();
    Consent {
        id: held.map_or_else(|| ConsentId::new(cx.now, cx.entropy), |held| held.id),
        account: who.account,
        client: client.key,
        scope: held.map_or_else(|| request.scope.clone(), |held| held.scope.union(&request.scope)),
        claims,
        granted_at: cx.now,
        expires_at: cx.now + cx.policy.lifetimes.grant,
    }
}
