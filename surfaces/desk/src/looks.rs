//! Who looked at what, for whoever answers for the desk.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use identity::{Admin, Looked, Role, Staff, looks_at};
use requests::Reference;
use serde::Deserialize;
use web::{Page, Refusal, View};

/// Lines of the page.
const MOST: u32 = 200;

#[derive(Template)]
#[template(path = "looks.html")]
struct LooksPage {
    view: View,
    staff: Staff,
    looks: Vec<Looked>,
    number: String,
}

impl LooksPage {
    fn may_enter(&self) -> bool {
        crate::rights::enters(&self.staff)
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    numero: String,
}

/// `GET /poste/regards?numero=`.
pub async fn show(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let mut op = signed_in.op;
    let number = asked.numero.trim().chars().take(40).collect::<String>();
    let reference = number.parse::<Reference>().map_or_else(|_| number.clone(), |reference| reference.to_string());
    let subject = Some(reference.as_str()).filter(|subject| !subject.is_empty());
    let looks = looks_at(&mut op, subject, MOST).await?;
    Ok(Page::ok(LooksPage { view, staff: signed_in.staff, looks, number }).into_response())
}
