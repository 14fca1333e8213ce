//! Photos from their arrival to their removal, on a real database of each engine and a real folder.

use super::*;
use crate::{Channel, Contact, Draft, Nature, find as find_request, stories::city_with, submit};
use ::store::jobs;
use catalogue::Answers;
use std::{fs, path::Path};
use testkit::{Ground, NOON, city::CORNER};

const KEY: &str = "a-draft";

pub(crate) async fn city() -> (Ground, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::in_folder(&folder.path().join("photos")).unwrap();
    (city_with(|parts| web::app::put(parts, shelf)).await, folder)
}

/// A picture whose content follows from `shade`.
fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([shade, 90, 10]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn give(ground: &Ground, owner: Owner<'_>, shade: u8) -> Result<(), PhotoError> {
    let shelved = shelve(&ground.app, ground.now(), picture(shade)).await?;
    let mut op = Op::system(&ground.app);
    add(&mut op, owner, When::Before, &shelved).await?;
    op.commit().await.unwrap();
    Ok(())
}

pub(crate) async fn file(ground: &Ground, service: &str) -> Request {
    let mut op = Op::system(&ground.app);
    let catalogue = op.part::<Catalogue>();
    let mut answers = Answers::default();
    for question in &catalogue.service(service).unwrap().questions {
        // « Non » where it is offered: nothing ends the report.
        let choice = question.choices.iter().find(|choice| choice.key == "non").or(question.choices.first());
        answers.add(&question.code, choice.map_or("2026-11-18", |choice| &choice.key));
    }
    let draft = Draft {
        nature: Nature::Request,
        service_code: service.to_owned(),
        description: "Un trou".parse().unwrap(),
        answers,
        point: Some(CORNER),
        address: String::new(),
        channel: Channel::Web,
        contact: Contact::default(),
        media_url: String::new(),
        key: None,
    };
    let receipt = submit(&mut op, draft).await.unwrap();
    adopt(&mut op, KEY, receipt.id, Standing::Author).await.unwrap();
    let request = find_request(&mut op, &receipt.reference).await.unwrap().unwrap();
    op.commit().await.unwrap();
    request
}

pub(crate) fn files(folder: &Path) -> usize {
    let days = fs::read_dir(folder.join("photos")).unwrap().map(|day| day.unwrap().path());
    days.map(|day| fs::read_dir(day).unwrap().count()).sum()
}

/// Does the jobs that wait, as the worker does.
pub(crate) async fn work(ground: &Ground) -> usize {
    let mut done = 0;
    while let Some(job) = jobs::claim(ground.app.database(), ground.now()).await.unwrap() {
        assert_eq!(job.kind, REMOVAL);
        remove_pictures(&ground.app, &job.payload).await.unwrap();
        let mut op = Op::system(&ground.app);
        jobs::complete(&mut op.tx, job.id).await.unwrap();
        op.commit().await.unwrap();
        done += 1;
    }
    done
}

#[tokio::test]
async fn photos_go_with_the_report_and_stay_private_until_staff_publish_them() {
    let (ground, folder) = city().await;
    give(&ground, Owner::Draft(KEY), 1).await.unwrap();
    give(&ground, Owner::Draft(KEY), 2).await.unwrap();
    let request = file(&ground, "NID_POULE").await;
    let mut op = Op::system(&ground.app);
    assert_eq!(of_draft(&mut op, KEY).await.unwrap(), []);
    let photos = of(&mut op, request.id).await.unwrap();
    assert_eq!(photos.len(), 2);
    assert!(photos.iter().all(|photo| !photo.is_public && photo.when == When::Before && photo.width == 40));
    assert_eq!(public_of(&mut op, &[request.id]).await.unwrap(), []);
    publish(&mut op, &request, &photos[1].name, Showing::Whole).await.unwrap();
    assert_eq!(public_of(&mut op, &[request.id, 1]).await.unwrap().len(), 1);
    assert!(matches!(publish(&mut op, &request, "autre", Showing::Whole).await, Err(PhotoError::Unknown)));
    op.commit().await.unwrap();
    for size in [Size::Whole, Size::Small] {
        assert!(read(&ground.app, &photos[0], size).await.unwrap().starts_with(b"\xff\xd8"));
    }
    assert_eq!(files(folder.path()), 4);
}

#[tokio::test]
async fn what_is_covered_is_black_for_everybody_and_the_copy_goes_with_the_photo() {
    let (ground, folder) = city().await;
    give(&ground, Owner::Draft(KEY), 200).await.unwrap();
    let request = file(&ground, "NID_POULE").await;
    let photo = of(&mut Op::system(&ground.app), request.id).await.unwrap().remove(0);
    let part = Cover::new(0, 0, 500, 1_000).unwrap();
    let covered = cover(&ground.app, ground.now(), &photo, &[part]).await.unwrap();
    for wrong in [vec![], vec![part; MOST_COVERS + 1]] {
        assert!(matches!(cover(&ground.app, ground.now(), &photo, &wrong).await, Err(PhotoError::CoversWrong)));
    }
    let mut op = Op::system(&ground.app);
    publish(&mut op, &request, &photo.name, Showing::Covered(&covered)).await.unwrap();
    op.commit().await.unwrap();
    let shown = public_of(&mut Op::system(&ground.app), &[request.id]).await.unwrap().remove(0);
    assert_eq!(shown.covers, [part]);
    let red = |jpeg: Vec<u8>| image::load_from_memory(&jpeg).unwrap().into_rgb8().get_pixel(5, 5)[0];
    for size in [Size::Whole, Size::Small] {
        assert!(red(read_public(&ground.app, &shown, size).await.unwrap()) < 20, "covered");
        assert!(red(read(&ground.app, &shown, size).await.unwrap()) > 150, "the file keeps it whole");
    }
    // The sweep of pictures without a row leaves the copy.
    ground.set_now(NOON.plus_days(1));
    let mut op = Op::system(&ground.app);
    assert_eq!(sweep(&mut op, NOON).await.unwrap(), 0);
    publish(&mut op, &request, &photo.name, Showing::Whole).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!((work(&ground).await, files(folder.path())), (1, 2), "a copy that serves no more is removed");
    let covered = cover(&ground.app, ground.now(), &photo, &[part]).await.unwrap();
    let mut op = Op::system(&ground.app);
    publish(&mut op, &request, &photo.name, Showing::Covered(&covered)).await.unwrap();
    let photo = of(&mut op, request.id).await.unwrap().remove(0);
    remove(&mut op, &photo).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!((work(&ground).await, files(folder.path())), (2, 0), "the copy goes with the photo");
}

#[tokio::test]
async fn photos_of_a_service_that_the_map_does_not_show_are_never_public() {
    let (ground, _folder) = city().await;
    let catalogue = ground.app.part::<Catalogue>();
    for map in [PublicMap::Hidden, PublicMap::Counted] {
        let service = catalogue.services().iter().find(|it| it.public_map == map).unwrap();
        give(&ground, Owner::Draft(KEY), 1).await.unwrap();
        let request = file(&ground, &service.code).await;
        let mut op = Op::system(&ground.app);
        let name = of(&mut op, request.id).await.unwrap().remove(0).name;
        assert!(matches!(publish(&mut op, &request, &name, Showing::Whole).await, Err(PhotoError::NeverPublic)));
        publish(&mut op, &request, &name, Showing::Nothing).await.unwrap();
    }
}

#[tokio::test]
async fn the_same_photo_twice_is_one_and_the_fourth_is_refused() {
    let (ground, folder) = city().await;
    give(&ground, Owner::Draft(KEY), 1).await.unwrap();
    give(&ground, Owner::Draft(KEY), 1).await.unwrap();
    assert_eq!(of_draft(&mut Op::system(&ground.app), KEY).await.unwrap().len(), 1);
    assert_eq!((work(&ground).await, files(folder.path())), (1, 2), "the second picture is put away");
    give(&ground, Owner::Draft(KEY), 2).await.unwrap();
    give(&ground, Owner::Draft(KEY), 3).await.unwrap();
    assert!(matches!(give(&ground, Owner::Draft(KEY), 4).await, Err(PhotoError::TooMany)));
    let request = file(&ground, "NID_POULE").await;
    give(&ground, Owner::Draft(KEY), 3).await.unwrap();
    let mut op = Op::system(&ground.app);
    assert_eq!(adopt(&mut op, KEY, request.id, Standing::Author).await.unwrap(), 0, "the request has this one already");
    assert_eq!(of(&mut op, request.id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn photos_that_nobody_sent_are_swept_with_their_pictures() {
    let (ground, folder) = city().await;
    give(&ground, Owner::Draft("sent"), 1).await.unwrap();
    give(&ground, Owner::Draft(KEY), 2).await.unwrap();
    file(&ground, "NID_POULE").await;
    // One was put on the shelf by an operation that was given up.
    shelve(&ground.app, NOON, picture(3)).await.unwrap();
    assert_eq!(files(folder.path()), 6);
    let sweep_after = async |hours: i64| {
        ground.set_now(NOON.plus_ms(hours * 3_600_000));
        let mut op = Op::system(&ground.app);
        let before = op.now.plus_ms(-4 * 3_600_000);
        let swept = sweep(&mut op, before).await.unwrap();
        op.commit().await.unwrap();
        (swept, work(&ground).await, files(folder.path()))
    };
    assert_eq!(sweep_after(1).await, (0, 0, 6));
    assert_eq!(sweep_after(5).await, (1, 1, 4), "the report that nobody sent");
    assert_eq!(sweep_after(24).await, (1, 1, 2), "the picture without a row");
    assert_eq!(sweep_after(48).await, (0, 0, 2), "what was sent stays");
}

#[tokio::test]
async fn a_photo_that_is_removed_leaves_no_picture() {
    let (ground, folder) = city().await;
    let request = file(&ground, "NID_POULE").await;
    give(&ground, Owner::Request(request.id), 1).await.unwrap();
    let mut op = Op::system(&ground.app);
    let photo = of(&mut op, request.id).await.unwrap().remove(0);
    remove(&mut op, &photo).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!((work(&ground).await, files(folder.path())), (1, 0));
    assert!(matches!(read(&ground.app, &photo, Size::Whole).await, Err(PhotoError::Shelf(_))));
    let mut op = Op::system(&ground.app);
    let told = crate::timeline(&mut op, request.id, Audience::Requesters).await.unwrap();
    let acts: Vec<&str> = told.iter().map(|event| event.act.as_str()).collect();
    assert_eq!(acts, ["received", "photo-added", "photo-removed"]);
}

/// Runs where `scripts/with-s3` gives the address of a server that speaks S3.
#[tokio::test]
async fn a_bucket_keeps_lists_and_forgets_pictures_as_a_folder_does() {
    let Ok(endpoint) = std::env::var("RIVERAIN_TEST_S3") else { return };
    let bucket = Bucket {
        endpoint,
        name: "photos".into(),
        region: "ca-central-1".into(),
        access_key: "riverain".into(),
        secret_key: "a-secret-of-tests".into(),
    };
    let shelf = Shelf::in_bucket(&bucket).unwrap();
    let bytes = b"\xff\xd8 a picture".to_vec();
    for size in [Size::Whole, Size::Small] {
        shelf.put(NOON, "AbC-_1", size, bytes.clone()).await.unwrap();
        assert_eq!(shelf.get(NOON, "AbC-_1", size).await.unwrap(), bytes);
    }
    shelf.put_file(NOON, "AbC-_2", bytes.clone()).await.unwrap();
    assert_eq!(shelf.get_file(NOON, "AbC-_2").await.unwrap(), bytes);
    assert_eq!(shelf.names(NOON).await.unwrap().into_iter().collect::<Vec<_>>(), ["AbC-_1", "AbC-_2"]);
    assert!(shelf.names(NOON.plus_days(-1)).await.unwrap().is_empty());
    for name in ["AbC-_1", "AbC-_1", "AbC-_2"] {
        shelf.remove(NOON, name).await.unwrap();
    }
    assert!(shelf.get_file(NOON, "AbC-_2").await.is_err());
    assert!(matches!(
        shelf.get(NOON, "AbC-_1", Size::Whole).await,
        Err(PhotoError::Shelf(ObjectError::NotFound { .. }))
    ));
    let wrong = Shelf::in_bucket(&Bucket { name: "absent".into(), ..bucket }).unwrap();
    assert!(wrong.put(NOON, "a", Size::Whole, bytes).await.is_err(), "what is not kept is not acknowledged");
}
