//! Requests that other sites post, carried on by GET (docs/decisions/0012).
//!
//! Browsers leave our cookies out of a form that another site posts, and bring them when the
//! answer sends them on. What fits goes on in the address; what does not waits here, and its name
//! is in the address.
use crate::endpoints::limits;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::{InteractionId, TokenHash};
use latchkey_store::{InteractionRecord, TxError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::num::NonZeroU32;

/// What the name of a waiting request stands behind in an address.
const NAMED: &str = "posted=";

/// Of the longest head, what an address may take: the rest is for headers, and for proxies that
/// take less than we do.
const SHARE: usize = 4;

/// Octets that count as much as one common pass through the pages.
const UNIT: usize = 4096;

/// The document of a waiting request. It lies among the interactions, in the hands of no browser.
#[derive(Serialize, Deserialize)]
struct Posted {
    posted: String,
}

/// How much a row with this text counts against the limits of its sender.
pub fn weight(text: &str) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(u32::try_from(text.len() / UNIT).unwrap_or(u32::MAX))
}

/// Sends the browser on to `path` of the tenant with these parameters; `endpoint` is its name in the
/// log.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn carry_on(
    mut visit: Visit,
    (endpoint, path): (&'static str, &str),
    form: &str,
) -> Answered {
    visit.keep_browser();
    if form.len() <= visit.app.config.http.longest_head / SHARE {
        return Ok(visit.go(&visit.path(&format!("{path}?{form}"))));
    }
    if let Err(too_much) = visit.app.newcomers.admit(visit.address, weight(form)) {
        return Ok(limits::answer((&visit.tenant, endpoint), limits::too_many(too_much), None));
    }
    let id = InteractionId::new(visit.now, &*visit.app.entropy);
    let record = InteractionRecord {
        id,
        browser: TokenHash::of(NAMED),
        client: None,
        request: serde_json::to_value(Posted { posted: form.to_owned() }).unwrap_or_default(),
        progress: Value::Null,
        version: 0,
        created_at: visit.now,
        expires_at: visit.now + visit.tenant.policy().lifetimes.interaction,
        finished_at: None,
    };
    let kept: Result<(), TxError> =
        visit.app.store.write(visit.tenant.id(), move |tx| tx.insert_interaction(&record)).await;
    kept?;
    Ok(visit.go(&visit.path(&format!("{path}?{NAMED}{id}"))))
}

/// The parameters that an address holds or names; `None` when what it names is over.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn parameters(visit: &Visit, query: &str) -> Result<Option<String>, Trouble> {
    let named = query.strip_prefix(NAMED).and_then(|id| id.parse::<InteractionId>().ok());
    let Some(id) = named else { return Ok(Some(query.to_owned())) };
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.interaction(id)).await?;
    let waiting = found.filter(|record| visit.now < record.expires_at);
    let posted = waiting.and_then(|it| serde_json::from_value::<Posted>(it.request).ok());
    Ok(posted.map(|posted| posted.posted))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What waits in a row is weighed by its length: a stranger pays for what they leave.
    #[test]
    fn a_text_weighs_one_more_for_every_unit() {
        let weighed = |octets: usize| weight(&"x".repeat(octets)).get();
        assert_eq!([0, UNIT - 1, UNIT, 4 * UNIT].map(weighed), [1, 1, 2, 5]);
    }
}
