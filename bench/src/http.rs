//! An HTTP/1.1 client that does as little as possible, so that what is measured is the server.
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One connection, kept alive.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, borrowed from its connection.
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    head: &'a str,
    /// The body as text.
    pub body: &'a str,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>, String> {
        self.buffer.clear();
        self.stream.write_all(request).await.map_err(|e| e.to_string())?;
        let head = self.read_head().await?;
        let text = std::str::from_utf8(&self.buffer[..head]).map_err(|e| e.to_string())?;
        let status = text.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| format!("not an HTTP answer: {text}"))?;
        let length: usize = match header(text, "content-length") {
            Some(length) => length.parse().map_err(|_| format!("bad length {length}"))?,
            None if status == 204 || status == 304 => 0,
            None => return Err(format!("an answer without a length:\n{text}")),
        };
        while self.buffer.len() < head + length {
            self.read_more().await?;
        }
        let head = std::str::from_utf8(&self.buffer[..head]).map_err(|e| e.to_string())?;
        let body = std::str::from_utf8(&self.buffer[head.len()..]).map_err(|e| e.to_string())?;
        Ok(Answer { status, head, body })
    }

    /// The length of the head, with the empty line.
    async fn read_head(&mut self) -> Result<usize, String> {
        let mut searched = 0usize;
        loop {
            let from = searched.saturating_sub(3);
            let found = self.buffer[from..].windows(4).position(|window| window == b"\r\n\r\n");
            if let Some(found) = found {
                return Ok(from + found + 4);
            }
            searched = self.buffer.len();
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<(), String> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err("the server closed the connection".to_owned()),
            Ok(_) => Ok(()),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

impl Answer<'_> {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &'static str) -> Option<&str> {
        header(self.head, name)
    }

    /// All headers of that name.
    pub fn headers(&self, name: &'static str) -> impl Iterator<Item = &str> {
        headers(self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &'static str) -> Option<&'a str> {
    headers(head, name).next()
}

fn headers<'a>(head: &'a str, name: &'static str) -> impl Iterator<Item = &'a str> {
    head.split("\r\n").skip(1).filter_map(move |line| {
        let (held, value) = line.split_once(':')?;
        held.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A request without a body.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}

/// A form.
pub fn post(path: &str, headers: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\
         \r\nContent-Length: {}\r\n{headers}\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// A body of another kind, which the headers name.
pub fn post_body(path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A value as forms and queries carry it.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
