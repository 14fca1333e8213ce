//! The day as an application of the telephone: its manifest, the worker that keeps its pages, the page without network.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use web::{Op, Page, View, assets};

/// What the worker keeps as soon as it comes: the look of the pages. Scripts bring their own parts later.
const SHELL: [&str; 5] = ["app.css", "crew.css", "app.js", "crew.js", "public-sans-latin.woff2"];
const WORKER: &str = "crew-worker.js";

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

/// W3C Web Application Manifest.
#[derive(Serialize)]
struct Manifest {
    id: String,
    name: String,
    short_name: String,
    lang: String,
    start_url: String,
    scope: String,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: Vec<Icon>,
}

/// `GET /equipe/manifeste.webmanifest`. It says nothing of anybody: a browser asks for it without its cookies.
pub async fn manifest(op: Op) -> Response {
    let view = op.view();
    let home = view.link("/equipe");
    let icon = |name: &str, sizes, purpose| Icon { src: assets::address(name), sizes, kind: "image/png", purpose };
    let manifest = Manifest {
        id: home.clone(),
        name: format!("{} · {}", view.t("desk-crew-name"), view.city()),
        short_name: view.t("desk-crew-day"),
        lang: format!("{}-CA", view.lang.code()),
        start_url: home.clone(),
        scope: home,
        display: "standalone",
        background_color: "#fbfaf7",
        theme_color: "#083d47",
        icons: vec![
            icon("crew-192.png", "192x192", "any"),
            icon("crew-512.png", "512x512", "any"),
            icon("crew-512.png", "512x512", "maskable"),
        ],
    };
    let kind = HeaderValue::from_static("application/manifest+json");
    ([(header::CONTENT_TYPE, kind)], serde_json::to_string(&manifest).unwrap_or_default()).into_response()
}

/// What the worker is told when it comes.
#[derive(Serialize)]
struct Orders {
    /// Changes with the look: what was kept of another one is forgotten.
    edition: String,
    shell: Vec<String>,
    /// The page shown instead of one that is not kept.
    away: String,
}

/// `GET /equipe/service.js`: the worker of these pages, and of no others.
pub async fn worker(op: Op) -> Response {
    let view = op.view();
    let shell: Vec<String> = SHELL.into_iter().map(assets::address).collect();
    let script = assets::address(WORKER);
    let edition = op.app.seal().mark("crew-shell", &format!("{script} {}", shell.join(" ")));
    let orders = Orders { edition, shell, away: view.link("/equipe/hors-reseau") };
    let orders = serde_json::to_string(&orders).unwrap_or_default();
    let script = serde_json::to_string(&script).unwrap_or_default();
    let scope = HeaderValue::from_str(&view.link("/equipe")).unwrap_or(HeaderValue::from_static("/equipe"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (HeaderName::from_static("service-worker-allowed"), scope),
    ];
    (headers, format!("self.RIVERAIN={orders};importScripts({script});")).into_response()
}

#[derive(Template)]
#[template(path = "crew_away.html")]
struct AwayPage {
    view: View,
}

/// `GET /equipe/hors-reseau`: kept by the worker before it is needed.
pub async fn away(op: Op) -> Response {
    Page::ok(AwayPage { view: op.view() }).into_response()
}
