//! The shortest order of visits, as the crow flies, by `vrp-core`.

use base::Point;
use std::sync::Arc;
use vrp_core::prelude::{
    Environment, GenericError, GoalContextBuilder, MinimizeUnassignedBuilder, ProblemBuilder, SimpleTransportCost,
    SingleBuilder, Solver, TransportCost, TransportFeatureBuilder, VehicleBuilder, VehicleDetailBuilder,
    VrpConfigBuilder,
};

/// Enough to be within a few tenths of a percent of the best for a day of thirty visits, in a tenth of a second.
const GENERATIONS: usize = 300;
const LONGEST_S: usize = 2;

/// Places of `stops` in a short order that begins at `start` and comes back nowhere. Slow: half a second for a hundred.
pub fn shortest(start: Point, stops: &[Point]) -> Result<Vec<usize>, GenericError> {
    if stops.len() < 2 {
        return Ok((0..stops.len()).collect());
    }
    let places: Vec<Point> = std::iter::once(start).chain(stops.iter().copied()).collect();
    let metres: Vec<f64> = places.iter().flat_map(|a| places.iter().map(|b| a.distance_m(*b))).collect();
    let transport: Arc<dyn TransportCost> = Arc::new(SimpleTransportCost::new(metres.clone(), metres)?);
    let visit = |place: usize| SingleBuilder::default().id(&place.to_string()).location(place)?.build_as_job();
    let visits = (1..places.len()).map(visit).collect::<Result<Vec<_>, _>>()?;
    let from_start = VehicleDetailBuilder::default().set_start_location(0).build()?;
    let crew = VehicleBuilder::default().id("crew").add_detail(from_start).build()?;
    let everywhere = MinimizeUnassignedBuilder::new("everywhere").build()?;
    let short = TransportFeatureBuilder::new("short")
        .set_transport_cost(transport.clone())
        .set_time_constrained(false)
        .build_minimize_distance()?;
    let problem = ProblemBuilder::default()
        .add_jobs(visits.into_iter())
        .add_vehicles(std::iter::once(crew))
        .with_goal(GoalContextBuilder::with_features(&[everywhere, short])?.build()?)
        .with_transport_cost(transport)
        .build()?;
    let problem = Arc::new(problem);
    // It tells its progress on the terminal unless it is given somebody else to tell.
    let quiet = Environment { logger: Arc::new(|_: &str| {}), ..Environment::default() };
    let config = VrpConfigBuilder::new(problem.clone())
        .set_environment(Arc::new(quiet))
        .prebuild()?
        .with_max_time(Some(LONGEST_S))
        .with_max_generations(Some(GENERATIONS))
        .build()?;
    let solution = Solver::new(problem, config).solve()?;
    Ok(solution.get_locations().flatten().filter_map(|place| place.checked_sub(1)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::city::CORNER;

    fn east(degrees: f64) -> Point {
        Point { lat: CORNER.lat, lon: CORNER.lon + degrees }
    }

    #[track_caller]
    fn check(stops: &[f64], expected: &[usize]) {
        let stops: Vec<Point> = stops.iter().map(|degrees| east(*degrees)).collect();
        assert_eq!(shortest(CORNER, &stops).unwrap(), expected);
    }

    #[test]
    fn visits_along_a_street_are_made_from_one_end_to_the_other() {
        check(&[], &[]);
        check(&[0.3], &[0]);
        check(&[0.3, 0.1, 0.2], &[1, 2, 0]);
        // The near side first: coming back over one's steps is longer.
        check(&[-0.01, 0.3, 0.1, 0.2], &[0, 2, 3, 1]);
        // Several at the same door, and at the start itself.
        check(&[0.2, 0.0], &[1, 0]);
    }

    #[test]
    fn each_visit_is_made_once_however_many_there_are() {
        let stops: Vec<Point> = (0..60).map(|n| east(f64::from((n * 37) % 61) / 1_000.0)).collect();
        let found = shortest(CORNER, &stops).unwrap();
        let walked: f64 = found.windows(2).map(|pair| stops[pair[0]].distance_m(stops[pair[1]])).sum();
        let mut sorted = found;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..60).collect::<Vec<_>>());
        // Along a line, nothing is shorter than the line; in the order they came, it would be walked some twenty times.
        assert!(walked < 1.3 * stops.iter().map(|stop| CORNER.distance_m(*stop)).fold(0.0, f64::max), "{walked}");
    }
}
