//! `private_key_jwt`: an assertion under the client's private key (OIDC Core §9, RFC 7523 §2.2).
use super::{Attempt, Claimed, ClientAuthMethod, assertion};
use crate::explain::AssertionFinding;
use crate::{AssertionUse, Params, TokenError};
use latchkey_jose::{ASYMMETRIC_ALGORITHMS, Algorithm};

pub(super) struct PrivateKeyJwt;

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

    fn verify(&self, attempt: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError> {
        let keys = attempt.keys.ok_or_else(|| {
            TokenError::invalid_client("the client has no keys").because(AssertionFinding::NoKeys)
        })?;
        assertion::check(attempt, (keys, ASYMMETRIC_ALGORITHMS)).map(Some)
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        ASYMMETRIC_ALGORITHMS
    }
}
