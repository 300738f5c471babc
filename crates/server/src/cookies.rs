//! The cookies of the hosted pages.
//!
//! `lk_b` names a browser: it binds interactions and CSRF tokens, lives long, and proves nothing
//! about a person. `lk_s_…` names the browser's signed-in sessions at one tenant; its value is
//! new after every sign-in, so that a planted one is worth nothing. `lk_k` remembers which accounts
//! the browser has signed in to. `lk_o_…` is the browser state of session management, where a
//! tenant has switched that on: no secret, for a script of ours has to read it. `lk_a_…` says whose
//! account the account pages show, `lk_r_…` whose second step this browser stands in for, `lk_u_…` that
//! an account is being unlocked from here by an app, `lk_c` whether pages are light or dark.
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use latchkey_base::{Entropy, Seconds, Secret, TenantId, TokenHash};
use latchkey_ui::Scheme;

/// How cookies are named and flagged, decided once by the public URL.
#[derive(Clone, Copy, Debug)]
pub struct CookieStyle {
    /// The public URL is https: `__Host-` names and `Secure`.
    pub secure: bool,
    /// How long those are kept that outlive every session: of the browser, of the accounts that it
    /// knows, of light and dark.
    pub kept_for: Seconds,
}

/// A cookie's value.
pub struct CookieToken(Secret<String>);

impl CookieToken {
    /// A new one.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(entropy.token(""))
    }

    /// What the database keeps of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.expose())
    }

    /// Its text. Security: for cookies, and for the browser state, which is no secret.
    pub fn text(&self) -> &str {
        self.0.expose()
    }

    /// Reads a value that came from a browser; anything that is not ours counts as absent.
    fn parse(value: &str) -> Option<Self> {
        let ours = value.len() == 43
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        ours.then(|| Self(Secret::from(value)))
    }
}

impl CookieStyle {
    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn session_name(self, tenant: TenantId) -> String {
        self.name(&format!("lk_s_{}", of_tenant(tenant)))
    }

    /// The name of the cookie with the browser state of a tenant.
    pub fn state_name(self, tenant: TenantId) -> String {
        self.name(&format!("lk_o_{}", of_tenant(tenant)))
    }

    fn read(request: &HttpRequest, name: &str) -> Option<CookieToken> {
        request.cookie(name).and_then(|cookie| CookieToken::parse(cookie.value()))
    }

    fn build(self, name: String, value: String, age: Seconds) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(age.get()))
            .finish()
    }

    /// The browser cookie, if the browser sent one.
    pub fn browser(self, request: &HttpRequest) -> Option<CookieToken> {
        Self::read(request, &self.name("lk_b"))
    }

    /// Sets the browser cookie.
    pub fn set_browser(self, token: &CookieToken) -> Cookie<'static> {
        self.build(self.name("lk_b"), token.0.expose().clone(), self.kept_for)
    }

    /// The session cookie of a tenant, if the browser sent one.
    pub fn session(self, request: &HttpRequest, tenant: TenantId) -> Option<CookieToken> {
        Self::read(request, &self.session_name(tenant))
    }

    /// Sets the session cookie of a tenant.
    pub fn set_session(
        self,
        tenant: TenantId,
        token: &CookieToken,
        age: Seconds,
    ) -> Cookie<'static> {
        self.build(self.session_name(tenant), token.0.expose().clone(), age)
    }

    /// The browser state of a tenant, if the browser sent one.
    pub fn state(self, request: &HttpRequest, tenant: TenantId) -> Option<CookieToken> {
        Self::read(request, &self.state_name(tenant))
    }

    /// Sets the browser state of a tenant. A frame within pages of other sites must see it (OIDC
    /// Session Management §3.2); over plain http browsers allow that to pages of the same host only.
    pub fn set_state(self, tenant: TenantId, token: &CookieToken, age: Seconds) -> Cookie<'static> {
        let mut cookie = self.build(self.state_name(tenant), token.text().to_owned(), age);
        cookie.set_http_only(false);
        if self.secure {
            cookie.set_same_site(SameSite::None);
        }
        cookie
    }

    /// The value of the cookie of known accounts ([`crate::known_browsers`]).
    pub fn known(self, request: &HttpRequest) -> Option<String> {
        request.cookie(&self.name("lk_k")).map(|cookie| cookie.value().to_owned())
    }

    /// Sets the cookie of known accounts.
    pub fn set_known(self, value: String) -> Cookie<'static> {
        self.build(self.name("lk_k"), value, self.kept_for)
    }

    /// Whether pages shall be light or dark in this browser, if somebody has said so.
    pub fn scheme(self, request: &HttpRequest) -> Option<Scheme> {
        Scheme::parse(request.cookie(&self.name("lk_c"))?.value())
    }

    /// Sets that; `None` for what the device prefers, which is no cookie.
    pub fn set_scheme(self, scheme: Option<Scheme>) -> Cookie<'static> {
        let age = if scheme.is_some() { self.kept_for } else { Seconds::new(0) };
        let value = scheme.map(Scheme::name).unwrap_or_default();
        self.build(self.name("lk_c"), value.to_owned(), age)
    }

    /// The value of the cookie of the account pages ([`crate::account`]).
    pub fn mark(self, request: &HttpRequest, tenant: TenantId) -> Option<String> {
        request.cookie(&self.mark_name(tenant)).map(|cookie| cookie.value().to_owned())
    }

    /// Sets the cookie of the account pages.
    pub fn set_mark(self, tenant: TenantId, value: String, age: Seconds) -> Cookie<'static> {
        self.build(self.mark_name(tenant), value, age)
    }

    /// The value of the cookie of remembered browsers ([`crate::remembered_browsers`]).
    pub fn remembered(self, request: &HttpRequest, tenant: TenantId) -> Option<String> {
        request.cookie(&self.remembered_name(tenant)).map(|cookie| cookie.value().to_owned())
    }

    /// Sets the cookie of remembered browsers. Security: it is read from what our own pages post, so
    /// a browser sends it along with nothing that another site makes it do.
    pub fn set_remembered(self, tenant: TenantId, value: String, age: Seconds) -> Cookie<'static> {
        let mut cookie = self.build(self.remembered_name(tenant), value, age);
        cookie.set_same_site(SameSite::Strict);
        cookie
    }

    /// What says that the unlocking of an account began here, if it was sent along (native contract U013).
    pub fn unlocking(self, request: &HttpRequest, tenant: TenantId) -> Option<CookieToken> {
        Self::read(request, &self.unlocking_name(tenant))
    }

    /// Sets that, or takes it back (native contract U012, DO BETTER).
    pub fn set_unlocking(
        self,
        tenant: TenantId,
        token: Option<&CookieToken>,
        age: Seconds,
    ) -> Cookie<'static> {
        let (value, age) = match token {
            Some(token) => (token.text().to_owned(), age),
            None => (String::new(), Seconds::new(0)),
        };
        let mut cookie = self.build(self.unlocking_name(tenant), value, age);
        cookie.set_same_site(SameSite::Strict);
        cookie
    }

    fn unlocking_name(self, tenant: TenantId) -> String {
        self.name(&format!("lk_u_{}", of_tenant(tenant)))
    }

    fn remembered_name(self, tenant: TenantId) -> String {
        self.name(&format!("lk_r_{}", of_tenant(tenant)))
    }

    fn mark_name(self, tenant: TenantId) -> String {
        self.name(&format!("lk_a_{}", of_tenant(tenant)))
    }

    /// Removes the session cookie of a tenant.
    pub fn clear_session(self, tenant: TenantId) -> Cookie<'static> {
        self.build(self.session_name(tenant), String::new(), Seconds::new(0))
    }
}

fn of_tenant(tenant: TenantId) -> String {
    // The first octets of an id are its time and shared by neighbours; the last are random.
    tenant.as_bytes()[12..].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use latchkey_base::SeededEntropy;

    fn style(secure: bool) -> CookieStyle {
        CookieStyle { secure, kept_for: Seconds::days(365) }
    }

    #[test]
    fn how_long_a_browser_is_known_is_a_setting() {
        let token = CookieToken::new(&SeededEntropy::new(1));
        let short = CookieStyle { kept_for: Seconds::minutes(1), ..style(true) };
        let cookies = [
            short.set_browser(&token),
            short.set_known("mark".to_owned()),
            short.set_scheme(Some(Scheme::Dark)),
        ];
        for cookie in cookies {
            assert_eq!(cookie.max_age(), Some(Duration::seconds(60)), "{}", cookie.name());
        }
        let none = short.set_scheme(None).max_age();
        assert_eq!(none, Some(Duration::ZERO), "it is taken away as ever");
    }

    #[test]
    fn on_https_names_are_host_bound_and_flags_are_set() {
        let token = CookieToken::new(&SeededEntropy::new(1));
        let cookie = style(true).set_browser(&token);
        assert_eq!(cookie.name(), "__Host-lk_b");
        assert_eq!(cookie.path(), Some("/"));
        assert!(cookie.secure() == Some(true) && cookie.http_only() == Some(true));
        assert_eq!(cookie.same_site(), Some(SameSite::Lax));
        assert!(cookie.domain().is_none());
    }

    /// OIDC Session Management §3.2: readable by script, sent to frames within other sites.
    #[test]
    fn a_browser_state_is_for_frames_and_scripts() {
        let (token, tenant) =
            (CookieToken::new(&SeededEntropy::new(1)), TenantId::from_bytes([1; 16]));
        let age = Seconds::new(60);
        let cookie = style(true).set_state(tenant, &token, age);
        assert_eq!((cookie.name(), cookie.value()), ("__Host-lk_o_01010101", token.text()));
        assert!(cookie.secure() == Some(true) && cookie.http_only() != Some(true));
        assert_eq!(cookie.same_site(), Some(SameSite::None));
        let plain = style(false).set_state(tenant, &token, age);
        assert_eq!((plain.secure(), plain.same_site()), (Some(false), Some(SameSite::Lax)));
    }

    /// RFC 9700 §4.7: nothing that another site begins brings it along.
    #[test]
    fn a_remembered_browser_is_shown_to_our_own_pages_only() {
        let tenant = TenantId::from_bytes([1; 16]);
        let style = style(true);
        let cookie = style.set_remembered(tenant, "value".to_owned(), Seconds::days(30));
        assert_eq!((cookie.name(), cookie.path()), ("__Host-lk_r_01010101", Some("/")));
        assert!(cookie.secure() == Some(true) && cookie.http_only() == Some(true));
        assert_eq!(cookie.same_site(), Some(SameSite::Strict));
        assert_eq!(cookie.max_age(), Some(Duration::days(30)));
        assert!(cookie.domain().is_none());
    }

    /// Native contract U012, DO BETTER: no script reads it, no other site has it sent, no plain http.
    #[test]
    fn an_unlocking_is_bound_to_where_it_began() {
        let (token, tenant) =
            (CookieToken::new(&SeededEntropy::new(1)), TenantId::from_bytes([1; 16]));
        let (style, age) = (style(true), Seconds::minutes(10));
        let cookie = style.set_unlocking(tenant, Some(&token), age);
        assert_eq!((cookie.name(), cookie.value()), ("__Host-lk_u_01010101", token.text()));
        assert!(cookie.secure() == Some(true) && cookie.http_only() == Some(true));
        assert_eq!(cookie.same_site(), Some(SameSite::Strict));
        assert_eq!(cookie.max_age(), Some(Duration::minutes(10)));
        let over = style.set_unlocking(tenant, None, age);
        assert_eq!((over.value(), over.max_age()), ("", Some(Duration::ZERO)));
    }

    #[test]
    fn a_value_that_is_not_ours_counts_as_absent() {
        let style = style(false);
        for value in ["", "short", &"x".repeat(44), &format!("{}!", "x".repeat(42))] {
            let request =
                TestRequest::default().cookie(Cookie::new("lk_b", value)).to_http_request();
            assert!(style.browser(&request).is_none(), "{value:?}");
        }
    }

    #[test]
    fn tenants_have_session_cookies_of_their_own() {
        let style = style(false);
        let (one, two) = (TenantId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let token = CookieToken::new(&SeededEntropy::new(2));
        let cookie = style.set_session(one, &token, Seconds::new(60));
        let request = TestRequest::default().cookie(cookie).to_http_request();
        assert_eq!(style.session(&request, one).map(|t| t.hash()), Some(token.hash()));
        assert!(style.session(&request, two).is_none());
    }
}
