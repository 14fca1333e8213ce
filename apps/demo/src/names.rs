//! Names of streets and parks, from word lists of our own: trees, birds, trades, waters and calendar saints.

use crate::{chance::Chance, streets::StreetName};

const MASCULINE: &str = "Bac Balcon Barrage Bassin Batelier Bocage Boisé Bouleau Bourdon Brochet Calfat Canal Canot Cardinal \
Castor Cerisier Chanvre Charme Charpentier Chêne Clocher Colibri Colombier Cordier Cormier Couchant Courlis Cygne Doré \
Faucon Ferblantier Filet Forgeron Foulon Frêne Fumoir Gabarier Geai Genêt Geyser Goéland Grenier Guet Gué Harfang Havre \
Héron Hêtre Houblon Jardinier Jaseur Lavoir Levant Lierre Luthier Marais Maraîcher Mélèze Merisier Merle Meunier Miroir \
Moulin Noisetier Noyer Pêcheur Peuplier Phare Pic Pin Pinson Plongeon Pommier Portage Potier Pré Puits Quai Ravin \
Relais Rivage Rouet Ruisseau Sabotier Saule Sentier Sorbier Sureau Tanneur Thym Tilleul Tisserand Tonnelier Torrent \
Tournesol Tremble Tuilier Vallon Vannier Verger Vigneron Viorne";
const FEMININE: &str = "Bécassine Berge Bergère Bernache Blanchisseuse Boulangerie Bourrasque Brise Brume Brunante Bruyère \
Caille Campanule Capucine Cascade Cédrière Chaloupe Chênaie Cigale Clairière Colline Coudraie Criée Dentellière Digue Fauvette \
Falaise Ferme Filature Fonderie Fontaine Forge Fougère Fraîcheur Frênaie Fruiterie Gerbe Glacière Grange Grève Grive Halle \
Hirondelle Houle Jetée Jonquille Lande Lavande Lisière Loutre Lucarne Lueur Lune Luzerne Mare Marée Marguerite Mésange Mousse \
Noria Palourde Passerelle Pâture Perdrix Pinède Pivoine Plage Plaine Prairie Presqu'île Primevère Rainette Rame Rivière Rosée \
Roseraie Sarcelle Sauge Saulaie Scierie Source Tannerie Tourterelle Traverse Treille Truite Tuilerie Vague Vallée Vanne Voile Volière";
const ELIDED: &str = "Abeille Abreuvoir Airelle Alouette Amont Anse Ancre Ardoise Arsenal Aubépine Aulne Aurore Aval Avoine Écluse \
Écorce Écureuil Églantier Embarcadère Embellie Épervier Épinette Érable Érablière Escale Estran Étang Étoile Étourneau Horizon \
Hermine Hameçon Herbier Iris If Îlot Oiseau Olivette Ondée Orée Orge Orme Ormeau Osier Ouvrage Usine";
const SAINTS: &str = "Saint-Aubin Saint-Clair Saint-Élie Saint-Fiacre Saint-Gilles Saint-Hilaire Saint-Irénée Saint-Landry Saint-Loup \
Saint-Médard Saint-Narcisse Saint-Odilon Saint-Pacôme Saint-Rémi Saint-Sylvain Saint-Théodule Saint-Ubald Saint-Valère Saint-Yves \
Saint-Zénon Sainte-Agnès Sainte-Barbe Sainte-Blandine Sainte-Clothilde Sainte-Delphine Sainte-Eulalie Sainte-Flavie Sainte-Gudule \
Sainte-Iris Sainte-Joie Sainte-Léonie Sainte-Mélodie Sainte-Odile Sainte-Prisca Sainte-Rosalie Sainte-Solange Sainte-Ursule Sainte-Zoé";
const GREAT: [(&str, &str); 28] = [
    ("du", "Vieux-Marché"),
    ("de la", "Grande-Écluse"),
    ("des", "Trois-Moulins"),
    ("des", "Fondateurs"),
    ("de l'", "Hôtel-de-Ville"),
    ("du", "Chemin-de-Fer"),
    ("des", "Érables"),
    ("de la", "Concorde"),
    ("des", "Hautes-Terres"),
    ("du", "Belvédère"),
    ("de la", "Liberté"),
    ("des", "Maraîchers"),
    ("de l'", "Entente"),
    ("du", "Grand-Coteau"),
    ("de la", "Montée-Verte"),
    ("des", "Quatre-Vents"),
    ("du", "Solstice"),
    ("de la", "Fraternité"),
    ("des", "Pionnières"),
    ("de l'", "Équinoxe"),
    ("du", "Haut-Courant"),
    ("des", "Ormes"),
    ("de la", "Savane"),
    ("du", "Nordet"),
    ("de la", "Mission"),
    ("des", "Cantons"),
    ("du", "Grand-Large"),
    ("de l'", "Aurore-Boréale"),
];

/// Gives each name once, in an order that depends on the seed.
#[derive(Debug)]
pub(crate) struct Names {
    streets: Vec<(&'static str, String)>,
    great: Vec<(&'static str, &'static str)>,
    parks: Vec<(&'static str, String)>,
    given: usize,
}

impl Names {
    pub(crate) fn new(seed: u64) -> Self {
        let mut chance = Chance::of(seed, &[31]);
        let mut streets: Vec<(&'static str, String)> = Vec::new();
        let mut parks = Vec::new();
        for word in MASCULINE.split_whitespace() {
            parks.push(("du", word.to_owned()));
            streets.push(("du", word.to_owned()));
            streets.extend(["Petit", "Grand", "Vieux"].map(|before| ("du", format!("{before}-{word}"))));
        }
        for word in FEMININE.split_whitespace() {
            parks.push(("de la", word.to_owned()));
            streets.push(("de la", word.to_owned()));
            streets.extend(["Petite", "Grande", "Belle"].map(|before| ("de la", format!("{before}-{word}"))));
        }
        for word in ELIDED.split_whitespace() {
            parks.push(("de l'", word.to_owned()));
            streets.push(("de l'", word.to_owned()));
        }
        streets.extend(SAINTS.split_whitespace().map(|saint| ("", saint.to_owned())));
        shuffle(&mut streets, &mut chance);
        // Plain names first, the longer ones when a great city has used them up.
        streets.sort_by_key(|(link, name)| !link.is_empty() && name.contains('-'));
        let mut great = GREAT.to_vec();
        shuffle(&mut great, &mut chance);
        shuffle(&mut parks, &mut chance);
        Self { streets, great, parks, given: 0 }
    }

    pub(crate) fn street(&mut self, kind: &'static str) -> StreetName {
        let count = self.streets.len();
        let (rank, round) = (self.given % count, self.given / count);
        self.given += 1;
        let (link, name) = self.streets.get(rank).cloned().unwrap_or(("", "Principale".to_owned()));
        // A second round gives the same names to squares and lanes.
        let kind = match round {
            0 => kind,
            1 => "place",
            _ => "allée",
        };
        StreetName { kind, link, name, orientation: "" }
    }

    pub(crate) fn boulevard(&mut self) -> StreetName {
        match self.great.pop() {
            Some((link, name)) => StreetName { kind: "boulevard", link, name: name.to_owned(), orientation: "" },
            None => self.street("boulevard"),
        }
    }

    pub(crate) fn park(&mut self) -> String {
        let (link, name) = self.parks.pop().unwrap_or(("de la", "Rivière".to_owned()));
        if link == "de l'" { format!("parc {link}{name}") } else { format!("parc {link} {name}") }
    }
}

fn shuffle<T>(list: &mut [T], chance: &mut Chance) {
    for place in (1..list.len()).rev() {
        list.swap(place, chance.below(place + 1));
    }
}
