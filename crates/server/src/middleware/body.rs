//! A request body that ends early when it is too long or too slow.
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// The body with a bound on its octets and on the time from its first wait to its end.
pub struct BoundedBody {
    inner: Payload,
    left: usize,
    time: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl BoundedBody {
    /// Reads at most `octets` of `inner` within `time`.
    pub fn new(inner: Payload, octets: usize, time: Duration) -> Self {
        Self { inner, left: octets, time, deadline: None }
    }
}

impl Stream for BoundedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.inner).poll_next(cx) {
            Poll::Ready(Some(Ok(chunk))) => {
                let Some(left) = self.left.checked_sub(chunk.len()) else {
                    return Poll::Ready(Some(Err(PayloadError::Overflow)));
                };
                self.left = left;
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(other) => Poll::Ready(other),
            Poll::Pending => {
                // The timer is made only for bodies that do not come with their head.
                let time = self.time;
                let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(time)));
                match deadline.as_mut().poll(cx) {
                    Poll::Ready(()) => {
                        let late = io::Error::from(io::ErrorKind::TimedOut);
                        Poll::Ready(Some(Err(PayloadError::Io(late))))
                    }
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt as _, stream};

    type BoxedPayloadStream = Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>;

    fn body(
        chunks: impl Stream<Item = Result<Bytes, PayloadError>> + 'static,
        octets: usize,
    ) -> BoundedBody {
        let payload: BoxedPayloadStream = Box::pin(chunks);
        BoundedBody::new(Payload::Stream { payload }, octets, Duration::ZERO)
    }

    #[tokio::test]
    async fn a_body_within_its_bounds_passes() {
        let chunks = stream::iter([Ok(Bytes::from_static(b"ab")), Ok(Bytes::from_static(b"c"))]);
        let passed: Vec<_> = body(chunks, 3).map(Result::unwrap).collect().await;
        assert_eq!(passed.concat(), b"abc");
    }

    #[tokio::test]
    async fn one_octet_too_many_ends_it() {
        let chunks = stream::iter([Ok(Bytes::from_static(b"ab")), Ok(Bytes::from_static(b"c"))]);
        let mut body = body(chunks, 2);
        assert!(body.next().await.unwrap().is_ok());
        assert!(matches!(body.next().await, Some(Err(PayloadError::Overflow))));
    }

    #[tokio::test]
    async fn waiting_longer_than_allowed_ends_it() {
        let mut body = body(stream::pending(), 10);
        let Some(Err(PayloadError::Io(late))) = body.next().await else {
            panic!("the body went on");
        };
        assert_eq!(late.kind(), io::ErrorKind::TimedOut);
    }
}
