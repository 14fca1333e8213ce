//! Files of a draft: texts, rows, uploads, and what is refused.

use super::{change_text, city, in_force, sign_in};
use testkit::Browser;

const FILE: &str = "/poste/ville/brouillon/fichier";
const ROW: &str = "/poste/ville/brouillon/ligne";

async fn downloaded(browser: &mut Browser, name: &str) -> String {
    browser.get(&format!("/poste/ville/brouillon/telecharger?nom={name}")).await.is(200).text()
}

#[tokio::test]
async fn a_row_is_changed_added_and_removed_and_the_rest_stays_byte_for_byte() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let (_, files) = in_force(&ground, ground.now()).await;
    let kept = files.text("units.csv").unwrap().to_owned();
    let list = admin.get(&format!("{FILE}?nom=units.csv&q=VILLE-MARIE")).await;
    list.is(200).holds("ville-marie").lacks("le-plateau-mont-royal</td>");
    let line = 1 + kept.lines().position(|line| line.starts_with("ville-marie,")).unwrap();
    let page = admin.get(&format!("{ROW}?nom=units.csv&ligne={line}")).await;
    page.is(200).holds("name_fr");
    let mut fields = Vec::new();
    for rank in 0..7 {
        fields.push((format!("c{rank}"), page.field(&format!("c{rank}"))));
    }
    let was = fields[1].1.clone();
    fields[1].1 = "Ville-Marie, au centre".to_owned();
    let (number, seen) = (line.to_string(), page.field("vu"));
    let mut sent = vec![("nom", "units.csv"), ("ligne", number.as_str()), ("vu", seen.as_str())];
    sent.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let done = admin.post(ROW, &sent).await;
    assert!(done.is(303).location().ends_with(&format!("apres={}", line - 1)), "{}", done.location());
    let whole = kept.lines().nth(line - 1).unwrap();
    let changed = whole.replacen(&was, "\"Ville-Marie, au centre\"", 1);
    assert_eq!(downloaded(&mut admin, "units.csv").await, kept.replace(whole, &changed));
    // The same form again was written upon a row that is not there any more: nothing is lost.
    admin.post(ROW, &sent).await.is(409).holds("Ville-Marie, au centre").holds("a changé depuis");

    let fields =
        [("nom", "units.csv"), ("ligne", "0"), ("c0", "essai"), ("c1", "=Essai"), ("c2", "Trial"), ("c3", "external")];
    admin.post(ROW, &fields).await.is(303);
    assert!(downloaded(&mut admin, "units.csv").await.ends_with("essai,=Essai,Trial,external,,,\n"));
    let opened = admin.get("/poste/ville/brouillon/telecharger?nom=units.csv&tableur=oui").await.text();
    assert!(opened.contains("essai,'=Essai,Trial"), "{opened}");
    admin
        .post_files(FILE, &[("nom", "units.csv"), ("acte", "remplacer")], &[("fichier", "u.csv", opened.as_bytes())])
        .await
        .is(303);
    assert!(downloaded(&mut admin, "units.csv").await.contains("essai,=Essai,"), "the kept file has no apostrophe");
    let lines = downloaded(&mut admin, "units.csv").await.lines().count().to_string();
    let page = admin.get(&format!("{ROW}?nom=units.csv&ligne={lines}")).await;
    let seen = page.field("vu");
    admin.post(ROW, &[("nom", "units.csv"), ("ligne", &lines), ("vu", &seen), ("acte", "retirer")]).await.is(303);
    assert!(!downloaded(&mut admin, "units.csv").await.contains("=Essai"));
    assert_eq!(in_force(&ground, ground.now()).await.1.text("units.csv").unwrap(), kept, "a draft changes nothing");
}

#[tokio::test]
async fn a_draft_outlives_its_tab_and_is_seen_by_nobody_else() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    change_text(&mut admin, "city.toml", "phone = \"311\"", "phone = \"611\"").await.is(303);
    let mut again = sign_in(&ground, "admin").await;
    again.get("/poste/ville/brouillon").await.holds("1 fichier diffère").holds("Changé");
    again.get("/en/poste/ville/brouillon").await.holds("1 file differs").holds("Changed");
    let mut other = sign_in(&ground, "autre").await;
    other.get("/poste/ville/brouillon").await.is(200).lacks("diffère");
    again.post(FILE, &[("nom", "city.toml"), ("acte", "remettre")]).await.is(303);
    admin.get("/poste/ville/brouillon").await.lacks("diffère");
    // What is written again as it was is no change.
    change_text(&mut admin, "city.toml", "phone = \"311\"", "phone = \"311\"").await.is(303);
    admin.get("/poste/ville/brouillon").await.lacks("diffère");
    change_text(&mut admin, "city.toml", "phone = \"311\"", "phone = \"611\"").await.is(303);
    admin.post("/poste/ville/brouillon/abandonner", &[]).await.is(303);
    admin.get("/poste/ville/brouillon").await.lacks("diffère");
}

#[tokio::test]
async fn a_text_that_was_opened_in_two_tabs_is_not_overwritten() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let seen = admin.get(&format!("{FILE}?nom=city.toml")).await.field("vu");
    change_text(&mut admin, "city.toml", "phone = \"311\"", "phone = \"611\"").await.is(303);
    let fields = [("nom", "city.toml"), ("acte", "texte"), ("vu", seen.as_str()), ("texte", "phone = \"711\"\n")];
    admin.post_files(FILE, &fields, &[]).await.is(409).holds("711").holds("a changé depuis");
    assert!(downloaded(&mut admin, "city.toml").await.contains("611"));
}

#[tokio::test]
async fn names_outside_the_city_bytes_that_are_no_text_and_files_too_large_are_refused() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    for name in
        ["../units.csv", "/etc/passwd.csv", "texts/../../x.ftl", "territory.compiled", "a.exe", "knowledge/a.toml"]
    {
        let fields = [("nom", name), ("acte", "remplacer")];
        admin.post_files(FILE, &fields, &[("fichier", name, b"x")]).await.is(422).holds("Donnez un nom de fichier");
        admin.get(&format!("{FILE}?nom={name}")).await.is(404);
        admin.get(&format!("/poste/ville/brouillon/telecharger?nom={name}")).await.is(404);
    }
    let fields = [("nom", "units.csv"), ("acte", "remplacer")];
    for bytes in [b"code\xff".as_slice(), b"code\0"] {
        admin.post_files(FILE, &fields, &[("fichier", "u.csv", bytes)]).await.is(422).holds("fichier de texte (UTF-8)");
    }
    let large = vec![b'a'; crate::draft::LARGEST_TEXT + 1];
    admin.post_files(FILE, &fields, &[("fichier", "u.csv", &large)]).await.is(413).holds("dépasse la taille permise");
    admin.post_files(FILE, &fields, &[]).await.is(422);
    admin.get("/poste/ville/brouillon").await.lacks("diffère");
}

#[tokio::test]
async fn rows_come_fifty_at_a_time() {
    let ground = city().await;
    let mut admin = sign_in(&ground, "admin").await;
    let page = admin.get(&format!("{FILE}?nom=services.csv")).await;
    page.is(200).holds("83 lignes").holds("Lignes suivantes");
    let (_, files) = in_force(&ground, ground.now()).await;
    let codes: Vec<&str> =
        files.text("services.csv").unwrap().lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let text = page.text();
    let link = text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let next = admin.get(&link).await;
    next.is(200).holds("Depuis le début").lacks("Lignes suivantes").holds(codes.last().unwrap());
    page.holds(&format!("<td>{}</td>", codes[0])).lacks(&format!("<td>{}</td>", codes.last().unwrap()));
}
