//! The people of the fictional city: how they reach it, in which language, and who joins in.

use crate::{
    chance::{Chance, draw, sums},
    made::{CHANNELS, MadeContact},
};
use base::Lang;

const FIRST_NAMES: [&str; 24] = [
    "Camille", "Noé", "Maëlle", "Ludovic", "Inès", "Théo", "Aïcha", "Rosalie", "Mateo", "Jade", "Émile", "Fatou",
    "Oscar", "Livia", "Samir", "Agathe", "Hugo", "Mei", "Elias", "Flora", "Marek", "Salomé", "Victor", "Anouk",
];
/// Made of the words of the river: nobody's.
const LAST_NAMES: [&str; 20] = [
    "Desrives",
    "Laberge-Claire",
    "Grandsaule",
    "Belécluse",
    "Duhalage",
    "Rivoire-Brume",
    "Clairpré",
    "Montsaule",
    "Durivage-Vert",
    "Beauhavre",
    "Passerive",
    "Ondemare",
    "Hautegrève",
    "Sablenoir",
    "Terrebleue",
    "Valbrune",
    "Portelune",
    "Longuerame",
    "Courvague",
    "Petitquai",
];

/// Shares of the nine channels, in the order of [`CHANNELS`]: calls for information, then all the rest.
/// Together: telephone 82 %, mobile 5.3 %, web 3 % (open data of Montréal, 2022 to 2026).
const INFORMATION: [f64; 9] = [0.972, 0.009, 0.018, 0.0, 0.0, 0.001, 0.0, 0.0, 0.0];
const INTERVENTION: [f64; 9] = [0.691, 0.087, 0.054, 0.0035, 0.0003, 0.0092, 0.098, 0.002, 0.055];

/// How people behave.
#[derive(Debug)]
pub(crate) struct People {
    information: Vec<f64>,
    intervention: Vec<f64>,
}

impl People {
    pub(crate) fn new() -> Self {
        Self { information: sums(INFORMATION), intervention: sums(INTERVENTION) }
    }

    /// The channel of the first request, and how many people asked on each.
    pub(crate) fn channel(&self, is_information: bool, joins: f64, chance: &mut Chance) -> (&'static str, [u16; 9]) {
        let shares = if is_information { &self.information } else { &self.intervention };
        let first = draw(shares, chance);
        let mut requesters = [0_u16; 9];
        let mut add = |channel: usize| {
            if let Some(count) = requesters.get_mut(channel) {
                *count += 1;
            }
        };
        add(first);
        let mut another = !is_information && chance.happens(joins);
        while another {
            add(draw(&self.intervention, chance));
            another = chance.happens(0.42);
        }
        (CHANNELS.get(first).copied().unwrap_or("phone"), requesters)
    }

    pub(crate) fn lang(chance: &mut Chance) -> Lang {
        if chance.happens(0.16) { Lang::En } else { Lang::Fr }
    }

    /// Who asked, as far as they want to be known.
    pub(crate) fn contact(channel: &str, is_needed: bool, chance: &mut Chance) -> Option<MadeContact> {
        let (known, mail, phone) = match channel {
            "phone" => (0.72, 0.30, 0.97),
            "email" => (1.0, 1.0, 0.2),
            "mobile" | "web" => (0.83, 0.9, 0.25),
            _ => (0.6, 0.4, 0.6),
        };
        if !is_needed && !chance.happens(known) {
            return None;
        }
        let first = chance.pick(&FIRST_NAMES).copied().unwrap_or_default();
        let last = chance.pick(&LAST_NAMES).copied().unwrap_or_default();
        let number = chance.below(1_000);
        let has_mail = chance.happens(mail);
        let address = || {
            let plain = base::plain::fold(&format!("{first} {last}")).replace(' ', ".");
            format!("{plain}{number}@exemple.test")
        };
        Some(MadeContact {
            name: chance.happens(0.9).then(|| format!("{first} {last}")),
            email: has_mail.then(address),
            phone: (chance.happens(phone) || (is_needed && !has_mail))
                .then(|| format!("819 555-01{:02}", number % 100)),
            wants_news: chance.happens(0.75),
            wants_survey: chance.happens(0.55),
            wants_participation: chance.happens(0.12),
        })
    }
}
