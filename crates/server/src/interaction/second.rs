//! What a sign-in takes after the first proof, and what a live session lacks.
//!
//! The pages of the factors lead here and never to each other. What was shown so far stands in
//! the pass; what is needed is one question to `latchkey_authn`.
use super::facts::UnderWay;
use super::mails::Letter;
use super::{Answered, Pass, PassPath, SigningIn, enrol_totp, enter, finish, person};
use crate::attempts::{self, Counted, Tried};
use crate::factors;
use crate::middleware::Trouble;
use crate::passkeys;
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_authn::factors::Needed;
use latchkey_authn::throttle::Kind;
use latchkey_authn::{Acr, FactorPolicy, Proof};
use latchkey_oidc::ErrorCode;
use latchkey_oidc::authorize::{NextStep, PromptKind, Refusal};
use latchkey_store::{Tx, TxError};
use latchkey_ui::Person;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{SetUpKind, SetUpWay, Way, WayKind};

/// So many codes in a row are more than somebody mistypes.
const ALARMING: i64 = 5;

/// `GET …/second`: finds the best way to take the next step.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(needed) = needed(&pass) else { return Ok(pass.go_on()) };
    let step = match needed {
        Needed::SecondFactor(ways) => ways.iter().find_map(|proof| page_of(*proof)),
        // What the session began with begins none any more: the tenant has changed its mind.
        Needed::Enrolment(_) | Needed::FirstFactor if adds_to_session(&pass) => {
            return sign_in_anew(pass).await;
        }
        Needed::Enrolment(ways) if ways.first() == Some(&Proof::Totp) => {
            enrol_totp::begin(&mut pass).await?;
            Some("enrol/totp")
        }
        Needed::Enrolment(ways) => ways.iter().find_map(|proof| match proof {
            Proof::CompanionApp => Some("enrol/companion-app"),
            Proof::Sms => Some("enrol/sms"),
            _ => None,
        }),
        Needed::FirstFactor | Needed::Done => None,
    };
    if let Some(step) = step {
        return Ok(pass.visit.go(&pass.path(step)));
    }
    // Nothing can be added here: a session stays what it is, a sign-in begins anew.
    let adds = adds_to_session(&pass);
    pass.progress.signing_in = None;
    if adds {
        let code = ErrorCode::UnmetAuthenticationRequirements;
        return finish::refuse(&pass, Refusal::failure(&pass.checked, code)).await;
    }
    pass.save().await?;
    Ok(pass.go_on())
}

/// Whether a session that there is shall become more than it was.
pub(super) fn adds_to_session(pass: &Pass) -> bool {
    pass.progress.signing_in.as_ref().is_some_and(|held| held.session.is_some())
}

/// Security: a second factor is set up in a sign-in only, after the first one was shown in it. Else
/// whoever comes upon a browser in which somebody is signed in could make the account theirs.
async fn sign_in_anew(mut pass: Pass) -> Answered {
    let whose = under_way(&pass).map(|who| person(&who.account).login.to_owned());
    ask_anew(&mut pass, whose).await?;
    Ok(pass.go_on())
}

/// Has somebody sign in as if nobody were signed in here.
pub(super) async fn ask_anew(pass: &mut Pass, whose: Option<String>) -> Result<(), Trouble> {
    pass.progress.signing_in = None;
    pass.progress.another_account = true;
    pass.progress.identifier = whose;
    pass.save().await
}

/// Begins to add to the chosen person's session, with what it was begun with.
///
/// Security: people's own accounts take proofs of not long ago. A second factor beside a password that
/// was typed this morning is none, so everything is shown anew there.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn begin(pass: &mut Pass) -> Result<(), Trouble> {
    let chosen = pass.facts.chosen(&pass.checked.request, &pass.progress);
    let Some(who) = chosen.filter(|_| under_way(pass).is_none()) else { return Ok(()) };
    let age = pass.visit.now.since(who.session.auth_time);
    if pass.client.is_account_pages() && age > pass.visit.tenant.settings().accounts.fresh_for {
        let whose = person(&who.account).login.to_owned();
        return ask_anew(pass, Some(whose)).await;
    }
    let mut proofs = who.proofs.clone();
    proofs.retain(|proof| !pass.client.is_account_pages() || *proof != Proof::Approval);
    pass.progress.signing_in = Some(SigningIn {
        account: who.account.id,
        held: Some(proofs.len()),
        proofs,
        since: pass.visit.now,
        password: None,
        session: Some(who.session.session),
        mailed: 0,
        texted: 0,
        requested: 0,
        remember: false,
        in_doubt: false,
        challenge: None,
    });
    pass.save().await
}

/// Who is signing in, if that is what is asked for now: a new sign-in where somebody has to say
/// who they are, an addition to this very session where that lacks a factor.
pub(super) fn under_way(pass: &Pass) -> Option<&UnderWay> {
    let held = pass.progress.signing_in.as_ref()?;
    let NextStep::Ask { prompt, .. } = pass.next_step() else { return None };
    let wanted = match prompt {
        PromptKind::Login | PromptKind::CreateAccount => None,
        PromptKind::SecondFactor => {
            let chosen = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
            Some(chosen.session.session)
        }
        _ => return None,
    };
    pass.facts.under_way.as_ref().filter(|_| held.session == wanted)
}

/// What whoever is signing in still has to show.
pub(super) fn needed(pass: &Pass) -> Option<Needed> {
    let under_way = under_way(pass)?;
    let proofs = &pass.progress.signing_in.as_ref()?.proofs;
    let UnderWay { account, enrolled, .. } = under_way;
    let (policy, asked) = (pass.factor_policy(), pass.asked_acr(account));
    Some(factors::needed(account, (proofs, enrolled), &policy, asked))
}

/// Whether the next step is asked for only because they have not signed in from here before: elsewhere what
/// they have shown would do, or something would be set up at once.
pub(super) fn is_new_here(pass: &Pass) -> bool {
    let (Some(who), Some(held)) = (under_way(pass), pass.progress.signing_in.as_ref()) else {
        return false;
    };
    let calm = FactorPolicy { in_doubt: false, ..pass.factor_policy() };
    let (shown, asked) = ((&held.proofs[..], &who.enrolled[..]), pass.asked_acr(&who.account));
    let elsewhere = factors::needed(&who.account, shown, &calm, asked);
    held.in_doubt && !matches!(elsewhere, Needed::SecondFactor(_))
}

/// Who is signing in, if this is a way to take the next step.
pub(super) fn takes(pass: &Pass, proof: Proof) -> Option<&UnderWay> {
    match needed(pass)? {
        Needed::SecondFactor(ways) if ways.contains(&proof) => under_way(pass),
        _ => None,
    }
}

/// Whether whoever is signing in may have lost every way to take the next step: none of them is a
/// mailbox or a password, which are got back otherwise.
pub(super) fn is_stuck(pass: &Pass) -> bool {
    let is_on = pass.visit.tenant.settings().accounts.recovery.enabled;
    match needed(pass) {
        Some(Needed::SecondFactor(ways)) if is_on => {
            !ways.contains(&Proof::Email) && !ways.contains(&Proof::Password)
        }
        _ => false,
    }
}

/// Whether this proof is a way to take the next step.
///
/// Security: one that is not, a password typed on a page of the first step for one, begins anew. Beside
/// what was shown before it could stand in for what is asked for. So does a passkey that was made in
/// silence, where one that was unlocked for its making is asked for.
pub(super) fn is_way(pass: &Pass, proof: Proof) -> bool {
    let asked = if proof == Proof::DevicePasskey { Proof::Passkey } else { proof };
    match needed(pass) {
        Some(Needed::SecondFactor(ways)) => ways.contains(&asked),
        Some(Needed::Enrolment(ways)) => {
            ways.contains(&asked) || asked == Proof::Passkey && enrols_passkey(pass)
        }
        Some(Needed::FirstFactor | Needed::Done) | None => false,
    }
}

/// Whether this can be set up to take the next step.
///
/// Security: in a sign-in only, never to add to a session.
pub(super) fn enrols(pass: &Pass, proof: Proof) -> bool {
    let new = needed(pass).filter(|_| !adds_to_session(pass));
    matches!(new, Some(Needed::Enrolment(new)) if new.contains(&proof))
}

/// Whether a passkey can be set up to take the next step: likewise, in a browser that can make one. It is offered beside
/// what is asked for, and never asked for, since not everybody can have one.
pub(super) fn enrols_passkey(pass: &Pass) -> bool {
    let is_due = matches!(needed(pass), Some(Needed::Enrolment(_))) && !adds_to_session(pass);
    is_due && pass.progress.makes_passkeys && passkeys::party(&pass.visit).is_some()
}

/// What else can be set up to take the next step, with its page.
pub(super) fn set_up_instead(pass: &Pass, of: Proof) -> Vec<(SetUpKind, String)> {
    let ways = [
        (Proof::Passkey, SetUpKind::Passkey, "enrol/second-passkey"),
        (Proof::Totp, SetUpKind::Totp, "enrol/totp"),
        (Proof::CompanionApp, SetUpKind::CompanionApp, "enrol/companion-app"),
        (Proof::Sms, SetUpKind::Sms, "enrol/sms"),
    ];
    let can_be = |proof| match proof {
        Proof::Passkey => enrols_passkey(pass),
        other => enrols(pass, other),
    };
    let others = ways.into_iter().filter(|(proof, ..)| *proof != of && can_be(*proof));
    others.map(|(_, kind, path)| (kind, pass.path(path))).collect()
}

/// For the page.
pub(super) fn instead(others: &[(SetUpKind, String)]) -> Vec<SetUpWay<'_>> {
    others.iter().map(|(kind, url)| SetUpWay { kind: *kind, url }).collect()
}

/// Something that is set up in a sign-in, because there is nothing yet that it could ask for.
pub(super) struct Enrolment {
    account: Account,
    shown: Vec<Proof>,
    policy: FactorPolicy,
    asked: Option<Acr>,
    new: Proof,
}

impl Enrolment {
    /// Of that person, who has shown what the pass says.
    pub fn of(pass: &Pass, account: &Account, new: Proof) -> Self {
        let signing_in = pass.progress.signing_in.as_ref();
        let shown = signing_in.map_or_else(Vec::new, |held| held.proofs.clone());
        let (policy, asked) = (pass.factor_policy(), pass.asked_acr(account));
        Self { account: account.clone(), shown, policy, asked, new }
    }

    /// Whether there is still nothing.
    ///
    /// Security: to be asked in the transaction that keeps it. Of two who know one password the slower
    /// one sets up nothing beside what the faster one has.
    ///
    /// # Errors
    /// As the transaction.
    pub fn is_due(&self, tx: &mut dyn Tx) -> Result<bool, TxError> {
        let (enrolled, _) = factors::enrolled(tx, &self.account)?;
        let shown = (&self.shown[..], &enrolled[..]);
        let needed = factors::needed(&self.account, shown, &self.policy, self.asked);
        let is_one = |new: &[Proof]| new.contains(&self.new) || self.new == Proof::Passkey;
        Ok(matches!(needed, Needed::Enrolment(new) if is_one(&new)))
    }
}

/// The ways beside this one, best first, with their pages; and what is left for whoever has lost all
/// of them.
pub(super) fn other_ways(pass: &Pass, proof: Proof) -> Vec<(WayKind, String)> {
    let mut others = all_ways(pass);
    others.retain(|(way, _)| Some(*way) != kind(proof));
    if is_stuck(pass) {
        others.push((WayKind::Lost, pass.path("lost")));
    }
    others
}

/// The ways to take the next step, best first, with their pages.
pub(super) fn all_ways(pass: &Pass) -> Vec<(WayKind, String)> {
    let Some(Needed::SecondFactor(ways)) = needed(pass) else { return Vec::new() };
    ways.into_iter().filter_map(|way| Some((kind(way)?, pass.path(page_of(way)?)))).collect()
}

/// For the page.
pub(super) fn ways(others: &[(WayKind, String)]) -> Vec<Way<'_>> {
    others.iter().map(|(kind, url)| Way { kind: *kind, url }).collect()
}

/// Who is signing in, by what they typed.
///
/// Security: whoever has only the password learns no name and no address from it.
pub(super) fn who<'a>(pass: &'a Pass, account: &'a Account) -> Person<'a> {
    let typed = pass.progress.identifier.as_deref();
    typed.map_or_else(|| person(account), |login| Person { name: None, login })
}

/// Back to the name, for whoever is not signed in yet.
pub(super) fn not_you(pass: &Pass) -> Option<String> {
    let signing_in = pass.progress.signing_in.as_ref()?;
    signing_in.session.is_none().then(|| pass.path("login"))
}

/// A mail to whoever is signing in, if they have an address.
pub(super) fn letter<'a>(pass: &'a Pass, account: &'a Account) -> Option<Letter<'a>> {
    Letter::of(&pass.visit, account)
}

/// Counts a code that is tried for an account, wherever it is tried.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn count(pass: &Pass, account: &Account) -> Result<Counted, Trouble> {
    let whose = account.id.to_string();
    let counted = attempts::count(&pass.visit, Tried::new(Kind::SecondFactor, &whose)).await?;
    if matches!(&counted, Counted::Go(attempt) if attempt.nth() == ALARMING) {
        warn(pass, account).await?;
    }
    Ok(counted)
}

/// Tells the owner, once in a row of wrong codes: somebody has the password.
async fn warn(pass: &Pass, account: &Account) -> Result<(), Trouble> {
    let notice = letter(pass, account).map(|letter| letter.notice(&Notice::WrongCodes));
    let Some(notice) = notice.transpose()? else { return Ok(()) };
    let visit = &pass.visit;
    let told = visit.app.store.write(visit.tenant.id(), move |tx| notice.put(tx));
    told.await.map_err(|error: TxError| Trouble::from(error))?;
    visit.app.message_queued.notify_one();
    Ok(())
}

const fn page_of(proof: Proof) -> Option<&'static str> {
    match proof {
        Proof::Passkey => Some("passkey"),
        Proof::Totp => Some("totp"),
        Proof::CompanionApp => Some("companion-app"),
        Proof::Approval => Some("approval"),
        Proof::Sms => Some("sms-code"),
        Proof::Email => Some("email-code"),
        Proof::RecoveryCode => Some("recovery-code"),
        Proof::Password => Some("password"),
        Proof::DevicePasskey | Proof::SilentPasskey => None,
    }
}

const fn kind(proof: Proof) -> Option<WayKind> {
    match proof {
        Proof::Passkey => Some(WayKind::Passkey),
        Proof::Totp => Some(WayKind::Totp),
        Proof::CompanionApp => Some(WayKind::CompanionApp),
        Proof::Approval => Some(WayKind::Approval),
        Proof::Sms => Some(WayKind::Sms),
        Proof::Email => Some(WayKind::Email),
        Proof::RecoveryCode => Some(WayKind::RecoveryCode),
        Proof::Password => Some(WayKind::Password),
        Proof::DevicePasskey | Proof::SilentPasskey => None,
    }
}
