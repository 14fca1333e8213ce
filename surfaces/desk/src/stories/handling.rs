//! The whole life of a request at the desk, and two people on one request.

use super::{PLATEAU, desk, load, pothole, sign_in, speaks};
use axum::{body::Body, http::Request};
use identity::looks_at;
use requests::{Status, add_detail, ask_reopening};
use store::sql;
use testkit::{Browser, Ground, Reply};
use web::{Actor, Op};

/// Sends the form of an act, read from the page as it stands.
pub async fn act(browser: &mut Browser, reference: &str, word: &str, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(&format!("/poste/demandes/{reference}?acte={word}")).await;
    speaks(&page);
    let (vu, lu_a) = (page.field("vu"), page.field("lu_a"));
    let all: Vec<(&str, &str)> =
        [("vu", vu.as_str()), ("lu_a", &lu_a)].into_iter().chain(fields.iter().copied()).collect();
    browser.post(&format!("/poste/demandes/{reference}/actes/{word}"), &all).await
}

pub async fn done(browser: &mut Browser, reference: &str, word: &str, fields: &[(&str, &str)]) -> Reply {
    let reply = act(browser, reference, word, fields).await;
    assert_eq!(reply.status, 303, "{word}: {}", reply.text());
    let location = reply.location().to_owned();
    browser.get(&location).await
}

/// What the requester does on their side.
async fn resident(ground: &Ground, reference: &str, words: &str) {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    if load(ground, reference).await.status.is_open() {
        add_detail(&mut op, reference, words, requests::access::Standing::Author).await.unwrap();
    } else {
        ask_reopening(&mut op, reference, words, requests::access::Standing::Author).await.unwrap();
    }
    op.commit().await.unwrap();
}

#[tokio::test]
async fn a_request_lives_from_the_queue_to_its_reopening() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let list = unit.get("/poste").await;
    list.is(200).holds(&reference).holds("Nid-de-poule").holds("rv-rows__row--new").holds("1502, avenue du Parc");
    speaks(&list);
    let page = unit.get(&format!("/poste/demandes/{reference}")).await;
    page.is(200)
        .holds("Accepter la demande")
        .holds("Plateau-Mont-Royal")
        .holds("7\u{a0}jours")
        .holds("&#60;b&#62;profond")
        .lacks("<b>profond")
        .lacks("lea@exemple.test")
        .lacks("Ouellet");
    let taken = done(&mut unit, &reference, "prendre", &[]).await;
    taken.holds("Prise en charge").holds("Nom de plateau").lacks("/actes/prendre");
    let planned =
        done(&mut unit, &reference, "planifier", &[("jour", "2026-11-25"), ("mots", "Équipe d’asphalte")]).await;
    planned.holds("Planifiée").holds("mercredi 25 novembre 2026").holds("Équipe d’asphalte");
    let moved = done(&mut unit, &reference, "planifier", &[("jour", "2026-11-26"), ("mots", "Pluie")]).await;
    moved.holds("Reportée à un autre jour").holds("jeudi 26 novembre 2026").lacks("Travaux en cours");
    done(&mut unit, &reference, "demander", &[("mots", "De quel côté?")]).await.holds("Recevoir la réponse");
    resident(&ground, &reference, "Côté pair").await;
    unit.get(&format!("/poste/demandes/{reference}")).await.holds("Côté pair").holds("Précision ajoutée");
    done(&mut unit, &reference, "repondre", &[("mots", "Merci, c’est noté")]).await.holds("Réponse à la personne");
    done(&mut unit, &reference, "noter", &[("mots", "Voir le contremaître")]).await.holds("interne");
    done(&mut unit, &reference, "commencer", &[]).await.holds("Travaux en cours");
    done(&mut unit, &reference, "suspendre", &[("mots", "La pluie")]).await.holds("En attente");
    done(&mut unit, &reference, "prendre", &[]).await.holds("Prise en charge");

    let wrong = act(&mut unit, &reference, "terminer", &[("mots", "Asphalte posée")]).await;
    wrong.is(422).holds("Choisissez ce qui s’est passé").holds("Asphalte posée").holds("href=\"#resultat\"");
    let fields = [("resultat", "REPARE"), ("preuve_REPARE", "2026-11-30"), ("mots", "Asphalte posée")];
    act(&mut unit, &reference, "terminer", &fields).await.is(422).holds("preuve_REPARE-erreur").holds("2026-11-30");
    let fields = [("resultat", "REPARE"), ("preuve_REPARE", "2026-11-18"), ("mots", "Asphalte posée")];
    let closed = done(&mut unit, &reference, "terminer", &fields).await;
    closed
        .holds("Terminée")
        .holds("mercredi 18 novembre 2026")
        .holds("Rien : la demande est fermée".replace(" :", "\u{a0}:").as_str());
    unit.get("/poste").await.lacks(&reference);

    resident(&ground, &reference, "Toujours un trou").await;
    unit.get("/poste?etat=reouverture").await.holds(&reference);
    done(&mut unit, &reference, "laisser", &[("mots", "C’est un autre trou")]).await.holds("Réouverture non retenue");
    let again = done(&mut unit, &reference, "rouvrir", &[("mots", "Après visite")]).await;
    again.holds("Réactivée").holds("La prendre en charge");
    let away =
        done(&mut unit, &reference, "confier", &[("unite", "ville-marie"), ("mots", "La limite passe ici")]).await;
    away.holds("confiée à une autre unité").holds(&reference);
    unit.get(&format!("/poste/demandes/{reference}")).await.is(404);
    assert_eq!(load(&ground, &reference).await.route.unit, "ville-marie");
}

#[tokio::test]
async fn agents_route_ask_answer_and_close_with_an_answer() {
    let ground = desk().await;
    let (first, second) = (pothole(&ground).await, pothole(&ground).await);
    let mut agent = sign_in(&ground, "agente").await;
    act(&mut agent, &first, "confier", &[("unite", "lune"), ("mots", "x")]).await.is(422).holds("unite-erreur");
    act(&mut agent, &first, "confier", &[("unite", "ville-marie")]).await.is(422).holds("mots-erreur");
    done(&mut agent, &first, "confier", &[("unite", "ville-marie"), ("mots", "Rue limite")]).await.holds("Ville-Marie");
    done(&mut agent, &first, "reorienter", &[("mots", "Hydro, 1 800 790-2424")]).await.holds("1 800 790-2424");
    let long = "é".repeat(4_001);
    act(&mut agent, &second, "noter", &[("mots", &long)]).await.is(422).holds("4 000 caractères");
    let fields = [("resultat", "INFORMATION_DONNEE"), ("preuve_INFORMATION_DONNEE", "Le bac passe mardi")];
    done(&mut agent, &second, "terminer", &fields).await.holds("Le bac passe mardi");
    done(&mut agent, &second, "rouvrir", &[("mots", "Elle rappelle")]).await;
    assert_eq!(load(&ground, &second).await.status, Status::Reopened);
    let third = pothole(&ground).await;
    done(&mut agent, &third, "urgence", &[("mots", "Autobus bloqué")]).await.holds("Intervenir sans attendre");
    let fourth = pothole(&ground).await;
    done(&mut agent, &fourth, "annuler", &[]).await.holds("Annulée");
    let mut chief = sign_in(&ground, "chef").await;
    let fifth = pothole(&ground).await;
    done(&mut chief, &fifth, "retirer", &[("mots", "Essai")]).await.holds("Supprimée");
    agent.get(&format!("/poste/demandes/{fifth}")).await.lacks("acte=rouvrir");
}

#[tokio::test]
async fn whoever_was_slower_is_told_what_happened_and_loses_nothing() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let (mut unit, mut chief) = (sign_in(&ground, "plateau").await, sign_in(&ground, "chef").await);
    let page = unit.get(&format!("/poste/demandes/{reference}?acte=planifier")).await;
    let (vu, lu_a) = (page.field("vu"), page.field("lu_a"));
    ground.set_now(ground.now().plus_ms(60_000));
    done(&mut chief, &reference, "suspendre", &[("mots", "On attend la pelle")]).await;
    let path = format!("/poste/demandes/{reference}/actes/planifier");
    let typed = [("jour", "2026-11-25"), ("mots", "Mon équipe y va")];
    let stale: Vec<_> = [("vu", vu.as_str()), ("lu_a", &lu_a)].into_iter().chain(typed).collect();
    let told = unit.post(&path, &stale).await;
    told.is(409)
        .holds("a changé pendant que vous écriviez")
        .holds("On attend la pelle")
        .holds("Nom de chef")
        .holds("Mon équipe y va")
        .holds("value=\"2026-11-25\"");
    speaks(&told);
    assert_eq!(load(&ground, &reference).await.status, Status::OnHold);
    let fresh = told.field("vu");
    let again: Vec<_> = [("vu", fresh.as_str()), ("lu_a", &lu_a)].into_iter().chain(typed).collect();
    assert_eq!(unit.post(&path, &again).await.status, 303);
    assert_eq!(load(&ground, &reference).await.status, Status::Scheduled);

    // What can no longer be sent is shown, to be copied.
    let page = unit.get(&format!("/poste/demandes/{reference}?acte=suspendre")).await;
    let vu = page.field("vu");
    done(&mut chief, &reference, "refuser", &[("mots", "Rue privée")]).await;
    let path = format!("/poste/demandes/{reference}/actes/suspendre");
    let over = unit.post(&path, &[("vu", &vu), ("mots", "La grue manque")]).await;
    over.is(409).holds("n’est plus possible").holds("La grue manque");
    // A note harms nothing.
    let path = format!("/poste/demandes/{reference}/actes/noter");
    assert_eq!(unit.post(&path, &[("vu", "ancien"), ("mots", "Vu")]).await.status, 303);
}

#[tokio::test]
async fn contacts_are_shown_on_purpose_and_each_look_is_noted() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let path = format!("/poste/demandes/{reference}");
    unit.get(&path).await.lacks("lea@exemple.test").lacks("555-0123").lacks("Nom de plateau,");
    let shown = unit.post(&format!("{path}/personnes"), &[]).await;
    shown.is(200).holds("lea@exemple.test").holds("514 555-0123").holds("Léa Ouellet").holds("Accepte les nouvelles");
    speaks(&shown);
    unit.get("/poste").await.lacks("lea@exemple.test");
    let looks = looks_at(&mut Op::system(&ground.app), Some(&reference), 10).await.unwrap();
    let looks: Vec<_> = looks.iter().map(|look| (look.staff.as_str(), look.what.code())).collect();
    assert_eq!(looks, [("Nom de plateau", "contact"), ("Nom de plateau", "request")]);
    let mut chief = sign_in(&ground, "chef").await;
    chief.get(&path).await.holds("Qui a consulté").holds("Nom de plateau");
    let page = chief.get("/poste/regards?numero=26-1").await;
    page.is(200).holds("coordonnées").holds("Nom de plateau");
    speaks(&page);
    chief.get("/poste/regards?numero=%27%3B--").await.is(200).holds("Aucune consultation");
    // Nobody of another unit learns that it exists, and no look is noted.
    let mut other = sign_in(&ground, "centre").await;
    other.get(&path).await.is(404);
    other.post(&format!("{path}/personnes"), &[]).await.is(404);
    let all = looks_at(&mut Op::system(&ground.app), None, 50).await.unwrap();
    assert!(all.iter().all(|look| look.staff != "Nom de centre"));
    assert_eq!(load(&ground, &reference).await.route.unit, PLATEAU);
}

#[tokio::test]
async fn every_page_of_a_request_speaks_english_too() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut chief = sign_in(&ground, "chef").await;
    for word in
        ["", "terminer", "planifier", "confier", "demander", "repondre", "noter", "suspendre", "refuser", "retirer"]
    {
        let page = chief.get(&format!("/en/poste/demandes/{reference}?acte={word}")).await;
        page.is(200).holds("Accountable unit").holds("Pothole");
        speaks(&page);
    }
    let page = chief.get("/en/poste").await;
    page.is(200).holds("Most pressing").holds("Pothole");
    speaks(&page);
}

#[tokio::test]
async fn an_answer_is_sent_once_to_whoever_wants_news() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let form = agent.get(&format!("/poste/demandes/{reference}?acte=repondre")).await;
    form.holds("par courriel si elle veut des nouvelles");
    for _ in 0..2 {
        done(&mut agent, &reference, "repondre", &[("mots", "L’équipe passe mardi")]).await;
    }
    act(&mut agent, &reference, "repondre", &[("mots", " ")]).await.is(422).holds("mots-erreur");
    let mut op = Op::system(&ground.app);
    let sent: Vec<(String, String)> = sql("select recipient, body from message where kind = 'requests/answered'")
        .fetch_all(&mut op.tx)
        .await
        .unwrap();
    let [(recipient, body)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(recipient, "lea@exemple.test");
    assert!(body.starts_with("Bonjour Léa,") && body.contains("L’équipe passe mardi"), "{body}");
}

/// A form with files.
fn with_photos(path: &str, files: &[&[u8]]) -> Request<Body> {
    let mut body = Vec::new();
    for file in files {
        body.extend(b"--limite\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\n\r\n");
        body.extend(*file);
        body.extend(b"\r\n");
    }
    body.extend(b"--limite--\r\n");
    let kind = "multipart/form-data; boundary=limite";
    let request = Request::post(path).header("content-type", kind).header("sec-fetch-site", "same-origin");
    request.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn photos_of_the_work_are_added_seen_by_staff_and_published_on_purpose() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([7, 90, 10]))
        .write_to(&mut picture, image::ImageFormat::Png)
        .unwrap();
    let picture = picture.into_inner();
    let mut unit = sign_in(&ground, "plateau").await;
    let path = format!("/poste/demandes/{reference}/photos");
    unit.send(with_photos(&path, &[])).await.is(422).holds("photos-ajout-erreur");
    unit.send(with_photos(&path, &[b"<svg onload=alert(1)>"])).await.is(422).holds("JPEG, PNG ou WEBP");
    assert_eq!(unit.send(with_photos(&path, &[&picture, b""])).await.status, 303);
    let page = unit.get(&format!("/poste/demandes/{reference}")).await;
    page.holds("Le travail").holds("Rendre publique").holds("Photo ajoutée");
    speaks(&page);
    let text = page.text();
    let photo = text.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
    let shown = unit.get(photo).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/jpeg"));
    assert!(shown.header("cache-control").starts_with("private"));
    unit.get(&format!("{photo}?taille=entiere")).await.is(200);
    let mut other = sign_in(&ground, "centre").await;
    other.get(photo).await.is(404);
    let public = format!("{photo}/public");
    let mut agent = sign_in(&ground, "agente").await;
    agent.get(photo).await.is(200);
    agent.post(&public, &[("public", "oui")]).await.is(403);
    unit.post_and_follow(&public, &[("public", "oui")]).await.holds("Retirer du public");
    unit.post_and_follow(&public, &[]).await.holds("Rendre publique");
    let form = unit.get(&format!("{photo}/cacher")).await;
    form.is(200).holds("name=\"gauche-0\"").holds("data-cover");
    speaks(&form);
    let wrong = unit.post(&public, &[("public", "oui"), ("gauche-0", "10"), ("haut-0", "abc")]).await;
    wrong.is(422).holds("ne sont pas dans la photo").holds("value=\"abc\"");
    let left = [("public", "oui"), ("gauche-0", "0"), ("haut-0", "0"), ("largeur-0", "50,5"), ("hauteur-0", "100")];
    unit.post_and_follow(&public, &left).await.holds("avec des parties cachées");
    unit.get(&format!("{photo}/cacher")).await.holds("value=\"50.5\"");
    let whole = unit.get(photo).await.body;
    assert_ne!(unit.get(&format!("{photo}?copie=1")).await.body, whole);
}

#[tokio::test]
async fn what_a_person_will_read_is_seen_before_it_is_sent_and_nothing_is_done() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let form = unit.get(&format!("/poste/demandes/{reference}?acte=demander")).await;
    let vu = form.holds("Voir le message").field("vu");
    let path = format!("/poste/demandes/{reference}/actes/demander");
    let fields = [("vu", vu.as_str()), ("mots", "Quelle est la couleur de la borne?"), ("geste", "voir")];
    let seen = unit.post(&path, &fields).await;
    seen.is(200)
        .holds("une question pour vous")
        .holds("Quelle est la couleur de la borne?")
        .lacks("cle=")
        .lacks("Bonjour");
    assert_eq!(load(&ground, &reference).await.status, Status::Received);
    let kept: i64 = sql("select count(*) from message where kind = 'requests/question'")
        .fetch_value(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(kept, 0);
    unit.post(&path, &fields[..2]).await.is(303);
    assert_eq!(load(&ground, &reference).await.status, Status::InformationNeeded);
}
