//! `private_key_jwt`: an assertion under the client's private key (OIDC Core §9, RFC 7523 §2.2).
use super::{Claimed, ClientAuthMethod, assertion};
use crate::{AssertionUse, Client, Context, Params, TokenError};
use latchkey_jose::{Algorithm, VerificationKeys};

pub(super) struct PrivateKeyJwt;

static ALGORITHMS: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
];

impl ClientAuthMethod for PrivateKeyJwt {
    fn name(&self) -> &'static str {
        "private_key_jwt"
    }

    fn recognise<'a>(
        &self,
        _: Option<&'a str>,
        params: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError> {
        Ok(assertion::presented(params)?.filter(|claimed| !assertion::is_symmetric(claimed)))
    }

    fn verify(
        &self,
        claimed: &Claimed<'_>,
        client: &Client,
        keys: Option<&VerificationKeys>,
        cx: &Context<'_>,
    ) -> Result<Option<AssertionUse>, TokenError> {
        let keys = keys.ok_or_else(|| TokenError::invalid_client("the client has no keys"))?;
        assertion::check(claimed, client, (keys, ALGORITHMS), cx).map(Some)
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        ALGORITHMS
    }
}
