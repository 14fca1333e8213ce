//! What supervisors of the fictional city look at: how its telephone was answered, its contacts, and those read again.

use crate::{command::Failure, store::DemoLoad};
use base::{Id, Lang, Moment, moment::DAY_MS};
use demo::MadeInterval;
use identity::{Role, Staff};
use interactions::{Asked, Intent, NewInteraction};
use quality::{Contact, Grid, Mark, NewDraw};
use requests::{Channel, Status};
use telephony::{Calls, PhoneInterval, intake::known, receive};
use web::{Actor, App, Op};

/// Intervals of one transaction.
const TOGETHER: usize = 10_000;

/// Adds every half hour of the telephone; done again, it changes nothing.
pub(super) async fn add_calls(app: &App, load: &DemoLoad) -> Result<(), Failure> {
    let known = known(&Op::system(app));
    let made = demo::phone(load.seed.cast_unsigned(), &known.boroughs, load.end(), &known.zone);
    for some in made.chunks(TOGETHER) {
        let intervals: Vec<PhoneInterval> = some.iter().map(interval).collect();
        let mut op = Op::system(app);
        receive(&mut op, &intervals).await?;
        op.tx.commit().await?;
    }
    Ok(())
}

fn interval(made: &MadeInterval) -> PhoneInterval {
    PhoneInterval {
        line: made.line.to_owned(),
        borough: made.borough.clone(),
        start: made.start,
        calls: Calls {
            offered: made.offered,
            answered: made.answered,
            in_time: made.in_time,
            abandoned: made.abandoned,
            talk_s: made.talk_s,
        },
    }
}

/// Days of contacts, and contacts a day of each agent.
const DAYS: i64 = 28;
const A_DAY: i64 = 14;
/// Services that people ask about, how it ends, and what the agent notes.
const ASKED: [(&str, &str, &str); 7] = [
    ("NID_POULE", "recorded", "Nid-de-poule devant l’école, profond d’une main. Dit : 9 jours."),
    ("COLLECTE_DECHETS", "settled", "Dit le jour de collecte et l’heure."),
    ("ARBRE_DANGER", "recorded", "Branche sur le fil. Dit d’appeler Hydro si elle bouge."),
    ("STATIONNEMENT_ETUDE", "settled", "Vignette : dit où et comment, 15 minutes en ligne."),
    ("NID_POULE", "told", "Suivi : équipe prévue jeudi, la personne est rassurée."),
    ("DENEIGEMENT", "call-back", "Veut savoir pour sa rue; promis de rappeler avant midi."),
    ("", "not-ours", "Question sur le passeport : donné le numéro du fédéral."),
];

/// Adds four weeks of contacts of the agents, a draw among them, and what two people thought of it; done again, it
/// changes nothing.
pub(super) async fn add_contacts(app: &App, load: &DemoLoad) -> Result<(), Failure> {
    let mut op = Op::system(app);
    let staff: Vec<Staff> = identity::list(&mut op).await?.into_iter().map(|member| member.staff).collect();
    if !quality::draws(&mut op, 1).await?.is_empty() {
        return Ok(());
    }
    for (place, agent) in (0..).zip(staff.iter().filter(|it| it.role == Role::Agent)) {
        for rank in 0..DAYS * A_DAY {
            answer(&mut op, load, agent.id, (place, rank)).await?;
        }
    }
    op.tx.commit().await?;
    take_some(app, &staff).await?;
    let readers: Vec<&Staff> =
        [Role::Supervisor, Role::Admin].iter().filter_map(|role| staff.iter().find(|it| it.role == *role)).collect();
    let agents: Vec<Id> = staff.iter().filter(|it| it.role == Role::Agent).map(|it| it.id).collect();
    match readers.as_slice() {
        [first, second] => read_again(app, load, (agents, first, second)).await,
        _ => Ok(()),
    }
}

/// One contact: about one in thirty people calls again within the week.
async fn answer(op: &mut Op, load: &DemoLoad, staff_id: Id, (place, rank): (i64, i64)) -> Result<(), Failure> {
    let (day, turn) = (rank / A_DAY, rank % A_DAY);
    let now = op.now;
    op.now = Moment(load.ends_at - (day + 1) * DAY_MS + turn * 20 * 60_000);
    // Some had called the other agent three days before.
    let shifted = rank - place * 3 * A_DAY;
    let caller = if shifted % 31 == 0 { shifted.rem_euclid(9_000) / 31 } else { 1_000 + rank + place * 500 };
    let phone = format!("819 555 {:04}", caller % 10_000);
    let (service, outcome, note) =
        ASKED.get((rank * 5 + place) as usize % ASKED.len()).copied().unwrap_or(("", "cut", ""));
    let outcome = if rank % 23 == 11 { "cut" } else { outcome };
    let key = format!("demo-{staff_id}-{rank}");
    let new = NewInteraction {
        key: &key,
        staff_id,
        channel: if turn % 6 == 5 { Channel::Person } else { Channel::Phone },
        lang: if turn % 9 == 4 { Lang::En } else { Lang::Fr },
        phone: &phone,
        began_at: op.now.plus_ms(-(150_000 + (rank * 7_919) % 300_000)),
    };
    let contact = interactions::keep(op, &new).await?;
    if !service.is_empty() {
        let intent = match outcome {
            "recorded" => Intent::Filed,
            "told" => Intent::Followed,
            _ => Intent::Answered,
        };
        let asked = Asked { intent, subject: key.clone(), service_code: service.to_owned() };
        interactions::note(op, contact, &asked).await?;
    }
    let ended = interactions::end(op, &new, outcome, note).await;
    ended.map_err(|err| Failure::Asked(format!("the contacts of the demo: {err}")))?;
    op.now = now;
    Ok(())
}

fn acting(app: &App, staff: &Staff) -> Op {
    Op { actor: Actor::Staff { id: staff.id, name: staff.name.clone() }, ..Op::system(app) }
}

/// A draw of three weeks, read twice: the readers differ on what follows, and on notes.
async fn read_again(
    app: &App,
    load: &DemoLoad,
    (agents, first, second): (Vec<Id>, &Staff, &Staff),
) -> Result<(), Failure> {
    let refused = |err: &dyn std::error::Error| Failure::Asked(format!("the readings of the demo: {err}"));
    let asked = NewDraw {
        seed: load.seed,
        period: (Moment(load.ends_at - 21 * DAY_MS), Moment(load.ends_at - DAY_MS / 2)),
        staff: agents,
        service_code: String::new(),
        per_group: 5,
        most: 30,
    };
    let mut op = acting(app, first);
    let draw = quality::draw(&mut op, asked).await.map_err(|err| refused(&err))?;
    let contacts = quality::of_draw(&mut op, draw.id).await?;
    op.tx.commit().await?;
    for (place, contact) in contacts.iter().enumerate() {
        // The last four wait for somebody.
        for (reader, is_second) in [(first, false), (second, true)] {
            if place + 4 >= contacts.len() && (is_second || place + 2 >= contacts.len()) {
                continue;
            }
            let mut op = acting(app, reader);
            let contact: Contact = quality::find(&mut op, contact.id).await?.unwrap_or_else(|| contact.clone());
            let words = if is_second { "" } else { coaching(place) };
            let read = quality::review(&mut op, &contact, grid(place, is_second), words).await;
            read.map_err(|err| refused(&err))?;
            op.tx.commit().await?;
        }
    }
    Ok(())
}

fn coaching(place: usize) -> &'static str {
    match place {
        1 => "Très clair : la personne repart avec une date. Continuez.",
        4 => "La note ne dit pas la rue : un collègue ne saurait pas où aller. On la dit toujours.",
        9 => "Bien écouté. La prochaine fois, dites aussi ce qui se passe si la branche tombe avant.",
        _ => "",
    }
}

/// What a reader answers: mostly yes. The second one differs now and then, more on what follows and on notes.
fn grid(place: usize, is_second: bool) -> Grid {
    let mark = |question: usize, every: usize, differs: usize| {
        let given = (place * 7 + question * 3) % every;
        let other = is_second && (place + question).is_multiple_of(differs);
        match (given, other) {
            (0, false) | (1, true) => Mark::No,
            (1, false) | (2.., true) => Mark::Partly,
            (0, true) | (2.., false) => Mark::Yes,
        }
    };
    let service = if place % 6 == 5 { Mark::None } else { mark(2, 9, 14) };
    Grid([mark(0, 11, 16), mark(1, 7, 12), service, mark(3, 6, 11), mark(4, 4, 4), mark(5, 5, 6)])
}

/// Open requests of a unit that its people have taken.
const TAKEN: [(&str, u32); 2] = [("equipe@valrive.exemple.test", 9), ("superviseure@valrive.exemple.test", 3)];

/// Some of the work of the old port is in hand.
async fn take_some(app: &App, staff: &[Staff]) -> Result<(), Failure> {
    let filter = requests::Filter {
        units: vec!["le-vieux-port".to_owned()],
        statuses: vec![Status::Sent, Status::Accepted],
        is_open: Some(true),
        ..requests::Filter::default()
    };
    let waiting = requests::list(&mut Op::system(app), &filter, requests::Order::Newest, None, 12).await?;
    let mut waiting = waiting.iter();
    for (email, count) in TAKEN {
        let Some(person) = staff.iter().find(|it| it.email == email) else { continue };
        for request in waiting.by_ref().take(count as usize) {
            let mut op = acting(app, person);
            let taken = requests::take(&mut op, &request.reference).await;
            taken.map_err(|err| Failure::Asked(format!("the work of the demo: {err}")))?;
            op.tx.commit().await?;
        }
    }
    Ok(())
}
