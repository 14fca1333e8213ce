//! A request whose work several units share, at the desk.

use super::{
    desk,
    handling::{act, done},
    load, pothole, sign_in, speaks,
};
use requests::{Status, subrequests_of};
use testkit::Ground;
use web::Op;

/// Numbers of the sub-requests of a request, oldest first.
async fn shares(ground: &Ground, reference: &str) -> Vec<String> {
    let id = load(ground, reference).await.id;
    let found = subrequests_of(&mut Op::system(&ground.app), id).await.unwrap();
    found.into_iter().map(|it| it.reference).collect()
}

const FINISHED: [(&str, &str); 2] = [("resultat", "REPARE"), ("preuve_REPARE", "2026-11-18")];

#[tokio::test]
async fn a_unit_shares_its_work_and_the_last_of_them_closes_the_request() {
    let ground = desk().await;
    let parent = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let form = unit.get(&format!("/poste/demandes/{parent}?acte=partager")).await;
    form.is(200).holds("value=\"NID_POULE\" selected").holds("Celle que l’acheminement choisit").holds("<kbd>+</kbd>");
    speaks(&form);
    let back = act(&mut unit, &parent, "partager", &[("service", "LUNE"), ("mots", "Refaire le regard")]).await;
    back.is(422).holds("href=\"#service\"").holds("Refaire le regard");
    let back = act(&mut unit, &parent, "partager", &[("service", "PUISARD"), ("unite", "lune"), ("mots", "x")]).await;
    back.is(422).holds("href=\"#unite\"");
    act(&mut unit, &parent, "partager", &[("service", "PUISARD"), ("mots", " ")]).await.is(422).holds("mots-erreur");

    let fields = [("service", "PUISARD"), ("unite", "ville-marie"), ("mots", "Refaire le regard")];
    let page = unit.get(&format!("/poste/demandes/{parent}?acte=partager")).await;
    let (vu, lu_a) = (page.field("vu"), page.field("lu_a"));
    let twice: Vec<(&str, &str)> = [("vu", vu.as_str()), ("lu_a", &lu_a)].into_iter().chain(fields).collect();
    let path = format!("/poste/demandes/{parent}/actes/partager");
    assert_eq!(unit.post(&path, &twice).await.status, 303);
    // A double click opens one.
    unit.post(&path, &twice).await.is(409).holds("Refaire le regard");
    let numbers = shares(&ground, &parent).await;
    assert_eq!(numbers.len(), 1);
    let share = &numbers[0];
    let page = unit.get(&format!("/poste/demandes/{parent}")).await;
    // Another unit's work is told of, and does not open.
    page.holds("Volets").holds(share).lacks(&format!("/poste/demandes/{share}\"")).holds("Finir les volets");
    page.holds("Une autre équipe fait une partie du travail").lacks("acte=terminer").lacks("acte=refuser");
    speaks(&page);

    // That unit reads what is asked of it, not who asked, nor what they wrote.
    let mut other = sign_in(&ground, "centre").await;
    other.get("/poste").await.holds("Volet : Puisard").holds(share);
    let page = other.get(&format!("/poste/demandes/{share}")).await;
    page.is(200)
        .holds("Refaire le regard")
        .holds("Ce que l’équipe doit faire")
        .lacks("Dans les mots de la personne")
        .holds("Volet de la demande")
        .holds(&parent)
        .lacks("profond");
    page.lacks(&format!("href=\"/poste/demandes/{parent}\"")).lacks("acte=demander").lacks("acte=repondre");
    page.lacks("acte=partager").lacks("acte=regrouper");
    speaks(&page);
    other.post(&format!("/poste/demandes/{share}/personnes"), &[]).await.is(200).lacks("Léa");
    done(&mut other, share, "prendre", &[]).await;
    // The last one: what the person will read is shown first.
    let mut fields = FINISHED.to_vec();
    fields.extend([("mots", "Regard refait"), ("geste", "voir")]);
    let seen = act(&mut other, share, "terminer", &fields).await;
    seen.is(200).holds("Regard refait").holds(&parent);
    let mut fields = FINISHED.to_vec();
    fields.push(("mots", "Regard refait"));
    done(&mut other, share, "terminer", &fields).await.holds("Terminée");
    let closed = unit.get(&format!("/poste/demandes/{parent}")).await;
    closed.holds("Terminée").holds("Une équipe a fini sa partie").holds("Regard refait");
    let english = unit.get(&format!("/en/poste/demandes/{parent}")).await;
    english.holds("A team finished its part").holds("Parts</h2>");
    speaks(&english);
    assert_eq!(load(&ground, &parent).await.status, Status::Completed);
    done(&mut unit, &parent, "rouvrir", &[("mots", "L’asphalte a levé")]).await.holds("Réactivée");
}

#[tokio::test]
async fn a_refused_share_is_said_where_it_was_asked() {
    let ground = desk().await;
    let parent = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    done(&mut agent, &parent, "partager", &[("service", "NID_POULE"), ("mots", "Boucher")]).await;
    let share = shares(&ground, &parent).await.remove(0);
    // Whoever kept an old page open closes nothing that has some open.
    let mut unit = sign_in(&ground, "plateau").await;
    let page = unit.get(&format!("/poste/demandes/{parent}")).await;
    let (vu, lu_a) = (agent.get(&format!("/poste/demandes/{parent}?acte=noter")).await.field("vu"), "0");
    page.lacks("acte=terminer");
    let mut fields = FINISHED.to_vec();
    fields.extend([("vu", vu.as_str()), ("lu_a", lu_a), ("mots", "Fait")]);
    let refused = unit.post(&format!("/poste/demandes/{parent}/actes/terminer"), &fields).await;
    refused.is(422).holds("elle se ferme avec le dernier");
    done(&mut unit, &share, "refuser", &[("mots", "Ce n’est pas la Ville")]).await;
    unit.get(&format!("/poste/demandes/{parent}")).await.holds("Décider : un volet n’a pas été fait");
    let mut fields = FINISHED.to_vec();
    fields.push(("mots", "Bouché quand même"));
    done(&mut unit, &parent, "terminer", &fields).await.holds("Terminée");
}
