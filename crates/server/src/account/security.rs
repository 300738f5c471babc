//! `/{group}/account/security`: what the person signs in with.
use super::browsers::Browsers;
use super::renewed::{Removal, renewed, take_what_is_left};
use super::{Member, Need, enter};
use crate::events::Events;
use crate::factors::{enrolled, has_second, is_demanded, refuses, sms};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::passkeys;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, masked_number};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::base64url;
use latchkey_authn::factors::recovery_code::FEW;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{
    CompanionAppRecord, Holdings, PasskeyRecord, PhoneRecord, RememberedBrowserRecord, SessionEnds,
    TotpRecord, Tx, TxError,
};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    AccountSecurityPage, AccountSecurityProblem, MethodState, PasskeyForm, PasskeyLine,
    PasskeySection, RememberedSection, RemovalState, SecurityChange,
};

pub(super) const SECTION: &str = "security";

/// What somebody signs in with.
pub(super) struct Held {
    /// By kind.
    pub enrolled: Vec<Proof>,
    /// The authenticator app.
    pub totp: Option<TotpRecord>,
    /// The number for texted codes.
    pub phone: Option<PhoneRecord>,
    /// The companion app.
    pub companion_app: Option<CompanionAppRecord>,
    /// Recovery codes that are left.
    pub codes_left: usize,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyRecord>,
    /// Browsers that stand in for the second step, the one used last first.
    pub browsers: Vec<RememberedBrowserRecord>,
}

/// What the page says of what was done.
#[derive(Default)]
struct Told<'a> {
    changed: Option<SecurityChange>,
    problems: &'a [AccountSecurityProblem],
    /// What devices called the person until the last passkey was removed.
    former_handle: Option<String>,
    /// The passkey whose new name was not taken, and that name.
    typed: Option<(&'a str, &'a str)>,
}

impl Held {
    /// Reads it.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn read(member: &Member) -> Result<Self, Trouble> {
        let (account, tenant) = (member.account.clone(), member.visit.tenant.id());
        let now = member.visit.now;
        let found = member.visit.app.store.read(tenant, move |tx| {
            let (enrolled, Holdings { codes_left, .. }) = enrolled(tx, &account)?;
            let (totp, phone) = (tx.totp(account.id)?, tx.phone(account.id)?);
            let companion_app = tx.companion_app(account.id)?;
            let passkeys = tx.passkeys_of(account.id)?;
            let browsers = tx.remembered_browsers(account.id, now)?;
            Ok::<_, TxError>(Self {
                enrolled,
                totp,
                phone,
                companion_app,
                codes_left,
                passkeys,
                browsers,
            })
        });
        Ok(found.await?)
    }

    /// All but one.
    fn without(&self, proof: Proof) -> Vec<Proof> {
        self.enrolled.iter().copied().filter(|held| *held != proof).collect()
    }
}

/// `GET …/security`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let query = Form::parse(request.query_string().as_bytes());
    let changed =
        SecurityChange::ALL.into_iter().find(|change| query.get("done") == Some(change.name()));
    let former_handle = former_handle(&member, &query);
    let held = Held::read(&member).await?;
    let told = Told { changed, former_handle, ..Told::default() };
    Ok(page(&member, &held, StatusCode::OK, told))
}

/// `POST …/security/remove`: takes `factor` away, unless the tenant demands it.
///
/// # Errors
/// [`Trouble`].
pub async fn remove(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let held = Held::read(&member).await?;
    if !member.sent(&form) {
        let problems = &[AccountSecurityProblem::FormTooOld];
        let told = Told { problems, ..Told::default() };
        return Ok(page(&member, &held, StatusCode::BAD_REQUEST, told));
    }
    let number = held.phone.as_ref().map(|phone| masked_number(&phone.number));
    let removing = match form.get("factor").and_then(Proof::parse) {
        Some(Proof::Totp) => held.totp.as_ref().map(|_| Removing::TOTP),
        Some(Proof::Sms) => number.as_deref().map(Removing::sms),
        Some(Proof::CompanionApp) => {
            held.companion_app.as_ref().map(|_| Removing::companion_app(app_name(&member)))
        }
        _ => None,
    };
    let Some(removing) = removing else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    match take_away(&member, &removing).await? {
        Removal::Over => Ok(member.visit.go(&member.path("/security"))),
        Removal::Needed | Removal::OnlyWay => {
            let problems = &[removing.needed];
            let told = Told { problems, ..Told::default() };
            Ok(page(&member, &held, StatusCode::CONFLICT, told))
        }
        Removal::Done { session, .. } => {
            let mut answer = changed(&member, removing.change);
            take_what_is_left(&member, session.as_ref(), &mut answer)?;
            Ok(answer)
        }
    }
}

/// A second factor that is to go, and what is said of it.
struct Removing<'a> {
    proof: Proof,
    delete: fn(&mut dyn Tx, AccountId, Timestamp) -> Result<bool, TxError>,
    event: (EventKind, &'a str),
    notice: Notice<'a>,
    change: SecurityChange,
    /// Why it stays.
    needed: AccountSecurityProblem,
}

impl<'a> Removing<'a> {
    /// The authenticator app.
    const TOTP: Self = Self {
        proof: Proof::Totp,
        delete: |tx, account, _| tx.delete_totp(account),
        event: (EventKind::TotpRemoved, ""),
        notice: Notice::TotpRemoved,
        change: SecurityChange::TotpRemoved,
        needed: AccountSecurityProblem::Needed,
    };

    /// The number for texted codes, so far as only its owner knows it.
    fn sms(number: &'a str) -> Self {
        Self {
            proof: Proof::Sms,
            delete: sms::remove,
            event: (EventKind::SmsRemoved, number),
            notice: Notice::SmsRemoved { number },
            change: SecurityChange::SmsRemoved,
            needed: AccountSecurityProblem::SmsNeeded,
        }
    }

    /// The companion app, by its name.
    fn companion_app(app: &'a str) -> Self {
        Self {
            proof: Proof::CompanionApp,
            delete: |tx, account, now| tx.delete_companion_app(account, now),
            event: (EventKind::CompanionAppRemoved, app),
            notice: Notice::CompanionAppRemoved { app },
            change: SecurityChange::CompanionRemoved,
            needed: AccountSecurityProblem::CompanionNeeded,
        }
    }
}

/// Takes it away, and with the last second factor the recovery codes that stand in for it.
///
/// Security: a session is worth what can be shown still: others in which it was shown end, this one
/// goes on without.
async fn take_away(member: &Member, removing: &Removing<'_>) -> Result<Removal, Trouble> {
    let (account, visit) = (member.account.clone(), &member.visit);
    let (now, events, standing) = (visit.now, Events::of(visit), member.standing());
    let (policy, session) = (visit.factor_policy(), renewed(member));
    let notice = member.letter().map(|letter| letter.notice(&removing.notice)).transpose()?;
    let Removing { proof, delete, event: (event, about), .. } = *removing;
    let about = about.to_owned();
    let removed = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok(Removal::Over);
        }
        let (mut left, _) = enrolled(tx, &account)?;
        left.retain(|held| *held != proof);
        if is_demanded(&account, &left, &policy) {
            return Ok(Removal::Needed);
        }
        if !delete(tx, account.id, now)? {
            return Ok(Removal::Over);
        }
        let mut gone = vec![proof];
        if !has_second(&left, &policy) {
            tx.put_recovery_codes(account.id, &[], now)?;
            gone.push(Proof::RecoveryCode);
        }
        match about.as_str() {
            "" => events.note(tx, account.id, event)?,
            about => events.note_about(tx, account.id, (event, about))?,
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        let ends = SessionEnds { shown: &gone, except: Some(standing.session) };
        tx.end_sessions_with(account.id, &ends, now)?;
        let session = session.without(tx, &gone)?;
        Ok::<_, TxError>(Removal::Done { session, was_last: true })
    });
    let removed = removed.await?;
    visit.app.message_queued.notify_one();
    visit.app.companion_released.notify_one();
    Ok(removed)
}

/// Sends the browser to the page, which says what was changed.
pub(super) fn changed(member: &Member, change: SecurityChange) -> HttpResponse {
    member.visit.go(&member.path(&format!("/security?done={}", change.name())))
}

/// As [`changed`] after the last passkey was removed: the page tells the browser that there is none
/// under the name by which devices called the person.
///
/// Security: the browser of whoever follows a link that somebody made up is told nothing.
pub(super) fn without_passkeys(member: &Member, handle: &[u8; 16]) -> HttpResponse {
    let handle = base64url(handle);
    let token = member.visit.csrf(&signal(&handle));
    let done = SecurityChange::PasskeyRemoved.name();
    member.visit.go(&member.path(&format!("/security?done={done}&of={handle}.{token}")))
}

/// What devices called somebody who has no passkey any more, if we have said so in this address.
fn former_handle(member: &Member, query: &Form) -> Option<String> {
    let (handle, token) = query.get("of")?.split_once('.')?;
    let (visit, purpose) = (&member.visit, signal(handle));
    let is_ours = visit.app.csrf.check(Some(token), &visit.browser(), &purpose);
    is_ours.then(|| handle.to_owned())
}

fn signal(handle: &str) -> String {
    format!("no passkeys of {handle}")
}

/// The page, with why something was not changed.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn refused(
    member: &Member,
    status: StatusCode,
    problem: AccountSecurityProblem,
) -> Answered {
    let held = Held::read(member).await?;
    let told = Told { problems: &[problem], ..Told::default() };
    Ok(page(member, &held, status, told))
}

/// The page, with the new name of a passkey that was refused.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn misnamed(member: &Member, (passkey, name): (&str, &str)) -> Answered {
    let held = Held::read(member).await?;
    let is_held = held.passkeys.iter().any(|one| base64url(&one.credential_id) == passkey);
    if !is_held {
        return Ok(member.visit.go(&member.path("/security")));
    }
    let (status, problem) =
        (StatusCode::UNPROCESSABLE_ENTITY, AccountSecurityProblem::PasskeyNameMissing);
    let told = Told { problems: &[problem], typed: Some((passkey, name)), ..Told::default() };
    Ok(page(member, &held, status, told))
}

/// What the page's section of passkeys is made of.
struct Section<'a> {
    paths: [String; 4],
    names: Vec<String>,
    known: String,
    user_handle: Option<String>,
    /// What the person is called on the devices that have one.
    called: (&'a str, &'a str),
}

impl<'a> Section<'a> {
    fn of(member: &'a Member, held: &Held, former_handle: Option<String>) -> Self {
        let paths = ["", "/options", "/rename", "/remove"]
            .map(|rest| member.path(&format!("/security/passkeys{rest}")));
        let names: Vec<String> =
            held.passkeys.iter().map(|held| base64url(&held.credential_id)).collect();
        let known = names.join(" ");
        let user_handle = held.passkeys.first().map(|held| base64url(&held.user_handle));
        let called = passkeys::called(&member.account);
        Self { paths, names, known, user_handle: user_handle.or(former_handle), called }
    }

    fn lines<'b>(&'b self, held: &'b Held) -> Vec<PasskeyLine<'b>> {
        let line = |(name, held): (&'b String, &'b PasskeyRecord)| PasskeyLine {
            id: name,
            label: &held.label,
            since: held.created_at,
            used: held.used_at,
        };
        self.names.iter().zip(&held.passkeys).map(line).collect()
    }

    fn shown<'b>(&'b self, rp_id: &'b str, lines: &'b [PasskeyLine<'b>]) -> PasskeySection<'b> {
        let [add, options, rename, take] = &self.paths;
        PasskeySection {
            form: PasskeyForm { action: add, options_url: options, remember: None },
            rename_action: rename,
            remove_action: take,
            lines,
            rp_id,
            user_handle: self.user_handle.as_deref(),
            user_name: self.called.0,
            display_name: self.called.1,
            known: &self.known,
            can_add: lines.len() < passkeys::MOST,
            typed: None,
        }
    }
}

fn page(member: &Member, held: &Held, status: StatusCode, told: Told<'_>) -> HttpResponse {
    let below = ["totp", "sms", "companion-app", "recovery-codes", "remove", "lock"];
    let [totp, sms, companion, codes, remove, lock] =
        &below.map(|step| member.path(&format!("/security/{step}")));
    let number = held.phone.as_ref().map(|phone| masked_number(&phone.number));
    let [home, password] = &["", "/password"].map(|rest| member.path(rest));
    let Told { changed, problems, former_handle, typed } = told;
    let takes_codes = has_second(&held.enrolled, &member.visit.factor_policy())
        && !refuses(&member.account, Proof::RecoveryCode);
    let section = Section::of(member, held, former_handle);
    let lines = section.lines(held);
    let party = passkeys::party(&member.visit);
    let browsers = Browsers::of(member, &held.browsers);
    let [forget, forget_all] = &browsers.actions;
    member.page(status, |page| {
        draw(&AccountSecurityPage {
            page,
            home_url: home,
            password_url: password,
            totp_action: totp,
            sms_url: sms,
            companion_url: companion,
            codes_action: codes,
            remove_action: remove,
            lock_url: lock,
            has_password: held.enrolled.contains(&Proof::Password),
            totp: totp_state(member, held),
            sms: sms_state(member, held, number.as_deref()),
            companion: (app_name(member), companion_state(member, held)),
            codes_left: takes_codes.then_some(held.codes_left),
            few: FEW,
            passkeys: party
                .map(|party| PasskeySection { typed, ..section.shown(party.id(), &lines) }),
            browsers: RememberedSection {
                forget_action: forget,
                forget_all_action: forget_all,
                lines: &browsers.lines(),
            },
            changed,
            problems,
        })
    })
}

fn totp_state(member: &Member, held: &Held) -> MethodState<'static> {
    let totp = held.totp.as_ref().map(|totp| (totp.created_at, totp.used_at));
    method(member, held, (Proof::Totp, None), totp)
}

fn sms_state<'a>(member: &Member, held: &Held, number: Option<&'a str>) -> MethodState<'a> {
    let phone = held.phone.as_ref().map(|phone| (phone.created_at, phone.used_at));
    method(member, held, (Proof::Sms, number), phone)
}

fn companion_state(member: &Member, held: &Held) -> MethodState<'static> {
    let app = held.companion_app.as_ref().map(|app| (app.created_at, app.used_at));
    method(member, held, (Proof::CompanionApp, None), app)
}

/// What the companion app is called; by the name of its kind where there is none any more.
fn app_name(member: &Member) -> &str {
    member.visit.app.companion_app.as_ref().map_or(Proof::CompanionApp.name(), |app| app.name())
}

/// What the page says of something that is set up at most once, since when and when it was used last.
fn method<'a>(
    member: &Member,
    held: &Held,
    (proof, what): (Proof, Option<&'a str>),
    there: Option<(Timestamp, Option<Timestamp>)>,
) -> MethodState<'a> {
    let policy = member.rules();
    let is_wanted = policy.allowed.contains(&proof) && !policy.out_of_reach.contains(&proof);
    let without = held.without(proof);
    let is_last = !has_second(&without, &member.visit.factor_policy());
    match there {
        None if is_wanted => MethodState::Missing,
        None => MethodState::Unwanted,
        Some((since, used)) => MethodState::Held {
            what,
            since,
            used,
            can_be_replaced: is_wanted,
            removal: RemovalState {
                is_needed: is_demanded(&member.account, &without, &policy),
                is_last,
                takes_codes: held.codes_left > 0 && is_last,
            },
        },
    }
}
