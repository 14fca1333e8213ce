//! The published articles in memory, renewed whole when one of them changes.

use crate::{article::Article, index::Index, store};
use ::store::StoreError;
use arc_swap::ArcSwap;
use base::{Id, Moment};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;
use web::{App, Op};

/// An article as it was last published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub id: Id,
    pub article: Article,
    pub number: i64,
    pub at: Moment,
}

/// One edition of the articles.
pub struct Shelf {
    edition: i64,
    articles: Vec<Published>,
    places: HashMap<String, usize>,
    pub(crate) index: Option<Index>,
}

impl Default for Shelf {
    fn default() -> Self {
        // No edition has this number: the first look brings the one in force.
        Self { edition: -1, articles: Vec::new(), places: HashMap::new(), index: None }
    }
}

impl Shelf {
    fn new(edition: i64, articles: Vec<Published>) -> Result<Self, StoreError> {
        let index = Index::new(articles.iter().map(|published| &published.article));
        let index =
            index.map_err(|err| StoreError::Inconsistent { table: "article", row: edition, source: err.into() })?;
        let places = articles.iter().enumerate();
        let places = places.map(|(place, published)| (published.article.slug.to_string(), place)).collect();
        Ok(Self { edition, articles, places, index: Some(index) })
    }

    /// In the order of their names.
    pub fn articles(&self) -> &[Published] {
        &self.articles
    }

    pub fn get(&self, slug: &str) -> Option<&Published> {
        self.places.get(slug).and_then(|place| self.articles.get(*place))
    }
}

/// The part of the process that holds the shelf.
#[derive(Default)]
pub struct Library {
    shelf: ArcSwap<Shelf>,
    /// Held by who brings the next edition: the others wait for it and bring it no second time.
    turn: Mutex<()>,
    pub(crate) tally: crate::usage::Tally,
}

/// The articles in force, as they were committed: read apart from any operation under way, which might still be undone.
pub async fn shelf(app: &App) -> Result<Arc<Shelf>, StoreError> {
    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    let library = app.part::<Library>();
    let edition = store::edition(&mut reading).await?;
    let kept = library.shelf.load_full();
    if kept.edition == edition {
        return Ok(kept);
    }
    let _turn = library.turn.lock().await;
    let kept = library.shelf.load_full();
    if kept.edition == edition {
        return Ok(kept);
    }
    let shelf = Arc::new(Shelf::new(edition, store::list_published(&mut reading).await?)?);
    library.shelf.store(Arc::clone(&shelf));
    Ok(shelf)
}
