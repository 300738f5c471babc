//! A person's browser at one of our pages: who they are to us, and how we answer.
use crate::app::App;
use crate::cookies::CookieToken;
use crate::form::Form;
use crate::middleware::{Csp, Trouble};
use crate::tenant::Tenant;
use crate::themes;
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::future::LocalBoxFuture;
use latchkey_accounts::Account;
use latchkey_authn::throttle::work::{ITERATIONS, PARTS, zeros};
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_base::{AccountId, Timestamp, TokenHash};
use latchkey_oidc::authorize::Cookies;
use latchkey_oidc::{Client, SessionState};
use latchkey_ui::{
    App as AppView, Language, Page, RenderError, Scheme, Template, Tenant as TenantView,
    Work as WorkView,
};
use std::net::IpAddr;

/// One request of a browser to a hosted page.
pub struct Visit {
    /// The application.
    pub app: Data<App>,
    /// Whose page.
    pub tenant: Tenant,
    /// The one time of this request.
    pub now: Timestamp,
    /// Where it came from, as far as trusted proxies tell.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The browser's session cookie.
    pub session: Option<TokenHash>,
    /// The browser's cookie of known accounts.
    pub known: Option<String>,
    /// The browser's cookie of the account pages.
    pub mark: Option<String>,
    /// The browser's cookie of remembered browsers.
    pub remembered: Option<String>,
    /// Light or dark, where this browser was told which.
    pub scheme: Option<Scheme>,
    /// What the form of the page that is shown next asks the browser to work for.
    pub work: Option<String>,
    /// Whether a form was sent: its answer is no page that the browser can come back to.
    pub is_posted: bool,
    browser: CookieToken,
    browser_is_new: bool,
    /// What session management knows the browser by, where the tenant has it.
    state: Option<CookieToken>,
    state_is_new: bool,
    ui_locales: Option<String>,
    accept_language: Option<String>,
}

impl Visit {
    /// Sets no browser cookie. Security: a browser leaves its cookies out of what another site
    /// posts, so a new one would replace one that is there, and with it what hangs on it.
    pub fn keep_browser(&mut self) {
        self.browser_is_new = false;
        self.state_is_new = false;
    }

    /// What a client is told of the browser's state, where the tenant has session management.
    pub fn session_state<'a>(&'a self, client: &'a Client) -> Option<SessionState<'a>> {
        let state = self.state.as_ref()?;
        Some(SessionState::new(client, state.text(), &*self.app.entropy))
    }

    /// Somebody has signed in or out: gives the browser another state (OIDC Session Management
    /// §3.2).
    ///
    /// # Errors
    /// [`Trouble::Internal`] for a cookie that cannot be a header; none of ours.
    pub fn change_state(&self, answer: &mut HttpResponse) -> Result<(), Trouble> {
        if self.state.is_none() {
            return Ok(());
        }
        let cookie = self.state_cookie(&CookieToken::new(&*self.app.entropy));
        answer.del_cookie(cookie.name());
        answer.add_cookie(&cookie).map_err(|error| Trouble::Internal(error.to_string()))
    }

    fn state_cookie(&self, state: &CookieToken) -> Cookie<'static> {
        let age = self.tenant.policy().lifetimes.session;
        self.app.cookies.set_state(self.tenant.id(), state, age)
    }

    /// Whether the browser brought no cookie of ours.
    pub fn is_new(&self) -> bool {
        self.browser_is_new
    }

    /// Which cookies the browser brought, for whoever asks why nobody is signed in.
    pub fn cookies(&self) -> Cookies {
        match self.session {
            Some(_) => Cookies::Session,
            None if self.browser_is_new => Cookies::None,
            None => Cookies::Others,
        }
    }

    /// The tenant's rules about second factors, as far as they can be kept here: where there is no
    /// party that passkeys could be for, nobody is asked for one, whatever they have.
    pub fn factor_policy(&self) -> FactorPolicy {
        let mut policy = self.tenant.settings().factors.clone();
        if self.app.passkeys.is_none() {
            policy.allowed.retain(|factor| *factor != Proof::Passkey);
        }
        if self.app.companion_app.is_none() {
            policy.out_of_reach.push(Proof::CompanionApp);
        }
        policy
    }

    /// SHA-256 of the browser cookie.
    pub fn browser(&self) -> TokenHash {
        self.browser.hash()
    }

    /// The browser, if that account was signed in to here before.
    pub fn known_browser(&self, account: Option<AccountId>) -> Option<TokenHash> {
        let browser = self.browser();
        let knows =
            |account| self.app.known_browsers.knows(self.known.as_deref(), &browser, account);
        account.is_some_and(knows).then_some(browser)
    }

    /// The hidden field of a form with that purpose.
    pub fn csrf(&self, purpose: &str) -> String {
        self.app.csrf.token(&self.browser(), purpose)
    }

    /// Whether a posted form came from a page of ours in this browser.
    pub fn sent(&self, form: &Form, purpose: &str) -> bool {
        !self.browser_is_new && self.app.csrf.check(form.get("csrf"), &self.browser(), purpose)
    }

    /// The language of a page: what the app asked for, then the person's, then the browser's.
    pub fn language(&self, ui_locales: Option<&str>, account: Option<&str>) -> Language {
        let asked = ui_locales.or(self.ui_locales.as_deref()).unwrap_or_default();
        let asked: Vec<&str> = asked.split(' ').collect();
        latchkey_ui::negotiate(&asked, account, self.accept_language.as_deref())
    }

    /// The language of a mail to the owner of an account: theirs, whoever it is that causes it.
    pub fn language_of(&self, account: &Account) -> Language {
        match account.profile.locale.as_deref() {
            Some(locale) => {
                latchkey_ui::negotiate(&[locale], None, self.accept_language.as_deref())
            }
            None => self.language(None, None),
        }
    }

    /// What the app asked for, when it stands in a stored request and not in this address.
    pub fn speak(&mut self, ui_locales: Option<&str>) {
        if let Some(asked) = ui_locales {
            self.ui_locales = Some(asked.to_owned());
        }
    }

    /// The path of a page of this tenant; `rest` begins with a slash.
    pub fn path(&self, rest: &str) -> String {
        format!("/{}{rest}", self.tenant.record().group)
    }

    /// Where the client's logo is served, if it has registered one. The address changes with
    /// what was registered, so that browsers may keep the picture.
    pub fn logo(&self, client: &Client) -> Option<String> {
        let version = TokenHash::of(client.metadata.logo_uri.as_deref()?);
        let version: String =
            version.as_bytes().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Some(self.path(&format!("/logo/{}?v={version}", client.key)))
    }

    /// Renders a page in the look of its app, or else the tenant's.
    pub fn page(&self, look: Look<'_>, draw: impl FnOnce(&Page<'_>) -> Drawn) -> HttpResponse {
        let record = self.tenant.record();
        let branding = &record.settings.branding;
        let theme = look.app.map(|app| app.theme).unwrap_or_default();
        let theme = theme.over(themes::of_tenant(branding)).in_scheme(self.scheme);
        // The address says what the sheet holds, and nothing about which app it is for.
        let theme = theme
            .file()
            .map(|file| format!("/{}/theme/{file}?v={}", record.group, theme.version()));
        let (csrf, home) = (self.csrf(look.purpose), self.path(""));
        let page = Page {
            language: look.language,
            tenant: TenantView {
                name: branding.display_name.as_deref().unwrap_or(&record.name),
                theme: theme.as_deref(),
                policy_uri: branding.policy_uri.as_deref(),
                tos_uri: branding.tos_uri.as_deref(),
                home: Some(&home),
            },
            app: look.app.map(|app| AppView { logo: look.logo.as_deref(), ..app }),
            scheme: self.scheme,
            csrf: &csrf,
            work: self.work.as_deref().map(|challenge| WorkView {
                challenge,
                zeros: zeros(record.settings.throttle.proof_of_work.bits),
                parts: PARTS,
                iterations: ITERATIONS.get(),
            }),
            approve_url: look.approve,
            recovery_url: look.recovery,
            confirm_url: look.confirm,
            lock_url: look.lock,
        };
        let html = match draw(&page) {
            Ok(html) => html,
            Err(error) => {
                tracing::error!(%error, "a page did not render");
                return HttpResponse::InternalServerError().finish();
            }
        };
        let csp = match look.leads_to {
            Some(uri) => Csp::page().form_action(uri),
            None => Csp::page(),
        };
        let csp = csp.frames(look.frames.iter().map(String::as_str));
        self.answer(look.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, csp.value()))
            .body(html)
    }

    /// Sends the browser to `location` by GET (303, RFC 9700 §4.12).
    pub fn go(&self, location: &str) -> HttpResponse {
        self.answer(StatusCode::SEE_OTHER).insert_header((header::LOCATION, location)).finish()
    }

    /// An answer that brings the browser cookie if the browser has none yet.
    pub fn answer(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut answer = HttpResponse::build(status);
        if self.browser_is_new {
            answer.cookie(self.app.cookies.set_browser(&self.browser));
        }
        if let Some(state) = self.state.as_ref().filter(|_| self.state_is_new) {
            answer.cookie(self.state_cookie(state));
        }
        answer
    }
}

/// A rendered template.
pub type Drawn = Result<String, RenderError>;

/// Renders a template.
pub fn draw(template: &impl Template) -> Drawn {
    template.render()
}

/// What one page needs beside its own content.
pub struct Look<'a> {
    /// The status of the answer.
    pub status: StatusCode,
    /// Its language.
    pub language: Language,
    /// The app the person came from.
    pub app: Option<AppView<'a>>,
    /// The path of its logo: [`Visit::logo`].
    pub logo: Option<String>,
    /// What its forms are for: the purpose of their CSRF token.
    pub purpose: &'a str,
    /// Where a form of it may end: the client's redirect URI.
    pub leads_to: Option<&'a str>,
    /// The addresses of its frames.
    pub frames: &'a [String],
    /// Where a sign-in can be approved that waits for it.
    pub approve: Option<&'a str>,
    /// Where a request to get in without the second step can be stopped.
    pub recovery: Option<&'a str>,
    /// Where an app waits for a confirmation.
    pub confirm: Option<&'a str>,
    /// Where the account that it is about can be locked.
    pub lock: Option<&'a str>,
}

impl Look<'_> {
    /// A page of the tenant alone, in `language`, without a form.
    pub fn plain(status: StatusCode, language: Language) -> Self {
        Self {
            status,
            language,
            app: None,
            logo: None,
            purpose: "none",
            leads_to: None,
            frames: &[],
            approve: None,
            recovery: None,
            confirm: None,
            lock: None,
        }
    }
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let tenant = Tenant::from_request(request, payload);
        let app = request.app_data::<Data<App>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let app = app.ok_or_else(|| Trouble::Internal("no app".to_owned()))?;
            let tenant = tenant.await?;
            let header = |name: header::HeaderName| {
                request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
            };
            let browser = app.cookies.browser(&request);
            let session = app.cookies.session(&request, tenant.id());
            let keeps_state = tenant.policy().session_management;
            let state = keeps_state.then(|| app.cookies.state(&request, tenant.id())).flatten();
            let state_is_new = keeps_state && state.is_none();
            let new_state = state_is_new.then(|| CookieToken::new(&*app.entropy));
            Ok(Self {
                now: app.clock.now(),
                address: app.client_address(&request),
                user_agent: header(header::USER_AGENT).unwrap_or_default(),
                ui_locales: Form::parse(request.query_string().as_bytes())
                    .get("ui_locales")
                    .map(str::to_owned),
                accept_language: header(header::ACCEPT_LANGUAGE),
                session: session.map(|token| token.hash()),
                known: app.cookies.known(&request),
                mark: app.cookies.mark(&request, tenant.id()),
                remembered: app.cookies.remembered(&request, tenant.id()),
                scheme: app.cookies.scheme(&request),
                state: state.or(new_state),
                state_is_new,
                work: None,
                is_posted: request.method() == Method::POST,
                browser_is_new: browser.is_none(),
                browser: browser.unwrap_or_else(|| CookieToken::new(&*app.entropy)),
                app,
                tenant,
            })
        })
    }
}
