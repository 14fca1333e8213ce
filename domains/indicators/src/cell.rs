//! What is counted of the requests of one service and borough over one period.

use base::Moment;
use requests::{Status, Watched};
use statistics::{Promises, Tally};

/// Ticks of a delay: whole hours.
pub const HOURS_A_DAY: f64 = 24.0;
const HOUR_MS: i64 = 3_600_000;

/// Requests counted, never kept. The rules, one by one, are those that the page of method tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Received in the period.
    pub received: u64,
    /// Received before it, and still open when it began.
    pub carried: u64,
    /// Open now.
    pub open: u64,
    /// Of those received: opened again at least once.
    pub reopened: u64,
    /// Of those received: the same problem as another, which they follow. They are counted nowhere else.
    pub merged: u64,
    /// Those whose delay is known, or still runs.
    pub timed: u64,
    pub delays: Tally,
    /// Of those received, whose promise has a date.
    pub promises: Promises,
}

impl Cell {
    /// Counts a request over the period that begins at `start` and ends `now`, if it was open in it.
    ///
    /// A request whose end is not known (a published file without statuses) is counted and has no delay. One received
    /// earlier enters at the age it had then. One that was reopened counts from its first day to
    /// its last closing. One that the person cancelled was open until then: it tells nothing of how long the rest of
    /// the work takes.
    pub fn add(&mut self, request: &Watched, start: Moment, now: Moment) {
        let end = request.closed_at.unwrap_or(now);
        if end < start {
            return;
        }
        let is_new = request.received_at >= start;
        if request.status == Status::Merged {
            self.merged += u64::from(is_new);
            return;
        }
        self.received += u64::from(is_new);
        self.carried += u64::from(!is_new);
        self.open += u64::from(request.closed_at.is_none());
        self.reopened += u64::from(is_new && request.is_reopened);
        if !request.is_end_known {
            return;
        }
        let is_event = request.closed_at.is_some() && request.status != Status::Cancelled;
        let entry = if is_new { 0 } else { hours(request.received_at, start) };
        self.timed += u64::from(self.delays.add(entry, hours(request.received_at, end), is_event));
        if is_new && let Some(due_at) = request.due_at {
            self.promises.add(end.0 - request.received_at.0, due_at.0 - request.received_at.0, is_event);
        }
    }

    /// Requests that were open at some time in the period.
    pub fn watched(&self) -> u64 {
        self.received + self.carried
    }

    pub fn merge(&mut self, other: &Self) {
        self.received += other.received;
        self.carried += other.carried;
        self.open += other.open;
        self.reopened += other.reopened;
        self.merged += other.merged;
        self.timed += other.timed;
        self.delays.merge(&other.delays);
        self.promises.merge(&other.promises);
    }
}

/// Whole hours from one instant to a later one.
fn hours(from: Moment, to: Moment) -> u32 {
    u32::try_from((to.0 - from.0).max(0) / HOUR_MS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use requests::Nature;
    use statistics::LEVEL;

    const START: Moment = Moment(1_790_000_000_000);

    fn request(received: i64, closed: Option<i64>, status: Status) -> Watched {
        Watched {
            id: 1,
            nature: Nature::Request,
            service_code: "NID_POULE".into(),
            borough: None,
            status,
            received_at: START.plus_days(received),
            closed_at: closed.map(|day| START.plus_days(day)),
            is_end_known: true,
            due_at: Some(START.plus_days(received + 7)),
            is_reopened: false,
        }
    }

    fn cell(requests: &[Watched]) -> Cell {
        let mut cell = Cell::default();
        for request in requests {
            cell.add(request, START, START.plus_days(90));
        }
        cell
    }

    #[test]
    fn what_closed_before_the_period_is_not_in_it_and_what_was_open_enters_at_its_age() {
        let cell = cell(&[
            request(-30, Some(-1), Status::Completed),
            request(-30, Some(10), Status::Completed),
            request(5, Some(9), Status::Completed),
            request(80, None, Status::Sent),
        ]);
        assert_eq!((cell.received, cell.carried, cell.open), (2, 1, 1));
        let curve = cell.delays.curve(HOURS_A_DAY);
        assert_eq!((curve.n(), curve.events()), (3, 2));
        let risks: Vec<(f64, u64)> = curve.steps().iter().map(|step| (step.days, step.at_risk)).collect();
        assert_eq!(risks, [(4.0, 2), (40.0, 1)]);
    }

    #[test]
    fn a_cancelled_request_was_open_until_then_and_a_merged_one_is_counted_apart() {
        let cell = cell(&[
            request(5, Some(8), Status::Cancelled),
            request(5, Some(8), Status::Declined),
            request(5, None, Status::Merged),
        ]);
        assert_eq!((cell.received, cell.merged, cell.open), (2, 1, 0));
        assert_eq!((cell.delays.curve(HOURS_A_DAY).n(), cell.delays.curve(HOURS_A_DAY).events()), (2, 1));
    }

    #[test]
    fn a_request_whose_end_is_not_known_is_counted_and_has_no_delay() {
        let unknown = Watched { is_end_known: false, ..request(5, Some(5), Status::Completed) };
        let cell = cell(&[unknown, request(5, Some(9), Status::Completed)]);
        assert_eq!((cell.received, cell.timed, cell.promises.n()), (2, 1, 1));
    }

    #[test]
    fn promises_are_those_of_the_requests_received_in_the_period() {
        let cell = cell(&[
            request(-3, Some(1), Status::Completed),
            request(0, Some(7), Status::Completed),
            request(0, Some(8), Status::Completed),
            request(86, None, Status::Sent),
        ]);
        let (kept, _) = cell.promises.kept(LEVEL).unwrap();
        assert_eq!((kept.n, kept.open, kept.open_overdue), (3, 1, 0));
        assert!((kept.worst - 1.0 / 3.0).abs() < 1e-12 && (kept.best - 2.0 / 3.0).abs() < 1e-12);
    }
}
