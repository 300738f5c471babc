//! "Start again", when a pass has expired.
use super::{Answered, Asked, PassPath};
use crate::endpoints::authorization;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::InteractionId;

/// `POST …/restart`: asks the same anew. It is checked like any other request, so this does no
/// more than the link at the app that began it.
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
    authorization::answer(visit, &asked.query).await
}
