//! A decision of the table, and its explanation to staff in both languages.

use base::Text;

/// The unit that takes a request, or why a person must choose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// None when a person must choose.
    pub unit: Option<String>,
    /// Units to propose to that person, likeliest first.
    pub guesses: Vec<String>,
    pub rule: Rule,
}

/// The line that was used, kept with the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub level: Level,
    pub category: String,
    pub territory: Option<String>,
    /// The unit that other territories would have given it to.
    pub instead_of: Option<String>,
    /// Requests of the history under this line; 0 when people wrote it.
    pub seen: u64,
    /// Those that went where it says.
    pub agreed: u64,
    /// What its authors wrote beside it.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// This category in this territory.
    Pair,
    /// This category wherever it is.
    Category,
    /// The territory's own unit.
    Territory,
    /// Nobody: a person must choose.
    Person(Doubt),
}

/// Why a person must choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    UnknownCategory,
    /// Outside the city, without place, or too little seen there to know its unit.
    UnknownTerritory,
    /// Too few requests, or units that contradict one another, or people who said so.
    Unsure,
}

impl Level {
    /// Stable word for tables and exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Category => "category",
            Self::Territory => "territory",
            Self::Person(_) => "person",
        }
    }
}

impl Rule {
    /// Share of the history that agrees with the line; none when people wrote it.
    pub fn share(&self) -> Option<f64> {
        (self.seen > 0).then(|| self.agreed as f64 / self.seen as f64)
    }

    fn evidence(&self) -> Text {
        let (seen, agreed) = (self.seen, self.agreed);
        match seen {
            0 => Text::new("règle écrite, sans historique", "written rule, without history"),
            1 => Text::new("1 demande vue", "1 request seen"),
            _ => Text::new(
                format!("{agreed} demande{} sur {seen}", if agreed > 1 { "s" } else { "" }),
                format!("{agreed} of {seen} requests"),
            ),
        }
    }
}

impl Decision {
    /// Why, in one or two sentences. `name` gives the words for the code of a unit or territory.
    pub fn explanation(&self, name: &dyn Fn(&str) -> Text) -> Text {
        let rule = &self.rule;
        let unit = self.unit.as_deref().map(name).unwrap_or_default();
        let place = rule.territory.as_deref().map(name).unwrap_or_default();
        let (category, evidence) = (&rule.category, rule.evidence());
        let (fr, en) = match (rule.level, &rule.instead_of) {
            (Level::Pair, _) => (
                format!("«\u{a0}{category}\u{a0}» à cet endroit ({}) va à {} ({}).", place.fr, unit.fr, evidence.fr),
                format!("“{category}” at this place ({}) goes to {} ({}).", place.en, unit.en, evidence.en),
            ),
            (Level::Category, _) => (
                format!("«\u{a0}{category}\u{a0}» va partout à {} ({}).", unit.fr, evidence.fr),
                format!("“{category}” goes to {} everywhere ({}).", unit.en, evidence.en),
            ),
            (Level::Territory, Some(other)) => (
                format!("{} fait elle-même ce que d’autres confient à {} ({}).", unit.fr, name(other).fr, evidence.fr),
                format!("{} does itself what others give to {} ({}).", unit.en, name(other).en, evidence.en),
            ),
            (Level::Territory, None) => (
                format!("«\u{a0}{category}\u{a0}» va à l’unité du territoire, {} ({}).", unit.fr, evidence.fr),
                format!("“{category}” goes to the territory's own unit, {} ({}).", unit.en, evidence.en),
            ),
            (Level::Person(doubt), _) => doubt.explanation(category, &place, &evidence),
        };
        if rule.reason.is_empty() {
            return Text::new(fr, en);
        }
        Text::new(format!("{fr} Note\u{a0}: {}", rule.reason), format!("{en} Note: {}", rule.reason))
    }
}

impl Doubt {
    fn explanation(self, category: &str, place: &Text, evidence: &Text) -> (String, String) {
        match self {
            Self::UnknownCategory => (
                format!("«\u{a0}{category}\u{a0}» n’est pas dans la table\u{a0}: une personne doit choisir."),
                format!("“{category}” is not in the table: a person must choose."),
            ),
            Self::UnknownTerritory if place.fr.is_empty() => (
                format!("«\u{a0}{category}\u{a0}» dépend du lieu, qui manque\u{a0}: une personne doit choisir."),
                format!("“{category}” depends on the place, which is missing: a person must choose."),
            ),
            Self::UnknownTerritory => (
                format!("Aucune unité n’est connue pour ce lieu ({})\u{a0}: une personne doit choisir.", place.fr),
                format!("No unit is known for this place ({}): a person must choose.", place.en),
            ),
            Self::Unsure => (
                format!(
                    "«\u{a0}{category}\u{a0}» n’a pas d’unité sûre ({})\u{a0}: une personne doit choisir.",
                    evidence.fr
                ),
                format!("“{category}” has no sure unit ({}): a person must choose.", evidence.en),
            ),
        }
    }
}
