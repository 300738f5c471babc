//! `GET /{group}/device/qr/{user_code}`: the verification URI with the code, for cameras.
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;
use latchkey_oidc::device::UserCode;

/// Draws the picture (RFC 8628 §3.3.1).
///
/// Security: whatever could be a code is drawn, whether or not there is a device that shows it,
/// so that the picture tells nobody which codes there are.
///
/// # Errors
/// [`Trouble::NotFound`] for what cannot be a code.
pub async fn get(tenant: Tenant, path: Path<(String, String)>) -> Answered {
    let code = UserCode::parse(&path.1).filter(|_| tenant.policy().device_flow);
    let code = code.ok_or(Trouble::NotFound)?;
    let page = &tenant.context(tenant.app().clock.now()).endpoints.device;
    let picture = latchkey_ui::qr::draw(&format!("{page}?user_code={code}"));
    let picture = picture.ok_or_else(|| Trouble::Internal("a QR code is too large".to_owned()))?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        // Security: opened by itself it is a document of our origin, and must be nothing else.
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        // A television that is a web page shows it within a page of its own.
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .body(picture.svg()))
}
