//! Two reports of one problem at the desk: merged, followed, separated, and refused with a reason.

use super::{
    PLATEAU, desk, file,
    handling::{act, done},
    load, pothole, sign_in, speaks,
};
use catalogue::{Answers, Catalogue};
use requests::{Contact, Status, assign, search::read_words};
use testkit::Ground;
use web::Op;

async fn give_to(ground: &Ground, reference: &str, unit: &str) {
    let mut op = Op::system(&ground.app);
    assign(&mut op, reference, unit, "La limite passe ici").await.unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn a_duplicate_is_merged_from_what_is_near_and_separated_again() {
    let ground = desk().await;
    let (one, two) = (pothole(&ground).await, pothole(&ground).await);
    let mut unit = sign_in(&ground, "plateau").await;
    let form = unit.get(&format!("/poste/demandes/{two}?acte=regrouper")).await;
    form.is(200).holds(&format!("name=\"principale\" type=\"radio\" value=\"{one}\"")).holds("Ou un autre numéro");
    speaks(&form);
    let merged = done(&mut unit, &two, "regrouper", &[("principale", &one)]).await;
    merged
        .holds("Regroupée</span>")
        .holds("Demande principale")
        .holds(&format!("href=\"/poste/demandes/{one}\""))
        .holds("Suivre la demande principale")
        .holds("acte=separer")
        .lacks("acte=regrouper")
        .lacks("/actes/prendre");
    speaks(&merged);
    let principal = unit.get(&format!("/poste/demandes/{one}")).await;
    principal.holds("Regroupées avec elle").holds(&format!("href=\"/poste/demandes/{two}\""));
    principal.holds("Une autre demande y est regroupée").lacks("acte=separer");
    speaks(&principal);
    unit.get("/poste?echeance=retard").await.lacks(&two);
    // What follows another is not proposed: no chain forms.
    let third = pothole(&ground).await;
    let form = unit.get(&format!("/poste/demandes/{third}?acte=regrouper")).await;
    form.holds(&format!("value=\"{one}\"")).lacks(&format!("type=\"radio\" value=\"{two}\""));

    act(&mut unit, &two, "separer", &[]).await.is(422).holds("mots-erreur");
    let separated = done(&mut unit, &two, "separer", &[("mots", "L’autre trou est au coin")]).await;
    separated.holds("Accepter la demande").holds("L’autre trou est au coin").lacks("Demande principale");
    assert_eq!(load(&ground, &two).await.status, Status::Received);
}

#[tokio::test]
async fn closing_the_principal_closes_what_follows_it() {
    let ground = desk().await;
    let (one, two) = (pothole(&ground).await, pothole(&ground).await);
    let mut unit = sign_in(&ground, "plateau").await;
    done(&mut unit, &two, "regrouper", &[("numero", &format!(" {two} ").replace(&two, &one))]).await;
    let fields = [("resultat", "REPARE"), ("preuve_REPARE", "2026-11-18"), ("mots", "Asphalte posée")];
    done(&mut unit, &one, "terminer", &fields).await.holds("Terminée");
    let page = unit.get(&format!("/poste/demandes/{two}")).await;
    page.holds("Terminée").holds("Asphalte posée").holds("Demande principale").lacks("acte=separer");
    speaks(&page);
}

#[tokio::test]
async fn a_wrong_number_comes_back_with_its_reason_and_what_was_typed() {
    let ground = desk().await;
    let (one, two, third) = (pothole(&ground).await, pothole(&ground).await, pothole(&ground).await);
    let mut unit = sign_in(&ground, "plateau").await;
    let mut agent = sign_in(&ground, "agente").await;
    let far = pothole(&ground).await;
    give_to(&ground, &far, "ville-marie").await;
    done(&mut agent, &two, "regrouper", &[("numero", &one)]).await;
    for (number, said) in [
        ("", "Écrivez le numéro d’une autre demande"),
        ("bonjour", "Écrivez le numéro d’une autre demande"),
        ("26-999999", "Écrivez le numéro d’une autre demande"),
        (third.as_str(), "ne se regroupe pas avec elle-même"),
        (two.as_str(), "déjà regroupée avec une autre"),
        // Of another unit: that it exists is private.
        (far.as_str(), "Écrivez le numéro d’une autre demande"),
    ] {
        let back = act(&mut unit, &third, "regrouper", &[("numero", number), ("mots", "Même trou")]).await;
        back.is(422).holds(said).holds("href=\"#numero\"").holds("Même trou").holds(&format!("value=\"{number}\""));
        speaks(&back);
    }
    act(&mut unit, &one, "regrouper", &[("numero", &third)]).await.is(422).holds("c’est elle, la demande principale");
    done(&mut agent, &one, "annuler", &[]).await;
    act(&mut unit, &third, "regrouper", &[("numero", &one)]).await.is(422).holds("choisissez une demande ouverte");
    let form = unit.get(&format!("/poste/demandes/{third}?acte=regrouper")).await;
    form.lacks(&format!("type=\"radio\" value=\"{far}\""));
    // Neither the other unit nor a stranger to the request acts on it.
    let mut other = sign_in(&ground, "centre").await;
    for word in ["regrouper", "separer"] {
        other.post(&format!("/poste/demandes/{third}/actes/{word}"), &[("numero", &two)]).await.is(404);
    }
    // Agents see every unit.
    done(&mut agent, &third, "regrouper", &[("numero", &far)]).await.holds(&far);
    let page = unit.get(&format!("/poste/demandes/{third}")).await;
    page.holds(&far).lacks(&format!("href=\"/poste/demandes/{far}\""));
    assert_eq!(load(&ground, &third).await.route.unit, PLATEAU);
}

#[tokio::test]
async fn another_service_asks_why_it_is_the_same_problem() {
    let ground = desk().await;
    let one = pothole(&ground).await;
    let mut answers = Answers::default();
    for question in &ground.app.part::<Catalogue>().service("ECLAIRAGE").unwrap().questions {
        answers.add(&question.code, question.choices.first().map_or("2026-02-03", |choice| choice.key.as_str()));
    }
    let lamp = file(&ground, "ECLAIRAGE", answers, Contact::default()).await;
    let mut chief = sign_in(&ground, "chef").await;
    let back = act(&mut chief, &lamp, "regrouper", &[("numero", &one)]).await;
    back.is(422).holds("n’ont pas le même service").holds("href=\"#mots\"").holds(&format!("value=\"{one}\""));
    let merged = done(&mut chief, &lamp, "regrouper", &[("numero", &one), ("mots", "Le trou l’a fait tomber")]).await;
    merged.holds("Le trou l’a fait tomber").holds("interne");
    let page = chief.get(&format!("/en/poste/demandes/{lamp}?acte=separer")).await;
    page.is(200).holds("Principal request").holds("It was not the same problem");
    speaks(&page);
}

#[tokio::test]
async fn a_double_click_and_two_people_at_once_merge_once() {
    let ground = desk().await;
    let (one, two) = (pothole(&ground).await, pothole(&ground).await);
    let (mut unit, mut agent) = (sign_in(&ground, "plateau").await, sign_in(&ground, "agente").await);
    let page = unit.get(&format!("/poste/demandes/{two}?acte=regrouper")).await;
    let (vu, lu_a) = (page.field("vu"), page.field("lu_a"));
    let fields = [("vu", vu.as_str()), ("lu_a", &lu_a), ("principale", &one), ("mots", "Même trou")];
    let path = format!("/poste/demandes/{two}/actes/regrouper");
    assert_eq!(unit.post(&path, &fields).await.status, 303);
    for browser in [&mut unit, &mut agent] {
        let late = browser.post(&path, &fields).await;
        late.is(409).holds("a changé pendant que vous écriviez").holds("Même trou");
        speaks(&late);
    }
    let page = agent.get(&format!("/poste/demandes/{one}")).await;
    assert_eq!(page.text().matches("Une autre demande y est regroupée").count(), 1);
    assert_eq!(load(&ground, &one).await.requesters, 1, "Léa told of both: she is one person");
}

#[tokio::test]
async fn what_may_be_one_problem_is_judged_beside_it() {
    let ground = desk().await;
    let (one, two, three) = (pothole(&ground).await, pothole(&ground).await, pothole(&ground).await);
    while read_words(&ground.app).await.unwrap() > 0 {}
    let mut unit = sign_in(&ground, "plateau").await;
    unit.get("/poste?etat=doublons").await.holds(&two).holds(&three).lacks(&format!("{one}</a>"));
    let page = unit.get(&format!("/poste/demandes/{two}")).await;
    page.is(200).holds("Peut-être le même problème").holds(&format!("href=\"/poste/demandes/{one}\""));
    speaks(&page);
    let form = unit.get(&format!("/poste/demandes/{two}?acte=regrouper")).await;
    form.holds(&format!("value=\"{one}\" checked"));
    let apart = done(&mut unit, &two, "distinguer", &[]).await;
    apart.holds("Jugée différente").holds("interne").lacks("Peut-être le même problème").lacks("actes/distinguer");
    done(&mut unit, &three, "regrouper", &[("principale", &one)]).await;
    unit.get("/poste?etat=doublons").await.lacks(&two).lacks(&three);
}

#[tokio::test]
async fn a_unit_sends_back_what_is_not_its_own_and_the_desk_decides() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    act(&mut unit, &reference, "renvoyer", &[("mots", " ")]).await.is(422).holds("mots-erreur");
    let back = done(&mut unit, &reference, "renvoyer", &[("mots", "C’est la rue voisine, à Ville-Marie")]).await;
    back.holds("Renvoyée par son unité").holds("La confier à une équipe").lacks("acte=renvoyer");
    let mut agent = sign_in(&ground, "agente").await;
    agent.get("/poste?etat=mal-acheminees").await.holds(&reference);
    let page = agent.get(&format!("/poste/demandes/{reference}")).await;
    page.holds("C’est la rue voisine").lacks("acte=renvoyer");
    speaks(&page);
    done(&mut agent, &reference, "confier", &[("unite", "ville-marie"), ("mots", "Rue limite")]).await;
    agent.get("/poste?etat=mal-acheminees").await.lacks(&reference);
    agent.get(&format!("/poste/demandes/{reference}")).await.lacks("Renvoyée par son unité");
}

#[tokio::test]
async fn the_page_tells_what_was_asked_here_and_on_purpose_what_else_a_person_asked() {
    let ground = desk().await;
    let (one, two) = (pothole(&ground).await, pothole(&ground).await);
    let mut agent = sign_in(&ground, "agente").await;
    let page = agent.get(&format!("/poste/demandes/{two}")).await;
    page.holds("Au même endroit").holds(&format!("href=\"/poste/demandes/{one}\"")).lacks("Ses autres demandes");
    let people = agent.post(&format!("/poste/demandes/{two}/personnes"), &[]).await;
    people.is(200).holds("Léa Ouellet").holds("Ses autres demandes");
    speaks(&people);
    // A unit is told neither what others asked of another unit, nor what else a person asked of it.
    give_to(&ground, &one, "ville-marie").await;
    let mut unit = sign_in(&ground, "plateau").await;
    unit.post(&format!("/poste/demandes/{two}/personnes"), &[]).await.lacks("Ses autres demandes");
}
