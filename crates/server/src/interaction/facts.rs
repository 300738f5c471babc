//! Who is signed in in this browser, and what they have allowed.
use super::Progress;
use crate::approvals::Approvers;
use crate::factors::{counted_without, enrolled, lacks_own, refused_by, without};
use crate::middleware::Trouble;
use crate::terms::{self, Terms};
use crate::visit::Visit;
use latchkey_accounts::{Account, AccountStatus, RefusedFactors, normal_form};
use latchkey_authn::assurance::{acr, amr};
use latchkey_authn::{Acr, FactorPolicy, Proof, SecondFactor};
use latchkey_base::{ClientKey, Timestamp, TokenHash};
use latchkey_oidc::authorize::{self, AuthorizationRequest, BrowserFacts, BrowserSession, Cookies};
use latchkey_oidc::{Client, Consent, Lifetimes, Subjects};
use latchkey_store::{Recalled, SessionRecord, TenantSettings, Tx, TxError};

/// A person signed in in this browser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Their session.
    pub session: BrowserSession,
    /// Their account.
    pub account: Account,
    /// What they showed, by factor.
    pub proofs: Vec<Proof>,
}

/// Whoever has shown a part of what their sign-in takes.
#[derive(Clone, Debug)]
pub struct UnderWay {
    /// Who.
    pub account: Account,
    /// What they have set up, and whether they are signed in where they can approve.
    pub enrolled: Vec<Proof>,
    /// Recovery codes that they have left.
    pub codes_left: usize,
    /// The number to which they are texted codes.
    pub phone: Option<String>,
}

/// What the protocol decides on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The people, most recently active first.
    pub people: Vec<SignedIn>,
    /// What the chosen one has allowed this client before.
    pub consent: Option<Consent>,
    /// Who is signing in, if that is under way.
    pub under_way: Option<UnderWay>,
    /// The chosen one, who has no address and needs one, has shown all that they have: they may give
    /// one here.
    pub may_give_email: bool,
    sessions: Vec<BrowserSession>,
    must_verify_email: bool,
    must_add_factor: bool,
    must_choose_password: bool,
    open_terms: Option<Terms>,
    /// The browser's session, if it has no other.
    alone: Option<SessionRecord>,
}

/// Who asks what of whom.
#[derive(Clone)]
pub struct Question {
    /// SHA-256 of the browser's session cookie.
    pub browser: Option<TokenHash>,
    /// Who asks.
    pub client: ClientKey,
    /// How they see people.
    pub subjects: Subjects,
    /// What.
    pub request: AuthorizationRequest,
    /// Nobody gets there with one factor, whoever it is.
    pub takes_two: bool,
    /// What they do not take as a second one.
    pub refuses: RefusedFactors,
    /// It is people's own account, which takes the second factor of whoever has one.
    pub is_own: bool,
    /// The tenant's rules about second factors, as far as they can be kept here.
    pub factors: FactorPolicy,
    /// Terms of use that apply.
    pub terms: Vec<Terms>,
    /// The tenant's settings.
    pub settings: TenantSettings,
    /// Now.
    pub now: Timestamp,
}

/// The live sessions of a browser.
fn sessions(
    tx: &mut dyn Tx,
    browser: Option<&TokenHash>,
    now: Timestamp,
) -> Result<Vec<SessionRecord>, TxError> {
    browser.map_or_else(|| Ok(Vec::new()), |browser| tx.sessions(browser, now))
}

/// The people of these sessions; those who may not sign in are left out, and those who were idle.
///
/// # Errors
/// As the transaction.
fn people(
    tx: &mut dyn Tx,
    (sessions, now): (&[SessionRecord], Timestamp),
    lifetimes: &Lifetimes,
    view: &View<'_>,
) -> Result<Vec<SignedIn>, TxError> {
    let mut people = Vec::new();
    for session in sessions {
        let idle = session.seen_at + lifetimes.session_idle <= now;
        let account = if idle { None } else { tx.account(session.account)? };
        if let Some(account) = account.filter(|who| who.status == AccountStatus::Active) {
            let proofs = session.proofs.clone();
            people.push(SignedIn { session: view.session(session, &account), account, proofs });
        }
    }
    Ok(people)
}

/// The people who are signed in in the visiting browser, as `client` sees them; `hint` may name
/// one of them.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub async fn people_here(
    visit: &Visit,
    client: Option<&Client>,
    hint: Option<&str>,
) -> Result<Vec<SignedIn>, Trouble> {
    let (browser, now) = (visit.session, visit.now);
    let lifetimes = visit.tenant.policy().lifetimes.clone();
    let subjects = client.map(|client| Subjects::of(client, &visit.tenant.context(now)));
    let refuses = client.map(|client| refused_by(&client.metadata)).unwrap_or_default();
    let hint = hint.map(str::to_owned);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let held = sessions(tx, browser.as_ref(), now)?;
        let view = View { subjects: subjects.as_ref(), refuses, login_hint: hint.as_deref() };
        people(tx, (&held, now), &lifetimes, &view)
    });
    let people: Result<Vec<SignedIn>, TxError> = found.await;
    Ok(people?)
}

/// How people look to whoever asks.
struct View<'a> {
    /// To a client; without one it is ourselves.
    subjects: Option<&'a Subjects>,
    /// What it does not take.
    refuses: RefusedFactors,
    login_hint: Option<&'a str>,
}

impl View<'_> {
    /// Security: worth what counts of it here and by now. What the client does not take does not, nor what has come to
    /// be refused of the person since.
    fn session(&self, session: &SessionRecord, account: &Account) -> BrowserSession {
        let own = || account.id.to_string();
        let counts = counted_without(account.refused().and(self.refuses), &session.proofs);
        let (acr, amr) = if counts == session.proofs {
            (session.acr.clone(), session.amr.clone())
        } else {
            let names = amr(&counts).into_iter().map(str::to_owned).collect();
            (acr(&counts).map(|acr| acr.name().to_owned()), names)
        };
        BrowserSession {
            session: session.id,
            browser: session.browser,
            account: account.id,
            subject: self.subjects.map_or_else(own, |subjects| subjects.subject(account.id)),
            auth_time: session.auth_time,
            acr,
            amr,
            is_hinted: self.login_hint.is_some_and(|hint| is_name_of(account, hint)),
        }
    }
}

/// Whether the rules of the tenant or of the client let nobody in with one factor.
pub fn takes_two(client: &Client, settings: &TenantSettings) -> bool {
    let always = settings.factors.second_factor == SecondFactor::Always;
    always || client.metadata.client_require_second_factor
}

/// Whether a session is of one factor only.
fn is_single(session: &BrowserSession) -> bool {
    let reached = session.acr.as_deref().and_then(Acr::parse);
    reached.is_none_or(|reached| reached < Acr::TwoFactors)
}

/// Whether somebody who showed these proofs has to choose another password.
///
/// Security: the mailbox alone is worth no new password where people may not choose one by mail. Whoever
/// signed in with it is asked when they next use the old one.
fn must_choose(settings: &TenantSettings, account: &Account, proofs: &[Proof]) -> bool {
    let may =
        settings.accounts.password_reset || proofs.iter().any(|proof| proof.factor().can_be_first);
    account.password_demand.is_some() && may
}

impl UnderWay {
    /// Reads who is signing in, unless it is too long ago or they may not any more.
    fn of(
        tx: &mut dyn Tx,
        progress: &Progress,
        question: &Question,
    ) -> Result<Option<Self>, TxError> {
        let now = question.now;
        let rules = &question.settings.factors;
        let Some(held) = progress.signing_in.as_ref().filter(|held| held.is_live(now, rules))
        else {
            return Ok(None);
        };
        let account = tx.account(held.account)?;
        let Some(account) = account.filter(|who| who.status == AccountStatus::Active) else {
            return Ok(None);
        };
        let (mut enrolled, holds) = enrolled(tx, &account)?;
        let idle = question.settings.protocol.lifetimes.session_idle;
        let rules = without(question.factors.clone(), question.refuses);
        let approvers = Approvers::new(rules, idle, now);
        // Security: no approval, given elsewhere who knows when, opens people's own accounts.
        if !question.is_own && approvers.are_elsewhere(tx, &account, question.browser.as_ref())? {
            enrolled.push(Proof::Approval);
        }
        Ok(Some(Self { account, enrolled, codes_left: holds.codes_left, phone: holds.phone }))
    }
}

/// Whether this is what the person signs in with.
fn is_name_of(account: &Account, hint: &str) -> bool {
    let names = [Some(&account.username), account.email.as_ref()];
    names.into_iter().flatten().any(|name| normal_form(name) == normal_form(hint))
}

impl Question {
    /// Reads the facts.
    ///
    /// # Errors
    /// As the transaction.
    pub fn ask(&self, tx: &mut dyn Tx, progress: &Progress) -> Result<Facts, TxError> {
        let Self { browser, client, subjects, request, refuses, settings, now, .. } = self;
        let lifetimes = &settings.protocol.lifetimes;
        let mut held = sessions(tx, browser.as_ref(), *now)?;
        let login_hint = request.login_hint.as_deref();
        let view = View { subjects: Some(subjects), refuses: *refuses, login_hint };
        let people = people(tx, (&held, *now), lifetimes, &view)?;
        let sessions: Vec<BrowserSession> = people
            .iter()
            .map(|person| &person.session)
            // Who asked for another account is not offered the ones there are, not even the one that
            // they have just signed in to.
            .filter(|_| !progress.another_account)
            .cloned()
            .collect();
        let chosen = authorize::chosen(request, &sessions, &progress.protocol);
        let consent = match chosen {
            Some(who) => tx.consent(who.account, *client, *now)?,
            None => None,
        };
        let person =
            chosen.and_then(|who| people.iter().find(|held| held.session.session == who.session));
        let must_verify_email = settings.accounts.require_verified_email
            && person.is_some_and(|held| !held.account.email_verified);
        let must_add_factor = match person {
            Some(held)
                if (self.takes_two || held.account.takes_two_factors())
                    && is_single(&held.session) =>
            {
                true
            }
            Some(held) if self.is_own => {
                lacks_own(tx, (&held.account, &held.proofs), &self.factors)?
            }
            _ => false,
        };
        let may_give_email = match person {
            Some(held) if must_verify_email && held.account.email.is_none() => {
                !lacks_own(tx, (&held.account, &held.proofs), &self.factors)?
            }
            _ => false,
        };
        let must_choose_password =
            person.is_some_and(|held| must_choose(settings, &held.account, &held.proofs));
        let open_terms = match person {
            Some(held) => terms::first_open(tx, held.account.id, &self.terms)?,
            None => None,
        };
        let under_way = UnderWay::of(tx, progress, self)?;
        let alone = if held.len() == 1 { held.pop() } else { None };
        Ok(Facts {
            consent,
            under_way,
            must_verify_email,
            must_add_factor,
            may_give_email,
            must_choose_password,
            open_terms,
            people,
            sessions,
            alone,
        })
    }
}

impl Facts {
    /// The facts as memory knows them, for a browser in which one person is signed in.
    ///
    /// Security: they may be out of date. They are good for granting, a write that looks at the
    /// session itself; anything else is decided on what [`Question::ask`] reads.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn recall(visit: &Visit, client: &Client) -> Result<Option<Self>, Trouble> {
        // What somebody has set up is not in memory, nor what they said to terms.
        let policy = &visit.tenant.settings().terms;
        let is_simple =
            !client.is_account_pages() && terms::that_apply(policy, client, visit.now).is_empty();
        let browser = visit.session.filter(|_| is_simple);
        let Some(browser) = browser else { return Ok(None) };
        let recalled = visit.app.store.recall(visit.tenant.id(), browser, client.key).await?;
        let Some(Recalled { session, account, consent }) = recalled else { return Ok(None) };
        let settings = visit.tenant.settings();
        let idle = session.seen_at + settings.protocol.lifetimes.session_idle <= visit.now;
        if idle || account.status != AccountStatus::Active {
            return Ok(None);
        }
        let subjects = Subjects::of(client, &visit.tenant.context(visit.now));
        // A single person needs no hint.
        let refuses = refused_by(&client.metadata);
        let view = View { subjects: Some(&subjects), refuses, login_hint: None };
        let (session, proofs) = (view.session(&session, &account), session.proofs.clone());
        Ok(Some(Self {
            under_way: None,
            may_give_email: false,
            must_add_factor: (takes_two(client, settings) || account.takes_two_factors())
                && is_single(&session),
            must_verify_email: settings.accounts.require_verified_email && !account.email_verified,
            must_choose_password: must_choose(settings, &account, &proofs),
            open_terms: None,
            sessions: vec![session.clone()],
            people: vec![SignedIn { session, account: Account::clone(&account), proofs }],
            consent: consent.map(|consent| Consent::clone(&consent)),
            alone: None,
        }))
    }

    /// Keeps in memory that one person is signed in in this browser, if it is one.
    pub fn remember(&self, visit: &Visit) {
        if let Some(session) = &self.alone {
            visit.app.store.remember(visit.tenant.id(), session.clone());
        }
    }

    /// In the shape in which the protocol reads them, of a browser that brought these cookies.
    pub fn browser<'a>(&'a self, progress: &'a Progress, cookies: Cookies) -> BrowserFacts<'a> {
        BrowserFacts {
            sessions: &self.sessions,
            cookies,
            progress: &progress.protocol,
            consent: self.consent.as_ref(),
            must_verify_email: self.must_verify_email,
            must_add_factor: self.must_add_factor,
            must_choose_password: self.must_choose_password,
            must_accept_terms: self.open_terms.is_some(),
        }
    }

    /// The terms of use that the person has still to accept.
    pub fn open_terms(&self) -> Option<&Terms> {
        self.open_terms.as_ref()
    }

    /// The person the request is about, if that can be told.
    pub fn chosen(&self, request: &AuthorizationRequest, progress: &Progress) -> Option<&SignedIn> {
        let who = authorize::chosen(request, &self.sessions, &progress.protocol)?;
        self.people.iter().find(|person| person.session.session == who.session)
    }
}
