//! Articles are written, seen before they are published, compared, brought back; two editors never overwrite each other.

use super::{city, sign_in, stranger, with_potholes};
use crate::{editing::latest, file};
use testkit::{Browser, Reply};
use web::Op;

/// What an editor types of a new article.
const NEW: [(&str, &str); 12] = [
    ("nom", "puisard-bouche"),
    ("fr-title", "Puisard bouché"),
    ("fr-summary", "Signalez la grille bouchée."),
    ("fr-keywords", "grille, égout"),
    ("fr-general", "Une grille laisse passer la pluie."),
    ("fr-internal", "Vérifiez le secteur."),
    ("theme", "eau"),
    ("unite", "ville-marie"),
    ("services", "PUISARD"),
    ("revision", "2027-06-30"),
    ("raison", "Premier texte"),
    ("acte", "brouillon"),
];

/// Sends fields with some of them changed.
async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)], changed: &[(&str, &str)]) -> Reply {
    let kept = fields.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    let all: Vec<(&str, &str)> = kept.chain(changed).copied().collect();
    browser.post(path, &all).await
}

#[tokio::test]
async fn a_draft_becomes_public_when_it_is_published_and_leaves_when_withdrawn() {
    let ground = city().await;
    let (mut admin, mut resident) = (sign_in(&ground, "admin").await, stranger(&ground));
    let new = "/poste/aide/nouvel-article";
    assert_eq!(send(&mut admin, new, &NEW, &[]).await.location(), "/poste/aide/puisard-bouche/versions");
    resident.get("/aide/puisard-bouche").await.is(404);
    send(&mut admin, new, &NEW, &[]).await.is(422).holds("porte déjà ce nom");
    let edit = "/poste/aide/puisard-bouche/modifier";
    admin.get(edit).await.is(200).holds("Une grille laisse passer la pluie").holds("name=\"vu\" value=\"1\"");
    // Seen before it is published: nothing is kept.
    let seen = send(&mut admin, edit, &NEW, &[("vu", "1"), ("fr-general", "**Vu**"), ("acte", "apercu")]).await;
    seen.is(200).holds("<strong>Vu</strong>").holds("non enregistré").holds("Premier texte");
    send(&mut admin, edit, &NEW, &[("vu", "1"), ("acte", "publier"), ("fr-general", "Public.")]).await.is(303);
    resident.get("/aide/puisard-bouche").await.is(200).holds("Public.").lacks("Vérifiez le secteur");
    // A draft over it changes nothing for residents.
    send(&mut admin, edit, &NEW, &[("vu", "2"), ("fr-general", "En travail.")]).await.is(303);
    resident.get("/aide/puisard-bouche").await.holds("Public.").lacks("En travail");
    admin.get("/poste/aide/gestion").await.holds("En ligne, nouveau brouillon");
    let versions = admin.get("/poste/aide/puisard-bouche/versions").await;
    versions.holds("<del>Public.</del>").holds("<ins>En travail.</ins>").holds("Premier texte").holds("admin");
    let back = admin.post("/poste/aide/puisard-bouche/versions/1", &[("vu", "3")]).await;
    assert_eq!(back.location(), "/poste/aide/puisard-bouche/modifier");
    admin.get(edit).await.holds("Une grille laisse passer la pluie").holds("name=\"vu\" value=\"4\"");
    admin.post("/poste/aide/puisard-bouche/versions/1", &[("vu", "3")]).await.is(409);
    send(&mut admin, edit, &NEW, &[("vu", "4"), ("acte", "retirer")]).await.is(303);
    resident.get("/aide/puisard-bouche").await.is(404);
    resident.get("/aide").await.lacks("Puisard bouché");
}

#[tokio::test]
async fn two_editors_see_each_others_words_and_lose_none() {
    let ground = with_potholes().await;
    let (mut one, mut other) = (sign_in(&ground, "admin").await, sign_in(&ground, "admin").await);
    let edit = "/poste/aide/nids-de-poule/modifier";
    let fields = [
        ("vu", "1"),
        ("fr-title", "Nids-de-poule"),
        ("fr-summary", "Signalez le trou."),
        ("fr-procedure", "1. Dites où."),
        ("theme", "rues"),
        ("unite", "ville-marie"),
        ("revision", "2027-06-30"),
        ("raison", "Plus court"),
        ("acte", "publier"),
    ];
    send(&mut one, edit, &fields, &[("fr-general", "Mots de la première.")]).await.is(303);
    let shown = send(&mut other, edit, &fields, &[("fr-general", "Mots du second.")]).await;
    shown.is(409).holds("Quelqu’un a enregistré une autre version");
    shown.holds("<del>Mots du second.</del>").holds("<ins>Mots de la première.</ins>");
    shown.holds("name=\"vu\" value=\"2\"").holds(">\nMots du second.</textarea>");
    let mut op = Op::system(&ground.app);
    let kept = latest(&mut op, "nids-de-poule").await.unwrap().unwrap();
    assert!(kept.version.number == 2 && kept.version.texts.fr.contains("Mots de la première."));
    drop(op);
    send(&mut other, edit, &fields, &[("vu", "2"), ("fr-general", "Mots des deux.")]).await.is(303);
    // What a borough says of its own was in no form, and stayed.
    let kept = latest(&mut Op::system(&ground.app), "nids-de-poule").await.unwrap().unwrap();
    assert_eq!(kept.article.boroughs(), ["ville-marie"]);
    assert_eq!(file::write(&kept.article), kept.version.texts);
}

#[tokio::test]
async fn what_cannot_be_published_comes_back_as_typed_with_each_fault() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let wrong = [
        ("nom", "Puisard"),
        ("fr-summary", ""),
        ("fr-general", "a\n<script>alert(1)</script>"),
        ("en-general", "[x](javascript:alert(1))"),
        ("theme", "lune"),
        ("services", "PUISARD, RIEN"),
        ("revision", "demain"),
        ("raison", ""),
        ("acte", "publier"),
    ];
    let page = send(&mut admin, "/poste/aide/nouvel-article", &NEW, &wrong).await;
    page.is(422).lacks("<script>alert").holds("&#60;script&#62;alert");
    for said in [
        "petites lettres sans accent",
        "Ce champ est obligatoire",
        "Ligne 2 : le HTML",
        "javascript:alert(1)",
        "ne connaît pas « lune »",
        "ne connaît pas « RIEN »",
        "Choisissez une date",
        "pourquoi cette version existe",
    ] {
        page.holds(said);
    }
    // Each fault leads to a field that is there.
    let text = page.text();
    for link in text.split("<a href=\"#").skip(2).filter_map(|rest| rest.split('"').next()) {
        assert!(text.contains(&format!("id=\"{link}\"")), "{link}");
    }
}

#[tokio::test]
async fn a_borough_is_written_apart_and_falls_back_on_the_city() {
    let ground = with_potholes().await;
    let mut admin = sign_in(&ground, "admin").await;
    let edit = "/poste/aide/nids-de-poule/modifier";
    let page = admin.get(&format!("{edit}?arrondissement=ville-marie")).await;
    page.holds("Appelez le **311**").holds("un seul arrondissement").lacks("Gardez le numéro");
    let fields = [
        ("vu", "1"),
        ("arrondissement", "le-plateau-mont-royal"),
        ("fr-title", "Nids-de-poule"),
        ("fr-summary", "Signalez le trou."),
        ("fr-general", "Sur le Plateau, les ruelles aussi."),
        ("en-title", "Potholes"),
        ("en-summary", "Report the hole."),
        ("theme", "rues"),
        ("unite", "ville-marie"),
        ("revision", "2027-06-30"),
        ("raison", "Ruelles"),
        ("acte", "publier"),
    ];
    admin.post(edit, &fields).await.is(303);
    let mut resident = stranger(&ground);
    let page = resident.get("/aide/nids-de-poule?arrondissement=le-plateau-mont-royal").await;
    page.holds("les ruelles aussi").holds("Gardez le numéro");
    resident.get("/aide/nids-de-poule").await.lacks("les ruelles aussi").holds("Un nid-de-poule est un trou");
}

#[tokio::test]
async fn a_notice_stands_on_top_from_its_first_day_to_its_last() {
    let ground = with_potholes().await;
    let (mut admin, mut resident) = (sign_in(&ground, "admin").await, stranger(&ground));
    let fields = [
        ("fr", "Faites bouillir l’eau."),
        ("en", "Boil your water."),
        ("arrondissement", "ville-marie"),
        ("debut", "2026-11-18"),
        ("fin", "2026-11-19"),
    ];
    admin.post("/poste/aide/avis", &fields).await.is(303);
    resident.get("/aide").await.lacks("Faites bouillir");
    resident.get("/aide?arrondissement=ville-marie").await.holds("Faites bouillir");
    resident.get("/en/aide/nids-de-poule?arrondissement=ville-marie").await.holds("Boil your water.");
    let mut agent = sign_in(&ground, "agente").await;
    agent.get("/poste/aide/nids-de-poule?arrondissement=ville-marie").await.holds("Faites bouillir");
    ground.set_now("2026-11-20T05:00:00Z".parse().unwrap());
    resident.get("/aide?arrondissement=ville-marie").await.lacks("Faites bouillir");
    ground.set_now(testkit::NOON);
    let id = admin.get("/poste/aide/avis").await.text();
    let id = id.split("/poste/aide/avis/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    admin.post(&format!("/poste/aide/avis/{id}/retirer"), &[]).await.is(303);
    resident.get("/aide?arrondissement=ville-marie").await.lacks("Faites bouillir");
}
