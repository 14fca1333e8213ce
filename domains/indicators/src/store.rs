//! All the SQL of the results.

use crate::{About, Board, Figure, Improvement, Kind, Measure, Period, Run, State};
use ::store::{Rows, StoreError, sql};
use base::Moment;
use web::Op;

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn natural(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

const FIGURE: [&str; 10] =
    ["period", "borough", "service_code", "nature", "measure", "n", "value", "low", "high", "state"];

async fn insert_figures(op: &mut Op, figures: &[(About, Figure)]) -> Result<(), StoreError> {
    let mut rows = Rows::new("insert into indicator", &FIGURE).with_room(figures.len());
    for (about, figure) in figures {
        rows.add(about.period.code()).add(&about.borough).add(&about.service).add(about.kind.code());
        rows.add(figure.measure.code()).add(whole(figure.n));
        rows.add(figure.value).add(figure.low).add(figure.high).add(figure.state.code());
    }
    rows.insert(&mut op.tx).await?;
    Ok(())
}

/// Puts a computation in place of the one before.
pub(crate) async fn replace(
    op: &mut Op,
    run: &Run,
    figures: &[(About, Figure)],
    improvements: &[Improvement],
) -> Result<(), StoreError> {
    for statement in ["delete from indicator", "delete from indicator_rank", "delete from indicator_run"] {
        sql(statement).execute(&mut op.tx).await?;
    }
    insert_figures(op, figures).await?;
    for (place, improvement) in (1_i64..).zip(improvements) {
        insert_improvement(op, place, improvement).await?;
    }
    insert_run(op, run).await
}

async fn insert_improvement(op: &mut Op, place: i64, improvement: &Improvement) -> Result<(), StoreError> {
    sql("insert into indicator_rank (place, service_code, requests, late, unsatisfied, answers, score, low, high,
             rank_low, rank_high, is_distinct)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(place)
    .bind(&improvement.service)
    .bind(whole(improvement.requests))
    .bind(improvement.late)
    .bind(improvement.unsatisfied)
    .bind(whole(improvement.answers))
    .bind(improvement.score)
    .bind(improvement.low)
    .bind(improvement.high)
    .bind(whole(improvement.ranks.0))
    .bind(whole(improvement.ranks.1))
    .bind(improvement.is_distinct)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

async fn insert_run(op: &mut Op, run: &Run) -> Result<(), StoreError> {
    sql("insert into indicator_run (id, computed_at, took_ms, seen_at, requests, day, received, solved, late)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(op.id())
    .bind(run.computed_at)
    .bind(run.took_ms)
    .bind(run.seen_at)
    .bind(whole(run.requests))
    .bind(run.day)
    .bind(whole(run.received))
    .bind(whole(run.solved))
    .bind(whole(run.late))
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct RunRow {
    computed_at: i64,
    took_ms: i64,
    seen_at: Option<i64>,
    requests: i64,
    day: i64,
    received: i64,
    solved: i64,
    late: i64,
}

pub(crate) async fn find_run(op: &mut Op) -> Result<Option<Run>, StoreError> {
    let row: Option<RunRow> = sql("select computed_at, took_ms, seen_at, requests, day, received, solved, late
           from indicator_run order by id desc limit 1")
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|row| Run {
        computed_at: Moment(row.computed_at),
        took_ms: row.took_ms,
        seen_at: row.seen_at.map(Moment),
        requests: natural(row.requests),
        day: Moment(row.day),
        received: natural(row.received),
        solved: natural(row.solved),
        late: natural(row.late),
    }))
}

#[derive(sqlx::FromRow)]
struct FigureRow {
    borough: String,
    service_code: String,
    nature: String,
    measure: String,
    n: i64,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    state: String,
}

const COLUMNS: &str = "select borough, service_code, nature, measure, n, value, low, high, state from indicator where ";

impl FigureRow {
    /// None for a word that this version no longer knows.
    fn read(&self) -> Option<(Kind, Figure)> {
        let kinds = [Kind::Intervention, Kind::Information, Kind::Opinion];
        let kind = kinds.into_iter().find(|kind| kind.code() == self.nature)?;
        let state = State::ALL.into_iter().find(|state| state.code() == self.state)?;
        let measure = Measure::from_code(&self.measure)?;
        let Self { value, low, high, .. } = *self;
        Some((kind, Figure { measure, n: natural(self.n), value, low, high, state }))
    }
}

/// Which part of the results.
pub(crate) enum Side<'a> {
    City,
    Service(&'a str),
}

pub(crate) async fn load_board(op: &mut Op, period: Period, side: Side<'_>) -> Result<Board, StoreError> {
    let statement = sql(COLUMNS).push("period = ").value(period.code());
    let statement = match side {
        Side::City => statement.push(" and borough = ''"),
        Side::Service(service) => statement.push(" and service_code = ").value(service),
    };
    let rows: Vec<FigureRow> = statement.fetch_all(&mut op.tx).await?;
    let mut board = Board::default();
    for row in rows {
        if let Some((kind, figure)) = row.read() {
            board.add(kind, row.service_code, row.borough, figure);
        }
    }
    Ok(board)
}

pub(crate) async fn find_figure(
    op: &mut Op,
    period: Period,
    (service, borough): (&str, &str),
    measure: Measure,
) -> Result<Option<Figure>, StoreError> {
    let statement = sql(COLUMNS).push("period = ").value(period.code()).push(" and borough = ").value(borough);
    let statement = statement.push(" and service_code = ").value(service);
    let statement = statement.push(" and nature = ").value(Kind::Intervention.code());
    let row: Option<FigureRow> =
        statement.push(" and measure = ").value(measure.code()).fetch_optional(&mut op.tx).await?;
    Ok(row.and_then(|row| row.read()).map(|(_, figure)| figure))
}

/// Every figure of a period, for the file.
pub(crate) async fn list_figures(
    op: &mut Op,
    period: Period,
    service: Option<&str>,
) -> Result<Vec<(About, Figure)>, StoreError> {
    let mut statement = sql(COLUMNS).push("period = ").value(period.code());
    if let Some(service) = service {
        statement = statement.push(" and service_code = ").value(service);
    }
    let rows: Vec<FigureRow> =
        statement.push(" order by nature, service_code, borough, measure").fetch_all(&mut op.tx).await?;
    let about = |row: FigureRow| {
        let (kind, figure) = row.read()?;
        Some((About { period, borough: row.borough, service: row.service_code, kind }, figure))
    };
    Ok(rows.into_iter().filter_map(about).collect())
}

#[derive(sqlx::FromRow)]
struct RankRow {
    service_code: String,
    requests: i64,
    late: f64,
    unsatisfied: f64,
    answers: i64,
    score: f64,
    low: f64,
    high: f64,
    rank_low: i64,
    rank_high: i64,
    is_distinct: i64,
}

pub(crate) async fn list_improvements(op: &mut Op) -> Result<Vec<Improvement>, StoreError> {
    let rows: Vec<RankRow> = sql("select service_code, requests, late, unsatisfied, answers, score, low, high,
            rank_low, rank_high, is_distinct from indicator_rank order by place")
    .fetch_all(&mut op.tx)
    .await?;
    let improvement = |row: RankRow| Improvement {
        service: row.service_code,
        requests: natural(row.requests),
        late: row.late,
        unsatisfied: row.unsatisfied,
        answers: natural(row.answers),
        score: row.score,
        low: row.low,
        high: row.high,
        ranks: (natural(row.rank_low), natural(row.rank_high)),
        is_distinct: row.is_distinct == 1,
    };
    Ok(rows.into_iter().map(improvement).collect())
}
