//! The server in process: through the real router, over real sockets.
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod log;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod tls;
