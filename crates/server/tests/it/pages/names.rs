//! One tenant, one issuer, whatever word leads to it.
use super::{Op, quick};

#[tokio::test]
async fn the_pretty_name_leads_to_the_one_address() {
    let op = Op::start(quick()).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    let url = format!("{}tenant/.well-known/openid-configuration?x=1", op.home());
    let answer = http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 308);
    assert_eq!(answer.headers()["location"], "/t/.well-known/openid-configuration?x=1");
    let unknown = http.get(format!("{}nobody/jwks", op.home())).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}
