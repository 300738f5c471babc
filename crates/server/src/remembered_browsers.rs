//! Browsers in which their owner is not asked for the second step for a while.
//!
//! A cookie holds, for each account that had the browser remembered, the name of a row and the secret
//! that it takes next. What that spares is said by `latchkey_authn`; here is only whether it is so.
use crate::app::App;
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::interaction::Later;
use crate::visit::Visit;
use actix_web::web::Data;
use latchkey_accounts::EventKind;
use latchkey_base::{AccountId, CodeDigest, RememberedBrowserId, Seconds, Timestamp};
use latchkey_store::{RememberedBrowserRecord, RememberedBrowserUse, Tx, TxError};
use latchkey_ui::mail::Notice;

/// How many accounts one browser is remembered for.
const MOST_ACCOUNTS: usize = 6;
/// How many browsers one account has remembered; the one that was used longest ago makes room.
const MOST_BROWSERS: usize = 10;

/// What the cookie says for one account.
struct Entry<'a> {
    id: RememberedBrowserId,
    secret: &'a str,
}

fn entries(cookie: &str) -> impl Iterator<Item = Entry<'_>> {
    cookie.split('~').take(MOST_ACCOUNTS).filter_map(|entry| {
        let (id, secret) = entry.split_once('.')?;
        Some(Entry { id: id.parse().ok()?, secret })
    })
}

/// A browser at a sign-in, and whether it is remembered.
pub struct Remembering {
    app: Data<App>,
    cookie: String,
    user_agent: String,
    events: Events,
    kept_for: Seconds,
    now: Timestamp,
}

impl Remembering {
    /// Of this visit.
    pub fn of(visit: &Visit) -> Self {
        Self {
            app: visit.app.clone(),
            cookie: visit.remembered.clone().unwrap_or_default(),
            user_agent: visit.user_agent.chars().take(200).collect(),
            events: Events::of(visit),
            kept_for: visit.tenant.settings().factors.remember_browsers,
            now: visit.now,
        }
    }

    /// If this browser stands in for the second factor of the account: what its cookie is from now on.
    ///
    /// Security: the row is the account's own, so that nobody is spared anything by what somebody
    /// else had remembered here. The secret is good once. Whoever shows another one, which is an
    /// older one, has copied the cookie or was robbed of it: the browser is forgotten.
    ///
    /// # Errors
    /// As the transaction.
    pub fn recognise(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        later: &Later,
    ) -> Result<Option<String>, TxError> {
        for entry in entries(&self.cookie) {
            let Some(held) = tx.remembered_browser(account, entry.id)? else { continue };
            // A tenant that has changed its mind means it at once.
            let until = held.expires_at.min(held.created_at + self.kept_for);
            if self.now < until {
                return self.take(tx, &held, (entry.secret, later));
            }
        }
        Ok(None)
    }

    fn take(
        &self,
        tx: &mut dyn Tx,
        held: &RememberedBrowserRecord,
        (shown, later): (&str, &Later),
    ) -> Result<Option<String>, TxError> {
        let (id, account) = (held.id, held.account);
        let next = CookieToken::new(&*self.app.entropy);
        let used = RememberedBrowserUse {
            id,
            account,
            before: held.digest,
            after: self.digest(id, next.text()),
            at: self.now,
        };
        let fits = self.app.codes.matches(PURPOSE, &bound(id, shown), &held.digest);
        if fits && tx.use_remembered_browser(&used)? {
            return Ok(Some(self.cookie_with(id, &next, &[])));
        }
        tx.forget_browser(account, id)?;
        self.events.note(tx, account, EventKind::BrowserCopied)?;
        later.put(tx, &Notice::BrowserCopied)?;
        Ok(None)
    }

    /// Has this browser stand in for the second factor of the account: what its cookie is from now
    /// on.
    ///
    /// # Errors
    /// As the transaction.
    pub fn remember(&self, tx: &mut dyn Tx, account: AccountId) -> Result<String, TxError> {
        let mut over = Vec::new();
        for entry in entries(&self.cookie) {
            over.extend(tx.forget_browser(account, entry.id)?.then_some(entry.id));
        }
        for oldest in tx.remembered_browsers(account, self.now)?.iter().skip(MOST_BROWSERS - 1) {
            tx.forget_browser(account, oldest.id)?;
        }
        let id = RememberedBrowserId::new(self.now, &*self.app.entropy);
        let secret = CookieToken::new(&*self.app.entropy);
        tx.remember_browser(&RememberedBrowserRecord {
            id,
            account,
            digest: self.digest(id, secret.text()),
            user_agent: self.user_agent.clone(),
            created_at: self.now,
            used_at: self.now,
            expires_at: self.now + self.kept_for,
        })?;
        self.events.note(tx, account, EventKind::BrowserRemembered)?;
        Ok(self.cookie_with(id, &secret, &over))
    }

    fn digest(&self, id: RememberedBrowserId, secret: &str) -> CodeDigest {
        self.app.codes.digest(PURPOSE, &bound(id, secret))
    }

    /// The cookie with this entry first, without those that are over.
    fn cookie_with(
        &self,
        id: RememberedBrowserId,
        secret: &CookieToken,
        over: &[RememberedBrowserId],
    ) -> String {
        let others = entries(&self.cookie).filter(|held| held.id != id && !over.contains(&held.id));
        let others =
            others.take(MOST_ACCOUNTS - 1).map(|held| format!("{}.{}", held.id, held.secret));
        let all: Vec<String> =
            [format!("{id}.{}", secret.text())].into_iter().chain(others).collect();
        all.join("~")
    }
}

/// The browser's row, if the cookie names one of these.
pub fn this_one(
    cookie: Option<&str>,
    held: &[RememberedBrowserRecord],
) -> Option<RememberedBrowserId> {
    let mut named = names(cookie.unwrap_or_default());
    named.find(|id| held.iter().any(|held| held.id == *id))
}

/// The rows that a cookie names.
pub fn names(cookie: &str) -> impl Iterator<Item = RememberedBrowserId> {
    entries(cookie).map(|entry| entry.id)
}

/// What the digests are of.
const PURPOSE: &str = "remembered_browser";

/// A secret is good for its own row only.
fn bound(id: RememberedBrowserId, secret: &str) -> String {
    format!("{id} {secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_far_as_it_is_ours() {
        let id = RememberedBrowserId::from_bytes([7; 16]);
        let entry = format!("{id}.secret");
        let read = |cookie: &str| entries(cookie).count();
        assert_eq!(read(&entry), 1);
        assert_eq!(read(&format!("{entry}~x.y~~{entry}")), 2);
        assert_eq!(read(&[entry.as_str(); 50].join("~")), MOST_ACCOUNTS, "bounded");
        for odd in ["", "~", ".", "a.b", "secret"] {
            assert_eq!(read(odd), 0, "{odd:?}");
        }
    }
}
