//! What a tenant decides about request objects. Every value is a setting with a default.
use crate::{ClientMetadata, ProtocolPolicy, SigningAlg};
use latchkey_jose::{ALGORITHMS, Algorithm};
use serde::{Deserialize, Serialize};

/// A tenant's settings for request objects (OIDC Core §6, RFC 9101).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestObjectPolicy {
    /// They may be sent by value, in `request`.
    pub by_value: bool,
    /// They may be sent by reference, in a `request_uri` that the client has registered.
    pub by_reference: bool,
    /// Who may send them unsigned.
    pub unsigned: UnsignedObjects,
    /// A request without a signed object is refused, whatever the client (RFC 9101 §10.5).
    pub require_signed: bool,
}

impl Default for RequestObjectPolicy {
    fn default() -> Self {
        Self {
            by_value: true,
            by_reference: true,
            unsigned: UnsignedObjects::default(),
            require_signed: false,
        }
    }
}

/// Who may send request objects that nobody signed (`none`). Such an object is worth as much as
/// the parameters beside it; a client that registered an algorithm is held to that.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnsignedObjects {
    /// Nobody.
    Refused,
    /// Clients that registered `none`. Discovery does not list it then: what is listed, a client that
    /// registered nothing may use (OIDC Registration §2).
    #[default]
    Registered,
    /// Clients that registered nothing else.
    Allowed,
}

impl RequestObjectPolicy {
    /// Whether there are request objects at all.
    pub fn is_on(&self) -> bool {
        self.by_value || self.by_reference
    }

    /// The algorithms for discovery (OIDC Discovery §3,
    /// `request_object_signing_alg_values_supported`).
    pub fn algorithms(&self) -> Vec<SigningAlg> {
        let unsigned = self.unsigned == UnsignedObjects::Allowed && !self.require_signed;
        let signed = ALGORITHMS.iter().copied().map(SigningAlg::Signed);
        let all = signed.chain(unsigned.then_some(SigningAlg::Unsecured));
        all.filter(|_| self.is_on()).collect()
    }
}

/// Whether requests of this client must be signed (RFC 9101 §10.5).
pub(in crate::authorize) fn must_be_signed(
    metadata: &ClientMetadata,
    policy: &ProtocolPolicy,
) -> bool {
    metadata.require_signed_request_object || policy.request_objects.require_signed
}

/// Whether this client may sign with `alg`: what it registered and nothing else, or anything if
/// it registered nothing (OIDC Registration §2, `request_object_signing_alg`).
pub(super) fn may_sign(metadata: &ClientMetadata, alg: Algorithm) -> bool {
    metadata
        .request_object_signing_alg
        .is_none_or(|registered| registered == SigningAlg::Signed(alg))
}

/// Whether this client may send unsigned objects. Security: leaving out what was registered is
/// how a signature would be got rid of (RFC 9101 §10.5, RFC 8725 §3.1).
pub(super) fn may_leave_unsigned(metadata: &ClientMetadata, policy: &ProtocolPolicy) -> bool {
    let registered = metadata.request_object_signing_alg;
    let may = match policy.request_objects.unsigned {
        UnsignedObjects::Refused => false,
        UnsignedObjects::Registered => registered == Some(SigningAlg::Unsecured),
        UnsignedObjects::Allowed => registered.is_none_or(|alg| alg == SigningAlg::Unsecured),
    };
    may && !must_be_signed(metadata, policy)
}

/// Why it may not: a setting or a member of the client, for the tenant's operators.
pub(super) fn why_signed(metadata: &ClientMetadata, policy: &ProtocolPolicy) -> &'static str {
    if metadata.require_signed_request_object {
        return "the client registered require_signed_request_object";
    }
    if policy.request_objects.require_signed {
        return "the tenant's request_objects.require_signed asks for it";
    }
    match policy.request_objects.unsigned {
        UnsignedObjects::Refused => "the tenant's request_objects.unsigned is refused",
        UnsignedObjects::Registered => {
            "the client did not register request_object_signing_alg none"
        }
        UnsignedObjects::Allowed => "the client registered an algorithm",
    }
}
