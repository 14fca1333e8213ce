//! An act is received: done and journaled, explained beside its form, or stopped because somebody else was faster.

use crate::{
    case::{self, mark},
    giving::hand,
    grouping::gather,
    letter::posted,
    replies::{ACTS, inserting},
    rights::{Act, Case, Permit},
    sharing::share,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Id, Moment};
use catalogue::Catalogue;
use identity::{SignedIn, Staff};
use jiff::civil::Date;
use requests::{
    ActError, Audience, Grounds, MergeError, Outcome, Status, StatusError, SubrequestError, answer, ask, assign, close,
    decline_reopening, give_back,
    handling::LONGEST_WORDS,
    move_to, note,
    partners::{Asked, ask_partner, withdraw},
    plan, reopen, separate,
    subrequests::asked_as,
    take, timeline,
    triage::{send_back, tell_apart},
};
use web::{Faults, Form, Op, Page, Refusal, View};

/// `POST /poste/demandes/{reference}/actes/{act}`.
pub async fn receive(
    signed_in: SignedIn,
    Path((reference, word)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Refusal> {
    let act: Act = word.parse().map_err(|()| Refusal::not_found("web/not-found"))?;
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    let permit = case.permit(act)?;
    if let Some(id) = inserting::asked(&form) {
        let filled = inserting::put(&mut op, &case.request, form, id).await?;
        let mut page = case::page(&mut op, view, &staff, case, filled).await?;
        page.open(&mut op, act).await?;
        return Ok(Page::ok(page).into_response());
    }
    let is_stale = !act.is_harmless() && form.text("vu") != mark(&case.request);
    let done = if is_stale { Err(ActError::Changed) } else { perform(&mut op, &permit, &form).await };
    match done {
        Ok(()) if form.text("geste") == "voir" => foresee(op, view, &staff, &reference, (act, form)).await,
        Ok(()) => {
            inserting::count(&mut op, &permit, &form).await?;
            let location = after(&mut op, &view, &staff, &reference).await?;
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(err) => explain(op, view, &staff, &reference, (act, form), &err).await,
    }
}

/// The page again, with what people would read: the act is given up, and its form stands as it was typed.
async fn foresee(
    mut op: Op,
    view: View,
    staff: &Staff,
    reference: &str,
    (act, form): (Act, Form),
) -> Result<Response, Refusal> {
    // The last sub-request closes its parent.
    let asked = asked_as(&mut op, reference).await?;
    let letters = posted(&mut op, &asked).await?;
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, staff, reference).await?;
    let mut page = case::page(&mut op, view, staff, case, form).await?;
    page.open(&mut op, act).await?;
    page.letters = Some(letters);
    Ok(Page::ok(page).into_response())
}

/// The page of the request, or the list when it left the hands of whoever gave it away.
async fn after(op: &mut Op, view: &View, staff: &Staff, reference: &str) -> Result<String, Refusal> {
    let is_seen = Case::load(op, staff, reference).await.is_ok();
    let path =
        if is_seen { format!("/poste/demandes/{reference}?fait=oui") } else { format!("/poste?fait={reference}") };
    Ok(view.link(&path))
}

/// Does the act that `permit` allows, with what was typed.
pub(crate) async fn perform(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let (reference, words) = (permit.reference(), form.text("mots"));
    if words.chars().count() > LONGEST_WORDS {
        return Err(ActError::WordsTooLong);
    }
    if ACTS.contains(&permit.act) && ::replies::has_hole(words) {
        return Err(ActError::WordsUnfinished);
    }
    let grounds = Grounds { reason: words.trim().to_owned(), outcome: None };
    let to = match permit.act {
        Act::Take => return take(op, reference).await,
        Act::Give => return hand(op, permit, form).await,
        Act::GiveBack => return give_back(op, reference, words).await,
        Act::Assign => return assign(op, reference, form.text("unite"), words).await,
        Act::Plan => {
            let day: Date = form.text("jour").trim().parse().map_err(|_| ActError::PastDate)?;
            return plan(op, reference, day, words).await;
        }
        Act::Ask => return ask(op, reference, words).await,
        Act::Answer => return answer(op, reference, words).await,
        Act::Note => return note(op, reference, words).await,
        Act::AskPartner => return consult(op, permit, form).await,
        Act::OpenSubrequest => return share(op, permit, form).await,
        Act::SendBack => return send_back(op, reference, words).await,
        Act::TellApart => return tell_apart(op, reference).await,
        Act::Close => return finish(op, permit, form).await,
        Act::Reopen => return reopen(op, reference, words).await,
        Act::Merge => return gather(op, permit, form).await,
        Act::Separate => return separate(op, reference, words).await,
        Act::LeaveClosed => return decline_reopening(op, reference, words).await,
        Act::Start => Status::UnderWay,
        Act::Hold => Status::OnHold,
        Act::Urgent => Status::Urgent,
        Act::Elsewhere => Status::HandledElsewhere,
        Act::Decline => Status::Declined,
        Act::Cancel => Status::Cancelled,
        Act::Remove => Status::Removed,
    };
    move_to(op, reference, to, &grounds).await
}

async fn consult(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let asked = Asked {
        partner: form.text("organisme"),
        email: form.text("courriel"),
        words: form.text("mots"),
        days: form.text("jours").trim().parse().unwrap_or_default(),
        shows_words: form.is_ticked("montrer"),
        lang: form.text("langue").parse().unwrap_or_default(),
    };
    ask_partner(op, permit.reference(), &asked).await.map(drop)
}

async fn finish(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let result = form.text("resultat");
    if result.is_empty() {
        return Err(StatusError::ResultMissing.into());
    }
    if !permit.gives(&op.part::<Catalogue>(), result) {
        return Err(ActError::ResultUnknown(result.to_owned()));
    }
    let proof = form.text(&format!("preuve_{result}")).trim().to_owned();
    let outcome = Outcome { result: result.to_owned(), proof };
    close(op, permit.reference(), outcome, form.text("mots")).await
}

/// The field of a form that an error is about; none when it is about the request itself.
pub(crate) fn field(err: &ActError, form: &Form) -> Option<String> {
    match err {
        ActError::Status(StatusError::ReasonMissing(_))
        | ActError::WordsMissing
        | ActError::WordsTooLong
        | ActError::WordsUnfinished
        | ActError::Merge(MergeError::OtherService)
        | ActError::Subrequest(
            SubrequestError::OfSubrequest
            | SubrequestError::TooMany
            | SubrequestError::SubrequestsOpen
            | SubrequestError::ParentClosed
            | SubrequestError::NobodyAsked,
        ) => Some("mots".to_owned()),
        ActError::Subrequest(SubrequestError::ServiceUnknown) => Some("service".to_owned()),
        ActError::Status(StatusError::ResultMissing) | ActError::ResultUnknown(_) => Some("resultat".to_owned()),
        ActError::ProofWrong(_) => Some(format!("preuve_{}", form.text("resultat"))),
        ActError::UnitUnknown(_) => Some("unite".to_owned()),
        ActError::PersonMayNot => Some("personne".to_owned()),
        ActError::PastDate => Some("jour".to_owned()),
        ActError::Merge(_) => Some("numero".to_owned()),
        ActError::PartnerMissing => Some("organisme".to_owned()),
        ActError::PartnerEmailWrong => Some("courriel".to_owned()),
        ActError::PartnerDaysWrong => Some("jours".to_owned()),
        ActError::Unknown
        | ActError::PartnerSaidEnough
        | ActError::Status(StatusError::Impossible { .. })
        | ActError::Changed
        | ActError::Store(_) => None,
    }
}

/// The page again, with what was typed: what is wrong beside each field, or what happened meanwhile.
async fn explain(
    op: Op,
    view: View,
    staff: &Staff,
    reference: &str,
    (act, form): (Act, Form),
    err: &ActError,
) -> Result<Response, Refusal> {
    if let ActError::Store(err) = err {
        return Err(Refusal::internal(err));
    }
    // Whatever the act had begun is given up before the request is read again.
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, staff, reference).await?;
    let since = Moment(form.text("lu_a").parse().unwrap_or(op.now.0));
    let faults = field(err, &form).map(|field| Faults::one(&field, err.code()));
    let events = timeline(&mut op, case.request.id, Audience::Staff).await?;
    let mut page = case::page(&mut op, view, staff, case, form).await?;
    page.open(&mut op, act).await?;
    if let Some(faults) = faults {
        page.faults = faults;
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let new = events.into_iter().filter(|event| event.at > since.0);
    page.meanwhile = Some(new.map(|event| case::step(&op, &page.view, event)).collect());
    Ok(Page(StatusCode::CONFLICT, page).into_response())
}

/// `POST /poste/demandes/{reference}/partenaires/{id}/retirer`: the link opens nothing any more.
pub async fn withdraw_link(
    signed_in: SignedIn,
    Path((reference, id)): Path<(String, Id)>,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    case.permit(Act::AskPartner)?;
    withdraw(&mut op, &case.request, id).await?;
    let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#partenaires"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
