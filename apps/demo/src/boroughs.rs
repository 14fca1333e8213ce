//! The boroughs and linked towns of the fictional city, by their letter on the map.

/// Letter, name and a colour that tells it from its neighbours in pictures.
pub(crate) const AREAS: [(char, &str); 14] = [
    ('A', "Le Vieux-Port"),
    ('B', "Les Tanneries"),
    ('C', "Anse-aux-Hérons"),
    ('D', "Mont-Tilleul"),
    ('E', "Plaine-du-Moulin"),
    ('F', "Pointe-aux-Saules"),
    ('G', "Coteau-des-Pins"),
    ('H', "Grande-Écluse"),
    ('I', "Vallon-des-Cerisiers"),
    ('J', "Baie-Claire-Rivage"),
    ('K', "Haut-Marais"),
    ('L', "Trois-Collines"),
    ('p', "Rosebois"),
    ('q', "Port-Hirondelle"),
];

/// Name of a borough or town; the letter itself never shows.
pub(crate) fn name(letter: char) -> &'static str {
    AREAS.iter().find(|(known, _)| *known == letter).map_or("", |(_, name)| name)
}
