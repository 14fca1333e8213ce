//! What one wants to see of the requests: read from the address of the list, and written back to it.

use crate::{
    lexicon::Lexicon,
    query::{self, Reader},
    rights::{Scope, narrow},
};
use identity::Staff;
use requests::{Queue, QueueOrder, Status};
use web::{Brand, Op};

/// The filters as they stand in an address: all text, nothing is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Words, and conditions beside them: see [`query`].
    pub q: String,
    /// Empty for open, or for all when words are looked for; `ouvertes`, `fermees`, `toutes`, `reouverture`,
    /// `mal-acheminees`, `doublons`, or the code of a status.
    pub etat: String,
    pub service: String,
    pub unite: String,
    pub arrondissement: String,
    /// `moi`, `personne`, `unite`, or the number of a member of staff.
    pub qui: String,
    /// `retard`, `risque`.
    pub echeance: String,
    /// The word of an order ([`ORDERS`]); empty for the usual one of the list.
    pub tri: String,
    /// Columns beside the first one, with dashes between; empty for the usual ones.
    pub colonnes: String,
    /// Where the page begins.
    pub apres: String,
}

const LONGEST_WORDS: usize = 200;

/// Order, its word in addresses; the most pressing first, and what was contested first, are the usual ones of their lists.
pub const ORDERS: [(QueueOrder, &str); 5] = [
    (QueueOrder::FarthestDue, "lointaines"),
    (QueueOrder::Newest, "recentes"),
    (QueueOrder::Oldest, "anciennes"),
    (QueueOrder::Moved, "bougees"),
    (QueueOrder::Still, "immobiles"),
];

/// The word of an order of `queue`; none of its usual one.
pub fn word_of(queue: &Queue, order: QueueOrder) -> &'static str {
    let is_usual = queue.orders().first() == Some(&order);
    let word = ORDERS.iter().find(|(listed, _)| *listed == order).map_or("", |(_, word)| word);
    if is_usual { "" } else { word }
}

/// What is asked of the store, and what of the words was not understood.
pub struct Wanted {
    pub queue: Queue,
    pub misread: Vec<String>,
}

impl Filters {
    /// The queues everybody has: code of the text, filters.
    pub fn presets() -> [(&'static str, Self); 10] {
        let with = |put: fn(&mut Self)| {
            let mut filters = Self::default();
            put(&mut filters);
            filters
        };
        [
            ("desk-queue-open", Self::default()),
            ("desk-queue-mine", with(|it| it.qui = "moi".into())),
            ("desk-queue-free", with(|it| it.qui = "personne".into())),
            ("desk-queue-at-risk", with(|it| it.echeance = "risque".into())),
            ("desk-queue-late", with(|it| it.echeance = "retard".into())),
            ("desk-queue-waiting", with(|it| it.etat = Status::InformationNeeded.code().into())),
            ("desk-queue-reopened", with(|it| it.etat = Status::Reopened.code().into())),
            ("desk-queue-reopening", with(|it| it.etat = "reouverture".into())),
            ("desk-queue-misrouted", with(|it| it.etat = "mal-acheminees".into())),
            ("desk-queue-twins", with(|it| it.etat = "doublons".into())),
        ]
    }

    /// What is asked of the store: nothing outside what `staff` sees, whatever the address says.
    pub fn wanted(&self, op: &Op, staff: &Staff) -> Wanted {
        let mut queue = Queue { is_free: self.qui == "personne", ..Queue::default() };
        queue.filter.assignees = match self.qui.as_str() {
            "moi" => vec![staff.id],
            other => other.parse().into_iter().collect(),
        };
        queue.filter.services = some(&self.service);
        queue.boroughs = some(&self.arrondissement);
        queue.due = match self.echeance.as_str() {
            "retard" => (None, Some(op.now)),
            "risque" => (Some(op.now), Some(op.now.plus_days(1))),
            _ => (None, None),
        };
        let words: String = self.q.chars().take(LONGEST_WORDS).collect();
        let misread = if words.trim().is_empty() { Vec::new() } else { read_words(op, staff, &words, &mut queue) };
        self.put_state(&mut queue, query::says_state(&words));
        narrow(&mut queue.filter.units, &self.units(staff));
        Scope::of(&op.part(), staff).put(&mut queue);
        Wanted { queue, misread }
    }

    /// The state that the address asks for; what the words ask for stands before it.
    fn put_state(&self, queue: &mut Queue, is_said: bool) {
        let filter = &mut queue.filter;
        match self.etat.as_str() {
            "ouvertes" => filter.is_open = Some(true),
            "fermees" => filter.is_open = Some(false),
            "reouverture" => filter.wants_reopening = true,
            "mal-acheminees" => queue.is_misrouted = true,
            "doublons" => queue.has_twin = true,
            "toutes" => {}
            code => match code.parse::<Status>() {
                Ok(status) => filter.statuses = vec![status],
                Err(_) if !is_said && queue.terms.is_empty() => filter.is_open = Some(true),
                Err(_) => {}
            },
        }
        // What only open requests have is looked for among them.
        let is_due = queue.due != (None, None) || queue.is_free || queue.is_misrouted || queue.has_twin;
        let statuses = &queue.filter.statuses;
        if is_due || (!statuses.is_empty() && statuses.iter().all(|status| status.is_open())) {
            queue.filter.is_open = Some(true);
        } else if !statuses.is_empty() && !statuses.iter().any(|status| status.is_open()) {
            queue.filter.is_open = Some(false);
        }
    }

    /// The units that are asked for; none is all of them.
    fn units(&self, staff: &Staff) -> Vec<String> {
        match self.qui.as_str() {
            _ if !self.unite.is_empty() => vec![self.unite.clone()],
            // No unit at all is no request at all, not every one of them.
            "unite" if staff.units.is_empty() => vec![String::new()],
            "unite" => staff.units.clone(),
            _ => Vec::new(),
        }
    }

    /// In which order the requests of `queue` come: the one that the address asks for where the queue offers it, else
    /// its usual one.
    pub fn order(&self, queue: &Queue) -> QueueOrder {
        let orders = queue.orders();
        let asked = ORDERS.iter().find(|(_, word)| *word == self.tri).map(|(order, _)| *order);
        let usual = orders.first().copied().unwrap_or_default();
        asked.filter(|order| orders.contains(order)).unwrap_or(usual)
    }

    /// The same list from its first page, in another order.
    #[must_use]
    pub fn ordered(&self, queue: &Queue, order: QueueOrder) -> Self {
        Self { tri: word_of(queue, order).to_owned(), ..self.first_page() }
    }

    /// The filters of the query of an address; what is not one of them is left.
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut filters = Self::default();
        for (name, value) in pairs {
            let value: String = value.chars().take(LONGEST_WORDS).collect();
            match name.as_str() {
                "q" => filters.q = value,
                "etat" => filters.etat = value,
                "service" => filters.service = value,
                "unite" => filters.unite = value,
                "arrondissement" => filters.arrondissement = value,
                "qui" => filters.qui = value,
                "echeance" => filters.echeance = value,
                "tri" => filters.tri = value,
                // One box for each column.
                "colonnes" if filters.colonnes.is_empty() => filters.colonnes = value,
                "colonnes" => filters.colonnes = format!("{}-{value}", filters.colonnes),
                "apres" => filters.apres = value,
                _ => {}
            }
        }
        filters
    }

    /// Address of this list.
    pub fn link(&self) -> String {
        self.link_of("/poste")
    }

    /// Address of another page of the same selection.
    pub fn link_of(&self, path: &str) -> String {
        let pairs: Vec<(&str, &str)> = self.pairs().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(&pairs) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            Ok(_) | Err(_) => path.to_owned(),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 10] {
        [
            ("q", &self.q),
            ("etat", &self.etat),
            ("service", &self.service),
            ("unite", &self.unite),
            ("arrondissement", &self.arrondissement),
            ("qui", &self.qui),
            ("echeance", &self.echeance),
            ("tri", &self.tri),
            ("colonnes", &self.colonnes),
            ("apres", &self.apres),
        ]
    }

    /// These filters, from the first page.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self { apres: String::new(), ..self.clone() }
    }

    /// What is filtered: name of the field, value, the list without it.
    pub fn chosen(&self) -> Vec<(&'static str, String, Self)> {
        let kept: Vec<_> = self
            .pairs()
            .into_iter()
            .filter(|(name, value)| !["tri", "colonnes", "apres"].contains(name) && !value.is_empty())
            .collect();
        kept.into_iter().map(|(name, value)| (name, value.to_owned(), self.without(name))).collect()
    }

    fn without(&self, name: &str) -> Self {
        let mut rest = self.first_page();
        match name {
            "q" => rest.q.clear(),
            "etat" => rest.etat.clear(),
            "service" => rest.service.clear(),
            "unite" => rest.unite.clear(),
            "arrondissement" => rest.arrondissement.clear(),
            "qui" => rest.qui.clear(),
            _ => rest.echeance.clear(),
        }
        rest
    }
}

fn read_words(op: &Op, staff: &Staff, words: &str, queue: &mut Queue) -> Vec<String> {
    let (lexicon, brand) = (Lexicon::of(&op.app), op.part::<Brand>());
    let reader = Reader { lexicon: &lexicon, staff_id: staff.id, now: op.now, zone: &brand.zone };
    query::narrow(queue, words, &reader)
}

fn some(code: &str) -> Vec<String> {
    if code.is_empty() { Vec::new() } else { vec![code.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_filtered_and_nothing_else() {
        let filters =
            Filters { q: "rue & co".into(), etat: "toutes".into(), apres: "5.6".into(), ..Filters::default() };
        assert_eq!(filters.link(), "/poste?q=rue+%26+co&etat=toutes&apres=5.6");
        assert_eq!(filters.without("q").link(), "/poste?etat=toutes");
        assert_eq!(Filters::default().link(), "/poste");
        assert_eq!(filters.chosen().len(), 2);
    }

    fn queue_of(etat: &str) -> Queue {
        let filters = Filters { etat: etat.into(), ..Filters::default() };
        let mut queue = Queue::default();
        filters.put_state(&mut queue, false);
        queue
    }

    #[test]
    fn an_order_holds_where_the_list_offers_it() {
        let of = |etat: &str, tri: &str| Filters { tri: tri.into(), ..Filters::default() }.order(&queue_of(etat));
        assert_eq!(of("", ""), QueueOrder::Due);
        assert_eq!(of("INFO_REQUISE", ""), QueueOrder::Due);
        assert_eq!(of("mal-acheminees", ""), QueueOrder::Due);
        assert_eq!(of("TERMINEE", ""), QueueOrder::Newest);
        assert_eq!(of("toutes", "anciennes"), QueueOrder::Oldest);
        assert_eq!(of("reouverture", ""), QueueOrder::Asked);
        assert_eq!(of("reouverture", "recentes"), QueueOrder::Newest);
        assert_eq!(of("n’importe", ""), QueueOrder::Due);
        assert_eq!(of("", "lointaines"), QueueOrder::FarthestDue);
        assert_eq!(of("", "immobiles"), QueueOrder::Still);
        // No index has what is closed in these orders.
        for tri in ["lointaines", "bougees", "immobiles", "unite", "'; --"] {
            assert_eq!(of("fermees", tri), QueueOrder::Newest, "{tri}");
        }
    }

    #[test]
    fn the_usual_order_has_no_word_in_the_address() {
        let open = queue_of("");
        let filters = Filters { q: "x".into(), apres: "5.6".into(), ..Filters::default() };
        assert_eq!(filters.ordered(&open, QueueOrder::Still).link(), "/poste?q=x&tri=immobiles");
        assert_eq!(filters.ordered(&open, QueueOrder::Due).link(), "/poste?q=x");
        assert_eq!(filters.ordered(&queue_of("fermees"), QueueOrder::Newest).link(), "/poste?q=x");
        // Each order of each list can be asked for.
        for etat in ["", "fermees", "reouverture"] {
            let queue = queue_of(etat);
            for order in queue.orders() {
                assert_eq!(filters.ordered(&queue, *order).order(&queue), *order, "{etat}");
            }
        }
    }
}
