//! `/{group}/account/sessions/push`: this browser tells its person of what waits for them.
use super::sessions::{SECTION, changed, page};
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::push::{MOST, Subscription, key};
use crate::tenant::Tenant;
use crate::visit::Visit;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use latchkey_accounts::EventKind;
use latchkey_store::{PushSubscriptionRecord, TxError};
use latchkey_ui::pages::{PushSection, SessionsChange};

/// The worker shows notifications and fetches nothing.
const WORKER_POLICY: &str = "default-src 'none'";

/// `POST …/sessions/push`: tells the browser that posts it, for as long as this session goes on.
///
/// # Errors
/// [`Trouble`].
pub async fn start(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.sent(&form) || !is_allowed(&member) {
        return Ok(member.visit.go(&member.path("/sessions")));
    }
    let app = &member.visit.app;
    let Some(given) = Subscription::read(app, &form) else {
        let told = (None, true);
        return page(&member, StatusCode::UNPROCESSABLE_ENTITY, told).await;
    };
    let (session, standing) = (member.session.id, member.standing());
    let subscription = PushSubscriptionRecord {
        session,
        account: member.account.id,
        sealed: given.seal(app, session),
        language: member.language().tag().to_owned(),
        created_at: member.visit.now,
        expires_at: member.session.expires_at,
    };
    let events = Events::of(&member.visit);
    let kept = app.store.write(member.visit.tenant.id(), move |tx| {
        let is_kept = standing.holds(tx)? && tx.put_push_subscription(&subscription, MOST)?;
        if is_kept {
            events.note(tx, subscription.account, EventKind::NotificationsOn)?;
        }
        Ok::<_, TxError>(is_kept)
    });
    Ok(match kept.await? {
        true => changed(&member, SessionsChange::PushOn),
        false => member.visit.go(&member.path("/sessions")),
    })
}

/// `POST …/sessions/push/stop`: tells it nothing any more.
///
/// # Errors
/// [`Trouble`].
pub async fn stop(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.sent(&form) {
        return Ok(member.visit.go(&member.path("/sessions")));
    }
    let (session, account) = (member.session.id, member.account.id);
    let (store, events) = (&member.visit.app.store, Events::of(&member.visit));
    let stopped = store.write(member.visit.tenant.id(), move |tx| {
        if tx.delete_push_subscription(session)? {
            events.note(tx, account, EventKind::NotificationsOff)?;
        }
        Ok(())
    });
    stopped.await.map_err(|error: TxError| Trouble::from(error))?;
    Ok(changed(&member, SessionsChange::PushOff))
}

/// `GET /{group}/account/worker.js`: what shows messages in the browser. Where it lies is what it may
/// serve: the account pages of this tenant.
///
/// # Errors
/// [`Trouble::NotFound`] where nobody is told.
pub async fn worker(tenant: Tenant) -> Answered {
    let file = latchkey_ui::service_worker().filter(|_| tenant.settings().factors.push);
    let file = file.ok_or(Trouble::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::ETAG, file.etag))
        .insert_header((header::CONTENT_SECURITY_POLICY, WORKER_POLICY))
        .body(file.bytes))
}

/// Whether people may have this.
pub(super) fn is_allowed(member: &Member) -> bool {
    member.visit.factor_policy().push
}

/// What the page's section is made of.
pub(super) struct Section {
    paths: [String; 3],
    key: String,
}

impl Section {
    /// Of this person, where people may have it.
    pub fn of(member: &Member) -> Option<Self> {
        let key =
            key(&member.visit.app, member.visit.tenant.id()).filter(|_| is_allowed(member))?;
        let paths = ["/sessions/push", "/sessions/push/stop", "/worker.js"];
        Some(Self { paths: paths.map(|rest| member.path(rest)), key: key.public().to_owned() })
    }

    /// For the page.
    pub fn shown(&self, is_on: bool, is_refused: bool) -> PushSection<'_> {
        let [action, stop_action, worker_url] = &self.paths;
        PushSection { is_on, action, stop_action, worker_url, key: &self.key, is_refused }
    }
}
