//! The articles of a pack, and of a folder, as the commands bring them in and write them.

use super::type_in;
use std::fs;

#[tokio::test]
async fn a_pack_brings_its_articles_and_a_folder_goes_out_and_comes_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for size in ["village", "city", "metropolis"] {
        type_in(here, &format!("demo pack --size {size} --out {{here}}/{size}")).await.unwrap();
        type_in(here, &format!("city check {{here}}/{size}")).await.unwrap();
    }
    let loaded = type_in(here, "city load {here}/village").await.unwrap();
    assert!(loaded.contains("22 articles: 22 new, 0 changed, 0 unchanged"), "{loaded}");
    let again = type_in(here, "city load {here}/village").await.unwrap();
    assert!(again.contains("22 articles: 0 new, 0 changed, 22 unchanged"), "{again}");
    let out = type_in(here, "knowledge export {here}/out").await.unwrap();
    assert!(out.starts_with("44 files in "), "{out}");
    for entry in fs::read_dir(here.join("village/knowledge")).unwrap() {
        let entry = entry.unwrap();
        let written = fs::read(here.join("out").join(entry.file_name())).unwrap();
        assert_eq!(written, fs::read(entry.path()).unwrap(), "{:?}", entry.file_name());
    }
    let file = here.join("out/bruit.fr.md");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Parlez d’abord", "Parlez-en d’abord")).unwrap();
    let shown = type_in(here, "knowledge import {here}/out").await.unwrap();
    assert!(shown.contains("21 unchanged\n  changed: bruit\nnothing was written"), "{shown}");
    let applied = type_in(here, "knowledge import {here}/out --apply").await.unwrap();
    assert!(
        applied.contains("1 changed, 21 unchanged\n  changed: bruit\n") && !applied.contains("nothing"),
        "{applied}"
    );
    fs::write(&file, text.replace("[Chiens](/aide/chiens-permis)", "[Chiens](/aide/chats)")).unwrap();
    let refused = type_in(here, "knowledge import {here}/out --apply").await.unwrap_err();
    assert!(refused.contains("bruit.fr.md:18: the section `procedure` leads to the article `chats`"), "{refused}");
    fs::write(here.join("out/notes.txt"), "x").unwrap();
    let refused = type_in(here, "knowledge export {here}/out").await.unwrap_err();
    assert!(refused.contains("holds something else, notes.txt"), "{refused}");
}
