//! `/{group}/account/security`: what the person signs in with.
use super::{Member, Need, enter};
use crate::events::Events;
use crate::factors::{enrolled, has_second, is_demanded};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::passkeys;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::base64url;
use latchkey_authn::factors::recovery_code::FEW;
use latchkey_store::{PasskeyRecord, TotpRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    AccountSecurityPage, AccountSecurityProblem, PasskeyForm, PasskeyLine, PasskeySection,
    SecurityChange, TotpState,
};

pub(super) const SECTION: &str = "security";

/// What somebody signs in with.
pub(super) struct Held {
    /// By kind.
    pub enrolled: Vec<Proof>,
    /// The authenticator app.
    pub totp: Option<TotpRecord>,
    /// Recovery codes that are left.
    pub codes_left: usize,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyRecord>,
}

impl Held {
    /// Reads it.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn read(member: &Member) -> Result<Self, Trouble> {
        let (account, tenant) = (member.account.clone(), member.visit.tenant.id());
        let found = member.visit.app.store.read(tenant, move |tx| {
            let (enrolled, codes_left) = enrolled(tx, &account)?;
            let (totp, passkeys) = (tx.totp(account.id)?, tx.passkeys_of(account.id)?);
            Ok::<_, TxError>(Self { enrolled, totp, codes_left, passkeys })
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
    let held = Held::read(&member).await?;
    Ok(page(&member, &held, StatusCode::OK, (changed, &[]), None))
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
        return Ok(page(&member, &held, StatusCode::BAD_REQUEST, (None, problems), None));
    }
    if form.get("factor").and_then(Proof::parse) != Some(Proof::Totp) || held.totp.is_none() {
        return Ok(member.visit.go(&member.path("/security")));
    }
    if !remove_totp(&member).await? {
        let problems = &[AccountSecurityProblem::Needed];
        return Ok(page(&member, &held, StatusCode::CONFLICT, (None, problems), None));
    }
    Ok(changed(&member, SecurityChange::TotpRemoved))
}

/// Takes the app away, and with the last second factor the recovery codes that stand in for it.
/// `false`: the tenant demands that there is one.
async fn remove_totp(member: &Member) -> Result<bool, Trouble> {
    let (account, visit) = (member.account.clone(), &member.visit);
    let (now, events) = (visit.now, Events::of(visit));
    let policy = visit.tenant.settings().factors.clone();
    let notice = member.letter().map(|letter| letter.notice(&Notice::TotpRemoved)).transpose()?;
    let removed = visit.app.store.write(visit.tenant.id(), move |tx| {
        let (mut left, _) = enrolled(tx, &account)?;
        left.retain(|proof| *proof != Proof::Totp);
        if is_demanded(&left, &policy) {
            return Ok(false);
        }
        if !tx.delete_totp(account.id)? {
            return Ok(true);
        }
        if !has_second(&left, &policy) {
            tx.put_recovery_codes(account.id, &[], now)?;
        }
        events.note(tx, account.id, EventKind::TotpRemoved)?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(true)
    });
    let removed = removed.await?;
    visit.app.message_queued.notify_one();
    Ok(removed)
}

/// Sends the browser to the page, which says what was changed.
pub(super) fn changed(member: &Member, change: SecurityChange) -> HttpResponse {
    member.visit.go(&member.path(&format!("/security?done={}", change.name())))
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
    Ok(page(member, &held, status, (None, &[problem]), None))
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
    let (status, problems) =
        (StatusCode::UNPROCESSABLE_ENTITY, &[AccountSecurityProblem::PasskeyNameMissing]);
    Ok(page(member, &held, status, (None, problems), Some((passkey, name))))
}

/// What the page's section of passkeys is made of.
struct Section {
    paths: [String; 4],
    names: Vec<String>,
    known: String,
    user_handle: Option<String>,
}

impl Section {
    fn of(member: &Member, held: &Held) -> Self {
        let paths = ["", "/options", "/rename", "/remove"]
            .map(|rest| member.path(&format!("/security/passkeys{rest}")));
        let names: Vec<String> =
            held.passkeys.iter().map(|held| base64url(&held.credential_id)).collect();
        let known = names.join(" ");
        let user_handle = held.passkeys.first().map(|held| base64url(&held.user_handle));
        Self { paths, names, known, user_handle }
    }

    fn lines<'a>(&'a self, held: &'a Held) -> Vec<PasskeyLine<'a>> {
        let line = |(name, held): (&'a String, &'a PasskeyRecord)| PasskeyLine {
            id: name,
            label: &held.label,
            since: held.created_at,
            used: held.used_at,
        };
        self.names.iter().zip(&held.passkeys).map(line).collect()
    }
}

fn page(
    member: &Member,
    held: &Held,
    status: StatusCode,
    (changed, problems): (Option<SecurityChange>, &[AccountSecurityProblem]),
    typed: Option<(&str, &str)>,
) -> HttpResponse {
    let below = ["totp", "recovery-codes", "remove", "lock"];
    let [totp, codes, remove, lock] = &below.map(|step| member.path(&format!("/security/{step}")));
    let [home, password] = &["", "/password"].map(|rest| member.path(rest));
    let policy = &member.visit.tenant.settings().factors;
    let has_second = has_second(&held.enrolled, policy);
    let section = Section::of(member, held);
    let lines = section.lines(held);
    let [add, options, rename, take] = &section.paths;
    let passkeys = passkeys::party(&member.visit).map(|party| PasskeySection {
        form: PasskeyForm { action: add, options_url: options },
        rename_action: rename,
        remove_action: take,
        lines: &lines,
        rp_id: party.id(),
        user_handle: section.user_handle.as_deref(),
        known: &section.known,
        can_add: lines.len() < passkeys::MOST,
        typed,
    });
    member.page(status, |page| {
        draw(&AccountSecurityPage {
            page,
            home_url: home,
            password_url: password,
            totp_action: totp,
            codes_action: codes,
            remove_action: remove,
            lock_url: lock,
            has_password: held.enrolled.contains(&Proof::Password),
            totp: totp_state(member, held),
            codes_left: has_second.then_some(held.codes_left),
            few: FEW,
            passkeys,
            changed,
            problems,
        })
    })
}

fn totp_state(member: &Member, held: &Held) -> TotpState {
    let policy = &member.visit.tenant.settings().factors;
    let is_wanted = policy.allowed.contains(&Proof::Totp);
    let without = held.without(Proof::Totp);
    match &held.totp {
        None if is_wanted => TotpState::Missing,
        None => TotpState::Unwanted,
        Some(totp) => TotpState::Held {
            since: totp.created_at,
            used: totp.used_at,
            can_be_replaced: is_wanted,
            is_needed: is_demanded(&without, policy),
            takes_codes: held.codes_left > 0 && !has_second(&without, policy),
        },
    }
}
