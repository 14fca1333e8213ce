//! Another system asks what the city answers: Inquiry v1, over what is published and nothing else.

use super::rules::{City, city};
use ::knowledge::{
    Origin, Slug, Status,
    editing::{Hand, save},
    file::{Texts, read},
};
use web::Op;

const FRENCH: &str = "+++
title = \"Nids-de-poule\"
summary = \"Signalez le trou.\"
theme = \"rues\"
services = [\"NID_POULE\", \"CHAUSSEE_REP\"]
owner = \"ville-marie\"
status = \"published\"
review_on = \"2027-06-30\"
expires_on = \"2026-12-31\"
+++

# general

Un **trou** dans la [rue](/aide/rues) & autour.

# internal

Secret de la maison.
";

const ENGLISH: &str = "+++
title = \"Potholes\"
summary = \"Report the hole.\"
+++

# general

A hole in the road.
";

async fn keep(city: &City, slug: &str, status: Status) {
    let texts = Texts { fr: FRENCH.to_owned(), en: Some(ENGLISH.to_owned()) };
    let mut article = read(&Slug::new(slug).unwrap(), &texts).unwrap();
    article.status = status;
    let mut op = Op::system(&city.ground.app);
    save(&mut op, 0, &article, Hand { origin: Origin::Folder, author: "", reason: "essai" }).await.unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn services_and_questions_are_read_in_both_formats_and_languages() {
    let mut city = city().await;
    keep(&city, "nids-de-poule", Status::Published).await;
    keep(&city, "brouillon", Status::Draft).await;
    let root = "/open311/inquiry/v1";
    let all = city.program.get(&format!("{root}/services/all.json")).await;
    let all = all.is(200).json();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["id"], "NID_POULE");
    assert_eq!(all[0]["brief_description"], "Signalez le trou.");
    assert_eq!(all[0]["expiration"], "2027-01-01T00:00:00-05:00");
    for (category, count) in [("rues", 2), ("Streets%20and%20sidewalks", 2), ("neige", 0), ("web", 2)] {
        let list = city.program.get(&format!("{root}/services/{category}.json")).await;
        assert_eq!(list.is(200).json().as_array().unwrap().len(), count, "{category}");
    }
    let one = city.program.get(&format!("{root}/services/CHAUSSEE_REP.json")).await.json();
    assert_eq!(one[0]["description"], "Un trou dans la rue & autour.");
    let html = "<p>Un <strong>trou</strong> dans la <a href=\"/aide/rues\">rue</a> &amp; autour.</p>\n";
    assert_eq!(one[0]["description_html"], html);
    assert_eq!(one[0]["categories"][0]["category_name"], "Rues et trottoirs");
    assert_eq!(one[0]["web_actions"][1]["url"], "http://127.0.0.1/aide/nids-de-poule");
    let xml = city.program.get(&format!("/en{root}/web_faqs/nids-de-poule.xml")).await;
    xml.is(200).holds("<question>Potholes</question>").holds("<service_name>Pothole</service_name>");
    xml.holds("http://127.0.0.1/en/aide/nids-de-poule").lacks("Secret");
    let list = city.program.get(&format!("{root}/faqs/all.json")).await.json();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["question"]), (1, &"Nids-de-poule".into()));
}

#[tokio::test]
async fn what_is_not_published_or_has_expired_is_not_there() {
    let mut city = city().await;
    keep(&city, "nids-de-poule", Status::Published).await;
    keep(&city, "brouillon", Status::Draft).await;
    let root = "/open311/inquiry/v1";
    for path in ["web_faqs/brouillon.json", "services/BRUIT.xml", "services/RIEN.json", "facilities/all.json", "x.xml"]
    {
        city.program.get(&format!("{root}/{path}")).await.is(404).holds("404");
    }
    city.program.get(&format!("{root}/services/all.json?jurisdiction_id=autre.example")).await.is(404);
    city.send(&format!("{root}/services/all.json"), &[]).await.is(405);
    city.wait(60 * 86_400_000);
    let gone = city.program.get(&format!("{root}/services/all.json")).await;
    assert_eq!(gone.json().as_array().unwrap().len(), 0);
    city.program.get(&format!("{root}/web_faqs/nids-de-poule.json")).await.is(404);
}
