//! `latchkey client check`: what of a registration will not work.
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use latchkey_jose::Algorithm;
use latchkey_outbound::GuardedClient;
use latchkey_server::trial::{Facts, Judgement, Trial, Verdict};
use latchkey_store::{ClientRecord, TenantRecord};
use std::process::ExitCode;

/// Tries a registration. Whatever it names is fetched as the server would, nothing is changed.
///
/// # Errors
/// When the database does not answer or standard output cannot be written.
pub async fn run(
    opened: &Opened,
    (tenant, client): (&TenantRecord, &ClientRecord),
    as_json: bool,
) -> Result<ExitCode, Failure> {
    let fetch = GuardedClient::new(opened.config.fetch.clone())
        .map_err(|error| Failure::new(error.to_string()))?;
    let facts =
        Facts::fetch(&client.metadata, &opened.provision, (&fetch, &opened.config.fetch)).await;
    let keys = opened.read(tenant, |tx| Ok(tx.signing_keys()?)).await?;
    let algorithms: Vec<Algorithm> = keys.iter().map(|key| key.alg).collect();
    let judged = Trial::new(tenant, client, &algorithms, &facts).judge();
    if as_json {
        print::json(&judged)?;
    } else {
        for judgement in &judged {
            print::line(&line(judgement))?;
        }
    }
    let fails = judged.iter().any(|judgement| judgement.verdict == Verdict::WillFail);
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn line(judgement: &Judgement) -> String {
    let verdict = match judgement.verdict {
        Verdict::Fine => "FINE",
        Verdict::Warning => "WARNING",
        Verdict::WillFail => "WILL FAIL",
    };
    let line = format!("{verdict:<10}{:<15} {}", judgement.check, judgement.text);
    match &judgement.advice {
        Some(advice) => format!("{line}\n{:26}{advice}", ""),
        None => line,
    }
}
