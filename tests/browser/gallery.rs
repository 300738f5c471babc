//! The samples of all pages, under the headers that the provider gives its own. All else that
//! they ask for, the provider answers itself.
use crate::client_page;
use latchkey_testkit::Tenant;
use latchkey_ui::Sample;
use reqwest::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, SET_COOKIE, X_FRAME_OPTIONS,
};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

/// The tenant of the samples.
const GROUP: &str = "/northwind/";

/// Before the names of the pages that a sheet shows beside each other, in frames.
pub const SHEET: &str = "/sheet?";

/// After the name of a page that is shown in a frame.
const FRAMED: &str = "?framed";

/// What keeps a page out of frames.
const NO_FRAMES: &str = "frame-ancestors 'none'";

struct Gallery {
    samples: HashMap<String, String>,
    /// Of a page of the provider.
    headers: HeaderMap,
    provider: String,
    group: String,
    http: reqwest::Client,
}

/// Serves each sample at `/{name}` below the origin that it gives.
pub async fn serve(tenant: &Tenant, samples: Vec<Sample>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let http = reqwest::Client::new();
    let page = http.get(&tenant.issuer).send().await.expect("a page");
    let gallery = Arc::new(Gallery {
        samples: samples.into_iter().map(|it| (format!("/{}", it.name), it.html)).collect(),
        headers: page.headers().clone(),
        provider: tenant.op.url(),
        group: format!("/{}/", tenant.group),
        http,
    });
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answer(connection, gallery.clone()));
        }
    });
    origin
}

async fn answer(mut connection: TcpStream, gallery: Arc<Gallery>) {
    let request = client_page::read(&mut connection).await;
    let request = String::from_utf8_lossy(&request);
    let Some(path) = request.split(' ').nth(1) else { return };
    let framed = path.strip_suffix(FRAMED).and_then(|path| gallery.samples.get(path));
    let answer = match (path.strip_prefix(SHEET), framed, gallery.samples.get(path)) {
        (Some(names), ..) => message("200 OK", &sheet_headers(), sheet(names).as_bytes()),
        (_, Some(html), _) => message("200 OK", &gallery.headers_in_frames(), html.as_bytes()),
        (.., Some(html)) => message("200 OK", &gallery.headers, html.as_bytes()),
        _ => gallery.fetch(path).await,
    };
    let _ = connection.write_all(&answer).await;
}

fn sheet_headers() -> HeaderMap {
    HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))])
}

fn sheet(names: &str) -> String {
    let frame = |name: &str| {
        format!(
            r#"<iframe src="/{name}{FRAMED}" title="{name}" width="320" height="900"></iframe>"#
        )
    };
    let frames: String = names.split(',').map(frame).collect();
    format!(
        "<!doctype html><title>Sheet</title><link rel=icon href=data:,>\
         <style>iframe{{vertical-align:top;border:0;margin:0 .5rem .5rem 0}}</style>{frames}"
    )
}

impl Gallery {
    /// Those of a page, but for what keeps it out of frames: all else of its policy holds there, too.
    fn headers_in_frames(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.remove(X_FRAME_OPTIONS).expect("pages stay out of frames");
        let policy = headers.get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
        let policy = policy.expect("pages have a policy");
        assert!(policy.contains(NO_FRAMES), "{policy}");
        let policy = policy.replace(NO_FRAMES, "frame-ancestors 'self'");
        headers.insert(CONTENT_SECURITY_POLICY, policy.parse().expect("a policy"));
        headers
    }

    async fn fetch(&self, path: &str) -> Vec<u8> {
        let path = path.replacen(GROUP, &self.group, 1);
        let found = self.http.get(format!("{}{path}", self.provider)).send().await;
        let found = found.expect("the provider answers");
        let (status, headers) = (found.status().to_string(), found.headers().clone());
        message(&status, &headers, &found.bytes().await.expect("a body"))
    }
}

/// An answer with these headers, but for those of the connection.
fn message(status: &str, headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    let connections = ["connection", "content-length", "transfer-encoding", SET_COOKIE.as_str()];
    for (name, value) in headers.iter().filter(|(name, _)| !connections.contains(&name.as_str())) {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let length = format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [&head, length.as_bytes(), body].concat()
}
