//! How many requests each day brings, and which: seasons, days of the week, snowfalls, storms and rain.

use crate::{
    calendar::Calendar,
    chance::{Chance, draw, sums},
    services::{Service, rows},
};
use jiff::civil::Weekday;
use serde::Deserialize;
use std::collections::HashMap;

const SEASONS: &str = include_str!("seasons.csv");

/// Requests of each hour of the day, in hundredths of a percent.
const HOURS: [f64; 24] = [
    35.0, 23.0, 15.0, 11.0, 11.0, 21.0, 54.0, 175.0, 564.0, 1085.0, 1050.0, 1020.0, 913.0, 940.0, 936.0, 877.0, 743.0,
    497.0, 374.0, 280.0, 176.0, 84.0, 73.0, 48.0,
];

/// Share of the natures that are information.
const INFORMATION: f64 = 0.46;

#[derive(Deserialize)]
struct SeasonRow {
    season: String,
    jan: f64,
    feb: f64,
    mar: f64,
    apr: f64,
    may: f64,
    jun: f64,
    jul: f64,
    aug: f64,
    sep: f64,
    oct: f64,
    nov: f64,
    dec: f64,
}

impl SeasonRow {
    /// Twelve factors whose mean is 1.
    fn factors(&self) -> [f64; 12] {
        let months = [
            self.jan, self.feb, self.mar, self.apr, self.may, self.jun, self.jul, self.aug, self.sep, self.oct,
            self.nov, self.dec,
        ];
        let mean = months.iter().sum::<f64>() / 12.0;
        months.map(|month| month / mean)
    }
}

/// What the sky brought: the strength of what is still felt, day by day.
#[derive(Debug)]
struct Weather {
    snow: Vec<f64>,
    storm: Vec<f64>,
    rain: Vec<f64>,
}

/// How often each service is asked for, day by day.
#[derive(Debug)]
pub(crate) struct Demand {
    /// Requests of each day.
    pub counts: Vec<u64>,
    /// Growing sums over the hours of a whole day.
    hours: Vec<f64>,
    habits: Vec<(f64, f64, [f64; 12], Sky, bool)>,
    weather: Weather,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sky {
    Any,
    Snow,
    Storm,
    Rain,
    Moving,
}

impl Demand {
    pub(crate) fn new(seed: u64, n: u64, calendar: &Calendar, services: &[Service]) -> Self {
        let seasons: HashMap<String, [f64; 12]> =
            rows::<SeasonRow>(SEASONS).into_iter().map(|row| (row.season.clone(), row.factors())).collect();
        let asked: f64 = services.iter().map(|service| service.habits.yearly).sum();
        let informed: f64 = services.iter().map(|service| service.habits.information).sum();
        let scale = INFORMATION / (1.0 - INFORMATION) * asked / informed.max(1.0);
        let habits = services.iter().map(|service| {
            let habits = &service.habits;
            let sky = match habits.season.as_str() {
                "snow" => Sky::Snow,
                "storm" => Sky::Storm,
                "rain" => Sky::Rain,
                "moving" => Sky::Moving,
                _ => Sky::Any,
            };
            let season = seasons.get(&habits.season).copied().unwrap_or([1.0; 12]);
            (habits.yearly, habits.information * scale, season, sky, service.is_urgent)
        });
        let mut demand = Self {
            counts: Vec::new(),
            hours: passed_hours(DAY_S),
            habits: habits.collect(),
            weather: Weather::new(seed, calendar),
        };
        let weights = (0..calendar.length).map(|day| {
            let whole: f64 = demand.weights(day, calendar).map(|(asked, informed)| asked + informed).sum();
            let noise = 0.07 * Chance::of(seed, &[61, day as u64]).normal();
            let passed = passed_hours(calendar.seconds(day)).last().copied().unwrap_or(0.0) / HOURS.iter().sum::<f64>();
            whole * (1.0 + 0.04 * day as f64 / 365.0) * noise.exp() * passed
        });
        let grown = sums(weights);
        let total = grown.last().copied().unwrap_or(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of n")]
        let reached = grown.iter().map(|sum| (n as f64 * sum / total).round() as u64);
        let mut before = 0;
        demand.counts = reached
            .map(|reached| {
                let count = reached - before;
                before = reached;
                count
            })
            .collect();
        demand
    }

    /// A second of the day among its first `seconds`.
    pub(crate) fn second(&self, seconds: u32, chance: &mut Chance) -> u32 {
        let hour = if seconds == DAY_S { draw(&self.hours, chance) } else { draw(&passed_hours(seconds), chance) };
        let start = u32::try_from(hour).unwrap_or(0) * HOUR_S;
        let length = (seconds - start.min(seconds)).clamp(1, HOUR_S);
        start + u32::try_from(chance.below(length as usize)).unwrap_or(0)
    }

    /// Weight of each service on a day: interventions and the rest, then information.
    pub(crate) fn weights(&self, day: usize, calendar: &Calendar) -> impl Iterator<Item = (f64, f64)> {
        let today = calendar.day(day);
        let month = usize::try_from(today.date.month() - 1).unwrap_or(0);
        // Half way to the next or the last month at its edges.
        let part = f64::from(today.date.day()) / 31.0 - 0.5;
        let beside = if part < 0.0 { (month + 11) % 12 } else { (month + 1) % 12 };
        let week = if today.is_holiday { 0.36 } else { weekday(today.date.weekday()) };
        let sky = |list: &[f64]| list.get(day).copied().unwrap_or(0.0);
        let (snow, storm, rain) = (sky(&self.weather.snow), sky(&self.weather.storm), sky(&self.weather.rain));
        let is_moving = matches!((today.date.month(), today.date.day()), (6, 28..=30) | (7, 1..=5));
        self.habits.iter().map(move |(asked, informed, season, kind, is_urgent)| {
            let at = |month: usize| season.get(month).copied().unwrap_or(1.0);
            let seasonal = at(month) * (1.0 - part.abs()) + at(beside) * part.abs();
            let sky = match kind {
                Sky::Any => 1.0,
                Sky::Snow => 0.15 + snow,
                Sky::Storm => 0.30 + storm,
                Sky::Rain => 0.55 + rain,
                Sky::Moving => 1.0 + if is_moving { 0.9 } else { 0.0 },
            };
            let week = if *is_urgent { week.powf(0.45) } else { week };
            (asked * seasonal * sky * week, informed * seasonal * sky.powf(0.6) * week)
        })
    }
}

const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 24 * HOUR_S;

/// Growing sums over the hours of which the first `seconds` of a day have seen a part.
fn passed_hours(seconds: u32) -> Vec<f64> {
    let part = |hour: u32| f64::from(seconds.saturating_sub(hour * HOUR_S).min(HOUR_S)) / f64::from(HOUR_S);
    sums(HOURS.iter().zip(0..).map(|(weight, hour)| weight * part(hour)))
}

fn weekday(day: Weekday) -> f64 {
    match day {
        Weekday::Monday => 1.03,
        Weekday::Tuesday => 1.12,
        Weekday::Wednesday => 1.05,
        Weekday::Thursday => 1.01,
        Weekday::Friday => 0.90,
        Weekday::Saturday => 0.40,
        Weekday::Sunday => 0.34,
    }
}

impl Weather {
    fn new(seed: u64, calendar: &Calendar) -> Self {
        let mut chance = Chance::of(seed, &[62]);
        let mut weather = Self { snow: Vec::new(), storm: Vec::new(), rain: Vec::new() };
        let (mut snow, mut storm, mut rain) = (0.0, 0.0, 0.0);
        for day in 0..calendar.length {
            let date = calendar.day(day).date;
            (snow, storm, rain) = (snow * 0.66, storm * 0.45, rain * 0.4);
            let snows = match date.month() {
                12..=12 | 1..=2 => 0.115,
                3 | 11 => 0.06,
                _ => 0.0,
            };
            let storms = if (4..=10).contains(&date.month()) { 0.016 } else { 0.004 };
            if chance.happens(snows) {
                snow += chance.between(0.4, 2.6);
            }
            if chance.happens(storms) {
                storm += chance.between(4.0, 22.0);
                rain += chance.between(1.0, 3.0);
            }
            if chance.happens(0.09) {
                rain += chance.between(0.5, 2.5);
            }
            weather.snow.push(snow);
            weather.storm.push(storm);
            weather.rain.push(rain);
        }
        weather
    }
}
