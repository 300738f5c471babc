//! What operators are told of a registration that was refused.
use super::super::explain::{explain, reference};
use super::*;
use latchkey_oidc::explain::{MessageFinding, TokenFinding};

/// RFC 7591 §3, RFC 7592 §2.1, RFC 9110 §15.5.16: to strangers a wrong token and an unknown client look alike, to the
/// tenant's operators they do not; neither token is kept.
#[tokio::test]
async fn refused_tokens_of_registration_are_explained() {
    let op = Op::registering(|_| ()).await;
    let made = op.register(None, &app()).await;
    let url = made.str("registration_client_uri");
    let unknown = op.reg("nobody");
    for (url, is_client_known) in [(url, true), (unknown.as_str(), false)] {
        let refused = op.call(Method::GET, url, (Some("not-the-token"), None)).await;
        let trail = explain(&op, reference(refused.str("error_description"))).await;
        assert!(!serde_json::to_string(&trail).unwrap().contains("not-the-token"));
        let finding = TokenFinding::RegistrationAccess { is_client_known };
        assert_eq!(trail.finding, Some(finding.into()));
    }
    let form = reqwest::Client::new()
        .post(op.reg(""))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("redirect_uris=https://rp.example/cb");
    let refused = Answer::read(form.send().await.unwrap()).await;
    assert_eq!(status(&refused), (415, "invalid_request"));
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    let finding = MessageFinding::MediaType {
        sent: Some("application/x-www-form-urlencoded".to_owned()),
        expected: "application/json".to_owned(),
    };
    assert_eq!(trail.finding, Some(finding.into()));

    let op = Op::registering(|policy| policy.mode = RegistrationMode::InitialAccessToken).await;
    let refused = op.register(Some("not-the-token"), &app()).await;
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    assert_eq!(trail.finding, Some(TokenFinding::InitialAccess.into()));
}

/// RFC 7591 §5, RFC 6585 §4: whoever is over the limit of their network is told when it ends, operators which.
#[tokio::test]
async fn the_limit_of_a_network_is_explained() {
    let one = std::num::NonZeroU32::MIN;
    let op = Op::registering(|policy| policy.per_address_per_hour = one).await;
    assert_eq!(op.register(None, &app()).await.status, 201);
    let refused = op.register(None, &app()).await;
    assert_eq!(status(&refused), (429, "temporarily_unavailable"));
    let wait = Seconds::new(refused.header("retry-after").parse().unwrap());
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    let limit = "the tenant's registration.per_address_per_hour".to_owned();
    let finding = MessageFinding::TooMany { wait, limit };
    assert_eq!(trail.finding, Some(finding.into()), "{}", refused.text);
}
