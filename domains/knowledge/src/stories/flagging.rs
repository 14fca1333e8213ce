//! A page is flagged: one task for its owner, and everybody who flagged it is told.

use super::{sign_in, stranger, with_potholes};
use ::store::sql;
use testkit::Ground;
use web::Op;

async fn messages(ground: &Ground) -> Vec<(String, String, String)> {
    // The table of another domain, read as its owner's tests would.
    sql("select kind, recipient, body from message order by id")
        .fetch_all(&mut ground.app.database().read())
        .await
        .unwrap()
}

async fn task(ground: &Ground) -> String {
    let ids: Vec<i64> = sql("select id from article_flag where resolved_at is null")
        .fetch_values(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(ids.len(), 1);
    ids[0].to_string()
}

#[tokio::test]
async fn flags_of_a_page_join_and_everybody_is_told_once() {
    let ground = with_potholes().await;
    let (mut resident, mut agent) = (stranger(&ground), sign_in(&ground, "agente").await);
    let fields = [("mots", "Et pour une ruelle?"), ("courriel", "lea@exemple.test")];
    let thanks = resident.post_and_follow("/en/aide/nids-de-poule/signaler", &fields).await;
    thanks.is(200).holds("Thank you");
    resident.post("/aide/nids-de-poule/signaler", &[]).await.is(303);
    for words in ["Le délai est faux", "Le délai est faux : 7 jours"] {
        let said = agent.post_and_follow("/poste/aide/nids-de-poule/signaler", &[("mots", words)]).await;
        said.holds("La page est signalée");
    }
    agent.post("/poste/aide/nids-de-poule/signaler", &[("mots", " ")]).await.is(422).holds("Dites ce qui ne va pas");
    let id = task(&ground).await;
    // The owner sees the three voices; another unit sees nothing and settles nothing.
    let mut owner = sign_in(&ground, "plateau").await;
    let page = owner.get("/poste/aide/taches").await;
    page.holds("Et pour une ruelle?").holds("Sans explication").holds("Le délai est faux : 7 jours");
    page.holds("28 novembre 2026").lacks("lea@exemple.test");
    let mut other = sign_in(&ground, "ville-marie").await;
    other.get("/poste/aide/taches").await.lacks("Et pour une ruelle?");
    let path = format!("/poste/aide/taches/{id}");
    other.post(&path, &[("mots", "fait")]).await.is(403);
    owner.post(&path, &[("mots", " ")]).await.is(422).holds("ce qui a été fait");
    assert_eq!(messages(&ground).await.len(), 0);
    owner.post(&path, &[("mots", "Les ruelles sont ajoutées.")]).await.is(303);
    // A second press changes nothing.
    owner.post(&path, &[("mots", "Encore.")]).await.is(303);
    let sent = messages(&ground).await;
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].0.as_str(), sent[0].1.as_str()), ("knowledge/flag", "lea@exemple.test"));
    assert!(sent[0].2.contains("did not answer your question") && sent[0].2.contains("Les ruelles sont ajoutées."));
    assert!(sent[0].2.contains("http://127.0.0.1/en/aide/nids-de-poule"));
    let kept: i64 = sql("select count(*) from article_flag_word where email is not null")
        .fetch_value(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(kept, 0, "an address that served is forgotten");
    agent.get("/poste/aide/taches").await.holds("Les ruelles sont ajoutées.").holds("Réglé");
    // A new flag opens a new task; resolved ones are forgotten in time.
    resident.post("/aide/nids-de-poule/signaler", &[("mots", "Encore faux")]).await.is(303);
    assert_ne!(task(&ground).await, id);
    ground.set_now(testkit::NOON.plus_days(400));
    let mut op = Op::system(&ground.app);
    assert_eq!(crate::sweep(&mut op).await.unwrap(), 1);
    op.commit().await.unwrap();
}

#[tokio::test]
async fn nobody_fills_the_tasks_nor_sends_to_what_is_no_address() {
    let ground = with_potholes().await;
    let mut resident = stranger(&ground);
    for _ in 0..crate::flags::MOST_VOICES + 5 {
        resident.post("/aide/nids-de-poule/signaler", &[("mots", "x")]).await.is(303);
    }
    let kept: i64 =
        sql("select count(*) from article_flag_word").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(kept, crate::flags::MOST_VOICES);
    let fields = [("mots", "Mes mots"), ("courriel", "lea@exemple.test\nBcc: x@y.z")];
    let refused = resident.post("/aide/nids-de-poule/signaler", &fields).await;
    refused.is(422).holds("Ce courriel n’est pas complet").holds("Mes mots");
    resident.post("/aide/rien/signaler", &[]).await.is(404);
}

#[tokio::test]
async fn an_agent_sends_the_public_page_and_nothing_more() {
    let ground = with_potholes().await;
    let mut agent = sign_in(&ground, "agente").await;
    let path = "/poste/aide/nids-de-poule/envoyer";
    agent
        .post(path, &[("courriel", "lea"), ("langue", "en")])
        .await
        .is(422)
        .holds("Ce courriel")
        .holds("value=\"lea\"");
    let fields = [("courriel", "lea@exemple.test"), ("langue", "en"), ("arrondissement", "ville-marie")];
    let back = agent.post(path, &fields).await;
    assert_eq!(back.location(), "/poste/aide/nids-de-poule?merci=envoye&arrondissement=ville-marie");
    let sent = messages(&ground).await;
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, "knowledge/page"));
    assert!(sent[0].2.contains("Report the hole online") && sent[0].2.contains("/en/aide/nids-de-poule"));
    assert!(!sent[0].2.contains("autoroute"));
}
