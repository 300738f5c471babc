use super::*;
use crate::explain::{Difference, Words};
use crate::fixture::{ISSUER, KEYS, Op, form, params};
use latchkey_jose::{Algorithm, SigningKey, unsecured};
use serde_json::json;

const DONE: &str = "https://rp.example/done?x=1";

struct Scene {
    op: Op,
    client: Client,
    sessions: Vec<BrowserSession>,
}

impl Scene {
    /// Alice and Bob are signed in.
    fn new() -> Self {
        let op = Op::new();
        let mut client = op.web_app();
        client.metadata.post_logout_redirect_uris = vec![DONE.into()];
        let sessions = vec![op.alice(), op.bob()];
        Self { op, client, sessions }
    }

    fn decide(&self, pairs: &[(&str, &str)]) -> LogoutDecision {
        let text = form(pairs);
        let params = params(&text);
        let client = client_id(&params, &self.op.cx()).filter(|id| *id == self.client.client_id);
        let client = client.map(|_| &self.client);
        decide(&params, client, &self.sessions, &self.op.cx())
    }

    /// An expired ID token for a person's session.
    fn hint(&self, who: &BrowserSession, aud: &str) -> String {
        let sid = Sid::of(who.session, &self.client, &self.op.cx());
        let claims = json!({
            "iss": ISSUER, "sub": who.subject, "aud": aud, "exp": 1, "sid": sid.as_str(),
        });
        KEYS.signing[0].sign_jwt(None, &claims).unwrap()
    }
}

fn asks(decision: LogoutDecision) -> (SignOut, Option<LogoutProblem>) {
    match decision {
        LogoutDecision::Ask { then, problem } => (then, problem.map(|refusal| refusal.problem)),
        LogoutDecision::SignOut(_) => panic!("the person is asked"),
    }
}

/// RP-Initiated Logout §2, §3: hint and registered URI; on yes back with `state`.
#[test]
fn a_valid_request_asks_and_leads_back() {
    let scene = Scene::new();
    let hint = scene.hint(&scene.op.alice(), "web");
    let (then, problem) = asks(scene.decide(&[
        ("id_token_hint", &hint),
        ("client_id", "web"),
        ("post_logout_redirect_uri", DONE),
        ("state", "a b"),
    ]));
    assert_eq!(problem, None);
    assert_eq!(then.sessions, [scene.op.alice().session]);
    assert_eq!(then.return_to.as_deref(), Some("https://rp.example/done?x=1&state=a+b"));
    assert_eq!(then.client_id.as_deref(), Some("web"));
    let (then, _) =
        asks(scene.decide(&[("id_token_hint", &hint), ("post_logout_redirect_uri", DONE)]));
    assert_eq!(then.return_to.as_deref(), Some(DONE), "no state was sent");
}

/// RP-Initiated Logout §2, §6; native contract 5.4, 5.6: the question is left out for clients
/// registered so, and only with a valid hint for somebody who is signed in.
#[test]
fn only_a_hint_for_somebody_here_spares_the_question() {
    let mut scene = Scene::new();
    scene.client.metadata.client_optional_skip_logout_prompt = true;
    let alice = scene.hint(&scene.op.alice(), "web");
    let LogoutDecision::SignOut(done) = scene.decide(&[("id_token_hint", &alice)]) else {
        panic!("nothing is asked")
    };
    assert_eq!(done.sessions, [scene.op.alice().session]);
    asks(scene.decide(&[("client_id", "web")]));
    asks(scene.decide(&[]));
    let carol = BrowserSession { subject: "carol".into(), ..scene.op.alice() };
    let carol = scene.hint(&carol, "web");
    let (then, _) = asks(scene.decide(&[("id_token_hint", &carol)]));
    assert_eq!(then.sessions.len(), 2, "a hint of somebody else");
}

/// RP-Initiated Logout §2: the person is asked when the hint's `sid` is not that of a session here,
/// though the person is.
#[test]
fn a_hint_from_another_session_of_the_person_spares_no_question() {
    let mut scene = Scene::new();
    scene.client.metadata.client_optional_skip_logout_prompt = true;
    let alice = scene.op.alice();
    let elsewhere = BrowserSession { session: scene.op.bob().session, ..alice.clone() };
    let hint = scene.hint(&elsewhere, "web");
    let (then, problem) = asks(scene.decide(&[("id_token_hint", &hint)]));
    assert_eq!((then.sessions, problem), (vec![alice.session], None));
}

/// RP-Initiated Logout §2, §4: whatever is wrong leads nowhere, and the person is asked.
#[test]
fn wrong_requests_never_redirect() {
    let scene = Scene::new();
    let alice = scene.op.alice();
    let (hint, foreign) = (scene.hint(&alice, "web"), scene.hint(&alice, "another"));
    let altered = format!("{}x", hint);
    let back = ("post_logout_redirect_uri", DONE);
    let rows: &[(&[(&str, &str)], LogoutProblem)] = &[
        (&[("id_token_hint", &altered), ("client_id", "web"), back], LogoutProblem::BadHint),
        (&[("id_token_hint", "x"), back], LogoutProblem::BadHint),
        (&[("id_token_hint", &foreign), ("client_id", "web"), back], LogoutProblem::OtherClient),
        (&[("id_token_hint", &foreign), back], LogoutProblem::UnknownClient),
        (&[("client_id", "another"), back], LogoutProblem::UnknownClient),
        (&[back], LogoutProblem::NoClient),
        (
            &[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://rp.example/done")],
            LogoutProblem::UnregisteredUri,
        ),
        (
            &[("client_id", "web"), ("post_logout_redirect_uri", "https://rp.example/done?x=1&y")],
            LogoutProblem::UnregisteredUri,
        ),
        (&[("state", "1"), ("state", "2")], LogoutProblem::Repeated),
    ];
    for (pairs, expected) in rows {
        let (then, problem) = asks(scene.decide(pairs));
        assert_eq!((problem, then.return_to), (Some(*expected), None), "{pairs:?}");
        assert!(!expected.description().is_empty());
    }
}

/// What a developer who asks why nobody came back is told: what was sent and what was expected,
/// and nothing of the hint.
#[test]
fn operators_are_told_why_nobody_is_sent_back() {
    let mut scene = Scene::new();
    let hint = scene.hint(&scene.op.alice(), "web");
    let foreign = scene.hint(&scene.op.alice(), "another");
    let found = |scene: &Scene, pairs: &[(&str, &str)]| match scene.decide(pairs) {
        LogoutDecision::Ask { problem: Some(refusal), .. } => {
            let kept = serde_json::to_string(&refusal.finding).unwrap();
            let mut parts = hint.split('.').chain(foreign.split('.'));
            assert!(parts.all(|part| !kept.contains(part)), "{kept}");
            *refusal.finding
        }
        other => panic!("{pairs:?}: {other:?}"),
    };
    let said = |finding: &Finding| {
        let words = Words::of(finding, None, |_| String::new());
        (words.check, words.sent.unwrap_or_default(), words.expected.unwrap_or_default())
    };
    let near = "https://rp.example/done?x=1/";
    let finding = found(&scene, &[("id_token_hint", &hint), ("post_logout_redirect_uri", near)]);
    assert_eq!(
        finding,
        Finding::Request(RequestFinding::PostLogoutRedirectUri {
            sent: near.to_owned(),
            nearest: Some(DONE.to_owned()),
            difference: Some(Difference::TrailingSlash),
        })
    );
    let uri = ("post_logout_redirect_uri", near.to_owned(), DONE.to_owned());
    assert_eq!(said(&finding), uri);
    let finding = found(&scene, &[("id_token_hint", &foreign), ("client_id", "web")]);
    let other = ("client_id", "web".to_owned(), "another, the aud of the hint".to_owned());
    assert_eq!(said(&finding), other);
    let finding = found(&scene, &[("id_token_hint", "x"), ("client_id", "web")]);
    assert!(matches!(finding, Finding::Request(RequestFinding::Hint(_))), "{finding:?}");
    let finding = found(&scene, &[("post_logout_redirect_uri", DONE)]);
    assert_eq!(said(&finding).0, "client_id");
    let finding = found(&scene, &[("state", "1"), ("state", "2")]);
    assert_eq!(finding, RequestFinding::Repeated("state".to_owned()).into());
    let finding = found(&scene, &[("client_id", "another")]);
    assert_eq!(finding, ClientFinding::Unknown.into());
    scene.client.disabled = true;
    assert_eq!(found(&scene, &[("client_id", "web")]), ClientFinding::Disabled.into());
}

/// RP-Initiated Logout §2: the hint is from this issuer and an ID token; that it has expired does
/// not matter.
#[test]
fn a_hint_of_another_issuer_or_kind_counts_for_nothing() {
    let scene = Scene::new();
    let claims = |iss: &str| json!({"iss": iss, "sub": "alice", "aud": "web", "exp": 1});
    let by_us = |typ, iss| KEYS.signing[0].sign_jwt(typ, &claims(iss)).unwrap();
    let stranger = SigningKey::generate(Algorithm::ES256).unwrap();
    for bad in [
        by_us(None, "https://elsewhere.example"),
        by_us(Some("at+jwt"), ISSUER),
        by_us(Some("logout+jwt"), ISSUER),
        stranger.sign_jwt(None, &claims(ISSUER)).unwrap(),
        unsecured::encode(&claims(ISSUER)).unwrap(),
    ] {
        let pairs = [("id_token_hint", bad.as_str()), ("post_logout_redirect_uri", DONE)];
        let (then, problem) = asks(scene.decide(&pairs));
        assert_eq!((then.return_to, problem), (None, Some(LogoutProblem::BadHint)), "{bad}");
    }
    let good = by_us(None, ISSUER);
    let pairs = [("id_token_hint", good.as_str()), ("post_logout_redirect_uri", DONE)];
    assert_eq!(asks(scene.decide(&pairs)).1, None, "however long ago it expired");
}

/// RP-Initiated Logout §2: `logout_hint` says whom the question is about, and spares none.
#[test]
fn a_logout_hint_names_whom_to_ask_about() {
    let mut scene = Scene::new();
    scene.client.metadata.client_optional_skip_logout_prompt = true;
    let (alice, bob) = (scene.op.alice(), scene.op.bob());
    let sid = Sid::of(bob.session, &scene.client, &scene.op.cx());
    let asked = |scene: &Scene, hint: &str| {
        asks(scene.decide(&[("client_id", "web"), ("logout_hint", hint)])).0.sessions
    };
    assert_eq!(asked(&scene, "bob"), [bob.session]);
    assert_eq!(asked(&scene, sid.as_str()), [bob.session]);
    assert_eq!(asked(&scene, "carol").len(), 2, "nobody here");
    scene.sessions[0].is_hinted = true;
    assert_eq!(asked(&scene, "alice@example.com"), [alice.session]);
    let hint = scene.hint(&bob, "web");
    let LogoutDecision::SignOut(done) =
        scene.decide(&[("id_token_hint", &hint), ("logout_hint", "alice@example.com")])
    else {
        panic!("nothing is asked")
    };
    assert_eq!(done.sessions, [bob.session], "the ID token counts for more");
}

/// RP-Initiated Logout §2, §4: no parameters at all is still a way to sign out.
#[test]
fn without_parameters_everybody_here_is_signed_out_after_asking() {
    let scene = Scene::new();
    let (then, problem) = asks(scene.decide(&[]));
    assert_eq!((then.sessions.len(), then.return_to, problem), (2, None, None));
}

/// RP-Initiated Logout §2, §3: `client_id` alone needs the person's yes; not being signed in
/// is no error.
#[test]
fn a_bare_client_id_redirects_only_after_a_yes() {
    let mut scene = Scene::new();
    let pairs = [("client_id", "web"), ("post_logout_redirect_uri", DONE)];
    let (then, _) = asks(scene.decide(&pairs));
    assert_eq!(then.return_to.as_deref(), Some(DONE));
    let hint = scene.hint(&scene.op.alice(), "web");
    scene.sessions.clear();
    let LogoutDecision::SignOut(done) = scene.decide(&pairs) else { panic!("nobody to ask") };
    assert_eq!(done.return_to, None);
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", DONE)];
    let LogoutDecision::SignOut(done) = scene.decide(&pairs) else { panic!("nobody to ask") };
    assert_eq!((done.return_to.as_deref(), done.sessions.len()), (Some(DONE), 0));
}

/// The decision waits in a row or a form while the person is asked.
#[test]
fn a_decision_survives_being_stored() {
    let scene = Scene::new();
    let (then, _) = asks(scene.decide(&[]));
    let text = serde_json::to_string(&then).unwrap();
    assert_eq!(serde_json::from_str::<SignOut>(&text).unwrap(), then);
}

/// RP-Initiated Logout §2: whoever cannot be understood can still sign out, and is sent nowhere.
#[test]
fn what_cannot_be_read_is_asked_about_and_explained() {
    let scene = Scene::new();
    let every: Vec<SessionId> = scene.sessions.iter().map(|held| held.session).collect();
    for (why, expected) in [
        (MessageFinding::Encoding, LogoutProblem::Unreadable),
        (MessageFinding::Forgotten, LogoutProblem::Forgotten),
    ] {
        let LogoutDecision::Ask { then, problem } = unread(why.clone(), &scene.sessions) else {
            panic!("nobody is signed out unasked")
        };
        assert_eq!((then.sessions, then.return_to), (every.clone(), None));
        let problem = problem.unwrap();
        assert_eq!((problem.problem, *problem.finding), (expected, why.into()));
    }
}
