//! The metadata document (OIDC Discovery §3, RFC 8414 §2). Every list is read from the list
//! that the code itself runs on, so it cannot promise what is not there.
use crate::authorize::request_object::RequestObjectPolicy;
use crate::authorize::{
    CODE_CHALLENGE_METHODS, IMPLICIT, PROMPTS, Prompt, PromptKind, RESPONSE_MODES, offered,
};
use crate::client_auth::CLIENT_AUTH_METHODS;
use crate::device::DEVICE_CODE;
use crate::scopes::{SIGN_IN_CLAIMS, STANDARD_SCOPES, known};
use crate::token::GRANT_TYPES;
use crate::{Endpoints, ProtocolPolicy, SigningAlg, SubjectType};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, ContentEncryption, KEY_MANAGEMENT, KeyManagement,
};
use serde::Serialize;

/// What the document depends on beside the lists of this crate.
#[derive(Clone, Copy, Debug)]
pub struct Tenant<'a> {
    /// The issuer identifier.
    pub issuer: &'a str,
    /// From the server's route rows.
    pub endpoints: &'a Endpoints,
    /// The tenant's settings.
    pub policy: &'a ProtocolPolicy,
    /// People can make an account themselves.
    pub sign_up: bool,
    /// Of the tenant's published keys.
    pub signing_algs: &'a [Algorithm],
    /// Of the tenant's published keys that others encrypt for.
    pub encryption_algs: &'a [KeyManagement],
    /// BCP 47 tags of the languages the pages speak.
    pub ui_locales: &'a [&'a str],
}

/// The document. Empty lists are left out (OIDC Discovery §4.2); booleans whose default is not
/// what we do, and those whose default readers get wrong, are stated.
#[derive(Debug, Serialize)]
pub struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: &'a str,
    token_endpoint: &'a str,
    jwks_uri: &'a str,
    userinfo_endpoint: &'a str,
    introspection_endpoint: &'a str,
    revocation_endpoint: &'a str,
    end_session_endpoint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    check_session_iframe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_authorization_endpoint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_challenge_endpoint: Option<&'a str>,
    scopes_supported: Vec<&'a str>,
    response_types_supported: Vec<&'static str>,
    response_modes_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    code_challenge_methods_supported: &'static [&'static str],
    prompt_values_supported: Vec<&'static str>,
    subject_types_supported: [&'static str; 2],
    id_token_signing_alg_values_supported: Vec<SigningAlg>,
    id_token_encryption_alg_values_supported: &'static [KeyManagement],
    id_token_encryption_enc_values_supported: &'static [ContentEncryption],
    userinfo_signing_alg_values_supported: Vec<Algorithm>,
    userinfo_encryption_alg_values_supported: &'static [KeyManagement],
    userinfo_encryption_enc_values_supported: &'static [ContentEncryption],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    request_object_signing_alg_values_supported: Vec<SigningAlg>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    request_object_encryption_alg_values_supported: &'a [KeyManagement],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    request_object_encryption_enc_values_supported: &'a [ContentEncryption],
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    token_endpoint_auth_signing_alg_values_supported: Vec<Algorithm>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<Algorithm>,
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_signing_alg_values_supported: Vec<Algorithm>,
    claim_types_supported: [&'static str; 1],
    claims_supported: Vec<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    acr_values_supported: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ui_locales_supported: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    service_documentation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_policy_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_tos_uri: Option<&'a str>,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_request_uri_registration: bool,
    require_signed_request_object: bool,
    authorization_response_iss_parameter_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    frontchannel_logout_supported: bool,
    frontchannel_logout_session_supported: bool,
}

/// What a client secret of ours is long enough for (RFC 7518 §3.2).
static BY_SECRET: &[Algorithm] = &[Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

/// The document of a tenant.
pub fn metadata<'a>(tenant: &Tenant<'a>) -> Metadata<'a> {
    let endpoints = tenant.endpoints;
    let methods = || CLIENT_AUTH_METHODS.iter().map(|method| method.name()).collect::<Vec<_>>();
    let assertion_algs =
        || CLIENT_AUTH_METHODS.iter().flat_map(|method| method.algorithms()).copied().collect();
    let answer_algs = || tenant.signing_algs.iter().chain(BY_SECRET).copied();
    let id_token_algs = answer_algs().map(SigningAlg::Signed).chain([SigningAlg::Unsecured]);
    let objects = &tenant.policy.request_objects;
    let (request_object_algs, request_object_encs) = request_object_encryption(tenant);
    let of_scopes = STANDARD_SCOPES.iter().flat_map(|scope| scope.claims).copied();
    let devices = tenant.policy.device_flow;
    let confirms = tenant.policy.confirmations.allowed;
    let grants = GRANT_TYPES.iter().map(|grant_type| grant_type.name());
    let grants = grants.filter(|name| devices || *name != DEVICE_CODE);
    let implicit = tenant.policy.front_channel_tokens.then_some(IMPLICIT);
    let works = |prompt: &&&Prompt| tenant.sign_up || prompt.kind != PromptKind::CreateAccount;
    let registration = tenant.policy.registration.is_open_to_some();
    let asked = PROMPTS.iter().filter(works).filter_map(|prompt| prompt.value);
    Metadata {
        issuer: tenant.issuer,
        authorization_endpoint: &endpoints.authorization,
        token_endpoint: &endpoints.token,
        jwks_uri: &endpoints.jwks,
        userinfo_endpoint: &endpoints.userinfo,
        introspection_endpoint: &endpoints.introspection,
        revocation_endpoint: &endpoints.revocation,
        end_session_endpoint: &endpoints.end_session,
        check_session_iframe: tenant.policy.session_management.then_some(&endpoints.check_session),
        registration_endpoint: registration.then_some(&endpoints.registration),
        device_authorization_endpoint: devices.then_some(&endpoints.device_authorization),
        device_challenge_endpoint: confirms.then_some(&endpoints.device_challenge),
        scopes_supported: once_each(known(tenant.policy)),
        response_types_supported: offered(tenant.policy).map(|offered| offered.name).collect(),
        response_modes_supported: RESPONSE_MODES.iter().map(|mode| mode.name).collect(),
        grant_types_supported: grants.chain(implicit).collect(),
        code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
        prompt_values_supported: std::iter::once("none").chain(asked).collect(),
        subject_types_supported: SubjectType::NAMES,
        id_token_signing_alg_values_supported: id_token_algs.collect(),
        id_token_encryption_alg_values_supported: KEY_MANAGEMENT,
        id_token_encryption_enc_values_supported: CONTENT_ENCRYPTION,
        userinfo_signing_alg_values_supported: answer_algs().collect(),
        userinfo_encryption_alg_values_supported: KEY_MANAGEMENT,
        userinfo_encryption_enc_values_supported: CONTENT_ENCRYPTION,
        request_object_signing_alg_values_supported: request_object_signing(objects),
        request_object_encryption_alg_values_supported: request_object_algs,
        request_object_encryption_enc_values_supported: request_object_encs,
        token_endpoint_auth_methods_supported: methods(),
        token_endpoint_auth_signing_alg_values_supported: assertion_algs(),
        introspection_endpoint_auth_methods_supported: methods(),
        introspection_endpoint_auth_signing_alg_values_supported: assertion_algs(),
        revocation_endpoint_auth_methods_supported: methods(),
        revocation_endpoint_auth_signing_alg_values_supported: assertion_algs(),
        claim_types_supported: ["normal"],
        claims_supported: of_scopes.chain(SIGN_IN_CLAIMS.iter().copied()).collect(),
        acr_values_supported: &tenant.policy.acr_values,
        ui_locales_supported: tenant.ui_locales,
        service_documentation: tenant.policy.service_documentation.as_deref(),
        op_policy_uri: tenant.policy.op_policy_uri.as_deref(),
        op_tos_uri: tenant.policy.op_tos_uri.as_deref(),
        claims_parameter_supported: true,
        request_parameter_supported: objects.by_value,
        request_uri_parameter_supported: objects.by_reference,
        // Only what is registered is ever fetched.
        require_request_uri_registration: objects.by_reference,
        require_signed_request_object: objects.require_signed,
        authorization_response_iss_parameter_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        frontchannel_logout_supported: true,
        frontchannel_logout_session_supported: true,
    }
}

/// What every client can sign request objects with: those that registered nothing may use whatever
/// is listed (OIDC Registration §2), but only of clients that registered such an algorithm is the
/// secret kept so that we can read it.
fn request_object_signing(policy: &RequestObjectPolicy) -> Vec<SigningAlg> {
    let by_secret = |alg: &SigningAlg| alg.signed().is_some_and(Algorithm::is_symmetric);
    policy.algorithms().into_iter().filter(|alg| !by_secret(alg)).collect()
}

/// What every client can encrypt them with: our keys (OIDC Core §10.2).
fn request_object_encryption<'a>(
    tenant: &Tenant<'a>,
) -> (&'a [KeyManagement], &'static [ContentEncryption]) {
    let policy = tenant.policy;
    let is_on = policy.request_object_encryption && policy.request_objects.is_on();
    match tenant.encryption_algs {
        algs @ [_, ..] if is_on => (algs, CONTENT_ENCRYPTION),
        _ => (&[], &[]),
    }
}

/// Two resource servers may know the same scope value.
fn once_each<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

#[cfg(test)]
mod tests;
