//! Erlang-A against published tables and a simulation of the queue.

use super::*;
use crate::stories::Chance;
use proptest::prelude::*;
use std::{cmp::Reverse, collections::BinaryHeap};

#[track_caller]
fn near(got: f64, expected: f64, relative: f64) {
    assert!((got - expected).abs() <= relative * expected.abs().max(1e-12), "{got}, expected {expected}");
}

/// Calls a second, handling, patience, agents, time asked; then waiting, abandoned, in time, mean wait, occupancy.
/// The sum of the states one by one, in 40 digits (mpmath), and for the share in time the integral of the density.
const SUMMED: [([f64; 5], [f64; 5]); 10] = [
    (
        [0.8, 60.0, 120.0, 50.0, 20.0],
        [
            0.467_774_068_553_79,
            0.030_912_249_162_193_2,
            0.943_018_954_746_981,
            3.709_469_899_463_19,
            0.930_324_240_804_295,
        ],
    ),
    (
        [0.1, 240.0, 180.0, 20.0, 100.0],
        [
            0.777_164_076_502_754,
            0.193_786_648_274_059,
            0.756_275_750_680_783,
            34.881_596_699_330_7,
            0.967_456_022_071_129,
        ],
    ),
    (
        [0.1, 240.0, 180.0, 25.0, 100.0],
        [
            0.417_775_329_137_548,
            0.067_878_439_272_808_1,
            0.926_615_949_604_385,
            12.218_119_069_105_5,
            0.894_836_698_298_104,
        ],
    ),
    (
        [0.1, 240.0, 600.0, 30.0, 100.0],
        [
            0.149_369_214_626_249,
            0.007_100_641_745_041_84,
            0.989_774_304_364_329,
            4.260_385_047_025_11,
            0.794_319_486_603_967,
        ],
    ),
    (
        [2.0, 300.0, 120.0, 500.0, 100.0],
        [
            0.996_105_973_449_251,
            0.166_702_201_670_599,
            0.833_297_798_329_401,
            20.004_264_200_471_9,
            0.999_957_357_995_281,
        ],
    ),
    (
        [2.0, 300.0, 120.0, 640.0, 20.0],
        [
            0.046_234_559_753_694_9,
            0.001_520_258_865_824_53,
            0.998_431_314_108_602,
            0.182_431_063_898_944,
            0.936_074_757_313_29,
        ],
    ),
    (
        [1.0 / 600.0, 300.0, 120.0, 1.0, 100.0],
        [
            0.366_185_066_814_462,
            0.267_629_866_371_075,
            0.699_625_218_350_544,
            32.115_583_964_529,
            0.366_185_066_814_462,
        ],
    ),
    (
        [1.0 / 60.0, 300.0, 30.0, 1.0, 100.0],
        [
            0.887_803_201_267_711,
            0.822_439_359_746_458,
            0.175_431_325_860_439,
            24.673_180_792_393_7,
            0.887_803_201_267_711,
        ],
    ),
    (
        [0.5, 300.0, 60.0, 100.0, 100.0],
        [
            0.974_670_108_836_945,
            0.333_799_208_811_641,
            0.666_200_393_405_253,
            20.027_952_528_698_5,
            0.999_301_186_782_538,
        ],
    ),
    (
        [0.5, 300.0, 3_600.0, 200.0, 100.0],
        [
            5.985_606_490_109_55e-5,
            9.862_687_737_040_27e-8,
            0.999_999_901_371_562,
            0.000_355_056_758_533_45,
            0.749_999_926_029_842,
        ],
    ),
];

#[test]
fn what_callers_meet_is_what_the_sum_of_the_states_gives() {
    for ([calls, handling, patience, agents, within], expected) in SUMMED {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
        let got = Traffic::new(calls, handling, patience).unwrap().outlook(agents as u32, within).unwrap();
        let got = [got.waiting, got.abandoned, got.in_time, got.wait_s, got.occupancy];
        for (got, expected) in got.into_iter().zip(expected) {
            near(got, expected, 1e-9);
        }
    }
}

/// Garnett, Mandelbaum, Reiman (2002): 48 calls a minute of one minute each, 50 agents, two minutes of patience.
#[test]
fn the_example_of_the_paper_comes_out() {
    let traffic = Traffic::new(0.8, 60.0, 120.0).unwrap();
    let outlook = traffic.outlook(50, 20.0).unwrap();
    assert_eq!(
        format!("{:.1} %, {:.1} s, {:.0} %", outlook.abandoned * 100.0, outlook.wait_s, outlook.occupancy * 100.0),
        "3.1 %, 3.7 s, 93 %"
    );
    // Without hanging up, the same agents let them wait 20.8 s.
    let patient = Traffic::new(0.8, 60.0, f64::INFINITY).unwrap().outlook(50, 20.0).unwrap();
    assert_eq!(format!("{:.1} s, {:.0} %", patient.wait_s, patient.occupancy * 100.0), "20.8 s, 96 %");
}

fn erlang_b(load: f64, agents: u32) -> f64 {
    (1..=agents).fold(1.0, |blocked, agent| load * blocked / (f64::from(agent) + load * blocked))
}

fn erlang_c(load: f64, agents: u32) -> f64 {
    let (blocked, busy) = (erlang_b(load, agents), load / f64::from(agents));
    blocked / (1.0 - busy * (1.0 - blocked))
}

#[test]
fn without_end_of_patience_it_is_erlang_c_and_without_any_erlang_b() {
    for (load, agents) in [(0.5, 1), (4.0, 5), (45.0, 50), (180.0, 200), (480.0, 500)] {
        let (handling_s, within_s) = (300.0, 60.0);
        let waits = erlang_c(load, agents);
        let spare = (f64::from(agents) - load) / handling_s;
        for patience_s in [f64::INFINITY, 1e13] {
            let outlook = Traffic::new(load / handling_s, handling_s, patience_s).unwrap();
            let outlook = outlook.outlook(agents, within_s).unwrap();
            near(outlook.waiting, waits, 1e-8);
            near(outlook.in_time, 1.0 - waits * (-spare * within_s).exp(), 1e-8);
            near(outlook.wait_s, waits / spare, 1e-8);
        }
        let none = Traffic::new(load / handling_s, handling_s, 1e-7).unwrap().outlook(agents, within_s).unwrap();
        near(none.abandoned, erlang_b(load, agents), 1e-6);
        near(none.in_time, 1.0 - erlang_b(load, agents), 1e-6);
    }
    // Overloaded, and nobody hangs up: the queue has no end. Overloaded without patience, it is Erlang-B still.
    assert_eq!(Traffic::new(1.0, 300.0, f64::INFINITY).unwrap().outlook(300, 100.0), None);
    near(Traffic::new(2.0, 300.0, 1e-7).unwrap().outlook(300, 9.0).unwrap().abandoned, erlang_b(600.0, 300), 1e-6);
}

/// Lives a line call by call; answers the shares that gave up and were answered in time, and the mean wait.
fn live(traffic: Traffic, agents: u32, within_s: f64, calls: u32) -> [f64; 3] {
    let mut chance = Chance(8_311);
    // When each agent is free again, in microseconds: the soonest comes first.
    let mut free: BinaryHeap<Reverse<u64>> = (0..agents).map(|_| Reverse(0)).collect();
    let (mut now, mut gave_up, mut in_time, mut waited) = (0.0, 0_u32, 0_u32, 0.0);
    for _ in 0..calls {
        now += chance.exponential(1.0 / traffic.calls_per_s);
        let (handling, patience) = (chance.exponential(traffic.handling_s), chance.exponential(traffic.patience_s));
        let Some(Reverse(soonest)) = free.peek().copied() else { continue };
        let offered = (soonest as f64 / 1e6 - now).max(0.0);
        waited += offered.min(patience);
        if patience < offered {
            gave_up += 1;
            continue;
        }
        in_time += u32::from(offered <= within_s);
        free.pop();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "microseconds of a few years")]
        free.push(Reverse(((now + offered + handling) * 1e6) as u64));
    }
    let calls = f64::from(calls);
    [f64::from(gave_up) / calls, f64::from(in_time) / calls, waited / calls]
}

#[test]
fn a_line_that_is_lived_call_by_call_meets_what_is_foreseen() {
    for (calls, handling, patience, agents) in
        [(0.1, 240.0, 180.0, 20), (0.1, 240.0, 180.0, 26), (0.02, 240.0, 60.0, 4), (0.5, 300.0, 120.0, 120)]
    {
        let traffic = Traffic::new(calls, handling, patience).unwrap();
        let (outlook, lived) = (traffic.outlook(agents, 100.0).unwrap(), live(traffic, agents, 100.0, 300_000));
        let foreseen = [outlook.abandoned, outlook.in_time, outlook.wait_s];
        // Calls that follow one another are alike: the margins are wider than those of 300,000 separate ones.
        for ((foreseen, lived), margin) in foreseen.into_iter().zip(lived).zip([0.006, 0.01, 1.0]) {
            assert!((foreseen - lived).abs() < margin, "{traffic:?} {agents}: {foreseen}, lived {lived}");
        }
    }
}

#[test]
fn the_fewest_agents_that_reach_a_goal_are_found() {
    let goal = Goal { in_time: 0.8, within_s: 100.0, abandoned: 0.1 };
    for (calls_per_s, patience_s) in [(0.001, 120.0), (0.1, 180.0), (0.1, f64::INFINITY), (1.6, 90.0)] {
        let traffic = Traffic::new(calls_per_s, 300.0, patience_s).unwrap();
        let agents = traffic.agents_for(&goal).unwrap();
        let reaches = |outlook: Outlook| outlook.in_time >= 0.8 && outlook.abandoned <= 0.1;
        assert!(reaches(traffic.outlook(agents, 100.0).unwrap()), "{traffic:?} {agents}");
        assert!(!traffic.outlook(agents - 1, 100.0).is_some_and(reaches), "{traffic:?} {agents}");
    }
    assert_eq!(Traffic::new(0.0, 300.0, 90.0).unwrap().agents_for(&goal), Some(1));
    assert_eq!(Traffic::new(20.0, 300.0, 90.0).unwrap().agents_for(&goal), None);
    assert_eq!(Traffic::new(1.0, 0.0, 90.0), None);
    assert_eq!(Traffic::new(1.0, 60.0, 0.0), None);
    assert_eq!(Traffic::new(f64::NAN, 60.0, 1.0), None);
}

#[test]
fn patience_is_found_again_from_who_hung_up() {
    for patience_s in [40.0, 150.0, 600.0] {
        let seen: Vec<Seen> = [(0.05, 14), (0.1, 24), (0.12, 26)]
            .into_iter()
            .map(|(calls_per_s, agents)| {
                let outlook = Traffic::new(calls_per_s, 260.0, patience_s).unwrap().outlook(agents, 100.0).unwrap();
                Seen {
                    calls_per_s,
                    handling_s: 260.0,
                    in_time: outlook.in_time,
                    abandoned: outlook.abandoned,
                    weight: calls_per_s,
                }
            })
            .collect();
        near(patience(&seen, 100.0).unwrap(), patience_s, 0.02);
    }
    assert_eq!(patience(&[], 100.0), None);
    let calm = Seen { calls_per_s: 0.01, handling_s: 60.0, in_time: 1.0, abandoned: 0.0, weight: 1.0 };
    assert_eq!(patience(&[calm], 100.0), None);
}

/// How often nobody is free, and how many wait on average: the birth and death of each state, one by one.
fn by_states(traffic: Traffic, agents: u32) -> (f64, f64) {
    let mut weight = 1.0;
    let (mut free, mut taken, mut queue) = (0.0, 0.0, 0.0);
    for present in 0..4_000_u32 {
        if present < agents {
            free += weight;
        } else {
            taken += weight;
            queue += weight * f64::from(present - agents);
        }
        let served = f64::from((present + 1).min(agents)) / traffic.handling_s;
        let given_up = f64::from((present + 1).saturating_sub(agents)) / traffic.patience_s;
        weight *= traffic.calls_per_s / (served + given_up);
    }
    (taken / (free + taken), queue / (free + taken))
}

proptest! {
    #[test]
    fn one_agent_more_is_never_worse_and_shares_are_shares(
        agents in 1_u32..500, busy in 0.02..3.0_f64, handling_s in 20.0..900.0_f64,
        patience_s in prop_oneof![1.0..40.0_f64, 40.0..2_000.0_f64, Just(1e6)], within_s in 0.0..400.0_f64,
    ) {
        let traffic = Traffic::new(busy * f64::from(agents) / handling_s, handling_s, patience_s).unwrap();
        let (one, more) = (traffic.outlook(agents, within_s).unwrap(), traffic.outlook(agents + 1, within_s).unwrap());
        for share in [one.waiting, one.in_time, one.abandoned, one.occupancy] {
            prop_assert!((0.0..=1.0).contains(&share), "{one:?}");
        }
        prop_assert!(one.in_time + one.abandoned <= 1.0 + 1e-12);
        prop_assert!(more.abandoned <= one.abandoned + 1e-12 && more.in_time >= one.in_time - 1e-9);
        // Nobody is answered faster than whoever finds somebody free.
        prop_assert!(one.in_time >= 1.0 - one.waiting - 1e-12);
        // Too few agents by far: as many give up as cannot be handled.
        prop_assert!(one.abandoned >= 1.0 - 1.0 / busy - 1e-9);
    }

    #[test]
    fn the_sum_of_the_states_gives_the_same(
        agents in 1_u32..60, busy in 0.1..1.6_f64, handling_s in 20.0..900.0_f64, patience_s in 5.0..900.0_f64,
    ) {
        let traffic = Traffic::new(busy * f64::from(agents) / handling_s, handling_s, patience_s).unwrap();
        let (outlook, (waiting, queue)) = (traffic.outlook(agents, 60.0).unwrap(), by_states(traffic, agents));
        prop_assert!((outlook.waiting - waiting).abs() < 1e-9, "{outlook:?} {waiting}");
        // Little's law: who waits at one instant, over who comes in a second.
        prop_assert!((outlook.wait_s - queue / traffic.calls_per_s).abs() < 1e-9 * handling_s, "{outlook:?} {queue}");
    }
}
