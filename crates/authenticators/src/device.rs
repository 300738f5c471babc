//! A device with a passkey, as phones and keys have them, made of software.
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{CredentialCreationOptions, CredentialRequestOptions};
use passkey_crypto::AvailableBackend;
use serde_json::{Value, json};
use std::pin::Pin;
use url::Url;

/// The browser in front of it. A macro, for its type names a crate of its own.
macro_rules! client {
    ($device:ident) => {{
        let (held, backend) = ($device.passkey.clone(), AvailableBackend);
        let mut inner = Authenticator::new(Aaguid::new_empty(), held, Owner, backend);
        inner.set_make_credentials_with_signature_counter($device.counts);
        Client::new(inner).allows_insecure_localhost(true)
    }};
}

/// A device that keeps one passkey. A clone is a copy of it, key and all.
#[derive(Clone, Debug, Default)]
pub struct Device {
    passkey: Option<passkey::types::Passkey>,
    counts: bool,
}

/// Where the flags are in authenticator data, and which one says that somebody was there (WebAuthn
/// §6.1).
const FLAGS: usize = 32;
const USER_PRESENT: u8 = 1;

/// Its owner, who is there and unlocks it.
struct Owner;

type Checked<'a> = Pin<Box<dyn Future<Output = Result<UserCheck, Ctap2Error>> + Send + 'a>>;

impl UserValidationMethod for Owner {
    type PasskeyItem = passkey::types::Passkey;

    fn check_user<'a, 'life, 'all>(
        &'life self,
        _: UiHint<'a, Self::PasskeyItem>,
        presence: bool,
        verification: bool,
    ) -> Checked<'all>
    where
        'a: 'all,
        'life: 'all,
    {
        Box::pin(async move { Ok(UserCheck { presence, verification }) })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Device {
    /// One that counts its signatures.
    pub fn that_counts() -> Self {
        Self { counts: true, ..Self::default() }
    }

    /// Makes a passkey for whoever asks with these options, at that address; what the browser
    /// sends then. `None` if it has one already that the options exclude.
    pub async fn create(&mut self, at: &Url, options: &Value) -> Option<String> {
        let asked: CredentialCreationOptions =
            serde_json::from_value(json!({ "publicKey": options })).expect("options to create");
        let mut client = client!(self);
        let made = client.register(at, asked, DefaultClientData).await.ok()?;
        self.passkey = client.authenticator().store().clone();
        Some(serde_json::to_string(&made).expect("an answer"))
    }

    /// Makes a passkey as a password manager does without asking anybody (WebAuthn §5.1.3,
    /// conditional mediation): the answer says that nobody was there.
    pub async fn create_silently(&mut self, at: &Url, options: &Value) -> Option<String> {
        let mut options = options.clone();
        options["authenticatorSelection"]["userVerification"] = json!("discouraged");
        let asked: CredentialCreationOptions =
            serde_json::from_value(json!({ "publicKey": options })).expect("options to create");
        let mut client = client!(self);
        let mut made = client.register(at, asked, DefaultClientData).await.ok()?;
        self.passkey = client.authenticator().store().clone();
        // The library asks its owner whether they are there, whatever it was asked.
        let data = made.response.authenticator_data.to_vec();
        let whole = &mut made.response.attestation_object;
        let at = whole.windows(data.len()).position(|octets| octets == data.as_slice())?;
        for flags in [&mut whole[at + FLAGS], &mut made.response.authenticator_data[FLAGS]] {
            *flags &= !USER_PRESENT;
        }
        Some(serde_json::to_string(&made).expect("an answer"))
    }

    /// Signs for whoever asks with these options, at that address; what the browser sends then.
    /// `None` if it has no passkey for them.
    pub async fn sign(&mut self, at: &Url, options: &Value) -> Option<String> {
        let asked: CredentialRequestOptions =
            serde_json::from_value(json!({ "publicKey": options })).expect("options to sign");
        let mut client = client!(self);
        let signed = client.authenticate(at, asked, DefaultClientData).await.ok()?;
        self.passkey = client.authenticator().store().clone();
        Some(serde_json::to_string(&signed).expect("an answer"))
    }

    /// What it calls its passkey.
    pub fn credential_id(&self) -> Vec<u8> {
        self.passkey.as_ref().map(|held| held.credential_id.to_vec()).unwrap_or_default()
    }
}
