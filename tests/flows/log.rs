//! What the log says of people who sign in and of apps that are refused, and what neither it nor the disk ever says.
use crate::explain::reference;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_testkit::{
    Answer, Authentication, Departure, Op, Person, RelyingParty, SECRET, Setup, StoreKind, Tenant,
    TenantPlan,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

const WRONG_SECRET: &str = "a-secret-that-was-never-registered-anywhere";
const WRONG_PASSWORD: &str = "not-the-password-of-anybody";

/// What may never be read in a log, and what it is.
type Hidden = Vec<(&'static str, String)>;

/// Everything that happens, in lines that a test can read.
fn talkative() -> Setup {
    let lines = ["log.level = \"trace\"", "log.format = \"json\""];
    Setup { lines: lines.map(str::to_owned).into(), ..Setup::default() }
}

fn note(hidden: &mut Hidden, tokens: &Answer) {
    for name in ["access_token", "refresh_token", "id_token"] {
        hidden.push((name, tokens.str(name).to_owned()));
    }
}

/// What clients and people bring.
fn brought(alice: &Person) -> Hidden {
    vec![
        ("a password", alice.password.clone()),
        ("a password in a form", alice.password.replace(' ', "+")),
        ("a wrong password", WRONG_PASSWORD.to_owned()),
        ("a secret", SECRET.to_owned()),
        ("a secret in a header", STANDARD.encode(format!("app:{SECRET}"))),
        ("a wrong secret", WRONG_SECRET.to_owned()),
        ("a wrong secret in a header", STANDARD.encode(format!("app:{WRONG_SECRET}"))),
        ("an address", alice.email.clone()),
    ]
}

/// Signs in by mail, then anew by password, wrong and right; gives the code.
async fn sign_in(tenant: &Tenant, hidden: &mut Hidden) -> (String, Departure) {
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    let mut browser = tenant.browser();
    browser.open(&rp.depart(&[]).url).await;
    browser.submit("login-form", &[("username", &alice.username)]).await;
    browser.submit("mail-form", &[]).await;
    let mail = tenant.mail_to(&alice.email, 0).await;
    let link = mail.link();
    assert!(link.query().is_some(), "{link}");
    let held = link.query_pairs().map(|(_, value)| value.into_owned());
    hidden.extend(held.map(|value| ("what a mailed link holds", value)));
    hidden.push(("a mailed code", mail.code()));
    browser.clone().open(&link).await;
    browser.submit("otp-form", &[("otp", &mail.code())]).await;
    browser.submit("consent-allow", &[]).await;

    let extra = [("scope", "openid offline_access"), ("prompt", "login consent")];
    let departure = rp.depart(&extra);
    browser.open(&departure.url).await;
    browser.submit("login-form", &[("password", WRONG_PASSWORD)]).await;
    browser.submit("login-form", &[("password", &alice.password)]).await;
    let code = browser.submit("consent-allow", &[]).await.query("code").expect("a code");
    let cookies = browser.cookies.starting_with("").into_iter();
    hidden.extend(cookies.map(|(_, value)| ("a cookie", value.to_owned())));
    hidden.push(("a code", code.clone()));
    hidden.push(("a verifier", departure.verifier.clone()));
    (code, departure)
}

/// The one line of a refused request has all its members.
fn is_told(line: &Value, (tenant, answer, code): (&Tenant, &Answer, &str)) {
    assert_eq!(answer.error(), code, "{}", answer.text);
    let said = [
        ("code", code),
        ("client", "app"),
        ("tenant", tenant.group.as_str()),
        ("endpoint", "token"),
        ("reference", reference(answer.str("error_description"))),
    ];
    for (member, value) in said {
        assert_eq!(line[member], value, "{member} in {line}");
    }
    assert_ne!(line["detail"].as_str().unwrap_or_default(), "", "{line}");
    assert_eq!(line["span"]["id"], answer.header("x-request-id"), "{line}");
}

/// Whoever reads the disk finds nothing that opens anything; looked at where the database is a file. What people are
/// called and where they are written to is no secret there.
fn is_nowhere_on_the_disk(op: &Op, hidden: &Hidden) {
    if op.store() != StoreKind::Sqlite {
        return;
    }
    let files = std::fs::read_dir(op.folder()).unwrap().flatten();
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let held: Vec<(PathBuf, String)> = files
        .map(|file| file.path())
        .filter(|path| path.to_string_lossy().contains("sqlite"))
        .map(|path| (path.clone(), read(&path)))
        .collect();
    let is_in = |value: &str| held.iter().find(|(_, text)| text.contains(value));
    assert!(is_in(&Person::named("alice").email).is_some(), "these are the files");
    for (what, value) in hidden.iter().filter(|(what, it)| *what != "an address" && it.len() >= 8) {
        assert!(is_in(value).is_none(), "{what}, {value}, in {:?}", is_in(value).map(|it| &it.0));
    }
}

#[tokio::test]
async fn a_sign_in_leaves_no_secret_in_log_and_database_and_a_refusal_one_line() {
    for op in Op::own_on_every_store(&talkative()).await {
        let tenant = op.tenant(&TenantPlan::usual().set("factors", "mail_sign_in", true)).await;
        let rp = tenant.rp("app");
        let mut hidden = brought(&Person::named("alice"));
        let (code, departure) = sign_in(&tenant, &mut hidden).await;
        let authentication = Authentication::Basic(WRONG_SECRET.to_owned());
        let stranger = RelyingParty { authentication, ..rp.clone() };
        let unproven = stranger.redeem(&code, &departure).await;
        let first = rp.redeem(&code, &departure).await.ok();
        let second = rp.refresh(first.str("refresh_token")).await.ok();
        rp.userinfo(second.str("access_token")).await.ok();
        assert!(rp.is_active(second.str("access_token")).await);
        let replayed = rp.redeem(&code, &departure).await;
        note(&mut hidden, &first);
        note(&mut hidden, &second);

        is_nowhere_on_the_disk(&op, &hidden);
        let log = op.log();
        for (what, value) in hidden.iter().filter(|(_, value)| value.len() >= 6) {
            let line = log.lines().find(|line| line.contains(value));
            assert!(line.is_none(), "{what}, {value}, in {}", line.unwrap_or_default());
        }
        let lines = log.lines().filter_map(|line| serde_json::from_str(line).ok());
        let refused: Vec<Value> =
            lines.filter(|line: &Value| line["message"] == "refused").collect();
        assert_eq!(refused.len(), 2, "{refused:#?}");
        is_told(&refused[0], (&tenant, &unproven, "invalid_client"));
        is_told(&refused[1], (&tenant, &replayed, "invalid_grant"));
    }
}
