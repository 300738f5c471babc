//! Which changes of each tenant are accounted for.
use latchkey_base::TenantId;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// The revisions of all tenants.
#[derive(Default)]
pub(crate) struct Revisions(Mutex<HashMap<TenantId, Accounted>>);

/// Of one tenant.
struct Accounted {
    /// Every change up to this one is accounted for.
    up_to: i64,
    /// And these, all of them later than the one after that.
    ahead: BTreeSet<i64>,
}

impl Accounted {
    fn up_to(revision: i64) -> Self {
        Self { up_to: revision, ahead: BTreeSet::new() }
    }

    fn has(&self, revision: i64) -> bool {
        revision <= self.up_to || self.ahead.contains(&revision)
    }

    /// `false`: more than so many have come before the one that lacks.
    fn note(&mut self, revision: i64, most_ahead: usize) -> bool {
        if !self.has(revision) {
            self.ahead.insert(revision);
        }
        while self.ahead.remove(&self.up_to.saturating_add(1)) {
            self.up_to += 1;
        }
        self.ahead.len() <= most_ahead
    }
}

impl Revisions {
    /// Whether a change is accounted for.
    pub fn has(&self, tenant: TenantId, revision: i64) -> bool {
        self.with(|all| all.get(&tenant).is_some_and(|held| held.has(revision)))
    }

    /// Notes that a change is accounted for; `false` if one before it must have been missed, of which so many may
    /// be ahead. What was missed is then taken for accounted for: the caller forgets all that it may have changed.
    pub fn note(&self, tenant: TenantId, revision: i64, most_ahead: usize) -> bool {
        self.with(|all| match all.entry(tenant) {
            // Security: what was before may have been read before it was told.
            Entry::Vacant(place) => {
                place.insert(Accounted::up_to(revision));
                false
            }
            Entry::Occupied(mut place) => {
                let held = place.get_mut();
                let is_whole = held.note(revision, most_ahead);
                if !is_whole {
                    *held = Accounted::up_to(held.ahead.last().copied().unwrap_or(revision));
                }
                is_whole
            }
        })
    }

    /// Notes what the database holds; `false` if something before that is not accounted for, which counts as above.
    pub fn reach(&self, tenant: TenantId, revision: i64) -> bool {
        self.with(|all| {
            let is_whole = all.get(&tenant).is_some_and(|held| held.up_to >= revision);
            if !is_whole {
                all.insert(tenant, Accounted::up_to(revision));
            }
            is_whole
        })
    }

    /// Knows of nothing any more: what the database holds may have gone back.
    pub fn clear(&self) {
        self.with(HashMap::clear);
    }

    fn with<T>(&self, run: impl FnOnce(&mut HashMap<TenantId, Accounted>) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId::from_bytes([1; 16]);

    /// Of which everything up to that one is accounted for.
    fn from(revision: i64) -> Revisions {
        let revisions = Revisions::default();
        assert!(!revisions.reach(TENANT, revision), "nothing is known of it yet");
        revisions
    }

    #[test]
    fn changes_may_be_told_in_any_order() {
        let revisions = from(6);
        for revision in [7, 9, 11, 10, 8] {
            assert!(!revisions.has(TENANT, revision));
            assert!(revisions.note(TENANT, revision, 9), "{revision}");
            assert!(revisions.has(TENANT, revision));
        }
        assert!(revisions.note(TENANT, 9, 9), "told twice");
        assert!(revisions.reach(TENANT, 11), "nothing lacks");
    }

    #[test]
    fn one_that_never_comes_is_missed() {
        let revisions = from(1);
        let missed = (3..).find(|revision| !revisions.note(TENANT, *revision, 9)).unwrap();
        assert_eq!(missed - 3, 9, "so many may be ahead of it");
        assert!(revisions.has(TENANT, 2), "once is enough");
        assert!(revisions.reach(TENANT, missed));
    }

    #[test]
    fn where_all_is_told_in_order_a_gap_is_a_change_that_was_missed() {
        let revisions = from(1);
        assert!(revisions.note(TENANT, 2, 0));
        assert!(!revisions.note(TENANT, 4, 0));
        assert!(revisions.note(TENANT, 5, 0));
    }

    #[test]
    fn the_first_that_is_told_of_a_tenant_hides_none_before_it() {
        let revisions = Revisions::default();
        assert!(!revisions.note(TENANT, 9, 9), "8 may have changed what was read");
        assert!(revisions.has(TENANT, 8), "once is enough");
        assert!(revisions.note(TENANT, 10, 9));
    }

    #[test]
    fn what_the_database_holds_and_nobody_told_is_missed() {
        let revisions = from(5);
        assert!(revisions.reach(TENANT, 5) && revisions.reach(TENANT, 4));
        assert!(revisions.note(TENANT, 7, 9), "the one before may be on its way");
        assert!(!revisions.reach(TENANT, 7), "it was not");
        assert!(revisions.has(TENANT, 6));
    }

    #[test]
    fn a_database_that_has_gone_back_is_believed() {
        let revisions = from(100);
        revisions.clear();
        assert!(!revisions.reach(TENANT, 90));
        assert!(!revisions.has(TENANT, 91) && revisions.note(TENANT, 91, 9));
    }
}
