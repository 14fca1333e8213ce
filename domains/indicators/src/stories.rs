//! A small city is measured, and its pages say what is true, how sure it is, and nothing of anyone.

use crate::{
    Kind, Measure, Period, State, figure, improvements, last_run, measure, measure_if_due, reading::service_board,
    yesterday,
};
use ::store::sql;
use base::{Id, Lang, Moment};
use catalogue::Catalogue;
use requests::{Nature, Status};
use standards::Standards;
use statistics::{Band, LEVEL, Spell, Survival};
use surveys::{Fixed, PastAnswer, PastSurvey, bulk};
use territory::{Territory, Units};
use testkit::{Browser, Ground, NOON};
use web::{
    Op,
    app::{Parts, put},
    door::door,
};

async fn city() -> (Ground, Browser) {
    let pack = testkit::city::pack();
    let mut parts = Parts::new();
    put(&mut parts, Catalogue::read(&pack).unwrap());
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    let migrations = [requests::MIGRATIONS, surveys::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[requests::TEXTS, surveys::TEXTS, crate::TEXTS], parts).await;
    let browser = Browser::new(door(crate::routes(), &ground.app));
    (ground, browser)
}

/// An operation that holds no writer up.
fn reading(ground: &Ground) -> Op {
    Op { tx: ground.app.database().read(), ..Op::system(&ground.app) }
}

const PLATEAU: &str = "le-plateau-mont-royal";
const VILLE_MARIE: &str = "ville-marie";

/// A request: how many days ago it was received, and how many days later it closed.
#[derive(Clone, Copy)]
struct Past {
    service: &'static str,
    borough: &'static str,
    nature: Nature,
    status: Status,
    ago: f64,
    after: Option<f64>,
    promise: Option<f64>,
}

const POTHOLE: Past = Past {
    service: "NID_POULE",
    borough: PLATEAU,
    nature: Nature::Request,
    status: Status::Completed,
    ago: 40.0,
    after: Some(3.0),
    promise: Some(7.0),
};

fn ms(days: f64) -> i64 {
    (days * 86_400_000.0).round() as i64
}

/// Files requests as the register of a city holds them.
async fn fill(ground: &Ground, requests: &[Past]) -> Vec<Id> {
    let mut op = Op::system(&ground.app);
    let mut ids = Vec::new();
    for past in requests {
        let id = op.id();
        let received_at = NOON.plus_ms(-ms(past.ago));
        let closed_at = past.after.map(|after| received_at.plus_ms(ms(after)));
        sql(
            "insert into request (id, reference, nature, service_code, status, priority, public_map, unit, next_action,
                 route_rule, channel, due_at, received_at, updated_at, closed_at, borough)
             values ($1, $2, $3, $4, $5, 'normal', 'shown', 'u', $6, 'pair@1', 'web', $7, $8, $9, $10, $11)",
        )
        .bind(id)
        .bind(format!("26-{id}"))
        .bind(past.nature.code())
        .bind(past.service)
        .bind(if past.after.is_some() { past.status.code() } else { Status::Sent.code() })
        .bind(past.after.is_none().then_some("take"))
        .bind(past.promise.map(|days| received_at.plus_ms(ms(days))))
        .bind(received_at)
        .bind(closed_at.unwrap_or(received_at))
        .bind(closed_at)
        .bind(past.borough)
        .execute(&mut op.tx)
        .await
        .unwrap();
        ids.push(id);
    }
    op.commit().await.unwrap();
    ids
}

/// `n` requests like `past`.
fn times(n: usize, past: Past) -> Vec<Past> {
    vec![past; n]
}

/// Answers about a service: how many, how satisfied, whether it is fixed.
async fn answer(ground: &Ground, service: &str, borough: &str, answers: &[(usize, u8, Fixed)]) {
    let survey = |satisfaction, fixed| PastSurvey {
        request_id: 1,
        requester_id: 1,
        nature: Nature::Request,
        service_code: service.into(),
        borough: Some(borough.into()),
        unit: "u".into(),
        received_at: NOON.plus_days(-30),
        closed_at: NOON.plus_days(-20),
        is_solved: true,
        sent_at: NOON.plus_days(-20),
        lang: Lang::Fr,
        answer: Some(PastAnswer {
            at: NOON.plus_days(-20),
            satisfaction: Some(satisfaction),
            fixed,
            is_delay_acceptable: None,
            comment: "Rue des Secrets".into(),
        }),
    };
    let mut surveys: Vec<PastSurvey> = Vec::new();
    for (n, satisfaction, fixed) in answers {
        surveys.extend(std::iter::repeat_n(survey(*satisfaction, *fixed), *n));
    }
    for (survey, requester_id) in surveys.iter_mut().zip(1..) {
        survey.requester_id = requester_id;
        survey.request_id = i64::from(service.len() as u32 * 1_000 + borough.len() as u32);
    }
    let mut op = Op::system(&ground.app);
    bulk::insert(&mut op, &surveys).await.unwrap();
    op.commit().await.unwrap();
}

/// 20 closed after 3 days, 13 after 10, 8 still open after 20; 4 more in another borough.
fn potholes() -> Vec<Past> {
    [
        times(20, POTHOLE),
        times(13, Past { after: Some(10.0), ..POTHOLE }),
        times(8, Past { ago: 20.0, after: None, ..POTHOLE }),
        times(4, Past { borough: VILLE_MARIE, after: Some(60.0), ago: 80.0, ..POTHOLE }),
    ]
    .concat()
}

async fn value(ground: &Ground, service: &str, borough: &str, wanted: Measure) -> Option<f64> {
    let mut op = reading(ground);
    figure(&mut op, Period::Quarter, service, borough, wanted).await.unwrap().and_then(|figure| figure.value)
}

#[tokio::test]
async fn an_empty_city_says_what_will_be_here() {
    let (ground, mut browser) = city().await;
    browser.get("/bilan").await.is(200).holds("Rien n’est encore mesuré");
    measure(&ground.app).await.unwrap();
    browser.get("/bilan").await.is(200).holds("Rien n’est encore mesuré");
    browser.get("/en/bilan").await.is(200).holds("Nothing is measured yet");
    browser.get("/bilan/NID_POULE").await.is(200).holds("Rien n’est encore mesuré");
    browser.get("/bilan/LICORNE").await.is(404);
    let method = browser.get("/bilan/methode").await;
    method.is(200).holds("Kaplan").lacks("indicators-");
    browser.get("/en/bilan/methode").await.is(200).holds("Kaplan").lacks("indicators-");
}

#[tokio::test]
async fn delays_count_what_is_still_open_and_say_what_closed_requests_alone_would() {
    let (ground, mut browser) = city().await;
    fill(&ground, &potholes()).await;
    let summary = measure(&ground.app).await.unwrap();
    assert_eq!(summary.requests, 45);
    // The same by the estimator itself, one spell a request.
    let spells: Vec<Spell> =
        potholes().iter().map(|past| past.after.map_or(Spell::open(past.ago), Spell::closed)).collect();
    let curve = Survival::of(&spells);
    assert_eq!(value(&ground, "NID_POULE", "", Measure::Delay80).await, curve.quantile(0.8));
    let mut op = reading(&ground);
    let p80 = figure(&mut op, Period::Quarter, "NID_POULE", "", Measure::Delay80).await.unwrap().unwrap();
    assert_eq!((p80.low, p80.high), curve.quantile_interval(0.8, Band::LogLog, LEVEL));
    assert_eq!(p80.n, 45);
    assert_eq!(value(&ground, "NID_POULE", "", Measure::Open).await, Some(8.0));
    let naive = value(&ground, "NID_POULE", "", Measure::Closed80).await.unwrap();
    assert!(naive < curve.quantile(0.8).unwrap(), "{naive}");

    let page = browser.get("/bilan").await;
    page.is(200).holds("8 demandes sur 10 sont traitées en <strong>").holds("dont 8 encore ouvertes");
    page.holds("À ne regarder que les demandes fermées").holds("Nid-de-poule").lacks("indicators-");
    page.holds("class=\"rv-interval__dot\"");
    let service = browser.get("/bilan/NID_POULE").await;
    service.is(200).holds("la promesse est 7\u{a0}jours").lacks("indicators-");
    browser
        .get("/en/bilan/NID_POULE?periode=12-mois")
        .await
        .is(200)
        .holds("the promise is 7\u{a0}days")
        .lacks("indicators-");
}

#[tokio::test]
async fn a_percentile_that_is_not_reached_is_said_so() {
    let (ground, mut browser) = city().await;
    let slow = [times(6, POTHOLE), times(30, Past { ago: 20.0, after: None, ..POTHOLE })].concat();
    fill(&ground, &slow).await;
    measure(&ground.app).await.unwrap();
    let mut op = reading(&ground);
    let p80 = figure(&mut op, Period::Quarter, "NID_POULE", "", Measure::Delay80).await.unwrap().unwrap();
    assert_eq!((p80.state, p80.value), (State::NotReached, None));
    browser.get("/bilan").await.is(200).holds("Trop de demandes sont encore ouvertes pour dire");
    browser.get("/bilan/NID_POULE").await.is(200).holds("pas encore connu");
}

#[tokio::test]
async fn promises_are_counted_with_what_may_still_happen() {
    let (ground, mut browser) = city().await;
    let requests = [
        times(12, POTHOLE),
        times(4, Past { after: Some(9.0), ..POTHOLE }),
        times(2, Past { ago: 9.0, after: None, ..POTHOLE }),
        times(2, Past { ago: 1.0, after: None, ..POTHOLE }),
        times(5, Past { promise: None, ..POTHOLE }),
    ]
    .concat();
    fill(&ground, &requests).await;
    measure(&ground.app).await.unwrap();
    let mut op = reading(&ground);
    let bounds = figure(&mut op, Period::Quarter, "NID_POULE", "", Measure::OnTimeBounds).await.unwrap().unwrap();
    assert_eq!((bounds.n, bounds.low, bounds.high), (20, Some(0.6), Some(0.7)));
    let share = value(&ground, "NID_POULE", "", Measure::OnTime).await.unwrap();
    assert!((0.6..=0.7).contains(&share), "{share}");
    let page = browser.get("/bilan/NID_POULE").await;
    page.holds("class=\"rv-interval__promise\"").holds("Le Plateau-Mont-Royal");
    page.holds("Le délai promis est tenu pour")
        .holds("finissaient toutes en retard\u{a0}: 60\u{a0}%; toutes à temps\u{a0}: 70\u{a0}%");
}

#[tokio::test]
async fn small_numbers_are_withheld_and_no_total_gives_them_back() {
    let (ground, mut browser) = city().await;
    fill(&ground, &potholes()).await;
    answer(&ground, "NID_POULE", PLATEAU, &[(12, 5, Fixed::Yes), (9, 1, Fixed::No)]).await;
    answer(&ground, "NID_POULE", VILLE_MARIE, &[(3, 1, Fixed::No)]).await;
    measure(&ground.app).await.unwrap();
    let mut op = reading(&ground);
    let board = service_board(&mut op, Period::Quarter, "NID_POULE").await.unwrap();
    // Two boroughs: the second is the city less the first, so neither is told.
    for borough in [PLATEAU, VILLE_MARIE] {
        for wanted in [Measure::Delay80, Measure::Received, Measure::Satisfied, Measure::Fixed] {
            let figure = board.get(Kind::Intervention, "NID_POULE", borough, wanted).unwrap();
            let is_silent = figure.value.is_none() && figure.low.is_none() && figure.high.is_none() && figure.n == 0;
            assert!(figure.state == State::Withheld && is_silent, "{borough} {figure:?}");
        }
    }
    let city = board.shown(Kind::Intervention, "NID_POULE", "", Measure::Satisfied).unwrap();
    assert_eq!((city.n, city.value), (24, Some(0.5)));
    let page = browser.get("/bilan/NID_POULE").await;
    page.holds("masqué").lacks("Rue des Secrets");
    let file = browser.get("/bilan/chiffres.csv?periode=90-jours&service=NID_POULE").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    file.is(200).holds("request,NID_POULE,ville-marie,delay-80,days,,,,,withheld");
    file.holds("request,NID_POULE,,satisfied,share,24,0.5,");
}

#[tokio::test]
async fn information_and_interventions_are_never_mixed() {
    let (ground, mut browser) = city().await;
    fill(&ground, &potholes()).await;
    measure(&ground.app).await.unwrap();
    let before = value(&ground, "", "", Measure::Delay80).await;
    let question = Past { nature: Nature::Information, after: Some(0.1), promise: None, ..POTHOLE };
    let others = [
        times(60, question),
        times(15, Past { nature: Nature::Complaint, ..POTHOLE }),
        times(12, Past { status: Status::Removed, after: Some(0.0), ..POTHOLE }),
    ];
    fill(&ground, &others.concat()).await;
    measure(&ground.app).await.unwrap();
    assert_eq!(value(&ground, "", "", Measure::Delay80).await, before);
    assert_eq!(value(&ground, "", "", Measure::Received).await, Some(45.0));
    let page = browser.get("/bilan").await;
    page.holds("8 questions sur 10 ont leur réponse en <strong>2 heures</strong>.")
        .holds("15 commentaires et plaintes");
}

#[tokio::test]
async fn the_services_to_improve_are_ranked_with_their_reason_and_their_doubt() {
    let (ground, mut browser) = city().await;
    let late = |service, n| times(n, Past { service, after: Some(30.0), ..POTHOLE });
    let kept = |service, n| times(n, Past { service, ..POTHOLE });
    let requests = [
        late("NID_POULE", 300),
        kept("NID_POULE", 100),
        late("TROTTOIR_REP", 20),
        kept("TROTTOIR_REP", 180),
        late("OBSTRUCTION", 21),
        kept("OBSTRUCTION", 180),
        late("CHAUSSEE_REP", 200),
    ];
    fill(&ground, &requests.concat()).await;
    answer(&ground, "NID_POULE", PLATEAU, &[(40, 1, Fixed::No), (40, 5, Fixed::Yes)]).await;
    answer(&ground, "TROTTOIR_REP", PLATEAU, &[(20, 2, Fixed::Partly), (30, 5, Fixed::Yes)]).await;
    answer(&ground, "OBSTRUCTION", PLATEAU, &[(20, 3, Fixed::Partly), (30, 4, Fixed::Yes)]).await;
    // Too few answers: they have no place in the list.
    answer(&ground, "CHAUSSEE_REP", PLATEAU, &[(5, 1, Fixed::No)]).await;
    answer(&ground, "ECLAIRAGE", PLATEAU, &[(6, 1, Fixed::No)]).await;
    measure(&ground.app).await.unwrap();
    let found = improvements(&mut reading(&ground)).await.unwrap();
    let order: Vec<(&str, (u64, u64), bool)> =
        found.iter().map(|it| (it.service.as_str(), it.ranks, it.is_distinct)).collect();
    let expected = [("NID_POULE", (1, 1), true), ("OBSTRUCTION", (2, 3), false), ("TROTTOIR_REP", (2, 3), true)];
    assert_eq!(order, expected);
    assert!((found[0].score - 400.0 * 0.75 * 0.5).abs() < 1e-6 && found[0].low < found[0].score);
    let page = browser.get("/bilan").await;
    page.holds("400 demandes par an; 75\u{a0}% en retard; 50\u{a0}% des 80 réponses ne sont pas satisfaites.");
    page.holds("Ne se distingue pas du suivant.").holds("rangs 2 à 3");
}

#[tokio::test]
async fn yesterday_is_told_in_four_figures() {
    let (ground, _browser) = city().await;
    let at = |ago: f64, after: Option<f64>| Past { ago, after, ..POTHOLE };
    let requests = [at(1.0, None), at(1.0, Some(0.2)), at(3.0, Some(2.0)), at(0.1, None), at(30.0, None)];
    fill(&ground, &requests).await;
    answer(&ground, "NID_POULE", PLATEAU, &[(9, 5, Fixed::Yes), (3, 1, Fixed::No)]).await;
    assert_eq!(yesterday(&mut reading(&ground)).await.unwrap(), None);
    measure(&ground.app).await.unwrap();
    let day = yesterday(&mut reading(&ground)).await.unwrap().unwrap();
    assert_eq!(day.day, "2026-11-17T05:00:00Z".parse::<Moment>().unwrap());
    assert_eq!((day.received, day.solved, day.late), (2, 2, 1));
    let satisfied = day.satisfied.unwrap();
    assert_eq!((satisfied.n, satisfied.value), (12, Some(0.75)));
}

#[tokio::test]
async fn figures_are_computed_again_only_when_something_changed() {
    let (ground, _browser) = city().await;
    fill(&ground, &potholes()).await;
    assert!(measure_if_due(&ground.app).await.unwrap().is_some());
    assert!(measure_if_due(&ground.app).await.unwrap().is_none());
    ground.set_now(NOON.plus_ms(11 * 60_000));
    assert!(measure_if_due(&ground.app).await.unwrap().is_none());
    fill(&ground, &[Past { ago: -0.01, after: None, ..POTHOLE }]).await;
    ground.set_now(NOON.plus_ms(22 * 60_000));
    assert!(measure_if_due(&ground.app).await.unwrap().is_some());
    let run = last_run(&mut reading(&ground)).await.unwrap().unwrap();
    assert_eq!((run.computed_at, run.requests), (NOON.plus_ms(22 * 60_000), 46));
    let rows: i64 =
        sql("select count(*) from indicator_run").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(rows, 1);
}
