//! A request lives from its filing to its closing, on a real database of each engine.

mod bulk;
mod filing;
mod handling;
mod misrouting;
mod reading;
mod searching;

use crate::{Channel, Contact, Draft, Nature, Outcome, Receipt, SubmitError, find, submit};
use catalogue::{Answers, Catalogue};
use routing::Table;
use standards::Standards;
use territory::{Territory, Units};
use testkit::{
    Ground,
    city::{CORNER, POTHOLE},
};
use web::{Actor, Op, app::Parts};

pub(crate) async fn city() -> Ground {
    city_with(|_| {}).await
}

/// A city, with what `more` puts in it.
pub(crate) async fn city_with(more: impl FnOnce(&mut Parts)) -> Ground {
    let mut parts = testkit::parts!(Catalogue, Territory, Units, Table, Standards);
    more(&mut parts);
    let migrations = [notifications::MIGRATIONS, crate::MIGRATIONS].concat();
    Ground::new(&migrations, &[crate::TEXTS, notifications::TEXTS], parts).await
}

pub(crate) fn pothole(key: Option<&str>) -> Draft {
    let mut answers = Answers::default();
    for (code, value) in POTHOLE {
        answers.add(code, value);
    }
    Draft {
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        description: "Un trou <b>profond</b>'; drop table request; --".parse().unwrap(),
        answers,
        point: Some(CORNER),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact: Contact { email: Some("lea@exemple.test".into()), wants_news: true, ..Contact::default() },
        media_url: String::new(),
        key: key.map(str::to_owned),
    }
}

pub(crate) async fn file(ground: &Ground, draft: Draft) -> Result<Receipt, SubmitError> {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    let receipt = submit(&mut op, draft).await?;
    op.commit().await.unwrap();
    Ok(receipt)
}

/// What a member of staff does, kept if it succeeds.
macro_rules! act {
    ($ground:expr, $op:ident => $act:expr) => {{
        let mut operation = web::Op::system(&$ground.app);
        operation.actor = web::Actor::Staff { id: 7, name: "Agente 7".into() };
        let $op = &mut operation;
        let done = $act.await;
        if done.is_ok() {
            operation.commit().await.unwrap();
        }
        done
    }};
}
pub(crate) use act;

pub(crate) fn outcome(result: &str, proof: &str) -> Outcome {
    Outcome { result: result.into(), proof: proof.into() }
}

pub(crate) async fn load(ground: &Ground, reference: &str) -> crate::Request {
    find(&mut Op::system(&ground.app), reference).await.unwrap().unwrap()
}
