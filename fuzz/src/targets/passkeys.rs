//! What browsers answer for passkeys (WebAuthn §5.1).
use super::{Check, mark};
use latchkey_authenticators::Device;
use latchkey_authn::factors::passkey::{
    Assertion, Making, PasskeyError, Place, Registrant, RelyingParty, challenge_of_new,
};
use std::sync::LazyLock;
use std::time::Duration;
use url::Url;

const HOME: &str = "https://op.example";

/// What one run is about: a question of each kind with its right answer, and another of each.
struct Ceremonies {
    party: RelyingParty,
    /// To make a passkey, and another one.
    to_make: [String; 2],
    made: String,
    /// To sign with it, and again.
    to_sign: [String; 2],
    signed: String,
    /// The passkey, and somebody else's.
    credentials: [String; 2],
}

static CEREMONIES: LazyLock<Option<Ceremonies>> = LazyLock::new(ceremonies);

fn ceremonies() -> Option<Ceremonies> {
    let party = RelyingParty::new(HOME, &[], Duration::from_secs(60)).ok()?;
    let runtime = actix_web::rt::System::new();
    let home = Url::parse(HOME).ok()?;
    let question = || {
        let (name, tenant) = ("alice", "Example");
        let who = Registrant {
            user_handle: [7; 16],
            name,
            display_name: name,
            tenant,
            existing: &[],
            place: Place::Anywhere,
        };
        party.begin_registration(&who, Making::Asked).ok()
    };
    let make = |device: &mut Device| {
        let asked = question()?;
        let made = runtime.block_on(device.create(&home, &asked.options))?;
        let kept = party.finish_registration(&asked.state, &made, Making::Asked).ok()?;
        Some((asked.state, made, kept.credential))
    };
    let mut device = Device::default();
    let (state, made, credential) = make(&mut device)?;
    let (_, _, of_another) = make(&mut Device::default())?;
    let (one, two) = (party.begin_sign_in(&[]).ok()?, party.begin_sign_in(&[]).ok()?);
    let signed = runtime.block_on(device.sign(&home, &one.options))?;
    let to_make = [state, question()?.state];
    let to_sign = [one.state, two.state];
    let credentials = [credential, of_another];
    Some(Ceremonies { party, to_make, made, to_sign, signed, credentials })
}

/// The answer of a device that has made a passkey.
pub fn made_one() -> Vec<Vec<u8>> {
    CEREMONIES.iter().map(|held| held.made.clone().into_bytes()).collect()
}

/// The answer of a device that has signed.
pub fn signed_one() -> Vec<Vec<u8>> {
    CEREMONIES.iter().map(|held| held.signed.clone().into_bytes()).collect()
}

/// Whatever a browser says, it answers one question only, and what is kept of it has the size that
/// passkeys have (WebAuthn §7.1).
pub fn made() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let Some(held) = CEREMONIES.as_ref() else { return Err("no device answers".to_owned()) };
        if held.party.finish_registration(&held.to_make[1], text, Making::Asked).is_ok() {
            return Err("it answers a question that nobody was asked".to_owned());
        }
        let made = match held.party.finish_registration(&held.to_make[0], text, Making::Asked) {
            Ok(made) => made,
            Err(error) => return Ok(mark(&kind(&error))),
        };
        if challenge_of_new(text).is_err() {
            return Err("it is right, and answers no challenge".to_owned());
        }
        if !(1..=1023).contains(&made.credential_id.len()) || made.counter < 0 {
            return Err(format!("what is kept is {made:?}"));
        }
        Ok(mark(&(made.backup_eligible, made.backed_up, made.counter == 0)))
    })
}

/// Only what the passkey itself has signed is believed, of it alone and for one question (WebAuthn
/// §7.2).
pub fn signed() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let Some(held) = CEREMONIES.as_ref() else { return Err("no device answers".to_owned()) };
        let answer = match Assertion::parse(text) {
            Ok(answer) => answer,
            Err(error) => return Ok(mark(&kind(&error))),
        };
        let finish = |question: usize, whose: usize| {
            let (state, credential) = (&held.to_sign[question], &held.credentials[whose]);
            held.party.finish_sign_in(state, &answer, credential)
        };
        if finish(1, 0).is_ok() || finish(0, 1).is_ok() {
            return Err("it is good for another question or passkey".to_owned());
        }
        match finish(0, 0) {
            Ok(signed) => Ok(mark(&(signed.backed_up, answer.user_handle().is_some()))),
            Err(error) => Ok(mark(&kind(&error))),
        }
    })
}

/// Which error it is; the text of a refusal up to what was sent.
fn kind(error: &PasskeyError) -> String {
    error.to_string().chars().take_while(|c| !matches!(c, '(' | '{' | '"')).collect()
}
