//! A connection that ends when the client owes a request for too long.
//!
//! actix bounds the first head of a connection, and how long a connection that was used may stay
//! silent. Once a first octet came on such a connection it waits for the rest without end; so do
//! answers that nobody reads. This stream closes both gaps.
use crate::config::HttpSettings;
use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may take for its turn.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From the first octet of a request to the end of its head.
    pub head: Duration,
    /// From an answer to the end of the next request's head.
    pub silence: Duration,
}

impl Patience {
    /// As configured.
    pub fn of(http: &HttpSettings) -> Self {
        let head = http.header_timeout.to_std();
        Self { head, silence: http.keep_alive.to_std() + head }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The server's, or that of somebody else who keeps the time.
    Ours,
    /// The client's: by then, we must have the head of a request.
    Theirs { until: Instant, silent: bool },
}

/// What the stream and the service that answers on it share.
#[derive(Debug)]
pub struct Turns {
    patience: Patience,
    turn: Cell<Turn>,
}

impl Turns {
    /// A request came in full, or at least its head.
    pub fn request_came(&self) {
        self.turn.set(Turn::Ours);
    }

    /// It was answered; what is left is for the client to read.
    pub fn answered(&self) {
        let until = Instant::now() + self.patience.silence;
        self.turn.set(Turn::Theirs { until, silent: true });
    }

    /// Octets came. The first of them on the client's turn begin its request.
    fn octets_came(&self) {
        if let Turn::Theirs { until, silent: true } = self.turn.get() {
            let until = until.min(Instant::now() + self.patience.head);
            self.turn.set(Turn::Theirs { until, silent: false });
        }
    }
}

/// The stream.
pub struct TimedStream<T> {
    inner: T,
    turns: Option<Rc<Turns>>,
    // Moves only when it must: a timer that rings early is cheaper than one that is set anew for
    // every request.
    timer: RefCell<Option<Pin<Box<Sleep>>>>,
}

impl<T> TimedStream<T> {
    /// Watches over `inner`. The first head is the listener's matter.
    pub fn new(inner: T, patience: Patience) -> Self {
        let turns = Turns { patience, turn: Cell::new(Turn::Ours) };
        Self { inner, turns: Some(Rc::new(turns)), timer: RefCell::new(None) }
    }

    /// Passes everything on and watches over nothing.
    pub fn unwatched(inner: T) -> Self {
        Self { inner, turns: None, timer: RefCell::new(None) }
    }

    /// For the service that answers on this stream, to say whose turn it is.
    pub fn turns(&self) -> Option<Rc<Turns>> {
        self.turns.clone()
    }

    /// Fails when the client's turn is over; else sees to it that the task is woken by then.
    fn poll_patience(&self, cx: &mut Context<'_>) -> io::Result<()> {
        let turn = self.turns.as_ref().map(|turns| turns.turn.get());
        let Some(Turn::Theirs { until, .. }) = turn else { return Ok(()) };
        let mut held = self.timer.borrow_mut();
        let timer = held.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() > until {
            timer.as_mut().reset(until);
        }
        while timer.as_mut().poll(cx).is_ready() {
            if Instant::now() >= until {
                return Err(io::ErrorKind::TimedOut.into());
            }
            timer.as_mut().reset(until);
        }
        Ok(())
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for TimedStream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if buf.filled().len() > before
            && let Some(turns) = &self.turns
        {
            turns.octets_came();
        }
        if read.is_pending() {
            self.poll_patience(cx)?;
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for TimedStream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, octets);
        if written.is_pending() {
            self.poll_patience(cx)?;
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Also after an answer without a read behind it: half a head may have come with the
        // request before.
        self.poll_patience(cx)?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(cx);
        if shut.is_pending() {
            self.poll_patience(cx)?;
        }
        shut
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, octets);
        if written.is_pending() {
            self.poll_patience(cx)?;
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
