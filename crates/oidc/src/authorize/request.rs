//! A checked authorization request: immutable, and fit to wait in a database row.
use super::steps::{Draft, Input};
use super::{Prompts, Refusal, ResponseType, ReturnAddress, response_types};
use crate::{ClaimsRequest, CodeChallenge, Param, Params, Scope};
use latchkey_base::{ClientKey, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// What a client asked for, after every step has proven its part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client: ClientKey,
    /// Its public name.
    pub client_id: String,
    // Private: an address read back from a row must pass its step again before it is used.
    redirect_uri: String,
    state: Option<String>,
    response_type: String,
    response_mode: String,
    /// What must be asked of the person.
    pub prompts: Prompts,
    /// The greatest age of the sign-in.
    pub max_age: Option<Seconds>,
    /// The scope values that are known, allowed for the client and apply.
    pub scope: Scope,
    /// The scope as it was asked for (RFC 6749 §4.2.2).
    #[serde(default)]
    pub requested_scope: Scope,
    /// What the token request must answer.
    pub challenge: Option<CodeChallenge>,
    /// Goes into the ID token.
    pub nonce: Option<String>,
    /// Claims asked for one by one.
    pub claims: ClaimsRequest,
    /// Resource servers the tokens are for.
    pub resources: Vec<String>,
    /// The `sub` of the verified `id_token_hint`.
    pub hint_subject: Option<String>,
    /// What to fill the name field with; never checked.
    pub login_hint: Option<String>,
    /// The languages the client wishes for, best first; never checked.
    pub ui_locales: Option<String>,
    /// Wished-for `acr` values, best first; the client's defaults if it sent none. One of those
    /// that exist here must be reached (RFC 9470 §5); others are voluntary (OIDC Core §3.1.2.1):
    /// the ID token says what was reached.
    pub acr_values: Vec<String>,
    /// When it was made.
    pub received_at: Timestamp,
}

impl AuthorizationRequest {
    /// Whether a device made it, which is answered at the token endpoint (RFC 8628 §3.5).
    pub fn is_for_device(&self) -> bool {
        self.response_type == response_types::DEVICE.name
    }

    /// The parameters that the resume column reads, borrowed from the stored request.
    pub(super) fn params(&self) -> Params<'_> {
        let params = Params::default()
            .with(Param::ClientId, &self.client_id)
            .with(Param::RedirectUri, &self.redirect_uri)
            .with(Param::ResponseType, &self.response_type)
            .with(Param::ResponseMode, &self.response_mode)
            .with(Param::State, self.state.as_deref().unwrap_or_default());
        self.resources.iter().fold(params, |params, uri| params.with(Param::Resource, uri))
    }
}

/// A request together with the right to answer it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The request; this part may be stored.
    pub request: AuthorizationRequest,
    /// What the answer consists of; this part is earned anew as well.
    pub response_type: &'static ResponseType,
    /// Where the answer goes; this part is earned anew by [`super::resume`].
    pub return_to: ReturnAddress,
}

impl Checked {
    pub(super) fn from_draft(input: &Input<'_>, draft: Draft<'_>) -> Result<Self, Refusal> {
        let client = draft.client()?;
        let (Some(return_to), Some(response_type)) = (draft.return_to, draft.response_type) else {
            return Err(Refusal::incomplete());
        };
        let text = |param| input.params.get(param).map(str::to_owned);
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        // An individual request for `acr` takes the place of the defaults (OIDC Registration §2).
        let defaults = || match draft.claims.id_token.contains_key("acr") {
            true => Vec::new(),
            false => client.metadata.default_acr_values.clone(),
        };
        let acr_values = input.params.get(Param::AcrValues).map_or_else(defaults, words);
        let request = AuthorizationRequest {
            client: client.key,
            client_id: client.client_id.clone(),
            redirect_uri: return_to.redirect_uri().to_owned(),
            state: return_to.state().map(str::to_owned),
            response_type: response_type.name.to_owned(),
            response_mode: return_to.mode().name.to_owned(),
            prompts: draft.prompts,
            max_age: draft.max_age,
            scope: draft.scope,
            requested_scope: draft.requested_scope,
            challenge: draft.challenge,
            nonce: draft.nonce,
            claims: draft.claims,
            resources: draft.resources,
            hint_subject: draft.hint_subject,
            login_hint: text(Param::LoginHint),
            ui_locales: text(Param::UiLocales),
            acr_values,
            received_at: input.cx.now,
        };
        Ok(Self { request, response_type, return_to })
    }
}
