//! Looks whether the certificate's files changed.
use super::pause;
use crate::listen::{Reload, ReloadingCertificate};
use crate::shutdown::Stopping;
use std::sync::Arc;
use std::time::Duration;

pub async fn run(certificate: Arc<ReloadingCertificate>, every: Duration, mut stopping: Stopping) {
    while pause(every.max(Duration::from_secs(1)), &mut stopping).await {
        report(&certificate.reload_if_changed());
    }
}

/// Tells the operator what came of it.
pub fn report(reload: &Reload) {
    match reload {
        Reload::Unchanged => {}
        Reload::Replaced => tracing::info!("the TLS certificate was replaced"),
        Reload::Kept(why) => {
            tracing::error!(number = "LK-1005", %why, "the new certificate cannot be used, the old one stays");
        }
    }
}
