//! `id_token`: the implicit flow without an access token (OIDC Core §3.2, OAuth Multiple Response
//! Types §3).
use super::{IMPLICIT, ResponseType};

pub(super) static ID_TOKEN: ResponseType = ResponseType {
    name: "id_token",
    grant_types: &[IMPLICIT],
    code: false,
    access_token: false,
    id_token: true,
};
