//! Who sees what: crews, contractors, people who are limited, and rights that change while somebody works.

use super::{DOWNTOWN, PASSWORD, PLATEAU, desk, give, load, pothole, sign_in, speaks, stranger};
use ::store::sql;
use identity::{Limits, Profile, Role, Staff};
use testkit::{Browser, Ground};
use web::{Actor, Op};

async fn person(op: &mut Op, who: &str) -> Staff {
    let found = identity::list(op).await.unwrap();
    found.into_iter().find(|member| member.staff.email == format!("{who}@ville.test")).unwrap().staff
}

/// Changes what somebody may do, as an administrator would.
pub(super) async fn change(ground: &Ground, who: &str, put: impl FnOnce(&mut Profile)) {
    let mut op = Op::system(&ground.app);
    let staff = person(&mut op, who).await;
    let mut profile = Profile::of(&staff);
    put(&mut profile);
    identity::amend(&mut op, staff.id, profile).await.unwrap();
    op.commit().await.unwrap();
}

async fn act(browser: &mut Browser, reference: &str, act: &str, fields: &[(&str, &str)]) -> u16 {
    let page = browser.get(&format!("/poste/demandes/{reference}?acte={act}")).await;
    let vu = page.is(200).field("vu");
    let fields = [&[("vu", vu.as_str())], fields].concat();
    browser.post(&format!("/poste/demandes/{reference}/actes/{act}"), &fields).await.status.as_u16()
}

#[tokio::test]
async fn a_crew_sees_and_does_what_any_of_it_took_and_nothing_else() {
    let ground = desk().await;
    let (given, other) = (pothole(&ground).await, pothole(&ground).await);
    let mut one = sign_in(&ground, "equipe").await;
    let mut two = sign_in(&ground, "paveurs").await;
    for who in ["equipe", "paveurs"] {
        change(&ground, who, |profile| (profile.role, profile.crew) = (Role::Crew, "Équipe 4".into())).await;
    }
    give(&ground, &given, "equipe").await;
    for browser in [&mut one, &mut two] {
        let list = browser.get("/poste?etat=toutes").await;
        list.is(200).holds(&given).lacks(&other);
        speaks(&list);
        for path in ["/poste/export.csv?etat=toutes", "/poste/points.json?etat=toutes"] {
            browser.get(path).await.is(200).lacks(&other);
        }
        browser.get(&format!("/poste/demandes/{other}")).await.is(404);
        let page = browser.get(&format!("/poste/demandes/{given}")).await;
        page.is(200).lacks(&other).lacks("acte=confier").lacks("acte=refuser").holds("acte=suspendre");
        for act in ["confier", "refuser", "annuler", "urgence", "regrouper", "retirer"] {
            browser.post(&format!("/poste/demandes/{given}/actes/{act}"), &[("mots", "x")]).await.is(403);
        }
    }
    one.post(&format!("/poste/demandes/{other}/actes/noter"), &[("mots", "x")]).await.is(404);
    // The second one takes over from the first, does the work, and closes it with its proof.
    assert_eq!(act(&mut two, &given, "prendre", &[]).await, 303);
    assert_eq!(load(&ground, &given).await.assignee.unwrap().name, "Nom de paveurs");
    one.get(&format!("/poste/demandes/{given}")).await.is(200);
    assert_eq!(act(&mut one, &given, "commencer", &[]).await, 303);
    assert_eq!(act(&mut one, &given, "noter", &[("mots", "Bitume posé.")]).await, 303);
    let proof = [("resultat", "REPARE"), ("preuve_REPARE", "2026-11-18")];
    assert_eq!(act(&mut two, &given, "terminer", &proof).await, 303);
    assert!(load(&ground, &given).await.closed_at.is_some());
    // Whoever leaves the crew no longer sees what it took.
    change(&ground, "equipe", |profile| profile.crew = "Équipe 5".into()).await;
    one.get(&format!("/poste/demandes/{given}")).await.is(404);
}

#[tokio::test]
async fn a_contractor_works_without_knowing_who_asked() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let (mut contractor, mut crew) = (sign_in(&ground, "paveurs").await, sign_in(&ground, "equipe").await);
    let people = format!("/poste/demandes/{given}/personnes");
    give(&ground, &given, "equipe").await;
    crew.post(&people, &[]).await.is(200).holds("lea@exemple.test");
    give(&ground, &given, "paveurs").await;
    let page = contractor.get(&format!("/poste/demandes/{given}")).await;
    page.is(200).lacks("/personnes").lacks("lea@exemple.test").lacks("Ouellet").lacks("0123");
    contractor.post(&people, &[]).await.is(403).holds("entreprises").lacks("lea@exemple.test");
    crew.post(&people, &[]).await.is(404);
    // Each look is noted, and one that was refused is none.
    let looks = identity::looks_at(&mut Op::system(&ground.app), Some(&given), 10).await.unwrap();
    let looks: Vec<(&str, &str)> = looks.iter().map(|look| (look.staff.as_str(), look.what.code())).collect();
    assert_eq!(looks, [("Nom de paveurs", "request"), ("Nom de equipe", "contact")]);
}

#[tokio::test]
async fn whoever_is_limited_sees_their_boroughs_and_groups_in_lists_counts_and_pages() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let (mut limited, mut agent) = (sign_in(&ground, "agente").await, sign_in(&ground, "chef").await);
    let group = {
        let catalogue = ground.app.part::<catalogue::Catalogue>();
        catalogue.service("NID_POULE").unwrap().group.code.clone()
    };
    let limits = |borough: &str, group: &str| Limits {
        boroughs: if borough.is_empty() { Vec::new() } else { vec![borough.to_owned()] },
        groups: if group.is_empty() { Vec::new() } else { vec![group.to_owned()] },
    };
    let cases = [
        (PLATEAU, "", true),
        (DOWNTOWN, "", false),
        ("", group.as_str(), true),
        ("", "autre-groupe", false),
        (PLATEAU, group.as_str(), true),
        (DOWNTOWN, group.as_str(), false),
    ];
    for (borough, group, is_seen) in cases {
        change(&ground, "agente", |profile| profile.limits = limits(borough, group)).await;
        // A count that somebody else sees is not theirs.
        agent.get("/poste").await.is(200).holds(&reference);
        let (list, page) = (limited.get("/poste").await, limited.get(&format!("/poste/demandes/{reference}")).await);
        assert_eq!(list.is(200).text().contains(&reference), is_seen, "{borough} {group}");
        assert_eq!(list.text().contains("Rien dans cette file"), !is_seen, "{borough} {group}");
        assert_eq!(page.status.as_u16(), if is_seen { 200 } else { 404 }, "{borough} {group}");
        let asked = limited.get("/poste?arrondissement=le-plateau-mont-royal&service=NID_POULE").await;
        assert_eq!(asked.text().contains(&reference), is_seen, "{borough} {group}");
        let count = limited.get("/poste").await.text();
        let shown = count.split("queue-open").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(shown.contains(if is_seen { '1' } else { '0' }), "{borough} {group}: {shown}");
    }
}

#[tokio::test]
async fn rights_that_are_taken_away_are_gone_from_the_next_page() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let path = format!("/poste/demandes/{reference}");
    let vu = unit.get(&format!("{path}?acte=suspendre")).await.is(200).field("vu");
    // While the form is open, they are moved to another unit.
    change(&ground, "plateau", |profile| profile.units = vec![DOWNTOWN.into()]).await;
    let fields = [("vu", vu.as_str()), ("mots", "En attente de pièces.")];
    unit.post(&format!("{path}/actes/suspendre"), &fields).await.is(404);
    unit.get(&path).await.is(404);
    unit.get("/poste").await.is(200).lacks(&reference);
    change(&ground, "plateau", |profile| profile.units = vec![PLATEAU.into()]).await;
    unit.get(&path).await.is(200);
    // Of an administrator who is one no longer, and of somebody who is shut out.
    let (mut chief, _spare) = (sign_in(&ground, "chef").await, sign_in(&ground, "agente").await);
    chief.get("/poste/personnel").await.is(200);
    change(&ground, "agente", |profile| profile.role = Role::Admin).await;
    change(&ground, "chef", |profile| profile.role = Role::Agent).await;
    chief.get("/poste/personnel").await.is(403);
    let mut op = Op::system(&ground.app);
    let id = person(&mut op, "plateau").await.id;
    identity::shut_out(&mut op, id).await.unwrap();
    op.commit().await.unwrap();
    unit.get("/poste").await.is(303);
}

#[tokio::test]
async fn a_supervisor_takes_away_the_queues_of_their_units() {
    let ground = desk().await;
    let (mut unit, mut other) = (sign_in(&ground, "plateau").await, sign_in(&ground, "centre").await);
    let mut supervisor = sign_in(&ground, "cheffe-plateau").await;
    let mut keep = async |name: &str, shared: &str| {
        unit.post("/poste/files", &[("nom", name), ("filtres", "etat=toutes"), ("partage", shared)]).await.is(303);
    };
    keep("De l’unité", PLATEAU).await;
    keep("À moi", "").await;
    let ids: Vec<i64> =
        sql("select id from saved_queue order by id").fetch_values(&mut ground.app.database().read()).await.unwrap();
    let path = |id: i64| format!("/poste/files/{id}/retirer");
    for id in &ids {
        other.post(&path(*id), &[]).await.is(404);
    }
    supervisor.post(&path(ids[1]), &[]).await.is(404);
    supervisor.post(&path(ids[0]), &[]).await.is(303);
    let left: Vec<i64> =
        sql("select id from saved_queue").fetch_values(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(left, [ids[1]]);
}

/// The boxes and words of a member's form.
fn filled<'a>(role: &'a str, unit: &'a str, vu: &'a str) -> [(&'a str, &'a str); 5] {
    [("nom", "Zoé Roy"), ("courriel", "Zoe@ville.test"), ("role", role), ("unites", unit), ("vu", vu)]
}

#[tokio::test]
async fn an_administrator_keeps_the_roster_and_every_change_is_kept() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "chef").await;
    for prefix in ["", "/en"] {
        for path in ["/poste/personnel", "/poste/personnel/nouveau"] {
            speaks(chief.get(&format!("{prefix}{path}")).await.is(200));
        }
    }
    chief.post("/poste/personnel", &filled("unit", "", "")).await.is(422).holds("Choisissez une unité").holds("Zoé");
    chief.post("/poste/personnel", &filled("unit", "lune", "")).await.is(422).holds("Choisissez une unité");
    chief.post("/poste/personnel", &[("nom", "Z"), ("courriel", "z"), ("role", "agent")]).await.is(422);
    let list = chief.post_and_follow("/poste/personnel", &filled("unit", PLATEAU, "")).await;
    list.is(200).holds("Zoé Roy").holds("zoe@ville.test").holds("jamais").holds("Ajout");
    chief.post("/poste/personnel", &filled("unit", PLATEAU, "")).await.is(409).holds("déjà celui");
    chief.get("/poste/personnel?qui=zoe").await.is(200).holds("1\u{a0}personne").holds("zoe@ville.test");
    let id = person(&mut Op::system(&ground.app), "zoe").await.id;
    let path = format!("/poste/personnel/{id}");
    let page = chief.get(&path).await;
    speaks(page.is(200));
    page.lacks("type=\"password\"");
    let vu = page.field("vu");
    // Two administrators at once: the second one is told, and nothing is overwritten.
    chief
        .post_and_follow(&path, &filled("supervisor", PLATEAU, &vu))
        .await
        .is(200)
        .holds("<del>Membre d’une unité</del>");
    chief.post(&path, &filled("agent", "", &vu)).await.is(409).holds("Quelqu’un d’autre");
    assert_eq!(person(&mut Op::system(&ground.app), "zoe").await.role, Role::Supervisor);
    chief.post_and_follow(&format!("{path}/desactiver"), &[]).await.is(200).holds("Redonner l’accès");
    chief.post_and_follow(&format!("{path}/desactiver"), &[]).await.is(200);
    chief.post_and_follow(&format!("{path}/reactiver"), &[]).await.is(200).lacks("Redonner l’accès");
    chief.post_and_follow(&format!("{path}/sessions"), &[]).await.is(200).holds("Sessions fermées");
    let changes = identity::changes(&mut Op::system(&ground.app), Some(id), 20).await.unwrap();
    let said: Vec<(&str, Option<&str>)> =
        changes.iter().rev().map(|line| (line.change.code(), line.actor_name.as_deref())).collect();
    let by = Some("Nom de chef");
    assert_eq!(
        said,
        [("added", by), ("changed", by), ("disabled", by), ("enabled", by), ("sessions-closed", by)],
        "done twice is done once"
    );
    speaks(chief.get("/en/poste/personnel").await.is(200));
}

#[tokio::test]
async fn the_desk_is_never_left_without_an_administrator() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "chef").await;
    let id = person(&mut Op::system(&ground.app), "chef").await.id;
    let path = format!("/poste/personnel/{id}");
    chief.post(&format!("{path}/desactiver"), &[]).await.is(409).holds("seule personne");
    let vu = chief.get(&path).await.field("vu");
    let fields = [("nom", "Chef"), ("courriel", "chef@ville.test"), ("role", "agent"), ("vu", vu.as_str())];
    chief.post(&path, &fields).await.is(409).holds("seule personne");
    let limited = [("arrondissements", PLATEAU), ("nom", "C"), ("courriel", "chef@ville.test"), ("role", "admin")];
    chief.post(&path, &[&limited[..], &[("vu", vu.as_str())]].concat()).await.is(422).holds("aucun arrondissement");
    chief.get(&path).await.is(200);
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_sent_again_by_its_owner() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let page = agent.get(&format!("/poste/demandes/{reference}?acte=noter")).await;
    let (vu, path) = (page.field("vu"), format!("/poste/demandes/{reference}/actes/noter"));
    let words = "La voisine confirme : « trop profond » & dangereux <b>";
    ground.set_now(testkit::NOON.plus_ms(5 * 3_600_000));
    let asked = agent.post(&format!("/en{path}"), &[("vu", &vu), ("mots", words)]).await;
    asked.is(401).holds("what you wrote is kept").lacks("voisine");
    let kept = asked.field("repris");
    let fields = [("courriel", "agente@ville.test"), ("mot_de_passe", PASSWORD), ("repris", kept.as_str())];
    // A wrong password loses nothing either.
    let wrong = agent.post("/en/poste/connexion", &[fields[0], ("mot_de_passe", "x"), fields[2]]).await;
    assert_eq!(wrong.is(422).field("repris"), kept);
    let back = agent.post("/en/poste/connexion", &fields).await;
    back.is(200).holds(&format!("action=\"/en{path}\"")).holds("Resume");
    assert_eq!(load(&ground, &reference).await.updated_at, testkit::NOON, "nothing is sent by itself");
    let (vu, mots) = (back.field("vu"), back.field("mots"));
    let mots = mots.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    assert_eq!(mots, words);
    agent.post(&path, &[("vu", &vu), ("mots", &mots)]).await.is(303);
    agent.get(&format!("/poste/demandes/{reference}")).await.is(200).holds("La voisine confirme");
}

#[tokio::test]
async fn nobody_makes_somebody_else_send_a_form() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    sign_in(&ground, "chef").await;
    let path = format!("/poste/demandes/{reference}/actes/annuler");
    ground.set_now(testkit::NOON.plus_ms(5 * 3_600_000));
    let foreign = |path: &str, body: &str| {
        axum::http::Request::post(path.to_owned())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(axum::body::Body::from(body.to_owned()))
            .unwrap()
    };
    // A form of another site is not kept for anybody, with the cookie or without it.
    agent.send(foreign(&path, "mots=piege")).await.is(403).lacks("repris");
    // Nor one of somebody who was never signed in, since nobody would own it.
    stranger(&ground).post(&path, &[("mots", "piege")]).await.is(401).lacks("name=\"repris\"");
    // What is sealed is nobody else's: another account over it is given nothing.
    let kept = agent.post(&path, &[("mots", "motif")]).await.is(401).field("repris");
    let sign = |email: &'static str, kept: &str| {
        [("courriel", email.to_owned()), ("mot_de_passe", PASSWORD.to_owned()), ("repris", kept.to_owned())]
    };
    let send = async |browser: &mut Browser, fields: [(&str, String); 3]| {
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        browser.post("/poste/connexion", &fields).await
    };
    let other = send(&mut stranger(&ground), sign("chef@ville.test", &kept)).await;
    assert_eq!((other.status.as_u16(), other.location()), (303, "/poste"));
    // What is written by hand, cut, or sealed for something else, is no form.
    let session = ground.app.seal().close("follow", "1\n/poste/personnel\nnom=x", testkit::NOON.plus_days(1));
    for forged in ["1\n/poste/personnel\nnom=x", &kept[1..], &format!("{kept}x"), &session, ""] {
        let reply = send(&mut stranger(&ground), sign("agente@ville.test", forged)).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/poste"), "{forged}");
    }
    // A link gives nothing back, however it is made.
    let link = format!("/poste/connexion?repris={kept}&vers=/poste/personnel");
    stranger(&ground).get(&link).await.is(200).lacks("name=\"repris\"").lacks("motif");
    // Secrets are not kept, and what is older than a shift is forgotten.
    let path = "/poste/compte/mot-de-passe";
    let secret = agent.post(path, &[("actuel", PASSWORD), ("nouveau", "une autre phrase"), ("code", "123456")]).await;
    let given = send(&mut stranger(&ground), sign("agente@ville.test", &secret.is(401).field("repris"))).await;
    given.is(200).lacks("une autre phrase").lacks("123456").lacks("name=\"actuel\"");
    agent.post(path, &[("mots", &"é".repeat(30_000))]).await.is(401).lacks("name=\"repris\"").holds("rechargez");
    ground.set_now(testkit::NOON.plus_ms(18 * 3_600_000));
    let late = send(&mut stranger(&ground), sign("agente@ville.test", &kept)).await;
    assert_eq!((late.status.as_u16(), late.location()), (303, "/poste"));
}

#[tokio::test]
async fn break_glass_opens_one_session_of_an_administrator_and_says_so() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "chef").await;
    sign_in(&ground, "agente").await;
    let make = async |email: &str| {
        let mut op = Op { actor: Actor::System, ..Op::system(&ground.app) };
        let made = identity::emergency::break_glass(&mut op, email).await;
        op.commit().await.unwrap();
        made.map_err(|err| err.to_string())
    };
    assert!(make("agente@ville.test").await.unwrap_err().contains("not an administrator"));
    assert!(make("personne@ville.test").await.unwrap_err().contains("nobody signs in"));
    let word = make(" Chef@ville.test ").await.unwrap();
    let kept: Vec<String> =
        sql("select mark from emergency_link").fetch_values(&mut ground.app.database().read()).await.unwrap();
    assert!(!kept.contains(&word));
    let mut rescuer = stranger(&ground);
    let path = format!("/poste/secours?mot={word}");
    // To look at the link does not use it up.
    for _ in 0..2 {
        rescuer.get(&path).await.is(200).holds(&word);
    }
    rescuer.post("/poste/secours", &[("mot", &word)]).await.is(303);
    rescuer.get("/poste/personnel").await.is(200).holds("Lien de secours créé").holds("ligne de commande");
    chief.get("/poste/personnel").await.holds("Session ouverte par un lien de secours").holds("role=\"alert\"");
    let mut again = stranger(&ground);
    again.post("/poste/secours", &[("mot", &word)]).await.is(403).holds("déjà servi");
    again.get("/poste").await.is(303);
    let late = make("chef@ville.test").await.unwrap();
    ground.set_now(testkit::NOON.plus_ms(15 * 60_000));
    again.post("/poste/secours", &[("mot", &late)]).await.is(403);
    again.post("/poste/secours", &[("mot", "")]).await.is(403);
}
