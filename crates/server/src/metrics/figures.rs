//! Figures that somebody else keeps.
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt;

type Read = Box<dyn Fn() -> u64 + Send + Sync>;

struct Figure {
    name: &'static str,
    help: &'static str,
    kind: MetricType,
    read: Read,
}

/// Named numbers that are read when Prometheus asks.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number that only grows.
    #[must_use]
    pub fn counter(
        mut self,
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Self {
        self.0.push(Figure { name, help, kind: MetricType::Counter, read: Box::new(read) });
        self
    }

    /// Adds a number that goes up and down.
    #[must_use]
    pub fn gauge(
        mut self,
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Self {
        self.0.push(Figure { name, help, kind: MetricType::Gauge, read: Box::new(read) });
        self
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|figure| figure.name)).finish()
    }
}

impl Collector for Figures {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        for figure in &self.0 {
            let value = (figure.read)();
            let metric = encoder.encode_descriptor(figure.name, figure.help, None, figure.kind)?;
            match figure.kind {
                MetricType::Counter => ConstCounter::new(value).encode(metric)?,
                _ => ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX)).encode(metric)?,
            }
        }
        Ok(())
    }
}
