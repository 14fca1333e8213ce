#![doc = include_str!("../README.md")]
//!
//! Reading order: [`rights`], [`lexicon`], [`query`], [`filter`], [`columns`], [`live`], [`queue`], [`suggest`], [`map`], [`export`], [`case`], [`letter`], [`replies`], [`acts`], [`bulk`], [`giving`], [`grouping`], [`sharing`], [`photos`], [`attachments`], [`entry`], [`looks`], [`roster`], [`crew`], [`supervision`], [`telephone`], [`mod@unit`], [`mod@quality`], then `store`.

pub mod acts;
pub mod attachments;
pub mod bulk;
pub mod case;
pub mod columns;
pub mod crew;
pub mod entry;
pub mod export;
pub mod filter;
pub mod giving;
pub mod grouping;
pub mod letter;
pub mod lexicon;
pub mod live;
pub mod looks;
pub mod map;
pub mod photos;
pub mod quality;
pub mod query;
pub mod queue;
pub mod replies;
pub mod rights;
pub mod roster;
pub mod sharing;
mod store;
#[cfg(test)]
mod stories;
pub mod suggest;
pub mod supervision;
pub mod telephone;
pub mod unit;

use ::store::Migration;
use axum::{
    Router, middleware,
    routing::{get, post},
};
use web::App;

/// Tables of this surface.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "20261125_66_visit_order", sql: include_str!("../migrations/20261125_66_visit_order.sql") },
    Migration { name: "20261125_67_field_act", sql: include_str!("../migrations/20261125_67_field_act.sql") },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// The pages of the desk, its door included. Who may what is tested line by line in the stories.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/poste", get(queue::show))
        .route("/poste/en-direct", get(live::stream))
        .route("/poste/lots", get(bulk::list).post(bulk::begin))
        .route("/poste/lots/nouveau", get(bulk::show))
        .route("/poste/lots/{reference}", get(bulk::show_one))
        .route("/poste/lots/{reference}/defaire", post(bulk::undo))
        .route("/poste/suggestions", get(suggest::show))
        .route("/poste/carte", get(map::show))
        .route("/poste/points.json", get(map::points))
        .route("/poste/export.csv", get(export::csv))
        .route("/poste/export.xlsx", get(export::workbook))
        .route("/poste/files", post(queue::keep))
        .route("/poste/files/{id}/retirer", post(queue::drop_saved))
        .route("/poste/demandes/{reference}", get(case::show))
        .route("/poste/demandes/{reference}/personnes", post(case::show_people))
        .route("/poste/demandes/{reference}/actes/{act}", post(acts::receive))
        .route("/poste/demandes/{reference}/photos", post(photos::receive))
        .route("/poste/demandes/{reference}/photos/{name}", get(photos::show))
        .route("/poste/demandes/{reference}/photos/{name}/cacher", get(photos::choose))
        .route("/poste/demandes/{reference}/photos/{name}/public", post(photos::publish))
        .route("/poste/demandes/{reference}/pieces", post(attachments::receive))
        .route("/poste/demandes/{reference}/pieces/{name}", get(attachments::give))
        .route("/poste/demandes/{reference}/pieces/{name}/retirer", post(attachments::remove))
        .route("/poste/demandes/{reference}/partenaires/{id}/retirer", post(acts::withdraw_link))
        .route("/poste/saisie", get(entry::begin).post(entry::receive))
        .route("/poste/saisie/brouillon", post(entry::keep))
        .route("/poste/rappels", get(entry::list_call_backs))
        .route("/poste/rappels/{id}/fait", post(entry::done))
        .route("/poste/reponses", get(replies::index).post(replies::add))
        .route("/poste/reponses/nouvelle", get(replies::begin))
        .route("/poste/reponses/{id}", get(replies::show).post(replies::change))
        .route("/poste/reponses/{id}/retirer", post(replies::remove))
        .route("/poste/reponses/{id}/remettre", post(replies::restore))
        .route("/poste/regards", get(looks::show))
        .route("/poste/personnel", get(roster::index).post(roster::add))
        .route("/poste/personnel/nouveau", get(roster::begin))
        .route("/poste/personnel/{id}", get(roster::show).post(roster::change))
        .route("/poste/personnel/{id}/desactiver", post(roster::disable))
        .route("/poste/personnel/{id}/reactiver", post(roster::enable))
        .route("/poste/personnel/{id}/sessions", post(roster::close))
        .merge(crew::routes())
        .route("/poste/telephone", get(telephone::show))
        .route("/poste/telephone/effectifs", get(telephone::plan))
        .route("/poste/telephone/intervalles.csv", get(telephone::export))
        .route("/poste/unites", get(unit::list))
        .route("/poste/unites/{code}", get(unit::show))
        .route("/poste/qualite", get(quality::index))
        .route("/poste/qualite/tirages", post(quality::draw))
        .route("/poste/qualite/tirages/{id}", get(quality::show_draw))
        .route("/poste/qualite/contacts/{id}", get(quality::show).post(quality::review))
        .route("/poste/qualite/contacts/{id}/notes", post(quality::note))
        .route("/poste/qualite/moi", get(quality::mine))
        .route("/poste/qualite/moi/{id}/reponse", post(quality::reply))
        .merge(identity::desk::routes())
        .layer(middleware::from_fn(identity::desk::keep))
}
