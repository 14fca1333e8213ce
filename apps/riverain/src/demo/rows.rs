//! Requests that were made, in the words of the domains that keep them.

use crate::command::Failure;
use base::{Id, Moment};
use catalogue::Catalogue;
use demo::MadeRequest;
use requests::{
    Audience, Contact, Status,
    bulk::{self, BulkEvent, BulkPromise, BulkRequest, BulkRequester},
};
use std::{collections::HashMap, str::FromStr, sync::Arc};
use surveys::{Fixed, PastAnswer, PastSurvey};
use web::Op;

/// A word of ours, as the domain reads it.
fn word<T: FromStr<Err = String>>(word: &str) -> Result<T, Failure> {
    word.parse().map_err(|word| Failure::Asked(format!("nobody knows the word `{word}`")))
}

/// Keeps requests with their journal, who asked, and what they thought.
pub(super) async fn keep(op: &mut Op, together: &[MadeRequest]) -> Result<(), Failure> {
    let (catalogue, lately) = (op.part::<Catalogue>(), op.now.plus_days(-LATELY));
    let mut ids: HashMap<(u8, u32), Id> = HashMap::new();
    let mut rows = Vec::with_capacity(together.len());
    let (mut events, mut people, mut opinions) = (Vec::new(), Vec::new(), Vec::new());
    for made in together {
        let id = op.id();
        ids.insert((made.year, made.rank), id);
        let principal = match made.principal {
            None => None,
            Some(number) => match ids.get(&number) {
                Some(id) => Some(*id),
                None => requests::find(op, &reference(number)).await?.map(|request| request.id),
            },
        };
        rows.push(BulkRequest { id, principal, ..row(made, lately, &catalogue)? });
        add_events(id, made, lately, &mut events)?;
        if let Some(contact) = contact(made) {
            let person = op.id();
            let channel = word(made.channel)?;
            people.push(BulkRequester { id: person, request_id: id, channel, contact, at: made.received_at });
            opinions.extend(opinion(made, (id, person), &catalogue)?);
        }
    }
    bulk::insert(op, &rows).await?;
    bulk::insert_events(op, &events).await?;
    bulk::insert_requesters(op, &people).await?;
    Ok(surveys::bulk::insert(op, &opinions).await?)
}

fn reference((year, rank): (u8, u32)) -> String {
    requests::Reference { year, rank }.to_string()
}

fn row(made: &MadeRequest, lately: Moment, catalogue: &Catalogue) -> Result<BulkRequest, Failure> {
    let service = catalogue.service(&made.service);
    let service = service.ok_or_else(|| Failure::Asked(format!("there is no service `{}`", made.service)))?;
    let place = made.place.as_ref();
    let promise = made.promise.as_ref().map(|promise| BulkPromise {
        words: promise.words.clone(),
        version: promise.version.clone(),
        share: promise.share,
        due_at: promise.due_at,
    });
    Ok(BulkRequest {
        id: 0,
        reference: made.reference().to_string().into(),
        nature: word(made.nature)?,
        service_code: made.service.clone(),
        category: made.category.clone(),
        description: made.description.clone(),
        answers: made.answers.clone(),
        address: place.map_or_else(|| "".into(), |place| place.address.as_str().into()),
        point: place.map(|place| place.point),
        borough: place.map(|place| place.area.code.as_str().into()),
        street_side: place.and_then(|place| place.side),
        status: word(made.status())?,
        priority: service.priority_for(&made.answers),
        public_map: service.public_map,
        unit: end(made, lately).map_or_else(|| Arc::clone(&made.route.unit), |(unit, _)| unit.into()),
        route_rule: made.route.rule.as_str().into(),
        route_words: Some(Arc::new(made.route.words.clone())),
        channel: word(made.channel)?,
        requesters: made.requesters.map(u32::from),
        promise,
        planned_for: made.planned_for,
        received_at: made.received_at,
        updated_at: made.updated_at,
        closed_at: made.closed_at,
        is_end_known: true,
        outcome: made.result.map(|result| (result.into(), made.proof.as_str().into())),
        reopen_count: made.reopen_count.into(),
        reopening_asked_at: None,
        principal: None,
        import_batch: None,
    })
}

fn contact(made: &MadeRequest) -> Option<Contact> {
    let contact = made.contact.as_ref()?;
    Some(Contact {
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        lang: made.lang,
        wants_news: contact.wants_news,
        wants_survey: contact.wants_survey,
        wants_participation: contact.wants_participation,
    })
}

/// The journal: received by whoever asked, then moved by staff.
fn add_events(request_id: Id, made: &MadeRequest, lately: Moment, events: &mut Vec<BulkEvent>) -> Result<(), Failure> {
    let mut from: Option<Status> = None;
    for one in &made.moves {
        let to: Status = word(one.status)?;
        // The tracker of a merged request reads there the number of the one it follows.
        let principal = made.principal.filter(|_| to == Status::Merged).map(|number| reference(number).into());
        let is_first = from.is_none();
        events.push(BulkEvent {
            request_id,
            at: one.at,
            actor_kind: if is_first { "resident" } else { "staff" },
            actor_name: None,
            act: if is_first { "received" } else { "moved" },
            from,
            to: Some(to),
            reason: principal.or_else(|| (!one.reason.is_empty()).then(|| one.reason.into())),
            unit: None,
            from_unit: None,
            audience: Audience::Everybody,
        });
        if is_first {
            events.extend(transfer(request_id, made, lately));
        }
        from = Some(to);
    }
    Ok(())
}

/// One request of so many was misrouted at first; more of them in the last days, for there to be some to read.
const TRANSFERRED: (u32, u32) = (17, 4);
const LATELY: i64 = 9;
/// After so long, and why.
const SEEN_AFTER_MS: i64 = 40 * 60_000;
const WHY: [&str; 3] = [
    "Ce n’est pas notre rue : elle commence de l’autre côté du pont.",
    "C’est une conduite d’eau, pas un égout.",
    "Le service a été mal choisi à la saisie.",
];
/// Rules of the table that are wrong: service, borough, the unit where so many in ten end, and why.
const WRONG_RULES: [(&str, &str, &str, u32, [&str; 2]); 4] = [
    (
        "DEPOT_ILLEGAL",
        "le-vieux-port",
        "service-de-l-environnement",
        8,
        ["Le quai est ramassé par le Service de l’environnement.", "Quai encore : pas à nous depuis le printemps."],
    ),
    (
        "CIRCULATION_ETUDE",
        "le-vieux-port",
        "bureau-des-grands-travaux",
        7,
        ["La rue est en chantier : le bureau des grands travaux répond.", "Détour du chantier, voir grands travaux."],
    ),
    (
        "DEPOT_ILLEGAL",
        "les-tanneries",
        "service-de-l-environnement",
        6,
        ["Des barils : l’arrondissement n’y touche pas.", "Matières dangereuses, au Service de l’environnement."],
    ),
    (
        "COLLECTE_VERTS",
        "les-tanneries",
        "service-des-grands-parcs",
        3,
        ["Les branches viennent du grand parc.", "Côté parc de la clôture."],
    ),
];

/// The unit where a request that a rule misrouted ends, and why.
fn end(made: &MadeRequest, lately: Moment) -> Option<(&'static str, &'static str)> {
    let at = made.received_at.plus_ms(SEEN_AFTER_MS);
    made.moves.get(1).filter(|next| next.at > at)?;
    let borough = made.place.as_ref().map(|place| place.area.code.as_str());
    let wrong = WRONG_RULES.iter().find(|(service, area, ..)| *service == &*made.service && Some(*area) == borough);
    if let Some((.., unit, in_ten, [often, seldom])) = wrong {
        let why = if made.rank.is_multiple_of(3) { seldom } else { often };
        return (made.rank.wrapping_mul(7) % 10 < *in_ten).then_some((unit, why));
    }
    let every = if made.received_at > lately { TRANSFERRED.1 } else { TRANSFERRED.0 };
    let unit = if made.route.unit.as_ref() == "service-de-l-eau" { "le-vieux-port" } else { "service-de-l-eau" };
    let why = WHY.get((made.rank / TRANSFERRED.1) as usize % WHY.len())?;
    made.rank.is_multiple_of(every).then_some((unit, why))
}

/// The transfer of a request that was misrouted at first.
fn transfer(request_id: Id, made: &MadeRequest, lately: Moment) -> Option<BulkEvent> {
    let (unit, why) = end(made, lately)?;
    Some(BulkEvent {
        request_id,
        at: made.received_at.plus_ms(SEEN_AFTER_MS),
        actor_kind: "staff",
        actor_name: None,
        act: "assigned",
        from: None,
        to: None,
        reason: Some(why.into()),
        unit: Some(unit.into()),
        from_unit: Some(Arc::clone(&made.route.unit)),
        audience: Audience::Requesters,
    })
}

/// What the person was asked once it was closed, and what they answered.
fn opinion(
    made: &MadeRequest,
    (request_id, requester_id): (Id, Id),
    catalogue: &Catalogue,
) -> Result<Option<PastSurvey>, Failure> {
    let (Some(survey), Some(closed_at)) = (&made.survey, made.closed_at) else { return Ok(None) };
    let result = made.result.and_then(|result| catalogue.closing_result(result));
    let answer = survey.answer.as_ref().map(|answer| PastAnswer {
        at: answer.at,
        satisfaction: Some(answer.score),
        fixed: if answer.is_fixed { Fixed::Yes } else { Fixed::No },
        is_delay_acceptable: Some(answer.is_delay_acceptable),
        comment: answer.comment.as_deref().unwrap_or_default().to_owned(),
    });
    Ok(Some(PastSurvey {
        request_id,
        requester_id,
        nature: word(made.nature)?,
        service_code: made.service.to_string(),
        borough: made.place.as_ref().map(|place| place.area.code.clone()),
        unit: made.route.unit.to_string(),
        received_at: made.received_at,
        closed_at,
        is_solved: result.is_some_and(|result| result.is_solved),
        sent_at: survey.sent_at,
        lang: made.lang,
        answer,
    }))
}
