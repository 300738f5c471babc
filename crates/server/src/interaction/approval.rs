//! "Approve in another browser": the second step, taken where the person is signed in already.
//!
//! This page asks and waits; what is decided, and where, is `crate::account::approve`.
use super::proven::{Act, Proven, proven};
use super::{Answered, Entered, Pass, PassPath, app_view, enter, second};
use crate::approvals::{Approvers, asked_lately, counted};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::push::Bell;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_authn::factors::approval::{ChallengeState, TRIES, may_ask, number};
use latchkey_base::ChallengeId;
use latchkey_store::{ChallengeRecord, PushAbout, TxError};
use latchkey_ui::pages::{ApprovalPage, ApprovalProblem, ApprovalStage, ApprovalWait};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// No browser is kept waiting for longer: what is between us may lose patience.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// So often a browser that waits looks whether somebody has decided at another node.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How far it is.
enum Stage {
    Unasked,
    Waiting(ChallengeRecord),
    Approved(ChallengeRecord),
    Denied,
    Expired,
}

/// `GET …/approval`. Nobody is asked yet; who was asked and has approved goes on from here.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    let Some(account) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    match stage(&pass, &account).await? {
        Stage::Approved(held) => take(pass, account, &held).await,
        stage => Ok(page(&pass, StatusCode::OK, &stage, &[])),
    }
}

/// `POST …/approval`: asks in the other browsers.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    let stage = stage(&pass, &account).await?;
    if !pass.sent(&form) {
        let problems = [ApprovalProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &stage, &problems));
    }
    // Asked already, in another tab.
    if matches!(stage, Stage::Waiting(_) | Stage::Approved(_)) {
        return Ok(pass.visit.go(&pass.path("approval")));
    }
    let challenge = challenge(&pass, &account);
    if let Some(held) = &mut pass.progress.signing_in {
        held.challenge = Some(challenge.id);
    }
    let (record, policy, now) = (pass.record(), pass.factor_policy(), pass.visit.now);
    let bell = Bell::of(&pass.visit, (PushAbout::Approval, challenge.expires_at));
    let asked = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        // Security: counted in the transaction that adds one, so that many at once are not many.
        let lately = asked_lately(tx, challenge.account, now)?;
        if !may_ask(counted(&lately, now), &policy) {
            return Ok(false);
        }
        if tx.update_interaction(&record)? {
            tx.insert_challenge(&challenge)?;
            bell.ring(tx, challenge.account)?;
        }
        Ok::<_, TxError>(true)
    });
    if asked.await? {
        pass.visit.app.push_queued.notify_one();
        return Ok(pass.visit.go(&pass.path("approval")));
    }
    let problems = [ApprovalProblem::TooOften];
    Ok(page(&pass, StatusCode::TOO_MANY_REQUESTS, &stage, &problems))
}

/// `GET …/approval/wait`, asked by the page's script: 200 as soon as there is something else to see,
/// 204 if there is not for a while.
///
/// # Errors
/// [`Trouble`].
pub async fn wait(visit: Visit, path: PassPath) -> Answered {
    let Entered::Pass(pass) = Pass::enter(visit, &path.1).await? else {
        return Ok(HttpResponse::Ok().finish());
    };
    let held = match asked(&pass) {
        Some(account) => stage(&pass, account).await?,
        None => Stage::Unasked,
    };
    let Stage::Waiting(held) = held else { return Ok(HttpResponse::Ok().finish()) };
    // Whoever finds no place asks again in a moment.
    let Ok(_place) = pass.visit.app.approval_waits.try_acquire() else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let mut stopping = pass.visit.app.stopping.clone();
    let has_changed = tokio::select! {
        decided = timeout(LONGEST_WAIT, until_decided(&pass.visit, &held)) => match decided {
            Ok(decided) => decided.map(|()| true)?,
            Err(_) => false,
        },
        () = stopping.wait() => false,
    };
    let status = if has_changed { StatusCode::OK } else { StatusCode::NO_CONTENT };
    Ok(HttpResponse::build(status).finish())
}

/// Waits until the challenge is not open any more.
async fn until_decided(visit: &Visit, held: &ChallengeRecord) -> Result<(), Trouble> {
    let (account, id, app) = (held.account, held.id, &visit.app);
    loop {
        // Begun before the look, so that nothing is missed in between.
        let decided = app.challenge_decided.notified();
        let found = app.store.read(visit.tenant.id(), move |tx| tx.challenge(account, id)).await;
        let found: Result<Option<ChallengeRecord>, TxError> = found;
        if !found?.is_some_and(|held| held.is_open(app.clock.now())) {
            return Ok(());
        }
        let _rung = timeout(LOOK_AGAIN, decided).await;
    }
}

fn asked(pass: &Pass) -> Option<&Account> {
    second::takes(pass, Proof::Approval).map(|under_way| &under_way.account)
}

/// What became of the challenge that this sign-in made last.
async fn stage(pass: &Pass, account: &Account) -> Result<Stage, Trouble> {
    let id = pass.progress.signing_in.as_ref().and_then(|held| held.challenge);
    let (Some(id), account) = (id, account.id) else { return Ok(Stage::Unasked) };
    let found =
        pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| tx.challenge(account, id));
    let found: Result<Option<ChallengeRecord>, TxError> = found.await;
    let Some(held) = found? else { return Ok(Stage::Unasked) };
    Ok(match held.state {
        ChallengeState::Denied => Stage::Denied,
        ChallengeState::Waiting if held.is_open(pass.visit.now) => Stage::Waiting(held),
        ChallengeState::Approved if pass.visit.now < held.expires_at => Stage::Approved(held),
        ChallengeState::Waiting | ChallengeState::Approved | ChallengeState::Used => Stage::Expired,
    })
}

/// Goes on with what was approved.
async fn take(pass: Pass, account: Account, held: &ChallengeRecord) -> Answered {
    let act = spend(&pass, held);
    let proof = Proof::Approval;
    let by = Proven { account, proof, attempt: None, password: None, act };
    proven(pass, by).await?.or_else(|pass| {
        pass.visit.app.metrics.protocol.signed_in("failed");
        Ok(page(&pass, StatusCode::GONE, &Stage::Expired, &[]))
    })
}

/// Uses it up, in the pass that asked for it.
///
/// Security: the session that approved must still be there, and be good for it: whoever signed it out
/// meanwhile, or took away what it rests on, has taken back what was approved in it.
fn spend(pass: &Pass, held: &ChallengeRecord) -> Act {
    let (account, id, decided_in) = (held.account, held.id, held.decided_in);
    let (here, now, browser) = (pass.id(), pass.visit.now, pass.visit.session);
    let approvers = Approvers::at(&pass.visit, &pass.client);
    Arc::new(move |tx| {
        let session = match decided_in {
            Some(decided_in) => tx.session(decided_in)?,
            None => None,
        };
        let Some(who) = tx.account(account)? else { return Ok(false) };
        let stands = session.is_some_and(|held| {
            let is_theirs = held.account == account && Some(held.browser) != browser;
            is_theirs && approvers.include(&who, &held)
        });
        Ok(stands && tx.use_challenge(account, (id, here), now)?)
    })
}

fn challenge(pass: &Pass, account: &Account) -> ChallengeRecord {
    let (visit, entropy) = (&pass.visit, &*pass.visit.app.entropy);
    let is_own = pass.client.is_account_pages();
    ChallengeRecord {
        id: ChallengeId::new(visit.now, entropy),
        account: account.id,
        interaction: pass.id(),
        browser: visit.browser(),
        number: number(entropy),
        tries_left: TRIES.into(),
        state: ChallengeState::Waiting,
        decided_in: None,
        app: (!is_own).then(|| app_view(&pass.client).name.to_owned()),
        address: visit.address.to_canonical().to_string(),
        user_agent: visit.user_agent.chars().take(200).collect(),
        created_at: visit.now,
        expires_at: visit.now + pass.factor_policy().approval_lifetime,
    }
}

fn page(
    pass: &Pass,
    status: StatusCode,
    stage: &Stage,
    problems: &[ApprovalProblem],
) -> HttpResponse {
    let Some(account) = asked(pass) else { return pass.go_on() };
    let (here, wait, cancel) =
        (pass.path("approval"), pass.path("approval/wait"), pass.path("abort"));
    let account_url = format!("{}{}", pass.visit.app.public_url, pass.visit.path("/account"));
    // People type no scheme, and a browser finds the right one.
    let account_typed =
        account_url.split_once("://").map_or(account_url.as_str(), |(_, rest)| rest);
    let others = second::other_ways(pass, Proof::Approval);
    let not_you = second::not_you(pass);
    let number = match stage {
        Stage::Waiting(held) => held.number.to_string(),
        _ => String::new(),
    };
    let stage = match stage {
        Stage::Unasked => ApprovalStage::Unasked,
        Stage::Waiting(_) | Stage::Approved(_) => ApprovalStage::Waiting(ApprovalWait {
            number: &number,
            account: account_typed,
            here_url: &here,
            wait_url: &wait,
        }),
        Stage::Denied => ApprovalStage::Denied,
        Stage::Expired => ApprovalStage::Expired,
    };
    pass.page(status, |page| {
        draw(&ApprovalPage {
            page,
            action: &here,
            cancel_action: Some(&cancel),
            person: second::who(pass, account),
            not_you_url: not_you.as_deref(),
            new_here: second::is_new_here(pass),
            stage,
            ways: &second::ways(&others),
            problems,
        })
    })
}
