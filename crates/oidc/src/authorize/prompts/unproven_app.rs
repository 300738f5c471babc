//! Apps whose identity nobody can be sure of (RFC 8252 §8.6).
//!
//! A public native app is known by its `client_id` alone, which is no secret, and any app on the
//! device may listen on a loopback port or claim a private scheme. Only an https address that the
//! system gives to one app says which app it is.
use super::{Question, Verdict, consent, when};
use crate::{ApplicationType, Client};

fn is_unproven(client: &Client, redirect_uri: &str) -> bool {
    client.metadata.is_public()
        && client.metadata.application_type == ApplicationType::Native
        && !redirect_uri.starts_with("https://")
}

/// Security: what was allowed before was perhaps allowed to another app, so it does not count.
/// Where nobody is asked for consent, the person must at least have signed in or chosen their
/// account in this very pass.
pub(super) fn judge(question: &Question<'_>) -> Verdict {
    let redirect_uri = question.checked.return_to.redirect_uri();
    if !question.cx.policy.ask_for_native_apps || !is_unproven(question.client, redirect_uri) {
        return Verdict::Satisfied;
    }
    let here = question.chosen.map(|who| who.session);
    let took_part = here.is_some() && question.facts.progress.chosen == here;
    let settled = consent::is_skipped(question) && took_part;
    when(!settled && !consent::given_here(question))
}
