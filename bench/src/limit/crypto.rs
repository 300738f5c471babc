//! What a request of the limit computes.
use argon2::{Argon2, Block};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    ParsedPublicKey, RSA_PKCS1_SHA256,
};
use aws_lc_rs::{error::Unspecified, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Mutex;

/// What is done once for each request.
#[derive(Clone, Copy)]
pub enum Work {
    /// A signature with ES256.
    Es256,
    /// A signature with RS256.
    Rs256,
    /// A signature with ES256, encrypted with RSA-OAEP-256 and A128GCM.
    Jwe,
    /// A signature with ES256 is checked.
    Check,
    /// A password is hashed with argon2id, in memory that is there already.
    Hash,
    /// Nothing.
    Nothing,
    /// Nothing, and the answer is a small document.
    Document,
}

/// The keys of the limit.
pub struct Keys {
    ecdsa: EcdsaKeyPair,
    rsa: rsa::KeyPair,
    recipient: OaepPublicEncryptingKey,
    random: SystemRandom,
    /// A signature, and who checks it.
    signed: Vec<u8>,
    verifier: ParsedPublicKey,
    /// Memory for one hash at a time: the server has one core.
    blocks: Mutex<Vec<Block>>,
}

/// What is hashed.
const PASSWORD: &[u8] = b"correct horse battery staple";
/// What was signed.
const MESSAGE: &[u8] = &[b'm'; 400];

impl Keys {
    /// New ones.
    pub fn generate() -> Result<Self, Unspecified> {
        let random = SystemRandom::new();
        let ecdsa = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        let recipient = PrivateDecryptingKey::generate(rsa::KeySize::Rsa2048)?.public_key();
        let signed = ecdsa.sign(&random, MESSAGE)?.as_ref().to_vec();
        let public = ecdsa.public_key().as_ref();
        let verifier = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public);
        Ok(Self {
            verifier: verifier.map_err(|_| Unspecified)?,
            recipient: OaepPublicEncryptingKey::new(recipient)?,
            rsa: rsa::KeyPair::generate(rsa::KeySize::Rsa2048)?,
            ecdsa,
            random,
            signed,
            blocks: Mutex::new(vec![Block::new(); Argon2::default().params().block_count()]),
        })
    }

    /// A token for these claims, empty where none is made.
    pub fn work(&self, work: Work, claims: &str) -> Result<String, Unspecified> {
        match work {
            Work::Es256 => self.es256(claims),
            Work::Rs256 => {
                let mut token = begin(r#"{"alg":"RS256","kid":"bench"}"#, claims);
                let mut signature = vec![0; self.rsa.public_modulus_len()];
                let message = token.clone();
                self.rsa.sign(
                    &RSA_PKCS1_SHA256,
                    &self.random,
                    message.as_bytes(),
                    &mut signature,
                )?;
                add(&mut token, &signature);
                Ok(token)
            }
            Work::Jwe => self.encrypt(self.es256(claims)?.into_bytes()),
            Work::Check => {
                self.verifier.verify_sig(MESSAGE, &self.signed)?;
                Ok(String::new())
            }
            Work::Hash => self.hash(),
            Work::Nothing | Work::Document => Ok(String::new()),
        }
    }

    fn es256(&self, claims: &str) -> Result<String, Unspecified> {
        let mut token = begin(r#"{"alg":"ES256","kid":"bench"}"#, claims);
        let signature = self.ecdsa.sign(&self.random, token.as_bytes())?;
        add(&mut token, signature.as_ref());
        Ok(token)
    }

    fn hash(&self) -> Result<String, Unspecified> {
        let (mut out, mut blocks) = ([0; 32], self.blocks.lock().map_err(|_| Unspecified)?);
        let salt = [b's'; 16];
        Argon2::default()
            .hash_password_into_with_memory(PASSWORD, &salt, &mut out, &mut *blocks)
            .map_err(|_| Unspecified)?;
        Ok(URL_SAFE_NO_PAD.encode(out))
    }

    fn encrypt(&self, mut content: Vec<u8>) -> Result<String, Unspecified> {
        let (mut key, mut iv) = ([0; 16], [0; 12]);
        fill(&mut key)?;
        fill(&mut iv)?;
        let mut encrypted = vec![0; self.recipient.ciphertext_size()];
        let padding = &OAEP_SHA256_MGF1SHA256;
        let encrypted = self.recipient.encrypt(padding, &key, &mut encrypted, None)?;
        let header = r#"{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"bench","cty":"JWT"}"#;
        let mut token = URL_SAFE_NO_PAD.encode(header);
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
        let nonce = Nonce::assume_unique_for_key(iv);
        let aad = Aad::from(token.as_bytes());
        let tag = cipher.seal_in_place_separate_tag(nonce, aad, &mut content)?;
        for part in [&*encrypted, &iv, &content, tag.as_ref()] {
            add(&mut token, part);
        }
        Ok(token)
    }
}

fn begin(header: &str, claims: &str) -> String {
    let mut token = URL_SAFE_NO_PAD.encode(header);
    add(&mut token, claims.as_bytes());
    token
}

fn add(token: &mut String, part: &[u8]) {
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(part, token);
}
