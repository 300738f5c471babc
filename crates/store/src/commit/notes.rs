//! What nobody waits for.
use crate::TrailRecord;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// More than this do not wait: they are not worth the memory.
const MOST: usize = 1000;

/// Trails until the next batch.
#[derive(Default)]
pub(crate) struct Notes(Mutex<VecDeque<TrailRecord>>);

impl Notes {
    /// Adds one, or drops it when too many wait.
    pub fn add(&self, note: TrailRecord) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push_back(note);
        }
    }

    /// Takes up to `most` of them, in order.
    pub fn take(&self, most: usize) -> Vec<TrailRecord> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(most);
        waiting.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{Reference, SeededEntropy, TenantId, Timestamp};
    use latchkey_oidc::explain::Trail;

    #[test]
    fn too_many_are_dropped_and_the_rest_come_in_order() {
        let (notes, entropy) = (Notes::default(), SeededEntropy::new(1));
        let note = |seconds| TrailRecord {
            tenant: TenantId::from_bytes([1; 16]),
            reference: Reference::new(&entropy),
            trail: Trail {
                at: Timestamp::from_seconds(seconds),
                endpoint: String::new(),
                error: String::new(),
                error_description: String::new(),
                client_id: None,
                detail: String::new(),
                finding: None,
            },
            expires_at: Timestamp::from_seconds(seconds),
        };
        (0..2000).for_each(|seconds| notes.add(note(seconds)));
        let taken = |most| {
            let taken = notes.take(most).into_iter();
            taken.map(|note| note.trail.at.seconds()).collect::<Vec<_>>()
        };
        assert_eq!(taken(3), [0, 1, 2]);
        assert_eq!(taken(5000).len(), MOST - 3);
        assert!(taken(1).is_empty());
    }
}
