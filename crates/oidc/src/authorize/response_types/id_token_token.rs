//! `id_token token`: the implicit flow (OIDC Core §3.2, OAuth Multiple Response Types §5).
use super::{IMPLICIT, ResponseType};

pub(super) static ID_TOKEN_TOKEN: ResponseType = ResponseType {
    name: "id_token token",
    grant_types: &[IMPLICIT],
    code: false,
    access_token: true,
    id_token: true,
};
