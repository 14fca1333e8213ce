//! The table of routes and refusals.

use super::{STAFF, city, sign_in, stranger};
use std::collections::BTreeSet;

/// Method, route, what comes back to: nobody, an agent, a unit, a supervisor, a crew, an administrator, another one.
const ACCESS: [(&str, &str, [u16; 7]); 16] = [
    ("GET", "/poste/ville", [303, 403, 403, 403, 403, 200, 200]),
    ("GET", "/poste/ville/versions/{id}", [303, 403, 403, 403, 403, 200, 200]),
    ("POST", "/poste/ville/versions/{id}/remettre", [401, 403, 403, 403, 403, 422, 422]),
    ("POST", "/poste/ville/versions/{id}/renoncer", [401, 403, 403, 403, 403, 404, 404]),
    ("GET", "/poste/ville/brouillon", [303, 403, 403, 403, 403, 200, 200]),
    ("POST", "/poste/ville/brouillon/abandonner", [401, 403, 403, 403, 403, 303, 303]),
    ("GET", "/poste/ville/brouillon/fichier", [303, 403, 403, 403, 403, 404, 404]),
    ("POST", "/poste/ville/brouillon/fichier", [401, 403, 403, 403, 403, 422, 422]),
    ("GET", "/poste/ville/brouillon/telecharger", [303, 403, 403, 403, 403, 404, 404]),
    ("GET", "/poste/ville/brouillon/ligne", [303, 403, 403, 403, 403, 404, 404]),
    ("POST", "/poste/ville/brouillon/ligne", [401, 403, 403, 403, 403, 404, 404]),
    ("GET", "/poste/ville/brouillon/reprendre", [303, 403, 403, 403, 403, 404, 404]),
    ("POST", "/poste/ville/brouillon/reprendre", [401, 403, 403, 403, 403, 404, 404]),
    ("GET", "/poste/ville/brouillon/essai", [303, 403, 403, 403, 403, 200, 200]),
    ("GET", "/poste/ville/acheminement", [303, 403, 403, 403, 403, 200, 200]),
    ("POST", "/poste/ville/acheminement/corriger", [401, 403, 403, 403, 403, 404, 404]),
];
/// The last one, whose answer depends on the draft, is told apart.
const PUBLISHING: (&str, &str, [u16; 7]) =
    ("POST", "/poste/ville/brouillon/essai", [401, 403, 403, 403, 403, 422, 422]);

/// Routes as the sources declare them.
fn declared() -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    for line in include_str!("../desk.rs").split(".route(\"").skip(1) {
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
    let lines = ACCESS.iter().chain([&PUBLISHING]).map(|(method, route, _)| (*method, (*route).to_owned()));
    assert_eq!(declared(), lines.collect());
}

#[tokio::test]
async fn each_route_is_open_to_administrators_alone() {
    let ground = city().await;
    let mut browsers = vec![stranger(&ground)];
    for (who, _) in STAFF {
        browsers.push(sign_in(&ground, who).await);
    }
    for (method, route, expected) in ACCESS.iter().chain([&PUBLISHING]) {
        for prefix in ["", "/en"] {
            let path = format!("{prefix}{}", route.replace("{id}", "1"));
            let mut got = Vec::new();
            for browser in &mut browsers {
                let reply = match *method {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[("mots", "un mot")]).await,
                };
                got.push(reply.status.as_u16());
            }
            assert_eq!(got, expected, "{method} {prefix}{route}");
        }
    }
}
