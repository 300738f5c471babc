//! "Check your phone": a request in the companion app as the second step, with the code that it shows.
use super::facts::UnderWay;
use super::mails::{Mailed, called};
use super::sent_code::{Channel, Confirmed, Sent};
use super::{Pass, Purpose, SigningIn, app_view};
use crate::attempts::{self, Tried};
use crate::companion_app::{self, Asking, Request, RequestProblem};
use crate::middleware::Trouble;
use crate::whereabouts::network;
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{CompanionAppRecord, ProofRecord, Tx, TxError};
use latchkey_ui::pages::{CodeProblem, SentBy};
use latchkey_ui::{BrowserName, RequestAbout};
use serde_json::{Value, json};

/// Codes that the companion app shows.
pub struct Companion;

impl Channel for Companion {
    const PROOF: Proof = Proof::CompanionApp;
    const PURPOSE: Purpose = Purpose::CompanionApp;
    const BY: SentBy = SentBy::CompanionApp;
    const PATH: &'static str = "companion-app";
    const MISSING: CodeProblem = CodeProblem::AppMissing;
    const WRONG: CodeProblem = CodeProblem::AppWrong;

    fn address<'a>(pass: &'a Pass, _: &'a UnderWay) -> &'a str {
        let tenant = || called(&pass.visit.tenant);
        pass.visit.app.companion_app.as_ref().map_or_else(tenant, |app| app.name())
    }

    fn masked(address: &str) -> String {
        address.to_owned()
    }

    fn tried<'a>(_: &'a UnderWay, whose: &'a str) -> Tried<'a> {
        Tried::new(Kind::CompanionApp, whose)
    }

    fn payload(_: &str) -> Value {
        json!({})
    }

    async fn send(pass: &Pass, who: &UnderWay, mut code: Mailed) -> Result<Sent, Trouble> {
        let unreachable = Sent::Not(CodeProblem::AppUnreachable);
        let Some(app) = &pass.visit.app.companion_app else { return Ok(unreachable) };
        let (id, now, name) = (who.account.id, pass.visit.now, Self::PURPOSE.name());
        let held = pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| {
            Ok((tx.companion_app(id)?, tx.proof_of(id, name, now)?))
        });
        let held: Result<(Option<CompanionAppRecord>, Option<ProofRecord>), TxError> = held.await;
        let (held, before) = held?;
        let Some(held) = held else { return Ok(Sent::Nowhere) };
        // Security: whoever has said no is left alone for a while, whatever sign-in it was, also where nobody has told us yet.
        if let Some(before) = before.filter(|before| Request::of(before).is_some()) {
            let asking = Asking { tenant: &pass.visit.tenant, now };
            if asking.what_became_of(&before).await? == Err(RequestProblem::Denied) {
                return Ok(Sent::Not(CodeProblem::AppRefused { until: pause(pass, &before) }));
            }
        }
        code.proof.expires_at = pass.visit.now + pass.factor_policy().approval_lifetime;
        let visit = &pass.visit;
        let browser =
            BrowserName::read(&visit.user_agent).in_language(visit.language_of(&who.account));
        let place = network(visit.address);
        let about = RequestAbout::SignIn { browser: &browser, place: &place };
        let whom = (app, &who.account, held.handle);
        let asked = companion_app::ask(visit, whom, &code, about).await?;
        let Ok(request) = asked else { return Ok(unreachable) };
        let to = match pass.client.is_account_pages() {
            true => String::new(),
            false => app_view(&pass.client).name.to_owned(),
        };
        code.proof.payload = json!({ "request": request.document(), "to": to });
        Ok(Sent::There(code.proof))
    }

    /// Security: the service is asked each time, before the code is looked at. What is typed too early is no wrong code, and
    /// counts apart.
    async fn confirm(
        pass: &Pass,
        who: &UnderWay,
    ) -> Result<Result<Option<Confirmed>, CodeProblem>, Trouble> {
        let (account, visit) = (who.account.id, &pass.visit);
        let (tenant, now, here) = (visit.tenant.id(), visit.now, pass.id());
        let name = Self::PURPOSE.name();
        let sent = visit.app.store.read(tenant, move |tx| tx.proof_of(account, name, now)).await;
        let sent: Result<Option<ProofRecord>, TxError> = sent;
        let Some(sent) = sent?.filter(|sent| sent.interaction == Some(here)) else {
            return Ok(Err(Self::WRONG));
        };
        let whose = account.to_string();
        let tried = Tried::new(Kind::CompanionAnswer, &whose);
        let attempt = match attempts::count(visit, tried).await?.go() {
            Ok(attempt) => attempt,
            Err(until) => return Ok(Err(CodeProblem::TooManyAttempts { until })),
        };
        let asking = Asking { tenant: &visit.tenant, now };
        Ok(match asking.what_became_of(&sent).await? {
            Ok(()) => Ok(Some(Confirmed { payload: sent.payload, attempt })),
            Err(RequestProblem::Waiting) => Err(CodeProblem::AppWaiting),
            Err(RequestProblem::Denied) => {
                Err(CodeProblem::AppRefused { until: pause(pass, &sent) })
            }
            Err(RequestProblem::Unreachable) => Err(CodeProblem::AppUnreachable),
        })
    }

    /// Security: not where a no has come in while this one was sent.
    fn is_still(tx: &mut dyn Tx, account: AccountId, now: Timestamp) -> Result<bool, TxError> {
        let held = tx.proof_of(account, Self::PURPOSE.name(), now)?;
        Ok(held.as_ref().and_then(companion_app::paused_until).is_none())
    }

    fn times(held: &SigningIn) -> u32 {
        held.requested
    }

    fn count(held: &mut SigningIn) {
        held.requested = held.requested.saturating_add(1);
    }

    /// Security: not if the app was removed meanwhile, or set up anew.
    fn accept(
        tx: &mut dyn Tx,
        account: AccountId,
        sent: &ProofRecord,
        now: Timestamp,
    ) -> Result<bool, TxError> {
        match Request::of(sent) {
            Some(request) => tx.use_companion_app(account, request.handle, now),
            None => Ok(false),
        }
    }
}

/// Until when nothing is asked after a no to that request, which may not have been noted when it was read.
fn pause(pass: &Pass, asked: &ProofRecord) -> Timestamp {
    let usual = pass.visit.now + pass.factor_policy().companion_app_pause;
    companion_app::paused_until(asked).unwrap_or(usual)
}
