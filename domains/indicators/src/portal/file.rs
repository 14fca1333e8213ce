//! Every figure of a period as a file: what the pages draw, for whoever wants to draw it otherwise.

use super::Asked;
use crate::{About, Figure, Period, Run, State, reading::last_run, store::list_figures};
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use web::{Brand, Op, Refusal};

const HEAD: &str = "period,from,to,nature,service,borough,measure,unit,n,value,low,high,state\n";

pub async fn show_file(mut op: Op, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let period = asked.period();
    let service = Some(asked.service.as_str()).filter(|service| !service.is_empty());
    let figures = list_figures(&mut op, period, service).await?;
    let run = last_run(&mut op).await?;
    let text = run.map_or_else(|| HEAD.to_owned(), |run| write(&op, &run, period, &figures));
    let name = format!("attachment; filename=\"riverain-{}.csv\"", period.code());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

fn write(op: &Op, run: &Run, period: Period, figures: &[(About, Figure)]) -> String {
    let zone = op.part::<Brand>().zone.clone();
    let (from, to) = (period.start(run.computed_at).to_w3c(&zone), run.computed_at.to_w3c(&zone));
    let mut text = HEAD.to_owned();
    for (about, figure) in figures {
        let words = [period.code(), &from, &to, about.kind.code(), &about.service, &about.borough];
        let measure = figure.measure;
        let n = if figure.state == State::Withheld { String::new() } else { figure.n.to_string() };
        let numbers = [figure.value, figure.low, figure.high].map(number);
        let [value, low, high] = &numbers;
        let words = words.into_iter().chain([measure.code(), measure.unit().code(), &n, value, low, high]);
        let cells: Vec<String> = words.chain([figure.state.code()]).map(cell).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.6}").trim_end_matches('0').trim_end_matches('.').to_owned()).unwrap_or_default()
}

/// RFC 4180; a code that a spreadsheet would take for a formula is quoted by an apostrophe.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '@']) || (text.starts_with('-') && text.len() > 1);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_cells_hold_no_formula() {
        assert_eq!(number(Some(0.25)), "0.25");
        assert_eq!(number(Some(100.0)), "100");
        assert_eq!(number(None), "");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-"), "-");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
