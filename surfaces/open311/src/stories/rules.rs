//! The rules of RULES.md, each a test named by its number, through the real door.

mod discovery;
mod extensions;
mod format;
mod posting;
mod reading;
mod services;

use crate::{Edition, NewKey, keys};
use axum::{body::Body, http::Request};
use base::Moment;
use catalogue::{Catalogue, Recogniser};
use quick_xml::{Reader, events::Event};
use requests::{Channel, photos::Shelf};
use routing::Table;
use standards::Standards;
use std::{collections::BTreeSet, fmt::Write};
use territory::{Territory, Units};
use testkit::{Browser, Ground, NOON, Reply};
use web::{
    Actor, Op,
    app::{Parts, put},
    door::door,
};

/// A city with two keys, and a program that calls it.
pub struct City {
    pub ground: Ground,
    pub program: Browser,
    pub key: String,
    pub test_key: String,
    /// Where photos are put.
    _folder: tempfile::TempDir,
}

/// A point of avenue du Parc-des-Essais, and its side's neighbours.
pub const PLACE: [(&str, &str); 2] = [("lat", "45.5231"), ("long", "-73.5817")];
/// Answers to what is asked of a pothole.
pub const ANSWERS: [(&str, &str); 3] =
    [("attribute[emplacement_voie]", "chaussee"), ("attribute[autoroute]", "non"), ("attribute[danger]", "non")];

/// A service without questions, which the public map does not show.
pub const SILENT: &str = "SUGGESTION";

pub async fn city() -> City {
    let mut pack = testkit::city::pack();
    // One service asks nothing.
    let mut questions: Vec<serde_json::Value> = serde_json::from_str(pack.text("questions.json").unwrap()).unwrap();
    for silent in questions.iter_mut().filter(|asked| asked["service_code"] == SILENT) {
        silent["attributes"] = serde_json::json!([]);
    }
    pack.insert("questions.json", serde_json::to_vec(&questions).unwrap());
    let catalogue = Catalogue::read(&pack).unwrap();
    let mut parts = Parts::new();
    put(&mut parts, Recogniser::new(&catalogue, &pack).unwrap());
    put(&mut parts, catalogue);
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Table::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    put(&mut parts, Edition(NOON));
    put(&mut parts, knowledge::Library::default());
    let folder = tempfile::tempdir().unwrap();
    put(&mut parts, Shelf::in_folder(folder.path()).unwrap());
    let migrations =
        [notifications::MIGRATIONS, knowledge::MIGRATIONS, requests::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[notifications::TEXTS, requests::TEXTS, crate::TEXTS], parts).await;
    let program = Browser::new(crate::before(door(crate::routes(), &ground.app), &ground.app));
    let mut city = City { ground, program, key: String::new(), test_key: String::new(), _folder: folder };
    city.key = city.add_key("Application", false, 1_000).await;
    city.test_key = city.add_key("Essais", true, 1_000).await;
    city
}

impl City {
    pub async fn add_key(&self, name: &str, is_test: bool, quota: i64) -> String {
        let mut op = Op::system(&self.ground.app);
        let id = op.id();
        let chance = std::array::from_fn(|place| (id >> (place % 8)) as u8 ^ place as u8);
        let key = keys::written(chance);
        let new = NewKey { name, channel: Channel::Mobile, is_test, quota };
        keys::add(&mut op.tx, id, &new, &key, op.now).await.unwrap();
        op.commit().await.unwrap();
        key
    }

    /// `path` is below the production endpoint.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.program.get(&format!("/open311/v2/{path}")).await
    }

    /// Sends fields as a program does: no cookie, no header of a browser.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        self.program.send(request.body(Body::from(encoded(fields))).unwrap()).await
    }

    /// Sends `fields` beside the key.
    pub async fn post(&mut self, fields: &[&[(&str, &str)]]) -> Reply {
        let key = self.key.clone();
        let fields = [&[("api_key", key.as_str())], fields.concat().as_slice()].concat();
        self.send("/open311/v2/requests.json", &fields).await
    }

    /// A pothole, reported now; gives its number.
    pub async fn report(&mut self) -> String {
        let reply = self.post(&[&[("service_code", "NID_POULE")], &PLACE, &ANSWERS]).await;
        reply.is(200).json()[0]["service_request_id"].as_str().unwrap().to_owned()
    }

    pub async fn count(&self) -> i64 {
        let mut tx = self.ground.app.database().read();
        ::store::sql("select count(*) from request").fetch_value(&mut tx).await.unwrap()
    }

    /// An operation of a member of staff.
    pub fn staff(&self) -> Op {
        let mut op = Op::system(&self.ground.app);
        op.actor = Actor::Staff { id: 7, name: "Agente Sept".into() };
        op
    }

    /// Closes a request as done today.
    pub async fn close(&self, reference: &str) {
        let mut op = self.staff();
        let outcome = requests::Outcome { result: "REPARE".into(), proof: "2026-11-18".into() };
        requests::close(&mut op, reference, outcome, "Chez Mme Tremblay, 514 555-0199").await.unwrap();
        op.commit().await.unwrap();
    }

    pub fn wait(&self, ms: i64) {
        self.ground.set_now(self.ground.now().plus_ms(ms));
    }
}

/// Numbers of the requests in an answer.
pub fn numbers(reply: &Reply) -> Vec<String> {
    let json = reply.is(200).json();
    let all = json.as_array().unwrap().iter();
    all.map(|request| request["service_request_id"].as_str().unwrap().to_owned()).collect()
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            let _ = write!(encoded, "%{byte:02X}");
            encoded
        })
    };
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

/// An instant as it stands in an address.
pub fn at(moment: Moment) -> String {
    moment.to_string()
}

/// Every element of an answer in XML that holds no other, with its path: `errors/error/code` is `400`.
#[track_caller]
pub fn leaves(reply: &Reply) -> Vec<(String, String)> {
    let text = reply.text();
    let mut reader = Reader::from_str(&text);
    let (mut path, mut said, mut leaves, mut is_leaf) = (Vec::new(), String::new(), Vec::new(), false);
    loop {
        match reader.read_event().unwrap_or_else(|err| panic!("{err}: {text}")) {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                said.clear();
                is_leaf = true;
            }
            Event::Text(words) => said.push_str(&words),
            Event::GeneralRef(name) => said.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap()),
            Event::End(_) => {
                if is_leaf {
                    leaves.push((path.join("/"), said.clone()));
                }
                path.pop();
                is_leaf = false;
            }
            Event::Eof => break,
            Event::Decl(_) => {}
            Event::Empty(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {
                panic!("{text}")
            }
        }
    }
    assert!(path.is_empty(), "{text}");
    leaves
}

/// The texts of one path of an answer in XML.
#[track_caller]
pub fn texts(reply: &Reply, path: &str) -> Vec<String> {
    leaves(reply).into_iter().filter(|(found, _)| found == path).map(|(_, text)| text).collect()
}

#[test]
fn every_rule_has_its_test_and_every_test_its_rule() {
    let table = include_str!("../../RULES.md");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let rules: BTreeSet<String> = rows.map(|line| line.split('|').nth(1).unwrap().trim().to_lowercase()).collect();
    let sources = [
        include_str!("rules/discovery.rs"),
        include_str!("rules/extensions.rs"),
        include_str!("rules/format.rs"),
        include_str!("rules/posting.rs"),
        include_str!("rules/reading.rs"),
        include_str!("rules/services.rs"),
    ];
    let tests = sources.iter().flat_map(|source| source.split("test]\n").skip(1));
    let tests = tests.map(|rest| rest.split("fn ").nth(1).unwrap().split('_').next().unwrap().to_owned());
    let tests: BTreeSet<String> = tests.collect();
    assert_eq!(rules.symmetric_difference(&tests).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(rules.len() > 75, "{} rules were found", rules.len());
}
