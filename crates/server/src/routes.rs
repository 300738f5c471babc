//! Every route, one row each.
//!
//! Registration with actix and the endpoint URLs in discovery both come from [`ROUTES`], so that
//! discovery cannot promise what is not served. Busy routes stand first: they are matched in order.
use crate::middleware::{Trouble, preflight};
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpResponse, Resource, ResponseError as _, web};
use latchkey_oidc::Endpoints;

mod table;

pub use table::ROUTES;

/// Who reads the errors of a route, and so which shape they have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Surface {
    /// The enveloped JSON of `/api` (native contract §1.4).
    Api,
    /// JSON as OAuth words it (RFC 6749 §5.2).
    Protocol,
    /// A person: a page.
    Page,
}

/// One route.
#[derive(Debug)]
pub struct Route {
    /// The name by which discovery and others find its URL.
    pub name: &'static str,
    /// The path, with `{group}` for the tenant's public word.
    pub pattern: &'static str,
    /// `GET` stands for `HEAD` too.
    pub methods: &'static [Method],
    /// The shape of its errors.
    pub surface: Surface,
    /// Scripts of any origin may read the answers. Never for pages.
    pub cors: bool,
    /// Makes the handler: `|| web::to(token::post)`.
    pub handler: fn() -> actix_web::Route,
}

/// The row that a request matched; among the resource's app data.
#[derive(Clone, Copy, Debug)]
pub struct Matched(pub &'static Route);

/// The path of a route for one tenant, or `None` if no row has that name.
pub fn path(name: &str, group: &str) -> Option<String> {
    let route = ROUTES.iter().find(|route| route.name == name)?;
    Some(route.pattern.replace("{group}", group))
}

/// A tenant's issuer identifier (OIDC Discovery §3).
pub fn issuer(public_url: &str, group: &str) -> String {
    format!("{public_url}/{group}")
}

/// A tenant's endpoints as absolute URLs; empty for what no row serves.
pub fn endpoints(public_url: &str, group: &str) -> Endpoints {
    let url =
        |name| path(name, group).map(|path| format!("{public_url}{path}")).unwrap_or_default();
    Endpoints {
        authorization: url("authorization"),
        token: url("token"),
        introspection: url("introspection"),
        revocation: url("revocation"),
        userinfo: url("userinfo"),
        jwks: url("jwks"),
        end_session: url("end_session"),
        check_session: url("check_session"),
        registration: url("registration"),
        device_authorization: url("device_authorization"),
        device: url("device"),
        device_challenge: url("device_challenge"),
    }
}

/// Registers rows with actix: one resource per pattern, which answers `OPTIONS` and, to any
/// other method that no row names, 405 with `Allow` (RFC 9110 §15.5.6).
pub fn register(routes: &'static [Route]) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        for (at, first) in routes.iter().enumerate() {
            if routes[..at].iter().all(|earlier| earlier.pattern != first.pattern) {
                let rows = routes.iter().filter(|row| row.pattern == first.pattern).collect();
                config.service(resource(first, rows));
            }
        }
        config.default_service(web::to(|| async { Trouble::NotFound.error_response() }));
    }
}

fn resource(first: &'static Route, rows: Vec<&'static Route>) -> Resource {
    let mut resource = web::resource(first.pattern).app_data(Matched(first));
    let mut allowed: Vec<&str> = Vec::new();
    for row in rows {
        for method in row.methods {
            resource = resource.route((row.handler)().guard(answers(method)));
            allowed.push(method.as_str());
            if *method == Method::GET {
                allowed.push("HEAD");
            }
        }
    }
    allowed.push("OPTIONS");
    let allowed = allowed.join(", ");
    let preflight_methods = allowed.clone();
    if first.cors {
        resource = resource.route(web::route().method(Method::OPTIONS).to(move || {
            let methods = preflight_methods.clone();
            async move { preflight(&methods) }
        }));
    }
    resource.default_service(web::to(move |request: actix_web::HttpRequest| {
        let allowed = allowed.clone();
        async move { other_method(request.method(), allowed) }
    }))
}

fn other_method(method: &Method, allowed: String) -> HttpResponse {
    let mut response = match *method {
        Method::OPTIONS => HttpResponse::NoContent().finish(),
        _ => Trouble::MethodNotAllowed.error_response(),
    };
    if let Ok(value) = allowed.try_into() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

fn answers(method: &'static Method) -> impl Guard {
    guard::fn_guard(move |cx| {
        let asked = &cx.head().method;
        asked == method || (*asked == Method::HEAD && *method == Method::GET)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_per_pattern() {
        for route in ROUTES {
            let others = ROUTES.iter().filter(|other| other.name == route.name);
            assert!(others.clone().all(|other| other.pattern == route.pattern), "{}", route.name);
        }
    }

    #[test]
    fn no_method_of_a_pattern_is_registered_twice() {
        let mut seen = std::collections::HashSet::new();
        for route in ROUTES {
            for method in route.methods {
                assert!(seen.insert((route.pattern, method)), "{} {method}", route.pattern);
            }
        }
    }

    #[test]
    fn pages_are_never_open_to_other_origins() {
        assert!(ROUTES.iter().all(|route| !(route.cors && route.surface == Surface::Page)));
    }

    #[test]
    fn an_unknown_name_has_no_path() {
        assert_eq!(path("version", "demo").as_deref(), Some("/api/version"));
        assert_eq!(path("no_such_route", "demo"), None);
    }
}
