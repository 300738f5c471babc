//! Redirect URIs that are right and will disappoint all the same.
use super::{Check, Findings, Trial};
use latchkey_oidc::ApplicationType;
use url::{Host, Url};

pub(super) const CHECK: Check = Check { name: "redirect_uris", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let native = metadata.application_type == ApplicationType::Native;
    for uri in &metadata.redirect_uris {
        let Ok(url) = Url::parse(uri) else { continue };
        match (url.scheme(), url.host()) {
            ("https", _) => {}
            ("http", Some(Host::Domain(name))) if native => found.warns(
                format!("{uri}: any port is taken for 127.0.0.1 and [::1], but not for {name}"),
                "register http://127.0.0.1/… and http://[::1]/… (RFC 8252 §7.3, §8.3)",
            ),
            ("http", Some(_)) if native => {}
            ("http", _) => found.warns(
                format!("{uri} works on the person's own machine only, at this very port"),
                "register the https address of the app before others use it",
            ),
            _ if url.has_host() => found.warns(
                format!("{uri} has a host after its private-use scheme"),
                "write it with one slash, as com.example.app:/path (RFC 8252 §7.1)",
            ),
            _ => {}
        }
    }
    let public_native = native && metadata.is_public();
    if public_native && trial.policy().ask_for_native_apps {
        found.warns(
            "prompt=none fails for this app: any app on the device can take its address",
            "use refresh tokens, or switch the tenant's ask_for_native_apps off (RFC 8252 §8.6)",
        );
    }
}
