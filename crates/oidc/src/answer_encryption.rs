//! Encrypting what leaves the house for one client alone (OIDC Core §10.2, OIDC Registration §2).
use crate::explain::ClientFinding;
use crate::{Client, ClientMetadata, ErrorCode, TokenError};
use latchkey_jose::encryption::{ContentEncryption, EncryptError, Encrypter, KeyManagement};
use latchkey_jose::{JwkSet, KeyError};

/// How a client has answers of one kind encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AnswerEncryption {
    /// How the content key gets to the client.
    pub alg: KeyManagement,
    /// How the content is encrypted.
    pub enc: ContentEncryption,
}

impl AnswerEncryption {
    /// What `enc` is when only `alg` was registered (OIDC Registration §2).
    pub const DEFAULT_ENC: ContentEncryption = ContentEncryption::A128CbcHs256;

    fn registered(alg: Option<KeyManagement>, enc: Option<ContentEncryption>) -> Option<Self> {
        Some(Self { alg: alg?, enc: enc.unwrap_or(Self::DEFAULT_ENC) })
    }

    /// Whether the client's public keys are needed, rather than its secret.
    pub fn needs_keys(&self) -> bool {
        !self.alg.is_symmetric()
    }

    /// Whether one of these keys can be used.
    pub fn goes_with(&self, keys: &JwkSet) -> bool {
        Encrypter::for_key_set(keys, self.alg, self.enc).is_ok()
    }

    /// The client as the only one who can read the answer: by one of its public keys, or by its
    /// secret (OIDC Core §10.2).
    ///
    /// # Errors
    /// `invalid_request` when the client has no key that goes with what it registered.
    pub fn recipient(
        &self,
        client: &Client,
        keys: Option<&JwkSet>,
    ) -> Result<Recipient, TokenError> {
        let found = if self.needs_keys() {
            keys.map(|keys| Encrypter::for_key_set(keys, self.alg, self.enc))
        } else {
            client.mac_secret().map(|secret| Encrypter::for_secret(secret, self.alg, self.enc))
        };
        let found = found.unwrap_or(Err(KeyError::WrongAlgorithm));
        found.map(|encrypter| Recipient(Some(encrypter))).map_err(|why| {
            let description = "the client has no key for the encryption it registered";
            let detail = format!("no key of the client goes with {}: {why}", self.alg);
            TokenError::new(ErrorCode::InvalidRequest, description)
                .detailed(detail)
                .because(ClientFinding::NoKeyToEncrypt(self.alg.to_string()))
        })
    }
}

impl ClientMetadata {
    /// How ID tokens and logout tokens are encrypted, if they are (OIDC Registration §2,
    /// OIDC Back-Channel Logout §2.4).
    pub fn id_token_encryption(&self) -> Option<AnswerEncryption> {
        let (alg, enc) =
            (self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc);
        AnswerEncryption::registered(alg, enc)
    }

    /// How userinfo answers are encrypted, if they are (OIDC Registration §2).
    pub fn userinfo_encryption(&self) -> Option<AnswerEncryption> {
        let (alg, enc) =
            (self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc);
        AnswerEncryption::registered(alg, enc)
    }
}

/// Who can read an answer: whoever gets it, or the client alone.
#[derive(Debug, Default)]
pub struct Recipient(Option<Encrypter>);

impl Recipient {
    /// The signed JWT, inside a JWE if `wanted` (OIDC Core §10.2: signed first, then encrypted).
    ///
    /// # Errors
    /// As [`Recipient::seal`].
    pub(crate) fn seal_jwt(
        &self,
        jwt: String,
        wanted: Option<AnswerEncryption>,
    ) -> Result<String, TokenError> {
        match self.encrypter(wanted)? {
            None => Ok(jwt),
            Some(encrypter) => encrypter.encrypt_jwt(&jwt).map_err(failed),
        }
    }

    /// The same, with the issuer in the header of the JWE too (OIDC Back-Channel Logout §2.4).
    ///
    /// # Errors
    /// As [`Recipient::seal`].
    pub(crate) fn seal_jwt_of(
        &self,
        iss: &str,
        jwt: String,
        wanted: Option<AnswerEncryption>,
    ) -> Result<String, TokenError> {
        match self.encrypter(wanted)? {
            None => Ok(jwt),
            Some(encrypter) => encrypter.encrypt_jwt_of(iss, &jwt).map_err(failed),
        }
    }

    /// A JWE of claims that nobody signed (OIDC Core §5.3.2).
    ///
    /// # Errors
    /// `server_error` when encryption fails.
    pub(crate) fn seal(
        &self,
        claims: &[u8],
        wanted: AnswerEncryption,
    ) -> Result<String, TokenError> {
        let encrypter = self.encrypter(Some(wanted))?;
        encrypter.ok_or_else(unwanted)?.encrypt(claims, None).map_err(failed)
    }

    /// Security: what the client wants encrypted never leaves in clear, whoever forgot to look
    /// for its key.
    fn encrypter(
        &self,
        wanted: Option<AnswerEncryption>,
    ) -> Result<Option<&Encrypter>, TokenError> {
        if self.0.is_some() == wanted.is_some() { Ok(self.0.as_ref()) } else { Err(unwanted()) }
    }
}

fn unwanted() -> TokenError {
    TokenError::server_error("the recipient is not the one that the client registered")
}

fn failed(error: EncryptError) -> TokenError {
    TokenError::server_error(error.to_string())
}

#[cfg(test)]
mod tests;
