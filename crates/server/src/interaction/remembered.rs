//! "Don't ask again on this browser": when that is offered, and when it is heeded.
use super::{Pass, second};
use crate::factors::needed;
use crate::form::Form;
use latchkey_authn::FactorPolicy;
use latchkey_authn::factors::{Needed, Proof};
use latchkey_oidc::authorize::PromptKind;
use latchkey_ui::pages::Remember;

/// Whether a remembered browser spares anybody anything in this pass.
///
/// Security: a request that wants a fresh sign-in gets a whole one, and so does a session that is to
/// become more than it was. What the tenant, an app or people's own accounts demand is in the rules
/// ([`latchkey_authn::FactorPolicy::in_remembered_browser`]).
pub(super) fn is_heeded(pass: &Pass) -> bool {
    let request = &pass.checked.request;
    let asks_anew = request.max_age.is_some() || request.prompts.contains(PromptKind::Login);
    let kept_for = pass.factor_policy().remember_browsers;
    kept_for.get() > 0 && !asks_anew && !second::adds_to_session(pass)
}

/// The offer below the second step, where a remembered browser would have spared it.
pub(super) fn offer(pass: &Pass) -> Option<Remember> {
    let (who, held) = (second::under_way(pass)?, pass.progress.signing_in.as_ref()?);
    // The next sign-in here comes from a browser that is known.
    let policy = FactorPolicy { in_doubt: false, ..pass.factor_policy() };
    let shown = (&held.proofs[..], &who.enrolled[..]);
    let asked = pass.asked_acr(&who.account);
    let asks = |rules| needed(&who.account, shown, rules, asked) != Needed::Done;
    let is_spared = asks(&policy) && !asks(&policy.in_remembered_browser());
    let days = usize::try_from(policy.remember_browsers.get() / 86_400).unwrap_or_default();
    let is_typed = held.proofs.contains(&Proof::Password);
    let is_offered = is_heeded(pass) && is_typed && is_spared;
    is_offered.then_some(Remember { days, is_ticked: held.remember })
}

/// Whoever posts the step says whether they want it, each time anew.
pub(super) fn note_wish(pass: &mut Pass, form: &Form) {
    let is_wished = form.get("remember").is_some() && offer(pass).is_some();
    if let Some(held) = &mut pass.progress.signing_in {
        held.remember = is_wished;
    }
}
