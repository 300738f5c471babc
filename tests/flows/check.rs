//! `latchkey check` beside a running provider, on each database.
use latchkey_testkit::{Gate, Op, Setup, StoreKind, TenantPlan, database};
use serde_json::Value;

/// What was checked, in what state, in which words.
async fn findings(op: &Op) -> (bool, Vec<(String, String, String)>) {
    let ended = op.cli(&["check", "--json"]).await;
    let said: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let word = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let all = said.as_array().expect("findings").iter();
    let all = all.map(|it| (word(it, "check"), word(it, "state"), it.to_string())).collect();
    (ended.status.success(), all)
}

/// The database answers, its clock is compared, each key signs, the issuer is reached.
#[tokio::test]
async fn a_provider_that_runs_is_fine() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual()).await;
        let (_, found) = findings(&op).await;
        let keys = format!("keys {}", tenant.group);
        let issuer = format!("issuer {}", tenant.group);
        for fine in ["database", "clock", &keys, &issuer] {
            let states: Vec<&str> =
                found.iter().filter(|it| it.0 == fine).map(|it| it.1.as_str()).collect();
            let is_fine = !states.is_empty() && states.iter().all(|it| *it == "ok");
            assert!(is_fine, "{fine}: {found:#?}");
        }
        let mut clocks = found.iter().filter(|it| it.0 == "clock");
        let is_compared = clocks.any(|it| it.2.contains("the database is"));
        let is_elsewhere = op.store() == StoreKind::Postgres;
        assert_eq!(is_compared, is_elsewhere, "the clock of another machine: {found:#?}");
    }
}

/// A database that does not answer is named, with what to do about it.
#[tokio::test]
async fn a_database_that_is_gone_is_a_problem_with_advice() {
    let Some(url) = database().await else { return };
    let gate = Gate::before(&url);
    let op = Op::start(Setup { database_url: Some(gate.url.clone()), ..Setup::default() }).await;
    gate.close();
    let (is_fine, found) = findings(&op).await;
    let database = found.iter().find(|it| it.0 == "database").expect("a finding");
    assert!(!is_fine && database.1 == "problem", "{found:#?}");
    assert!(database.2.contains("see database.url"), "{found:#?}");
    let password = url::Url::parse(&url).ok().and_then(|it| it.password().map(str::to_owned));
    assert!(password.is_none_or(|it| it.is_empty() || !database.2.contains(&it)), "a secret");
}
