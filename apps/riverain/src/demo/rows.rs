//! Requests that were made, in the words of the domains that keep them.

use crate::command::Failure;
use base::Id;
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
    let catalogue = op.part::<Catalogue>();
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
        rows.push(BulkRequest { id, principal, ..row(made, &catalogue)? });
        add_events(id, made, &mut events)?;
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

fn row(made: &MadeRequest, catalogue: &Catalogue) -> Result<BulkRequest, Failure> {
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
        unit: made.route.unit.clone(),
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
fn add_events(request_id: Id, made: &MadeRequest, events: &mut Vec<BulkEvent>) -> Result<(), Failure> {
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
        from = Some(to);
    }
    Ok(())
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
