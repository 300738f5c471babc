//! Calls of an app about the account of the person whose token it brings (native contract U010, U011,
//! U145 to U147): who may make them, and what sign-in they demand.
//!
//! What such a call does, and what a person has that a sign-in could have shown, is the server's part.
use crate::explain::{ClientFinding, OwnAccountFinding};
use crate::userinfo::{BearerError, access_to_us};
use crate::{Client, ClientMetadata, Context, Grant, LiveToken};
use latchkey_base::{Seconds, Timestamp};
use std::sync::Arc;

/// The scope value that the access token needs. A tenant has it once it lists it.
pub const SCOPE: &str = "account_security";

/// The bearer of a token that somebody gave to an app, for their own account.
#[derive(Clone, Debug)]
pub struct OwnAccount(Arc<Grant>);

/// What a call demands of the sign-in behind its token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demand {
    /// It is not longer ago than that.
    pub max_age: Seconds,
    /// It reached that class; `None` where the person has nothing to reach it with.
    pub acr: Option<&'static str>,
}

impl OwnAccount {
    /// Judges the token.
    ///
    /// Security: it must be one that a person gave to an app in front of them. Whoever connects a device is
    /// often talked into it (RFC 8628 §5.4), and would hand over the account with it.
    ///
    /// # Errors
    /// `invalid_token` for one that does not live or is for somebody else; `insufficient_scope`.
    pub fn decide(token: Option<LiveToken>, cx: &Context<'_>) -> Result<Self, BearerError> {
        let token = access_to_us(token, cx)?;
        let Some(grant) = token.grant.filter(|grant| !grant.is_device) else {
            return Err(BearerError::insufficient_scope(
                SCOPE,
                "a token that a person gave to an app is needed",
            )
            .because(OwnAccountFinding::NobodysToken));
        };
        if !token.scope.contains(SCOPE) {
            let held = token.scope.iter().map(str::to_owned).collect();
            return Err(BearerError::insufficient_scope(
                SCOPE,
                "the access token lacks the scope account_security",
            )
            .because(OwnAccountFinding::Scope(held)));
        }
        Ok(Self(grant))
    }

    /// What the token descends from: whose account it is, and whose client.
    pub fn grant(&self) -> &Grant {
        &self.0
    }

    /// Whether that client may.
    ///
    /// # Errors
    /// `invalid_token` when it is switched off or gone, `insufficient_scope` when no operator lets it.
    pub fn check(client: Option<&Client>) -> Result<(), BearerError> {
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
                "the client may not change how people sign in",
            )
            .because(OwnAccountFinding::NotLet));
        }
        Ok(())
    }

    /// Whether an operator lets a client that has registered this.
    pub fn is_let(metadata: &ClientMetadata) -> bool {
        metadata.client_account_security
    }

    /// Whether the sign-in behind the token is what is demanded. `goes_on`: its session has not ended, and
    /// lacks nothing that the person has.
    ///
    /// # Errors
    /// `insufficient_user_authentication`, which says what would be enough (RFC 9470 §3).
    pub fn meets(&self, demand: Demand, goes_on: bool, now: Timestamp) -> Result<(), BearerError> {
        let Grant { auth_time, acr, .. } = &*self.0;
        let is_recent = now <= *auth_time + demand.max_age;
        let is_strong = demand.acr.is_none_or(|wanted| acr.as_deref() == Some(wanted));
        if goes_on && is_recent && is_strong {
            return Ok(());
        }
        let finding = OwnAccountFinding::SignIn {
            age: now.since(*auth_time),
            acr: acr.clone(),
            goes_on,
            max_age: demand.max_age,
            wanted: demand.acr.map(str::to_owned),
        };
        Err(BearerError::insufficient_user_authentication(demand).because(finding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use crate::{ErrorCode, Owner, Scope, TokenKind};

    const TWO: &str = "urn:latchkey:acr:2fa";

    fn token(op: &Op, scope: &str) -> LiveToken {
        let grant = op.grant(&op.web_app(), "openid account_security");
        LiveToken {
            kind: TokenKind::Access,
            owner: Owner::Key(grant.client),
            grant: Some(Arc::new(grant)),
            scope: Scope::parse(scope).unwrap(),
            audience: Vec::new(),
            issued_at: Some(op.now),
            expires_at: op.now,
            jti: None,
        }
    }

    fn code(op: &Op, token: Option<LiveToken>) -> Option<ErrorCode> {
        OwnAccount::decide(token, &op.cx()).err().and_then(|error| error.code)
    }

    /// RFC 6750 §3.1: a person's token, of that scope, for us.
    #[test]
    fn a_persons_token_with_the_scope_is_needed() {
        let op = Op::new();
        let good = token(&op, "openid account_security");
        assert_eq!(code(&op, Some(good.clone())), None);
        assert_eq!(code(&op, None), Some(ErrorCode::InvalidToken));
        let refresh = LiveToken { kind: TokenKind::Refresh, ..good.clone() };
        assert_eq!(code(&op, Some(refresh)), Some(ErrorCode::InvalidToken));
        assert_eq!(code(&op, Some(token(&op, "openid"))), Some(ErrorCode::InsufficientScope));
        let elsewhere =
            LiveToken { audience: vec!["https://api.example/".to_owned()], ..good.clone() };
        assert_eq!(code(&op, Some(elsewhere)), Some(ErrorCode::InvalidToken));
        let clients = LiveToken { grant: None, ..good };
        assert_eq!(code(&op, Some(clients)), Some(ErrorCode::InsufficientScope));
    }

    /// RFC 8628 §5.4: whoever was talked into connecting a stranger's device gives no account away.
    #[test]
    fn a_devices_token_is_not_enough() {
        let op = Op::new();
        let mut of_device = token(&op, "openid account_security");
        let grant = op.grant(&op.web_app(), "openid account_security");
        of_device.grant = Some(Arc::new(Grant { is_device: true, session: None, ..grant }));
        assert_eq!(code(&op, Some(of_device)), Some(ErrorCode::InsufficientScope));
    }

    #[test]
    fn only_a_client_that_an_operator_lets_may() {
        let op = Op::new();
        let mut client = op.web_app();
        let code = |client: Option<&Client>| OwnAccount::check(client).err().and_then(|e| e.code);
        assert_eq!(code(Some(&client)), Some(ErrorCode::InsufficientScope));
        client.metadata.client_account_security = true;
        assert_eq!(code(Some(&client)), None);
        client.disabled = true;
        assert_eq!(code(Some(&client)), Some(ErrorCode::InvalidToken));
        assert_eq!(code(None), Some(ErrorCode::InvalidToken));
    }

    /// RFC 9470 §3: a sign-in that is too old or too weak is refused with what would be enough.
    #[test]
    fn an_old_or_weak_sign_in_is_told_what_would_be_enough() {
        let op = Op::new();
        let of = |acr: Option<&str>| {
            let grant = op.grant(&op.web_app(), "openid account_security");
            OwnAccount(Arc::new(Grant { auth_time: op.now, acr: acr.map(str::to_owned), ..grant }))
        };
        let demand = |acr| Demand { max_age: Seconds::new(600), acr };
        let later = |seconds| op.now + Seconds::new(seconds);
        let one = Some("urn:latchkey:acr:1fa");
        assert_eq!(of(one).meets(demand(None), true, later(600)), Ok(()));
        assert_eq!(of(Some(TWO)).meets(demand(Some(TWO)), true, later(0)), Ok(()));
        let rows = [
            (of(one).meets(demand(None), true, later(601)), None),
            (of(one).meets(demand(None), false, later(0)), None),
            (of(one).meets(demand(Some(TWO)), true, later(0)), Some(TWO)),
            (of(None).meets(demand(Some(TWO)), true, later(0)), Some(TWO)),
            (of(Some(TWO)).meets(demand(Some(TWO)), true, later(601)), Some(TWO)),
        ];
        for (judged, acr) in rows {
            let error = judged.unwrap_err();
            assert_eq!(error.status(), 401);
            let header = error.www_authenticate("https://op.example/t");
            let code = "Bearer realm=\"https://op.example/t\", \
                        error=\"insufficient_user_authentication\", error_description=";
            assert!(header.starts_with(code), "{header}");
            assert!(header.contains(", max_age=\"600\""), "{header}");
            let class = acr.map(|acr| format!(", acr_values=\"{acr}\""));
            assert_eq!(header.contains("acr_values"), class.is_some(), "{header}");
            assert!(class.is_none_or(|class| header.contains(&class)), "{header}");
        }
    }
}
