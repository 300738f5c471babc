//! A way to the database that a test can close: to the provider it looks as if the server were
//! gone, while other tests go on using it.
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

/// A forwarding port.
pub struct Gate {
    port: u16,
    open: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// Opens a port that leads to the server of this database URL.
    pub async fn before(database_url: &str) -> Self {
        let server = Url::parse(database_url).expect("a database URL");
        let host = server.host_str().unwrap_or("127.0.0.1").to_owned();
        let server = (host, server.port().unwrap_or(5432));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().map(|address: SocketAddr| address.port()).expect("a port");
        let (open, watched) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, server.clone(), watched.clone()));
            }
        });
        Self { port, open: Arc::new(open) }
    }

    /// The database's URL through this gate.
    pub fn url(&self, database_url: &str) -> String {
        let mut url = Url::parse(database_url).expect("a database URL");
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(self.port)).expect("a port");
        url.to_string()
    }

    /// Cuts every connection and takes no new one.
    pub fn close(&self) {
        self.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn forward(mut client: TcpStream, server: (String, u16), mut is_open: watch::Receiver<bool>) {
    if !*is_open.borrow() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let closed = async { is_open.wait_for(|open| !open).await.map(drop) };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = closed => {}
    }
}
