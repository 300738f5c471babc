//! A session whose person has set up a factor, and with it shown it.
use super::Member;
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::interaction::{SignIn, renew};
use crate::middleware::Trouble;
use actix_web::HttpResponse;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_base::{Entropy, Seconds, Timestamp, TokenHash};
use latchkey_store::{Tx, TxError};
use std::sync::Arc;

/// The session as it is once its person has shown one factor more: as after a step-up.
pub(super) struct Renewed {
    account: Account,
    proofs: Vec<Proof>,
    before: Option<TokenHash>,
    user_agent: String,
    lifetime: Seconds,
    now: Timestamp,
    entropy: Arc<dyn Entropy>,
}

impl Renewed {
    /// The member's session, with that proof.
    pub fn of(member: &Member, proof: Proof) -> Self {
        let visit = &member.visit;
        let mut proofs = member.session.proofs.clone();
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
        Self {
            account: member.account.clone(),
            proofs,
            before: visit.session,
            user_agent: visit.user_agent.clone(),
            lifetime: visit.tenant.policy().lifetimes.session,
            now: visit.now,
            entropy: Arc::clone(&visit.app.entropy),
        }
    }

    /// Renews it. Security: under a new cookie, as every session that becomes more than it was.
    ///
    /// # Errors
    /// As the transaction.
    pub fn renew(&self, tx: &mut dyn Tx, events: &Events) -> Result<CookieToken, TxError> {
        let begun = SignIn {
            account: &self.account,
            proofs: &self.proofs,
            before: self.before,
            user_agent: &self.user_agent,
            lifetime: self.lifetime,
            now: self.now,
            events,
        };
        renew(tx, &*self.entropy, &begun).map(|(_, cookie)| cookie)
    }
}

/// Gives the browser the new cookie of its session.
///
/// # Errors
/// [`Trouble::Internal`] when it is none.
pub(super) fn take_cookie(
    member: &Member,
    cookie: &CookieToken,
    answer: &mut HttpResponse,
) -> Result<(), Trouble> {
    let visit = &member.visit;
    let lifetime = visit.tenant.policy().lifetimes.session;
    let cookie = visit.app.cookies.set_session(visit.tenant.id(), cookie, lifetime);
    answer.add_cookie(&cookie).map_err(|error| Trouble::Internal(error.to_string()))
}
