//! Bringing the City's 311 files in: one thread reads while the database writes, a commit every 20,000 lines.
//!
//! Each commit says how far it went, so a killed import goes on from there. A request that is already known is brought
//! to the later of its two states, so a file brought twice changes nothing.

use crate::{
    book::{Book, Spellings},
    feed::{Batch, Feed, FeedError, Rejected},
    piles::{self, Flags},
    reading::Rejection,
    rejected::RejectedFile,
    store::{self, ExtraRow, Import, Mark, Tally},
};
use ::store::StoreError;
use base::{Id, Moment};
use requests::bulk::{self, BulkRequest, KnownRequest};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::mpsc;
use web::{App, Op};

/// Batches that wait while one is written.
const BATCHES_AHEAD: usize = 2;
/// Numbers looked up in one statement.
const NUMBERS_AT_ONCE: usize = 400;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file as it is on the disk.
    pub read: u64,
    pub size: u64,
    pub tally: Tally,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Of the whole file, what an earlier run did included.
    pub tally: Tally,
    /// Requests of the file that bear a flag once it is whole.
    pub flags: Flags,
    /// Lines left out by this run, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Lines that an earlier run had kept.
    pub resumed_after: Option<u64>,
    /// Whether an earlier run had brought the whole file in.
    pub was_complete: bool,
    /// Columns left aside.
    pub strangers: Vec<String>,
    pub rejected_file: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{}: {source}", path.display())]
    Feed { path: PathBuf, source: FeedError },
    #[error("{}: it cannot be read after {lines} lines, which are kept: {source}", path.display())]
    Cut { path: PathBuf, lines: u64, source: io::Error },
    #[error(
        "the disk is full: the first {lines} lines are kept and nothing of the others; make room and run the same \
         command again, it goes on from there"
    )]
    DiskFull { lines: u64 },
    #[error("the file of rejected lines: {0}")]
    Rejected(#[source] io::Error),
    #[error("the database: {0}")]
    Store(#[from] StoreError),
}

/// Brings a file in; `progress` is told after each commit.
pub async fn import_montreal_311(
    app: &App,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, ImportError> {
    let failed = |source| ImportError::Feed { path: path.to_owned(), source };
    let size = std::fs::metadata(path).map_err(|err| failed(err.into()))?.len();
    app.database().expect_many_rows().await?;
    let read = Arc::new(AtomicU64::new(0));
    let (feed, mut run) = start(app, path, &read).await?;
    let mut report = Report { strangers: feed.strangers().to_vec(), ..Report::default() };
    report.resumed_after = (!run.is_new).then_some(run.import.tally.lines);
    let mut batches = read_ahead(feed);
    while let Some((batch, failure)) = batches.recv().await {
        let is_last = batch.rows.is_empty() && batch.rejected.is_empty() && failure.is_none();
        if is_last && run.import.is_finished {
            report.was_complete = true;
            break;
        }
        if is_last && run.import.tally.added + run.import.tally.renewed > 0 {
            // Before the file is said to be whole: a run killed here looks again.
            report.flags = piles::flag(app, run.import.id).await.map_err(|err| run.explain(err.into()))?;
        }
        run.keep(app, batch, is_last, &mut report.reasons).await.map_err(|err| run.explain(err))?;
        progress(Progress { read: read.load(Ordering::Relaxed), size, tally: run.import.tally });
        if let Some(source) = failure {
            return Err(ImportError::Cut { path: path.to_owned(), lines: run.import.tally.lines, source });
        }
    }
    report.tally = run.import.tally;
    report.rejected_file = run.rejected.path().map(Path::to_owned);
    Ok(report)
}

/// Opens a file where the last import of it ended, or at its start when it is not the same any more.
async fn start(app: &App, path: &Path, read: &Arc<AtomicU64>) -> Result<(Feed, Run), ImportError> {
    let failed = |source: FeedError| ImportError::Feed { path: path.to_owned(), source };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut op = Op::system(app);
    op.tx = app.database().read();
    let spellings = Spellings::new(store::list_spellings(&mut op).await?);
    let last = store::find_import(&mut op, &name).await?.filter(|import| import.mark.position > 0);
    let fresh = Import { id: op.id(), is_finished: false, mark: Mark::default(), tally: Tally::default() };
    let now = op.now;
    drop(op);
    let (app, owned, read) = (app.clone(), path.to_owned(), Arc::clone(read));
    let opened = tokio::task::spawn_blocking(move || {
        let open = |import: Import| {
            read.store(0, Ordering::Relaxed);
            Feed::open(&app, &owned, (Book::new(&app, spellings.clone()), import.id), (now, &read))
        };
        if let Some(last) = last {
            let mut feed = open(last)?;
            if feed.skip_to(last.mark)? {
                return Ok((feed, last));
            }
        }
        Ok((open(fresh)?, fresh))
    });
    let joined = opened.await.map_err(|err| failed(io::Error::other(err).into()))?;
    let (feed, import) = joined.map_err(failed)?;
    let rejected = RejectedFile::open(path, import.mark.rejected_bytes).map_err(ImportError::Rejected)?;
    let is_new = import.id == fresh.id;
    Ok((feed, Run { import, name, is_new, is_known: !is_new, now, rejected }))
}

type Read = (Batch, Option<io::Error>);

/// Reads batches on a thread of its own. The last one is empty, or comes with what stopped the reading.
fn read_ahead(mut feed: Feed) -> mpsc::Receiver<Read> {
    let (sender, receiver) = mpsc::channel(BATCHES_AHEAD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut batch = Batch::default();
            let failure = feed.fill(&mut batch).err();
            let is_last = failure.is_some() || (batch.rows.is_empty() && batch.rejected.is_empty());
            // Nobody listens any more when the writing failed.
            if sender.blocking_send((batch, failure)).is_err() || is_last {
                return;
            }
        }
    });
    receiver
}

/// An import under way.
struct Run {
    import: Import,
    name: String,
    is_new: bool,
    /// Whether the table knows it.
    is_known: bool,
    now: Moment,
    rejected: RejectedFile,
}

enum KeepError {
    Store(StoreError),
    Rejected(io::Error),
}

impl From<StoreError> for KeepError {
    fn from(err: StoreError) -> Self {
        Self::Store(err)
    }
}

impl Run {
    fn explain(&self, err: KeepError) -> ImportError {
        let lines = self.import.tally.lines;
        match err {
            KeepError::Store(err) if err.is_full() => ImportError::DiskFull { lines },
            KeepError::Store(err) => err.into(),
            KeepError::Rejected(err) if err.kind() == io::ErrorKind::StorageFull => ImportError::DiskFull { lines },
            KeepError::Rejected(err) => ImportError::Rejected(err),
        }
    }

    /// Keeps a batch and how far it goes, all or nothing.
    async fn keep(
        &mut self,
        app: &App,
        mut batch: Batch,
        is_last: bool,
        reasons: &mut BTreeMap<&'static str, u64>,
    ) -> Result<(), KeepError> {
        let mut op = Op::system(app);
        op.now = self.now;
        if !self.is_known {
            store::insert_import(&mut op, self.import.id, &self.name).await?;
        }
        store::insert_spellings(&mut op, std::mem::take(&mut batch.spellings)).await?;
        let mut next = self.import;
        next.is_finished = is_last;
        let mut tally = settle(&mut op, &mut batch).await?;
        tally.rejected = batch.rejected.len() as u64;
        tally.lines = tally.added + tally.renewed + tally.unchanged + tally.rejected;
        next.tally.add(tally);
        let rejected_bytes = self.rejected.write(&batch.rejected).map_err(KeepError::Rejected)?;
        next.mark = Mark { position: batch.position, checksum: batch.checksum, rejected_bytes };
        store::save_import(&mut op, &next).await?;
        op.tx.commit().await?;
        self.import = next;
        self.is_known = true;
        for rejected in &batch.rejected {
            *reasons.entry(rejected.reason.code()).or_default() += 1;
        }
        Ok(())
    }
}

/// Inserts the requests that are new, brings the others to the later of their two states.
async fn settle(op: &mut Op, batch: &mut Batch) -> Result<Tally, StoreError> {
    let rows = std::mem::take(&mut batch.rows);
    let (requests, mut extras): (Vec<BulkRequest>, Vec<Option<Arc<str>>>) =
        rows.into_iter().map(|row| (row.request, row.extra)).unzip();
    let inserted = bulk::insert_unknown(op, &requests).await?;
    let mut settled = Settled::default();
    if inserted == requests.len() as u64 {
        settled.tally.added = inserted;
        for (request, extra) in requests.iter().zip(extras) {
            settled.keep_extra(request.id, request, extra);
        }
    } else {
        let lines = batch.lines.chunks(NUMBERS_AT_ONCE);
        for ((requests, extras), lines) in
            requests.chunks(NUMBERS_AT_ONCE).zip(extras.chunks_mut(NUMBERS_AT_ONCE)).zip(lines)
        {
            let references = requests.iter().map(|request| &*request.reference);
            let known = bulk::known(op, references).await?;
            let mut known: HashMap<String, KnownRequest> =
                known.into_iter().map(|request| (request.reference.clone(), request)).collect();
            for ((request, extra), line) in requests.iter().zip(extras).zip(lines) {
                let Some(known) = known.get_mut(&*request.reference) else { continue };
                settled.compare(op, known, (request, extra.take()), *line).await?;
            }
        }
    }
    batch.rejected.append(&mut settled.rejected);
    store::save_extras(op, settled.extras).await?;
    Ok(settled.tally)
}

/// What became of the requests of a batch.
#[derive(Default)]
struct Settled {
    tally: Tally,
    extras: Vec<ExtraRow>,
    rejected: Vec<Rejected>,
}

impl Settled {
    fn keep_extra(&mut self, request_id: Id, request: &BulkRequest, extra: Option<Arc<str>>) {
        let updated_at = request.updated_at;
        self.extras.extend(extra.map(|words| ExtraRow { request_id, updated_at, words }));
    }

    /// Settles a request whose number is in the table: it was just inserted, or was known before.
    async fn compare(
        &mut self,
        op: &mut Op,
        known: &mut KnownRequest,
        (request, extra): (&BulkRequest, Option<Arc<str>>),
        line: u64,
    ) -> Result<(), StoreError> {
        if known.id == request.id {
            self.tally.added += 1;
            self.keep_extra(known.id, request, extra);
        } else if known.import_batch.is_none() {
            let text = request.reference.to_string();
            self.rejected.push(Rejected { line, reason: Rejection::NumberTaken, text });
        } else if bulk::renew(op, known, request).await? {
            self.tally.renewed += 1;
            (known.status, known.updated_at) = (request.status, request.updated_at);
            known.is_end_known = request.is_end_known;
            // What an earlier line of this batch left beside it goes with that line.
            self.extras.retain(|extra| extra.request_id != known.id);
            store::delete_extra(op, known.id).await?;
            self.keep_extra(known.id, request, extra);
        } else {
            self.tally.unchanged += 1;
        }
        Ok(())
    }
}
