//! `POST /api/{group}/webauthn/bind`, `…/finish` and `…/authenticate`: an app has the person in front of it
//! make a passkey, and has them show one (native contract U145 to U147).
use super::{Own, Refused, Shown, answer, members, state};
use crate::endpoints::envelope::enveloped;
use crate::events::Events;
use crate::passkeys::{self, Declined, Made};
use crate::visit::Visit;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::factors::passkey::base64url;
use latchkey_store::{PasskeyRecord, TxError};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What is in the envelope.
const KIND: &str = "PASSKEY";

#[derive(Deserialize)]
struct Bind {
    state: Option<String>,
    passkey: Option<Shown>,
}

#[derive(Deserialize)]
struct Finish {
    state: Option<String>,
    credential: Map<String, Value>,
}

/// Whom an app means is known by its token: what else it says of that, such as an address, changes nothing.
#[derive(Deserialize)]
struct Authenticate {}

/// `POST …/bind`: what the device is asked so that it makes a passkey.
pub async fn bind(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let ask = async |own: &Own<'_>| ask_to_make(own, &body).await;
    answer("webauthn_bind", (&visit, &request), ask).await
}

/// `POST …/finish`: what it answered.
pub async fn finish(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let add = async |own: &Own<'_>| add(own, &body).await;
    answer("webauthn_finish", (&visit, &request), add).await
}

/// `POST …/authenticate`: what it is asked so that it signs, for a call that takes a fresh sign-in.
pub async fn authenticate(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    let ask = async |own: &Own<'_>| ask_to_sign(own, &body).await;
    answer("webauthn_authenticate", (&visit, &request), ask).await
}

async fn ask_to_make(own: &Own<'_>, body: &[u8]) -> Result<HttpResponse, Refused> {
    own.admit()?;
    let form = "the body must be nothing, or a JSON object, in which state is a text and passkey \
                has a credential";
    let Bind { state: named, passkey } = members(body, form)?;
    let by_app = own.by_app(state(named.as_deref())?);
    has_passkeys(own)?;
    let facts = own.facts().await?;
    let fresh = own.fresh(&facts, passkey).await?;
    let asked = by_app.ask_to_make(&facts.account, (fresh.until, fresh.by_passkey)).await?;
    Ok(enveloped(KIND, &json!({ "success": true, "registrationOptions": asked })))
}

/// Security: the question was put to somebody who had shown who they are, and its time is over when that
/// does not count any more. What they have since then is asked for, too.
async fn add(own: &Own<'_>, body: &[u8]) -> Result<HttpResponse, Refused> {
    own.admit()?;
    let form = "the body must be a JSON object with credential, which is one too";
    let Finish { state: named, credential } = members(body, form)?;
    let by_app = own.by_app(state(named.as_deref())?);
    has_passkeys(own)?;
    let facts = own.facts().await?;
    let credential = Value::Object(credential).to_string();
    let Made { passkey, shown } = match by_app.made(facts.account.id, &credential).await? {
        Ok(made) => made,
        Err(declined) => return Err(refused(own, &declined)),
    };
    if shown.is_none() {
        own.meets(&facts)?;
    }
    let (visit, connected) = (own.visit, own.connected());
    let passkey = PasskeyRecord { label: own.called(), ..passkey };
    let message = passkeys::notice_of(visit, &facts.account, &passkey.label)?;
    let (events, added) = (Events::of(visit), passkey.clone());
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if connected.session(tx)?.is_none() {
            return Ok(None);
        }
        // Security: one that was taken away since shows nothing any more.
        if let Some(shown) = &shown
            && tx.passkey(shown)?.is_none_or(|held| held.account != added.account)
        {
            return Ok(None);
        }
        if !passkeys::keep(tx, &added, message.as_ref())? {
            return Ok(Some(false));
        }
        events.note_about(tx, added.account, (EventKind::PasskeyAdded, &added.label))?;
        Ok::<_, TxError>(Some(true))
    });
    match kept.await? {
        None => return Err(own.over(&facts)),
        Some(false) => {
            let why = "the person has this passkey already, or as many as there may be";
            return Err(Refused::Request(why.to_owned()));
        }
        Some(true) => {}
    }
    visit.app.message_queued.notify_one();
    let id = base64url(&passkey.credential_id);
    Ok(enveloped(KIND, &json!({ "success": true, "id": id, "name": passkey.label })))
}

async fn ask_to_sign(own: &Own<'_>, body: &[u8]) -> Result<HttpResponse, Refused> {
    own.admit()?;
    let Authenticate {} = members(body, "the body must be nothing, or a JSON object")?;
    has_passkeys(own)?;
    let facts = own.facts().await?;
    if !facts.is_signed_in {
        return Err(own.over(&facts));
    }
    let asked = own.by_app(None).ask_to_sign().await?;
    Ok(enveloped(KIND, &json!({ "success": true, "assertionOptions": asked })))
}

fn has_passkeys(own: &Own<'_>) -> Result<(), Refused> {
    match passkeys::party(own.visit) {
        Some(_) => Ok(()),
        None => Err(Refused::Request("people of this tenant have no passkeys".to_owned())),
    }
}

fn refused(own: &Own<'_>, declined: &Declined) -> Refused {
    let account = own.grant().account;
    tracing::info!(why = declined.why(), %account, "a new passkey of an app was refused");
    Refused::Request(declined.told().to_owned())
}
