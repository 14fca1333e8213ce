//! What the front-line desk costs: processor of each answer at several sizes of register, then a whole room of desks at
//! a steady rate.

use super::{
    client::Client,
    crowd::{self, Crowd},
    installation::{Installation, Server},
};
use crate::{command::Failure, settings::Settings, wiring};
use clap::Args;
use identity::{NewStaff, Password, Role};
use std::{collections::BTreeMap, io::Write, time::Instant};
use web::{App, Op};

#[derive(Debug, Args)]
pub struct DeskBench {
    /// Requests in the register, several sizes separated by commas.
    #[arg(long, value_delimiter = ',', default_values_t = [30_000, 300_000, 3_000_000])]
    sizes: Vec<u64>,
    /// How many times each page is asked for.
    #[arg(long, default_value_t = 300)]
    times: u32,
    /// Desks that listen to the counts.
    #[arg(long, default_value_t = 200)]
    desks: usize,
    /// Pages asked a second, whatever the time that answers take.
    #[arg(long, default_value_t = 50)]
    rate: u32,
    /// How long the room works.
    #[arg(long, default_value_t = 30)]
    seconds: u32,
    /// An empty PostgreSQL database to measure one size on, in place of files.
    #[arg(long)]
    database: Option<String>,
}

/// They open a city that is removed with the bench.
const PASSWORD: &str = "un-banc-de-bois-8311";
/// Streets, problems and facets as agents type them; every word is of the fictional city's requests.
const WORDS: [&str; 6] =
    ["nid-de-poule", "lampadaire éteint", "collecte", "arbre", "graffiti mur", "déneigement trottoir"];
const FILTERED: [&str; 4] = [
    "état:ouverte nid-de-poule",
    "état:ouverte âge>7j lampadaire",
    "unité:le-vieux-port graffiti",
    "échéance:retard collecte",
];
const TYPED: [&str; 8] = ["un", "uni", "unité:s", "ar", "arbre", "rue du", "rue du mo", "échéance:r"];
const SAID: [&str; 5] = ["ça coule devant ma porte", "mon bac", "la rue est pas déneigée", "graffiti", "pothole"];

/// What is asked, the addresses to ask in turn.
pub type Asked = Vec<(String, Vec<String>)>;

pub async fn run(bench: &DeskBench, out: &mut impl Write) -> Result<(), Failure> {
    let mut first: BTreeMap<String, f64> = BTreeMap::new();
    for size in &bench.sizes {
        let installation = Installation::new("metropolis", *size, bench.database.as_deref())?;
        writeln!(out, "{size} requests")?;
        prepare(&installation, bench.desks, out).await?;
        let server = installation.serve()?;
        let mut agent = sign_in(&server, &email(0)).await?;
        server.settle(&mut agent).await?;
        let asked = asked(&mut agent).await?;
        let mut costs = BTreeMap::new();
        for (what, paths) in &asked {
            let cost = super::reads::ask(&server, &mut agent, paths, bench.times).await?;
            let ratio = first.get(what).map_or(String::new(), |before| format!(", {:.2} times", cost / before));
            writeln!(out, "  {what}: {cost:.2} ms of processor{ratio}")?;
            costs.insert(what.clone(), cost);
        }
        if first.is_empty() {
            first = costs;
        }
        let crowd = Crowd { desks: bench.desks, rate: bench.rate, seconds: bench.seconds, asked: &asked };
        crowd::work(&server, &crowd, out).await?;
        writeln!(out, "  memory: {:.0} MiB", server.memory_mib()?)?;
    }
    Ok(())
}

pub fn email(rank: usize) -> String {
    format!("poste-{rank}@banc.exemple.test")
}

/// Reads the words of every request, and adds who sits at the desks; one more does what changes the counts.
async fn prepare(installation: &Installation, desks: usize, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(&Settings::read(&installation.settings_file())?).await?;
    let (start, mut read) = (Instant::now(), 0);
    loop {
        match requests::search::read_words(&app).await? {
            0 => break,
            count => read += count,
        }
    }
    writeln!(out, "  words of {read} requests read in {:.1} s", start.elapsed().as_secs_f64())?;
    for rank in 0..desks {
        add(&app, &email(rank), Role::Agent).await?;
    }
    add(&app, &email(desks), Role::Admin).await?;
    Ok(app.database().close().await?)
}

async fn add(app: &App, email: &str, role: Role) -> Result<(), Failure> {
    let refused = |err: &dyn std::fmt::Display| Failure::Asked(format!("{email}: {err}"));
    let password: Password = PASSWORD.parse().map_err(|err| refused(&err))?;
    let new = NewStaff { name: email.to_owned(), email: email.to_owned(), role, units: Vec::new(), password };
    let mut op = Op::system(app);
    identity::add_or_replace(&mut op, new).await.map_err(|err| refused(&err))?;
    Ok(op.tx.commit().await?)
}

pub async fn sign_in(server: &Server, email: &str) -> Result<Client, Failure> {
    let mut client = Client::connect(&server.address).await?;
    let form = [("courriel", email), ("mot_de_passe", PASSWORD), ("vers", "/poste")];
    let form = serde_urlencoded::to_string(form).map_err(|err| Failure::Asked(err.to_string()))?;
    let (status, body) = client.post("/poste/connexion", form).await?;
    if status == 303 && client.has_cookie() {
        return Ok(client);
    }
    Err(Failure::Asked(format!("sign-in of {email}: {status} {}", String::from_utf8_lossy(&body))))
}

/// Each text that stands between `before` and `after`.
pub fn all_between<'t>(text: &'t str, before: &'t str, after: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split_once(after).map(|(found, _)| found))
}

/// A page, its entities read.
pub async fn page(client: &mut Client, path: &str) -> Result<String, Failure> {
    let (status, body) = client.get(path).await?;
    let text = String::from_utf8_lossy(&body).replace("&#38;", "&").replace("&amp;", "&");
    if status == 200 { Ok(text) } else { Err(Failure::Asked(format!("{path}: {status} {text}"))) }
}

/// Numbers of the requests that a page leads to.
pub fn references(page: &str) -> Vec<String> {
    let mut found: Vec<String> = all_between(page, "/poste/demandes/", "\"").map(str::to_owned).collect();
    found.retain(|text| text.contains('-') && text.chars().all(|letter| letter.is_ascii_digit() || letter == '-'));
    found.dedup();
    found
}

/// Every kind of page of the desk, with true addresses: those that its own pages lead to.
async fn asked(agent: &mut Client) -> Result<Asked, Failure> {
    let found = |words: &[&str], end: &str| -> Result<Vec<String>, Failure> {
        let query = |q: &&str| serde_urlencoded::to_string([("q", *q)]).map(|query| format!("/poste?{query}{end}"));
        words.iter().map(query).collect::<Result<_, _>>().map_err(|err| Failure::Asked(err.to_string()))
    };
    let of = |path: &str, words: &[&str]| -> Result<Vec<String>, Failure> {
        Ok(found(words, "")?.into_iter().map(|it| it.replacen("/poste", path, 1)).collect())
    };
    let mut asked: Asked = Vec::new();
    let mut cases = Vec::new();
    for (code, filters) in ::desk::filter::Filters::presets() {
        let path = filters.link();
        let first = page(agent, &path).await?;
        cases.extend(references(&first));
        if let Some(next) = all_between(&first, "href=\"", "\"").find(|link| link.contains("apres=")) {
            asked.push((format!("{code}, its second page"), vec![next.to_owned()]));
        }
        asked.push((code.to_owned(), vec![path]));
    }
    asked.push(("search by words".into(), found(&WORDS, "")?));
    asked.push(("search by words, rows alone".into(), found(&WORDS, "&partie=resultats")?));
    asked.push(("search by words and conditions".into(), found(&FILTERED, "")?));
    asked.push(("what the box proposes".into(), of("/poste/suggestions", &TYPED)?));
    asked.push(("what a caller's words lead to".into(), of("/poste/aide/suggestions", &SAID)?));
    asked.push(("console of calls".into(), vec!["/poste/saisie".into()]));
    asked.push(("page of a request".into(), cases.iter().map(|it| format!("/poste/demandes/{it}")).collect()));
    Ok(asked)
}
