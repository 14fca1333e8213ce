// The visits of the day on the map, numbered in their order; a line says the order. A touch leads to the card.
import { element, words } from "../../scripts/dom.js";

const text = words({ fr: { map: "Carte des visites, dans leur ordre. La liste dit la même chose." }, en: { map: "Map of the visits, in their order. The list says the same." } });

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--rv-${name}`).trim();

export async function startCrewMap(root) {
  const { Marker, openMap, workFromCopy } = await import("../../scripts/city-map.js");
  // Without a network, only a worker made here finds the squares that are kept.
  await workFromCopy();
  const visits = [...document.querySelectorAll("[data-visit][data-lat]")].map((card) => ({ card, at: [Number(card.dataset.lon), Number(card.dataset.lat)] }));
  const { tiles, centre, bounds, attribution } = root.dataset;
  const [lat, lon] = centre.split(",").map(Number);
  const map = await openMap(root.querySelector(".rv-map__canvas"), { tiles, centre: [lon, lat], zoom: 12, bounds: bounds.split(",").map(Number), attribution });
  map.getCanvas().setAttribute("aria-label", text.map);
  const line = { type: "Feature", geometry: { type: "LineString", coordinates: visits.map(({ at }) => at) } };
  map.on("style.load", () => {
    if (map.getSource("order") || visits.length < 2) return;
    map.addSource("order", { type: "geojson", data: line });
    map.addLayer({ id: "order", type: "line", source: "order", paint: { "line-color": colour("river"), "line-width": 3, "line-dasharray": [2, 1.5] } });
  });
  for (const { card, at } of visits) new Marker({ element: mark(card) }).setLngLat(at).addTo(map);
  const [west, south, east, north] = around(visits.map(({ at }) => at));
  if (visits.length > 0) map.fitBounds([[west, south], [east, north]], { padding: { top: 48, left: 40, bottom: 48, right: 72 }, maxZoom: 16, animate: false });
}

const around = (points) =>
  points.reduce(([west, south, east, north], [lon, lat]) => [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)], [180, 90, -180, -90]);

/** Visits may stand on one another here: the list is what one walks by keyboard, and reads. */
function mark(card) {
  const isLate = card.classList.contains("rv-crew__visit--late");
  const made = element("div", { class: `rv-crew__marker${isLate ? " rv-crew__marker--late" : ""}`, "aria-hidden": "true" }, card.dataset.number);
  made.addEventListener("click", () => {
    card.focus();
    card.scrollIntoView({ block: "start" });
  });
  return made;
}
