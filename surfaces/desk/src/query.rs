//! The one box: words, and conditions beside them: `unité:voirie état:ouverte âge>7j "rue Rachel"`.
//!
//! Keys and values are read in French and in English, accents and letter case do not count, a value may be the start of
//! a name. What is not understood is told, and narrows nothing.

use crate::lexicon::{self, Lexicon};
use base::{Id, Moment, plain::fold};
use jiff::{civil::Date, tz::TimeZone};
use requests::{Queue, Status, search};

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Unit,
    State,
    Service,
    Borough,
    Whose,
    Age,
    Due,
    Received,
    Closed,
    Reopened,
    Channel,
    Nature,
    Priority,
}

/// Key, its words: the French one first, then the English one, then others people try.
pub const KEYS: [(Key, &[&str]); 13] = [
    (Key::Unit, &["unité", "unit", "unite"]),
    (Key::State, &["état", "status", "etat", "statut", "state", "is"]),
    (Key::Service, &["service", "service"]),
    (Key::Borough, &["arrondissement", "borough", "arr"]),
    (Key::Whose, &["à", "assigned", "qui", "who", "a"]),
    (Key::Age, &["âge", "age"]),
    (Key::Due, &["échéance", "due", "echeance"]),
    (Key::Received, &["reçue", "received", "recue", "recu"]),
    (Key::Closed, &["fermée", "closed", "fermee"]),
    (Key::Reopened, &["rouverte", "reopened"]),
    (Key::Channel, &["canal", "channel"]),
    (Key::Nature, &["nature", "nature"]),
    (Key::Priority, &["priorité", "priority", "priorite"]),
];

impl Key {
    fn read(word: &str) -> Option<Self> {
        let word = fold(word);
        KEYS.iter().find(|(_, names)| names.iter().any(|name| fold(name) == word)).map(|(key, _)| *key)
    }
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Is,
    Over,
    Under,
}

/// A part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words, as typed, quotes included.
    Words(String),
    Condition {
        key: Key,
        sign: Sign,
        value: String,
    },
}

/// What is known of who asks, and when.
pub struct Reader<'a> {
    pub lexicon: &'a Lexicon,
    pub staff_id: Id,
    pub now: Moment,
    pub zone: &'a TimeZone,
}

/// Cuts at spaces that no quotes hold.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut is_quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            letter if letter.is_whitespace() && !is_quoted => {
                pieces.push(text.get(start..at).unwrap_or_default());
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn part(piece: &str) -> Part {
    let condition = piece.find([':', '>', '<']).and_then(|at| {
        let (word, rest) = piece.split_at(at);
        let sign = match rest.chars().next()? {
            '>' => Sign::Over,
            '<' => Sign::Under,
            _ => Sign::Is,
        };
        let value = rest.get(1..)?.trim_start_matches('=').trim_matches('"');
        Some(Part::Condition { key: Key::read(word)?, sign, value: value.to_owned() })
    });
    condition.unwrap_or_else(|| Part::Words(piece.to_owned()))
}

/// The parts of what was typed, in their order.
pub fn parts(text: &str) -> Vec<Part> {
    pieces(text).into_iter().map(part).collect()
}

/// The words among them, without the conditions: a space at the end says that the last word is whole.
fn words(text: &str) -> String {
    let parts = parts(text);
    let kept: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Words(words) => Some(words.as_str()),
            Part::Condition { .. } => None,
        })
        .collect();
    let is_whole = text.ends_with(char::is_whitespace) || matches!(parts.last(), Some(Part::Condition { .. }));
    let end = if is_whole { " " } else { "" };
    format!("{}{end}", kept.join(" "))
}

/// Narrows `queue` to what was typed; answers what was not understood, or is in every request.
pub fn narrow(queue: &mut Queue, text: &str, reader: &Reader<'_>) -> Vec<String> {
    let words = words(text);
    queue.terms = search::terms(&words);
    let is_silent = queue.terms.is_empty() && !words.trim().is_empty();
    let mut misread: Vec<String> = is_silent.then(|| words.trim().to_owned()).into_iter().collect();
    for piece in pieces(text) {
        if let Part::Condition { key, sign, value } = part(piece)
            && reader.apply(queue, key, sign, &value).is_none()
        {
            misread.push(piece.to_owned());
        }
    }
    misread
}

/// Whether words or conditions of the text speak of closed requests too.
pub fn says_state(text: &str) -> bool {
    parts(text).iter().any(|part| matches!(part, Part::Condition { key: Key::State | Key::Closed | Key::Reopened, .. }))
}

/// Keeps of `asked` what `values` holds; no value at all asks nothing yet.
fn keep(asked: &mut Vec<String>, values: Vec<String>) {
    if asked.is_empty() {
        *asked = values;
        return;
    }
    asked.retain(|code| values.contains(code));
    if asked.is_empty() {
        // Nothing is both.
        asked.push(String::new());
    }
}

impl Reader<'_> {
    fn apply(&self, queue: &mut Queue, key: Key, sign: Sign, value: &str) -> Option<()> {
        let is_plain = sign == Sign::Is && !value.is_empty();
        match key {
            Key::Age | Key::Due | Key::Received | Key::Closed => return self.apply_time(queue, key, sign, value),
            _ if !is_plain => return None,
            Key::Unit => keep(&mut queue.filter.units, lexicon::found(&self.lexicon.units, value)?),
            Key::Service => keep(&mut queue.filter.services, lexicon::found(&self.lexicon.services, value)?),
            Key::Borough => keep(&mut queue.boroughs, lexicon::found(&self.lexicon.boroughs, value)?),
            Key::Priority => keep(&mut queue.priorities, lexicon::found(&self.lexicon.priorities, value)?),
            Key::Channel => {
                queue.filter.channel = lexicon::one(&self.lexicon.channels, value)?.parse().ok();
            }
            Key::Nature => queue.filter.nature = lexicon::one(&self.lexicon.natures, value)?.parse().ok(),
            Key::Whose => match fold(value).as_str() {
                "moi" | "me" => queue.filter.assignees = vec![self.staff_id],
                "personne" | "nobody" | "aucun" | "none" => queue.is_free = true,
                _ => return None,
            },
            Key::State => return self.apply_state(queue, value),
            Key::Reopened => match fold(value).as_str() {
                "oui" | "yes" => queue.reopened = 1,
                _ => return None,
            },
        }
        Some(())
    }

    fn apply_state(&self, queue: &mut Queue, value: &str) -> Option<()> {
        match fold(value).as_str() {
            "ouverte" | "ouvertes" | "open" => queue.filter.is_open = Some(true),
            "fermee" | "fermees" | "closed" => queue.filter.is_open = Some(false),
            "toutes" | "all" | "tout" => queue.filter.is_open = None,
            "contestee" | "contested" => queue.filter.wants_reopening = true,
            "mal acheminee" | "misrouted" => queue.is_misrouted = true,
            "doublon" | "duplicate" => queue.has_twin = true,
            _ => {
                let statuses: Vec<Status> = lexicon::found(&self.lexicon.statuses, value)?
                    .iter()
                    .filter_map(|code| code.parse().ok())
                    .collect();
                queue.filter.statuses = statuses;
            }
        }
        Some(())
    }

    fn apply_time(&self, queue: &mut Queue, key: Key, sign: Sign, value: &str) -> Option<()> {
        match (key, sign) {
            (Key::Due, Sign::Is) => match fold(value).as_str() {
                "retard" | "late" | "en retard" => queue.due = (None, Some(self.now)),
                "risque" | "risk" | "at risk" | "a risque" => {
                    queue.due = (Some(self.now), Some(self.now.plus_days(1)));
                }
                _ => {
                    let (from, to) = self.days(value)?;
                    queue.due = (Some(from), Some(to));
                }
            },
            (Key::Due, Sign::Under) => queue.due = (Some(self.now), Some(self.now.plus_ms(length_ms(value)?))),
            (Key::Due, Sign::Over) => queue.due = (Some(self.now.plus_ms(length_ms(value)?)), Some(FAR)),
            (Key::Age, Sign::Is | Sign::Over) => {
                queue.filter.received.1 = Some(self.now.plus_ms(-length_ms(value)?));
            }
            (Key::Age, Sign::Under) => queue.filter.received.0 = Some(self.now.plus_ms(-length_ms(value)?)),
            (Key::Closed, _) => {
                let (from, to) = self.days(value)?;
                queue.closed = match sign {
                    Sign::Is => (Some(from), Some(to)),
                    Sign::Over => (Some(to), queue.closed.1),
                    Sign::Under => (queue.closed.0, Some(from)),
                };
                queue.filter.is_open = Some(false);
            }
            (_, Sign::Is) => {
                let (from, to) = self.days(value)?;
                queue.filter.received = (Some(from), Some(to.plus_ms(-1)));
            }
            (_, Sign::Over) => queue.filter.received.0 = Some(self.days(value)?.1),
            (_, Sign::Under) => queue.filter.received.1 = Some(self.days(value)?.0.plus_ms(-1)),
        }
        Some(())
    }

    /// `2026-11-03`, `2026-11`, `2026-11-03..2026-11-10`, today: first instant, first instant after.
    fn days(&self, value: &str) -> Option<(Moment, Moment)> {
        let (first, last) = match value.split_once("..") {
            Some((first, last)) => (self.span(first)?.0, self.span(last)?.1),
            None => self.span(value)?,
        };
        let at = |day: Date| {
            let start = day.at(0, 0, 0, 0).to_zoned_datetime(self.zone.clone()).ok()?;
            Some(Moment(start.timestamp().as_millisecond()))
        };
        let (from, to) = (at(first)?, at(last.tomorrow().ok()?)?);
        (from < to).then_some((from, to))
    }

    /// First and last day.
    fn span(&self, value: &str) -> Option<(Date, Date)> {
        if ["aujourd hui", "today"].contains(&fold(value).as_str()) {
            let today = self.now.day(self.zone);
            return Some((today, today));
        }
        if let Ok(day) = value.parse::<Date>() {
            return Some((day, day));
        }
        let first: Date = format!("{value}-01").parse().ok()?;
        Some((first, first.last_of_month()))
    }
}

/// After every promised date, and before the key of those that have none.
const FAR: Moment = Moment(8_999_999_999_999_999);
/// Longest length, in days: a century says « ever ».
const LONGEST_DAYS: i64 = 36_525;

/// `7j`, `2h`, `3 sem`, `6m`: milliseconds.
fn length_ms(text: &str) -> Option<i64> {
    let text = fold(text);
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: i64 = number.parse().ok()?;
    let hours = match unit.trim() {
        "h" | "heures" | "heure" | "hours" | "hour" => 1,
        "" | "j" | "d" | "jours" | "jour" | "days" | "day" => 24,
        "s" | "w" | "sem" | "semaines" | "semaine" | "weeks" | "week" => 7 * 24,
        "m" | "mois" | "months" | "month" => 30 * 24,
        "a" | "y" | "ans" | "an" | "years" | "year" => 365 * 24,
        _ => return None,
    };
    let hours = number.checked_mul(hours).filter(|hours| *hours <= LONGEST_DAYS * 24)?;
    Some(hours * 3_600_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use requests::{Channel, Nature};

    const NOW: Moment = Moment(1_795_608_000_000);
    const DAY: i64 = 86_400_000;

    fn asked(text: &str) -> (Queue, Vec<String>) {
        let lexicon = Lexicon::sample();
        let reader = Reader { lexicon: &lexicon, staff_id: 7, now: NOW, zone: &TimeZone::UTC };
        let mut queue = Queue::default();
        let misread = narrow(&mut queue, text, &reader);
        (queue, misread)
    }

    #[track_caller]
    fn understood(text: &str) -> Queue {
        let (queue, misread) = asked(text);
        assert!(misread.is_empty(), "{text}: {misread:?}");
        queue
    }

    #[test]
    fn conditions_are_read_in_both_languages_and_words_are_left() {
        for text in [
            "unité:voirie état:ouverte âge>7j trou ",
            "UNIT:Voirie status:open age>7d trou ",
            "unite:voi état:open âge:1s trou ",
        ] {
            let queue = understood(text);
            assert_eq!(queue.filter.units, ["voirie"], "{text}");
            assert_eq!(queue.filter.is_open, Some(true), "{text}");
            assert_eq!(queue.filter.received.1, Some(NOW.plus_ms(-7 * DAY)), "{text}");
            assert_eq!(queue.terms, search::terms("trou "), "{text}");
        }
        assert_eq!(understood("service:\"nid de poule\"").filter.services, ["NID_POULE"]);
        assert_eq!(understood("canal:tele nature:plainte").filter.channel, Some(Channel::Phone));
        assert_eq!(understood("channel:phone nature:complaint").filter.nature, Some(Nature::Complaint));
        assert_eq!(understood("à:moi").filter.assignees, [7]);
        assert!(understood("qui:personne").is_free);
        assert!(understood("état:mal-acheminée").is_misrouted);
        assert!(understood("status:duplicate").has_twin);
        assert_eq!(understood("état:prise").filter.statuses, [Status::InHand]);
    }

    #[test]
    fn times_are_lengths_and_days() {
        assert_eq!(understood("échéance:retard").due, (None, Some(NOW)));
        assert_eq!(understood("due<2d").due, (Some(NOW), Some(NOW.plus_ms(2 * DAY))));
        assert_eq!(understood("due>1w").due, (Some(NOW.plus_ms(7 * DAY)), Some(FAR)));
        let month = understood("reçue:2026-11").filter.received;
        assert_eq!((month.1.unwrap().0 - month.0.unwrap().0 + 1) / DAY, 30);
        let span = understood("received:2026-11-01..2026-11-03").filter.received;
        assert_eq!((span.1.unwrap().0 - span.0.unwrap().0 + 1) / DAY, 3);
        assert_eq!(understood("reçue<2026-11-01").filter.received.1.unwrap().0 + 1, span.0.unwrap().0);
    }

    #[test]
    fn what_was_closed_in_some_days_and_what_was_opened_again_are_asked_for() {
        let week = understood("fermée:2026-11-10..2026-11-16");
        assert_eq!((week.closed.1.unwrap().0 - week.closed.0.unwrap().0) / DAY, 7);
        assert_eq!((week.filter.is_open, week.reopened), (Some(false), 0));
        assert_eq!(understood("closed>2026-11-09 closed<2026-11-17").closed, week.closed);
        assert_eq!(understood("rouverte:oui").reopened, 1);
        assert_eq!(understood("reopened:yes").filter.is_open, None);
        assert!(says_state("fermée:2026-11") && says_state("rouverte:oui"));
    }

    #[test]
    fn what_is_not_understood_is_told_and_narrows_nothing() {
        for text in [
            "unité:lune",
            "âge>hier",
            "âge>",
            "état:",
            "échéance:demain2",
            "reçue:2026-13-01",
            "reçue:2026-11-10..2026-11-03",
            "unité>voirie",
            "âge>99999999999999999999j",
            "à:zoé",
            "fermée:hier",
            "rouverte:peut-être",
        ] {
            let (queue, misread) = asked(text);
            assert_eq!((misread.len(), queue), (1, Queue::default()), "{text}");
        }
        // What looks like a condition and is not one is words.
        let (queue, misread) = asked("http://x.test 12:30 a<b");
        assert_eq!(misread, ["a<b"]);
        assert!(!queue.terms.is_empty());
    }

    #[test]
    fn two_conditions_on_one_thing_hold_together() {
        assert_eq!(understood("unité:voirie,eau").filter.units, ["voirie", "eau"]);
        assert_eq!(understood("unité:voirie,eau unité:eau").filter.units, ["eau"]);
        assert_eq!(understood("unité:voirie unité:eau").filter.units, [""]);
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(pieces("a \"b c\" d:\"e f\" g"), ["a", "\"b c\"", "d:\"e f\"", "g"]);
        assert_eq!(pieces("  \"b c"), ["\"b c"]);
        assert!(says_state("x état:fermée") && !says_state("x"));
    }
}
