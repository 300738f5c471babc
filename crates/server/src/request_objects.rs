//! Request objects (OIDC Core §6, RFC 9101): out of the request, or copied from the `request_uri`
//! that the client has registered.
use crate::client_keys;
use crate::copies::{Copies, CopyRules, Source};
use crate::visit::Visit;
use latchkey_base::Seconds;
use latchkey_jose::LONGEST_TOKEN;
use latchkey_oidc::authorize::request_object::{ObjectRequest, ObjectSource, RequestUri};
use latchkey_oidc::authorize::{Checked, Refusal};
use latchkey_oidc::explain::ObjectFinding;
use latchkey_oidc::{Client, Params};
use latchkey_outbound::{FetchSettings, Fetched};
use std::sync::Arc;

/// What was found behind a `request_uri`.
#[derive(Debug)]
pub struct PublishedObject {
    text: String,
    /// For how long the client's host says that it stays as it is.
    max_age: Seconds,
}

/// Room for the request objects of clients, as configured.
pub fn copies(settings: &FetchSettings) -> Copies<PublishedObject> {
    Copies::new(rules(settings), settings)
}

/// How they are fetched and kept.
pub fn rules(settings: &FetchSettings) -> CopyRules<PublishedObject> {
    CopyRules {
        member: "request_uris",
        number: "LK-1303",
        kept: settings.request_objects_kept,
        stale: settings.request_objects_kept,
        pause: settings.request_objects_pause,
        most: settings.request_objects_most,
        longest: LONGEST_TOKEN,
        read,
    }
}

fn read(fetched: Fetched) -> Result<PublishedObject, String> {
    let text = String::from_utf8(fetched.body).map_err(|_| "it is no text".to_owned())?;
    Ok(PublishedObject { text, max_age: fetched.max_age })
}

/// Answers the authorization endpoint's question for a request with an object.
///
/// # Errors
/// The refusal, which knows whether it may be redirected.
pub async fn check(
    visit: &Visit,
    client: &Client,
    params: &Params<'_>,
) -> Result<Checked, Refusal> {
    let cx = visit.tenant.context(visit.now);
    let request = ObjectRequest::of(params, client, &cx)?;
    let opened = match request.source() {
        ObjectSource::Value(object) => request.open(object)?,
        ObjectSource::Reference(uri) => match find(visit, client, &uri).await {
            Ok(object) => request.open(&object.text)?,
            Err(why) => return Err(request.unreachable(why).detailed("see LK-1303")),
        },
    };
    let keys = match opened.needs_keys() {
        Some(kid) => client_keys::find(&visit.app, visit.tenant.id(), client, kid).await,
        None => None,
    };
    opened.check(keys.as_deref())
}

/// What a fetch that was not made is explained by.
const NOT_TRIED: &str =
    "it was not fetched: so many were fetched lately that [fetch] allows no more";

/// The object behind this address, as it is or was a moment ago. One that could not be had again
/// is not replaced by an old one, unless its hash says that it is the same.
async fn find(
    visit: &Visit,
    client: &Client,
    uri: &RequestUri<'_>,
) -> Result<Arc<PublishedObject>, ObjectFinding> {
    let (app, now) = (&visit.app, visit.now);
    let source = Source::new(visit.tenant.id(), client, uri.address());
    let will_do = |object: &PublishedObject, age: Seconds| {
        uri.takes_copy(object.text.as_bytes(), age < object.max_age)
    };
    let found = app.request_objects.find_dated(&app.fetch, now, source.clone(), will_do).await;
    let unreachable = || {
        let why = app.request_objects.problem(&source);
        uri.unreachable(why.unwrap_or_else(|| NOT_TRIED.to_owned()))
    };
    let (at, object) = found.ok_or_else(unreachable)?;
    let age = now.since(at);
    let is_new = age <= app.config.fetch.request_objects_pause;
    if !is_new && !will_do(&object, age) {
        return Err(unreachable());
    }
    if uri.accepts(object.text.as_bytes()) {
        Ok(object)
    } else {
        Err(uri.differs(object.text.as_bytes()))
    }
}
