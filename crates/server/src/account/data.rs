//! `/{group}/account/data`: everything that is held about the person, as a file.
//!
//! Security: secrets and what stands for them (hashes, digests, cookies) are no part of it.
use super::activity::happened;
use super::apps::connected;
use super::devices::{self, Connected};
use super::security::Held;
use super::terms::{self, Said};
use super::{Member, Need, enter};
use crate::approvals::asked_lately;
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, app_view};
use crate::middleware::Trouble;
use crate::push::Subscription;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use latchkey_accounts::{AccountEvent, EventKind, Membership, Organization, claims};
use latchkey_authn::Proof;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{
    ChallengeRecord, ConfirmationRecord, HandoverRecord, PasskeyRecord, PushSubscriptionRecord,
    RecoveryRecord, RememberedBrowserRecord, SessionRecord, TxError, WhereaboutsRecord,
};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::AccountDownloadPage;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const SECTION: &str = "data";
/// How many events are read at a time, so that nobody else waits for long.
const AT_ONCE: usize = 500;
/// The most events in the file. Whoever has more finds the rest in the list.
const MOST_EVENTS: usize = 10_000;

/// `GET …/data`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let (home, action) = (member.path(""), member.path("/data"));
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountDownloadPage { page, home_url: &home, action: &action })
    }))
}

/// `POST …/data`: the file.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return Ok(member.visit.go(&member.path("/data")));
    }
    let document = document(&member).await?;
    let (id, events) = (member.account.id, Events::of(&member.visit));
    let letter = member.letter();
    let notice = letter.map(|letter| letter.notice(&Notice::DataDownloaded)).transpose()?;
    let noted = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        events.note(tx, id, EventKind::DataDownloaded)?;
        notice.iter().try_for_each(|notice| notice.put(tx))
    });
    noted.await.map_err(|error: TxError| Trouble::from(error))?;
    member.visit.app.message_queued.notify_one();
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    let answer = member
        .visit
        .answer(StatusCode::OK)
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"account.json\""))
        .body(text);
    Ok(answer)
}

async fn document(member: &Member) -> Result<Value, Trouble> {
    let (account, now) = (&member.account, member.visit.now);
    let (store, tenant, id) = (&member.visit.app.store, member.visit.tenant.id(), account.id);
    let held = store.read(tenant, move |tx| {
        let has_password = tx.password_hash(id)?.is_some();
        let recoveries = tx.recoveries_of(id, Timestamp::from_millis(0))?;
        let asked = asked_lately(tx, id, now)?;
        let confirmations = tx.confirmations_of(id, Timestamp::from_millis(0))?;
        let handovers = [tx.handovers_from(id)?, tx.handovers_to(id, now)?].concat();
        let (seen, sessions) = (tx.whereabouts(id, now)?, tx.sessions_of(id, now)?);
        let mut organizations = Vec::new();
        for held in tx.memberships_of(id)? {
            organizations.extend(tx.organization(held.organization)?.map(|of| (of, held)));
        }
        let told = tx.push_subscriptions_of(id)?;
        let rest = (recoveries, seen, confirmations, (handovers, told), organizations);
        Ok::<_, TxError>((sessions, has_password, asked, rest))
    });
    let (sessions, has_password, asked, rest) = held.await?;
    let (recoveries, seen, confirmations, (handovers, told), organizations) = rest;
    let apps = connected(member).await?;
    let (factors, devices) = (Held::read(member).await?, devices::connected(member).await?);
    let events = activity(member).await?;
    let said = terms::said(member).await?;
    let mut claims: Value = serde_json::to_value(claims(account)).unwrap_or_default();
    claims["sub"] = account.id.to_string().into();
    Ok(json!({
        "issuer": &*member.visit.tenant.issuer,
        "exported_at": moment(now),
        "account": {
            "id": account.id.to_string(),
            "username": account.username,
            "status": account.status,
            "created_at": moment(account.created_at),
            "updated_at": moment(account.updated_at),
            "has_password": has_password,
            "two_factors_demanded": account.takes_two_factors(),
            "second_factors_refused": account.refused(),
        },
        "claims": claims,
        "second_factors": second_factors(&factors),
        "passkeys": factors.passkeys.iter().map(passkey).collect::<Vec<_>>(),
        "recovery_codes_left": factors.codes_left,
        "devices": devices.iter().map(device).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
        "apps": apps
            .iter()
            .map(|(client, held)| json!({
                "client_id": client.client_id,
                "name": app_view(client).name,
                "scope": held.scope.to_string(),
                "since": held.since.map(moment),
                "last_sign_in": held.last_used.map(moment),
            }))
            .collect::<Vec<_>>(),
        "remembered_browsers": factors.browsers.iter().map(browser).collect::<Vec<_>>(),
        "signed_in_from": seen.iter().filter(|held| !held.is_mark()).map(whereabouts).collect::<Vec<_>>(),
        "browsers_that_are_told": told.iter().map(|held| notified(member, held)).collect::<Vec<_>>(),
        "sign_ins_to_approve": asked.iter().map(challenge).collect::<Vec<_>>(),
        "confirmations": confirmations.iter().map(|held| confirmation(held, now)).collect::<Vec<_>>(),
        "handovers": handovers.iter().map(|held| handover(held, id)).collect::<Vec<_>>(),
        "recoveries": recoveries.iter().map(recovery).collect::<Vec<_>>(),
        "organizations": organizations.iter().map(organization).collect::<Vec<_>>(),
        "terms": said.iter().map(answer).collect::<Vec<_>>(),
        "activity_is_complete": events.len() < MOST_EVENTS,
        "activity": events,
    }))
}

/// What happened, the youngest first.
async fn activity(member: &Member) -> Result<Vec<Value>, Trouble> {
    let (mut events, mut before) = (Vec::new(), None);
    while events.len() < MOST_EVENTS {
        let some = happened(member, before, AT_ONCE).await?;
        before = some.last().map(|held| held.id);
        events.extend(some.iter().map(|held| {
            let AccountEvent { kind, at, user_agent, about } = &held.event;
            json!({ "kind": kind, "at": moment(*at), "browser": user_agent, "about": about })
        }));
        if some.len() < AT_ONCE {
            break;
        }
    }
    Ok(events)
}

fn browser(held: &RememberedBrowserRecord) -> Value {
    json!({
        "browser": held.user_agent,
        "since": moment(held.created_at),
        "last_used": moment(held.used_at),
        "until": moment(held.expires_at),
    })
}

/// Which browser or network it is, nothing tells.
fn whereabouts(seen: &WhereaboutsRecord) -> Value {
    json!({
        "kind": seen.kind.name(),
        "last_noted": moment(seen.seen_at),
        "until": moment(seen.expires_at),
    })
}

/// Where a browser is told. The keys are secrets of that browser.
fn notified(member: &Member, held: &PushSubscriptionRecord) -> Value {
    let to = Subscription::open(&member.visit.app.push, held);
    json!({
        "push_service": to.as_ref().map(Subscription::service),
        "language": held.language,
        "since": moment(held.created_at),
    })
}

fn challenge(asked: &ChallengeRecord) -> Value {
    json!({
        "state": asked.state.name(),
        "app": asked.app,
        "address": asked.address,
        "browser": asked.user_agent,
        "asked": moment(asked.created_at),
        "until": moment(asked.expires_at),
    })
}

fn confirmation(asked: &ConfirmationRecord, now: Timestamp) -> Value {
    json!({
        "state": asked.state_at(now).name(),
        "app": asked.app,
        "title": asked.text.title,
        "header": asked.text.header,
        "message": asked.text.message,
        "asked": moment(asked.created_at),
        "until": moment(asked.expires_at),
    })
}

/// Who the other one is, is theirs to tell.
fn handover(held: &HandoverRecord, me: AccountId) -> Value {
    json!({
        "name": held.name,
        "model": held.model,
        "is_own": held.from == me,
        "state": held.state.name(),
        "offered": moment(held.created_at),
        "until": moment(held.expires_at),
        "decided": held.decided_at.map(moment),
    })
}

fn organization((of, held): &(Organization, Membership)) -> Value {
    json!({
        "alias": of.alias,
        "name": of.name,
        "two_factors": of.two_factors,
        "refuses": of.refuses,
        "role": held.role.name(),
        "since": moment(held.created_at),
    })
}

fn recovery(asked: &RecoveryRecord) -> Value {
    json!({
        "state": asked.state.name(),
        "email": asked.email,
        "address": asked.address,
        "browser": asked.user_agent,
        "asked": moment(asked.created_at),
        "from": moment(asked.ready_at),
        "until": moment(asked.expires_at),
        "decided": asked.decided_at.map(moment),
    })
}

fn second_factors(held: &Held) -> Vec<Value> {
    let totp = held.totp.iter().map(|totp| {
        json!({
            "kind": Proof::Totp.name(),
            "since": moment(totp.created_at),
            "last_used": totp.used_at.map(moment),
        })
    });
    let phone = held.phone.iter().map(|phone| {
        json!({
            "kind": Proof::Sms.name(),
            "number": phone.number,
            "since": moment(phone.created_at),
            "last_used": phone.used_at.map(moment),
        })
    });
    let app = held.companion_app.iter().map(|app| {
        json!({
            "kind": Proof::CompanionApp.name(),
            "since": moment(app.created_at),
            "last_used": app.used_at.map(moment),
        })
    });
    totp.chain(phone).chain(app).collect()
}

fn passkey(passkey: &PasskeyRecord) -> Value {
    json!({
        "name": passkey.label,
        "since": moment(passkey.created_at),
        "last_used": passkey.used_at.map(moment),
    })
}

fn device((device, client): &Connected) -> Value {
    json!({
        "name": device.description.name,
        "model": device.description.model,
        "software_version": device.description.software_version,
        "client_id": client.as_ref().map(|client| &*client.client_id),
        "connected": moment(device.created_at),
        "last_used": moment(device.seen_at),
    })
}

fn answer((record, client): &Said) -> Value {
    let said = &record.answer;
    json!({
        "of": if record.client.is_some() { "client" } else { "tenant" },
        "client_id": client.as_ref().map(|client| &*client.client_id),
        "version": said.version,
        "accepted": said.accepted,
        "at": moment(said.at),
        "browser": said.user_agent,
        "app": said.app,
    })
}

fn session(session: &SessionRecord) -> Value {
    json!({
        "browser": session.user_agent,
        "began": moment(session.created_at),
        "proved": moment(session.auth_time),
        "last_used": moment(session.seen_at),
        "expires": moment(session.expires_at),
        "amr": session.amr,
        "acr": session.acr,
    })
}

fn moment(at: Timestamp) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(at.seconds());
    moment.ok().and_then(|moment| moment.format(&Rfc3339).ok()).unwrap_or_default()
}
