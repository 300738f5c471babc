//! Both ceremonies, right and wrong (WebAuthn §7).
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{
    Assertion, LONGEST_ANSWER, Making, NewPasskey, PasskeyError, Place, Registrant, RelyingParty,
    Signed, base64url, challenge_of_new, is_whole,
};
use latchkey_testkit::Device;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

const HANDLE: [u8; 16] = [7; 16];

/// A relying party and its pages.
struct Here {
    party: RelyingParty,
    at: Url,
}

fn here(related: &[&str]) -> Here {
    let related: Vec<String> = related.iter().map(|text| (*text).to_owned()).collect();
    let url = "https://id.example.org";
    let party = RelyingParty::new(url, &related, Duration::from_secs(300)).unwrap();
    Here { party, at: Url::parse(url).unwrap() }
}

fn registrant(existing: &[Vec<u8>]) -> Registrant<'_> {
    let (name, display_name) = ("ada@example.org", "Ada Lovelace");
    let (user_handle, tenant, place) = (HANDLE, "Northwind", Place::Anywhere);
    Registrant { user_handle, name, display_name, tenant, existing, place }
}

impl Here {
    async fn register(&self, device: &mut Device) -> NewPasskey {
        let asked = self.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
        let answer = device.create(&self.at, &asked.options).await.unwrap();
        self.party.finish_registration(&asked.state, &answer, Making::Asked).unwrap()
    }

    async fn sign(&self, device: &mut Device, held: &str) -> Result<Signed, PasskeyError> {
        self.sign_at(device, held, &self.at).await
    }

    async fn sign_at(
        &self,
        device: &mut Device,
        held: &str,
        at: &Url,
    ) -> Result<Signed, PasskeyError> {
        let asked = self.party.begin_sign_in(&[]).unwrap();
        let answer = device.sign(at, &asked.options).await.unwrap();
        self.party.finish_sign_in(&asked.state, &Assertion::parse(&answer).unwrap(), held)
    }
}

fn is_refused<T>(result: Result<T, PasskeyError>) -> bool {
    matches!(result, Err(PasskeyError::Refused(_)))
}

/// WebAuthn §7.1, §7.2: from the question to the proof. What is asked is JSON with base64url in it
/// (§5.1.8, §5.1.9), the handle says nothing of the person (§5.4.3), and a copy elsewhere is told
/// (§6.1.3).
#[tokio::test]
async fn a_passkey_is_made_and_signs() {
    let (here, mut device) = (here(&[]), Device::default());
    let asked = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    let options = &asked.options;
    let wanted = &options["authenticatorSelection"];
    assert_eq!(wanted["residentKey"], "required");
    assert_eq!(wanted["userVerification"], "required");
    assert_eq!(
        (&options["attestation"], &options["rp"]["name"]),
        (&json!("none"), &json!("Northwind"))
    );
    assert_eq!(options["rp"]["id"], "id.example.org");
    assert_eq!(options["user"]["id"], base64url(&HANDLE), "no name and no account id");
    assert!(options["challenge"].as_str().unwrap().len() >= 22, "sixteen octets");

    let answer = device.create(&here.at, options).await.unwrap();
    let made = here.party.finish_registration(&asked.state, &answer, Making::Asked).unwrap();
    assert_eq!(made.credential_id, device.credential_id());
    assert_eq!((made.counter, made.backup_eligible, made.backed_up), (0, true, true));

    let asked = here.party.begin_sign_in(&[]).unwrap();
    assert_eq!(asked.options["allowCredentials"], json!([]));
    assert_eq!(asked.options["userVerification"], "required");
    let answer = device.sign(&here.at, &asked.options).await.unwrap();
    let answer = Assertion::parse(&answer).unwrap();
    assert_eq!(answer.credential_id(), made.credential_id);
    assert_eq!(answer.user_handle(), Some(&HANDLE[..]));
    let signed = here.party.finish_sign_in(&asked.state, &answer, &made.credential).unwrap();
    assert_eq!((signed.proof, signed.counter), (Proof::Passkey, 0), "it can be on other devices");
}

/// WebAuthn §5.8.1: an answer says which question it is of, by its challenge.
#[tokio::test]
async fn an_answer_names_its_question() {
    let (here, mut device) = (here(&[]), Device::default());
    let asked = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    let made = device.create(&here.at, &asked.options).await.unwrap();
    assert_eq!(json!(challenge_of_new(&made).unwrap()), asked.options["challenge"]);
    let asked = here.party.begin_sign_in(&[]).unwrap();
    let signed = device.sign(&here.at, &asked.options).await.unwrap();
    let challenge = Assertion::parse(&signed).unwrap().challenge().unwrap();
    assert_eq!(json!(challenge), asked.options["challenge"]);
    let mut nameless: Value = serde_json::from_str(&made).unwrap();
    nameless["response"]["clientDataJSON"] = json!(base64url(b"{\"type\": \"webauthn.create\"}"));
    let long = format!("{made}{}", " ".repeat(LONGEST_ANSWER));
    for text in ["", "{}", &nameless.to_string(), &signed, &long] {
        assert_eq!(challenge_of_new(text), Err(PasskeyError::Malformed));
    }
}

/// WebAuthn §7.2, step 12: what was asked before is no answer to what is asked now.
#[tokio::test]
async fn an_answer_to_another_challenge_is_refused() {
    let (here, mut device) = (here(&[]), Device::default());
    let asked = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    let other = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    let answer = device.create(&here.at, &asked.options).await.unwrap();
    assert!(is_refused(here.party.finish_registration(&other.state, &answer, Making::Asked)));
    let made = here.party.finish_registration(&asked.state, &answer, Making::Asked).unwrap();

    let (asked, other) =
        (here.party.begin_sign_in(&[]).unwrap(), here.party.begin_sign_in(&[]).unwrap());
    assert_ne!(asked.options["challenge"], other.options["challenge"]);
    let answer = Assertion::parse(&device.sign(&here.at, &asked.options).await.unwrap()).unwrap();
    assert!(is_refused(here.party.finish_sign_in(&other.state, &answer, &made.credential)));
}

/// WebAuthn §7.1 step 9 and §7.2 step 13: pages elsewhere are not ours, but those that are named.
#[tokio::test]
async fn an_answer_to_another_origin_is_refused() {
    let (ours, mut device) = (here(&[]), Device::default());
    let made = ours.register(&mut device).await;
    for other in ["https://id.example.org:8443", "https://evil.id.example.org"] {
        let at = Url::parse(other).unwrap();
        assert!(is_refused(ours.sign_at(&mut device, &made.credential, &at).await), "{other}");
    }
    let related = here(&["https://evil.id.example.org"]);
    let at = Url::parse("https://evil.id.example.org").unwrap();
    assert!(related.sign_at(&mut device, &made.credential, &at).await.is_ok(), "named");
}

/// WebAuthn §7.2, step 15: a passkey of another relying party.
#[tokio::test]
async fn a_passkey_of_another_relying_party_is_refused() {
    let (ours, mut device) = (here(&[]), Device::default());
    let theirs = RelyingParty::new("https://example.org", &[], Duration::from_secs(9)).unwrap();
    let made = ours.register(&mut device).await;
    let mut asked = ours.party.begin_sign_in(&[]).unwrap();
    asked.options["rpId"] = json!(theirs.id());
    let answer = device.sign(&ours.at, &asked.options).await.unwrap();
    let answer = Assertion::parse(&answer).unwrap();
    assert!(is_refused(ours.party.finish_sign_in(&asked.state, &answer, &made.credential)));
}

/// WebAuthn §7.2, step 17: whoever only holds the device has not unlocked it.
#[tokio::test]
async fn a_device_that_was_not_unlocked_is_refused() {
    let (here, mut device) = (here(&[]), Device::default());
    let mut asked = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    asked.options["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let answer = Device::default().create(&here.at, &asked.options).await.unwrap();
    let refused = here.party.finish_registration(&asked.state, &answer, Making::Asked);
    assert_eq!(refused.unwrap_err(), PasskeyError::NotVerified);

    let made = here.register(&mut device).await;
    let mut asked = here.party.begin_sign_in(&[]).unwrap();
    asked.options["userVerification"] = json!("discouraged");
    let answer = device.sign(&here.at, &asked.options).await.unwrap();
    let answer = Assertion::parse(&answer).unwrap();
    let refused = here.party.finish_sign_in(&asked.state, &answer, &made.credential);
    assert_eq!(refused.unwrap_err(), PasskeyError::NotVerified);
}

/// WebAuthn §6.1.1: of two copies of a device, one is behind.
#[tokio::test]
async fn a_counter_that_went_back_tells_of_a_copy() {
    let (here, mut device) = (here(&[]), Device::that_counts());
    let made = here.register(&mut device).await;
    let mut copy = device.clone();
    let first = here.sign(&mut device, &made.credential).await.unwrap();
    let second = here.sign(&mut device, &first.credential).await.unwrap();
    assert!(first.counter > made.counter && second.counter > first.counter);
    let refused = here.sign(&mut copy, &second.credential).await;
    assert_eq!(refused.unwrap_err(), PasskeyError::Copied);
}

#[tokio::test]
async fn a_device_is_told_which_passkeys_there_are() {
    let (here, mut device) = (here(&[]), Device::default());
    let made = here.register(&mut device).await;
    let existing = [made.credential_id.clone()];
    let asked = here.party.begin_registration(&registrant(&existing), Making::Asked).unwrap();
    assert_eq!(asked.options["excludeCredentials"][0]["id"], base64url(&existing[0]));
    let asked = here.party.begin_sign_in(&existing).unwrap();
    assert_eq!(asked.options["allowCredentials"][0]["id"], base64url(&existing[0]));
}

/// WebAuthn §5.8.7: the device in front of the person is shown first where that is meant, and
/// nothing else is asked otherwise. Where nobody is asked, nothing is shown; a sign-in names no device.
#[test]
fn a_device_is_hinted_at_where_it_is_meant() {
    let here = here(&[]);
    let asked = |place, making| {
        let who = Registrant { place, ..registrant(&[]) };
        let asked = here.party.begin_registration(&who, making).unwrap();
        let (mut options, mut state) =
            (asked.options, serde_json::from_str::<Value>(&asked.state).unwrap());
        let challenge = options["challenge"].take();
        assert_eq!(state["rs"]["challenge"].take(), challenge);
        (options, state)
    };
    let (plain, state) = asked(Place::Anywhere, Making::Asked);
    assert_eq!(plain.get("hints"), None);
    let mut expected = plain.clone();
    expected["hints"] = json!(["client-device"]);
    assert_eq!(asked(Place::Here, Making::Asked), (expected, state));
    assert_eq!(plain["authenticatorSelection"].get("authenticatorAttachment"), None, "no demand");

    let silent = asked(Place::Anywhere, Making::Silent);
    assert_eq!(asked(Place::Here, Making::Silent), silent);
    for allowed in [&[][..], &[b"phone".to_vec()]] {
        assert_eq!(here.party.begin_sign_in(allowed).unwrap().options.get("hints"), None);
    }
}

/// WebAuthn §5.4.1: devices may cut a name after 64 octets; so it is cut before, between letters.
#[test]
fn a_long_name_is_cut_between_letters() {
    let name = "ä€".repeat(20);
    let who = Registrant { name: &name, ..registrant(&[]) };
    let asked = here(&[]).party.begin_registration(&who, Making::Asked).unwrap();
    assert_eq!(asked.options["user"]["name"], format!("{}ä", "ä€".repeat(12)), "62 octets");
}

/// A signature by another key under the name of this one.
#[tokio::test]
async fn a_signature_by_another_key_is_refused() {
    let (here, mut device, mut other) = (here(&[]), Device::default(), Device::default());
    let (made, theirs) = (here.register(&mut device).await, here.register(&mut other).await);
    assert!(is_refused(here.sign(&mut other, &made.credential).await), "its own name");
    let asked = here.party.begin_sign_in(&[]).unwrap();
    let answer = other.sign(&here.at, &asked.options).await.unwrap();
    let (mine, named) = (base64url(&made.credential_id), base64url(&theirs.credential_id));
    let answer = Assertion::parse(&answer.replace(&named, &mine)).unwrap();
    assert_eq!(answer.credential_id(), made.credential_id);
    assert!(is_refused(here.party.finish_sign_in(&asked.state, &answer, &made.credential)));
}

/// WebAuthn §4 (credential id), §7.2: texts that are none, an id of more than 1023 octets, an
/// answer from a frame of another site.
#[tokio::test]
async fn what_is_no_answer_is_refused() {
    let (here, mut device) = (here(&[]), Device::default());
    let made = here.register(&mut device).await;
    let asked = here.party.begin_sign_in(&[]).unwrap();
    let answer = device.sign(&here.at, &asked.options).await.unwrap();
    let long = format!("{answer}{}", " ".repeat(LONGEST_ANSWER));
    for text in ["", "{}", "null", "[1]", "\u{0}", &long, &answer[1..]] {
        assert_eq!(Assertion::parse(text).unwrap_err(), PasskeyError::Malformed);
        let refused = here.party.finish_registration("{}", text, Making::Asked);
        assert!(refused.is_err());
    }
    let mut named: Value = serde_json::from_str(&answer).unwrap();
    for (length, fits) in [(1, true), (1023, true), (1024, false)] {
        let id = base64url(&vec![6; length]);
        (named["id"], named["rawId"]) = (json!(id), json!(id));
        assert_eq!(Assertion::parse(&named.to_string()).is_ok(), fits, "{length} octets");
    }
    let mut framed: Value = serde_json::from_str(&answer).unwrap();
    let data = json!({ "type": "webauthn.get", "crossOrigin": true }).to_string();
    framed["response"]["clientDataJSON"] = json!(base64url(data.as_bytes()));
    assert!(is_refused(Assertion::parse(&framed.to_string())));
    let answer = Assertion::parse(&answer).unwrap();
    assert!(is_refused(here.party.finish_sign_in("{}", &answer, &made.credential)));
    assert!(is_refused(here.party.finish_sign_in(&asked.state, &answer, "{}")));
}

/// WebAuthn §4, §5.1.3: a relying party is known by a domain.
#[test]
fn pages_without_a_domain_have_no_passkeys() {
    for url in ["http://127.0.0.1:8080", "https://[::1]"] {
        let none = RelyingParty::new(url, &[], Duration::from_secs(1));
        assert_eq!(none.unwrap_err(), PasskeyError::NoDomain, "{url}");
    }
    let localhost = RelyingParty::new("http://localhost:8080", &[], Duration::from_secs(1));
    assert_eq!(localhost.unwrap().id(), "localhost");
}

/// RFC 4648 §5, §10.
#[test]
fn binary_values_are_written_in_base64url() {
    for (octets, text) in
        [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")]
    {
        assert_eq!(base64url(octets.as_bytes()), text);
    }
    assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
}

/// WebAuthn §6.1, §7.1 (step 15), §4 (`uvInitialized`): nobody need be there when a passkey is made
/// in silence; it is something that is held then, also when it is unlocked for each signature.
#[tokio::test]
async fn a_passkey_that_is_made_in_silence_is_held_and_no_more() {
    let (here, mut device) = (here(&[]), Device::default());
    let asked = here.party.begin_registration(&registrant(&[]), Making::Silent).unwrap();
    assert_eq!(asked.options["authenticatorSelection"]["userVerification"], "preferred");
    assert_eq!(asked.options["authenticatorSelection"]["residentKey"], "required");
    let answer = device.create_silently(&here.at, &asked.options).await.unwrap();
    let made = here.party.finish_registration(&asked.state, &answer, Making::Silent).unwrap();
    assert!(!made.is_whole && !is_whole(&made.credential));

    let signed = here.sign(&mut device, &made.credential).await.unwrap();
    assert_eq!(signed.proof, Proof::SilentPasskey);
    let again = here.sign(&mut device, &signed.credential).await.unwrap();
    assert_eq!(again.proof, Proof::SilentPasskey, "it does not become more by use");

    let mut asked = here.party.begin_sign_in(&[]).unwrap();
    assert_eq!(asked.options["userVerification"], "required");
    asked.options["userVerification"] = json!("discouraged");
    let answer = device.sign(&here.at, &asked.options).await.unwrap();
    let answer = Assertion::parse(&answer).unwrap();
    let unlocked = here.party.finish_sign_in(&asked.state, &answer, &made.credential);
    assert_eq!(unlocked.unwrap_err(), PasskeyError::NotVerified, "nor is less asked of it");
}

/// What was not to be made in silence is taken as little as before, and everything else is looked at.
#[tokio::test]
async fn silence_is_taken_only_where_it_was_offered() {
    let (here, mut device) = (here(&[]), Device::default());
    let asked = here.party.begin_registration(&registrant(&[]), Making::Asked).unwrap();
    let answer = device.create_silently(&here.at, &asked.options).await.unwrap();
    assert!(is_refused(here.party.finish_registration(&asked.state, &answer, Making::Asked)));
    let unverified = here.party.finish_registration(&asked.state, &answer, Making::Silent);
    assert_eq!(unverified.unwrap_err(), PasskeyError::NotVerified, "the state says so, too");

    let asked = here.party.begin_registration(&registrant(&[]), Making::Silent).unwrap();
    let other = here.party.begin_registration(&registrant(&[]), Making::Silent).unwrap();
    let answer = device.create_silently(&here.at, &asked.options).await.unwrap();
    assert!(is_refused(here.party.finish_registration(&other.state, &answer, Making::Silent)));
    let elsewhere = Url::parse("https://id.example.org:8443").unwrap();
    let stolen = device.create_silently(&elsewhere, &other.options).await.unwrap();
    assert!(is_refused(here.party.finish_registration(&other.state, &stolen, Making::Silent)));

    let answer = device.create(&here.at, &asked.options).await.unwrap();
    let made = here.party.finish_registration(&asked.state, &answer, Making::Silent).unwrap();
    assert!(!made.is_whole && !is_whole(&made.credential), "whatever a manager says that is open");
    assert!(!is_whole("") && !is_whole("{}"));
}
