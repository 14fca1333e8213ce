//! `riverain serve`: the pages, and the work for later beside them. `riverain work`: that work alone.

use crate::{command::Failure, settings::Settings, wiring};
use clap::Args;
use std::{io::Write, time::Duration};
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
/// Between two rounds of what is done from time to time.
const ROUND: Duration = Duration::from_mins(10);

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

pub async fn serve(command: &Serve, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    let listener = TcpListener::bind(&settings.listen).await?;
    writeln!(out, "http://{}", listener.local_addr()?)?;
    out.flush()?;
    let ending = ending();
    let worker = (!command.without_work).then(|| start_beside(work_until(app.clone(), ending.clone())));
    let map = start_beside(portal::map::keep(app.clone()));
    let router = door(wiring::routes(), &app);
    axum::serve(listener, router).with_graceful_shutdown(ended(ending)).await?;
    map.abort();
    if let Some(worker) = worker {
        // A worker that fell has said so in the log.
        let _ = worker.await;
    }
    Ok(app.database().close().await?)
}

pub async fn work(settings: &Settings) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    work_until(app.clone(), ending()).await;
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

/// What is done from time to time.
async fn round(app: &App) {
    let mut op = Op::system(app);
    let swept = match portal::sweep(&mut op).await {
        Ok(count) => op.commit().await.map(|()| count).map_err(|refusal| refusal.code.to_owned()),
        Err(err) => Err(err.to_string()),
    };
    match swept {
        Ok(count) => tracing::info!(drafts = count, "swept"),
        Err(err) => tracing::error!(error.chain = err, "drafts could not be swept"),
    }
}
