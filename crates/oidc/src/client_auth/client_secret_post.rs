//! `client_secret_post`: the secret in the body (RFC 6749 §2.3.1).
use super::{Attempt, Claimed, ClientAuthMethod, Proof, secret};
use crate::{AssertionUse, Param, Params, TokenError};
use latchkey_base::Secret;
use std::borrow::Cow;

pub(super) struct ClientSecretPost;

impl ClientAuthMethod for ClientSecretPost {
    fn name(&self) -> &'static str {
        "client_secret_post"
    }

    fn recognise<'a>(
        &self,
        _: Option<&'a str>,
        params: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError> {
        let Some(secret) = params.get(Param::ClientSecret) else { return Ok(None) };
        let client_id = params.get(Param::ClientId).unwrap_or_default();
        let proof = Proof::Secret(Secret::from(secret));
        Ok(Some(Claimed { client_id: Cow::Borrowed(client_id), proof }))
    }

    fn verify(&self, attempt: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError> {
        secret::check(attempt).map(|()| None)
    }
}
