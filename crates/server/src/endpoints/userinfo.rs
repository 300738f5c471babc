//! `GET` and `POST /{group}/me`, the UserInfo endpoint (OIDC Core §5.3).
use super::Failure;
use super::bearer;
use super::reading::{authorization, claims, is_form};
use crate::client_keys;
use crate::tenant::Tenant;
use actix_web::http::Method;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::explain::{ClientFinding, TokenFinding};
use latchkey_oidc::userinfo::{BearerError, Userinfo, UserinfoAnswer, token};
use latchkey_oidc::{Params, PresentedToken};

/// Answers with the claims the access token stands for.
pub async fn answer(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    match decide(&tenant, &request, &body).await {
        Ok(response) => response,
        Err(Refused::Bearer(error)) => bearer::refuse(&tenant, "userinfo", error, None),
        Err(Refused::Failure(failure)) => failure.answer(&tenant, "userinfo", None),
    }
}

enum Refused {
    Bearer(BearerError),
    Failure(Failure),
}

impl From<BearerError> for Refused {
    fn from(error: BearerError) -> Self {
        Self::Bearer(error)
    }
}

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

async fn decide(
    tenant: &Tenant,
    request: &HttpRequest,
    body: &[u8],
) -> Result<HttpResponse, Refused> {
    let app = tenant.app();
    let cx = tenant.context(app.clock.now());
    // A body of another kind holds no token and is not ours to judge (RFC 6750 §2.2).
    let has_form = request.method() == Method::POST && is_form(request) && !body.is_empty();
    let params =
        if has_form { Some(Params::parse(body).map_err(BearerError::from)?) } else { None };
    let text = token(authorization(request), params.as_ref())?;
    let presented = PresentedToken::read(text, &cx);
    let found = app.store.find(tenant.id(), presented.lookup()).await?;
    let over = presented.over_since(&found, &cx);
    let userinfo = Userinfo::decide(presented.live(found, &cx), &cx);
    let userinfo = userinfo.map_err(|error| match over {
        Some(since) => error.because(TokenFinding::Expired(since)),
        None => error,
    })?;
    let client = app.store.client_by_key(tenant.id(), userinfo.client()).await?;
    let client = client.ok_or_else(|| {
        BearerError::invalid_token("the client is gone").because(ClientFinding::Unknown)
    })?;
    let person = claims(app, tenant.id(), userinfo.account()).await?;
    let encryption = client.metadata.userinfo_encryption();
    let recipient = client_keys::recipient(app, tenant.id(), &client, encryption).await;
    let recipient = recipient.map_err(BearerError::from)?;
    Ok(match userinfo.answer(&person, (&client, &recipient), &cx)? {
        UserinfoAnswer::Json(claims) => HttpResponse::Ok().json(claims),
        UserinfoAnswer::Jwt(jwt) => HttpResponse::Ok().content_type("application/jwt").body(jwt),
    })
}
