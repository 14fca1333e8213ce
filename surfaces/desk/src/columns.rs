//! Columns of the table beside the first ones, as each chooses them.

use crate::queue::{self, left};
use requests::{Listed, QueueOrder, telling};
use territory::Territory;
use web::{Op, View};

/// A column that one may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Number,
    Unit,
    Who,
    Borough,
    Channel,
    Nature,
    Priority,
    Received,
    Age,
    Moved,
    Due,
}

/// Column, its word in addresses.
const COLUMNS: [(Column, &str); 11] = [
    (Column::Number, "numero"),
    (Column::Unit, "unite"),
    (Column::Who, "qui"),
    (Column::Borough, "arrondissement"),
    (Column::Channel, "canal"),
    (Column::Nature, "nature"),
    (Column::Priority, "priorite"),
    (Column::Received, "recue"),
    (Column::Age, "age"),
    (Column::Moved, "mouvement"),
    (Column::Due, "echeance"),
];

const USUAL: [Column; 5] = [Column::Number, Column::Unit, Column::Who, Column::Age, Column::Due];

/// What a row shows in a column.
pub struct Cell {
    /// `class` of the cell.
    pub class: &'static str,
    pub text: String,
    /// The whole of what the text says in short.
    pub title: String,
}

impl Column {
    pub fn all() -> impl Iterator<Item = Self> {
        COLUMNS.iter().map(|(column, _)| *column)
    }

    pub fn word(self) -> &'static str {
        COLUMNS.iter().find(|(column, _)| *column == self).map_or("", |(_, word)| word)
    }

    pub fn name(self, view: &View) -> String {
        view.t(&format!("desk-column-{}", self.word()))
    }

    /// Those that an address asks for, in the order of the table; the usual ones when it asks for none.
    pub fn chosen(words: &str) -> Vec<Self> {
        let asked: Vec<&str> = words.split('-').collect();
        let chosen: Vec<Self> = Self::all().filter(|column| asked.contains(&column.word())).collect();
        if chosen.is_empty() { USUAL.to_vec() } else { chosen }
    }

    /// The orders that its heading gives, the first one at the first press: what the column says then grows, or not.
    /// Names follow the reader's language, and no index follows them: who looks for one filters by it.
    pub fn orders(self) -> Option<[(QueueOrder, bool); 2]> {
        use QueueOrder::{Due, FarthestDue, Moved, Newest, Oldest, Still};
        match self {
            Self::Received => Some([(Newest, false), (Oldest, true)]),
            Self::Age => Some([(Oldest, false), (Newest, true)]),
            Self::Moved => Some([(Still, false), (Moved, true)]),
            Self::Due => Some([(Due, true), (FarthestDue, false)]),
            Self::Number | Self::Unit | Self::Who | Self::Borough | Self::Channel | Self::Nature | Self::Priority => {
                None
            }
        }
    }

    /// All of them but the date of the promise give way when the pane is narrow.
    pub fn class(self) -> &'static str {
        match self {
            Self::Number => "rv-rows__wide rv-reference",
            Self::Unit => "rv-rows__wide rv-rows__unit",
            Self::Age | Self::Received | Self::Moved => "rv-rows__wide rv-rows__age",
            Self::Due => "rv-rows__due",
            Self::Who | Self::Borough | Self::Channel | Self::Nature | Self::Priority => "rv-rows__wide",
        }
    }

    pub fn cell(self, op: &Op, view: &View, listed: &Listed) -> Cell {
        let is_open = listed.closed_at.is_none();
        let due_at = listed.due_at.filter(|_| is_open);
        let (text, title) = match self {
            Self::Number => (listed.reference.clone(), String::new()),
            Self::Unit => (telling::unit_name(op, &listed.unit, view.lang), String::new()),
            Self::Who => (listed.assignee.clone().unwrap_or_default(), String::new()),
            Self::Borough => (borough_name(op, view, listed.borough.as_deref()), String::new()),
            Self::Channel => (view.t(&format!("requests-channel-{}", listed.channel)), String::new()),
            Self::Nature => (view.t(&format!("requests-nature-{}", listed.nature)), String::new()),
            Self::Priority => (view.t(&format!("desk-priority-{}", listed.priority)), String::new()),
            Self::Received => {
                let day = listed.received_at.day(&view.brand().zone);
                (day.to_string(), view.time(&listed.received_at))
            }
            Self::Age => (queue::age(view, listed.received_at, op.now), view.time(&listed.received_at)),
            Self::Moved => (queue::age(view, listed.updated_at, op.now), view.time(&listed.updated_at)),
            Self::Due => due_at.map_or((String::new(), String::new()), |at| (left(view, at, op.now), view.date(&at))),
        };
        Cell { class: self.class(), text, title }
    }
}

pub fn borough_name(op: &Op, view: &View, code: Option<&str>) -> String {
    let territory = op.part::<Territory>();
    let name = |code: &str| territory.area(code).map_or(code, |area| view.text(&area.name)).to_owned();
    code.map(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_the_table() {
        assert_eq!(Column::chosen("age-numero-<script>"), [Column::Number, Column::Age]);
        assert_eq!(Column::chosen(""), USUAL);
        assert_eq!(Column::chosen("x"), USUAL);
    }
}
