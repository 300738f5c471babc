//! What a registration or update says (RFC 7591 §3.1, RFC 7592 §2.2).
use super::statement::{self, MEMBER as STATEMENT};
use super::{RegistrationError, RegistrationPolicy, SoftwareStatement};
use crate::{ClientMetadata, SigningAlg};
use latchkey_base::Secret;
use latchkey_jose::Algorithm;
use serde_json::{Map, Value};

/// Octets of a document.
pub const LONGEST_METADATA: usize = 32 * 1024;
/// Octets of one URI.
const LONGEST_URI: usize = 2000;
/// Entries of a list.
const LONGEST_LIST: usize = 100;

/// Members that only an operator sets (RFC 7591 §5): people would not be asked, would sign in some
/// other way or elsewhere, the client would get more than its scope, or it would wear the colours of
/// an app that people trust.
pub(super) static OPERATORS_OWN: &[&str] = &[
    "client_skip_consent",
    "client_optional_skip_logout_prompt",
    "client_require_second_factor",
    "client_refused_factors",
    "client_terms_version",
    "client_theme",
    "client_device_challenge",
    "client_challenge_callbacks",
    "client_account_security",
    "client_only_passwordless",
    "client_allow_org_federation",
    "client_skip_to_federated",
    "initialized_org_context",
    "dynamic_scope",
];
/// Members that people read, which may come in several languages (RFC 7591 §2.2).
static READ_BY_PEOPLE: &[&str] =
    &["client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri"];
/// Members without effect that are kept (RFC 7591 §2).
static KEPT: &[&str] = &["software_id", "software_version"];
/// Other names (native contract §10.9, U057).
static ALIASES: &[(&str, &str)] = &[("tos_url", "tos_uri"), ("policy_url", "policy_uri")];
/// Whose client it is (native contract 5.4).
pub(super) const GROUP: &str = "auth_group";
/// What an answer holds and an update must not (RFC 7592 §2.2).
static ANSWERS_ONLY: &[&str] = &[
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// A registration request or an update, read and completed with the defaults.
#[derive(Debug)]
pub struct RegistrationRequest {
    /// What shall be registered. Members that only an operator sets are not among it.
    pub metadata: ClientMetadata,
    client_id: Option<String>,
    client_secret: Option<Secret<String>>,
    group: Option<String>,
    answers_only: Option<&'static str>,
}

impl RegistrationRequest {
    /// Reads a body. Members that are not known are ignored, `null` counts as absent
    /// (RFC 7591 §2, RFC 7592 §2.2); `algorithms` are those of the tenant's keys, best first.
    ///
    /// What a `statement` says takes the place of what the body says (RFC 7591 §2.3, §3.1.1); it
    /// must be the one in the body, and is registered with the rest.
    ///
    /// # Errors
    /// `invalid_client_metadata`, `invalid_redirect_uri`.
    pub fn parse(
        body: &[u8],
        statement: Option<SoftwareStatement>,
        policy: &RegistrationPolicy,
        algorithms: &[Algorithm],
    ) -> Result<Self, RegistrationError> {
        if body.len() > LONGEST_METADATA {
            return Err(RegistrationError::metadata("the document is too long"));
        }
        let mut members: Map<String, Value> = serde_json::from_slice(body)
            .map_err(|_| RegistrationError::metadata("the body is not a JSON object"))?;
        members.retain(|_, value| !value.is_null());
        let mut members = by_standard_name(members);
        members.remove(STATEMENT);
        let statement = statement.map(|statement| {
            members.extend(by_standard_name(statement.members));
            statement.token
        });
        let answers_only = ANSWERS_ONLY.iter().find(|name| members.contains_key(**name)).copied();
        let client_id = take_text(&mut members, "client_id")?;
        let client_secret = take_text(&mut members, "client_secret")?.map(Secret::new);
        let group = take_text(&mut members, GROUP)?;
        let mut metadata = read(members)?;
        complete(&mut metadata, policy, algorithms);
        if let Some(token) = statement {
            metadata.other.insert(STATEMENT.to_owned(), token.into());
        }
        Ok(Self { metadata, client_id, client_secret, group, answers_only })
    }

    /// What becomes of a client with this metadata: what only an operator sets stays as it is.
    pub fn applied_to(&self, held: &ClientMetadata) -> ClientMetadata {
        ClientMetadata {
            client_skip_consent: held.client_skip_consent,
            client_optional_skip_logout_prompt: held.client_optional_skip_logout_prompt,
            client_require_second_factor: held.client_require_second_factor,
            client_refused_factors: held.client_refused_factors.clone(),
            client_terms_version: held.client_terms_version.clone(),
            client_theme: held.client_theme.clone(),
            client_device_challenge: held.client_device_challenge,
            client_challenge_callbacks: held.client_challenge_callbacks.clone(),
            client_account_security: held.client_account_security,
            client_only_passwordless: held.client_only_passwordless,
            client_allow_org_federation: held.client_allow_org_federation,
            client_skip_to_federated: held.client_skip_to_federated.clone(),
            initialized_org_context: held.initialized_org_context.clone(),
            dynamic_scope: held.dynamic_scope.clone(),
            ..self.metadata.clone()
        }
    }

    /// Whether it is meant for the tenant of this group, as far as it says: clients of the native
    /// contract do (5.4, `auth_group`).
    ///
    /// # Errors
    /// `invalid_client_metadata`.
    pub fn check_group(&self, group: &str) -> Result<(), RegistrationError> {
        if self.group.as_deref().is_some_and(|said| said != group) {
            return Err(RegistrationError::of_member(GROUP, "must be that of this tenant"));
        }
        Ok(())
    }

    /// Whether an update of a client with this metadata may leave out the software statement:
    /// only if it was registered without.
    ///
    /// # Errors
    /// `invalid_software_statement`.
    pub fn check_statement(&self, held: &ClientMetadata) -> Result<(), RegistrationError> {
        let has = |metadata: &ClientMetadata| metadata.other.contains_key(STATEMENT);
        if has(held) && !has(&self.metadata) { Err(statement::needed()) } else { Ok(()) }
    }

    /// Whether an update may be one of this client: it names it, chooses no secret and repeats
    /// nothing that only we say (RFC 7592 §2.2).
    ///
    /// # Errors
    /// `invalid_client_metadata`.
    pub fn check_update(
        &self,
        client_id: &str,
        is_secret: impl FnOnce(&Secret<String>) -> bool,
    ) -> Result<(), RegistrationError> {
        if let Some(name) = self.answers_only {
            return Err(RegistrationError::of_member(name, "must not be sent"));
        }
        if self.client_id.as_deref() != Some(client_id) {
            return Err(RegistrationError::of_member("client_id", "must be that of this client"));
        }
        if self.client_secret.as_ref().is_some_and(|secret| !is_secret(secret)) {
            let why = "must be the present one or absent";
            return Err(RegistrationError::of_member("client_secret", why));
        }
        Ok(())
    }
}

fn take_text(
    members: &mut Map<String, Value>,
    name: &str,
) -> Result<Option<String>, RegistrationError> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(RegistrationError::of_member(name, "must be text")),
    }
}

/// Members under the names that the standards give them; where both are there the standard's own
/// counts.
fn by_standard_name(members: Map<String, Value>) -> Map<String, Value> {
    let standard = |name: &str| ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, to)| *to);
    let (aliased, mut named): (Map<_, _>, Map<_, _>) =
        members.into_iter().partition(|(name, _)| standard(name).is_some());
    for (name, value) in aliased {
        if let Some(name) = standard(&name) {
            named.entry(name).or_insert(value);
        }
    }
    named
}

/// The members that are known, each judged by itself so that a refusal can name it.
fn read(members: Map<String, Value>) -> Result<ClientMetadata, RegistrationError> {
    let mut known = Map::new();
    for (name, value) in members {
        if OPERATORS_OWN.contains(&name.as_str()) {
            continue;
        }
        check_size(&name, &value)?;
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        let parsed: ClientMetadata = serde_json::from_value(Value::Object(alone))
            .map_err(|_| RegistrationError::of_member(&name, "has a value that cannot be"))?;
        if parsed.other.is_empty() || is_kept(&name, &value)? {
            known.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(known))
        .map_err(|_| RegistrationError::metadata("the members do not go together"))
}

/// Strangers may not fill the database.
fn check_size(name: &str, value: &Value) -> Result<(), RegistrationError> {
    let is_long = |value: &Value| value.as_str().is_some_and(|text| text.len() > LONGEST_URI);
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if is_long(value) || list.len() > LONGEST_LIST || list.iter().any(is_long) {
        return Err(RegistrationError::of_member(name, "is too long"));
    }
    Ok(())
}

/// Whether a member that has no meaning here is kept: names and links in some language
/// (OIDC Registration §2.1).
fn is_kept(name: &str, value: &Value) -> Result<bool, RegistrationError> {
    let (plain, tag) = name.split_once('#').map_or((name, None), |(it, tag)| (it, Some(tag)));
    let in_a_language = tag.is_some_and(|tag| {
        let fits = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits && (1..=35).contains(&tag.len()) && READ_BY_PEOPLE.contains(&plain)
    });
    if !in_a_language && !KEPT.contains(&name) {
        return Ok(false);
    }
    let Some(text) = value.as_str() else {
        return Err(RegistrationError::of_member(name, "must be text"));
    };
    // Security: whoever makes a link of it later gets no script.
    let is_link = in_a_language && plain.ends_with("_uri");
    if is_link && !text.starts_with("https://") && !text.starts_with("http://") {
        return Err(RegistrationError::of_member(name, "must be an http or https URL"));
    }
    Ok(true)
}

/// The defaults of OIDC Registration §2 and RFC 7591 §2, written out so that the client sees
/// them.
fn complete(metadata: &mut ClientMetadata, policy: &RegistrationPolicy, algorithms: &[Algorithm]) {
    let grants = metadata.grant_types.get_or_insert_with(|| vec!["authorization_code".to_owned()]);
    let has_codes = grants.iter().any(|grant| grant == "authorization_code");
    metadata.response_types.get_or_insert_with(|| {
        // Without codes there is nothing for the authorization endpoint to answer with.
        if has_codes { vec!["code".to_owned()] } else { Vec::new() }
    });
    let method = metadata.auth_method().to_owned();
    metadata.token_endpoint_auth_method = Some(method);
    metadata.client_label.get_or_insert_default();
    if metadata.id_token_signed_response_alg.is_none() {
        let best = algorithms.first().copied().unwrap_or(Algorithm::RS256);
        let has_default = algorithms.contains(&Algorithm::RS256);
        let alg = if has_default { Algorithm::RS256 } else { best };
        metadata.id_token_signed_response_alg = Some(SigningAlg::Signed(alg));
    }
    let encrypted = metadata.id_token_encryption().map(|encryption| encryption.enc);
    metadata.id_token_encrypted_response_enc =
        encrypted.or(metadata.id_token_encrypted_response_enc);
    let encrypted = metadata.userinfo_encryption().map(|encryption| encryption.enc);
    metadata.userinfo_encrypted_response_enc =
        encrypted.or(metadata.userinfo_encrypted_response_enc);
    if metadata.scope.is_none() {
        metadata.scope = policy.default_scope();
    }
}
