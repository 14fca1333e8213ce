//! Words find requests soon after they were filed, as they stand, page by page.

use super::{act, city, file, load, pothole};
use crate::{
    Counted, Draft, Filter, Grounds, Queue, QueueOrder, Status,
    access::Standing,
    add_detail, count_queue, list_found, move_to,
    retention::{Series, forget},
    search::{excerpt::excerpts, read_words, terms},
    triage::{send_back, tell_apart},
};
use testkit::{Ground, NOON};
use web::Op;

async fn found(ground: &Ground, words: &str, filter: Filter) -> Vec<String> {
    let mut op = Op { tx: ground.app.database().read(), ..Op::system(&ground.app) };
    let queue = Queue { terms: terms(words), filter, ..Queue::default() };
    let (rows, next) = list_found(&mut op, &queue, QueueOrder::Newest, None, 50).await.unwrap();
    assert_eq!(next, None);
    let counted = count_queue(&mut op, &queue, 100).await.unwrap();
    assert_eq!((counted.count.try_into(), counted.is_cut), (Ok(rows.len()), false));
    rows.into_iter().map(|row| row.reference).collect()
}

fn told(words: &str) -> Draft {
    Draft { description: words.parse().unwrap(), ..pothole(None) }
}

#[tokio::test]
async fn a_request_is_found_by_its_words_in_either_language_and_by_what_is_typed_so_far() {
    let ground = city().await;
    let hole =
        file(&ground, told("Un trou énorme devant l'école, près du lampadaire n° 4512")).await.unwrap().reference;
    let pits = file(&ground, told("Two flooded pits on the street")).await.unwrap().reference;
    assert_eq!(found(&ground, "énorme ", Filter::default()).await, Vec::<String>::new());
    while read_words(&ground.app).await.unwrap() > 0 {}
    for words in ["ENORME", "lampadaires ", "lampada", "4512 ", "\"trou énorme\"", "ecole trou", "« énormes »"] {
        assert_eq!(found(&ground, words, Filter::default()).await, [hole.as_str()], "{words}");
    }
    for words in ["flooding", "pit ", "flooded street pits"] {
        assert_eq!(found(&ground, words, Filter::default()).await, [pits.as_str()], "{words}");
    }
    // The service, by its name in both languages; the newest first.
    for words in ["nid-de-poule", "pothole", "nids de poule"] {
        assert_eq!(found(&ground, words, Filter::default()).await, [pits.as_str(), hole.as_str()], "{words}");
    }
    for words in ["\"énorme trou\"", "castor", "trou pits", "zqo1 castor", "trou NOT pits", "' or 1=1 --", "trou*x"] {
        assert_eq!(found(&ground, words, Filter::default()).await, Vec::<String>::new(), "{words}");
    }
}

#[tokio::test]
async fn what_changes_is_found_as_it_stands() {
    let ground = city().await;
    let reference = file(&ground, told("Un trou énorme")).await.unwrap().reference;
    while read_words(&ground.app).await.unwrap() > 0 {}
    let open = || Filter { is_open: Some(true), ..Filter::default() };
    let closed = || Filter { is_open: Some(false), ..Filter::default() };
    assert_eq!(found(&ground, "trou ", open()).await, [reference.as_str()]);
    let reason = Grounds { reason: "Réparé par un voisin".into(), outcome: None };
    act!(ground, op => move_to(op, &reference, Status::Cancelled, &reason)).unwrap();
    // Between the change and the reading, a row is not shown where it is no more.
    assert_eq!(found(&ground, "trou ", open()).await, Vec::<String>::new());
    assert_eq!(read_words(&ground.app).await.unwrap(), 1);
    assert_eq!(found(&ground, "trou ", closed()).await, [reference.as_str()]);
    // Words that are forgotten are found no more.
    ground.set_now(NOON.plus_days(2_000));
    let mut op = Op::system(&ground.app);
    forget(&mut op, Series::Words, 365).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(read_words(&ground.app).await.unwrap(), 1);
    assert_eq!(found(&ground, "trou ", Filter::default()).await, Vec::<String>::new());
    assert_eq!(found(&ground, "pothole ", Filter::default()).await, [reference.as_str()]);
}

#[tokio::test]
async fn found_requests_come_page_by_page_and_each_once() {
    let ground = city().await;
    for rank in 0..9 {
        file(&ground, told(if rank % 3 == 0 { "lampadaire" } else { "trou" })).await.unwrap();
    }
    while read_words(&ground.app).await.unwrap() > 0 {}
    let queue = Queue { terms: terms("trou "), ..Queue::default() };
    let mut expected = ["26-000009", "26-000008", "26-000006", "26-000005", "26-000003", "26-000002"];
    for order in [QueueOrder::Newest, QueueOrder::Oldest] {
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let mut op = Op { tx: ground.app.database().read(), ..Op::system(&ground.app) };
            let (rows, next) = list_found(&mut op, &queue, order, after, 2).await.unwrap();
            seen.extend(rows.into_iter().map(|row| row.reference));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{order:?}");
        expected.reverse();
    }
}

/// Conditions that the words do not know are checked on the newest alone: the count says that there may be more.
#[tokio::test]
async fn a_count_says_when_there_may_be_more() {
    let ground = city().await;
    for _ in 0..5 {
        file(&ground, told("Un trou")).await.unwrap();
    }
    read_all(&ground).await;
    let mut op = Op::system(&ground.app);
    let words = Queue { terms: terms("trou "), ..Queue::default() };
    let old = Filter { received: (None, Some(NOON.plus_days(-1))), ..Filter::default() };
    let conditions = Queue { filter: old, ..words.clone() };
    for (queue, most, count, is_cut) in
        [(&words, 3, 3, true), (&words, 9, 5, false), (&conditions, 3, 0, true), (&conditions, 9, 0, false)]
    {
        let counted = count_queue(&mut op, queue, most).await.unwrap();
        assert_eq!((counted.count, counted.is_cut), (count, is_cut), "{most}");
    }
    let every = Queue::default();
    assert_eq!(count_queue(&mut op, &every, 5).await.unwrap(), Counted { count: 5, is_cut: true });
    assert_eq!(count_queue(&mut op, &every, 6).await.unwrap(), Counted { count: 5, is_cut: false });
}

async fn read_all(ground: &Ground) {
    while read_words(&ground.app).await.unwrap() > 0 {}
}

async fn excerpt_of(ground: &Ground, words: &str, reference: &str) -> Option<String> {
    let id = load(ground, reference).await.id;
    let mut op = Op::system(&ground.app);
    excerpts(&mut op, &terms(words), &[id]).await.unwrap().remove(&id)
}

#[tokio::test]
async fn what_was_noted_added_and_answered_is_found_with_its_words() {
    let ground = city().await;
    let hole = file(&ground, told("Un trou énorme")).await.unwrap().reference;
    let other = file(&ground, told("Un trou")).await.unwrap().reference;
    read_all(&ground).await;
    assert_eq!(found(&ground, "garderie ", Filter::default()).await, Vec::<String>::new());
    let note = "La GARDERIE L’Éveil demande qu’on passe avant 7 h; joindre Mme Untel au 514 555-0199.";
    act!(ground, op => crate::note(op, &hole, note)).unwrap();
    act!(ground, op => crate::answer(op, &hole, "Une équipe ira voir la bretelle jeudi.")).unwrap();
    let mut op = Op::system(&ground.app);
    op.actor = web::Actor::Resident;
    add_detail(&mut op, &hole, "The manhole is wobbling too", Standing::Joined).await.unwrap();
    op.commit().await.unwrap();
    act!(ground, op => send_back(op, &hole, "C’est le viaduc provincial")).unwrap();
    // One reading, however many lines.
    assert_eq!(read_words(&ground.app).await.unwrap(), 1);
    for words in ["garderies ", "eveil", "\"passe avant 7 h\"", "bretelle ", "manholes ", "wobbl", "viaduc trou énorme"]
    {
        assert_eq!(found(&ground, words, Filter::default()).await, [hole.as_str()], "{words}");
    }
    assert_eq!(found(&ground, "trou ", Filter::default()).await, [other.as_str(), hole.as_str()]);
    let said = excerpt_of(&ground, "garderie trou ", &hole).await;
    assert_eq!(said.as_deref(), Some("La GARDERIE L’Éveil demande qu’on passe avant 7…"));
    assert_eq!(excerpt_of(&ground, "untel ", &hole).await.unwrap(), "…passe avant 7 h; joindre Mme […] au […]");
    // What was filed says it: nothing more is shown.
    assert_eq!(excerpt_of(&ground, "trou enorme ", &hole).await, None);
    assert_eq!(excerpt_of(&ground, "garderie ", &other).await, None);
    // The journal of one unit is not found in another.
    let elsewhere = Filter { units: vec!["ville-marie".into()], ..Filter::default() };
    assert_eq!(found(&ground, "garderie ", elsewhere).await, Vec::<String>::new());
}

#[tokio::test]
async fn words_of_a_journal_that_are_forgotten_are_found_no_more() {
    let ground = city().await;
    let reference = file(&ground, told("Un trou")).await.unwrap().reference;
    let mut op = Op::system(&ground.app);
    op.actor = web::Actor::Resident;
    add_detail(&mut op, &reference, "Près de la fontaine", Standing::Author).await.unwrap();
    op.commit().await.unwrap();
    act!(ground, op => crate::note(op, &reference, "Vu avec la garderie")).unwrap();
    let reason = Grounds { reason: "Réparé par un voisin".into(), outcome: None };
    act!(ground, op => move_to(op, &reference, Status::Cancelled, &reason)).unwrap();
    read_all(&ground).await;
    for words in ["fontaine ", "garderie "] {
        assert_eq!(found(&ground, words, Filter::default()).await, [reference.as_str()], "{words}");
    }
    ground.set_now(NOON.plus_days(800));
    // The words of the person go with them; those of staff later.
    for (series, kept, gone) in [(Series::People, vec!["garderie "], "fontaine "), (Series::Words, vec![], "garderie ")]
    {
        let mut op = Op::system(&ground.app);
        forget(&mut op, series, 365).await.unwrap();
        op.commit().await.unwrap();
        read_all(&ground).await;
        assert_eq!(found(&ground, gone, Filter::default()).await, Vec::<String>::new(), "{gone}");
        assert_eq!(excerpt_of(&ground, gone, &reference).await, None);
        for words in kept {
            assert_eq!(found(&ground, words, Filter::default()).await, [reference.as_str()], "{words}");
        }
    }
}

#[tokio::test]
async fn what_may_be_the_same_problem_waits_to_be_judged_once() {
    let ground = city().await;
    let first = file(&ground, told("Un trou")).await.unwrap().reference;
    let second = file(&ground, told("Le même trou")).await.unwrap().reference;
    while read_words(&ground.app).await.unwrap() > 0 {}
    assert_eq!(load(&ground, &first).await.twin_id, None);
    assert_eq!(load(&ground, &second).await.twin_id, Some(load(&ground, &first).await.id));
    let mut op = Op::system(&ground.app);
    let to_judge = Queue { has_twin: true, ..Queue::default() };
    assert_eq!(count_queue(&mut op, &to_judge, 10).await.unwrap().count, 1);
    drop(op);
    act!(ground, op => tell_apart(op, &second)).unwrap();
    // Judged, it is not asked again, whatever happens to it.
    act!(ground, op => crate::take(op, &second)).unwrap();
    while read_words(&ground.app).await.unwrap() > 0 {}
    assert_eq!(load(&ground, &second).await.twin_id, None);
    let mut op = Op::system(&ground.app);
    assert_eq!(count_queue(&mut op, &to_judge, 10).await.unwrap().count, 0);
}

#[tokio::test]
async fn a_request_that_came_to_the_wrong_unit_stays_its_until_somebody_decides() {
    let ground = city().await;
    let reference = file(&ground, told("Un trou")).await.unwrap().reference;
    act!(ground, op => crate::take(op, &reference)).unwrap();
    assert!(act!(ground, op => send_back(op, &reference, "  ")).is_err());
    act!(ground, op => send_back(op, &reference, "La rue est de l’autre côté")).unwrap();
    let misrouted = Queue { is_misrouted: true, ..Queue::default() };
    let mut op = Op::system(&ground.app);
    assert_eq!(count_queue(&mut op, &misrouted, 10).await.unwrap().count, 1);
    let request = crate::find(&mut op, &reference).await.unwrap().unwrap();
    assert_eq!((request.next_action.as_deref(), request.assignee), (Some("send"), None));
    assert!(!request.route.unit.is_empty());
    drop(op);
    act!(ground, op => crate::assign(op, &reference, "ville-marie", "C’est chez elle")).unwrap();
    let mut op = Op::system(&ground.app);
    assert_eq!(count_queue(&mut op, &misrouted, 10).await.unwrap().count, 0);
    let request = crate::find(&mut op, &reference).await.unwrap().unwrap();
    assert_eq!((request.route.unit.as_str(), request.next_action.as_deref()), ("ville-marie", Some("plan")));
    let transfers: i64 = ::store::sql("select transfer_count from request").fetch_value(&mut op.tx).await.unwrap();
    assert_eq!(transfers, 1);
}
