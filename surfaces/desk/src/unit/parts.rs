//! The parts of the page of a unit: figures with their lists, ages, who holds what, what moved, what was said.

use super::step;
use crate::{filter::Filters, rights::Scope, supervision::count};
use base::{Id, Lang, Moment};
use identity::Staff;
use jiff::civil::Date;
use requests::{Status, Transfer, count_held, count_whole, telling};
use std::collections::BTreeMap;
use web::{Op, Refusal, View};

pub use crate::supervision::midnight;

/// A figure, and the list that it counts.
pub struct Figure {
    pub name: String,
    pub number: String,
    pub link: String,
    pub note: String,
}

/// A class of ages: drawn by its share of the largest.
pub struct Bar {
    pub name: String,
    pub link: String,
    pub number: String,
    pub width: f64,
}

/// Somebody, and how many open requests of the unit they have.
pub struct Holder {
    pub name: String,
    pub number: String,
    pub link: String,
    /// They are not of the unit, or no longer work here.
    pub is_outside: bool,
}

/// A request that moved between units.
pub struct Step {
    pub at: Moment,
    pub reference: String,
    pub service: String,
    /// None when it is no longer theirs to see.
    pub link: Option<String>,
    pub other: String,
    pub reason: String,
}

/// What a person wrote.
pub struct Said {
    pub service: String,
    pub opinion: String,
    pub words: String,
}

/// The lists of a unit: each as the filters of the desk.
pub struct Lists<'a> {
    pub unit: &'a str,
    pub staff: &'a Staff,
    pub view: &'a View,
    /// First and last day.
    pub week: (Date, Date),
}

impl Lists<'_> {
    pub fn open(&self) -> Filters {
        Filters { unite: self.unit.to_owned(), ..Filters::default() }
    }

    /// A condition of the one box, in the reader's words.
    fn days(&self, (fr, en): (&str, &str), (from, to): (Date, Date)) -> String {
        let key = if self.view.lang == Lang::Fr { fr } else { en };
        format!("{key}:{from}..{to}")
    }

    fn received(&self) -> Filters {
        Filters { q: self.days(("reçue", "received"), self.week), etat: "toutes".into(), ..self.open() }
    }

    /// Closed in some days; or of them, those that had been opened again.
    pub fn closed(&self, days: (Date, Date), is_reopened: bool) -> Filters {
        let again = if self.view.lang == Lang::Fr { " rouverte:oui" } else { " reopened:yes" };
        let closed = self.days(("fermée", "closed"), days);
        Filters { q: format!("{closed}{}", if is_reopened { again } else { "" }), ..self.open() }
    }

    pub async fn count(&self, op: &mut Op, filters: &Filters) -> Result<i64, Refusal> {
        let queue = filters.wanted(op, self.staff).queue;
        Ok(count_whole(op, &queue).await?)
    }

    async fn figure(&self, op: &mut Op, code: &str, filters: &Filters) -> Result<Figure, Refusal> {
        let number = self.count(op, filters).await?;
        Ok(Figure {
            name: self.view.t(&format!("desk-unit-{code}")),
            number: self.view.integer(number),
            link: self.view.link(&filters.link()),
            note: String::new(),
        })
    }
}

/// What there is to do, what came, what left.
pub async fn figures(op: &mut Op, lists: &Lists<'_>, (came, left): (usize, usize)) -> Result<Vec<Figure>, Refusal> {
    let with = |echeance: &str, etat: &str, qui: &str| Filters {
        echeance: echeance.into(),
        etat: etat.into(),
        qui: qui.into(),
        ..lists.open()
    };
    let mut figures = Vec::new();
    for (code, filters) in [
        ("open", lists.open()),
        ("at-risk", with("risque", "", "")),
        ("late", with("retard", "", "")),
        ("free", with("", "", "personne")),
        ("received", lists.received()),
        ("closed", lists.closed(lists.week, false)),
    ] {
        figures.push(lists.figure(op, code, &filters).await?);
    }
    for (code, number, anchor) in [("came", came, "#arrivees"), ("left", left, "#departs")] {
        figures.push(Figure {
            name: lists.view.t(&format!("desk-unit-{code}")),
            number: count(lists.view, number as u64),
            link: anchor.to_owned(),
            note: String::new(),
        });
    }
    for (code, filters) in
        [("misrouted", with("", "mal-acheminees", "")), ("reopened-now", with("", Status::Reopened.code(), ""))]
    {
        figures.push(lists.figure(op, code, &filters).await?);
    }
    Ok(figures)
}

/// Bounds of the classes of ages, in days.
const AGES: [i64; 7] = [1, 3, 7, 14, 30, 90, 365];

/// Open requests by age: a range of one index for each class.
pub async fn ages(op: &mut Op, lists: &Lists<'_>) -> Result<Vec<Bar>, Refusal> {
    let (key, unit) = if lists.view.lang == Lang::Fr { ("âge", "j") } else { ("age", "d") };
    let mut classes = Vec::new();
    for place in 0..=AGES.len() {
        let (over, under) = (place.checked_sub(1).and_then(|it| AGES.get(it)), AGES.get(place));
        let condition = |sign: &str, days: &i64| format!("{key}{sign}{days}{unit}");
        let parts = [over.map(|days| condition(">", days)), under.map(|days| condition("<", days))];
        let filters = Filters { q: parts.into_iter().flatten().collect::<Vec<_>>().join(" "), ..lists.open() };
        let name = match (over, under) {
            (None, Some(under)) => lists.view.t1("desk-unit-age-under", "days", under),
            (Some(over), Some(under)) => {
                lists.view.t2("desk-unit-age-between", ("low", &over.to_string()), ("high", &under.to_string()))
            }
            (over, None) => lists.view.t1("desk-unit-age-over", "days", over.copied().unwrap_or_default()),
        };
        classes.push((name, lists.view.link(&filters.link()), lists.count(op, &filters).await?));
    }
    let most = classes.iter().map(|(.., number)| *number).max().unwrap_or_default().max(1);
    let bar = |(name, link, number): (String, String, i64)| Bar {
        name,
        link,
        number: lists.view.integer(number),
        width: number as f64 / most as f64 * 100.0,
    };
    Ok(classes.into_iter().map(bar).collect())
}

/// Who has open requests of the unit, by name, and everybody of the unit, even those who have none.
pub async fn holders(op: &mut Op, lists: &Lists<'_>) -> Result<Vec<Holder>, Refusal> {
    let queue = lists.open().wanted(op, lists.staff).queue;
    let held: BTreeMap<Id, i64> =
        count_held(op, &queue).await?.into_iter().filter_map(|(id, number)| Some((id?, number))).collect();
    let mut holders = Vec::new();
    for member in identity::list(op).await? {
        let is_theirs = member.staff.is_of(lists.unit) && member.disabled_at.is_none();
        let number = held.get(&member.staff.id).copied().unwrap_or_default();
        if is_theirs || number > 0 {
            let filters = Filters { qui: member.staff.id.to_string(), ..lists.open() };
            holders.push(Holder {
                number: lists.view.integer(number),
                link: lists.view.link(&filters.link()),
                is_outside: !is_theirs,
                name: member.staff.name,
            });
        }
    }
    holders.sort_by_cached_key(|holder| base::plain::fold(&holder.name));
    Ok(holders)
}

/// Transfers that are shown, in each direction.
const MOST_TRANSFERS: u32 = 200;

/// What came to the unit in the week, and what left it.
pub async fn transfers(op: &mut Op, lists: &Lists<'_>) -> Result<(Vec<Step>, Vec<Step>), Refusal> {
    let since = midnight(lists.view, lists.week.0);
    let scope = Scope::of(&op.part(), lists.staff);
    let mut both = [Vec::new(), Vec::new()];
    for (is_leaving, steps) in [false, true].into_iter().zip(&mut both) {
        let found = requests::transfers(op, lists.unit, is_leaving, (since, MOST_TRANSFERS)).await?;
        let is_theirs = |moved: &Transfer| scope.has_place(moved.borough.as_deref(), &moved.service_code);
        *steps = found.into_iter().filter(is_theirs).map(|moved| step(op, lists, &scope, moved, is_leaving)).collect();
    }
    let [came, left] = both;
    Ok((came, left))
}

/// A comment, with what its author thought.
pub fn said(op: &Op, view: &View, comment: surveys::Comment) -> Said {
    let fixed = view.t(&format!("desk-unit-fixed-{}", comment.fixed.code()));
    let satisfied = comment.satisfaction.map(|score| view.t(&format!("desk-unit-satisfied-{score}")));
    Said {
        service: telling::service_name(op, &comment.service_code, view.lang),
        opinion: [Some(fixed), satisfied].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        words: comment.words,
    }
}
