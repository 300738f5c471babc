//! `code`: the authorization code flow (RFC 6749 §4.1, OIDC Core §3.1).
use super::ResponseType;

pub(super) static CODE: ResponseType = ResponseType {
    name: "code",
    grant_types: &["authorization_code"],
    code: true,
    access_token: false,
    id_token: false,
};
