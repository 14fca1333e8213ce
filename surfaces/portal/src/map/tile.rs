//! The tiles of the map as they are answered: the ground, kept for long, and the requests, asked again each time.

use super::{
    CityMap,
    board::{STATES, ZOOMS},
    wanted::{Query, Wanted},
};
use axum::{
    extract::{Path, RawQuery},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use catalogue::Catalogue;
use flate2::read::GzDecoder;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::Read,
};
use territory::Territory;
use tiles::{Drawing, DrawingError, Filter, Points, Tag, TileId};
use web::{Op, Refusal};

const KIND: &str = "application/vnd.mapbox-vector-tile";
/// The ground changes with the city's pack only; an address that names the version of the ground never changes.
const FOR_A_DAY: &str = "public, max-age=86400, stale-while-revalidate=604800";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Requests change at any time: asked again, and answered in a word when nothing did.
const ASK_AGAIN: &str = "no-cache";

fn read_id((z, x, y): &(String, String, String)) -> Result<TileId, Refusal> {
    let y = y.strip_suffix(".mvt").and_then(|y| y.parse().ok());
    let tile = z.parse().ok().zip(x.parse().ok()).zip(y).and_then(|((z, x), y)| TileId::new(z, x, y));
    tile.filter(|tile| ZOOMS.contains(&tile.z)).ok_or_else(|| Refusal::not_found("web/not-found"))
}

/// Whether the reader already has what bears `tag`.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).is_some_and(|known| known.contains(tag))
}

fn answer(status: StatusCode, tag: &str, caching: &'static str) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    response
}

/// `GET /tuiles/{z}/{x}/{y}.mvt`: water, parks, limits and streets.
pub async fn show_ground(
    op: Op,
    Path(id): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let tile = read_id(&id)?;
    let map = op.part::<CityMap>();
    let names_version = query.is_some_and(|query| query.strip_prefix("v=") == Some(map.ground.version()));
    let caching = if names_version { FOR_EVER } else { FOR_A_DAY };
    let tag = format!("W/\"{}-{}-{}-{}\"", map.ground.version(), tile.z, tile.x, tile.y);
    if has(&headers, &tag) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &tag, caching));
    }
    let packed = map.ground.tile(&op.part::<Territory>(), tile).map_err(|err| Refusal::internal(&err))?;
    if packed.is_empty() {
        return Ok(answer(StatusCode::NO_CONTENT, &tag, caching));
    }
    let mut response = answer(StatusCode::OK, &tag, caching);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let takes_gzip = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if takes_gzip.contains("gzip") {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        *response.body_mut() = packed.to_vec().into();
    } else {
        let mut plain = Vec::new();
        GzDecoder::new(&*packed).read_to_end(&mut plain).map_err(|err| Refusal::internal(&err))?;
        *response.body_mut() = plain.into();
    }
    Ok(response)
}

/// What a tile says of the requests: a point with its number and state, or how many there are.
fn draw(points: &Points, tile: TileId, filter: &Filter) -> Result<Vec<u8>, DrawingError> {
    let mut drawing = Drawing::new(tile);
    let mut layer = drawing.layer("requests");
    for cell in points.cells(tile, filter) {
        layer = match cell.only {
            Some(mark) => {
                let state = STATES.get(usize::from(mark.traits.class)).copied().unwrap_or_default();
                layer.point(cell.spot, Some(mark.number), &[("status", Tag::Text(state))])?
            }
            None => layer.point(cell.spot, None, &[("count", Tag::Number(cell.count as u64))])?,
        };
    }
    drawing.add(layer)?;
    drawing.finish()
}

/// `GET /tuiles/demandes/{z}/{x}/{y}.mvt?…`: the requests that the filters of the page let through.
pub async fn show_requests(
    op: Op,
    Path(id): Path<(String, String, String)>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let tile = read_id(&id)?;
    let map = op.part::<CityMap>();
    let wanted = Wanted::read(&Query::read(query), &op.part::<Catalogue>(), &map.board.numbering);
    let filter = wanted.filter(&map.board.numbering, op.now);
    map.board.loaded().await;
    let bytes = map.board.tile(tile, &filter, |points| draw(points, tile, &filter));
    let bytes = bytes.map_err(|err| Refusal::internal(&err))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    if has(&headers, &tag) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &tag, ASK_AGAIN));
    }
    if bytes.is_empty() {
        return Ok(answer(StatusCode::NO_CONTENT, &tag, ASK_AGAIN));
    }
    let mut response = answer(StatusCode::OK, &tag, ASK_AGAIN);
    *response.body_mut() = bytes.into();
    Ok(response)
}
