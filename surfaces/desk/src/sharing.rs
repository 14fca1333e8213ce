//! A request whose work several units share: its sub-requests, its parent, and the opening of a sub-request.

use crate::{
    grouping::Kin,
    queue::{self, Choice},
    rights::{Case, Permit},
};
use base::Moment;
use requests::{ActError, NewSubrequest, Request, find_by_id, open_subrequest, subrequests_of, telling};
use web::{Form, Op, Refusal, View};

/// A sub-request, in a line.
pub struct Line {
    pub kin: Kin,
    pub service: String,
    pub unit: String,
    pub label: String,
    pub tone: &'static str,
    pub planned_for: Option<Moment>,
    /// What is asked of the unit, for who sees it.
    pub words: String,
}

/// What a request shares.
#[derive(Default)]
pub struct Shared {
    pub parent: Option<Kin>,
    pub subrequests: Vec<Line>,
    /// Services that a sub-request may be of, once asked for.
    pub services: Vec<(String, Vec<Choice>)>,
}

impl Shared {
    pub async fn load(op: &mut Op, view: &View, case: &Case) -> Result<Self, Refusal> {
        let kin = |request: &Request| Kin { is_seen: case.sees(request), reference: request.reference.clone() };
        let parent = match case.request.parent_id {
            Some(id) => find_by_id(op, id).await?.as_ref().map(kin),
            None => None,
        };
        let subrequests = if parent.is_some() { Vec::new() } else { subrequests_of(op, case.request.id).await? };
        let subrequest = |request: Request| Line {
            kin: kin(&request),
            service: telling::service_name(op, &request.service_code, view.lang),
            unit: telling::unit_name(op, &request.route.unit, view.lang),
            label: queue::label(op, view, request.status),
            tone: request.status.tone(),
            planned_for: request.planned_for.filter(|_| request.closed_at.is_none()),
            words: if case.sees(&request) { request.description.as_str().to_owned() } else { String::new() },
        };
        Ok(Self { parent, subrequests: subrequests.into_iter().map(subrequest).collect(), services: Vec::new() })
    }
}

/// Opens a sub-request of the request of `permit`, as it was typed.
pub async fn share(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let subrequest =
        NewSubrequest { service_code: form.text("service"), unit: form.text("unite"), words: form.text("mots") };
    open_subrequest(op, permit.reference(), &subrequest).await.map(drop)
}
