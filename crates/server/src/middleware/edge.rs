//! The one layer around all routes.
use super::errors::{ErrorPage, is_unshaped, shape};
use super::{Limits, RequestId, RequestIds, cors, headers, request_id};
use crate::address::TrustedProxies;
use crate::metrics::Metrics;
use crate::routes::{Matched, Surface};
use actix_web::Error;
use actix_web::HttpMessage as _;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, HeaderValue};
use futures_util::future::LocalBoxFuture;
use latchkey_base::{Entropy, Reference};
use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;

/// Octets of the tenant's word in a log line; strangers may write there what they like.
const MOST_OF_A_GROUP: usize = 64;

/// What the layer needs to know; shared by all workers.
pub struct Edge {
    /// Whose word about addresses counts.
    pub proxies: TrustedProxies,
    /// Bounds on requests.
    pub limits: Limits,
    /// Browsers shall come by https only from now on (RFC 6797).
    pub hsts: Option<HeaderValue>,
    /// For new request ids.
    pub entropy: Arc<dyn Entropy>,
    /// Counts and times every request.
    pub metrics: Arc<Metrics>,
    /// Renders error pages.
    pub error_page: ErrorPage,
}

/// [`Edge`] as actix wants it.
#[derive(Clone)]
pub struct EdgeLayer(Arc<Edge>);

impl EdgeLayer {
    /// The layer; cheap to clone for each worker.
    pub fn new(edge: Arc<Edge>) -> Self {
        Self(edge)
    }
}

impl<S, B> Transform<S, ServiceRequest> for EdgeLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = EdgeService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let ids = RequestIds::new(Arc::clone(&self.0.entropy));
        ready(Ok(EdgeService { inner, ids, edge: Arc::clone(&self.0) }))
    }
}

/// The layer around one worker's routes.
pub struct EdgeService<S> {
    inner: S,
    ids: RequestIds,
    edge: Arc<Edge>,
}

impl<S, B> Service<ServiceRequest> for EdgeService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(inner);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let edge = Arc::clone(&self.edge);
        let arrived = Instant::now();
        let in_flight = edge.metrics.http.begin();
        let id = self.ids.of(request.headers());
        let address = edge.proxies.client_address(request.peer_addr(), request.headers());
        request.extensions_mut().insert(id.clone());
        request.extensions_mut().insert(address);
        // At the level of errors, so that no log line of a request is ever without its id.
        let span = tracing::error_span!("request", id = id.as_str());
        if let Err(refusal) = edge.limits.check(request.head()) {
            let response = request.error_response(refusal);
            let refused = span.in_scope(|| edge.finish(response, &id, arrived));
            return Box::pin(ready(Ok(refused)));
        }
        edge.limits.guard_body(&mut request);
        let answering = span.in_scope(|| self.inner.call(request));
        let answered = async move {
            let _in_flight = in_flight;
            let response = answering.await?.map_into_boxed_body();
            Ok(edge.finish(response, &id, arrived))
        };
        Box::pin(answered.instrument(span))
    }
}

impl Edge {
    fn finish(
        &self,
        mut response: ServiceResponse,
        id: &RequestId,
        arrived: Instant,
    ) -> ServiceResponse {
        let matched = response.request().app_data::<Matched>().copied();
        report_fault(&response);
        if is_unshaped(&response) {
            let surface = surface_of(&response, matched);
            let named = response.response().extensions().get::<Reference>().copied();
            let reference = named.unwrap_or_else(|| Reference::new(&*self.entropy));
            tracing::info!(%reference, status = response.status().as_u16(), "an error was answered");
            response = shape(response, surface, (id, reference), self.error_page);
        }
        headers::complete(response.headers_mut(), self.hsts.as_ref());
        if matched.is_some_and(|Matched(route)| route.cors) {
            cors::allow(response.headers_mut());
        }
        if let Ok(value) = HeaderValue::from_str(id.as_str()) {
            response.headers_mut().insert(request_id::X_REQUEST_ID, value);
        }
        self.observe(&response, matched, arrived);
        response
    }

    /// One log line and the counters. Security: the pattern of the path, never the path with
    /// its query; ids of people are logged where they are decided upon, addresses never.
    fn observe(&self, response: &ServiceResponse, matched: Option<Matched>, arrived: Instant) {
        let took = arrived.elapsed();
        let pattern = matched.map_or("none", |Matched(route)| route.pattern);
        let method = method_name(response.request().method());
        let status = response.status().as_u16();
        self.metrics.http.observe(pattern, method, status, took);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let tenant = response.request().match_info().get("group").unwrap_or_default();
        let tenant = tenant.get(..MOST_OF_A_GROUP).unwrap_or(tenant);
        tracing::info!(
            target: "latchkey::access",
            method, route = pattern, tenant, status, micros,
        );
    }
}

/// What broke is for the log alone; the answer shows the request's id.
fn report_fault(response: &ServiceResponse) {
    if response.status().is_server_error()
        && let Some(error) = response.response().error()
    {
        tracing::error!(number = "LK-1001", status = response.status().as_u16(), "{error}");
    }
}

fn surface_of(response: &ServiceResponse, matched: Option<Matched>) -> Surface {
    let request = response.request();
    if let Some(Matched(route)) = matched {
        return route.surface;
    }
    let path = request.path();
    let accepts_json = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json"));
    if path == "/api" || path.starts_with("/api/") || accepts_json {
        Surface::Api
    } else {
        Surface::Page
    }
}

/// Security: a label from the request would let strangers grow our metrics without end.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
