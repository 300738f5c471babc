//! A client's end of the flow: a page that says it was reached. It listens on an address of its
//! own, so browsers treat it as another site.
use std::sync::{Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const PAGE: &str = "<!doctype html><html lang=en><title>The app</title>\
    <link rel=icon href='data:,'><main><h1 id=client>You are at the app</h1></main>";

const LOGO: &[u8] = include_bytes!("logo.png");

/// What browsers asked for, in order.
static REQUESTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What was asked for at that origin since the last time.
pub fn requests(origin: &str) -> Vec<String> {
    let host = format!("\r\nhost: {}\r\n", origin.trim_start_matches("http://"));
    let mut all = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.extract_if(.., |request| request.to_lowercase().contains(&host)).collect()
}

/// Serves it, and its logo at `/logo.png`; what is below `/never` is not answered. Gives its
/// origin.
pub async fn serve() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answer(connection));
        }
    });
    origin
}

/// Reads a request.
pub async fn read(connection: &mut TcpStream) -> Vec<u8> {
    let mut request = vec![0; 65_536];
    let mut length = 0;
    while let Ok(read @ 1..) = connection.read(&mut request[length..]).await {
        length += read;
        if is_whole(&request[..length]) {
            break;
        }
    }
    request.truncate(length);
    request
}

async fn answer(mut connection: TcpStream) {
    let request = read(&mut connection).await;
    let text = String::from_utf8_lossy(&request).into_owned();
    REQUESTS.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    if request.starts_with(b"GET /never") {
        // The browser ends it.
        let _ = connection.read(&mut [0]).await;
        return;
    }
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
}

/// Head and, if it names a length, body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.trim().parse().unwrap_or(0))
}
