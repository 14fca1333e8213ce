//! Photos as residents send and see them.

use super::{ADDRESS, City, portal, report_pothole, send};
use requests::{
    access, find,
    photos::{self, Photo},
};
use testkit::{Browser, NOON};
use web::Op;

/// The smallest PNG, white, and the same one with a word after its end: other bytes, the same picture.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xff\xff\
    ?\0\x05\xfe\x02\xfe\r\xefF\xb8\0\0\0\0IEND\xaeB`\x82";

fn another(word: &str) -> Vec<u8> {
    [PNG, word.as_bytes()].concat()
}

/// Goes to the page of photos.
async fn before_photos(browser: &mut Browser) -> String {
    let mut path = "/signaler".to_owned();
    send(browser, &mut path, &[("adresse", ADDRESS), ("service", "NID_POULE")]).await;
    send(browser, &mut path, &[("autre", "oui")]).await;
    for answer in ["chaussee", "non", "moyen", "non"] {
        send(browser, &mut path, &[("reponse", answer)]).await;
    }
    assert!(path.ends_with("/photo"), "{path}");
    path
}

async fn photos_of(city: &City, reference: &str) -> Vec<Photo> {
    let mut op = Op::system(&city.app);
    let id = find(&mut op, reference).await.unwrap().unwrap().id;
    photos::of(&mut op, id).await.unwrap()
}

#[tokio::test]
async fn photos_go_with_the_report_and_are_seen_by_their_author_alone() {
    let (city, mut browser) = portal().await;
    let mut path = before_photos(&mut browser).await;
    browser.get(&path).await.holds("plaques d’immatriculation").holds("type=\"file\"").holds("multipart/form-data");
    let files = [("photos", "trou.png", PNG), ("photos", "photo.exe", &another("2")), ("photos", "", b"".as_slice())];
    path = browser.post_files(&path, &[], &files).await.is(303).location().to_owned();
    assert!(path.ends_with("/vous"), "{path}");
    let check = send(&mut browser, &mut path, &[]).await;
    let picture = check.text().split("src=\"/signaler/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let seen = browser.get(&format!("/signaler/{picture}")).await;
    seen.is(200);
    assert!(seen.body.starts_with(b"\xff\xd8"));
    assert_eq!(seen.header("content-type"), "image/jpeg");
    assert_eq!(seen.header("cache-control"), "private, max-age=600");
    assert_eq!(seen.header("content-security-policy"), "default-src 'none'; sandbox");
    send(&mut browser, &mut path, &[]).await.holds("rv-shots");

    let photos = photos_of(&city, "26-000001").await;
    assert_eq!(photos.len(), 2);
    let (key, photo) = (
        access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON),
        format!("/suivi/26-000001/photo/{}", photos[0].name),
    );
    browser.get(&format!("/suivi/26-000001?cle={key}")).await.holds(&photos[0].name).holds(&photos[1].name);
    browser.get("/suivi/26-000001").await.is(200).lacks(&photos[0].name);
    browser.get(&format!("{photo}?cle={key}&taille=grande")).await.is(200);
    browser.get(&photo).await.is(404);
    let other = access::follow_key(&city.app, "26-000002", access::Standing::Author, NOON);
    browser.get(&format!("{photo}?cle={other}")).await.is(404);
    browser.get(&format!("/suivi/26-000001/photo/..%2f..%2fcity.db?cle={key}")).await.is(404);

    let mut op = Op::system(&city.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    photos::publish(&mut op, &request, &photos[0].name, photos::Showing::Whole).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(browser.get(&photo).await.is(200).header("cache-control"), "public, max-age=3600");
    browser.get("/suivi/26-000001").await.holds(&photos[0].name).lacks(&photos[1].name);
    // The next person who reports the same sees it.
    let mut path = "/signaler".to_owned();
    let near = send(&mut browser, &mut path, &[("adresse", ADDRESS), ("service", "NID_POULE")]).await;
    near.holds(&photo).holds("1 personne").holds("aujourd’hui").lacks(&photos[1].name);
}

#[tokio::test]
async fn good_photos_are_kept_when_others_are_refused() {
    let (_city, mut browser) = portal().await;
    let path = before_photos(&mut browser).await;
    let huge = vec![0xff; photos::LARGEST + 1];
    let files = [
        ("photos", "a.jpg", PNG),
        ("photos", "b.jpg", b"<?php system($_GET[0]);".as_slice()),
        ("photos", "c.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice()),
    ];
    let page = browser.post_files(&path, &[], &files).await;
    page.is(422).holds("Photos gardées").holds("n’est pas une photo").holds("endommagée").holds("href=\"#photos\"");
    browser.post_files(&path, &[], &[("photos", "d.jpg", &huge)]).await.is(422).holds("dépasse 10");
    // The page shows what was kept; one photo is taken back, and the way goes on.
    let name = page.field("retirer");
    browser.post(&path, &[("retirer", &name)]).await.is(303);
    browser.post(&path, &[("retirer", &name)]).await.is(303);
    browser.get(&path).await.lacks(&name);
    let many: Vec<Vec<u8>> = (0..4).map(|rank| another(&rank.to_string())).collect();
    let many: Vec<_> = many.iter().map(|bytes| ("photos", "e.png", bytes.as_slice())).collect();
    browser.post_files(&path, &[], &many).await.is(422).holds("nombre de photos permis");
    browser.get(&path).await.lacks("type=\"file\"");
    assert!(browser.post(&path, &[]).await.location().ends_with("/vous"));
}

#[tokio::test]
async fn photos_are_added_on_the_receipt_and_with_a_detail() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", "lea@exemple.test")]).await;
    send(&mut browser, &mut path, &[]).await;
    browser.post_files(&path, &[], &[("photos", "a.png", b"no")]).await.is(422).holds("26-000001");
    assert_eq!(browser.post_files(&path, &[], &[("photos", "a.png", PNG)]).await.is(303).location(), path);
    assert_eq!(photos_of(&city, "26-000001").await.len(), 1);

    let key = access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON);
    let detail = "/suivi/26-000001/precision";
    browser.post_files(detail, &[("cle", "fausse"), ("mots", "x")], &[("photos", "a.png", PNG)]).await.is(404);
    let (long, photo) = ("é".repeat(4_001), another("b"));
    let back = browser.post_files(detail, &[("cle", &key), ("mots", &long)], &[("photos", "b.png", &photo)]).await;
    back.is(422).holds("4 000 caractères").holds("Vos photos sont gardées");
    assert_eq!(photos_of(&city, "26-000001").await.len(), 1, "nothing is sent yet");
    let fields = [("cle", key.as_str()), ("mots", "Devant l’école"), ("depot", &back.field("depot"))];
    browser.post_files(detail, &fields, &[]).await.is(303);
    assert_eq!(photos_of(&city, "26-000001").await.len(), 2);
    // A photo alone says enough; the same one again is not kept twice.
    for _ in 0..2 {
        browser.post_files(detail, &[("cle", &key), ("mots", "")], &[("photos", "c.png", &another("c"))]).await.is(303);
    }
    assert_eq!(photos_of(&city, "26-000001").await.len(), 3);
}
