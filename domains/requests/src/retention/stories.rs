//! What is forgotten, when, and what stays, on a real database of each engine.

use super::*;
use crate::{
    Audience, Contact, Draft, Grounds, Outcome, Receipt, Status, access, add_detail, close, move_to, note,
    partners::{Asked, ask_partner},
    photos::{Owner, Shelf, Size, When},
    requesters_of,
    stories::{city, city_with, file, load, pothole},
    take, timeline,
};
use ::store::{jobs, sql};
use testkit::{Ground, NOON};
use web::Actor;

const DAYS: u32 = 400;

/// A city with a shelf for its photos, in a folder that goes with the test.
async fn city_and_shelf() -> (Ground, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::in_folder(&folder.path().join("photos")).unwrap();
    (city_with(|parts| web::app::put(parts, shelf)).await, folder)
}

fn lea() -> Contact {
    Contact {
        name: Some("Léa Tremblay".into()),
        email: Some("lea@exemple.test".into()),
        phone: Some("514 555-0123".into()),
        wants_news: true,
        ..Contact::default()
    }
}

/// A pothole that its author said more of, and that was declined.
async fn declined(ground: &Ground, contact: Contact) -> Receipt {
    let mut draft = Draft { contact, media_url: "https://photos.exemple.test/1".into(), ..pothole(None) };
    let receipt = file(ground, draft.clone()).await.unwrap();
    let mut op = Op::system(&ground.app);
    // Typed under a question that the catalogue asks no more.
    draft.answers.add("precision", "Devant chez Léa");
    rows::save_answers(&mut op, receipt.id, &draft.answers).await.unwrap();
    op.actor = Actor::Resident;
    add_detail(&mut op, &receipt.reference, "Chez moi, au 1502", access::Standing::Author).await.unwrap();
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    note(&mut op, &receipt.reference, "Mme Tremblay a rappelé").await.unwrap();
    let grounds = Grounds { reason: "Rue privée".into(), outcome: None };
    move_to(&mut op, &receipt.reference, Status::Declined, &grounds).await.unwrap();
    op.commit().await.unwrap();
    receipt
}

async fn due(ground: &Ground, series: Series, after: i64) -> i64 {
    ground.set_now(NOON.plus_days(after));
    count_due(&mut Op::system(&ground.app), series, DAYS).await.unwrap()
}

/// Forgets all that is due, batch by batch, as the worker does.
async fn forget_all(ground: &Ground, series: Series) -> Forgotten {
    let mut total = Forgotten::default();
    loop {
        let mut op = Op::system(&ground.app);
        let forgotten = forget(&mut op, series, DAYS).await.unwrap();
        op.commit().await.unwrap();
        total += forgotten;
        if forgotten == Forgotten::default() {
            return total;
        }
    }
}

/// Removes from the shelf what was booked to go, as the worker does.
async fn work(ground: &Ground) {
    while let Some(job) = jobs::claim(ground.app.database(), ground.now()).await.unwrap() {
        if job.kind == photos::REMOVAL {
            photos::remove_pictures(&ground.app, &job.payload).await.unwrap();
        }
        let mut op = Op::system(&ground.app);
        jobs::complete(&mut op.tx, job.id).await.unwrap();
        op.commit().await.unwrap();
    }
}

async fn words_of(ground: &Ground, id: Id) -> Vec<String> {
    let journal = timeline(&mut Op::system(&ground.app), id, Audience::Staff).await.unwrap();
    journal.into_iter().filter_map(|event| event.reason).collect()
}

#[tokio::test]
async fn people_are_forgotten_once_their_request_is_long_closed_and_the_request_stays() {
    let ground = city().await;
    let closed = declined(&ground, lea()).await;
    let open = file(&ground, pothole(None)).await.unwrap().reference;
    assert_eq!((due(&ground, Series::People, 400).await, due(&ground, Series::People, 401).await), (0, 1));
    assert_eq!(forget_all(&ground, Series::People).await, Forgotten { requests: 1, items: 1 });

    let request = load(&ground, &closed.reference).await;
    assert_eq!((request.description.as_str(), request.requesters), ("", 1));
    assert!(request.place.point.is_some() && request.closed_at.is_some());
    let mut op = Op::system(&ground.app);
    let people = requesters_of(&mut op, request.id).await.unwrap();
    let contacts: Vec<&Contact> = people.iter().map(|(.., contact)| contact).collect();
    assert_eq!(contacts, [&Contact::default()]);
    drop(op);
    let words = words_of(&ground, request.id).await;
    assert_eq!(words, ["Mme Tremblay a rappelé", "Rue privée"]);
    let mut op = Op::system(&ground.app);
    assert_eq!(access::standing_of(&mut op, &closed.reference, "lea@exemple.test").await.unwrap(), None);
    // A request that is open keeps its people, however old it is.
    assert!(access::standing_of(&mut op, &open, "lea@exemple.test").await.unwrap().is_some());
}

#[tokio::test]
async fn words_go_whoever_wrote_them_and_what_was_chosen_in_lists_stays() {
    let ground = city().await;
    // Somebody who gave no contact wrote words too.
    let closed = declined(&ground, Contact::default()).await;
    let answered = file(&ground, pothole(None)).await.unwrap();
    let mut op = Op::system(&ground.app);
    take(&mut op, &answered.reference).await.unwrap();
    let outcome = Outcome { result: "INFORMATION_DONNEE".into(), proof: "Mme Roy, le bac passe mardi".into() };
    close(&mut op, &answered.reference, outcome, "").await.unwrap();
    op.commit().await.unwrap();
    let open = file(&ground, pothole(None)).await.unwrap();

    assert_eq!((due(&ground, Series::Words, 400).await, due(&ground, Series::Words, 401).await), (0, 2));
    assert_eq!(forget_all(&ground, Series::Words).await, Forgotten { requests: 2, items: 2 });
    assert_eq!(due(&ground, Series::Words, 401).await, 0);
    let request = load(&ground, &closed.reference).await;
    assert_eq!((request.description.as_str(), request.media_url.as_str()), ("", ""));
    assert_eq!(request.answers.codes().collect::<Vec<_>>(), ["autoroute", "danger", "emplacement_voie"]);
    assert_eq!((request.status, request.closed_at), (Status::Declined, Some(NOON)));
    assert!(words_of(&ground, closed.id).await.is_empty());
    let proof = load(&ground, &answered.reference).await.outcome.unwrap();
    assert_eq!((proof.result.as_str(), proof.proof.as_str()), ("INFORMATION_DONNEE", ""));
    assert!(!load(&ground, &open.reference).await.description.as_str().is_empty());
    // What is written of it later is young: it goes in its turn.
    let mut op = Op::system(&ground.app);
    note(&mut op, &closed.reference, "Demande d’accès reçue").await.unwrap();
    op.commit().await.unwrap();
    assert_eq!((due(&ground, Series::Words, 402).await, due(&ground, Series::Words, 900).await), (0, 1));
    assert_eq!(forget_all(&ground, Series::Words).await.items, 1);
    assert!(words_of(&ground, closed.id).await.is_empty());
}

#[tokio::test]
async fn photos_go_with_their_pictures() {
    let (ground, _folder) = city_and_shelf().await;
    let closed = declined(&ground, Contact::default()).await;
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([7, 90, 10])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let shelved = photos::shelve(&ground.app, ground.now(), bytes.into_inner()).await.unwrap();
    let mut op = Op::system(&ground.app);
    photos::add(&mut op, Owner::Request(closed.id), When::Before, &shelved).await.unwrap();
    op.commit().await.unwrap();
    let photo = photos::of(&mut Op::system(&ground.app), closed.id).await.unwrap().remove(0);

    assert_eq!((due(&ground, Series::Photos, 400).await, due(&ground, Series::Photos, 401).await), (0, 1));
    assert_eq!(forget_all(&ground, Series::Photos).await, Forgotten { requests: 1, items: 1 });
    assert!(photos::of(&mut Op::system(&ground.app), closed.id).await.unwrap().is_empty());
    work(&ground).await;
    assert!(photos::read(&ground.app, &photo, Size::Whole).await.is_err(), "the picture is gone from the shelf");
}

#[tokio::test]
async fn papers_go_with_the_words_and_their_files_with_them() {
    let (ground, _folder) = city_and_shelf().await;
    let closed = declined(&ground, Contact::default()).await;
    let request = load(&ground, &closed.reference).await;
    let join = async |name: &str| {
        let shelved = attachments::shelve(&ground.app, ground.now(), name, name.as_bytes().to_vec()).await.unwrap();
        let mut op = Op::system(&ground.app);
        attachments::add(&mut op, &request, &shelved, "Lettre de Mme Roy", Audience::Staff).await.unwrap();
        op.commit().await.unwrap();
    };
    join("lettre.txt").await;
    assert_eq!((due(&ground, Series::Words, 400).await, due(&ground, Series::Words, 401).await), (0, 1));
    // One that is joined later is young: it goes in its turn, though nothing else is left.
    join("plus tard.txt").await;
    assert_eq!(forget_all(&ground, Series::Words).await, Forgotten { requests: 1, items: 1 });
    let papers = async || attachments::of(&mut Op::system(&ground.app), closed.id).await.unwrap();
    let left = papers().await;
    assert_eq!(left.iter().map(|it| it.file_name.as_str()).collect::<Vec<_>>(), ["plus tard.txt"]);
    assert_eq!((due(&ground, Series::Words, 801).await, due(&ground, Series::Words, 802).await), (0, 1));
    assert_eq!(forget_all(&ground, Series::Words).await.items, 1);
    assert!(papers().await.is_empty() && words_of(&ground, closed.id).await.is_empty());
    work(&ground).await;
    assert!(attachments::read(&ground.app, &left[0]).await.is_err(), "the file is gone from the shelf");
}

#[tokio::test]
async fn a_run_that_is_killed_goes_on_and_the_register_counts_what_is_gone() {
    let ground = city().await;
    let count = i64::from(MOST_AT_ONCE) + 5;
    for _ in 0..count {
        declined(&ground, Contact::default()).await;
    }
    assert_eq!(due(&ground, Series::Words, 500).await, count);
    let mut op = Op::system(&ground.app);
    let first = forget(&mut op, Series::Words, DAYS).await.unwrap();
    assert_eq!(first.items, u64::from(MOST_AT_ONCE));
    op.commit().await.unwrap();
    // Killed in its second batch.
    let mut op = Op::system(&ground.app);
    assert_eq!(forget(&mut op, Series::Words, DAYS).await.unwrap().items, 5);
    drop(op);
    let register = list_disposals(&mut Op::system(&ground.app), 10).await.unwrap();
    assert_eq!(register.iter().map(|line| line.items).collect::<Vec<_>>(), [i64::from(MOST_AT_ONCE)]);

    assert_eq!(forget_all(&ground, Series::Words).await.items, 5);
    let register = list_disposals(&mut Op::system(&ground.app), 10).await.unwrap();
    let [line] = register.as_slice() else { panic!("one line a day: {register:?}") };
    assert_eq!((line.series, line.kept_days, line.items), (Series::Words, 400, count));
    assert_eq!(line.last_at, NOON.plus_days(500));
    let lines: i64 = sql("select count(*) from request_event where reason is not null")
        .fetch_value(&mut Op::system(&ground.app).tx)
        .await
        .unwrap();
    assert_eq!(lines, 0);
}

#[test]
fn every_series_is_told_in_the_documents() {
    for (name, text) in [
        ("privacy.md", include_str!("../../../../docs/privacy.md")),
        ("configuration.md", include_str!("../../../../docs/configuration.md")),
    ] {
        for series in Series::ALL {
            assert!(text.contains(&format!("`{}`", series.setting())), "{name} says nothing of {}", series.setting());
        }
    }
}

#[tokio::test]
async fn what_was_asked_of_others_goes_with_the_people() {
    let ground = city().await;
    let reference = file(&ground, Draft { contact: lea(), ..pothole(None) }).await.unwrap().reference;
    let mut op = Op::system(&ground.app);
    let asked = Asked {
        partner: "Hydro",
        email: "quart@hydro.test",
        words: "?",
        days: 5,
        shows_words: false,
        lang: base::Lang::Fr,
    };
    ask_partner(&mut op, &reference, &asked).await.unwrap();
    let grounds = Grounds { reason: "Rue privée".into(), outcome: None };
    move_to(&mut op, &reference, Status::Declined, &grounds).await.unwrap();
    op.commit().await.unwrap();
    ground.set_now(NOON.plus_days(i64::from(DAYS) + 1));
    let links = async || -> i64 {
        sql("select count(*) from partner_link").fetch_value(&mut Op::system(&ground.app).tx).await.unwrap()
    };
    assert_eq!(links().await, 1);
    forget_all(&ground, Series::People).await;
    assert_eq!(links().await, 0);
}
