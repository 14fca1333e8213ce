//! What one wants to see of the requests: read from the address of the list, and written back to it.

use identity::{Role, Staff};
use requests::{Filter, Queue, QueueOrder, Status};
use serde::{Deserialize, Serialize};
use web::Op;

/// The filters as they stand in an address: all text, nothing is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Filters {
    /// A number, or words of an address.
    pub q: String,
    /// Empty for open; `fermees`, `toutes`, `reouverture`, or the code of a status.
    pub etat: String,
    pub service: String,
    pub unite: String,
    pub arrondissement: String,
    /// `moi`, `personne`, `unite`.
    pub qui: String,
    /// `retard`, `risque`.
    pub echeance: String,
    /// `recentes`, `anciennes`; the most pressing first otherwise.
    pub tri: String,
    /// Where the page begins.
    pub apres: String,
}

/// Among closed requests, words are looked for in this many days.
pub const WORDS_DAYS: i64 = 90;
const LONGEST_WORDS: usize = 100;

impl Filters {
    /// The queues everybody has: code of the text, filters.
    pub fn presets() -> [(&'static str, Self); 7] {
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
            ("desk-queue-reopening", with(|it| it.etat = "reouverture".into())),
        ]
    }

    fn state(&self) -> State {
        match self.etat.as_str() {
            "fermees" => State::Closed,
            "toutes" => State::All,
            "reouverture" => State::ReopeningAsked,
            code => code.parse().map_or(State::Open, State::Status),
        }
    }

    /// Whether only open requests may come.
    pub fn is_open(&self) -> bool {
        let is_due = !self.echeance.is_empty() || self.qui == "personne";
        is_due
            || match self.state() {
                State::Open => true,
                State::Status(status) => status.is_open(),
                State::Closed | State::All | State::ReopeningAsked => false,
            }
    }

    /// What is asked of the store. Who does the work of units is asked for theirs alone, whatever the address says.
    pub fn queue(&self, op: &Op, staff: &Staff) -> Queue {
        let mut filter = Filter { units: self.units(staff), ..Filter::default() };
        match self.state() {
            State::Open => filter.is_open = Some(true),
            State::Closed => filter.is_open = Some(false),
            State::All => {}
            State::ReopeningAsked => filter.wants_reopening = true,
            State::Status(status) => (filter.statuses, filter.is_open) = (vec![status], Some(status.is_open())),
        }
        if !self.service.is_empty() {
            filter.services = vec![self.service.clone()];
        }
        filter.assignee = (self.qui == "moi").then_some(staff.id);
        let words: String = self.q.trim().chars().take(LONGEST_WORDS).collect();
        if self.is_cut() {
            filter.received.0 = Some(op.now.plus_days(-WORDS_DAYS));
        }
        let due = match self.echeance.as_str() {
            "retard" => (None, Some(op.now)),
            "risque" => (Some(op.now), Some(op.now.plus_days(1))),
            _ => (None, None),
        };
        Queue {
            filter,
            due,
            is_free: self.qui == "personne",
            borough: Some(self.arrondissement.clone()).filter(|code| !code.is_empty()),
            words: Some(words).filter(|words| !words.is_empty()),
        }
    }

    /// Whether words are looked for among closed requests, and so in the latest alone.
    pub fn is_cut(&self) -> bool {
        !self.q.trim().is_empty() && !self.is_open()
    }

    fn units(&self, staff: &Staff) -> Vec<String> {
        let is_asked = !self.unite.is_empty();
        let own = || if staff.units.is_empty() { vec![String::new()] } else { staff.units.clone() };
        match staff.role {
            Role::Unit if is_asked && staff.is_of(&self.unite) => vec![self.unite.clone()],
            Role::Unit => own(),
            Role::Agent | Role::Admin if is_asked => vec![self.unite.clone()],
            Role::Agent | Role::Admin if self.qui == "unite" => own(),
            Role::Agent | Role::Admin => Vec::new(),
        }
    }

    /// The promised date orders open requests alone: no other list has an index for it.
    pub fn order(&self) -> QueueOrder {
        match self.tri.as_str() {
            _ if self.state() == State::ReopeningAsked => QueueOrder::Asked,
            "recentes" => QueueOrder::Newest,
            "anciennes" => QueueOrder::Oldest,
            _ if self.is_open() => QueueOrder::Due,
            _ => QueueOrder::Newest,
        }
    }

    /// Address of this list.
    pub fn link(&self) -> String {
        let pairs: Vec<(&str, &str)> = self.pairs().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(&pairs) {
            Ok(query) if !query.is_empty() => format!("/poste?{query}"),
            Ok(_) | Err(_) => "/poste".to_owned(),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 9] {
        [
            ("q", &self.q),
            ("etat", &self.etat),
            ("service", &self.service),
            ("unite", &self.unite),
            ("arrondissement", &self.arrondissement),
            ("qui", &self.qui),
            ("echeance", &self.echeance),
            ("tri", &self.tri),
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
            .filter(|(name, value)| !["tri", "apres"].contains(name) && !value.is_empty())
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    All,
    ReopeningAsked,
    Status(Status),
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

    #[test]
    fn who_does_the_work_of_units_is_asked_for_theirs_alone() {
        let staff = |role, units: &[&str]| Staff {
            id: 1,
            email: String::new(),
            name: String::new(),
            role,
            units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        };
        let asked = |unit: &str| Filters { unite: unit.into(), ..Filters::default() };
        assert_eq!(asked("eau").units(&staff(Role::Unit, &["voirie"])), ["voirie"]);
        assert_eq!(asked("voirie").units(&staff(Role::Unit, &["voirie", "eau"])), ["voirie"]);
        // No unit at all is no request at all, not every one of them.
        assert_eq!(asked("").units(&staff(Role::Unit, &[])), [""]);
        assert_eq!(asked("eau").units(&staff(Role::Agent, &[])), ["eau"]);
        assert!(asked("").units(&staff(Role::Admin, &["voirie"])).is_empty());
    }

    #[test]
    fn the_promised_date_orders_open_requests_alone() {
        let of = |etat: &str, tri: &str| Filters { etat: etat.into(), tri: tri.into(), ..Filters::default() }.order();
        assert_eq!(of("", ""), QueueOrder::Due);
        assert_eq!(of("INFO_REQUISE", ""), QueueOrder::Due);
        assert_eq!(of("TERMINEE", ""), QueueOrder::Newest);
        assert_eq!(of("toutes", "anciennes"), QueueOrder::Oldest);
        assert_eq!(of("reouverture", "recentes"), QueueOrder::Asked);
        assert_eq!(of("n’importe", ""), QueueOrder::Due);
    }
}
