//! A request is given to a named person, whose whole crew then sees it, and given back.

use super::{DOWNTOWN, PLATEAU, STAFF, desk, load, pothole, scoping::change, sign_in, speaks};
use crate::bulk::work;
use identity::Role;
use requests::{Audience, Status, timeline};
use store::jobs;
use testkit::{Browser, Ground, Reply};
use web::Op;

async fn id_of(ground: &Ground, who: &str) -> String {
    let found = identity::list(&mut Op::system(&ground.app)).await.unwrap();
    let is_it = |member: &&identity::Member| member.staff.email == format!("{who}@ville.test");
    found.iter().find(is_it).unwrap().staff.id.to_string()
}

async fn give(browser: &mut Browser, reference: &str, to: &str, words: &str) -> Reply {
    let page = browser.get(&format!("/poste/demandes/{reference}?acte=donner")).await;
    let vu = page.is(200).field("vu");
    let fields = [("vu", vu.as_str()), ("personne", to), ("mots", words)];
    browser.post(&format!("/poste/demandes/{reference}/actes/donner"), &fields).await
}

#[tokio::test]
async fn a_supervisor_gives_a_request_to_a_crew_which_gives_it_back() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let (mut chief, mut crew) = (sign_in(&ground, "cheffe-plateau").await, sign_in(&ground, "equipe").await);
    let (mut mate, _) = (sign_in(&ground, "paveurs").await, sign_in(&ground, "centre").await);
    for who in ["equipe", "paveurs"] {
        change(&ground, who, |profile| (profile.role, profile.crew) = (Role::Crew, "Équipe 4".into())).await;
    }
    let form = chief.get(&format!("/poste/demandes/{reference}?acte=donner")).await;
    // Whoever may have it is offered: the crew first, then the unit; nobody of another unit.
    form.is(200).holds("Nom de equipe (Équipe 4)").holds("Nom de cheffe-plateau").lacks("Nom de centre");
    speaks(&form);
    crew.get(&format!("/poste/demandes/{reference}")).await.is(404);
    let (to, other) = (id_of(&ground, "equipe").await, id_of(&ground, "centre").await);
    for wrong in ["", "7", "x", &other] {
        give(&mut chief, &reference, wrong, "").await.is(422).holds("personne-erreur");
    }
    give(&mut chief, &reference, &to, "Avant vendredi").await.is(303);
    let request = load(&ground, &reference).await;
    assert_eq!((request.status, request.assignee.unwrap().name.as_str()), (Status::InHand, "Nom de equipe"));
    mate.get(&format!("/poste/demandes/{reference}")).await.is(200).holds("Donnée à").holds("Avant vendredi");
    // The person reads that it is being handled, and neither the name nor the word.
    let told = timeline(&mut Op::system(&ground.app), request.id, Audience::Requesters).await.unwrap();
    assert!(told.iter().all(|event| event.act != "given" && event.reason.is_none()));
    // Those who work in the field give nothing to anybody.
    for browser in [&mut crew, &mut mate] {
        browser.get(&format!("/poste/demandes/{reference}")).await.lacks("acte=donner").holds("acte=rendre");
        browser.post(&format!("/poste/demandes/{reference}/actes/donner"), &[("personne", &to)]).await.is(403);
    }
    let vu = mate.get(&format!("/poste/demandes/{reference}?acte=rendre")).await.field("vu");
    let path = format!("/poste/demandes/{reference}/actes/rendre");
    mate.post(&path, &[("vu", &vu), ("mots", " ")]).await.is(422);
    mate.post(&path, &[("vu", &vu), ("mots", "Il faut la pelle")]).await.is(303);
    mate.get(&format!("/poste/demandes/{reference}")).await.is(404);
    let request = load(&ground, &reference).await;
    assert_eq!((request.assignee, request.next_action.as_deref()), (None, Some("take")));
    chief.get(&format!("/poste/demandes/{reference}")).await.holds("Il faut la pelle").lacks("acte=rendre");
}

#[tokio::test]
async fn what_was_given_to_somebody_else_meanwhile_is_not_given_twice() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let (mut chief, mut unit) = (sign_in(&ground, "cheffe-plateau").await, sign_in(&ground, "plateau").await);
    let _ = sign_in(&ground, "equipe").await;
    let vu = chief.get(&format!("/poste/demandes/{reference}?acte=donner")).await.field("vu");
    let mine = id_of(&ground, "plateau").await;
    give(&mut unit, &reference, &mine, "").await.is(303);
    let fields = [("vu", vu.as_str()), ("personne", &id_of(&ground, "equipe").await)];
    let path = format!("/poste/demandes/{reference}/actes/donner");
    chief.post(&path, &fields).await.is(409).holds("Donnée à");
    assert_eq!(load(&ground, &reference).await.assignee.unwrap().name, "Nom de plateau");
}

#[tokio::test]
async fn many_are_given_at_once_each_to_who_may_have_it() {
    let ground = desk().await;
    let references = [pothole(&ground).await, pothole(&ground).await];
    let mut chief = sign_in(&ground, "chef").await;
    for (who, ..) in STAFF {
        sign_in(&ground, who).await;
    }
    let page = chief.get("/poste/lots/nouveau?filtres=&acte=donner").await;
    page.is(200).holds("Nom de equipe").holds("Nom de plateau").lacks("Nom de centre");
    speaks(&page);
    // A crew that works for another unit may not have them.
    change(&ground, "equipe", |profile| profile.units = vec![DOWNTOWN.into()]).await;
    let equipe = id_of(&ground, "equipe").await;
    let fields = [("acte", "donner"), ("filtres", ""), ("geste", "faire"), ("personne", equipe.as_str())];
    chief.post("/poste/lots", &fields).await.is(422).holds("personne-erreur");
    change(&ground, "equipe", |profile| profile.units = vec![PLATEAU.into()]).await;
    let begun = chief.post("/poste/lots", &fields).await;
    begun.is(303);
    let labour = async || {
        while let Some(job) = jobs::claim(ground.app.database(), ground.app.now()).await.unwrap() {
            if job.kind == requests::batch::WORK {
                work(&ground.app, &job).await.unwrap();
            }
        }
    };
    labour().await;
    for reference in &references {
        assert_eq!(load(&ground, reference).await.assignee.unwrap().name, "Nom de equipe");
    }
    chief.post(&format!("{}/defaire", begun.location()), &[]).await.is(303);
    labour().await;
    let request = load(&ground, &references[0]).await;
    assert_eq!((request.assignee, request.status), (None, Status::Received));
}
