//! ID tokens of ours that come back to us as hints (OIDC Core §3.1.2.1, RP-Initiated Logout §2).
use crate::{Client, Context, SigningAlg};
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, DecryptError, DecryptionKeys, DecryptionPolicy, decrypt,
};
use latchkey_jose::{
    ASYMMETRIC_ALGORITHMS, SYMMETRIC_ALGORITHMS, Unverified, VerificationKeys, VerifyError,
    unsecured, verify,
};
use serde_json::{Map, Value};
use std::borrow::Cow;
use thiserror::Error;

/// An ID token that we did issue. It may have expired.
#[derive(Debug)]
pub(crate) struct Hint {
    /// `sub`.
    pub subject: String,
    /// `sid`: [`crate::Sid`] of the client it was issued to.
    pub sid: Option<String>,
    /// `aud`.
    pub audience: Vec<String>,
    /// Nobody signed it: the client registered `none`, and anybody could have written it.
    pub is_unsecured: bool,
}

/// Why a token is not a hint, for the log.
#[derive(Debug, Error)]
pub(crate) enum HintError {
    #[error("the hint is not signed by us: {0}")]
    Signature(#[from] VerifyError),
    #[error("the hint is encrypted, and not for us: {0}")]
    Encryption(#[from] DecryptError),
    #[error("the hint is no ID token of this issuer")]
    NotAnIdToken,
}

impl Hint {
    /// Decrypts it if need be, and checks signature, issuer and kind; not the time: a hint may be
    /// old.
    ///
    /// # Errors
    /// [`HintError`].
    pub fn verify(
        token: &str,
        client: Option<&Client>,
        cx: &Context<'_>,
    ) -> Result<Self, HintError> {
        let opened = opened(token, client, cx)?;
        let token = opened.as_ref();
        // Security: only a client that asked for unsigned ID tokens can have one to show.
        let unsigned = client.map(|it| it.metadata.id_token_alg()) == Some(SigningAlg::Unsecured);
        if unsigned && unsecured::is_unsecured(token) {
            let hint = Self::from_claims(&unsecured::decode(token)?, cx.issuer);
            let hint = hint.map(|hint| Self { is_unsecured: true, ..hint });
            return hint.ok_or(HintError::NotAnIdToken);
        }
        let shared = Unverified::decode(token).and_then(|said| said.alg());
        let secret =
            shared.filter(|alg| alg.is_symmetric()).and(client).and_then(Client::mac_secret);
        let verified = match secret {
            Some(secret) => {
                verify(token, &VerificationKeys::from_secret(secret), SYMMETRIC_ALGORITHMS)?
            }
            None => verify(token, cx.keys.verification_keys(), ASYMMETRIC_ALGORITHMS)?,
        };
        // Security: an access token or a userinfo answer is signed by the same keys
        // (RFC 8725 §3.11, §3.12); of ours, only ID tokens have no `typ` and an `exp`.
        let plain = verified.header.typ.is_none() || verified.header.is_type("JWT");
        Self::from_claims(&verified.claims, cx.issuer)
            .filter(|_| plain)
            .ok_or(HintError::NotAnIdToken)
    }

    fn from_claims(claims: &Map<String, Value>, issuer: &str) -> Option<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(issuer) || !claims.get("exp").is_some_and(Value::is_number) {
            return None;
        }
        Some(Self {
            subject: text("sub")?.to_owned(),
            sid: text("sid").map(str::to_owned),
            audience: audience(claims.get("aud")?)?,
            is_unsecured: false,
        })
    }

    /// Whether it was issued to this client.
    pub fn is_for(&self, client_id: &str) -> bool {
        self.audience.iter().any(|held| held == client_id)
    }
}

/// The signed ID token: what was sent, or what is inside when that is encrypted. The client may
/// have encrypted it anew for us, or sends it as it left us if its secret is the key (OIDC Core
/// §3.1.2.1, RP-Initiated Logout §2).
///
/// # Errors
/// [`DecryptError`].
pub(crate) fn opened<'t>(
    token: &'t str,
    client: Option<&Client>,
    cx: &Context<'_>,
) -> Result<Cow<'t, str>, DecryptError> {
    // A JWE has five parts (RFC 7516 §3.1), everything else fewer.
    if token.bytes().filter(|octet| *octet == b'.').count() != 4 {
        return Ok(Cow::Borrowed(token));
    }
    let ours = cx.keys.decryption_keys();
    let policy = DecryptionPolicy { algs: &ours.algorithms(), encs: CONTENT_ENCRYPTION };
    let decrypted = match decrypt(token, ours, &policy) {
        Err(DecryptError::Algorithm) => {
            let shared = client.and_then(|client| client.metadata.id_token_encryption());
            let shared = shared.filter(|it| !it.needs_keys()).ok_or(DecryptError::Algorithm)?;
            let secret = client.and_then(Client::mac_secret).ok_or(DecryptError::UnknownKey)?;
            let policy = DecryptionPolicy { algs: &[shared.alg], encs: &[shared.enc] };
            decrypt(token, &DecryptionKeys::from_secret(secret), &policy)?
        }
        decrypted => decrypted?,
    };
    Ok(Cow::Owned(decrypted.nested()?.to_owned()))
}

/// The members of an `aud` claim, which is a string or a list of strings (RFC 7519 §4.1.3).
pub(crate) fn audience(aud: &Value) -> Option<Vec<String>> {
    match aud {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => many.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
