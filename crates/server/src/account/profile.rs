//! `/{group}/account/profile`: name, language, time zone; and whether pages are light or dark in this
//! browser, which is nothing that an account remembers.
use super::member::is_done;
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, EventKind, Profile, check_profile, tidy_profile};
use latchkey_store::TxError;
use latchkey_ui::Scheme;
use latchkey_ui::pages::{AccountProfilePage, AccountProfileProblem};

const SECTION: &str = "profile";

/// `GET …/profile`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let is_saved = is_done(request.query_string());
    let shown = (&member.account.profile, member.visit.scheme);
    Ok(page(&member, StatusCode::OK, shown, (is_saved, &[])))
}

/// `POST …/profile`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let typed = typed(&form, &member.account.profile);
    let scheme = form.get("scheme").and_then(Scheme::parse);
    if !member.sent(&form) {
        let problems = [AccountProfileProblem::FormTooOld];
        return Ok(page(&member, StatusCode::BAD_REQUEST, (&typed, scheme), (false, &problems)));
    }
    let problems = problems(&typed);
    if !problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&member, status, (&typed, scheme), (false, &problems)));
    }
    let (id, now, events) = (member.account.id, member.visit.now, Events::of(&member.visit));
    let saved = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        // Read again: what an operator changed meanwhile stays.
        let Some(held) = tx.account(id)? else { return Ok(()) };
        let profile = Profile {
            name: typed.name.clone(),
            given_name: typed.given_name.clone(),
            family_name: typed.family_name.clone(),
            locale: typed.locale.clone(),
            zoneinfo: typed.zoneinfo.clone(),
            ..held.profile.clone()
        };
        if profile == held.profile {
            return Ok(());
        }
        tx.update_account(&Account { profile, updated_at: now, ..held }, now)?;
        events.note(tx, id, EventKind::ProfileChanged)
    });
    let saved: Result<(), TxError> = saved.await;
    saved?;
    let mut answer = member.done(SECTION);
    if scheme != member.visit.scheme {
        let cookie = member.visit.app.cookies.set_scheme(scheme);
        answer.add_cookie(&cookie).map_err(|error| Trouble::Internal(error.to_string()))?;
    }
    Ok(answer)
}

/// The profile as it was typed; what is not on the form stays.
fn typed(form: &Form, held: &Profile) -> Profile {
    let field = |name| Some(form.text(name).to_owned());
    tidy_profile(Profile {
        name: field("name"),
        given_name: field("given_name"),
        family_name: field("family_name"),
        locale: field("locale"),
        zoneinfo: field("zoneinfo"),
        ..held.clone()
    })
}

fn problems(typed: &Profile) -> Vec<AccountProfileProblem> {
    let missing = typed.name.is_none().then_some(AccountProfileProblem::NameMissing);
    let wrong = check_profile(typed).into_iter().filter_map(|problem| match problem.claim {
        "name" => Some(AccountProfileProblem::NameTooLong),
        "given_name" => Some(AccountProfileProblem::GivenNameTooLong),
        "family_name" => Some(AccountProfileProblem::FamilyNameTooLong),
        "zoneinfo" => Some(AccountProfileProblem::UnknownZone),
        // A tag that no option of the form has: it was made up.
        "locale" => Some(AccountProfileProblem::FormTooOld),
        // What an operator or an import put there is not the person's to mend here.
        _ => None,
    });
    missing.into_iter().chain(wrong).collect()
}

fn page(
    member: &Member,
    status: StatusCode,
    (shown, scheme): (&Profile, Option<Scheme>),
    (is_saved, problems): (bool, &[AccountProfileProblem]),
) -> HttpResponse {
    let text = |field: &'_ Option<String>| field.clone().unwrap_or_default();
    let fields =
        [&shown.name, &shown.given_name, &shown.family_name, &shown.locale, &shown.zoneinfo];
    let [name, given_name, family_name, locale, zoneinfo] = &fields.map(text);
    let (home, action) = (member.path(""), member.path("/profile"));
    member.page(status, |page| {
        draw(&AccountProfilePage {
            page,
            home_url: &home,
            action: &action,
            name,
            given_name,
            family_name,
            locale,
            zoneinfo,
            scheme,
            is_saved,
            problems,
        })
    })
}
