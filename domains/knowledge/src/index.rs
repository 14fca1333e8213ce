//! The words of published articles, ready to be searched: tantivy in memory, French and English side by side.

use crate::{
    article::{Article, Kind, Sections, Words},
    markdown::plain,
};
use base::Lang;
use std::iter;
use tantivy::{
    DocAddress, Index as Tantivy, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError,
    Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions, Value},
    tokenizer::{
        AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter,
        TextAnalyzer,
    },
};

/// What a word is worth in each part: title, keywords, summary, what all read, what staff read.
const WEIGHTS: [f32; PARTS] = [3.0, 2.5, 1.5, 1.0, 0.6];
const PARTS: usize = 5;
/// The part that residents do not search.
const STAFF: usize = 4;
/// What a part that is not the best one for a word still adds.
const TIE: f32 = 0.2;
/// A language that is not the reader's still counts, for people mix them.
const OTHER_LANGUAGE: f32 = 0.8;
/// What a word one letter off, or one still being typed, is worth: a rare word scores about 4.
const NEAR: f32 = 1.5;
/// Shorter words are too near to each other to guess one.
const SHORTEST_GUESSED: usize = 5;
const SHORTEST_BEGUN: usize = 3;
/// Words that are looked at: a sentence, not a letter.
const MOST_WORDS: usize = 24;
/// Longest text that is looked at, in characters.
const LONGEST: usize = 600;
const MEMORY: usize = 15_000_000;

/// Words of every sentence that the lists of the library lack, without accents.
const STOPS_FR: &str = "a as ai ca cet cette ces chez comme comment dois doit dont est etre fait faire faut ici il ils j \
     je la les mes moi mon ma nos notre on ou par pas peut peux plus pour puis quand que quel quelle quelles quels qui \
     sans si suis sur ta te ton toujours tout toute tres un une veux votre vos vous y";
const STOPS_EN: &str = "am are at be can do does for from get have how i in is it me my of on our should that the there \
     to what when where who why will with you your";

struct Parts([Field; PARTS]);

/// The index of one edition of the articles.
pub struct Index {
    reader: IndexReader,
    place: Field,
    french: Parts,
    english: Parts,
}

/// An article found: its place among those indexed, and its score, comparable within one search only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub place: usize,
    pub score: f32,
}

/// Stems of a language. Words of every sentence are left out in both: people mix them, and names hold them.
fn analyzer(lang: Lang) -> TextAnalyzer {
    // Both languages have their list in the library.
    let listed = |language| StopWordFilter::new(language).unwrap_or_else(|| StopWordFilter::remove(iter::empty()));
    let own = STOPS_FR.split_whitespace().chain(STOPS_EN.split_whitespace()).map(str::to_owned);
    let language = match lang {
        Lang::Fr => Language::French,
        Lang::En => Language::English,
    };
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(listed(Language::French))
        .filter(listed(Language::English))
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::remove(own))
        .filter(Stemmer::new(language))
        .build()
}

fn name_of(lang: Lang) -> String {
    format!("words-{lang}")
}

fn parts(schema: &mut SchemaBuilder, lang: Lang) -> Parts {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(&name_of(lang)).set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let names = ["title", "keywords", "summary", "public", "staff"];
    Parts(names.map(|part| schema.add_text_field(&format!("{part}-{lang}"), options.clone())))
}

fn all<K: Kind>(sections: &Sections<K>) -> String {
    sections.iter().map(|(.., words)| plain(words)).collect::<Vec<_>>().join("\n")
}

fn add(document: &mut TantivyDocument, parts: &Parts, words: &Words) {
    let texts =
        [words.title.clone(), words.keywords.join(", "), words.summary.clone(), all(&words.public), all(&words.staff)];
    for (field, text) in parts.0.iter().zip(texts) {
        document.add_text(*field, text);
    }
}

impl Index {
    /// Indexes articles; each is known by its place among them.
    pub fn new<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Result<Self, TantivyError> {
        let mut schema = Schema::builder();
        let place = schema.add_u64_field("place", NumericOptions::default().set_stored());
        let (french, english) = (parts(&mut schema, Lang::Fr), parts(&mut schema, Lang::En));
        let index = Tantivy::create_in_ram(schema.build());
        for lang in Lang::ALL {
            index.tokenizers().register(&name_of(lang), analyzer(lang));
        }
        let mut writer: IndexWriter = index.writer_with_num_threads(1, MEMORY)?;
        for (rank, article) in articles.into_iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_u64(place, rank as u64);
            add(&mut document, &french, &article.fr);
            if let Some(words) = &article.en {
                add(&mut document, &english, words);
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        writer.wait_merging_threads()?;
        Ok(Self { reader, place, french, english })
    }

    /// The articles that the words may mean, the likeliest first. What is for staff is looked at only for them.
    pub fn find(&self, words: &str, lang: Lang, is_staff: bool, most: usize) -> Result<Vec<Found>, TantivyError> {
        let searcher = self.reader.searcher();
        let words: String = words.chars().take(LONGEST).collect();
        // The last word may still be being typed.
        let is_begun = words.ends_with(char::is_alphanumeric);
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        for (parts, own) in [(&self.french, Lang::Fr), (&self.english, Lang::En)] {
            let worth = if own == lang { 1.0 } else { OTHER_LANGUAGE };
            let stems = stems(own, &words);
            let last = stems.len().saturating_sub(1);
            for (rank, stem) in stems.iter().enumerate() {
                let fields = if is_staff { &parts.0[..] } else { &parts.0[..STAFF] };
                queries.extend(query(&searcher, fields, stem, worth, is_begun && rank == last)?);
            }
        }
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        let found = searcher.search(&BooleanQuery::union(queries), &TopDocs::with_limit(most).order_by_score())?;
        found
            .into_iter()
            .map(|(score, address)| Ok(Found { place: self.place_of(&searcher, address)?, score }))
            .collect()
    }

    fn place_of(&self, searcher: &Searcher, address: DocAddress) -> Result<usize, TantivyError> {
        let document: TantivyDocument = searcher.doc(address)?;
        let place = document.get_first(self.place).and_then(|value| value.as_u64());
        Ok(place.and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX))
    }
}

/// The stems of a text, each once, in the order of the text.
fn stems(lang: Lang, text: &str) -> Vec<String> {
    let mut analyzer = analyzer(lang);
    let mut stream = analyzer.token_stream(text);
    let mut stems: Vec<String> = Vec::new();
    while stems.len() < MOST_WORDS && stream.advance() {
        let stem = &stream.token().text;
        if !stems.contains(stem) {
            stems.push(stem.clone());
        }
    }
    stems
}

/// What looks for a stem in its best part; when no article has it, for those one letter away.
fn query(
    searcher: &Searcher,
    fields: &[Field],
    stem: &str,
    worth: f32,
    is_begun: bool,
) -> Result<Option<Box<dyn Query>>, TantivyError> {
    let mut ways: Vec<Box<dyn Query>> = Vec::new();
    let mut is_known = false;
    for (field, weight) in fields.iter().zip(WEIGHTS) {
        let term = Term::from_field_text(*field, stem);
        if searcher.doc_freq(&term)? > 0 {
            is_known = true;
            ways.push(boosted(TermQuery::new(term, IndexRecordOption::WithFreqs), worth * weight));
        }
    }
    let length = stem.chars().count();
    for (field, weight) in fields.iter().zip(WEIGHTS) {
        let term = Term::from_field_text(*field, stem);
        if is_begun && length >= SHORTEST_BEGUN {
            let begun = FuzzyTermQuery::new_prefix(term.clone(), 0, true);
            ways.push(Box::new(ConstScoreQuery::new(Box::new(begun), NEAR * worth * weight)));
        }
        if !is_known && length >= SHORTEST_GUESSED {
            let near = FuzzyTermQuery::new(term, 1, true);
            ways.push(Box::new(ConstScoreQuery::new(Box::new(near), NEAR * worth * weight)));
        }
    }
    Ok((!ways.is_empty()).then(|| Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, TIE)) as Box<dyn Query>))
}

fn boosted(query: TermQuery, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(Box::new(query), boost))
}
