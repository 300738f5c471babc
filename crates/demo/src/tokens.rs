//! What the app holds of a signed-in person, in a form that pages can show.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreIdToken, CoreIdTokenClaims, CoreTokenResponse};
use openidconnect::{AdditionalClaims, OAuth2TokenResponse as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims `openidconnect` has no field for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

/// A signed-in person.
#[derive(Clone)]
pub struct SignedIn {
    /// The verified ID token, for `id_token_hint`.
    pub id_token: CoreIdToken,
    /// `sub`.
    pub subject: String,
    /// What to call them.
    pub name: String,
    /// The ID token's claims, name and value.
    pub claims: Vec<(String, String)>,
    /// The userinfo answer.
    pub userinfo: Vec<(String, String)>,
    /// For the next refresh.
    pub refresh_token: Option<String>,
    /// The tokens and how long they live.
    pub tokens: Vec<TokenRow>,
    /// How often they were refreshed.
    pub refreshes: u32,
}

/// One token on the page.
#[derive(Clone)]
pub struct TokenRow {
    /// Which.
    pub name: &'static str,
    /// Its last characters: enough to tell two apart, too few to use.
    pub end: String,
    /// How long it lives, in words.
    pub lifetime: String,
    /// Whether the last refresh brought another one.
    pub is_new: bool,
}

impl SignedIn {
    /// From tokens that were verified; `before` is what they replace.
    pub fn new(
        tokens: &CoreTokenResponse,
        id_token: CoreIdToken,
        claims: &CoreIdTokenClaims,
        userinfo: Value,
        before: Option<&SignedIn>,
    ) -> Self {
        let kept = before.and_then(|before| before.refresh_token.clone());
        let refresh_token = tokens.refresh_token().map(|token| token.secret().clone()).or(kept);
        let mut shown = vec![
            ("Access token", tokens.access_token().secret().clone(), expires_in(tokens)),
            ("ID token", id_token.to_string(), id_token_lifetime(claims)),
        ];
        if let Some(token) = &refresh_token {
            shown.push(("Refresh token", token.clone(), "until it is used, once".into()));
        }
        let tokens = shown
            .into_iter()
            .map(|(name, token, lifetime)| TokenRow::new(name, &token, lifetime, before))
            .collect();
        Self {
            subject: claims.subject().to_string(),
            name: name_of(&userinfo),
            claims: rows(&payload(&id_token.to_string())),
            userinfo: rows(&userinfo),
            refresh_token,
            tokens,
            refreshes: before.map_or(0, |before| before.refreshes + 1),
            id_token,
        }
    }
}

impl TokenRow {
    fn new(name: &'static str, token: &str, lifetime: String, before: Option<&SignedIn>) -> Self {
        // Tokens differ at their end: in the signature, or in what is random.
        let shown = token.len().saturating_sub(10);
        let end = format!("…{}", token.get(shown..).unwrap_or_default());
        let held = before.and_then(|before| before.tokens.iter().find(|row| row.name == name));
        let is_new = held.is_some_and(|held| held.end != end);
        Self { name, end, lifetime, is_new }
    }
}

fn expires_in(tokens: &CoreTokenResponse) -> String {
    tokens.expires_in().map_or("unknown".into(), |life| in_words(life.as_secs()))
}

fn id_token_lifetime(claims: &CoreIdTokenClaims) -> String {
    let life = claims.expiration() - claims.issue_time();
    in_words(u64::try_from(life.num_seconds()).unwrap_or_default())
}

fn in_words(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} seconds"),
        120..=7199 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / 3600),
    }
}

/// What to call the person of these claims.
pub fn name_of(userinfo: &Value) -> String {
    let claim = |name: &str| userinfo[name].as_str().filter(|text| !text.is_empty());
    ["name", "preferred_username", "email", "sub"]
        .into_iter()
        .find_map(claim)
        .unwrap_or_default()
        .to_owned()
}

/// The claims of a JWT whose signature was checked already.
fn payload(jwt: &str) -> Value {
    let part = jwt.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn rows(claims: &Value) -> Vec<(String, String)> {
    let Some(claims) = claims.as_object() else { return Vec::new() };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let shown = claims.iter().filter(|(_, value)| !value.is_null());
    shown.map(|(name, value)| (name.clone(), text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn claims_become_rows_of_text() {
        let mut shown = rows(&json!({"sub": "a", "email_verified": true, "gone": null}));
        // Whether maps keep their order is up to what else is built alongside.
        shown.sort_unstable();
        assert_eq!(shown, [("email_verified".into(), "true".into()), ("sub".into(), "a".into())]);
    }

    #[test]
    fn a_person_without_a_name_is_called_by_the_next_best_claim() {
        assert_eq!(name_of(&json!({"sub": "1", "name": "", "email": "a@b"})), "a@b");
        assert_eq!(name_of(&json!({"sub": "1"})), "1");
    }

    #[test]
    fn lifetimes_in_words() {
        assert_eq!(in_words(60), "60 seconds");
        assert_eq!(in_words(3600), "60 minutes");
        assert_eq!(in_words(86_400), "24 hours");
    }
}
