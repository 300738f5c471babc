//! How much of a request we read.
use super::Trouble;
use super::body::BoundedBody;
use crate::config::HttpSettings;
use actix_web::dev::{Payload, RequestHead, ServiceRequest};
use std::time::Duration;

/// Bounds on what a request may send. What the head may take in time is the listener's matter.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of the request line and all headers.
    pub head: usize,
    /// Octets of the body.
    pub body: usize,
    /// Time for the whole body to arrive.
    pub body_time: Duration,
}

impl Limits {
    /// As configured.
    pub fn of(http: &HttpSettings) -> Self {
        Self {
            head: http.longest_head,
            body: http.longest_body,
            body_time: http.body_timeout.to_std(),
        }
    }

    /// What can be refused before anything else of the request is looked at. A body that is too
    /// long is refused where it is read, in the shape of that endpoint.
    pub(super) fn check(&self, head: &RequestHead) -> Result<(), Trouble> {
        let target = head.uri.path_and_query().map_or(0, |text| text.as_str().len());
        if target > self.head {
            return Err(Trouble::UriTooLong);
        }
        let fields = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
        if target + fields.sum::<usize>() > self.head {
            return Err(Trouble::HeadersTooLarge);
        }
        Ok(())
    }

    /// Puts the bounds on a body that is still to come, whoever reads it.
    pub(super) fn guard_body(&self, request: &mut ServiceRequest) {
        let inner = request.parts_mut().1.take();
        if matches!(inner, Payload::None) {
            return;
        }
        let bounded = BoundedBody::new(inner, self.body, self.body_time);
        request.set_payload(Payload::Stream { payload: Box::pin(bounded) });
    }
}
