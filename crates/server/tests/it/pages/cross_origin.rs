//! Which of the real routes scripts of other origins may call: each row, over HTTP.
use super::{Op, quick};
use latchkey_server::routes::ROUTES;
use reqwest::{Client, Method};
use std::collections::BTreeMap;

const ORIGIN: &str = "https://spa.example";

/// What browsers may call from anywhere, and how.
const OPEN: &[(&str, &str)] = &[
    ("token", "POST"),
    ("introspection", "POST"),
    ("revocation", "POST"),
    ("userinfo", "GET HEAD POST"),
    ("jwks", "GET HEAD"),
    ("openid_configuration", "GET HEAD"),
    ("openid_configuration_inserted", "GET HEAD"),
    ("oauth_authorization_server", "GET HEAD"),
    ("oauth_authorization_server_appended", "GET HEAD"),
    ("device_authorization", "POST"),
    ("registration", "POST"),
    ("registration_client", "DELETE GET HEAD PUT"),
];

/// An address of this row; whatever is named in it does not exist, but the tenant does.
fn address(op: &Op, pattern: &str) -> String {
    let word = |word| match word {
        "{group}" => "t",
        named if named.starts_with('{') => "x",
        fixed => fixed,
    };
    let path: Vec<&str> = pattern.split('/').map(word).collect();
    format!("{}{}", op.running.public_url, path.join("/"))
}

/// OIDC Core §3.1.2.1, §5.3, RFC 9700 §2.6: the endpoints that programs call answer a preflight with
/// all their methods and let any origin read whatever they say; the authorization endpoint, the pages
/// and the API do neither.
#[tokio::test]
async fn scripts_of_other_origins_may_call_these_and_nothing_else() {
    let op = Op::start(quick()).await;
    let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut open: BTreeMap<&str, String> = BTreeMap::new();
    for route in ROUTES {
        let url = address(&op, route.pattern);
        let method: Method = route.methods[0].as_str().parse().unwrap();
        let asked = http.request(Method::OPTIONS, &url).header("origin", ORIGIN);
        let asked = asked.header("access-control-request-method", method.as_str());
        let preflight = asked.send().await.unwrap();
        let answer = http.request(method, &url).header("origin", ORIGIN);
        let answer = answer.send().await.unwrap();
        let said = |name: &str| -> Vec<&str> {
            let all = [&preflight, &answer].map(|it| it.headers().get(name));
            all.into_iter().flatten().map(|value| value.to_str().unwrap()).collect()
        };
        let (name, origins) = (route.name, said("access-control-allow-origin"));
        assert!(said("access-control-allow-credentials").is_empty(), "{name}");
        let methods = said("access-control-allow-methods").concat();
        if origins.is_empty() && methods.is_empty() {
            continue;
        }
        assert_eq!(origins, ["*", "*"], "{name}");
        let headers = said("access-control-allow-headers").concat();
        assert!(headers.contains("Authorization") && headers.contains("Content-Type"), "{name}");
        let exposed = said("access-control-expose-headers").concat();
        assert!(exposed.contains("WWW-Authenticate"), "{name}");
        let mut methods: Vec<&str> =
            methods.split(", ").filter(|method| *method != "OPTIONS").collect();
        methods.sort_unstable();
        open.insert(name, methods.join(" "));
    }
    let expected = OPEN.iter().map(|(name, methods)| (*name, (*methods).to_owned()));
    assert_eq!(open, expected.collect());
}
