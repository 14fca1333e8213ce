//! Supervisors before the page of their unit: each figure leads to the list that it counts.

use super::{DOWNTOWN, PLATEAU, desk, give, load, pothole, scoping::change, sign_in, speaks};
use ::store::sql;
use base::{Lang, Moment};
use identity::{Role, Staff};
use interactions::NewInteraction;
use requests::{Channel, Grounds, Nature, Outcome, Status};
use surveys::{Fixed, PastAnswer, PastSurvey};
use testkit::{Browser, Ground, NOON, Reply};
use web::{Actor, Op};

const PAGE: &str = "/poste/unites/le-plateau-mont-royal";

/// The figures of a page: what they say, where they lead.
fn figures(page: &Reply) -> Vec<(String, String)> {
    let text = page.text();
    let all = text.split("<a class=\"govuk-link\" href=\"").skip(1);
    all.filter_map(|rest| {
        let (link, rest) = rest.split_once("\">")?;
        let number = rest.strip_prefix("<strong>").unwrap_or(rest);
        let end = number.find('<')?;
        Some((number[..end].replace('\u{202f}', ""), link.replace("&#38;", "&")))
    })
    .collect()
}

/// The classes of ages: how many, and the list.
fn ages(page: &Reply) -> Vec<(String, String)> {
    let text = page.text();
    let rows = text.split("<th scope=\"row\"><a class=\"govuk-link\" href=\"").skip(1);
    rows.map(|row| {
        let number = row.split("rv-bars__n\">").nth(1).unwrap().split('<').next().unwrap();
        (number.to_owned(), row.split('"').next().unwrap().replace("&#38;", "&"))
    })
    .collect()
}

/// The number of a figure by its name, and the list behind it.
fn figure(page: &Reply, name: &str) -> (String, String) {
    let text = page.text();
    let after = text.split(&format!("<dt>{name}</dt>")).nth(1).unwrap_or_else(|| panic!("no figure {name}: {text}"));
    let link = after.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let number = after.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
    (number.to_owned(), link)
}

/// Every figure that leads to a list counts what the list holds.
async fn lists_agree(browser: &mut Browser, page: &Reply) -> usize {
    let mut seen = 0;
    for (number, link) in figures(page) {
        let Ok(number) = number.parse::<usize>() else { continue };
        if link.starts_with('#') {
            continue;
        }
        let list = browser.get(&link).await;
        let rows = list.is(200).text().matches("data-row-link").count();
        assert_eq!(rows, number, "{link}");
        list.lacks("desk-misread").lacks("role=\"alert\"");
        seen += 1;
    }
    seen
}

async fn staff(ground: &Ground, who: &str) -> Staff {
    let found = identity::list(&mut Op::system(&ground.app)).await.unwrap();
    found.into_iter().find(|member| member.staff.email == format!("{who}@ville.test")).unwrap().staff
}

async fn move_to(ground: &Ground, reference: &str, to: Status, reason: &str) {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 1, name: "A".into() };
    let outcome = Outcome { result: "INFORMATION_DONNEE".into(), proof: "dit".into() };
    let outcome = (to == Status::Completed).then_some(outcome);
    requests::move_to(&mut op, reference, to, &Grounds { reason: reason.into(), outcome }).await.unwrap();
    op.commit().await.unwrap();
}

async fn assign(ground: &Ground, reference: &str, unit: &str, reason: &str) {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 1, name: "A".into() };
    requests::assign(&mut op, reference, unit, reason).await.unwrap();
    op.commit().await.unwrap();
}

/// Makes a request older, or due at another time, as days would.
async fn age(ground: &Ground, reference: &str, days: i64, due_in_hours: Option<i64>) {
    let mut op = Op::system(&ground.app);
    sql("update request set received_at = $2, due_at = $3 where reference = $1")
        .bind(reference)
        .bind(NOON.plus_days(-days))
        .bind(due_in_hours.map(|hours| NOON.plus_ms(hours * 3_600_000)))
        .execute(&mut op.tx)
        .await
        .unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn each_figure_of_a_unit_counts_the_list_that_it_leads_to() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    for who in ["plateau", "agente", "centre"] {
        sign_in(&ground, who).await;
    }
    assert_eq!(chief.get("/poste/unites").await.is(303).location(), PAGE);
    let empty = chief.get(PAGE).await;
    speaks(&empty);
    empty
        .is(200)
        .holds("Moins de dix demandes fermées")
        .holds("Moins de trois commentaires")
        .holds("Aucune en 7 jours.");
    let mut made = Vec::new();
    for _ in 0..7 {
        made.push(pothole(&ground).await);
    }
    age(&ground, &made[0], 400, Some(-48)).await;
    age(&ground, &made[1], 10, Some(5)).await;
    age(&ground, &made[2], 2, None).await;
    give(&ground, &made[0], "plateau").await;
    give(&ground, &made[1], "agente").await;
    move_to(&ground, &made[3], Status::Completed, "fait").await;
    move_to(&ground, &made[4], Status::Completed, "fait").await;
    move_to(&ground, &made[4], Status::Reopened, "pas fait").await;
    assign(&ground, &made[5], DOWNTOWN, "C’est de l’autre côté de la rue.").await;
    // It came back: both ways are told.
    assign(&ground, &made[6], DOWNTOWN, "Pas à nous?").await;
    assign(&ground, &made[6], PLATEAU, "Si, c’est à vous.").await;
    let page = chief.get(PAGE).await;
    speaks(&page);
    page.is(200);
    for (name, number) in [
        ("Ouvertes", "5"),
        ("À risque (moins d’un jour)", "1"),
        ("En retard", "1"),
        ("Sans personne", "3"),
        ("Reçues en 7 jours", "4"),
        ("Fermées en 7 jours", "1"),
        ("Venues d’une autre unité en 7 jours", "1"),
        ("Parties vers une autre unité en 7 jours", "2"),
        ("Mal acheminées, à décider", "0"),
        ("Rouvertes, à refaire", "1"),
    ] {
        assert_eq!(figure(&page, name).0, number, "{name}");
    }
    // Eight figures with a list, and the three people of the unit or with its requests.
    assert_eq!(lists_agree(&mut chief, &page).await, 8 + 3);
    let ages = ages(&page);
    assert_eq!(
        ages.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(),
        ["2", "1", "0", "1", "0", "0", "0", "1"]
    );
    for (number, link) in ages {
        let rows = chief.get(&link).await.is(200).text().matches("data-row-link").count();
        assert_eq!(rows.to_string(), number, "{link}");
    }
    page.holds("La plus ancienne attend depuis 400")
        .holds("C’est de l’autre côté de la rue.")
        .holds("Si, c’est à vous.");
    // What left is no longer theirs to open; what came back is.
    page.lacks(&format!("/poste/demandes/{}", made[5])).holds(&made[5]).holds(&format!("/poste/demandes/{}", made[6]));
    let english = chief.get(&format!("/en{PAGE}")).await;
    speaks(&english);
    assert_eq!(lists_agree(&mut chief, &english).await, 8 + 3);
    assert!(load(&ground, &made[4]).await.reopen_count > 0);
    // A list of what somebody holds says whose it is.
    let holder = staff(&ground, "plateau").await.id;
    chief.get(&format!("/poste?unite={PLATEAU}&qui={holder}")).await.is(200).holds("Nom de plateau").holds(&made[0]);
}

#[tokio::test]
async fn people_stand_by_name_and_whoever_answers_for_the_unit_alone_sees_them() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    let mut other = sign_in(&ground, "centre").await;
    sign_in(&ground, "plateau").await;
    sign_in(&ground, "agente").await;
    let reference = pothole(&ground).await;
    give(&ground, &reference, "agente").await;
    let page = chief.get(PAGE).await;
    let text = page.is(200).text();
    let people = &text[text.find("id=\"personnes\"").unwrap()..text.find("id=\"paroles\"").unwrap()];
    let places: Vec<usize> = ["Nom de agente", "Nom de cheffe-plateau", "Nom de plateau"]
        .iter()
        .map(|name| people.find(name).unwrap_or_else(|| panic!("{name}: {people}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(people.contains("hors de l’unité") && people.contains("Ni rang ni vitesse"), "{people}");
    other.get(PAGE).await.is(403);
    chief.get(&format!("/poste/unites/{DOWNTOWN}")).await.is(403).holds("répondent de cette unité");
    chief.get("/poste/unites/lune").await.is(404);
    let mut admin = sign_in(&ground, "chef").await;
    admin.get("/poste/unites").await.is(200).holds(&format!("/poste/unites/{DOWNTOWN}"));
    admin.get(&format!("/poste/unites/{DOWNTOWN}")).await.is(200);
    // Limited to another borough, the supervisor is shown nothing of this one.
    change(&ground, "cheffe-plateau", |profile| profile.limits.boroughs = vec!["ville-marie".into()]).await;
    let narrow = chief.get(PAGE).await;
    assert_eq!(figure(narrow.is(200), "Ouvertes").0, "0");
    change(&ground, "cheffe-plateau", |profile| profile.role = Role::Unit).await;
    chief.get(PAGE).await.is(403);
}

async fn contact(ground: &Ground, staff_id: base::Id, rank: usize, outcome: &str) {
    let mut op = Op::system(&ground.app);
    let key = format!("{staff_id}-{rank}");
    let phone = format!("514 555-01{rank:02}");
    let began_at = op.now.plus_ms(-120_000);
    let new = NewInteraction { key: &key, staff_id, channel: Channel::Phone, lang: Lang::Fr, phone: &phone, began_at };
    interactions::end(&mut op, &new, outcome, "").await.unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn contacts_settled_at_once_are_a_share_with_its_interval_from_ten_on() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    sign_in(&ground, "plateau").await;
    let (plateau, chief_id) = (staff(&ground, "plateau").await.id, staff(&ground, "cheffe-plateau").await.id);
    for rank in 0..9 {
        contact(&ground, plateau, rank, "settled").await;
    }
    chief.get(PAGE).await.is(200).holds("moins de dix contacts");
    contact(&ground, plateau, 9, "told").await;
    contact(&ground, chief_id, 10, "recorded").await;
    contact(&ground, chief_id, 11, "cut").await;
    chief.get(PAGE).await.is(200).holds("<strong>91\u{a0}%</strong>").holds("11 contacts, selon la personne");
    // Two of the ten who were helped called again within a week: it is known a week later.
    ground.set_now(NOON.plus_days(4));
    for rank in [0, 1] {
        contact(&ground, chief_id, rank, "recorded").await;
    }
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    chief.get(PAGE).await.is(200).lacks("ont rappelé");
    ground.set_now(NOON.plus_days(11));
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    let page = chief.get(PAGE).await;
    speaks(&page);
    page.is(200).holds("20\u{a0}% ont rappelé dans les 7 jours").holds("10 contacts).");
}

fn answer(rank: i64, at: Moment, comment: &str) -> PastSurvey {
    PastSurvey {
        request_id: rank,
        requester_id: rank,
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        borough: Some(PLATEAU.into()),
        unit: PLATEAU.into(),
        received_at: at.plus_days(-3),
        closed_at: at.plus_days(-1),
        is_solved: true,
        sent_at: at,
        lang: Lang::Fr,
        answer: Some(PastAnswer {
            at,
            satisfaction: Some(2),
            fixed: Fixed::Partly,
            is_delay_acceptable: Some(false),
            comment: comment.to_owned(),
        }),
    }
}

#[tokio::test]
async fn residents_comments_reach_the_unit_that_served_them_without_saying_who_they_are() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    let mut op = Op::system(&ground.app);
    let days = |count: i64| NOON.plus_days(-count);
    let some = [
        answer(1, days(2), "Je m’appelle Léa Ouellet, 514 555-0123 : le trou est revenu."),
        answer(2, days(20), "Vieux commentaire."),
        answer(3, NOON, "De ce matin."),
    ];
    surveys::bulk::insert(&mut op, &some).await.unwrap();
    op.commit().await.unwrap();
    chief.get(PAGE).await.is(200).holds("Moins de trois commentaires").lacks("le trou est revenu");
    let mut op = Op::system(&ground.app);
    surveys::bulk::insert(&mut op, &[answer(4, days(25), "Encore un.")]).await.unwrap();
    op.commit().await.unwrap();
    let month = chief.get(PAGE).await;
    speaks(&month);
    month
        .is(200)
        .holds("Paroles de quatre semaines")
        .holds("Je m’appelle […] […] : le trou est revenu.")
        .holds("Réglé en partie, dit la personne · plutôt insatisfaite")
        .lacks("Ouellet")
        .lacks("0123")
        .lacks("De ce matin.");
    let mut op = Op::system(&ground.app);
    surveys::bulk::insert(&mut op, &[answer(5, days(3), "Merci <b>bien</b>."), answer(6, days(7), "Bien.")])
        .await
        .unwrap();
    op.commit().await.unwrap();
    let week = chief.get(PAGE).await;
    week.is(200).holds("Paroles de la semaine").lacks("Vieux commentaire.").holds("&#60;b&#62;bien");
    // Another unit has its own.
    let mut admin = sign_in(&ground, "chef").await;
    admin.get(&format!("/poste/unites/{DOWNTOWN}")).await.is(200).lacks("le trou est revenu");
}
