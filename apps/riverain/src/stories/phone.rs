//! Intervals of the telephone brought in by the command, and the keys of systems that send them.

use super::type_in;
use std::{fs, path::Path};

const HEAD: &str = "start,line,borough,offered,answered,answered_100s,abandoned,talk_s\n";

async fn import(folder: &Path, lines: &str) -> Result<String, String> {
    fs::write(folder.join("appels.csv"), format!("{HEAD}{lines}")).unwrap();
    type_in(folder, "phone import {here}/appels.csv").await
}

#[tokio::test]
async fn a_file_is_brought_in_whole_or_not_at_all_and_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    type_in(here, "demo pack --size village --out {here}/pack").await.unwrap();
    type_in(here, "city load {here}/pack").await.unwrap();
    let first = "2026-01-12T08:00,311,le-vieux-port,90,60,20,30,15000\n2026-01-12T08:30,311,,4,5,5,0,900\n";
    let added = import(here, first).await.unwrap();
    assert!(added.starts_with("2 intervals: 2 added, 0 changed, 0 unchanged\n"), "{added}");
    assert!(added.contains("in 1 of them more calls ended than came"), "{added}");
    assert!(import(here, first).await.unwrap().contains("0 added, 0 changed, 2 unchanged"));
    // The first line is a correction, the second one is wrong twice: the correction is not kept either.
    let wrong = "2026-01-12T08:00,311,le-vieux-port,91,60,20,30,15000\n2026-01-12T08:40,311,atlantide,4,4,4,0,900\n";
    let refused = import(here, wrong).await.unwrap_err();
    assert!(refused.contains("appels.csv:3: `start`: `2026-01-12T08:40` does not begin a half hour"), "{refused}");
    assert!(refused.contains("appels.csv:3: `borough`: `atlantide` is no borough of the city"), "{refused}");
    assert!(import(here, first).await.unwrap().contains("0 added, 0 changed, 2 unchanged"));
    assert!(import(here, "").await.unwrap().starts_with("0 intervals"));
    assert!(type_in(here, "phone import {here}/absent.csv").await.unwrap_err().contains("absent.csv"));
}

#[tokio::test]
async fn a_key_is_shown_once_listed_without_itself_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let key = type_in(here, "phone key add Centrale").await.unwrap();
    assert!(key.starts_with("tel_") && key.trim().len() == 68, "{key}");
    assert!(type_in(here, "phone key add Centrale").await.unwrap_err().contains("revoke it first"));
    let listed = type_in(here, "phone key list").await.unwrap();
    assert!(listed.starts_with("Centrale: made ") && !listed.contains(key.trim()), "{listed}");
    type_in(here, "phone key revoke Centrale").await.unwrap();
    assert!(type_in(here, "phone key list").await.unwrap().contains("revoked"));
    assert!(type_in(here, "phone key revoke Centrale").await.unwrap_err().contains("no key in use"));
}
