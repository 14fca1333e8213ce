//! Anybody's words find articles and services; what finds nothing is counted, and nobody is known by it.

use super::{article, city, keep, sign_in, stranger, with_potholes};
use crate::{
    Hit,
    file::{self, Texts, tests::FRENCH},
    find, usage,
};
use base::{Lang, PackFiles};
use std::path::Path;
use testkit::Ground;
use web::{Actor, Op};

/// Sentences as people say them, and what answers them: written after the articles, and never used to write them.
const CASES: &str = include_str!("../finding_cases.csv");

/// The articles of the fictional city.
async fn with_demo() -> Ground {
    let ground = city().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../apps/demo/knowledge");
    let files = PackFiles::read(&folder).unwrap();
    for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".fr.md")) {
        let slug = name.trim_end_matches(".fr.md");
        let en = files.text(&file::name(slug, Lang::En)).unwrap();
        let texts = Texts { fr: files.text(name).unwrap().to_owned(), en: Some(en.to_owned()) };
        let read = article(slug, &texts.fr, texts.en.as_deref());
        assert_eq!(file::write(&read), texts, "{name} is not written as it would be exported");
        keep(&ground, &read).await;
    }
    ground
}

fn name(hit: &Hit) -> &str {
    match hit {
        Hit::Article { slug, .. } => slug.as_str(),
        Hit::Service { code, .. } => code,
    }
}

async fn found(ground: &Ground, actor: Actor, words: &str, lang: Lang) -> Vec<Hit> {
    let mut op = Op { actor, ..Op::system(&ground.app) };
    find(&mut op, words, lang, None).await.unwrap()
}

#[tokio::test]
async fn residents_words_find_their_answer() {
    let ground = with_demo().await;
    let (mut first, mut among_three, mut among_all, mut count) = (0, 0, 0, 0);
    for line in CASES.lines().skip(1) {
        let [lang, expected, words] = line.splitn(3, ';').collect::<Vec<_>>().try_into().unwrap();
        let hits = found(&ground, Actor::Resident, words, lang.parse().unwrap()).await;
        let rank = hits.iter().position(|hit| expected.split('|').any(|it| it == name(hit)));
        count += 1;
        first += usize::from(rank == Some(0));
        among_three += usize::from(rank.is_some_and(|rank| rank < 3));
        among_all += usize::from(rank.is_some());
        if rank != Some(0) {
            let names: Vec<&str> = hits.iter().map(name).collect();
            println!("{words} → {names:?}, meant {expected}");
        }
    }
    println!("{count} held-out sentences: first {first}, among three {among_three}, found {among_all}");
    assert!(count >= 40, "{count}");
    assert!(first * 100 >= count * 60, "{first} of {count}");
    assert!(among_all * 100 >= count * 85, "{among_all} of {count}");
}

#[tokio::test]
async fn titles_accents_typos_and_beginnings_find_their_article() {
    let ground = with_demo().await;
    for (words, lang, expected) in [
        ("Véhicule remorqué pendant le déneigement", Lang::Fr, "vehicule-remorque"),
        ("vehicule remorque", Lang::Fr, "vehicule-remorque"),
        ("lampadiare", Lang::Fr, "eclairage-de-rue"),
        ("graff", Lang::Fr, "graffitis"),
        ("water meter", Lang::En, "compteur-eau"),
        ("water meter", Lang::Fr, "compteur-eau"),
    ] {
        let hits = found(&ground, Actor::Resident, words, lang).await;
        assert_eq!(hits.first().map(name), Some(expected), "{words}: {hits:?}");
    }
    for nothing in ["", "  ", "?!", "xyzzyq wvvk", "le la les"] {
        assert_eq!(found(&ground, Actor::Resident, nothing, Lang::Fr).await, [], "{nothing}");
    }
    // Anything at all is answered.
    for words in ["(\"*:AND OR", &"a ".repeat(5_000), "💧\u{202e}\0", "title-fr:x"] {
        found(&ground, Actor::Resident, words, Lang::En).await;
    }
}

#[tokio::test]
async fn an_article_with_words_for_the_borough_comes_before_its_like() {
    let ground = city().await;
    let plain = FRENCH.replace("# procedure @ville-marie\n\nAppelez le **311**.\n\n", "");
    keep(&ground, &article("a-partout", &plain, None)).await;
    keep(&ground, &article("b-ville-marie", FRENCH, None)).await;
    let mut op = Op::system(&ground.app);
    for (borough, expected) in [(None, "a-partout"), (Some("ville-marie"), "b-ville-marie")] {
        let hits = find(&mut op, "un trou dans la chaussée", Lang::Fr, borough).await.unwrap();
        let articles: Vec<&str> = hits.iter().filter(|hit| matches!(hit, Hit::Article { .. })).map(name).collect();
        assert_eq!(articles.first(), Some(&expected), "{borough:?}: {articles:?}");
    }
}

#[tokio::test]
async fn suggestions_come_as_one_types_and_lead_to_pages() {
    let ground = with_potholes().await;
    let mut agent = sign_in(&ground, "agente").await;
    let list = agent.get("/poste/aide/suggestions?q=nid-de-p").await;
    list.is(200).holds("href=\"/poste/aide/nids-de-poule\"").holds("/signaler?q=Nid-de-poule").lacks("<html");
    agent.get("/en/poste/aide/suggestions?q=pothole").await.holds("href=\"/en/poste/aide/nids-de-poule\"");
    agent.get("/poste/aide/suggestions?q=").await.is(200).lacks("<li");
}

#[tokio::test]
async fn what_is_read_and_what_is_not_found_is_counted_by_day_without_anybodys_name() {
    let ground = with_potholes().await;
    let (mut resident, mut agent) = (stranger(&ground), sign_in(&ground, "agente").await);
    for _ in 0..3 {
        resident.get("/aide/nids-de-poule").await.is(200);
    }
    agent.get("/poste/aide/nids-de-poule").await.is(200);
    for words in ["xyzzyq", "XYZZYQ", "xyzzyq+514-555-0123"] {
        resident.get(&format!("/aide?q={words}")).await.is(200).holds("rien trouvé");
    }
    agent.get("/poste/aide?q=xyzzyq").await.is(200);
    let mut admin = sign_in(&ground, "admin").await;
    admin.get("/poste/aide/gestion").await.holds("<td>3</td><td>1</td>");
    admin.get("/poste/aide/recherches").await.holds("<td>xyzzyq</td><td>3</td><td>1</td>").lacks("555");
    // Kept by themselves after a minute, and only once.
    resident.get("/aide/nids-de-poule").await.is(200);
    ground.set_now(testkit::NOON.plus_ms(61_000));
    resident.get("/aide/nids-de-poule").await.is(200);
    usage::settle(&ground.app).await.unwrap();
    let mut admin = sign_in(&ground, "admin").await;
    admin.get("/poste/aide/gestion").await.holds("<td>5</td><td>1</td>");
    ground.set_now(testkit::NOON.plus_days(8));
    let mut admin = sign_in(&ground, "admin").await;
    admin.get("/poste/aide/recherches").await.holds("ont trouvé quelque chose").lacks("xyzzyq");
}

#[tokio::test]
async fn what_another_process_publishes_is_read_at_once() {
    let ground = with_potholes().await;
    let mut resident = stranger(&ground);
    resident.get("/aide/nids-de-poule").await.holds("Gardez le numéro");
    keep(&ground, &article("nids-de-poule", &FRENCH.replace("Gardez le numéro", "Notez le numéro"), None)).await;
    resident.get("/aide/nids-de-poule").await.holds("Notez le numéro");
    // What is not committed is nobody's to read.
    let mut op = Op::system(&ground.app);
    let hand = crate::editing::Hand { origin: crate::Origin::Folder, author: "", reason: "x" };
    let later = article("nids-de-poule", &FRENCH.replace("Gardez le numéro", "Oubliez-le"), None);
    crate::editing::save(&mut op, 2, &later, hand).await.unwrap();
    resident.get("/aide/nids-de-poule").await.holds("Notez le numéro");
    drop(op);
    resident.get("/aide/nids-de-poule").await.holds("Notez le numéro");
}
