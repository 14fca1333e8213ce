//! Trial, publication now or at a date, putting back, giving up, and two administrators.

use super::{change_text, city, in_force, pothole, publish, renew, sign_in};
use crate::pack::COMPILED;
use base::{Moment, PackFiles};
use testkit::city::{CORNER, DOWNTOWN};

const TRIAL: &str = "/poste/ville/brouillon/essai";

/// A text of the version in force.
fn text<'a>(files: &'a PackFiles, name: &str) -> &'a str {
    files.text(name).unwrap()
}

#[tokio::test]
async fn a_unit_is_renamed_tried_published_and_put_back() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let (first, before) = in_force(&ground, ground.now()).await;
    let was = text(&before, "units.csv").lines().find(|line| line.starts_with("ville-marie,")).unwrap().to_owned();
    let word = was.split(',').nth(1).unwrap().to_owned();
    change_text(&mut admin, "units.csv", &format!("ville-marie,{word},"), "ville-marie,Le Centre,").await.is(303);
    admin.get(TRIAL).await.is(200).holds("Aucune faute").holds(&format!("« {word} » devient « Le Centre »"));
    admin.get(&format!("/en{TRIAL}")).await.is(200).holds("No fault").holds("Publish");
    publish(&mut admin, " ", "").await.is(422).holds("Dites pourquoi");
    publish(&mut admin, "Nouveau nom", "").await.is(303);
    let (second, files) = in_force(&ground, ground.now()).await;
    assert_eq!((second.id, second.by.as_str(), second.why.as_str(), second.from), (2, "admin", "Nouveau nom", Some(1)));
    assert!(text(&files, "units.csv").contains("ville-marie,Le Centre,"));
    let list = admin.get("/poste/ville").await;
    list.holds("Version 2").holds("publiée par admin").holds("Nouveau nom").holds("la console du serveur");
    let page = admin.get("/poste/ville/versions/2").await;
    page.holds("units.csv").holds("<ins>ville-marie,Le Centre,").holds(&format!("<del>ville-marie,{word},"));
    admin.get("/poste/ville/brouillon").await.lacks("diffère").holds("version 2");
    renew(&ground).await;
    ground.set_now(ground.now().plus_ms(60_000));
    admin.post("/poste/ville/versions/1/remettre", &[("motif", "")]).await.is(422).holds("Dites pourquoi");
    admin.post("/poste/ville/versions/1/remettre", &[("motif", "Trop tôt")]).await.is(303);
    let (third, files) = in_force(&ground, ground.now()).await;
    assert_eq!((third.id, third.from, third.digest == first.digest), (3, Some(1), true));
    assert_eq!(files, before);
    admin.get("/poste/ville").await.holds("remise par admin").holds("Trop tôt").holds("Version 2");
}

#[tokio::test]
async fn a_version_to_come_waits_for_its_instant_and_may_be_given_up_before() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    change_text(&mut admin, "city.toml", "phone = \"311\"", "phone = \"611\"").await.is(303);
    publish(&mut admin, "Essai", "2020-01-01T00:00").await.is(422).holds("à venir");
    publish(&mut admin, "Essai", "demain").await.is(422);
    publish(&mut admin, "Nouveau numéro", "2026-12-01T00:00").await.is(303);
    let later: Moment = "2026-12-01T05:00:00Z".parse().unwrap();
    assert_eq!(in_force(&ground, ground.now()).await.0.id, 1);
    assert_eq!(in_force(&ground, later.plus_ms(-1)).await.0.id, 1);
    assert_eq!(in_force(&ground, later).await.0.id, 2);
    admin.get("/poste/ville").await.holds("À venir").holds("mardi 1er décembre 2026");

    // What is published today would be undone that day: one must know it.
    change_text(&mut admin, "city.toml", "emergency_phone = \"911\"", "emergency_phone = \"912\"").await.is(303);
    publish(&mut admin, "Urgent", "").await.is(409).holds("Une version à venir prendra la place");
    publish(&mut admin, "Après", "2026-12-02T00:00").await.is(409).holds("ne part pas d’elle");
    admin.post(TRIAL, &[("motif", "Urgent"), ("sait", "oui")]).await.is(303);
    assert_eq!(in_force(&ground, ground.now()).await.0.id, 3);

    admin.post("/poste/ville/versions/2/renoncer", &[]).await.is(303);
    admin.post("/poste/ville/versions/2/renoncer", &[]).await.is(404);
    admin.post("/poste/ville/versions/3/renoncer", &[]).await.is(404);
    assert_eq!(in_force(&ground, later).await.0.id, 3);
    admin.get("/poste/ville").await.holds("Abandonnée par admin");
}

#[tokio::test]
async fn two_administrators_do_not_overwrite_each_other() {
    let ground = city().await;
    let (mut admin, mut other) = (sign_in(&ground, "admin").await, sign_in(&ground, "autre").await);
    for browser in [&mut admin, &mut other] {
        change_text(browser, "city.toml", "phone = \"311\"", "phone = \"611\"").await.is(303);
    }
    change_text(&mut other, "calendar.toml", "# Days", "# de l’autre\n# Days").await.is(303);
    change_text(&mut admin, "city.toml", "emergency_phone = \"911\"", "emergency_phone = \"112\"").await.is(303);
    change_text(&mut admin, "calendar.toml", "# Days", "# à moi\n# Days").await.is(303);
    publish(&mut other, "Le premier", "").await.is(303);
    admin.get("/poste/ville/brouillon").await.holds("Reprendre sur la version 2");
    publish(&mut admin, "Le second", "").await.is(409).holds("reprenez-le sur cette version");
    let page = admin.get("/poste/ville/brouillon/reprendre?version=2").await;
    page.is(200).holds("city.toml").holds("calendar.toml").holds("<ins># à moi").holds("<ins># de l’autre");
    let receive = "/poste/ville/brouillon/reprendre";
    admin.post(receive, &[("version", "2"), ("choix-0", "moi")]).await.is(422).holds("Choisissez quel fichier garder");
    admin.post(receive, &[("version", "2"), ("choix-0", "autre"), ("choix-1", "moi")]).await.is(303);
    publish(&mut admin, "Le second", "").await.is(303);
    let (version, files) = in_force(&ground, ground.now()).await;
    assert_eq!((version.id, version.from), (3, Some(2)));
    assert!(text(&files, "city.toml").contains("\"112\"") && text(&files, "calendar.toml").contains("# de l’autre"));
    assert!(!text(&files, "calendar.toml").contains("# à moi"));
}

#[tokio::test]
async fn every_fault_is_told_with_its_file_and_line_and_leads_to_its_row() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    change_text(&mut admin, "standards.csv", "NID_POULE,", "NID,").await.is(303);
    let page = admin.get(TRIAL).await;
    page.holds("standards.csv")
        .holds("the service `NID` is not in services.csv")
        .holds("ligne?nom=standards.csv&#38;ligne=");
    page.holds("ne peut pas encore être publié");
    publish(&mut admin, "Quand même", "").await.is(409);
    let upload = |name: &'static str| [("nom", name), ("acte", "remplacer")];
    let file = "/poste/ville/brouillon/fichier";
    admin.post(file, &[("nom", "standards.csv"), ("acte", "remettre")]).await.is(303);
    let fr = "# Les nôtres.\nno-such = Allô\ncity-title = { $nom\n".as_bytes();
    admin.post_files(file, &upload("texts/fr.ftl"), &[("fichier", "fr.ftl", fr)]).await.is(303);
    let page = admin.get(TRIAL).await;
    page.holds("texts/fr.ftl, ligne 2").holds("no sentence has the code `no-such`").holds("texts/fr.ftl, ligne 3");
    let (fr, en) = ("city-version = La { $numero }\n".as_bytes(), b"city-version = The { $id }\n");
    admin.post_files(file, &upload("texts/fr.ftl"), &[("fichier", "fr.ftl", fr)]).await.is(303);
    admin.post_files(file, &upload("texts/en.ftl"), &[("fichier", "en.ftl", en)]).await.is(303);
    admin.get(TRIAL).await.holds("texts/fr.ftl, ligne 1").holds("`$numero`").lacks("texts/en.ftl, ligne");
    assert_eq!(in_force(&ground, ground.now()).await.0.id, 1);
}

#[tokio::test]
async fn a_trial_says_what_would_change_and_which_requests_would_go_elsewhere() {
    let ground = city().await;
    let (here, there) = (pothole(&ground, CORNER).await, pothole(&ground, DOWNTOWN).await);
    let mut admin = sign_in(&ground, "admin").await;
    let (_, files) = in_force(&ground, ground.now()).await;
    let standard =
        text(&files, "standards.csv").lines().find(|line| line.starts_with("NID_POULE,,")).unwrap().to_owned();
    let amount = standard.split(',').nth(2).unwrap();
    let other = standard.replacen(&format!(",,{amount},"), ",,99,", 1);
    change_text(&mut admin, "standards.csv", &standard, &other).await.is(303);
    let own = ",ville-marie,ville-marie,";
    assert!(text(&files, "routing.csv").contains(own), "{}", text(&files, "routing.csv"));
    change_text(&mut admin, "routing.csv", own, ",ville-marie,le-plateau-mont-royal,").await.is(303);
    change_text(&mut admin, "units.csv", "Borough of Ville-Marie", "The Centre").await.is(303);
    let page = admin.get(TRIAL).await;
    page.holds("« Borough of Ville-Marie » devient « The Centre »");
    page.holds("99")
        .holds("toute la ville")
        .holds("acheminées de nouveau : 2. Iraient ailleurs : 1")
        .holds(&there)
        .lacks(&here);
}

#[tokio::test]
async fn a_unit_that_holds_open_requests_does_not_leave() {
    let ground = city().await;
    pothole(&ground, DOWNTOWN).await;
    let mut admin = sign_in(&ground, "admin").await;
    let (_, files) = in_force(&ground, ground.now()).await;
    let line = text(&files, "units.csv").lines().find(|line| line.starts_with("ville-marie,")).unwrap().to_owned();
    change_text(&mut admin, "units.csv", &format!("{line}\n"), "").await.is(303);
    let named = |name: &str| text(&files, name).lines().filter(|line| line.contains("ville-marie")).count();
    for name in ["routing.csv", "spellings.csv"] {
        if named(name) > 0 {
            let kept: Vec<&str> = text(&files, name).lines().collect();
            let kept = kept
                .join("\n")
                .replace("Ville-Marie,unit,ville-marie\n", "")
                .replace(",ville-marie,ville-marie,", ",ville-marie,le-plateau-mont-royal,");
            let fields = [("nom", name), ("acte", "remplacer")];
            admin
                .post_files("/poste/ville/brouillon/fichier", &fields, &[("fichier", name, kept.as_bytes())])
                .await
                .is(303);
        }
    }
    let page = admin.get(TRIAL).await;
    page.holds("Pas encore possible").holds("demandes ouvertes (1)").lacks("À corriger");
    publish(&mut admin, "Fusion", "").await.is(409);
    assert_eq!(in_force(&ground, ground.now()).await.0.id, 1);
}

#[tokio::test]
async fn new_geometry_comes_whole_and_is_compiled_when_it_is_published() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let file = "/poste/ville/brouillon/fichier";
    let upload = |name: &'static str| [("nom", name), ("acte", "remplacer")];
    let pack = testkit::city::pack();
    // What the compiled territory holds cannot change without it.
    let toml = format!("# relu\n{}", text(&pack, "territory.toml"));
    admin.post_files(file, &upload("territory.toml"), &[("fichier", "t", toml.as_bytes())]).await.is(303);
    admin.get(TRIAL).await.holds("bring territory.geojson and streets.geojson too");
    let areas = text(&pack, "territory.geojson").replace("-73.54", "-73.53");
    admin.post_files(file, &upload("territory.geojson"), &[("fichier", "t", areas.as_bytes())]).await.is(303);
    admin.get(TRIAL).await.holds("streets.geojson").holds("the file is missing");
    let streets = text(&pack, "streets.geojson");
    admin.post_files(file, &upload("streets.geojson"), &[("fichier", "s", streets.as_bytes())]).await.is(303);
    admin.get(TRIAL).await.holds("Aucune faute");
    let (_, before) = in_force(&ground, ground.now()).await;
    publish(&mut admin, "Nouvelle limite", "").await.is(303);
    let (version, after) = in_force(&ground, ground.now()).await;
    assert_eq!(version.id, 2);
    assert_ne!(before.bytes(COMPILED), after.bytes(COMPILED));
    assert!(after.bytes("territory.geojson").is_none() && text(&after, "territory.toml").starts_with("# relu"));
}
