//! Passkeys that have been there for long enough to be taken for their owner's own.
//!
//! Security: who knows the password adds a passkey and shows that. Its owner, who is told of it by mail, has as long to
//! lock the account as whoever asks to get back in waits.
use crate::visit::Visit;
use latchkey_authn::factors::passkey::is_whole;
use latchkey_base::{Seconds, Timestamp};
use latchkey_store::PasskeyRecord;

/// For how long one has to have been there.
pub fn wait(visit: &Visit) -> Seconds {
    visit.tenant.settings().accounts.recovery.wait
}

/// From when on a passkey is an old one, if it is one that signs in by itself.
pub fn old_from(passkey: &PasskeyRecord, wait: Seconds) -> Option<Timestamp> {
    is_whole(&passkey.credential).then(|| passkey.created_at + wait)
}

/// Whether the passkey that was shown in a session since it began was an old one.
///
/// Security: the session knows of a passkey that one was shown, not which, and one that was made in it counts as shown. So
/// an old one has been used since, and no younger one was used or made: the owner's own, used somewhere
/// else, speaks for none that was added here.
pub fn has_shown_old(
    held: &[PasskeyRecord],
    since: Timestamp,
    (now, wait): (Timestamp, Seconds),
) -> bool {
    let is_used = |it: &PasskeyRecord| it.used_at.is_some_and(|used| since <= used);
    let (old, young): (Vec<&PasskeyRecord>, Vec<&PasskeyRecord>) = held
        .iter()
        .filter(|it| is_whole(&it.credential))
        .partition(|it| old_from(it, wait).is_some_and(|from| from <= now));
    let may_be_it = |it: &&PasskeyRecord| since <= it.created_at || is_used(it);
    old.iter().any(|it| is_used(it)) && !young.iter().any(may_be_it)
}
