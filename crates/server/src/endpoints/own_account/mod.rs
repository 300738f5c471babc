//! What an app does at the account of the person whose token it brings (native contract U010, U011, U145 to
//! U147), and how an app helps somebody back into a locked account (U012, U013).
//!
//! Security: the token alone is not the person. Whoever found it would add a key of their own that outlives
//! it; so what adds a way in takes a sign-in that is fresh, shows all that the person has, and whose session
//! goes on, or a passkey that is shown for it. Cookies mean nothing here, but to who unlocks.
pub mod codes;
pub mod panic;
pub mod recover;
pub mod webauthn;

use super::envelope::refusal;
use super::reading::authorization;
use super::{Failure, bearer};
use crate::factors::{enrolled, has_own_second, lacks_own};
use crate::interaction::app_view;
use crate::middleware::Trouble;
use crate::passkeys::{ByApp, Declined};
use crate::refusals::Refused as Told;
use crate::standing::Connected;
use crate::tenant::Tenant;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::{Acr, Proof};
use latchkey_base::{Seconds, Timestamp};
use latchkey_oidc::explain::{Finding, OwnAccountFinding, TokenFinding};
use latchkey_oidc::own_account::{Demand, OwnAccount};
use latchkey_oidc::userinfo::{BearerError, token};
use latchkey_oidc::{Client, Grant, PresentedToken};
use latchkey_store::TxError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::num::NonZeroU32;
use std::sync::Arc;

/// Most octets of how an app names a question.
const LONGEST_STATE: usize = 128;
/// What bounds how often.
const OFTEN: &str = "http.account_calls_per_minute";

/// An app with a token of somebody.
struct Own<'a> {
    visit: &'a Visit,
    caller: OwnAccount,
    client: Arc<Client>,
}

/// What is known of the person.
struct Facts {
    account: Account,
    enrolled: Vec<Proof>,
    /// They have a second factor that their account asks for.
    has_second: bool,
    /// The session in which the token was given goes on.
    is_signed_in: bool,
    /// All that they have was shown in it.
    lacks_nothing: bool,
}

/// That it is the person who is there.
struct Fresh {
    /// How long that counts.
    until: Timestamp,
    /// The passkey that showed it, if it was not the sign-in behind the token.
    by_passkey: Option<Vec<u8>>,
}

/// A passkey that takes the place of a fresh sign-in, as the device signed it.
#[derive(Deserialize)]
struct Shown {
    credential: Map<String, Value>,
}

impl<'a> Own<'a> {
    /// The bearer of the token, if they may call at all.
    async fn find(
        visit: &'a Visit,
        request: &HttpRequest,
        named: &mut Option<Arc<Client>>,
    ) -> Result<Self, Refused> {
        let (tenant, app) = (&visit.tenant, &visit.app);
        let cx = tenant.context(visit.now);
        let presented = PresentedToken::read(token(authorization(request), None)?, &cx);
        let found = app.store.find(tenant.id(), presented.lookup()).await?;
        let over = presented.over_since(&found, &cx);
        let caller = OwnAccount::decide(presented.live(found, &cx), &cx);
        let caller = caller.map_err(|error| match over {
            Some(since) => error.because(TokenFinding::Expired(since)),
            None => error,
        })?;
        let client = app.store.client_by_key(tenant.id(), caller.grant().client).await?;
        named.clone_from(&client);
        OwnAccount::check(client.as_deref())?;
        let client = client.ok_or_else(|| BearerError::invalid_token("the client is gone"))?;
        Ok(Self { visit, caller, client })
    }

    /// Counts a call that costs a row. Security: per account, so that no app and nobody's stolen token
    /// is in the way of anybody else.
    fn admit(&self) -> Result<(), Refused> {
        let key = (self.visit.tenant.id(), self.grant().account);
        let admitted = self.visit.app.account_calls.admit(key, NonZeroU32::MIN);
        admitted.map_err(|wait| Refused::TooMany(wait, OFTEN))
    }

    fn grant(&self) -> &Grant {
        self.caller.grant()
    }

    /// To be looked at once more where something is changed.
    fn connected(&self) -> Connected {
        let Grant { account, session, client, .. } = *self.grant();
        let idle = self.visit.tenant.policy().lifetimes.session_idle;
        Connected { account, session, client, idle, now: self.visit.now }
    }

    /// What the app is called, where its owner reads of what it did.
    fn called(&self) -> String {
        app_view(&self.client).name.chars().take(crate::passkeys::LONGEST_LABEL).collect()
    }

    fn by_app<'b>(&'b self, state: Option<&'b str>) -> ByApp<'b> {
        let authorization = self.grant().authorization;
        ByApp { visit: self.visit, authorization, state: state.unwrap_or_default() }
    }

    async fn facts(&self) -> Result<Facts, Refused> {
        let (connected, policy) = (self.connected(), self.visit.factor_policy());
        let found = self.visit.app.store.read(self.visit.tenant.id(), move |tx| {
            let account = tx.account(connected.account)?;
            let active = account.filter(|held| held.status == AccountStatus::Active);
            let Some(account) = active else { return Ok(None) };
            let has_second = has_own_second(tx, &account, &policy)?;
            let session = connected.session(tx)?;
            let is_signed_in = session.is_some();
            let lacks_nothing = match session {
                Some(session) => !lacks_own(tx, (&account, &session.proofs), &policy)?,
                None => false,
            };
            let (enrolled, _) = enrolled(tx, &account)?;
            Ok::<_, TxError>(Some(Facts {
                account,
                enrolled,
                has_second,
                is_signed_in,
                lacks_nothing,
            }))
        });
        let found = found.await?;
        Ok(found.ok_or_else(|| BearerError::invalid_token("the account is not active"))?)
    }

    /// What a call takes that adds a way in.
    fn demand(&self, facts: &Facts) -> Demand {
        let max_age = self.visit.tenant.settings().accounts.fresh_for;
        Demand { max_age, acr: facts.has_second.then_some(Acr::TwoFactors.name()) }
    }

    /// Whether the sign-in behind the token is enough.
    fn meets(&self, facts: &Facts) -> Result<(), Refused> {
        let goes_on = facts.is_signed_in && facts.lacks_nothing;
        Ok(self.caller.meets(self.demand(facts), goes_on, self.visit.now)?)
    }

    /// The sign-in is over: as for one that is too old.
    fn over(&self, facts: &Facts) -> Refused {
        let judged = self.caller.meets(self.demand(facts), false, self.visit.now);
        judged.err().map_or(Refused::Trouble(Trouble::NotFound), Refused::Bearer)
    }

    /// That the person has just shown who they are: by `shown` if there is something, else by the sign-in.
    ///
    /// Security: a passkey that does not do is never made up for by the sign-in (native contract U141).
    async fn fresh(&self, facts: &Facts, shown: Option<Shown>) -> Result<Fresh, Refused> {
        let fresh_for = self.visit.tenant.settings().accounts.fresh_for;
        let Some(Shown { credential }) = shown else {
            self.meets(facts)?;
            let until = self.grant().auth_time + fresh_for;
            return Ok(Fresh { until, by_passkey: None });
        };
        if !facts.is_signed_in {
            return Err(self.over(facts));
        }
        let credential = Value::Object(credential).to_string();
        let signed = self.by_app(None).signed(facts.account.id, &credential).await?;
        match signed {
            Ok(by) => Ok(Fresh { until: self.visit.now + fresh_for, by_passkey: Some(by) }),
            Err(Declined::Wait(until)) => Err(self.throttled(until)),
            Err(declined) => {
                let error = BearerError::insufficient_user_authentication(self.demand(facts));
                Err(error.because(OwnAccountFinding::Passkey(declined.why())).into())
            }
        }
    }

    fn throttled(&self, until: Timestamp) -> Refused {
        Refused::TooMany(until.since(self.visit.now).max(Seconds::new(1)), "throttle")
    }
}

/// The members of a body, which may be missing where none is demanded.
fn members<T: DeserializeOwned>(body: &[u8], form: &'static str) -> Result<T, Refused> {
    let members = match body.is_empty() {
        true => Ok(Map::new()),
        false => serde_json::from_slice::<Map<String, Value>>(body),
    };
    let read = members.and_then(|members| serde_json::from_value(Value::Object(members)));
    read.map_err(|_| Refused::Request(form.to_owned()))
}

/// How an app names a question, if that is a name.
fn state(state: Option<&str>) -> Result<Option<&str>, Refused> {
    match state {
        Some(state) if state.is_empty() || state.len() > LONGEST_STATE => {
            Err(Refused::Request("state must have 1 to 128 octets".to_owned()))
        }
        state => Ok(state),
    }
}

/// Answers a call: whether the tenant has it, and who asks, comes first, for all of them.
async fn answer(
    endpoint: &'static str,
    (visit, request): (&Visit, &HttpRequest),
    act: impl AsyncFnOnce(&Own<'_>) -> Result<HttpResponse, Refused>,
) -> HttpResponse {
    let mut client = None;
    let answered = async {
        is_there(&visit.tenant)?;
        let own = Own::find(visit, request, &mut client).await?;
        act(&own).await
    };
    let answered = answered.await;
    settle((endpoint, &visit.tenant), request, client.as_deref(), answered)
}

/// Whether the tenant lets apps do any of this.
fn is_there(tenant: &Tenant) -> Result<(), Refused> {
    if tenant.policy().account_calls { Ok(()) } else { Err(Trouble::NotFound.into()) }
}

enum Refused {
    Bearer(BearerError),
    /// What was sent is not what is taken.
    Request(String),
    /// In the words of the contract: it names another account than the token (403), or something is
    /// missing (428), or a password does not do (417) (native contract U011 to U013).
    Said(StatusCode, &'static str),
    /// Too much is asked: when again, and by which bound.
    TooMany(Seconds, &'static str),
    Trouble(Trouble),
}

refused_as_any_call!(Refused);

/// The answer; refusals have the words of the native contract (native contract §1.4).
fn settle(
    (endpoint, tenant): (&'static str, &Tenant),
    request: &HttpRequest,
    client: Option<&Client>,
    answered: Result<HttpResponse, Refused>,
) -> HttpResponse {
    let client = client.map(|client| client.client_id.as_str());
    let (status, error, finding) = match answered {
        Ok(response) => return response,
        Err(Refused::Bearer(error)) => return bearer::refuse(tenant, endpoint, error, client),
        Err(Refused::Trouble(trouble)) if trouble.status_code() == StatusCode::NOT_FOUND => {
            return trouble.error_response();
        }
        Err(Refused::Trouble(trouble)) => {
            return Failure::from(trouble).answer(tenant, endpoint, client);
        }
        Err(Refused::Request(why)) => {
            (StatusCode::BAD_REQUEST, "ValidationError", OwnAccountFinding::Request(why))
        }
        Err(Refused::Said(status, why)) => {
            let error = status.canonical_reason().unwrap_or_default();
            (status, error, OwnAccountFinding::Request(why.to_owned()))
        }
        Err(Refused::TooMany(wait, limit)) => {
            let finding = OwnAccountFinding::TooMany { wait, limit: limit.to_owned() };
            (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", finding)
        }
    };
    let (description, wait) = match &finding {
        OwnAccountFinding::Request(why) => (why.as_str(), None),
        OwnAccountFinding::TooMany { wait, .. } => ("too much is asked", Some(wait.get())),
        _ => ("", None),
    };
    let told = Told { endpoint, error, description, client, ..Told::default() };
    let reference = tenant.refused(Told { finding: Some(&Finding::from(finding.clone())), ..told });
    let message = format!("{description} (reference {reference})");
    let mut response = refusal(request, (status, error, &message), None);
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}
