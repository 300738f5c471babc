//! Resource indicators (RFC 8707), and the `audience` parameter that means the same.
use crate::explain::{RequestFinding, sent};
use crate::{Context, Param, Params, Scope};
use url::Url;

/// Why a resource is not a target.
#[derive(Debug)]
pub(crate) struct BadTarget {
    /// The description of `invalid_target`.
    pub why: &'static str,
    /// What was sent, and what there is.
    pub finding: RequestFinding,
}

/// The resources a request names, each once, in order: every `resource`, and the words of
/// `audience` (native contract 5.3).
///
/// # Errors
/// [`BadTarget`] for one that is not an absolute URI without fragment (RFC 8707 §2), or that
/// this tenant does not know. The issuer itself is always known: it is our own API.
pub(crate) fn asked_for(params: &Params<'_>, cx: &Context<'_>) -> Result<Vec<String>, BadTarget> {
    let aliases = params.get(Param::Audience).into_iter().flat_map(|text| text.split(' '));
    let mut found: Vec<String> = Vec::new();
    for uri in params.resources().chain(aliases.filter(|word| !word.is_empty())) {
        if uri.contains('#') || Url::parse(uri).is_err() {
            return Err(bad(uri, "resource is not an absolute URI without a fragment", cx));
        }
        let known = cx.policy.resources.iter().any(|server| server.resource == uri);
        if !known && uri != cx.issuer {
            return Err(bad(uri, "the resource is not known here", cx));
        }
        if !found.iter().any(|held| held == uri) {
            found.push(uri.to_owned());
        }
    }
    Ok(found)
}

fn bad(uri: &str, why: &'static str, cx: &Context<'_>) -> BadTarget {
    let known = cx.policy.resources.iter().map(|server| server.resource.clone()).collect();
    BadTarget { why, finding: RequestFinding::Resource { sent: sent(uri), known } }
}

/// The part of `scope` that tokens for these resources carry: what at least one of them knows.
pub(crate) fn scope_for(resources: &[String], scope: &Scope, cx: &Context<'_>) -> Scope {
    let servers = || cx.policy.resources.iter().filter(|held| resources.contains(&held.resource));
    let takes_all = resources.is_empty()
        || resources.iter().any(|uri| uri == cx.issuer)
        || servers().any(|server| server.scopes.is_empty());
    scope.filtered(|value| {
        takes_all || servers().any(|server| server.scopes.iter().any(|known| known == value))
    })
}
