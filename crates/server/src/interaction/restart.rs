//! "Start again", when a pass has expired.
use super::{Answered, Asked, PassPath, refused};
use crate::endpoints::authorization;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::InteractionId;
use latchkey_oidc::Params;
use latchkey_oidc::authorize::{self, request_object::has_object};

/// `POST …/restart`: asks the same anew. It is checked like any other request, so this does no
/// more than the link at the app that began it. One with a request object is not checked for that
/// again: it was right when it came, and may have expired since.
///
/// Security: only in the browser that asked. To others the request is none of theirs: it may name
/// a person, and its `state` belongs to a sign-in at the app that somebody else began.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath) -> Answered {
    let id: InteractionId = path.1.parse().map_err(|_| Trouble::NotFound)?;
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.interaction(id)).await?;
    let record = found.ok_or(Trouble::NotFound)?;
    if record.browser != visit.browser() {
        return Ok(visit.go(&visit.path(&format!("/interaction/{id}"))));
    }
    let asked = serde_json::from_value::<Asked>(record.request).map_err(|_| Trouble::NotFound)?;
    if asked.device.is_some() {
        return Ok(visit.go(&visit.path(&format!("/device?{}", asked.query))));
    }
    if !Params::parse(asked.query.as_bytes()).is_ok_and(|params| has_object(&params)) {
        return authorization::answer(visit, &asked.query).await;
    }
    let client = visit.app.store.client_by_key(visit.tenant.id(), asked.request.client).await?;
    let client = client.ok_or(Trouble::NotFound)?;
    let resumed = authorize::resume(asked.request, Some(&client), &visit.tenant.context(visit.now));
    match resumed {
        Ok(checked) => authorization::go_on(visit, &client, &checked, &asked.query).await,
        Err(refusal) => refused::answer(&visit, Some(&client), refusal, &[]),
    }
}
