//! Granting: the authorization, its code and tokens, and the answer (RFC 6749 §4.1.2, OIDC Core
//! §3.2.2.5, §3.3.2.5).
use super::{Allowed, AuthorizationResponse, Checked, told_acr};
use crate::scopes::OFFLINE_ACCESS;
use crate::token::{AboutIdToken, UnsignedAccessToken, id_token};
use crate::{
    AnswerEncryption, AuthorizationCode, Client, Context, Grant, Issued, Recipient, Scope,
    SubjectClaims, TokenError, Write,
};
use latchkey_base::{AccountId, AuthorizationId, InteractionId, Seconds, Secret, TokenHash};
use std::sync::Arc;

/// The longest life of a code (RFC 6749 §4.1.2), whatever the setting.
pub const LONGEST_CODE: Seconds = Seconds::minutes(10);

/// What a granted request leads to.
pub struct Granted<'a> {
    /// To be committed before the answer leaves.
    pub write: Write,
    /// The answer, but for its signatures.
    pub response: UnsignedResponse<'a>,
}

/// An answer, decided on and recorded, but not signed yet.
pub struct UnsignedResponse<'a> {
    checked: &'a Checked,
    client: &'a Client,
    cx: &'a Context<'a>,
    grant: Arc<Grant>,
    code: Option<Secret<String>>,
    access: Option<UnsignedAccessToken>,
}

/// Makes what the response type asks for. `interaction` is the pass through the pages that ends
/// with it, if any.
pub fn grant<'a>(
    allowed: &Allowed<'a>,
    client: &'a Client,
    interaction: Option<InteractionId>,
    cx: &'a Context<'a>,
) -> Granted<'a> {
    let checked = allowed.checked();
    let (request, response_type) = (&checked.request, checked.response_type);
    let grant = Arc::new(grant_of(allowed, client, cx));
    let text = response_type.code.then(|| cx.entropy.dated_token("lkc_", cx.now));
    let lifetime = cx.policy.lifetimes.authorization_code.min(LONGEST_CODE);
    let code = text.as_ref().map(|text| AuthorizationCode {
        hash: TokenHash::of(text.expose()),
        grant: Arc::clone(&grant),
        redirect_uri: checked.return_to.redirect_uri().to_owned(),
        challenge: request.challenge,
        expires_at: cx.now + lifetime,
    });
    let access = response_type.access_token.then(|| {
        let lifetime = cx.policy.lifetimes.access_token;
        UnsignedAccessToken::new(&request.scope, request.resources.clone(), lifetime, cx)
    });
    let recorded = access.as_ref().and_then(|token| token.record(Some(&grant), client, cx));
    let is_jwt = access.is_some() && recorded.is_none();
    let unrecorded_until = is_jwt.then(|| cx.now + cx.policy.lifetimes.access_token);
    Granted {
        write: Write::Authorize {
            grant: Arc::clone(&grant),
            code: code.map(Arc::new),
            issued: Issued { access: recorded.map(Arc::new), refresh: None, unrecorded_until },
            browser: Some(allowed.session().browser),
            consent: allowed.consent(),
            interaction,
            at: cx.now,
        },
        response: UnsignedResponse { checked, client, cx, grant, code: text, access },
    }
}

/// The authorization that a granted request leads to.
pub(crate) fn grant_of(allowed: &Allowed<'_>, client: &Client, cx: &Context<'_>) -> Grant {
    let (request, session) = (&allowed.checked().request, allowed.session());
    Grant {
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
        acr: told_acr(request, session, cx.policy),
        amr: session.amr.clone(),
        offline: request.scope.contains(OFFLINE_ACCESS),
        is_device: false,
    }
}

impl UnsignedResponse<'_> {
    /// Whose claims [`UnsignedResponse::sign`] needs; `None` when it needs nobody's.
    pub fn account(&self) -> Option<AccountId> {
        let asked = self.has_scope_claims() || !self.grant.claims.id_token.is_empty();
        (self.checked.response_type.id_token && asked).then_some(self.grant.account)
    }

    /// Without any access token, the claims of the scope have no other way to the client
    /// (OIDC Core §5.4).
    fn has_scope_claims(&self) -> bool {
        let response_type = self.checked.response_type;
        response_type.id_token && !response_type.access_token && !response_type.code
    }

    /// Who gets it.
    pub fn client(&self) -> &Client {
        self.client
    }

    /// How the ID token is encrypted, if there is one and it is: then
    /// [`UnsignedResponse::sign`] needs its recipient.
    pub fn encryption(&self) -> Option<AnswerEncryption> {
        let wanted = self.client.metadata.id_token_encryption();
        wanted.filter(|_| self.checked.response_type.id_token)
    }

    /// Signs, and encrypts. Call it while the write travels. `person` are the claims of
    /// [`UnsignedResponse::account`], `recipient` is that of [`UnsignedResponse::encryption`].
    ///
    /// # Errors
    /// `server_error` when a key is missing.
    pub fn sign(
        self,
        person: &SubjectClaims,
        recipient: &Recipient,
    ) -> Result<AuthorizationResponse, TokenError> {
        let code = self.code.as_ref().map(|code| code.expose().as_str());
        let mut fields = Vec::with_capacity(8);
        fields.extend(code.map(|code| ("code", code.to_owned())));
        let access = match &self.access {
            Some(token) => Some(token.sign(Some(&self.grant), self.client, self.cx)?),
            None => None,
        };
        if let (Some(token), Some(text)) = (&self.access, &access) {
            fields.push(("access_token", text.clone()));
            fields.push(("token_type", "Bearer".to_owned()));
            fields.push(("expires_in", token.lifetime.get().to_string()));
            fields.extend(self.changed_scope(&token.scope));
        }
        if self.checked.response_type.id_token {
            let about = AboutIdToken {
                grant: &self.grant,
                nonce: self.grant.nonce.as_deref(),
                access_token: access.as_deref(),
                code,
                state: self.checked.return_to.state().filter(|_| code.is_some()),
                has_scope_claims: self.has_scope_claims(),
            };
            let to = (self.client, recipient);
            fields.push(("id_token", id_token(&about, person, to, self.cx)?));
        }
        Ok(AuthorizationResponse { return_to: self.checked.return_to.clone(), fields })
    }

    /// `scope`, said where it is not what was asked for (RFC 6749 §4.2.2).
    fn changed_scope(&self, scope: &Scope) -> Option<(&'static str, String)> {
        let differs = *scope != self.checked.request.requested_scope && !scope.is_empty();
        differs.then(|| ("scope", scope.to_string()))
    }
}

#[cfg(test)]
mod tests;
