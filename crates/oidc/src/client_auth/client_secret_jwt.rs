//! `client_secret_jwt`: an assertion under the client's secret (OIDC Core §9).
use super::{Attempt, Claimed, ClientAuthMethod, assertion};
use crate::explain::ClientFinding;
use crate::{AssertionUse, Params, TokenError};
use latchkey_jose::{Algorithm, SYMMETRIC_ALGORITHMS, VerificationKeys};

pub(super) struct ClientSecretJwt;

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

    fn verify(&self, attempt: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError> {
        let secret = attempt.client.mac_secret().ok_or_else(|| {
            TokenError::invalid_client("the client has no MAC key").because(ClientFinding::NoSecret)
        })?;
        let keys = VerificationKeys::from_secret(secret);
        assertion::check(attempt, (&keys, SYMMETRIC_ALGORITHMS)).map(Some)
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        SYMMETRIC_ALGORITHMS
    }
}
