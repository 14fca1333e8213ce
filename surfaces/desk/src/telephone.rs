//! How the telephone is answered: against what is aimed at, by borough, by hour, by day; and what never came.

mod heat;
mod staffing;

pub use staffing::plan;

use crate::{
    columns::borough_name,
    queue::{Choice, boroughs},
    supervision::{count, day, length, percent, range, share_row, share_ticks},
};
use askama::Template;
use axum::{
    body::Body,
    extract::Query,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use heat::Heat;
use identity::{Staff, Supervisor};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use std::collections::BTreeMap;
use telephony::{Calls, Days, Missing, TARGET, figures, missing};
use web::{
    App, Op, Page, Refusal, View,
    chart::{Chart, Row},
};

/// Lengths of a period, in days.
const LENGTHS: [(&str, i32); 4] = [("1", 1), ("7", 7), ("28", 28), ("365", 365)];
const USUAL_LENGTH: (&str, i32) = ("28", 28);
/// Beyond, days are gathered by week.
const MOST_DAYS: i32 = 31;
/// Word for the lines of the whole city.
const CITY: &str = "ville";

/// What the address asks for: all text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    periode: String,
    arrondissement: String,
    /// Last day of the period; today when it is none.
    au: String,
}

/// The calls that are looked at.
pub(crate) struct Selection {
    length: (&'static str, i32),
    pub days: Days,
    /// Code, empty for the lines of the whole city; none is every line.
    pub borough: Option<String>,
    is_today: bool,
}

impl Asked {
    pub(crate) fn selection(&self, op: &Op) -> Selection {
        let today = op.now.day(&op.part::<web::Brand>().zone);
        let to = self.au.parse::<Date>().ok().filter(|day| *day <= today && day.year() >= 2000);
        let length = LENGTHS.into_iter().find(|(code, _)| *code == self.periode).unwrap_or(USUAL_LENGTH);
        let borough = match self.arrondissement.as_str() {
            "" => None,
            CITY => Some(String::new()),
            code => Some(code.to_owned()),
        };
        Selection {
            length,
            days: Days::before(to.unwrap_or(today), length.1),
            borough,
            is_today: to.is_none_or(|day| day == today),
        }
    }
}

impl Selection {
    fn borough_word(&self) -> &str {
        match self.borough.as_deref() {
            None => "",
            Some("") => CITY,
            Some(code) => code,
        }
    }

    /// Address of `path` with this selection, over another length if one is given.
    pub(crate) fn link(&self, view: &View, path: &str, length: Option<&str>) -> String {
        let to = if self.is_today { String::new() } else { self.days.to.to_string() };
        let pairs =
            [("periode", length.unwrap_or(self.length.0)), ("arrondissement", self.borough_word()), ("au", &to)];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        view.link(&format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()))
    }

    /// Every line, each borough, then the lines of the whole city.
    pub(crate) fn boroughs(&self, op: &Op, view: &View) -> Vec<Choice> {
        let choice = |value: &str, code: &str| Choice {
            value: value.to_owned(),
            name: view.t(code),
            is_chosen: self.borough_word() == value,
        };
        let mut choices = vec![choice("", "desk-phone-all-lines")];
        choices.extend(boroughs(op, view, self.borough_word()));
        choices.push(choice(CITY, "desk-phone-city-lines"));
        choices
    }

    fn dates(&self, view: &View) -> String {
        if self.days.from == self.days.to {
            return day(view, self.days.to);
        }
        view.t2("desk-from-to", ("from", &day(view, self.days.from)), ("to", &day(view, self.days.to)))
    }
}

/// A figure on top: its name, itself, what it is held against, and how it stands to that.
pub struct Fact {
    pub name: String,
    pub figure: String,
    pub note: String,
    /// `done`, `late`, or nothing when it is not judged.
    pub tone: &'static str,
    pub verdict: String,
}

#[derive(Template)]
#[template(path = "telephone.html")]
struct TelephonePage {
    view: View,
    staff: Staff,
    dates: String,
    /// Word, address, whether it is shown.
    periods: Vec<(String, String, bool)>,
    length: &'static str,
    to: String,
    boroughs: Vec<Choice>,
    facts: Vec<Fact>,
    missing: String,
    is_missing: bool,
    last: String,
    by_borough: Option<Chart>,
    by_day: Option<Chart>,
    heats: Vec<Heat>,
    staffing: String,
    file: String,
    is_empty: bool,
}

/// `GET /poste/telephone?periode=&arrondissement=&au=`.
pub async fn show(Supervisor(signed_in): Supervisor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let selection = asked.selection(&op);
    let (days, borough) = (selection.days, selection.borough.as_deref());
    let missed = missing(&mut op, days).await?;
    let sums = figures::by_borough(&mut op, days).await?;
    let of_selection = |code: &str| borough.is_none_or(|borough| borough == code);
    let mut total = Calls::default();
    sums.iter().filter(|(code, _)| of_selection(code)).for_each(|(_, calls)| total.add(calls));
    let by_day = figures::by_day(&mut op, days, borough).await?;
    let slots = figures::by_slot(&mut op, days, borough).await?;
    let (missing, is_missing) = missing_words(&view, missed.iter().filter(|(code, _)| of_selection(code)));
    let last = figures::last_interval(&mut op).await?;
    let last = last.map(|(start, received)| {
        view.t2("desk-phone-last", ("start", &view.time(&start)), ("received", &view.time(&received)))
    });
    let page = TelephonePage {
        dates: selection.dates(&view),
        periods: periods(&view, &selection),
        length: selection.length.0,
        to: if selection.is_today { String::new() } else { days.to.to_string() },
        boroughs: selection.boroughs(&op, &view),
        facts: facts(&view, &total),
        missing,
        is_missing,
        last: last.unwrap_or_else(|| view.t("desk-phone-never")),
        by_borough: borough.is_none().then(|| borough_chart(&op, &view, &sums, &missed)),
        by_day: (days.from != days.to).then(|| day_chart(&view, &selection, &by_day)),
        heats: heat::heats(&view, &slots),
        staffing: selection.link(&view, "/poste/telephone/effectifs", None),
        file: selection.link(&view, "/poste/telephone/intervalles.csv", None),
        is_empty: by_day.is_empty(),
        staff,
        view,
    };
    Ok(Page::ok(page).into_response())
}

fn periods(view: &View, selection: &Selection) -> Vec<(String, String, bool)> {
    let choice = |(code, _): (&str, i32)| {
        let link = selection.link(view, "/poste/telephone", Some(code));
        (view.t(&format!("desk-phone-period-{code}")), link, code == selection.length.0)
    };
    LENGTHS.into_iter().map(choice).collect()
}

fn verdict(view: &View, is_met: bool) -> (&'static str, String) {
    if is_met { ("done", view.t("desk-target-met")) } else { ("late", view.t("desk-target-missed")) }
}

fn facts(view: &View, total: &Calls) -> Vec<Fact> {
    let fact = |code: &str, figure: String| Fact {
        name: view.t(&format!("desk-phone-{code}")),
        figure,
        note: String::new(),
        tone: "",
        verdict: String::new(),
    };
    let mut facts = vec![fact("offered", count(view, total.offered))];
    for (code, share, target) in
        [("in-time", total.service_level(), TARGET.in_time), ("abandoned", total.given_up(), TARGET.abandoned)]
    {
        let Some(proportion) = share else { continue };
        let is_met = if code == "in-time" { proportion.share() >= target } else { proportion.share() <= target };
        let (tone, verdict) = verdict(view, is_met);
        let note = view.t2(
            &format!("desk-phone-{code}-note"),
            ("target", &percent(view, target)),
            ("range", &range(view, proportion)),
        );
        facts.push(Fact { note, tone, verdict, ..fact(code, percent(view, proportion.share())) });
    }
    if let Some(seconds) = total.talk_mean_s() {
        facts.push(fact("talk", length(view, seconds)));
    }
    facts
}

/// How many half hours are missing, in words; whether any is.
fn missing_words<'a>(view: &View, missed: impl Iterator<Item = (&'a String, &'a Missing)>) -> (String, bool) {
    let (mut expected, mut absent) = (0, 0);
    for (_, one) in missed {
        expected += one.expected;
        absent += one.count();
    }
    let words = match absent {
        0 => view.t1("desk-phone-missing-none", "expected", count(view, expected)),
        _ => view.t2("desk-phone-missing", ("count", &count(view, absent)), ("expected", &count(view, expected))),
    };
    (words, absent > 0)
}

fn chart(view: &View, caption: &str, head: &str, rows: Vec<Row>) -> Chart {
    Chart {
        caption: view.t(caption),
        head: view.t(head),
        drawing: view.t("desk-phone-drawing"),
        figures: view.t("desk-phone-in-time"),
        more: view.t("desk-phone-abandoned"),
        n: view.t("desk-phone-calls"),
        ticks: share_ticks(view),
        rows,
        promise: view.t1("desk-phone-target", "target", percent(view, TARGET.in_time)),
    }
}

fn calls_row(view: &View, name: String, calls: &Calls) -> Row {
    let given_up = calls
        .given_up()
        .map_or_else(String::new, |it| view.t1("desk-phone-abandoned-short", "share", percent(view, it.share())));
    Row { more: given_up, ..share_row(view, name, calls.service_level(), Some(TARGET.in_time)) }
}

/// Boroughs by name: they are not ranked.
fn borough_chart(op: &Op, view: &View, sums: &[(String, Calls)], missed: &BTreeMap<String, Missing>) -> Chart {
    let counted: BTreeMap<&str, &Calls> = sums.iter().map(|(code, calls)| (code.as_str(), calls)).collect();
    let codes: std::collections::BTreeSet<&str> =
        counted.keys().copied().chain(missed.keys().map(String::as_str)).collect();
    let name = |code: &str| {
        if code.is_empty() { view.t("desk-phone-city-lines") } else { borough_name(op, view, Some(code)) }
    };
    let mut rows: Vec<Row> = codes
        .into_iter()
        .map(|code| {
            let calls = counted.get(code).copied().copied().unwrap_or_default();
            let absent = missed.get(code).copied().unwrap_or_default();
            let note = view.t2(
                "desk-phone-missing-short",
                ("count", &count(view, absent.count())),
                ("expected", &count(view, absent.expected)),
            );
            Row { note: if absent.count() > 0 { note } else { String::new() }, ..calls_row(view, name(code), &calls) }
        })
        .collect();
    rows.sort_by_cached_key(|row| base::plain::fold(&row.name));
    chart(view, "desk-phone-by-borough", "desk-filter-borough", rows)
}

/// Each day, or each week of a long period.
fn day_chart(view: &View, selection: &Selection, by_day: &BTreeMap<Date, Calls>) -> Chart {
    let is_long = selection.length.1 > MOST_DAYS;
    let monday = |day: Date| day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days());
    let mut groups: BTreeMap<Date, Calls> = BTreeMap::new();
    for (day, calls) in by_day {
        groups.entry(if is_long { monday(*day) } else { *day }).or_default().add(calls);
    }
    let row = |(first, calls): (&Date, &Calls)| {
        let (length, last) = if is_long { ("7", first.saturating_add(6.days())) } else { ("1", *first) };
        let to = Selection {
            days: Days { from: *first, to: last.min(selection.days.to) },
            is_today: false,
            borough: selection.borough.clone(),
            length: selection.length,
        };
        let name = day(view, *first);
        let name = if is_long { view.t1("desk-phone-week-of", "day", name) } else { name };
        Row { link: to.link(view, "/poste/telephone", Some(length)), ..calls_row(view, name, calls) }
    };
    let caption = if is_long { "desk-phone-by-week" } else { "desk-phone-by-day" };
    chart(view, caption, "desk-phone-day", groups.iter().map(row).collect())
}

/// Rows of a file, a day at a time.
struct Writing {
    app: App,
    borough: Option<String>,
    days: Vec<Date>,
    is_begun: bool,
}

impl Writing {
    async fn next(mut self) -> Option<(Result<String, Refusal>, Self)> {
        if !self.is_begun {
            self.is_begun = true;
            return Some((Ok(format!("{}\n", telephony::interval::COLUMNS.join(","))), self));
        }
        let day = self.days.pop()?;
        let mut op = Op { tx: self.app.database().read(), ..Op::system(&self.app) };
        let days = Days { from: day, to: day };
        let zone = op.part::<web::Brand>().zone.clone();
        let read = figures::intervals(&mut op, days, self.borough.as_deref()).await;
        let lines = read.map_err(Refusal::from).map(|intervals| {
            let line = |it: &telephony::PhoneInterval| {
                let Calls { offered, answered, in_time, abandoned, talk_s } = it.calls;
                let (start, line, borough) = (it.start.to_w3c(&zone), &it.line, &it.borough);
                format!("{start},{line},{borough},{offered},{answered},{in_time},{abandoned},{talk_s}\n")
            };
            intervals.iter().map(line).collect()
        });
        Some((lines, self))
    }
}

/// `GET /poste/telephone/intervalles.csv`: what was counted, as it may be brought in again.
pub async fn export(Supervisor(signed_in): Supervisor, Query(asked): Query<Asked>) -> Response {
    let op = signed_in.op;
    let selection = asked.selection(&op);
    let mut days: Vec<Date> = selection.days.each().collect();
    days.reverse();
    let writing = Writing { app: op.app.clone(), borough: selection.borough, days, is_begun: false };
    let lines = stream::unfold(writing, Writing::next);
    let body = Body::from_stream(futures_util::StreamExt::map(lines, |line| line.map_err(|refusal| refusal.code)));
    let named = format!("attachment; filename=\"telephone-{}.csv\"", selection.days.to);
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(named) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}
