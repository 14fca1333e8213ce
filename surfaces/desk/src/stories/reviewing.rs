//! Contacts read again: drawn, read by two without one another, noted, answered; nothing of who called.

use super::{DOWNTOWN, PLATEAU, desk, scoping::change, sign_in, speaks};
use base::{Id, Lang};
use identity::{Profile, Role};
use interactions::{Asked, Intent, NewInteraction};
use requests::Channel;
use testkit::{Browser, Ground, NOON};
use web::Op;

async fn id_of(ground: &Ground, who: &str) -> Id {
    let found = identity::list(&mut Op::system(&ground.app)).await.unwrap();
    found.into_iter().find(|member| member.staff.email == format!("{who}@ville.test")).unwrap().staff.id
}

/// A browser of a second supervisor of the Plateau. Signing in gives people the role they have in the table of the
/// stories: it is changed after that.
async fn supervise(ground: &Ground, who: &str, unit: &str) -> Browser {
    let browser = sign_in(ground, who).await;
    let put = |profile: &mut Profile| (profile.role, profile.units) = (Role::Supervisor, vec![unit.to_owned()]);
    change(ground, who, put).await;
    browser
}

/// Calls of two days ago, by people of the Plateau and of downtown.
async fn answer_calls(ground: &Ground) {
    let mut calls = Vec::new();
    for (who, count) in [("plateau", 12), ("cheffe-plateau", 2), ("centre", 3)] {
        sign_in(ground, who).await;
        calls.push((id_of(ground, who).await, count));
    }
    ground.set_now(NOON.plus_days(-2));
    let mut op = Op::system(&ground.app);
    for (staff_id, count) in calls {
        for rank in 0..count {
            let key = format!("{staff_id}-{rank}");
            let began_at = op.now.plus_ms(-200_000);
            let phone = "514 555-0123";
            let new = NewInteraction { key: &key, staff_id, channel: Channel::Phone, lang: Lang::Fr, phone, began_at };
            let contact = interactions::keep(&mut op, &new).await.unwrap();
            for (intent, subject, service) in
                [(Intent::Filed, "26-000777", "NID_POULE"), (Intent::Read, "nids-de-poule", "")]
            {
                let asked = Asked { intent, subject: subject.into(), service_code: service.into() };
                interactions::note(&mut op, contact, &asked).await.unwrap();
            }
            let note = "Mme Ouellet, au 1502, rue des Essais : 514 555-0123. Trou de 2 m.";
            interactions::end(&mut op, &new, "recorded", note).await.unwrap();
        }
    }
    op.commit().await.unwrap();
    ground.set_now(NOON);
}

const DRAW: [(&str, &str); 6] = [
    ("du", "2026-11-11"),
    ("au", "2026-11-17"),
    ("service", ""),
    ("personne", ""),
    ("groupe", "20"),
    ("plafond", "14"),
];
const GOOD: [(&str, &str); 6] = [
    ("courtesy", "yes"),
    ("understood", "yes"),
    ("service", "yes"),
    ("information", "partly"),
    ("next", "no"),
    ("note", "none"),
];

/// Addresses of the contacts that a page leads to.
fn contacts(text: &str) -> Vec<String> {
    let links = text.split("href=\"/poste/qualite/contacts/").skip(1);
    links.map(|rest| format!("/poste/qualite/contacts/{}", rest.split('"').next().unwrap())).collect()
}

async fn draw(browser: &mut Browser) -> String {
    browser.post("/poste/qualite/tirages", &DRAW).await.is(303).location().to_owned()
}

#[tokio::test]
async fn contacts_are_drawn_at_random_and_the_draw_can_be_done_again() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    answer_calls(&ground).await;
    let empty = chief.get("/poste/qualite").await;
    speaks(&empty);
    empty.is(200).holds("Aucun tirage n’a encore été fait.").holds("value=\"2026-11-17\"").lacks("Nom de centre");
    for (field, value, said) in [
        ("du", "2026-11-19", "jours passés"),
        ("du", "hier", "jours passés"),
        ("groupe", "0", "de 1 à 20 contacts"),
        ("plafond", "beaucoup", "de 1 à 20 contacts"),
        ("service", "ARBRE", "aucun contact de ce service"),
    ] {
        let fields: Vec<(&str, &str)> =
            DRAW.iter().map(|(name, usual)| (*name, if *name == field { value } else { *usual })).collect();
        let refused = chief.post("/poste/qualite/tirages", &fields).await;
        refused.is(422).holds(said);
        speaks(&refused);
    }
    let path = draw(&mut chief).await;
    let page = chief.get(&path).await;
    speaks(&page);
    page.is(200).holds("il donne les mêmes contacts").holds("Graine").holds("Nom de cheffe-plateau");
    // Their own are drawn as well: others read them.
    assert_eq!(contacts(&page.text()).len(), 14);
    let english = chief.get(&format!("/en{path}")).await;
    speaks(&english);
    chief.get("/poste/qualite").await.holds("0 relectures sur 28");
    // Somebody of another unit sees neither the draw nor its contacts.
    let mut other = supervise(&ground, "centre", DOWNTOWN).await;
    other.get(&path).await.is(404);
    other.get(&contacts(&page.text())[0]).await.is(404);
    other.get("/poste/qualite").await.is(200).lacks("relectures sur").holds("Rien n’attend");
}

#[tokio::test]
async fn two_people_read_a_contact_blind_to_one_another_and_to_who_called() {
    let ground = desk().await;
    let mut first = sign_in(&ground, "cheffe-plateau").await;
    answer_calls(&ground).await;
    let path = draw(&mut first).await;
    // Their own are not offered to them.
    let waiting = contacts(&first.get("/poste/qualite").await.text());
    assert_eq!(waiting.len(), 12);
    let contact = &waiting[0];
    let page = first.get(contact).await;
    speaks(&page);
    page.is(200)
        .holds("Nid")
        .holds("Mme […] au […] rue des Essais : […] Trou de 2 m.")
        .holds("nids-de-poule")
        .holds("3 min 20 s")
        .lacks("26-000777")
        .lacks("0123")
        .lacks("Ouellet")
        .lacks("Nom de plateau");
    let half = first.post(contact, &GOOD[..5]).await;
    speaks(&half);
    half.is(422).holds("Choisissez une réponse.").holds("value=\"partly\" checked");
    assert_eq!(first.post(contact, &GOOD).await.is(303).location(), contact);
    let read = first.get(contact).await;
    speaks(&read);
    read.is(200).holds("C’est Nom de plateau qui a répondu").holds("L’autre relecture se montrera");
    first.post(contact, &GOOD).await.is(409);
    // The second one knows that it was read once, and nothing of what was answered.
    let mut second = supervise(&ground, "agente", PLATEAU).await;
    let blind = second.get(contact).await;
    blind.is(200).lacks("Nom de plateau").lacks("Nom de cheffe-plateau").lacks("L’autre relecture se montrera");
    second.get(&path).await.is(200).holds("cachée avant votre relecture").holds("1 sur 2");
    let mut differing = GOOD;
    differing[4] = ("next", "yes");
    second.post(contact, &differing).await.is(303);
    for browser in [&mut first, &mut second] {
        browser.get(contact).await.is(200).holds("Nom de cheffe-plateau").holds("Nom de agente").lacks("se montrera");
    }
    // A third one comes too late.
    let mut admin = sign_in(&ground, "chef").await;
    admin.get(contact).await.is(200).lacks("type=\"radio\"").holds("Nom de agente");
    admin.post(contact, &GOOD).await.is(409);
    // Ten pairs later, agreement is told question by question.
    first.get("/poste/qualite").await.holds("trop peu");
    for contact in &waiting[1..10] {
        first.post(contact, &GOOD).await.is(303);
        second.post(contact, &GOOD).await.is(303);
    }
    let agreed = first.get("/poste/qualite").await;
    speaks(&agreed);
    let text = agreed.text();
    let next = &text[text.find("Suite annoncée").unwrap()..];
    let next = &next[..next.find("</tr>").unwrap()];
    // Nine of ten: kappa is (0.9 − 0.9) / 0.1, nothing beyond chance, for one answer is nearly all.
    assert!(next.contains("<td>10</td>") && next.contains("90\u{a0}%") && next.contains("<td>0,00</td>"), "{next}");
    agreed.holds("toujours la même réponse").lacks("trop peu");
}

#[tokio::test]
async fn the_person_reads_the_notes_and_answers_them_and_nobody_reads_their_own_contact() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    answer_calls(&ground).await;
    draw(&mut chief).await;
    let mut agent = sign_in(&ground, "plateau").await;
    let nothing = agent.get("/poste/qualite/moi").await;
    speaks(&nothing);
    nothing.is(200).holds("Aucun de vos contacts");
    agent.get("/poste/compte").await.is(200).holds("/poste/qualite/moi");
    agent.get("/poste/qualite").await.is(403);
    let waiting = contacts(&chief.get("/poste/qualite").await.text());
    let contact = &waiting[0];
    let long = "é".repeat(2_001);
    chief.post(contact, &[GOOD.as_slice(), &[("mots", long.as_str())]].concat()).await.is(422).holds("2 000");
    chief.post(contact, &[GOOD.as_slice(), &[("mots", "Dites <la> date.")]].concat()).await.is(303);
    let mine = agent.get("/poste/qualite/moi").await;
    speaks(&mine);
    mine.is(200)
        .holds("Dites &#60;la&#62; date.")
        .holds("Nom de cheffe-plateau")
        .holds("Une seule personne")
        .lacks("<td>Non</td>");
    let id = contact.rsplit('/').next().unwrap();
    let reply = format!("/poste/qualite/moi/{id}/reponse");
    agent.post(&reply, &[("mots", " ")]).await.is(422).holds("Écrivez quelque chose.");
    agent.post(&reply, &[("mots", "D’accord, merci.")]).await.is(303);
    let thread = chief.get(contact).await;
    thread.is(200).holds("D’accord, merci.");
    chief.post(&format!("{contact}/notes"), &[("mots", "")]).await.is(422).holds("Écrivez quelque chose.");
    chief.post(&format!("{contact}/notes"), &[("mots", "Bonne suite.")]).await.is(303);
    agent.get("/en/poste/qualite/moi").await.is(200).holds("Bonne suite.");
    // Whoever did not read it writes nothing on it.
    chief.post(&format!("{}/notes", waiting[1]), &[("mots", "x")]).await.is(403);
    let other = waiting[1].rsplit('/').next().unwrap();
    agent.post(&format!("/poste/qualite/moi/{other}/reponse"), &[("mots", "x")]).await.is(403);
    let mut stranger = sign_in(&ground, "centre").await;
    stranger.post(&reply, &[("mots", "x")]).await.is(404);
    // Their own contacts lead to their own page, and are never theirs to read.
    let chief_id = id_of(&ground, "cheffe-plateau").await;
    let mut op = Op::system(&ground.app);
    let draws = ::quality::draws(&mut op, 1).await.unwrap();
    let all = ::quality::of_draw(&mut op, draws[0].id).await.unwrap();
    drop(op);
    let own = all.iter().find(|it| it.staff_id == chief_id).unwrap();
    let path = format!("/poste/qualite/contacts/{}", own.id);
    assert_eq!(chief.get(&path).await.is(303).location(), "/poste/qualite/moi");
    chief.post(&path, &GOOD).await.is(403);
}
