//! The person whose account a browser shows.
use super::mark::Mark;
use super::sign_in::{Wish, depart};
use super::vouch;
use crate::approvals::{Approvers, asked_lately, open_for};
use crate::confirmations;
use crate::factors::{lacks_own, rules_for};
use crate::form::Form;
use crate::interaction::Letter;
use crate::middleware::Trouble;
use crate::standing::Standing;
use crate::visit::{Drawn, Look, Visit};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::FactorPolicy;
use latchkey_store::{SessionRecord, TxError};
use latchkey_ui::{Language, Page};

/// What a page asks of its visitor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// To have come through the authorization endpoint in this session.
    SignedIn,
    /// That not long ago (`accounts.fresh_for`).
    Fresh,
}

/// A person at a page of their own account.
pub struct Member {
    /// The browser.
    pub visit: Visit,
    /// Whose account.
    pub account: Account,
    /// In which session of this browser.
    pub session: SessionRecord,
    /// A sign-in waits that can be decided on here.
    pub(super) is_asked: bool,
    /// Somebody wants to get in without the second step.
    pub(super) is_recovered: bool,
    /// An app waits for a confirmation.
    pub(super) is_to_confirm: bool,
    /// They look after an organization, and the tenant lets them end waits.
    pub(super) is_administrator: bool,
    mark: Mark,
}

/// A member, or the answer to somebody who is not one yet.
pub enum Entered {
    /// Go on.
    Member(Box<Member>),
    /// Send this.
    Page(HttpResponse),
}

/// Who is known of a browser.
pub(super) struct Known {
    account: Account,
    session: SessionRecord,
    mark: Mark,
    /// They have a second factor that they have not shown in this session.
    lacks_factor: bool,
    /// A sign-in waits that can be decided on here.
    is_asked: bool,
    /// Somebody wants to get in without the second step.
    is_recovered: bool,
    /// An app waits for a confirmation.
    is_to_confirm: bool,
    /// They look after an organization, and the tenant lets them end waits.
    is_administrator: bool,
}

impl Known {
    /// Whether they see the pages of their account.
    pub fn comes_in(&self) -> bool {
        !self.lacks_factor
    }
}

impl Member {
    /// Loads the person, or begins a sign-in that comes back to `section`.
    ///
    /// # Errors
    /// [`Trouble`] when the database does not answer.
    pub async fn enter(visit: Visit, section: &str, need: Need) -> Result<Entered, Trouble> {
        let known = Self::find(&visit).await?;
        let Some(known) = known.filter(Known::comes_in) else {
            let wish = Wish { section, ..Wish::default() };
            return Ok(Entered::Page(depart(&visit, &wish).await?));
        };
        let Known { account, session, mark, .. } = known;
        let fresh_for = visit.tenant.settings().accounts.fresh_for;
        if need == Need::Fresh && visit.now.since(mark.proved_at) > fresh_for {
            let login_hint = Some(account.username.as_str());
            let wish = Wish { section, max_age: Some(fresh_for), login_hint, choose: false };
            return Ok(Entered::Page(depart(&visit, &wish).await?));
        }
        Ok(Entered::Member(Box::new(Self {
            visit,
            account,
            session,
            is_asked: known.is_asked,
            is_recovered: known.is_recovered,
            is_to_confirm: known.is_to_confirm,
            is_administrator: known.is_administrator,
            mark,
        })))
    }

    /// Who has come through the authorization endpoint in this browser, in a session that goes on.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub(super) async fn find(visit: &Visit) -> Result<Option<Known>, Trouble> {
        let value = visit.mark.as_deref();
        let mark = value.and_then(|value| visit.app.marks.read(value, &visit.browser()));
        let (Some(mark), Some(browser)) = (mark, visit.session) else { return Ok(None) };
        let (now, idle) = (visit.now, visit.tenant.policy().lifetimes.session_idle);
        let policy = visit.factor_policy();
        let recovers = visit.tenant.settings().accounts.recovery.enabled;
        let (asks, here) = (Approvers::of(visit).are_allowed(), visit.browser());
        let confirms = visit.tenant.policy().confirmations.allowed;
        let vouches = vouch::is_offered(visit);
        let found = visit.app.store.read(visit.tenant.id(), move |tx| {
            let held = tx.session(mark.session)?;
            // Security: the session must still be this browser's, by the cookie of its sessions.
            let is_live = |held: &SessionRecord| {
                held.browser == browser && now < held.expires_at && now < held.seen_at + idle
            };
            let Some(session) = held.filter(is_live) else { return Ok(None) };
            let account = tx.account(session.account)?;
            let account = account.filter(|held| held.status == AccountStatus::Active);
            let Some(account) = account else { return Ok(None) };
            let lacks_factor = lacks_own(tx, (&account, &session.proofs), &policy)?;
            let asked = if asks { asked_lately(tx, account.id, now)? } else { Vec::new() };
            let is_asked = !open_for(asked, &here, now).is_empty();
            let is_recovered = recovers && tx.recovery_of(account.id, now)?.is_some();
            let is_to_confirm =
                confirms && !confirmations::open_for(tx, account.id, now)?.is_empty();
            let is_administrator = vouches && vouch::is_administrator(tx, account.id)?;
            Ok::<_, TxError>(Some(Known {
                account,
                session,
                mark,
                lacks_factor,
                is_asked,
                is_recovered,
                is_to_confirm,
                is_administrator,
            }))
        });
        Ok(found.await?)
    }

    /// The tenant's rules about second factors, without what is not taken from them.
    pub fn rules(&self) -> FactorPolicy {
        rules_for(&self.account, &self.visit.factor_policy())
    }

    /// The path of a page of the account; `rest` is empty or begins with a slash.
    pub fn path(&self, rest: &str) -> String {
        self.visit.path(&format!("/account{rest}"))
    }

    /// Whether a form was posted from a page that this browser got for this very session.
    ///
    /// Security: with another account in another tab, a form is not sent in that one's name.
    pub fn sent(&self, form: &Form) -> bool {
        self.visit.sent(form, &self.purpose())
    }

    fn purpose(&self) -> String {
        format!("account {}", self.mark.session)
    }

    /// To be looked at once more where something is changed.
    pub fn standing(&self) -> Standing {
        let SessionRecord { id, browser, .. } = self.session;
        Standing { account: self.account.id, session: id, browser, now: self.visit.now }
    }

    /// The language of the pages: the person's own.
    pub fn language(&self) -> Language {
        self.visit.language(None, self.account.profile.locale.as_deref())
    }

    /// A mail to the person, if they have an address.
    pub fn letter(&self) -> Option<Letter<'_>> {
        Letter::of(&self.visit, &self.account)
    }

    /// Renders a page.
    ///
    /// Security: it has nothing to do with whoever opened it, and no window that it was opened from, of
    /// an app or of a stranger, keeps a hand on it. Pages of a sign-in do, which apps open in
    /// windows of their own (docs/decisions/0050).
    pub fn page(&self, status: StatusCode, draw: impl FnOnce(&Page<'_>) -> Drawn) -> HttpResponse {
        let purpose = self.purpose();
        let approve = self.path("/approve");
        let approve = self.is_asked.then_some(approve.as_str());
        let recovery = self.path("/recovery");
        let recovery = self.is_recovered.then_some(recovery.as_str());
        let confirm = self.path("/confirm");
        let confirm = self.is_to_confirm.then_some(confirm.as_str());
        let lock = self.path("/security/lock");
        let lock = Some(lock.as_str());
        let plain = Look::plain(status, self.language());
        let look = Look { purpose: &purpose, approve, recovery, confirm, lock, ..plain };
        let mut page = self.visit.page(look, draw);
        let alone = HeaderValue::from_static("same-origin");
        page.headers_mut().insert(header::CROSS_ORIGIN_OPENER_POLICY, alone);
        page
    }

    /// Sends the browser to a page of the account that says what was done.
    pub fn done(&self, section: &str) -> HttpResponse {
        self.visit.go(&self.path(&format!("/{section}?done=yes")))
    }
}

/// Whether an address says that something was done.
pub(super) fn is_done(query: &str) -> bool {
    Form::parse(query.as_bytes()).get("done").is_some()
}
