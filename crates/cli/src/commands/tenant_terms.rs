//! `latchkey tenant terms`.
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Args;
use latchkey_accounts::TermsPolicy;
use latchkey_server::provision::{ProvisionError, check_settings};
use latchkey_store::Tx;

/// Options of `latchkey tenant terms`.
#[derive(Args, Debug)]
#[command(after_help = "\
Whoever has not accepted the version that is in force is asked at the next sign-in. A text on the page
itself, or one for each language, comes with `latchkey import` (settings.terms.texts). An app's own
terms are its client_terms_version and tos_uri.

Examples:
  latchkey tenant terms acme --terms-version 2 --uri https://acme.example/terms --from 2027-01-31
  latchkey tenant terms acme --none")]
pub struct Terms {
    /// Its group
    tenant: String,
    /// The version; another one is asked for again
    #[arg(long, required_unless_present = "none")]
    terms_version: Option<String>,
    /// Where it can be read; without, what there is stays
    #[arg(long)]
    uri: Option<String>,
    /// The day from which it is in force; without, at once
    #[arg(long)]
    from: Option<String>,
    /// There are none any more
    #[arg(long, conflicts_with_all = ["terms_version", "uri", "from"])]
    none: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sets them.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, options: Terms) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let mut settings = tenant.settings.clone();
    settings.terms = match options.none {
        true => TermsPolicy::default(),
        false => TermsPolicy {
            version: options.terms_version,
            effective_from: options.from,
            uri: options.uri.or(settings.terms.uri),
            texts: settings.terms.texts,
        },
    };
    let problems = check_settings(&settings);
    if !problems.is_empty() {
        return Err(ProvisionError::Invalid(problems).into());
    }
    let (held, terms) = (tenant.clone(), settings.terms.clone());
    let change = move |tx: &mut dyn Tx| {
        let pretty_name = held.pretty_name.as_deref();
        Ok(tx.update_tenant(&held.name, pretty_name, &settings, held.disabled)?)
    };
    opened.write(&tenant, change).await?;
    if options.json {
        return print::json(&terms);
    }
    match &terms.version {
        Some(version) => print::line(&format!(
            "People of {} accept version {version} from now on.",
            tenant.group
        )),
        None => print::line(&format!("Tenant {} has no terms of use.", tenant.group)),
    }
}
