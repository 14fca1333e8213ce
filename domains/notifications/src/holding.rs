//! When a message leaves: news that follow closely wait for one another, failures wait longer each time.

use base::Moment;

const MINUTE_MS: i64 = 60_000;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Staff often change several things in a row: news wait this long for what comes next.
const QUIET_MS: i64 = 5 * MINUTE_MS;
/// One address receives no more in an hour, whatever is typed into our forms.
pub(crate) const MOST_IN_AN_HOUR: i64 = 20;
/// About two days at one try an hour.
pub(crate) const MOST_ATTEMPTS: i64 = 54;
const FIRST_DELAY_MS: i64 = 30_000;

/// What a person was sent before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// The last message about the same thing.
    pub last_at: Option<Moment>,
    /// How many messages in the hour before, about anything.
    pub in_the_hour: i64,
}

/// When a message may leave. The first one about a thing leaves at once, the others are at least an hour apart.
pub(crate) fn leaves_at(posted_at: Moment, past: Past, now: Moment) -> Moment {
    if past.in_the_hour >= MOST_IN_AN_HOUR {
        return now.plus_ms(HOUR_MS);
    }
    let Some(last_at) = past.last_at else { return posted_at };
    posted_at.plus_ms(QUIET_MS).max(last_at.plus_ms(HOUR_MS))
}

/// When to try again after `attempts` failures; never, once there were too many.
pub(crate) fn tries_again_at(attempts: i64, now: Moment) -> Option<Moment> {
    let delay_ms = FIRST_DELAY_MS << (attempts - 1).clamp(0, 16);
    (attempts < MOST_ATTEMPTS).then(|| now.plus_ms(delay_ms.min(HOUR_MS)))
}

/// One body out of several, oldest first: what they all begin with, then `words`, each one's own news, then what they
/// all end with.
pub(crate) fn join(bodies: &[&str], words: &str) -> String {
    let bodies: Vec<Vec<&str>> = bodies.iter().map(|body| body.split("\n\n").collect()).collect();
    let Some((first, others)) = bodies.split_first() else { return String::new() };
    if others.iter().all(|body| body == first) {
        return first.join("\n\n");
    }
    let shortest = bodies.iter().map(Vec::len).min().unwrap_or(0);
    let all_have = |of: &dyn Fn(&[&str]) -> Option<String>| {
        let wanted = of(first);
        others.iter().all(|body| of(body) == wanted)
    };
    let at = |rank: usize| move |body: &[&str]| body.get(rank).map(|it| (*it).to_owned());
    let from_the_end = |rank: usize| move |body: &[&str]| body.iter().rev().nth(rank).map(|it| (*it).to_owned());
    let start = (0..shortest).take_while(|rank| all_have(&at(*rank))).count();
    let end = (0..shortest - start).take_while(|rank| all_have(&from_the_end(*rank))).count();
    let own = bodies.iter().flat_map(|body| body.get(start..body.len() - end).unwrap_or_default());
    let shared_start = first.get(..start).unwrap_or_default().iter();
    let shared_end = first.get(first.len() - end..).unwrap_or_default().iter();
    let all: Vec<&str> = shared_start.chain([&words]).chain(own).chain(shared_end).copied().collect();
    all.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_795_024_400_000);

    #[track_caller]
    fn check(posted: i64, last: Option<i64>, in_the_hour: i64, expected: i64) {
        let minutes = |count: i64| NOON.plus_ms(count * MINUTE_MS);
        let past = Past { last_at: last.map(minutes), in_the_hour };
        assert_eq!(leaves_at(minutes(posted), past, NOON), minutes(expected));
    }

    #[test]
    fn the_first_news_leave_at_once_and_the_next_an_hour_apart() {
        check(-1, None, 0, -1);
        check(0, Some(-10), 1, 50);
        check(0, Some(-58), 1, 5);
        check(0, Some(-3_000), 0, 5);
        // An address that receives too much waits.
        check(-1, None, 20, 60);
    }

    #[test]
    fn failures_wait_longer_each_time_and_end_after_two_days() {
        let delays: Vec<i64> = (1..MOST_ATTEMPTS).map(|n| tries_again_at(n, NOON).unwrap().0 - NOON.0).collect();
        assert_eq!(delays[..4], [30_000, 60_000, 120_000, 240_000]);
        assert!(delays.is_sorted() && delays.last() == Some(&HOUR_MS));
        let total_days = delays.iter().sum::<i64>() as f64 / base::moment::DAY_MS as f64;
        assert!((1.9..2.1).contains(&total_days), "{total_days}");
        assert_eq!(tries_again_at(MOST_ATTEMPTS, NOON), None);
    }

    #[test]
    fn news_that_go_together_share_their_beginning_and_their_end() {
        let joined = |bodies: &[&str]| join(bodies, "2 news").replace("\n\n", "|");
        assert_eq!(joined(&["Hello\n\nPlanned\n\nBye"]), "Hello|Planned|Bye");
        assert_eq!(
            joined(&["Hello\n\nPlanned\n\nBye", "Hello\n\nDone\n\nProof\n\nBye"]),
            "Hello|2 news|Planned|Done|Proof|Bye"
        );
        assert_eq!(joined(&["A\n\nB", "C\n\nD"]), "2 news|A|B|C|D");
        assert_eq!(joined(&["A\n\nB\n\nB", "A\n\nB"]), "A|B|2 news|B");
        assert_eq!(joined(&["A\n\nB", "A\n\nB"]), "A|B");
        assert_eq!(joined(&[]), "");
    }
}
