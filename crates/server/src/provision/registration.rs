//! The tokens of dynamic registration (RFC 7591 §3, RFC 7592 §3).
use super::{Provision, ProvisionError};
use latchkey_base::{Seconds, Secret, TenantId, TokenHash};
use latchkey_store::{InitialAccessTokenRecord, Store, Tx};

/// What initial access tokens begin with.
const INITIAL_PREFIX: &str = "lki_";
/// What registration access tokens begin with.
const REGISTRATION_PREFIX: &str = "lkm_";

/// An initial access token that was made.
#[derive(Debug)]
pub struct Invitation {
    /// What is kept.
    pub record: InitialAccessTokenRecord,
    /// The token: this is the only time anybody sees it.
    pub token: Secret<String>,
}

impl Provision {
    /// Makes an initial access token for `uses` clients.
    ///
    /// # Errors
    /// [`ProvisionError::Unavailable`].
    pub async fn invite(
        &self,
        store: &Store,
        tenant: TenantId,
        (uses, lifetime): (u32, Seconds),
    ) -> Result<Invitation, ProvisionError> {
        let (now, token) = (self.now(), self.entropy.token(INITIAL_PREFIX));
        let record = InitialAccessTokenRecord {
            hash: TokenHash::of(token.expose()),
            uses_left: uses.into(),
            created_at: now,
            expires_at: now + lifetime,
        };
        let kept = record.clone();
        let insert = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            Ok(tx.insert_initial_access_token(&kept)?)
        };
        store.write(tenant, insert).await?;
        Ok(Invitation { record, token })
    }

    /// A new registration access token.
    pub fn registration_token(&self) -> Secret<String> {
        self.entropy.token(REGISTRATION_PREFIX)
    }
}
