//! The session of somebody who has set up a factor, and with it shown it, or has taken one away.
use super::Member;
use crate::cookies::CookieToken;
use crate::middleware::Trouble;
use crate::standing::Renewed;
use actix_web::HttpResponse;
use std::sync::Arc;

/// What is left of a session when a way to sign in was taken away.
pub(super) enum Removal {
    /// It is gone.
    Done {
        /// The new cookie of the session; `None` where that is over, or the same as before.
        session: Option<CookieToken>,
        /// It was the last of its kind.
        was_last: bool,
    },
    /// It stays: the tenant demands it.
    Needed,
    /// It stays: it is the only way in.
    OnlyWay,
    /// It is not there, or whoever wanted it gone is not signed in any more.
    Over,
}

/// The member's session, to become something else in a transaction.
pub(super) fn renewed(member: &Member) -> Renewed {
    Renewed::new(member.standing(), Arc::clone(&member.visit.app.entropy))
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

/// As [`take_cookie`] after something was taken away; without a cookie the session is over.
///
/// # Errors
/// As [`take_cookie`].
pub(super) fn take_what_is_left(
    member: &Member,
    cookie: Option<&CookieToken>,
    answer: &mut HttpResponse,
) -> Result<(), Trouble> {
    member.visit.app.session_ended.notify_one();
    match cookie {
        Some(cookie) => take_cookie(member, cookie, answer),
        None => member.visit.change_state(answer),
    }
}
