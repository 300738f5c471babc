//! `client_secret_basic`: the `Authorization` header (RFC 6749 §2.3.1).
use super::{Attempt, Claimed, ClientAuthMethod, Proof, secret};
use crate::explain::ClientFinding;
use crate::params::form_decode;
use crate::{AssertionUse, Params, TokenError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_base::Secret;
use std::borrow::Cow;

pub(super) struct ClientSecretBasic;

impl ClientAuthMethod for ClientSecretBasic {
    fn name(&self) -> &'static str {
        "client_secret_basic"
    }

    fn recognise<'a>(
        &self,
        authorization: Option<&'a str>,
        _: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError> {
        let Some(header) = authorization else { return Ok(None) };
        let claimed = decode(header).ok_or_else(|| {
            TokenError::invalid_client("the header is no Basic credentials")
                .because(ClientFinding::Header)
        })?;
        Ok(Some(claimed))
    }

    fn verify(&self, attempt: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError> {
        secret::check(attempt).map(|()| None)
    }
}

/// Both halves are form-encoded before base64 (RFC 6749 §2.3.1); the scheme is compared
/// without case (RFC 9110 §11.1).
fn decode(header: &str) -> Option<Claimed<'static>> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = Secret::new(STANDARD.decode(encoded.trim()).ok()?);
    let (id, secret) = std::str::from_utf8(pair.expose()).ok()?.split_once(':')?;
    let client_id = form_decode(id).ok()?.into_owned();
    let secret = Secret::new(form_decode(secret).ok()?.into_owned());
    Some(Claimed { client_id: Cow::Owned(client_id), proof: Proof::Secret(secret) })
}
