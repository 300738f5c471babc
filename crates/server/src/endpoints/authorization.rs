//! `GET` and `POST /{group}/auth`, the authorization endpoint (OIDC Core §3.1.2.1).
use super::limits;
use crate::factors::refused_by;
use crate::interaction::{Answered, Asked, Facts, Progress, Question, finish, refused, takes_two};
use crate::middleware::Trouble;
use crate::posted;
use crate::request_objects;
use crate::terms;
use crate::visit::Visit;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_base::InteractionId;
use latchkey_oidc::authorize::request_object::has_object;
use latchkey_oidc::authorize::{self, Allowed, Checked, NextStep, Refusal};
use latchkey_oidc::explain::MessageFinding;
use latchkey_oidc::{Client, ErrorCode, Outcome, Param, Params, Subjects};
use latchkey_store::{InteractionRecord, TxError};

/// `POST`: the same by GET. Browsers do not send our cookies along with a form that another
/// site posts, but they do when the form's answer sends them on.
///
/// # Errors
/// [`Trouble`].
pub async fn post(mut visit: Visit, body: Bytes) -> Answered {
    match std::str::from_utf8(&body) {
        Ok(form) if form.bytes().all(|octet| octet.is_ascii_graphic()) => {
            posted::carry_on(visit, ("authorization", "/auth"), form).await
        }
        _ => {
            visit.keep_browser();
            let refusal = Refusal::invalid_request("the form is badly encoded")
                .because(MessageFinding::Encoding);
            Ok(refused::on_a_page(&visit, "authorization", None, &refusal))
        }
    }
}

/// `GET`.
///
/// # Errors
/// [`Trouble`].
pub async fn get(visit: Visit, request: HttpRequest) -> Answered {
    match posted::parameters(&visit, request.query_string()).await? {
        Some(query) => answer(visit, &query).await,
        None => {
            let refusal = Refusal::invalid_request("the request has expired: begin it anew")
                .because(MessageFinding::Forgotten);
            refused::answer(&visit, None, refusal, &[])
        }
    }
}

/// Answers a request with these parameters.
///
/// # Errors
/// [`Trouble`].
pub async fn answer(mut visit: Visit, query: &str) -> Answered {
    let Ok(params) = Params::parse(query.as_bytes()) else {
        let refusal = Refusal::invalid_request("the parameters are badly encoded")
            .because(MessageFinding::Encoding);
        return refused::answer(&visit, None, refusal, &[]);
    };
    visit.speak(params.get(Param::UiLocales));
    // What a page may show to the app's developer; an unknown `prompt` is named there
    // (Initiating User Registration §4.1).
    let mut sent = vec![
        ("client_id", params.get(Param::ClientId).unwrap_or_default()),
        ("redirect_uri", params.get(Param::RedirectUri).unwrap_or_default()),
    ];
    sent.extend(params.get(Param::Prompt).map(|prompt| ("prompt", prompt)));
    let client_id = match authorize::client_id(&params) {
        Ok(client_id) => client_id,
        Err(refusal) => return refused::answer(&visit, None, refusal, &sent),
    };
    let client = visit.app.store.client(visit.tenant.id(), client_id).await?;
    let checked = match client.as_deref() {
        // On the heap, so that a request without an object does not carry the room for one.
        Some(client) if has_object(&params) => {
            Box::pin(request_objects::check(&visit, client, &params)).await
        }
        client => authorize::check(&params, client, &visit.tenant.context(visit.now)),
    };
    let checked = match checked {
        Ok(checked) => checked,
        Err(refusal) => return refused::answer(&visit, client.as_deref(), refusal, &sent),
    };
    // A request that passed its steps has a client: the first of them finds it.
    let client = client.ok_or_else(|| Trouble::Internal("a request without client".to_owned()))?;
    go_on(visit, &client, &checked, query).await
}

/// Answers a request that was checked, which had these parameters.
///
/// # Errors
/// [`Trouble`].
pub async fn go_on(mut visit: Visit, client: &Client, checked: &Checked, query: &str) -> Answered {
    visit.speak(checked.request.ui_locales.as_deref());
    match decide(&visit, client, checked, query).await {
        // No page may be shown, not even that one (OIDC Core §3.1.2.1). Where a person looks on
        // they keep it: it says what they can do, the reference names the line in the log, and to
        // load it again goes on from here. An app could do no more than send them back.
        Err(trouble) if checked.request.prompts.none() => {
            let Some(code) = fault(&trouble) else { return Err(trouble) };
            // A redirect leaves no line with the cause, as a 5xx does.
            tracing::error!(number = "LK-1006", "{trouble}");
            refused::answer(&visit, Some(client), Refusal::failure(checked, code), &[])
        }
        decided => decided,
    }
}

/// What a client is told of a fault of ours (RFC 6749 §4.1.2.1); `None` for what is none.
fn fault(trouble: &Trouble) -> Option<ErrorCode> {
    match trouble {
        Trouble::Unavailable(_) | Trouble::Busy(_) => Some(ErrorCode::TemporarilyUnavailable),
        Trouble::Internal(_) => Some(ErrorCode::ServerError),
        _ => None,
    }
}

/// How often a browser is looked at when what was seen is over by the time of the write.
const LOOKS: usize = 3;

async fn decide(visit: &Visit, client: &Client, checked: &Checked, query: &str) -> Answered {
    let progress = Progress::default();
    if let Some(facts) = Facts::recall(visit, client).await? {
        let cx = visit.tenant.context(visit.now);
        let here = facts.browser(&progress, visit.cookies());
        let step = authorize::next_step(checked, client, &here, &cx);
        if let NextStep::Grant(allowed) = step
            && let Some(answer) = grant(visit, client, &allowed).await?
        {
            return Ok(answer);
        }
    }
    for _ in 0..LOOKS {
        let facts = look(visit, client, checked).await?;
        let cx = visit.tenant.context(visit.now);
        let here = facts.browser(&progress, visit.cookies());
        match authorize::next_step(checked, client, &here, &cx) {
            NextStep::Refuse(refusal) => {
                return refused::answer(visit, Some(client), refusal, &[]);
            }
            NextStep::Ask { .. } => return interact(visit, checked, query).await,
            NextStep::Grant(allowed) => {
                if let Some(answer) = grant(visit, client, &allowed).await? {
                    facts.remember(visit);
                    return Ok(answer);
                }
            }
        }
    }
    let refusal = Refusal::failure(checked, ErrorCode::TemporarilyUnavailable);
    refused::answer(visit, Some(client), refusal, &[])
}

/// Reads who is signed in in this browser and what they have allowed.
async fn look(visit: &Visit, client: &Client, checked: &Checked) -> Result<Facts, Trouble> {
    let question = Question {
        browser: visit.session,
        client: client.key,
        subjects: Subjects::of(client, &visit.tenant.context(visit.now)),
        request: checked.request.clone(),
        takes_two: takes_two(client, visit.tenant.settings()),
        refuses: refused_by(&client.metadata),
        is_own: client.is_account_pages(),
        factors: visit.factor_policy(),
        terms: terms::that_apply(&visit.tenant.settings().terms, client, visit.now),
        settings: visit.tenant.settings().clone(),
        now: visit.now,
    };
    let facts: Result<Facts, TxError> = visit
        .app
        .store
        .read(visit.tenant.id(), move |tx| question.ask(tx, &Progress::default()))
        .await;
    Ok(facts?)
}

/// Answers with what was asked for; `None` when the session was over or another cookie's by then.
async fn grant(
    visit: &Visit,
    client: &Client,
    allowed: &Allowed<'_>,
) -> Result<Option<HttpResponse>, Trouble> {
    let cx = visit.tenant.context(visit.now);
    match finish::settle(visit, authorize::grant(allowed, client, None, &cx)).await? {
        (Outcome::Done, signed) => {
            finish::respond(visit, client, allowed.checked(), signed).map(Some)
        }
        _ => {
            visit.app.store.forget(visit.tenant.id(), allowed.session().browser);
            Ok(None)
        }
    }
}

/// Begins a pass through the pages.
async fn interact(visit: &Visit, checked: &Checked, query: &str) -> Answered {
    let weight = posted::weight(query);
    if let Err(too_much) = visit.app.newcomers.admit(visit.address, weight) {
        let place = (&visit.tenant, "authorization");
        let client = Some(checked.request.client_id.as_str());
        return Ok(limits::answer(place, limits::too_many(too_much), client));
    }
    let id = InteractionId::new(visit.now, &*visit.app.entropy);
    let asked = Asked { request: checked.request.clone(), query: query.to_owned(), device: None };
    let record = InteractionRecord {
        id,
        browser: visit.browser(),
        client: Some(checked.request.client),
        request: serde_json::to_value(&asked).unwrap_or_default(),
        progress: serde_json::to_value(Progress::default()).unwrap_or_default(),
        version: 0,
        created_at: visit.now,
        expires_at: visit.now + visit.tenant.policy().lifetimes.interaction,
        finished_at: None,
    };
    let begun: Result<(), TxError> =
        visit.app.store.write(visit.tenant.id(), move |tx| tx.insert_interaction(&record)).await;
    begun?;
    Ok(visit.go(&visit.path(&format!("/interaction/{id}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749 §4.1.2.1: two names for what went wrong here; what is the request's own fault, or
    /// nobody's, has other answers.
    #[test]
    fn faults_of_ours_have_names_that_a_client_knows() {
        let (unavailable, internal) = (ErrorCode::TemporarilyUnavailable, ErrorCode::ServerError);
        assert_eq!(fault(&Trouble::Unavailable(String::new())), Some(unavailable));
        assert_eq!(fault(&Trouble::Busy("the database")), Some(unavailable));
        assert_eq!(fault(&Trouble::Internal(String::new())), Some(internal));
        assert_eq!(fault(&Trouble::NotFound), None);
    }
}
