//! What is forgotten of people once their request is long closed (Act, s. 73).
//!
//! The request stays, with its service, its place, its dates and its result: figures rest on them. Who asked and the
//! words they wrote go, and do not come back. The city decides how long: nothing goes without its rule (Act, s. 7).

use crate::store::retention as rows;
use ::store::StoreError;
use web::Op;

/// Forgotten in one transaction, so that nobody waits long behind it.
pub const MOST_AT_ONCE: u32 = 500;

/// How many people would be forgotten now: those of requests closed more than `days` ago.
pub async fn count_due(op: &mut Op, days: u32) -> Result<i64, StoreError> {
    rows::count_known(op, op.now.plus_days(-i64::from(days))).await
}

/// Forgets some of them, [`MOST_AT_ONCE`] requests at most; answers of how many requests.
pub async fn forget(op: &mut Op, days: u32) -> Result<usize, StoreError> {
    let requests = rows::list_known(op, op.now.plus_days(-i64::from(days)), MOST_AT_ONCE).await?;
    if !requests.is_empty() {
        rows::forget_people(op, &requests).await?;
        rows::forget_words(op, &requests).await?;
    }
    Ok(requests.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Audience, Contact, Draft, Grounds, Status, access, add_detail, find, move_to, requesters_of,
        stories::{city_with, file, pothole},
        timeline,
    };
    use testkit::{Ground, NOON};

    const DAYS: u32 = 400;

    async fn declined(ground: &Ground) -> String {
        let contact = Contact {
            name: Some("Léa Tremblay".into()),
            email: Some("lea@exemple.test".into()),
            phone: Some("514 555-0123".into()),
            wants_news: true,
            ..Contact::default()
        };
        let reference = file(ground, Draft { contact, ..pothole(None) }).await.unwrap().reference;
        let mut op = Op::system(&ground.app);
        op.actor = web::Actor::Resident;
        add_detail(&mut op, &reference, "Chez moi, au 1502").await.unwrap();
        op.actor = web::Actor::System;
        let grounds = Grounds { reason: "Rue privée".into(), outcome: None };
        move_to(&mut op, &reference, Status::Declined, &grounds).await.unwrap();
        op.commit().await.unwrap();
        reference
    }

    #[tokio::test]
    async fn people_are_forgotten_once_their_request_is_long_closed_and_the_request_stays() {
        let ground = city_with(|_| {}).await;
        let closed = declined(&ground).await;
        let open = file(&ground, pothole(None)).await.unwrap().reference;
        let due = async |days| {
            ground.set_now(NOON.plus_days(days));
            count_due(&mut Op::system(&ground.app), DAYS).await.unwrap()
        };
        assert_eq!((due(400).await, due(401).await), (0, 1));
        let mut op = Op::system(&ground.app);
        assert_eq!(forget(&mut op, DAYS).await.unwrap(), 1);
        assert_eq!(forget(&mut op, DAYS).await.unwrap(), 0);
        op.commit().await.unwrap();

        let mut op = Op::system(&ground.app);
        let request = find(&mut op, &closed).await.unwrap().unwrap();
        assert_eq!((request.description.as_str(), request.requesters), ("", 1));
        assert!(request.place.point.is_some() && request.closed_at.is_some());
        let people = requesters_of(&mut op, request.id).await.unwrap();
        let contacts: Vec<&Contact> = people.iter().map(|(.., contact)| contact).collect();
        assert_eq!(contacts, [&Contact::default()]);
        let journal = timeline(&mut op, request.id, Audience::Staff).await.unwrap();
        let words: Vec<Option<&str>> = journal.iter().map(|event| event.reason.as_deref()).collect();
        assert!(words.contains(&Some("Rue privée")) && !words.contains(&Some("Chez moi, au 1502")), "{words:?}");
        assert!(!access::is_requester(&mut op, &closed, "lea@exemple.test").await.unwrap());
        // A request that is open keeps its people, however old it is.
        assert!(access::is_requester(&mut op, &open, "lea@exemple.test").await.unwrap());
    }
}
