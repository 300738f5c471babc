//! Passkeys: what the pages on which they are made and those on which they are used share.
//!
//! A browser is asked by a script of ours, which fetches the question and posts the answer with a
//! form. What the answer is checked with is a row of its own and not a part of the pass: each tab
//! has its own challenge, and asking for one disturbs nothing that is being typed.
mod by_app;

pub use by_app::{ByApp, Declined, Made};

use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Act, Answered, Later, Letter, Told};
use crate::middleware::Trouble;
use crate::visit::Visit;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{
    Ceremony, Making, NewPasskey, PasskeyError, Place, Registrant, RelyingParty, Signed, is_whole,
};
use latchkey_base::{AccountId, Timestamp, TokenHash};
use latchkey_store::{CeremonyRecord, PasskeyRecord, PasskeyUse, Tx, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::mail::Notice;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::num::NonZeroU32;
use std::sync::Arc;

/// How many passkeys an account may have.
pub const MOST: usize = 20;
/// Characters of the longest name of a passkey.
pub const LONGEST_LABEL: usize = 60;

/// What is kept of a question.
#[derive(Serialize, Deserialize)]
struct Waiting {
    /// What checks the answer.
    state: String,
    /// What a new passkey will call its owner.
    user_handle: Option<[u8; 16]>,
    /// How it is made.
    #[serde(default)]
    making: Making,
    /// The passkey that was shown for it, in the place of a fresh sign-in.
    #[serde(default)]
    shown: Option<Vec<u8>>,
}

/// An answer and what it is checked with.
pub struct Answer<'a> {
    /// What the browser sent.
    pub text: &'a str,
    /// What checks it.
    pub state: String,
    user_handle: Option<[u8; 16]>,
    making: Making,
    shown: Option<Vec<u8>>,
}

/// The party that passkeys of this tenant are for, if people may have some.
pub fn party(visit: &Visit) -> Option<&RelyingParty> {
    let allowed = visit.tenant.settings().factors.allowed.contains(&Proof::Passkey);
    visit.app.passkeys.as_ref().filter(|_| allowed)
}

/// Whose answer a challenge waits for: this browser's, at the page of that purpose.
fn owner(visit: &Visit, purpose: &str) -> TokenHash {
    let browser = visit.browser();
    TokenHash::of(&format!("{:02x?} {purpose}", browser.as_bytes()))
}

/// Asks whoever may sign in for a signature, by one of these passkeys or by any.
///
/// # Errors
/// [`Trouble`].
pub async fn ask_to_sign(visit: &Visit, purpose: &str, allowed: &[Vec<u8>]) -> Answered {
    let Some(party) = party(visit) else { return Err(Trouble::NotFound) };
    let ceremony = party.begin_sign_in(allowed).map_err(unasked)?;
    ask(visit, purpose, ceremony, (None, Making::Asked)).await
}

/// Asks somebody's device to make a passkey. One that was made in silence is no obstacle to a whole
/// one: it makes room for it.
///
/// # Errors
/// [`Trouble`].
pub async fn ask_to_make(
    visit: &Visit,
    purpose: &str,
    account: &Account,
    (making, place): (Making, Place),
) -> Answered {
    let (ceremony, user_handle) = registration(visit, account, (making, place)).await?;
    ask(visit, purpose, ceremony, (Some(user_handle), making)).await
}

/// What somebody's device is asked so that it makes a passkey, and what it will call its owner.
async fn registration(
    visit: &Visit,
    account: &Account,
    (making, place): (Making, Place),
) -> Result<(Ceremony, [u8; 16]), Trouble> {
    let Some(party) = party(visit) else { return Err(Trouble::NotFound) };
    let held = of(visit, account.id).await?;
    let user_handle = held.first().map_or_else(|| new_handle(visit), |held| held.user_handle);
    let bars = |held: &PasskeyRecord| making == Making::Silent || is_whole(&held.credential);
    let existing = held.into_iter().filter(bars).map(|held| held.credential_id);
    let existing: Vec<Vec<u8>> = existing.collect();
    let (name, display_name) = called(account);
    let record = visit.tenant.record();
    let registrant = Registrant {
        user_handle,
        name,
        display_name,
        tenant: record.settings.branding.display_name.as_deref().unwrap_or(&record.name),
        existing: &existing,
        place,
    };
    let ceremony = party.begin_registration(&registrant, making).map_err(unasked)?;
    Ok((ceremony, user_handle))
}

/// What devices show of the person beside a passkey: what they sign in with, and what people call
/// them (WebAuthn §5.4.1, §5.4.3).
pub fn called(account: &Account) -> (&str, &str) {
    let name = account.email.as_deref().unwrap_or(&account.username);
    (name, account.profile.name.as_deref().unwrap_or(name))
}

fn new_handle(visit: &Visit) -> [u8; 16] {
    let mut handle = [0u8; 16];
    visit.app.entropy.fill(&mut handle);
    handle
}

async fn ask(
    visit: &Visit,
    purpose: &str,
    ceremony: Ceremony,
    (user_handle, making): (Option<[u8; 16]>, Making),
) -> Answered {
    // Like a pass, it is a row that nobody has paid for yet.
    visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    let name = visit.app.entropy.token("");
    let waiting = Waiting { state: ceremony.state, user_handle, making, shown: None };
    let place = (TokenHash::of(name.expose()), owner(visit, purpose));
    put(visit, place, &waiting, ends(visit)).await?;
    let question = json!({ "ceremony": name.expose(), "options": ceremony.options });
    Ok(visit.answer(StatusCode::OK).insert_header((CACHE_CONTROL, "no-store")).json(question))
}

/// Until when a question waits for its answer.
fn ends(visit: &Visit) -> Timestamp {
    visit.now + visit.app.config.passkeys.question_lifetime
}

/// Keeps a question under that id, for the answer of that owner.
async fn put(
    visit: &Visit,
    (id, owner): (TokenHash, TokenHash),
    waiting: &Waiting,
    expires_at: Timestamp,
) -> Result<(), Trouble> {
    let state = serde_json::to_string(waiting).unwrap_or_default();
    let record = CeremonyRecord { id, owner, state, expires_at };
    let put = visit.app.store.write(visit.tenant.id(), move |tx| tx.put_ceremony(&record));
    let put: Result<(), TxError> = put.await;
    Ok(put?)
}

/// What a script is told that asks for something that is not to be asked here.
pub fn nothing_to_ask(visit: &Visit) -> HttpResponse {
    visit.answer(StatusCode::CONFLICT).insert_header((CACHE_CONTROL, "no-store")).json(json!({}))
}

fn unasked(error: PasskeyError) -> Trouble {
    Trouble::Internal(format!("passkeys: {error}"))
}

/// The answer in a form, with what it is checked with. `None`: it is too late, it was answered
/// before, or it was not this page of this browser that was asked.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn take<'a>(
    visit: &Visit,
    purpose: &str,
    form: &'a Form,
) -> Result<Option<Answer<'a>>, Trouble> {
    let place = (TokenHash::of(form.text("ceremony")), owner(visit, purpose));
    take_at(visit, place, form.text("credential")).await
}

/// That answer to the question of that id, for that owner.
async fn take_at<'a>(
    visit: &Visit,
    (id, owner): (TokenHash, TokenHash),
    text: &'a str,
) -> Result<Option<Answer<'a>>, Trouble> {
    let now = visit.now;
    let taken =
        visit.app.store.write(visit.tenant.id(), move |tx| tx.take_ceremony(&id, &owner, now));
    let taken: Result<Option<CeremonyRecord>, TxError> = taken.await;
    let waiting = taken?.and_then(|held| serde_json::from_str::<Waiting>(&held.state).ok());
    Ok(waiting.map(|Waiting { state, user_handle, making, shown }| Answer {
        text,
        state,
        user_handle,
        making,
        shown,
    }))
}

/// A passkey that somebody's device has just made, to be kept with [`keep`].
///
/// # Errors
/// Why it cannot be taken.
pub fn made(
    visit: &Visit,
    account: AccountId,
    answer: &Answer<'_>,
) -> Result<PasskeyRecord, PasskeyError> {
    let party = party(visit).ok_or(PasskeyError::NoDomain)?;
    let user_handle = answer.user_handle.ok_or(PasskeyError::Malformed)?;
    let new: NewPasskey = party.finish_registration(&answer.state, answer.text, answer.making)?;
    Ok(PasskeyRecord {
        credential_id: new.credential_id,
        account,
        user_handle,
        credential: new.credential,
        label: label(visit),
        counter: new.counter,
        backup_eligible: new.backup_eligible,
        backed_up: new.backed_up,
        created_at: visit.now,
        used_at: None,
    })
}

/// Keeps a passkey and tells its owner by mail. `false`: there are too many, or one of that name, or
/// the account may not be signed in to any more.
///
/// # Errors
/// As the transaction.
pub fn keep(
    tx: &mut dyn Tx,
    passkey: &PasskeyRecord,
    message: Option<&Told>,
) -> Result<bool, TxError> {
    let account = tx.account(passkey.account)?;
    if !account.is_some_and(|account| account.status == AccountStatus::Active) {
        return Ok(false);
    }
    if tx.passkeys_of(passkey.account)?.len() >= MOST || !tx.insert_passkey(passkey)? {
        return Ok(false);
    }
    message.map_or(Ok(()), |message| message.put(tx))?;
    Ok(true)
}

/// The mail about a new passkey, to somebody who has an address.
///
/// # Errors
/// [`Trouble::Internal`] when a template does not render.
pub fn notice(visit: &Visit, account: &Account) -> Result<Option<Told>, Trouble> {
    notice_of(visit, account, &label(visit))
}

/// As [`notice`], of a passkey that is called so.
///
/// # Errors
/// As [`notice`].
pub fn notice_of(visit: &Visit, account: &Account, label: &str) -> Result<Option<Told>, Trouble> {
    let Some(letter) = Letter::of(visit, account) else { return Ok(None) };
    letter.notice(&Notice::PasskeyAdded { label }).map(Some)
}

/// That a passkey has signed, and says so in the activity list.
pub fn used(visit: &Visit, passkey: PasskeyRecord, signed: Signed) -> Act {
    let (events, at) = (Events::of(visit), visit.now);
    let Signed { credential, counter, backed_up, .. } = signed;
    let credential_id = passkey.credential_id;
    let used = PasskeyUse { credential_id, credential, counter, backed_up, at };
    let (account, label) = (passkey.account, passkey.label);
    Arc::new(move |tx| {
        if !tx.use_passkey(&used)? {
            return Ok(false);
        }
        events.note_about(tx, account, (EventKind::PasskeyUsed, &label))?;
        Ok(true)
    })
}

/// Tells the owner of a passkey that seems to have been copied.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn note_copied(visit: &Visit, passkey: &PasskeyRecord) -> Result<(), Trouble> {
    let (events, id, label) = (Events::of(visit), passkey.account, passkey.label.clone());
    let account = visit.app.store.account(visit.tenant.id(), id).await?;
    let later = account.map(|account| Later::of(visit, &account));
    let noted = visit.app.store.write(visit.tenant.id(), move |tx| {
        events.note_about(tx, id, (EventKind::PasskeyCopied, &label))?;
        let copied = Notice::PasskeyCopied { label: &label };
        later.as_ref().map_or(Ok(()), |later| later.put(tx, &copied))
    });
    let noted: Result<(), TxError> = noted.await;
    visit.app.message_queued.notify_one();
    Ok(noted?)
}

/// The passkeys of an account.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn of(visit: &Visit, account: AccountId) -> Result<Vec<PasskeyRecord>, Trouble> {
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.passkeys_of(account));
    let found: Result<Vec<PasskeyRecord>, TxError> = found.await;
    Ok(found?)
}

/// What a passkey is called until its owner calls it something else: by where it was made.
fn label(visit: &Visit) -> String {
    let BrowserName { browser, system } = BrowserName::read(&visit.user_agent);
    let parts: Vec<&str> = [system, browser].into_iter().flatten().collect();
    if parts.is_empty() { "Passkey".to_owned() } else { parts.join(" · ") }
}
