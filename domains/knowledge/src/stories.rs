//! Residents look for answers, agents read them aloud, editors write them: through the real door, on a real database of
//! each engine.

mod access;
mod editing;
mod flagging;
mod folders;
mod searching;

use crate::{
    Article, Library, Origin, Slug,
    editing::{Hand, save},
    file::{self, Texts, tests::ENGLISH, tests::FRENCH},
};
use catalogue::{Catalogue, Recogniser};
use identity::{NewStaff, Role, add};
use territory::{Territory, Units};
use testkit::{Browser, Ground};
use web::{
    Op,
    app::{Parts, put},
    door::door,
};

const PASSWORD: &str = "une phrase que je retiens";
/// Name before the @, role, units.
const STAFF: [(&str, Role, &[&str]); 4] = [
    ("agente", Role::Agent, &[]),
    ("plateau", Role::Unit, &["le-plateau-mont-royal"]),
    ("ville-marie", Role::Unit, &["ville-marie"]),
    ("admin", Role::Admin, &[]),
];

async fn city() -> Ground {
    let pack = testkit::city::pack();
    let catalogue = Catalogue::read(&pack).unwrap();
    let mut parts = Parts::new();
    put(&mut parts, Recogniser::new(&catalogue, &pack).unwrap());
    put(&mut parts, catalogue);
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Library::default());
    let migrations = [identity::MIGRATIONS, notifications::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[identity::TEXTS, notifications::TEXTS, crate::TEXTS], parts).await;
    let mut op = Op::system(&ground.app);
    for (name, role, units) in STAFF {
        let units = units.iter().map(|unit| (*unit).to_owned()).collect();
        let email = format!("{name}@ville.test");
        add(&mut op, NewStaff { name: name.to_owned(), email, role, units, password: PASSWORD.parse().unwrap() })
            .await
            .unwrap();
    }
    op.commit().await.unwrap();
    ground
}

fn stranger(ground: &Ground) -> Browser {
    Browser::new(door(crate::routes().merge(identity::desk::routes()), &ground.app))
}

async fn sign_in(ground: &Ground, name: &str) -> Browser {
    let mut browser = stranger(ground);
    let email = format!("{name}@ville.test");
    let fields = [("courriel", email.as_str()), ("mot_de_passe", PASSWORD), ("vers", "/poste/aide")];
    assert_eq!(browser.post("/poste/connexion", &fields).await.status, 303);
    browser
}

fn article(slug: &str, fr: &str, en: Option<&str>) -> Article {
    let texts = Texts { fr: fr.to_owned(), en: en.map(str::to_owned) };
    file::read(&Slug::new(slug).unwrap(), &texts).unwrap()
}

/// Keeps an article, as a folder would bring it.
async fn keep(ground: &Ground, article: &Article) {
    let mut op = Op::system(&ground.app);
    let seen = crate::editing::latest(&mut op, article.slug.as_str()).await.unwrap();
    let seen = seen.map_or(0, |latest| latest.version.number);
    save(&mut op, seen, article, Hand { origin: Origin::Folder, author: "", reason: "essai" }).await.unwrap();
    op.commit().await.unwrap();
}

/// A city with an article on potholes.
async fn with_potholes() -> Ground {
    let ground = city().await;
    keep(&ground, &article("nids-de-poule", FRENCH, Some(ENGLISH))).await;
    ground
}
