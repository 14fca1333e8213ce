//! The whole catalogue of a city, as its pack gives it.

use crate::{ClosingResult, Group, Service, Status, closing, question, service, status};
use base::{PackFault, PackFiles, Sheet, plain::fold};
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone)]
pub struct Catalogue {
    services: Vec<Service>,
    places: HashMap<String, usize>,
    /// Folded name of a category of the open data → place of its service.
    categories: HashMap<String, usize>,
    statuses: Vec<Status>,
    closing_results: Vec<ClosingResult>,
}

impl Catalogue {
    /// Reads the catalogue of a pack, or answers everything that is wrong with it.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let mut services = read_services(files, &mut faults);
        let mut asking = HashSet::new();
        for (code, line, questions) in question::read(files, &mut faults) {
            match services.iter_mut().find(|service| service.code == code) {
                Some(service) => {
                    service.questions = questions;
                    asking.insert(code);
                }
                None => faults.push(PackFault::new("questions.json", line, format!("the service `{code}` is unknown"))),
            }
        }
        // A file that cannot be read at all is one fault, not one for each service.
        for service in services.iter().filter(|service| !asking.is_empty() && !asking.contains(&service.code)) {
            let message = format!("the service `{}` is missing; an empty list says that it asks nothing", service.code);
            faults.push(PackFault::new("questions.json", 0, message));
        }
        let columns = ["service_code", "question", "answer", "ends", "fr", "en"];
        let stoppers = Sheet::read(files, "stoppers.csv", &columns, &mut faults);
        service::read_stoppers(&stoppers, &mut services, &mut faults);
        let columns = ["code", "dernier_statut_montreal", "horloge", "suivants", "open311_status", "etape_suivi"];
        let statuses = status::read(&Sheet::read(files, "statuses.csv", &columns, &mut faults), &mut faults);
        let columns = ["code", "fr", "en", "phrase_citoyen_fr", "compte_comme_regle"];
        let results = closing::read(&Sheet::read(files, "closing_results.csv", &columns, &mut faults), &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let places = services.iter().enumerate().map(|(place, service)| (service.code.clone(), place)).collect();
        let named = services.iter().enumerate().filter(|(_, service)| !service.category.is_empty());
        let mut categories = HashMap::new();
        for (place, service) in named {
            categories.entry(category_key(&service.category)).or_insert(place);
        }
        Ok(Self { services, places, categories, statuses, closing_results: results })
    }

    pub fn services(&self) -> &[Service] {
        &self.services
    }

    pub fn service(&self, code: &str) -> Option<&Service> {
        self.places.get(code).and_then(|place| self.services.get(*place))
    }

    /// The groups in the order of their first service, each with its services.
    pub fn groups(&self) -> Vec<(&Group, Vec<&Service>)> {
        let mut groups: Vec<(&Group, Vec<&Service>)> = Vec::new();
        for service in &self.services {
            match groups.iter_mut().find(|(group, _)| *group == &service.group) {
                Some((_, services)) => services.push(service),
                None => groups.push((&service.group, vec![service])),
            }
        }
        groups
    }

    /// The service of a category of the open data; a retired name (`*` before it) is the same category.
    pub fn service_of_category(&self, category: &str) -> Option<&Service> {
        self.categories.get(&category_key(category)).and_then(|place| self.services.get(*place))
    }

    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    pub fn status(&self, code: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.code == code)
    }

    pub fn closing_results(&self) -> &[ClosingResult] {
        &self.closing_results
    }

    pub fn closing_result(&self, code: &str) -> Option<&ClosingResult> {
        self.closing_results.iter().find(|result| result.code == code)
    }
}

fn category_key(category: &str) -> String {
    fold(category.trim_start_matches('*'))
}

fn read_services(files: &PackFiles, faults: &mut Vec<PackFault>) -> Vec<Service> {
    let groups = Sheet::read(files, "groups.csv", &["name", "code", "fr", "en"], faults);
    let groups = service::read_groups(&groups, faults);
    let columns =
        ["code", "nom_fr", "nom_en", "groupe", "type_lieu", "niveau", "priorite", "carte_publique", "contact"];
    let sheet = Sheet::read(files, "services.csv", &columns, faults);
    let mut services: Vec<Service> = Vec::new();
    for line in sheet.lines() {
        let Some(service) = service::read_service(&line, &groups, faults) else { continue };
        if services.iter().any(|other| other.code == service.code) {
            faults.push(line.fault(format!("the code `{}` stands twice", service.code)));
        }
        services.push(service);
    }
    services
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Answers, Clock, Priority, Proof};
    use std::path::Path;

    pub(crate) fn montreal() -> PackFiles {
        PackFiles::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal"))).unwrap()
    }

    #[test]
    fn the_catalogue_of_montreal_is_whole() {
        let catalogue = Catalogue::read(&montreal()).unwrap();
        assert_eq!(catalogue.services().len(), 83);
        assert_eq!(catalogue.groups().len(), 14);
        assert_eq!(catalogue.statuses().len(), 16);
        assert_eq!(catalogue.closing_results().len(), 10);
        assert_eq!(catalogue.services().iter().map(|service| service.questions.len()).sum::<usize>(), 155);
        let pothole = catalogue.service_of_category("*Nid-de-Poule").unwrap();
        assert_eq!(pothole.code, "NID_POULE");
        assert_eq!(catalogue.status("SUSPENDUE").unwrap().clock, Clock::ByReason);
        assert_eq!(catalogue.status("REGROUPEE").unwrap().next, ["RECUE"]);
        assert_eq!(catalogue.closing_result("REPARE").unwrap().proof, Proof::WorkDay);
    }

    #[test]
    fn danger_warns_and_a_highway_ends() {
        let catalogue = Catalogue::read(&montreal()).unwrap();
        let pothole = catalogue.service("NID_POULE").unwrap();
        let mut answers = Answers::default();
        answers.add("danger", "oui");
        assert!(!pothole.stopper(&answers).unwrap().ends);
        assert_eq!(pothole.check(&answers).unwrap_err()[0].code, "catalogue/answer-required");
        answers.add("emplacement_voie", "chaussee");
        answers.add("autoroute", "oui");
        assert!(pothole.stopper(&answers).unwrap().ends);
        assert_eq!(pothole.check(&answers), Ok(()));
        answers.add("autre", "x");
        assert_eq!(pothole.check(&answers).unwrap_err()[0].code, "catalogue/question-unknown");
    }

    /// Codes of what is asked of `service` once `given` is answered, and the priority.
    #[track_caller]
    fn check_asked(service: &str, given: &[(&str, &str)], expected: &[&str], priority: Priority) {
        let catalogue = Catalogue::read(&montreal()).unwrap();
        let service = catalogue.service(service).unwrap();
        let mut answers = Answers::default();
        for (code, value) in given {
            answers.add(code, value);
        }
        let asked: Vec<&str> = service.asked(&answers).iter().map(|question| question.code.as_str()).collect();
        assert_eq!((asked.as_slice(), service.priority_for(&answers)), (expected, priority), "{given:?}");
    }

    #[test]
    fn a_question_is_asked_only_when_an_earlier_answer_makes_it_matter() {
        let (normal, high, urgent) = (Priority::Normal, Priority::High, Priority::Urgent);
        check_asked("NID_POULE", &[], &["emplacement_voie", "taille", "danger"], high);
        let road = [("emplacement_voie", "chaussee")];
        check_asked("NID_POULE", &road, &["emplacement_voie", "autoroute", "taille", "danger"], high);
        check_asked("NID_POULE", &[("danger", "oui")], &["emplacement_voie", "taille", "danger"], urgent);
        // The wires are danger enough: nothing more is asked.
        check_asked("ELAGAGE", &[("fils_electriques", "oui")], &["arbre_public", "fils_electriques"], urgent);
        let clear = [("fils_electriques", "non")];
        check_asked("ELAGAGE", &clear, &["arbre_public", "fils_electriques", "danger"], Priority::Planned);
        // An answer to what is not asked changes nothing.
        let stale = [("fils_electriques", "nsp"), ("danger", "oui")];
        check_asked("ELAGAGE", &stale, &["arbre_public", "fils_electriques", "danger"], urgent);
        check_asked("TROTTOIR_REP", &[("denivele", "oui")], &["acces", "denivele", "depuis"], high);
        check_asked("TROTTOIR_REP", &[("denivele", "non")], &["acces", "denivele", "depuis"], normal);
    }

    #[test]
    fn what_is_not_asked_is_not_required_and_does_not_end_a_report() {
        let catalogue = Catalogue::read(&montreal()).unwrap();
        let pothole = catalogue.service("NID_POULE").unwrap();
        let mut answers = Answers::default();
        answers.add("emplacement_voie", "trottoir");
        answers.add("danger", "non");
        assert_eq!(pothole.check(&answers), Ok(()), "no highway has a sidewalk");
        answers.add("autoroute", "oui");
        assert_eq!((pothole.check(&answers), pothole.stopper(&answers)), (Ok(()), None));
        answers.add("autoroute", "lune");
        assert!(pothole.check(&answers).is_err());
    }

    #[track_caller]
    fn check_fault(file: &str, from: &str, to: &str, expected: &str) {
        let mut files = montreal();
        let text = files.text(file).unwrap().replacen(from, to, 1);
        files.insert(file, text);
        let faults: Vec<String> = Catalogue::read(&files).unwrap_err().iter().map(ToString::to_string).collect();
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{faults:?}");
    }

    #[test]
    fn faults_of_a_pack_are_explained_with_their_place() {
        check_fault(
            "services.csv",
            ",oui,\"Où est",
            ",peut-être,\"Où est",
            "services.csv:2: `carte_publique` is `peut-être`",
        );
        check_fault("services.csv", "CHAUSSEE_REP", "NID_POULE", "services.csv:3: the code `NID_POULE` stands twice");
        check_fault(
            "services.csv",
            "Rues et trottoirs",
            "Rues",
            "services.csv:2: the group `Rues` is not in groups.csv",
        );
        check_fault("questions.json", "singlevaluelist", "list", "questions.json:8: the question `emplacement_voie`");
        check_fault("questions.json", "\"order\": 2", "\"order\": 1", "has the order 1");
        check_fault("questions.json", "NID_POULE", "NID", "questions.json:3: the service `NID` is unknown");
        check_fault("questions.json", "[", "", "questions.json:");
        check_fault("questions.json", "\"urgente\"", "\"vite\"", "of `danger` has the unknown priority `vite`");
        let wrong = "the question `autoroute` is asked only if `emplacement_voie` is `cyclable`";
        check_fault("questions.json", "\"cyclable\",", "\"piste\",", wrong);
        let unknown = "is asked only if `danger` is answered, which is not asked before it";
        check_fault("questions.json", "\"question\": \"emplacement_voie\"", "\"question\": \"danger\"", unknown);
        check_fault("services.csv", ",facultatif", ",peut-être", "services.csv:2: `contact` is `peut-être`");
        check_fault(
            "statuses.csv",
            "PRISE_EN_CHARGE INFO",
            "PRISE INFO",
            "statuses.csv:4: `TRANSMISE` leads to `PRISE`",
        );
        check_fault("questions.json", "Sidewalk", "", "must be written in both languages");
        check_fault("questions.json", "\"CHAUSSEE_REP\"", "\"NID_POULE\"", "the service `CHAUSSEE_REP` is missing");
        check_fault("closing_results.csv", "{date_travail}", "", "closing_results.csv:2: the French sentence");
        check_fault(
            "stoppers.csv",
            "*,danger",
            "*,dangers",
            "stoppers.csv:2: no service `*` offers `oui` to `dangers`",
        );
    }
}
