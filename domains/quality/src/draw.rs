//! A draw at random, by service and agent, that anybody can do again from what is kept of it.
//!
//! The seed is chance, taken when the draw is done and written with it: nobody chooses it, and a draw cannot be taken
//! back to try another one. Each contact has a rank, the SHA-256 of `seed:number of the contact`; of each service and
//! agent the first ranks are taken, then as many as are wanted in all, one for each agent before anybody has two.

use crate::store;
use ::store::StoreError;
use base::{Id, Moment};
use interactions::{Drawable, drawable};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use web::{Op, Refusal};

/// Contacts of one service and agent, at most.
pub const MOST_OF_GROUP: u32 = 20;
/// Contacts of a draw, at most.
pub const MOST: u32 = 200;
/// Days that a draw may look back.
pub const FARTHEST_DAYS: i64 = 92;

/// What is asked of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraw {
    /// From chance.
    pub seed: i64,
    /// Contacts that began from the first instant, and before the second one.
    pub period: (Moment, Moment),
    /// Whose contacts.
    pub staff: Vec<Id>,
    /// Empty: about every service, or about none.
    pub service_code: String,
    /// Of each service and agent, at most.
    pub per_group: u32,
    /// In all, at most.
    pub most: u32,
}

/// A draw that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    pub id: Id,
    pub asked: NewDraw,
    /// Contacts that there were to draw from.
    pub population: u64,
    pub checksum: String,
    pub drawn_by: (Id, String),
    pub drawn_at: Moment,
    /// How many were drawn, and how many readings they have had.
    pub drawn: u64,
    pub read: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    #[error("the period is empty, to come, or too far back")]
    PeriodWrong,
    #[error("how many is out of range")]
    NumberWrong,
    #[error("there is no contact to draw from")]
    NothingThere,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DrawError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PeriodWrong => "quality/period-wrong",
            Self::NumberWrong => "quality/number-wrong",
            Self::NothingThere => "quality/nothing-there",
            Self::Store(_) => "web/internal",
        }
    }
}

impl From<DrawError> for Refusal {
    fn from(err: DrawError) -> Self {
        let code = err.code();
        match err {
            DrawError::Store(err) => err.into(),
            DrawError::PeriodWrong | DrawError::NumberWrong | DrawError::NothingThere => Self::unprocessable(code),
        }
    }
}

/// The rank that a seed gives to a contact.
fn rank(seed: i64, contact: Id) -> [u8; 32] {
    Sha256::digest(format!("{seed}:{contact}")).into()
}

/// What is drawn: contact, its person, the service it was drawn for. In the order of the draw.
pub fn pick(asked: &NewDraw, population: &[Drawable]) -> Vec<Drawable> {
    let mut groups: BTreeMap<(Id, &str), Vec<&Drawable>> = BTreeMap::new();
    for contact in population {
        groups.entry((contact.staff_id, &contact.service_code)).or_default().push(contact);
    }
    let mut drawn: Vec<&Drawable> = Vec::new();
    for contacts in groups.values_mut() {
        contacts.sort_by_key(|contact| rank(asked.seed, contact.id));
        drawn.extend(contacts.iter().take(asked.per_group as usize));
    }
    drawn.sort_by_key(|contact| rank(asked.seed, contact.id));
    // A contact about two services is read once.
    let mut seen = BTreeSet::new();
    drawn.retain(|contact| seen.insert(contact.id));
    let mut turns: BTreeMap<Id, u32> = BTreeMap::new();
    let turn = |contact: &&Drawable| {
        let turn = turns.entry(contact.staff_id).or_default();
        *turn += 1;
        *turn
    };
    let mut ordered: Vec<(u32, &Drawable)> = Vec::new();
    let turned: Vec<u32> = drawn.iter().map(turn).collect();
    ordered.extend(turned.into_iter().zip(drawn));
    ordered.sort_by_key(|(turn, _)| *turn);
    ordered.into_iter().take(asked.most as usize).map(|(_, contact)| contact.clone()).collect()
}

/// What tells a population from another: SHA-256 of its lines `contact:person:service`, in order.
pub fn checksum(population: &[Drawable]) -> String {
    let mut digest = Sha256::new();
    for contact in population {
        digest.update(format!("{}:{}:{}\n", contact.id, contact.staff_id, contact.service_code));
    }
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What there is to draw from, as it stood at `known_at`.
async fn population(op: &mut Op, asked: &NewDraw, known_at: Moment) -> Result<Vec<Drawable>, StoreError> {
    let mut found = drawable(op, &asked.staff, asked.period, known_at).await?;
    found.retain(|contact| asked.service_code.is_empty() || contact.service_code == asked.service_code);
    Ok(found)
}

fn contacts(population: &[Drawable]) -> u64 {
    population.iter().map(|contact| contact.id).collect::<BTreeSet<_>>().len() as u64
}

/// Draws contacts, and keeps the draw with all that it takes to do it again.
pub async fn draw(op: &mut Op, asked: NewDraw) -> Result<Draw, DrawError> {
    let (from, to) = asked.period;
    if from >= to || from > op.now || from < op.now.plus_days(-FARTHEST_DAYS) {
        return Err(DrawError::PeriodWrong);
    }
    if !(1..=MOST_OF_GROUP).contains(&asked.per_group) || !(1..=MOST).contains(&asked.most) {
        return Err(DrawError::NumberWrong);
    }
    let known_at = op.now;
    let population = population(op, &asked, known_at).await?;
    let drawn = pick(&asked, &population);
    if drawn.is_empty() {
        return Err(DrawError::NothingThere);
    }
    let (drawn_by, name) = match &op.actor {
        web::Actor::Staff { id, name } => (*id, name.clone()),
        web::Actor::Resident | web::Actor::Client(_) | web::Actor::System => (0, String::new()),
    };
    let draw = Draw {
        id: op.id(),
        population: contacts(&population),
        checksum: checksum(&population),
        asked,
        drawn_by: (drawn_by, name),
        drawn_at: op.now,
        drawn: drawn.len() as u64,
        read: 0,
    };
    store::insert_draw(op, &draw).await?;
    store::insert_contacts(op, &draw, &drawn).await?;
    Ok(draw)
}

/// The latest draws.
pub async fn draws(op: &mut Op, limit: u32) -> Result<Vec<Draw>, StoreError> {
    store::list_draws(op, None, limit).await
}

pub async fn find_draw(op: &mut Op, id: Id) -> Result<Option<Draw>, StoreError> {
    Ok(store::list_draws(op, Some(id), 1).await?.into_iter().next())
}

/// What doing a draw again gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// The same contacts, from the same population.
    Same,
    /// There are other contacts to draw from than there were: some were forgotten.
    OtherPopulation,
    /// The same population gives other contacts: the draw was tampered with.
    OtherContacts,
}

/// Does a draw again from what was kept of it.
pub async fn verify(op: &mut Op, draw: &Draw) -> Result<Verified, StoreError> {
    let population = population(op, &draw.asked, draw.drawn_at).await?;
    if checksum(&population) != draw.checksum {
        return Ok(Verified::OtherPopulation);
    }
    let drawn: BTreeSet<Id> = pick(&draw.asked, &population).into_iter().map(|contact| contact.id).collect();
    let kept: BTreeSet<Id> = store::list_drawn(op, draw.id).await?.into_iter().collect();
    Ok(if drawn == kept { Verified::Same } else { Verified::OtherContacts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(seed: i64, per_group: u32, most: u32) -> NewDraw {
        NewDraw {
            seed,
            period: (Moment(0), Moment(1)),
            staff: Vec::new(),
            service_code: String::new(),
            per_group,
            most,
        }
    }

    fn contact(id: Id, staff_id: Id, service: &str) -> Drawable {
        Drawable { id, staff_id, service_code: service.to_owned() }
    }

    #[test]
    fn each_agent_is_drawn_before_anybody_twice_and_a_contact_once() {
        let mut population: Vec<Drawable> = (0..40).map(|id| contact(id, 1, "NID")).collect();
        population.extend((40..44).map(|id| contact(id, 2, "NID")));
        population.extend([contact(44, 3, "NID"), contact(44, 3, "ARBRE")]);
        let drawn = pick(&asked(5, 10, 3), &population);
        let people: BTreeSet<Id> = drawn.iter().map(|it| it.staff_id).collect();
        assert_eq!((drawn.len(), people.len()), (3, 3));
        let all = pick(&asked(5, 2, 100), &population);
        // Two of the first, two of the second, and the one contact of the third.
        assert_eq!(all.len(), 5);
        assert!(pick(&asked(5, 2, 100), &[]).is_empty());
    }

    /// Whoever wants to check the draw by hand finds the ranks with any SHA-256.
    #[test]
    fn the_rank_of_a_contact_is_written_down() {
        // printf -- '-7:42' | sha256sum
        assert_eq!(rank(-7, 42)[..4], [0x17, 0x66, 0xc9, 0x8f]);
        assert_ne!(checksum(&[contact(1, 2, "A")]), checksum(&[contact(1, 2, "B")]));
    }

    /// Each contact is as likely as another of its group: a thousand seeds, χ² of nine degrees below its 99.9 % point.
    #[test]
    fn each_contact_of_a_group_is_as_likely_as_another() {
        let population: Vec<Drawable> = (1_000..1_010).map(|id| contact(id, 1, "NID")).collect();
        let mut counts: BTreeMap<Id, f64> = BTreeMap::new();
        for seed in 0..1_000 {
            for drawn in pick(&asked(seed * 7_919, 1, 5), &population) {
                *counts.entry(drawn.id).or_default() += 1.0;
            }
        }
        let chi: f64 = counts.values().map(|count| (count - 100.0).powi(2) / 100.0).sum();
        assert!(counts.len() == 10 && chi < 27.9, "{counts:?}");
    }

    proptest! {
        #[test]
        fn a_draw_depends_on_its_seed_and_population_alone(
            seed: i64, per_group in 1_u32..5, most in 1_u32..30,
            contacts in proptest::collection::btree_set((0_i64..200, 0_i64..6, 0_usize..4), 0..80),
        ) {
            let services = ["", "NID", "ARBRE", "EAU"];
            let mut population: Vec<Drawable> =
                contacts.iter().map(|(id, staff, service)| contact(*id, *staff, services[*service])).collect();
            let drawn = pick(&asked(seed, per_group, most), &population);
            population.reverse();
            prop_assert_eq!(&drawn, &pick(&asked(seed, per_group, most), &population));
            prop_assert!(drawn.len() <= most as usize);
            let ids: BTreeSet<Id> = drawn.iter().map(|it| it.id).collect();
            prop_assert_eq!(ids.len(), drawn.len());
            let mut groups: BTreeMap<(Id, String), u32> = BTreeMap::new();
            for it in &drawn {
                *groups.entry((it.staff_id, it.service_code.clone())).or_default() += 1;
            }
            prop_assert!(groups.values().all(|count| *count <= per_group));
            prop_assert_eq!(drawn.is_empty(), population.is_empty());
        }
    }
}
