//! The fictional city living in the database: its pack, its staff, two years of requests that end now.
//!
//! Kept a few thousand at a time, with how far it is in the same transaction: cut, it goes on from there.

use super::{MARK, Which};
use crate::{
    command::{Failure, open},
    now,
    pack::City,
    progress::{Progress, Unit},
    settings::Settings,
    store::{self, DemoLoad, Version},
    wiring,
};
use ::store::{Database, StoreError};
use base::{Id, Moment};
use catalogue::Catalogue;
use clap::Args;
use demo::MadeRequest;
use requests::{
    Audience, Contact, Status,
    bulk::{self, BulkEvent, BulkPromise, BulkRequest, BulkRequester},
};
use std::{collections::HashMap, io::Write, str::FromStr, sync::Arc};
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
        go_on(&app, &mut load).await?;
        app.database().close().await?;
        writeln!(out, "{} requests of Valrive were loaded.", load.requests)?;
    }
    Ok(out.write_all(addresses(settings, &load).as_bytes())?)
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
    let files = City::read(&files)?.files_to_keep(files);
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
    store::save_version(&mut tx, &files, now).await?;
    store::save_demo(&mut tx, &load).await?;
    tx.commit().await?;
    Ok(load)
}

/// A real city is never mixed with the fictional one, nor requests that people filed with those that were made.
async fn refuse_a_city_that_lives(database: &Database, settings: &Settings) -> Result<(), Failure> {
    let mut tx = database.read();
    let Some(version) = store::find_version(&mut tx).await? else { return Ok(()) };
    let files = store::load_files(&mut tx, version.id).await?;
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
    let version: Version = store::find_version(&mut tx).await?.ok_or(StoreError::GivenUp)?;
    let files = store::load_files(&mut tx, version.id).await?;
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

/// A word of ours, as the domain reads it.
fn word<T: FromStr<Err = String>>(word: &str) -> Result<T, Failure> {
    word.parse().map_err(|word| Failure::Asked(format!("nobody knows the word `{word}`")))
}

async fn keep(op: &mut Op, together: &[MadeRequest]) -> Result<(), Failure> {
    let catalogue = op.part::<Catalogue>();
    let mut ids: HashMap<(u8, u32), Id> = HashMap::new();
    let (mut rows, mut events, mut people) = (Vec::with_capacity(together.len()), Vec::new(), Vec::new());
    for made in together {
        let id = op.id();
        ids.insert((made.year, made.rank), id);
        let principal = match made.principal {
            None => None,
            Some(number) => match ids.get(&number) {
                Some(id) => Some(*id),
                None => requests::find(op, &reference(number)).await?.map(|request| request.id),
            },
        };
        rows.push(BulkRequest { id, principal, ..row(made, &catalogue)? });
        add_events(id, made, &mut events)?;
        if let Some(contact) = contact(made) {
            people.push(BulkRequester { request_id: id, channel: word(made.channel)?, contact, at: made.received_at });
        }
    }
    bulk::insert(op, &rows).await?;
    bulk::insert_events(op, &events).await?;
    Ok(bulk::insert_requesters(op, &people).await?)
}

fn reference((year, rank): (u8, u32)) -> String {
    requests::Reference { year, rank }.to_string()
}

fn row(made: &MadeRequest, catalogue: &Catalogue) -> Result<BulkRequest, Failure> {
    let service = catalogue.service(&made.service);
    let service = service.ok_or_else(|| Failure::Asked(format!("there is no service `{}`", made.service)))?;
    let place = made.place.as_ref();
    let promise = made.promise.as_ref().map(|promise| BulkPromise {
        words: promise.words.clone(),
        version: promise.version.clone(),
        share: promise.share,
        due_at: promise.due_at,
    });
    Ok(BulkRequest {
        id: 0,
        reference: made.reference().to_string().into(),
        nature: word(made.nature)?,
        service_code: made.service.clone(),
        category: made.category.clone(),
        description: made.description.clone(),
        answers: made.answers.clone(),
        address: place.map_or_else(|| "".into(), |place| place.address.as_str().into()),
        point: place.map(|place| place.point),
        borough: place.map(|place| place.area.code.as_str().into()),
        street_side: place.and_then(|place| place.side),
        status: word(made.status())?,
        priority: service.priority_for(&made.answers),
        public_map: service.public_map,
        unit: made.route.unit.clone(),
        route_rule: made.route.rule.as_str().into(),
        route_words: Some(Arc::new(made.route.words.clone())),
        channel: word(made.channel)?,
        requesters: made.requesters.map(u32::from),
        promise,
        planned_for: made.planned_for,
        received_at: made.received_at,
        updated_at: made.updated_at,
        closed_at: made.closed_at,
        is_end_known: true,
        outcome: made.result.map(|result| (result.into(), made.proof.as_str().into())),
        reopen_count: made.reopen_count.into(),
        reopening_asked_at: None,
        principal: None,
        import_batch: None,
    })
}

fn contact(made: &MadeRequest) -> Option<Contact> {
    let contact = made.contact.as_ref()?;
    Some(Contact {
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        lang: made.lang,
        wants_news: contact.wants_news,
        wants_survey: contact.wants_survey,
        wants_participation: contact.wants_participation,
    })
}

/// The journal: received by whoever asked, then moved by staff.
fn add_events(request_id: Id, made: &MadeRequest, events: &mut Vec<BulkEvent>) -> Result<(), Failure> {
    let mut from: Option<Status> = None;
    for one in &made.moves {
        let to: Status = word(one.status)?;
        let is_first = from.is_none();
        events.push(BulkEvent {
            request_id,
            at: one.at,
            actor_kind: if is_first { "resident" } else { "staff" },
            actor_name: None,
            act: if is_first { "received" } else { "moved" },
            from,
            to: Some(to),
            reason: (!one.reason.is_empty()).then(|| one.reason.into()),
            unit: None,
            audience: Audience::Everybody,
        });
        from = Some(to);
    }
    Ok(())
}

/// What there is to try once `riverain serve` runs.
fn addresses(settings: &Settings, load: &DemoLoad) -> String {
    let url = &settings.public_url;
    let example = match (&load.example_reference, &load.example_email) {
        (Some(reference), Some(email)) => format!("{reference}, {email}"),
        _ => String::new(),
    };
    let lines = [
        ("report", format!("{url}/"), String::new()),
        ("follow", format!("{url}/suivi"), example),
        ("in English", format!("{url}/en"), String::new()),
    ];
    lines
        .iter()
        .map(|(what, address, with)| format!("  {what:<12}{address:<40}{with}").trim_end().to_owned() + "\n")
        .collect()
}
