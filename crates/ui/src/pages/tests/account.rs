//! What all pages of an account have.
use super::every_sample;
use crate::Language;
use std::cell::Cell;

/// Whoever finds something odd at their account can lock it from where they are: on every page of it, once.
#[test]
fn every_page_of_an_account_leads_to_its_lock() {
    let found = Cell::new(0);
    every_sample(|name, language, page| {
        let lock = page.with("id", "to-lock");
        if !name.starts_with("account-") {
            // What follows a request to get back in is about an account, too.
            assert!(lock.is_empty() || name.starts_with("recovery-stopped"), "{name}");
            return;
        }
        found.set(found.get() + 1);
        // It is as good as gone, and nobody is signed in to it any more.
        let is_over = ["account-deletion-planned", "account-deletion-done"].contains(&name);
        assert_eq!(lock.len(), usize::from(!is_over), "{name}.{}", language.tag());
        for link in lock {
            assert_eq!(link.get("href"), Some("/northwind/account/security/lock"), "{name}");
        }
    });
    assert!(found.get() > 60 * Language::ALL.len(), "{found:?}");
}
