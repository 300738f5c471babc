//! Text messages by way of a gateway that takes them as JSON.
use super::{SmsGatewaySettings, SmsSetupError, TextMessage};
use crate::carrying::SendError;
use crate::fetch::duration;
use crate::{FetchLimits, GuardedClient};
use latchkey_base::{MessageId, Secret};
use reqwest::header::HeaderValue;
use serde_json::json;
use std::fmt;
use url::Url;

/// A gateway, reached through the guarded client.
pub(super) struct Gateway {
    url: Url,
    token: Option<Secret<String>>,
    limits: FetchLimits,
    client: GuardedClient,
}

impl Gateway {
    pub(super) fn new(
        settings: &SmsGatewaySettings,
        client: GuardedClient,
    ) -> Result<Self, SmsSetupError> {
        let url = settings.url.as_deref().unwrap_or_default();
        let url = Url::parse(url).map_err(|error| SmsSetupError::Url(error.to_string()))?;
        client.check(&url).map_err(|error| SmsSetupError::Url(error.to_string()))?;
        let token = settings.token.as_ref().map(|token| Secret::new(token.expose().clone()));
        if token.as_ref().is_some_and(|token| HeaderValue::from_str(token.expose()).is_err()) {
            return Err(SmsSetupError::Token);
        }
        let (time, octets) = (duration(settings.timeout), settings.longest_answer);
        Ok(Self { url, token, limits: FetchLimits { time, octets }, client })
    }

    /// Security: what the gateway says is not told on, since it may name the number.
    pub(super) async fn send(&self, id: MessageId, text: &TextMessage) -> Result<(), SendError> {
        let body = json!({ "id": id.to_string(), "to": text.to, "text": text.text }).to_string();
        let posting = self.client.post_json(&self.url, self.token.as_ref(), body, self.limits);
        let answer = posting.await.map_err(|error| SendError::Temporary(error.to_string()))?;
        let said = format!("the gateway answered {}", answer.status);
        match answer.status {
            200..=299 => Ok(()),
            400 | 404 | 405 | 410 | 413 | 415 | 422 => Err(SendError::Permanent(said)),
            _ => Err(SendError::Temporary(said)),
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gateway({})", self.url.host_str().unwrap_or_default())
    }
}
