#![doc = include_str!("../README.md")]
//!
//! Reading order: [`pack`], `ties`, [`versions`], [`table`], [`mod@draft`], [`correction`], [`trial`], [`publishing`], [`upload`], then `store`,
//! [`desk`].

pub mod correction;
pub mod desk;
pub mod draft;
pub mod pack;
pub mod publishing;
mod store;
#[cfg(test)]
mod stories;
pub mod table;
mod ties;
pub mod trial;
pub mod upload;
pub mod versions;

pub use desk::routes;
pub use pack::City;
pub use store::{find_version, load_files, save_version};
pub use trial::Sentences;
pub use versions::{Act, Making, Version};

/// Tables of this crate.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { name: "20261124_90_city_pack", sql: include_str!("../migrations/20261124_90_city_pack.sql") },
    ::store::Migration {
        name: "20261125_93_city_version",
        sql: include_str!("../migrations/20261125_93_city_version.sql"),
    },
    ::store::Migration {
        name: "20261125_94_city_draft",
        sql: include_str!("../migrations/20261125_94_city_draft.sql"),
    },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };
