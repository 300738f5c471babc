//! The rules of registration, asked again: the settings may have changed since.
use super::{Check, Findings, Trial};
use crate::provision::check_metadata;

pub(super) const CHECK: Check = Check { name: "registration", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    for problem in check_metadata(trial.metadata(), trial.algorithms) {
        found.fails(format!("{} {}", problem.key, problem.why), "register it again without that");
    }
    let itself = trial.client.registration_token.is_some();
    let judged = trial.policy().registration.check(trial.metadata(), trial.policy());
    if let (true, Err(refusal)) = (itself, judged) {
        let text = format!("it could not register itself any more: {}", refusal.description);
        found.warns(text, "it works on, but its own updates will be refused");
    }
}
