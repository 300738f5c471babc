//! Whether browsers find where else passkeys may be used (WebAuthn §5.11).
use super::Finding;
use super::issuer::{client, fetch};
use latchkey_server::config::Config;
use serde_json::Value;
use url::Url;

const CHECK: &str = "passkeys";

/// Fetches the document as a browser would: at the host itself, whatever path the issuers have.
pub async fn look(config: &Config) -> Option<Finding> {
    let wanted = &config.passkeys.related_origins;
    if wanted.is_empty() {
        return None;
    }
    let fetched = async {
        let url = Url::parse(&config.http.public_url()).map_err(|why| why.to_string())?;
        let url = url.join("/.well-known/webauthn").map_err(|why| why.to_string())?;
        fetch(&client(config)?, &url).await
    };
    Some(match fetched.await {
        Ok(document) => judge(wanted, &document),
        Err(why) => {
            let advice = "is the server running? does the proxy lead /.well-known/webauthn here?";
            let text = format!("/.well-known/webauthn is not reached: {why}");
            Finding::problem(CHECK, text, advice)
        }
    })
}

fn judge(wanted: &[String], document: &Value) -> Finding {
    let named: Vec<&str> =
        document["origins"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match wanted.iter().find(|origin| !named.contains(&origin.as_str())) {
        None => Finding::ok(CHECK, format!("browsers are told of {} other origins", wanted.len())),
        Some(missing) => {
            let text = format!("/.well-known/webauthn does not name {missing}");
            let advice = "restart the server after a change of passkeys.related_origins";
            Finding::problem(CHECK, text, advice)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use serde_json::json;

    /// WebAuthn §5.11: an origin that is not named may use none.
    #[test]
    fn every_related_origin_is_named() {
        let wanted = ["https://a.example".to_owned(), "https://b.example".to_owned()];
        let state = |said: Value| judge(&wanted, &said).state;
        let all =
            json!({"origins": ["https://id.example", "https://b.example", "https://a.example"]});
        assert_eq!(state(all), State::Ok);
        assert_eq!(state(json!({"origins": ["https://a.example"]})), State::Problem);
        for odd in [json!({}), json!([]), json!({"origins": "https://a.example"})] {
            assert_eq!(state(odd), State::Problem);
        }
    }
}
