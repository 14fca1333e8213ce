//! Somebody looks at the map, at its list and at what is near, through the real router, on a real database.

use super::{CityMap, follow, keep};
use axum::{body::Body, http::Request as Asked};
use base::{Id, Point};
use catalogue::{Answers, Catalogue, PublicMap, Recogniser};
use requests::{Channel, Contact, Draft, Grounds, Nature, Receipt, Status, move_to, submit, take};
use routing::Table;
use standards::Standards;
use std::collections::BTreeMap;
use territory::{Scenery, Territory, Units};
use testkit::{
    Browser, Ground, NOON, Reply, city,
    city::{CORNER, DOWNTOWN},
};
use tiles::{Frame, Spot};
use web::{
    Actor, Op,
    app::{Parts, put},
    door::door,
};

/// Where a request of [`CORNER`] is published: the middle of its block.
const PUBLISHED: Point = Point { lat: 45.5231, lon: -73.585 };

async fn portal() -> (Ground, Browser) {
    let mut pack = city::pack();
    let river = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",
        "coordinates":[[[-73.60,45.510],[-73.54,45.510],[-73.54,45.512],[-73.60,45.512],[-73.60,45.510]]]}}]}"#;
    pack.insert("water.geojson", river);
    let catalogue = Catalogue::read(&pack).unwrap();
    let territory = Territory::read(&pack).unwrap();
    let mut parts = Parts::new();
    let scenery = Scenery::read(&pack).unwrap();
    put(&mut parts, CityMap::new(&catalogue, &territory, &testkit::ground::brand(), scenery));
    put(&mut parts, Recogniser::new(&catalogue, &pack).unwrap());
    put(&mut parts, catalogue);
    put(&mut parts, territory);
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Table::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    let migrations = [requests::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[requests::TEXTS, crate::TEXTS], parts).await;
    let browser = Browser::new(door(crate::routes(), &ground.app));
    (ground, browser)
}

async fn file(ground: &Ground, service: &str, point: Point) -> Receipt {
    let mut answers = Answers::default();
    let catalogue = ground.app.part::<Catalogue>();
    for question in &catalogue.service(service).unwrap().questions {
        let calm = question.choices.iter().find(|choice| choice.key == "non").or(question.choices.first());
        answers.add(&question.code, calm.map_or("2026-02-03", |choice| choice.key.as_str()));
    }
    let draft = Draft {
        nature: Nature::Request,
        service_code: service.into(),
        description: "Devant chez moi, Léa".parse().unwrap(),
        answers,
        point: Some(point),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact: Contact { name: Some("Léa".into()), ..Contact::default() },
        media_url: String::new(),
        key: None,
    };
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    let receipt = submit(&mut op, draft).await.unwrap();
    op.commit().await.unwrap();
    receipt
}

async fn act(ground: &Ground, reference: &str, to: Status) {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    if to == Status::InHand {
        take(&mut op, reference).await.unwrap();
    } else {
        let grounds = Grounds { reason: "Reçue par erreur".into(), ..Grounds::default() };
        move_to(&mut op, reference, to, &grounds).await.unwrap();
    }
    op.commit().await.unwrap();
}

/// What a tile holds: for each layer, its features: identifier, properties, first place.
type Read = BTreeMap<String, Vec<(Option<u64>, BTreeMap<String, String>, (i64, i64))>>;

/// One field of the wire: its number, and what it holds as a number or as bytes.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        match key & 7 {
            0 => found.push((key >> 3, varint(&mut bytes), &[][..])),
            2 => {
                let length = varint(&mut bytes) as usize;
                let (inner, rest) = bytes.split_at(length);
                found.push((key >> 3, 0, inner));
                bytes = rest;
            }
            kind => panic!("a field of the kind {kind}"),
        }
    }
    found
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            return value;
        }
    }
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        found.push(varint(&mut bytes));
    }
    found
}

fn read_tile(bytes: &[u8]) -> Read {
    let mut read = Read::new();
    for (_, _, layer) in fields(bytes).into_iter().filter(|(field, ..)| *field == 3) {
        let parts = fields(layer);
        let text = |field: u64| parts.iter().filter(move |part| part.0 == field).map(|part| part.2);
        let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let keys: Vec<String> = text(3).map(words).collect();
        let value = |bytes: &[u8]| match fields(bytes)[0] {
            (1, _, bytes) => words(bytes),
            (_, number, _) => number.to_string(),
        };
        let values: Vec<String> = text(4).map(value).collect();
        let features = text(2).map(|feature| {
            let parts = fields(feature);
            let list =
                |field: u64| parts.iter().find(|part| part.0 == field).map_or(Vec::new(), |part| numbers(part.2));
            let tags = list(2);
            let tags = tags.chunks(2).map(|pair| (keys[pair[0] as usize].clone(), values[pair[1] as usize].clone()));
            let unfold = |number: u64| (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            let place = list(4);
            let id = parts.iter().find(|part| part.0 == 1).map(|part| part.1);
            (id, tags.collect(), (unfold(place[1]), unfold(place[2])))
        });
        read.insert(words(text(1).next().unwrap()), features.collect());
    }
    read
}

fn tile_at(z: u8, point: Point) -> (u32, u32) {
    let spot = Spot::of(point);
    (spot.x >> (32 - u32::from(z)), spot.y >> (32 - u32::from(z)))
}

async fn requests_at(browser: &mut Browser, z: u8, point: Point, query: &str) -> Reply {
    let (x, y) = tile_at(z, point);
    browser.get(&format!("/tuiles/demandes/{z}/{x}/{y}.mvt{query}")).await
}

/// How many requests a tile shows.
fn shown(reply: &Reply) -> u64 {
    if reply.status.as_u16() == 204 {
        return 0;
    }
    let read = read_tile(&reply.is(200).body);
    read["requests"].iter().map(|(_, tags, _)| tags.get("count").map_or(1, |count| count.parse().unwrap())).sum()
}

/// A box of some metres around a point.
fn around(point: Point, metres: f64) -> String {
    let (lat, lon) = point.degrees_around(metres);
    format!("{:.6},{:.6},{:.6},{:.6}", point.lon - lon, point.lat - lat, point.lon + lon, point.lat + lat)
}

/// A service that the public may not see.
fn hidden(ground: &Ground, how: PublicMap) -> String {
    let catalogue = ground.app.part::<Catalogue>();
    let is_simple = |service: &&catalogue::Service| service.public_map == how && service.stoppers.is_empty();
    catalogue.services().iter().find(is_simple).unwrap().code.clone()
}

#[tokio::test]
async fn the_list_and_the_map_show_the_same_requests() {
    let (ground, mut browser) = portal().await;
    for (service, point) in [("NID_POULE", CORNER), ("NID_POULE", CORNER), ("ECLAIRAGE", DOWNTOWN)] {
        file(&ground, service, point).await;
    }
    for how in [PublicMap::Hidden, PublicMap::Counted] {
        file(&ground, &hidden(&ground, how), CORNER).await;
    }
    act(&ground, "26-000002", Status::InHand).await;
    follow(&ground.app).await.unwrap();
    for (query, count) in [
        ("", 3),
        ("?service=NID_POULE", 2),
        ("?service=rues", 2),
        ("?etat=recues", 2),
        ("?etat=en-cours", 1),
        ("?etat=terminees", 0),
        ("?arrondissement=ville-marie", 1),
        ("?service=ECLAIRAGE&arrondissement=le-plateau-mont-royal", 0),
        ("?periode=7&etat=ouvertes", 3),
        ("?service=LICORNE&etat=lune&arrondissement=mars&periode=-3", 3),
    ] {
        let page = browser.get(&format!("/carte{query}")).await;
        let cards = page.is(200).text().matches("<article").count();
        assert_eq!(cards as u64, count, "the list of {query}");
        assert_eq!(shown(&requests_at(&mut browser, 10, CORNER, query).await), count, "the map of {query}");
    }
    let tracker = browser.get("/suivi/26-000001").await;
    tracker.is(200).holds("avenue du Parc-des-Essais, Le Plateau").lacks("1502");
    let page = browser.get("/carte").await;
    page.holds("3 demandes")
        .holds("Nid-de-poule")
        .holds("Ville-Marie")
        .holds("Prise en charge")
        .holds("Données d’essai");
    page.holds("reçue aujourd’hui").holds("href=\"/suivi/26-000001\"").holds("avenue du Parc-des-Essais, Le Plateau");
    page.lacks("1502").lacks("Léa").lacks("chez moi").lacks("26-000004").lacks("26-000005");
    let english = browser.get("/en/carte?service=NID_POULE").await;
    english.holds("Requests on the map").holds("2 requests").holds("Pothole").holds("href=\"/en/suivi/26-000001\"");
    english.holds("value=\"NID_POULE\" selected").holds("href=\"/carte?service=NID_POULE\"");
}

#[tokio::test]
async fn a_door_is_found_neither_on_the_tiles_nor_by_asking_often() {
    let (ground, mut browser) = portal().await;
    file(&ground, "NID_POULE", CORNER).await;
    follow(&ground.app).await.unwrap();
    let tile = read_tile(&requests_at(&mut browser, 16, PUBLISHED, "").await.body);
    let (id, tags, (x, y)) = &tile["requests"][0];
    assert_eq!((*id, tags["status"].as_str(), tags.len()), (Some(26 << 32 | 1), "received", 1));
    let frame = tiles::TileId::new(16, tile_at(16, PUBLISHED).0, tile_at(16, PUBLISHED).1).unwrap().frame();
    let step = |start: u32, units: i64| start + u32::try_from(units << 4).unwrap();
    let place = Spot { x: step(frame.west, *x), y: step(frame.north, *y) }.point();
    assert!(place.distance_m(PUBLISHED) < 2.0 && place.distance_m(CORNER) > 200.0, "{place:?}");
    for metres in [5.0, 50.0, 200.0] {
        let real = browser.get(&format!("/carte/liste?bbox={}", around(CORNER, metres))).await;
        real.is(200).lacks("<article").holds("Aucune demande");
    }
    browser
        .get(&format!("/carte/liste?bbox={}", around(PUBLISHED, 5.0)))
        .await
        .holds("<article")
        .holds("1 demande dans");
    let near = browser.get(&format!("/proche?lat={}&lon={}", PUBLISHED.lat, PUBLISHED.lon)).await;
    near.is(200).holds("Nid-de-poule").holds("à environ 10\u{a0}m").lacks("1502");
    let far = browser.get(&format!("/proche?lat={}&lon={}", CORNER.lat, CORNER.lon)).await;
    far.is(200).lacks("<article").holds("Rien d’ouvert");
}

#[tokio::test]
async fn what_changes_is_followed_and_what_leaves_is_gone_everywhere() {
    let (ground, mut browser) = portal().await;
    follow(&ground.app).await.unwrap();
    for _ in 0..3 {
        file(&ground, "NID_POULE", CORNER).await;
    }
    assert_eq!(shown(&requests_at(&mut browser, 12, CORNER, "").await), 0);
    follow(&ground.app).await.unwrap();
    assert_eq!(shown(&requests_at(&mut browser, 12, CORNER, "").await), 3, "a written tile is written again");
    act(&ground, "26-000001", Status::Removed).await;
    act(&ground, "26-000002", Status::InHand).await;
    let number: u64 = 26 << 32 | 1;
    let point = format!("/carte/liste?point={number}");
    browser.get(&point).await.is(200).lacks("<article").holds("n’est plus sur la carte");
    ground.set_now(NOON.plus_ms(60_000));
    follow(&ground.app).await.unwrap();
    assert_eq!(shown(&requests_at(&mut browser, 12, CORNER, "").await), 2);
    assert_eq!(shown(&requests_at(&mut browser, 12, CORNER, "?etat=en-cours").await), 1);
    browser.get(&point).await.is(200).lacks("<article");
    browser.get(&format!("/carte/liste?point={}", number + 1)).await.holds("26-000002").holds("Prise en charge");
    browser.get("/carte").await.lacks("26-000001").holds("26-000003");
    browser.get(&format!("/carte/liste?point={}", Id::MAX)).await.is(200).lacks("<article");
}

#[tokio::test]
async fn the_list_goes_page_by_page_and_back_in_time() {
    let (ground, mut browser) = portal().await;
    for rank in 0..25 {
        ground.set_now(NOON.plus_ms(rank));
        file(&ground, "NID_POULE", CORNER).await;
    }
    let first = browser.get("/carte?etat=ouvertes").await;
    assert_eq!(first.is(200).text().matches("<article").count(), 20);
    let text = first.holds("26-000025").lacks("26-000005").lacks("Revenir").text();
    let next = text.split("href=\"").find(|rest| rest.contains("apres=")).unwrap().split('"').next().unwrap();
    let second = browser.get(&next.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert_eq!(second.is(200).text().matches("<article").count(), 5);
    second
        .holds("26-000005")
        .lacks("plus anciennes<")
        .holds("Revenir aux plus récentes")
        .holds("value=\"ouvertes\" selected");
    ground.set_now(NOON.plus_days(120));
    browser.get("/carte").await.is(200).lacks("<article").holds("Aucune demande ne correspond").holds("/signaler");
    let ever = browser.get("/carte?periode=toutes").await;
    ever.holds("<article").holds("reçue le mercredi 18 novembre 2026");
    follow(&ground.app).await.unwrap();
    assert_eq!(shown(&requests_at(&mut browser, 8, CORNER, "").await), 0);
    assert_eq!(shown(&requests_at(&mut browser, 8, CORNER, "?periode=toutes").await), 25);
    let all = browser.get("/carte/liste?bbox=-80,40,-60,50&periode=toutes").await;
    all.holds("25 demandes dans").holds("Les plus récentes");
    assert_eq!(all.text().matches("<article").count(), 20);
}

#[tokio::test]
async fn the_ground_is_drawn_and_kept_for_long() {
    let (_ground, mut browser) = portal().await;
    let (x, y) = tile_at(11, CORNER);
    let path = format!("/tuiles/11/{x}/{y}.mvt");
    let reply = browser.get(&path).await;
    let tile = read_tile(&reply.is(200).body);
    let names: Vec<&str> = tile["streets"].iter().map(|(_, tags, _)| tags["name"].as_str()).collect();
    assert!(names.contains(&"avenue du Parc-des-Essais"), "{names:?}");
    assert_eq!(names.len(), 3, "both sides and every block of a street are one line");
    assert!(tile["land"].iter().any(|(_, tags, _)| tags["kind"] == "borough"));
    assert!(tile.contains_key("water") && tile.contains_key("areas") && !tile.contains_key("requests"));
    assert!(reply.header("cache-control").contains("max-age=86400"));
    let version = reply.header("etag").trim_start_matches("W/\"").split('-').next().unwrap().to_owned();
    let lasting = browser.get(&format!("{path}?v={version}")).await;
    assert!(lasting.header("cache-control").contains("immutable"));
    browser.get("/carte").await.holds(&format!(".mvt?v={version}"));
    let known = Asked::get(&path).header("if-none-match", reply.header("etag")).body(Body::empty()).unwrap();
    browser.send(known).await.is(304);
    let packed = Asked::get(&path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let packed = browser.send(packed).await;
    assert_eq!((packed.header("content-encoding"), &packed.body[..2]), ("gzip", &[0x1f, 0x8b][..]));
    browser.get("/tuiles/13/0/0.mvt").await.is(204);
    for wrong in
        ["/tuiles/3/1/1.mvt", "/tuiles/17/1/1.mvt", "/tuiles/13/9999/1.mvt", "/tuiles/13/1/1.png", "/tuiles/a/b/c"]
    {
        browser.get(wrong).await.is(404);
    }
}

#[tokio::test]
async fn a_tile_of_requests_is_asked_again_and_answered_in_a_word() {
    let (ground, mut browser) = portal().await;
    file(&ground, "NID_POULE", CORNER).await;
    follow(&ground.app).await.unwrap();
    let reply = requests_at(&mut browser, 12, CORNER, "").await;
    assert_eq!(reply.is(200).header("cache-control"), "no-cache");
    let (x, y) = tile_at(12, CORNER);
    let again = Asked::get(format!("/tuiles/demandes/12/{x}/{y}.mvt")).header("if-none-match", reply.header("etag"));
    browser.send(again.body(Body::empty()).unwrap()).await.is(304);
    act(&ground, "26-000001", Status::InHand).await;
    follow(&ground.app).await.unwrap();
    assert_ne!(requests_at(&mut browser, 12, CORNER, "").await.is(200).header("etag"), reply.header("etag"));
}

#[tokio::test]
async fn nonsense_in_the_address_is_answered_calmly() {
    let (ground, mut browser) = portal().await;
    file(&ground, "NID_POULE", CORNER).await;
    follow(&ground.app).await.unwrap();
    for query in
        ["?bbox=1,2,3", "?bbox=nan,nan,nan,nan", "?bbox=-999,0,999,0", "?bbox=';drop table request;--", "?point=-1"]
    {
        browser.get(&format!("/carte/liste{}", query.replace(' ', "+"))).await.is(200).lacks("<article");
    }
    browser.get("/carte?apres=x.y&service=%3Cb%3E&service=b").await.is(200).lacks("<b>");
    browser.get("/carte?apres=-9223372036854775808.1").await.is(200).lacks("<article");
    browser.get("/proche?lat=abc&lon=%00").await.is(200).lacks("<article");
    let world = Frame::between(Point { lat: -90.0, lon: -180.0 }, Point { lat: 90.0, lon: 180.0 });
    let map = ground.app.part::<CityMap>();
    assert_eq!(map.board.points().newest(&world, &tiles::Filter::default(), 9).0, 1);
}

/// Looks until the map knows so many requests.
async fn see(ground: &Ground, count: usize) {
    for _ in 0..200 {
        let map = ground.app.part::<CityMap>();
        map.board.loaded().await;
        if map.board.points().count(&tiles::Filter::default()) == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the map never knew {count} requests");
}

#[tokio::test]
async fn the_map_follows_the_requests_after_the_city_is_renewed() {
    let (ground, _browser) = portal().await;
    file(&ground, "NID_POULE", CORNER).await;
    let looking = async {
        see(&ground, 1).await;
        let (catalogue, territory) = (ground.app.part::<Catalogue>(), ground.app.part::<Territory>());
        let map = CityMap::new(&catalogue, &territory, &testkit::ground::brand(), Scenery::default());
        let mut parts = Parts::new();
        put(&mut parts, map);
        ground.app.renew_parts(parts);
        see(&ground, 1).await;
        file(&ground, "NID_POULE", CORNER).await;
        see(&ground, 2).await;
    };
    tokio::select! {
        () = keep(ground.app.clone()) => panic!("the map stopped following"),
        () = looking => {}
    }
}
