//! The server in process: through the real router, over real sockets.
mod bodies;
mod edge;
mod lifecycle;
mod log;
mod pages;
mod raw;
mod tls;
