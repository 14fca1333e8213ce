//! One act for many requests: chosen in the list, seen before it is done, followed while it is done, undone when it was
//! a mistake.

mod page;
mod work;

pub use page::{begin, list, show, show_one, undo};
pub use work::work;

use crate::{filter::Filters, queue::label, rights::Act};
use identity::Staff;
use requests::{Listed, QueueOrder, batch::MOST, list_found, list_queue};
use std::collections::BTreeMap;
use web::{Form, Op, Refusal, View};

/// Rows read at once.
const ROWS: u32 = 2_000;

/// Fields of the act that a batch keeps.
const FIELDS: [&str; 5] = ["mots", "unite", "personne", "jour", "resultat"];

/// What is typed for the act, without what the page adds.
fn fields(form: &Form) -> Vec<(String, String)> {
    let proof = format!("preuve_{}", form.text("resultat"));
    let names = FIELDS.into_iter().map(str::to_owned).chain([proof]);
    names
        .map(|name| (form.text(&name).to_owned(), name))
        .filter(|(value, _)| !value.is_empty())
        .map(|(value, name)| (name, value))
        .collect()
}

/// The requests that one means: those that are ticked, or else all that the filters show.
pub(crate) struct Chosen {
    pub filters: Filters,
    /// Numbers that are ticked.
    pub ticked: Vec<String>,
}

impl Chosen {
    fn read(form: &Form) -> Self {
        let mut ticked = form.all("demande");
        ticked.truncate(MOST);
        Self { filters: Filters::read(form.text("filtres")).first_page(), ticked }
    }

    /// The query of the filters, as it stands in an address.
    fn query(&self) -> String {
        let link = self.filters.link();
        link.split_once('?').map_or(String::new(), |(_, query)| query.to_owned())
    }

    /// What they are, `MOST` at most and one more when there are more.
    async fn load(&self, op: &mut Op, staff: &Staff) -> Result<Vec<Listed>, Refusal> {
        let mut queue = self.filters.wanted(op, staff).queue;
        if !self.ticked.is_empty() {
            // Ticked in a list that has moved since: what one ticked is what one means.
            let all = Filters { etat: "toutes".into(), ..Filters::default() };
            queue = all.wanted(op, staff).queue;
            queue.filter.references.clone_from(&self.ticked);
        }
        let order = self.filters.order(&queue);
        let order = if self.ticked.is_empty() { order } else { QueueOrder::Newest };
        let (mut found, mut after) = (Vec::new(), None);
        while found.len() <= MOST {
            let is_last = if queue.terms.is_empty() {
                let rows = list_queue(op, &queue, order, after, ROWS).await?;
                after = rows.last().map(|last| last.cursor(order));
                let is_last = (rows.len() as u32) < ROWS;
                found.extend(rows);
                is_last
            } else {
                let (rows, next) = list_found(op, &queue, order, after, ROWS).await?;
                found.extend(rows);
                after = next;
                next.is_none()
            };
            if is_last {
                break;
            }
        }
        Ok(found)
    }
}

/// What an act would do to them.
struct Effect {
    /// Those that can go through it.
    possible: Vec<Listed>,
    /// How many cannot, by what stops them: the sentence, the count.
    refused: Vec<(String, i64)>,
    /// How many leave each state, by its name.
    leaving: Vec<(String, i64)>,
}

fn effect(op: &Op, view: &View, staff: &Staff, act: Act, chosen: Vec<Listed>) -> Effect {
    let (mut possible, mut refused, mut leaving) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for listed in chosen {
        let state = label(op, view, listed.status);
        let problem = if !crate::rights::may(staff, &listed.unit, act) {
            Some(view.t("desk-act-not-yours"))
        } else if !act.is_possible_for(&listed, staff) {
            Some(view.t1("desk-batch-impossible", "state", &state))
        } else {
            None
        };
        if let Some(problem) = problem {
            *refused.entry(problem).or_insert(0) += 1;
        } else {
            *leaving.entry(state).or_insert(0) += 1;
            possible.push(listed);
        }
    }
    Effect { possible, refused: refused.into_iter().collect(), leaving: leaving.into_iter().collect() }
}
