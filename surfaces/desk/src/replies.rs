//! Replies that are ready: the list with what is used, and each with its versions. Inserting one in an act is in
//! [`inserting`].

pub mod inserting;

use crate::{
    queue::{self, Choice},
    rights::{Act, writes_replies},
};
use ::replies::{Draft, Reply, SaveError, Variable, Version, all, bring_back, find, retire, save, versions};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Id;
use identity::{SignedIn, Staff};
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Refusal, View};

/// Acts whose words people read.
pub const ACTS: [Act; 12] = [
    Act::Close,
    Act::Plan,
    Act::Assign,
    Act::Ask,
    Act::Answer,
    Act::Hold,
    Act::Urgent,
    Act::Elsewhere,
    Act::Decline,
    Act::Reopen,
    Act::LeaveClosed,
    Act::Separate,
];

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage {
    view: View,
    staff: Staff,
    q: String,
    replies: Vec<Reply>,
    may_write: bool,
}

#[derive(Template)]
#[template(path = "reply.html")]
struct ReplyPage {
    view: View,
    staff: Staff,
    faults: Faults,
    /// None while one is being written for the first time.
    reply: Option<Reply>,
    draft: Draft,
    versions: Vec<Version>,
    acts: Vec<Choice>,
    services: Vec<(String, Vec<Choice>)>,
    may_write: bool,
    /// The version that was read.
    seen: i64,
    /// Somebody else saved one meanwhile.
    is_changed: bool,
}

impl ReplyPage {
    fn title(&self) -> String {
        let title = self.reply.as_ref().map(|reply| self.view.text(&reply.title).to_owned());
        title.unwrap_or_else(|| self.view.t("desk-reply-new"))
    }

    fn action(&self, end: &str) -> String {
        let id = self.reply.as_ref().map_or_else(String::new, |reply| format!("/{}", reply.id));
        self.view.link(&format!("/poste/reponses{id}{end}"))
    }

    fn variables(&self) -> Vec<(String, String)> {
        let line = |variable: Variable| {
            let word = variable.word();
            (format!("{{{word}}}"), self.view.t(&format!("desk-reply-variable-{word}")))
        };
        Variable::ALL.into_iter().map(line).collect()
    }
}

#[derive(Deserialize)]
pub struct Looked {
    #[serde(default)]
    q: String,
}

/// `GET /poste/reponses?q=`.
pub async fn index(signed_in: SignedIn, Query(looked): Query<Looked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let mut replies = all(&mut op).await?;
    let q: String = looked.q.chars().take(100).collect();
    replies.retain(|reply| q.trim().is_empty() || reply.holds(q.trim()));
    let may_write = writes_replies(&staff);
    Ok(Page::ok(RepliesPage { view, staff, q, replies, may_write }).into_response())
}

/// Whoever writes replies.
fn writer(signed_in: SignedIn) -> Result<SignedIn, Refusal> {
    if writes_replies(&signed_in.staff) { Ok(signed_in) } else { Err(Refusal::forbidden("identity/role-missing")) }
}

/// `GET /poste/reponses/nouvelle`.
pub async fn begin(signed_in: SignedIn) -> Result<Response, Refusal> {
    let signed_in = writer(signed_in)?;
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let page = page(&mut op, (view, staff), None, Draft::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// `GET /poste/reponses/{id}`: everybody reads it, whoever may changes it.
pub async fn show(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let reply = find(&mut op, id).await?.ok_or(SaveError::Unknown)?;
    let draft = drafted(&reply);
    Ok(Page::ok(page(&mut op, (view, staff), Some(reply), draft).await?).into_response())
}

fn drafted(reply: &Reply) -> Draft {
    // An English that is the French was never written.
    let english = |text: &base::Text| if text.en == text.fr { String::new() } else { text.en.clone() };
    Draft {
        title_fr: reply.title.fr.clone(),
        title_en: english(&reply.title),
        words_fr: reply.words.fr.clone(),
        words_en: english(&reply.words),
        services: reply.services.clone(),
        acts: reply.acts.clone(),
        why: String::new(),
    }
}

async fn page(
    op: &mut Op,
    (view, staff): (View, Staff),
    reply: Option<Reply>,
    draft: Draft,
) -> Result<ReplyPage, Refusal> {
    let versions = match &reply {
        Some(reply) => versions(op, reply.id).await?,
        None => Vec::new(),
    };
    let act = |act: Act| Choice {
        name: view.t(&format!("desk-act-{}", act.word())),
        is_chosen: draft.acts.iter().any(|word| word == act.word()),
        value: act.word().to_owned(),
    };
    let mut services = queue::services(op, &view, "");
    for choice in services.iter_mut().flat_map(|(_, choices)| choices) {
        choice.is_chosen = draft.services.contains(&choice.value);
    }
    Ok(ReplyPage {
        seen: reply.as_ref().map_or(0, |reply| reply.number),
        acts: ACTS.into_iter().map(act).collect(),
        may_write: writes_replies(&staff),
        faults: Faults::default(),
        is_changed: false,
        versions,
        services,
        reply,
        draft,
        staff,
        view,
    })
}

/// What was typed; codes that the city does not have are left.
fn read(op: &Op, form: &Form) -> Draft {
    let catalogue = op.part::<catalogue::Catalogue>();
    let (mut services, mut acts) = (form.all("services"), form.all("actes"));
    services.retain(|code| catalogue.service(code).is_some());
    acts.retain(|word| word.parse().is_ok_and(|act| ACTS.contains(&act)));
    Draft {
        title_fr: form.text("titre").to_owned(),
        title_en: form.text("titre_en").to_owned(),
        words_fr: form.text("fr").to_owned(),
        words_en: form.text("en").to_owned(),
        why: form.text("raison").to_owned(),
        services,
        acts,
    }
}

/// `POST /poste/reponses`.
pub async fn add(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    receive(writer(signed_in)?, None, &form).await
}

/// `POST /poste/reponses/{id}`.
pub async fn change(signed_in: SignedIn, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    receive(writer(signed_in)?, Some(id), &form).await
}

async fn receive(signed_in: SignedIn, id: Option<Id>, form: &Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let draft = read(&op, form);
    let seen: i64 = form.text("vu").parse().unwrap_or_default();
    let wrong = draft.check().err();
    let saved = match wrong {
        Some((field, err)) => Err((field, err)),
        None => save(&mut op, id.map(|id| (id, seen)), draft.clone()).await.map_err(|err| ("", err)),
    };
    let (field, err) = match saved {
        Ok(id) => {
            let location = view.link(&format!("/poste/reponses/{id}"));
            op.commit().await?;
            return Ok(Redirect::to(&location).into_response());
        }
        Err((_, SaveError::Unknown)) => return Err(SaveError::Unknown.into()),
        Err((_, SaveError::Store(err))) => return Err(err.into()),
        Err(wrong) => wrong,
    };
    let mut op = Op { tx: op.app.database().read(), ..op };
    let reply = match id {
        Some(id) => Some(find(&mut op, id).await?.ok_or(SaveError::Unknown)?),
        None => None,
    };
    let mut page = page(&mut op, (view, staff), reply, draft).await?;
    if matches!(err, SaveError::Changed) {
        page.is_changed = true;
        return Ok(Page(StatusCode::CONFLICT, page).into_response());
    }
    page.seen = seen;
    page.faults = Faults::one(field, err.code());
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /poste/reponses/{id}/retirer`.
pub async fn remove(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let SignedIn { mut op, .. } = writer(signed_in)?;
    retire(&mut op, id).await?;
    back(op, id).await
}

/// `POST /poste/reponses/{id}/remettre`.
pub async fn restore(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let SignedIn { mut op, .. } = writer(signed_in)?;
    bring_back(&mut op, id).await?;
    back(op, id).await
}

async fn back(op: Op, id: Id) -> Result<Response, Refusal> {
    let location = op.view().link(&format!("/poste/reponses/{id}"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
