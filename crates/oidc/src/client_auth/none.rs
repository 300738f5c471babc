//! `none`: a public client says who it is (RFC 6749 §3.2.1).
use super::{Attempt, Claimed, ClientAuthMethod, Proof};
use crate::{AssertionUse, Param, Params, TokenError};
use std::borrow::Cow;

pub(super) struct NoAuthentication;

impl ClientAuthMethod for NoAuthentication {
    fn name(&self) -> &'static str {
        "none"
    }

    fn recognise<'a>(
        &self,
        authorization: Option<&'a str>,
        params: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError> {
        let proof = [Param::ClientSecret, Param::ClientAssertion, Param::ClientAssertionType];
        if authorization.is_some() || proof.iter().any(|param| params.get(*param).is_some()) {
            return Ok(None);
        }
        let client_id = params.get(Param::ClientId);
        Ok(client_id.map(|id| Claimed { client_id: Cow::Borrowed(id), proof: Proof::Nothing }))
    }

    fn verify(&self, _: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError> {
        Ok(None)
    }
}
