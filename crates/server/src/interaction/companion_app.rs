//! "Check your phone": a request in the companion app as the second step, with the code that it shows.
use super::facts::UnderWay;
use super::mails::Mailed;
use super::sent_code::{Channel, Sent};
use super::{Pass, Purpose, SigningIn, app_view};
use crate::attempts::Tried;
use crate::companion_app::{self, Asking, RequestProblem};
use crate::middleware::Trouble;
use crate::whereabouts::network;
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{ProofRecord, Tx, TxError};
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
        pass.visit.app.companion_app.as_ref().map_or("", |app| app.name())
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
        let Some(app) = &pass.visit.app.companion_app else { return Ok(Sent::Nowhere) };
        code.proof.expires_at = pass.visit.now + pass.factor_policy().approval_lifetime;
        let visit = &pass.visit;
        let browser =
            BrowserName::read(&visit.user_agent).in_language(visit.language_of(&who.account));
        let place = network(visit.address);
        let about = RequestAbout::SignIn { browser: &browser, place: &place };
        let asked = companion_app::ask(visit, (app, &who.account), &code, about).await?;
        let Ok(request) = asked else { return Ok(Sent::Not(CodeProblem::AppUnreachable)) };
        let to = match pass.client.is_account_pages() {
            true => String::new(),
            false => app_view(&pass.client).name.to_owned(),
        };
        code.proof.payload = json!({ "request": request.document(), "to": to });
        Ok(Sent::There(code.proof))
    }

    /// Security: the service is asked each time, before the code is looked at.
    async fn confirm(
        pass: &Pass,
        who: &UnderWay,
    ) -> Result<Result<Option<Value>, CodeProblem>, Trouble> {
        let (account, visit) = (who.account.id, &pass.visit);
        let (tenant, now, here) = (visit.tenant.id(), visit.now, pass.id());
        let name = Self::PURPOSE.name();
        let sent = visit.app.store.read(tenant, move |tx| tx.proof_of(account, name, now)).await;
        let sent: Result<Option<ProofRecord>, TxError> = sent;
        let Some(sent) = sent?.filter(|sent| sent.interaction == Some(here)) else {
            return Ok(Err(Self::WRONG));
        };
        let asking = Asking { tenant: &visit.tenant, account, purpose: Self::PURPOSE, now };
        Ok(match asking.what_became_of(&sent).await? {
            Ok(()) => Ok(Some(sent.payload)),
            Err(RequestProblem::Waiting) => Err(CodeProblem::AppWaiting),
            Err(RequestProblem::Denied) => Err(CodeProblem::AppDenied),
            Err(RequestProblem::Unreachable) => Err(CodeProblem::AppUnreachable),
        })
    }

    fn times(held: &SigningIn) -> u32 {
        held.requested
    }

    fn count(held: &mut SigningIn) {
        held.requested = held.requested.saturating_add(1);
    }

    /// Security: not if the app was removed meanwhile.
    fn accept(
        tx: &mut dyn Tx,
        account: AccountId,
        _: &ProofRecord,
        now: Timestamp,
    ) -> Result<bool, TxError> {
        tx.use_companion_app(account, now)
    }
}
