//! What pages are made of, and the page of a tenant itself.
use crate::app::App;
use crate::interaction::{Answered, SignedIn, app_view, login_link, people_here, person};
use crate::logos;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use latchkey_base::SessionId;
use latchkey_store::TxError;
use latchkey_ui::Theme;
use latchkey_ui::pages::{AppLink, TenantHomePage};

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

/// `GET /{group}/theme/{file}`: the style sheet of the look that the address says. It is made of
/// the address alone, so whoever asks for one learns nothing of the tenant's apps.
///
/// # Errors
/// [`Trouble::NotFound`] for what is no address of a look.
pub async fn theme(_: Tenant, path: Path<(String, String)>) -> Answered {
    let theme = Theme::of_file(&path.1).ok_or(Trouble::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, FOR_GOOD))
        .body(theme.css()))
}

/// `GET /{group}/logo/{client}`: an app's logo, from our origin. One that cannot be had becomes
/// the first letter of its name.
///
/// # Errors
/// [`Trouble`].
pub async fn logo(tenant: Tenant, path: Path<(String, String)>, app: Data<App>) -> Answered {
    let key = path.1.parse().map_err(|_| Trouble::NotFound)?;
    let client = app.store.client_by_key(tenant.id(), key).await?.ok_or(Trouble::NotFound)?;
    if client.metadata.logo_uri.is_none() {
        return Err(Trouble::NotFound);
    }
    let found = logos::find(&app, tenant.id(), &client).await;
    let mut answer = HttpResponse::Ok();
    // Security: opened by itself it is a document of our origin, and must be nothing else.
    answer.insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    Ok(match found {
        Some(logo) => answer
            .content_type(logo.content_type)
            .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
            .body(logo.bytes.clone()),
        None => answer
            .content_type("image/svg+xml")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .body(latchkey_ui::letter_svg(&app_view(&client))),
    })
}

/// `GET /{group}`: for people who come without an app.
///
/// # Errors
/// [`Trouble`].
pub async fn home(visit: Visit) -> Answered {
    let here = people_here(&visit, None, None).await?;
    let links = login_links(&visit, &here).await?;
    let apps: Vec<AppLink<'_>> = links
        .iter()
        .map(|(name, login_url, logo)| AppLink { name, login_url, logo: logo.as_deref() })
        .collect();
    let first = here.first().map(|signed_in| person(&signed_in.account));
    let (sign_out, account) = (visit.path("/session/end"), visit.path("/account"));
    let look = Look::plain(StatusCode::OK, visit.language(None, None));
    Ok(visit.page(look, |page| {
        draw(&TenantHomePage {
            page,
            person: first,
            sign_out_url: first.is_some().then_some(sign_out.as_str()),
            account_url: &account,
            apps: &apps,
        })
    }))
}

/// The most apps that are listed.
const MOST_APPS: usize = 50;

/// The name of an app, where signing in to it begins again, and where its logo is.
type Link = (String, String, Option<String>);

/// The apps that were signed in to in this browser, by name.
async fn login_links(visit: &Visit, here: &[SignedIn]) -> Result<Vec<Link>, Trouble> {
    let sessions: Vec<SessionId> = here.iter().map(|person| person.session.session).collect();
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let used = visit.app.store.read(visit.tenant.id(), move |tx| {
        let mut used = Vec::new();
        for session in &sessions {
            used.extend(tx.clients_of_session(*session)?);
        }
        Ok::<_, TxError>(used)
    });
    let mut used = used.await?;
    used.sort();
    used.dedup();
    let mut links = Vec::new();
    for key in used {
        let client = visit.app.store.client_by_key(visit.tenant.id(), key).await?;
        let Some(client) = client else { continue };
        let link = login_link(visit, &client);
        links.extend(
            link.map(|link| (app_view(&client).name.to_owned(), link, visit.logo(&client))),
        );
    }
    links.sort();
    links.truncate(MOST_APPS);
    Ok(links)
}
