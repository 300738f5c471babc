//! Taking addresses.
use super::StartError;
use std::io;
use std::net::{SocketAddr, TcpListener};
use tokio::net::TcpSocket;

/// Listens on `address`, which `key` has set.
///
/// # Errors
/// [`StartError::PortTaken`] or [`StartError::Listen`].
pub fn bind(
    address: SocketAddr,
    key: &'static str,
    backlog: u32,
) -> Result<TcpListener, StartError> {
    try_bind(address, backlog).map_err(|why| match why.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(address, key),
        _ => StartError::Listen { address, key, why },
    })
}

fn try_bind(address: SocketAddr, backlog: u32) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart must not wait for connections of the process before it to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(backlog)?.into_std()
}
