//! Figures said in the pages of others: the real delay beside a promise, satisfaction on the first page.

use crate::{Figure, Measure, Period, State, figure, words};
use ::store::StoreError;
use web::{Op, View};

/// « En réalité, ces 90 derniers jours : la moitié des demandes en 4 jours, 8 sur 10 en 9 jours… » of a service in a
/// borough when that may be published, else in the whole city, with the number of requests; nothing when neither may.
pub async fn real_delay(op: &mut Op, service: &str, borough: Option<&str>) -> Result<Option<String>, StoreError> {
    for (place, proof) in [(borough, "indicators-real-in-borough"), (Some(""), "indicators-real-in-city")] {
        let Some(place) = place else { continue };
        let half = figure(op, Period::Quarter, service, place, Measure::Delay50).await?;
        let most = figure(op, Period::Quarter, service, place, Measure::Delay80).await?;
        if let Some((half, most)) = half.zip(most) {
            return Ok(Some(sentence(&View::new(&op.app, op.lang, ""), (&half, &most), proof)));
        }
    }
    Ok(None)
}

fn sentence(view: &View, (half, most): (&Figure, &Figure), proof: &str) -> String {
    let proof = view.many(proof, &i64::try_from(most.n).unwrap_or(i64::MAX));
    let days = |figure: &Figure| figure.value.map(|value| words::days(view, value));
    match (days(half), days(most)) {
        (Some(half), Some(most)) => {
            view.say("indicators-real-both", &[("half", &half), ("most", &most), ("proof", &proof)])
        }
        (Some(half), None) => view.t2("indicators-real-half", ("half", &half), ("proof", &proof)),
        (None, _) => view.t1("indicators-real-unknown", "proof", proof),
    }
}

/// « 7 sur 10 », and « personnes satisfaites, sur 214 réponses »; nothing when the figure may not be read.
pub fn satisfied(view: &View, figure: &Figure) -> Option<(String, String)> {
    let share = figure.value.filter(|_| figure.state == State::Shown)?;
    let answers = i64::try_from(figure.n).unwrap_or(i64::MAX);
    Some((words::in_ten(view, "short", share), view.many("indicators-satisfied-of", &answers)))
}
