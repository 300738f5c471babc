//! Asking people in the operator's own app on their phone, and what they answered there (native contract §7, U139).
//!
//! A request shows a code. It counts when it is typed where the request was sent from, and when the app's service says,
//! asked by us, that the request was approved.
use crate::app::App;
use crate::events::Events;
use crate::interaction::{Mailed, Purpose, Told};
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use crate::visit::Visit;
use actix_web::web::Data;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_accounts::{Account, EventKind};
use latchkey_base::{CodeDigest, CompanionId, Secret, Timestamp};
use latchkey_oidc::companion_token;
use latchkey_outbound::{
    Answered, Challenge, ChallengeContent, ChallengeOption, CompanionApp, CompanionError,
    DeliverySettings, Interaction, next_attempt,
};
use latchkey_store::{CompanionRelease, OutboxMessage, ProofRecord, Tx, TxError, Unavailable};
use latchkey_ui::mail::Notice;
use latchkey_ui::{RequestAbout, RequestText, request_text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the nonces of callbacks are digests for.
const NONCE: &str = "companion app callback";
/// Colours of what can be pressed.
const YES: &str = "#107c41";
const NO: &str = "#c42b1c";

/// What a request is called, by the app's service and by us, and whom it is for: kept with its code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// By the service.
    pub id: String,
    /// By us: what the row of its code is found by. Security: nobody but the service knows it.
    pub uid: String,
    /// What the service knows the person by.
    pub handle: CompanionId,
}

impl Request {
    /// That of a proof.
    pub fn of(proof: &ProofRecord) -> Option<Self> {
        serde_json::from_value(proof.payload["request"].clone()).ok()
    }

    /// As it is kept with a proof.
    pub fn document(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn interaction(&self) -> Interaction {
        Interaction { uid: self.uid.clone(), account_id: self.handle.to_string() }
    }
}

/// A token for one call.
fn token(tenant: &Tenant, app: &CompanionApp, now: Timestamp) -> Result<Secret<String>, Trouble> {
    let token = companion_token(app.audience(), &tenant.context(now));
    token.map_err(|error| Trouble::Internal(format!("{error:?}")))
}

/// Tells the app's service that there is somebody whom we know by that name; what it answers leads people on there.
///
/// Security: the name is a new one at each set-up. Somebody else may have begun one before, with the password alone: what
/// they connected, or connect later, is under another name, which is never asked.
///
/// # Errors
/// [`Trouble::Internal`] when a key is missing.
pub async fn bind(
    visit: &Visit,
    app: &CompanionApp,
    handle: CompanionId,
) -> Result<Result<Vec<(String, String)>, CompanionError>, Trouble> {
    let token = token(&visit.tenant, app, visit.now)?;
    Ok(noted(app.bind(&token, &handle.to_string()).await))
}

/// Sends a request with that code.
///
/// # Errors
/// [`Trouble::Internal`] when a key is missing.
pub async fn ask(
    visit: &Visit,
    (app, account, handle): (&CompanionApp, &Account, CompanionId),
    code: &Mailed,
    about: RequestAbout<'_>,
) -> Result<Result<Request, CompanionError>, Trouble> {
    let token = token(&visit.tenant, app, visit.now)?;
    let interaction = Interaction { uid: code.link().to_owned(), account_id: handle.to_string() };
    let record = visit.tenant.record();
    let tenant = record.settings.branding.display_name.as_deref().unwrap_or(&record.name);
    let texts = (tenant, code.code());
    let text = request_text(visit.language_of(account), texts, about);
    let RequestText { title, body, notification, approve, decline } = text;
    let lifetime = code.proof.expires_at.since(visit.now).get();
    let challenge = Challenge {
        account_id: interaction.account_id.clone(),
        duration: if lifetime % 60 == 0 {
            format!("{}m", lifetime / 60)
        } else {
            format!("{lifetime}s")
        },
        callback: callback(&visit.tenant, &interaction),
        interaction_details: interaction,
        content: ChallengeContent { title, header: tenant.to_owned(), body },
        options: vec![
            ChallengeOption { title: approve, color: YES },
            ChallengeOption { title: decline, color: NO },
        ],
        notification,
    };
    let asked = noted(app.challenge(&token, &challenge).await);
    Ok(asked.map(|id| Request { id, uid: challenge.interaction_details.uid, handle }))
}

/// Why a request does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestProblem {
    /// Nobody has answered it.
    Waiting,
    /// It was declined.
    Denied,
    /// The service does not say.
    Unreachable,
}

/// Asking for an answer.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// Where.
    pub tenant: &'a Tenant,
    /// Now.
    pub now: Timestamp,
}

impl Asking<'_> {
    /// Asks the service what became of the request that stands with that proof. One that was declined is written
    /// down as that.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn what_became_of(
        &self,
        proof: &ProofRecord,
    ) -> Result<Result<(), RequestProblem>, Trouble> {
        let (Some(app), Some(request)) = (&self.tenant.app().companion_app, Request::of(proof))
        else {
            return Ok(Err(RequestProblem::Unreachable));
        };
        if is_denied(proof) {
            return Ok(Err(RequestProblem::Denied));
        }
        let token = token(self.tenant, app, self.now)?;
        let asked = (request.id.as_str(), &request.interaction());
        Ok(match noted(app.validate(&token, asked).await) {
            Ok(Answered::Approved) => Ok(()),
            Ok(Answered::Not) => Err(RequestProblem::Waiting),
            Err(_) => Err(RequestProblem::Unreachable),
            Ok(Answered::Denied) => {
                self.deny(proof, request).await?;
                Err(RequestProblem::Denied)
            }
        })
    }

    /// Voids the code of a request that was declined. If it was a sign-in, that is noted, and the person hears of it:
    /// somebody has shown their password. Nobody is asked again for a while.
    async fn deny(&self, proof: &ProofRecord, request: Request) -> Result<(), Trouble> {
        let Self { now, tenant } = *self;
        let (account, purpose) = (proof.account, proof.purpose.clone());
        let name = tenant.app().companion_app.as_ref().map_or("", |app| app.name()).to_owned();
        let told = match Purpose::parse(&purpose) {
            Some(Purpose::CompanionApp) => {
                let found = tenant.app().store.read(tenant.id(), move |tx| tx.account(account));
                let found: Result<Option<Account>, TxError> = found.await;
                let notice = Notice::SignInDeclined { app: &name };
                // What happened waits for no template.
                found?.and_then(|who| {
                    let told = Told::beside(tenant, now, &who, &notice);
                    told.inspect_err(|error| tracing::error!(%error, "a notice is lost")).ok()?
                })
            }
            _ => None,
        };
        let events = Events::beside(tenant, now);
        // Nothing more is asked for so long after a no.
        let until = now + tenant.settings().factors.companion_app_pause;
        let denied = tenant.app().store.write(tenant.id(), move |tx| {
            let held = tx.proof_of(account, &purpose, now)?;
            let held = held.filter(|held| Request::of(held).as_ref() == Some(&request));
            let Some(mut held) = held.filter(|held| !is_denied(held)) else { return Ok(()) };
            held.code = None;
            held.payload["denied"] = json!(true);
            held.expires_at = until;
            tx.put_proof(&held)?;
            if Purpose::parse(&purpose) == Some(Purpose::CompanionApp) {
                let to = held.payload["to"].as_str().unwrap_or_default();
                events.note_of(tx, account, (EventKind::SignInDenied, to))?;
            }
            told.iter().try_for_each(|told| told.put(tx))
        });
        let denied: Result<(), TxError> = denied.await;
        denied?;
        tenant.app().message_queued.notify_one();
        Ok(())
    }
}

/// Until when nobody is asked again, after a no to what stands with that proof.
pub fn paused_until(proof: &ProofRecord) -> Option<Timestamp> {
    is_denied(proof).then_some(proof.expires_at)
}

/// Whether its request was declined.
fn is_denied(proof: &ProofRecord) -> bool {
    proof.payload["denied"] == true
}

/// Says to the operator what did not work.
fn noted<T>(result: Result<T, CompanionError>) -> Result<T, CompanionError> {
    if let Err(error) = &result {
        tracing::warn!(number = "LK-1511", %error, "the companion app's service is of no help");
    }
    result
}

/// Where the service says that there is an answer. It holds the tenant, and a nonce for this request only.
fn callback(tenant: &Tenant, interaction: &Interaction) -> String {
    let (base, group) = (&tenant.app().public_url, &tenant.record().group);
    let nonce = tenant.app().codes.digest(NONCE, &named(tenant, interaction));
    let nonce = URL_SAFE_NO_PAD.encode(nonce.as_bytes());
    format!("{base}/api/{group}/mfa/callback?nonce={nonce}")
}

/// Whether this is the nonce of that request: a keyed digest over what it is called, which nobody makes up without our
/// key.
pub fn is_nonce(tenant: &Tenant, interaction: &Interaction, given: &str) -> bool {
    let octets = URL_SAFE_NO_PAD.decode(given).ok().and_then(|octets| octets.try_into().ok());
    octets.map(CodeDigest::from_bytes).is_some_and(|digest| {
        tenant.app().codes.matches(NONCE, &named(tenant, interaction), &digest)
    })
}

fn named(tenant: &Tenant, Interaction { uid, account_id }: &Interaction) -> String {
    format!("{} {account_id} {uid}", tenant.id())
}

/// Makes one attempt to have the service forget somebody's devices, and writes down what came of it.
///
/// # Errors
/// As the transaction.
pub async fn release(app: &Data<App>, message: &OutboxMessage) -> Result<(), TxError> {
    let Some(release) = CompanionRelease::read(message) else { return Ok(()) };
    let (tenant, now) = (release.tenant, app.clock.now());
    let left = match forget(app, &release, now).await? {
        Ok(()) => None,
        Err(reason) => {
            let settings = DeliverySettings::default();
            let due_at = next_attempt(now, release.attempts, &settings, &*app.entropy);
            let is_late = due_at >= release.expires_at;
            tracing::warn!(
                number = "LK-1512", %tenant, handle = %release.handle, %reason, given_up = is_late,
                "the companion app's service has not forgotten somebody's devices"
            );
            Some(due_at).filter(|_| !is_late)
        }
    };
    let write = move |tx: &mut dyn Tx| match left {
        Some(due_at) => tx.postpone_message(release.id, due_at),
        None => tx.delete_message(release.id),
    };
    app.store.write(tenant, write).await
}

async fn forget(
    app: &Data<App>,
    release: &CompanionRelease,
    now: Timestamp,
) -> Result<Result<(), String>, TxError> {
    // Another node may have one.
    let Some(companion) = &app.companion_app else { return Ok(Err("there is none".to_owned())) };
    let snapshot = app.store.tenant_by_id(release.tenant).await;
    let snapshot =
        snapshot.map_err(|error: Unavailable| TxError::Unavailable(error.to_string()))?;
    let Some(snapshot) = snapshot else { return Ok(Ok(())) };
    let token = companion_token(companion.audience(), &Tenant::of(app, snapshot).context(now));
    let token = match token {
        Ok(token) => token,
        Err(error) => return Ok(Err(format!("{error:?}"))),
    };
    let forgotten = companion.forget(&token, &release.handle.to_string()).await;
    Ok(forgotten.map_err(|error| error.to_string()))
}
