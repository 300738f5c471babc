//! Who may ask for a confirmation, and what became of it.
use crate::explain::{ClientFinding, ConfirmationFinding};
use crate::userinfo::{BearerError, access_to_us};
use crate::{Client, ClientMetadata, Context, LiveToken, Owner};

/// The scope value that the access token needs. A tenant has it once it lists it.
pub const SCOPE: &str = "device_challenge";

/// The bearer of a token that may ask, until its client is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller(Owner);

impl Caller {
    /// Judges the token.
    ///
    /// Security: it must be the client's own (RFC 6749 §4.4). With a token that a person gave it, an
    /// app acts for that person, who could ask others.
    ///
    /// # Errors
    /// `invalid_token` for one that does not live, is a person's or for somebody else;
    /// `insufficient_scope`.
    pub fn decide(token: Option<LiveToken>, cx: &Context<'_>) -> Result<Self, BearerError> {
        let token = access_to_us(token, cx)?;
        if token.grant.is_some() {
            return Err(BearerError::insufficient_scope(
                SCOPE,
                "a token of the client's own is needed (client_credentials)",
            )
            .because(ConfirmationFinding::PersonsToken));
        }
        if !token.scope.contains(SCOPE) {
            let held = token.scope.iter().map(str::to_owned).collect();
            return Err(BearerError::insufficient_scope(
                SCOPE,
                "the access token lacks the scope device_challenge",
            )
            .because(ConfirmationFinding::Scope(held)));
        }
        Ok(Self(token.owner))
    }

    /// Whose token it is: to be loaded.
    pub fn owner(&self) -> &Owner {
        &self.0
    }

    /// Whether that client may.
    ///
    /// # Errors
    /// `invalid_token` when it is switched off, `insufficient_scope` when no operator lets it.
    pub fn check(client: Option<&Client>) -> Result<&Client, BearerError> {
        let client = client.ok_or_else(|| {
            BearerError::invalid_token("the client is gone").because(ClientFinding::Unknown)
        })?;
        if client.disabled {
            return Err(BearerError::invalid_token("the client is switched off")
                .because(ClientFinding::Disabled));
        }
        if !Self::is_let(&client.metadata) {
            return Err(BearerError::insufficient_scope(
                SCOPE,
                "the client may not ask people to confirm anything",
            )
            .because(ConfirmationFinding::NotLet));
        }
        Ok(client)
    }

    /// Whether an operator lets a client ask that has registered this.
    pub fn is_let(metadata: &ClientMetadata) -> bool {
        metadata.client_device_challenge && !metadata.is_public()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use crate::{ErrorCode, Scope, TokenKind};
    use latchkey_base::ClientKey;
    use std::sync::Arc;

    fn token(op: &Op, scope: &str) -> LiveToken {
        LiveToken {
            kind: TokenKind::Access,
            owner: Owner::Key(ClientKey::from_bytes([1; 16])),
            grant: None,
            scope: Scope::parse(scope).unwrap(),
            audience: Vec::new(),
            issued_at: Some(op.now),
            expires_at: op.now,
            jti: None,
        }
    }

    fn code(op: &Op, token: Option<LiveToken>) -> Option<ErrorCode> {
        Caller::decide(token, &op.cx()).err().and_then(|error| error.code)
    }

    /// RFC 6750 §3.1: the client's own token, of that scope, for us.
    #[test]
    fn a_token_of_the_clients_own_with_the_scope_is_needed() {
        let op = Op::new();
        let good = token(&op, "orders:read device_challenge");
        assert_eq!(code(&op, Some(good.clone())), None);
        assert_eq!(code(&op, None), Some(ErrorCode::InvalidToken));
        let refresh = LiveToken { kind: TokenKind::Refresh, ..good.clone() };
        assert_eq!(code(&op, Some(refresh)), Some(ErrorCode::InvalidToken));
        assert_eq!(code(&op, Some(token(&op, "orders:read"))), Some(ErrorCode::InsufficientScope));
        let elsewhere =
            LiveToken { audience: vec!["https://api.example/".to_owned()], ..good.clone() };
        assert_eq!(code(&op, Some(elsewhere)), Some(ErrorCode::InvalidToken));
        let here = LiveToken { audience: vec![op.cx().issuer.to_owned()], ..good.clone() };
        assert_eq!(code(&op, Some(here)), None);
        let persons =
            LiveToken { grant: Some(Arc::new(op.grant(&op.web_app(), "openid"))), ..good };
        assert_eq!(code(&op, Some(persons)), Some(ErrorCode::InsufficientScope));
    }

    #[test]
    fn only_a_client_that_an_operator_lets_may_ask() {
        let op = Op::new();
        let mut client = op.web_app();
        let code = |client: Option<&Client>| Caller::check(client).err().and_then(|e| e.code);
        assert_eq!(code(Some(&client)), Some(ErrorCode::InsufficientScope));
        client.metadata.client_device_challenge = true;
        assert_eq!(code(Some(&client)), None);
        client.disabled = true;
        assert_eq!(code(Some(&client)), Some(ErrorCode::InvalidToken));
        assert_eq!(code(None), Some(ErrorCode::InvalidToken));
        let mut public = op.native_app();
        public.metadata.client_device_challenge = true;
        public.metadata.token_endpoint_auth_method = Some("none".to_owned());
        assert_eq!(code(Some(&public)), Some(ErrorCode::InsufficientScope));
    }
}
