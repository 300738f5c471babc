//! What a trial fetches, through the guarded client.
use crate::provision::{Provision, ProvisionError};
use crate::{client_keys, logos, request_objects};
use latchkey_jose::JwkSet;
use latchkey_oidc::ClientMetadata;
use latchkey_outbound::{FetchSettings, GuardedClient};

/// What was fetched; `None` where nothing is registered. Errors are for operators: they say what
/// strangers are not told.
#[derive(Debug, Default)]
pub struct Facts {
    /// The keys of `jwks`, or behind `jwks_uri`.
    pub keys: Option<Result<JwkSet, String>>,
    /// Whether the `sector_identifier_uri` lists the redirect URIs.
    pub sector: Option<Result<(), String>>,
    /// Whether there is a picture behind `logo_uri`.
    pub logo: Option<Result<(), String>>,
    /// Whether there is something behind the first of its `request_uris`.
    pub request_uris: Vec<(String, Result<(), String>)>,
}

/// Of many `request_uris`, so many are tried.
const MOST_TRIED: usize = 5;

impl Facts {
    /// Fetches what this client registered.
    pub async fn fetch(
        metadata: &ClientMetadata,
        provision: &Provision,
        (client, settings): (&GuardedClient, &FetchSettings),
    ) -> Self {
        let keys = match (&metadata.jwks, &metadata.jwks_uri) {
            (Some(set), _) => Some(Ok(set.clone())),
            (None, Some(uri)) => {
                let keys = client_keys::rules(settings).fetch(client, uri).await;
                Some(keys.map(|keys| keys.set))
            }
            (None, None) => None,
        };
        let sector = match &metadata.sector_identifier_uri {
            Some(_) => Some(provision.check_sector(metadata).await.map_err(|error| match error {
                ProvisionError::Invalid(problems) => {
                    problems.into_iter().map(|problem| problem.why).collect::<Vec<_>>().join("; ")
                }
                other => other.to_string(),
            })),
            None => None,
        };
        let logo = match &metadata.logo_uri {
            Some(uri) => Some(logos::rules(settings).fetch(client, uri).await.map(|_| ())),
            None => None,
        };
        let mut request_uris = Vec::new();
        for uri in metadata.request_uris.iter().take(MOST_TRIED) {
            let fetched = request_objects::rules(settings).fetch(client, uri).await;
            request_uris.push((uri.clone(), fetched.map(|_| ())));
        }
        Self { keys, sector, logo, request_uris }
    }
}
