//! `client_secret_jwt`: an assertion under the client's secret (OIDC Core §9).
use super::{Claimed, ClientAuthMethod, assertion};
use crate::{AssertionUse, Client, Context, Params, TokenError};
use latchkey_jose::{Algorithm, VerificationKeys};

pub(super) struct ClientSecretJwt;

static ALGORITHMS: &[Algorithm] = &[Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

impl ClientAuthMethod for ClientSecretJwt {
    fn name(&self) -> &'static str {
        "client_secret_jwt"
    }

    fn recognise<'a>(
        &self,
        _: Option<&'a str>,
        params: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError> {
        Ok(assertion::presented(params)?.filter(assertion::is_symmetric))
    }

    fn verify(
        &self,
        claimed: &Claimed<'_>,
        client: &Client,
        _: Option<&VerificationKeys>,
        cx: &Context<'_>,
    ) -> Result<Option<AssertionUse>, TokenError> {
        let key = client.secret.as_ref().and_then(|secret| secret.mac_key.as_ref());
        let key = key.ok_or_else(|| TokenError::invalid_client("the client has no MAC key"))?;
        let keys = VerificationKeys::from_secret(key.expose().as_bytes());
        assertion::check(claimed, client, (&keys, ALGORITHMS), cx).map(Some)
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        ALGORITHMS
    }
}
