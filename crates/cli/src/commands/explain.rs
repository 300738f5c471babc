//! `latchkey explain`: why a request was refused.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::Args;
use latchkey_base::{Clock as _, Reference, SystemClock};
use latchkey_oidc::explain::{Trail, Words};
use latchkey_store::TenantRecord;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Options of `latchkey explain`.
#[derive(Args, Debug)]
#[command(after_help = "\
Every refusal carries a reference: on the error page, and at the end of error_description. It is
kept for as long as [explain] kept_for says. What is shown never holds a code, token or secret.

Examples:
  latchkey explain 7GK2M-4QXZ1
  latchkey explain 7GK2M-4QXZ1 --tenant acme --json")]
pub struct Options {
    /// The reference, in small or capital letters
    reference: Reference,
    /// Look in this tenant only, by its group [default: in all of them]
    #[arg(long, value_name = "GROUP")]
    tenant: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Shows which check failed, with what was sent and what was expected.
///
/// # Errors
/// When nothing is kept under the reference, or the database does not answer.
pub fn run(common: &Common, options: &Options) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        let (tenant, trail) = find(&opened, options).await?;
        let words = words(&opened, &tenant, &trail).await?;
        if options.json {
            print::json(&document(options.reference, &tenant, &trail, words.as_ref())?)?;
        } else {
            for (heading, text) in rows(options.reference, &tenant, &trail, words) {
                print::line(&format!("{heading:<12}{text}"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn find(opened: &Opened, options: &Options) -> Result<(TenantRecord, Trail), Failure> {
    let tenants = match &options.tenant {
        Some(word) => vec![opened.tenant(word).await?],
        None => opened.tenants().await?,
    };
    let (reference, now) = (options.reference, SystemClock.now());
    for tenant in tenants {
        let found = opened.read(&tenant, move |tx| Ok(tx.trail(reference, now)?)).await?;
        if let Some(trail) = found {
            return Ok((tenant, trail));
        }
    }
    Err(Failure::new(format!(
        "nothing is known of {reference}: it was mistyped, is older than [explain] kept_for, or was \
         one of too many at that moment; or it names what is in the server's log only, under \
         reference={reference}: a fault of ours, a path that does not exist, or a request that was \
         too large or took too long"
    )))
}

async fn words(
    opened: &Opened,
    tenant: &TenantRecord,
    trail: &Trail,
) -> Result<Option<Words>, Failure> {
    let Some(finding) = &trail.finding else { return Ok(None) };
    let other = match trail.other_client() {
        Some(key) => opened.read(tenant, move |tx| Ok(tx.client_by_key(key)?)).await?,
        None => None,
    };
    let other = other.map(|client| client.client_id);
    Ok(Some(Words::of(finding, other.as_deref(), print::time)))
}

fn document(
    reference: Reference,
    tenant: &TenantRecord,
    trail: &Trail,
    words: Option<&Words>,
) -> Result<Value, Failure> {
    let mut document = serde_json::to_value(trail)?;
    document["reference"] = json!(reference);
    document["tenant"] = json!(tenant.group);
    document["at"] = json!(trail.at.seconds());
    if let Some(words) = words {
        document["explanation"] = serde_json::to_value(words)?;
    }
    Ok(document)
}

fn rows(
    reference: Reference,
    tenant: &TenantRecord,
    trail: &Trail,
    words: Option<Words>,
) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("reference", reference.to_string()),
        ("when", print::time(trail.at)),
        ("tenant", tenant.group.clone()),
        ("client", trail.client_id.clone().unwrap_or_else(|| "none named".to_owned())),
        ("endpoint", trail.endpoint.clone()),
        ("answered", format!("{}: {}", trail.error, trail.error_description)),
    ];
    match words {
        Some(words) => {
            rows.push(("check", format!("{} ({})", words.check, words.clause)));
            rows.extend(words.sent.map(|text| ("sent", text)));
            rows.extend(words.expected.map(|text| ("expected", text)));
            rows.push(("what to do", words.advice));
        }
        None if !trail.detail.is_empty() => rows.push(("detail", trail.detail.clone())),
        None => {}
    }
    rows
}
