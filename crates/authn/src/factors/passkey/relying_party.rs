//! The two ceremonies: a passkey is made, a passkey signs (WebAuthn §7).
use super::answer::{not_framed, read};
use super::{Assertion, PasskeyError};
use crate::Proof;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// Octets of the longest name that authenticators keep whole (WebAuthn §5.4.1).
const LONGEST_NAME: usize = 64;

/// The party that passkeys are for: all tenants of one host are one to a browser.
#[derive(Debug)]
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
    timeout: Duration,
}

/// Whom a passkey is made for.
#[derive(Clone, Copy, Debug)]
pub struct Registrant<'a> {
    /// What the device calls them: random, so that it tells nothing.
    pub user_handle: [u8; 16],
    /// What they sign in with.
    pub name: &'a str,
    /// What people call them.
    pub display_name: &'a str,
    /// What their device says that it is for.
    pub tenant: &'a str,
    /// Credential ids of the passkeys that they have: no device makes a second one.
    pub existing: &'a [Vec<u8>],
}

/// A question to a browser.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// What the browser is asked, with its binary values in base64url (WebAuthn §5.1.8, §5.1.9).
    pub options: Value,
    /// What its answer is checked with. Security: never shown to the browser.
    pub state: String,
}

/// A passkey that was just made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// What the device calls it.
    pub credential_id: Vec<u8>,
    /// What verifies it.
    pub credential: String,
    /// How often it has signed.
    pub counter: i64,
    /// It can be on other devices too.
    pub backup_eligible: bool,
    /// It is.
    pub backed_up: bool,
}

/// That a passkey has signed what it was asked to.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What that proves.
    pub proof: Proof,
    /// What verifies it from now on.
    pub credential: String,
    /// How often it has signed.
    pub counter: i64,
    /// It is on other devices too.
    pub backed_up: bool,
}

impl RelyingParty {
    /// Of pages at `public_url`; pages of the origins in `related` may use its passkeys, too
    /// (WebAuthn §5.11).
    ///
    /// # Errors
    /// [`PasskeyError::NoDomain`]; [`PasskeyError::Refused`] for an origin that is no URL.
    pub fn new(
        public_url: &str,
        related: &[String],
        timeout: Duration,
    ) -> Result<Self, PasskeyError> {
        let url = |text: &str| Url::parse(text).map_err(|e| PasskeyError::Refused(e.to_string()));
        let origin = url(public_url)?;
        let id = origin.domain().ok_or(PasskeyError::NoDomain)?.to_owned();
        let mut builder = WebauthnBuilder::new(&id, &origin).map_err(refused)?.timeout(timeout);
        for related in related {
            builder = builder.append_allowed_origin(&url(related)?);
        }
        Ok(Self { webauthn: builder.build().map_err(refused)?, id, timeout })
    }

    /// What browsers know it by (WebAuthn §4, RP ID).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How long browsers wait for a person.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Asks for a passkey that its device can find by itself and unlocks for its owner (WebAuthn
    /// §7.1). No attestation is asked for.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`] where the library finds nothing to ask.
    pub fn begin_registration(&self, who: &Registrant<'_>) -> Result<Ceremony, PasskeyError> {
        let existing = who.existing.to_vec();
        let (name, display_name) = (shortened(who.name), shortened(who.display_name));
        let handle = Uuid::from_bytes(who.user_handle);
        let (asked, state) = self
            .webauthn
            .start_passkey_registration(handle, name, display_name, Some(existing))
            .map_err(refused)?;
        let mut asked = serde_json::to_value(asked).map_err(unwritten)?;
        let options = &mut asked["publicKey"];
        options["rp"]["name"] = json!(shortened(who.tenant));
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        if let Some(extensions) = options["extensions"].as_object_mut() {
            extensions.remove("uvm");
        }
        Ok(Ceremony { options: options.take(), state: written(&state)? })
    }

    /// Checks what came of it (WebAuthn §7.1).
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_registration(
        &self,
        state: &str,
        answer: &str,
    ) -> Result<NewPasskey, PasskeyError> {
        let state: PasskeyRegistration = kept(state)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        not_framed(&answer.response.client_data_json)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &state).map_err(refused)?;
        let flag = |name| document(&made).map(|held| held["cred"][name].as_bool() == Some(true));
        Ok(NewPasskey {
            credential_id: made.cred_id().to_vec(),
            credential: written(&made)?,
            counter: document(&made)?["cred"]["counter"].as_i64().unwrap_or_default(),
            backup_eligible: flag("backup_eligible")?,
            backed_up: flag("backup_state")?,
        })
    }

    /// Asks for a signature by one of these passkeys, or by any that the browser finds if there
    /// are none (WebAuthn §7.2).
    ///
    /// # Errors
    /// [`PasskeyError::Refused`] where the library finds nothing to ask.
    pub fn begin_sign_in(&self, allowed: &[Vec<u8>]) -> Result<Ceremony, PasskeyError> {
        let (asked, state) = self.webauthn.start_discoverable_authentication().map_err(refused)?;
        let mut asked = serde_json::to_value(asked).map_err(unwritten)?;
        let mut options = asked["publicKey"].take();
        let id = |id: &Vec<u8>| json!({ "type": "public-key", "id": base64url(id) });
        options["allowCredentials"] = allowed.iter().map(id).collect();
        if let Some(options) = options.as_object_mut() {
            options.remove("extensions");
        }
        Ok(Ceremony { options, state: written(&state)? })
    }

    /// Checks what came of it with what is kept of that passkey (WebAuthn §7.2). Whose it is, and
    /// whether it is one of those that were asked for, is the caller's to look at.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_sign_in(
        &self,
        state: &str,
        answer: &Assertion,
        credential: &str,
    ) -> Result<Signed, PasskeyError> {
        let state: DiscoverableAuthentication = kept(state)?;
        let mut passkey: Passkey = kept(credential)?;
        let key = DiscoverableKey::from(&passkey);
        let signed = self.webauthn.finish_discoverable_authentication_v2(&answer.0, state, &key);
        let signed = signed.map_err(refused)?;
        passkey.update_credential(&signed);
        Ok(Signed {
            proof: proof(signed.backup_eligible()),
            credential: written(&passkey)?,
            counter: i64::from(signed.counter()),
            backed_up: signed.backup_state(),
        })
    }
}

/// What a passkey proves: one that may be copied is held in software, another by its device (RFC 8176
/// §2).
pub const fn proof(backup_eligible: bool) -> Proof {
    if backup_eligible { Proof::Passkey } else { Proof::DevicePasskey }
}

/// Binary values in JSON (RFC 4648 §5, without padding).
pub fn base64url(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for chunk in octets.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, octet| bits << 8 | u32::from(*octet));
        let bits = bits << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let six = usize::try_from(bits >> (18 - 6 * at) & 63).unwrap_or_default();
            text.push(char::from(ALPHABET[six]));
        }
    }
    text
}

/// A name that authenticators take, cut at a character.
fn shortened(name: &str) -> &str {
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    name.get(..ends.take_while(|end| *end <= LONGEST_NAME).last().unwrap_or(0)).unwrap_or(name)
}

fn written(value: &impl Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(unwritten)
}

fn document(value: &impl Serialize) -> Result<Value, PasskeyError> {
    serde_json::to_value(value).map_err(unwritten)
}

fn kept<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|error| PasskeyError::Refused(error.to_string()))
}

fn unwritten(error: serde_json::Error) -> PasskeyError {
    PasskeyError::Refused(error.to_string())
}

fn refused(error: WebauthnError) -> PasskeyError {
    match error {
        WebauthnError::UserNotVerified => PasskeyError::NotVerified,
        WebauthnError::CredentialPossibleCompromise => PasskeyError::Copied,
        other => PasskeyError::Refused(format!("{other:?}")),
    }
}
