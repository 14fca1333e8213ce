//! The table of routes and refusals, and what nobody outside may read.

use super::{STAFF, keep, sign_in, stranger, with_potholes};
use crate::{article::StaffSection, file::tests::FRENCH};
use base::Moment;
use identity::Profile;
use std::collections::BTreeSet;
use web::Op;

/// Method, route, what comes back to: nobody, an agent, the unit that owns the article, another unit, an administrator.
const ACCESS: [(&str, &str, [u16; 5]); 22] = [
    ("GET", "/aide", [200, 200, 200, 200, 200]),
    ("GET", "/aide/{slug}", [200, 200, 200, 200, 200]),
    ("POST", "/aide/{slug}/signaler", [303, 303, 303, 303, 303]),
    ("GET", "/poste/aide", [303, 200, 200, 200, 200]),
    ("GET", "/poste/aide/suggestions", [303, 200, 200, 200, 200]),
    ("GET", "/poste/aide/gestion", [303, 403, 403, 403, 200]),
    ("GET", "/poste/aide/recherches", [303, 403, 200, 200, 200]),
    ("GET", "/poste/aide/taches", [303, 200, 200, 200, 200]),
    ("POST", "/poste/aide/taches/{id}", [401, 404, 404, 404, 404]),
    ("GET", "/poste/aide/avis", [303, 403, 403, 403, 200]),
    ("POST", "/poste/aide/avis", [401, 403, 403, 403, 422]),
    ("POST", "/poste/aide/avis/{id}/retirer", [401, 403, 403, 403, 303]),
    ("GET", "/poste/aide/nouvel-article", [303, 403, 403, 403, 200]),
    ("POST", "/poste/aide/nouvel-article", [401, 403, 403, 403, 422]),
    ("GET", "/poste/aide/{slug}", [303, 200, 200, 200, 200]),
    ("POST", "/poste/aide/{slug}/signaler", [401, 303, 303, 303, 303]),
    ("POST", "/poste/aide/{slug}/envoyer", [401, 422, 422, 422, 422]),
    ("GET", "/poste/aide/{slug}/modifier", [303, 403, 403, 403, 200]),
    ("POST", "/poste/aide/{slug}/modifier", [401, 403, 403, 403, 422]),
    ("GET", "/poste/aide/{slug}/versions", [303, 403, 403, 403, 200]),
    ("POST", "/poste/aide/{slug}/versions/{number}", [401, 403, 403, 403, 409]),
    ("GET", "/poste/aide/absent", [303, 404, 404, 404, 404]),
];

/// Routes as the sources declare them.
fn declared() -> BTreeSet<(&'static str, String)> {
    let sources = [include_str!("../portal.rs"), include_str!("../desk.rs")];
    let mut found = BTreeSet::new();
    for line in sources.iter().flat_map(|source| source.split(".route(\"").skip(1)) {
        let (path, rest) = line.split_once('"').unwrap();
        let methods = rest.lines().next().unwrap();
        for (method, word) in [("GET", "get("), ("POST", "post(")] {
            if methods.contains(word) {
                found.insert((method, path.to_owned()));
            }
        }
    }
    found
}

#[test]
fn no_route_lacks_its_line() {
    let lines: BTreeSet<(&str, String)> = ACCESS
        .iter()
        .filter(|(_, route, _)| !route.ends_with("/absent"))
        .map(|(method, route, _)| (*method, (*route).to_owned()))
        .collect();
    assert_eq!(declared(), lines);
}

#[tokio::test]
async fn each_route_is_open_to_who_may_and_refuses_the_others() {
    let ground = with_potholes().await;
    let mut browsers = vec![stranger(&ground)];
    for (who, ..) in STAFF {
        browsers.push(sign_in(&ground, who).await);
    }
    for (method, route, expected) in ACCESS {
        let path = route.replace("{slug}", "nids-de-poule").replace("{id}", "1").replace("{number}", "1");
        for prefix in ["", "/en"] {
            let mut got = Vec::new();
            for browser in &mut browsers {
                let path = format!("{prefix}{path}");
                let reply = match method {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[("mots", "un mot")]).await,
                };
                got.push(reply.status.as_u16());
            }
            assert_eq!(got, expected, "{method} {prefix}{route}");
        }
    }
}

#[tokio::test]
async fn what_is_for_staff_is_on_no_public_page_and_in_no_public_search() {
    let ground = with_potholes().await;
    let fr =
        format!("{FRENCH}\n# questions\n\nCombien de roues?\n\n# contacts\n\nContremaître Zéphirin, poste 4410.\n");
    let secret = super::article("secret", &fr.replace("Nids-de-poule", "Secret"), None);
    assert!(!secret.fr.staff.own(StaffSection::Contacts, None).is_empty());
    keep(&ground, &secret).await;
    let mut resident = stranger(&ground);
    for page in ["/aide", "/aide/secret", "/en/aide/secret", "/aide?q=Z%C3%A9phirin", "/aide?q=contrema%C3%AEtre"] {
        resident.get(page).await.is(200).lacks("Zéphirin, poste").lacks("Combien de roues").lacks("autoroute");
    }
    resident.get("/aide?q=Z%C3%A9phirin").await.holds("rien trouvé");
    let mut agent = sign_in(&ground, "agente").await;
    agent.get("/poste/aide?q=Z%C3%A9phirin").await.holds("Secret");
    let page = agent.get("/poste/aide/secret").await;
    page.holds("Zéphirin, poste 4410").holds("Combien de roues").holds("Ne pas communiquer au public");
    page.holds("Un nid-de-poule est un trou");
}

#[tokio::test]
async fn who_is_named_an_editor_writes_from_the_next_page_on() {
    let ground = with_potholes().await;
    let (mut agent, edit) = (sign_in(&ground, "agente").await, "/poste/aide/nids-de-poule/modifier");
    agent.get(edit).await.is(403);
    let mut op = Op::system(&ground.app);
    let staff = identity::list(&mut op).await.unwrap().into_iter().find(|it| it.staff.name == "agente").unwrap().staff;
    for is_editor in [true, false] {
        let profile = Profile { edits_knowledge: is_editor, ..Profile::of(&staff) };
        identity::roster::amend(&mut op, staff.id, profile).await.unwrap();
        op.tx.commit().await.unwrap();
        agent.get(edit).await.is(if is_editor { 200 } else { 403 });
        op = Op::system(&ground.app);
    }
}

#[tokio::test]
async fn an_expired_article_leaves_the_public_pages_and_says_so_to_staff() {
    let ground = with_potholes().await;
    let (mut resident, mut agent) = (stranger(&ground), sign_in(&ground, "agente").await);
    resident.get("/aide/nids-de-poule").await.is(200).holds("Gardez le numéro");
    let new_year: Moment = "2028-01-01T04:59:00Z".parse().unwrap();
    ground.set_now(new_year);
    resident.get("/aide/nids-de-poule").await.is(200);
    ground.set_now(new_year.plus_ms(60_000));
    resident.get("/aide/nids-de-poule").await.is(404).holds("a été retirée");
    resident.get("/aide").await.lacks("/aide/nids-de-poule");
    resident.get("/aide?q=trou").await.lacks("/aide/nids-de-poule");
    let mut agent_again = sign_in(&ground, "agente").await;
    agent_again.get("/poste/aide/nids-de-poule").await.is(200).holds("Cet article est périmé");
    agent_again.get("/poste/aide?q=nid-de-poule").await.holds("Périmé");
    let fields = [("courriel", "lea@exemple.test"), ("langue", "fr")];
    agent_again.post("/poste/aide/nids-de-poule/envoyer", &fields).await.is(422).holds("ne s’envoie pas");
    agent.forget();
}

#[tokio::test]
async fn english_readers_are_told_what_is_in_french_and_boroughs_have_their_own_words() {
    let ground = with_potholes().await;
    let mut resident = stranger(&ground);
    let page = resident.get("/en/aide/nids-de-poule").await;
    page.is(200).holds("Potholes").holds("A pothole is a hole").holds("exists in French only").holds("lang=\"fr\"");
    let own = resident.get("/aide/nids-de-poule?arrondissement=ville-marie").await;
    own.holds("Appelez le <strong>311</strong>").lacks("Gardez le numéro").lacks("n’existe qu’en français");
    resident.get("/aide/nids-de-poule?arrondissement=westmount").await.is(200).holds("Gardez le numéro");
    resident.get("/aide/nids-de-poule").await.holds("/signaler?q=Nid-de-poule");
}
