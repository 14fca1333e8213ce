//! The process put together: tables, texts, parts of the city, routes.

use crate::{command::Failure, command::open, now, pack::City, settings::Settings, store};
use ::store::{Migration, jobs::Job};
use axum::Router;
use base::PackFiles;
use catalogue::Recogniser;
use requests::photos::{self, Shelf};
use web::{
    App, Op, Seal, Texts,
    app::{Parts, put},
    texts::Source,
};

/// Every table of the process.
pub fn migrations() -> Vec<Migration> {
    [notifications::MIGRATIONS, requests::MIGRATIONS, portal::MIGRATIONS, open_data::MIGRATIONS, store::MIGRATIONS]
        .concat()
}

/// Sentences of every slice.
const SOURCES: [Source; 2] = [requests::TEXTS, portal::TEXTS];

/// Every page and interface.
pub fn routes() -> Router<App> {
    portal::routes()
}

/// The parts of the city, from the files of a version of its pack.
fn parts(files: &PackFiles) -> Result<Parts, Failure> {
    let city = City::read(files)?;
    let mut parts = Parts::new();
    put(&mut parts, Recogniser::new(&city.catalogue, files)?);
    put(&mut parts, city.brand);
    put(&mut parts, city.territory);
    put(&mut parts, city.units);
    put(&mut parts, city.catalogue);
    put(&mut parts, city.routing);
    put(&mut parts, city.standards);
    Ok(parts)
}

/// The process on its database, with the city in force.
pub async fn start(settings: &Settings) -> Result<App, Failure> {
    let (database, _) = open(settings, now()).await?;
    let mut tx = database.read();
    let Some(version) = store::find_version(&mut tx).await? else {
        return Err(Failure::Asked("no city is loaded: `riverain city load PACK`".to_owned()));
    };
    let files = store::load_files(&mut tx, version.id).await?;
    drop(tx);
    let own = |name| files.text(name).unwrap_or_default();
    let texts = Texts::new(&SOURCES, (own("texts/fr.ftl"), own("texts/en.ftl"))).map_err(Failure::Asked)?;
    let web_settings = web::Settings { public_url: settings.public_url.clone() };
    let app = App::new(database, texts, web_settings, Seal::new(settings.secret()?), now);
    let mut parts = parts(&files)?;
    let folder = &settings.photos.folder;
    let shelf = Shelf::in_folder(folder).map_err(|source| Failure::File { path: folder.clone(), source })?;
    put(&mut parts, shelf);
    app.set_parts(parts);
    Ok(app)
}

/// Does a job that was booked. The error is for the log and for whoever looks at jobs that gave up.
pub async fn do_job(app: &App, job: &Job) -> Result<(), String> {
    let mut op = Op::system(app);
    match job.kind.as_str() {
        notifications::message::SEND => {
            return notifications::send(app, job).await.map_err(|err| err.to_string());
        }
        // Nobody listens to it yet.
        "requests/closed" => {}
        photos::REMOVAL => photos::remove_pictures(app, &job.payload).await.map_err(|err| err.to_string())?,
        unknown => return Err(format!("no one does the job `{unknown}`")),
    }
    ::store::jobs::complete(&mut op.tx, job.id).await.map_err(|err| err.to_string())?;
    op.commit().await.map_err(|refusal| refusal.code.to_owned())
}
