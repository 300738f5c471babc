//! Devices that ask, and devices that were connected.
use super::{document, json};
use crate::columns::{Key16, Key32};
use crate::schema::{device_codes, devices};
use crate::{DeviceRecord, DeviceRequestRecord};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp};
use latchkey_oidc::device::{DeviceDescription, NewDeviceCode};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = device_codes)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct DeviceCodeRow {
    pub tenant_id: Key16,
    pub hash: Key32,
    pub user_code: Key32,
    pub client_key: Key16,
    pub request: String,
    pub authorization_id: Option<Key16>,
    pub denied_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: i64,
}

impl DeviceCodeRow {
    pub fn new(tenant: TenantId, new: &NewDeviceCode) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            hash: new.code.hash.into(),
            user_code: new.user_code.into(),
            client_key: new.code.client.into(),
            request: json(&*new.request)?,
            authorization_id: None,
            denied_at: None,
            created_at: new.at.millis(),
            expires_at: new.code.expires_at.millis(),
        })
    }
}

impl TryFrom<DeviceCodeRow> for DeviceRequestRecord {
    type Error = diesel::result::Error;

    fn try_from(row: DeviceCodeRow) -> QueryResult<Self> {
        Ok(Self {
            hash: row.hash.into(),
            asked: document(&row.request)?,
            is_decided: row.authorization_id.is_some() || row.denied_at.is_some(),
            asked_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = devices)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct DeviceRow {
    pub tenant_id: Key16,
    pub authorization_id: Key16,
    pub account_id: Key16,
    pub client_key: Key16,
    pub name: Option<String>,
    pub model: Option<String>,
    pub software_version: Option<String>,
    pub created_at: i64,
    pub seen_at: i64,
}

impl DeviceRow {
    pub fn new(tenant: TenantId, device: &DeviceRecord) -> Self {
        let DeviceDescription { name, model, software_version } = device.description.clone();
        Self {
            tenant_id: tenant.into(),
            authorization_id: device.authorization.into(),
            account_id: device.account.into(),
            client_key: device.client.into(),
            name,
            model,
            software_version,
            created_at: device.created_at.millis(),
            seen_at: device.seen_at.millis(),
        }
    }
}

impl From<DeviceRow> for DeviceRecord {
    fn from(row: DeviceRow) -> Self {
        let DeviceRow { name, model, software_version, .. } = row;
        Self {
            authorization: row.authorization_id.into(),
            account: row.account_id.into(),
            client: row.client_key.into(),
            description: DeviceDescription { name, model, software_version },
            created_at: Timestamp::from_millis(row.created_at),
            seen_at: Timestamp::from_millis(row.seen_at),
        }
    }
}
