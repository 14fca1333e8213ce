//! Papers from their arrival to their removal, on a real database of each engine and a real folder.

pub(crate) mod made;

use super::*;
use crate::{
    photos::{
        stories::{city, file, files, work},
        sweep,
    },
    timeline,
};
use std::fs;
use testkit::{Ground, NOON};
use web::Actor;

async fn join(ground: &Ground, request: &Request, name: &str, bytes: &[u8]) -> Result<(), AttachmentError> {
    join_for(ground, request, (name, bytes), ("", Audience::Staff)).await
}

async fn join_for(
    ground: &Ground,
    request: &Request,
    (name, bytes): (&str, &[u8]),
    (title, audience): (&str, Audience),
) -> Result<(), AttachmentError> {
    let shelved = shelve(&ground.app, ground.now(), name, bytes.to_vec()).await?;
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    add(&mut op, request, &shelved, title, audience).await?;
    op.commit().await.unwrap();
    Ok(())
}

async fn papers(ground: &Ground, request: &Request) -> Vec<Attachment> {
    of(&mut Op::system(&ground.app), request.id).await.unwrap()
}

/// Act and words of the lines that an audience reads.
async fn told(ground: &Ground, request: &Request, audience: Audience) -> Vec<(String, String)> {
    let events = timeline(&mut Op::system(&ground.app), request.id, audience).await.unwrap();
    let lines = events.into_iter().filter(|event| event.act.starts_with("attachment"));
    lines.map(|event| (event.act, event.reason.unwrap_or_default())).collect()
}

#[tokio::test]
async fn a_paper_is_kept_as_it_came_and_told_to_those_it_is_for() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    let letter = b"%PDF-1.7 une lettre".as_slice();
    join_for(&ground, &request, ("../lettre.pdf", letter), ("Réponse du\npropriétaire", Audience::Requesters))
        .await
        .unwrap();
    join(&ground, &request, "notes.txt", "Zoé a appelé".as_bytes()).await.unwrap();
    let kept = papers(&ground, &request).await;
    let shown: Vec<_> =
        kept.iter().map(|it| (it.file_name.as_str(), it.title.as_str(), it.kind, it.audience)).collect();
    assert_eq!(
        shown,
        [
            ("lettre.pdf", "Réponse du propriétaire", Kind::Pdf, Audience::Requesters),
            ("notes.txt", "notes.txt", Kind::Text, Audience::Staff),
        ]
    );
    assert_eq!((kept[0].size_bytes, kept[0].actor_id), (i64::try_from(letter.len()).unwrap(), Some(7)));
    assert_eq!(read(&ground.app, &kept[0]).await.unwrap(), letter);
    assert_eq!(files(folder.path()), 2);
    let line = |act: &str, title: &str| (act.to_owned(), title.to_owned());
    let (first, second) = (line("attachment-added", "Réponse du propriétaire"), line("attachment-added", "notes.txt"));
    assert_eq!(told(&ground, &request, Audience::Staff).await, [first.clone(), second]);
    assert_eq!(told(&ground, &request, Audience::Requesters).await, [first]);
    assert_eq!(told(&ground, &request, Audience::Everybody).await, []);
    let other = file(&ground, "NID_POULE").await;
    let mut op = Op::system(&ground.app);
    assert!(matches!(find(&mut op, other.id, &kept[0].name).await, Err(AttachmentError::Unknown)));
    assert_eq!(find(&mut op, request.id, &kept[0].name).await.unwrap(), kept[0]);
}

#[tokio::test]
async fn nobody_makes_a_paper_public() {
    let (ground, _folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    join_for(&ground, &request, ("a.pdf", b"%PDF-1"), ("", Audience::Everybody)).await.unwrap();
    assert_eq!(papers(&ground, &request).await[0].audience, Audience::Requesters);
}

#[tokio::test]
async fn the_same_file_twice_is_one_and_the_twenty_first_is_refused() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    for name in ["a.txt", "la même.txt"] {
        join(&ground, &request, name, b"bonjour").await.unwrap();
    }
    assert_eq!((papers(&ground, &request).await.len(), work(&ground).await, files(folder.path())), (1, 1, 1));
    assert_eq!(told(&ground, &request, Audience::Staff).await.len(), 1, "one line");
    for rank in 1..MOST {
        join(&ground, &request, "a.txt", format!("bonjour {rank}").as_bytes()).await.unwrap();
    }
    assert!(matches!(join(&ground, &request, "a.txt", b"assez").await, Err(AttachmentError::TooMany)));
    assert_eq!(papers(&ground, &request).await.len(), MOST);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    let refused = async |name: &str, bytes: &[u8]| join(&ground, &request, name, bytes).await.unwrap_err().code();
    assert_eq!(refused("a.pdf", b"").await, "requests/attachment-empty");
    let mut huge = b"%PDF-1.7".to_vec();
    huge.resize(LARGEST + 1, b' ');
    assert_eq!(refused("a.pdf", &huge).await, "requests/attachment-too-large");
    assert_eq!(refused("a.pdf", b"MZ\x90\0").await, "requests/attachment-kind");
    assert_eq!(refused("a.docx", &made::docx(&["word/vbaProject.bin"])).await, "requests/attachment-macros");
    assert_eq!(files(folder.path()), 0);
    let long = "é".repeat(LONGEST + 1);
    let err = join_for(&ground, &request, ("a.pdf", b"%PDF-1"), (&long, Audience::Staff)).await.unwrap_err();
    assert_eq!(err.code(), "requests/attachment-title");
    huge.truncate(LARGEST);
    join(&ground, &request, "a.pdf", &huge).await.unwrap();
    assert_eq!(papers(&ground, &request).await.len(), 1);
}

#[tokio::test]
async fn a_shelf_that_fails_leaves_no_row() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    // A file stands where the folder of the day should: nothing can be put there.
    let day = NOON.to_timestamp().strftime("%Y-%m-%d").to_string();
    fs::write(folder.path().join("photos").join(day), "x").unwrap();
    let err = join(&ground, &request, "a.pdf", b"%PDF-1").await.unwrap_err();
    assert!(matches!(err, AttachmentError::Shelf(_)), "{err:?}");
    assert_eq!((papers(&ground, &request).await, told(&ground, &request, Audience::Staff).await), (vec![], vec![]));
}

#[tokio::test]
async fn a_paper_that_is_taken_away_leaves_no_file() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    join_for(&ground, &request, ("a.pdf", b"%PDF-1"), ("Plan", Audience::Requesters)).await.unwrap();
    let paper = papers(&ground, &request).await.remove(0);
    let mut op = Op::system(&ground.app);
    remove(&mut op, &paper).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!((work(&ground).await, files(folder.path())), (1, 0));
    assert!(matches!(read(&ground.app, &paper).await, Err(AttachmentError::Shelf(_))));
    let told = told(&ground, &request, Audience::Requesters).await;
    assert_eq!(told[1], ("attachment-removed".to_owned(), "Plan".to_owned()));
}

#[tokio::test]
async fn a_file_without_a_row_is_swept_and_a_paper_is_not() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    join(&ground, &request, "a.txt", b"gardee").await.unwrap();
    shelve(&ground.app, NOON, "b.txt", b"abandonnee".to_vec()).await.unwrap();
    assert_eq!(files(folder.path()), 2);
    ground.set_now(NOON.plus_days(1));
    let mut op = Op::system(&ground.app);
    assert_eq!(sweep(&mut op, NOON).await.unwrap(), 1);
    op.commit().await.unwrap();
    assert_eq!((work(&ground).await, files(folder.path())), (1, 1));
    assert_eq!(read(&ground.app, &papers(&ground, &request).await[0]).await.unwrap(), b"gardee");
}
