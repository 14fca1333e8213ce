//! The boroughs and linked towns of the fictional city, by their letter on the map.

/// Letter, name, and the name after « arrondissement » or « ville ».
const AREAS: [(char, &str, &str); 14] = [
    ('A', "Le Vieux-Port", "du Vieux-Port"),
    ('B', "Les Tanneries", "des Tanneries"),
    ('C', "Anse-aux-Hérons", "de l’Anse-aux-Hérons"),
    ('D', "Mont-Tilleul", "de Mont-Tilleul"),
    ('E', "Plaine-du-Moulin", "de Plaine-du-Moulin"),
    ('F', "Pointe-aux-Saules", "de Pointe-aux-Saules"),
    ('G', "Coteau-des-Pins", "de Coteau-des-Pins"),
    ('H', "Grande-Écluse", "de Grande-Écluse"),
    ('I', "Vallon-des-Cerisiers", "de Vallon-des-Cerisiers"),
    ('J', "Baie-Claire-Rivage", "de Baie-Claire-Rivage"),
    ('K', "Haut-Marais", "du Haut-Marais"),
    ('L', "Trois-Collines", "de Trois-Collines"),
    ('p', "Rosebois", "de Rosebois"),
    ('q', "Port-Hirondelle", "de Port-Hirondelle"),
];

/// Name of a borough or town; the letter itself never shows.
pub(crate) fn name(letter: char) -> &'static str {
    AREAS.iter().find(|(known, ..)| *known == letter).map_or("", |(_, name, _)| name)
}

/// The name with the word that ties it to « arrondissement ».
pub(crate) fn of_name(letter: char) -> &'static str {
    AREAS.iter().find(|(known, ..)| *known == letter).map_or("", |(.., of)| of)
}
