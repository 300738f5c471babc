//! A whole run: both databases, each number of connections, the limit around every round.
use crate::goals;
use crate::load::measure;
use crate::operations::client_credentials;
use crate::pages;
use crate::postgres::Cluster;
use crate::process::{LOAD_CORE, Server, free_port, pinned};
use crate::provider::Provider;
use crate::refusals;
use crate::report::{HEAD, Report};
use crate::round::{People, Round};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What to measure, and for how long.
pub struct Plan {
    /// The provider's program.
    pub program: PathBuf,
    /// Where the JSON goes.
    pub json: PathBuf,
    /// How long one cell takes.
    pub cell: Duration,
    /// How many connections at once, one round each.
    pub connections: &'static [usize],
    /// How often it is started again for the median of the times.
    pub restarts: usize,
    /// How many tokens are issued to see whether memory grows.
    pub wear: usize,
    /// One database only.
    pub database: Option<String>,
    /// An operation for which there is much time, and little for the others.
    pub closely: Option<String>,
}

impl Plan {
    /// From the command line.
    pub fn new(program: &str, json: &str, quick: bool) -> Self {
        let json = json.into();
        let program = program.into();
        if quick {
            let cell = Duration::from_millis(300);
            return Self {
                program,
                json,
                cell,
                connections: &[1, 16],
                restarts: 3,
                wear: 20_000,
                database: None,
                closely: None,
            };
        }
        let cell = Duration::from_secs(2);
        Self {
            program,
            json,
            cell,
            connections: &[1, 16, 64],
            restarts: 7,
            wear: 1_000_000,
            database: None,
            closely: None,
        }
    }

    /// To look at one thing: with 64 connections on one database alone (`--database=sqlite`,
    /// `--database=postgres`), with most of the time for the operations that are named so
    /// (`--closely=refresh`).
    #[must_use]
    pub fn looking_at(self, arguments: &[&str]) -> Self {
        let said = |name: &str| arguments.iter().find_map(|word| word.strip_prefix(name));
        let closely = said("--closely=").map(str::to_owned);
        match said("--database=") {
            Some(name) => {
                Self { database: Some(name.to_owned()), connections: &[64], closely, ..self }
            }
            None => Self { closely, ..self },
        }
    }

    fn wants(&self, database: &str) -> bool {
        self.database.as_deref().is_none_or(|wanted| wanted == database)
    }

    /// With another number of tokens for the look at the memory (`--tokens=N`).
    #[must_use]
    pub fn with_tokens(self, arguments: &[&str]) -> Self {
        let asked = arguments.iter().find_map(|word| word.strip_prefix("--tokens="));
        Self { wear: asked.and_then(|text| text.parse().ok()).unwrap_or(self.wear), ..self }
    }
}

/// Runs the plan, prints the table, writes the JSON.
pub fn run(plan: &Plan) -> Result<(), String> {
    if !plan.program.exists() {
        return Err(format!("{} is not there", plan.program.display()));
    }
    stay_on_load_core();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| e.to_string())?;
    let folder = std::env::temp_dir().join(format!("latchkey-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let result = runtime.block_on(measure_all(plan, &folder));
    let _ = std::fs::remove_dir_all(&folder);
    let report = result?;
    println!("\n{}", goals::markdown(&report));
    std::fs::write(&plan.json, format!("{:#}\n", report.to_json())).map_err(|e| e.to_string())?;
    std::fs::write(plan.json.with_extension("md"), report.markdown()).map_err(|e| e.to_string())
}

/// The load and the servers do not take each other's time.
fn stay_on_load_core() {
    let own = std::process::id().to_string();
    let mut taskset = Command::new("taskset");
    taskset.args(["-a", "-c", "-p", LOAD_CORE]).arg(own);
    let moved = taskset.stdout(std::process::Stdio::null()).status();
    if !moved.is_ok_and(|status| status.success()) {
        println!("The load generator could not be pinned to a core: figures will be rougher.");
    }
}

async fn measure_all(plan: &Plan, folder: &Path) -> Result<Report, String> {
    let mut report = Report::default();
    pages::measure(&mut report)?;
    println!("{HEAD}");
    if plan.wants("sqlite") {
        let file = folder.join("limit.sqlite").to_string_lossy().into_owned();
        let own = folder.join("sqlite");
        let limit = start_limit(&file).await?;
        let provider = Provider::start(&plan.program, &own, None).await?;
        measure_database(plan, "sqlite", (&limit, provider), &mut report).await?;
    }
    if !plan.wants("postgres") {
        return Ok(report);
    }
    match Cluster::start(folder)? {
        Some(cluster) => {
            let limit = start_limit(&cluster.database("limit_only")?).await?;
            let (own, url) = (folder.join("postgres-provider"), cluster.database("latchkey")?);
            let provider = Provider::start(&plan.program, &own, Some(&url)).await?;
            measure_database(plan, "postgres", (&limit, provider), &mut report).await?;
        }
        None => report.notes.push("PostgreSQL is not installed here and was not measured.".into()),
    }
    Ok(report)
}

async fn start_limit(database: &str) -> Result<Server, String> {
    let port = free_port()?;
    let mut command = pinned(std::env::current_exe().map_err(|e| e.to_string())?);
    command.args(["limit", &port.to_string(), database]);
    Server::start(command, port, "/json").await
}

async fn measure_database(
    plan: &Plan,
    database: &'static str,
    (limit, mut provider): (&Server, Provider),
    report: &mut Report,
) -> Result<(), String> {
    let mut times = Vec::new();
    for _ in 0..plan.restarts {
        provider.restart().await?;
        times.push(provider.server.ready_after.as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    report.figure(format!("{database}: start to ready"), times[times.len() / 2], "ms");
    report.figure(format!("{database}: memory, idle"), provider.server.resident(), "MiB");
    let cookies = provider.sign_in().await?.cookie_header();
    let people = &People { cookies, device: provider.make_passkey().await? };
    for connections in plan.connections.iter().copied() {
        let (provider, lasting, closely) = (&provider, plan.cell, plan.closely.as_deref());
        Round { database, connections, lasting, closely, limit, provider, people, report }
            .run()
            .await?;
    }
    report.figure(format!("{database}: memory, most"), provider.server.peak(), "MiB");
    refusals::compare(&mut provider, database, (plan.connections, plan.cell), report).await?;
    wear(plan, database, &mut provider, report).await
}

/// Issues many tokens that expire at once, and looks at the memory on the way.
async fn wear(
    plan: &Plan,
    database: &'static str,
    provider: &mut Provider,
    report: &mut Report,
) -> Result<(), String> {
    provider.restart().await?;
    let (mut issued, mut early) = (0, 0.0);
    for part in 1..=WEAR_PARTS {
        let all = vec![client_credentials("brief", "app", false); 64];
        let bounded: Vec<_> =
            all.into_iter().map(|one| one.times(plan.wear / WEAR_PARTS / 64)).collect();
        let longest = Duration::from_secs(120);
        let (cell, _) = measure(provider.server.address, bounded, longest).await?;
        issued += cell.done;
        let held = provider.server.resident();
        if part == 1 {
            early = held;
        }
        if part == 1 || part == WEAR_PARTS {
            report.figure(format!("{database}: memory after {issued} expired tokens"), held, "MiB");
        }
        if part == WEAR_PARTS {
            report.figure(format!("{database}: {}", goals::GROWTH), held - early, "MiB");
        }
    }
    Ok(())
}

/// In how many parts tokens are issued.
const WEAR_PARTS: usize = 10;
