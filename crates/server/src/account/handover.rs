//! `/{group}/account/devices/handover`: the owner of a device makes a code by which another person of the
//! tenant can take it (docs/decisions/0054).
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, app_view, person};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, HandoverPolicy, HandoverState};
use latchkey_base::{AuthorizationId, CodeDigest, CodeKey};
use latchkey_oidc::Client;
use latchkey_oidc::device::UserCode;
use latchkey_store::{DeviceRecord, HandoverRecord, TxError};
use latchkey_ui::pages::{AccountHandoverPage, DeviceChange, HandoverProblem, HandoverStage};
use std::sync::Arc;

pub(super) const SECTION: &str = "handover";

/// `GET …/devices/handover?device=…`.
///
/// # Errors
/// [`Trouble::NotFound`] where devices are not handed over.
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    are_offered(&visit)?;
    let of = named(&Form::parse(request.query_string().as_bytes()));
    let member = enter!(visit, &section(of), Need::Fresh);
    let Some(held) = Held::find(&member, of).await? else { return Ok(to_devices(&member)) };
    Ok(page(&member, StatusCode::OK, &held, (held.stage(), &[])))
}

/// `POST …/devices/handover`: makes a code, in the place of an earlier one of the same device. It is shown
/// in this answer and never again.
///
/// # Errors
/// [`Trouble`].
pub async fn make(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let of = named(&form);
    let member = enter!(visit, &section(of), Need::Fresh);
    let Some(held) = Held::find(&member, of).await? else { return Ok(to_devices(&member)) };
    let refused = |status, problem| Ok(page(&member, status, &held, (held.stage(), &[problem])));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, HandoverProblem::FormTooOld);
    }
    let (visit, now) = (&member.visit, member.visit.now);
    let code = UserCode::new(&*visit.app.entropy);
    let until = now + visit.tenant.settings().accounts.device_handover.lifetime;
    let record = HandoverRecord {
        device: held.device.authorization,
        from: member.account.id,
        to: None,
        client: held.device.client,
        code: digest(&visit.app.codes, &code),
        name: held.device.description.name.clone(),
        model: held.device.description.model.clone(),
        state: HandoverState::Open,
        created_at: now,
        expires_at: until,
        decided_at: None,
    };
    let (standing, events) = (member.standing(), Events::of(visit));
    let about = held.title().to_owned();
    let made = visit.app.store.write(visit.tenant.id(), move |tx| {
        let HandoverRecord { device, from, .. } = record;
        let is_theirs = tx.devices(from, now)?.iter().any(|held| held.authorization == device);
        if !is_theirs || !standing.holds(tx)? {
            return Ok(Made::Gone);
        }
        let others = tx.handovers_from(from)?;
        let others = others.iter().filter(|held| held.is_open(now) && held.device != device);
        if others.count() >= HandoverPolicy::MOST {
            return Ok(Made::TooMany);
        }
        if !tx.offer_device(&record)? {
            return Ok(Made::Gone);
        }
        events.note_about(tx, from, (EventKind::HandoverStarted, &about))?;
        Ok::<_, TxError>(Made::Done)
    });
    match made.await? {
        Made::Gone => Ok(to_devices(&member)),
        Made::TooMany => refused(StatusCode::CONFLICT, HandoverProblem::TooMany),
        Made::Done => {
            let code = code.to_string();
            let link = format!("{}/account/take?code={code}", member.visit.tenant.issuer);
            let stage = HandoverStage::Made { code: &code, link: &link, until };
            Ok(page(&member, StatusCode::OK, &held, (stage, &[])))
        }
    }
}

/// `POST …/devices/handover/withdraw`: makes the code void.
///
/// # Errors
/// [`Trouble`].
pub async fn withdraw(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let of = named(&form);
    let member = enter!(visit, &section(of), Need::SignedIn);
    let Some(held) = Held::find(&member, of).await? else { return Ok(to_devices(&member)) };
    if !member.sent(&form) {
        let problems = &[HandoverProblem::FormTooOld];
        return Ok(page(&member, StatusCode::BAD_REQUEST, &held, (held.stage(), problems)));
    }
    let (account, device, now) = (member.account.id, held.device.authorization, member.visit.now);
    let (events, about) = (Events::of(&member.visit), held.title().to_owned());
    let withdrawn = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        let withdrawn = tx.withdraw_handover((account, device), now)?;
        if withdrawn {
            events.note_about(tx, account, (EventKind::HandoverWithdrawn, &about))?;
        }
        Ok::<_, TxError>(withdrawn)
    });
    withdrawn.await?;
    let done = DeviceChange::Withdrawn.name();
    Ok(member.visit.go(&member.path(&format!("/devices?done={done}"))))
}

/// Whether devices are handed over here.
///
/// # Errors
/// [`Trouble::NotFound`] if not.
pub(super) fn are_offered(visit: &Visit) -> Result<(), Trouble> {
    let policy = &visit.tenant.settings().accounts.device_handover;
    if policy.enabled { Ok(()) } else { Err(Trouble::NotFound) }
}

/// How a code is kept. Security: under a key of ours, since it can be guessed from a mere hash, and apart
/// from the codes that devices show.
pub(super) fn digest(key: &CodeKey, code: &UserCode) -> CodeDigest {
    key.digest("device_handover", &code.to_string())
}

/// The path of the page below the account, of one device.
pub(super) fn place(of: Option<AuthorizationId>) -> String {
    of.map_or_else(|| "/devices".to_owned(), |id| format!("/devices/handover?device={id}"))
}

/// What came of wanting a code.
enum Made {
    Done,
    /// Too many others wait to be taken.
    TooMany,
    /// The device is not theirs any more, or they are not signed in.
    Gone,
}

/// A device of the person.
struct Held {
    device: DeviceRecord,
    client: Option<Arc<Client>>,
    offer: Option<HandoverRecord>,
}

impl Held {
    async fn find(member: &Member, of: Option<AuthorizationId>) -> Result<Option<Self>, Trouble> {
        let Some(of) = of else { return Ok(None) };
        let (account, now) = (member.account.id, member.visit.now);
        let (store, tenant) = (&member.visit.app.store, member.visit.tenant.id());
        let found = store.read(tenant, move |tx| {
            let devices = tx.devices(account, now)?;
            let device = devices.into_iter().find(|held| held.authorization == of);
            let offers = tx.handovers_from(account)?;
            let offer = offers.into_iter().find(|held| held.device == of && held.is_open(now));
            Ok::<_, TxError>(device.map(|device| (device, offer)))
        });
        let Some((device, offer)) = found.await? else { return Ok(None) };
        let client = store.client_by_key(tenant, device.client).await?;
        Ok(Some(Self { device, client, offer }))
    }

    fn app(&self) -> &str {
        self.client.as_ref().map_or("", |client| app_view(client).name)
    }

    /// What it is called in a list of what happened.
    fn title(&self) -> &str {
        self.device.description.title().unwrap_or(self.app())
    }

    fn stage(&self) -> HandoverStage<'static> {
        match &self.offer {
            Some(offer) => HandoverStage::Open { until: offer.expires_at },
            None => HandoverStage::None,
        }
    }
}

fn named(form: &Form) -> Option<AuthorizationId> {
    form.get("device")?.parse().ok()
}

/// Where a sign-in on the way comes back to: the device that it was about.
fn section(of: Option<AuthorizationId>) -> String {
    of.map_or_else(|| "devices".to_owned(), |id| format!("{SECTION}.{id}"))
}

fn to_devices(member: &Member) -> HttpResponse {
    member.visit.go(&member.path("/devices"))
}

fn page(
    member: &Member,
    status: StatusCode,
    held: &Held,
    (stage, problems): (HandoverStage<'_>, &[HandoverProblem]),
) -> HttpResponse {
    let paths = ["/devices", "/devices/handover", "/devices/handover/withdraw"];
    let [devices, action, withdraw] = &paths.map(|rest| member.path(rest));
    let device = held.device.authorization.to_string();
    member.page(status, |page| {
        draw(&AccountHandoverPage {
            page,
            devices_url: devices,
            action,
            withdraw_action: withdraw,
            device: &device,
            name: held.device.description.title(),
            app: held.app(),
            person: person(&member.account),
            stage,
            problems,
        })
    })
}
