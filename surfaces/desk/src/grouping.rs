//! Requests that tell of one problem: the one that others follow, those that follow it, those it could follow.

use crate::rights::{Act, Case, Permit};
use base::Moment;
use requests::{
    ActError, Filter, MergeError, NearbyRequest, Order, Reference, Request, Status, find, find_by_id, followed, list,
    merge, merged_into,
};
use web::{Form, Op, Refusal};

/// A request of the same group, by its number.
pub struct Kin {
    pub reference: String,
    /// Whether its page opens for the reader.
    pub is_seen: bool,
}

/// What is compared, side by side.
pub struct Twin {
    pub reference: String,
    pub address: String,
    pub description: String,
    pub received_at: Moment,
}

/// What a request has to do with others.
#[derive(Default)]
pub struct Group {
    pub principal: Option<Kin>,
    pub followers: Vec<Kin>,
    /// An older one that may be the same problem: somebody must judge.
    pub twin: Option<Twin>,
    /// Open requests near here that it may be merged into.
    pub proposals: Vec<NearbyRequest>,
}

impl Group {
    pub async fn load(op: &mut Op, case: &Case, near: &[NearbyRequest]) -> Result<Self, Refusal> {
        let kin = |request: Request| Kin { is_seen: case.sees(&request), reference: request.reference };
        let principal = followed(op, case.request.id).await?.map(kin);
        let followers = merged_into(op, case.request.id).await?.into_iter().map(kin).collect();
        let twin = twin(op, case).await?;
        Ok(Self { principal, followers, twin, proposals: proposals(op, case, near).await? })
    }
}

/// Nothing when it is not theirs to judge.
async fn twin(op: &mut Op, case: &Case) -> Result<Option<Twin>, Refusal> {
    let Some(id) = case.request.twin_id.filter(|_| case.offers().contains(&Act::TellApart)) else { return Ok(None) };
    let other = find_by_id(op, id).await?.filter(|other| case.merges_into(other));
    Ok(other.map(|other| Twin {
        reference: other.reference,
        address: other.place.address,
        description: other.description.as_str().to_owned(),
        received_at: other.received_at,
    }))
}

async fn proposals(op: &mut Op, case: &Case, near: &[NearbyRequest]) -> Result<Vec<NearbyRequest>, Refusal> {
    let near = near.iter().filter(|other| other.status != Status::Merged);
    let references: Vec<String> = near.clone().map(|other| other.reference.clone()).collect();
    if references.is_empty() || !case.offers().contains(&Act::Merge) {
        return Ok(Vec::new());
    }
    let limit = u32::try_from(references.len()).unwrap_or(u32::MAX);
    let known = list(op, &Filter { references, ..Filter::default() }, Order::Oldest, None, limit).await?;
    let theirs = |other: &&NearbyRequest| known.iter().any(|it| it.id == other.id && case.merges_into(it));
    Ok(near.filter(theirs).cloned().collect())
}

/// Merges the request of `permit` into the one that was chosen, or whose number was typed.
pub async fn gather(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let typed = form.text("numero").trim();
    let chosen = if typed.is_empty() { form.text("principale") } else { typed };
    let number: Reference = chosen.parse().map_err(|_| MergeError::PrincipalUnknown)?;
    // One that is not theirs is not found: that it exists is private.
    let principal = find(op, &number.to_string()).await?.filter(|other| permit.merges_into(other));
    let principal = principal.ok_or(MergeError::PrincipalUnknown)?;
    merge(op, permit.reference(), &principal.reference, form.text("mots")).await
}
