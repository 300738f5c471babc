//! Authorizations, codes, tokens.
use super::{document, unreadable};
use crate::columns::{Key16, Key32};
use crate::schema::{access_tokens, authorization_codes, authorizations, refresh_tokens};
use diesel::prelude::*;
use diesel::result::Error;
use latchkey_base::{Seconds, TenantId, Timestamp};
use latchkey_oidc::{
    AccessToken, AuthorizationCode, CodeChallenge, Grant, NewRefreshToken, RefreshToken, Scope,
};
use serde::Serialize;
use std::sync::Arc;

/// Writes a document column.
pub(crate) fn json<T: Serialize>(value: &T) -> QueryResult<String> {
    serde_json::to_string(value).map_err(|e| Error::SerializationError(Box::new(e)))
}

/// An authorization is kept at least for this long after it was given, so that tokens which
/// are not recorded (JWTs) can still be checked against it.
const KEPT: Seconds = Seconds::days(2);

/// How much longer than the token that outlives it an authorization is kept, so that its row
/// does not change with every rotation.
pub(crate) const SLACK: Seconds = Seconds::days(1);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorizations)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct AuthorizationRow {
    pub tenant_id: Key16,
    pub authorization_id: Key16,
    pub client_key: Key16,
    pub account_id: Key16,
    pub session_id: Option<Key16>,
    pub offline: bool,
    pub document: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
}

impl AuthorizationRow {
    pub fn new(tenant: TenantId, grant: &Grant, at: Timestamp) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            authorization_id: grant.authorization.into(),
            client_key: grant.client.into(),
            account_id: grant.account.into(),
            session_id: grant.session.map(Key16::from),
            offline: grant.offline,
            document: json(grant)?,
            created_at: at.millis(),
            expires_at: (at + KEPT).millis(),
            ended_at: None,
        })
    }
}

/// Reads the document of an authorization.
pub(crate) fn grant_of(text: &str) -> QueryResult<Arc<Grant>> {
    document::<Grant>(text).map(Arc::new)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_codes)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct CodeRow {
    pub tenant_id: Key16,
    pub hash: Key32,
    pub authorization_id: Key16,
    pub redirect_uri: String,
    pub challenge: Option<Key32>,
    pub expires_at: i64,
    pub redeemed_at: Option<i64>,
}

impl CodeRow {
    pub fn new(tenant: TenantId, code: &AuthorizationCode) -> Self {
        Self {
            tenant_id: tenant.into(),
            hash: code.hash.into(),
            authorization_id: code.grant.authorization.into(),
            redirect_uri: code.redirect_uri.clone(),
            challenge: code.challenge.map(|challenge| Key32::from(challenge.0)),
            expires_at: code.expires_at.millis(),
            redeemed_at: None,
        }
    }

    pub fn with(self, grant: Arc<Grant>) -> AuthorizationCode {
        AuthorizationCode {
            hash: self.hash.into(),
            grant,
            redirect_uri: self.redirect_uri,
            challenge: self.challenge.map(|challenge| CodeChallenge(challenge.bytes())),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_tokens)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct AccessTokenRow {
    pub tenant_id: Key16,
    pub hash: Key32,
    pub client_key: Key16,
    pub authorization_id: Option<Key16>,
    pub scope: String,
    pub audience: String,
    pub issued_at: i64,
    pub expires_at: i64,
}

impl AccessTokenRow {
    pub fn new(tenant: TenantId, token: &AccessToken) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            hash: token.hash.into(),
            client_key: token.client.into(),
            authorization_id: token.grant.as_ref().map(|grant| grant.authorization.into()),
            scope: token.scope.to_string(),
            audience: json(&token.audience)?,
            issued_at: token.issued_at.millis(),
            expires_at: token.expires_at.millis(),
        })
    }

    pub fn with(self, grant: Option<Arc<Grant>>) -> QueryResult<AccessToken> {
        Ok(AccessToken {
            hash: self.hash.into(),
            client: self.client_key.into(),
            grant,
            scope: Scope::parse(&self.scope).map_err(|_| unreadable("access_tokens.scope"))?,
            audience: document(&self.audience)?,
            issued_at: Timestamp::from_millis(self.issued_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct RefreshTokenRow {
    pub tenant_id: Key16,
    pub hash: Key32,
    pub authorization_id: Key16,
    pub family_started_at: i64,
    pub expires_at: i64,
    pub rotated_at: Option<i64>,
    pub used_at: Option<i64>,
    pub successor: Option<Key32>,
    pub successor_sealed: Option<Vec<u8>>,
}

impl RefreshTokenRow {
    pub fn new(tenant: TenantId, new: &NewRefreshToken) -> Self {
        let token = &new.token;
        Self {
            tenant_id: tenant.into(),
            hash: token.hash.into(),
            authorization_id: token.grant.authorization.into(),
            family_started_at: token.family_started_at.millis(),
            expires_at: token.expires_at.millis(),
            rotated_at: None,
            used_at: None,
            successor: None,
            successor_sealed: None,
        }
    }

    pub fn with(self, grant: Arc<Grant>) -> RefreshToken {
        RefreshToken {
            hash: self.hash.into(),
            grant,
            family_started_at: Timestamp::from_millis(self.family_started_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}
