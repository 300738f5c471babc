//! "I've lost my passkeys": somebody whose account has no password, and who has a mailed link but no code to
//! come beside it, asks to get back in.
//!
//! Security: the mailbox is what a sign-in would begin with, and opens nothing here either. What follows is the
//! wait of `docs/decisions/0047`, with all who can stop it.
use super::Answered;
use super::forgot_password::{Held, is_guarded, resettable, void};
use super::lost_factors::{Stage, mail_again, number, shown, stage, start};
use super::mails::MailedLink;
use super::person;
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_authn::throttle::Kind;
use latchkey_store::{PhoneRecord, TxError};
use latchkey_ui::pages::{LostFactorsPage, LostProblem};

/// The purpose of the CSRF token on this page.
const PURPOSE: &str = "lostpasskey";

/// `GET /{group}/forgotpassword/lost?code=…`. Nothing is asked for yet.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    let Some(held) = find(&visit, &query.code).await? else { return Ok(void(&visit)) };
    let stage = stage(&visit, &held.account).await?;
    Ok(page(&visit, (&query.code, &held), StatusCode::OK, &stage, &[]))
}

/// `POST /{group}/forgotpassword/lost?code=…`: asks for it, or for its link once more.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, query: Query<MailedLink>, form: Form) -> Answered {
    let code = query.code.as_str();
    let Some(held) = find(&visit, code).await? else { return Ok(void(&visit)) };
    let stage = stage(&visit, &held.account).await?;
    let refused = |status, problem| Ok(page(&visit, (code, &held), status, &stage, &[problem]));
    if !visit.sent(&form, PURPOSE) {
        return refused(StatusCode::BAD_REQUEST, LostProblem::FormTooOld);
    }
    match &stage {
        Stage::Offer => ask(&visit, &held).await?,
        Stage::Open(open) if open.is_ready(visit.now) => {
            let whose = held.account.id.to_string();
            let counted = attempts::count(&visit, Tried::new(Kind::OwnMail, &whose)).await?;
            if let Counted::Wait(until) = counted {
                return refused(StatusCode::TOO_MANY_REQUESTS, LostProblem::TooOften { until });
            }
            mail_again(&visit, &held.account, open).await?;
        }
        Stage::Open(_) | Stage::Later(_) | Stage::NoMailbox => {}
    }
    Ok(visit.go(&path(&visit, code)))
}

/// Where somebody asks for it who has that link, if the tenant lets them.
pub(super) fn offered(visit: &Visit, code: &str) -> Option<String> {
    visit.tenant.settings().accounts.recovery.enabled.then(|| path(visit, code))
}

fn path(visit: &Visit, code: &str) -> String {
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    visit.path(&format!("/forgotpassword/lost?code={code}"))
}

/// What is behind the link, if the link alone sets no password, and people may get back in.
async fn find(visit: &Visit, code: &str) -> Result<Option<Held>, Trouble> {
    let accounts = &visit.tenant.settings().accounts;
    if !accounts.recovery.enabled || !accounts.password_reset {
        return Err(Trouble::NotFound);
    }
    Ok(resettable(visit, code).await?.filter(Held::is_guarded))
}

/// Asks for it, as long as the link and what it is about are what they were.
async fn ask(visit: &Visit, held: &Held) -> Result<(), Trouble> {
    let (id, link, now) = (held.account.id, held.proof.link, visit.now);
    let phone = visit.app.store.read(visit.tenant.id(), move |tx| tx.phone(id)).await;
    let phone: Result<Option<PhoneRecord>, TxError> = phone;
    let phone = phone?.map(|phone| phone.number);
    let policy = visit.factor_policy();
    start(visit, (&held.account, number(visit, phone.as_deref())), move |tx| {
        let (Some(account), Some(_)) = (tx.account(id)?, tx.proof(&link, now)?) else {
            return Ok(false);
        };
        is_guarded(tx, &account, &policy)
    })
    .await
}

fn page(
    visit: &Visit,
    (code, held): (&str, &Held),
    status: StatusCode,
    stage: &Stage,
    problems: &[LostProblem],
) -> HttpResponse {
    let action = path(visit, code);
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| {
        draw(&LostFactorsPage {
            page,
            action: &action,
            cancel_action: None,
            person: person(&held.account),
            not_you_url: None,
            stage: shown(visit, (stage, false)),
            ways: &[],
            problems,
        })
    })
}
