//! What a device is answered with: nothing through the browser (RFC 8628 §3.5).
use super::ResponseType;
use crate::device::DEVICE_CODE;

/// Not among the types that a request can name. The device redeems what it has already.
pub(in crate::authorize) static DEVICE: ResponseType = ResponseType {
    name: "device_code",
    grant_types: &[DEVICE_CODE],
    code: true,
    access_token: false,
    id_token: false,
};
