//! The fictional city in a database: loaded once, from where it was cut, and never over a real one.

use super::{NOON, type_in};
use crate::{
    demo::{
        Which,
        load::{self, Load, keep_some, rest_of},
    },
    settings::Settings,
    store, wiring,
};
use requests::{Contact, Description, Draft, Filter, Nature};
use std::path::Path;
use testkit::Browser;
use web::{App, Op, door::door};

const LOAD: &str = "demo load --size village --requests 900";

fn settings(folder: &Path) -> Settings {
    Settings::read(&folder.join("riverain.toml")).unwrap()
}

async fn start(folder: &Path) -> App {
    wiring::start(&settings(folder)).await.unwrap()
}

async fn count(app: &App, filter: Filter) -> i64 {
    requests::count(&mut Op::system(app), &filter, 10_000).await.unwrap()
}

#[tokio::test]
async fn the_fictional_city_is_loaded_once_and_lives() {
    let folder = tempfile::tempdir().unwrap();
    let first = type_in(folder.path(), LOAD).await.unwrap();
    assert!(first.starts_with("900 requests of Valrive were loaded."), "{first}");
    let again = type_in(folder.path(), LOAD).await.unwrap();
    assert!(again.starts_with("900 requests of Valrive are here."), "{again}");
    assert_eq!(first.lines().skip(1).collect::<Vec<_>>(), again.lines().skip(1).collect::<Vec<_>>());

    let app = start(folder.path()).await;
    assert_eq!(count(&app, Filter::default()).await, 900);
    let open = count(&app, Filter { is_open: Some(true), ..Filter::default() }).await;
    let late = count(&app, Filter { due_before: Some(NOON), ..Filter::default() }).await;
    assert!(open > 10 && late > 3 && late < open, "{open} open, {late} late");

    let followed = first.lines().find(|line| line.contains("/suivi")).unwrap();
    let words: Vec<&str> = followed.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [.., reference, email] = words.as_slice() else { panic!("{followed}") };
    let mut op = Op::system(&app);
    let request = requests::find(&mut op, reference).await.unwrap().unwrap();
    assert!(request.status.is_open() && request.promise.is_some() && !request.route.words.fr.is_empty());
    let people = requests::requesters_of(&mut op, request.id).await.unwrap();
    assert!(format!("{people:?}").contains(email), "{people:?}");
    let members = identity::list(&mut op).await.unwrap();
    assert_eq!(members.len(), 7);
    // A crew has a day of visits.
    let crew = members.iter().map(|member| &member.staff).find(|staff| staff.role == identity::Role::Crew).unwrap();
    assert_eq!(crew.crew.members.len(), 2);
    let day = Filter { assignees: crew.crew.members.clone(), is_open: Some(true), ..Filter::default() };
    assert!(requests::count(&mut op, &day, 10).await.unwrap() > 3);
    let run = indicators::last_run(&mut op).await.unwrap().unwrap();
    assert!(run.requests > 300, "the figures are there at once: {run:?}");
}

#[tokio::test]
async fn every_address_and_sign_in_that_is_printed_opens() {
    let folder = tempfile::tempdir().unwrap();
    let said = type_in(folder.path(), LOAD).await.unwrap();
    let app = start(folder.path()).await;
    let mut browser = Browser::new(door(wiring::routes(), &app));
    let addresses: Vec<&str> = said.split_whitespace().filter(|word| word.starts_with("http://")).collect();
    assert_eq!(addresses.len(), 8, "{said}");
    for address in addresses {
        let path = address.strip_prefix("http://127.0.0.1:8311").unwrap();
        let reply = browser.get(path).await;
        let is_open =
            reply.status.is_success() || (["/poste", "/equipe"].contains(&path) && reply.status.is_redirection());
        assert!(is_open, "{path}: {} {}", reply.status, reply.text());
    }

    let followed = said.lines().find(|line| line.contains("/suivi")).unwrap();
    let words: Vec<&str> = followed.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [.., reference, email] = words.as_slice() else { panic!("{followed}") };
    let tracker = browser.post_and_follow("/suivi", &[("numero", reference), ("contact", email)]).await;
    tracker.is(200).holds(reference);

    for line in said.lines().filter(|line| line.contains("@valrive.exemple.test")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [email, password, ..] = words.as_slice() else { panic!("{line}") };
        browser.forget();
        let signed = browser.post("/poste/connexion", &[("courriel", email), ("mot_de_passe", password)]).await;
        let home = if line.trim_end().ends_with("crew") { "/equipe" } else { "/poste" };
        assert_eq!((signed.status.as_u16(), signed.location()), (303, home), "{line}");
        browser.get(home).await.is(200);
        browser.get("/poste").await.is(200);
    }
}

#[tokio::test]
async fn what_people_report_afterwards_takes_the_next_number() {
    let folder = tempfile::tempdir().unwrap();
    type_in(folder.path(), LOAD).await.unwrap();
    let app = start(folder.path()).await;
    let mut op = Op::system(&app);
    let draft = Draft {
        nature: Nature::Information,
        service_code: "NID_POULE".to_owned(),
        description: "Où en est-on?".parse::<Description>().unwrap(),
        answers: {
            let mut answers = catalogue::Answers::default();
            answers.add("emplacement_voie", "chaussee");
            answers.add("autoroute", "non");
            answers.add("danger", "non");
            answers
        },
        point: None,
        address: String::new(),
        channel: requests::Channel::Web,
        contact: Contact::default(),
        media_url: String::new(),
        key: None,
    };
    op.now = NOON;
    let receipt = requests::submit(&mut op, draft).await.unwrap();
    let rank: u32 = receipt.reference.split_once('-').unwrap().1.parse().unwrap();
    assert!(rank > 100, "{}", receipt.reference);
    op.commit().await.unwrap();
    assert_eq!(count(&app, Filter::default()).await, 901);
    assert!(type_in(folder.path(), LOAD).await.unwrap().contains("are here"));
}

#[tokio::test]
async fn a_load_that_was_cut_goes_on_to_the_same_end() {
    let (cut, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    type_in(whole.path(), LOAD).await.unwrap();
    type_in(cut.path(), "migrate").await.unwrap();
    let settings = settings(cut.path());
    let (database, _) = crate::command::open(&settings, NOON).await.unwrap();
    let command = Load { which: Which { seed: 8311, size: demo::Size::Village }, requests: 900 };
    let mut half = load::begin(&command, &database, &settings, NOON).await.unwrap();
    let app = load::app(database, &settings).await.unwrap();
    let made = rest_of(&half).unwrap();
    assert_eq!(keep_some(&app, &mut half, made.take(333)).await.unwrap(), 333);
    assert_eq!(store::find_demo(&mut app.database().read()).await.unwrap(), Some(half));

    let refused = type_in(cut.path(), "demo load --size village --requests 800").await.unwrap_err();
    assert!(refused.contains("333 of 900 requests of another demo are here"), "{refused}");
    type_in(cut.path(), LOAD).await.unwrap();
    let mut references = Vec::new();
    for folder in [&cut, &whole] {
        let app = start(folder.path()).await;
        let mut op = Op::system(&app);
        let page = requests::list(&mut op, &Filter::default(), requests::Order::Oldest, None, 1_000).await.unwrap();
        let kept: Vec<_> = page.iter().map(|it| (it.reference.clone(), it.status, it.received_at)).collect();
        references.push(kept);
    }
    assert_eq!(references[0].len(), 900);
    assert!(references[0] == references[1]);
}

#[tokio::test]
async fn a_real_city_and_its_requests_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    type_in(folder.path(), "demo pack --size village --out {here}/pack").await.unwrap();
    std::fs::remove_file(folder.path().join("pack/demo.toml")).unwrap();
    type_in(folder.path(), "city load {here}/pack").await.unwrap();
    let refused = type_in(folder.path(), LOAD).await.unwrap_err();
    assert!(refused.contains("the database holds Ville de Valrive"), "{refused}");
    assert_eq!(count(&start(folder.path()).await, Filter::default()).await, 0);
}
