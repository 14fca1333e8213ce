//! Somebody outside reads what they are asked, and answers, by a link alone.

use super::{portal, report_pothole, send};
use base::Lang;
use requests::{
    Audience, find,
    partners::{Asked, ask_partner, key, withdraw},
    timeline,
};
use testkit::NOON;
use web::{Actor, Op};

const ASKED: Asked<'static> = Asked {
    partner: "Hydro",
    email: "quart@hydro.test",
    words: "Est-ce votre poteau?",
    days: 14,
    shows_words: false,
    lang: Lang::Fr,
};

#[tokio::test]
async fn a_partner_reads_what_concerns_them_and_answers_without_an_account() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", "lea@exemple.test"), ("nom", "Léa")]).await;
    send(&mut browser, &mut path, &[]).await;
    let mut op = Op::system(&city.app);
    op.actor = Actor::Staff { id: 1, name: "Agente".into() };
    let link = ask_partner(&mut op, "26-000001", &ASKED).await.unwrap();
    let shown = ask_partner(&mut op, "26-000001", &Asked { shows_words: true, ..ASKED }).await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&city.app);
    let posted = notifications::posted(&mut op, "26-000001", NOON).await.unwrap();
    let word = key(&city.app, &link);
    assert!(posted.iter().any(|it| it.subject.contains("votre réponse est attendue") && it.body.contains(&word)));
    drop(op);
    let page = browser.get(&format!("/partenaire?cle={word}")).await;
    page.is(200).holds("Est-ce votre poteau?").holds("Nid-de-poule").lacks("lea@exemple.test").lacks("Léa");
    page.lacks("un gros trou dans la rue");
    browser.get(&format!("/partenaire?cle={}", key(&city.app, &shown))).await.holds("un gros trou dans la rue");
    browser.get(&format!("/en/partenaire?cle={word}")).await.is(200).holds("What the city asks of you");
    let answer = |reponse, mots| [("cle", word.as_str()), ("reponse", reponse), ("mots", mots)];
    browser.post("/partenaire", &answer("", "Oui")).await.is(422).holds("reponse-erreur").holds("Oui");
    browser.post("/partenaire", &answer("done", " ")).await.is(422).holds("mots-erreur");
    browser.post_and_follow("/partenaire", &answer("not-ours", "C’est à Bell")).await.is(200).holds("Merci");
    for _ in 0..4 {
        browser.post("/partenaire", &answer("other", "Encore")).await.is(303);
    }
    browser.post("/partenaire", &answer("other", "Encore")).await.is(422).holds("déjà répondu plusieurs fois");
    let mut op = Op::system(&city.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert_eq!(request.next_action.as_deref(), Some("partner"));
    let told: Vec<(String, Option<String>)> = timeline(&mut op, request.id, Audience::Staff)
        .await
        .unwrap()
        .into_iter()
        .map(|event| (event.act, event.reason))
        .collect();
    assert!(told.contains(&("partner-says-not-ours".into(), Some("C’est à Bell".into()))), "{told:?}");
    assert_eq!(told.iter().filter(|(act, _)| act == "partner-opened").count(), 2, "once for each link");
    let public = timeline(&mut op, request.id, Audience::Requesters).await.unwrap();
    assert!(public.iter().all(|event| !event.act.starts_with("partner")), "the person reads none of it");
    withdraw(&mut op, &request, link.id).await.unwrap();
    op.commit().await.unwrap();
    browser.get(&format!("/partenaire?cle={word}")).await.is(404).holds("ne s’ouvre plus");
    browser.post("/partenaire", &answer("other", "Encore")).await.is(404);
    city.set_now(NOON.plus_days(15));
    browser.get(&format!("/partenaire?cle={}", key(&city.app, &shown))).await.is(404);
    browser.get("/partenaire?cle=faux").await.is(404);
    browser.get("/partenaire").await.is(404);
}
