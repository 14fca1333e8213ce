//! What the pages of supervisors share: days, hours and shares in words, and the way from one page to the next.

use base::{Lang, Moment};
use jiff::civil::Date;
use statistics::{LEVEL, Method, Proportion};
use web::{
    View,
    chart::{Row, Tick, WHOLE},
};

/// The pages of supervisors, as their bar shows them: address, code of the name.
pub const PAGES: [(&str, &str); 2] = [("/poste/unites", "desk-menu-units"), ("/poste/telephone", "desk-menu-phone")];

/// Whether a page is one of them.
pub fn is_here(view: &View) -> bool {
    PAGES.iter().any(|(path, _)| view.is_under(path))
}

/// A share in whole percent: `83 %` / `83%`.
pub fn percent(view: &View, share: f64) -> String {
    let whole = (share * 100.0).round() as i64;
    match view.lang {
        Lang::Fr => format!("{whole}\u{a0}%"),
        Lang::En => format!("{whole}%"),
    }
}

/// A count that was read from the database.
pub fn count(view: &View, count: u64) -> String {
    view.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// « entre 70 % et 74 % » : the interval that is published with a share.
pub fn range(view: &View, proportion: Proportion) -> String {
    let interval = proportion.interval(Method::Wilson, LEVEL);
    view.t2("desk-between", ("low", &percent(view, interval.low)), ("high", &percent(view, interval.high)))
}

/// A row of a chart of shares: what was seen, its interval, what is aimed at.
pub fn share_row(view: &View, name: String, share: Option<Proportion>, target: Option<f64>) -> Row {
    let Some(proportion) = share else {
        return Row { name, strong: view.t("desk-nothing-counted"), is_withheld: true, ..Row::default() };
    };
    let interval = proportion.interval(Method::Wilson, LEVEL);
    Row {
        name,
        range: Some((WHOLE.at(interval.low), WHOLE.at(interval.high))),
        dot: Some(WHOLE.at(proportion.share())),
        promise: target.map(|target| WHOLE.at(target)),
        strong: percent(view, proportion.share()),
        n: count(view, proportion.n()),
        ..Row::default()
    }
}

/// The marks of a chart of shares.
pub fn share_ticks(view: &View) -> Vec<Tick> {
    WHOLE.ticks().into_iter().map(|share| Tick::new(WHOLE.at(share), percent(view, share))).collect()
}

/// Midnight of a day, where the city is.
pub fn midnight(view: &View, day: Date) -> Moment {
    let zone = view.brand().zone.clone();
    // A day whose midnight is skipped begins later; one out of the calendar cannot be asked for.
    day.at(0, 0, 0, 0).to_zoned_datetime(zone).map_or(Moment(0), |zoned| Moment::from(zoned.timestamp()))
}

/// `lundi 12 janvier 2026`.
pub fn day(view: &View, day: Date) -> String {
    view.date(&midnight(view, day))
}

/// `8 h 30` / `8:30 a.m.`, of a half hour of the day.
pub fn half_hour(view: &View, half_hour: i64) -> String {
    // No clock changes on that day.
    let monday = midnight(view, Date::constant(2026, 1, 5));
    view.hour(&monday.plus_ms(half_hour * telephony::interval::SLOT_MS))
}

/// `4 min 12 s`.
pub fn length(view: &View, seconds: f64) -> String {
    let whole = seconds.round().max(0.0) as i64;
    match (whole / 60, whole % 60) {
        (0, seconds) => view.t1("desk-seconds", "s", seconds),
        (minutes, seconds) => view.t2("desk-minutes", ("min", &view.integer(minutes)), ("s", &format!("{seconds:02}"))),
    }
}
