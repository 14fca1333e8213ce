//! `riverain knowledge`: the articles as a folder of Markdown, brought in or written; and those that a pack carries.

use crate::{command::Failure, settings::Settings, wiring};
use ::knowledge::{
    Article, Origin, Slug,
    editing::{SaveError, slugs},
    file::Texts,
    folder::{self, Fate, IN_A_PACK},
};
use base::PackFiles;
use catalogue::Catalogue;
use clap::Subcommand;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};
use territory::{Territory, Units};
use web::{App, Op};

#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Say what a folder would change; with --apply, add a version of each article that differs.
    Import {
        folder: PathBuf,
        #[arg(long)]
        apply: bool,
    },
    /// Write each article at its latest version, two files of Markdown, in a folder that is new or holds such files.
    Export { folder: PathBuf },
}

pub async fn run(command: KnowledgeCommand, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    match command {
        KnowledgeCommand::Import { folder, apply } => import(&app, &folder, apply, out).await?,
        KnowledgeCommand::Export { folder } => export(&app, &folder, out).await?,
    }
    Ok(app.database().close().await?)
}

fn at(path: &Path) -> impl Fn(io::Error) -> Failure {
    move |source| Failure::File { path: path.to_owned(), source }
}

async fn import(app: &App, path: &Path, apply: bool, out: &mut impl Write) -> Result<(), Failure> {
    let files = PackFiles::read(path).map_err(at(path))?;
    let mut op = Op::system(app);
    let known: Vec<String> = slugs(&mut op).await?.into_iter().collect();
    let articles = read(app, &files, "", &known)?;
    let fates = bring_in(&mut op, &articles, Origin::Folder, &path.display().to_string()).await?;
    if apply {
        op.tx.commit().await?;
    }
    tell(&fates, out)?;
    if !apply && fates.iter().any(|(_, fate)| matches!(fate, Fate::New | Fate::Changed)) {
        writeln!(out, "nothing was written: --apply does it")?;
    }
    Ok(())
}

fn read(app: &App, files: &PackFiles, under: &str, known: &[String]) -> Result<Vec<(Article, Texts)>, Failure> {
    let (catalogue, units, territory) = (app.part::<Catalogue>(), app.part::<Units>(), app.part::<Territory>());
    Ok(folder::read(files, under, (&catalogue, &units, &territory), known)?)
}

async fn bring_in(
    op: &mut Op,
    articles: &[(Article, Texts)],
    origin: Origin,
    reason: &str,
) -> Result<Vec<(Slug, Fate)>, Failure> {
    folder::bring_in(op, articles, origin, reason).await.map_err(|err| match err {
        SaveError::Store(err) => err.into(),
        SaveError::Changed | SaveError::SlugTaken => {
            Failure::Asked("somebody wrote an article meanwhile: nothing was brought in, try again".to_owned())
        }
    })
}

/// Brings in the articles of a pack; those that staff wrote since stay as they are, and are named.
pub async fn bring_pack(app: &App, files: &PackFiles, out: &mut impl Write) -> Result<(), Failure> {
    let articles = read(app, files, IN_A_PACK, &[])?;
    let mut op = Op::system(app);
    let fates = bring_in(&mut op, &articles, Origin::Pack, "city load").await?;
    op.tx.commit().await?;
    tell(&fates, out)
}

fn tell(fates: &[(Slug, Fate)], out: &mut impl Write) -> Result<(), Failure> {
    let count = |wanted| fates.iter().filter(|(_, fate)| *fate == wanted).count();
    writeln!(
        out,
        "{} articles: {} new, {} changed, {} unchanged",
        fates.len(),
        count(Fate::New),
        count(Fate::Changed),
        count(Fate::Same)
    )?;
    for (slug, fate) in fates {
        match fate {
            Fate::New => writeln!(out, "  new: {slug}")?,
            Fate::Changed => writeln!(out, "  changed: {slug}")?,
            Fate::EditedByStaff => writeln!(out, "  left as staff wrote it: {slug}")?,
            Fate::Same => {}
        }
    }
    Ok(())
}

async fn export(app: &App, path: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let files = folder::write(&mut Op::system(app)).await?;
    fs::create_dir_all(path).map_err(at(path))?;
    // A file of an article that is gone would bring it back at the next import.
    for entry in fs::read_dir(path).map_err(at(path))? {
        let entry = entry.map_err(at(path))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_article = name.ends_with(".fr.md") || name.ends_with(".en.md");
        if !is_article {
            return Err(Failure::Asked(format!("{} holds something else, {name}: give a new folder", path.display())));
        }
        if files.bytes(&name).is_none() {
            fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    for (name, content) in files.iter() {
        let file = path.join(name);
        fs::write(&file, content).map_err(at(&file))?;
    }
    Ok(writeln!(out, "{} files in {}", files.iter().count(), path.display())?)
}
