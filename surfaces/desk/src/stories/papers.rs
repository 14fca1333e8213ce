//! Papers of a request at the desk: joined, given back, taken away, refused.

use super::{desk, give, load, pothole, sign_in, speaks};
use identity::{Look, looks_at};
use requests::{
    Audience,
    attachments::{Attachment, LARGEST, MOST, of},
    timeline,
};
use testkit::{Browser, Ground, Reply};
use web::Op;

const LETTER: &[u8] = b"%PDF-1.7 une lettre";

async fn join(browser: &mut Browser, reference: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Reply {
    let path = format!("/poste/demandes/{reference}/pieces");
    browser.post_files(&path, fields, &[("piece", file.0, file.1)]).await
}

async fn papers(ground: &Ground, reference: &str) -> Vec<Attachment> {
    let id = load(ground, reference).await.id;
    of(&mut Op::system(&ground.app), id).await.unwrap()
}

async fn acts(ground: &Ground, reference: &str, audience: Audience) -> Vec<String> {
    let id = load(ground, reference).await.id;
    let events = timeline(&mut Op::system(&ground.app), id, audience).await.unwrap();
    events.into_iter().map(|event| event.act).filter(|act| act.starts_with("attachment")).collect()
}

#[tokio::test]
async fn a_paper_is_joined_given_back_as_a_file_and_each_look_is_noted() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let page = format!("/poste/demandes/{reference}");
    let offered = agent.get(&page).await;
    speaks(offered.is(200).holds("Pièces jointes").holds("Joindre un fichier"));
    let fields = [("titre", "Réponse du <b>propriétaire"), ("pour", "personne")];
    let sent = join(&mut agent, &reference, &fields, ("Lettre – Zoé.pdf", LETTER)).await;
    assert_eq!(sent.is(303).location(), format!("{page}?fait=oui#pieces"));
    join(&mut agent, &reference, &[("titre", "")], ("notes.txt", b"Elle a rappele")).await.is(303);
    let shown = agent.get(&page).await;
    speaks(&shown);
    shown.holds("Réponse du &#60;b&#62;propriétaire").holds("PDF, 1\u{a0}ko").holds("la personne la lit aussi");
    shown.holds("Lettre – Zoé.pdf").holds("notes.txt").holds("Nom de agente").holds("Pièce jointe ajoutée");
    agent
        .get(&format!("/en{page}"))
        .await
        .holds("Attachments")
        .holds("PDF, 1\u{a0}KB")
        .holds("the person reads it too");

    let kept = papers(&ground, &reference).await;
    for _ in 0..2 {
        let given = agent.get(&format!("{page}/pieces/{}", kept[0].name)).await;
        assert_eq!(given.is(200).body, LETTER);
        assert_eq!(given.header("content-type"), "application/pdf");
        assert_eq!(
            given.header("content-disposition"),
            "attachment; filename=\"Lettre _ Zo_.pdf\"; filename*=UTF-8''Lettre%20%E2%80%93%20Zo%C3%A9.pdf"
        );
        assert_eq!(given.header("x-content-type-options"), "nosniff");
        assert_eq!(given.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(given.header("cache-control"), "private, no-store");
    }
    let looks = looks_at(&mut Op::system(&ground.app), Some(&reference), 20).await.unwrap();
    let taken: Vec<_> = looks.iter().filter(|look| look.what == Look::Attachment).map(|look| &look.staff).collect();
    assert_eq!(taken, ["Nom de agente", "Nom de agente"], "each file that is taken");
    let mut chief = sign_in(&ground, "chef").await;
    chief.get(&format!("/poste/regards?numero={reference}")).await.is(200).holds("pièce jointe");
    speaks(chief.get(&page).await.holds("pièce jointe"));
    assert_eq!(acts(&ground, &reference, Audience::Staff).await, ["attachment-added", "attachment-added"]);
    assert_eq!(acts(&ground, &reference, Audience::Requesters).await, ["attachment-added"]);
}

#[tokio::test]
async fn what_is_refused_is_said_and_the_title_is_not_typed_again() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let fields = [("titre", "Lettre de l’avocat"), ("pour", "personne")];
    let huge = vec![b' '; LARGEST + 1];
    let refused = [
        (("lettre.pdf", b"MZ\x90\0".as_slice()), "genre accepté"),
        (("lettre.pdf", b"<html><script>alert(1)</script>"), "genre accepté"),
        (("plan.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "genre accepté"),
        (("lettre.pdf", b""), "est vide"),
        (("", b""), "Choisissez un fichier"),
        (("lettre.pdf", &huge), "dépasse 10\u{a0}Mo"),
    ];
    for (file, words) in refused {
        let back = join(&mut agent, &reference, &fields, file).await;
        back.is(422).holds(words).holds("id=\"piece-erreur\"").holds("value=\"Lettre de l’avocat\"");
        back.holds("value=\"personne\" checked");
        speaks(&back);
    }
    let long = "é".repeat(121);
    let back = join(&mut agent, &reference, &[("titre", &long)], ("a.pdf", LETTER)).await;
    back.is(422).holds("titre-erreur").holds(&long);
    join(&mut agent, &reference, &[("titre", &"x".repeat(5_000))], ("a.pdf", LETTER)).await.is(400);
    // Over what the door lets through, nothing is read.
    let over = vec![b' '; web::door::LARGEST_BODY];
    join(&mut agent, &reference, &fields, ("film.pdf", &over)).await.is(413).holds("dépasse la taille permise");
    assert_eq!(papers(&ground, &reference).await, []);
    agent.post(&format!("/poste/demandes/{reference}/pieces"), &fields).await.is(422).holds("Choisissez un fichier");
}

#[tokio::test]
async fn names_that_hide_something_are_shown_as_they_are() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for (rank, (name, expected)) in [
        ("../../etc/passwd", "passwd.pdf"),
        ("facture\u{202e}fdp.exe", "facturefdp.exe.pdf"),
        ("a\u{200b}b\u{feff}.pdf", "ab.pdf"),
        ("nid 🚧.pdf", "nid 🚧.pdf"),
    ]
    .into_iter()
    .enumerate()
    {
        join(&mut agent, &reference, &[], (name, format!("%PDF-1.7 {rank}").as_bytes())).await.is(303);
        let paper = papers(&ground, &reference).await.pop().unwrap();
        assert_eq!((paper.file_name.as_str(), paper.title.as_str()), (expected, expected));
        agent.get(&format!("/poste/demandes/{reference}/pieces/{}", paper.name)).await.is(200);
    }
    assert!(agent.get(&format!("/poste/demandes/{reference}")).await.text().contains("facturefdp.exe.pdf"));
}

#[tokio::test]
async fn a_double_click_joins_one_and_a_request_takes_so_many() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for _ in 0..2 {
        join(&mut agent, &reference, &[("titre", "Plan")], ("plan.pdf", LETTER)).await.is(303);
    }
    assert_eq!(papers(&ground, &reference).await.len(), 1);
    for rank in 1..MOST {
        join(&mut agent, &reference, &[], ("a.txt", format!("{rank}").as_bytes())).await.is(303);
    }
    join(&mut agent, &reference, &[], ("a.txt", b"trop")).await.is(422).holds("20\u{a0}pièces jointes");
}

#[tokio::test]
async fn a_paper_is_taken_away_by_who_joined_it_or_answers_for_the_work() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let mut unit = sign_in(&ground, "plateau").await;
    let mut crew = sign_in(&ground, "equipe").await;
    let (mut supervisor, mut chief) = (sign_in(&ground, "cheffe-plateau").await, sign_in(&ground, "chef").await);
    let mut elsewhere = sign_in(&ground, "centre").await;
    give(&ground, &reference, "equipe").await;
    for (rank, browser) in [&mut agent, &mut crew, &mut unit, &mut agent_again(&ground).await].into_iter().enumerate() {
        join(browser, &reference, &[], ("a.txt", format!("{rank}").as_bytes())).await.is(303);
    }
    let names: Vec<String> = papers(&ground, &reference).await.into_iter().map(|it| it.name).collect();
    let path = |rank: usize| format!("/poste/demandes/{reference}/pieces/{}/retirer", names[rank]);
    let page = format!("/poste/demandes/{reference}");
    agent.get(&page).await.holds(&path(0)).lacks(&path(1)).lacks(&path(2));
    for (rank, browser) in [(1, &mut agent), (0, &mut unit), (0, &mut crew)] {
        browser.post(&path(rank), &[]).await.is(403);
    }
    for (method, file) in [("post", path(0)), ("get", path(0).replace("/retirer", ""))] {
        let reply = if method == "post" { elsewhere.post(&file, &[]).await } else { elsewhere.get(&file).await };
        reply.is(404);
    }
    for (rank, browser) in [(0, &mut agent), (1, &mut crew), (2, &mut supervisor), (3, &mut chief)] {
        assert_eq!(browser.post(&path(rank), &[]).await.is(303).location(), format!("{page}?fait=oui#pieces"));
        browser.post(&path(rank), &[]).await.is(404);
    }
    assert_eq!(papers(&ground, &reference).await, []);
    assert_eq!(acts(&ground, &reference, Audience::Staff).await.len(), 8);
    chief.get(&page).await.is(200).holds("Pièce jointe retirée").holds("a.txt");
}

/// The same agent, in another browser.
async fn agent_again(ground: &Ground) -> Browser {
    sign_in(ground, "agente").await
}

#[tokio::test]
async fn a_company_joins_and_reads_papers_of_what_it_was_given() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut company = sign_in(&ground, "paveurs").await;
    join(&mut company, &reference, &[], ("a.txt", b"x")).await.is(404);
    give(&ground, &reference, "paveurs").await;
    join(&mut company, &reference, &[], ("bon de travail.txt", b"x")).await.is(303);
    let paper = papers(&ground, &reference).await.remove(0);
    company.get(&format!("/poste/demandes/{reference}/pieces/{}", paper.name)).await.is(200);
    company.post(&format!("/poste/demandes/{reference}/pieces/{}/retirer", paper.name), &[]).await.is(303);
}
