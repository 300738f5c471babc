//! A trial of a registration: what will not work, found without anybody having to sign in.
//!
//! What must be fetched is fetched first ([`Facts`]); the checks are functions over values. The
//! rules of registration are asked, never written again.
mod algorithms;
mod authentication;
mod consent;
mod encryption;
mod facts;
mod grants;
mod kept;
mod keys;
mod logo;
mod logouts;
mod pkce;
mod redirects;
mod registration;
mod request_objects;
mod response_types;
mod scopes;
mod sector;
mod state;

pub use facts::Facts;

use latchkey_jose::Algorithm;
use latchkey_oidc::{ClientMetadata, ProtocolPolicy};
use latchkey_store::{ClientRecord, TenantRecord};
use serde::Serialize;

/// A client at its tenant, with what was fetched.
pub struct Trial<'a> {
    tenant: &'a TenantRecord,
    client: &'a ClientRecord,
    /// The algorithms of the tenant's keys.
    algorithms: &'a [Algorithm],
    facts: &'a Facts,
}

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It will work.
    Fine,
    /// It works, but somebody should look at it.
    Warning,
    /// It will not work.
    WillFail,
}

/// What one check found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Judgement {
    /// What was looked at.
    pub check: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// In words.
    pub text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// One check: its name, and what it finds. Finding nothing is fine.
struct Check {
    name: &'static str,
    look: fn(&Trial<'_>, &mut Findings),
}

/// All checks, from what everything depends on to what only looks bad.
static CHECKS: &[Check] = &[
    state::CHECK,
    registration::CHECK,
    redirects::CHECK,
    response_types::CHECK,
    grants::CHECK,
    pkce::CHECK,
    authentication::CHECK,
    keys::CHECK,
    algorithms::CHECK,
    encryption::CHECK,
    request_objects::CHECK,
    scopes::CHECK,
    sector::CHECK,
    logouts::CHECK,
    consent::CHECK,
    kept::CHECK,
    logo::CHECK,
];

/// What one check has found so far.
#[derive(Default)]
struct Findings(Vec<(Verdict, String, String)>);

impl Findings {
    fn fails(&mut self, text: impl Into<String>, advice: impl Into<String>) {
        self.0.push((Verdict::WillFail, text.into(), advice.into()));
    }

    fn warns(&mut self, text: impl Into<String>, advice: impl Into<String>) {
        self.0.push((Verdict::Warning, text.into(), advice.into()));
    }
}

impl<'a> Trial<'a> {
    /// Of this client. `algorithms` are those of the tenant's keys.
    pub fn new(
        tenant: &'a TenantRecord,
        client: &'a ClientRecord,
        algorithms: &'a [Algorithm],
        facts: &'a Facts,
    ) -> Self {
        Self { tenant, client, algorithms, facts }
    }

    /// Runs all checks, in order; each says at least one thing.
    pub fn judge(&self) -> Vec<Judgement> {
        let mut judgements = Vec::new();
        for check in CHECKS {
            let mut found = Findings::default();
            (check.look)(self, &mut found);
            if found.0.is_empty() {
                found.0.push((Verdict::Fine, "fine".to_owned(), String::new()));
            }
            judgements.extend(found.0.into_iter().map(|(verdict, text, advice)| Judgement {
                check: check.name,
                verdict,
                text,
                advice: Some(advice).filter(|advice| !advice.is_empty()),
            }));
        }
        judgements
    }

    fn metadata(&self) -> &ClientMetadata {
        &self.client.metadata
    }

    fn policy(&self) -> &ProtocolPolicy {
        &self.tenant.settings.protocol
    }

    /// The command that gives the client a secret of the form that its metadata asks for.
    fn new_secret(&self) -> String {
        format!("latchkey client secret {} {}", self.tenant.group, self.client.client_id)
    }
}

#[cfg(test)]
mod tests;
