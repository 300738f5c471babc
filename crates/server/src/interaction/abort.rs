//! "Cancel", on any page: the client hears `access_denied` (RFC 6749 §4.1.2.1).
use super::{Answered, PassPath, enter, finish};
use crate::form::Form;
use crate::visit::Visit;
use latchkey_oidc::authorize::Refusal;

/// `POST …/abort`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    if !pass.sent(&form) {
        return Ok(pass.go_on());
    }
    finish::refuse(&pass, Refusal::access_denied(&pass.checked)).await
}
