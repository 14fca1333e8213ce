//! What is done on site: started, found, done, prevented, put to another visit; each by the acts of the desk.

use super::sent::Sent;
use crate::rights::{Act, Case};
use catalogue::{Catalogue, ClosingResult, Proof};
use jiff::civil::Date;
use requests::{
    ActError, Grounds, Outcome, Status, StatusError, close, give_back, hold, move_to, note, photos::When, plan,
    triage::send_back,
};
use web::{Brand, Form, Op, View};

base::words! {
    /// What somebody does on site, by its word in addresses.
    Deed {
        Start => "commencer", Found => "trouver", Done => "terminer", Prevented => "empecher", Return => "revenir",
    }
}

base::words! {
    /// Why it could not be done.
    Reason {
        Access => "acces", Time => "temps", Weather => "meteo", Parts => "pieces", Danger => "danger",
        Larger => "ampleur", NotOurs => "pas-a-nous",
    }
}

/// What becomes of a request that could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequel {
    /// Somebody comes back on a day.
    Return,
    /// It waits until a day.
    Hold,
    /// The unit gives it to somebody else.
    GiveBack,
    /// The unit says that it came to the wrong place.
    SendBack,
}

impl Sequel {
    /// The act of the desk that does it.
    pub fn act(self) -> Act {
        match self {
            Self::Return => Act::Plan,
            Self::Hold => Act::Hold,
            Self::GiveBack | Self::SendBack => Act::GiveBack,
        }
    }

    pub fn wants_day(self) -> bool {
        matches!(self, Self::Return | Self::Hold)
    }
}

impl Reason {
    pub fn sequel(self) -> Sequel {
        match self {
            Self::Access | Self::Time => Sequel::Return,
            Self::Weather | Self::Parts => Sequel::Hold,
            Self::Danger | Self::Larger => Sequel::GiveBack,
            Self::NotOurs => Sequel::SendBack,
        }
    }

    /// Those that the present state of a request leaves.
    pub fn possible(case: &Case) -> Vec<Self> {
        let offers = case.offers();
        Self::ALL.iter().copied().filter(|reason| offers.contains(&reason.sequel().act())).collect()
    }
}

impl Deed {
    /// The act of the desk that it needs the right to; none when what was typed does not say.
    pub fn act(self, form: &Form) -> Option<Act> {
        match self {
            Self::Start => Some(Act::Start),
            Self::Found => Some(Act::Note),
            Self::Done => Some(Act::Close),
            Self::Return => Some(Act::Plan),
            Self::Prevented => form.text("raison").parse().ok().map(|reason: Reason| reason.sequel().act()),
        }
    }

    /// Those that are theirs and possible now.
    pub fn possible(case: &Case) -> Vec<Self> {
        let offers = case.offers();
        let is_possible = |deed: &Self| match deed {
            Self::Start => offers.contains(&Act::Start),
            Self::Found => offers.contains(&Act::Note),
            Self::Done => offers.contains(&Act::Close),
            Self::Return => offers.contains(&Act::Plan),
            Self::Prevented => !Reason::possible(case).is_empty(),
        };
        Self::ALL.iter().copied().filter(is_possible).collect()
    }

    /// Whether it harms nothing when somebody else acted meanwhile.
    pub fn is_harmless(self) -> bool {
        self == Self::Found
    }

    /// What its photos show.
    pub fn when(self) -> When {
        if self == Self::Found { When::Before } else { When::After }
    }
}

/// Closing results of what is done on site: proved by the day of the work or of the visit.
pub fn results<'c>(case: &Case, catalogue: &'c Catalogue) -> Vec<&'c ClosingResult> {
    let mut results = case.results(catalogue);
    results.retain(|result| matches!(result.proof, Proof::WorkDay | Proof::VisitDay));
    results
}

/// Does it, with what was typed. The caller has made sure of the right.
pub async fn perform(op: &mut Op, case: &Case, deed: Deed, sent: &Sent) -> Result<(), ActError> {
    let (reference, form, view) = (case.request.reference.as_str(), &sent.form, op.view());
    let words = form.text("mots").trim();
    match deed {
        Deed::Start => move_to(op, reference, Status::UnderWay, &Grounds::default()).await,
        Deed::Found if words.is_empty() && !sent.files.is_empty() => Ok(()),
        Deed::Found => note(op, reference, words).await,
        Deed::Done => finish(op, case, form).await,
        Deed::Return => {
            let reason = if words.is_empty() { view.t("desk-crew-return-reason") } else { words.to_owned() };
            plan(op, reference, day(form)?, &reason).await
        }
        Deed::Prevented => prevented(op, case, form).await,
    }
}

fn day(form: &Form) -> Result<Date, ActError> {
    form.text("jour").trim().parse().map_err(|_| ActError::PastDate)
}

async fn finish(op: &mut Op, case: &Case, form: &Form) -> Result<(), ActError> {
    let result = form.text("resultat");
    if result.is_empty() {
        return Err(StatusError::ResultMissing.into());
    }
    if !results(case, &op.part::<Catalogue>()).iter().any(|known| known.code == result) {
        return Err(ActError::ResultUnknown(result.to_owned()));
    }
    let outcome = Outcome { result: result.to_owned(), proof: form.text("jour").trim().to_owned() };
    close(op, &case.request.reference, outcome, form.text("mots")).await
}

async fn prevented(op: &mut Op, case: &Case, form: &Form) -> Result<(), ActError> {
    // The caller found its act by the same word.
    let reason: Reason = form.text("raison").parse().map_err(|_| ActError::WordsMissing)?;
    let (reference, view) = (case.request.reference.as_str(), op.view());
    let said = said(&view, reason, form.text("mots"));
    match reason.sequel() {
        Sequel::Return => plan(op, reference, day(form)?, &said).await,
        Sequel::Hold => {
            let until = day(form)?;
            let said = format!("{said} {}", view.t1("desk-crew-until", "day", in_words(op, &view, until)));
            hold(op, reference, until, &said).await
        }
        Sequel::GiveBack => give_back(op, reference, &said).await,
        Sequel::SendBack => send_back(op, reference, &said).await,
    }
}

/// A day as people write it.
fn in_words(op: &Op, view: &View, day: Date) -> String {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(op.part::<Brand>().zone.clone());
    noon.map_or_else(|_| day.to_string(), |noon| view.date(&noon.timestamp().into()))
}

/// A reason in words, and what was added to it.
fn said(view: &View, reason: Reason, words: &str) -> String {
    let reason = view.t(&format!("desk-crew-reason-{}", reason.code()));
    let words = words.trim();
    let stop = if words.is_empty() || words.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    format!("{reason} {words}{stop}").trim().to_owned()
}

/// What was to be done, as a note: kept by who could not do it any more.
pub fn as_note(op: &Op, deed: Deed, form: &Form) -> String {
    let (view, catalogue) = (op.view(), op.part::<Catalogue>());
    let words = form.text("mots").trim();
    if deed == Deed::Found {
        return words.to_owned();
    }
    let result = catalogue.closing_result(form.text("resultat")).map(|result| view.text(&result.name).to_owned());
    let reason = form.text("raison").parse().ok().map(|reason: Reason| said(&view, reason, ""));
    let day = form.text("jour").trim().parse::<Date>().ok().map(|day| in_words(op, &view, day));
    let parts = [Some(view.t(&format!("desk-crew-deed-{}", deed.code()))), result, reason, day, Some(words.to_owned())];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
