//! The hosted pages in a real headless Chromium: two browsers, each with a provider and a client of
//! its own and one scenario after the other, each of them with a tenant of its own, in English and some
//! in Arabic; all pages in both in every look, and narrow in every language.
//!
//! `cargo test -p latchkey-tests --test browser -- NAME` runs the scenarios whose name holds
//! `NAME`. A picture of every state of every page lies in `target/screenshots/` afterwards, with
//! an `index.html` to leaf through them.
#![expect(clippy::expect_used, clippy::panic, reason = "it is a test")]

mod album;
mod chrome;
mod client_page;
mod gallery;
mod look;
mod scenarios;
mod stage;
mod window;

use latchkey_testkit::{Need, Op, Setup, skipped};
use scenarios::{SCENARIOS, Scenario};
use stage::Stage;
use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Browsers at a time: as many as the smallest machine that builds this has cores.
const LANES: usize = 2;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--list") {
        SCENARIOS.iter().for_each(|scenario| println!("{}: test", scenario.name));
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let is_wanted =
        |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(*word));
    let chosen: Vec<&'static Scenario> =
        SCENARIOS.iter().filter(|scenario| is_wanted(scenario.name)).collect();
    if chosen.is_empty() {
        return ExitCode::SUCCESS;
    }
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        match chrome::start(false).await {
            Ok(chrome) => lanes.push(chrome),
            Err(why) => {
                let remedy = "install it with its driver (Debian: chromium, chromium-driver)";
                skipped(Need::Browser, &format!("{remedy}; {why}"));
                return ExitCode::SUCCESS;
            }
        }
    }
    if wanted.is_empty() {
        look::forget();
    }
    let failed = run(&chosen, lanes).await;
    album::bind();
    failed.iter().for_each(|name| println!("    {name}"));
    let verdict = if failed.is_empty() { "ok" } else { "FAILED" };
    let all: usize = chosen.iter().map(|scenario| scenario.languages.len()).sum();
    let passed = all - failed.len();
    println!("\ntest result: {verdict}. {passed} passed; {} failed", failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A scenario in one language.
type Errand = (&'static Scenario, &'static str);

/// Runs them, in each browser one after the other; gives the names of those that failed.
async fn run(chosen: &[&'static Scenario], lanes: Vec<chrome::Chrome>) -> Vec<String> {
    let errands = chosen
        .iter()
        .flat_map(|scenario| scenario.languages.iter().map(move |language| (*scenario, *language)));
    let errands: Arc<Mutex<VecDeque<Errand>>> = Arc::new(Mutex::new(errands.collect()));
    let lanes = lanes.into_iter().map(|chrome| {
        let errands = Arc::clone(&errands);
        tokio::spawn(async move {
            // Of its own: the people of all tenants share addresses, and the client says who came.
            let client = client_page::serve().await;
            // The logos of apps come from there.
            let allow = client.trim_start_matches("http://");
            let lines = vec![format!("fetch.allow = [{allow:?}]")];
            let op = Op::start(Setup { lines, ..Setup::default() }).await;
            let mut failed = Vec::new();
            loop {
                let next = errands.lock().expect("nobody panics here").pop_front();
                let Some(errand) = next else { break };
                failed.extend(one(errand, &chrome, (&op, &client)).await);
            }
            chrome.quit().await;
            failed
        })
    });
    let mut failed = Vec::new();
    for lane in lanes.collect::<Vec<_>>() {
        failed.extend(lane.await.expect("a lane ends"));
    }
    failed
}

/// Runs one; its name if it failed.
async fn one(
    (scenario, language): Errand,
    chrome: &chrome::Chrome,
    (op, client): (&Op, &str),
) -> Option<String> {
    let name = format!("{} [{language}]", scenario.name);
    let begun = Instant::now();
    let window = window::Window::fresh(chrome, language).await;
    let stage = Stage { op: op.clone(), client: client.to_owned(), window: window.clone() };
    let ended = tokio::spawn((scenario.run)(stage)).await;
    let verdict = if ended.is_ok() { "ok" } else { "FAILED" };
    println!("test {name} ... {verdict} ({:.1} s)", begun.elapsed().as_secs_f32());
    if ended.is_ok() {
        return None;
    }
    // A browser that is in a bad way ends this errand, and no other.
    let _ = tokio::spawn(async move { window.keep_evidence(scenario.name).await }).await;
    Some(name)
}
