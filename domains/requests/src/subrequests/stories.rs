//! One request, several units: each does its sub-request, and the person reads one story, on a real database of each engine.

use super::{NewSubrequest, SubrequestError, open_subrequest, subrequests_of};
use crate::{
    ActError, Audience, Channel, Contact, MergeError, Request, Status, StatusError, add_requester, answer, ask, assign,
    batch::{self, NewBatch},
    close, give, list_queue, merge, move_to, nearby,
    queue::{Queue, QueueOrder},
    reopen,
    search::{read_words, terms},
    store::publishable,
    stories::{act, city, file, load, outcome, pothole},
    take, timeline, watched,
};
use ::store::sql;
use base::Moment;
use identity::{Crew, Limits, Role, Staff};
use testkit::{Ground, NOON};
use web::{Actor, Op};

const DAY: &str = "2026-11-18";

fn new<'a>(service_code: &'a str, unit: &'a str, words: &'a str) -> NewSubrequest<'a> {
    NewSubrequest { service_code, unit, words }
}

/// A request with two sub-requests: their numbers.
async fn shared(ground: &Ground) -> (String, String, String) {
    let parent = file(ground, pothole(None)).await.unwrap().reference;
    let one = act!(ground, op => open_subrequest(op, &parent, &new("NID_POULE", "", "Boucher le trou"))).unwrap();
    let two =
        act!(ground, op => open_subrequest(op, &parent, &new("PUISARD", "ville-marie", "Refaire le regard"))).unwrap();
    (parent, one, two)
}

/// Act, unit and words of the lines of a journal, as the person reads them.
async fn told(ground: &Ground, reference: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let id = load(ground, reference).await.id;
    let events = timeline(&mut Op::system(&ground.app), id, Audience::Requesters).await.unwrap();
    events.into_iter().map(|event| (event.to_status.unwrap_or(event.act), event.unit, event.reason)).collect()
}

async fn booked(ground: &Ground) -> Vec<(String, String)> {
    let mut op = Op::system(&ground.app);
    sql("select about, kind from message order by id").fetch_all(&mut op.tx).await.unwrap()
}

async fn done(ground: &Ground, reference: &str, note: &str) -> Result<(), ActError> {
    act!(ground, op => close(op, reference, outcome("REPARE", DAY), note))
}

#[tokio::test]
async fn a_request_closes_with_the_last_of_its_units_and_the_person_reads_one_answer() {
    let ground = city().await;
    let (parent, one, two) = shared(&ground).await;
    let request = load(&ground, &parent).await;
    assert_eq!((request.status, request.open_subrequests), (Status::InHand, 2));
    assert_eq!(request.next_action.as_deref(), Some("follow-subrequests"));
    let second = load(&ground, &two).await;
    assert_eq!((second.status, second.route.unit.as_str(), second.requesters), (Status::Sent, "ville-marie", 0));
    assert_eq!((second.due_at(), second.is_shown), (request.due_at(), false));
    assert_eq!(second.place, request.place);

    // Whatever is done to it meanwhile, its sub-requests are what comes next.
    act!(ground, op => take(op, &parent)).unwrap();
    assert_eq!(load(&ground, &parent).await.next_action.as_deref(), Some("follow-subrequests"));
    assert!(matches!(done(&ground, &parent, "").await, Err(ActError::Subrequest(SubrequestError::SubrequestsOpen))));

    done(&ground, &one, "Trou bouché").await.unwrap();
    let request = load(&ground, &parent).await;
    assert_eq!((request.status, request.open_subrequests), (Status::InHand, 1));
    act!(ground, op => take(op, &two)).unwrap();
    done(&ground, &two, "Regard refait").await.unwrap();
    let closed = load(&ground, &parent).await;
    assert_eq!((closed.status, closed.closed_at, closed.open_subrequests), (Status::Completed, Some(NOON), 0));
    assert_eq!(closed.outcome, Some(outcome("REPARE", DAY)));
    let story = told(&ground, &parent).await;
    let acts: Vec<&str> = story.iter().map(|(act, ..)| act.as_str()).collect();
    let expected = [
        "RECUE",
        "ACCEPTEE",
        "PRISE_EN_CHARGE",
        "subrequest-opened",
        "subrequest-opened",
        "subrequest-done",
        "subrequest-done",
    ];
    assert_eq!(acts[..7], expected);
    assert_eq!(story[6].1.as_deref(), Some("ville-marie"));
    assert_eq!(story.last().unwrap().2.as_deref(), Some("Trou bouché\nRegard refait"));
    // One message at the beginning, one at the end: nothing is written about the sub-requests.
    let whole_only = [(parent.clone(), "requests/received".to_owned()), (parent, "requests/done".to_owned())];
    assert_eq!(booked(&ground).await, whole_only);
}

#[tokio::test]
async fn work_that_is_not_done_is_judged_and_one_given_up_is_not_waited_for() {
    let ground = city().await;
    let (parent, one, two) = shared(&ground).await;
    let grounds = crate::Grounds { reason: "Ce regard est privé".into(), outcome: None };
    act!(ground, op => move_to(op, &two, Status::Declined, &grounds)).unwrap();
    done(&ground, &one, "Trou bouché").await.unwrap();
    let request = load(&ground, &parent).await;
    assert_eq!((request.status, request.next_action.as_deref()), (Status::InHand, Some("judge-subrequests")));
    // It is opened again, then given up: nothing is waited for any more.
    act!(ground, op => reopen(op, &two, "Il est à la Ville")).unwrap();
    assert_eq!(load(&ground, &parent).await.next_action.as_deref(), Some("follow-subrequests"));
    act!(ground, op => take(op, &two)).unwrap();
    act!(ground, op => move_to(op, &two, Status::Cancelled, &crate::Grounds::default())).unwrap();
    let closed = load(&ground, &parent).await;
    assert_eq!((closed.status, closed.open_subrequests), (Status::Completed, 0));
    // Opened by mistake and given up, a sub-request leaves the request as it was.
    let other = file(&ground, pothole(None)).await.unwrap().reference;
    let mistake = act!(ground, op => open_subrequest(op, &other, &new("PUISARD", "ville-marie", "Non"))).unwrap();
    act!(ground, op => move_to(op, &mistake, Status::Cancelled, &crate::Grounds::default())).unwrap();
    let request = load(&ground, &other).await;
    assert_eq!((request.status, request.next_action.as_deref()), (Status::InHand, Status::InHand.next_action()));
    done(&ground, &other, "Fait").await.unwrap();
}

#[tokio::test]
async fn what_is_given_up_is_given_up_everywhere_unless_work_has_begun() {
    let ground = city().await;
    let (parent, one, two) = shared(&ground).await;
    act!(ground, op => move_to(op, &parent, Status::Cancelled, &crate::Grounds::default())).unwrap();
    for reference in [&parent, &one, &two] {
        assert_eq!(load(&ground, reference).await.status, Status::Cancelled);
    }
    let refused = act!(ground, op => reopen(op, &one, "Encore"));
    assert!(matches!(refused, Err(ActError::Subrequest(SubrequestError::ParentClosed))));

    let (parent, one, _) = shared(&ground).await;
    act!(ground, op => move_to(op, &one, Status::UnderWay, &crate::Grounds::default())).unwrap();
    let refused = act!(ground, op => move_to(op, &parent, Status::Cancelled, &crate::Grounds::default()));
    assert!(matches!(refused, Err(ActError::Subrequest(SubrequestError::SubrequestsOpen))));
    assert_eq!(load(&ground, &parent).await.open_subrequests, 2, "all or nothing");
}

#[tokio::test]
async fn what_makes_no_sense_of_a_subrequest_is_refused() {
    let ground = city().await;
    let (parent, one, _) = shared(&ground).await;
    let other = file(&ground, pothole(None)).await.unwrap().reference;
    let asked = new("PUISARD", "ville-marie", "Regard");
    let refused = |done: Result<String, ActError>| done.unwrap_err().code();
    assert_eq!(refused(act!(ground, op => open_subrequest(op, &one, &asked))), "requests/subrequest-of-subrequest");
    let words = NewSubrequest { words: " ", ..asked };
    assert_eq!(refused(act!(ground, op => open_subrequest(op, &parent, &words))), "requests/words-missing");
    let unit = NewSubrequest { unit: "lune", ..asked };
    assert_eq!(refused(act!(ground, op => open_subrequest(op, &parent, &unit))), "requests/unit-unknown");
    let service = NewSubrequest { service_code: "LUNE", ..asked };
    assert_eq!(refused(act!(ground, op => open_subrequest(op, &parent, &service))), "requests/subrequest-service");
    for _ in 2..super::MOST {
        act!(ground, op => open_subrequest(op, &parent, &asked)).unwrap();
    }
    assert_eq!(refused(act!(ground, op => open_subrequest(op, &parent, &asked))), "requests/subrequest-too-many");

    let nobody = "requests/subrequest-nobody";
    assert_eq!(act!(ground, op => ask(op, &one, "Où ?")).unwrap_err().code(), nobody);
    assert_eq!(act!(ground, op => answer(op, &one, "Ici")).unwrap_err().code(), nobody);
    let joined = act!(ground, op => add_requester(op, &one, Channel::Phone, &Contact::default()));
    assert_eq!(joined.unwrap_err().code(), nobody);
    for (request, principal) in [(&one, &other), (&other, &one), (&parent, &other)] {
        let merged = act!(ground, op => merge(op, request, principal, "Même chose"));
        let is_refused = matches!(
            merged,
            Err(ActError::Merge(MergeError::HasSubrequests) | ActError::Status(StatusError::Impossible { .. }))
        );
        assert!(is_refused, "{merged:?}");
    }
    done(&ground, &other, "Fait").await.unwrap();
    assert!(act!(ground, op => open_subrequest(op, &other, &asked)).is_err(), "what is closed has no new subrequest");
}

/// Of the sub-request as of any request, its unit has it in its list, its words are found, somebody may have it; the public,
/// the figures, and whoever looks for the same problem do not know of it.
#[tokio::test]
async fn a_subrequest_is_work_of_its_unit_and_nothing_to_anybody_else() {
    let ground = city().await;
    let (parent, _, two) = shared(&ground).await;
    let request = load(&ground, &parent).await;
    read_words(&ground.app).await.unwrap();
    let mut op = Op::system(&ground.app);
    let queue = Queue {
        filter: crate::Filter { units: vec!["ville-marie".into()], is_open: Some(true), ..crate::Filter::default() },
        ..Queue::default()
    };
    let listed = list_queue(&mut op, &queue, QueueOrder::Due, None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|row| (&row.reference, row.is_subrequest)).collect::<Vec<_>>(), [(&two, true)]);
    let found = Queue { terms: terms("regard "), ..Queue::default() };
    let (rows, _) = crate::list_found(&mut op, &found, QueueOrder::Newest, None, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| &row.reference).collect::<Vec<_>>(), [&two]);
    let near = nearby(&mut op, "NID_POULE", request.place.point.unwrap(), 100.0).await.unwrap();
    assert_eq!(near.iter().map(|it| &it.reference).collect::<Vec<_>>(), [&parent]);
    let measured = watched(&mut op, Moment(0), 0, 10).await.unwrap();
    assert_eq!(measured.iter().map(|it| it.id).collect::<Vec<_>>(), [request.id]);
    assert_eq!(publishable(&mut op, 0, 10).await.unwrap().len(), 1);
    assert!(crate::here(&mut op, &request, 10).await.unwrap().is_empty());
    drop(op);
    assert_eq!(load(&ground, &parent).await.twin_id, None, "a sub-request is no twin of its parent");
    let crew = Staff {
        id: 9,
        email: "b@b.ca".into(),
        name: "B".into(),
        role: Role::Crew,
        units: vec!["ville-marie".into()],
        limits: Limits::default(),
        crew: Crew::default(),
        edits_knowledge: false,
    };
    act!(ground, op => give(op, &two, &crew)).unwrap();
    act!(ground, op => assign(op, &two, "service-de-l-eau", "La conduite est principale")).unwrap();
    assert_eq!(load(&ground, &two).await.route.unit, "service-de-l-eau");
    assert_eq!(booked(&ground).await.len(), 1, "nobody outside is told of it");
}

/// Each in its own transaction, at the same time: one of the two is the last.
#[tokio::test]
async fn the_last_two_closed_at_once_close_the_request_once() {
    let ground = city().await;
    for _ in 0..5 {
        let (parent, one, two) = shared(&ground).await;
        let both = Box::pin(futures_util::future::join(done(&ground, &one, "Un"), done(&ground, &two, "Deux"))).await;
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        let closed = load(&ground, &parent).await;
        assert_eq!((closed.status, closed.open_subrequests), (Status::Completed, 0));
        let ends = told(&ground, &parent).await.into_iter().filter(|(act, ..)| act == "TERMINEE");
        assert_eq!(ends.count(), 1);
    }
}

async fn batch_of(ground: &Ground, request: &Request) -> batch::Batch {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    let requests = vec![request.id];
    let new =
        NewBatch { staff_id: 7, staff_name: "Agente 7", act: "annuler", fields: Vec::new(), filters: "", requests };
    let reference = batch::begin(&mut op, new).await.unwrap();
    let begun = batch::find(&mut op, &reference).await.unwrap().unwrap();
    let before = batch::snapshot(&mut op, request.id).await.unwrap();
    if request.open_subrequests > 0 {
        move_to(&mut op, &request.reference, Status::Cancelled, &crate::Grounds::default()).await.unwrap();
    } else {
        close(&mut op, &request.reference, outcome("REPARE", DAY), "Fait").await.unwrap();
    }
    batch::done(&mut op, &begun, (request.id, &request.reference), &before).await.unwrap();
    op.commit().await.unwrap();
    begun
}

#[tokio::test]
async fn a_batch_that_closed_a_subrequest_is_undone_unless_its_request_closed_with_it() {
    let ground = city().await;
    let (parent, one, two) = shared(&ground).await;
    let first = batch_of(&ground, &load(&ground, &one).await).await;
    assert_eq!(load(&ground, &parent).await.open_subrequests, 1);
    let id = load(&ground, &one).await.id;
    act!(ground, op => batch::undo_one(op, &first, id)).unwrap();
    let request = load(&ground, &parent).await;
    assert_eq!((request.open_subrequests, request.next_action.as_deref()), (2, Some("follow-subrequests")));
    done(&ground, &one, "Fait").await.unwrap();
    let last = batch_of(&ground, &load(&ground, &two).await).await;
    assert_eq!(load(&ground, &parent).await.status, Status::Completed);
    let id = load(&ground, &two).await.id;
    act!(ground, op => batch::undo_one(op, &last, id)).unwrap();
    assert_eq!(load(&ground, &two).await.status, Status::Completed);
    let kept = batch::problems(&mut Op::system(&ground.app), last.id).await.unwrap();
    assert_eq!(kept, [(two, "requests/subrequest-parent-closed".to_owned())]);
    assert_eq!(subrequests_of(&mut Op::system(&ground.app), load(&ground, &parent).await.id).await.unwrap().len(), 2);
}

/// What a batch cancelled comes back; the work that it cancelled with it does not by itself.
#[tokio::test]
async fn a_request_that_a_batch_cancelled_and_gives_back_is_to_be_judged() {
    let ground = city().await;
    let (parent, one, _) = shared(&ground).await;
    let cancelled = batch_of(&ground, &load(&ground, &parent).await).await;
    assert_eq!(load(&ground, &one).await.status, Status::Cancelled);
    let id = load(&ground, &parent).await.id;
    act!(ground, op => batch::undo_one(op, &cancelled, id)).unwrap();
    let request = load(&ground, &parent).await;
    assert_eq!((request.status, request.open_subrequests), (Status::InHand, 0));
    assert_eq!(request.next_action.as_deref(), Some("judge-subrequests"));
    done(&ground, &parent, "Fait").await.unwrap();
}
