//! `code id_token token`: the hybrid flow with everything (OIDC Core §3.3, OAuth Multiple Response
//! Types §5).
use super::{IMPLICIT, ResponseType};

pub(super) static CODE_ID_TOKEN_TOKEN: ResponseType = ResponseType {
    name: "code id_token token",
    grant_types: &["authorization_code", IMPLICIT],
    code: true,
    access_token: true,
    id_token: true,
};
