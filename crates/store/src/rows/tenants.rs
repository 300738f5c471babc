//! Tenants, their keys, their clients.
use super::{document, json, unreadable};
use crate::columns::{Key16, Key32};
use crate::schema::{clients, encryption_keys, signing_keys, tenants};
use crate::{ClientRecord, EncryptionKeyRecord, KeyState, SigningKeyRecord, TenantRecord};
use diesel::prelude::*;
use latchkey_base::{Sealed, Seconds, TenantId, Timestamp};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tenants)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct TenantRow {
    pub tenant_id: Key16,
    pub group_name: String,
    pub pretty_name: Option<String>,
    pub name: String,
    pub settings: String,
    pub disabled: bool,
    pub revision: i64,
    pub created_at: i64,
}

impl TryFrom<&TenantRecord> for TenantRow {
    type Error = diesel::result::Error;

    fn try_from(tenant: &TenantRecord) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.id.into(),
            group_name: tenant.group.clone(),
            pretty_name: tenant.pretty_name.clone(),
            name: tenant.name.clone(),
            settings: json(&tenant.settings)?,
            disabled: tenant.disabled,
            revision: tenant.revision,
            created_at: tenant.created_at.millis(),
        })
    }
}

impl TryFrom<TenantRow> for TenantRecord {
    type Error = diesel::result::Error;

    fn try_from(row: TenantRow) -> QueryResult<Self> {
        Ok(Self {
            id: row.tenant_id.into(),
            group: row.group_name,
            pretty_name: row.pretty_name,
            name: row.name,
            settings: document(&row.settings)?,
            disabled: row.disabled,
            revision: row.revision,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = signing_keys, treat_none_as_null = true)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct SigningKeyRow {
    pub tenant_id: Key16,
    pub key_id: Key16,
    pub kid: String,
    pub alg: String,
    pub sealed: Vec<u8>,
    pub state: String,
    pub created_at: i64,
    pub active_from: i64,
    pub retires_at: Option<i64>,
    pub longest_token: i64,
}

impl SigningKeyRow {
    pub fn new(tenant: TenantId, key: &SigningKeyRecord) -> Self {
        Self {
            tenant_id: tenant.into(),
            key_id: key.id.into(),
            kid: key.kid.clone(),
            alg: key.alg.name().to_owned(),
            sealed: key.sealed.as_bytes().to_vec(),
            state: match key.state {
                KeyState::Published => "published".to_owned(),
                KeyState::Retired => "retired".to_owned(),
            },
            created_at: key.created_at.millis(),
            active_from: key.active_from.millis(),
            retires_at: key.retires_at.map(Timestamp::millis),
            longest_token: key.longest_token.get(),
        }
    }
}

impl TryFrom<SigningKeyRow> for SigningKeyRecord {
    type Error = diesel::result::Error;

    fn try_from(row: SigningKeyRow) -> QueryResult<Self> {
        Ok(Self {
            id: row.key_id.into(),
            kid: row.kid,
            alg: Algorithm::parse(&row.alg).ok_or_else(|| unreadable("signing_keys.alg"))?,
            sealed: Sealed::from_bytes(row.sealed),
            state: match row.state.as_str() {
                "published" => KeyState::Published,
                "retired" => KeyState::Retired,
                _ => return Err(unreadable("signing_keys.state")),
            },
            created_at: Timestamp::from_millis(row.created_at),
            active_from: Timestamp::from_millis(row.active_from),
            retires_at: row.retires_at.map(Timestamp::from_millis),
            longest_token: Seconds::new(row.longest_token),
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = encryption_keys, treat_none_as_null = true)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct EncryptionKeyRow {
    pub tenant_id: Key16,
    pub key_id: Key16,
    pub kid: String,
    pub alg: String,
    pub sealed: Vec<u8>,
    pub created_at: i64,
    pub retired_at: Option<i64>,
}

impl EncryptionKeyRow {
    pub fn new(tenant: TenantId, key: &EncryptionKeyRecord) -> Self {
        Self {
            tenant_id: tenant.into(),
            key_id: key.id.into(),
            kid: key.kid.clone(),
            alg: key.alg.name().to_owned(),
            sealed: key.sealed.as_bytes().to_vec(),
            created_at: key.created_at.millis(),
            retired_at: key.retired_at.map(Timestamp::millis),
        }
    }
}

impl TryFrom<EncryptionKeyRow> for EncryptionKeyRecord {
    type Error = diesel::result::Error;

    fn try_from(row: EncryptionKeyRow) -> QueryResult<Self> {
        let alg = KeyManagement::parse(&row.alg);
        Ok(Self {
            id: row.key_id.into(),
            kid: row.kid,
            alg: alg.ok_or_else(|| unreadable("encryption_keys.alg"))?,
            sealed: Sealed::from_bytes(row.sealed),
            created_at: Timestamp::from_millis(row.created_at),
            retired_at: row.retired_at.map(Timestamp::from_millis),
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clients, treat_none_as_null = true)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct ClientRow {
    pub tenant_id: Key16,
    pub client_key: Key16,
    pub client_id: String,
    pub metadata: String,
    pub secret_digest: Option<Key32>,
    pub secret_sealed: Option<Vec<u8>>,
    pub registration_token: Option<Key32>,
    pub disabled: bool,
    pub created_at: i64,
}

impl ClientRow {
    pub fn new(tenant: TenantId, client: &ClientRecord) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            client_key: client.key.into(),
            client_id: client.client_id.clone(),
            metadata: json(&client.metadata)?,
            secret_digest: client.secret_digest.map(Key32::from),
            secret_sealed: client.secret_sealed.as_ref().map(|sealed| sealed.as_bytes().to_vec()),
            registration_token: client.registration_token.map(Key32::from),
            disabled: client.disabled,
            created_at: client.created_at.millis(),
        })
    }
}

impl TryFrom<ClientRow> for ClientRecord {
    type Error = diesel::result::Error;

    fn try_from(row: ClientRow) -> QueryResult<Self> {
        Ok(Self {
            key: row.client_key.into(),
            client_id: row.client_id,
            metadata: document(&row.metadata)?,
            secret_digest: row.secret_digest.map(Into::into),
            secret_sealed: row.secret_sealed.map(Sealed::from_bytes),
            registration_token: row.registration_token.map(Into::into),
            disabled: row.disabled,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
