//! « Acheminement corrigé » : where rules send requests, where these end, and a correction prepared in the draft.

use super::{Bar, about, parts, to};
use crate::{
    correction::{Correction, corrected},
    desk::files::explained,
    draft::{self, Draft, DraftError},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Moment, people::without_people};
use catalogue::Catalogue;
use identity::Admin;
use requests::{
    intake::unit_of,
    misrouting::{DAYS, Misrouted, Routed, routed},
    telling,
};
use routing::Table;
use statistics::{FEWEST, LEVEL, Method, Proportion};
use territory::{Territory, Units};
use web::{
    Faults, Form, Op, Page, Refusal, View,
    chart::{Chart, Row, Tick, WHOLE},
};

/// Lines of the table that are shown.
const MOST: usize = 12;
/// Characters of a reason that are shown.
const LONGEST_REASON: usize = 200;
const PAGE: &str = "/poste/ville/acheminement";

/// Where the correction of a line stands.
enum State {
    /// Nothing was done yet.
    Open,
    /// The draft of the reader holds it.
    Drafted,
    /// The table in force sends elsewhere than these requests were sent: name of the unit.
    Changed(String),
    /// No unit that they went to is known any more.
    Gone,
}

/// A service and borough, with what became of its requests.
struct Case {
    /// `cas-1`.
    anchor: String,
    name: String,
    share: String,
    /// Where they were sent first, and the rule in its own words.
    sent: String,
    rule: String,
    ended: String,
    reasons: Vec<String>,
    /// How often the correction would have been right, beside the rule.
    effect: String,
    /// It would have been wrong more often than the rule.
    is_worse: bool,
    state: State,
    found: Misrouted,
}

#[derive(Template)]
#[template(path = "misrouting.html")]
struct MisroutingPage {
    view: View,
    bar: Bar,
    faults: Faults,
    /// What the whole table did, in a sentence.
    whole: String,
    chart: Chart,
    cases: Vec<Case>,
    /// There may be more.
    is_cut: bool,
}

/// The reader's draft, and the routing table that it holds, when it changed it.
struct Drafted {
    draft: Draft,
    table: Option<Table>,
}

impl Drafted {
    async fn open(op: &mut Op, staff: base::Id) -> Result<Self, Refusal> {
        let draft = draft::open(&mut op.tx, staff, op.now).await?;
        let mut table = None;
        if draft.files.contains_key(Table::FILE) {
            let text = draft::load_file(&mut op.tx, &draft, Table::FILE).await?.unwrap_or_default();
            table = String::from_utf8(text).ok().and_then(|text| Table::from_csv(&text).ok());
        }
        Ok(Self { draft, table })
    }
}

async fn look(op: &mut Op) -> Result<Routed, Refusal> {
    Ok(routed(op, since(op), (FEWEST, MOST)).await?)
}

fn since(op: &Op) -> Moment {
    op.now.plus_days(-DAYS)
}

/// `GET /poste/ville/acheminement`.
pub async fn index(Admin(signed_in): Admin) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let drafted = Drafted::open(&mut op, staff).await?;
    Ok(Page::ok(page(&mut op, (view, bar), &drafted, Faults::default()).await?).into_response())
}

impl MisroutingPage {
    /// The line of the draft that sends the service of a case.
    fn row_link(&self, case: &Case) -> String {
        let search = case.found.ruled.service_code.clone();
        self.view.link(&about("fichier", Table::FILE, &[("q", search)]))
    }
}

async fn page(
    op: &mut Op,
    (view, bar): (View, Bar),
    drafted: &Drafted,
    faults: Faults,
) -> Result<MisroutingPage, Refusal> {
    let found = look(op).await?;
    let (is_cut, whole) = (found.lines.len() == MOST, whole(op, &view, &found));
    let cases: Vec<Case> =
        found.lines.into_iter().enumerate().map(|(rank, it)| case(op, &view, drafted, (rank, it))).collect();
    Ok(MisroutingPage { chart: chart(&view, &cases), whole, cases, is_cut, view, bar, faults })
}

/// How often the table gave the right unit at first, of all that it routed.
fn whole(op: &Op, view: &View, found: &Routed) -> String {
    let since = view.date(&since(op));
    let right = Proportion::new(found.sent.saturating_sub(found.wrong), found.sent).filter(|it| it.n() >= FEWEST);
    let Some(right) = right else { return view.t1("city-misrouting-few", "since", since) };
    let interval = right.interval(Method::Wilson, LEVEL);
    let words =
        [count(view, right.n()), view.percent(right.share()), view.percent(interval.low), view.percent(interval.high)];
    let [sent, share, low, high] = words.each_ref();
    view.say(
        "city-misrouting-whole",
        &[("since", &since), ("sent", sent), ("share", share), ("low", low), ("high", high)],
    )
}

fn share(found: &Misrouted) -> Option<Proportion> {
    Proportion::new(found.wrong(), found.sent)
}

fn count(view: &View, count: u64) -> String {
    view.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn case(op: &Op, view: &View, drafted: &Drafted, (rank, found): (usize, Misrouted)) -> Case {
    let unit = |code: &str| telling::unit_name(op, code, view.lang);
    let (target, right) = target(op, &found).unwrap_or_default();
    let kept = found.sent.saturating_sub(found.wrong());
    let (right_words, sent_words, kept_words) = (count(view, right), count(view, found.sent), count(view, kept));
    let ended: Vec<String> = found
        .ended
        .iter()
        .map(|(code, number)| view.t2("city-misrouting-at", ("unit", &unit(code)), ("count", &count(view, *number))))
        .collect();
    Case {
        anchor: format!("cas-{}", rank + 1),
        name: name(op, view, &found),
        share: share(&found).map(|share| share_in_words(view, share)).unwrap_or_default(),
        sent: view.t2("city-misrouting-sent", ("unit", &unit(&found.ruled.unit)), ("version", found.ruled.version())),
        rule: view.text(&found.words).to_owned(),
        ended: view.t1("city-misrouting-ended", "units", ended.join(", ")),
        reasons: found.reasons.iter().map(|reason| short(&without_people(reason))).collect(),
        effect: view.say(
            "city-misrouting-effect",
            &[("unit", &unit(&target)), ("right", &right_words), ("sent", &sent_words), ("kept", &kept_words)],
        ),
        is_worse: right < kept,
        state: state(op, view, drafted, &found),
        found,
    }
}

fn name(op: &Op, view: &View, found: &Misrouted) -> String {
    let territory = op.part::<Territory>();
    let code = &found.ruled.borough;
    let borough = territory.area(code).map_or(code.as_str(), |area| view.text(&area.name)).to_owned();
    format!("{}, {borough}", telling::service_name(op, &found.ruled.service_code, view.lang))
}

/// « 31 demandes sur 40 : 78 % (entre 62 % et 88 %) ».
fn share_in_words(view: &View, share: Proportion) -> String {
    let interval = share.interval(Method::Wilson, LEVEL);
    let words = [count(view, share.successes()), count(view, share.n()), percent(view, share.share())];
    let [wrong, sent, part] = words.each_ref();
    let (low, high) = (percent(view, interval.low), percent(view, interval.high));
    view.say(
        "city-misrouting-share",
        &[("wrong", wrong), ("sent", sent), ("share", part), ("low", &low), ("high", &high)],
    )
}

/// A share in whole percent.
fn percent(view: &View, share: f64) -> String {
    view.t1("city-percent", "number", view.integer((share * 100.0).round() as i64))
}

fn short(reason: &str) -> String {
    let mut shown: String = reason.chars().take(LONGEST_REASON).collect();
    if shown.len() < reason.len() {
        shown.push('…');
    }
    shown
}

/// The unit where most of those that left are, of the units that still are, and how many are there.
fn target(op: &Op, found: &Misrouted) -> Option<(String, u64)> {
    let units = op.part::<Units>();
    found.ended.iter().find(|(code, _)| units.get(code).is_some()).cloned()
}

fn state(op: &Op, view: &View, drafted: &Drafted, found: &Misrouted) -> State {
    let (catalogue, units, table) = (op.part::<Catalogue>(), op.part::<Units>(), op.part::<Table>());
    let borough = Some(found.ruled.borough.as_str());
    let (Some(service), Some((target, _))) = (catalogue.service(&found.ruled.service_code), target(op, found)) else {
        return State::Gone;
    };
    let now = unit_of(&table, &units, service, borough);
    if now != found.ruled.unit {
        return State::Changed(telling::unit_name(op, &now, view.lang));
    }
    let drafted = drafted.table.as_ref().map(|table| unit_of(table, &units, service, borough));
    if drafted.as_deref() == Some(&target) { State::Drafted } else { State::Open }
}

fn chart(view: &View, cases: &[Case]) -> Chart {
    let row = |case: &Case| {
        let share = share(&case.found);
        let interval = share.map(|share| share.interval(Method::Wilson, LEVEL));
        Row {
            name: case.name.clone(),
            link: format!("#{}", case.anchor),
            range: interval.map(|interval| (WHOLE.at(interval.low), WHOLE.at(interval.high))),
            dot: share.map(|share| WHOLE.at(share.share())),
            strong: share.map(|share| percent(view, share.share())).unwrap_or_default(),
            n: count(view, case.found.sent),
            ..Row::default()
        }
    };
    Chart {
        caption: view.t("city-misrouting-chart"),
        head: view.t("city-misrouting-head"),
        drawing: view.t("city-misrouting-drawing"),
        figures: view.t("city-misrouting-figures"),
        n: view.t("city-misrouting-n"),
        ticks: WHOLE.ticks().into_iter().map(|share| Tick::new(WHOLE.at(share), percent(view, share))).collect(),
        rows: cases.iter().map(row).collect(),
        ..Chart::default()
    }
}

/// `POST …/corriger`: the line in the draft, counted again here. Nothing is in force by it.
pub async fn prepare(Admin(signed_in): Admin, form: Form) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let asked = ["service", "arrondissement", "regle", "unite"].map(|field| form.text(field));
    let found = look(&mut op).await?.lines;
    let is_asked = |found: &Misrouted| {
        let ruled = &found.ruled;
        [&ruled.service_code, &ruled.borough, &ruled.rule, &ruled.unit].map(String::as_str) == asked
    };
    let unknown = Refusal::not_found("city/misrouting-unknown");
    let rank = found.iter().position(is_asked).ok_or(unknown.clone())?;
    let found = found.get(rank).ok_or(unknown.clone())?;
    let (unit, agreed) = target(&op, found).ok_or(unknown)?;
    let numbers = [view.integer(DAYS), count(&view, agreed), count(&view, found.sent)];
    let [days, right, sent] = numbers.each_ref();
    let reason = view.say("city-misrouting-why", &[("days", days), ("right", right), ("sent", sent)]);
    let correction = Correction {
        service: &found.ruled.service_code,
        borough: &found.ruled.borough,
        unit: &unit,
        seen: found.sent,
        agreed,
        reason: &reason,
    };
    let drafted = Drafted::open(&mut op, staff).await?;
    let done = match keep(&mut op, &drafted.draft, &correction).await {
        Ok(true) => return to(op, &view, &format!("{PAGE}#cas-{}", rank + 1)).await,
        Ok(false) => (StatusCode::CONFLICT, "city/misrouting-table"),
        Err(DraftError::Store(err)) => return Err(err.into()),
        Err(err) => explained(&err),
    };
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page(&mut op, (view, bar), &drafted, Faults::one("main-content", done.1)).await?;
    Ok(Page(done.0, page).into_response())
}

/// Writes the line; false when the table of the draft is none.
async fn keep(op: &mut Op, draft: &Draft, correction: &Correction<'_>) -> Result<bool, DraftError> {
    let content = draft::load_file(&mut op.tx, draft, Table::FILE).await?;
    let text = content.and_then(|content| String::from_utf8(content).ok());
    let Some(text) = text.and_then(|text| corrected(&text, correction)) else { return Ok(false) };
    draft::keep(&mut op.tx, draft, Table::FILE, text.as_bytes(), op.now).await?;
    Ok(true)
}
