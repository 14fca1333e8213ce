//! What becomes of a request: how long it takes, where it stands, what was found, what the person thought.

use crate::{
    calendar::Calendar,
    chance::{Chance, draw, sums},
    made::{MadeAnswer, MadeSurvey, Move},
    services::{Kind, Service, rows},
};
use base::{Lang, Moment, Text, moment::DAY_MS};
use serde::Deserialize;
use std::sync::Arc;

/// The course of a request up to the end of the story.
#[derive(Debug)]
pub(crate) struct Course {
    pub moves: Vec<Move>,
    pub closed_at: Option<Moment>,
    pub result: Option<&'static str>,
    /// Words that prove the result; empty when its proof is the day of the work or of the visit.
    pub proof: &'static str,
    pub planned_for: Option<Moment>,
    pub reopen_count: u8,
}

/// A request as its life begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Birth<'a> {
    pub rank: usize,
    pub service: &'a Service,
    pub area: usize,
    pub received: Moment,
    pub lang: Lang,
}

/// French and English words.
type Words = [&'static str; 2];

fn in_lang(words: Words, lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => words[0],
        Lang::En => words[1],
    }
}

/// How each unit keeps its word.
#[derive(Debug)]
pub(crate) struct Lives {
    /// By service, then by borough: slower than 1 or quicker.
    pace: Vec<Vec<f64>>,
    /// Share of each service that nobody ever closes.
    forgotten: Vec<f64>,
    comments: Vec<(f64, Arc<str>, Arc<str>)>,
    results: [Vec<f64>; 3],
}

const COMMENTS: &str = include_str!("comments.csv");

#[derive(Deserialize)]
struct CommentRow {
    mood: String,
    #[serde(flatten)]
    text: Text,
}

/// A closing result, why it was given, and how often for work, inspections and answers.
///
/// `TEMPORAIRE` would need a second request, for the lasting repair: nobody is given it here.
const RESULTS: [(&str, Words, [f64; 3]); 9] = [
    ("REPARE", ["Travail fait par l’équipe du secteur.", "Work done by the local crew."], [76.0, 12.0, 2.0]),
    ("RIEN_TROUVE", ["Visite faite, rien trouvé sur place.", "Site visited, nothing found."], [8.0, 16.0, 0.0]),
    ("DEJA_REGLE", ["Déjà réglé à l’arrivée de l’équipe.", "Already fixed when the crew arrived."], [6.0, 7.0, 0.0]),
    ("INFORMATION_DONNEE", ["Réponse donnée à la personne.", "Answer given to the person."], [2.0, 6.0, 88.0]),
    ("AVIS_REMIS", ["Inspection faite, avis remis.", "Inspection done, notice given."], [0.5, 52.0, 1.0]),
    ("HORS_NORME", BELOW, [2.5, 2.0, 3.0]),
    ("BUDGET", ["Pas au programme cette année.", "Not in this year’s program."], [2.0, 0.5, 1.0]),
    ("AUTRE_ORGANISME", ELSEWHERE, [1.0, 2.0, 2.0]),
    ("SANS_REPONSE", ["Deux relances sans réponse.", "Two reminders without an answer."], [1.0, 2.0, 3.0]),
];
const BELOW: Words = ["Ne remplit pas les critères publiés.", "Does not meet the published criteria."];
const ELSEWHERE: Words = ["Relève d’un autre organisme.", "Belongs to another organization."];

/// What proves a result that is not proved by a day.
fn proof_of(result: &str, lang: Lang) -> &'static str {
    let words = match result {
        "INFORMATION_DONNEE" => {
            ["La réponse a été donnée par téléphone ou par courriel.", "The answer was given by phone or e-mail."]
        }
        "HORS_NORME" => ["profondeur de moins de 3 cm", "less than 3 cm deep"],
        "AUTRE_ORGANISME" => ["Régie fictive des transports, 819 555-0199", "Fictional Transport Board, 819 555-0199"],
        _ => ["", ""],
    };
    in_lang(words, lang)
}

/// Final statuses of what is closed, and how often.
const ENDINGS: [(&str, f64); 5] =
    [("TERMINEE", 0.950), ("REFUSEE", 0.022), ("REORIENTEE", 0.012), ("ANNULEE", 0.0155), ("SUPPRIMEE", 0.0005)];

/// Statuses of what is open for more than two days, and how often.
const STANDINGS: [(&str, f64); 9] = [
    ("ACCEPTEE", 0.05),
    ("TRANSMISE", 0.27),
    ("PRISE_EN_CHARGE", 0.32),
    ("PLANIFIEE", 0.15),
    ("EN_COURS", 0.07),
    ("SUSPENDUE", 0.045),
    ("INFO_REQUISE", 0.045),
    ("REGROUPEE", 0.035),
    ("REACTIVEE", 0.015),
];

/// Why a status begins; a completed request has the reason of its result.
fn reason_of(status: &str) -> Words {
    match status {
        "URGENTE" => ["Danger signalé.", "Danger reported."],
        "PLANIFIEE" => ["Inscrit au programme de l’équipe.", "Put on the crew’s program."],
        "SUSPENDUE" => ["En attente de pièces.", "Waiting for parts."],
        "INFO_REQUISE" => [
            "Où est-ce exactement? Un point de repère nous aiderait.",
            "Where is it exactly? A landmark would help us.",
        ],
        "REGROUPEE" => ["Même problème qu’une demande déjà ouverte.", "Same problem as an open request."],
        "REACTIVEE" => ["La personne signale que ce n’est pas réglé.", "The person says that it is not fixed."],
        "TERMINEE" => RESULTS[0].1,
        "REFUSEE" => BELOW,
        "REORIENTEE" => ELSEWHERE,
        "SUPPRIMEE" => ["Doublon technique.", "Technical duplicate."],
        _ => ["", ""],
    }
}

/// The statuses before each one, first to last.
fn path(status: &'static str, is_urgent: bool) -> &'static [&'static str] {
    match status {
        "RECUE" => &["RECUE"],
        "ACCEPTEE" => &["RECUE", "ACCEPTEE"],
        "TRANSMISE" => &["RECUE", "ACCEPTEE", "TRANSMISE"],
        "URGENTE" => &["RECUE", "URGENTE"],
        "PLANIFIEE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE", "PLANIFIEE"],
        "EN_COURS" => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE", "PLANIFIEE", "EN_COURS"],
        "SUSPENDUE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE", "SUSPENDUE"],
        "INFO_REQUISE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "INFO_REQUISE"],
        "REGROUPEE" => &["RECUE", "REGROUPEE"],
        "REFUSEE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "REFUSEE"],
        "REORIENTEE" => &["RECUE", "ACCEPTEE", "REORIENTEE"],
        "ANNULEE" => &["RECUE", "ANNULEE"],
        "SUPPRIMEE" => &["RECUE", "SUPPRIMEE"],
        "REACTIVEE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE", "TERMINEE", "REACTIVEE"],
        "TERMINEE" if is_urgent => &["RECUE", "URGENTE", "PRISE_EN_CHARGE", "TERMINEE"],
        "TERMINEE" => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE", "TERMINEE"],
        _ => &["RECUE", "ACCEPTEE", "TRANSMISE", "PRISE_EN_CHARGE"],
    }
}

impl Lives {
    pub(crate) fn new(seed: u64, services: &[Service], areas: usize) -> Self {
        let pace_of = |service: usize, area: usize| {
            let own = Chance::of(seed, &[71, area as u64]).normal() * 0.14;
            let mut chance = Chance::of(seed, &[72, service as u64, area as u64]);
            // Here and there a crew is missing: something for the city to find and mend.
            let missing = if chance.happens(0.05) { 2.4 } else { 1.0 };
            (own + 0.24 * chance.normal()).exp() * missing
        };
        let forgotten = |service: &Service| if service.habits.median_days > 20.0 { 0.035 } else { 0.009 };
        let mood = |mood: &str| match mood {
            "good" => 4.5,
            "middling" => 3.0,
            _ => 1.5,
        };
        let comments = rows::<CommentRow>(COMMENTS).into_iter();
        Self {
            pace: (0..services.len()).map(|service| (0..areas).map(|area| pace_of(service, area)).collect()).collect(),
            forgotten: services.iter().map(forgotten).collect(),
            comments: comments.map(|row| (mood(&row.mood), row.text.fr.into(), row.text.en.into())).collect(),
            results: [0, 1, 2]
                .map(|kind| sums(RESULTS.iter().map(|(.., shares)| shares.get(kind).copied().unwrap_or(0.0)))),
        }
    }

    /// A piece of information: answered during the call.
    pub(crate) fn answered(received: Moment, end: Moment, lang: Lang, chance: &mut Chance) -> Course {
        let closed = received.plus_ms(1_000 * (40 + i64::try_from(chance.below(500)).unwrap_or(0))).min(end);
        let mut moves = moves("TERMINEE", false, (received, closed), lang, chance);
        // Whoever answers sends it to nobody.
        moves.retain(|one| one.status != "TRANSMISE");
        let result = "INFORMATION_DONNEE";
        if let Some(last) = moves.last_mut() {
            last.reason = in_lang(["Réponse donnée à la personne.", "Answer given to the person."], lang);
        }
        let proof = proof_of(result, lang);
        Course { moves, closed_at: Some(closed), result: Some(result), proof, planned_for: None, reopen_count: 0 }
    }

    /// What became of a request, up to the end of the story.
    pub(crate) fn course(&self, birth: Birth<'_>, calendar: &Calendar, chance: &mut Chance) -> Course {
        let Birth { rank, service, area, received, lang } = birth;
        let is_forgotten = chance.happens(self.forgotten.get(rank).copied().unwrap_or(0.01));
        let pace = self.pace.get(rank).and_then(|paces| paces.get(area)).copied().unwrap_or(1.0);
        let days = service.habits.median_days * pace * (service.habits.spread * chance.normal()).exp();
        let closed = closing_moment(received, days, calendar, chance);
        if is_forgotten || closed > calendar.end {
            return open_course(birth, calendar, chance);
        }
        let ending = draw_word(&ENDINGS.map(|(_, share)| share), chance);
        let status = ENDINGS.get(ending).map_or("TERMINEE", |(status, _)| *status);
        let is_urgent = service.is_urgent && chance.happens(0.6);
        let mut moves = moves(status, is_urgent, (received, closed), lang, chance);
        let reopen_count = u8::from(status == "TERMINEE" && chance.happens(0.012) && reopen(&mut moves, lang));
        let result = if status == "TERMINEE" { self.result(service.kind, chance) } else { None };
        if let (Some((_, words)), Some(last)) = (result, moves.last_mut()) {
            last.reason = in_lang(words, lang);
        }
        let result = result.map(|(result, _)| result);
        let proof = result.map_or("", |result| proof_of(result, lang));
        Course { moves, closed_at: Some(closed), result, proof, planned_for: None, reopen_count }
    }

    fn result(&self, kind: Kind, chance: &mut Chance) -> Option<(&'static str, Words)> {
        let [work, inspection, answer] = &self.results;
        let shares = match kind {
            Kind::Work => work,
            Kind::Inspection => inspection,
            Kind::Answer => answer,
        };
        RESULTS.get(draw(shares, chance)).map(|(result, words, _)| (*result, *words))
    }

    /// The survey of a closed request: who answers, and how long waits weigh on what they say.
    pub(crate) fn survey(
        &self,
        course: &Course,
        birth: Birth<'_>,
        due: Option<Moment>,
        end: Moment,
        chance: &mut Chance,
    ) -> Option<MadeSurvey> {
        let Birth { received, lang, .. } = birth;
        let closed = course.closed_at?;
        let sent_at = closed.plus_ms(3_600_000 * 18);
        if sent_at > end || matches!(course.result, None | Some("AUTRE_ORGANISME")) {
            return None;
        }
        let is_solved = matches!(course.result, Some("REPARE" | "DEJA_REGLE" | "INFORMATION_DONNEE" | "AVIS_REMIS"));
        let promised = due.map_or(7.0, |due| due.days_since(received)).max(0.2);
        let ratio = closed.days_since(received) / promised;
        let opinion = 4.75 - 0.95 * (1.0 + ratio).ln() - if is_solved { 0.0 } else { 1.35 } + 0.85 * chance.normal();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
        let score = opinion.round().clamp(1.0, 5.0) as u8;
        // Unhappy people answer a little more.
        let is_answered = chance.happens(if score <= 2 { 0.27 } else { 0.19 });
        let at = sent_at.plus_ms(60_000 * i64::try_from(chance.below(6_000)).unwrap_or(0));
        let is_commented = chance.happens(0.35);
        let near = |mood: &f64| (mood - f64::from(score)).abs() <= 1.3;
        let fitting: Vec<_> = self.comments.iter().filter(|(mood, ..)| near(mood)).collect();
        let comment = chance.pick(&fitting).filter(|_| is_commented).map(|(_, fr, en)| match lang {
            Lang::Fr => fr.clone(),
            Lang::En => en.clone(),
        });
        let is_fixed = is_solved && chance.happens(0.93);
        let is_delay_acceptable = chance.happens(if ratio <= 1.0 { 0.86 } else { 0.34 });
        let answer = MadeAnswer { at, score, is_fixed, is_delay_acceptable, comment };
        let answer = (is_answered && at <= end).then_some(answer);
        Some(MadeSurvey { sent_at, answer })
    }
}

fn draw_word(shares: &[f64], chance: &mut Chance) -> usize {
    let mut left = chance.part() * shares.iter().sum::<f64>();
    for (place, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return place;
        }
    }
    0
}

/// Short waits run through the night; longer ones end on a worked day, some at the sweep of the month.
fn closing_moment(received: Moment, days: f64, calendar: &Calendar, chance: &mut Chance) -> Moment {
    #[expect(clippy::cast_possible_truncation, reason = "a few years of milliseconds")]
    let elapsed = (days.min(2_000.0) * DAY_MS as f64) as i64;
    let wanted = received.plus_ms(elapsed.max(600_000));
    if days < 0.6 {
        return wanted;
    }
    let rank = calendar.worked_from(calendar.rank_of(wanted));
    if chance.happens(0.015) {
        // Closed together, at four on the last worked day of the month.
        let month = calendar.day(rank).date.month();
        let next = (rank..rank + 32).find(|rank| calendar.day(*rank).date.month() != month).unwrap_or(rank + 1);
        let last = (rank..next).rev().find(|rank| calendar.day(*rank).is_worked).unwrap_or(rank);
        return calendar.at(last, 16 * 3_600);
    }
    let second = 7 * 3_600 + 1_800 + u32::try_from(chance.below(9 * 3_600)).unwrap_or(0);
    let closed = calendar.at(rank, second);
    if closed <= received { calendar.at(calendar.worked_from(rank + 1), second) } else { closed }
}

fn open_course(birth: Birth<'_>, calendar: &Calendar, chance: &mut Chance) -> Course {
    let Birth { service, received, lang, .. } = birth;
    let end = calendar.end;
    let age_days = end.days_since(received);
    let status = if service.is_urgent && age_days < 3.0 && chance.happens(0.5) {
        "URGENTE"
    } else if age_days < 0.3 {
        "RECUE"
    } else if age_days < 1.2 {
        "ACCEPTEE"
    } else {
        let place = draw_word(&STANDINGS.map(|(_, share)| share), chance);
        STANDINGS.get(place).map_or("TRANSMISE", |(status, _)| *status)
    };
    // The last move is some time before the end of the story.
    let reach = age_days.min(service.habits.median_days.max(1.0)) * chance.between(0.15, 0.85);
    #[expect(clippy::cast_possible_truncation, reason = "a few years of milliseconds")]
    let moved = received.plus_ms((reach * DAY_MS as f64) as i64);
    let moves = moves(status, false, (received, moved), lang, chance);
    let planned_for = (status == "PLANIFIEE").then(|| {
        let rank = calendar.worked_from(calendar.rank_of(end) + 1 + chance.below(25));
        calendar.at(rank, 12 * 3_600)
    });
    let reopen_count = u8::from(status == "REACTIVEE");
    Course { moves, closed_at: None, result: None, proof: "", planned_for, reopen_count }
}

/// The moves to `status`, the last one at `until`, the others sooner after the start.
fn moves(
    status: &'static str,
    is_urgent: bool,
    (received, until): (Moment, Moment),
    lang: Lang,
    chance: &mut Chance,
) -> Vec<Move> {
    let path = path(status, is_urgent);
    let whole = (until.0 - received.0) as f64;
    let last = path.len().saturating_sub(1).max(1) as f64;
    let stray = chance.between(1.6, 2.6);
    let at = |place: usize| {
        let share = (place as f64 / last).powf(stray);
        #[expect(clippy::cast_possible_truncation, reason = "a part of the whole")]
        let passed = (whole * share) as i64;
        Moment((received.0 + passed) / 1_000 * 1_000)
    };
    let made = |(place, status): (usize, &&'static str)| Move {
        status,
        at: at(place),
        reason: in_lang(reason_of(status), lang),
    };
    let mut moves: Vec<Move> = path.iter().enumerate().map(made).collect();
    if let Some(first) = moves.first_mut() {
        first.at = received;
    }
    if let (Some(last), true) = (moves.last_mut(), path.len() > 1) {
        last.at = until;
    }
    moves
}

/// Closed once too early, reopened, then closed for good, in the second half of its life. Says whether there was room.
fn reopen(moves: &mut Vec<Move>, lang: Lang) -> bool {
    let [.., before, last] = moves.as_slice() else { return false };
    let (start, span, last) = (before.at.0, last.at.0 - before.at.0, *last);
    // Only work that went on for some hours is declared done too early.
    if before.status != "PRISE_EN_CHARGE" || span < 4 * 3_600_000 {
        return false;
    }
    moves.pop();
    for (status, part) in [("TERMINEE", 3), ("REACTIVEE", 5)] {
        let at = Moment((start + span * part / 8) / 1_000 * 1_000);
        moves.push(Move { status, at, reason: in_lang(reason_of(status), lang) });
    }
    moves.push(last);
    true
}
