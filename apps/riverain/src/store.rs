//! All the SQL of how far the fictional city is loaded.

mod demo;

pub use demo::{DemoLoad, find_demo, save_demo};

use ::store::Migration;

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "20261125_91_demo", sql: include_str!("../migrations/20261125_91_demo.sql") }];
