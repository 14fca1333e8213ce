//! Supervisors before the figures of the telephone.

use super::{PLATEAU, desk, sign_in, speaks};
use telephony::{Calls, PhoneInterval, receive};
use testkit::Ground;
use web::Op;

/// Two weeks of mornings before Wednesday the 18th: the Plateau is short of agents on Mondays, downtown is not.
async fn count_calls(ground: &Ground) {
    let mut intervals = Vec::new();
    for day in 4..=17 {
        for hour in ["13:00", "13:30", "14:00", "14:30"] {
            for borough in [PLATEAU, "ville-marie", ""] {
                let is_bad = borough == PLATEAU && [9, 16].contains(&day);
                let [offered, answered, in_time] = if is_bad { [60, 38, 12] } else { [30, 29, 27] };
                let calls = Calls { offered, answered, in_time, abandoned: offered - answered, talk_s: answered * 255 };
                // One half hour of the Plateau never came.
                if (day, hour, borough) != (12, "14:00", PLATEAU) {
                    let start = format!("2026-11-{day:02}T{hour}:00Z").parse().unwrap();
                    intervals.push(PhoneInterval { line: "311".into(), borough: borough.into(), start, calls });
                }
            }
        }
    }
    let mut op = Op::system(&ground.app);
    receive(&mut op, &intervals).await.unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn the_telephone_is_held_against_its_targets_by_hour_day_and_borough() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    let empty = chief.get("/poste/telephone").await;
    empty.is(200).holds("Aucune demi-heure n’a encore été reçue.").holds("Aucun appel compté dans cette période");
    speaks(&empty);
    count_calls(&ground).await;
    // This morning, nothing came yet: four half hours of three lines.
    chief.get("/poste/telephone?periode=28").await.is(200).holds("Demi-heures manquantes : 13 sur 180 attendues");
    let page = chief.get("/poste/telephone?periode=28&au=2026-11-17").await;
    speaks(&page);
    page.is(200)
        .holds("Demi-heures manquantes : 1 sur 168 attendues")
        .holds("Dernière demi-heure reçue : mardi 17 novembre 2026, 9\u{a0}h\u{a0}30")
        .holds("Demi-heures manquantes : 1 sur 56.")
        // Mondays at eight on the Plateau: 12 of 60 in time; with the others of the hour, (12 + 27 + 27) / 120.
        .holds("rv-heat__cell--2\" title=\"480 appels\">55</td>")
        .holds("rv-heat__cell--1\" title=\"480 appels\">20</td>")
        .holds("Lignes de toute la ville");
    // Boroughs stand by name, never by figure.
    let text = page.text();
    let chart = &text[text.find("Par arrondissement").unwrap()..text.find("Jour par jour").unwrap()];
    let places: Vec<usize> =
        ["Le Plateau", "Lignes de toute", "Ville-Marie"].iter().map(|name| chart.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let one = chief.get(&format!("/poste/telephone?periode=1&au=2026-11-16&arrondissement={PLATEAU}")).await;
    one.is(200).holds("Cible manquée").holds("title=\"120 appels\">20</td>").lacks("Par arrondissement");
    let city = chief.get("/en/poste/telephone?periode=365&arrondissement=ville").await;
    city.is(200).holds("Week of Monday, November 9, 2026").holds("Target met");
    speaks(&city);
    chief.get("/poste/telephone?periode=0&au=hier&arrondissement=lune").await.is(200).holds("Aucun appel compté");
}

#[tokio::test]
async fn a_plan_says_how_many_agents_and_all_that_it_takes_for_granted() {
    let ground = desk().await;
    let mut chief = sign_in(&ground, "chef").await;
    chief.get("/poste/telephone/effectifs").await.is(200).holds("Aucun appel compté dans cette période");
    count_calls(&ground).await;
    let of = |rest: &str| format!("/poste/telephone/effectifs?jour=1&arrondissement={PLATEAU}{rest}");
    let plan = chief.get(&of("")).await;
    speaks(&plan);
    plan.is(200)
        .holds("Vu : 20\u{a0}% en 100 s, 37\u{a0}% d’abandons.")
        .holds("c’est la patience qui explique")
        .holds("Erlang-A")
        .holds("les pauses, la formation et les absences s’ajoutent");
    // 60 calls of 255 seconds are 8.5 agents busy all the time: with fewer people hang up, with more they do not.
    let agents = |text: &str| -> u32 {
        let row = &text[text.find("<strong>").unwrap() + 8..];
        row[..row.find('<').unwrap()].parse().unwrap()
    };
    let usual = agents(&plan.text());
    assert!((8..=10).contains(&usual), "{usual}");
    let harder = agents(&chief.get(&of("&niveau=95&abandon=2&apres=60&patience=120")).await.text());
    assert!(harder > usual, "{harder} after {usual}");
    let wrong = chief.get(&of("&niveau=150&apres=tout")).await;
    wrong.is(422).holds("Écrivez un nombre de 1 à 99.").holds("Écrivez un nombre de 0 à 1800.").holds("value=\"150\"");
    let english = chief.get(&format!("/en{}", of("&charge=dur"))).await;
    english.is(200).holds("busier than nine in ten");
    speaks(&english);
}

#[tokio::test]
async fn what_was_counted_is_a_file_that_may_be_brought_in_again() {
    let ground = desk().await;
    count_calls(&ground).await;
    let mut chief = sign_in(&ground, "cheffe-plateau").await;
    let file =
        chief.get(&format!("/poste/telephone/intervalles.csv?periode=7&au=2026-11-17&arrondissement={PLATEAU}")).await;
    assert_eq!(file.is(200).header("content-type"), "text/csv; charset=utf-8");
    let text = file.text();
    assert_eq!(text.lines().count(), 1 + 7 * 4 - 1);
    assert!(
        text.starts_with(
            "start,line,borough,offered,answered,answered_100s,abandoned,talk_s\n2026-11-11T08:00:00-05:00,311,"
        ),
        "{text}"
    );
    let known = telephony::intake::known(&Op::system(&ground.app));
    let read = telephony::file::read("encore.csv", text.into_bytes(), &known).unwrap();
    let mut op = Op::system(&ground.app);
    assert_eq!(receive(&mut op, &read).await.unwrap().unchanged, 27);
}
