//! The table of routes and refusals: who may open what, and that no route lacks its line.

use super::{PLATEAU, STAFF, desk, give, pothole, sign_in, stranger};
use crate::rights::Act;
use axum::{body::Body, http::Request};
use std::collections::BTreeSet;
use testkit::Browser;

/// Method, route, what comes back to: nobody, an agent, the unit of the request, another unit, its supervisor, the crew
/// that took it, a contractor, an administrator.
///
/// The doors to a provider of accounts are for everybody: here there is none (see the stories of `identity::oidc`).
const ACCESS: [(&str, &str, [u16; 8]); 93] = [
    ("GET", "/poste", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/en-direct", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/suggestions", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/carte", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/points.json", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/export.csv", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/export.xlsx", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/lots", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/lots", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/poste/lots/nouveau", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/poste/lots/{reference}", [303, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/lots/{reference}/defaire", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/files", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/files/{id}/retirer", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/demandes/{reference}", [303, 200, 200, 404, 200, 200, 404, 200]),
    ("POST", "/poste/demandes/{reference}/personnes", [401, 200, 200, 404, 200, 200, 404, 200]),
    ("POST", "/poste/demandes/{reference}/actes/{act}", [401, 303, 303, 404, 303, 303, 404, 303]),
    ("POST", "/poste/demandes/{reference}/photos", [401, 422, 422, 404, 422, 422, 404, 422]),
    ("GET", "/poste/demandes/{reference}/photos/{name}", [303, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/demandes/{reference}/photos/{name}/cacher", [303, 403, 404, 404, 404, 403, 404, 404]),
    ("POST", "/poste/demandes/{reference}/photos/{name}/public", [401, 403, 404, 404, 404, 403, 404, 404]),
    ("POST", "/poste/demandes/{reference}/pieces", [401, 422, 422, 404, 422, 422, 404, 422]),
    ("GET", "/poste/demandes/{reference}/pieces/{name}", [303, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/demandes/{reference}/pieces/{name}/retirer", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/demandes/{reference}/partenaires/{id}/retirer", [401, 404, 404, 404, 404, 403, 404, 404]),
    ("GET", "/equipe", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/equipe/ordre", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/equipe/actes", [401, 422, 422, 422, 422, 422, 422, 422]),
    // They say nothing of anybody: a browser asks for them without its cookies, or before one signs in.
    ("GET", "/equipe/manifeste.webmanifest", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/equipe/service.js", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/equipe/hors-reseau", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/equipe/demandes/{reference}", [303, 200, 200, 404, 200, 200, 404, 200]),
    ("POST", "/equipe/demandes/{reference}/{act}", [401, 303, 303, 404, 303, 303, 404, 303]),
    ("GET", "/poste/saisie", [303, 200, 403, 403, 403, 403, 403, 200]),
    ("POST", "/poste/saisie", [401, 200, 403, 403, 403, 403, 403, 200]),
    ("POST", "/poste/saisie/brouillon", [401, 204, 403, 403, 403, 403, 403, 204]),
    ("GET", "/poste/rappels", [303, 200, 403, 403, 403, 403, 403, 200]),
    ("POST", "/poste/rappels/{id}/fait", [401, 404, 403, 403, 403, 403, 403, 404]),
    ("GET", "/poste/reponses", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/reponses", [401, 403, 403, 403, 403, 403, 403, 422]),
    ("GET", "/poste/reponses/nouvelle", [303, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/poste/reponses/{id}", [303, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/reponses/{id}", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/reponses/{id}/retirer", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/reponses/{id}/remettre", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("GET", "/poste/regards", [303, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/poste/personnel", [303, 403, 403, 403, 403, 403, 403, 200]),
    ("POST", "/poste/personnel", [401, 403, 403, 403, 403, 403, 403, 422]),
    ("GET", "/poste/personnel/nouveau", [303, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/poste/personnel/{id}", [303, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/personnel/{id}", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/personnel/{id}/desactiver", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/personnel/{id}/reactiver", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("POST", "/poste/personnel/{id}/sessions", [401, 403, 403, 403, 403, 403, 403, 404]),
    ("GET", "/poste/telephone", [303, 403, 403, 403, 200, 403, 403, 200]),
    ("GET", "/poste/telephone/effectifs", [303, 403, 403, 403, 200, 403, 403, 200]),
    ("GET", "/poste/telephone/intervalles.csv", [303, 403, 403, 403, 200, 403, 403, 200]),
    // The supervisor of one unit goes straight to its page.
    ("GET", "/poste/unites", [303, 403, 403, 403, 303, 403, 403, 200]),
    ("GET", "/poste/unites/{code}", [303, 403, 403, 403, 200, 403, 403, 200]),
    ("GET", "/poste/qualite", [303, 403, 403, 403, 200, 403, 403, 200]),
    ("POST", "/poste/qualite/tirages", [401, 403, 403, 403, 422, 403, 403, 422]),
    ("GET", "/poste/qualite/tirages/{id}", [303, 403, 403, 403, 404, 403, 403, 404]),
    ("GET", "/poste/qualite/contacts/{id}", [303, 403, 403, 403, 404, 403, 403, 404]),
    ("POST", "/poste/qualite/contacts/{id}", [401, 403, 403, 403, 404, 403, 403, 404]),
    ("POST", "/poste/qualite/contacts/{id}/notes", [401, 403, 403, 403, 404, 403, 403, 404]),
    ("GET", "/poste/qualite/moi", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/qualite/moi/{id}/reponse", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/secours", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/secours", [403, 403, 403, 403, 403, 403, 403, 403]),
    ("GET", "/poste/connexion", [200, 303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/poste/connexion", [422, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/poste/connexion/fournisseur", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/connexion/retour", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/deconnexion/fournisseur", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/deconnexion/fournisseur", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/poste/connexion/code", [303, 303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/poste/connexion/code", [303, 303, 303, 303, 303, 303, 303, 303]),
    // The city of the tests has an address in numbers: no passkeys.
    ("POST", "/poste/connexion/cle/defi", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/connexion/cle", [422, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/poste/compte", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/compte/mot-de-passe", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/sessions/{id}/fermer", [401, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/poste/compte/code", [303, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/poste/compte/code", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/code/retirer", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/code/secours", [401, 303, 303, 303, 303, 303, 303, 303]),
    // They signed in a moment ago: nothing is asked again.
    ("GET", "/poste/compte/confirmer", [303, 303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/poste/compte/confirmer", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/confirmer/cle", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/cles/defi", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/poste/compte/cles", [401, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/poste/compte/cles/{id}/retirer", [401, 303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/poste/deconnexion", [401, 303, 303, 303, 303, 303, 303, 303]),
];

/// Routes as the sources declare them.
fn declared() -> BTreeSet<(&'static str, String)> {
    let sources = [
        include_str!("../lib.rs"),
        include_str!("../crew.rs"),
        include_str!("../../../../domains/identity/src/desk.rs"),
    ];
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
fn no_route_of_the_desk_lacks_its_line() {
    let lines: BTreeSet<(&str, String)> =
        ACCESS.iter().map(|(method, route, _)| (*method, (*route).to_owned())).collect();
    assert_eq!(declared(), lines);
}

async fn call(browser: &mut Browser, rank: usize, method: &str, path: &str) -> u16 {
    // Each knocks under a name of their own: trials of one name are slowed.
    let email = format!("p{rank}@ville.test");
    let reply = match method {
        // The stream has no end in a time that stands still: its head says enough.
        "GET" if path.ends_with("/en-direct") => browser.send(Request::head(path).body(Body::empty()).unwrap()).await,
        "GET" => browser.get(path).await,
        _ => {
            let key = format!("cle-des-essais-{rank}-{}", path.len());
            browser.post(path, &[("mots", "un mot"), ("courriel", &email), ("cle", &key)]).await
        }
    };
    reply.status.as_u16()
}

#[tokio::test]
async fn each_route_is_open_to_who_may_and_refuses_the_others() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut browsers = vec![stranger(&ground)];
    for (who, ..) in STAFF {
        browsers.push(sign_in(&ground, who).await);
    }
    give(&ground, &reference, "equipe").await;
    for (method, route, expected) in ACCESS {
        let path = route
            .replace("{reference}", &reference)
            .replace("{act}", if route.starts_with("/equipe") { "trouver" } else { Act::Note.word() })
            .replace("{code}", PLATEAU)
            .replace("{id}", "1")
            .replace("{name}", "aucune");
        for prefix in ["", "/en"] {
            // Signing out once is enough, and too many trials are slowed.
            if prefix == "/en" && (method, route) != ("GET", "/poste/connexion") && route.contains("connexion") {
                continue;
            }
            let mut got = Vec::new();
            for (rank, browser) in browsers.iter_mut().enumerate() {
                got.push(call(browser, rank, method, &format!("{prefix}{path}")).await);
            }
            assert_eq!(got, expected, "{method} {prefix}{route}");
        }
    }
}

#[tokio::test]
async fn an_act_that_is_not_theirs_is_refused_whatever_the_page_shows() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let mut unit = sign_in(&ground, "plateau").await;
    let path = |act: &str| format!("/poste/demandes/{reference}/actes/{act}");
    for act in ["prendre", "commencer", "planifier", "suspendre", "refuser", "laisser", "retirer"] {
        agent.post(&path(act), &[("mots", "x"), ("jour", "2026-12-01")]).await.is(403).holds("unité responsable");
    }
    for act in ["annuler", "retirer"] {
        unit.post(&path(act), &[("mots", "x")]).await.is(403);
    }
    agent.post(&path("effacer"), &[]).await.is(404);
    let page = agent.get(&format!("/poste/demandes/{reference}")).await;
    page.lacks("/actes/prendre").lacks("acte=planifier").holds("acte=confier");
    // An agent closes a request by answering it, and by nothing else.
    let form = agent.get(&format!("/poste/demandes/{reference}?acte=terminer")).await;
    form.holds("INFORMATION_DONNEE").lacks("value=\"REPARE\"");
    let vu = form.field("vu");
    let fields = [("vu", vu.as_str()), ("resultat", "REPARE"), ("preuve_REPARE", "2026-11-18")];
    agent.post(&path("terminer"), &fields).await.is(422).holds("résultat de la liste");
}
