//! Whether the issuers are reached under the public URL and say their own name.
use super::Finding;
use latchkey_outbound::{AllowedHost, FetchSettings, GuardedClient};
use latchkey_server::config::Config;
use latchkey_store::TenantRecord;
use serde_json::Value;
use url::Url;

/// Fetches the discovery document of each tenant as an app would (OIDC Discovery §4).
pub async fn look(config: &Config, tenants: &[TenantRecord]) -> Vec<Finding> {
    let client = match client(config) {
        Ok(client) => client,
        Err(why) => return vec![Finding::problem("issuer", why, "see [fetch]")],
    };
    let mut findings = Vec::new();
    for tenant in tenants.iter().filter(|tenant| !tenant.disabled) {
        let issuer = format!("{}/{}", config.http.public_url(), tenant.group);
        let check = format!("issuer {}", tenant.group);
        findings.push(match discover(&client, &issuer).await {
            Ok(document) => judge(check, &issuer, &document),
            Err(why) => {
                let advice = "is the server running? does http.public_url lead to it, through \
                              proxy and certificate?";
                Finding::problem(check, format!("{issuer} is not reached: {why}"), advice)
            }
        });
    }
    findings
}

/// The public URL may well be an address of this network, so that one host is allowed.
pub(super) fn client(config: &Config) -> Result<GuardedClient, String> {
    let url = Url::parse(&config.http.public_url()).map_err(|why| why.to_string())?;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let own: AllowedHost =
        format!("{host}:{port}").parse().map_err(|_| format!("{host}:{port} is no host"))?;
    let settings = FetchSettings { allow: vec![own], ..config.fetch.clone() };
    GuardedClient::new(settings).map_err(|why| why.to_string())
}

async fn discover(client: &GuardedClient, issuer: &str) -> Result<Value, String> {
    let url = format!("{issuer}/.well-known/openid-configuration");
    fetch(client, &Url::parse(&url).map_err(|why| why.to_string())?).await
}

/// A document of our own, as the world sees it.
pub(super) async fn fetch(client: &GuardedClient, url: &Url) -> Result<Value, String> {
    let fetched = client.fetch(url, client.limits()).await.map_err(|why| why.to_string())?;
    serde_json::from_slice(&fetched.body).map_err(|_| "the answer is no JSON".to_owned())
}

/// Apps refuse a document whose `issuer` is not the one they asked for (OIDC Discovery §4.3).
fn judge(check: String, issuer: &str, document: &Value) -> Finding {
    match document.get("issuer").and_then(Value::as_str) {
        Some(said) if said == issuer => Finding::ok(check, issuer),
        said => {
            let said = said.unwrap_or("no issuer at all");
            let text = format!("{issuer} answers, but says it is {said}");
            Finding::problem(check, text, "set http.public_url to the URL that apps use")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use serde_json::json;

    #[test]
    fn an_issuer_says_its_own_name_letter_by_letter() {
        let state = |said: Value| judge("issuer".into(), "https://id.example/a", &said).state;
        assert_eq!(state(json!({ "issuer": "https://id.example/a" })), State::Ok);
        assert_eq!(state(json!({ "issuer": "https://id.example/a/" })), State::Problem);
        assert_eq!(state(json!({})), State::Problem);
    }
}
