//! Standard replies: written by who may, put in the words of an act, filled, read again, sent, counted.

use super::{
    desk,
    handling::{act, done},
    load, pothole, sign_in, speaks,
};
use requests::partners::{key, links_of, opened};
use web::Op;

const FROST: [(&str, &str); 8] = [
    ("vu", "0"),
    ("titre", "Attendre le dégel"),
    ("titre_en", "Wait for the thaw"),
    ("fr", "Le sol est gelé au {adresse}. Nous viendrons vers [[la date]]."),
    ("en", "The ground is frozen at {adresse}. We will come around [[the date]]."),
    ("services", "NID_POULE"),
    ("services", "AUTRE_VILLE"),
    ("actes", "suspendre"),
];

#[tokio::test]
async fn a_reply_is_written_changed_in_versions_and_retired() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "chef").await;
    let empty = chief.get("/poste/reponses").await;
    empty.is(200).holds("Aucune réponse");
    speaks(&empty);
    let form = chief.get("/poste/reponses/nouvelle").await;
    form.is(200).holds("{adresse}").holds("name=\"services\" type=\"checkbox\" value=\"NID_POULE\"");
    speaks(&form);
    let wrong = chief.post("/poste/reponses", &[("titre", "Gel"), ("fr", "Bonjour {nom}")]).await;
    wrong.is(422).holds("fr-erreur").holds("Bonjour {nom}");
    let saved = chief.post("/poste/reponses", &FROST).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let path = saved.location().to_owned();
    let page = chief.get(&path).await;
    page.is(200).holds("Attendre le dégel").holds("value=\"NID_POULE\" checked").lacks("AUTRE_VILLE");
    speaks(&page);
    let mut second = FROST;
    second[0].1 = "1";
    second[3].1 = "Le sol est gelé.";
    chief.post_and_follow(&path, &second).await.is(200).holds("Le sol est gelé.").holds("Version 2");
    // Somebody who had read the first version loses nothing and writes over nobody.
    second[3].1 = "Le sol est dur.";
    chief.post(&path, &second).await.is(409).holds("Le sol est dur.").holds("a changé cette réponse");
    chief.get("/poste/reponses?q=degel").await.holds("Attendre le dégel");
    chief.get("/poste/reponses?q=asphalte").await.lacks("Attendre le dégel").holds("Aucune réponse");
    chief.post_and_follow(&format!("{path}/retirer"), &[]).await.holds("Retirée").holds("Remettre");
    chief.post_and_follow(&format!("{path}/remettre"), &[]).await.lacks("Remettre");
    let mut agent = sign_in(&ground, "agente").await;
    let read = agent.get(&path).await;
    read.is(200).holds("Le sol est gelé.").lacks("name=\"titre\"");
    speaks(&read);
    agent.post(&path, &second).await.is(403);
}

#[tokio::test]
async fn a_reply_is_put_in_the_words_filled_and_never_sent_with_a_hole() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let path = {
        let mut chief = sign_in(&ground, "chef").await;
        chief.post("/poste/reponses", &FROST).await.location().to_owned()
    };
    let id = path.rsplit('/').next().unwrap().to_owned();
    let mut unit = sign_in(&ground, "plateau").await;
    done(&mut unit, &reference, "prendre", &[]).await;
    let form = unit.get(&format!("/poste/demandes/{reference}?acte=suspendre")).await;
    form.holds("1 réponse type").holds("Le sol est gelé au 1502, avenue du Parc-des-Essais.");
    speaks(&form);
    unit.get(&format!("/poste/demandes/{reference}?acte=repondre")).await.lacks("Attendre le dégel");
    let button = format!("modele-{id}");
    let put = act(&mut unit, &reference, "suspendre", &[("geste", &button), ("mots", "Bonjour.")]).await;
    put.is(200)
        .holds("Bonjour.\n\nLe sol est gelé au 1502, avenue du Parc-des-Essais. Nous viendrons vers [[la date]].");
    put.lacks("The ground is frozen").holds(&format!("name=\"modele\" value=\"{id}\""));
    let hole = [("modele", id.as_str()), ("mots", "Nous viendrons vers [[la date]].")];
    act(&mut unit, &reference, "suspendre", &hole).await.is(422).holds("mots-erreur").holds("trou à remplir");
    let sent = [("modele", id.as_str()), ("mots", "Nous viendrons vers le 15 avril.")];
    done(&mut unit, &reference, "suspendre", &sent).await.holds("vers le 15 avril").holds("En attente");
    unit.get("/poste/reponses").await.holds("numeric\">1</td>");
    // A reply that is not there puts nothing.
    let gone = [("geste", "modele-7"), ("mots", "Bonjour.")];
    act(&mut unit, &reference, "repondre", &gone).await.is(200).holds("Bonjour.</textarea>");
}

#[tokio::test]
async fn a_partner_is_asked_by_a_link_that_may_be_withdrawn() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let form = agent.get(&format!("/poste/demandes/{reference}?acte=consulter")).await;
    form.is(200).holds("name=\"organisme\"").holds("value=\"14\"");
    speaks(&form);
    let wrong = [
        (("organisme", " "), "organisme-erreur"),
        (("courriel", "hydro"), "courriel-erreur"),
        (("jours", "91"), "jours-erreur"),
        (("mots", ""), "mots-erreur"),
    ];
    let right =
        [("organisme", "Hydro"), ("courriel", "quart@hydro.test"), ("jours", "14"), ("mots", "Est-ce votre poteau?")];
    for (field, error) in wrong {
        let fields: Vec<_> = right.into_iter().map(|it| if it.0 == field.0 { field } else { it }).collect();
        act(&mut agent, &reference, "consulter", &fields).await.is(422).holds(error);
    }
    let seen: Vec<_> = right.into_iter().chain([("geste", "voir")]).collect();
    act(&mut agent, &reference, "consulter", &seen).await.is(200).holds("votre réponse est attendue").lacks("cle=");
    let asked = done(&mut agent, &reference, "consulter", &right).await;
    asked.holds("Demandé à un partenaire").holds("Hydro : Est-ce votre poteau?").holds("lien envoyé");
    speaks(&asked);
    let mut op = Op::system(&ground.app);
    let request = load(&ground, &reference).await;
    let link = links_of(&mut op, request.id).await.unwrap().remove(0);
    drop(op);
    let mut other = sign_in(&ground, "centre").await;
    let path = format!("/poste/demandes/{reference}/partenaires/{}/retirer", link.id);
    other.post(&path, &[]).await.is(404);
    agent.post_and_follow(&path, &[]).await.holds("lien retiré").lacks("Retirer le lien");
    let mut op = Op::system(&ground.app);
    assert!(opened(&mut op, &key(&ground.app, &link)).await.unwrap().is_none());
}
