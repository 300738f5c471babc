//! Granting: the code, its record and the answer (RFC 6749 §4.1.2).
use super::{Allowed, AuthorizationResponse};
use crate::scopes::OFFLINE_ACCESS;
use crate::{AuthorizationCode, Client, Context, Grant, Write};
use latchkey_base::{AuthorizationId, InteractionId, Seconds, TokenHash};
use std::sync::Arc;

/// The longest life of a code in seconds (RFC 6749 §4.1.2).
const LONGEST_CODE: Seconds = Seconds::new(600);

/// What a granted request leads to.
#[derive(Debug)]
pub struct Granted {
    /// To be committed before the answer leaves.
    pub write: Write,
    /// The answer.
    pub response: AuthorizationResponse,
}

/// Makes the code. `interaction` is the pass through the pages that ends with it, if any.
pub fn grant_code(
    allowed: &Allowed<'_>,
    client: &Client,
    interaction: Option<InteractionId>,
    cx: &Context<'_>,
) -> Granted {
    let (request, session) = (&allowed.checked().request, allowed.session());
    let grant = Grant {
        authorization: AuthorizationId::new(cx.now, cx.entropy),
        client: client.key,
        account: session.account,
        subject: session.subject.clone(),
        session: Some(session.session),
        scope: request.scope.clone(),
        claims: request.claims.clone(),
        resources: request.resources.clone(),
        nonce: request.nonce.clone(),
        auth_time: session.auth_time,
        auth_time_wanted: request.max_age.is_some()
            || client.metadata.require_auth_time
            || request.claims.id_token.contains_key("auth_time"),
        acr: session.acr.clone(),
        amr: session.amr.clone(),
        offline: request.scope.contains(OFFLINE_ACCESS),
    };
    let text = cx.entropy.token("lkc_");
    let lifetime = cx.policy.lifetimes.authorization_code.min(LONGEST_CODE);
    let code = AuthorizationCode {
        hash: TokenHash::of(text.expose()),
        grant: Arc::new(grant),
        redirect_uri: allowed.checked().return_to.redirect_uri().to_owned(),
        challenge: request.challenge,
        expires_at: cx.now + lifetime,
    };
    let return_to = allowed.checked().return_to.clone();
    Granted {
        write: Write::IssueCode { code: Arc::new(code), interaction, at: cx.now },
        response: AuthorizationResponse { return_to, code: text },
    }
}
