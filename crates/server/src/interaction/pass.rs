//! One pass through the pages, loaded and found to belong to this browser.
use super::facts::{Facts, Question, takes_two};
use super::{Asked, AskedDevice, Progress, refused};
use crate::factors::{own_policy, refused_by, without};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::refusals::Refused;
use crate::terms;
use crate::themes;
use crate::visit::{Drawn, Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::{Acr, FactorPolicy};
use latchkey_base::{InteractionId, Reference};
use latchkey_oidc::authorize::{self, Checked, NextStep};
use latchkey_oidc::explain::BrowserFinding;
use latchkey_oidc::{Client, Context, Subjects};
use latchkey_store::{InteractionRecord, TxError};
use latchkey_ui::pages::{AlreadyDonePage, StartAgainPage, StartAgainReason};
use latchkey_ui::{App as AppView, Language, Page, Person};
use std::sync::Arc;

/// A pass and all it depends on, as of this request.
pub struct Pass {
    /// The browser.
    pub visit: Visit,
    /// Who asks.
    pub client: Arc<Client>,
    /// What, with the right to answer it.
    pub checked: Checked,
    /// How far it got.
    pub progress: Progress,
    /// Who is signed in here.
    pub facts: Facts,
    /// The device that it is for, if it is for one.
    pub device: Option<AskedDevice>,
    record: InteractionRecord,
}

/// A pass that can be gone on with, or the page that says why not.
pub enum Entered {
    /// Go on.
    Pass(Box<Pass>),
    /// Show this.
    Page(HttpResponse),
}

impl Pass {
    /// Loads the pass of that id.
    ///
    /// # Errors
    /// [`Trouble`] when there is no such pass or the database does not answer.
    pub async fn enter(mut visit: Visit, id: &str) -> Result<Entered, Trouble> {
        let id: InteractionId = id.parse().map_err(|_| Trouble::NotFound)?;
        let tenant = visit.tenant.id();
        let found = visit.app.store.read(tenant, move |tx| tx.interaction(id));
        let record = found.await.map_err(Trouble::from)?;
        let Some(record) = record else {
            let reason = StartAgainReason::Expired;
            return Ok(Entered::Page(start_again(&visit, None, reason, None)));
        };
        let Ok(asked) = serde_json::from_value::<Asked>(record.request.clone()) else {
            // No pass at all: a posted request that waits, or a row of another version.
            let reason = StartAgainReason::Expired;
            return Ok(Entered::Page(start_again(&visit, None, reason, None)));
        };
        let client = visit.app.store.client_by_key(tenant, asked.request.client).await?;
        let client = client.ok_or(Trouble::NotFound)?;
        // Security: whoever merely has the address sees nothing of the request, and gets no part in
        // it: the way on is the app, which begins one of their own.
        if record.browser != visit.browser() {
            let reason = StartAgainReason::OtherBrowser;
            return Ok(Entered::Page(start_again(&visit, Some(&client), reason, None)));
        }
        visit.speak(asked.request.ui_locales.as_deref());
        let restart = visit.path(&format!("/interaction/{id}/restart"));
        let over = |reason| {
            let page = start_again(&visit, Some(&client), reason, Some(&restart));
            Ok(Entered::Page(page))
        };
        if record.finished_at.is_some() && asked.device.is_some() {
            let path = visit.path(&format!("/interaction/{id}/connected"));
            return Ok(Entered::Page(visit.go(&path)));
        }
        if record.finished_at.is_some() && visit.is_posted {
            let path = visit.path(&format!("/interaction/{id}"));
            return Ok(Entered::Page(visit.go(&path)));
        }
        if record.finished_at.is_some() {
            return Ok(Entered::Page(already_done(&visit, &client)));
        }
        if record.expires_at <= visit.now {
            return over(StartAgainReason::Expired);
        }
        Self::load(visit, client, record, asked).await
    }

    async fn load(
        visit: Visit,
        client: Arc<Client>,
        record: InteractionRecord,
        asked: Asked,
    ) -> Result<Entered, Trouble> {
        let resumed = {
            let cx = visit.tenant.context(visit.now);
            authorize::resume(asked.request, Some(&client), &cx)
        };
        let checked = match resumed {
            Ok(checked) => checked,
            Err(refusal) => {
                let client = Some(client.as_ref());
                let page = refused::on_a_page(&visit, "interaction", client, &refusal);
                return Ok(Entered::Page(page));
            }
        };
        let progress: Progress = serde_json::from_value(record.progress.clone())
            .map_err(|_| Trouble::Internal("progress of an unknown shape".to_owned()))?;
        let question = Question {
            browser: visit.session,
            client: client.key,
            subjects: Subjects::of(&client, &visit.tenant.context(visit.now)),
            request: checked.request.clone(),
            takes_two: takes_two(&client, visit.tenant.settings()),
            refuses: refused_by(&client.metadata),
            is_own: client.is_account_pages(),
            factors: visit.factor_policy(),
            terms: terms::that_apply(&visit.tenant.settings().terms, &client, visit.now),
            settings: visit.tenant.settings().clone(),
            now: visit.now,
        };
        let so_far = progress.clone();
        let facts =
            visit.app.store.read(visit.tenant.id(), move |tx| question.ask(tx, &so_far)).await?;
        let device = asked.device;
        let pass = Self { visit, client, checked, progress, facts, device, record };
        Ok(Entered::Pass(Box::new(pass)))
    }

    /// Its id.
    pub fn id(&self) -> InteractionId {
        self.record.id
    }

    /// What the protocol needs to know.
    pub fn context(&self) -> Context<'_> {
        self.visit.tenant.context(self.visit.now)
    }

    /// What comes next.
    pub fn next_step(&self) -> NextStep<'_> {
        let facts = self.facts.browser(&self.progress, self.visit.cookies());
        authorize::next_step(&self.checked, &self.client, &facts, &self.context())
    }

    /// What a sign-in of that person must amount to here, by the request, by the client's registration and
    /// by what is demanded of them.
    pub fn asked_acr(&self, account: &Account) -> Option<Acr> {
        let policy = self.visit.tenant.policy();
        let asked = authorize::asked_acr(&self.checked.request, policy).and_then(Acr::parse);
        let two =
            takes_two(&self.client, self.visit.tenant.settings()) || account.takes_two_factors();
        asked.max(two.then_some(Acr::TwoFactors))
    }

    /// The tenant's rules about second factors, as they are for whom it is that asks and for the sign-in
    /// that is under way.
    pub fn factor_policy(&self) -> FactorPolicy {
        let policy = self.visit.factor_policy();
        let policy = if self.client.is_account_pages() { own_policy(&policy) } else { policy };
        let in_doubt = self.progress.signing_in.as_ref().is_some_and(|held| held.in_doubt);
        without(FactorPolicy { in_doubt, ..policy }, refused_by(&self.client.metadata))
    }

    /// The path of a step; the dispatcher's for an empty one.
    pub fn path(&self, step: &str) -> String {
        let slash = if step.is_empty() { "" } else { "/" };
        self.visit.path(&format!("/interaction/{}{slash}{step}", self.id()))
    }

    /// Sends the browser to the dispatcher, which knows what comes next.
    pub fn go_on(&self) -> HttpResponse {
        self.visit.go(&self.path(""))
    }

    /// Whether a form of this pass was posted from this browser.
    pub fn sent(&self, form: &Form) -> bool {
        self.visit.sent(form, &self.id().to_string())
    }

    /// The row with the progress as it is now, for [`latchkey_store::Tx::update_interaction`].
    pub fn record(&self) -> InteractionRecord {
        let progress = serde_json::to_value(&self.progress).unwrap_or_default();
        InteractionRecord { progress, ..self.record.clone() }
    }

    /// The row, over and done with.
    pub fn finished(&self) -> InteractionRecord {
        InteractionRecord { finished_at: Some(self.visit.now), ..self.record() }
    }

    /// The row of a device's pass, over and done with: whether the device was connected.
    pub fn decided(&self, connected: bool) -> InteractionRecord {
        let progress = Progress { connected: Some(connected), ..self.progress.clone() };
        let progress = serde_json::to_value(&progress).unwrap_or_default();
        InteractionRecord { progress, ..self.finished() }
    }

    /// Saves the progress. When another tab was faster its progress stays; the dispatcher will
    /// find out from the row what is still to be asked.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn save(&self) -> Result<(), Trouble> {
        let record = self.record();
        let saved =
            self.visit.app.store.write(self.visit.tenant.id(), move |tx| {
                tx.update_interaction(&record).map(|_| ())
            });
        saved.await.map_err(|error: TxError| error.into())
    }

    /// Renders a page of this pass.
    pub fn page(&self, status: StatusCode, draw: impl FnOnce(&Page<'_>) -> Drawn) -> HttpResponse {
        let purpose = self.id().to_string();
        let look = Look {
            status,
            language: self.language(),
            // The account pages are no app to be named: the page is the tenant's own.
            app: (!self.client.is_account_pages()).then(|| app_view(&self.client)),
            logo: self.visit.logo(&self.client),
            purpose: &purpose,
            leads_to: Some(self.checked.return_to.redirect_uri()).filter(|uri| !uri.is_empty()),
            frames: &[],
            approve: None,
            recovery: None,
            confirm: None,
            lock: None,
        };
        self.visit.page(look, draw)
    }

    /// The language of its pages.
    pub fn language(&self) -> Language {
        let person = self.facts.chosen(&self.checked.request, &self.progress);
        let locale = person.and_then(|person| person.account.profile.locale.as_deref());
        self.visit.language(self.checked.request.ui_locales.as_deref(), locale)
    }
}

/// The client as its pages show it.
pub fn app_view(client: &Client) -> AppView<'_> {
    let metadata = &client.metadata;
    AppView {
        name: metadata.client_name.as_deref().unwrap_or(&client.client_id),
        logo: None,
        policy_uri: web_link(metadata.policy_uri.as_deref()),
        tos_uri: web_link(metadata.tos_uri.as_deref()),
        home: web_link(metadata.client_uri.as_deref()),
        theme: themes::of_client(metadata),
    }
}

/// Security: a registered link becomes a link on our page only if it leads to the web, so that
/// none can carry a script; plain http only to this machine.
pub(super) fn web_link(uri: Option<&str>) -> Option<&str> {
    let url = url::Url::parse(uri?).ok()?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (url.scheme() == "https" || url.scheme() == "http" && local).then_some(uri).flatten()
}

/// Where people begin a sign-in at the app from a page of ours, if it has registered where (OIDC
/// Core §4).
pub fn login_link(visit: &Visit, client: &Client) -> Option<String> {
    let is_offered = client.metadata.initiate_login_uri.is_some() && !client.disabled;
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &client.client_id)
        .finish();
    is_offered.then(|| visit.path(&format!("/login?{query}")))
}

/// The app's home page, or where it seems to be at home.
fn home(visit: &Visit, client: &Client) -> Option<String> {
    let named = app_view(client).home.map(str::to_owned);
    let guessed = || client.metadata.redirect_uris.first().and_then(|uri| web_origin(uri));
    named.or_else(|| login_link(visit, client)).or_else(guessed)
}

/// Where an app that names no home page lives, as far as its redirect URI tells.
fn web_origin(redirect_uri: &str) -> Option<String> {
    let url = url::Url::parse(web_link(Some(redirect_uri))?).ok()?;
    Some(url.origin().ascii_serialization())
}

/// The person as pages show them.
pub fn person(account: &latchkey_accounts::Account) -> Person<'_> {
    Person {
        name: account.profile.name.as_deref(),
        login: account.email.as_deref().unwrap_or(&account.username),
    }
}

fn start_again(
    visit: &Visit,
    client: Option<&Client>,
    reason: StartAgainReason,
    restart_action: Option<&str>,
) -> HttpResponse {
    // Who wanted to sign in is better served where that begins than at the front door.
    let home = client.and_then(|client| login_link(visit, client).or_else(|| home(visit, client)));
    let reference = known(visit, client, reason).to_string();
    let look = Look {
        app: client.map(|client| AppView { home: home.as_deref(), ..app_view(client) }),
        logo: client.and_then(|client| visit.logo(client)),
        purpose: "restart",
        leads_to: client
            .and_then(|client| client.metadata.redirect_uris.first())
            .map(|u| u.as_str()),
        ..Look::plain(StatusCode::OK, visit.language(None, None))
    };
    visit.page(look, |page| {
        draw(&StartAgainPage { page, reason, restart_action, reference: &reference })
    })
}

/// Makes it known that a pass cannot be gone on with: to the app's developer it looks as if
/// nobody ever came back.
fn known(visit: &Visit, client: Option<&Client>, reason: StartAgainReason) -> Reference {
    let finding = match reason {
        StartAgainReason::Expired => BrowserFinding::Expired,
        StartAgainReason::OtherBrowser if visit.is_new() => BrowserFinding::NoCookie,
        StartAgainReason::OtherBrowser => BrowserFinding::OtherCookie,
    };
    visit.tenant.refused(Refused {
        endpoint: "interaction",
        error: "interaction_over",
        description: "the sign-in cannot be gone on with in this browser",
        finding: Some(&finding.into()),
        client: client.map(|client| client.client_id.as_str()),
        ..Refused::default()
    })
}

fn already_done(visit: &Visit, client: &Client) -> HttpResponse {
    let home = home(visit, client);
    let look = Look {
        app: Some(AppView { home: home.as_deref(), ..app_view(client) }),
        ..Look::plain(StatusCode::OK, visit.language(None, None))
    };
    visit.page(look, |page| draw(&AlreadyDonePage { page }))
}
