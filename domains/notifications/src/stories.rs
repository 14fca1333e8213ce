//! Messages are booked with an act, and what cannot be sent is told.

use crate::{Mailer, Message, post, retry, send, sending::KEPT_DAYS, sweep, unsent};
use ::store::{jobs, sql};
use base::Lang;
use testkit::{Ground, NOON};
use web::{Op, app::Parts};

async fn ground() -> Ground {
    Ground::new(crate::MIGRATIONS, &[crate::TEXTS], Parts::new()).await
}

fn message<'a>(subject: &'a str, body: &'a str) -> Message<'a> {
    Message {
        kind: "requests/received",
        to: "lea@exemple.test",
        lang: Lang::Fr,
        subject,
        body,
        about: Some("26-000001"),
    }
}

#[tokio::test]
async fn a_message_is_kept_with_the_act_that_wants_it_or_not_at_all() {
    let ground = ground().await;
    for is_kept in [false, true] {
        let mut op = Op::system(&ground.app);
        post(&mut op, &message("Demande reçue", "Bonjour")).await.unwrap();
        if is_kept {
            op.commit().await.unwrap();
        }
        let mut tx = ground.app.database().read();
        for count in ["select count(*) from message", "select count(*) from job"] {
            let count: i64 = sql(count).fetch_value(&mut tx).await.unwrap();
            assert_eq!(count, i64::from(is_kept));
        }
    }
}

#[tokio::test]
async fn without_a_mail_server_a_message_is_kept_and_shown_as_not_sent() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    post(&mut op, &message("Demande reçue", "Bonjour")).await.unwrap();
    op.commit().await.unwrap();
    let job = jobs::claim(ground.app.database(), NOON).await.unwrap().unwrap();
    send(&ground.app, &Mailer::default(), &job).await.unwrap();
    assert_eq!(jobs::claim(ground.app.database(), NOON).await.unwrap(), None);
    let mut op = Op::system(&ground.app);
    let told = unsent(&mut op, Some("26-000001")).await.unwrap();
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((only.kind.as_str(), only.failure.as_str()), ("requests/received", "no server"));
    assert!(unsent(&mut op, Some("26-000002")).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_that_hides_a_command_is_refused_and_told_to_staff() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let nasty =
        Message { to: "lea@exemple.test\r\nBcc: tous@exemple.test", ..message("Reçue\r\nBcc: x@y.z", "Bonjour") };
    post(&mut op, &nasty).await.unwrap();
    op.commit().await.unwrap();
    let job = jobs::claim(ground.app.database(), NOON).await.unwrap().unwrap();
    assert_eq!((job.kind.as_str(), job.payload.as_str()), (crate::sending::UNDELIVERED, "26-000001"));
    assert_eq!(jobs::claim(ground.app.database(), NOON).await.unwrap(), None);
    let mut op = Op::system(&ground.app);
    let told = unsent(&mut op, None).await.unwrap();
    assert_eq!(told.iter().map(|it| (it.failure.as_str(), it.is_final)).collect::<Vec<_>>(), [("address", true)]);
    // Nothing makes it leave later either.
    assert_eq!(retry(&mut op).await.unwrap(), 0);
    let subject: String = sql("select subject from message").fetch_value(&mut op.tx).await.unwrap();
    assert_eq!(subject, "Reçue Bcc: x@y.z");
}

#[tokio::test]
async fn messages_are_forgotten_after_their_time() {
    let ground = ground().await;
    for days in [0, 1, KEPT_DAYS] {
        ground.set_now(NOON.plus_days(days));
        let mut op = Op::system(&ground.app);
        post(&mut op, &message("Demande reçue", "Bonjour")).await.unwrap();
        assert_eq!(sweep(&mut op).await.unwrap(), 0);
        op.commit().await.unwrap();
    }
    ground.set_now(NOON.plus_days(KEPT_DAYS).plus_ms(3_600_000));
    let mut op = Op::system(&ground.app);
    assert_eq!(sweep(&mut op).await.unwrap(), 1);
    op.commit().await.unwrap();
    // The job of a message that was forgotten has nothing left to do.
    let job = jobs::claim(ground.app.database(), ground.now()).await.unwrap().unwrap();
    send(&ground.app, &Mailer::default(), &job).await.unwrap();
    let left: i64 = sql("select count(*) from message").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(left, 2);
}
