//! « Nos résultats » : the city, one service in each borough, the method, and the file of every figure.

mod city;
mod file;
mod method;
mod parts;
mod service;

use crate::Period;
use axum::{Router, routing::get};
use serde::Deserialize;
use web::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/bilan", get(city::show_city))
        .route("/bilan/methode", get(method::show_method))
        .route("/bilan/chiffres.csv", get(file::show_file))
        .route("/bilan/{service}", get(service::show_service))
}

/// What is asked in the address.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    periode: String,
    #[serde(default)]
    service: String,
}

impl Asked {
    /// The period asked for; anything else is the shorter one.
    fn period(&self) -> Period {
        Period::from_code(&self.periode).unwrap_or_default()
    }
}
