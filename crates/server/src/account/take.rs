//! `/{group}/account/take`: a person takes a device that somebody of the same tenant gives them
//! (docs/decisions/0054).
//!
//! Security: the address with a code in it fills in the field and does nothing else. What a device had
//! of its last owner ends when it is taken; tokens of the next one it gets only by showing a code that
//! they enter, as any device does.
use super::handover::{are_offered, digest};
use super::{Member, Need, enter};
use crate::attempts::{self, Attempt, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{
    Answered, Letter, Told, app_in_mail, app_view, harmless_device, harmless_name, person,
    scope_lines,
};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, AccountStatus, EventKind, HandoverState};
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, CodeDigest, Timestamp};
use latchkey_oidc::authorize::Asked;
use latchkey_oidc::device::UserCode;
use latchkey_oidc::{Client, Grant};
use latchkey_store::{HandoverRecord, Taking, Tx, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{AccountOfferPage, AccountTakePage, DeviceChange, TakeProblem};
use std::sync::Arc;

pub(super) const SECTION: &str = "take";
/// Characters of what was typed that are shown again.
const LONGEST: usize = 32;

/// `GET …/take`.
///
/// # Errors
/// [`Trouble::NotFound`] where devices are not handed over.
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    are_offered(&visit)?;
    let query = Form::parse(request.query_string().as_bytes());
    let typed = Typed::read(&query);
    let member = enter!(visit, &typed.section(), Need::SignedIn);
    Ok(page(&member, StatusCode::OK, &typed, &[]))
}

/// `POST …/take`: shows the device that is offered with this code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let typed = Typed::read(&form);
    let member = enter!(visit, &typed.section(), Need::SignedIn);
    match find(&member, &form, &typed).await? {
        Ok(offer) => Ok(offer_page(&member, &typed, &offer)),
        Err(refused) => Ok(refused),
    }
}

/// `POST …/take/accept`: it is theirs. What its last owner allowed it ends in the same transaction.
///
/// # Errors
/// [`Trouble`].
pub async fn accept(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let typed = Typed::read(&form);
    let member = enter!(visit, &typed.section(), Need::SignedIn);
    let offer = match find(&member, &form, &typed).await? {
        Ok(offer) => offer,
        Err(refused) => return Ok(refused),
    };
    let told = offer.notices(&member)?;
    let (standing, events) = (member.standing(), Events::of(&member.visit));
    let (giver, taker) = offer.about(&member);
    let (attempt, code, at) = (offer.attempt, offer.held.record.code, member.visit.now);
    let waits = member.visit.tenant.settings().accounts.device_handover.waits;
    let taken = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? || open(tx, &code, at)?.is_none() {
            return Err(Stop::Over);
        }
        let taking = Taking { code: &code, by: standing.account, at };
        let held = tx.take_device(&taking, at + waits)?.ok_or(Stop::Over)?;
        if !tx.end_device(held.from, held.device, at)? {
            return Err(Stop::Over);
        }
        attempt.succeeded(tx)?;
        events.note_of(tx, held.from, (EventKind::DeviceHandedOver, &giver))?;
        events.note_about(tx, standing.account, (EventKind::DeviceTaken, &taker))?;
        told.iter().try_for_each(|told| told.put(tx))?;
        Ok(())
    });
    match taken.await {
        Ok(()) => {
            member.visit.app.message_queued.notify_one();
            Ok(to_devices(&member, DeviceChange::Taken))
        }
        Err(Stop::Over) => Ok(page(&member, StatusCode::GONE, &typed, &[TakeProblem::Over])),
        Err(Stop::Tx(error)) => Err(error.into()),
    }
}

/// `POST …/take/decline`: they do not want it, and nobody gets it with that code.
///
/// # Errors
/// [`Trouble`].
pub async fn decline(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let typed = Typed::read(&form);
    let member = enter!(visit, &typed.section(), Need::SignedIn);
    let offer = match find(&member, &form, &typed).await? {
        Ok(offer) => offer,
        Err(refused) => return Ok(refused),
    };
    let (standing, events) = (member.standing(), Events::of(&member.visit));
    let (about, at) = (offer.title().to_owned(), member.visit.now);
    let declined = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok(());
        }
        let taking = Taking { code: &offer.held.record.code, by: standing.account, at };
        if let Some(held) = tx.decline_device(&taking)? {
            events.note_of(tx, held.from, (EventKind::HandoverDeclined, &about))?;
        }
        Ok::<_, TxError>(())
    });
    declined.await?;
    Ok(to_devices(&member, DeviceChange::Declined))
}

/// `POST …/take/forget`: one that was taken does not wait to be connected any more.
///
/// # Errors
/// [`Trouble`].
pub async fn forget(visit: Visit, form: Form) -> Answered {
    are_offered(&visit)?;
    let member = enter!(visit, "devices", Need::SignedIn);
    let device = form.get("device").and_then(|id| id.parse().ok());
    let Some(device) = device.filter(|_| member.sent(&form)) else {
        return Ok(member.visit.go(&member.path("/devices")));
    };
    let account = member.account.id;
    let store = &member.visit.app.store;
    let forgotten =
        store.write(member.visit.tenant.id(), move |tx| tx.forget_taken(account, device));
    let forgotten: Result<bool, TxError> = forgotten.await;
    forgotten?;
    Ok(to_devices(&member, DeviceChange::Forgotten))
}

/// The path of the page below the account, with a code.
pub(super) fn place(code: Option<UserCode>) -> String {
    code.map_or_else(|| "/take".to_owned(), |code| format!("/take?code={code}"))
}

/// What was typed, or what a link said.
struct Typed {
    text: String,
    code: Option<UserCode>,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let typed = form.text("code").trim();
        let code = UserCode::parse(typed);
        // As it was shown, so that the two can be compared.
        let text =
            code.map_or_else(|| typed.chars().take(LONGEST).collect(), |code| code.to_string());
        Self { text, code }
    }

    /// Where a sign-in on the way comes back to.
    fn section(&self) -> String {
        self.code.map_or_else(|| SECTION.to_owned(), |code| format!("{SECTION}.{code}"))
    }
}

/// Why nothing was taken.
enum Stop {
    /// The code is not good any more, or they are not signed in.
    Over,
    Tx(TxError),
}

impl From<TxError> for Stop {
    fn from(error: TxError) -> Self {
        Self::Tx(error)
    }
}

/// A device that somebody can take.
struct Offer {
    held: Held,
    client: Arc<Client>,
    /// The try that found it.
    attempt: Attempt,
}

/// What the database knows of it.
struct Held {
    record: HandoverRecord,
    giver: Account,
    grant: Arc<Grant>,
}

/// What a code led to.
enum Found {
    Offer(Box<Held>),
    /// The person here took it already: another tab was faster.
    Taken,
    Own,
    Over,
    Unknown,
}

/// The offer with the code of a form, or the page that says why there is none.
///
/// Security: codes are short, so that wrong ones are counted, for each person and for each network, before
/// they are looked up. Only a device that is taken clears the count of its person: to look at an offer costs nothing,
/// and somebody else who offers one is easily found.
async fn find(
    member: &Member,
    form: &Form,
    typed: &Typed,
) -> Result<Result<Offer, HttpResponse>, Trouble> {
    let refused = |status, problem| Ok(Err(page(member, status, typed, &[problem])));
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !member.sent(form) {
        return refused(StatusCode::BAD_REQUEST, TakeProblem::FormTooOld);
    }
    if typed.text.is_empty() {
        return refused(unprocessable, TakeProblem::Missing);
    }
    // What cannot be a code is a slip, and no guess.
    let Some(code) = typed.code else { return refused(unprocessable, TakeProblem::Unknown) };
    let (visit, me, now) = (&member.visit, member.account.id, member.visit.now);
    let whose = format!("handover {me}");
    let tried = Tried::new(Kind::DeviceCode, &whose);
    let attempt = match attempts::count(visit, tried).await?.go() {
        Ok(attempt) => attempt,
        Err(until) => {
            let problem = TakeProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let code = digest(&visit.app.codes, &code);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| look(tx, me, (&code, now)));
    let found: Result<Found, TxError> = found.await;
    match found? {
        Found::Offer(held) => {
            let client = visit.app.store.client_by_key(visit.tenant.id(), held.record.client);
            match client.await? {
                Some(client) => Ok(Ok(Offer { held: *held, client, attempt })),
                None => refused(unprocessable, TakeProblem::Over),
            }
        }
        Found::Taken => Ok(Err(to_devices(member, DeviceChange::Taken))),
        Found::Own => refused(unprocessable, TakeProblem::Own),
        Found::Over => refused(unprocessable, TakeProblem::Over),
        Found::Unknown => refused(unprocessable, TakeProblem::Unknown),
    }
}

fn look(
    tx: &mut dyn Tx,
    me: AccountId,
    (code, now): (&CodeDigest, Timestamp),
) -> Result<Found, TxError> {
    let Some(held) = tx.handover(code)? else { return Ok(Found::Unknown) };
    if held.from == me {
        return Ok(Found::Own);
    }
    if held.state == HandoverState::Taken && held.to == Some(me) {
        return Ok(Found::Taken);
    }
    Ok(open(tx, code, now)?.map_or(Found::Over, |held| Found::Offer(Box::new(held))))
}

/// What that code is good for now: whoever gives the device away may still sign in, the device is still
/// theirs, and its app was not switched off.
fn open(tx: &mut dyn Tx, code: &CodeDigest, now: Timestamp) -> Result<Option<Held>, TxError> {
    let held = tx.handover(code)?.filter(|held| held.is_open(now));
    let Some(record) = held else { return Ok(None) };
    let giver = tx.account(record.from)?.filter(|held| held.status == AccountStatus::Active);
    let devices = tx.devices(record.from, now)?;
    let is_theirs = devices.iter().any(|held| held.authorization == record.device);
    let grant = tx.device_grant(record.device)?.filter(|_| is_theirs);
    let client = tx.client_by_key(record.client)?.filter(|held| !held.disabled);
    let (Some(giver), Some(grant), Some(_)) = (giver, grant, client) else { return Ok(None) };
    Ok(Some(Held { record, giver, grant }))
}

impl Offer {
    fn app(&self) -> &str {
        app_view(&self.client).name
    }

    fn title(&self) -> &str {
        self.held.record.title().unwrap_or(self.app())
    }

    /// What stands in the lists of what happened: of the giver, and of the person here.
    fn about(&self, member: &Member) -> (String, String) {
        let line = |other: &Account| format!("{} ({})", self.title(), person(other).login);
        (line(&member.account), line(&self.held.giver))
    }

    /// The mails to both, each in their own language.
    fn notices(&self, member: &Member) -> Result<Vec<Told>, Trouble> {
        // Security: strangers do not write our mails.
        let app = app_in_mail(&self.client);
        let device = self.held.record.title().and_then(harmless_device);
        let (giver, taker) = (called(&self.held.giver), called(&member.account));
        let over = Notice::DeviceHandedOver { device, app, person: &taker };
        let taken = Notice::DeviceTaken { device, app, person: &giver };
        let to_giver = Letter::of(&member.visit, &self.held.giver);
        let to_giver = to_giver.map(|letter| letter.notice(&over)).transpose()?;
        let to_taker = member.letter().map(|letter| letter.notice(&taken)).transpose()?;
        Ok(to_giver.into_iter().chain(to_taker).collect())
    }
}

/// What a person is called in a mail to somebody else: by what tells them apart, too.
fn called(account: &Account) -> String {
    let shown = person(account);
    match shown.name.and_then(harmless_name) {
        Some(name) => format!("{name} ({})", shown.login),
        None => shown.login.to_owned(),
    }
}

fn to_devices(member: &Member, done: DeviceChange) -> HttpResponse {
    member.visit.go(&member.path(&format!("/devices?done={}", done.name())))
}

fn page(
    member: &Member,
    status: StatusCode,
    typed: &Typed,
    problems: &[TakeProblem],
) -> HttpResponse {
    let (home, action) = (member.path(""), member.path("/take"));
    member.page(status, |page| {
        let (home_url, action, code) = (home.as_str(), action.as_str(), typed.text.as_str());
        draw(&AccountTakePage { page, home_url, action, code, problems })
    })
}

fn offer_page(member: &Member, typed: &Typed, offer: &Offer) -> HttpResponse {
    let (accept, decline) = (member.path("/take/accept"), member.path("/take/decline"));
    let asked = Asked::again(&offer.held.grant);
    scope_lines(&member.visit, &member.account, (&asked, false), |scopes| {
        member.page(StatusCode::OK, |page| {
            draw(&AccountOfferPage {
                page,
                action: &accept,
                decline_action: &decline,
                code: &typed.text,
                giver: person(&offer.held.giver),
                person: person(&member.account),
                name: offer.held.record.name.as_deref(),
                model: offer.held.record.model.as_deref(),
                app: offer.app(),
                scopes,
            })
        })
    })
}
