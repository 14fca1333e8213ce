//! Every figure of a city of a million requests (or as many as the first argument says), from its register to its pages.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and stops when it cannot go on")]

use catalogue::Catalogue;
use standards::Standards;
use std::{hint::black_box, time::Instant};
use store::sql;
use territory::{Territory, Units};
use testkit::{Browser, Ground, NOON};
use web::{
    Op,
    app::{Parts, put},
    door::door,
};

/// Made by the database itself: 83 services, 19 boroughs, delays of hours to months, one in twelve still open.
const ROWS: &str = "insert into request (id, reference, nature, service_code, status, priority, public_map, unit,
        next_action, route_rule, channel, due_at, received_at, updated_at, closed_at, borough)
    with recursive row_number(i) as (select 1 union all select i + 1 from row_number where i < $1),
    drawn as (select i, $2 - (i * 7919 % 31536000) * 1000 as received,
        (1 + i * 104729 % 40) * (1 + i * 15485863 % 160) * 1200000 as length, i * 48271 % 12 = 0 as is_open
      from row_number)
    select i, 'x-' || i, case when i % 6 = 0 then 'information' else 'request' end, 'S' || (i * 31 % 83),
        case when is_open then 'TRANSMISE' else 'TERMINEE' end, 'normal', 'shown', 'u',
        case when is_open then 'take' end, 'pair@1', 'web', received + 604800000, received,
        min(received + length, $2), case when is_open then null else min(received + length, $2) end,
        'b' || (i * 17 % 19)
      from drawn";

#[tokio::main]
async fn main() {
    let rows: i64 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
    let pack = testkit::city::pack();
    let mut parts = Parts::new();
    put(&mut parts, Catalogue::read(&pack).unwrap());
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    let migrations = [requests::MIGRATIONS, surveys::MIGRATIONS, indicators::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[requests::TEXTS, surveys::TEXTS, indicators::TEXTS], parts).await;
    let mut op = Op::system(&ground.app);
    sql(ROWS).bind(rows).bind(NOON).execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    for round in 1..=3 {
        let start = Instant::now();
        let summary = indicators::measure(&ground.app).await.unwrap();
        let seconds = start.elapsed().as_secs_f64();
        println!("round {round}: {} requests, {} figures, {seconds:.2} s", summary.requests, summary.figures);
    }
    let mut browser = Browser::new(door(indicators::routes(), &ground.app));
    let start = Instant::now();
    for _ in 0..20 {
        black_box(browser.get("/bilan").await);
    }
    println!("page of the city: {:.1} ms", start.elapsed().as_secs_f64() * 50.0);
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    memory.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}
