//! Work that happens by itself, until the process is told to stop.
mod calls;
mod certificate;
mod key_rotation;
mod outbox;
mod places;
mod sweeper;

pub(crate) use certificate::report;

use crate::app::App;
use crate::listen::ReloadingCertificate;
use crate::shutdown::Stopping;
use calls::Whom;
use latchkey_outbound::Outbox;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Starts all of them; each ends soon after `app.stopping` says so.
pub(crate) fn start(
    app: &Arc<App>,
    outbox: Outbox,
    certificate: Option<Arc<ReloadingCertificate>>,
) -> Vec<JoinHandle<()>> {
    let mut started = vec![
        tokio::spawn(sweeper::run(Arc::clone(app))),
        tokio::spawn(key_rotation::run(Arc::clone(app))),
        tokio::spawn(outbox::run(Arc::clone(app), outbox)),
        tokio::spawn(calls::run(Arc::clone(app), Whom::Clients)),
        tokio::spawn(calls::run(Arc::clone(app), Whom::Browsers)),
        tokio::spawn(calls::run(Arc::clone(app), Whom::CompanionApp)),
    ];
    if let Some(certificate) = certificate {
        let every = app.config.http.tls.reload_every.to_std();
        let stopping = app.stopping.clone();
        started.push(tokio::spawn(certificate::run(certificate, every, stopping)));
    }
    started
}

/// Waits for `span`; `false` once it is time to stop.
async fn pause(span: Duration, stopping: &mut Stopping) -> bool {
    tokio::select! {
        () = stopping.wait() => false,
        () = tokio::time::sleep(span) => !stopping.is_stopping(),
    }
}
