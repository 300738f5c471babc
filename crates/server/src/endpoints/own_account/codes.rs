//! `PUT /api/{group}/account/codes`: ten new recovery codes in the place of the last ones, shown once (native
//! contract U010).
//!
//! Security: what the account page asks of whoever makes them there (native contract U010, DO BETTER); the
//! owner is mailed with the link that locks.
use super::{Own, Refused, Shown, answer, members};
use crate::attempts::{self, Tried};
use crate::endpoints::envelope::enveloped;
use crate::events::Events;
use crate::factors::{drawn_codes, has_second, refuses, replace_codes};
use crate::interaction::Letter;
use crate::visit::Visit;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use serde::Deserialize;

#[derive(Deserialize)]
struct Members {
    passkey: Option<Shown>,
}

/// Makes them.
pub async fn put(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let make = async |own: &Own<'_>| make(own, &body).await;
    answer("account_codes", (&visit, &request), make).await
}

async fn make(own: &Own<'_>, body: &[u8]) -> Result<HttpResponse, Refused> {
    own.admit()?;
    let form = "the body must be nothing, or a JSON object, in which passkey has a credential";
    let Members { passkey } = members(body, form)?;
    let facts = own.facts().await?;
    own.fresh(&facts, passkey).await?;
    let (visit, app, id) = (own.visit, &own.visit.app, facts.account.id);
    let allowed = &visit.tenant.settings().factors.allowed;
    if !allowed.contains(&Proof::RecoveryCode) {
        return Err(Refused::Request("the tenant takes no recovery codes".to_owned()));
    }
    if refuses(&facts.account, Proof::RecoveryCode) {
        let why = "recovery codes are refused of the person";
        return Err(Refused::Request(why.to_owned()));
    }
    if !has_second(&facts.enrolled, &visit.factor_policy()) {
        let why = "recovery codes stand in for a second factor, and the person has none";
        return Err(Refused::Request(why.to_owned()));
    }
    // Each list is a mail, too: those of the account page count with it.
    let tried = format!("recovery codes of {id}");
    let counted = attempts::count(visit, Tried::new(Kind::OwnMail, &tried)).await?;
    counted.go().map_err(|until| own.throttled(until))?;
    let (codes, digests) = drawn_codes(app, id);
    let letter = Letter::of(visit, &facts.account);
    let notice = letter.map(|letter| letter.notice(&Notice::RecoveryCodesMade)).transpose()?;
    let (events, connected) = (Events::of(visit), own.connected());
    let made = app.store.write(visit.tenant.id(), move |tx| {
        let Some(session) = connected.session(tx)? else { return Ok(false) };
        let told = (&events, notice.as_ref());
        replace_codes(tx, (id, session.id), &digests, told, connected.now)?;
        Ok::<_, TxError>(true)
    });
    if !made.await? {
        return Err(own.over(&facts));
    }
    app.session_ended.notify_one();
    app.message_queued.notify_one();
    let codes = codes.expose().split(' ').collect();
    Ok(enveloped("Account", &codes))
}
