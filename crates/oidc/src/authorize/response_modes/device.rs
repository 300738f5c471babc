//! The way to a device, which asks for its answer itself (RFC 8628 §3.5).
use super::ResponseMode;
use crate::authorize::Answer;

/// Not among the modes that a request can name.
pub(in crate::authorize) static DEVICE: ResponseMode = ResponseMode {
    name: "device_code",
    is_visible_to_servers: false,
    render: |_, _| Answer::Elsewhere,
};
