//! Asking: one invitation for each person who agreed, and a link for whoever follows the request.

use crate::{
    link::{LINK_DAYS, Link},
    store::{self, Invitation},
};
use ::store::StoreError;
use base::{Id, Moment};
use notifications::Message;
use requests::{Contact, Request, Status, find_by_id, requesters_of, telling};
use web::{Op, View};

/// The job that a closing books, whose payload is the identifier of the request.
///
/// Whoever agreed and gave an e-mail receives one link for this closing, however often it runs. Answers how many.
pub async fn invite(op: &mut Op, request_id: Id) -> Result<usize, StoreError> {
    let Some(request) = find_by_id(op, request_id).await? else { return Ok(0) };
    let Some(closed_at) = request.closed_at.filter(|_| is_asked(&request)) else { return Ok(0) };
    let mut sent = 0;
    for (requester_id, _, contact) in requesters_of(op, request_id).await? {
        let Some(email) = contact.email.as_deref().filter(|_| contact.wants_survey) else { continue };
        let invitation = Invitation::of(op.id(), requester_id, &request, closed_at, op.now);
        let asked = [(invitation, false)];
        if store::insert_invitations(op, &asked).await? == 0 {
            continue;
        }
        let [(invitation, _)] = asked;
        tell(op, &request, &invitation, email, &contact).await?;
        sent += 1;
    }
    Ok(sent)
}

/// Whether what became of a request is a thing to ask about.
fn is_asked(request: &Request) -> bool {
    matches!(request.status, Status::Completed | Status::Declined | Status::HandledElsewhere)
}

async fn tell(
    op: &mut Op,
    request: &Request,
    invitation: &Invitation,
    email: &str,
    contact: &Contact,
) -> Result<(), StoreError> {
    let view = View::new(&op.app, contact.lang, "");
    let service = telling::service_name(op, &request.service_code, contact.lang);
    let path = Link::Invitation(invitation.id).path(&op.app, invitation.closed_at);
    let address = format!("{}{}", op.app.settings().public_url, view.link(&path));
    let until = view.date(&invitation.closed_at.plus_days(LINK_DAYS));
    let paragraphs = [
        view.t2("surveys-mail-closed", ("service", &service), ("reference", &request.reference)),
        view.t("surveys-mail-ask"),
        address,
        view.t1("surveys-mail-until", "day", until),
        view.t("surveys-mail-apart"),
    ];
    let message = Message {
        kind: "surveys/invitation",
        to: email,
        lang: contact.lang,
        subject: &view.t1("surveys-mail-subject", "service", &service),
        body: &paragraphs.join("\n\n"),
        about: Some(&request.reference),
    };
    notifications::post(op, &message).await
}

/// Path of the survey for the tracker of a closed request, without its language. None when there is nothing to ask,
/// when it is too late, or when the people of this closing were asked by e-mail.
///
/// Show it only to whoever may follow the request closely.
pub async fn tracker_link(op: &mut Op, request: &Request) -> Result<Option<String>, StoreError> {
    let Some(closed_at) = request.closed_at.filter(|_| is_asked(request)) else { return Ok(None) };
    if is_past(closed_at, op.now) || store::has_invitation(op, request.id, closed_at).await? {
        return Ok(None);
    }
    let link = Link::Closing { request_id: request.id, closed_at };
    Ok(Some(link.path(&op.app, closed_at)))
}

fn is_past(closed_at: Moment, now: Moment) -> bool {
    closed_at.plus_days(LINK_DAYS) <= now
}
