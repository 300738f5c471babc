//! "Start again", when a pass has expired or was begun in another browser.
use super::{Answered, Asked, PassPath};
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::InteractionId;

/// `POST …/restart`: sends the same request anew. It is checked like any other, so this does no
/// more than the link at the app that began it; hence no proof of the browser is needed.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath) -> Answered {
    let id: InteractionId = path.1.parse().map_err(|_| Trouble::NotFound)?;
    let record = visit.app.store.read(visit.tenant.id(), move |tx| tx.interaction(id)).await?;
    let asked = record.and_then(|record| serde_json::from_value::<Asked>(record.request).ok());
    let asked = asked.ok_or(Trouble::NotFound)?;
    Ok(visit.go(&visit.path(&format!("/auth?{}", asked.query))))
}
