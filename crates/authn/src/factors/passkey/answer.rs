//! What a browser answers with.
use super::{LONGEST_ANSWER, PasskeyError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// Octets of the longest credential id there may be (WebAuthn §4).
const LONGEST_ID: usize = 1023;

/// A signature by some passkey, to be checked with [`super::RelyingParty::finish_sign_in`].
#[derive(Clone, Debug)]
pub struct Assertion(pub(super) PublicKeyCredential);

impl Assertion {
    /// Reads what the browser sent.
    ///
    /// # Errors
    /// [`PasskeyError::Malformed`]; [`PasskeyError::Refused`] when it was made in a frame of
    /// another site.
    pub fn parse(text: &str) -> Result<Self, PasskeyError> {
        let read: PublicKeyCredential = read(text)?;
        if read.raw_id.is_empty() || read.raw_id.len() > LONGEST_ID {
            return Err(PasskeyError::Malformed);
        }
        not_framed(&read.response.client_data_json)?;
        Ok(Self(read))
    }

    /// By which passkey.
    pub fn credential_id(&self) -> &[u8] {
        &self.0.raw_id
    }

    /// Whose, by what the device calls them; a device that was told which passkeys to use may say
    /// nothing.
    pub fn user_handle(&self) -> Option<&[u8]> {
        self.0.response.user_handle.as_deref()
    }

    /// The challenge that it answers, as the question had it (WebAuthn §5.8.1).
    ///
    /// # Errors
    /// [`PasskeyError::Malformed`].
    pub fn challenge(&self) -> Result<String, PasskeyError> {
        challenge(&self.0.response.client_data_json)
    }
}

/// The challenge that a new passkey answers, as the question had it (WebAuthn §5.8.1). Nothing is checked
/// of the rest.
///
/// # Errors
/// [`PasskeyError::Malformed`].
pub fn challenge_of_new(text: &str) -> Result<String, PasskeyError> {
    let read: RegisterPublicKeyCredential = read(text)?;
    challenge(&read.response.client_data_json)
}

fn challenge(client_data: &[u8]) -> Result<String, PasskeyError> {
    #[derive(Deserialize)]
    struct ClientData {
        challenge: String,
    }
    let read: Result<ClientData, _> = serde_json::from_slice(client_data);
    read.map(|data| data.challenge).map_err(|_| PasskeyError::Malformed)
}

/// Reads an answer of bounded length.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    if text.len() > LONGEST_ANSWER {
        return Err(PasskeyError::Malformed);
    }
    serde_json::from_str(text).map_err(|_| PasskeyError::Malformed)
}

/// Security: our pages are in no frame, so an answer from one was not given to them (WebAuthn
/// §7.2, step 14).
pub(super) fn not_framed(client_data: &[u8]) -> Result<(), PasskeyError> {
    #[derive(Deserialize)]
    struct ClientData {
        #[serde(default, rename = "crossOrigin")]
        cross_origin: bool,
    }
    let read: ClientData =
        serde_json::from_slice(client_data).map_err(|_| PasskeyError::Malformed)?;
    match read.cross_origin {
        true => Err(PasskeyError::Refused("made in a frame of another site".to_owned())),
        false => Ok(()),
    }
}
