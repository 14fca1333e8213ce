//! What people wrote of what a unit did, for the unit to read: without what would say who they are.
//!
//! Numbers of telephones, requests and doors, e-mail addresses, postal codes, and names that are announced (« je
//! m’appelle… ») are left out. A name that stands alone is not known for one: comments are shown to whoever answers for
//! the unit, never to the public.

use crate::{Fixed, store};
use ::store::StoreError;
use base::{Moment, plain::fold};
use web::Op;

/// Fewer comments than this are not shown: whoever knows the requests of the week would know whose they are.
pub const FEWEST: usize = 3;
/// Stands for what was left out.
const LEFT_OUT: &str = "[…]";

/// A comment, without its day nor its borough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub service_code: String,
    pub fixed: Fixed,
    pub satisfaction: Option<u8>,
    pub words: String,
}

/// Comments on what `unit` did, given on days from `from` up to the day of `to`, which is left out; `limit` at most, in
/// an order that says nothing of when they came. A range of an index that holds answers with a comment alone.
pub async fn comments(
    op: &mut Op,
    unit: &str,
    (from, to): (Moment, Moment),
    limit: u32,
) -> Result<Vec<Comment>, StoreError> {
    let mut found = store::list_comments(op, unit, (from, to), limit).await?;
    for comment in &mut found {
        comment.words = without_people(&comment.words);
    }
    Ok(found)
}

/// Words after which somebody's name comes.
const ANNOUNCES: [&str; 9] = ["appelle", "nom est", "name is", "monsieur", "madame", "mme", "mr", "mrs", "ms"];
/// Words that follow the number of a door, at most three words later.
const STREETS: [&str; 16] = [
    "rue",
    "avenue",
    "av",
    "ave",
    "boulevard",
    "boul",
    "chemin",
    "ch",
    "place",
    "cote",
    "montee",
    "rang",
    "street",
    "st",
    "road",
    "drive",
];

/// `words` without what says who wrote them.
pub fn without_people(words: &str) -> String {
    words.lines().map(line_without_people).collect::<Vec<_>>().join("\n")
}

fn digits(token: &str) -> usize {
    token.chars().filter(char::is_ascii_digit).count()
}

/// Whether a token is made of digits and of what stands between them.
fn is_number(token: &str) -> bool {
    digits(token) > 0 && token.chars().all(|letter| letter.is_ascii_digit() || "+-().,;:/#".contains(letter))
}

fn is_postal(pair: &str) -> bool {
    let letters: Vec<char> = pair.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_shaped = |(place, letter): (usize, &char)| {
        if place % 2 == 0 { letter.is_ascii_alphabetic() } else { letter.is_ascii_digit() }
    };
    letters.len() == 6 && letters.iter().enumerate().all(is_shaped)
}

fn is_capital(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_uppercase)
}

/// How many tokens from `at` on are left out together.
fn left_out(tokens: &[&str], at: usize) -> usize {
    let token = |place: usize| tokens.get(place).copied().unwrap_or_default();
    let here = token(at);
    if here.contains('@') && here.contains('.') {
        return 1;
    }
    if is_postal(here) {
        return 1;
    }
    if here.chars().filter(char::is_ascii_alphanumeric).count() == 3 && is_postal(&format!("{here}{}", token(at + 1))) {
        return 2;
    }
    let run = (at..tokens.len()).take_while(|place| is_number(token(*place))).count();
    if (at..at + run).map(|place| digits(token(place))).sum::<usize>() >= 7 {
        return run;
    }
    if digits(here) >= 7 {
        return 1;
    }
    let is_street = |place: usize| STREETS.contains(&fold(token(place)).as_str());
    if here.starts_with(|letter: char| letter.is_ascii_digit()) && (at + 1..=at + 3).any(is_street) {
        return 1;
    }
    let before = fold(&tokens.get(at.saturating_sub(2)..at).unwrap_or_default().join(" "));
    if at > 0
        && is_capital(here)
        && ANNOUNCES.iter().any(|word| before == *word || before.ends_with(&format!(" {word}")))
    {
        return (at..(at + 3).min(tokens.len())).take_while(|place| is_capital(token(*place))).count();
    }
    0
}

fn line_without_people(line: &str) -> String {
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let (mut kept, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        let count = left_out(&tokens, at);
        kept.push(if count == 0 { *token } else { LEFT_OUT });
        at += count.max(1);
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: &str) {
        assert_eq!(without_people(words), expected);
    }

    #[test]
    fn what_says_who_wrote_is_left_out() {
        check("Appelez-moi au 514 555-0123, merci", "Appelez-moi au […] merci");
        check("Call (514) 555-0123 or 5145550199.", "Call […] or […]");
        check("écrivez à lea.o@exemple.test svp", "écrivez à […] svp");
        check("Ma demande 26-000123 traîne", "Ma demande […] traîne");
        check("H2X 1Y4 et h2x1y4", "[…] et […]");
        check("au 1502, rue des Essais", "au […] rue des Essais");
        check("at 12 Main Street", "at […] Main Street");
        check("Je m’appelle Léa Ouellet et j’attends", "Je m’appelle […] et j’attends");
        check("mon nom est Paul. Merci", "mon nom est […]");
        check("Mme Tremblay a répondu", "Mme […] a répondu");
    }

    #[test]
    fn the_rest_is_left_as_it_was_written() {
        for words in [
            "Réparé en 3 jours, bravo!",
            "Trop long : 120 jours",
            "Rien n’a bougé depuis 2024.\nToujours là.",
            "Le camion est venu à 8 h 30",
            "",
        ] {
            check(words, words);
        }
    }
}
