//! Styles, scripts and fonts, carried by the executable.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use std::{collections::HashMap, sync::LazyLock};

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
struct Files;

/// Logical name → name with its fingerprint, as the build of the assets wrote it.
static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let manifest = Files::get("manifest.json");
    manifest.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// Address of an asset by its logical name: `app.css` → `/assets/app-3f2a.css`.
pub fn address(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// `GET /assets/{*name}`: names with a fingerprint never change, so they may be kept for a year.
pub async fn show_asset(Path(name): Path<String>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let is_lasting = NAMES.values().any(|lasting| *lasting == name);
    let caching = if is_lasting { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let kind = HeaderValue::from_str(file.metadata.mimetype()).unwrap_or(HeaderValue::from_static("text/plain"));
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static(caching))], file.data)
        .into_response()
}
