//! `code token`: the hybrid flow with an access token (OIDC Core §3.3, OAuth Multiple Response
//! Types §5).
use super::{IMPLICIT, ResponseType};

pub(super) static CODE_TOKEN: ResponseType = ResponseType {
    name: "code token",
    grant_types: &["authorization_code", IMPLICIT],
    code: true,
    access_token: true,
    id_token: false,
};
