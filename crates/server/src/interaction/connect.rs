//! "Connect this device?": the last word of whoever entered its code (RFC 8628 §3.3, §5.4).
use super::mails::{Letter, app_in_mail, harmless_device};
use super::notices::Told;
use super::{Answered, Asked, AskedDevice, Pass, PassPath, Progress, SignedIn, app_view};
use super::{consent, device, enter, person, refused};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{AccountStatus, EventKind};
use latchkey_base::{InteractionId, Timestamp};
use latchkey_oidc::AuthorizationCode;
use latchkey_oidc::authorize::{BrowserSession, NextStep, PromptKind, Refusal};
use latchkey_oidc::device::approve;
use latchkey_store::{DeviceRecord, Tx, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{DeviceCodeProblem, DeviceConfirmPage, DeviceDonePage, Origin};

/// `GET …/connect`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    let is_next = match pass.next_step() {
        NextStep::Ask { prompt, .. } => prompt == PromptKind::Consent,
        NextStep::Grant(_) => true,
        NextStep::Refuse(_) => false,
    };
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress);
    match (who, &pass.device) {
        (Some(who), Some(device)) if is_next => Ok(page(&pass, who, device)),
        _ => Ok(pass.go_on()),
    }
}

/// `POST …/connect`: yes. What was shown is what is granted, for both come from the stored
/// request, and every other question is asked again before.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress).cloned();
    let (Some(who), Some(asked)) = (who, pass.device.clone()) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        return Ok(pass.go_on());
    }
    pass.progress.protocol.consented = Some(who.account.id);
    pass.progress.protocol.chosen = Some(who.session.session);
    let code = match pass.next_step() {
        NextStep::Grant(allowed) => {
            let until = (asked.hash, asked.expires_at);
            approve(&allowed, &pass.client, until, &pass.context())
        }
        _ => return Ok(pass.go_on()),
    };
    match connect(&pass, &who, &asked, code).await {
        Ok(true) => {
            pass.visit.app.message_queued.notify_one();
            Ok(pass.visit.go(&pass.path("connected")))
        }
        Ok(false) => {
            let problems = [DeviceCodeProblem::Expired];
            Ok(device::page(&pass.visit, StatusCode::GONE, &asked.user_code, &problems))
        }
        Err(Stop::Overtaken) => Ok(pass.go_on()),
        Err(Stop::Tx(error)) => Err(error.into()),
    }
}

/// Why a device was not connected.
enum Stop {
    /// Something is no longer as it was when it was decided on; the dispatcher finds out what.
    Overtaken,
    Tx(TxError),
}

impl From<TxError> for Stop {
    fn from(error: TxError) -> Self {
        Self::Tx(error)
    }
}

/// All of it or nothing: the authorization with its device, the end of the pass, the notice.
/// `false` if the code has expired or somebody has decided already.
async fn connect(
    pass: &Pass,
    who: &SignedIn,
    asked: &AskedDevice,
    code: AuthorizationCode,
) -> Result<bool, Stop> {
    let now = pass.visit.now;
    let device = DeviceRecord {
        authorization: code.grant.authorization,
        account: who.account.id,
        client: pass.client.key,
        description: asked.description.clone(),
        created_at: now,
        seen_at: now,
    };
    let record = pass.decided(true);
    let notice = notice(pass, who, asked).ok().flatten();
    let (events, about) = (Events::of(&pass.visit), about(pass, asked));
    let session = who.session.clone();
    let done = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if !stands(tx, &device, (&session, now))? {
            return Err(Stop::Overtaken);
        }
        if !tx.approve_device(&device, &code, now)? {
            return Ok(false);
        }
        if !tx.update_interaction(&record)? {
            return Err(Stop::Overtaken);
        }
        name_as_taken(tx, &device, now)?;
        events.note_about(tx, device.account, (EventKind::DeviceConnected, &about))?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok(true)
    });
    done.await
}

/// A device that the person took from somebody else is called what it was called there.
fn name_as_taken(tx: &mut dyn Tx, device: &DeviceRecord, now: Timestamp) -> Result<(), TxError> {
    let kind = (device.client, device.description.model.as_deref());
    let taken = tx.connect_taken(device.account, kind, now)?;
    if let Some(name) = taken.and_then(|held| held.name) {
        tx.rename_device(device.account, device.authorization, Some(&name))?;
    }
    Ok(())
}

/// Whether the person is still signed in here and may be, and the app was not switched off.
fn stands(
    tx: &mut dyn Tx,
    device: &DeviceRecord,
    (session, now): (&BrowserSession, Timestamp),
) -> Result<bool, TxError> {
    let client = tx.client_by_key(device.client)?.filter(|held| !held.disabled);
    let account = tx.account(device.account)?.filter(|held| held.status == AccountStatus::Active);
    let held = tx.session(session.session)?;
    let held = held.filter(|held| held.browser == session.browser && now < held.expires_at);
    Ok(client.is_some() && account.is_some() && held.is_some())
}

/// Tells the owner, who perhaps was not the one in front of the page.
fn notice(pass: &Pass, who: &SignedIn, asked: &AskedDevice) -> Result<Option<Told>, Trouble> {
    let Some(letter) = Letter::of(&pass.visit, &who.account) else { return Ok(None) };
    let app = app_in_mail(&pass.client);
    let device = asked.title().and_then(harmless_device);
    letter.notice(&Notice::DeviceConnected { device, app }).map(Some)
}

/// What the device is in a list of what happened.
fn about(pass: &Pass, asked: &AskedDevice) -> String {
    asked.title().unwrap_or(app_view(&pass.client).name).to_owned()
}

/// Closes a pass for a device without connecting it: the device hears `access_denied` (RFC 8628
/// §3.5). If another tab was faster, its answer stands.
///
/// # Errors
/// [`Trouble`].
pub async fn refuse(pass: &Pass, asked: &AskedDevice, refusal: &Refusal) -> Answered {
    let (record, hash, now) = (pass.decided(false), asked.hash, pass.visit.now);
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress);
    let who = who.map(|who| who.account.id);
    let (events, about) = (Events::of(&pass.visit), about(pass, asked));
    let closed = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        let closed = tx.update_interaction(&record)?;
        if closed
            && tx.deny_device(&hash, now)?
            && let Some(who) = who
        {
            events.note_about(tx, who, (EventKind::DeviceDenied, &about))?;
        }
        Ok::<_, TxError>(closed)
    });
    if closed.await? {
        let client = Some(pass.client.client_id.as_str());
        refused::known(&pass.visit, "device", client, refusal);
    }
    Ok(pass.visit.go(&pass.path("connected")))
}

/// `GET …/connected`: what became of it.
///
/// # Errors
/// [`Trouble`].
pub async fn done(mut visit: Visit, path: PassPath) -> Answered {
    let id: InteractionId = path.1.parse().map_err(|_| Trouble::NotFound)?;
    let tenant = visit.tenant.id();
    let found = visit.app.store.read(tenant, move |tx| tx.interaction(id)).await;
    let found: Result<_, TxError> = found;
    let record = found?.filter(|record| record.browser == visit.browser());
    let record = record.ok_or(Trouble::NotFound)?;
    let asked = serde_json::from_value::<Asked>(record.request).map_err(|_| Trouble::NotFound)?;
    let progress: Progress = serde_json::from_value(record.progress).unwrap_or_default();
    let (Some(device), Some(is_connected)) = (asked.device, progress.connected) else {
        return Ok(visit.go(&visit.path(&format!("/interaction/{id}"))));
    };
    let client = visit.app.store.client_by_key(tenant, asked.request.client).await?;
    let client = client.ok_or(Trouble::NotFound)?;
    visit.speak(asked.request.ui_locales.as_deref());
    let again = visit.path("/device");
    let look = Look {
        app: Some(app_view(&client)),
        logo: visit.logo(&client),
        ..Look::plain(StatusCode::OK, visit.language(None, None))
    };
    Ok(visit.page(look, |page| {
        let (device, again_url) = (device.title(), again.as_str());
        draw(&DeviceDonePage { page, device, is_connected, again_url })
    }))
}

fn page(pass: &Pass, who: &SignedIn, asked: &AskedDevice) -> HttpResponse {
    let (action, deny, select) = (pass.path("connect"), pass.path("abort"), pass.path("select"));
    let minutes = pass.visit.now.since(asked.asked_at).get() / 60;
    let here = asked.address == pass.visit.address.to_string();
    let origin = if here { Origin::SameNetwork } else { Origin::Elsewhere(&asked.address) };
    consent::lines(pass, who, None, |lines| {
        pass.page(StatusCode::OK, |page| {
            draw(&DeviceConfirmPage {
                page,
                action: &action,
                deny_action: &deny,
                person: person(&who.account),
                other_account_url: Some(&select),
                user_code: &asked.user_code,
                name: asked.description.name.as_deref(),
                model: asked.description.model.as_deref(),
                software_version: asked.description.software_version.as_deref(),
                minutes: usize::try_from(minutes).unwrap_or_default(),
                origin,
                scopes: lines,
            })
        })
    })
}
