//! Figures computed by R and Python packages on shared data: ours must agree.

use crate::{
    Agreement, Band, Definition, LEVEL, Method, OnTime, Promises, Proportion, Spell, Survival, Tally, percentile,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Chance that is always the same: `SplitMix64` (Steele, Lea, Flood, 2014).
pub(crate) struct Chance(pub u64);

impl Chance {
    /// Above 0, at most 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((word ^ (word >> 31)) >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Of the exponential law of this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.uniform().ln()
    }
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/statistics"))
}

/// The case `id`, when the reference is on this machine; says so when it is not.
fn case(id: &str) -> Option<Value> {
    let text = fs::read_to_string(folder().join(format!("cases/{id}.json")));
    if text.is_err() {
        println!("skipped: the reference case {id} is not on this machine");
    }
    text.ok().map(|text| serde_json::from_str(&text).unwrap())
}

type Row = BTreeMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder().join("data").join(file)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

fn lung() -> Vec<Spell> {
    let spell = |row: &Row| Spell { entry_days: 0.0, stop_days: number(row, "time"), is_event: row["d"] == "1" };
    rows("lung.csv").iter().map(spell).collect()
}

fn request(row: &Row) -> Spell {
    Spell {
        entry_days: number(row, "entry_days"),
        stop_days: number(row, "stop_days"),
        is_event: row["outcome"] != "open",
    }
}

fn floats(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Passes when within the tolerance of the case; `null` is not binding.
#[track_caller]
fn agree(case: &Value, what: &str, got: f64, expected: &Value) {
    let Some(expected) = expected.as_f64() else { return };
    let tolerance = |kind: &str| case["tolerance"][kind].as_f64().unwrap();
    let margin = tolerance("abs").max(tolerance("rel") * expected.abs());
    assert!((got - expected).abs() <= margin, "{} {what}: {got}, expected {expected}", case["id"]);
}

#[track_caller]
fn agree_days(case: &Value, what: &str, got: Option<f64>, expected: &Value) {
    agree(case, what, got.unwrap_or(f64::NAN), expected);
}

#[test]
fn f01_survival_bands_quantiles_and_restricted_mean_agree_with_r() {
    let Some(case) = case("F01-km") else { return };
    let (curve, expected) = (Survival::of(&lung()), &case["expected"]);
    assert_eq!(Some(curve.n()), expected["n"].as_u64());
    assert_eq!(Some(curve.events()), expected["events"].as_u64());
    let times = floats(&expected["times"]);
    for (place, days) in times.iter().enumerate() {
        agree(&case, "surv", curve.at(*days), &expected["surv"][place]);
        agree(&case, "se", curve.std_error_at(*days), &expected["se"][place]);
    }
    for (name, band) in [("plain", Band::Plain), ("log", Band::Log), ("log-log", Band::LogLog)] {
        let wanted = &expected["ci"][name];
        for (place, days) in times.iter().enumerate() {
            let interval = curve.interval_at(*days, band, LEVEL);
            agree(&case, name, interval.low, &wanted["lo"][place]);
            agree(&case, name, interval.high, &wanted["hi"][place]);
        }
        for (place, p) in floats(&expected["probs"]).into_iter().enumerate() {
            let (low, high) = curve.quantile_interval(p, band, LEVEL);
            agree_days(&case, "quantile", curve.quantile(p), &wanted["q"][place]);
            agree_days(&case, "quantile low", low, &wanted["qlo"][place]);
            agree_days(&case, "quantile high", high, &wanted["qhi"][place]);
            assert_eq!(high.is_none(), wanted["qhi"][place].is_null(), "{name} {p}");
        }
    }
    for row in expected["rmst"].as_array().unwrap() {
        let mean = curve.restricted_mean(row["tau"].as_f64().unwrap());
        agree(&case, "rmst", mean.days, &row["rmst"]);
        agree(&case, "rmst se", mean.std_error, &row["se"]);
    }
}

#[test]
fn f04_requests_seen_late_agree_with_r() {
    let Some(case) = case("F04-km-left-truncated") else { return };
    let (rows, expected) = (rows("requests_synth.csv"), &case["expected"]);
    let spells: Vec<Spell> = rows.iter().map(request).collect();
    let from_start: Vec<Spell> = spells.iter().map(|spell| Spell { entry_days: 0.0, ..*spell }).collect();
    let (curve, ignoring) = (Survival::of(&spells), Survival::of(&from_start));
    for (place, days) in floats(&expected["times"]).into_iter().enumerate() {
        let wanted = &expected["left_truncated"];
        let interval = curve.interval_at(days, Band::Log, LEVEL);
        agree(&case, "surv", curve.at(days), &wanted["surv"][place]);
        agree(&case, "se", curve.std_error_at(days), &wanted["se"][place]);
        agree(&case, "lo", interval.low, &wanted["lo"][place]);
        agree(&case, "hi", interval.high, &wanted["hi"][place]);
        agree(&case, "ignoring", ignoring.at(days), &expected["ignoring_truncation"]["surv"][place]);
    }
    agree_days(&case, "median", curve.quantile(0.5), &expected["left_truncated"]["median"]);
    agree_days(&case, "median", ignoring.quantile(0.5), &expected["ignoring_truncation"]["median"]);
    let mut closed: Vec<f64> = spells.iter().filter(|spell| spell.is_event).map(|spell| spell.stop_days).collect();
    closed.sort_by(f64::total_cmp);
    for (p, name) in [(0.5, "median"), (0.9, "p90")] {
        let naive = percentile::quantile(&closed, p, Definition::Linear);
        agree_days(&case, "naive", naive, &expected["naive_closed_only"][name]);
    }
    let by_activity = &expected["by_activity"];
    for (place, activity) in by_activity["activity"].as_array().unwrap().iter().enumerate() {
        let of_one = rows.iter().filter(|row| Some(row["activity"].as_str()) == activity.as_str());
        let curve = Survival::of(&of_one.map(request).collect::<Vec<_>>());
        let (low, high) = curve.quantile_interval(0.5, Band::Log, LEVEL);
        agree_days(&case, "median", curve.quantile(0.5), &by_activity["median"][place]);
        agree_days(&case, "median lo", low, &by_activity["median_lo"][place]);
        agree_days(&case, "median hi", high, &by_activity["median_hi"][place]);
        agree_days(&case, "p90", curve.quantile(0.9), &by_activity["p90"][place]);
    }
}

/// The delays of the case are whole hours, written in days.
fn hours(days: f64) -> u32 {
    (days * 24.0).round() as u32
}

#[test]
fn f04_requests_counted_by_the_hour_agree_with_r() {
    let Some(case) = case("F04-km-left-truncated") else { return };
    let mut tally = Tally::default();
    for spell in rows("requests_synth.csv").iter().map(request) {
        tally.add(hours(spell.entry_days), hours(spell.stop_days), spell.is_event);
    }
    let (curve, wanted) = (tally.curve(24.0), &case["expected"]["left_truncated"]);
    for (place, days) in floats(&case["expected"]["times"]).into_iter().enumerate() {
        let interval = curve.interval_at(days, Band::Log, LEVEL);
        agree(&case, "surv", curve.at(days), &wanted["surv"][place]);
        agree(&case, "se", curve.std_error_at(days), &wanted["se"][place]);
        agree(&case, "lo", interval.low, &wanted["lo"][place]);
        agree(&case, "hi", interval.high, &wanted["hi"][place]);
    }
    agree_days(&case, "median", curve.quantile(0.5), &wanted["median"]);
    let naive = tally.closed_quantile(0.5).map(|hours| hours / 24.0);
    agree_days(&case, "naive", naive, &case["expected"]["naive_closed_only"]["median"]);
}

#[test]
fn f08_promises_measured_by_themselves_agree_with_the_curve_that_agrees_with_r() {
    let Some(case) = case("F08-sla-censored") else { return };
    let rows = rows("requests_synth.csv");
    for wanted in case["expected"].as_array().unwrap() {
        let target = wanted["target"].as_f64().unwrap();
        let of_one = rows.iter().filter(|row| Some(row["activity"].as_str()) == wanted["activity"].as_str());
        // A promise is measured from its first day: those first seen late are left out.
        let spells: Vec<Spell> = of_one.map(request).filter(|spell| spell.entry_days == 0.0).collect();
        let mut promises = Promises::default();
        for spell in &spells {
            promises.add(i64::from(hours(spell.stop_days)), i64::from(hours(target)), spell.is_event);
        }
        let (kept, relative_variance) = promises.kept(LEVEL).unwrap();
        let (curve, by_days) = (Survival::of(&spells), OnTime::of(&spells, target, LEVEL).unwrap());
        assert_eq!((kept.n, kept.open, kept.open_overdue), (by_days.n, by_days.open, by_days.open_overdue));
        for (one, other) in [
            (kept.share, by_days.share),
            (kept.interval.low, by_days.interval.low),
            (kept.interval.high, by_days.interval.high),
            (kept.worst, by_days.worst),
            (kept.best, by_days.best),
            (relative_variance.sqrt() * (1.0 - kept.share), curve.std_error_at(target)),
        ] {
            assert!((one - other).abs() < 1e-12, "{}: {one} is not {other}", wanted["activity"]);
        }
    }
}

#[test]
fn f05_delayed_entry_by_group_agrees_with_r() {
    let Some(case) = case("F05-km-delayed-entry") else { return };
    let (rows, expected) = (rows("heart.csv"), &case["expected"]);
    for (place, days) in floats(&expected["times"]).into_iter().enumerate() {
        let group = expected["strata"][place].as_str().unwrap().replace("transplant=", "");
        let of_group = rows.iter().filter(|row| row["transplant"] == group).map(|row| Spell {
            entry_days: number(row, "start"),
            stop_days: number(row, "stop"),
            is_event: row["event"] == "1",
        });
        let curve = Survival::of(&of_group.collect::<Vec<_>>());
        agree(&case, &group, curve.at(days), &expected["surv"][place]);
        agree(&case, &group, curve.std_error_at(days), &expected["se"][place]);
    }
}

#[test]
fn f08_the_share_on_time_agrees_with_r() {
    let Some(case) = case("F08-sla-censored") else { return };
    let rows = rows("requests_synth.csv");
    for wanted in case["expected"].as_array().unwrap() {
        let of_one = rows.iter().filter(|row| Some(row["activity"].as_str()) == wanted["activity"].as_str());
        let spells: Vec<Spell> = of_one.map(request).collect();
        let kept = OnTime::of(&spells, wanted["target"].as_f64().unwrap(), LEVEL).unwrap();
        let counts = [("n", kept.n), ("open", kept.open), ("open_overdue", kept.open_overdue)];
        for (name, count) in counts {
            assert_eq!(Some(count), wanted[name].as_u64(), "{name} of {}", wanted["activity"]);
        }
        agree(&case, "share", kept.share, &wanted["km_compliance"]);
        agree(&case, "lo", kept.interval.low, &wanted["lo"]);
        agree(&case, "hi", kept.interval.high, &wanted["hi"]);
        agree_days(&case, "closed only", kept.closed_only, &wanted["naive_closed_only"]);
        agree(&case, "worst", kept.worst, &wanted["bounds"][0]);
        agree(&case, "best", kept.best, &wanted["bounds"][1]);
    }
}

#[test]
fn f09_percentiles_and_their_ranks_agree_with_r() {
    let Some(case) = case("F09-percentile-ci") else { return };
    let rows = rows("requests_synth.csv");
    let potholes = rows.iter().filter(|row| row["activity"] == "pothole" && row["outcome"] != "open");
    let mut days: Vec<f64> = potholes.map(|row| number(row, "stop_days")).collect();
    days.sort_by(f64::total_cmp);
    assert_eq!(Some(days.len() as u64), case["expected"]["n"].as_u64());
    for wanted in case["expected"]["percentiles"].as_array().unwrap() {
        let p = wanted["p"].as_f64().unwrap();
        let found = percentile::percentile(&days, p, LEVEL).unwrap();
        assert_eq!(Some(found.rank_low), wanted["rank_lo"].as_u64());
        assert_eq!(Some(found.rank_high), wanted["rank_hi"].as_u64());
        agree(&case, "q7", found.value, &wanted["q7"]);
        agree_days(&case, "q6", percentile::quantile(&days, p, Definition::Weibull), &wanted["q6"]);
        agree(&case, "lo", found.interval.low, &wanted["lo"]);
        agree(&case, "hi", found.interval.high, &wanted["hi"]);
        agree(&case, "coverage", found.coverage, &wanted["coverage"]);
    }
}

#[test]
fn p02_intervals_of_proportions_agree_with_statsmodels() {
    let Some(case) = case("P02-proportion-ci") else { return };
    let methods = [
        ("wilson", Method::Wilson),
        ("beta", Method::ClopperPearson),
        ("agresti_coull", Method::AgrestiCoull),
        ("jeffreys", Method::Jeffreys),
    ];
    let asked = case["params"]["one"].as_array().unwrap();
    for (pair, wanted) in asked.iter().zip(case["expected"]["one"].as_array().unwrap()) {
        let proportion = Proportion::new(pair[0].as_u64().unwrap(), pair[1].as_u64().unwrap()).unwrap();
        for (name, method) in methods {
            let interval = proportion.interval(method, LEVEL);
            agree(&case, name, interval.low, &wanted[name][0]);
            agree(&case, name, interval.high, &wanted[name][1]);
        }
    }
}

#[test]
fn p16_survival_and_its_band_agree_with_lifelines() {
    let Some(case) = case("P16-lifelines") else { return };
    let (curve, expected) = (Survival::of(&lung()), &case["expected"]);
    for (place, days) in floats(&case["params"]["times"]).into_iter().enumerate() {
        let interval = curve.interval_at(days, Band::LogLog, LEVEL);
        agree(&case, "surv", curve.at(days), &expected["surv"][place]);
        agree(&case, "lo", interval.low, &expected["loglog_lo"][place]);
        agree(&case, "hi", interval.high, &expected["loglog_hi"][place]);
    }
    agree_days(&case, "median", curve.quantile(0.5), &expected["median"]);
}

#[test]
fn p13_two_coders_agree_as_scikit_learn_says() {
    let Some(case) = case("P13-topic-coding") else { return };
    let pairs: Vec<(usize, usize)> = rows("P13_labelled.csv")
        .iter()
        .map(|row| (row["y"].parse().unwrap(), row["coder2"].parse().unwrap()))
        .collect();
    let kappa = Agreement::of(&pairs, 2).unwrap().kappa().unwrap();
    agree(&case, "kappa", kappa, &case["expected"]["kappa_y_c2"]);
}
