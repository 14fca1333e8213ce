//! Files that staff join to a request: for who made it, with their own key.

use super::{City, portal, report_pothole, send};
use requests::{
    Audience,
    access::{Standing, follow_key},
    attachments::{add, of, remove, shelve},
    find,
};
use testkit::NOON;
use web::Op;

const LETTER: &[u8] = b"%PDF-1.7 une lettre";

async fn join(city: &City, title: &str, bytes: &[u8], audience: Audience) -> String {
    let shelved = shelve(&city.app, NOON, "Réponse.pdf", bytes.to_vec()).await.unwrap();
    let mut op = Op::system(&city.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    add(&mut op, &request, &shelved, title, audience).await.unwrap();
    let name = of(&mut op, request.id).await.unwrap().pop().unwrap().name;
    op.commit().await.unwrap();
    name
}

#[tokio::test]
async fn a_file_for_the_person_is_given_with_their_key_alone() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", "lea@exemple.test")]).await;
    send(&mut browser, &mut path, &[]).await;
    let told = join(&city, "Réponse <b>", LETTER, Audience::Requesters).await;
    let internal = join(&city, "Note interne", b"%PDF-1.7 autre", Audience::Staff).await;
    let key = |reference: &str, standing| follow_key(&city.app, reference, standing, NOON);
    let own = key("26-000001", Standing::Author);
    let page = browser.get(&format!("/suivi/26-000001?cle={own}")).await;
    page.is(200).holds("Réponse &#60;b&#62;").holds("(PDF, 1\u{a0}ko)").holds("Pièce jointe ajoutée");
    page.holds(&told).lacks(&internal).lacks("Note interne");
    browser.get(&format!("/en/suivi/26-000001?cle={own}")).await.holds("(PDF, 1\u{a0}KB)");
    let given = browser.get(&format!("/suivi/26-000001/piece/{told}?cle={own}")).await;
    assert_eq!(given.is(200).body, LETTER);
    assert!(given.header("content-disposition").starts_with("attachment; filename=\"R_ponse.pdf\""));
    assert_eq!(given.header("cache-control"), "private, no-store");
    assert_eq!(given.header("content-security-policy"), "default-src 'none'; sandbox");
    for wrong in [String::new(), key("26-000001", Standing::Joined), key("26-000002", Standing::Author)] {
        let public = browser.get(&format!("/suivi/26-000001?cle={wrong}")).await;
        public.is(200).lacks(&told).lacks("Réponse &#60;b&#62;").lacks("Pièce jointe");
        browser.get(&format!("/suivi/26-000001/piece/{told}?cle={wrong}")).await.is(404).holds("n’existe pas");
    }
    browser.get(&format!("/suivi/26-000001/piece/{internal}?cle={own}")).await.is(404);
    browser.get(&format!("/suivi/26-000001/piece/..%2f..%2fsecret?cle={own}")).await.is(404);

    let mut op = Op::system(&city.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    let first = of(&mut op, request.id).await.unwrap().remove(0);
    remove(&mut op, &first).await.unwrap();
    op.commit().await.unwrap();
    browser.get(&format!("/suivi/26-000001?cle={own}")).await.lacks(&told).holds("Pièce jointe retirée");
    browser.get(&format!("/suivi/26-000001/piece/{told}?cle={own}")).await.is(404);
}
