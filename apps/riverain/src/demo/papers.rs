//! What staff of the fictional city attached to the request that its welcome leads to.

use crate::{command::Failure, store::DemoLoad};
use identity::{Role, list};
use requests::{
    Audience,
    attachments::{AttachmentError, add, shelve},
    find,
};
use web::{Actor, App, Op};

const LETTER: &str = "From: Yolande Pontbriand <y.pontbriand@exemple.test>\r\n\
    To: 311@valrive.exemple.test\r\n\
    Date: Mon, 2 Nov 2026 09:12:00 -0500\r\n\
    Subject: =?utf-8?q?Acc=C3=A8s_=C3=A0_la_cour?=\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    \r\n\
    Bonjour, l’équipe peut passer par la cour, la barrière est ouverte de 8 h à 16 h.\r\n";
const ANSWER: &str = "Bonjour,\r\n\r\nNous sommes allés voir. Voici ce qui sera fait, et quand :\r\n\
    1. L’endroit est balisé dès aujourd’hui.\r\n2. L’équipe revient avec le matériel dans la semaine.\r\n\r\n\
    Ville de Valrive\r\n";
const MEASURES: &str = "\u{feff}point;largeur_cm;profondeur_cm\r\nA;42;7\r\nB;18;4\r\nC;65;9\r\n";

/// Name of the file, its title, what it holds, who reads it.
const PAPERS: [(&str, &str, &str, Audience); 3] = [
    ("Accès à la cour.eml", "Courriel de la propriétaire", LETTER, Audience::Staff),
    ("Mesures.csv", "Mesures prises sur place", MEASURES, Audience::Staff),
    ("Réponse.txt", "Ce qui sera fait", ANSWER, Audience::Requesters),
];

/// Attaches them; done again, it changes nothing.
pub(super) async fn add_papers(app: &App, load: &DemoLoad) -> Result<(), Failure> {
    let Some(reference) = &load.example_reference else { return Ok(()) };
    let failed = |err: AttachmentError| Failure::Asked(format!("the attachments of the demo: {err}"));
    let mut op = Op::system(app);
    let agent = list(&mut op).await?.into_iter().find(|member| member.staff.role == Role::Agent);
    let Some(request) = find(&mut op, reference).await? else { return Ok(()) };
    if let Some(agent) = agent {
        op.actor = Actor::Staff { id: agent.staff.id, name: agent.staff.name };
    }
    for (name, title, content, audience) in PAPERS {
        let shelved = shelve(app, op.now, name, content.as_bytes().to_vec()).await.map_err(failed)?;
        add(&mut op, &request, &shelved, title, audience).await.map_err(failed)?;
    }
    Ok(op.tx.commit().await?)
}
