//! What is being set up at an account, from one page to the next: a row like that of a sign-in.
//!
//! Security: it belongs to one session of one browser, and waits no longer than a fresh proof counts.
use super::Member;
use crate::factors::{NewCodes, NewTotp};
use crate::middleware::Trouble;
use latchkey_base::{InteractionId, SessionId};
use latchkey_store::{InteractionRecord, TxError};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The `request` document: whose it is.
#[derive(Serialize, Deserialize)]
struct Whose {
    account_session: SessionId,
}

/// The `progress` document.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Prepared {
    /// An authenticator app that has not shown a code yet.
    pub totp: Option<NewTotp>,
    /// Recovery codes that the person has not said to have saved.
    pub codes: Option<NewCodes>,
    /// What was set up that they came with, as an address names it; empty: they took the place of others.
    pub change: String,
}

/// Something that is being set up.
pub struct SetUp {
    /// What.
    pub prepared: Prepared,
    record: InteractionRecord,
}

impl SetUp {
    /// As [`SetUp::new`], for a row that nobody has paid for yet.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] when too many were begun in a short time.
    pub fn begin(member: &Member) -> Result<Self, Trouble> {
        let visit = &member.visit;
        visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
        Ok(Self::new(member))
    }

    /// Something new, to be inserted as [`SetUp::record`].
    pub fn new(member: &Member) -> Self {
        let visit = &member.visit;
        let whose = Whose { account_session: member.session.id };
        let record = InteractionRecord {
            id: InteractionId::new(visit.now, &*visit.app.entropy),
            browser: visit.browser(),
            client: None,
            request: serde_json::to_value(&whose).unwrap_or_default(),
            progress: serde_json::Value::Null,
            version: 0,
            created_at: visit.now,
            expires_at: visit.now + visit.tenant.settings().accounts.fresh_for,
            finished_at: None,
        };
        Self { prepared: Prepared::default(), record }
    }

    /// The one of that id, if it is this person's and not over.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn find(member: &Member, id: &str) -> Result<Option<Self>, Trouble> {
        let Ok(id) = id.parse::<InteractionId>() else { return Ok(None) };
        let visit = &member.visit;
        let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.interaction(id)).await;
        let found: Result<_, TxError> = found;
        let record = found?.filter(|held| {
            let whose = serde_json::from_value::<Whose>(held.request.clone());
            held.browser == visit.browser()
                && whose.is_ok_and(|whose| whose.account_session == member.session.id)
                && held.finished_at.is_none()
                && visit.now < held.expires_at
        });
        Ok(record.map(|record| {
            let prepared = serde_json::from_value(record.progress.clone()).unwrap_or_default();
            Self { prepared, record }
        }))
    }

    /// Its id.
    pub fn id(&self) -> InteractionId {
        self.record.id
    }

    /// The row with what is prepared now.
    pub fn record(&self) -> InteractionRecord {
        self.with(&self.prepared)
    }

    /// The row with something else in it.
    pub fn with(&self, prepared: &Prepared) -> InteractionRecord {
        let progress = serde_json::to_value(prepared).unwrap_or_default();
        InteractionRecord { progress, ..self.record.clone() }
    }

    /// The row, over and done with, and nothing in it.
    pub fn finished(&self, member: &Member) -> InteractionRecord {
        let progress = serde_json::Value::Null;
        InteractionRecord { progress, finished_at: Some(member.visit.now), ..self.record.clone() }
    }
}
