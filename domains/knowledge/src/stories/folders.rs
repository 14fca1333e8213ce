//! A folder comes in, goes out byte for byte, and never takes the place of what staff wrote.

use super::{city, keep, sign_in, with_potholes};
use crate::{
    Origin,
    file::tests::{ENGLISH, FRENCH},
    folder::{Fate, bring_in, read, write},
};
use base::PackFiles;
use catalogue::Catalogue;
use territory::{Territory, Units};
use testkit::Ground;
use web::Op;

fn folder(files: &[(&str, &str)]) -> PackFiles {
    let mut folder = PackFiles::default();
    for (name, text) in files {
        folder.insert(*name, *text);
    }
    folder
}

async fn bring(ground: &Ground, files: &PackFiles, origin: Origin) -> Vec<Fate> {
    let app = &ground.app;
    let (catalogue, units, territory) = (app.part::<Catalogue>(), app.part::<Units>(), app.part::<Territory>());
    let articles = read(files, "", (&catalogue, &units, &territory), &[]).unwrap();
    let mut op = Op::system(app);
    let fates = bring_in(&mut op, &articles, origin, "essai").await.unwrap();
    op.commit().await.unwrap();
    fates.into_iter().map(|(_, fate)| fate).collect()
}

#[tokio::test]
async fn what_comes_in_goes_out_byte_for_byte_and_once() {
    let ground = city().await;
    let files = folder(&[("nids-de-poule.fr.md", FRENCH), ("nids-de-poule.en.md", ENGLISH), ("LISEZMOI.txt", "x")]);
    assert_eq!(bring(&ground, &files, Origin::Folder).await, [Fate::New]);
    assert_eq!(bring(&ground, &files, Origin::Folder).await, [Fate::Same]);
    let out = write(&mut Op::system(&ground.app)).await.unwrap();
    let texts: Vec<(&str, &[u8])> = out.iter().collect();
    assert_eq!(texts, [("nids-de-poule.en.md", ENGLISH.as_bytes()), ("nids-de-poule.fr.md", FRENCH.as_bytes())]);
    assert_eq!(bring(&ground, &out, Origin::Folder).await, [Fate::Same]);
}

#[tokio::test]
async fn a_pack_leaves_what_staff_wrote_and_a_folder_does_not() {
    let ground = with_potholes().await;
    let newer = FRENCH.replace("Un nid-de-poule est un trou", "Un nid-de-poule est un creux");
    let files = folder(&[("nids-de-poule.fr.md", &newer), ("nids-de-poule.en.md", ENGLISH)]);
    assert_eq!(bring(&ground, &files, Origin::Pack).await, [Fate::Changed]);
    let mut admin = sign_in(&ground, "admin").await;
    admin.post("/poste/aide/nids-de-poule/versions/1", &[("vu", "2")]).await.is(303);
    assert_eq!(bring(&ground, &files, Origin::Pack).await, [Fate::EditedByStaff]);
    assert_eq!(bring(&ground, &files, Origin::Folder).await, [Fate::Changed]);
}

#[tokio::test]
async fn every_fault_of_a_folder_is_told_with_its_file() {
    let ground = city().await;
    let app = &ground.app;
    let (catalogue, units, territory) = (app.part::<Catalogue>(), app.part::<Units>(), app.part::<Territory>());
    let files = folder(&[
        ("nids-de-poule.fr.md", &FRENCH.replace("NID_POULE", "NID")),
        ("Trous.fr.md", FRENCH),
        ("seul.en.md", ENGLISH),
    ]);
    let faults = read(&files, "", (&catalogue, &units, &territory), &[]).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.starts_with("Trous.fr.md: the name must be")));
    assert!(faults.iter().any(|fault| fault == "seul.en.md: the French file is missing"));
    assert!(faults.iter().any(|fault| fault.starts_with("nids-de-poule.fr.md:6: `services` names `NID`")));
    keep(&ground, &super::article("nids-de-poule", FRENCH, None)).await;
}
