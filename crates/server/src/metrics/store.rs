//! What the store did.
use super::Figures;
use latchkey_store::{Counters, Store};

/// The store's counters as figures.
pub fn store_figures(store: &Store) -> Figures {
    let read = |field: fn(Counters) -> u64| {
        let store = store.clone();
        move || field(store.counters())
    };
    Figures::new()
        .counter("store_statements_read", "Statements that read", read(|it| it.reads))
        .counter("store_statements_written", "Statements that wrote", read(|it| it.writes))
        .counter("store_flushes", "Transactions made durable", read(|it| it.flushes))
        .counter("store_commits", "Protocol writes", read(|it| it.commits))
        .counter("store_hits", "Lookups answered from memory", read(|it| it.hits))
        .counter("store_misses", "Lookups that read the database", read(|it| it.misses))
}
