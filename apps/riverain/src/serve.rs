//! `riverain serve`: the pages, and the work for later beside them. `riverain work`: that work alone.
//! `riverain measure`: the public figures at once.

use crate::{
    command::Failure,
    settings::{Retention, Settings, SettingsError},
    wiring,
};
use ::city::Version;
use ::store::StoreError;
use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request},
    middleware::map_request,
};
use clap::Args;
use desk::live::Counts;
use requests::retention::{Forgotten, Series};
use std::{
    io::Write,
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpListener, signal, sync::watch};
use web::{App, Op, door::door};

#[derive(Debug, Args)]
pub struct Serve {
    /// Leave the work for later to other processes.
    #[arg(long)]
    pub without_work: bool,
}

/// Between two looks for work that another process booked.
const IDLE: Duration = Duration::from_secs(5);
/// Between two looks for requests whose words nobody read.
const UNREAD: Duration = Duration::from_millis(500);
/// Between two rounds of what is done from time to time.
const ROUND: Duration = Duration::from_mins(10);
/// Between two looks for accounts of the provider that are due to be checked.
const CHECK: Duration = Duration::from_mins(1);

/// Becomes true when the process is asked to end.
fn ending() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    start_beside(async move {
        wait_for_signal().await;
        // Nobody listens any more when the process ends by itself.
        let _ = sender.send(true);
    });
    receiver
}

#[expect(clippy::disallowed_methods, reason = "the executable starts what runs beside the pages")]
fn start_beside(work: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
    tokio::spawn(work)
}

async fn wait_for_signal() {
    #[cfg(unix)]
    {
        use signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => return,
                _ = signal::ctrl_c() => return,
            }
        }
    }
    let _ = signal::ctrl_c().await;
}

/// Waits until the process is asked to end.
async fn ended(mut ending: watch::Receiver<bool>) {
    // The sender lives as long as the process.
    let _ = ending.wait_for(|is_ending| *is_ending).await;
}

/// Says once what the process does not do, for want of a setting.
fn say_what_is_missing(settings: &Settings) {
    if settings.mail.host.is_empty() {
        tracing::warn!("no mail server is configured: messages are kept, not sent");
    }
}

pub async fn serve(command: &Serve, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    say_what_is_missing(settings);
    let listener = TcpListener::bind(&settings.listen).await?;
    writeln!(out, "http://{}", listener.local_addr()?)?;
    out.flush()?;
    let ending = ending();
    let watcher = start_beside(renew_until(app.clone(), ending.clone()));
    let worker = (!command.without_work).then(|| start_beside(work_until(app.clone(), ending.clone())));
    let reader = (!command.without_work).then(|| start_beside(read_until(app.clone(), ending.clone())));
    let checker = (!command.without_work).then(|| start_beside(check_until(app.clone(), ending.clone())));
    let map = start_beside(portal::map::keep(app.clone()));
    // Trials at the door are counted by address.
    let service = router(settings, &app)?.into_make_service_with_connect_info::<SocketAddr>();
    let counts = app.part::<Counts>();
    let stop = async move {
        ended(ending).await;
        counts.end();
    };
    axum::serve(listener, service).with_graceful_shutdown(stop).await?;
    map.abort();
    for beside in [Some(watcher), worker, reader, checker].into_iter().flatten() {
        // What fell has said so in the log.
        let _ = beside.await;
    }
    Ok(app.database().close().await?)
}

/// Every page and interface behind the door; behind a proxy of ours, the address that it saw.
pub fn router(settings: &Settings, app: &App) -> Result<Router, SettingsError> {
    let routes = wiring::routes().layer(Extension(settings.second_factor.demands()?));
    let router = open311::before(door(routes, app), app);
    Ok(if settings.behind_proxy { router.layer(map_request(read_forwarded)) } else { router })
}

/// The address that our own proxy saw stands last in `X-Forwarded-For`; those before it are anybody's words.
async fn read_forwarded(mut request: Request) -> Request {
    let last = request.headers().get_all("x-forwarded-for").into_iter().next_back();
    let said = last.and_then(|value| value.to_str().ok()).and_then(|line| line.rsplit(',').next());
    if let Some(address) = said.and_then(|said| said.trim().parse::<IpAddr>().ok()) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 0)));
    }
    request
}

pub async fn work(settings: &Settings) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    say_what_is_missing(settings);
    let ending = ending();
    let beside = [
        start_beside(work_until(app.clone(), ending.clone())),
        start_beside(read_until(app.clone(), ending.clone())),
        start_beside(check_until(app.clone(), ending.clone())),
        start_beside(renew_until(app.clone(), ending)),
    ];
    for beside in beside {
        // What fell has said so in the log.
        let _ = beside.await;
    }
    Ok(app.database().close().await?)
}

/// Takes each new version of the city as it is loaded, until the process ends.
async fn renew_until(app: App, ending: watch::Receiver<bool>) {
    let mut tried = app.part::<Version>().id;
    while !*ending.borrow() {
        tokio::select! {
            () = tokio::time::sleep(IDLE) => {}
            () = ended(ending.clone()) => return,
        }
        match wiring::renew(&app, tried).await {
            Ok(version) if version == tried => {}
            Ok(version) => {
                tracing::info!(city.version = version, "the city was renewed");
                tried = version;
            }
            Err(failure) => tracing::error!(error.chain = %failure, "the versions of the city cannot be read"),
        }
    }
}

/// `riverain measure`: the figures, without waiting for the worker's round.
pub async fn measure(settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    let done = indicators::measure(&app).await?;
    let (requests, figures, seconds) = (done.requests, done.figures, done.took_ms as f64 / 1_000.0);
    writeln!(out, "{figures} figures of {requests} requests, in {seconds:.1} s")?;
    Ok(app.database().close().await?)
}

/// Does what is booked, as soon as it is due, until the process ends.
async fn work_until(app: App, ending: watch::Receiver<bool>) {
    let mut next_round = app.now();
    while !*ending.borrow() {
        if app.now() >= next_round {
            round(&app).await;
            next_round = app.now().plus_ms(ROUND.as_millis().try_into().unwrap_or(i64::MAX));
        }
        if do_one(&app).await {
            continue;
        }
        tokio::select! {
            () = app.database().bell().notified() => {}
            () = tokio::time::sleep(IDLE) => {}
            () = ended(ending.clone()) => {}
        }
    }
}

/// Asks the city's provider of accounts whether those who signed in through it may still, until the process ends.
async fn check_until(app: App, ending: watch::Receiver<bool>) {
    while !*ending.borrow() {
        match identity::oidc::check(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(sessions = count, "ended: their accounts do not live any more"),
            Err(err) => tracing::error!(error.chain = %err, "accounts could not be checked"),
        }
        tokio::select! {
            () = tokio::time::sleep(CHECK) => {}
            () = ended(ending.clone()) => return,
        }
    }
}

/// Reads the words of what was filed or changed, so that the search finds it, until the process ends.
async fn read_until(app: App, ending: watch::Receiver<bool>) {
    while !*ending.borrow() {
        let rest = match requests::search::read_words(&app).await {
            Ok(0) => UNREAD,
            // Others write between two batches.
            Ok(_) => Duration::from_millis(2),
            Err(err) => {
                tracing::error!(error.chain = %err, "the words of requests could not be read");
                IDLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = ended(ending.clone()) => return,
        }
    }
}

/// Does the job that waited longest; answers whether there was one.
async fn do_one(app: &App) -> bool {
    let job = match store::jobs::claim(app.database(), app.now()).await {
        Ok(Some(job)) => job,
        Ok(None) => return false,
        Err(err) => {
            tracing::error!(error.chain = %err, "no job could be claimed");
            return false;
        }
    };
    let done = wiring::do_job(app, &job).await;
    if let Err(err) = done {
        tracing::warn!(job.kind = job.kind, job.attempts, error.chain = %err, "a job is put off");
        if let Err(err) = store::jobs::put_off(app.database(), &job, &err, app.now()).await {
            tracing::error!(error.chain = %err, "a job could not be put off");
        }
    }
    true
}

/// Forgets what a series holds of requests closed more than `days` ago, a batch a transaction.
pub async fn forget(app: &App, series: Series, days: u32) -> Result<Forgotten, StoreError> {
    let mut total = Forgotten::default();
    loop {
        let mut op = Op::system(app);
        let forgotten = requests::retention::forget(&mut op, series, days).await?;
        op.tx.commit().await?;
        total += forgotten;
        if forgotten == Forgotten::default() {
            return Ok(total);
        }
    }
}

/// What is done from time to time.
async fn round(app: &App) {
    let mut op = Op::system(app);
    match identity::sweep(&mut op).await {
        Ok(count) => match op.commit().await {
            Ok(()) => tracing::info!(sessions = count, "swept"),
            Err(refusal) => tracing::error!(error.chain = refusal.code, "sessions could not be swept"),
        },
        Err(err) => tracing::error!(error.chain = %err, "sessions could not be swept"),
    }
    let mut op = Op::system(app);
    let forgotten = match interactions::sweep(&mut op).await {
        Ok(count) => op.commit().await.map(|()| count).map_err(|refusal| refusal.code.to_owned()),
        Err(err) => Err(err.to_string()),
    };
    match forgotten {
        Ok(count) => tracing::info!(entries = count, "swept"),
        Err(err) => tracing::error!(error.chain = err, "unfinished entries could not be swept"),
    }
    let mut op = Op::system(app);
    let swept = match portal::sweep(&mut op).await {
        Ok(count) => op.commit().await.map(|()| count).map_err(|refusal| refusal.code.to_owned()),
        Err(err) => Err(err.to_string()),
    };
    match swept {
        Ok(count) => tracing::info!(drafts = count, "swept"),
        Err(err) => tracing::error!(error.chain = err, "drafts could not be swept"),
    }
    let mut op = Op::system(app);
    let swept = match desk::crew::sweep(&mut op).await {
        Ok(count) => op.tx.commit().await.map(|()| count),
        Err(err) => Err(err),
    };
    match swept {
        Ok(count) => tracing::info!(acts = count, "swept"),
        Err(err) => tracing::error!(error.chain = %err, "keys of acts of the field could not be swept"),
    }
    let mut op = Op::system(app);
    let swept = match notifications::sweep(&mut op).await {
        Ok(count) => op.tx.commit().await.map(|()| count),
        Err(err) => Err(err),
    };
    match swept {
        Ok(count) => tracing::info!(messages = count, "swept"),
        Err(err) => tracing::error!(error.chain = %err, "messages could not be swept"),
    }
    let mut op = Op::system(app);
    let swept = match quality::sweep(&mut op).await {
        Ok(count) => op.tx.commit().await.map(|()| count),
        Err(err) => Err(err),
    };
    match swept {
        Ok(count) => tracing::info!(readings = count, "swept"),
        Err(err) => tracing::error!(error.chain = %err, "readings of contacts could not be swept"),
    }
    let mut op = Op::system(app);
    let swept = match knowledge::sweep(&mut op).await {
        Ok(count) => op.tx.commit().await.map(|()| count),
        Err(err) => Err(err),
    };
    match swept {
        Ok(count) => tracing::info!(knowledge = count, "swept"),
        Err(err) => tracing::error!(error.chain = %err, "what was read could not be kept"),
    }
    match indicators::measure_if_due(app).await {
        Ok(Some(done)) => tracing::info!(requests = done.requests, duration_ms = done.took_ms, "measured"),
        Ok(None) => {}
        Err(err) => tracing::error!(error.chain = %err, "the figures could not be computed"),
    }
    for series in Series::ALL.iter().copied() {
        let Some(days) = app.part::<Retention>().days(series) else { continue };
        match forget(app, series, days).await {
            Ok(Forgotten { requests, items }) => {
                tracing::info!(retention.series = series.code(), retention.days = days, requests, items, "forgotten");
            }
            Err(err) => {
                tracing::error!(retention.series = series.code(), error.chain = %err, "it could not be forgotten");
            }
        }
    }
}
