// The selection of the desk on a map: the shapes of the list, a ring around what presses, a card that leads to the page.
import { announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: { map: "Carte de la sélection. Le tableau montre les mêmes demandes.", failed: "La carte n’a pas pu être remplie. Vérifiez votre connexion." },
  en: { map: "Map of the selection. The table shows the same requests.", failed: "The map could not be filled. Check your connection." },
});

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--rv-${name}`).trim();

export async function startDeskMap(root, openMap) {
  const { tiles, points, page, bounds, centre, attribution } = root.dataset;
  const status = document.getElementById(root.dataset.status);
  const [lat, lon] = centre.split(",").map(Number);
  const answer = fetch(points).then((it) => (it.ok ? it.json() : null)).catch(() => null);
  const settings = { tiles, centre: [lon, lat], zoom: 11, bounds: bounds.split(",").map(Number), attribution, hash: "carte" };
  const map = await openMap(root.querySelector(".rv-map__canvas"), settings);
  map.getCanvas().setAttribute("aria-label", text.map);
  // A style comes again with the colours of another scheme, and the points are drawn on it again.
  let found = null;
  let hasStyle = false;
  const fill = () => hasStyle && found && addPoints(map, { type: "FeatureCollection", features: found.points.map(feature) });
  map.on("style.load", () => {
    hasStyle = true;
    fill();
  });
  found = await answer;
  if (!found) return announce(status, text.failed);
  fill();
  announce(status, found.said);
  map.on("click", "groups", ({ features }) => open(map, features[0]));
  map.on("click", "points", ({ features }) => showCard(map, features[0], page));
}

const feature = ({ lat, lon, ...properties }) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties });

function addPoints(map, data) {
  if (map.getSource("points")) return;
  map.addSource("points", { type: "geojson", data, cluster: true, clusterRadius: 44, clusterMaxZoom: 15 });
  const grouped = ["has", "point_count"];
  const size = ["interpolate", ["linear"], ["sqrt", ["get", "point_count"]], 1, 13, 70, 34];
  map.addLayer({ id: "groups", type: "circle", source: "points", filter: grouped, paint: { "circle-radius": size, "circle-color": colour("river"), "circle-stroke-color": colour("surface"), "circle-stroke-width": 2 } });
  map.addLayer({ id: "group-counts", type: "symbol", source: "points", filter: grouped, layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": ["Public Sans Variable"], "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": colour("paper") } });
  const press = ["match", ["get", "press"], "late", colour("late"), "at-risk", colour("at-risk"), "rgba(0,0,0,0)"];
  map.addLayer({ id: "presses", type: "circle", source: "points", filter: ["!", grouped], paint: { "circle-radius": 14, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": press, "circle-stroke-width": 4 } });
  map.addLayer({ id: "points", type: "symbol", source: "points", filter: ["!", grouped], layout: { "icon-image": ["concat", "state-", ["get", "tone"]], "icon-allow-overlap": true } });
}

async function open(map, { properties, geometry }) {
  const zoom = await map.getSource("points").getClusterExpansionZoom(properties.cluster_id);
  map.easeTo({ center: geometry.coordinates, zoom: Math.min(zoom, 18), animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
}

async function showCard(map, { properties, geometry }, page) {
  const { Popup } = await import("../../scripts/city-map.js");
  const link = element("a", { class: "govuk-link", href: `${page}${properties.reference}` }, `${properties.service} ${properties.reference}`);
  const lines = [properties.address, properties.status, properties.due].filter(Boolean).map((line) => element("p", {}, line));
  const card = element("div", { class: "rv-desk-map__card", role: "group" }, element("p", {}, link), ...lines);
  new Popup({ maxWidth: "280px", focusAfterOpen: true }).setLngLat(geometry.coordinates).setDOMContent(card).addTo(map);
}
