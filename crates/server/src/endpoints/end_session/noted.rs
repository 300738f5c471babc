//! What a person reads of a sign-out afterwards, among what happened at their account: a browser
//! that went on to the app at once has shown nothing.
use super::Wish;
use super::signed_out::is_told;
use crate::events::Events;
use latchkey_accounts::EventKind;
use latchkey_base::{AccountId, SessionId, Timestamp};
use latchkey_store::{LoggedOut, Tx, TxError};

/// As many apps are named as somebody may want to read; all of them are told.
const MOST_NAMES: usize = 20;

/// Sessions to end, and whose they are.
pub(super) struct Ending {
    sessions: Vec<(SessionId, Option<AccountId>)>,
    events: Events,
    now: Timestamp,
}

impl Ending {
    pub(super) fn new(wish: &Wish, sessions: &[SessionId]) -> Self {
        let owner = |id: SessionId| {
            let mut people = wish.people.iter();
            people.find(|held| held.session.session == id).map(|held| held.account.id)
        };
        Self {
            sessions: sessions.iter().map(|id| (*id, owner(*id))).collect(),
            events: Events::of(&wish.visit),
            now: wish.visit.now,
        }
    }

    /// Ends and notes them; the apps that they were used at.
    ///
    /// # Errors
    /// As the transaction.
    pub(super) fn write(&self, tx: &mut dyn Tx) -> Result<Vec<LoggedOut>, TxError> {
        let mut all = Vec::new();
        for (id, owner) in &self.sessions {
            let apps = tx.logged_in_clients(*id)?;
            let ended = tx.end_session(*id, self.now)?;
            if let Some(owner) = owner.filter(|_| ended) {
                match told(tx, &apps)?.as_str() {
                    "" => self.events.note(tx, owner, EventKind::SignedOut)?,
                    names => self.events.note_about(tx, owner, (EventKind::SignedOut, names))?,
                }
            }
            all.extend(apps);
        }
        Ok(all)
    }
}

/// The names of the apps that are told, each once.
fn told(tx: &mut dyn Tx, apps: &[LoggedOut]) -> Result<String, TxError> {
    let mut names: Vec<String> = Vec::new();
    for app in apps {
        let Some(client) = tx.client_by_key(app.client)? else { continue };
        let name = client.metadata.client_name.clone().unwrap_or(client.client_id);
        if is_told(client.disabled, &client.metadata) && !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(MOST_NAMES);
    Ok(names.join(", "))
}
