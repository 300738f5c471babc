//! The layer around all routes: ids, limits, headers, the shape of errors.
use actix_web::HttpResponse;
use actix_web::body::to_bytes;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes};
use latchkey_base::SeededEntropy;
use latchkey_server::address::{ClientAddress, TrustedProxies};
use latchkey_server::config::ForwardedHeader;
use latchkey_server::metrics::Metrics;
use latchkey_server::middleware::{Edge, EdgeLayer, Limits, Trouble};
use latchkey_server::routes::{Route, Surface};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub static ROUTES: &[Route] = &[
    Route {
        name: "token",
        pattern: "/{group}/token",
        methods: &[Method::POST],
        surface: Surface::Protocol,
        cors: true,
        handler: || web::to(|body: Bytes| async move { body.len().to_string() }),
    },
    Route {
        name: "broken",
        pattern: "/api/broken/{how}",
        methods: &[Method::GET],
        surface: Surface::Api,
        cors: false,
        handler: || web::to(broken),
    },
    Route {
        name: "page",
        pattern: "/{group}/page",
        methods: &[Method::GET],
        surface: Surface::Page,
        cors: false,
        handler: || {
            web::to(|| async { HttpResponse::Ok().content_type("text/html").body("<p>hi") })
        },
    },
    Route {
        name: "page",
        pattern: "/{group}/page",
        methods: &[Method::POST],
        surface: Surface::Page,
        cors: false,
        handler: || web::to(|| async { Err::<String, _>(Trouble::Busy("a test")) }),
    },
    Route {
        name: "whoami",
        pattern: "/whoami",
        methods: &[Method::GET],
        surface: Surface::Api,
        cors: false,
        handler: || {
            web::to(|address: web::ReqData<ClientAddress>| async move { address.0.to_string() })
        },
    },
];

async fn broken(how: web::Path<String>) -> Result<String, Trouble> {
    Err(match how.as_str() {
        "database" => Trouble::Unavailable("password=hunter2".to_owned()),
        _ => Trouble::Internal("at secret.rs:7".to_owned()),
    })
}

pub fn edge(metrics: &Arc<Metrics>) -> EdgeLayer {
    let limits = Limits { head: 2048, body: 64, body_time: Duration::from_secs(5) };
    let trusted = vec!["10.0.0.0/8".parse().unwrap()];
    EdgeLayer::new(Arc::new(Edge {
        proxies: TrustedProxies::new(trusted, ForwardedHeader::XForwardedFor),
        limits,
        hsts: Some(HeaderValue::from_static("max-age=60")),
        entropy: Arc::new(SeededEntropy::new(1)),
        metrics: Arc::clone(metrics),
        error_page: |status, id, _| format!("<h1>{}</h1><p>{id}</p>", status.as_u16()),
    }))
}

/// What the routes above answer to a request.
macro_rules! service {
    ($metrics:expr) => {
        init_service(
            actix_web::App::new()
                .configure(latchkey_server::routes::register($crate::edge::ROUTES))
                .wrap($crate::edge::edge($metrics)),
        )
        .await
    };
}
pub(crate) use service;

async fn answer(request: TestRequest) -> (StatusCode, Seen) {
    let service = service!(&Arc::default());
    let response = call_service(&service, request.to_request()).await;
    let status = response.status();
    let headers = response.headers().clone();
    let body = to_bytes(response.into_body()).await.unwrap();
    (status, Seen { headers, body })
}

struct Seen {
    headers: actix_web::http::header::HeaderMap,
    body: Bytes,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Native contract §1.4.
#[actix_web::test]
async fn an_unknown_api_path_answers_in_the_envelope() {
    let asked = TestRequest::get().uri("/api/'no'").insert_header(("x-request-id", "abc-12345"));
    let (status, seen) = answer(asked).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let body = seen.json();
    assert_eq!(body["error"], "Not Found");
    assert!(body["message"].is_string());
    assert_eq!(body["id"], "abc-12345");
    assert_eq!(seen.header("x-request-id"), Some("abc-12345"));
    assert!(!seen.text().contains("'no'"));
}

#[actix_web::test]
async fn an_unknown_path_answers_a_browser_with_a_page_and_a_program_with_json() {
    let (status, seen) =
        answer(TestRequest::get().uri("/nowhere").insert_header(("accept", "text/html"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(seen.header("content-type").unwrap().starts_with("text/html"));
    assert!(seen.text().contains("404"));
    let (_, seen) =
        answer(TestRequest::get().uri("/nowhere").insert_header(("accept", "application/json")))
            .await;
    assert_eq!(seen.json()["error"], "Not Found");
}

/// RFC 9110 §15.5.6: `Allow` says which methods there are.
#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let (status, seen) = answer(TestRequest::get().uri("/demo/token")).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(seen.header("allow"), Some("POST, OPTIONS"));
    assert_eq!(seen.json()["error"], "invalid_request");

    let (status, seen) = answer(TestRequest::delete().uri("/demo/page")).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(seen.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    assert!(seen.header("content-type").unwrap().starts_with("text/html"));
}

#[actix_web::test]
async fn head_is_answered_where_get_is() {
    let (status, _) = answer(TestRequest::with_uri("/demo/page").method(Method::HEAD)).await;
    assert_eq!(status, StatusCode::OK);
}

/// RFC 9700 §2.6: scripts of any origin may call the token endpoint, none a page.
#[actix_web::test]
async fn other_origins_may_read_the_token_endpoint_and_no_page() {
    let from = ("origin", "https://spa.example");
    let preflight =
        TestRequest::with_uri("/demo/token").method(Method::OPTIONS).insert_header(from);
    let (status, seen) = answer(preflight).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(seen.header("access-control-allow-origin"), Some("*"));
    assert!(seen.header("access-control-allow-methods").unwrap().contains("POST"));
    assert_eq!(seen.header("access-control-allow-credentials"), None);

    let (_, seen) = answer(TestRequest::post().uri("/demo/token").insert_header(from)).await;
    assert_eq!(seen.header("access-control-allow-origin"), Some("*"));
    let (_, seen) = answer(TestRequest::get().uri("/demo/page").insert_header(from)).await;
    assert_eq!(seen.header("access-control-allow-origin"), None);
    let preflight = TestRequest::with_uri("/demo/page").method(Method::OPTIONS).insert_header(from);
    assert_eq!(answer(preflight).await.1.header("access-control-allow-methods"), None);
}

#[actix_web::test]
async fn a_body_is_taken_up_to_its_limit_and_no_further() {
    let (status, seen) =
        answer(TestRequest::post().uri("/demo/token").set_payload("x".repeat(64))).await;
    assert_eq!((status, seen.text()), (StatusCode::OK, "64"));
    let (status, seen) =
        answer(TestRequest::post().uri("/demo/token").set_payload("x".repeat(65))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(seen.json()["error"], "invalid_request");
}

#[actix_web::test]
async fn a_body_of_unknown_length_is_measured_as_it_comes() {
    let chunked = TestRequest::post().uri("/demo/token").set_payload("x".repeat(65));
    let mut request = chunked.to_request();
    request.headers_mut().remove("content-length");
    request.headers_mut().insert(
        actix_web::http::header::TRANSFER_ENCODING,
        actix_web::http::header::HeaderValue::from_static("chunked"),
    );
    let response = call_service(&service!(&Arc::default()), request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[actix_web::test]
async fn too_much_head_is_refused() {
    let long = format!("/demo/page?q={}", "x".repeat(2048));
    assert_eq!(answer(TestRequest::get().uri(&long)).await.0, StatusCode::URI_TOO_LONG);
    let fat = TestRequest::get().uri("/demo/page").insert_header(("x-fat", "x".repeat(2048)));
    assert_eq!(answer(fat).await.0, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

/// The text of a failure is for the log, the answer has an id to find it by.
#[actix_web::test]
async fn a_failure_says_nothing_of_its_cause() {
    let (status, seen) = answer(TestRequest::get().uri("/api/broken/database")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(seen.header("retry-after"), Some("5"));
    assert!(!seen.text().contains("hunter2"));
    assert_eq!(seen.json()["id"].as_str(), seen.header("x-request-id"));

    let (status, seen) = answer(TestRequest::get().uri("/api/broken/code")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!seen.text().contains("secret.rs"));
}

#[actix_web::test]
async fn a_busy_page_says_so_with_a_page() {
    let (status, seen) = answer(TestRequest::post().uri("/demo/page")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(seen.header("retry-after"), Some("1"));
    assert!(seen.text().contains("<h1>503</h1>"));
    assert!(seen.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
}

/// Attack: a faked address in a header that proxies set, RFC 9700 §4.13.
#[actix_web::test]
async fn a_proxys_word_about_the_client_counts_and_a_strangers_does_not() {
    let from = |peer: &str| {
        TestRequest::get()
            .uri("/whoami")
            .peer_addr(format!("{peer}:1").parse().unwrap())
            .insert_header(("x-forwarded-for", "192.0.2.7"))
    };
    assert_eq!(answer(from("10.1.2.3")).await.1.text(), "192.0.2.7");
    assert_eq!(answer(from("203.0.113.1")).await.1.text(), "203.0.113.1");
}

/// Labels come from our tables: strangers cannot make new ones.
#[actix_web::test]
async fn requests_are_counted_under_their_pattern() {
    let metrics: Arc<Metrics> = Arc::default();
    let service = service!(&metrics);
    for path in ["/a/page", "/b/page", "/x1", "/x2"] {
        call_service(&service, TestRequest::get().uri(path).to_request()).await;
    }
    let text = metrics.render();
    let page = "requests_total{route=\"/{group}/page\",method=\"GET\",status=\"200\"} 2";
    assert!(text.contains(page), "{text}");
    assert!(text.contains("requests_total{route=\"none\",method=\"GET\",status=\"404\"} 2"));
    assert!(!text.contains("x1"));
}
