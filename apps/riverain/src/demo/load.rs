//! The fictional city living in the database: its pack, its staff, two years of requests that end now.
//!
//! Kept a few thousand at a time, with how far it is in the same transaction: cut, it goes on from there.

use super::{MARK, Which, papers, rows::keep, supervision, welcome};
use crate::{
    articles,
    command::{Failure, open},
    now,
    progress::{Progress, Unit},
    settings::Settings,
    store::{self, DemoLoad},
    wiring,
};
use ::city::{Act, City, Making, Version, find_version, load_files, save_version};
use ::store::{Database, StoreError};
use base::Moment;
use clap::Args;
use demo::MadeRequest;
use std::io::Write;
use web::{App, Op};

#[derive(Debug, Args)]
pub struct Load {
    #[command(flatten)]
    pub(crate) which: Which,
    #[arg(long, default_value_t = 30_000)]
    pub(crate) requests: u32,
}

/// Requests of one transaction.
const TOGETHER: usize = 5_000;

pub async fn load(command: &Load, settings: &Settings, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(settings, now).await?;
    let found = store::find_demo(&mut database.read()).await?;
    let mut load = match found {
        Some(load) => command.check(load)?,
        None => begin(command, &database, settings, now).await?,
    };
    if load.is_whole() {
        writeln!(out, "{} requests of Valrive are here.", load.requests)?;
    } else {
        let app = app(database, settings).await?;
        welcome::add_staff(&app).await?;
        articles::bring_pack(&app, &demo::city(command.which.seed, command.which.size), &mut std::io::sink()).await?;
        welcome::add_notice(&app).await?;
        super::replies::add(&app).await?;
        supervision::add_calls(&app, &load).await?;
        go_on(&app, &mut load).await?;
        supervision::add_contacts(&app, &load).await?;
        papers::add_papers(&app, &load).await?;
        welcome::give_day(&app, load.end()).await?;
        indicators::measure(&app).await?;
        app.database().close().await?;
        writeln!(out, "{} requests of Valrive were loaded.", load.requests)?;
    }
    Ok(out.write_all(welcome::addresses(settings, &load).as_bytes())?)
}

impl Load {
    /// One database holds one story.
    fn check(&self, load: DemoLoad) -> Result<DemoLoad, Failure> {
        let is_same = load.seed == self.which.seed.cast_signed()
            && load.size == self.which.size.code()
            && load.requests == i64::from(self.requests);
        if is_same || load.is_whole() {
            return Ok(load);
        }
        let DemoLoad { seed, size, requests, kept, .. } = load;
        Err(Failure::Asked(format!(
            "{kept} of {requests} requests of another demo are here: \
             go on with `riverain demo load --seed {seed} --size {size} --requests {requests}`, or take a new database"
        )))
    }
}

/// Keeps the pack and what is about to be loaded, in a database that holds nothing of a real city.
pub(crate) async fn begin(
    command: &Load,
    database: &Database,
    settings: &Settings,
    now: Moment,
) -> Result<DemoLoad, Failure> {
    refuse_a_city_that_lives(database, settings).await?;
    let Which { seed, size } = command.which;
    let files = demo::city(seed, size);
    let files = City::read(&files, wiring::sources())?.files_to_keep(files);
    let load = DemoLoad {
        seed: seed.cast_signed(),
        size: size.code().to_owned(),
        requests: command.requests.into(),
        ends_at: now.0,
        kept: 0,
        example_reference: None,
        example_email: None,
    };
    let mut tx = database.write();
    let making = Making { act: Act::Loaded, by: "", why: "", in_force_at: now, from: None };
    save_version(&mut tx, &files, making, now).await?;
    store::save_demo(&mut tx, &load).await?;
    tx.commit().await?;
    Ok(load)
}

/// A real city is never mixed with the fictional one, nor requests that people filed with those that were made.
async fn refuse_a_city_that_lives(database: &Database, settings: &Settings) -> Result<(), Failure> {
    let mut tx = database.read();
    let Some(version) = find_version(&mut tx, now()).await? else { return Ok(()) };
    let files = load_files(&mut tx, version.id).await?;
    drop(tx);
    let app = wiring::assemble(database.clone(), version, &files, (settings, now))?;
    if files.bytes(MARK).is_none() {
        let city = app.part::<web::Brand>().name.fr.clone();
        return Err(Failure::Asked(format!("the database holds {city}: the demo wants one of its own")));
    }
    if requests::count(&mut Op::system(&app), &requests::Filter::default(), 1).await? > 0 {
        return Err(Failure::Asked(
            "requests were already filed here: the demo wants a database of its own".to_owned(),
        ));
    }
    Ok(())
}

pub(crate) async fn app(database: Database, settings: &Settings) -> Result<App, Failure> {
    let mut tx = database.read();
    let version: Version = find_version(&mut tx, now()).await?.ok_or(StoreError::GivenUp)?;
    let files = load_files(&mut tx, version.id).await?;
    drop(tx);
    wiring::assemble(database, version, &files, (settings, now))
}

/// Loads what is left.
async fn go_on(app: &App, load: &mut DemoLoad) -> Result<(), Failure> {
    let mut progress = Progress::new("requests", Unit::Rows, load.requests.unsigned_abs());
    progress.add(load.kept.unsigned_abs());
    let mut made = rest_of(load)?;
    while !load.is_whole() {
        progress.add(keep_some(app, load, made.by_ref().take(TOGETHER)).await?);
    }
    Ok(())
}

/// The requests that are not kept yet.
pub(crate) fn rest_of(load: &DemoLoad) -> Result<demo::Requests, Failure> {
    let (seed, size) = (load.seed.cast_unsigned(), load.size.parse().map_err(Failure::Asked)?);
    let mut made = demo::requests(seed, load.requests.unsigned_abs(), &demo::city(seed, size), load.end())?;
    made.by_ref().take(usize::try_from(load.kept).unwrap_or(0)).for_each(drop);
    Ok(made)
}

/// Keeps a few requests, and how far the load is, in one transaction. Answers how many.
pub(crate) async fn keep_some(
    app: &App,
    load: &mut DemoLoad,
    made: impl Iterator<Item = MadeRequest>,
) -> Result<u64, Failure> {
    let together: Vec<MadeRequest> = made.collect();
    if let Some((reference, email)) = together.iter().rev().find_map(example) {
        (load.example_reference, load.example_email) = (Some(reference), Some(email));
    }
    load.kept += i64::try_from(together.len()).unwrap_or(0);
    let mut op = Op::system(app);
    keep(&mut op, &together).await?;
    store::save_demo(&mut op.tx, load).await?;
    op.tx.commit().await?;
    Ok(together.len() as u64)
}

/// An open request that somebody follows by e-mail, in words.
fn example(made: &MadeRequest) -> Option<(String, String)> {
    let is_good = made.closed_at.is_none() && made.promise.is_some() && !made.description.is_empty();
    let email = made.contact.as_ref()?.email.clone()?;
    is_good.then(|| (made.reference().to_string(), email))
}
