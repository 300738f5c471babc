//! The file behind a `sector_identifier_uri`.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "sector", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    if let Some(Err(why)) = &trial.facts.sector {
        found.warns(
            format!("its sector_identifier_uri {why}"),
            "the sub of its people stays, but it cannot register that again (OIDC Registration §5)",
        );
    }
}
