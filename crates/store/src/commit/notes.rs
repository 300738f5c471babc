//! What nobody waits for.
use crate::TrailRecord;
use latchkey_base::{AuthorizationId, TenantId, Timestamp};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// More than this do not wait: they are not worth the memory.
const MOST: usize = 1000;

/// One of them.
#[derive(Clone, Debug)]
pub(crate) enum Note {
    /// Why something was refused.
    Refused(Box<TrailRecord>),
    /// A device has come for tokens.
    Seen(Seen),
}

/// That a connected device was there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub tenant: TenantId,
    /// Which.
    pub authorization: AuthorizationId,
    pub at: Timestamp,
}

impl From<TrailRecord> for Note {
    fn from(trail: TrailRecord) -> Self {
        Self::Refused(Box::new(trail))
    }
}

impl From<Seen> for Note {
    fn from(seen: Seen) -> Self {
        Self::Seen(seen)
    }
}

/// All of them until the next batch.
#[derive(Default)]
pub(crate) struct Notes(Mutex<VecDeque<Note>>);

impl Notes {
    /// Adds one, or drops it when too many wait.
    pub fn add(&self, note: Note) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push_back(note);
        }
    }

    /// Takes up to `most` of them, in order.
    pub fn take(&self, most: usize) -> Vec<Note> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(most);
        waiting.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_are_dropped_and_the_rest_come_in_order() {
        let notes = Notes::default();
        let note = |seconds| {
            let tenant = TenantId::from_bytes([1; 16]);
            let authorization = AuthorizationId::from_bytes([2; 16]);
            Note::Seen(Seen { tenant, authorization, at: Timestamp::from_seconds(seconds) })
        };
        (0..2000).for_each(|seconds| notes.add(note(seconds)));
        let taken = |most| {
            let taken = notes.take(most).into_iter();
            let at = |note| match note {
                Note::Seen(seen) => seen.at.seconds(),
                Note::Refused(_) => -1,
            };
            taken.map(at).collect::<Vec<_>>()
        };
        assert_eq!(taken(3), [0, 1, 2]);
        assert_eq!(taken(5000).len(), MOST - 3);
        assert!(taken(1).is_empty());
    }
}
