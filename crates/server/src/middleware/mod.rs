//! What happens around every request: its id, limits, headers, the shape of errors, the log line.
//!
//! [`Edge`] is the one layer that does it all in one pass; the other files hold the rules.
mod body;
mod cors;
mod csp;
mod edge;
mod errors;
mod headers;
mod limits;
mod request_id;

pub use cors::preflight;
pub use csp::{Csp, is_host_name};
pub use edge::{Edge, EdgeLayer};
pub use errors::{ErrorPage, Reader, Trouble};
pub use limits::Limits;
pub use request_id::{RequestId, RequestIds};
