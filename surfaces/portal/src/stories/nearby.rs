//! What is shown of a request to whoever reports the same: nothing that its author wrote.

use super::{ADDRESS, portal, send};
use requests::{Audience, access, find, photos, timeline};
use testkit::{Browser, NOON, Reply};
use web::Op;

/// Words and a door that must stay between their author and the city.
const WORDS: &str = "Devant chez Léa, porte rouge";
const DOOR: &str = "1502, avenue du Parc-des-Essais, app. 7";

const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xff\xff\
    ?\0\x05\xfe\x02\xfe\r\xefF\xb8\0\0\0\0IEND\xaeB`\x82";

/// Another picture: one more grey point.
const OTHER_PNG: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\
    \x82\x00\x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// A report that gives its author away: the first one of the city.
async fn tell_all(browser: &mut Browser) {
    let mut path = "/signaler".to_owned();
    send(browser, &mut path, &[("q", WORDS), ("adresse", DOOR), ("lat", "45.52305"), ("lon", "-73.5498")]).await;
    send(browser, &mut path, &[("mots", WORDS), ("service", "NID_POULE")]).await;
    send(browser, &mut path, &[("autre", "oui")]).await;
    for answer in ["chaussee", "non", "moyen", "non"] {
        send(browser, &mut path, &[("reponse", answer)]).await;
    }
    browser.post_files(&path, &[], &[("photos", "trou.png", PNG)]).await.is(303).location().clone_into(&mut path);
    send(browser, &mut path, &[("courriel", "lea@exemple.test")]).await.holds("app. 7").holds("porte rouge");
    send(browser, &mut path, &[]).await.holds("app. 7").holds("/suivi/26-000001?cle=").holds("rv-shots");
}

fn is_discreet(page: &Reply) {
    page.is(200).holds("avenue du Parc-des-Essais, Ville-Marie");
    page.lacks("app. 7").lacks("1502").lacks("porte rouge").lacks("Léa").lacks("lea@").lacks("cle=").lacks("<img");
}

/// Goes to what is already reported near a place.
async fn near(browser: &mut Browser, prefix: &str, place: &[(&str, &str)]) -> (String, Reply) {
    let mut path = format!("{prefix}/signaler");
    send(browser, &mut path, place).await;
    let page = send(browser, &mut path, &[("service", "NID_POULE")]).await;
    assert!(path.ends_with("/deja"), "{path}");
    (path, page)
}

#[tokio::test]
async fn what_is_near_shows_the_street_and_never_the_door_or_the_words() {
    let (_city, mut browser) = portal().await;
    tell_all(&mut browser).await;
    for (prefix, stretch) in [("", "sur ce tronçon de rue"), ("/en", "on this stretch of street")] {
        let (_, page) = near(&mut browser, prefix, &[("adresse", ADDRESS)]).await;
        is_discreet(page.holds("value=\"26-000001\"").holds(stretch));
    }
    for path in ["/suivi/26-000001", "/en/suivi/26-000001"] {
        is_discreet(&browser.get(path).await);
    }
}

#[tokio::test]
async fn a_door_is_not_found_by_asking_from_many_places() {
    let (city, mut browser) = portal().await;
    tell_all(&mut browser).await;
    let request = find(&mut Op::system(&city.app), "26-000001").await.unwrap().unwrap();
    let door = request.place.point.unwrap();
    // All along the stretch the answer is the same; on the one across the corner, it is the same too.
    let mut answers = Vec::new();
    for step in 0..8 {
        let lon = format!("{:.5}", -73.5495 + 0.001 * f64::from(step));
        let (_, page) = near(&mut browser, "", &[("lat", "45.52312"), ("lon", &lon)]).await;
        answers.push(page.text().contains("sur ce tronçon de rue"));
    }
    assert_eq!(answers, [true; 8], "the door is at {door:?}");
    let across = format!("{:.5}", door.lon - 0.0005);
    let (_, page) = near(&mut browser, "", &[("lat", "45.52312"), ("lon", &across)]).await;
    page.holds("Personne ne l’a encore signalé");
}

#[tokio::test]
async fn whoever_joins_a_request_sees_no_more_of_it_than_everybody() {
    let (city, mut browser) = portal().await;
    tell_all(&mut browser).await;
    for prefix in ["", "/en"] {
        let (mut path, _) = near(&mut browser, prefix, &[("adresse", ADDRESS)]).await;
        send(&mut browser, &mut path, &[("meme", "26-000001")]).await;
        send(&mut browser, &mut path, &[]).await;
        send(&mut browser, &mut path, &[]).await;
        let receipt = send(&mut browser, &mut path, &[]).await;
        assert!(path.ends_with("/recu"), "{path}");
        is_discreet(receipt.holds(&format!("href=\"{prefix}/suivi/26-000001\"")));
    }
    let mut op = Op::system(&city.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    let photo = photos::of(&mut op, request.id).await.unwrap().remove(0);
    photos::publish(&mut op, &request, &photo.name, photos::Showing::Whole).await.unwrap();
    op.commit().await.unwrap();
    let (_, page) = near(&mut browser, "", &[("adresse", ADDRESS)]).await;
    page.holds(&photo.name).holds("alt=\"Nid-de-poule, avenue du Parc-des-Essais, Ville-Marie\"").lacks("app. 7");
    let key = access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON);
    browser.get(&format!("/suivi/26-000001?cle={key}")).await.holds("porte rouge");
}

#[tokio::test]
async fn whoever_joined_with_an_address_follows_without_seeing_what_the_author_wrote() {
    let (city, mut browser) = portal().await;
    tell_all(&mut browser).await;
    let (mut path, _) = near(&mut browser, "", &[("adresse", ADDRESS)]).await;
    send(&mut browser, &mut path, &[("meme", "26-000001")]).await;
    for step in [&[][..], &[("courriel", "max@exemple.test"), ("accord_suivi", "oui")], &[]] {
        send(&mut browser, &mut path, step).await;
    }
    assert!(path.ends_with("/recu"), "{path}");
    let ask = |contact: &'static str| [("numero", "26-1"), ("contact", contact)];
    let door = browser.post("/suivi", &ask("max@exemple.test")).await.is(303).location().to_owned();
    let (_, key) = door.split_once("?cle=").unwrap();
    let page = browser.get(&door).await;
    page.is(200).holds("avenue du Parc-des-Essais, Ville-Marie").holds("/suivi/26-000001/precision");
    page.lacks("app. 7").lacks("1502").lacks("porte rouge").lacks("Léa").lacks("rv-shots").lacks("/annuler");
    browser.post("/suivi/26-000001/annuler", &[("cle", key)]).await.is(404);
    let request = find(&mut Op::system(&city.app), "26-000001").await.unwrap().unwrap();
    let photo = photos::of(&mut Op::system(&city.app), request.id).await.unwrap().remove(0);
    browser.get(&format!("/suivi/26-000001/photo/{}?cle={key}", photo.name)).await.is(404);
    // What Max was sent by e-mail holds neither the door nor a better key; what Léa was sent does.
    let letters: Vec<(String, String)> = store::sql("select recipient, body from message order by id")
        .fetch_all(&mut Op::system(&city.app).tx)
        .await
        .unwrap();
    let to = |reader: &str| letters.iter().find(|(recipient, _)| recipient == reader).map(|(_, body)| body).unwrap();
    assert!(!to("max@exemple.test").contains("1502"), "{}", to("max@exemple.test"));
    for (reader, opens) in
        [("max@exemple.test", access::Standing::Joined), ("lea@exemple.test", access::Standing::Author)]
    {
        let key = to(reader).split("?cle=").nth(1).unwrap().split_whitespace().next().unwrap();
        assert_eq!(access::opens(&city.app, "26-000001", key, NOON), Some(opens));
    }
    let hers = browser.post_and_follow("/suivi", &ask("lea@exemple.test")).await;
    hers.holds("app. 7").holds("porte rouge").holds("rv-shots").holds("/annuler");

    // What Max adds is for staff: it may say who he is and where he lives.
    let said = &[("cle", key), ("mots", "Je suis Max, au 1510")];
    browser.post_files("/suivi/26-000001/precision", said, &[("photos", "max.png", OTHER_PNG)]).await.is(303);
    let theirs = photos::of(&mut Op::system(&city.app), request.id).await.unwrap();
    assert_eq!(theirs.iter().map(|photo| photo.is_joined).collect::<Vec<_>>(), [false, true]);
    let hers = browser.post_and_follow("/suivi", &ask("lea@exemple.test")).await;
    hers.holds("porte rouge").lacks("1510").lacks(&theirs[1].name);
    let staff = timeline(&mut Op::system(&city.app), request.id, Audience::Staff).await.unwrap();
    assert!(staff.iter().any(|event| event.reason.as_deref() == Some("Je suis Max, au 1510")));
    // The survey says which request it is about, by its street.
    super::measured::close_pothole(&city, "26-000001").await;
    let page = browser.get(&door).await;
    let survey = page.text().split("href=\"").find(|rest| rest.starts_with("/avis/")).unwrap().to_owned();
    let survey = browser.get(survey.split('"').next().unwrap()).await;
    survey.is(200).holds("avenue du Parc-des-Essais").lacks("1502").lacks("app. 7");
}
