//! Parts that the pages share: the line of dates, the sentences with their proof, rows of charts.

use crate::{Board, Figure, Kind, Measure, Period, Run, State, words};
use web::{
    View,
    chart::{Chart, Row, Scale, Tick, WHOLE},
};

/// When it was computed, over what, and the other period.
pub struct Dates {
    pub period: Period,
    pub computed: String,
    pub from: String,
    pub to: String,
    /// Word, path, whether it is the one shown.
    pub choices: Vec<(String, String, bool)>,
    pub file: String,
}

impl Dates {
    pub fn of(view: &View, run: &Run, period: Period, path: &str) -> Self {
        let choice = |other: Period| {
            let link = view.link(&format!("{path}?periode={}", other.code()));
            (view.t(&format!("indicators-period-{}", other.code())), link, other == period)
        };
        let service = path.strip_prefix("/bilan/").map(|service| format!("&service={service}")).unwrap_or_default();
        Self {
            period,
            computed: view.time(&run.computed_at),
            from: view.date(&period.start(run.computed_at)),
            to: view.date(&run.computed_at),
            choices: Period::ALL.into_iter().map(choice).collect(),
            file: view.link(&format!("/bilan/chiffres.csv?periode={}{service}", period.code())),
        }
    }

    pub fn sentence(&self, view: &View) -> String {
        view.say("indicators-dates", &[("from", &self.from), ("to", &self.to), ("computed", &self.computed)])
    }
}

/// A sentence around its figure, and what it rests on.
pub struct Says {
    pub before: String,
    pub figure: String,
    pub after: String,
    pub proof: String,
}

/// Stands for the figure while the sentence is made: no text holds it.
const MARK: &str = "\u{1}";

impl Says {
    /// The sentence of `code` around `$figure`.
    fn of(view: &View, code: &str, values: &[(&str, &str)], figure: String, proof: &[String]) -> Self {
        let values: Vec<(&str, &str)> = values.iter().copied().chain([("figure", MARK)]).collect();
        let sentence = view.say(code, &values);
        let (before, after) = sentence.split_once(MARK).unwrap_or((&sentence, ""));
        let proof: Vec<&str> = proof.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        Self { before: before.to_owned(), figure, after: after.to_owned(), proof: proof.join(" ") }
    }
}

/// « 8 demandes sur 10 sont traitées en 9 jours; la promesse est 7 jours. »
pub fn says_delay(view: &View, board: &Board, kind: Kind, service: &str, promise: Option<&str>) -> Option<Says> {
    let figure = board.shown(kind, service, "", Measure::Delay80)?;
    let open = board.shown(kind, service, "", Measure::Open).and_then(|figure| figure.value).unwrap_or_default();
    let (count, open) =
        (view.many("indicators-requests", &whole(figure.n)), view.many("indicators-open", &(open as i64)));
    let rests = view.t2("indicators-rests-on", ("requests", &count), ("open", &open));
    let naive = board.shown(kind, service, "", Measure::Closed80).and_then(|figure| figure.value);
    let naive = naive.map(|value| view.t1("indicators-naive", "days", words::days(view, value)));
    let range =
        figure.value.and(words::days_range(view, figure)).map(|range| view.t1("indicators-true", "range", range));
    let proof = [range.unwrap_or_default(), rests, naive.unwrap_or_default()];
    let code = match (figure.value, figure.low, promise) {
        (Some(_), _, Some(_)) => "indicators-says-delay-promise".to_owned(),
        (Some(_), _, None) => format!("indicators-says-delay-{}", kind.code()),
        (None, Some(_), _) => "indicators-says-delay-above".to_owned(),
        (None, None, _) => "indicators-says-delay-unknown".to_owned(),
    };
    let days = figure.value.or(figure.low).map(|value| words::days(view, value)).unwrap_or_default();
    Some(Says::of(view, &code, &[("promise", promise.unwrap_or_default())], days, &proof))
}

/// « Le délai promis est tenu pour 7 demandes sur 10. »
pub fn says_on_time(view: &View, board: &Board, service: &str) -> Option<Says> {
    let figure = board.shown(Kind::Intervention, service, "", Measure::OnTime)?;
    let bounds = board.shown(Kind::Intervention, service, "", Measure::OnTimeBounds);
    let bounds = bounds.and_then(|bounds| bounds.low.zip(bounds.high)).filter(|(worst, best)| worst < best);
    let bounds = bounds.map(|(worst, best)| {
        let (worst, best) = (words::percent(view, worst), words::percent(view, best));
        view.t2("indicators-bounds", ("worst", &worst), ("best", &best))
    });
    let rests = view.many("indicators-promises", &whole(figure.n));
    let proof = [share_and_range(view, figure), rests, bounds.unwrap_or_default()];
    Some(Says::of(view, "indicators-says-on-time", &[], words::in_ten(view, "requests", figure.value?), &proof))
}

/// « La façon de faire de la Ville satisfait 6 personnes sur 10. »
pub fn says_satisfied(view: &View, board: &Board, kind: Kind, service: &str) -> Option<Says> {
    let figure = board.shown(kind, service, "", Measure::Satisfied)?;
    let response = board.shown(kind, service, "", Measure::Response).and_then(|figure| figure.value);
    let response = response.map(|share| view.t1("indicators-response", "share", words::percent(view, share)));
    let rests = view.many("indicators-answers", &whole(figure.n));
    let proof = [share_and_range(view, figure), rests, response.unwrap_or_default()];
    Some(Says::of(view, "indicators-says-satisfied", &[], words::in_ten(view, "people", figure.value?), &proof))
}

/// « La Ville dit que c'est réglé; ce n'est pas l'avis de 2 personnes sur 10. »
pub fn says_denied(view: &View, board: &Board, service: &str) -> Option<Says> {
    let figure = board.shown(Kind::Intervention, service, "", Measure::Denied)?;
    let fixed = board.shown(Kind::Intervention, service, "", Measure::Fixed).and_then(|figure| figure.value);
    let fixed = fixed.map(|share| view.t1("indicators-fixed", "share", words::percent(view, share)));
    let rests = view.many("indicators-denied-answers", &whole(figure.n));
    let proof = [share_and_range(view, figure), rests, fixed.unwrap_or_default()];
    Some(Says::of(view, "indicators-says-denied", &[], words::in_ten(view, "people", figure.value?), &proof))
}

/// « 72 %, entre 68 % et 75 %. »
fn share_and_range(view: &View, figure: &Figure) -> String {
    let (Some(value), Some(low), Some(high)) = (figure.value, figure.low, figure.high) else { return String::new() };
    format!("{}, {}.", words::percent(view, value), words::share_range(view, low, high))
}

pub fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A row of a chart of shares, from nothing to all.
pub fn share_row(view: &View, figure: Option<&Figure>) -> Row {
    let Some(figure) = figure else {
        return Row { strong: view.t("indicators-nothing"), is_withheld: true, ..Row::default() };
    };
    let (Some(value), Some(low), Some(high)) = (figure.value, figure.low, figure.high) else {
        return Row { strong: words::share(view, Some(figure)), is_withheld: true, ..Row::default() };
    };
    Row {
        range: Some((WHOLE.at(low), WHOLE.at(high))),
        dot: Some(WHOLE.at(value)),
        strong: words::percent(view, value),
        rest: range_of_percents(view, low, high),
        n: view.integer(whole(figure.n)),
        ..Row::default()
    }
}

/// « 68 à 75 ».
fn range_of_percents(view: &View, low: f64, high: f64) -> String {
    let round = |share: f64| ((share * 100.0).round() as i64).to_string();
    view.t2("indicators-to", ("low", &round(low)), ("high", &round(high)))
}

/// A row of a chart of delays on `scale`. A delay that is not reached has its lower end, and no upper one.
pub fn delay_row(view: &View, figure: Option<&Figure>, scale: Scale) -> Row {
    let Some(figure) = figure.filter(|figure| figure.state != State::Withheld) else {
        return Row { strong: words::delay(view, figure), is_withheld: true, ..Row::default() };
    };
    let low = figure.low.map_or(0.0, |low| scale.at(low));
    let round = |days: f64| (days.ceil() as i64).to_string();
    let rest = match (figure.value, figure.low, figure.high) {
        (Some(_), Some(low), Some(high)) if high >= 1.0 => {
            view.t2("indicators-to", ("low", &round(low)), ("high", &round(high)))
        }
        (Some(_), Some(low), None) => view.t1("indicators-at-least", "low", round(low)),
        _ => String::new(),
    };
    Row {
        range: Some((low, figure.high.map_or(100.0, |high| scale.at(high)))),
        dot: figure.value.map(|value| scale.at(value)),
        strong: words::delay(view, Some(figure)),
        rest,
        n: view.integer(whole(figure.n)),
        ..Row::default()
    }
}

/// A chart of shares without its rows.
pub fn share_chart(view: &View, caption: String, head: String) -> Chart {
    Chart {
        caption,
        head,
        drawing: view.t("indicators-chart-share"),
        figures: view.t("indicators-chart-share-interval"),
        n: view.t("indicators-chart-n"),
        ticks: WHOLE.ticks().into_iter().map(|tick| Tick::new(WHOLE.at(tick), words::percent(view, tick))).collect(),
        ..Chart::default()
    }
}

/// Where a promise of `amount` stands; working days have no place on a scale of days.
pub fn promised_days(standard: &standards::Standard) -> Option<f64> {
    match standard.measure {
        standards::Measure::Hours => Some(f64::from(standard.amount) / 24.0),
        standards::Measure::Days => Some(f64::from(standard.amount)),
        standards::Measure::WorkingDays => None,
    }
}

/// Name of a borough, of the place that is not known, or its code when the city no longer has it.
pub fn borough_name(view: &View, territory: &territory::Territory, code: &str) -> String {
    if code == crate::gathering::NO_PLACE {
        return view.t("indicators-no-place");
    }
    territory.area(code).map_or_else(|| code.to_owned(), |area| view.text(&area.name).to_owned())
}
