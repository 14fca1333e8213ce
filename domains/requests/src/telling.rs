//! What is said of a request to the people who asked: one sentence of the city, with its blanks filled.

use crate::{Request, Status};
use base::{Lang, Moment};
use catalogue::{Catalogue, Proof};
use jiff::civil::Date;
use territory::Units;
use web::{Op, View};

/// Days to answer a question of ours, to say that it is not fixed, to ask for a review.
const ANSWER_DAYS: i64 = 14;
const REOPENING_DAYS: i64 = 30;
const REVIEW_DAYS: i64 = 30;
/// News of a request that waits come this often.
const NEWS_DAYS: i64 = 30;

/// Fills `{name}` in the words of a pack. What ends with a mark of its own takes no other full stop.
fn fill(sentence: &str, blanks: &[(&str, &str)]) -> String {
    let filled = blanks.iter().fold(sentence.to_owned(), |words, (name, value)| {
        let stop = if value.ends_with(['.', '?', '!', '…']) { "" } else { "." };
        words.replace(&format!("{name}."), &format!("{value}{stop}")).replace(name, value)
    });
    filled.trim().to_owned()
}

/// Name of a unit, or its code when the city no longer has it.
pub fn unit_name(op: &Op, code: &str, lang: Lang) -> String {
    op.part::<Units>().get(code).map_or_else(|| code.to_owned(), |unit| unit.name.get(lang).to_owned())
}

/// Name of a service, or its code when the catalogue no longer has it.
pub fn service_name(op: &Op, code: &str, lang: Lang) -> String {
    op.part::<Catalogue>().service(code).map_or_else(|| code.to_owned(), |it| it.name.get(lang).to_owned())
}

/// The sentence that says that a request was received and who has it.
pub fn received(op: &Op, lang: Lang, unit: &str) -> String {
    let catalogue = op.part::<Catalogue>();
    let sentence = catalogue.status(Status::Received.code()).map(|status| status.sentence.get(lang));
    fill(sentence.unwrap_or_default(), &[("{unite}", &unit_name(op, unit, lang))])
}

/// The sentence of the tracker for where `request` stands; `reason` is what staff wrote at that step.
pub fn sentence(op: &Op, lang: Lang, request: &Request, reason: &str) -> String {
    let catalogue = op.part::<Catalogue>();
    let Some(status) = catalogue.status(request.status.code()) else { return String::new() };
    let view = View::new(&op.app, lang, "");
    let after = |days: i64| view.date(&request.updated_at.plus_days(days));
    let planned = request.planned_for.map(|day| view.date(&day)).unwrap_or_default();
    let promise = request.promise.as_ref().map(|promise| promise.words.get(lang).to_owned()).unwrap_or_default();
    let action = request.next_action.as_deref().map(|code| view.t(&format!("requests-next-{code}")));
    fill(
        status.sentence.get(lang),
        &[
            ("{unite}", &unit_name(op, &request.route.unit, lang)),
            ("{promesse}", &promise),
            ("{prochaine_etape}", action.as_deref().unwrap_or_default()),
            ("{question}", reason),
            ("{motif}", reason),
            ("{date_limite}", &after(ANSWER_DAYS)),
            ("{date_prochaine}", &after(NEWS_DAYS)),
            ("{periode}", &planned),
            ("{resultat}", &outcome(op, lang, request)),
            ("{date_reouverture}", &after(REOPENING_DAYS)),
            ("{date_recours}", &after(REVIEW_DAYS)),
            ("{organisme}", reason),
            ("{transmis_ou_contact}", ""),
            ("{no_principal}", reason),
        ],
    )
}

/// What became of it, with its proof in words.
pub fn outcome(op: &Op, lang: Lang, request: &Request) -> String {
    let catalogue = op.part::<Catalogue>();
    let Some(outcome) = &request.outcome else { return String::new() };
    let Some(result) = catalogue.closing_result(&outcome.result) else { return String::new() };
    let view = View::new(&op.app, lang, "");
    let proof = match result.proof {
        Proof::WorkDay | Proof::VisitDay | Proof::TwoReminders => day_in_words(&view, &outcome.proof),
        Proof::LinkedRequest | Proof::Answer | Proof::Criterion | Proof::Year | Proof::OtherBody => {
            outcome.proof.clone()
        }
    };
    let names = [
        "{date_travail}",
        "{date_visite}",
        "{periode}",
        "{reponse}",
        "{critere}",
        "{annee}",
        "{organisme}",
        "{date_question}",
        "{contact}",
    ];
    let blanks: Vec<(&str, &str)> =
        names.iter().map(|name| (*name, if *name == "{contact}" { "" } else { proof.as_str() })).collect();
    fill(result.sentence.get(lang), &blanks)
}

fn day_in_words(view: &View, text: &str) -> String {
    let noon =
        text.parse::<Date>().ok().and_then(|day| day.at(12, 0, 0, 0).to_zoned_datetime(view.brand().zone.clone()).ok());
    noon.map_or_else(|| text.to_owned(), |noon| view.date(&Moment::from(noon.timestamp())))
}

/// Each question that was answered, and its answers in words.
pub fn answers(op: &Op, lang: Lang, request: &Request) -> Vec<(String, String)> {
    let catalogue = op.part::<Catalogue>();
    let service = catalogue.service(&request.service_code);
    let line = |code: &str| {
        let (question, values) = (service.and_then(|service| service.question(code)), request.answers.get(code));
        let words = |value: &String| question.map_or(value.clone(), |question| question.words(value, lang));
        let name = question.map_or(code, |question| question.text.get(lang));
        (name.to_owned(), values.iter().map(words).collect::<Vec<_>>().join(", "))
    };
    request.answers.codes().map(line).collect()
}
