//! Looking names up, and forgetting every address that is not public.
use super::addresses::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use thiserror::Error;

/// The name leads to no public address.
#[derive(Debug, Error)]
#[error("the host has no public address")]
pub(super) struct NotPublic;

/// The system's resolver behind a filter.
///
/// Security: the connection is made to the very addresses that passed the filter. Nothing looks
/// the name up a second time, so changing its addresses in between (DNS rebinding) gains nothing.
pub(super) struct PublicAddresses;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(public_only(found)?)
        })
    }
}

/// Those of the addresses that are public.
pub(super) fn public_only(found: impl Iterator<Item = SocketAddr>) -> Result<Addrs, NotPublic> {
    let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
    if public.is_empty() { Err(NotPublic) } else { Ok(Box::new(public.into_iter())) }
}
