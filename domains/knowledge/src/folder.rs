//! Articles as a folder of Markdown: read and checked whole, compared with what is kept, brought in or written.

use crate::{
    article::{Article, Slug, Status},
    checking::Names,
    editing::{self, Hand, SaveError},
    file::{self, Texts},
    store::{self, Origin},
};
use ::store::StoreError;
use base::{Lang, PackFault, PackFiles};
use catalogue::Catalogue;
use std::collections::{BTreeMap, HashSet};
use territory::{Territory, Units};
use web::Op;

/// Where the articles of a pack stand in it.
pub const IN_A_PACK: &str = "knowledge/";

/// Reads and checks every article of a folder, in the order of their names; other files than `.md` are left.
/// `known` are the articles that links may lead to beside those of the folder.
pub fn read(
    files: &PackFiles,
    under: &str,
    (catalogue, units, territory): (&Catalogue, &Units, &Territory),
    known: &[String],
) -> Result<Vec<(Article, Texts)>, Vec<PackFault>> {
    let (pairs, mut faults) = pairs(files, under);
    let slugs: HashSet<String> = pairs.keys().map(ToString::to_string).chain(known.iter().cloned()).collect();
    let names = Names { catalogue, units, territory, slugs: &slugs };
    let mut articles = Vec::new();
    for (slug, (fr, en)) in pairs {
        let Some(fr) = fr else {
            faults.push(PackFault::new(file::name(slug.as_str(), Lang::En), 0, "the French file is missing"));
            continue;
        };
        let texts = Texts { fr, en };
        match file::read_checked(&slug, &texts, &names) {
            Ok(article) => articles.push((article, texts)),
            Err(wrong) => faults.extend(wrong),
        }
    }
    for fault in &mut faults {
        fault.file = format!("{under}{}", fault.file);
    }
    if faults.is_empty() { Ok(articles) } else { Err(faults) }
}

type Pairs = BTreeMap<Slug, (Option<String>, Option<String>)>;

/// The texts of a folder by article, French and English; and the files that cannot be taken.
fn pairs(files: &PackFiles, under: &str) -> (Pairs, Vec<PackFault>) {
    let (mut pairs, mut faults) = (Pairs::new(), Vec::new());
    for (path, _) in files.iter() {
        let file = path.strip_prefix(under).filter(|name| !name.contains('/'));
        let Some((name, stem)) = file.and_then(|name| Some((name, name.strip_suffix(".md")?))) else { continue };
        let stem = stem.rsplit_once('.');
        let found = stem.and_then(|(stem, lang)| Some((Slug::new(stem)?, lang.parse::<Lang>().ok()?)));
        let Some((slug, lang)) = found else {
            let message = "the name must be SLUG.fr.md or SLUG.en.md, in small letters, digits and hyphens";
            faults.push(PackFault::new(name, 0, message));
            continue;
        };
        let text = match files.text(path) {
            Ok(text) => text.to_owned(),
            Err(fault) => {
                faults.push(PackFault { file: name.to_owned(), ..fault });
                continue;
            }
        };
        let pair = pairs.entry(slug).or_default();
        match lang {
            Lang::Fr => pair.0 = Some(text),
            Lang::En => pair.1 = Some(text),
        }
    }
    (pairs, faults)
}

/// What an article of a folder is beside the one that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    New,
    Changed,
    Same,
    /// Staff wrote since: a pack leaves it as it is.
    EditedByStaff,
}

/// Compares articles with those that are kept, and adds a version of each that differs. What staff wrote last is left to
/// them when it is a pack that comes.
pub async fn bring_in(
    op: &mut Op,
    articles: &[(Article, Texts)],
    origin: Origin,
    reason: &str,
) -> Result<Vec<(Slug, Fate)>, SaveError> {
    let mut fates = Vec::new();
    for (article, _) in articles {
        let latest = editing::latest(op, article.slug.as_str()).await?;
        let (seen, fate) = match &latest {
            None => (0, Fate::New),
            Some(latest) if latest.article == *article => (latest.version.number, Fate::Same),
            Some(latest) if origin == Origin::Pack && latest.version.is_staffs => {
                (latest.version.number, Fate::EditedByStaff)
            }
            Some(latest) => (latest.version.number, Fate::Changed),
        };
        if matches!(fate, Fate::New | Fate::Changed) {
            editing::save(op, seen, article, Hand { origin, author: "", reason }).await?;
        }
        fates.push((article.slug.clone(), fate));
    }
    Ok(fates)
}

/// Every article that was not withdrawn, at its latest version, as files of a folder.
pub async fn write(op: &mut Op) -> Result<PackFiles, StoreError> {
    let mut files = PackFiles::default();
    for (entry, version) in store::list_latest(op).await? {
        if entry.status == Status::Withdrawn {
            continue;
        }
        let slug = entry.slug.as_str();
        files.insert(file::name(slug, Lang::Fr), version.texts.fr);
        if let Some(en) = version.texts.en {
            files.insert(file::name(slug, Lang::En), en);
        }
    }
    Ok(files)
}
