//! A gate in front of a server: when it is closed, the server is gone.
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes connections on while it is open; closing it breaks those that are there.
pub struct Gate {
    /// The server's URL through the gate.
    pub url: String,
    is_open: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// A gate in front of the server of that `postgres://user@host:port/database` URL. It has
    /// a thread of its own, so that a blocked test does not block it.
    pub async fn before(url: &str) -> Self {
        let (user, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let is_open = Arc::new(watch::channel(true).0);
        let (server, open) = (server.to_owned(), Arc::clone(&is_open));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(pass(client, server.clone(), open.subscribe()));
                }
            });
        });
        Self { url: format!("{user}@{address}/{database}"), is_open }
    }

    pub fn close(&self) {
        self.is_open.send_replace(false);
    }

    pub fn open(&self) {
        self.is_open.send_replace(true);
    }
}

async fn pass(mut client: TcpStream, server: String, mut open: watch::Receiver<bool>) {
    if !*open.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = open.wait_for(|open| !open) => {}
    }
}
