//! Browsers that are told, by a push message, when something waits for their person (RFC 8030).
//!
//! Security: a message says that something waits, and whose pages those are. Who it is for, who asks and
//! from where stands on a page, for which one has to be signed in. Where messages go is what a browser,
//! or somebody in its place, has told us: they are sent by [`latchkey_outbound::GuardedClient::push`] only.
mod send;

pub use send::deliver;

use crate::app::App;
use crate::form::Form;
use crate::visit::Visit;
use actix_web::web::Data;
use latchkey_base::{
    AccountId, MessageId, Sealed, Sealer, Seconds, SessionId, TenantId, Timestamp, TokenHash,
};
use latchkey_jose::web_push::{PushKeys, VapidKey};
use latchkey_store::{PushAbout, PushMessage, PushSubscriptionRecord, SessionRecord, Tx, TxError};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// So many browsers of one person are told; the next takes the place of the oldest.
pub const MOST: usize = 10;
/// The longest address that is taken.
const LONGEST_ENDPOINT: usize = 2048;

/// Where a browser is told, and with which keys, as it said itself (RFC 8291 §3.2).
#[derive(Serialize, Deserialize)]
pub struct Subscription {
    endpoint: Url,
    p256dh: String,
    auth: String,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription([secret])")
    }
}

impl Subscription {
    /// Reads what a browser posted; `None` for what nothing can be sent to.
    pub fn read(app: &App, form: &Form) -> Option<Self> {
        let field = |name| form.get(name).unwrap_or_default();
        let (endpoint, p256dh, auth) = (field("endpoint"), field("p256dh"), field("auth"));
        PushKeys::read(p256dh, auth).ok()?;
        let short = Some(endpoint).filter(|endpoint| endpoint.len() <= LONGEST_ENDPOINT)?;
        let endpoint = Url::parse(short).ok()?;
        app.fetch.check_push(&endpoint).ok()?;
        Some(Self { endpoint, p256dh: p256dh.to_owned(), auth: auth.to_owned() })
    }

    /// Sealed for the row of a session.
    pub fn seal(&self, app: &App, session: SessionId) -> Sealed {
        // Texts only: they can always be written.
        let document = serde_json::to_vec(self).unwrap_or_default();
        app.push.seal(&document, session.as_bytes(), &*app.entropy)
    }

    /// Reads it back; `None` for what was sealed with another key.
    pub fn open(sealer: &Sealer, held: &PushSubscriptionRecord) -> Option<Self> {
        let document = sealer.open(&held.sealed, held.session.as_bytes()).ok()?;
        serde_json::from_slice(document.expose()).ok()
    }

    /// The host of the push service.
    pub fn service(&self) -> &str {
        self.endpoint.host_str().unwrap_or_default()
    }
}

/// The key by which push services know a tenant. It is derived, so that nothing of it is kept, and it
/// is the same for as long as the master key is.
pub fn key(app: &App, tenant: TenantId) -> Option<VapidKey> {
    // As good as every number is one of the curve's.
    (0..8u8).find_map(|attempt| {
        let number = app.push_keys.digest("vapid", &format!("{tenant} {attempt}"));
        VapidKey::of_number(number.as_bytes()).ok()
    })
}

/// Tells the browsers of somebody, where their tenant lets them have that.
pub struct Bell {
    app: Data<App>,
    is_allowed: bool,
    asking: Option<TokenHash>,
    idle: Seconds,
    tenant: TenantId,
    about: PushAbout,
    now: Timestamp,
    until: Timestamp,
}

impl Bell {
    /// About something that waits until then.
    pub fn of(visit: &Visit, (about, until): (PushAbout, Timestamp)) -> Self {
        Self {
            app: visit.app.clone(),
            is_allowed: visit.factor_policy().push,
            asking: visit.session,
            idle: visit.tenant.policy().lifetimes.session_idle,
            tenant: visit.tenant.id(),
            about,
            now: visit.now,
            until,
        }
    }

    /// Queues a message for each browser in which the account is signed in, but for the one that asks.
    /// Once that is committed, ring `app.push_queued`.
    ///
    /// Security: how often that may be is bounded by what it is about.
    ///
    /// # Errors
    /// As the transaction.
    pub fn ring(&self, tx: &mut dyn Tx, account: AccountId) -> Result<(), TxError> {
        if !self.is_allowed {
            return Ok(());
        }
        for held in tx.push_subscriptions_of(account)? {
            let session = tx.session(held.session)?;
            let session = session.filter(|session| is_live(session, self.idle, self.now));
            let is_other = session.is_some_and(|session| Some(session.browser) != self.asking);
            let Some(to) = Subscription::open(&self.app.push, &held).filter(|_| is_other) else {
                continue;
            };
            let message = PushMessage {
                id: MessageId::new(self.now, &*self.app.entropy),
                tenant: self.tenant,
                session: held.session,
                about: self.about,
                destination: to.service().to_owned(),
                attempts: 0,
                due_at: self.now,
                expires_at: self.until,
            };
            tx.put_message(&message.to_message())?;
        }
        Ok(())
    }
}

fn is_live(session: &SessionRecord, idle: Seconds, now: Timestamp) -> bool {
    now < session.expires_at && now < session.seen_at + idle
}
