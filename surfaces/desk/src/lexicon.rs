//! Names that a condition of the search may give: units, services, boroughs, statuses, in both languages.

use base::{Lang, plain::fold};
use catalogue::Catalogue;
use requests::{Channel, Nature};
use territory::{AreaKind, Territory, Units};
use web::App;

/// A value, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub code: String,
    /// French, English.
    pub names: [String; 2],
    /// The code and the names, plain.
    plain: [String; 3],
}

impl Entry {
    fn new(code: &str, fr: &str, en: &str) -> Self {
        let plain = [code, fr, en].map(fold);
        Self { code: code.to_owned(), names: [fr.to_owned(), en.to_owned()], plain }
    }

    pub fn name(&self, lang: Lang) -> &str {
        let [fr, en] = &self.names;
        match lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    fn is_called(&self, plain: &str) -> bool {
        self.plain.iter().any(|name| name == plain)
    }

    /// Whether a word of a name begins so.
    pub fn begins(&self, plain: &str) -> bool {
        self.plain.iter().any(|name| name.starts_with(plain) || name.contains(&format!(" {plain}")))
    }
}

/// Every name, plain: worked out for one search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    pub units: Vec<Entry>,
    pub services: Vec<Entry>,
    pub boroughs: Vec<Entry>,
    pub statuses: Vec<Entry>,
    pub channels: Vec<Entry>,
    pub natures: Vec<Entry>,
    pub priorities: Vec<Entry>,
}

const PRIORITIES: [&str; 4] = ["planned", "normal", "high", "urgent"];

impl Lexicon {
    pub fn of(app: &App) -> Self {
        let (catalogue, territory, units) = (app.part::<Catalogue>(), app.part::<Territory>(), app.part::<Units>());
        let text = |code: &str, text: &base::Text| Entry::new(code, text.get(Lang::Fr), text.get(Lang::En));
        let said = |code: &str, key: String| {
            let [fr, en] = [Lang::Fr, Lang::En].map(|lang| app.texts().say(lang, &key, &[]));
            Entry::new(code, &fr, &en)
        };
        let ours = territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
        Self {
            units: units.all().iter().map(|unit| text(&unit.code, &unit.name)).collect(),
            services: catalogue.services().iter().map(|service| text(&service.code, &service.name)).collect(),
            boroughs: ours.map(|area| text(&area.code, &area.name)).collect(),
            statuses: catalogue.statuses().iter().map(|status| text(&status.code, &status.name)).collect(),
            channels: Channel::ALL
                .iter()
                .map(|it| said(it.code(), format!("requests-channel-{}", it.code())))
                .collect(),
            natures: Nature::ALL.iter().map(|it| said(it.code(), format!("requests-nature-{}", it.code()))).collect(),
            priorities: PRIORITIES.iter().map(|code| said(code, format!("desk-priority-{code}"))).collect(),
        }
    }
}

/// Codes of the entries that each of the names, with commas between them, means: the one called so, or else all those
/// that begin so. None when a name means nothing.
pub fn found(entries: &[Entry], names: &str) -> Option<Vec<String>> {
    let mut codes = Vec::new();
    for name in names.split(',') {
        let plain = fold(name);
        let called: Vec<&Entry> = entries.iter().filter(|entry| entry.is_called(&plain)).collect();
        let meant = if called.is_empty() && !plain.is_empty() {
            entries.iter().filter(|entry| entry.begins(&plain)).collect()
        } else {
            called
        };
        if meant.is_empty() {
            return None;
        }
        codes.extend(meant.into_iter().map(|entry| entry.code.clone()));
    }
    Some(codes)
}

/// The only entry that `name` means.
pub fn one(entries: &[Entry], name: &str) -> Option<String> {
    let mut codes = found(entries, name)?;
    (codes.len() == 1).then(|| codes.remove(0))
}

#[cfg(test)]
impl Lexicon {
    pub fn sample() -> Self {
        let entry = |(code, fr, en): (&str, &str, &str)| Entry::new(code, fr, en);
        Self {
            units: [("voirie", "Voirie", "Roads"), ("eau", "Service de l’eau", "Water")].map(entry).to_vec(),
            services: vec![entry(("NID_POULE", "Nid-de-poule", "Pothole"))],
            boroughs: vec![entry(("anjou", "Anjou", "Anjou"))],
            statuses: vec![entry(("PRISE_EN_CHARGE", "Prise en charge", "In hand"))],
            channels: [("phone", "téléphone", "telephone"), ("web", "site Internet", "website")].map(entry).to_vec(),
            natures: vec![entry(("complaint", "Plainte", "Complaint"))],
            priorities: vec![entry(("high", "priorité élevée", "high priority"))],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_one_called_so_or_those_that_begin_so() {
        let entries = [Entry::new("a", "Eau", "Water"), Entry::new("b", "Eau potable", "Drinking water")];
        assert_eq!(found(&entries, "eau").unwrap(), ["a"]);
        assert_eq!(found(&entries, "water").unwrap(), ["a"]);
        assert_eq!(found(&entries, "pot").unwrap(), ["b"]);
        assert_eq!(found(&entries, "wat").unwrap(), ["a", "b"]);
        assert_eq!(found(&entries, "b,a").unwrap(), ["b", "a"]);
        assert_eq!(found(&entries, "b,lune"), None);
        assert_eq!((found(&entries, ""), found(&entries, " , ")), (None, None));
        assert_eq!((one(&entries, "wat"), one(&entries, "b")), (None, Some("b".to_owned())));
    }
}
