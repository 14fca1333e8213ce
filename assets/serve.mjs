// Serves dist/ on loopback under the real Content-Security-Policy, with a made-up city behind the endpoints that the scripts call.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { dist } from "./build.mjs";

export const policy =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

const port = Number(process.argv[2] ?? 8399);
const [lat0, lon0] = [45.5205, -73.551];
const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });
const at = (x, y) => [lon0 + x / 78000, lat0 + y / 111000];

/** A small city by a river: 3 km of crooked blocks, two boroughs, three hundred requests. */
function city() {
  const bank = (offset) => Array.from({ length: 41 }, (_, n) => at(n * 400 - 8000, offset + 160 * Math.sin(n / 3)));
  const water = [feature("Polygon", [[...bank(-350), ...bank(-1500).reverse(), bank(-350)[0]]], {})];
  const names = ["rue des Érables", "avenue du Fleuve", "rue Laval", "rue Morin", "rue Gauthier", "boulevard de la Rive"];
  const streets = [];
  for (let n = -22; n <= 22; n++) {
    const name = names[Math.abs(n) % names.length];
    streets.push(feature("LineString", [at(n * 110, -120), at(n * 110 + 180, 3000)], { name }));
    if (n > 0) streets.push(feature("LineString", [at(-2600, n * 180), at(2800, n * 180 + 90)], { name: names[(n + 9) % 6] }));
  }
  const areas = [
    feature("LineString", [at(150, -300), at(300, 3200)], {}),
    feature("Point", at(-1300, 900), { name: "Ahuntsic" }),
    feature("Point", at(1500, 900), { name: "Saint-Aubin" }),
  ];
  const states = ["received", "active", "waiting", "done", "closed"];
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const requests = Array.from({ length: 300 }, (_, n) => {
    const point = at((random() - 0.5) * 4600, random() * 3000 - 100);
    return { id: n + 1, ...feature("Point", point, { ref: `26-${String(n).padStart(6, "0")}`, service: "NID_POULE", label: "Nid-de-poule", status: states[n % 5] }) };
  });
  return { water, streets, areas, requests };
}

const { requests, ...ground } = city();
const index = (features, options) => new GeoJSONVT({ type: "FeatureCollection", features }, { maxZoom: 16, ...options });
const grounds = Object.fromEntries(Object.entries(ground).map(([name, features]) => [name, index(features)]));
const clustered = index(requests, { cluster: true, clusterOptions: { radius: 400, extent: 4096, maxZoom: 14 } });

function tile(isGround, z, x, y) {
  const layers = {};
  for (const [name, layer] of isGround ? Object.entries(grounds) : []) {
    const found = layer.getTile(z, x, y);
    if (found) layers[name] = found;
  }
  const points = isGround ? null : clustered.getTile(z, x, y);
  if (points) {
    for (const { tags } of points.features) tags.count = tags.point_count ?? 1;
    layers.requests = points;
  }
  return Buffer.from(fromGeojsonVt(layers, { version: 2, extent: 4096 }));
}

const places = ["rue des Érables", "avenue du Fleuve", "rue Laval", "boulevard de la Rive"].flatMap((street, n) =>
  [12, 88, 240, 1312].map((number, m) => {
    const [lon, lat] = at(n * 110 - 200, m * 180);
    return { label: `${number}, ${street}`, lat, lon, side: number % 2 ? "odd" : "even" };
  }),
);

function answer(url) {
  const map = url.pathname.match(/^\/tuiles\/(demandes\/)?(\d+)\/(\d+)\/(\d+)\.mvt$/);
  if (map) return ["application/vnd.mapbox-vector-tile", tile(!map[1], ...map.slice(2).map(Number))];
  if (url.pathname === "/adresses") {
    const query = (url.searchParams.get("q") ?? "").toLowerCase();
    const found = query ? places.filter((place) => place.label.toLowerCase().includes(query)) : places.slice(5, 6);
    return ["application/json", JSON.stringify(found.slice(0, 8))];
  }
  if (url.pathname === "/proche" || url.pathname === "/carte/liste") {
    const card = `<article class="rv-request-card rv-request-card--plain"><h3 class="rv-request-card__title"><a href="/">Nid-de-poule</a></h3></article>`;
    return ["text/html; charset=utf-8", card];
  }
  return null;
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const headers = { "content-security-policy": policy, "x-content-type-options": "nosniff" };
  try {
    const made = answer(url);
    const file = normalize(url.pathname === "/" ? "/gallery.html" : url.pathname);
    const [type, body] = made ?? [types[extname(file)] ?? "text/plain", await readFile(join(dist, file))];
    response.writeHead(200, { ...headers, "content-type": type }).end(body);
  } catch {
    response.writeHead(404, headers).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
