//! Processor time of what people ask most, on a small register and on a large one.

use super::{
    client::Client,
    installation::{Installation, Server},
};
use crate::command::Failure;
use serde::Deserialize;
use std::{io::Write, time::Instant};

#[derive(Deserialize)]
struct Listed {
    service_request_id: String,
    service_code: String,
    lat: Option<f64>,
    long: Option<f64>,
}

/// Milliseconds of processor of one answer, by what was asked.
type Costs = Vec<(&'static str, f64)>;

pub async fn run(sizes: &[u64], times: u32, out: &mut impl Write) -> Result<(), Failure> {
    let mut first: Costs = Vec::new();
    for size in sizes {
        let installation = Installation::new("city", *size, None)?;
        let asked = Instant::now();
        let server = installation.serve()?;
        let mut client = Client::connect(&server.address).await?;
        client.get("/").await?;
        writeln!(out, "{size} requests: first answer after {:.2} s", asked.elapsed().as_secs_f64())?;
        server.settle(&mut client).await?;
        let costs = measure(&server, &mut client, times).await?;
        for (rank, (what, cost)) in costs.iter().enumerate() {
            let ratio = first.get(rank).map_or(String::new(), |(_, before)| format!(", {:.2} times", cost / before));
            writeln!(out, "  {what}: {cost:.3} ms of processor{ratio}")?;
        }
        writeln!(out, "  memory: {:.0} MiB", server.memory_mib()?)?;
        drop(server);
        if first.is_empty() {
            first = costs;
        }
    }
    Ok(())
}

async fn measure(server: &Server, client: &mut Client, times: u32) -> Result<Costs, Failure> {
    let listed = list(client, "/open311/v2/requests.json?page_size=200").await?;
    let one: Vec<String> =
        listed.iter().map(|it| format!("/open311/v2/requests/{}.json", it.service_request_id)).collect();
    let places: Vec<(f64, f64)> = listed.iter().filter_map(|it| it.lat.zip(it.long)).collect();
    let ground = tiles("", &places);
    // A tile is kept for fewer filters than these: most are drawn for the one who asks.
    let points = tiles("demandes/", &places);
    let points: Vec<String> =
        points.iter().zip(filters().iter().cycle()).map(|(tile, filter)| format!("{tile}?{filter}")).collect();
    let lists = lists(&listed);
    for path in &lists {
        // Shorter lists cost less: they would not be compared with those of another size of register.
        let count = list(client, path).await?.len();
        if count != PAGE {
            return Err(Failure::Asked(format!("{path}: {count} requests")));
        }
    }
    Ok(vec![
        ("request by number", ask(server, client, &one, times).await?),
        ("list of 50 with filters", ask(server, client, &lists, times).await?),
        ("tile of requests, filtered", ask(server, client, &points, times).await?),
        ("tile of the ground", ask(server, client, &ground, times).await?),
    ])
}

/// Requests of a page.
const PAGE: usize = 50;

async fn list(client: &mut Client, path: &str) -> Result<Vec<Listed>, Failure> {
    let (_, body) = client.get(path).await?;
    serde_json::from_slice(&body).map_err(|err| Failure::Asked(err.to_string()))
}

/// Lists that are full at any size of register: by status, and by status and services.
fn lists(listed: &[Listed]) -> [String; 3] {
    let mut services: Vec<&str> = listed.iter().map(|it| it.service_code.as_str()).collect();
    services.sort_unstable();
    services.dedup();
    let path = format!("/open311/v2/requests.json?page_size={PAGE}");
    let services = services.join(",");
    [
        format!("{path}&status=open"),
        format!("{path}&status=closed"),
        format!("{path}&status=closed&service_code={services}"),
    ]
}

/// Addresses of the tiles that hold places, from afar and from near (slippy map numbering).
fn tiles(layer: &str, places: &[(f64, f64)]) -> Vec<String> {
    let tile = |zoom: u32, (lat, lon): (f64, f64)| {
        let across = f64::from(1_u32 << zoom);
        let x = ((lon + 180.0) / 360.0 * across).floor();
        let y = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * across).floor();
        format!("/tuiles/{layer}{zoom}/{x}/{y}.mvt")
    };
    places.iter().flat_map(|place| [11, 13, 15].map(|zoom| tile(zoom, *place))).collect()
}

/// What people choose on the map: a state and a period.
fn filters() -> Vec<String> {
    let states = ["", "ouvertes", "recues", "en-cours", "en-attente", "terminees", "fermees"];
    let periods = ["90", "7", "30", "365", "toutes"];
    states.iter().flat_map(|state| periods.map(|period| format!("etat={state}&periode={period}"))).collect()
}

pub async fn ask(server: &Server, client: &mut Client, paths: &[String], times: u32) -> Result<f64, Failure> {
    if paths.is_empty() {
        return Err(Failure::Asked("the register answered nothing to ask for".to_owned()));
    }
    for path in paths.iter().cycle().take(50) {
        client.get(path).await?;
    }
    let before = server.cpu_seconds()?;
    for path in paths.iter().cycle().take(times as usize) {
        let (status, body) = client.get(path).await?;
        if status >= 400 {
            return Err(Failure::Asked(format!("{path}: {status} {}", String::from_utf8_lossy(&body))));
        }
    }
    Ok((server.cpu_seconds()? - before) / f64::from(times) * 1e3)
}
