//! The companion app while it is being set up.
use crate::app::App;
use crate::attempts::{self, Attempt, Tried};
use crate::companion_app::{self, Asking, Request, RequestProblem};
use crate::interaction::{Mailed, Purpose, code_digest};
use crate::middleware::Trouble;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, CodeDigest, CompanionId, Sealed, Timestamp};
use latchkey_outbound::CompanionApp;
use latchkey_store::{CompanionAppRecord, ProofRecord, Tx, TxError};
use latchkey_ui::RequestAbout;
use latchkey_ui::pages::{CodeProblem, VerifyEmailProblem};
use serde_json::{Value, json};

const PURPOSE: Purpose = Purpose::AddCompanionApp;

/// The companion app that is being set up: whose, and where.
///
/// Security: a code counts only in the session, or in the pass, in which it was asked for. Nothing is kept at the account
/// before the app has shown one that was typed there and approved.
pub struct NewCompanionApp<'a> {
    /// The page that sets it up.
    pub visit: &'a Visit,
    /// Whose it will be.
    pub account: &'a Account,
    /// The app.
    pub app: &'a CompanionApp,
    /// The id of the session of the account pages, or of the pass.
    pub place: String,
}

/// Why a step of setting it up was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompanionProblem {
    /// Too many were asked for.
    TooOften(Timestamp),
    /// Too many codes were typed.
    TooManyAttempts(Timestamp),
    /// It is not the code that was sent last.
    Wrong,
    /// What the app's service says.
    Request(RequestProblem),
}

impl CompanionProblem {
    /// The status of the page that says so.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::TooOften(_) | Self::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Request(RequestProblem::Unreachable) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Wrong | Self::Request(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// In the words of the page with the steps.
    pub const fn among_steps(self) -> CodeProblem {
        match self {
            Self::TooOften(until) => CodeProblem::SentTooOften { until },
            Self::TooManyAttempts(until) => CodeProblem::TooManyAttempts { until },
            Self::Wrong => CodeProblem::AppWrong,
            Self::Request(RequestProblem::Waiting) => CodeProblem::AppWaiting,
            Self::Request(RequestProblem::Denied) => CodeProblem::AppDenied,
            Self::Request(RequestProblem::Unreachable) => CodeProblem::AppUnreachable,
        }
    }

    /// In the words of the page with the code.
    pub const fn at_code(self) -> VerifyEmailProblem {
        match self {
            Self::TooOften(until) => VerifyEmailProblem::ResentTooOften { until },
            Self::TooManyAttempts(until) => VerifyEmailProblem::TooManyAttempts { until },
            Self::Wrong => VerifyEmailProblem::AppWrong,
            Self::Request(RequestProblem::Waiting) => VerifyEmailProblem::AppWaiting,
            Self::Request(RequestProblem::Denied) => VerifyEmailProblem::AppDenied,
            Self::Request(RequestProblem::Unreachable) => VerifyEmailProblem::AppUnreachable,
        }
    }
}

/// How far it is.
pub struct Connecting {
    proof: ProofRecord,
}

impl Connecting {
    /// What the service answered when it was told of the person.
    pub fn bound(&self, app: &App) -> Vec<(String, String)> {
        let sealed: Vec<u8> =
            serde_json::from_value(self.proof.payload["bound"].clone()).unwrap_or_default();
        let place = self.proof.account;
        let opened = app.factors.open(&Sealed::from_bytes(sealed), place.as_bytes()).ok();
        opened.and_then(|text| serde_json::from_slice(text.expose()).ok()).unwrap_or_default()
    }

    fn handle(&self) -> Option<CompanionId> {
        serde_json::from_value(self.proof.payload["handle"].clone()).ok()
    }

    /// A request was sent.
    pub fn is_asked(&self) -> bool {
        Request::of(&self.proof).is_some()
    }
}

impl NewCompanionApp<'_> {
    /// Tells the app's service of the person, by a new name.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn begin(&self) -> Result<Result<(), CompanionProblem>, Trouble> {
        if let Err(until) = self.count_request().await? {
            return Ok(Err(CompanionProblem::TooOften(until)));
        }
        let (visit, id) = (self.visit, self.account.id);
        let handle = CompanionId::new(visit.now, &*visit.app.entropy);
        let bound = companion_app::bind(visit, self.app, handle).await?;
        let Ok(bound) = bound else { return Ok(Err(unreachable())) };
        // Security: it connects a phone.
        let bound = serde_json::to_vec(&bound).unwrap_or_default();
        let bound = visit.app.factors.seal(&bound, id.as_bytes(), &*visit.app.entropy);
        let bound = bound.as_bytes();
        let mut code = self.code(json!({ "place": self.place, "handle": handle, "bound": bound }));
        // Nobody is sent it.
        code.proof.code = None;
        self.keep(code.proof).await.map(Ok)
    }

    /// What is waited for here.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn waiting(&self) -> Result<Option<Connecting>, Trouble> {
        let (id, now, store) = (self.account.id, self.visit.now, &self.visit.app.store);
        let found =
            store.read(self.visit.tenant.id(), move |tx| tx.proof_of(id, PURPOSE.name(), now));
        let found: Result<Option<ProofRecord>, TxError> = found.await;
        let here = found?.filter(|proof| proof.payload["place"] == self.place.as_str());
        Ok(here.map(|proof| Connecting { proof }))
    }

    /// Sends a request with a code; the one before becomes void.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn send(
        &self,
        connecting: &Connecting,
    ) -> Result<Result<(), CompanionProblem>, Trouble> {
        if let Err(until) = self.count_request().await? {
            return Ok(Err(CompanionProblem::TooOften(until)));
        }
        // It is over: begun anew then.
        let Some(handle) = connecting.handle() else { return Ok(Err(unreachable())) };
        let mut code = self.code(Value::Null);
        code.proof.expires_at = self.visit.now + self.visit.factor_policy().approval_lifetime;
        let to = (self.app, self.account, handle);
        let asked = companion_app::ask(self.visit, to, &code, RequestAbout::SetUp).await?;
        let Ok(request) = asked else { return Ok(Err(unreachable())) };
        code.proof.payload = json!({
            "place": self.place,
            "handle": handle,
            "bound": connecting.proof.payload["bound"],
            "request": request.document(),
        });
        self.keep(code.proof).await.map(Ok)
    }

    /// Counts a code that is typed, and asks the service about the request that it came with. The code is still to be
    /// compared.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn typed(
        &self,
        connecting: &Connecting,
        code: &str,
    ) -> Result<Result<TypedRequest, CompanionProblem>, Trouble> {
        let whose = self.account.id.to_string();
        let tried = Tried::new(Kind::CompanionAnswer, &whose);
        let asked = match attempts::count(self.visit, tried).await?.go() {
            Ok(attempt) => attempt,
            Err(until) => return Ok(Err(CompanionProblem::TooManyAttempts(until))),
        };
        let (visit, account) = (self.visit, self.account.id);
        let asking = Asking { tenant: &visit.tenant, now: visit.now };
        if let Err(problem) = asking.what_became_of(&connecting.proof).await? {
            return Ok(Err(CompanionProblem::Request(problem)));
        }
        match attempts::count(self.visit, Tried::new(Kind::Code, &whose)).await?.go() {
            Ok(attempt) if !attempt.is_moot() => {}
            Ok(_) => return Ok(Err(CompanionProblem::Wrong)),
            Err(until) => return Ok(Err(CompanionProblem::TooManyAttempts(until))),
        }
        Ok(Ok(TypedRequest {
            account,
            confirmed: connecting.proof.payload.clone(),
            digest: code_digest(&visit.app, PURPOSE, account, code),
            now: visit.now,
            asked,
        }))
    }

    fn code(&self, payload: Value) -> Mailed {
        Mailed::new(self.visit, PURPOSE, self.account.id, None, payload)
    }

    async fn count_request(&self) -> Result<Result<(), Timestamp>, Trouble> {
        let whose = self.account.id.to_string();
        let counted = attempts::count(self.visit, Tried::new(Kind::CompanionApp, &whose)).await?;
        Ok(counted.go().map(|_| ()))
    }

    async fn keep(&self, proof: ProofRecord) -> Result<(), Trouble> {
        let store = &self.visit.app.store;
        let kept = store.write(self.visit.tenant.id(), move |tx| tx.put_proof(&proof));
        let kept: Result<(), TxError> = kept.await;
        Ok(kept?)
    }
}

const fn unreachable() -> CompanionProblem {
    CompanionProblem::Request(RequestProblem::Unreachable)
}

/// A code that was typed, of a request that was approved.
pub struct TypedRequest {
    account: AccountId,
    confirmed: Value,
    digest: CodeDigest,
    now: Timestamp,
    asked: Attempt,
}

impl TypedRequest {
    /// Uses it up and keeps the app. `false`: it is not the code. A wrong one costs an attempt.
    ///
    /// # Errors
    /// As the transaction.
    pub fn keep(&self, tx: &mut dyn Tx) -> Result<bool, TxError> {
        let Self { account, ref confirmed, ref digest, now, ref asked } = *self;
        let spent = tx.spend_proof_by_code(account, PURPOSE.name(), digest, now)?;
        let spent = spent.filter(|proof| proof.payload == *confirmed);
        let Some(request) = spent.as_ref().and_then(Request::of) else { return Ok(false) };
        asked.succeeded(tx)?;
        let (handle, used_at) = (request.handle, Some(now));
        tx.put_companion_app(&CompanionAppRecord { account, handle, created_at: now, used_at })?;
        Ok(true)
    }
}
