//! What is remembered: tables, queries, transactions, group commit, hot data.

mod challenges;
mod changes;
mod columns;
mod commit;
mod companion_apps;
mod config;
mod confirmations;
mod counters;
mod devices;
mod error;
mod failure;
mod handovers;
mod hot;
mod locks;
mod migrate;
mod news;
mod open;
mod organizations;
mod passkeys;
mod postgres;
mod push;
mod records;
mod recoveries;
mod remembered;
mod rows;
mod schema;
mod settings;
mod sqlite;
mod store;
mod terms;
mod threads;
mod tx;
mod whereabouts;
mod work;

pub use challenges::{ChallengeDecision, ChallengeRecord};
pub use companion_apps::{CompanionAppRecord, CompanionRelease};
pub use config::{CacheSizes, Database, StoreConfig};
pub use confirmations::{ConfirmationDecision, ConfirmationRecord};
pub use counters::Counters;
pub use error::{OpenError, Unavailable};
pub use handovers::{HandoverRecord, Taking};
pub use hot::{Documents, KeyRing, Publisher, ReadyBytes, TenantSnapshot};
pub use locks::LockLinkRecord;
pub use migrate::{MigrationReport, migrate, migrate_down};
pub use news::{About, Call, Delivery, DeliveryOutcome, LoggedOut, News, Settled};
pub use organizations::MemberRecord;
pub use passkeys::{CeremonyRecord, PasskeyRecord, PasskeyUse};
pub use push::{PushAbout, PushMessage, PushSubscriptionRecord};
pub use records::{
    AuthorizationRecord, Busy, ClientRecord, ConnectionRecord, DeviceRecord, DeviceRequestRecord,
    EncryptionKeyRecord, EventId, EventRecord, FailureRecord, InitialAccessTokenRecord,
    InteractionRecord, KeyState, OutboxMessage, PhoneRecord, ProofRecord, SessionRecord,
    SigningKeyRecord, TenantRecord, TotpRecord, TrailRecord,
};
pub use recoveries::RecoveryRecord;
pub use remembered::{RememberedBrowserRecord, RememberedBrowserUse};
pub use settings::TenantSettings;
pub use store::{Recalled, Store, StoreParts};
pub use terms::{TermsAnswerId, TermsRecord};
pub use tx::{
    ChallengeTx, ChosenPassword, ConfirmationTx, DeviceTx, FactorTx, HandoverTx, Holdings, LockTx,
    MailedFor, MailedTx, NewsTx, OrganizationTx, OverviewTx, PasskeyTx, PasswordTx, PushTx,
    RecoveryTx, RememberedTx, SessionEnds, TermsTx, Tx, TxError, TxResult, WhereaboutsTx,
};
pub use whereabouts::WhereaboutsRecord;
pub use work::Committing;
