//! The logo on our pages.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "logo", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    if let Some(Err(why)) = &trial.facts.logo {
        found.warns(
            format!("its logo is not shown: {why}"),
            "serve a PNG, JPEG, GIF or WebP of at most 64 KiB and 2048 pixels by https",
        );
    }
}
