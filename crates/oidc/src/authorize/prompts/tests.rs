use super::*;
use crate::Scope;
use crate::authorize::check;
use crate::explain::Words;
use crate::fixture::{CALLBACK, CHALLENGE, ISSUER, Op, form, params};
use latchkey_base::Seconds;
use serde_json::json;

/// A browser and the request that runs in it.
struct Scene {
    op: Op,
    client: Client,
    sessions: Vec<BrowserSession>,
    cookies: Cookies,
    progress: Progress,
    consent: Option<crate::Consent>,
    must_verify_email: bool,
    must_add_factor: bool,
    must_choose_password: bool,
    must_accept_terms: bool,
}

impl Scene {
    /// Alice is signed in and has allowed `openid email` before.
    fn alice() -> Self {
        let op = Op::new();
        let (client, alice) = (op.web_app(), op.alice());
        let consent = crate::Consent {
            id: latchkey_base::ConsentId::from_bytes([9; 16]),
            account: alice.account,
            client: client.key,
            scope: Scope::parse("openid email").unwrap(),
            claims: vec![],
            granted_at: op.now,
            expires_at: op.now + Seconds::new(1),
        };
        Self {
            client,
            sessions: vec![alice],
            cookies: Cookies::Session,
            progress: Progress::default(),
            consent: Some(consent),
            must_verify_email: false,
            must_add_factor: false,
            must_choose_password: false,
            must_accept_terms: false,
            op,
        }
    }

    fn nobody() -> Self {
        Self { sessions: vec![], consent: None, ..Self::alice() }
    }

    fn request(&self, changes: &[(&str, &str)]) -> Checked {
        let fixed = [
            ("client_id", "web"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "s"),
        ];
        let is_free = |name: &str| changes.iter().all(|(changed, _)| *changed != name);
        let scope = is_free("scope");
        let scope = scope.then_some(("scope", "openid email"));
        let pairs: Vec<_> = fixed
            .into_iter()
            .filter(|(name, _)| is_free(name))
            .chain(scope)
            .chain(changes.iter().copied())
            .collect();
        check(&params(&form(&pairs)), Some(&self.client), &self.op.cx()).unwrap()
    }

    /// The reason to ask, `grant`, or the error.
    fn next(&self, changes: &[(&str, &str)]) -> &'static str {
        self.decided(changes).unwrap_or_else(|refusal| refusal.code.name())
    }

    /// What operators are told of a refusal.
    fn finding(&self, changes: &[(&str, &str)]) -> Finding {
        *self.decided(changes).unwrap_err().finding.unwrap()
    }

    /// The reason to ask or `grant`; every refusal says why, and the client hears of it.
    fn decided(&self, changes: &[(&str, &str)]) -> Result<&'static str, Refusal> {
        let checked = self.request(changes);
        let facts = BrowserFacts {
            sessions: &self.sessions,
            cookies: self.cookies,
            progress: &self.progress,
            consent: self.consent.as_ref(),
            must_verify_email: self.must_verify_email,
            must_add_factor: self.must_add_factor,
            must_choose_password: self.must_choose_password,
            must_accept_terms: self.must_accept_terms,
        };
        match next_step(&checked, &self.client, &facts, &self.op.cx()) {
            NextStep::Ask { reason, .. } => Ok(reason),
            NextStep::Grant(_) => Ok("grant"),
            NextStep::Refuse(refusal) => {
                assert!(refusal.answer(ISSUER).is_some(), "the client hears of it");
                assert!(refusal.finding.is_some(), "operators are told why");
                Err(refusal)
            }
        }
    }

    /// The person of this session proved who they are within the interaction.
    fn prove(&mut self, index: usize) {
        let session = self.sessions[index].session;
        self.progress.chosen = Some(session);
        self.progress.proved.push(session);
        self.sessions[index].auth_time = self.op.now;
    }
}

const NONE: (&str, &str) = ("prompt", "none");

/// OIDC Core §3.1.2.1, §3.1.2.6: silent and interactive requests run the same checks.
#[test]
fn each_reason_has_its_error_for_silent_requests() {
    let max_age = ("max_age", "59");
    let mut several = Scene::alice();
    several.sessions.push(several.op.bob());
    let no_consent = Scene { consent: None, ..Scene::alice() };
    let unverified = Scene { must_verify_email: true, ..Scene::alice() };
    let one_factor = Scene { must_add_factor: true, ..Scene::alice() };
    let demanded = Scene { must_choose_password: true, ..Scene::alice() };
    let unread = Scene { must_accept_terms: true, ..Scene::alice() };
    let sub = ("claims", r#"{"id_token":{"sub":{"value":"bob"}}}"#);
    let more = ("scope", "openid email phone");
    let claim = ("claims", r#"{"userinfo":{"nickname":null}}"#);
    type Row<'a> = (&'a Scene, &'a [(&'a str, &'a str)], &'a str, &'a str);
    let rows: &[Row<'_>] = &[
        (&Scene::alice(), &[], "grant", "grant"),
        (&Scene::nobody(), &[], "no_session", "login_required"),
        (&Scene::alice(), &[max_age], "max_age", "login_required"),
        (&Scene::alice(), &[("max_age", "0")], "max_age", "login_required"),
        (&Scene::alice(), &[("max_age", "60")], "grant", "grant"),
        (&several, &[], "several_sessions", "account_selection_required"),
        (&several, &[sub], "consent_missing", "consent_required"),
        (&Scene::alice(), &[sub], "somebody_else", "login_required"),
        (&no_consent, &[], "consent_missing", "consent_required"),
        (&Scene::alice(), &[more], "consent_missing", "consent_required"),
        (&Scene::alice(), &[claim], "consent_missing", "consent_required"),
        (&unverified, &[], "email_unverified", "interaction_required"),
        (&one_factor, &[], "second_factor", "interaction_required"),
        (&demanded, &[], "password_demanded", "login_required"),
        (&unread, &[], "terms_not_accepted", "interaction_required"),
    ];
    for (scene, changes, asked, error) in rows {
        assert_eq!(scene.next(changes), *asked, "{changes:?}");
        let silent: Vec<_> = changes.iter().copied().chain([NONE]).collect();
        assert_eq!(scene.next(&silent), *error, "{changes:?}");
    }
}

/// OIDC Core §3.1.2.1: `prompt=login` is satisfied only by a proof made for it.
#[test]
fn a_session_does_not_satisfy_prompt_login() {
    let mut scene = Scene::alice();
    assert_eq!(scene.next(&[("prompt", "login")]), "login_prompt");
    scene.progress.chosen = Some(scene.sessions[0].session);
    assert_eq!(scene.next(&[("prompt", "login")]), "login_prompt", "choosing is no proof");
    scene.prove(0);
    assert_eq!(scene.next(&[("prompt", "login")]), "grant");
}

/// OIDC Core §3.1.2.1: `max_age=0` asks once, not for ever.
#[test]
fn a_fresh_proof_is_fresh_enough() {
    let mut scene = Scene::alice();
    scene.prove(0);
    scene.op.now = scene.op.now + Seconds::new(1);
    scene.consent.as_mut().unwrap().expires_at = scene.op.now + Seconds::new(1);
    assert_eq!(scene.next(&[("max_age", "0")]), "grant");
}

/// OIDC Core §3.1.2.1: `select_account` shows the choice even if there is one account only.
#[test]
fn select_account_is_satisfied_by_choosing() {
    let mut scene = Scene::alice();
    let select = [("prompt", "select_account")];
    assert_eq!(scene.next(&select), "select_account_prompt");
    scene.progress.chosen = Some(scene.sessions[0].session);
    assert_eq!(scene.next(&select), "grant");
    assert_eq!(Scene::nobody().next(&select), "no_session", "nobody to choose from");
    scene.sessions.push(scene.op.bob());
    scene.progress = Progress::default();
    assert_eq!(scene.next(&[]), "several_sessions");
    scene.progress.chosen = Some(scene.op.alice().session);
    assert_eq!(scene.next(&[]), "grant");
}

/// OIDC Core §3.1.2.1, §3.1.2.2: a hint picks the person; another one never gets in.
#[test]
fn a_hint_decides_about_whom_the_request_is() {
    let mut scene = Scene::alice();
    let hint = |sub: &str| {
        let claims = json!({"iss": ISSUER, "sub": sub, "aud": "web", "exp": 1});
        crate::fixture::KEYS.signing[0].sign_jwt(None, &claims).unwrap()
    };
    let (alice, bob) = (hint("alice"), hint("bob"));
    assert_eq!(scene.next(&[("id_token_hint", &alice)]), "grant");
    assert_eq!(scene.next(&[("id_token_hint", &bob)]), "somebody_else");
    assert_eq!(scene.next(&[("id_token_hint", &bob), NONE]), "login_required");
    let carol = hint("carol");
    scene.sessions.push(scene.op.bob());
    assert_eq!(scene.next(&[("id_token_hint", &alice)]), "grant", "without asking which");
    assert_eq!(scene.next(&[("id_token_hint", &carol)]), "no_session");
    scene.prove(1);
    assert_eq!(scene.next(&[("id_token_hint", &alice)]), "login_required", "bob signed in");
}

/// OIDC Core §3.1.2.1: `prompt=consent` asks although there is a consent; it is given by the
/// person it is about.
#[test]
fn consent_is_asked_for_and_given_by_the_right_person() {
    let mut scene = Scene::alice();
    let asked = [("prompt", "consent")];
    assert_eq!(scene.next(&asked), "consent_prompt");
    scene.progress.consented = Some(scene.op.bob().account);
    assert_eq!(scene.next(&asked), "consent_prompt", "somebody else said yes");
    scene.progress.consented = Some(scene.op.alice().account);
    assert_eq!(scene.next(&asked), "grant");
}

/// Native contract 5.4, 6.5: first-party apps and tenants may skip the question; a request
/// that asks for it gets it all the same.
#[test]
fn consent_can_be_skipped_by_policy() {
    let mut scene = Scene { consent: None, ..Scene::alice() };
    scene.client.metadata.client_skip_consent = true;
    assert_eq!(scene.next(&[]), "grant");
    assert_eq!(scene.next(&[("prompt", "consent")]), "consent_prompt");
    scene.client.metadata.client_skip_consent = false;
    scene.op.policy.skip_consent = true;
    assert_eq!(scene.next(&[]), "grant");
}

/// RFC 7591 §5: what a tenant trusts its own apps with is not for those that registered
/// themselves; an operator may trust one of them by name.
#[test]
fn a_client_that_registered_itself_is_asked_about_all_the_same() {
    let mut scene = Scene { consent: None, ..Scene::alice() };
    scene.op.policy.skip_consent = true;
    scene.client.registered_itself = true;
    assert_eq!(scene.next(&[]), "consent_missing");
    let offline = ("scope", "openid offline_access");
    assert!(!scene.request(&[offline]).request.scope.contains("offline_access"));
    scene.client.metadata.client_skip_consent = true;
    assert_eq!(scene.next(&[]), "grant");
    assert!(scene.request(&[offline]).request.scope.contains("offline_access"));
}

/// OIDC Core §17.1: a consent holds for its person, its client and its time.
#[test]
fn a_consent_of_others_or_of_the_past_does_not_count() {
    let mut scene = Scene::alice();
    scene.consent.as_mut().unwrap().account = scene.op.bob().account;
    assert_eq!(scene.next(&[]), "consent_missing");
    let mut scene = Scene::alice();
    scene.consent.as_mut().unwrap().client = scene.op.native_app().key;
    assert_eq!(scene.next(&[]), "consent_missing");
    let mut scene = Scene::alice();
    scene.consent.as_mut().unwrap().expires_at = scene.op.now;
    assert_eq!(scene.next(&[]), "consent_missing", "expired at its boundary");
}

/// OIDC Core §5.5.1.1: an essential `acr` that cannot be met fails the request.
#[test]
fn an_essential_acr_is_met_or_the_request_fails() {
    let mut scene = Scene::alice();
    let gold = ("claims", r#"{"id_token":{"acr":{"essential":true,"values":["gold"]}}}"#);
    let wish = ("claims", r#"{"id_token":{"acr":{"values":["gold"]}}}"#);
    let unmet = "unmet_authentication_requirements";
    assert_eq!(scene.next(&[wish]), "grant", "a wish is no demand");
    for silent in [None, Some(NONE)] {
        let wished: Vec<_> = [("acr_values", "gold")].into_iter().chain(silent).collect();
        assert_eq!(scene.next(&wished), "grant", "nor is this one");
    }
    assert_eq!(scene.next(&[gold]), unmet, "nobody can reach it here");
    scene.op.policy.acr_values = vec!["gold".into()];
    assert_eq!(scene.next(&[gold]), "essential_acr");
    assert_eq!(scene.next(&[gold, NONE]), unmet);
    scene.prove(0);
    assert_eq!(scene.next(&[gold]), unmet, "asked, and not reached");
    scene.sessions[0].acr = Some("gold".into());
    assert_eq!(scene.next(&[gold]), "grant");
}

/// RFC 9470 §5: a class of ours in `acr_values` is reached or the request fails; with only
/// others in it the request gets what there is (OIDC Core §5.5.1.1).
#[test]
fn a_wished_for_class_that_exists_here_is_reached() {
    let mut scene = Scene::alice();
    scene.op.policy.acr_values = vec!["bronze".into(), "gold".into()];
    scene.sessions[0].acr = Some("bronze".into());
    let unmet = "unmet_authentication_requirements";
    assert_eq!(scene.next(&[("acr_values", "platinum gold")]), "acr_values");
    assert_eq!(scene.next(&[("acr_values", "gold"), NONE]), unmet);
    assert_eq!(scene.next(&[("acr_values", "gold bronze"), NONE]), "grant");
    assert_eq!(scene.next(&[("acr_values", "platinum"), NONE]), "grant");
    scene.prove(0);
    assert_eq!(scene.next(&[("acr_values", "gold")]), unmet, "asked, and not reached");
    scene.sessions[0].acr = Some("gold".into());
    assert_eq!(scene.next(&[("acr_values", "gold"), NONE]), "grant");
    assert_eq!(scene.next(&[("acr_values", "bronze"), NONE]), "grant", "more is enough");
}

/// OIDC Core §5.5.1.1: the claim is among the values that were asked for.
#[test]
fn a_better_sign_in_is_told_as_the_class_that_was_asked_for() {
    let mut scene = Scene::alice();
    scene.op.policy.acr_values = vec!["bronze".into(), "silver".into(), "gold".into()];
    scene.sessions[0].acr = Some("gold".into());
    let asking = |values: &str| format!(r#"{{"id_token":{{"acr":{{"essential":true{values}}}}}}}"#);
    for (values, told) in [
        (r#","values":["bronze","silver"]"#, "silver"),
        (r#","values":["gold","bronze"]"#, "gold"),
        ("", "gold"),
    ] {
        let claims = asking(values);
        assert_eq!(scene.next(&[("claims", &claims)]), "grant", "{values}");
        let request = scene.request(&[("claims", &claims)]).request;
        let policy = &scene.op.policy;
        assert_eq!(told_acr(&request, &scene.sessions[0], policy).as_deref(), Some(told));
        let least = (!values.is_empty()).then_some("bronze");
        assert_eq!(asked_acr(&request, policy), least);
    }
    let wished = |values: &str| {
        let request = scene.request(&[("acr_values", values)]).request;
        told_acr(&request, &scene.sessions[0], &scene.op.policy)
    };
    assert_eq!(wished("bronze silver").as_deref(), Some("silver"));
    assert_eq!(wished("silver gold").as_deref(), Some("gold"));
    assert_eq!(wished("platinum").as_deref(), Some("gold"), "nothing that there is");
}

/// OIDC Core §5.5.1.1: which class was asked for, which was reached, and which there are; that is
/// another matter than `prompt=none`, and has other advice.
#[test]
fn an_unmet_class_is_explained_by_what_was_asked_and_reached() {
    let mut scene = Scene::alice();
    scene.op.policy.acr_values = vec!["bronze".into(), "gold".into()];
    scene.sessions[0].acr = Some("bronze".into());
    let platinum = r#"{"id_token":{"acr":{"essential":true,"value":"platinum"}}}"#;
    let acr = |asked: &str| PersonFinding::Acr {
        asked: vec![asked.to_owned()],
        reached: Some("bronze".to_owned()),
        offered: vec!["bronze".to_owned(), "gold".to_owned()],
    };
    for changes in [&[("claims", platinum)][..], &[("claims", platinum), NONE]] {
        let finding = scene.finding(changes);
        assert_eq!(finding, acr("platinum").into(), "{changes:?}");
        let words = Words::of(&finding, None, |_| String::new());
        assert_eq!(words.sent.as_deref(), Some("platinum, and bronze was reached"));
        assert_eq!(words.expected.as_deref(), Some("bronze, gold"));
        assert!(!words.advice.contains("prompt=none"), "{}", words.advice);
    }
    let silent = scene.finding(&[("acr_values", "gold"), NONE]);
    assert_eq!(silent, RequestFinding::MustAsk("acr values".to_owned()).into());
    scene.prove(0);
    assert_eq!(scene.finding(&[("acr_values", "gold")]), acr("gold").into(), "asked in vain");
    scene.must_add_factor = true;
    let reached = Some("bronze".to_owned());
    assert_eq!(scene.finding(&[]), PersonFinding::SecondFactor { reached }.into());
    let many: Vec<String> = (0..100).map(|n| format!("\"{n}{}\"", "x".repeat(400))).collect();
    let many = many.join(",");
    let many = format!(r#"{{"id_token":{{"acr":{{"essential":true,"values":[{many}]}}}}}}"#);
    let kept = serde_json::to_string(&scene.finding(&[("claims", &many)])).unwrap();
    assert!(kept.len() < 2_000, "bounded: {}", kept.len());
}

/// OIDC Core §3.1.2.1, §5.5.1: whom the request named, and who signed in.
#[test]
fn somebody_else_is_explained_by_who_was_named() {
    let mut scene = Scene::alice();
    let bob = ("claims", r#"{"id_token":{"sub":{"value":"bob"}}}"#);
    let silent = scene.finding(&[bob, NONE]);
    assert_eq!(silent, RequestFinding::MustAsk("somebody else".to_owned()).into());
    scene.prove(0);
    let finding = scene.finding(&[bob]);
    let (asked, found) = (vec!["bob".to_owned()], "alice".to_owned());
    assert_eq!(finding, PersonFinding::SomebodyElse { asked, found }.into());
    let words = Words::of(&finding, None, |_| String::new());
    assert_eq!(words.sent.as_deref(), Some("bob"));
    assert!(!words.advice.contains("prompt=none"), "{}", words.advice);
}

/// OIDC Core §3.1.2.6: why nobody is signed in, as far as cookies tell. A browser keeps ours back
/// from a frame within another site, and the app's developer sees no more than `login_required`.
#[test]
fn a_silent_request_says_which_cookies_were_missing() {
    let rows = [
        (Cookies::None, BrowserFinding::SilentWithoutCookies, "frame"),
        (Cookies::Others, BrowserFinding::NotSignedIn, "signed in"),
        (Cookies::Session, BrowserFinding::SignInOver, "over"),
    ];
    for (cookies, expected, word) in rows {
        let scene = Scene { cookies, ..Scene::nobody() };
        let finding = scene.finding(&[NONE]);
        assert_eq!(finding, expected.into());
        let words = Words::of(&finding, None, |_| String::new());
        let said = format!("{:?} {}", words.sent, words.advice);
        assert!(said.contains(word), "{said}");
    }
    let mut several = Scene::alice();
    several.sessions.push(several.op.bob());
    let asked = several.finding(&[NONE]);
    assert_eq!(asked, RequestFinding::MustAsk("several sessions".to_owned()).into());
}

/// Whoever was asked and could not is not asked for ever.
#[test]
fn a_rule_that_cannot_be_met_ends_the_request() {
    let mut scene = Scene { must_add_factor: true, ..Scene::alice() };
    scene.prove(0);
    assert_eq!(scene.next(&[]), "unmet_authentication_requirements");
}

/// RFC 8252 §8.6: an app that anybody could be gets nothing that the person does not know of.
#[test]
fn an_app_that_cannot_be_told_from_others_is_never_answered_in_silence() {
    let mut scene = Scene::alice();
    scene.client.metadata.application_type = crate::ApplicationType::Native;
    assert_eq!(scene.next(&[NONE]), "grant", "it has a secret");
    scene.client.metadata.token_endpoint_auth_method = Some("none".into());
    assert_eq!(scene.next(&[NONE]), "grant", "its https address is its own");

    for uri in ["http://127.0.0.1/cb", "com.example.app:/cb"] {
        scene.client.metadata.redirect_uris = vec![uri.into()];
        scene.progress = Progress::default();
        let redirect = ("redirect_uri", uri);
        assert_eq!(scene.next(&[redirect, NONE]), "consent_required");
        assert_eq!(scene.next(&[redirect]), "unproven_app", "allowed before, perhaps another app");
        scene.prove(0);
        assert_eq!(scene.next(&[redirect]), "unproven_app", "signing in is not allowing");
        scene.client.metadata.client_skip_consent = true;
        assert_eq!(scene.next(&[redirect]), "grant", "but enough where nobody is asked");
        scene.progress = Progress::default();
        assert_eq!(scene.next(&[redirect, NONE]), "consent_required");
        scene.client.metadata.client_skip_consent = false;
        scene.progress.consented = Some(scene.op.alice().account);
        assert_eq!(scene.next(&[redirect]), "grant");
    }
    scene.progress = Progress::default();
    scene.op.policy.ask_for_native_apps = false;
    assert_eq!(scene.next(&[("redirect_uri", "com.example.app:/cb"), NONE]), "grant");
}

/// OIDC Core §3.1.2.4: the page shows what is new; what was allowed before is kept.
#[test]
fn the_consent_page_shows_what_is_new() {
    let scene = Scene::alice();
    let claims = r#"{"userinfo":{"nickname":null},"id_token":{"sub":null,"zoneinfo":null}}"#;
    let checked = scene.request(&[("scope", "openid phone"), ("claims", claims)]);
    let asked = asked(&checked.request, scene.consent.as_ref());
    assert_eq!(asked.new_scope.to_string(), "phone");
    assert_eq!(asked.new_claims, ["nickname", "zoneinfo"]);
    let held = scene.consent.as_ref();
    let kept =
        remembered(&checked.request, &scene.sessions[0], held, &scene.client, &scene.op.cx());
    assert_eq!(kept.scope.to_string(), "email openid phone");
    assert_eq!((kept.id, kept.claims.len()), (held.unwrap().id, 2));
    assert_eq!(kept.expires_at, scene.op.now + scene.op.policy.lifetimes.grant);
}

/// Initiating User Registration §4.1: a new account comes first, whoever is signed in, and a
/// proof made within the interaction settles it.
#[test]
fn create_shows_the_page_for_a_new_account() {
    let mut scene = Scene::alice();
    scene.op.sign_up = true;
    assert_eq!(scene.next(&[("prompt", "create")]), "create_prompt");
    assert_eq!(scene.next(&[("prompt", "create select_account")]), "create_prompt");
    scene.sessions.push(scene.op.bob());
    assert_eq!(scene.next(&[("prompt", "create")]), "create_prompt");
    let bob = scene.op.bob().session;
    scene.progress = Progress { chosen: Some(bob), proved: vec![bob], consented: None };
    assert_eq!(scene.next(&[("prompt", "create")]), "consent_missing");
    scene.sessions.clear();
    scene.progress = Progress::default();
    assert_eq!(scene.next(&[("prompt", "create")]), "create_prompt");
}

/// OIDC Core §3.1.2.1, §3.1.2.6: among several people, `login_hint` finds the one it names; a
/// hint that fits nobody, or two, leaves the choice to them. A stronger hint goes first.
#[test]
fn a_login_hint_chooses_among_several_people() {
    let mut scene = Scene::alice();
    scene.sessions.push(scene.op.bob());
    assert_eq!(scene.next(&[("prompt", "none")]), "account_selection_required");
    scene.sessions[0].is_hinted = true;
    assert_eq!(scene.next(&[("prompt", "none")]), "grant");
    let bob = r#"{"id_token":{"sub":{"value":"bob"}}}"#;
    assert_eq!(scene.next(&[("prompt", "none"), ("claims", bob)]), "consent_required");
    let carol = r#"{"id_token":{"sub":{"value":"carol"}}}"#;
    assert_eq!(scene.next(&[("prompt", "none"), ("claims", carol)]), "login_required");
    scene.sessions[1].is_hinted = true;
    assert_eq!(scene.next(&[("prompt", "none")]), "account_selection_required");
}

/// OIDC Core §5.5.1: a `sub` with a value names the person, in either member, and both must
/// name the same.
#[test]
fn a_sub_with_a_value_names_the_person() {
    let scene = Scene::alice();
    let next = |claims: serde_json::Value| {
        scene.next(&[("prompt", "none"), ("claims", &claims.to_string())])
    };
    let of = |name: &str| json!({"sub": {"value": name}});
    assert_eq!(next(json!({"id_token": of("alice")})), "grant");
    assert_eq!(next(json!({"userinfo": of("alice")})), "grant");
    assert_eq!(next(json!({"id_token": of("bob")})), "login_required");
    assert_eq!(next(json!({"userinfo": of("bob")})), "login_required");
    assert_eq!(next(json!({"id_token": of("alice"), "userinfo": of("bob")})), "login_required");
    assert_eq!(next(json!({"id_token": {"sub": {"values": ["bob", "alice"]}}})), "grant");
    assert_eq!(next(json!({"id_token": {"sub": {"essential": true}}})), "grant");
}

/// House rule: each check names what it implements.
#[test]
fn every_check_names_its_clause() {
    for prompt in PROMPTS {
        assert!(!prompt.checks.is_empty());
        for check in prompt.checks {
            assert!(check.clause.contains('§'), "{}", check.reason);
        }
    }
}

/// Whoever has to choose another password first shows who they are; what else there is to ask
/// comes after it.
#[test]
fn a_new_password_is_chosen_after_a_fresh_proof() {
    let mut scene = Scene {
        must_choose_password: true,
        must_verify_email: true,
        must_accept_terms: true,
        consent: None,
        ..Scene::alice()
    };
    assert_eq!(scene.next(&[]), "password_demanded");
    scene.prove(0);
    assert_eq!(scene.next(&[]), "new_password");
    scene.must_choose_password = false;
    assert_eq!(scene.next(&[]), "email_unverified");
    scene.must_verify_email = false;
    assert_eq!(scene.next(&[]), "terms_not_accepted");
    scene.must_accept_terms = false;
    assert_eq!(scene.next(&[]), "consent_missing");
}
