//! A room of desks: each listens to its counts, pages are asked at a steady rate, and an act changes a count each second.

use super::{
    client::{Client, Stream},
    desk::{Asked, all_between, email, page, references, sign_in},
    installation::{Server, start_beside},
};
use crate::command::Failure;
use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinHandle, time::sleep_until};

pub struct Crowd<'a> {
    pub desks: usize,
    /// Pages a second.
    pub rate: u32,
    pub seconds: u32,
    pub asked: &'a Asked,
}

/// Connections that pages are asked on.
const ASKERS: u32 = 16;
/// Between two acts.
const ACT: Duration = Duration::from_secs(1);
/// The place of the count that acts change, in what desks are sent.
const COUNT: &str = "\"queue-misrouted\":\"";

/// How long something took, each time, in milliseconds.
#[derive(Default)]
struct Delays(Vec<f64>);

impl Delays {
    /// `median 3, 99 in 100 under 12, longest 30 ms (1,500)`.
    fn told(mut self) -> String {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| self.0.get(((self.0.len() as f64 * share).ceil() as usize).saturating_sub(1)).copied();
        match (at(0.5), at(0.99), at(1.0)) {
            (Some(median), Some(most), Some(longest)) => {
                let count = self.0.len();
                format!("median {median:.1}, 99 in 100 under {most:.1}, longest {longest:.1} ms ({count})")
            }
            _ => "none".to_owned(),
        }
    }
}

pub async fn work(server: &Server, crowd: &Crowd<'_>, out: &mut impl Write) -> Result<(), Failure> {
    let (over, ending) = watch::channel(false);
    let mut desks = Vec::new();
    for rank in 0..crowd.desks {
        let stream = sign_in(server, &email(rank)).await?.stream("/poste/en-direct").await?;
        desks.push(start_beside(listen(stream, ending.clone())));
    }
    let resting = cpu_of(server, Duration::from_secs(10)).await?;
    writeln!(out, "  {} desks that listen, nothing moves: {resting:.1} % of a processor", crowd.desks)?;
    let mut chief = sign_in(server, &email(crowd.desks)).await?;
    let acts = start_beside(act(sign_in(server, &email(crowd.desks)).await?, free(&mut chief).await?, crowd.seconds));
    let (cpu, start) = (server.cpu_seconds()?, Instant::now());
    let asked: Vec<(usize, String)> = mixed(crowd.asked, crowd.rate * crowd.seconds);
    let delays = ask_steadily(server, asked, crowd.rate).await?;
    let done = acts.await.map_err(|err| Failure::Asked(err.to_string()))??;
    let used = (server.cpu_seconds()? - cpu) / start.elapsed().as_secs_f64() * 100.0;
    tokio::time::sleep(Duration::from_secs(2)).await;
    over.send_replace(true);
    writeln!(out, "  {} pages a second beside them, an act a second: {used:.0} % of a processor", crowd.rate)?;
    let mut all = Delays::default();
    for (rank, (what, _)) in crowd.asked.iter().enumerate() {
        let of: Vec<f64> = delays.iter().filter(|(of, _)| *of == rank).map(|(_, ms)| *ms).collect();
        all.0.extend(&of);
        writeln!(out, "    {what}: {}", Delays(of).told())?;
    }
    writeln!(out, "    all: {}", all.told())?;
    writeln!(out, "    from an act to a desk: {}", heard(desks, &done).await?.told())?;
    Ok(())
}

/// Share of a processor used meanwhile, in percent.
async fn cpu_of(server: &Server, lasting: Duration) -> Result<f64, Failure> {
    let before = server.cpu_seconds()?;
    tokio::time::sleep(lasting).await;
    Ok((server.cpu_seconds()? - before) / lasting.as_secs_f64() * 100.0)
}

/// Requests that nobody took.
async fn free(chief: &mut Client) -> Result<Vec<String>, Failure> {
    let mut found = references(&page(chief, "/poste?qui=personne").await?);
    found.dedup();
    Ok(found)
}

/// As many addresses as `count`, each kind in turn.
fn mixed(asked: &Asked, count: u32) -> Vec<(usize, String)> {
    let mut turns: Vec<_> = asked.iter().map(|(_, paths)| paths.iter().cycle()).collect();
    let kinds = turns.len();
    let next = |rank: usize| turns.get_mut(rank % kinds).and_then(Iterator::next).map(|it| (rank % kinds, it.clone()));
    (0..count as usize).filter_map(next).collect()
}

/// Asks each of `asked` at its own instant, `rate` a second; the wait of a late one is counted from that instant.
async fn ask_steadily(server: &Server, asked: Vec<(usize, String)>, rate: u32) -> Result<Vec<(usize, f64)>, Failure> {
    let (start, asked) = (Instant::now() + Duration::from_millis(200), Arc::new(asked));
    let mut askers = Vec::new();
    for first in 0..ASKERS as usize {
        let (mut client, asked) = (sign_in(server, &email(first)).await?, asked.clone());
        askers.push(start_beside(async move {
            let mut delays = Vec::new();
            for (rank, (kind, path)) in asked.iter().enumerate().skip(first).step_by(ASKERS as usize) {
                let due = start + Duration::from_secs_f64(rank as f64 / f64::from(rate));
                sleep_until(due.into()).await;
                page(&mut client, path).await?;
                delays.push((*kind, due.elapsed().as_secs_f64() * 1e3));
            }
            Ok::<_, Failure>(delays)
        }));
    }
    let mut delays = Vec::new();
    for asker in askers {
        delays.extend(asker.await.map_err(|err| Failure::Asked(err.to_string()))??);
    }
    Ok(delays)
}

/// Sends requests back, one each [`ACT`]; answers when each was done.
async fn act(mut chief: Client, free: Vec<String>, count: u32) -> Result<Vec<Instant>, Failure> {
    let mut done = Vec::new();
    for reference in free.iter().take(count as usize) {
        let path = format!("/poste/demandes/{reference}");
        let shown = page(&mut chief, &format!("{path}?acte=renvoyer")).await?;
        let vu = all_between(&shown, "name=\"vu\" value=\"", "\"").next().unwrap_or_default();
        let form = serde_urlencoded::to_string([("vu", vu), ("lu_a", "0"), ("mots", "Ce n’est pas à nous")]);
        let form = form.map_err(|err| Failure::Asked(err.to_string()))?;
        let (status, body) = chief.post(&format!("{path}/actes/renvoyer"), form).await?;
        if status != 303 {
            return Err(Failure::Asked(format!("{path}: {status} {}", String::from_utf8_lossy(&body))));
        }
        done.push(Instant::now());
        tokio::time::sleep(ACT).await;
    }
    Ok(done)
}

/// What a desk was told of the count, and when.
type Told = Vec<(usize, Instant)>;

/// Listens until `ending`.
async fn listen(mut stream: Stream, mut ending: watch::Receiver<bool>) -> Result<Told, Failure> {
    let mut told = Told::new();
    loop {
        tokio::select! {
            heard = stream.next() => {
                let text = heard?;
                let count = all_between(&text, COUNT, "\"").next().and_then(|count| count.parse().ok());
                told.extend(count.map(|count: usize| (count, Instant::now())));
            }
            _ = ending.changed() => return Ok(told),
        }
    }
}

/// From each act to the instant at which each desk knew of it.
async fn heard(desks: Vec<JoinHandle<Result<Told, Failure>>>, done: &[Instant]) -> Result<Delays, Failure> {
    let mut delays = Delays::default();
    for desk in desks {
        let told = desk.await.map_err(|err| Failure::Asked(err.to_string()))??;
        let before = told.first().map_or(0, |(count, _)| *count);
        for (rank, at) in done.iter().enumerate() {
            let known = told.iter().find(|(count, heard)| *count > before + rank && heard >= at);
            let Some((_, heard)) = known else {
                return Err(Failure::Asked(format!("a desk never knew of act {}", rank + 1)));
            };
            delays.0.push(heard.duration_since(*at).as_secs_f64() * 1e3);
        }
    }
    Ok(delays)
}
