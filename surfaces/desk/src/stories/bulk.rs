//! One act for many: seen first, done one by one, refused one by one, begun again after a fall, undone.

use super::{desk, file, load, pothole, sign_in, speaks};
use crate::bulk::work;
use catalogue::Answers;
use requests::{
    Contact, Status,
    batch::{self, Batch, WORK},
    take,
};
use store::{jobs, sql};
use testkit::{Browser, Ground, NOON, Reply};
use web::{Actor, Op};

const TRANSFER: [(&str, &str); 4] =
    [("acte", "confier"), ("unite", "ville-marie"), ("mots", "La rue est de l’autre côté"), ("filtres", "")];

/// Does the jobs of batches until none is due.
async fn labour(ground: &Ground) {
    while let Some(job) = jobs::claim(ground.app.database(), ground.app.now()).await.unwrap() {
        if job.kind == WORK {
            work(&ground.app, &job).await.unwrap();
        }
    }
}

async fn batch_of(ground: &Ground, reply: &Reply) -> Batch {
    let reference = reply.location().rsplit('/').next().unwrap().to_owned();
    batch::find(&mut Op::system(&ground.app), &reference).await.unwrap().unwrap()
}

async fn messages(ground: &Ground, kind: &str) -> i64 {
    let mut tx = ground.app.database().read();
    sql("select count(*) from message where kind = $1").bind(kind).fetch_value(&mut tx).await.unwrap()
}

async fn transfer(browser: &mut Browser, geste: &str) -> Reply {
    let fields = [&TRANSFER[..], &[("geste", geste)]].concat();
    browser.post("/poste/lots", &fields).await
}

#[tokio::test]
async fn many_change_hands_at_once_after_their_effect_was_seen() {
    let ground = desk().await;
    for _ in 0..12 {
        pothole(&ground).await;
    }
    let mut chief = sign_in(&ground, "chef").await;
    chief.get("/poste").await.holds("Agir par lot").holds("name=\"demande\"");
    let page = chief.get("/poste/lots/nouveau?filtres=service%3DNID_POULE&acte=confier").await;
    page.is(200).holds("12 demandes changent").holds("1 personne recevra un message");
    speaks(&page);
    chief.get("/en/poste/lots/nouveau?filtres=&acte=terminer").await.is(200).holds("12 requests");
    // What is wrong in the form is told before anything is done.
    let wrong = [("acte", "confier"), ("unite", ""), ("mots", ""), ("filtres", "")];
    chief.post("/poste/lots", &wrong).await.is(422).holds("unite-erreur");
    let seen = transfer(&mut chief, "voir").await;
    seen.is(200).holds("confiée à une autre équipe").holds("La rue est de l’autre côté");
    assert_eq!(load(&ground, "26-000001").await.route.unit, "le-plateau-mont-royal");
    assert_eq!(messages(&ground, "requests/unit-changed").await, 0);
    let begun = transfer(&mut chief, "faire").await;
    assert_eq!((begun.status.as_u16(), begun.location()), (303, "/poste/lots/L-000001"));
    chief.get("/poste/lots/L-000001").await.is(200).holds("En cours").holds(" data-refresh");
    labour(&ground).await;
    let done = chief.get("/poste/lots/L-000001").await;
    done.is(200).holds("Terminé").holds("12 sur 12").lacks(" data-refresh");
    speaks(&done);
    for rank in 1..=12 {
        assert_eq!(load(&ground, &format!("26-{rank:06}")).await.route.unit, "ville-marie");
    }
    chief.get("/poste/demandes/26-000003").await.holds("Fait par lot").holds("L-000001");
    chief.get("/poste/lots").await.holds("L-000001").holds("Nom de chef");
    // Somebody else's batch is not theirs to see, nor to undo.
    let mut agent = sign_in(&ground, "agente").await;
    agent.get("/poste/lots").await.lacks("L-000001");
    agent.get("/poste/lots/L-000001").await.is(404);
    agent.post("/poste/lots/L-000001/defaire", &[]).await.is(404);
}

#[tokio::test]
async fn a_batch_undone_in_time_writes_to_nobody_and_later_it_corrects_what_it_said() {
    let ground = desk().await;
    for _ in 0..3 {
        pothole(&ground).await;
    }
    let mut chief = sign_in(&ground, "chef").await;
    let begun = transfer(&mut chief, "faire").await;
    labour(&ground).await;
    assert_eq!(messages(&ground, "requests/unit-changed").await, 3);
    // What it tells waits for ten minutes.
    let due: i64 = sql("select count(*) from job where kind = 'notifications/send' and run_at > $1")
        .bind(NOON.plus_ms(batch::HELD_MS - 1))
        .fetch_value(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(due, 3);
    // One of them moves before the batch is undone: it is left where it went.
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 5, name: "Zoé".into() };
    take(&mut op, "26-000002").await.unwrap();
    op.commit().await.unwrap();
    chief.post_and_follow(&format!("{}/defaire", begun.location()), &[]).await.is(200).holds("En train");
    labour(&ground).await;
    let page = chief.get(begun.location()).await;
    page.holds("Défait").holds("26-000002").holds("ont bougé").lacks("Défaire ce lot");
    assert_eq!(load(&ground, "26-000001").await.route.unit, "le-plateau-mont-royal");
    assert_eq!(load(&ground, "26-000001").await.status, Status::Received);
    assert_eq!(load(&ground, "26-000002").await.route.unit, "ville-marie");
    assert_eq!(messages(&ground, "requests/unit-changed").await, 1);
    assert_eq!(messages(&ground, "requests/corrected").await, 0);
    chief.post(&format!("{}/defaire", begun.location()), &[]).await.is(409);
    // Once people were told, they are told that it does not hold.
    ground.set_now(NOON.plus_ms(3_600_000));
    let again = transfer(&mut chief, "faire").await;
    labour(&ground).await;
    let mut op = Op::system(&ground.app);
    sql("update message set state = 'sent', sent_at = posted_at, leased_until = null")
        .execute(&mut op.tx)
        .await
        .unwrap();
    op.commit().await.unwrap();
    chief.post(&format!("{}/defaire", again.location()), &[]).await.is(303);
    labour(&ground).await;
    assert_eq!(messages(&ground, "requests/corrected").await, 2);
    // After a week it is too late.
    let late = transfer(&mut chief, "faire").await;
    labour(&ground).await;
    ground.set_now(NOON.plus_days(8));
    let mut chief = sign_in(&ground, "chef").await;
    chief.post(&format!("{}/defaire", late.location()), &[]).await.is(409).holds("ne peut plus");
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_one_by_one_and_the_others_go_on() {
    let ground = desk().await;
    for _ in 0..2 {
        pothole(&ground).await;
    }
    file(&ground, "SUGGESTION", Answers::default(), Contact::default()).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let page = unit.get("/poste/lots/nouveau?filtres=etat%3Dtoutes&acte=prendre").await;
    page.is(200).holds("3 demandes changent");
    let fields = [("acte", "prendre"), ("filtres", "etat=toutes"), ("demande", "26-000001"), ("demande", "26-000002")];
    let begun = unit.post("/poste/lots", &fields).await;
    // Between the choice and the work, one of them is closed by somebody else.
    let reason = requests::Grounds { reason: "Réglé par téléphone".into(), outcome: None };
    let mut op = Op::system(&ground.app);
    requests::move_to(&mut op, "26-000002", Status::Cancelled, &reason).await.unwrap();
    op.commit().await.unwrap();
    labour(&ground).await;
    let batch = batch_of(&ground, &begun).await;
    let progress = batch::progress(&mut Op::system(&ground.app), batch.id).await.unwrap();
    assert_eq!((progress.done, progress.refused, progress.waiting), (1, 1, 0));
    unit.get(begun.location()).await.holds("26-000002").holds("Ce qui n’a pas été fait");
    assert_eq!(load(&ground, "26-000001").await.assignee.unwrap().name, "Nom de plateau");
    // Acts that are decided one by one, and empty selections, are refused.
    for act in ["regrouper", "retirer", "demander", "x", ""] {
        unit.post("/poste/lots", &[("acte", act), ("filtres", "")]).await.is(422);
    }
    unit.post("/poste/lots", &[("acte", "prendre"), ("filtres", "q=castor")]).await.is(422).holds("aucune demande");
}

#[tokio::test]
async fn a_batch_that_was_cut_goes_on_and_does_nothing_twice() {
    let ground = desk().await;
    for _ in 0..130 {
        pothole(&ground).await;
    }
    let mut chief = sign_in(&ground, "chef").await;
    let begun = transfer(&mut chief, "faire").await;
    let batch = batch_of(&ground, &begun).await;
    let due = ground.app.now();
    let job = jobs::claim(ground.app.database(), due).await.unwrap().filter(|job| job.kind == WORK);
    // Other jobs are older: find ours.
    let job = match job {
        Some(job) => job,
        None => loop {
            let next = jobs::claim(ground.app.database(), due).await.unwrap().unwrap();
            if next.kind == WORK {
                break next;
            }
        },
    };
    work(&ground.app, &job).await.unwrap();
    let progress = batch::progress(&mut Op::system(&ground.app), batch.id).await.unwrap();
    assert_eq!((progress.done, progress.waiting), (100, 30));
    // The worker fell here; another one takes the job, and even twice the same one does no harm.
    work(&ground.app, &job).await.unwrap();
    work(&ground.app, &job).await.unwrap();
    let progress = batch::progress(&mut Op::system(&ground.app), batch.id).await.unwrap();
    assert_eq!((progress.done, progress.waiting), (130, 0));
    let moved: i64 = sql("select count(*) from request_event where act = 'assigned'")
        .fetch_value(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(moved, 130);
}
