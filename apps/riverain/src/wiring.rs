//! The process put together: tables, texts, parts of the city, routes.

use crate::{
    command::Failure,
    command::open,
    now,
    settings::{Settings, SettingsError},
    store,
};
use ::city::{City, Version, find_version, load_files};
use ::store::{Database, Migration, jobs::Job};
use axum::Router;
use base::{Id, Moment, PackFiles};
use catalogue::Recogniser;
use desk::live::Counts;
use identity::oidc::Provider;
use knowledge::Library;
use notifications::Mailer;
use portal::map::CityMap;
use requests::{batch, photos};
use territory::Scenery;
use web::{
    App, Op, Seal, Texts,
    app::{Parts, put},
    texts::Source,
};

/// Every table of the process.
pub fn migrations() -> Vec<Migration> {
    [
        identity::MIGRATIONS,
        notifications::MIGRATIONS,
        knowledge::MIGRATIONS,
        replies::MIGRATIONS,
        requests::MIGRATIONS,
        interactions::MIGRATIONS,
        telephony::MIGRATIONS,
        quality::MIGRATIONS,
        surveys::MIGRATIONS,
        indicators::MIGRATIONS,
        portal::MIGRATIONS,
        desk::MIGRATIONS,
        open311::MIGRATIONS,
        open_data::MIGRATIONS,
        ::city::MIGRATIONS,
        store::MIGRATIONS,
    ]
    .concat()
}

/// Sentences of every slice.
const SOURCES: [Source; 13] = [
    identity::TEXTS,
    notifications::TEXTS,
    knowledge::TEXTS,
    replies::TEXTS,
    requests::TEXTS,
    interactions::TEXTS,
    quality::TEXTS,
    surveys::TEXTS,
    indicators::TEXTS,
    portal::TEXTS,
    desk::TEXTS,
    open311::TEXTS,
    ::city::TEXTS,
];

pub fn sources() -> &'static [Source] {
    &SOURCES
}

/// Every page and interface.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(knowledge::routes())
        .merge(surveys::routes())
        .merge(indicators::routes())
        .merge(desk::routes())
        .merge(telephony::routes())
        .merge(::city::routes())
        .merge(open311::routes())
}

/// The parts of the city, from the files of a version of its pack.
fn parts(version: Version, files: &PackFiles) -> Result<Parts, Failure> {
    let city = City::read(files, &SOURCES)?;
    let mut parts = Parts::new();
    put(&mut parts, open311::Edition(version.in_force_at));
    put(&mut parts, version);
    put(&mut parts, Recogniser::new(&city.catalogue, files)?);
    put(&mut parts, CityMap::new(&city.catalogue, &city.territory, &city.brand, Scenery::read(files)?));
    put(&mut parts, city.brand);
    put(&mut parts, city.territory);
    put(&mut parts, city.units);
    put(&mut parts, city.catalogue);
    put(&mut parts, city.routing);
    put(&mut parts, city.standards);
    Ok(parts)
}

/// Sentences of every slice, and those that the city says in its own words.
fn texts(files: &PackFiles) -> Result<Texts, Failure> {
    let own = |name| files.text(name).unwrap_or_default();
    Texts::new(&SOURCES, (own("texts/fr.ftl"), own("texts/en.ftl"))).map_err(Failure::Asked)
}

/// The process on its database, with the city in force.
pub async fn start(settings: &Settings) -> Result<App, Failure> {
    let (database, _) = open(settings, now()).await?;
    let mut tx = database.read();
    let Some(version) = find_version(&mut tx, now()).await? else {
        return Err(Failure::Asked("no city is loaded: `riverain city load PACK`".to_owned()));
    };
    let files = load_files(&mut tx, version.id).await?;
    drop(tx);
    assemble(database, version, &files, (settings, now))
}

/// The process around a database and a version of the city.
pub fn assemble(
    database: Database,
    version: Version,
    files: &PackFiles,
    (settings, clock): (&Settings, impl Fn() -> Moment + Send + Sync + 'static),
) -> Result<App, Failure> {
    let web_settings = web::Settings { public_url: settings.public_url.clone() };
    let app = App::new(database, texts(files)?, web_settings, Seal::new(settings.secret()?), clock);
    let mut parts = parts(version, files)?;
    put(&mut parts, settings.photos.shelf()?);
    put(&mut parts, ::city::Sentences(&SOURCES));
    put(&mut parts, settings.retention);
    put(&mut parts, Counts::default());
    put(&mut parts, Library::default());
    put(&mut parts, Provider::new(&settings.oidc, &settings.public_url).map_err(SettingsError::Oidc)?);
    put(&mut parts, Mailer::new(&settings.mail).map_err(SettingsError::Mail)?);
    app.set_parts(parts);
    Ok(app)
}

/// Puts the version of the city that is in force in place, unless it is there or was tried; answers the one that was tried.
pub async fn renew(app: &App, tried: Id) -> Result<Id, Failure> {
    let mut tx = app.database().read();
    let Some(version) = find_version(&mut tx, app.now()).await?.filter(|version| version.id != tried) else {
        return Ok(tried);
    };
    let (id, files) = (version.id, load_files(&mut tx, version.id).await?);
    match parts(version, &files).and_then(|parts| Ok((parts, texts(&files)?))) {
        Ok((parts, texts)) => {
            app.renew_parts(parts);
            app.renew_texts(texts);
        }
        Err(failure) => tracing::error!(city.version = id, error.chain = %failure, "a version of the city is left"),
    }
    Ok(id)
}

/// Does a job that was booked. The error is for the log and for whoever looks at jobs that gave up.
pub async fn do_job(app: &App, job: &Job) -> Result<(), String> {
    let mut op = Op::system(app);
    match job.kind.as_str() {
        notifications::message::SEND => {
            let mailer = app.part::<Mailer>();
            return notifications::send(app, &mailer, job).await.map_err(|err| err.to_string());
        }
        notifications::sending::UNDELIVERED => {
            let noted = requests::messages::note_undelivered(&mut op, &job.payload).await;
            noted.map_err(|err| err.to_string())?;
        }
        batch::WORK => return desk::bulk::work(app, job).await,
        "requests/closed" => {
            let id = job.payload.parse().map_err(|_| format!("`{}` is not the id of a request", job.payload))?;
            surveys::invite(&mut op, id).await.map_err(|err| err.to_string())?;
        }
        indicators::MEASURE => {
            indicators::measure(app).await.map_err(|err| err.to_string())?;
        }
        photos::REMOVAL => photos::remove_pictures(app, &job.payload).await.map_err(|err| err.to_string())?,
        unknown => return Err(format!("no one does the job `{unknown}`")),
    }
    ::store::jobs::complete(&mut op.tx, job.id).await.map_err(|err| err.to_string())?;
    op.commit().await.map_err(|refusal| refusal.code.to_owned())
}
