//! Who is signed in to the app, by the app's own cookie.
use crate::provider::Departure;
use crate::tokens::SignedIn;
use openidconnect::CsrfToken;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bounds the memory a visitor without cookies can take.
const MOST_SESSIONS: usize = 1000;

/// What the app remembers of one browser.
#[derive(Clone, Default)]
pub struct Session {
    /// The sign-in that has left for the provider.
    pub departure: Option<Departure>,
    /// The person, once an ID token verified.
    pub signed_in: Option<SignedIn>,
    /// `state` of a sign-out under way.
    pub leaving: Option<String>,
}

/// All sessions, by cookie value.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    fn held(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        // A panic elsewhere leaves the map whole: each change is a single call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered under this cookie.
    pub fn get(&self, id: &str) -> Session {
        self.held().get(id).cloned().unwrap_or_default()
    }

    /// Keeps a session under a fresh cookie value and forgets the old one.
    ///
    /// Security: the value changes at every step, so one that was planted in a browser before
    /// the sign-in is worth nothing afterwards.
    pub fn put(&self, old: Option<&str>, session: Session) -> String {
        let id = CsrfToken::new_random_len(32).into_secret();
        let mut held = self.held();
        if let Some(old) = old {
            held.remove(old);
        }
        if held.len() >= MOST_SESSIONS {
            held.clear();
        }
        held.insert(id.clone(), session);
        id
    }

    /// Replaces what is remembered, cookie unchanged.
    pub fn replace(&self, id: &str, session: Session) {
        self.held().insert(id.to_owned(), session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_cookie_value_is_forgotten() {
        let sessions = Sessions::default();
        let leaving = Session { leaving: Some("x".into()), ..Session::default() };
        let first = sessions.put(None, leaving.clone());
        let second = sessions.put(Some(&first), leaving);
        assert_ne!(first, second);
        assert!(sessions.get(&first).leaving.is_none());
        assert_eq!(sessions.get(&second).leaving.as_deref(), Some("x"));
    }

    #[test]
    fn memory_is_bounded() {
        let sessions = Sessions::default();
        for _ in 0..=MOST_SESSIONS {
            sessions.put(None, Session::default());
        }
        assert!(sessions.held().len() <= MOST_SESSIONS);
    }
}
