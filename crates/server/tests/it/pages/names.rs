//! One tenant, one issuer, whatever word leads to it; none while it is switched off.
use super::{Op, quick};

fn client() -> reqwest::Client {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    http.build().unwrap()
}

#[tokio::test]
async fn the_pretty_name_leads_to_the_one_address() {
    let op = Op::start(quick()).await;
    let http = client();
    let url = format!("{}tenant/.well-known/openid-configuration?x=1", op.home());
    let answer = http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 308);
    assert_eq!(answer.headers()["location"], "/t/.well-known/openid-configuration?x=1");
    let unknown = http.get(format!("{}nobody/jwks", op.home())).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

/// What is switched off is not there, whatever is asked of it; what is switched on again is as before.
#[tokio::test]
async fn a_tenant_that_is_switched_off_is_not_there() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    browser.open(&departure.url).await;
    super::sign_in(&mut browser, "alice").await;
    let code = browser.submit("consent-allow", &[]).await.query("code").unwrap();
    let tokens = rp.redeem(&code, &departure).await.ok();
    let (access, refresh) = (tokens.str("access_token"), tokens.str("refresh_token"));

    let well_known = ["openid-configuration", "oauth-authorization-server"];
    let appended = well_known.map(|name| format!("t/.well-known/{name}"));
    let inserted = well_known.map(|name| format!(".well-known/{name}/t"));
    let documents = [&["t/jwks".to_owned()][..], &appended, &inserted].concat();
    for (disabled, expected) in [(false, 200), (true, 404), (false, 200)] {
        op.set(quick(), disabled).await;
        for path in &documents {
            let answer = client().get(format!("{}{path}", op.home())).send().await.unwrap();
            assert_eq!(answer.status(), expected, "{path}");
        }
        let silent = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
        assert_eq!((silent.is_outside, silent.query("code").is_some()), (!disabled, !disabled));
        assert!(!disabled || silent.status == 404, "{silent:#?}");
        assert_eq!(rp.userinfo(access).await.status, expected);
        assert_eq!(rp.refresh(refresh).await.status, expected);
    }
}
