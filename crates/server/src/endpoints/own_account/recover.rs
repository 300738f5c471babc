//! `POST /api/{group}/account/start-recovery` and `PUT /api/{group}/account/recover`: an app helps somebody
//! back into a locked account (native contract U012, U013).
//!
//! Security: it takes what the page that unlocks takes, by the same rule: a code of the list, used up, the
//! mailbox, and a new password. Whoever has no right code hears one and the same thing, whether there is
//! such an account or not, and whether it is locked; each code that is tried counts.
use super::{Refused, members, settle};
use crate::attempts::{self, Counted, Tried};
use crate::endpoints::envelope::enveloped;
use crate::endpoints::reading::authorization;
use crate::factors::{drawn_codes, recovery_code_digest};
use crate::interaction::allow_unlock::{self, Begun, could, find_begun};
use crate::interaction::recover_account::{Done, Held, Shown, unlock};
use crate::middleware::Trouble;
use crate::new_passwords::{self, Unfit, words_of};
use crate::newcomers::TooMuch;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, normal_form};
use latchkey_authn::factors::recovery_code::{HOW_MANY, normal_form as code_form};
use latchkey_authn::throttle::Kind;
use latchkey_authn::{Proof, Weakness};
use latchkey_base::{AccountId, CodeDigest, Seconds, Secret};
use latchkey_oidc::userinfo::{BearerError, token};
use latchkey_store::TxError;
use serde::Deserialize;
use serde_json::json;
use std::num::NonZeroU32;

/// Most octets of an address (RFC 5321 §4.5.3.1.3).
const LONGEST_EMAIL: usize = 254;
/// Most octets of a code as somebody may have typed it.
const LONGEST_CODE: usize = 64;

#[derive(Deserialize)]
struct Start {
    email: Option<String>,
    codes: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Finish {
    email: Option<String>,
    password: Option<String>,
}

/// `POST …/account/start-recovery`: an address, and codes of which one is right.
pub async fn start(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let answered = begin(&visit, &body).await;
    settle(("start_recovery", &visit.tenant), &request, None, answered)
}

/// `PUT …/account/recover`: what that gave, and the new password.
pub async fn finish(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let answered = end(&visit, &request, &body).await;
    settle(("recover", &visit.tenant), &request, None, answered)
}

async fn begin(visit: &Visit, body: &[u8]) -> Result<HttpResponse, Refused> {
    admit(visit)?;
    let form = "the body must be a JSON object with email, and codes, an array of texts";
    let Start { email, codes } = members(body, form)?;
    let normal = address(email)?;
    let codes = codes.unwrap_or_default();
    if codes.is_empty() || codes.len() > HOW_MANY {
        return Err(missing("codes must be one to ten recovery codes"));
    }
    if codes.iter().any(|code| code.len() > LONGEST_CODE) {
        return Err(Refused::Request("a code has 64 octets at most".to_owned()));
    }
    let Some((account, right)) = right_code(visit, &normal, &codes).await? else {
        return Err(no_right_code());
    };
    let begun = allow_unlock::begin(visit, &account, right).await?;
    let Begun { token, cookie } = begun.ok_or_else(no_right_code)?;
    let mut response = enveloped("Account", &json!({ "token": token.expose() }));
    let lasts = visit.tenant.settings().accounts.unlock_lifetime;
    let state = visit.app.cookies.set_unlocking(visit.tenant.id(), Some(&cookie), lasts);
    keep(&mut response, &state)?;
    Ok(response)
}

/// The locked account of that address, and the first of the codes that is one of its own.
///
/// Security: for nobody as much is read and written, and no code is passed over.
async fn right_code(
    visit: &Visit,
    normal: &str,
    codes: &[String],
) -> Result<Option<(Account, (CodeDigest, attempts::Attempt))>, Refused> {
    let (store, tenant) = (&visit.app.store, visit.tenant.id());
    let wanted = normal.to_owned();
    let found = store.read(tenant, move |tx| tx.account_by_identifier(&wanted));
    let found: Result<Option<Account>, TxError> = found.await;
    let found = found?;
    let id = found.as_ref().map(|account| account.id);
    let tried = Tried { account: id, ..Tried::new(Kind::Code, normal) };
    let attempt = match attempts::count_several(visit, tried, codes.len()).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            let wait = until.since(visit.now).max(Seconds::new(1));
            return Err(Refused::TooMany(wait, "throttle"));
        }
    };
    let whose = id.unwrap_or_else(|| AccountId::new(visit.now, &*visit.app.entropy));
    let forms = codes.iter().filter_map(|code| code_form(code));
    let digests: Vec<CodeDigest> =
        forms.map(|code| recovery_code_digest(&visit.app, whose, code.expose())).collect();
    let right = store.read(tenant, move |tx| {
        let mut right = None;
        for digest in &digests {
            if tx.holds_recovery_code(whose, digest)? && right.is_none() {
                right = Some(*digest);
            }
        }
        Ok::<_, TxError>(right)
    });
    let right = right.await?.filter(|_| !attempt.is_moot());
    let is_meant = |account: &Account| {
        could(account) && account.email.as_deref().is_some_and(|email| normal_form(email) == normal)
    };
    let meant = found.filter(is_meant);
    Ok(meant.zip(right).map(|(account, code)| (account, (code, attempt))))
}

async fn end(visit: &Visit, request: &HttpRequest, body: &[u8]) -> Result<HttpResponse, Refused> {
    admit(visit)?;
    let form = "the body must be a JSON object with email and password, which are texts";
    let Finish { email, password } = members(body, form)?;
    let normal = address(email)?;
    // Security: none is made up here, and none is ever told (native contract U013, DO BETTER).
    let Some(password) = password.map(Secret::new) else {
        return Err(missing("password is missing; none is made up here"));
    };
    let token = token(authorization(request), None)?;
    let cookie = visit.app.cookies.unlocking(request, visit.tenant.id());
    let found = find_begun(visit, token, cookie.as_ref()).await?;
    let (held, is_allowed) = found.ok_or_else(unknown)?;
    if held.account.email.as_deref().is_none_or(|email| normal_form(email) != normal) {
        let why = "email is not the address that this was begun with";
        return Err(Refused::Said(StatusCode::FORBIDDEN, why));
    }
    if !is_allowed {
        let why = "a mail was sent to that address: follow it, say there that it is you, and send this again";
        return Err(Refused::Said(StatusCode::FORBIDDEN, why));
    }
    fits(visit, password.expose(), &held.account).await?;
    let parameters = visit.tenant.settings().password.hash;
    let hashed = visit.app.hashing.hash(password, &parameters).await;
    let phc = hashed.map_err(Trouble::from)?;
    unlocked(visit, &held, phc).await
}

/// Opens the account, and answers with its new codes.
async fn unlocked(visit: &Visit, held: &Held, phc: String) -> Result<HttpResponse, Refused> {
    let account = &held.account;
    let (codes, digests) = drawn_codes(&visit.app, account.id);
    let has_codes = match unlock(visit, held, (Shown::Before, None), (Some(phc), digests)).await? {
        Done::Yes { has_codes } => has_codes,
        Done::Void | Done::CodeWrong => return Err(unknown()),
    };
    let codes: Vec<&str> = match has_codes {
        true => codes.expose().split(' ').collect(),
        false => Vec::new(),
    };
    let Account { id, username, email, .. } = account;
    let data = json!({ "id": id, "username": username, "email": email, "codes": codes });
    let mut response = enveloped("Account", &data);
    let lasts = visit.tenant.settings().accounts.unlock_lifetime;
    let state = visit.app.cookies.set_unlocking(visit.tenant.id(), None, lasts);
    keep(&mut response, &state)?;
    Ok(response)
}

/// Whether the new password does, by the rules of the tenant and after those before it.
async fn fits(visit: &Visit, password: &str, account: &Account) -> Result<(), Refused> {
    let judged = new_passwords::judge(visit, password, &words_of(account)).await;
    let fits = match judged {
        Ok(()) => new_passwords::compare(visit, password, account).await?,
        Err(weakness) => Err(Unfit::Weak(weakness)),
    };
    fits.map_err(|unfit| match unfit {
        Unfit::Weak(weakness) => Refused::Said(StatusCode::EXPECTATION_FAILED, said(&weakness)),
        Unfit::Wait(until) => {
            Refused::TooMany(until.since(visit.now).max(Seconds::new(1)), "throttle")
        }
    })
}

const fn said(weakness: &Weakness) -> &'static str {
    match weakness {
        Weakness::TooShort { .. } => "password is too short",
        Weakness::TooLong { .. } => "password is too long",
        Weakness::TooWeak { .. } => "password is too easy to guess",
        Weakness::Breached => "password is known from a leak",
        Weakness::UsedBefore => "password is one that this account had before",
    }
}

/// Whether there is any of this, and how often anybody may ask: nobody keeps the database busy.
fn admit(visit: &Visit) -> Result<(), Refused> {
    allow_unlock::is_there(visit)?;
    if !visit.tenant.settings().factors.allowed.contains(&Proof::RecoveryCode) {
        return Err(Trouble::NotFound.into());
    }
    let admitted = visit.app.newcomers.admit(visit.address, NonZeroU32::MIN);
    admitted.map_err(|TooMuch { wait, limit }| Refused::TooMany(wait, limit))
}

fn address(email: Option<String>) -> Result<String, Refused> {
    let email = email.ok_or_else(|| missing("email is missing"))?;
    if email.len() > LONGEST_EMAIL {
        return Err(Refused::Request("an address has 254 octets at most".to_owned()));
    }
    Ok(normal_form(&email))
}

fn keep(
    response: &mut HttpResponse,
    cookie: &actix_web::cookie::Cookie<'_>,
) -> Result<(), Refused> {
    let kept = response.add_cookie(cookie);
    kept.map_err(|error| Refused::Trouble(Trouble::Internal(error.to_string())))
}

fn missing(why: &'static str) -> Refused {
    Refused::Said(StatusCode::PRECONDITION_REQUIRED, why)
}

/// Security: the one answer to whoever has no right code of a locked account.
fn no_right_code() -> Refused {
    Refused::Said(StatusCode::FORBIDDEN, "these do not unlock an account")
}

/// Security: nor is it told what is wrong with a token: used, too old, begun elsewhere, or made up.
fn unknown() -> Refused {
    BearerError::invalid_token("none that start-recovery gave, or one that is over").into()
}
