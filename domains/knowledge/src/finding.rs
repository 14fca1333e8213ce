//! Articles and services for anybody's words: what the public search, the desk and the call console ask.

use crate::{
    article::Slug,
    shelf::{Published, Shelf, shelf},
};
use ::store::StoreError;
use base::Lang;
use catalogue::{Catalogue, Recogniser};
use jiff::civil::Date;
use std::collections::HashMap;
use web::{Actor, Brand, Op};

/// How many are answered.
pub const MOST_HITS: usize = 8;
/// Articles that are weighed against each other.
const CANDIDATES: usize = 20;
/// What is this far below the best article says something else.
const FAINTEST: f32 = 0.25;
/// An article that says something of its own for the borough comes before its like.
const OWN_BOROUGH: f32 = 1.25;
/// Ranks of two lists are added as `1 / (K + rank)` (reciprocal rank fusion; Cormack, Clarke and Büttcher 2009).
const K: f64 = 3.0;
/// What the rank of its service is worth to an article.
const BY_SERVICE: f64 = 0.3;

/// What the words may mean. Proposed, never chosen for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    Article {
        slug: Slug,
        /// In the language of `lang`.
        title: String,
        /// Short sentences that can be read aloud.
        summary: String,
        lang: Lang,
        /// Only staff find an article whose time has passed.
        is_expired: bool,
    },
    Service {
        code: String,
        name: String,
    },
}

/// Articles and services that `words` may mean, the likeliest first, at most [`MOST_HITS`]; none for words that mean
/// nothing here.
///
/// The last word may be unfinished. A member of staff finds what only staff read, and expired articles; everybody else
/// does not (`op.actor` says who asks). Articles with words of their own for `borough` come before their like.
pub async fn find(op: &mut Op, words: &str, lang: Lang, borough: Option<&str>) -> Result<Vec<Hit>, StoreError> {
    let shelf = shelf(&op.app).await?;
    let is_staff = matches!(op.actor, Actor::Staff { .. });
    let today = op.now.day(&op.part::<Brand>().zone);
    let articles = articles(&shelf, words, lang, (is_staff, borough, today))?;
    let proposed = op.part::<Recogniser>().propose(words, lang);
    let mut services: HashMap<&str, f64> = HashMap::new();
    for (rank, proposal) in proposed.iter().enumerate() {
        services.insert(&proposal.service_code, 1.0 / (K + rank as f64));
    }
    let mut scores: HashMap<&str, (f64, &Published)> = HashMap::new();
    for (rank, published) in articles.into_iter().enumerate() {
        scores.insert(published.article.slug.as_str(), (1.0 / (K + rank as f64), published));
    }
    for published in shelf.articles().iter().filter(|it| is_staff || !it.article.is_expired(today)) {
        let own = published.article.services.iter().filter_map(|code| services.get(code.as_str()));
        let best = own.copied().fold(0.0, f64::max) * BY_SERVICE;
        if best > 0.0 {
            scores.entry(published.article.slug.as_str()).or_insert((0.0, published)).0 += best;
        }
    }
    let catalogue = op.part::<Catalogue>();
    let mut hits: Vec<(f64, Hit)> =
        scores.into_values().map(|(score, published)| (score, article_hit(published, lang, today))).collect();
    hits.extend(services.into_iter().filter_map(|(code, score)| {
        let name = catalogue.service(code)?.name.get(lang).to_owned();
        Some((score, Hit::Service { code: code.to_owned(), name }))
    }));
    // Of equals, the article first, then by name: the same words always get the same answer.
    hits.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| order(one).cmp(&order(other))));
    hits.truncate(MOST_HITS);
    Ok(hits.into_iter().map(|(_, hit)| hit).collect())
}

fn order(hit: &Hit) -> (u8, &str) {
    match hit {
        Hit::Article { slug, .. } => (0, slug.as_str()),
        Hit::Service { code, .. } => (1, code),
    }
}

fn article_hit(published: &Published, lang: Lang, today: Date) -> Hit {
    let article = &published.article;
    let (lang, words) = article.told(lang);
    Hit::Article {
        slug: article.slug.clone(),
        title: words.title.clone(),
        summary: words.summary.clone(),
        lang,
        is_expired: article.is_expired(today),
    }
}

/// Published articles by their own words, the likeliest first.
fn articles<'a>(
    shelf: &'a Shelf,
    words: &str,
    lang: Lang,
    (is_staff, borough, today): (bool, Option<&str>, Date),
) -> Result<Vec<&'a Published>, StoreError> {
    let Some(index) = &shelf.index else { return Ok(Vec::new()) };
    let found = index.find(words, lang, is_staff, CANDIDATES);
    let found = found.map_err(|err| StoreError::Inconsistent { table: "article", row: 0, source: err.into() })?;
    let mut found: Vec<(f32, &Published)> = found
        .into_iter()
        .filter_map(|it| {
            let published = shelf.articles().get(it.place)?;
            let is_own = borough.is_some_and(|code| published.article.boroughs().contains(&code));
            Some((if is_own { it.score * OWN_BOROUGH } else { it.score }, published))
        })
        .filter(|(_, published)| is_staff || !published.article.is_expired(today))
        .collect();
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = found.first().map_or(0.0, |(score, _)| *score);
    found.retain(|(score, _)| *score >= best * FAINTEST);
    Ok(found.into_iter().map(|(_, published)| published).collect())
}
