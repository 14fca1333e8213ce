//! Queues, filters, pages: what each list holds, and for whom.

use super::{desk, file, pothole, sign_in, speaks};
use catalogue::Answers;
use requests::{Contact, search::read_words};
use testkit::{Ground, NOON};
use web::Op;

#[tokio::test]
async fn each_queue_holds_its_requests_with_their_count() {
    let ground = desk().await;
    let late = pothole(&ground).await;
    ground.set_now(NOON.plus_days(7));
    let mut unit = sign_in(&ground, "plateau").await;
    let risk = unit.get("/poste?echeance=risque").await;
    risk.is(200).holds(&late).holds("rv-rows__row--at-risk");
    unit.get("/poste?echeance=retard").await.lacks(&late).holds("Rien dans cette file");
    ground.set_now(NOON.plus_days(9));
    let fresh = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let list = unit.get("/poste?echeance=retard").await;
    list.holds(&late).lacks(&fresh).holds("rv-rows__row--late").holds("−36\u{a0}h");
    let all = unit.get("/poste").await.text();
    assert!(all.find(&late).unwrap() < all.find(&fresh).unwrap(), "the most pressing first");
    let newest = unit.get("/poste?tri=recentes").await.text();
    assert!(newest.find(&fresh).unwrap() < newest.find(&late).unwrap());
    unit.get("/poste?qui=moi").await.lacks(&late);
    let page = unit.get(&format!("/poste/demandes/{late}")).await;
    let path = format!("/poste/demandes/{late}/actes/prendre");
    unit.post_and_follow(&path, &[("vu", &page.field("vu"))]).await.is(200);
    unit.get("/poste?qui=moi").await.holds(&late).lacks(&fresh);
    unit.get("/poste?qui=personne").await.holds(&fresh).lacks(&late);
    read_words(&ground.app).await.unwrap();
    for filter in ["service=NID_POULE", "arrondissement=le-plateau-mont-royal", "q=parc-des-ESSAIS", "etat=toutes"] {
        let list = unit.get(&format!("/poste?{filter}")).await;
        list.is(200).holds(&late).holds(&fresh);
        speaks(&list);
    }
    for filter in
        ["service=GRAFFITI_PUBLIC", "arrondissement=ville-marie", "q=castor", "etat=TERMINEE", "q=unite:ville-marie"]
    {
        unit.get(&format!("/poste?{filter}")).await.is(200).lacks(&late).lacks(&fresh);
    }
    unit.get("/poste?q=%25").await.holds("n’est pas compris").holds(&late);
}

#[tokio::test]
async fn a_number_leads_to_its_request_and_a_unit_sees_its_own() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let found = agent.get("/poste?q=26-1&etat=toutes").await;
    assert_eq!((found.status.as_u16(), found.location()), (303, "/poste/demandes/26-000001"));
    let mut other = sign_in(&ground, "centre").await;
    other.get("/poste?q=26-1").await.is(200).lacks("data-row-link");
    for query in ["", "?etat=toutes", "?unite=le-plateau-mont-royal", "?qui=unite", "?qui=personne"] {
        other.get(&format!("/poste{query}")).await.is(200).lacks(&reference);
    }
    agent.get("/poste?unite=ville-marie").await.lacks(&reference);
    agent.get("/poste?unite=le-plateau-mont-royal").await.holds(&reference);
}

#[tokio::test]
async fn long_lists_come_page_by_page_and_each_request_once() {
    let ground = desk().await;
    for rank in 0..53 {
        ground.set_now(NOON.plus_ms(rank / 10));
        // A service without a promise comes last, and pages go through it too.
        match rank % 2 {
            0 => pothole(&ground).await,
            _ => file(&ground, "SUGGESTION", Answers::default(), Contact::default()).await,
        };
    }
    promise_nothing(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for order in ["", "lointaines", "recentes", "anciennes", "bougees", "immobiles", "x"] {
        let mut seen = Vec::new();
        let mut path = format!("/poste?tri={order}");
        loop {
            let page = agent.get(&path).await.is(200).text();
            let rows = page.split("data-row-link").skip(1);
            seen.extend(rows.map(|row| row.split("26-").nth(1).unwrap()[..6].to_owned()));
            let Some(link) = page.split("rel=\"next\"").next().filter(|_| page.contains("rel=\"next\"")) else { break };
            path = link.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&#38;", "&");
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (53, 53), "{order}");
    }
}

/// As if nothing had been promised of suggestions.
async fn promise_nothing(ground: &Ground) {
    let mut op = Op::system(&ground.app);
    let statement = ::store::sql("update request set due_at = null where service_code = 'SUGGESTION'");
    statement.execute(&mut op.tx).await.unwrap();
    op.tx.commit().await.unwrap();
}

/// Numbers of the rows of a list, in their order.
fn numbers(page: &str) -> Vec<String> {
    let rows = page.split("data-row-link").skip(1);
    rows.map(|row| format!("26-{}", &row.split("26-").nth(1).unwrap()[..6])).collect()
}

/// The heading of a column: its direction, and where a press leads.
fn heading(page: &str, name: &str) -> (Option<String>, Option<String>) {
    let end = format!("{name}</a></th>");
    let Some(at) = page.find(&end) else { return (None, None) };
    let start = page[..at].rfind("<th ").unwrap();
    let of = |attribute: &str| {
        let rest = page[start..at].split_once(&format!("{attribute}=\""))?.1;
        Some(rest.split('"').next().unwrap().replace("&#38;", "&"))
    };
    (of("aria-sort"), of("href"))
}

#[tokio::test]
async fn a_press_on_a_heading_sorts_both_ways_and_is_kept() {
    let ground = desk().await;
    let first = pothole(&ground).await;
    ground.set_now(NOON.plus_days(1));
    let undated = file(&ground, "SUGGESTION", Answers::default(), Contact::default()).await;
    ground.set_now(NOON.plus_days(2));
    let last = pothole(&ground).await;
    promise_nothing(&ground).await;
    let mut unit = sign_in(&ground, "agente").await;
    let columns = "colonnes=recue-mouvement-echeance";
    let list = unit.get(&format!("/poste?{columns}")).await.text();
    assert_eq!(numbers(&list), [&first, &last, &undated].map(String::as_str));
    assert_eq!(heading(&list, "Reste").0.as_deref(), Some("ascending"));
    assert_eq!(heading(&list, "Reçue").0, None);
    // Twice the same heading: the other way, the request without a date last in both.
    let back = unit.get(&heading(&list, "Reste").1.unwrap()).await.text();
    assert_eq!(numbers(&back), [&last, &first, &undated].map(String::as_str));
    assert_eq!(heading(&back, "Reste"), (Some("descending".into()), Some(format!("/poste?{columns}"))));
    for (name, code, expected) in
        [("Reçue", "descending", [&last, &undated, &first]), ("Changée", "descending", [&first, &undated, &last])]
    {
        let once = unit.get(&heading(&list, name).1.unwrap()).await.text();
        assert_eq!(numbers(&once), expected.map(String::as_str), "{name}");
        assert_eq!(heading(&once, name).0.as_deref(), Some(code), "{name}");
        let twice = unit.get(&heading(&once, name).1.unwrap()).await.text();
        assert_eq!(heading(&twice, name).0.as_deref(), Some("ascending"), "{name}");
        assert_eq!(numbers(&twice), [expected[2], expected[1], expected[0]].map(String::as_str), "{name}");
    }
    // A move of the oldest makes it the last changed.
    ground.set_now(NOON.plus_ms(50 * 3_600_000));
    let page = unit.get(&format!("/poste/demandes/{first}?acte=urgence")).await;
    unit.post(&format!("/poste/demandes/{first}/actes/urgence"), &[("vu", &page.field("vu")), ("mots", "Danger")])
        .await
        .is(303);
    let moved = unit.get(&format!("/poste?tri=bougees&{columns}")).await.text();
    assert_eq!(numbers(&moved).first(), Some(&first));
    // Kept with the queue, and written so in its file.
    unit.post("/poste/files", &[("nom", "Sans nouvelles"), ("filtres", "tri=immobiles&apres=5.5")]).await.is(303);
    unit.get("/poste").await.holds("/poste?tri=immobiles\"");
    let file = unit.get("/poste/export.csv?tri=immobiles").await.text();
    let lines: Vec<&str> = file.lines().skip(1).map(|line| &line[..9]).collect();
    assert_eq!(lines, [&undated, &last, &first].map(String::as_str));
}

#[tokio::test]
async fn a_list_offers_the_orders_that_it_can_be_read_in() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let columns = "colonnes=age-recue-mouvement-echeance-unite";
    read_words(&ground.app).await.unwrap();
    // Names follow the reader's language: no index follows them.
    for query in ["", "etat=toutes", "q=trou"] {
        agent.get(&format!("/poste?{query}&{columns}")).await.holds(&reference).lacks("Unité</a></th>");
    }
    let offered = |page: &str| ["Âge", "Reçue", "Changée", "Reste"].map(|name| heading(page, name).1.is_some());
    let mut of = async |query: &str| offered(&agent.get(&format!("/poste?{query}&{columns}")).await.text());
    assert_eq!(of("").await, [true; 4]);
    assert_eq!(of("qui=unite&etat=RECUE").await, [false; 4], "an empty list has no headings");
    assert_eq!(of("etat=toutes").await, [true, true, false, false]);
    assert_eq!(of("q=trou").await, [true, true, false, false]);
    let found = agent.get(&format!("/poste?q=trou&tri=immobiles&{columns}")).await;
    assert_eq!(heading(&found.text(), "Reçue").0.as_deref(), Some("descending"), "newest first, whatever is asked");
}

#[tokio::test]
async fn what_is_in_a_journal_is_found_by_who_may_read_it() {
    let ground = desk().await;
    let (noted, other) = (pothole(&ground).await, pothole(&ground).await);
    let mut unit = sign_in(&ground, "plateau").await;
    let page = unit.get(&format!("/poste/demandes/{noted}")).await;
    let note = "La garderie <b>L’Éveil</b> a rappelé au 514 555-0188";
    unit.post(&format!("/poste/demandes/{noted}/actes/noter"), &[("vu", &page.field("vu")), ("mots", note)])
        .await
        .is(303);
    while read_words(&ground.app).await.unwrap() > 0 {}
    let found = unit.get("/poste?q=EVEIL").await;
    found.is(200).holds(&noted).lacks(&other).holds("Au journal").holds("La garderie").lacks("<b>L").lacks("555-0188");
    found.holds("1 demande<");
    let both = unit.get("/poste?q=trou").await;
    both.holds("2 demandes, la plus récente d’abord").lacks("Au journal");
    unit.get("/poste?q=trou&tri=anciennes").await.holds("2 demandes, la plus ancienne d’abord");
    unit.get("/en/poste?q=garderie").await.holds("In the journal");
    let mut centre = sign_in(&ground, "centre").await;
    centre.get("/poste?q=garderie").await.is(200).lacks(&noted).lacks("Éveil");
    centre.get("/poste/export.csv?q=garderie").await.is(200).lacks(&noted);
}

#[tokio::test]
async fn what_is_typed_in_an_address_stays_words() {
    let ground = desk().await;
    pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for query in [
        "q=%27%3B+drop+table+request%3B--",
        "q=%3Cscript%3E",
        "etat=%3Cscript%3E",
        "service=%22%3E%3Cscript%3E",
        "unite=%27",
        "tri=%27&apres=1.2%27",
        "apres=99999999999999999999.1",
        "qui=%3Cscript%3E&echeance=%3Cscript%3E",
        "q=%00",
        "fait=%3Cscript%3E",
    ] {
        agent.get(&format!("/poste?{query}")).await.is(200).lacks("<script>");
    }
    agent.get("/poste/demandes/%27").await.is(404);
    agent.get("/poste").await.holds("26-000001");
}

#[tokio::test]
async fn a_queue_is_kept_for_oneself_or_for_one_s_unit_and_taken_away() {
    let ground = desk().await;
    pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let kept = [
        ("nom", "  Trous   à voir "),
        ("filtres", "q=trou&service=NID_POULE&apres=5.5"),
        ("partage", "le-plateau-mont-royal"),
    ];
    let page = unit.post_and_follow("/poste/files", &kept).await;
    page.is(200).holds("Trous à voir").holds("/poste?q=trou&#38;service=NID_POULE").holds("partagée avec");
    // Kept again under the same name, it takes its place.
    unit.post_and_follow("/poste/files", &kept).await.is(200);
    let text = unit.get("/poste").await.text();
    assert_eq!(text.matches("Retirer la file « Trous à voir »").count(), 1);
    // Others see what is shared with their unit alone, and cannot take it away.
    unit.post("/poste/files", &[("nom", "À moi"), ("filtres", ""), ("partage", "ville-marie")]).await.is(303);
    let mut other = sign_in(&ground, "centre").await;
    other.get("/poste").await.lacks("Trous à voir").lacks("À moi");
    let removal =
        text.split("action=\"").find(|it| it.starts_with("/poste/files/")).unwrap().split('"').next().unwrap();
    other.post(removal, &[]).await.is(404);
    unit.post_and_follow(removal, &[]).await.is(200).lacks("Trous à voir").holds("À moi");
    for wrong in ["", "   ", "x\u{7}y", &"é".repeat(61)] {
        unit.post("/poste/files", &[("nom", wrong), ("filtres", "")]).await.is(422).holds("1 à 60");
    }
    for rank in 0..19 {
        unit.post("/poste/files", &[("nom", &format!("n{rank}")), ("filtres", "")]).await.is(303);
    }
    unit.post("/poste/files", &[("nom", "de trop"), ("filtres", "")]).await.is(422).holds("20 files");
}

#[tokio::test]
async fn a_selection_becomes_a_file_that_works_nothing_out_and_the_look_is_noted() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let file = agent.get("/poste/export.csv?service=NID_POULE").await;
    let text = file.is(200).text();
    assert!(file.header("content-disposition").contains("demandes-"));
    assert!(text.starts_with("\u{feff}Numéro,"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with(&reference) && lines[1].contains("1502, avenue du Parc-des-Essais"), "{}", lines[1]);
    for private in ["lea@exemple.test", "Ouellet", "555-0123", "profond"] {
        file.lacks(private);
    }
    assert_eq!(agent.get("/poste/export.csv?service=GRAFFITI_PUBLIC").await.text().lines().count(), 1);
    let book = agent.get("/en/poste/export.xlsx").await;
    assert!(book.is(200).body.starts_with(b"PK"));
    // A unit writes its own alone.
    let mut other = sign_in(&ground, "centre").await;
    assert_eq!(other.get("/poste/export.csv").await.text().lines().count(), 1);
    let mut chief = sign_in(&ground, "chef").await;
    chief.get("/poste/regards").await.holds("Liste mise en fichier").holds("service=NID_POULE");
}

#[tokio::test]
async fn the_box_says_how_to_go_on_and_the_map_shows_the_same_requests() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for (typed, expected) in [
        ("uni", "unité:"),
        ("trou unité:plat", "trou unité:"),
        ("état:ou", "état:ouverte "),
        ("nid", "service:"),
        ("état:ouverte parc-des", "avenue du Parc-des-Essais"),
    ] {
        let found = agent.get(&format!("/poste/suggestions?q={}", typed.replace(' ', "+"))).await;
        found.is(200).holds(expected);
    }
    agent.get("/en/poste/suggestions?q=sta").await.holds("status:").lacks("état:");
    agent.get("/poste/suggestions?q=").await.is(200).holds("[]");
    agent.get("/poste/suggestions?q=%3Cscript%3E%22%27").await.is(200);
    agent.get("/poste/carte?service=NID_POULE").await.is(200).holds("/poste/points.json?service=NID_POULE");
    agent.get("/poste/points.json?service=NID_POULE").await.is(200).holds(&reference).holds("1 demande sur");
    agent.get("/poste/points.json?service=GRAFFITI_PUBLIC").await.lacks(&reference);
    let mut other = sign_in(&ground, "centre").await;
    other.get("/poste/points.json").await.is(200).lacks(&reference);
    let part = agent.get("/poste?q=unité:plateau&partie=resultats").await;
    part.is(200).holds(&reference).lacks("<!doctype");
    let columns = agent.get("/poste?colonnes=canal&colonnes=arrondissement").await;
    columns.is(200).holds("site Internet").lacks("rv-reference\">26-");
    agent
        .get(
            columns
                .text()
                .split("name=\"colonnes\"")
                .next()
                .map_or("/poste", |_| "/poste?tri=recentes&colonnes=canal-age"),
        )
        .await
        .is(200);
}
