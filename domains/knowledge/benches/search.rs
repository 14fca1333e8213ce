//! Suggestions as one types, over two thousand articles (or as many as the first argument says).
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and stops when it cannot go on")]

use base::{Lang, PackFiles};
use catalogue::{Catalogue, Recogniser};
use knowledge::{
    Library, Origin, Slug,
    editing::{Hand, save},
    file::{self, Texts},
    find, shelf,
};
use std::{hint::black_box, path::Path, time::Instant};
use territory::{Territory, Units};
use testkit::Ground;
use web::{
    Op,
    app::{Parts, put},
};

/// What is typed, letter by letter.
const TYPED: [(&str, Lang); 6] = [
    ("ça coule devant ma porte", Lang::Fr),
    ("permis pour couper un arbre", Lang::Fr),
    ("lampadiare eteint", Lang::Fr),
    ("when is garbage day", Lang::En),
    ("it leaks in front of my door", Lang::En),
    ("my car was towed", Lang::En),
];

async fn ground(count: usize) -> Ground {
    let pack = testkit::city::pack();
    let catalogue = Catalogue::read(&pack).unwrap();
    let mut parts = Parts::new();
    put(&mut parts, Recogniser::new(&catalogue, &pack).unwrap());
    put(&mut parts, catalogue);
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Library::default());
    let ground = Ground::new(knowledge::MIGRATIONS, &[knowledge::TEXTS], parts).await;
    let files = PackFiles::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../apps/demo/knowledge")).unwrap();
    let slugs: Vec<&str> = files.iter().filter_map(|(name, _)| name.strip_suffix(".fr.md")).collect();
    let mut op = Op::system(&ground.app);
    for (rank, slug) in slugs.iter().cycle().take(count).enumerate() {
        let text = |lang| files.text(&file::name(slug, lang)).unwrap().to_owned();
        let texts = Texts { fr: text(Lang::Fr), en: Some(text(Lang::En)) };
        let article = file::read(&Slug::new(&format!("article-{rank}")).unwrap(), &texts).unwrap();
        save(&mut op, 0, &article, Hand { origin: Origin::Folder, author: "", reason: "" }).await.unwrap();
    }
    op.commit().await.unwrap();
    ground
}

#[tokio::main]
async fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(2_000);
    let ground = ground(count).await;
    let start = Instant::now();
    shelf(&ground.app).await.unwrap();
    println!("{count} articles read and indexed: {:.0} ms", start.elapsed().as_secs_f64() * 1_000.0);
    let mut took = Vec::new();
    for _ in 0..10 {
        for (words, lang) in TYPED {
            for (end, _) in words.char_indices().skip(1) {
                let mut op = Op { tx: ground.app.database().read(), ..Op::system(&ground.app) };
                let start = Instant::now();
                black_box(find(&mut op, words.get(..end).unwrap(), lang, None).await.unwrap());
                took.push(start.elapsed().as_secs_f64() * 1_000.0);
            }
        }
    }
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took.get(((took.len() - 1) as f64 * share) as usize).copied().unwrap_or_default();
    println!("{} suggestions: p50 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms", took.len(), at(0.5), at(0.99), at(1.0));
}
