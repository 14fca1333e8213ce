//! The words of the files and the codes of the city: each spelling is looked up once.

use base::plain::fold;
use catalogue::{Catalogue, Priority, PublicMap};
use jiff::tz::TimeZone;
use requests::{Channel, Nature, Status};
use std::{collections::HashMap, sync::Arc};
use territory::{AreaKind, Territory, Units};
use web::{App, Brand};

/// Natures as the files write them, in the order of [`Nature::ALL`].
const NATURES: [(&str, Nature); 4] = [
    ("Requete", Nature::Request),
    ("Information", Nature::Information),
    ("Commentaire", Nature::Comment),
    ("Plainte", Nature::Complaint),
];

/// Channels as `PROVENANCE_ORIGINALE` writes them.
const CHANNELS: [(&str, Channel); 9] = [
    ("Téléphone", Channel::Phone),
    ("Courriel", Channel::Email),
    ("Personne", Channel::Person),
    ("Courrier", Channel::Mail),
    ("Télécopieur", Channel::Fax),
    ("Instance", Channel::Office),
    ("Mobile", Channel::Mobile),
    ("Médias sociaux", Channel::Social),
    ("Internet", Channel::Web),
];

/// The first word of these also names a channel: `Site Internet`, `Média social`, `En personne`.
const OTHER_CHANNELS: [(&str, Channel); 6] = [
    ("site internet", Channel::Web),
    ("web", Channel::Web),
    ("media social", Channel::Social),
    ("mediasociaux", Channel::Social),
    ("en personne", Channel::Person),
    ("application mobile", Channel::Mobile),
];

pub fn nature_words(nature: Nature) -> &'static str {
    NATURES.iter().find(|(_, it)| *it == nature).map_or("", |(words, _)| words)
}

pub fn channel_words(channel: Channel) -> &'static str {
    CHANNELS.iter().find(|(_, it)| *it == channel).map_or("", |(words, _)| words)
}

/// Which names the files spell their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    Unit,
    /// `ARRONDISSEMENT`.
    Borough,
    /// `ARRONDISSEMENT_GEO`.
    Area,
}

impl NameKind {
    pub const ALL: [Self; 3] = [Self::Unit, Self::Borough, Self::Area];

    /// Word kept in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Borough => "borough",
            Self::Area => "area",
        }
    }
}

/// A spelling as it stands in the table of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    pub kind: NameKind,
    pub code: Arc<str>,
    pub words: Arc<str>,
}

/// The spellings of the files, by kind and code.
#[derive(Debug, Clone, Default)]
pub struct Spellings(HashMap<(NameKind, Arc<str>), Arc<str>>);

impl Spellings {
    pub fn new(known: impl IntoIterator<Item = Spelling>) -> Self {
        Self(known.into_iter().map(|it| ((it.kind, it.code), it.words)).collect())
    }

    pub fn get(&self, kind: NameKind, code: &Arc<str>) -> Option<&Arc<str>> {
        self.0.get(&(kind, Arc::clone(code)))
    }
}

/// A name of a file, and what it stands for here.
#[derive(Debug, Clone)]
pub struct Name {
    pub code: Arc<str>,
    /// Whether an export writes the code in these words.
    pub is_usual: bool,
    /// Whether the city has it: a unit of ours, a borough of ours.
    pub is_ours: bool,
}

/// What a category stands for.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Of the catalogue, or the own name of what it does not hold, its mark of retirement removed.
    pub service_code: Arc<str>,
    pub category: Arc<str>,
    pub priority: Priority,
    pub public_map: PublicMap,
}

/// The city as the files must be read.
pub struct Book {
    catalogue: Arc<Catalogue>,
    units: Arc<Units>,
    pub territory: Arc<Territory>,
    pub zone: TimeZone,
    pub intake: Arc<str>,
    spellings: Spellings,
    /// Spellings met for the first time since they were last taken.
    new: Vec<Spelling>,
    kinds: HashMap<String, Kind>,
    names: [HashMap<String, Option<Name>>; 3],
    channels: HashMap<String, Option<Channel>>,
    statuses: HashMap<String, Option<Status>>,
}

impl Book {
    pub fn new(app: &App, spellings: Spellings) -> Self {
        let units = app.part::<Units>();
        let intake = units.intake().map_or("", |unit| &unit.code).into();
        Self {
            catalogue: app.part(),
            units,
            territory: app.part(),
            zone: app.part::<Brand>().zone.clone(),
            intake,
            spellings,
            new: Vec::new(),
            kinds: HashMap::new(),
            names: Default::default(),
            channels: HashMap::new(),
            statuses: HashMap::new(),
        }
    }

    /// Spellings met for the first time since the last call.
    pub fn take_new(&mut self) -> Vec<Spelling> {
        std::mem::take(&mut self.new)
    }

    pub fn kind(&mut self, category: &str) -> Kind {
        if let Some(kind) = self.kinds.get(category) {
            return kind.clone();
        }
        let kind = match self.catalogue.service_of_category(category) {
            Some(service) => Kind {
                service_code: service.code.as_str().into(),
                category: category.into(),
                priority: service.priority,
                public_map: service.public_map,
            },
            // Nobody decided that the map may show it; the City publishes its counts.
            None => Kind {
                service_code: category.trim_start_matches('*').trim().into(),
                category: category.into(),
                priority: Priority::Normal,
                public_map: PublicMap::Counted,
            },
        };
        self.kinds.insert(category.to_owned(), kind.clone());
        kind
    }

    /// What a unit or a place is called here; none when the words are empty, or name no place that is known.
    pub fn name(&mut self, kind: NameKind, words: &str) -> Option<Name> {
        if words.is_empty() {
            return None;
        }
        let known = self.names.get(kind as usize).and_then(|names| names.get(words));
        if let Some(name) = known {
            return name.clone();
        }
        let name = self.look_up(kind, words);
        if let Some(names) = self.names.get_mut(kind as usize) {
            names.insert(words.to_owned(), name.clone());
        }
        name
    }

    fn look_up(&mut self, kind: NameKind, words: &str) -> Option<Name> {
        let (code, is_ours): (Arc<str>, bool) = match kind {
            NameKind::Unit => match self.units.code_of(words) {
                Some(code) => (code.into(), true),
                // A unit that is no more keeps its own name.
                None => (words.into(), false),
            },
            NameKind::Borough | NameKind::Area => {
                let area = self.territory.area(self.territory.code_of(words)?)?;
                (area.code.as_str().into(), area.kind == AreaKind::Borough)
            }
        };
        let words: Arc<str> = words.into();
        let usual = self.spellings.get(kind, &code).map(Arc::clone);
        if usual.is_none() {
            self.spellings.0.insert((kind, Arc::clone(&code)), Arc::clone(&words));
            self.new.push(Spelling { kind, code: Arc::clone(&code), words: Arc::clone(&words) });
        }
        Some(Name { code, is_usual: usual.is_none_or(|usual| usual == words), is_ours })
    }

    /// The nature of these words, and whether an export writes it so.
    pub fn nature(words: &str) -> Option<(Nature, bool)> {
        if let Some((_, nature)) = NATURES.iter().find(|(usual, _)| *usual == words) {
            return Some((*nature, true));
        }
        let plain = fold(words);
        NATURES.iter().find(|(usual, _)| fold(usual) == plain).map(|(_, nature)| (*nature, false))
    }

    pub fn channel(&mut self, words: &str) -> Option<Channel> {
        if let Some(channel) = self.channels.get(words) {
            return *channel;
        }
        let plain = fold(words);
        let usual = CHANNELS.iter().find(|(usual, _)| fold(usual) == plain);
        let channel = usual.or_else(|| OTHER_CHANNELS.iter().find(|(other, _)| *other == plain)).map(|(_, it)| *it);
        self.channels.insert(words.to_owned(), channel);
        channel
    }

    /// The status of these words: the City's own before those that we added and that are published under its name.
    pub fn status(&mut self, words: &str) -> Option<Status> {
        if let Some(status) = self.statuses.get(words) {
            return *status;
        }
        let plain = fold(words);
        let named = |status: &&catalogue::Status| fold(&status.montreal) == plain;
        let statuses = self.catalogue.statuses();
        let own = statuses.iter().filter(named).find(|status| fold(&status.name.fr) == plain);
        let found = own.or_else(|| statuses.iter().find(named)).and_then(|status| status.code.parse().ok());
        self.statuses.insert(words.to_owned(), found);
        found
    }

    /// The words of a status in the files.
    pub fn status_words(&self, status: Status) -> &str {
        self.catalogue.status(status.code()).map_or("", |status| &status.montreal)
    }

    /// The words of a unit or a place in the files; its name when no file has named it yet.
    pub fn words(&self, kind: NameKind, code: &Arc<str>) -> Arc<str> {
        if let Some(words) = self.spellings.get(kind, code) {
            return Arc::clone(words);
        }
        let name = match kind {
            NameKind::Unit => self.units.get(code).map(|unit| &unit.name),
            NameKind::Borough | NameKind::Area => self.territory.area(code).map(|area| &area.name),
        };
        name.map_or_else(|| Arc::clone(code), |name| name.fr.as_str().into())
    }

    /// Name of a service in a language, or its own name when the catalogue does not hold it.
    pub fn service_name(&self, code: &str, lang: base::Lang) -> &str {
        self.catalogue.service(code).map_or("", |service| service.name.get(lang))
    }
}
