//! Two reports of one problem become one piece of work, and may become two again, on a real database of each engine.

use super::{MergeError, merge, separate};
use crate::{
    ActError, Audience, Channel, Contact, Draft, Grounds, Outcome, Status, StatusError, add_detail, add_requester, ask,
    ask_reopening, assign, close, followed, merged_into, move_to, nearby, plan, reopen,
    stories::{act, city, file, load, pothole},
    take, timeline, watched,
};
use ::store::sql;
use base::Moment;
use catalogue::Answers;
use testkit::{Ground, NOON};
use web::{Actor, Op};

fn person(name: &str) -> Contact {
    Contact { email: Some(format!("{name}@exemple.test")), wants_news: true, ..Contact::default() }
}

/// A pothole told by `name`; answers its number.
async fn told_by(ground: &Ground, name: &str, channel: Channel) -> String {
    file(ground, Draft { contact: person(name), channel, ..pothole(None) }).await.unwrap().reference
}

async fn people(ground: &Ground, reference: &str) -> i64 {
    load(ground, reference).await.requesters
}

/// Who was written to since last time, about what, of what kind.
async fn booked(ground: &Ground) -> Vec<(String, String, String, String)> {
    let mut op = Op::system(&ground.app);
    let sent = sql("select recipient, about, kind, body from message order by id").fetch_all(&mut op.tx).await;
    sql("delete from message").execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    sent.unwrap()
}

/// Act and words of the lines of a journal, as staff read them, after the reception.
async fn journal(ground: &Ground, reference: &str) -> Vec<(String, Option<String>)> {
    let id = load(ground, reference).await.id;
    let events = timeline(&mut Op::system(&ground.app), id, Audience::Staff).await.unwrap();
    events.into_iter().skip(1).map(|event| (event.to_status.unwrap_or(event.act), event.reason)).collect()
}

fn line(what: &str, words: &str) -> (String, Option<String>) {
    (what.to_owned(), Some(words.to_owned()).filter(|words| !words.is_empty()))
}

fn fixed() -> Outcome {
    Outcome { result: "REPARE".into(), proof: "2026-11-18".into() }
}

#[tokio::test]
async fn a_merged_request_follows_its_principal_to_the_end_and_each_person_is_told_once() {
    let ground = city().await;
    let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Phone).await);
    act!(ground, op => add_requester(op, two, Channel::Web, &person("LEA"))).unwrap();
    booked(&ground).await;

    act!(ground, op => merge(op, two, one, "")).unwrap();
    let merged = load(&ground, two).await;
    assert_eq!((merged.status, merged.next_action.as_deref()), (Status::Merged, Some("follow-principal")));
    assert!(!merged.is_late(NOON.plus_days(90)), "its promise is that of the other");
    let mut op = Op::system(&ground.app);
    assert_eq!(followed(&mut op, merged.id).await.unwrap().map(|it| it.reference).as_ref(), Some(one));
    let counts: (i64, i64) = sql("select n_phone, n_web from request where reference = $1")
        .bind(one.as_str())
        .fetch_one(&mut op.tx)
        .await
        .unwrap();
    drop(op);
    assert_eq!(counts, (1, 1), "Léa told of both: she is one person");
    let near = nearby(&mut Op::system(&ground.app), "NID_POULE", merged.place.point.unwrap(), 250.0).await.unwrap();
    assert_eq!(near.iter().map(|it| &it.reference).collect::<Vec<_>>(), [one], "the next one joins the principal");
    assert_eq!(journal(&ground, one).await, [line("merged-here", two)]);
    assert_eq!(journal(&ground, two).await, [line("joined", ""), line("REGROUPEE", one)]);
    let told = booked(&ground).await;
    let readers: Vec<&str> = told.iter().map(|(reader, ..)| reader.as_str()).collect();
    assert_eq!(readers, ["noe@exemple.test", "LEA@exemple.test"]);
    assert!(told[0].3.contains(&format!("les nouvelles de la demande {one}")), "{}", told[0].3);

    let day = "2026-11-25".parse().unwrap();
    act!(ground, op => plan(op, one, day, "Équipe d’asphalte")).unwrap();
    act!(ground, op => close(op, one, fixed(), "Asphalte posée")).unwrap();
    for reference in [one, two] {
        let closed = load(&ground, reference).await;
        assert_eq!((closed.status, closed.closed_at, closed.next_action), (Status::Completed, Some(NOON), None));
        assert_eq!(closed.outcome, Some(fixed()));
        assert_eq!(journal(&ground, reference).await.last(), Some(&line("TERMINEE", "Asphalte posée")));
    }
    let told = booked(&ground).await;
    let readers: Vec<(&str, &str, &str)> =
        told.iter().map(|(reader, about, kind, _)| (reader.as_str(), about.as_str(), kind.as_str())).collect();
    assert_eq!(
        readers,
        [
            ("lea@exemple.test", one.as_str(), "requests/planned"),
            ("noe@exemple.test", two.as_str(), "requests/planned"),
            ("lea@exemple.test", one.as_str(), "requests/done"),
            ("noe@exemple.test", two.as_str(), "requests/done"),
        ]
    );
    let noe = &told[3].3;
    for words in [
        format!("Votre demande {two}"),
        format!("Nouvelle de la demande {one}"),
        "Asphalte posée".into(),
        format!("/suivi/{two}?cle="),
    ] {
        assert!(noe.contains(&words), "`{words}` is not in: {noe}");
    }
    assert!(!noe.contains(&format!("/suivi/{one}")), "the private side of a request is for its own people: {noe}");
}

#[tokio::test]
async fn what_opens_the_principal_again_makes_them_follow_it_again() {
    let ground = city().await;
    let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Web).await);
    act!(ground, op => merge(op, two, one, "")).unwrap();
    act!(ground, op => close(op, one, fixed(), "Fait")).unwrap();
    act!(ground, op => ask_reopening(op, two, "Encore là", crate::access::Standing::Author)).unwrap();
    booked(&ground).await;
    act!(ground, op => reopen(op, one, "La photo le montre")).unwrap();
    let again = load(&ground, two).await;
    assert_eq!((again.status, again.closed_at, again.outcome), (Status::Merged, None, None));
    assert_eq!((again.reopen_count, again.reopening_asked_at), (0, None));
    assert_eq!(booked(&ground).await.len(), 2);
    let private = Grounds { reason: "Rue privée".into(), outcome: None };
    act!(ground, op => move_to(op, one, Status::Declined, &private)).unwrap();
    assert_eq!(load(&ground, two).await.status, Status::Declined);

    // Opened by itself, it is a request of its own again.
    act!(ground, op => reopen(op, two, "Elle n’est pas au même endroit")).unwrap();
    assert_eq!(
        (load(&ground, two).await.status, load(&ground, one).await.status),
        (Status::Reopened, Status::Declined)
    );
    assert_eq!((people(&ground, one).await, people(&ground, two).await), (1, 1));
    act!(ground, op => reopen(op, one, "Révision")).unwrap();
    assert_eq!(load(&ground, two).await.status, Status::Reopened);
}

#[tokio::test]
async fn a_request_that_was_merged_by_mistake_has_its_own_life_back() {
    let ground = city().await;
    let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Mobile).await);
    act!(ground, op => merge(op, two, one, "")).unwrap();
    assert_eq!(people(&ground, one).await, 2);
    // Who says « the same thing » of it joins the one whose work it is.
    act!(ground, op => add_requester(op, two, Channel::Web, &person("ada"))).unwrap();
    assert_eq!((people(&ground, one).await, people(&ground, two).await), (3, 1));
    booked(&ground).await;
    assert!(matches!(act!(ground, op => separate(op, two, " ")), Err(ActError::WordsMissing)));
    act!(ground, op => separate(op, two, "L’autre trou est au coin")).unwrap();
    let separated = load(&ground, two).await;
    assert_eq!((separated.status, separated.next_action.as_deref()), (Status::Received, Some("accept")));
    assert_eq!((people(&ground, one).await, people(&ground, two).await), (2, 1));
    assert_eq!(journal(&ground, two).await.last(), Some(&line("RECUE", "L’autre trou est au coin")));
    assert_eq!(journal(&ground, one).await.last(), Some(&line("separated-here", two)));
    let told = booked(&ground).await;
    let [(reader, _, kind, body)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((reader.as_str(), kind.as_str()), ("noe@exemple.test", "requests/separated"));
    assert!(body.contains("de nouveau à part") && body.contains("L’autre trou est au coin"), "{body}");
    assert!(matches!(
        act!(ground, op => separate(op, two, "x")),
        Err(ActError::Status(StatusError::Impossible { .. }))
    ));
    act!(ground, op => close(op, one, fixed(), "Fait")).unwrap();
    assert_eq!(load(&ground, two).await.status, Status::Received);
}

#[tokio::test]
async fn what_is_said_of_one_person_alone_frees_the_others() {
    for to in [Status::Cancelled, Status::Removed] {
        let ground = city().await;
        let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Web).await);
        act!(ground, op => merge(op, two, one, "")).unwrap();
        booked(&ground).await;
        let grounds = Grounds { reason: "Elle a rappelé".into(), outcome: None };
        act!(ground, op => move_to(op, one, to, &grounds)).unwrap();
        let free = load(&ground, two).await;
        assert_eq!((free.status, people(&ground, one).await), (Status::Received, 1));
        assert!(merged_into(&mut Op::system(&ground.app), load(&ground, one).await.id).await.unwrap().is_empty());
        let told = booked(&ground).await;
        let kinds: Vec<(&str, &str)> =
            told.iter().map(|(reader, _, kind, _)| (reader.as_str(), kind.as_str())).collect();
        assert_eq!(kinds[0], ("noe@exemple.test", "requests/separated"));
        assert!(!told[0].3.contains("Elle a rappelé"), "the words were for somebody else");
    }
}

#[tokio::test]
async fn what_would_not_hold_is_refused_and_leaves_nothing() {
    let ground = city().await;
    let mut references = Vec::new();
    for name in ["a", "b", "c", "d"] {
        references.push(told_by(&ground, name, Channel::Web).await);
    }
    let [one, two, three, closed] = references.as_slice() else { unreachable!() };
    act!(ground, op => merge(op, two, one, "")).unwrap();
    act!(ground, op => close(op, closed, fixed(), "Fait")).unwrap();
    let before = journal(&ground, three).await;
    for (request, principal, expected) in [
        (three, three, MergeError::Itself),
        (three, two, MergeError::PrincipalMerged),
        (three, closed, MergeError::PrincipalClosed),
        (one, three, MergeError::IsPrincipal),
        (three, &"26-999999".to_owned(), MergeError::PrincipalUnknown),
        (three, &"'; drop table request; --".to_owned(), MergeError::PrincipalUnknown),
    ] {
        let refused = act!(ground, op => merge(op, request, principal, ""));
        assert!(matches!(&refused, Err(ActError::Merge(err)) if *err == expected), "{expected:?}: {refused:?}");
    }
    for (request, principal) in [(two, three), (closed, three)] {
        let refused = act!(ground, op => merge(op, request, principal, ""));
        assert!(matches!(refused, Err(ActError::Status(StatusError::Impossible { .. }))), "{refused:?}");
    }
    assert!(matches!(act!(ground, op => merge(op, "26-999999", one, "")), Err(ActError::Unknown)));
    // Work that has begun is not a duplicate.
    act!(ground, op => take(op, three)).unwrap();
    assert!(matches!(act!(ground, op => merge(op, three, one, "")), Err(ActError::Status(_))));
    assert!(matches!(act!(ground, op => assign(op, two, "ville-marie", "x")), Err(ActError::Status(_))));
    assert!(matches!(act!(ground, op => take(op, two)), Err(ActError::Status(_))));
    // Nothing but `merge` and `separate` makes a request follow another, or leave it.
    for to in [Status::Merged, Status::Received] {
        let grounds = Grounds { reason: "x".into(), outcome: None };
        assert!(matches!(act!(ground, op => move_to(op, two, to, &grounds)), Err(ActError::Status(_))));
    }
    assert_eq!((before.len(), people(&ground, one).await, people(&ground, three).await), (0, 2, 1));
}

#[tokio::test]
async fn another_service_needs_to_be_explained_to_colleagues() {
    let ground = city().await;
    let one = &told_by(&ground, "lea", Channel::Web).await;
    let mut lamp = Draft { service_code: "ECLAIRAGE".into(), answers: Answers::default(), ..pothole(None) };
    for question in &ground.app.part::<catalogue::Catalogue>().service("ECLAIRAGE").unwrap().questions {
        let answer = question.choices.first().map_or("2026-02-03", |choice| choice.key.as_str());
        lamp.answers.add(&question.code, answer);
    }
    let two = &file(&ground, lamp).await.unwrap().reference;
    let refused = act!(ground, op => merge(op, two, one, " "));
    assert!(matches!(refused, Err(ActError::Merge(MergeError::OtherService))));
    act!(ground, op => merge(op, two, one, "Le trou a fait tomber le lampadaire")).unwrap();
    assert_eq!(journal(&ground, two).await.last(), Some(&line("noted", "Le trou a fait tomber le lampadaire")));
}

#[tokio::test]
async fn what_a_person_adds_to_a_merged_request_reaches_who_does_the_work() {
    let ground = city().await;
    let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Web).await);
    act!(ground, op => merge(op, two, one, "")).unwrap();
    act!(ground, op => ask(op, one, "De quel côté?")).unwrap();
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    add_detail(&mut op, two, "Côté pair", crate::access::Standing::Author).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(load(&ground, one).await.status, Status::InHand, "we had asked, and were answered");
    assert_eq!(load(&ground, two).await.status, Status::Merged);
    assert!(journal(&ground, one).await.contains(&line("detailed", "Côté pair")));
    let id = load(&ground, one).await.id;
    let told = timeline(&mut Op::system(&ground.app), id, Audience::Requesters).await.unwrap();
    assert!(told.iter().all(|event| event.act != "detailed"), "the words of one person are not for the others");
}

#[tokio::test]
async fn a_duplicate_is_one_for_the_measures_whatever_became_of_it() {
    let ground = city().await;
    let (one, two) = (&told_by(&ground, "lea", Channel::Web).await, &told_by(&ground, "noe", Channel::Web).await);
    act!(ground, op => merge(op, two, one, "")).unwrap();
    act!(ground, op => close(op, one, fixed(), "Fait")).unwrap();
    let seen = watched(&mut Op::system(&ground.app), Moment(0), 0, 10).await.unwrap();
    let seen: Vec<Status> = seen.into_iter().map(|request| request.status).collect();
    assert_eq!(seen, [Status::Completed, Status::Merged]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_who_merge_each_into_the_other_make_one_group() {
    let ground = city().await;
    let (one, two) = (told_by(&ground, "lea", Channel::Web).await, told_by(&ground, "noe", Channel::Web).await);
    let mut staff = tokio::task::JoinSet::new();
    for (request, principal) in [(&one, &two), (&two, &one), (&one, &two), (&two, &one)] {
        let (app, request, principal) = (ground.app.clone(), request.clone(), principal.clone());
        staff.spawn(async move {
            let mut op = Op::system(&app);
            let done = merge(&mut op, &request, &principal, "").await;
            if done.is_ok() {
                op.commit().await.unwrap();
            }
            done.map_err(|err| err.code())
        });
    }
    let done = staff.join_all().await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
    assert!(done.iter().all(|done| *done != Err("web/internal")), "{done:?}");
    let (one, two) = (load(&ground, &one).await, load(&ground, &two).await);
    let principal = if one.status == Status::Merged { &two } else { &one };
    let merged = if one.status == Status::Merged { &one } else { &two };
    assert_eq!((principal.status, merged.status), (Status::Received, Status::Merged));
    assert_eq!((principal.requesters, merged.requesters), (2, 1));
}
