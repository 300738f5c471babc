//! What pages are made of, and the page of a tenant itself.
use crate::interaction::{Answered, people_here, person};
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Path;
use latchkey_ui::pages::TenantHomePage;

/// A name holds the hash of what it names, so it may be kept for good.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// `GET /static/{name}`.
///
/// # Errors
/// [`Trouble::NotFound`].
pub async fn file(name: Path<String>) -> Answered {
    let file = latchkey_ui::static_file(&name).ok_or(Trouble::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, FOR_GOOD))
        .insert_header((header::ETAG, file.etag))
        .body(file.bytes))
}

/// `GET /{group}/theme.css`: the tenant's colours.
pub async fn theme(tenant: Tenant) -> HttpResponse {
    let css = latchkey_ui::theme_css(tenant.settings().branding.accent.as_deref());
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, FOR_GOOD))
        .body(css)
}

/// `GET /{group}`: for people who come without an app.
///
/// # Errors
/// [`Trouble`].
pub async fn home(visit: Visit) -> Answered {
    let here = people_here(&visit).await?;
    let first = here.first().map(|signed_in| person(&signed_in.account));
    let sign_out = visit.path("/session/end");
    let look = Look::plain(StatusCode::OK, visit.language(None, None));
    Ok(visit.page(look, |page| {
        draw(&TenantHomePage {
            page,
            person: first,
            sign_out_url: first.is_some().then_some(sign_out.as_str()),
        })
    }))
}
