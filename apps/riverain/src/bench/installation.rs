//! A city served by a process of its own, in a folder that is removed with it.

use super::client::Client;
use crate::command::Failure;
use std::{
    fs,
    io::{self, BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Processor ticks in a second, as Linux counts them for processes (`sysconf(_SC_CLK_TCK)`).
const TICKS: f64 = 100.0;
/// A process that uses less than this between two looks, in seconds of processor, has nothing left to load.
const RESTING_S: f64 = 0.03;
const MOST_LOOKS: u32 = 36;
/// The map reads what changed at most every 3 s.
const BETWEEN_LOOKS: Duration = Duration::from_millis(3_300);
/// The map reads again what is younger than 35 s: an operation may be committed late.
const READ_AGAIN: Duration = Duration::from_secs(36);

pub struct Installation {
    folder: tempfile::TempDir,
    program: PathBuf,
    pub database: String,
}

/// The city, served until it is dropped.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
}

#[expect(clippy::disallowed_methods, reason = "a bench has clients beside it")]
pub fn start_beside<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> tokio::task::JoinHandle<T> {
    tokio::spawn(work)
}

impl Installation {
    /// The fictional city of that `size` (`village`, `city`…) with `requests` of its past, in a file or in the empty
    /// PostgreSQL `database`.
    pub fn new(size: &str, requests: u64, database: Option<&str>) -> Result<Self, Failure> {
        // On the disk that holds the present folder: a temporary folder may be in memory, where nothing is ever synced.
        let folder = tempfile::Builder::new().prefix("riverain-bench-").tempdir_in(".")?;
        let path = folder.path().display();
        let database = database.map_or_else(|| format!("sqlite:{path}/city.db"), str::to_owned);
        let settings = format!(
            "database = \"{database}\"\nlisten = \"127.0.0.1:0\"\nsecret_file = \"{path}/secret\"\n\
             [photos]\nfolder = \"{path}/photos\"\n"
        );
        fs::write(folder.path().join("riverain.toml"), settings)?;
        let it = Self { program: std::env::current_exe()?, folder, database };
        it.say(&["demo", "load", "--size", size, "--requests", &requests.to_string()])?;
        Ok(it)
    }

    pub fn settings_file(&self) -> PathBuf {
        self.folder.path().join("riverain.toml")
    }

    fn settings(&self) -> String {
        format!("--settings={}", self.settings_file().display())
    }

    /// What a command of the executable prints.
    pub fn say(&self, words: &[&str]) -> Result<String, Failure> {
        let done = Command::new(&self.program).arg(self.settings()).args(words).stderr(Stdio::inherit()).output()?;
        if !done.status.success() {
            return Err(Failure::Asked(format!("`riverain {}` failed", words.join(" "))));
        }
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    pub fn serve(&self) -> Result<Server, Failure> {
        let mut child = Command::new(&self.program)
            .arg(self.settings())
            .args(["serve", "--without-work"])
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take();
        let mut server = Server { child, address: String::new() };
        for line in BufReader::new(out.ok_or_else(silent)?).lines() {
            let line = line?;
            if let Some((_, address)) = line.split_once("http://") {
                address.split(['/', ' ']).next().unwrap_or(address).clone_into(&mut server.address);
                return Ok(server);
            }
        }
        Err(silent())
    }
}

fn silent() -> Failure {
    Failure::Asked("the city served said no address".to_owned())
}

impl Server {
    /// Seconds of processor used so far by the process, user and system.
    pub fn cpu_seconds(&self) -> io::Result<f64> {
        let id = self.child.id();
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name of the program, between brackets, may hold spaces; user and system time are the 12th and 13th after.
        let after = stat.rsplit(')').next().unwrap_or("");
        let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Ok(ticks / TICKS)
    }

    /// Waits until the process rests, somebody looking at the map all along: neither what it loads after its start nor
    /// what the map reads again of a register made a moment ago is the cost of an answer.
    pub async fn settle(&self, client: &mut Client) -> Result<(), Failure> {
        tokio::time::sleep(READ_AGAIN).await;
        for _ in 0..MOST_LOOKS {
            let before = self.cpu_seconds()?;
            client.get("/tuiles/demandes/11/0/0.mvt").await?;
            tokio::time::sleep(BETWEEN_LOOKS).await;
            if self.cpu_seconds()? - before < RESTING_S {
                return Ok(());
            }
        }
        Err(Failure::Asked("the city still worked on its own after two minutes".to_owned()))
    }

    /// Memory held by the process, in MiB.
    pub fn memory_mib(&self) -> io::Result<f64> {
        let id = self.child.id();
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: f64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0);
        Ok(kib / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
