//! The parameters of a request: known names only, values borrowed from the request where no
//! character is encoded. Syntax is judged here, before any rule (RFC 6749 §3.1).
use std::borrow::Cow;
use thiserror::Error;

macro_rules! params {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A parameter that some endpoint of ours knows.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "the names are those of the specifications")]
        pub enum Param { $($name,)* }

        /// Every known parameter with its name, in the order of the enum.
        pub static PARAMS: &[(Param, &str)] = &[$((Param::$name, $text),)*];

        impl Param {
            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

params! {
    ClientId = "client_id",
    RedirectUri = "redirect_uri",
    ResponseType = "response_type",
    ResponseMode = "response_mode",
    Scope = "scope",
    State = "state",
    Nonce = "nonce",
    Prompt = "prompt",
    MaxAge = "max_age",
    Display = "display",
    UiLocales = "ui_locales",
    ClaimsLocales = "claims_locales",
    IdTokenHint = "id_token_hint",
    LoginHint = "login_hint",
    AcrValues = "acr_values",
    Claims = "claims",
    Request = "request",
    RequestUri = "request_uri",
    Registration = "registration",
    CodeChallenge = "code_challenge",
    CodeChallengeMethod = "code_challenge_method",
    Resource = "resource",
    Audience = "audience",
    GrantType = "grant_type",
    Code = "code",
    CodeVerifier = "code_verifier",
    RefreshToken = "refresh_token",
    ClientSecret = "client_secret",
    ClientAssertion = "client_assertion",
    ClientAssertionType = "client_assertion_type",
    Token = "token",
    TokenTypeHint = "token_type_hint",
    AccessToken = "access_token",
    PostLogoutRedirectUri = "post_logout_redirect_uri",
    LogoutHint = "logout_hint",
    DeviceCode = "device_code",
    DeviceName = "device_name",
    DeviceModel = "device_model",
    DeviceSoftwareVersion = "device_software_version",
}

const COUNT: usize = PARAMS.len();

/// The bytes are not a form: a broken percent escape, or text that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the parameters are not application/x-www-form-urlencoded UTF-8")]
pub struct MalformedParams;

/// The parameters of one request.
///
/// An empty value counts as absent, unknown names are ignored. A repeated parameter is
/// remembered as such and reads as absent, so no rule ever sees one of two values; the
/// endpoint refuses it by [`Params::repeated`] once it knows where to send the refusal.
#[derive(Clone, Debug)]
pub struct Params<'a> {
    values: [Option<Cow<'a, str>>; COUNT],
    repeated: u64,
    more_resources: Vec<Cow<'a, str>>,
}

impl Default for Params<'_> {
    fn default() -> Self {
        Self { values: [const { None }; COUNT], repeated: 0, more_resources: Vec::new() }
    }
}

impl<'a> Params<'a> {
    /// Reads a query string or a form body.
    ///
    /// # Errors
    /// [`MalformedParams`] when any pair, known or not, is badly encoded.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MalformedParams> {
        let text = std::str::from_utf8(bytes).map_err(|_| MalformedParams)?;
        let mut params = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (form_decode(name)?, form_decode(value)?);
            if let Some(param) = Param::named(&name)
                && !value.is_empty()
            {
                params.add(param, value);
            }
        }
        Ok(params)
    }

    fn add(&mut self, param: Param, value: Cow<'a, str>) {
        let slot = &mut self.values[param as usize];
        match (slot.is_some(), param) {
            (false, _) => *slot = Some(value),
            (true, Param::Resource) => self.more_resources.push(value),
            (true, _) => self.repeated |= 1 << param as usize,
        }
    }

    /// Puts these values in the place of whatever was given. Empty ones count as absent, so that
    /// with nothing else what was given stays.
    pub(crate) fn replace(&mut self, param: Param, values: Vec<String>) {
        let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            return;
        }
        self.remove(param);
        values.into_iter().for_each(|value| self.add(param, Cow::Owned(value)));
    }

    /// As if the parameter had not been given.
    pub(crate) fn remove(&mut self, param: Param) {
        self.values[param as usize] = None;
        self.repeated &= !(1 << param as usize);
        if param == Param::Resource {
            self.more_resources.clear();
        }
    }

    /// Sets a parameter that was not in the request: for checking a stored request again.
    #[must_use]
    pub fn with(mut self, param: Param, value: &'a str) -> Self {
        if !value.is_empty() {
            self.add(param, Cow::Borrowed(value));
        }
        self
    }

    /// The value, if the parameter was given exactly once and not empty.
    pub fn get(&self, param: Param) -> Option<&str> {
        let once = self.repeated & (1 << param as usize) == 0;
        self.values[param as usize].as_deref().filter(|_| once)
    }

    /// Every `resource`, in order: the one parameter that may repeat (RFC 8707 §2).
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        let first = self.values[Param::Resource as usize].iter();
        first.chain(&self.more_resources).map(AsRef::as_ref)
    }

    /// The first of `known` that was given more than once (RFC 6749 §3.1). An endpoint names
    /// the parameters it knows; what others mean is not its business.
    pub fn repeated(&self, known: &[Param]) -> Option<Param> {
        known.iter().copied().find(|param| self.repeated & (1 << *param as usize) != 0)
    }
}

/// Undoes `application/x-www-form-urlencoded` for one name or value.
///
/// # Errors
/// [`MalformedParams`] for a broken escape or bytes that are not UTF-8.
pub(crate) fn form_decode(text: &str) -> Result<Cow<'_, str>, MalformedParams> {
    if !text.bytes().any(|b| b == b'%' || b == b'+') {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next())? << 4 | hex(rest.next())?,
            plain => plain,
        });
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| MalformedParams)
}

fn hex(digit: Option<u8>) -> Result<u8, MalformedParams> {
    match digit {
        Some(b @ b'0'..=b'9') => Ok(b - b'0'),
        Some(b @ b'a'..=b'f') => Ok(b - b'a' + 10),
        Some(b @ b'A'..=b'F') => Ok(b - b'A' + 10),
        _ => Err(MalformedParams),
    }
}

#[cfg(test)]
mod tests;
