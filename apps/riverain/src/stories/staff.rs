//! Who signs in at the desk, as the command lets them in and shuts them out; from where they come, behind a proxy.

use super::{NOON, type_in};
use crate::{command, serve::router, settings::Settings, wiring};
use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use std::{net::SocketAddr, path::Path};
use testkit::{Browser, Reply};
use web::door::door;

async fn load_city(folder: &Path) -> Settings {
    type_in(folder, "demo pack --size village --out {here}/pack").await.unwrap();
    type_in(folder, "city load {here}/pack").await.unwrap();
    Settings::read(&folder.join("riverain.toml")).unwrap()
}

/// The password on the last line of what the command said.
fn password(said: &str) -> String {
    said.lines().last().and_then(|line| line.strip_prefix("password: ")).unwrap_or_else(|| panic!("{said}")).to_owned()
}

async fn sign_in(browser: &mut Browser, password: &str) -> Reply {
    browser.forget();
    browser.post("/poste/connexion", &[("courriel", "ana@ville.test"), ("mot_de_passe", password)]).await
}

#[tokio::test]
async fn staff_are_let_in_listed_given_a_new_password_and_shut_out() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let settings = load_city(here).await;
    let add = "admin staff add Ana --email Ana@Ville.test --role unit --generate";
    let unknown = type_in(here, &format!("{add} --unit lune")).await.unwrap_err();
    assert!(unknown.contains("the unit `lune` does not exist; the city has: "), "{unknown}");
    let unit = unknown.rsplit(": ").next().unwrap().split(", ").next().unwrap();
    assert!(type_in(here, add).await.unwrap_err().contains("acts for one unit or more"));
    let added = type_in(here, &format!("{add} --unit {unit}")).await.unwrap();
    assert!(added.starts_with("Ana may sign in with ana@ville.test\n"), "{added}");
    let again = type_in(here, "admin staff add Ana --email ana@ville.test --role agent --generate").await.unwrap_err();
    assert!(again.contains("`ana@ville.test` is already somebody's"), "{again}");
    let wrong = type_in(here, "admin staff add Ana --email ville.test --role agent --generate").await.unwrap_err();
    assert!(wrong.contains("`ville.test` is not an e-mail address"), "{wrong}");
    let king = type_in(here, "admin staff add Ana --email roi@ville.test --role king --generate").await.unwrap_err();
    assert!(king.contains("agent, unit, supervisor, crew, contractor, admin"), "{king}");
    let listed = type_in(here, "admin staff list").await.unwrap();
    assert_eq!(listed, format!("ana@ville.test\tAna\tunit\t{unit}\n"), "no password, no key");

    let app = wiring::start(&settings).await.unwrap();
    let mut browser = Browser::new(door(wiring::routes(), &app));
    let first = password(&added);
    assert_eq!(sign_in(&mut browser, &first).await.is(303).location(), "/poste");
    browser.get("/poste/compte").await.is(200).holds("Ana");
    let changed = type_in(here, "admin staff password ana@ville.test --generate").await.unwrap();
    browser.get("/poste/compte").await.is(303);
    sign_in(&mut browser, &first).await.is(422);
    let second = password(&changed);
    sign_in(&mut browser, &second).await.is(303);
    browser.get("/poste/compte").await.is(200);

    let reset = type_in(here, "admin staff second-factor ana@ville.test").await.unwrap();
    assert!(reset.ends_with("they had no code nor passkey\n"), "{reset}");
    browser.get("/poste/compte").await.is(303);
    sign_in(&mut browser, &second).await.is(303);

    let shut = type_in(here, "admin staff disable ana@ville.test").await.unwrap();
    assert_eq!(shut, "ana@ville.test is shut out\n");
    browser.get("/poste/compte").await.is(303);
    sign_in(&mut browser, &second).await.is(422);
    assert!(type_in(here, "admin staff list").await.unwrap().ends_with("\tdisabled\n"));
    for line in [
        "admin staff disable zoe@ville.test",
        "admin staff password zoe@ville.test --generate",
        "admin staff second-factor zoe@ville.test",
    ] {
        assert!(type_in(here, line).await.unwrap_err().contains("nobody signs in with `zoe@ville.test`"), "{line}");
    }
}

/// A code of the city of each kind, as the command says them.
async fn codes(settings: &Settings) -> (String, String, String) {
    let app = wiring::start(settings).await.unwrap();
    let (units, territory) = (app.part::<territory::Units>(), app.part::<territory::Territory>());
    let catalogue = app.part::<catalogue::Catalogue>();
    let group = catalogue.groups().first().unwrap().0.code.clone();
    (units.all()[0].code.clone(), territory.areas()[0].code.clone(), group)
}

#[tokio::test]
async fn a_file_of_staff_is_said_then_done_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let settings = load_city(here).await;
    let (unit, borough, group) = codes(&settings).await;
    let write = |lines: &[String]| {
        let header = "userName,name,role,units,boroughs,groups,active,crew,editor";
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        std::fs::write(here.join("staff.csv"), format!("{header}\r\n{}\r\n", lines.join("\r\n"))).unwrap();
    };
    let (say, apply) = ("admin staff import {here}/staff.csv", "admin staff import {here}/staff.csv --apply");
    let right = [
        format!("Ana@Ville.test,\"Roy, Ana\",supervisor,{unit},{borough},{group},true,,true"),
        "eve@ville.test,Ève,crew,,,,true,Équipe 4,".to_owned(),
        "luc@ville.test,Luc,admin,,,,true,,".to_owned(),
        "ex@ville.test,Ex,agent,,,,false,,".to_owned(),
    ];
    write(&right);
    let said = type_in(here, say).await.unwrap();
    assert!(said.contains("+ ana@ville.test\tRoy, Ana\tsupervisor\n"), "{said}");
    assert!(said.ends_with("4 in the file; nothing is done yet: add --apply\n") && !said.contains("ex@"), "{said}");
    assert_eq!(type_in(here, "admin staff list").await.unwrap(), "");
    assert!(type_in(here, apply).await.unwrap().ends_with("4 in the file; done\n"));
    let listed = type_in(here, "admin staff list").await.unwrap();
    let line = format!("ana@ville.test\tRoy, Ana\tsupervisor\t{unit}\tboroughs={borough}\tgroups={group}\teditor\n");
    assert!(listed.contains(&line) && listed.contains("eve@ville.test\tÈve\tcrew\t\tcrew=Équipe 4\n"), "{listed}");
    assert_eq!(type_in(here, apply).await.unwrap(), "4 in the file; nothing changes\n");
    // Whoever is not in the file stays; only `false` shuts somebody out.
    write(&["eve@ville.test,Ève,agent,,,,false,,".to_owned()]);
    let said = type_in(here, apply).await.unwrap();
    for words in ["~ eve@ville.test\trole: crew -> agent\n", "crew: Équipe 4 -> \n", "- eve@ville.test\tshut out\n"] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(type_in(here, "admin staff list").await.unwrap().lines().count(), 3);
    // Each fault with its line; nothing half done.
    write(&[
        "zoe@ville.test,Zoé,agent,,,,true,,".to_owned(),
        "zoe,Zoé,agent,,,,true,,".to_owned(),
        "b@ville.test,B,king,,,,true,,".to_owned(),
        "c@ville.test,C,unit,lune,,,true,,".to_owned(),
        "ZOE@ville.test,Zoé,agent,,,,peut-être,,".to_owned(),
        "zoe@ville.test,Zoé,agent,,,,true,,".to_owned(),
        format!("d@ville.test,D,admin,,{borough},,true,,"),
    ]);
    let faults = type_in(here, apply).await.unwrap_err();
    for words in [
        "staff.csv:3: `zoe` is not an e-mail address",
        "staff.csv:4: `role` is `king`; it must be one of: agent,",
        "staff.csv:5: `lune` of `units` does not exist",
        "staff.csv:6: `active` is `peut-être`",
        "staff.csv:7: `zoe@ville.test` stands on line 2 too",
        "staff.csv:8: an administrator is not limited",
    ] {
        assert!(faults.contains(words), "{faults}");
    }
    // What only the roster knows is a fault of its line too: the last administrator.
    write(&["zoe@ville.test,Zoé,agent,,,,true,,".to_owned(), "luc@ville.test,Luc,agent,,,,true,,".to_owned()]);
    let faults = type_in(here, apply).await.unwrap_err();
    assert!(faults.contains("staff.csv:3: the desk would be left without an administrator"), "{faults}");
    assert_eq!(type_in(here, "admin staff list").await.unwrap().lines().count(), 3);
    // One administrator for another, whatever their order in the file.
    write(&["luc@ville.test,Luc,agent,,,,true,,".to_owned(), "ana@ville.test,Ana,admin,,,,true,,".to_owned()]);
    type_in(here, apply).await.unwrap();
    std::fs::write(here.join("staff.csv"), "userName,name\na,b\n").unwrap();
    assert!(type_in(here, say).await.unwrap_err().contains("staff.csv:1: the column `active` is missing"));
}

#[tokio::test]
async fn break_glass_prints_a_link_that_opens_the_desk_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let settings = load_city(here).await;
    type_in(here, "admin staff add Luc --email luc@ville.test --role admin --generate").await.unwrap();
    let unknown = type_in(here, "admin break-glass zoe@ville.test").await.unwrap_err();
    assert!(unknown.contains("nobody signs in with `zoe@ville.test`"), "{unknown}");
    let said = type_in(here, "admin break-glass Luc@ville.test").await.unwrap();
    let link = said.lines().next().unwrap().strip_prefix("http://127.0.0.1:8311").unwrap();
    let app = wiring::start(&settings).await.unwrap();
    let mut browser = Browser::new(door(wiring::routes(), &app));
    let word = browser.get(link).await.is(200).field("mot");
    assert_eq!(browser.post("/poste/secours", &[("mot", &word)]).await.is(303).location(), "/poste");
    browser.get("/poste/personnel").await.is(200).holds("Lien de secours créé");
    browser.forget();
    browser.post("/poste/secours", &[("mot", &word)]).await.is(403);
}

/// The city as it is served, its clock stopped.
async fn served(settings: &Settings) -> Router {
    let (database, _) = command::open(settings, NOON).await.unwrap();
    let mut tx = database.read();
    let version = ::city::find_version(&mut tx, NOON).await.unwrap().unwrap();
    let files = ::city::load_files(&mut tx, version.id).await.unwrap();
    drop(tx);
    let app = wiring::assemble(database, version, &files, (settings, || NOON)).unwrap();
    router(settings, &app).unwrap()
}

/// A trial at the door under a name of its own, from our proxy, with what it says of where it comes from.
async fn knock(browser: &mut Browser, rank: usize, forwarded: &[&str]) -> u16 {
    let mut request = Request::post("/poste/connexion")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    for line in forwarded {
        request = request.header("x-forwarded-for", *line);
    }
    let mut request = request.body(Body::from(format!("courriel=p{rank}%40ville.test&mot_de_passe=x"))).unwrap();
    request.extensions_mut().insert(ConnectInfo("10.0.0.1:4000".parse::<SocketAddr>().unwrap()));
    browser.send(request).await.status.as_u16()
}

#[tokio::test]
async fn behind_our_proxy_trials_count_for_the_address_that_it_saw() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { behind_proxy: true, ..load_city(folder.path()).await };
    let mut browser = Browser::new(served(&settings).await);
    for rank in 0..20 {
        // What comes before the last address was written by anybody.
        let claimed = format!("192.0.2.{rank}, 203.0.113.7");
        assert_eq!(knock(&mut browser, rank, &[&claimed]).await, 422, "{rank}");
    }
    assert_eq!(knock(&mut browser, 20, &["203.0.113.7"]).await, 429);
    assert_eq!(knock(&mut browser, 21, &["198.51.100.1", "192.0.2.99,203.0.113.7"]).await, 429);
    assert_eq!(knock(&mut browser, 22, &["203.0.113.8"]).await, 422);
    assert_eq!(knock(&mut browser, 23, &["203.0.113.7, 2001:db8::1"]).await, 422);
    // What is no address says nothing: it is the proxy's own.
    assert_eq!(knock(&mut browser, 24, &["203.0.113.7, inconnu"]).await, 422);
}

#[tokio::test]
async fn without_a_proxy_nobody_chooses_their_address() {
    let folder = tempfile::tempdir().unwrap();
    let settings = load_city(folder.path()).await;
    assert!(!settings.behind_proxy, "nobody is trusted who was not named");
    let mut browser = Browser::new(served(&settings).await);
    for rank in 0..20 {
        let claimed = format!("203.0.113.{rank}");
        assert_eq!(knock(&mut browser, rank, &[&claimed]).await, 422, "{rank}");
    }
    assert_eq!(knock(&mut browser, 20, &["198.51.100.9"]).await, 429);
}
