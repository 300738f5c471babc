//! A way to the database that a test can close: to the provider it looks as if the server were
//! gone, while other tests go on using it.
use std::net::{Ipv4Addr, TcpListener as StdListener};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A forwarding port.
pub struct Gate {
    /// The database's URL through this gate.
    pub url: String,
    is_open: watch::Sender<bool>,
}

impl Gate {
    /// Opens a port that leads to the server of this database URL. It has a thread of its own, so
    /// that a blocked test does not block it.
    pub fn before(url: &str) -> Self {
        let (start, server, rest) = parts(url);
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket for an event loop");
        let address = listener.local_addr().expect("its number");
        let (is_open, watched) = watch::channel(true);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("an event loop").block_on(async move {
                let listener = TcpListener::from_std(listener).expect("the port");
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(forward(client, server.clone(), watched.clone()));
                }
            });
        });
        Self { url: format!("{start}{address}{rest}"), is_open }
    }

    /// Cuts every connection and takes no new one.
    pub fn close(&self) {
        self.is_open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.is_open.send_replace(true);
    }
}

/// What stands before host and port in a URL, these two, and what stands behind.
fn parts(url: &str) -> (&str, String, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?']).map_or(url.len(), |at| start + at);
    let start = url[start..end].rfind('@').map_or(start, |at| start + at + 1);
    let server = &url[start..end];
    let has_port = server.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let server = if has_port { server.to_owned() } else { format!("{server}:5432") };
    (&url[..start], server, &url[end..])
}

async fn forward(mut client: TcpStream, server: String, mut is_open: watch::Receiver<bool>) {
    if !*is_open.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = is_open.wait_for(|open| !open) => {}
    }
}
