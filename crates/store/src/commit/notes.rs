//! Facts that nobody waits for.
use crate::Note;
use latchkey_base::{SessionId, TenantId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// More than this are not remembered: they are not worth the memory.
const MOST: usize = 10_000;

type Seen = HashMap<(TenantId, SessionId), Timestamp>;

/// Notes until the next batch; of several about one session the latest stays.
#[derive(Default)]
pub(crate) struct Notes(Mutex<Seen>);

impl Notes {
    /// Remembers one.
    pub fn add(&self, tenant: TenantId, note: Note) {
        let Note::SessionSeen { session, at } = note;
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < MOST || seen.contains_key(&(tenant, session)) {
            let held = seen.entry((tenant, session)).or_insert(at);
            *held = at.max(*held);
        }
    }

    /// Takes up to `most` of them.
    pub fn take(&self, most: usize) -> Vec<(TenantId, SessionId, Timestamp)> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<_> = seen.keys().take(most).copied().collect();
        let taken = keys.into_iter().filter_map(|key| seen.remove_entry(&key));
        taken.map(|((tenant, session), at)| (tenant, session, at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_note_about_a_session_stays() {
        let notes = Notes::default();
        let (tenant, session) = (TenantId::from_bytes([1; 16]), SessionId::from_bytes([2; 16]));
        for seconds in [5, 9, 7] {
            let at = Timestamp::from_seconds(seconds);
            notes.add(tenant, Note::SessionSeen { session, at });
        }
        assert_eq!(notes.take(9), [(tenant, session, Timestamp::from_seconds(9))]);
        assert!(notes.take(9).is_empty());
    }
}
