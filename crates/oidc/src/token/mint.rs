//! Making the tokens of one answer: first as records to be written, then as text.
use super::access_token::UnsignedAccessToken;
use super::id_token::{AboutIdToken, id_token};
use super::{TokenRequest, TokenResponse};
use crate::explain::GrantFinding;
use crate::scopes::OPENID;
use crate::{
    AnswerEncryption, Client, Context, Grant, Issued, NewRefreshToken, Outcome, Recipient,
    RefreshToken, Scope, SubjectClaims, TokenError,
};
use latchkey_base::{AccountId, AuthorizationId, Sealer, Secret, Timestamp, TokenHash};
use std::sync::Arc;

/// For what a successor is sealed under its predecessor.
const SUCCESSOR: &str = "refresh-successor";

/// The tokens of one answer, decided on and recorded, but not signed yet.
pub struct Mint<'a> {
    client: &'a Client,
    cx: &'a Context<'a>,
    grant: Option<Arc<Grant>>,
    nonce: Option<String>,
    id_token: bool,
    access: UnsignedAccessToken,
    refresh: Option<(Secret<String>, NewRefreshToken)>,
    presented: Option<Secret<String>>,
    spends: Option<TokenHash>,
    refusal: Option<TokenError>,
}

impl<'a> Mint<'a> {
    /// No tokens at all, whatever the write comes to. For something that is refused but has to
    /// be shown to the store: it may have been used before (RFC 6749 §4.1.2).
    pub(super) fn refusing(request: &TokenRequest<'a>, error: TokenError) -> Self {
        Self {
            client: request.client,
            cx: request.cx,
            grant: None,
            nonce: None,
            id_token: false,
            access: UnsignedAccessToken::default(),
            refresh: None,
            presented: None,
            spends: None,
            refusal: Some(error),
        }
    }

    /// An access token for the client itself.
    pub(super) fn new(request: &TokenRequest<'a>, scope: &Scope, audience: Vec<String>) -> Self {
        let (client, cx) = (request.client, request.cx);
        let lifetime = cx.policy.lifetimes.client_credentials;
        Self {
            client,
            cx,
            grant: None,
            nonce: None,
            id_token: false,
            access: UnsignedAccessToken::new(scope, audience, lifetime, cx),
            refresh: None,
            presented: None,
            spends: None,
            refusal: None,
        }
    }

    /// Makes the access token one of this person, and adds an ID token if `asked`, which is
    /// what was granted or part of it, has `openid` (OIDC Core §3.1.3.3, §12.2).
    pub(super) fn for_grant(&mut self, grant: Arc<Grant>, asked: &Scope, nonce: Option<String>) {
        self.access.lifetime = self.cx.policy.lifetimes.access_token;
        self.id_token = asked.contains(OPENID);
        self.nonce = nonce;
        self.grant = Some(grant);
    }

    /// Adds the first refresh token of a family.
    pub(super) fn begin_refresh_family(&mut self) {
        self.add_refresh(self.cx.now, None);
    }

    /// Says what the write spends.
    pub(super) fn spend(&mut self, hash: TokenHash) {
        self.spends = Some(hash);
    }

    /// Adds the successor of `token`, whose text is `presented`.
    pub(super) fn succeed(&mut self, presented: &str, token: &RefreshToken) {
        self.add_refresh(token.family_started_at, Some(presented));
        self.presented = Some(Secret::from(presented));
    }

    fn add_refresh(&mut self, family_started_at: Timestamp, presented: Option<&str>) {
        let Some(grant) = self.grant.clone() else { return };
        let (now, lifetimes) = (self.cx.now, &self.cx.policy.lifetimes);
        let text = self.cx.entropy.dated_token("lkr_", now);
        let over = family_started_at + lifetimes.refresh_family;
        let token = RefreshToken {
            hash: TokenHash::of(text.expose()),
            grant,
            family_started_at,
            expires_at: over.min(now + lifetimes.refresh_token),
        };
        // Security: only whoever holds the predecessor can open it, so a reader of the
        // database cannot; bound to the predecessor, so a row cannot be put elsewhere.
        let sealed = presented.map(|presented| {
            let context = TokenHash::of(presented);
            let sealer = Sealer::from_token(presented, SUCCESSOR);
            sealer.seal(text.expose().as_bytes(), context.as_bytes(), self.cx.entropy)
        });
        self.refresh = Some((text, NewRefreshToken { token: Arc::new(token), sealed }));
    }

    /// What has to be recorded.
    pub(super) fn issued(&self) -> Issued {
        let access = self.access.record(self.grant.as_ref(), self.client, self.cx);
        let refresh = self.refresh.as_ref().map(|(_, token)| token.clone());
        let is_jwt = self.refusal.is_none() && access.is_none();
        let unrecorded_until = is_jwt.then(|| self.cx.now + self.access.lifetime);
        Issued { access: access.map(Arc::new), refresh, unrecorded_until }
    }

    /// Whose claims [`Mint::sign`] needs; `None` when it needs nobody's, which is the rule.
    pub fn account(&self) -> Option<AccountId> {
        let grant = self.grant.as_ref().filter(|_| self.id_token)?;
        (!grant.claims.id_token.is_empty()).then_some(grant.account)
    }

    /// The device that comes for tokens, if it is one (RFC 8628).
    pub fn device(&self) -> Option<AuthorizationId> {
        let grant = self.grant.as_ref().filter(|_| self.refusal.is_none())?;
        grant.is_device.then_some(grant.authorization)
    }

    /// How the ID token is encrypted, if there is one and it is: then [`Mint::sign`] needs its
    /// recipient.
    pub fn encryption(&self) -> Option<AnswerEncryption> {
        self.client.metadata.id_token_encryption().filter(|_| self.id_token)
    }

    /// Signs, and encrypts. Call it while the write travels. `claims` are those of
    /// [`Mint::account`], `recipient` is that of [`Mint::encryption`].
    ///
    /// # Errors
    /// `server_error` when a key is missing.
    pub fn sign(
        self,
        claims: &SubjectClaims,
        recipient: &Recipient,
    ) -> Result<SignedTokens, TokenError> {
        if let Some(error) = self.refusal {
            return Ok(SignedTokens { response: Err(error), presented: None, spends: self.spends });
        }
        let access_token = self.access.sign(self.grant.as_ref(), self.client, self.cx)?;
        let id_token = match &self.grant {
            Some(grant) if self.id_token => {
                Some(self.sign_id_token(grant, &access_token, (claims, recipient))?)
            }
            _ => None,
        };
        let response = TokenResponse {
            access_token: Secret::new(access_token),
            expires_in: self.access.lifetime,
            scope: self.access.scope,
            id_token: id_token.map(Secret::new),
            refresh_token: self.refresh.map(|(text, _)| text),
        };
        Ok(SignedTokens { response: Ok(response), presented: self.presented, spends: self.spends })
    }

    fn sign_id_token(
        &self,
        grant: &Grant,
        access_token: &str,
        (person, recipient): (&SubjectClaims, &Recipient),
    ) -> Result<String, TokenError> {
        let about = AboutIdToken {
            grant,
            nonce: self.nonce.as_deref(),
            access_token: Some(access_token),
            code: None,
            state: None,
            has_scope_claims: false,
        };
        id_token(&about, person, (self.client, recipient), self.cx)
    }
}

/// Signed tokens that wait for their write.
pub struct SignedTokens {
    response: Result<TokenResponse, TokenError>,
    presented: Option<Secret<String>>,
    spends: Option<TokenHash>,
}

impl SignedTokens {
    /// The answer, once the outcome of the write is known. An empty commit is
    /// [`Outcome::Done`].
    ///
    /// # Errors
    /// `invalid_grant` when a race was lost, something spent was used again, or the request was
    /// refused already; `invalid_client` when the client's assertion was used before.
    pub fn answer(self, outcome: Outcome) -> Result<TokenResponse, TokenError> {
        let mut response = self.response?;
        match (outcome, self.presented) {
            (Outcome::Done, _) => Ok(response),
            (Outcome::Repeated(sealed), Some(presented)) => {
                let context = TokenHash::of(presented.expose());
                let opened = Sealer::from_token(presented.expose(), SUCCESSOR)
                    .open(&sealed, context.as_bytes())
                    .map_err(|error| TokenError::server_error(error.to_string()))?;
                let text = String::from_utf8(opened.expose().clone())
                    .map_err(|_| TokenError::server_error("the successor is no text"))?;
                response.refresh_token = Some(Secret::new(text));
                Ok(response)
            }
            (Outcome::AssertionReplayed, _) => Err(TokenError::assertion_replayed()),
            (Outcome::Replayed(id), _) => {
                let why = format!("something spent was used again; authorization {id} is ended");
                let (authorization, hash) = (id, self.spends);
                let finding = GrantFinding::Spent { authorization, hash, at: None, client: None };
                Err(TokenError::invalid_grant(why).because(finding))
            }
            (Outcome::Lost | Outcome::Repeated(_), _) => {
                let why = "unknown, expired, ended or disabled at the write";
                Err(TokenError::invalid_grant(why).because(GrantFinding::Overtaken))
            }
        }
    }
}
