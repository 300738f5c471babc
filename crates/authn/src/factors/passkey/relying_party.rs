//! The two ceremonies: a passkey is made, a passkey signs (WebAuthn §7).
use super::answer::{not_framed, read};
use super::{Assertion, PasskeyError};
use crate::Proof;
use latchkey_base::sha256;
use serde::{Deserialize, Serialize};
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
    /// Where it is rather made.
    pub place: Place,
}

/// Where a passkey is rather made: what browsers show first (WebAuthn §5.8.7). It shuts nothing
/// out: whoever would rather use another device still finds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On the device in front of the person.
    Here,
    /// Any device may be meant.
    Anywhere,
}

/// How a passkey is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Making {
    /// Somebody is asked, and unlocks their device for it.
    #[default]
    Asked,
    /// Nobody is asked: what filled in the password makes it by itself, if it likes to
    /// (WebAuthn §5.1.3, conditional mediation).
    Silent,
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
    /// It was unlocked when it was made: see [`is_whole`].
    pub is_whole: bool,
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
    /// §7.1). No attestation is asked for. One that is made in silence need not be unlocked.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`] where the library finds nothing to ask.
    pub fn begin_registration(
        &self,
        who: &Registrant<'_>,
        making: Making,
    ) -> Result<Ceremony, PasskeyError> {
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
        if who.place == Place::Here && making == Making::Asked {
            // Without the attachment that goes with it for older browsers: that one is no hint, it
            // would take the choice away.
            options["hints"] = json!(["client-device"]);
        }
        if let Some(extensions) = options["extensions"].as_object_mut() {
            extensions.remove("uvm");
        }
        let mut state = document(&state)?;
        if making == Making::Silent {
            // The library has no way to be asked for less; what it keeps says what it demands.
            options["authenticatorSelection"]["userVerification"] = json!("preferred");
            // A demand that every use be unlocked does not go with that: a browser may refuse both together.
            if let Some(extensions) = options["extensions"].as_object_mut() {
                extensions.remove("credentialProtectionPolicy");
                extensions.remove("enforceCredentialProtectionPolicy");
            }
            state["rs"]["policy"] = json!("preferred");
        }
        Ok(Ceremony { options: options.take(), state: state.to_string() })
    }

    /// Checks what came of it (WebAuthn §7.1), of a question for a passkey that is made so.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_registration(
        &self,
        state: &str,
        answer: &str,
        making: Making,
    ) -> Result<NewPasskey, PasskeyError> {
        let state: PasskeyRegistration = kept(state)?;
        let mut answer: RegisterPublicKeyCredential = read(answer)?;
        not_framed(&answer.response.client_data_json)?;
        if making == Making::Silent {
            self.excuse_absence(&mut answer.response.attestation_object);
        }
        let made = self.webauthn.finish_passkey_registration(&answer, &state).map_err(refused)?;
        let mut held = document(&made)?;
        if making == Making::Silent {
            // Security: a manager that is open says that its owner unlocked it. Nobody did so for this.
            held["cred"]["user_verified"] = json!(false);
        }
        let cred = &held["cred"];
        let flag = |name: &str| cred[name].as_bool() == Some(true);
        Ok(NewPasskey {
            credential_id: made.cred_id().to_vec(),
            credential: held.to_string(),
            counter: cred["counter"].as_i64().unwrap_or_default(),
            backup_eligible: flag("backup_eligible"),
            backed_up: flag("backup_state"),
            is_whole: flag("user_verified"),
        })
    }

    /// Nobody need be there when a passkey is made in silence (WebAuthn §7.1, step 15), which
    /// the library does not know: it gets the flag that it looks for.
    ///
    /// Security: nothing rests on the flag. Without attestation nobody signs it, and the browser could
    /// have set it; a statement that does sign it does not fit any more and is refused.
    fn excuse_absence(&self, attestation: &mut [u8]) {
        const USER_PRESENT: u8 = 1;
        // Authenticator data begin with this hash, and the flags follow (WebAuthn §6.1).
        let hash = sha256(self.id.as_bytes());
        let found = attestation.windows(hash.len()).position(|octets| octets == hash.as_slice());
        if let Some(flags) = found.and_then(|at| attestation.get_mut(at + hash.len())) {
            *flags |= USER_PRESENT;
        }
    }

    /// Asks for a signature by one of these passkeys, or by any that the browser finds if there
    /// are none (WebAuthn §7.2).
    ///
    /// It carries no hint of a device (WebAuthn §5.8.7): a passkey may be on this one, on a phone
    /// or on a key, and browsers that know where it is show that by themselves. A hint would put what
    /// some people do not have before what they do.
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
            proof: proof(signed.backup_eligible(), is_whole(credential)),
            credential: written(&passkey)?,
            counter: i64::from(signed.counter()),
            backed_up: signed.backup_state(),
        })
    }
}

/// What a passkey proves: one that may be copied is held in software, another by its device (RFC 8176
/// §2). One that is not whole is held, and nothing else is said of it.
pub const fn proof(backup_eligible: bool, is_whole: bool) -> Proof {
    match (is_whole, backup_eligible) {
        (false, _) => Proof::SilentPasskey,
        (true, true) => Proof::Passkey,
        (true, false) => Proof::DevicePasskey,
    }
}

/// Whether a passkey, by what verifies it, was unlocked when it was made. Only then what its device says
/// of unlocking is trusted (WebAuthn §4, credential record: `uvInitialized`).
pub fn is_whole(credential: &str) -> bool {
    let held: Option<Value> = serde_json::from_str(credential).ok();
    held.is_some_and(|held| held["cred"]["user_verified"] == true)
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
