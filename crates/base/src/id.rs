//! Typed identifiers. A function that wants an [`AccountId`] cannot be given a [`SessionId`].
use crate::{Entropy, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use uuid::Uuid;

/// Sixteen bytes, ordered by the time they were made (the layout of a version 7 UUID).
///
/// An id is public and guessable: it names a thing and never proves a right to it.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// A new id.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0u8; 10];
        entropy.fill(&mut random);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid(), PhantomData)
    }

    /// From the bytes the database keeps.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes), PhantomData)
    }

    /// The bytes the database keeps.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<K> FromStr for Id<K> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(|uuid| Self(uuid, PhantomData))
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(|uuid| Self(uuid, PhantomData))
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident;)*) => {
        /// What an [`Id`] can name. The types exist only at compile time.
        pub mod kind {
            $(#[doc = concat!("Names what a [`super::", stringify!($alias), "`] identifies.")]
            #[derive(Debug)] pub enum $kind {})*
        }
        $($(#[$doc])* pub type $alias = Id<kind::$kind>;)*
    };
}

kinds! {
    /// A tenant; public paths call it a group.
    TenantId = Tenant;
    /// A person's account within a tenant; its text is the `sub` of public subjects.
    AccountId = Account;
    /// The row of a registered client (its public name is the `client_id` text).
    ClientKey = Client;
    /// The record that an end-user allowed a client something; every token descends from one.
    AuthorizationId = Authorization;
    /// A remembered consent: what an end-user has allowed a client so far.
    ConsentId = Consent;
    /// A signed-in person in one browser. Clients never see it: each has a `sid` of its own.
    SessionId = Session;
    /// A browser whose owner is not asked for the second step for a while.
    RememberedBrowserId = RememberedBrowser;
    /// A sign-in that asks to be approved in another browser.
    ChallengeId = Challenge;
    /// A request to get back into an account without its second step.
    RecoveryId = Recovery;
    /// A question of an app to a person: whether they confirm something.
    ConfirmationId = Confirmation;
    /// What the companion app knows somebody by: another one each time that it is set up.
    CompanionId = Companion;
    /// A group of people within a tenant.
    OrganizationId = Organization;
    /// One pass through the hosted pages.
    InteractionId = Interaction;
    /// A signing key of a tenant.
    SigningKeyId = SigningKey;
    /// A key of a tenant that others encrypt for.
    EncryptionKeyId = EncryptionKey;
    /// A message that waits in the outbox.
    MessageId = Message;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn ids_are_ordered_by_time_and_survive_their_text() {
        let entropy = SeededEntropy::new(3);
        let early = AccountId::new(Timestamp::from_seconds(1_000), &entropy);
        let late = AccountId::new(Timestamp::from_seconds(1_001), &entropy);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<AccountId>().ok(), Some(early));
    }
}
