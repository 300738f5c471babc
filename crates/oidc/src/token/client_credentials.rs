//! The `client_credentials` grant: RFC 6749 §4.4. A client asks for itself.
use super::{GrantType, Mint, TokenRequest, invalid_scope};
use crate::explain::{ClientFinding, RequestFinding};
use crate::{ErrorCode, Found, Lookup, Param, TokenError, Write, scopes};

pub(super) struct ClientCredentialsGrant;

impl GrantType for ClientCredentialsGrant {
    fn name(&self) -> &'static str {
        "client_credentials"
    }

    fn parameters(&self) -> &'static [Param] {
        &[]
    }

    /// Security: whoever cannot authenticate cannot ask for itself (RFC 6749 §4.4).
    fn lookup(&self, request: &TokenRequest<'_>) -> Result<Lookup, TokenError> {
        if request.client.metadata.is_public() {
            let description = "a public client cannot use this grant_type";
            return Err(TokenError::new(ErrorCode::UnauthorizedClient, description)
                .because(ClientFinding::Public));
        }
        Ok(Lookup::Nothing)
    }

    /// Scope values about people mean nothing here and are ignored, as unknown ones are.
    fn decide<'a>(
        &self,
        request: &TokenRequest<'a>,
        _: Found,
    ) -> Result<(Option<Write>, Mint<'a>), TokenError> {
        let policy = request.cx.policy;
        let asked = request.scope.clone().unwrap_or_default();
        let scope = asked.filtered(|value| scopes::own(policy).any(|own| own == value));
        let allowed = request.client.metadata.allowed_scope();
        if let Some(allowed) = allowed.filter(|allowed| !scope.is_subset(allowed)) {
            return Err(invalid_scope("the client may not ask for one of the scope values")
                .because(RequestFinding::scope(&scope, &allowed)));
        }
        let mint = Mint::new(request, &scope, request.resources.clone());
        let token = mint.issued().access;
        Ok((token.map(|token| Write::IssueAccessToken { token }), mint))
    }
}
