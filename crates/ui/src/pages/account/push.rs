//! The part of "Where you are signed in" about notifications in this browser.

/// Whether this browser tells the person of what waits for them. `form#push-form` turns it on, with the
/// help of a script that asks the browser for an address and its keys; `form#push-stop-form` turns it off.
#[derive(Clone, Copy, Debug)]
pub struct PushSection<'a> {
    /// It does.
    pub is_on: bool,
    /// Where `form#push-form` posts `endpoint`, `p256dh` and `auth`.
    pub action: &'a str,
    /// Where `form#push-stop-form` posts.
    pub stop_action: &'a str,
    /// The service worker that shows notifications.
    pub worker_url: &'a str,
    /// By which key the push service knows who sends.
    pub key: &'a str,
    /// What the browser said was not taken.
    pub is_refused: bool,
}
