//! The day of a crew: what it holds, in which order, and what is done on site without script.

use super::{PLATEAU, desk, give, load, pothole, scoping::change, sign_in, speaks};
use ::store::sql;
use image::{ImageFormat, RgbImage};
use requests::{Audience, Status, photos, timeline};
use std::io::Cursor;
use testkit::{Browser, Ground, NOON, Reply};
use web::Op;

pub(super) fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(640, 480, image::Rgb([shade, 20, 20])).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Does a deed by its form on the page of the visit.
async fn deed(browser: &mut Browser, reference: &str, word: &str, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(&format!("/equipe/demandes/{reference}")).await;
    page.is(200);
    let hidden = ["cle", "vu", "lu_a", "billet"].map(|name| (name, page.field(name)));
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&format!("/equipe/demandes/{reference}/{word}"), &[&hidden, fields].concat()).await
}

/// Moves a request 100 m to the east of the corner, so many times.
async fn place(ground: &Ground, reference: &str, steps: i64) {
    let mut op = Op::system(&ground.app);
    sql("update request set lon = lon + 0.0013 * $2 where reference = $1")
        .bind(reference)
        .bind(steps)
        .execute(&mut op.tx)
        .await
        .unwrap();
    op.commit().await.unwrap();
}

/// The numbers of the visits of a page, in its order.
fn order(page: &Reply) -> Vec<String> {
    let text = page.is(200).text();
    text.split("id=\"v-").skip(1).map(|rest| rest[..9].to_owned()).collect()
}

#[tokio::test]
async fn a_crew_reads_its_day_and_nothing_else() {
    let ground = desk().await;
    let (given, other, later) = (pothole(&ground).await, pothole(&ground).await, pothole(&ground).await);
    let mut crew = sign_in(&ground, "equipe").await;
    crew.get("/equipe").await.is(200).holds("Aucune visite aujourd’hui").lacks(&given);
    for reference in [&given, &later] {
        give(&ground, reference, "equipe").await;
    }
    deed(&mut crew, &later, "revenir", &[("jour", "2026-11-25")]).await.is(303);
    deed(&mut crew, &given, "trouver", &[("mots", "Un mètre de large")]).await.is(303);
    let page = crew.get("/equipe").await;
    page.holds("Ma journée")
        .holds("mercredi 18 novembre 2026")
        .holds("1 visite")
        .holds("Un trou")
        .holds("Un mètre de large");
    page.holds("Promis pour le").lacks(&other).lacks("lea@exemple.test").lacks("Ouellet").lacks("<b>profond");
    assert_eq!(order(&page), [given.as_str()]);
    // What waits for its day is told apart, and comes back on that day.
    page.holds("Plus tard").holds(&later).holds("mercredi 25 novembre 2026");
    speaks(&page);
    let visit = crew.get(&format!("/equipe/demandes/{given}")).await;
    visit.is(200).holds("Pas pu le faire").holds("Un mètre de large").holds("geo:45.");
    speaks(&visit);
    let english = crew.get(&format!("/en/equipe/demandes/{given}")).await;
    english.is(200).holds("Could not do it").holds("/en/equipe/demandes/");
    speaks(&english);
    crew.get("/en/equipe").await.is(200).holds("My day").holds("1 visit");
    crew.get(&format!("/equipe/demandes/{other}")).await.is(404);
    ground.set_now(NOON.plus_days(7));
    let mut crew = sign_in(&ground, "equipe").await;
    assert_eq!(order(&crew.get("/equipe").await), [given.as_str(), later.as_str()]);
}

#[tokio::test]
async fn a_page_of_the_field_is_a_look_and_says_whose_it_is() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let (mut crew, mut contractor) = (sign_in(&ground, "equipe").await, sign_in(&ground, "paveurs").await);
    give(&ground, &given, "paveurs").await;
    let page = contractor.get(&format!("/equipe/demandes/{given}")).await;
    page.is(200).lacks("lea@exemple.test").lacks("Ouellet").lacks("0123");
    let looks = identity::looks_at(&mut Op::system(&ground.app), Some(&given), 10).await.unwrap();
    assert_eq!((looks.len(), looks[0].staff.as_str()), (1, "Nom de paveurs"));
    let (one, other) = (contractor.get("/equipe").await, crew.get("/equipe").await);
    assert_eq!(one.header("riverain-whose").len(), 16);
    assert_eq!(one.header("riverain-whose"), page.header("riverain-whose"));
    assert_ne!(one.header("riverain-whose"), other.header("riverain-whose"));
    // Its version moves with what happens to it, and with nothing else.
    let version = page.header("riverain-version").to_owned();
    let again = contractor.get(&format!("/equipe/demandes/{given}")).await;
    assert_eq!(again.header("riverain-version"), version);
    one.holds(&format!("data-version=\"{version}\""));
    deed(&mut contractor, &given, "commencer", &[]).await.is(303);
    let moved = contractor.get(&format!("/equipe/demandes/{given}")).await;
    assert_ne!(moved.header("riverain-version"), version);
    crew.get("/equipe").await.lacks(&given);
}

#[tokio::test]
async fn the_order_is_the_crew_s_by_hand_or_the_shortest() {
    let ground = desk().await;
    let mut references = Vec::new();
    for steps in [30, 10, 20, 0] {
        let reference = pothole(&ground).await;
        place(&ground, &reference, steps).await;
        references.push(reference);
    }
    let [far, near, middle, here] = <[String; 4]>::try_from(references).unwrap();
    let (mut one, mut two) = (sign_in(&ground, "equipe").await, sign_in(&ground, "paveurs").await);
    for who in ["equipe", "paveurs"] {
        change(&ground, who, |profile| (profile.role, profile.crew) = (identity::Role::Crew, "Équipe 4".into())).await;
    }
    for reference in [&far, &near, &middle, &here] {
        give(&ground, reference, "equipe").await;
    }
    let page = one.get("/equipe").await;
    assert_eq!(order(&page), [&far, &near, &middle, &here].map(String::as_str));
    page.holds("les plus pressées d’abord").lacks("Par échéance");
    let moved = one.post("/equipe/ordre", &[("geste", "monter"), ("demande", &near)]).await;
    assert_eq!(moved.is(303).location(), format!("/equipe#v-{near}"));
    // The whole crew sees it.
    let page = two.get("/equipe").await;
    assert_eq!(order(&page), [&near, &far, &middle, &here].map(String::as_str));
    page.holds("choisi à la main").holds("Par échéance");
    two.post("/equipe/ordre", &[("geste", "court")]).await.is(303);
    let page = one.get("/equipe").await;
    // From the first visit: back to the start, then away.
    assert_eq!(order(&page), [&near, &here, &middle, &far].map(String::as_str));
    page.holds("Plus court chemin (");
    let here_is = [("geste", "court"), ("lat", "45.5"), ("lon", "-73.4")];
    one.post("/equipe/ordre", &here_is).await.is(303);
    assert_eq!(order(&one.get("/equipe").await), [&far, &middle, &near, &here].map(String::as_str));
    // What comes later follows what was chosen; what is done leaves it.
    let new = pothole(&ground).await;
    give(&ground, &new, "paveurs").await;
    let fields = [("resultat", "REPARE"), ("jour", "2026-11-18")];
    deed(&mut one, &middle, "terminer", &fields).await.is(303);
    assert_eq!(order(&one.get("/equipe").await), [&far, &near, &here, &new].map(String::as_str));
    one.post("/equipe/ordre", &[("geste", "echeance")]).await.is(303);
    assert_eq!(order(&one.get("/equipe").await)[0], far);
    one.post("/equipe/ordre", &[("geste", "hasard")]).await.is(422);
    // Another day begins without the order of this one.
    one.post("/equipe/ordre", &[("geste", "descendre"), ("demande", &far)]).await.is(303);
    ground.set_now(NOON.plus_days(1));
    let mut one = sign_in(&ground, "equipe").await;
    one.get("/equipe").await.is(200).lacks("choisi à la main");
}

#[tokio::test]
async fn a_request_is_begun_seen_and_done_with_its_photos() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let mut crew = sign_in(&ground, "equipe").await;
    give(&ground, &given, "equipe").await;
    let begun = deed(&mut crew, &given, "commencer", &[]).await;
    assert_eq!(begun.is(303).location(), format!("/equipe/demandes/{given}?fait=oui"));
    assert_eq!(load(&ground, &given).await.status, Status::UnderWay);
    let page = crew.get(begun.location()).await;
    page.holds("C’est noté").lacks("/commencer\"");
    let hidden = ["vu", "lu_a", "billet"].map(|name| (name, page.field(name)));
    let with = |key: &'static str, more: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(String, String)> =
            hidden.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        fields.push(("cle".into(), key.into()));
        fields.extend(more.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        fields
    };
    let send =
        async |browser: &mut Browser, word: &str, fields: Vec<(String, String)>, files: &[(&str, &str, &[u8])]| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post_files(&format!("/equipe/demandes/{given}/{word}"), &fields, files).await
        };
    // A photo alone is enough to say what was found; nothing at all is not.
    let (found, done) = (picture(10), picture(200));
    send(&mut crew, "trouver", with("constat-0123456789", &[]), &[("photos", "a.jpg", &found)]).await.is(303);
    send(&mut crew, "trouver", with("constat-vide-012345", &[]), &[("photos", "", b"")])
        .await
        .is(422)
        .holds("trouver-mots-erreur");
    let bad = [("photos", "a.jpg", &b"rien"[..])];
    let fields = [("resultat", "REPARE"), ("jour", "2026-11-18"), ("mots", "Bouché à chaud")];
    let wrong = send(&mut crew, "terminer", with("mauvaise-photo-0123", &fields), &bad).await;
    wrong.is(422).holds("terminer-photos-erreur").holds("Bouché à chaud").holds("checked");
    speaks(&wrong);
    assert_eq!(load(&ground, &given).await.status, Status::UnderWay);
    let files = [("photos", "b.jpg", &done[..])];
    let closed = send(&mut crew, "terminer", with("travail-0123456789", &fields), &files).await;
    assert_eq!(closed.is(303).location(), format!("/equipe?fait={given}"));
    crew.get(closed.location()).await.holds("C’est noté");
    let request = load(&ground, &given).await;
    assert_eq!((request.status, request.outcome.unwrap().result.as_str()), (Status::Completed, "REPARE"));
    let kept = photos::of(&mut Op::system(&ground.app), request.id).await.unwrap();
    assert_eq!(kept.iter().map(|photo| photo.when.code()).collect::<Vec<_>>(), ["before", "after"]);
    // The same form again is the same act.
    send(&mut crew, "terminer", with("travail-0123456789", &fields), &files).await.is(303);
    assert_eq!(photos::of(&mut Op::system(&ground.app), request.id).await.unwrap().len(), 2);
    crew.get(&format!("/equipe/demandes/{given}")).await.is(200).holds("Bouché à chaud").lacks("/terminer\"");
    // Its work is published as any other.
    let mut unit = sign_in(&ground, "plateau").await;
    let path = format!("/poste/demandes/{given}/photos/{}/public", kept[1].name);
    crew.post(&path, &[("public", "oui")]).await.is(403);
    unit.post(&path, &[("public", "oui")]).await.is(303);
}

#[tokio::test]
async fn what_could_not_be_done_waits_comes_back_or_goes_back() {
    let ground = desk().await;
    let mut crew = sign_in(&ground, "equipe").await;
    let cases = [
        ("acces", "2026-11-20", Some(Status::Scheduled), "Accès impossible. Auto garée dessus"),
        ("temps", "2026-11-18", Some(Status::Scheduled), "Pas le temps"),
        (
            "meteo",
            "2026-11-21",
            Some(Status::OnHold),
            "La météo ne le permet pas. Auto garée dessus. Reprise prévue le samedi 21 novembre",
        ),
        ("pieces", "2026-12-01", Some(Status::OnHold), "Il manque une pièce"),
        ("danger", "", None, "Trop dangereux"),
        ("ampleur", "", None, "Plus gros que prévu"),
        ("pas-a-nous", "", None, "Ce n’est pas à notre unité"),
    ];
    for (reason, day, status, said) in cases {
        let given = pothole(&ground).await;
        give(&ground, &given, "equipe").await;
        deed(&mut crew, &given, "commencer", &[]).await.is(303);
        let fields = [("raison", reason), ("jour", day), ("mots", "Auto garée dessus")];
        deed(&mut crew, &given, "empecher", &fields).await.is(303);
        let request = load(&ground, &given).await;
        let events = timeline(&mut Op::system(&ground.app), request.id, Audience::Staff).await.unwrap();
        assert!(events.iter().any(|event| event.reason.as_deref().is_some_and(|it| it.starts_with(said))), "{reason}");
        assert_eq!(request.route.unit, PLATEAU);
        match status {
            Some(status) => {
                let planned = request.planned_for.unwrap().day(&testkit::ground::brand().zone).to_string();
                assert_eq!((request.status, planned.as_str()), (status, day), "{reason}");
            }
            None => assert_eq!(request.assignee, None, "{reason}"),
        }
    }
    let given = pothole(&ground).await;
    give(&ground, &given, "equipe").await;
    for (fields, field) in [
        (&[("mots", "x")][..], "empecher-raison-erreur"),
        (&[("raison", "paresse")], "empecher-raison-erreur"),
        (&[("raison", "meteo"), ("jour", "")], "empecher-jour-erreur"),
        (&[("raison", "acces"), ("jour", "2026-11-17")], "empecher-jour-erreur"),
    ] {
        let wrong = deed(&mut crew, &given, "empecher", fields).await;
        wrong.is(422).holds(field).holds("id=\"geste-empecher\" open");
        speaks(&wrong);
    }
    let wrong = deed(&mut crew, &given, "terminer", &[("resultat", "INFORMATION_DONNEE"), ("jour", "x")]).await;
    wrong.is(422).holds("terminer-resultat-erreur");
    deed(&mut crew, &given, "terminer", &[("resultat", "REPARE"), ("jour", "2026-11-19")])
        .await
        .is(422)
        .holds("terminer-jour-erreur");
    deed(&mut crew, &given, "danser", &[]).await.is(404);
    assert_eq!(load(&ground, &given).await.status, Status::InHand);
}

#[tokio::test]
async fn two_people_on_one_request_are_told_of_each_other() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let (mut one, mut two) = (sign_in(&ground, "equipe").await, sign_in(&ground, "paveurs").await);
    for who in ["equipe", "paveurs"] {
        change(&ground, who, |profile| (profile.role, profile.crew) = (identity::Role::Crew, "Équipe 4".into())).await;
    }
    give(&ground, &given, "equipe").await;
    let page = one.get(&format!("/equipe/demandes/{given}")).await;
    let hidden = ["vu", "lu_a", "billet"].map(|name| (name, page.field(name)));
    ground.set_now(NOON.plus_ms(60_000));
    let fields = [("resultat", "REPARE"), ("jour", "2026-11-18"), ("mots", "Fait à deux")];
    deed(&mut two, &given, "terminer", &fields).await.is(303);
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let fields =
        [&hidden[..], &[("cle", "trop-tard-0123456789"), ("jour", "2026-11-20"), ("mots", "On revient")]].concat();
    let late = one.post(&format!("/equipe/demandes/{given}/revenir"), &fields).await;
    late.is(409).holds("Nom de paveurs").holds("Fait à deux");
    speaks(&late);
    assert_eq!(load(&ground, &given).await.status, Status::Completed);
    // Given to somebody else meanwhile: what was written is shown again, and may stay as a note.
    let other = pothole(&ground).await;
    give(&ground, &other, "equipe").await;
    let page = one.get(&format!("/equipe/demandes/{other}")).await;
    let hidden = ["vu", "lu_a", "billet"].map(|name| (name, page.field(name)));
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ground.set_now(NOON.plus_ms(120_000));
    sign_in(&ground, "plateau").await;
    give(&ground, &other, "plateau").await;
    let fields = [
        &hidden[..],
        &[("cle", "partie-0123456789"), ("mots", "Fait ce matin"), ("resultat", "REPARE"), ("jour", "2026-11-18")],
    ]
    .concat();
    let left = one.post(&format!("/equipe/demandes/{other}/terminer"), &fields).await;
    left.is(409).holds("a changé de mains").holds("Fait ce matin").holds("Nom de plateau");
    speaks(&left);
    let kept = ["billet", "lu_a", "mots", "resultat", "jour", "garder", "cle"].map(|name| (name, left.field(name)));
    let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    one.post(&format!("/equipe/demandes/{other}/terminer"), &kept).await.is(303);
    let request = load(&ground, &other).await;
    assert_eq!((request.status, request.assignee.unwrap().name.as_str()), (Status::InHand, "Nom de plateau"));
    let events = timeline(&mut Op::system(&ground.app), request.id, Audience::Staff).await.unwrap();
    let note = events.iter().find(|event| event.act == "noted").unwrap().reason.clone().unwrap();
    assert_eq!(note, "C’est fait · Réparé ou fait · mercredi 18 novembre 2026 · Fait ce matin");
    one.get(&format!("/equipe/demandes/{other}")).await.is(404);
    // Nobody leaves a note where they never were.
    let forged = [("cle", "jamais-vue-0123456789"), ("mots", "x"), ("garder", "oui"), ("billet", "rien")];
    one.post(&format!("/equipe/demandes/{other}/trouver"), &forged).await.is(404);
}
