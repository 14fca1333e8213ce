//! Staff at work, through the real router, on a real database of each engine.

mod access;
mod bulk;
mod calling;
mod crews;
mod entering;
mod giving;
mod handling;
mod listing;
mod merging;
mod outbox;
mod papers;
mod replying;
mod reviewing;
mod scoping;
mod sharing;
mod supervising;
mod telephoning;

use crate::live::Counts;
use catalogue::{Answers, Catalogue, Recogniser};
use identity::{NewStaff, Role};
use requests::{Channel, Contact, Draft, Nature, Request, find, photos::Shelf, submit};
use routing::Table;
use standards::Standards;
use territory::{Territory, Units};
use testkit::{Browser, Ground, Reply, city};
use web::{
    Actor, Op,
    app::{Parts, put},
    door::door,
};

const PASSWORD: &str = "une phrase que je retiens";
/// The unit of the corner of the tests, and another one.
const PLATEAU: &str = "le-plateau-mont-royal";
const DOWNTOWN: &str = "ville-marie";

/// Who works at the desk of the tests: address, role, units.
const STAFF: [(&str, Role, &[&str]); 7] = [
    ("agente", Role::Agent, &[]),
    ("plateau", Role::Unit, &[PLATEAU]),
    ("centre", Role::Unit, &[DOWNTOWN]),
    ("cheffe-plateau", Role::Supervisor, &[PLATEAU]),
    ("equipe", Role::Crew, &[]),
    ("paveurs", Role::Contractor, &[]),
    ("chef", Role::Admin, &[]),
];

fn parts() -> Parts {
    let mut parts = testkit::parts!(Catalogue, Territory, Units, Table, Standards);
    let pack = city::pack();
    put(&mut parts, Recogniser::new(&Catalogue::read(&pack).unwrap(), &pack).unwrap());
    put(&mut parts, testkit::ground::brand());
    put(&mut parts, Counts::default());
    put(&mut parts, knowledge::Library::default());
    put(&mut parts, identity::oidc::Provider::none());
    parts
}

async fn desk() -> Ground {
    let migrations = [
        identity::MIGRATIONS,
        notifications::MIGRATIONS,
        knowledge::MIGRATIONS,
        replies::MIGRATIONS,
        requests::MIGRATIONS,
        interactions::MIGRATIONS,
        telephony::MIGRATIONS,
        ::quality::MIGRATIONS,
        surveys::MIGRATIONS,
        indicators::MIGRATIONS,
        crate::MIGRATIONS,
    ]
    .concat();
    let sources = [
        identity::TEXTS,
        notifications::TEXTS,
        replies::TEXTS,
        requests::TEXTS,
        interactions::TEXTS,
        ::quality::TEXTS,
        indicators::TEXTS,
        crate::TEXTS,
    ];
    let ground = Ground::new(&migrations, &sources, parts()).await;
    let mut parts = parts();
    put(&mut parts, Shelf::in_folder(&ground.folder.path().join("photos")).unwrap());
    ground.app.set_parts(parts);
    ground
}

/// A browser of somebody who is not signed in.
fn stranger(ground: &Ground) -> Browser {
    Browser::new(door(crate::routes(), &ground.app))
}

/// A browser of one of [`STAFF`], signed in.
async fn sign_in(ground: &Ground, who: &str) -> Browser {
    let (name, role, units) = STAFF.into_iter().find(|(name, ..)| *name == who).unwrap();
    let email = format!("{name}@ville.test");
    let new = NewStaff {
        name: format!("Nom de {name}"),
        email: email.clone(),
        role,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        password: PASSWORD.parse().unwrap(),
    };
    let mut op = Op::system(&ground.app);
    identity::add_or_replace(&mut op, new).await.unwrap();
    op.commit().await.unwrap();
    let mut browser = stranger(ground);
    let signed = browser.post("/poste/connexion", &[("courriel", &email), ("mot_de_passe", PASSWORD)]).await;
    let home = if role.is_field() { "/equipe" } else { "/poste" };
    assert_eq!((signed.status.as_u16(), signed.location()), (303, home));
    browser
}

/// A pothole at the corner, told by somebody who may be reached.
async fn pothole(ground: &Ground) -> String {
    let mut answers = Answers::default();
    for (code, value) in city::POTHOLE {
        answers.add(code, value);
    }
    let contact = Contact {
        name: Some("Léa Ouellet".into()),
        email: Some("lea@exemple.test".into()),
        phone: Some("514 555-0123".into()),
        wants_news: true,
        ..Contact::default()
    };
    file(ground, "NID_POULE", answers, contact).await
}

async fn file(ground: &Ground, service: &str, answers: Answers, contact: Contact) -> String {
    let draft = Draft {
        nature: Nature::Request,
        service_code: service.into(),
        description: "Un trou <b>profond</b>'; drop table request; --".parse().unwrap(),
        answers,
        point: Some(city::CORNER),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact,
        media_url: String::new(),
        key: None,
    };
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    let receipt = submit(&mut op, draft).await.unwrap();
    op.commit().await.unwrap();
    receipt.reference
}

/// Gives a request to somebody of [`STAFF`] who has signed in.
async fn give(ground: &Ground, reference: &str, who: &str) {
    let mut op = Op::system(&ground.app);
    let found = identity::list(&mut op).await.unwrap();
    let staff = found.into_iter().find(|member| member.staff.email == format!("{who}@ville.test")).unwrap().staff;
    op.actor = Actor::Staff { id: staff.id, name: staff.name };
    requests::take(&mut op, reference).await.unwrap();
    op.commit().await.unwrap();
}

async fn load(ground: &Ground, reference: &str) -> Request {
    find(&mut Op::system(&ground.app), reference).await.unwrap().unwrap()
}

/// Every sentence of the page was said: a missing one would show its code.
#[track_caller]
fn speaks(reply: &Reply) {
    let text = reply.text();
    for code in ["desk-", "requests-", "identity-", "catalogue-", "web-"] {
        for sign in [">", "> ", "\""] {
            let missing = text.find(&format!("{sign}{code}"));
            let shown = missing.map(|at| text[at..].chars().take(60).collect::<String>());
            assert_eq!(shown, None);
        }
    }
}
