//! Hearing what other nodes changed.
//!
//! While this connection is down, tokens in memory are not relied on; when it is up again,
//! everything is read anew, for notices may have been missed.
use super::{CHANNEL, Connector};
use crate::changes::Notice;
use crate::hot::Hot;
use crate::postgres::connect::OnThread;
use crate::work::Committed;
use diesel_async::async_connection_wrapper::BlockOn;
use latchkey_base::TenantId;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

/// The listening thread's belongings.
pub(crate) struct Listener {
    pub connector: Arc<Connector>,
    pub hot: Arc<Hot>,
    pub every: Duration,
}

type Notices = mpsc::UnboundedReceiver<String>;

impl Listener {
    /// Listens until `stopped`, coming back whenever the connection was lost.
    pub fn run(self, mut stopped: oneshot::Receiver<()>) {
        let runtime = match OnThread::here() {
            Ok(runtime) => runtime,
            Err(error) => return tracing::error!(%error, "other nodes are not heard"),
        };
        runtime.block_on(async {
            loop {
                tokio::select! {
                    lost = self.listen() => {
                        self.hot.set_hearing(false);
                        tracing::warn!(reason = %lost, "other nodes are not heard; trying again");
                    }
                    _ = &mut stopped => return,
                }
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(250)) => {}
                    _ = &mut stopped => return,
                }
            }
        });
    }

    /// Listens until the connection is lost; says why.
    async fn listen(&self) -> String {
        let config = &self.connector.config;
        let heard = match self.connector.tls.clone() {
            None => match config.connect(NoTls).await {
                Ok((client, connection)) => self.hear(client, serve(connection)).await,
                Err(error) => Err(error.into()),
            },
            Some(tls) => match config.connect(tls).await {
                Ok((client, connection)) => self.hear(client, serve(connection)).await,
                Err(error) => Err(error.into()),
            },
        };
        heard.map_or_else(|error| error.to_string(), |()| "the connection was closed".to_owned())
    }

    async fn hear(
        &self,
        client: Client,
        mut notices: Notices,
    ) -> Result<(), Box<dyn std::error::Error>> {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        self.hot.start_over(&revisions(&client).await?);
        self.hot.set_hearing(true);
        let mut tick = tokio::time::interval(self.every);
        loop {
            tokio::select! {
                notice = notices.recv() => match notice {
                    Some(text) => self.take_in(&text),
                    None => return Ok(()),
                },
                _ = tick.tick() => {
                    // A server that does not answer is as bad as one that is gone.
                    let held = revisions(&client);
                    let held = tokio::time::timeout(self.every.saturating_mul(2), held).await??;
                    self.hot.compare(&held);
                }
            }
        }
    }

    fn take_in(&self, text: &str) {
        match serde_json::from_str::<Notice>(text) {
            Ok(Notice { tenant, revision, changes }) => {
                self.hot.hear(&Committed { tenant, changes, revision: Some(revision) });
            }
            // A newer version's notice: its revision will be seen by comparison.
            Err(error) => tracing::warn!(%error, "a notice was not understood"),
        }
    }
}

/// What the database holds, of all tenants.
async fn revisions(client: &Client) -> Result<Vec<(TenantId, i64)>, tokio_postgres::Error> {
    let rows = client.query("SELECT tenant_id, revision FROM tenants", &[]).await?;
    let mut revisions = Vec::with_capacity(rows.len());
    for row in rows {
        let tenant: &[u8] = row.try_get(0)?;
        if let Ok(tenant) = <[u8; 16]>::try_from(tenant) {
            revisions.push((TenantId::from_bytes(tenant), row.try_get(1)?));
        }
    }
    Ok(revisions)
}

/// Serves the connection in the background; the channel ends when it does.
fn serve<S, T>(mut connection: Connection<S, T>) -> Notices
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (notices, heard) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(notice) = message {
                let _ = notices.send(notice.payload().to_owned());
            }
        }
    });
    heard
}
