//! Figures in the words of people: « 8 sur 10 », « 9 jours », « entre 7 et 11 ».

use crate::{Figure, State};
use base::Lang;
use web::View;

/// « 7 demandes sur 10 », of `noun` (`requests`, `people`). The ends are said as what they are, never as « 10 sur 10 »
/// for 97 %.
pub fn in_ten(view: &View, noun: &str, share: f64) -> String {
    let tenths = (share * 10.0).round();
    let code = |end: &str| format!("indicators-ten-{noun}-{end}");
    if share >= 1.0 {
        view.t(&code("all"))
    } else if share <= 0.0 {
        view.t(&code("none"))
    } else if tenths >= 10.0 {
        view.t(&code("most"))
    } else if tenths < 1.0 {
        view.t(&code("few"))
    } else {
        view.many(&format!("indicators-ten-{noun}"), &(tenths as i64))
    }
}

/// A share in whole percent.
pub fn percent(view: &View, share: f64) -> String {
    let whole = (share * 100.0).round() as i64;
    match view.lang {
        Lang::Fr => format!("{whole}\u{a0}%"),
        Lang::En => format!("{whole}%"),
    }
}

/// « 5 heures », « 9 jours »: rounded up, since « within » must stay true.
pub fn days(view: &View, days: f64) -> String {
    if days < 1.0 {
        let hours = ((days * 24.0).ceil() as i64).max(1);
        return view.many("indicators-hours", &hours);
    }
    view.many("indicators-days", &(days.ceil() as i64))
}

/// « entre 7 et 11 jours », « plus de 7 jours » when the upper end is not known.
pub fn days_range(view: &View, figure: &Figure) -> Option<String> {
    let low = figure.low?;
    let Some(high) = figure.high else { return Some(view.t1("indicators-above", "low", days(view, low))) };
    let (first, last) = (days(view, low), days(view, high));
    if first == last {
        return None;
    }
    // « entre 7 et 11 jours »: the unit is said once when it is the same.
    let first = if low < 1.0 { first } else { view.integer(low.ceil() as i64) };
    Some(view.t2("indicators-between", ("low", &first), ("high", &last)))
}

/// « entre 68 % et 75 % ».
pub fn share_range(view: &View, low: f64, high: f64) -> String {
    view.t2("indicators-between", ("low", &percent(view, low)), ("high", &percent(view, high)))
}

/// A delay as it stands in a cell: its days, « plus de … », or why it is not there.
pub fn delay(view: &View, figure: Option<&Figure>) -> String {
    match figure {
        None => view.t("indicators-nothing"),
        Some(figure) => match (figure.state, figure.value, figure.low) {
            (State::Withheld, ..) => view.t("indicators-too-few"),
            (State::Shown, Some(value), _) => days(view, value),
            (_, _, Some(low)) => view.t1("indicators-more-than", "low", days(view, low)),
            (_, _, None) => view.t("indicators-not-reached"),
        },
    }
}

/// A share as it stands in a cell.
pub fn share(view: &View, figure: Option<&Figure>) -> String {
    match figure {
        None => view.t("indicators-nothing"),
        Some(figure) => match (figure.state, figure.value) {
            (State::Withheld, _) => view.t("indicators-too-few"),
            (_, Some(value)) => percent(view, value),
            (_, None) => view.t("indicators-nothing"),
        },
    }
}
