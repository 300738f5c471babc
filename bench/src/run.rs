//! A whole run: both databases, each number of connections, the limit around every round.
use crate::http;
use crate::load::{Cell, Repeat, measure};
use crate::postgres::Cluster;
use crate::process::{LOAD_CORE, Server, free_port, pinned};
use crate::report::{HEAD, Line, Measure, Report};
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
}

impl Plan {
    /// From the command line.
    pub fn new(program: &str, json: &str, quick: bool) -> Self {
        let (cell, connections): (_, &[usize]) =
            if quick { (300, &[1, 16]) } else { (2000, &[1, 16, 64]) };
        Self {
            program: program.into(),
            json: json.into(),
            cell: Duration::from_millis(cell),
            connections,
        }
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
    println!("{HEAD}");
    let file = folder.join("limit.sqlite").to_string_lossy().into_owned();
    measure_database(plan, "sqlite", &file, &mut report).await?;
    match Cluster::start(folder)? {
        Some(cluster) => {
            let limit = cluster.database("limit_only")?;
            measure_database(plan, "postgres", &limit, &mut report).await?;
        }
        None => report.notes.push("PostgreSQL is not installed here and was not measured.".into()),
    }
    Ok(report)
}

async fn measure_database(
    plan: &Plan,
    database: &'static str,
    limit: &str,
    report: &mut Report,
) -> Result<(), String> {
    let port = free_port()?;
    let mut command = pinned(std::env::current_exe().map_err(|e| e.to_string())?);
    command.args(["limit", &port.to_string(), limit]);
    let limit = Server::start(command, port, "/json").await?;
    for connections in plan.connections.iter().copied() {
        for against in Measure::ALL {
            let cell = measure_limit(&limit, against, connections, plan.cell).await?;
            let operation = against.name();
            report.add(Line {
                database,
                connections,
                operation,
                cell,
                against: None,
                statements: None,
            });
        }
    }
    report.figure(format!("limit on {database}: ready after"), millis(limit.ready_after), "ms");
    report.figure(format!("limit on {database}: memory"), limit.resident() as f64 / 1024.0, "MiB");
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

async fn measure_limit(
    limit: &Server,
    what: Measure,
    connections: usize,
    lasting: Duration,
) -> Result<Cell, String> {
    let form = "grant_type=authorization_code&code=lkc_0000000000000000000000000000000000000000000";
    let request = match what {
        Measure::Es256 => http::post("/es256", "", form),
        Measure::Rs256 => http::post("/rs256", "", form),
        Measure::Json => http::get("/json", ""),
    };
    let repeat = Repeat { request, status: 200 };
    Ok(measure(limit.address, vec![repeat; connections], lasting).await?.0)
}
