//! `/{group}/account/devices`: the devices that the person has connected (RFC 8628).
use super::{Member, Need, enter, handover};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, app_view};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_base::{AuthorizationId, Timestamp};
use latchkey_oidc::Client;
use latchkey_oidc::device::DeviceDescription;
use latchkey_store::{DeviceRecord, HandoverRecord, TxError};
use latchkey_ui::pages::{
    AccountDeviceLine, AccountDeviceProblem, AccountDevicesPage, AccountTakenLine, DeviceChange,
};
use std::sync::Arc;

const SECTION: &str = "devices";

/// A device with its app; `None` for one that is gone.
pub(super) type Connected = (DeviceRecord, Option<Arc<Client>>);

/// `GET …/devices`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let done = DeviceChange::ALL.into_iter().find(|done| query.get("done") == Some(done.name()));
    page(&member, StatusCode::OK, (done, &[]), None).await
}

/// `POST …/devices`: disconnects exactly this one.
///
/// # Errors
/// [`Trouble`].
pub async fn end(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.sent(&form) {
        let problems = &[AccountDeviceProblem::FormTooOld];
        return page(&member, StatusCode::BAD_REQUEST, (None, problems), None).await;
    }
    let Some(device) = named(&form) else { return Ok(member.visit.go(&member.path("/devices"))) };
    let (account, now, events) = (member.account.id, member.visit.now, Events::of(&member.visit));
    let ended = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        let held = tx.devices(account, now)?;
        let held = held.into_iter().find(|held| held.authorization == device);
        let Some(held) = held else { return Ok(false) };
        if !tx.end_device(account, device, now)? {
            return Ok(false);
        }
        let about = held.description.title().unwrap_or_default();
        events.note_about(tx, account, (EventKind::DeviceEnded, about))?;
        Ok::<_, TxError>(true)
    });
    let ended: bool = ended.await?;
    Ok(member.visit.go(&match ended {
        true => member.path(&format!("/devices?done={}", DeviceChange::Ended.name())),
        false => member.path("/devices"),
    }))
}

/// `POST …/devices/name`: calls one something else; by what it says of itself, without a name.
///
/// # Errors
/// [`Trouble`].
pub async fn rename(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.sent(&form) {
        let problems = &[AccountDeviceProblem::FormTooOld];
        return page(&member, StatusCode::BAD_REQUEST, (None, problems), None).await;
    }
    let Some(device) = named(&form) else { return Ok(member.visit.go(&member.path("/devices"))) };
    let name = form.text("name").trim().to_owned();
    if !name.is_empty() && !DeviceDescription::is_name(&name) {
        let (status, problems) =
            (StatusCode::UNPROCESSABLE_ENTITY, &[AccountDeviceProblem::NameOdd]);
        return page(&member, status, (None, problems), Some((device, &name))).await;
    }
    let account = member.account.id;
    let renamed = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        tx.rename_device(account, device, Some(name.as_str()).filter(|name| !name.is_empty()))
    });
    let renamed: Result<bool, TxError> = renamed.await;
    Ok(member.visit.go(&match renamed? {
        true => member.path(&format!("/devices?done={}", DeviceChange::Renamed.name())),
        false => member.path("/devices"),
    }))
}

fn named(form: &Form) -> Option<AuthorizationId> {
    form.get("device")?.parse().ok()
}

/// The connected devices, the latest first.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn connected(member: &Member) -> Result<Vec<Connected>, Trouble> {
    let (account, now) = (member.account.id, member.visit.now);
    let (store, tenant) = (&member.visit.app.store, member.visit.tenant.id());
    let held = store.read(tenant, move |tx| tx.devices(account, now)).await;
    let held: Result<Vec<DeviceRecord>, TxError> = held;
    let mut devices = Vec::new();
    for device in held? {
        let client = store.client_by_key(tenant, device.client).await?;
        devices.push((device, client));
    }
    Ok(devices)
}

async fn page(
    member: &Member,
    status: StatusCode,
    (done, problems): (Option<DeviceChange>, &[AccountDeviceProblem]),
    typed: Option<(AuthorizationId, &str)>,
) -> Result<HttpResponse, Trouble> {
    let devices = connected(member).await?;
    let handovers = Handovers::of(member).await?;
    let ids: Vec<String> =
        devices.iter().map(|(device, _)| device.authorization.to_string()).collect();
    let typed = typed.map(|(device, name)| (device.to_string(), name));
    if typed.as_ref().is_some_and(|(device, _)| !ids.contains(device)) {
        return Ok(member.visit.go(&member.path("/devices")));
    }
    let urls: Vec<String> = devices
        .iter()
        .map(|(device, _)| member.path(&handover::place(Some(device.authorization))))
        .collect();
    let lines: Vec<AccountDeviceLine<'_>> = devices
        .iter()
        .zip(ids.iter().zip(&urls))
        .map(|((device, client), (id, url))| AccountDeviceLine {
            device: id,
            name: device.description.name.as_deref(),
            model: device.description.model.as_deref(),
            version: device.description.software_version.as_deref(),
            app: client.as_ref().map_or("", |client| app_view(client).name),
            since: device.created_at,
            seen: device.seen_at,
            handover_url: handovers.are_offered.then_some(url.as_str()),
            offered: handovers.until(device.authorization, member.visit.now),
        })
        .collect();
    let waiting = handovers.lines();
    let paths = ["", "/devices", "/devices/name", "/take", "/take/forget"];
    let [home, end, rename, take, forget] = &paths.map(|rest| member.path(rest));
    let connect = member.visit.path("/device");
    Ok(member.page(status, |page| {
        draw(&AccountDevicesPage {
            page,
            home_url: home,
            end_action: end,
            rename_action: rename,
            devices: &lines,
            waiting: &waiting,
            connect_url: &connect,
            forget_action: forget,
            take_url: handovers.are_offered.then_some(take.as_str()),
            done,
            typed: typed.as_ref().map(|(device, name)| (device.as_str(), *name)),
            problems,
        })
    }))
}

/// What is handed over, by the person and to them.
struct Handovers {
    are_offered: bool,
    given: Vec<HandoverRecord>,
    taken: Vec<(HandoverRecord, String, Option<Arc<Client>>)>,
}

impl Handovers {
    async fn of(member: &Member) -> Result<Self, Trouble> {
        let visit = &member.visit;
        let mut found = Self { are_offered: false, given: Vec::new(), taken: Vec::new() };
        if !visit.tenant.settings().accounts.device_handover.enabled {
            return Ok(found);
        }
        found.are_offered = true;
        let (account, now) = (member.account.id, visit.now);
        let (store, tenant) = (&visit.app.store, visit.tenant.id());
        let held = store.read(tenant, move |tx| {
            Ok::<_, TxError>((tx.handovers_from(account)?, tx.handovers_to(account, now)?))
        });
        let (given, taken) = held.await?;
        found.given = given;
        for held in taken {
            let client = store.client_by_key(tenant, held.client).await?;
            let id = held.device.to_string();
            found.taken.push((held, id, client));
        }
        Ok(found)
    }

    /// Until when somebody can take that device.
    fn until(&self, device: AuthorizationId, now: Timestamp) -> Option<Timestamp> {
        let offer = self.given.iter().find(|held| held.device == device && held.is_open(now));
        offer.map(|held| held.expires_at)
    }

    fn lines(&self) -> Vec<AccountTakenLine<'_>> {
        self.taken
            .iter()
            .map(|(held, id, client)| AccountTakenLine {
                device: id,
                name: held.name.as_deref(),
                model: held.model.as_deref(),
                app: client.as_ref().map_or("", |client| app_view(client).name),
                until: held.expires_at,
            })
            .collect()
    }
}
