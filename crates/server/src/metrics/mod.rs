//! What can be counted, for Prometheus. One registry per server, nothing global.
mod figures;
mod http;
mod listener;
mod protocol;
mod store;

pub use figures::Figures;
pub use http::HttpMetrics;
pub use listener::serve;
pub use protocol::ProtocolMetrics;
pub use store::store_figures;

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use std::sync::{PoisonError, RwLock};

/// The media type of what [`Metrics::render`] makes.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All metrics of one server.
#[derive(Debug)]
pub struct Metrics {
    /// Requests.
    pub http: HttpMetrics,
    /// Tokens, refusals and sign-ins.
    pub protocol: ProtocolMetrics,
    registry: RwLock<Registry>,
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("latchkey");
        let http = HttpMetrics::register(&mut registry);
        let protocol = ProtocolMetrics::register(&mut registry);
        Self { http, protocol, registry: RwLock::new(registry) }
    }

    /// Adds something that keeps its own figures and is asked for them at every scrape.
    pub fn add(&self, figures: Figures) {
        let mut registry = self.registry.write().unwrap_or_else(PoisonError::into_inner);
        registry.register_collector(Box::new(figures));
    }

    /// All figures as OpenMetrics text.
    pub fn render(&self) -> String {
        let registry = self.registry.read().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        // Writing to a string fails only if a metric's own encoding does; then the rest counts.
        if encode(&mut text, &registry).is_err() {
            tracing::warn!("the metrics could not be written out completely");
        }
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn requests_are_counted_by_pattern_method_and_status() {
        let metrics = Metrics::new();
        metrics.http.observe("/{group}/token", "POST", 200, Duration::from_millis(3));
        metrics.http.observe("/{group}/token", "POST", 200, Duration::from_millis(3));
        metrics.http.observe("/{group}/token", "POST", 400, Duration::from_millis(1));
        let text = metrics.render();
        let labels = "route=\"/{group}/token\",method=\"POST\"";
        let ok = format!("latchkey_http_requests_total{{{labels},status=\"200\"}} 2");
        assert!(text.contains(&ok), "{text}");
        let seconds = "latchkey_http_request_seconds_count{route=\"/{group}/token\"} 3";
        assert!(text.contains(seconds), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn tokens_are_counted_by_grant_type_and_kind() {
        let metrics = Metrics::new();
        metrics.protocol.issued("client_credentials", "access_token");
        metrics.protocol.refused("token", "invalid_grant");
        let text = metrics.render();
        let issued =
            "tokens_issued_total{grant_type=\"client_credentials\",kind=\"access_token\"} 1";
        assert!(text.contains(issued), "{text}");
        assert!(text.contains("refusals_total{endpoint=\"token\",error=\"invalid_grant\"} 1"));
    }

    #[test]
    fn figures_are_asked_for_at_every_scrape() {
        let metrics = Metrics::new();
        let calls = std::sync::atomic::AtomicU64::new(6);
        metrics.add(Figures::new().gauge("queue_depth", "Waiting", || 4).counter(
            "asked",
            "Times",
            move || calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
        ));
        assert!(metrics.render().contains("\nlatchkey_asked_total 6"));
        let text = metrics.render();
        assert!(text.contains("\nlatchkey_asked_total 7"), "{text}");
        assert!(text.contains("\nlatchkey_queue_depth 4"), "{text}");
    }
}
