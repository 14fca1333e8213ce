//! Transfers become a line of a draft, which is tried and published like any other.

use super::{change_text, city, in_force, pothole, publish, renew, sign_in};
use requests::assign;
use testkit::{Browser, Ground, Reply, city::CORNER};
use web::{Actor, Op};

const PAGE: &str = "/poste/ville/acheminement";
const FIRST: &str = "le-plateau-mont-royal";

async fn transfer(ground: &Ground, reference: &str, unit: &str, why: &str) {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    assign(&mut op, reference, unit, why).await.unwrap();
    op.commit().await.unwrap();
}

/// Twelve potholes of a borough, of which so many go to the water department, one of them by another unit.
async fn transferred(ground: &Ground, count: usize) {
    for rank in 0..12 {
        let reference = pothole(ground, CORNER).await;
        if rank == 0 {
            transfer(ground, &reference, "ville-marie", "Mauvaise rive").await;
        }
        if rank < count {
            let why = format!("C’est une conduite : voir Mme Untel au 514 555-01{rank:02}");
            transfer(ground, &reference, "service-de-l-eau", &why).await;
        }
    }
}

async fn prepare(browser: &mut Browser, page: &Reply) -> Reply {
    let [service, borough, rule, unit] = ["service", "arrondissement", "regle", "unite"].map(|name| page.field(name));
    let fields = [("service", &*service), ("arrondissement", &borough), ("regle", &rule), ("unite", &unit)];
    browser.post(&format!("{PAGE}/corriger"), &fields).await
}

async fn draft_of(browser: &mut Browser) -> String {
    browser.get("/poste/ville/brouillon/telecharger?nom=routing.csv").await.is(200).text()
}

#[tokio::test]
async fn what_staff_transfer_is_shown_prepared_tried_and_published() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    admin.get(PAGE).await.is(200).holds("Aucune règle à corriger").holds("trop peu de demandes");
    transferred(&ground, 9).await;
    let page = admin.get(PAGE).await;
    page.is(200)
        .holds("9 demandes sur 12 ont changé d’unité\u{a0}: 75\u{a0}% (de 47\u{a0}% à 91\u{a0}%).")
        .holds("Préparer la correction");
    page.holds("Service de l&#39;eau (9)")
        .holds("la règle aurait eu raison 9 fois sur 12, au lieu de 3.")
        .lacks("plus souvent");
    page.holds("C’est une conduite : voir Mme […] au […]").lacks("Untel").lacks("555-01");
    admin.get(&format!("/en{PAGE}")).await.is(200).holds("9 of 12 requests changed units: 75% (47% to 91%).");
    let before = draft_of(&mut admin).await;
    let done = prepare(&mut admin, &page).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, "/poste/ville/acheminement#cas-1"));
    let line = format!("NID_POULE,{FIRST},");
    let after = draft_of(&mut admin).await;
    let written = after.lines().find(|it| it.starts_with(&line)).unwrap();
    assert!(
        written.contains("service-de-l-eau") && written.contains("D’après 90 jours de transferts\u{a0}: 9 sur 12"),
        "{written}"
    );
    assert_eq!(after.lines().count(), before.lines().count() + usize::from(!before.contains(&line)));
    // Prepared, not in force; done again, it changes nothing; nobody else sees it.
    let drafted = admin.get(PAGE).await;
    drafted.holds("Dans votre brouillon").lacks("Préparer la correction");
    prepare(&mut admin, &page).await.is(303);
    assert_eq!(draft_of(&mut admin).await, after);
    assert!(!in_force(&ground, ground.now()).await.1.text("routing.csv").unwrap().contains("jours de transferts"));
    sign_in(&ground, "autre").await.get(PAGE).await.holds("Préparer la correction").lacks("Dans votre brouillon");
    // The dry run says what it does, and publishing it corrects.
    admin.get("/poste/ville/brouillon/essai").await.is(200).holds("Service de l&#39;eau").lacks("Fautes à corriger");
    publish(&mut admin, "Les conduites vont à l’eau", "").await.is(303);
    ground.set_now(ground.now().plus_ms(60_000));
    renew(&ground).await;
    let corrected = pothole(&ground, CORNER).await;
    let request = requests::find(&mut Op::system(&ground.app), &corrected).await.unwrap().unwrap();
    assert_eq!(request.route.unit, "service-de-l-eau");
    assert!(request.route.words.fr.contains("9 sur 12"), "{}", request.route.words.fr);
    admin.get(PAGE).await.holds("Corrigé depuis").lacks("Préparer la correction");
}

#[tokio::test]
async fn few_requests_show_nothing_and_a_rule_that_is_mostly_right_is_said_to_be() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    for _ in 0..9 {
        let reference = pothole(&ground, CORNER).await;
        transfer(&ground, &reference, "service-de-l-eau", "Une conduite").await;
    }
    admin.get(PAGE).await.is(200).lacks("Une conduite").lacks("Préparer la correction").holds("Aucune règle");
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    transferred(&ground, 3).await;
    admin
        .get(PAGE)
        .await
        .holds("3 demandes sur 12")
        .holds("Elle se tromperait plus souvent")
        .holds("Préparer la correction");
}

#[tokio::test]
async fn a_line_that_is_not_there_and_a_table_that_cannot_be_read_are_told() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    transferred(&ground, 9).await;
    let page = admin.get(PAGE).await;
    let wrong = [("service", "NID_POULE"), ("arrondissement", FIRST), ("regle", "x'; --"), ("unite", "<script>")];
    admin.post(&format!("{PAGE}/corriger"), &wrong).await.is(404).lacks("<script>");
    change_text(&mut admin, "routing.csv", "category,territory", "categorie,territory").await.is(303);
    let refused = prepare(&mut admin, &page).await;
    refused.is(409).holds("routing.csv et corrigez-la").holds("9 demandes sur 12");
    assert!(draft_of(&mut admin).await.contains("categorie,territory"), "nothing of the draft is touched");
}
