//! Calls that were promised: a list of tasks, each done with a word.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Id, Moment};
use identity::{Agent, Look, Role, SignedIn, Staff, look};
use interactions::{CallBack, call_backs, settle};
use web::{Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "call_backs.html")]
struct CallBacksPage {
    view: View,
    staff: Staff,
    calls: Vec<CallBack>,
    now: Moment,
}

impl CallBacksPage {
    fn may_enter(&self) -> bool {
        self.staff.role != Role::Unit
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }

    fn is_late(&self, call: &CallBack) -> bool {
        call.due_at < self.now
    }

    fn done_link(&self, call: &CallBack) -> String {
        self.view.link(&format!("/poste/rappels/{}/fait", call.id))
    }

    fn file_link(&self, reference: &str) -> String {
        self.view.link(&format!("/poste/demandes/{reference}"))
    }
}

/// `GET /poste/rappels`: one's own and those of one's units. It shows who to call: the look is noted.
pub async fn list(Agent(signed_in): Agent) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let calls = call_backs(&mut op, staff.id, &staff.units).await?;
    let mut reading = Op { tx: op.app.database().read(), ..Op::system(&op.app) };
    for reference in calls.iter().filter_map(|call| call.reference.as_deref()) {
        look(&mut reading, &staff, Look::Contact, reference).await?;
    }
    let now = op.now;
    Ok(Page::ok(CallBacksPage { view, staff, calls, now }).into_response())
}

/// `POST /poste/rappels/{id}/fait`.
pub async fn done(Agent(signed_in): Agent, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    settle(&mut op, id, (staff.id, &staff.units), form.text("mots")).await?;
    let location = op.view().link("/poste/rappels");
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
