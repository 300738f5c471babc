//! The log: where lines go and how they look.
use crate::config::{LogFormat, LogSettings};
use std::io::IsTerminal as _;
use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Libraries whose progress interests nobody; `log.level` comes after it and can say otherwise.
const QUIET: &str = "actix_server=error";

/// Why the log cannot begin.
#[derive(Debug, Error)]
pub enum LogError {
    /// `log.level` is neither a level nor a list of directives.
    #[error(
        "log.level = \"{0}\" is neither a level (error, warn, info, debug, trace) nor directives such as info,latchkey_store=debug"
    )]
    Level(String),
    /// Somebody else in this process logs already.
    #[error("the log was begun twice")]
    Twice,
}

/// Begins to log to standard error. Once per process, before anything else; whoever embeds the
/// server may log in another way and leave this out.
///
/// # Errors
/// [`LogError`].
pub fn begin(log: &LogSettings) -> Result<(), LogError> {
    // Filters by span would be asked anew each time a request goes on; these are asked once.
    let targets: Targets =
        format!("{QUIET},{}", log.level).parse().map_err(|_| LogError::Level(log.level.clone()))?;
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr);
    let lines = lines.with_max_level(LevelFilter::TRACE);
    let begun = match log.format {
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_span_list(false);
            lines.finish().with(targets).try_init()
        }
        LogFormat::Text => {
            let lines = lines.with_ansi(std::io::stderr().is_terminal());
            lines.finish().with(targets).try_init()
        }
    };
    begun.map_err(|_| LogError::Twice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_means_nothing_is_refused() {
        let log = LogSettings { level: "latchkey=loudly".to_owned(), ..LogSettings::default() };
        let message = begin(&log).unwrap_err().to_string();
        assert!(message.contains("loudly"), "{message}");
    }
}
