//! `none`: nothing but that the end-user agreed (OAuth Multiple Response Types §4).
use super::ResponseType;

pub(super) static NONE: ResponseType = ResponseType {
    name: "none",
    grant_types: &[],
    code: false,
    access_token: false,
    id_token: false,
};
