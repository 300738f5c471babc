//! `/{group}/account/security/browsers`: browsers that stand in for the second step, and forgetting
//! them.
use super::security::{SECTION, changed, refused};
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::remembered_browsers::this_one;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_base::RememberedBrowserId;
use latchkey_store::{RememberedBrowserRecord, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountSecurityProblem, RememberedBrowserLine, SecurityChange};

/// `POST …/security/browsers`: forgets `browser`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn forget(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        let problem = AccountSecurityProblem::FormTooOld;
        return refused(&member, StatusCode::BAD_REQUEST, problem).await;
    }
    let named: Option<RememberedBrowserId> = form.get("browser").and_then(|id| id.parse().ok());
    let Some(id) = named else { return Ok(member.visit.go(&member.path("/security"))) };
    let (account, events) = (member.account.id, Events::of(&member.visit));
    let forgotten = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        let was_theirs = tx.forget_browser(account, id)?;
        if was_theirs {
            events.note(tx, account, EventKind::BrowserForgotten)?;
        }
        Ok(was_theirs)
    });
    done(&member, forgotten.await)
}

/// `POST …/security/browsers/all`: forgets all of them.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn forget_all(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        let problem = AccountSecurityProblem::FormTooOld;
        return refused(&member, StatusCode::BAD_REQUEST, problem).await;
    }
    let (account, events) = (member.account.id, Events::of(&member.visit));
    let forgotten = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        let were_there = tx.forget_browsers(account)? > 0;
        if were_there {
            events.note(tx, account, EventKind::BrowserForgotten)?;
        }
        Ok(were_there)
    });
    done(&member, forgotten.await)
}

fn done(member: &Member, forgotten: Result<bool, TxError>) -> Answered {
    Ok(match forgotten? {
        true => changed(member, SecurityChange::BrowserForgotten),
        false => member.visit.go(&member.path("/security")),
    })
}

/// What the page's section of remembered browsers is made of.
pub(super) struct Browsers<'a> {
    held: &'a [RememberedBrowserRecord],
    ids: Vec<String>,
    this: Option<RememberedBrowserId>,
    /// Where one is forgotten, and where all are.
    pub actions: [String; 2],
}

impl<'a> Browsers<'a> {
    /// Of this person, who is in one of them perhaps.
    pub fn of(member: &Member, held: &'a [RememberedBrowserRecord]) -> Self {
        let actions = ["", "/all"].map(|rest| member.path(&format!("/security/browsers{rest}")));
        let ids = held.iter().map(|held| held.id.to_string()).collect();
        let this = this_one(member.visit.remembered.as_deref(), held);
        Self { held, ids, this, actions }
    }

    /// For the page.
    pub fn lines<'b>(&'b self) -> Vec<RememberedBrowserLine<'b>> {
        let line = |(held, id): (&RememberedBrowserRecord, &'b String)| RememberedBrowserLine {
            id,
            browser: BrowserName::read(&held.user_agent),
            since: held.created_at,
            used: held.used_at,
            until: held.expires_at,
            is_this: self.this == Some(held.id),
        };
        self.held.iter().zip(&self.ids).map(line).collect()
    }
}
