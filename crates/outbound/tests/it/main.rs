//! The outbox on a real database, with a folder as the mail server.
#[cfg(test)]
mod outbox;
