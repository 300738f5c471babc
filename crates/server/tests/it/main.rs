//! The server in process: through the real router, over real sockets.
mod edge;
mod log;
