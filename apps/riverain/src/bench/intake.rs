//! How many requests a second are taken in and kept, beside what the engine can do with the same rows.

use super::{
    client::Client,
    installation::{Installation, start_beside},
    store as rows,
};
use crate::command::Failure;
use ::store::Database;
use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// Requests that the loop without HTTP keeps in one commit: what as many clients would have waiting.
const GROUP: usize = 64;

pub async fn run(
    clients: usize,
    lasting: Duration,
    database: Option<&str>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let installation = Installation::new("village", 2_000, database)?;
    let said = installation.say(&["admin", "key", "add", "bench", "--quota", "1000000000"])?;
    let Some(key) = said.split_whitespace().find(|word| word.len() >= 32) else {
        return Err(Failure::Asked(format!("no key in: {said}")));
    };
    let server = installation.serve()?;
    let start = Instant::now();
    let cpu = server.cpu_seconds()?;
    let senders: Vec<_> =
        (0..clients).map(|rank| start_beside(send(server.address.clone(), form(key, rank), start + lasting))).collect();
    let mut kept = 0_u64;
    for sender in senders {
        kept += sender.await.map_err(|err| Failure::Asked(err.to_string()))??;
    }
    let http = kept as f64 / start.elapsed().as_secs_f64();
    let cpu = (server.cpu_seconds()? - cpu) / kept.max(1) as f64;
    drop(server);
    let driver = without_http(&installation.database, lasting).await?;
    writeln!(out, "through Open311, {clients} clients: {http:.0} requests a second, {:.2} ms of processor", cpu * 1e3)?;
    writeln!(out, "the same rows by the same driver, {GROUP} a commit: {driver:.0} a second")?;
    writeln!(out, "ratio: {:.0} %", http / driver * 100.0)?;
    let engine =
        if database.is_some() { with_pgbench(&installation.database, clients, lasting) } else { with_c(lasting) };
    match engine? {
        Some((name, rate)) => writeln!(out, "{name}: {rate:.0} a second\nratio: {:.0} %", http / rate * 100.0)?,
        None => writeln!(out, "the engine alone: not measured (see docs/performance.md)")?,
    }
    Ok(())
}

/// A report of the village, as an application sends it.
fn form(key: &str, rank: usize) -> String {
    let (lat, lon) = (47.208_06 + rank as f64 * 1e-6, -74.085_44);
    format!(
        "api_key={key}&service_code=NID_POULE&lat={lat}&long={lon}&description=Un+trou+profond+devant+la+porte\
         &attribute%5Bemplacement_voie%5D=chaussee&attribute%5Bautoroute%5D=non&attribute%5Bdanger%5D=non"
    )
}

/// Sends until `end`; answers how many were kept.
async fn send(address: String, form: String, end: Instant) -> Result<u64, Failure> {
    let mut client = Client::connect(&address).await?;
    let mut kept = 0;
    while Instant::now() < end {
        let (status, body) = client.post("/open311/v2/requests.json", form.clone()).await?;
        if status != 200 {
            return Err(Failure::Asked(format!("{status}: {}", String::from_utf8_lossy(&body))));
        }
        kept += 1;
    }
    Ok(kept)
}

/// Rows of requests written one commit for each [`GROUP`], a second.
async fn without_http(address: &str, lasting: Duration) -> Result<f64, Failure> {
    let database = Database::open(address).await?;
    let (start, mut kept) = (Instant::now(), 0_i64);
    while start.elapsed() < lasting {
        let mut tx = database.write();
        for _ in 0..GROUP {
            rows::write_one(&mut tx, kept).await?;
            kept += 1;
        }
        tx.commit().await?;
    }
    let rate = kept as f64 / start.elapsed().as_secs_f64();
    database.close().await?;
    Ok(rate)
}

type Rate = Option<(String, f64)>;

/// SQLite's own interface in C, compiled here when a compiler and its header are present: one commit a request.
fn with_c(lasting: Duration) -> Result<Rate, Failure> {
    let folder = tempfile::Builder::new().prefix("riverain-bench-").tempdir_in(".")?;
    let (source, program): (PathBuf, PathBuf) = (folder.path().join("intake.c"), folder.path().join("intake"));
    fs::write(&source, include_str!("intake.c"))?;
    let compiled = Command::new("cc").args(["-O2", "-o"]).arg(&program).arg(&source).arg("-lsqlite3").output();
    if !compiled.is_ok_and(|done| done.status.success()) {
        return Ok(None);
    }
    let done = Command::new(&program).arg(folder.path().join("c.db")).arg(lasting.as_secs().to_string()).output()?;
    let rate = String::from_utf8_lossy(&done.stdout).trim().parse().ok();
    Ok(rate.map(|rate| ("SQLite's own interface in C, one commit a request".to_owned(), rate)))
}

/// `pgbench` with the same statements, as many clients.
fn with_pgbench(address: &str, clients: usize, lasting: Duration) -> Result<Rate, Failure> {
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("intake.sql");
    fs::write(&script, rows::pgbench_script())?;
    let clients = clients.to_string();
    let seconds = lasting.as_secs().to_string();
    let done = Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-T", &seconds, "-f"])
        .arg(&script)
        .arg(address)
        .output();
    let Ok(done) = done else { return Ok(None) };
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    Ok(rate.map(|rate| (format!("pgbench, the same statements, {clients} clients"), rate)))
}
