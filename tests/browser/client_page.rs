//! A client's end of the flow: a page that says it was reached. It listens on an address of its
//! own, so browsers treat it as another site.
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const PAGE: &str = "<!doctype html><html lang=en><title>The app</title>\
    <link rel=icon href='data:,'><main><h1 id=client>You are at the app</h1></main>";

const LOGO: &[u8] = include_bytes!("logo.png");

/// Serves it, and its logo at `/logo.png`; gives its origin.
pub async fn serve() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 16_384];
                let _ = connection.read(&mut request).await;
                let (kind, body) = match request.starts_with(b"GET /logo.png ") {
                    true => ("image/png", LOGO),
                    false => ("text/html", PAGE.as_bytes()),
                };
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
                     Cache-Control: no-store\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = connection.write_all(&[head.as_bytes(), body].concat()).await;
            });
        }
    });
    origin
}
