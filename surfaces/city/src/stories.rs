//! Administrators change the city: through the real door, on a real database of each engine.

mod access;
mod correcting;
mod editing;
mod publishing;

use crate::{
    City, Making, Sentences, find_version, load_files, save_version,
    versions::{Act, Version},
};
use base::{Moment, PackFiles, Point};
use catalogue::Recogniser;
use identity::{NewStaff, Role, add};
use requests::{Channel, Contact, Description, Draft, Nature};
use testkit::{Browser, Ground};
use web::{
    Op,
    app::{Parts, put},
    door::door,
    texts::Source,
};

const PASSWORD: &str = "une phrase que je retiens";
const STAFF: [(&str, Role); 6] = [
    ("agente", Role::Agent),
    ("plateau", Role::Unit),
    ("superviseuse", Role::Supervisor),
    ("equipe", Role::Crew),
    ("admin", Role::Admin),
    ("autre", Role::Admin),
];
const SOURCES: [Source; 4] = [identity::TEXTS, notifications::TEXTS, requests::TEXTS, crate::TEXTS];

/// The parts in memory, as a process takes them from the files of a version.
fn parts(files: &PackFiles) -> Parts {
    let city = City::read(files, &SOURCES).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut parts = Parts::new();
    put(&mut parts, Sentences(&SOURCES));
    put(&mut parts, Recogniser::new(&city.catalogue, files).unwrap());
    put(&mut parts, city.brand);
    put(&mut parts, city.territory);
    put(&mut parts, city.units);
    put(&mut parts, city.catalogue);
    put(&mut parts, city.routing);
    put(&mut parts, city.standards);
    parts
}

/// The pack of tests, without the units of boroughs that its ground does not have.
fn pack() -> PackFiles {
    let mut pack = testkit::city::pack();
    let here = ["le-plateau-mont-royal", "ville-marie"];
    let units = pack.text("units.csv").unwrap().to_owned();
    let boroughs = units.lines().filter(|line| line.contains(",borough,")).filter_map(|line| line.split(',').next());
    let gone: Vec<&str> = boroughs.filter(|code| !here.contains(code)).collect();
    for name in ["units.csv", "spellings.csv", "routing.csv", "standards.csv"] {
        let is_here = |line: &&str| !line.split([',', '|']).any(|cell| gone.contains(&cell.trim()));
        let text: String = pack.text(name).unwrap().lines().filter(is_here).flat_map(|line| [line, "\n"]).collect();
        pack.insert(name, text);
    }
    // Their lines guessed at boroughs that are not here.
    let lost = ["ECLAIRAGE", "FEUX", "MARQUAGE", "PANNEAU_PRIORITAIRE"].map(|service| format!("{service},,*,\n"));
    let routing = pack.text("routing.csv").unwrap().to_owned() + &lost.concat();
    pack.insert("routing.csv", routing);
    pack
}

/// A city at its first version.
async fn city() -> Ground {
    let pack = pack();
    let read = City::read(&pack, &SOURCES).unwrap_or_else(|faults| panic!("{faults:?}"));
    let files = read.files_to_keep(pack);
    let migrations =
        [identity::MIGRATIONS, notifications::MIGRATIONS, requests::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &SOURCES, parts(&files)).await;
    let mut op = Op::system(&ground.app);
    let making = Making { act: Act::Loaded, by: "", why: "Ouverture", in_force_at: op.now, from: None };
    save_version(&mut op.tx, &files, making, ground.now()).await.unwrap();
    for (name, role) in STAFF {
        let units = if role == Role::Admin { Vec::new() } else { vec!["le-plateau-mont-royal".to_owned()] };
        let email = format!("{name}@ville.test");
        add(&mut op, NewStaff { name: name.to_owned(), email, role, units, password: PASSWORD.parse().unwrap() })
            .await
            .unwrap();
    }
    op.commit().await.unwrap();
    ground.set_now(ground.now().plus_ms(60_000));
    ground
}

fn stranger(ground: &Ground) -> Browser {
    Browser::new(door(crate::routes().merge(identity::desk::routes()), &ground.app))
}

async fn sign_in(ground: &Ground, name: &str) -> Browser {
    let mut browser = stranger(ground);
    let email = format!("{name}@ville.test");
    let fields = [("courriel", email.as_str()), ("mot_de_passe", PASSWORD), ("vers", "/poste/ville")];
    assert_eq!(browser.post("/poste/connexion", &fields).await.status, 303);
    browser
}

async fn in_force(ground: &Ground, now: Moment) -> (Version, PackFiles) {
    let mut tx = ground.app.database().read();
    let version = find_version(&mut tx, now).await.unwrap().unwrap();
    let files = load_files(&mut tx, version.id).await.unwrap();
    (version, files)
}

/// Takes the version in force, as a running process does.
async fn renew(ground: &Ground) {
    let (_, files) = in_force(ground, ground.now()).await;
    ground.app.renew_parts(parts(&files));
}

/// A request of a pothole at a place; answers its number.
async fn pothole(ground: &Ground, point: Point) -> String {
    let mut op = Op::system(&ground.app);
    let mut answers = catalogue::Answers::default();
    for (question, answer) in testkit::city::POTHOLE {
        answers.add(question, answer);
    }
    let draft = Draft {
        nature: Nature::Request,
        service_code: "NID_POULE".to_owned(),
        description: "Un trou".parse::<Description>().unwrap(),
        answers,
        point: Some(point),
        address: String::new(),
        channel: Channel::Web,
        contact: Contact::default(),
        key: None,
        media_url: String::new(),
    };
    let receipt = requests::submit(&mut op, draft).await.unwrap();
    op.commit().await.unwrap();
    receipt.reference
}

/// Form of a text of the draft: what was shown, with one change.
async fn change_text(browser: &mut Browser, name: &str, from: &str, to: &str) -> testkit::Reply {
    let page = browser.get(&format!("/poste/ville/brouillon/fichier?nom={name}&brut=oui")).await;
    let text = page.text();
    let start = text.find("<textarea").unwrap_or_else(|| panic!("{text}"));
    let text = text[start..].split_once(">\n").unwrap().1.split_once("</textarea>").unwrap().0;
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">");
    let text = text.replace("&#38;", "&");
    assert!(text.contains(from), "{name} does not hold {from}");
    let fields = [("nom", name), ("acte", "texte"), ("vu", &page.field("vu")), ("texte", &text.replacen(from, to, 1))];
    browser.post_files("/poste/ville/brouillon/fichier", &fields, &[]).await
}

async fn publish(browser: &mut Browser, why: &str, date: &str) -> testkit::Reply {
    browser.post("/poste/ville/brouillon/essai", &[("motif", why), ("date", date)]).await
}
