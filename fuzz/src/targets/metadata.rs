//! Client metadata as strangers register it (RFC 7591 §2).
use super::{Check, mark, step};
use latchkey_jose::{Algorithm, JwkSet};
use latchkey_oidc::ClientMetadata;
use latchkey_oidc::registration::{
    RegistrationPolicy, RegistrationRequest, StatementIssuer, presented_statement,
};
use latchkey_server::provision::check_metadata;
use url::Url;

const ALGORITHMS: &[Algorithm] = &[Algorithm::RS256, Algorithm::ES256];

/// What is registered gives nobody what only operators give, leads nowhere that a browser reads
/// otherwise than we do, and can be sent again as it is. A statement that nobody signed says nothing.
pub fn registration() -> Check {
    let jwks = Some(JwkSet { keys: Vec::new() });
    let issuer = "https://vendor.example".to_owned();
    let policy = RegistrationPolicy {
        statement_issuers: vec![StatementIssuer { issuer, jwks, jwks_uri: None }],
        ..RegistrationPolicy::default()
    };
    Box::new(move |input| {
        let statement = presented_statement(input, &policy).map(|found| found.is_some());
        let statement = statement.map_err(|error| error.code.name());
        let (plain, metadata) = match RegistrationRequest::parse(input, None, &policy, ALGORITHMS) {
            Ok(request) => (request.applied_to(&ClientMetadata::default()), request.metadata),
            Err(error) if !is_plain(&error.description) => {
                return Err(format!("a description with {:?}", error.description));
            }
            Err(error) => return Ok(mark(&(error.code.name(), statement))),
        };
        if serde_json::to_value(&plain).ok() != serde_json::to_value(&metadata).ok() {
            return Err("a stranger does what operators do".to_owned());
        }
        if metadata.other.contains_key("software_statement") {
            return Err("a statement that nobody has checked is registered".to_owned());
        }
        let problems = check_metadata(&metadata, ALGORITHMS);
        if problems.is_empty() {
            addresses(&metadata)?;
            again(&metadata, &policy)?;
        }
        let counts = (step(problems.len()), step(metadata.redirect_uris.len()));
        Ok(mark(&(counts, metadata.is_public(), metadata.other.len(), statement)))
    })
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\')
}

fn addresses(metadata: &ClientMetadata) -> Result<(), String> {
    for uri in metadata.redirect_uris.iter().chain(&metadata.post_logout_redirect_uris) {
        let url = Url::parse(uri).map_err(|error| format!("{uri} is registered: {error}"))?;
        let odd = !url.username().is_empty()
            || url.password().is_some()
            || url.fragment().is_some()
            || matches!(url.scheme(), "javascript" | "data" | "file" | "blob" | "about")
            || !uri.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'\\');
        if odd {
            return Err(format!("{uri} is registered"));
        }
    }
    Ok(())
}

fn again(metadata: &ClientMetadata, policy: &RegistrationPolicy) -> Result<(), String> {
    let sent = serde_json::to_vec(metadata).map_err(|error| error.to_string())?;
    let read = RegistrationRequest::parse(&sent, None, policy, ALGORITHMS)
        .map_err(|error| format!("what was registered is refused: {}", error.description))?;
    let kept = serde_json::to_vec(&read.metadata).map_err(|error| error.to_string())?;
    if kept == sent { Ok(()) } else { Err("what was registered reads otherwise".to_owned()) }
}
