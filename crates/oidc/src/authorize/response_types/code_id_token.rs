//! `code id_token`: the hybrid flow whose ID token vouches for the code (OIDC Core §3.3, OAuth
//! Multiple Response Types §5).
use super::{IMPLICIT, ResponseType};

pub(super) static CODE_ID_TOKEN: ResponseType = ResponseType {
    name: "code id_token",
    grant_types: &["authorization_code", IMPLICIT],
    code: true,
    access_token: false,
    id_token: true,
};
