// The public map: bubbles open, a request shows its card, the list beside follows the view, and so do the filters.
import { afterPause, announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    map: "Carte des demandes. Les flèches la déplacent, + et − la rapprochent ou l’éloignent. La liste donne les mêmes demandes.",
    card: "Demande choisie sur la carte",
    none: "La carte ne peut pas s’afficher sur cet appareil. La liste dit la même chose.",
    failed: "La liste n’a pas pu être mise à jour. Vérifiez votre connexion.",
  },
  en: {
    map: "Map of requests. Arrow keys move it, + and − zoom in and out. The list gives the same requests.",
    card: "Request chosen on the map",
    none: "The map cannot be shown on this device. The list says the same.",
    failed: "The list could not be updated. Check your connection.",
  },
});

/** From this zoom on, a bubble holds requests of one place: it shows them instead of opening. */
const nearest = 17;

export async function startPublicMap(root, openMap) {
  const canvas = root.querySelector(".rv-map__canvas");
  const { tiles, requests, centre, bounds, attribution, query = "" } = root.dataset;
  const numbers = (list) => (list ? list.split(",").map(Number) : undefined);
  const [lat, lon] = numbers(centre);
  const place = { centre: [lon, lat], zoom: Number(root.dataset.zoom ?? 11), bounds: numbers(bounds) };
  let map;
  try {
    map = await openMap(canvas, { tiles, requests, ...place, attribution, query, hash: "carte" });
  } catch {
    canvas.replaceChildren(element("p", { class: "govuk-inset-text" }, text.none));
    return;
  }
  map.getCanvas().setAttribute("aria-label", text.map);
  const page = { root, map, query, turn: 0 };
  const refresh = followView(page);
  followFilters(page, refresh);
  // The address says which part of the city one looks at: the list starts there too.
  if (location.hash) map.once("load", refresh);
  map.on("click", "clusters", ({ features }) => openBubble(page, features[0]));
  map.on("click", "requests", ({ features }) => showCard(page, features[0].geometry.coordinates, { point: features[0].id }));
  for (const layer of ["clusters", "requests"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function openBubble(page, { geometry: { coordinates } }) {
  const { map } = page;
  const zoom = map.getZoom();
  if (zoom < nearest) return map.easeTo({ center: coordinates, zoom: Math.min(zoom + 2, 18), animate: !still.matches });
  const { x, y } = map.project(coordinates);
  const corners = [map.unproject([x - 24, y + 24]), map.unproject([x + 24, y - 24])];
  showCard(page, coordinates, { bbox: corners.flatMap(({ lng, lat }) => [lng.toFixed(6), lat.toFixed(6)]).join(",") });
}

/** The list of the page, asked for one point or one part of the map. */
async function ask(page, asked) {
  const query = new URLSearchParams(page.query);
  for (const [name, value] of Object.entries(asked)) query.set(name, value);
  const answer = await fetch(`${page.root.dataset.listUrl}?${query}`).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

async function showCard(page, place, asked) {
  const [markup, { Popup }] = await Promise.all([ask(page, asked), import("../../scripts/city-map.js")]);
  if (markup === null) return;
  const card = element("div", { role: "group", "aria-label": text.card });
  card.innerHTML = markup;
  // It counts the part that is seen of the map: how many stand here is written on the bubble.
  card.querySelector("[data-said]")?.remove();
  page.card?.remove();
  const maxWidth = `${Math.min(320, page.map.getContainer().clientWidth - 2 * edge)}px`;
  const popup = new Popup({ anchor: "bottom", maxWidth, focusAfterOpen: true });
  page.card = popup.setLngLat(place).setDOMContent(card).addTo(page.map);
  bringInside(page);
}

/** Room kept around a card, in pixels. */
const edge = 8;

/** Moves the map as little as it takes for the whole card to be seen. */
function bringInside({ map, card }) {
  const [inner, outer] = [card.getElement(), map.getContainer()].map((it) => it.getBoundingClientRect());
  const beyond = (first, last) => Math.min(0, inner[first] - outer[first] - edge) + Math.max(0, inner[last] - outer[last] + edge);
  const by = [beyond("left", "right"), beyond("top", "bottom")];
  if (by.some((pixels) => pixels !== 0)) map.panBy(by, { animate: !still.matches });
}

/** `data-list="id"`, `data-list-url`, `data-status="id"`: the fragment for the visible part replaces the list. */
function followView(page) {
  const { root, map } = page;
  const list = root.dataset.list && document.getElementById(root.dataset.list);
  if (!list || !root.dataset.listUrl) return () => {};
  const status = document.getElementById(root.dataset.status);
  const refresh = async () => {
    const mine = ++page.turn;
    const box = map.getBounds().toArray().flat();
    const markup = await ask(page, { bbox: box.map((degree) => degree.toFixed(5)).join(",") });
    if (mine !== page.turn) return;
    if (markup === null) return announce(status, text.failed);
    list.innerHTML = markup;
    announce(status, list.querySelector("[data-said]")?.textContent ?? "");
  };
  // Until somebody touches the map, the list of the page stands, with its pages.
  let isTouched = false;
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    root.addEventListener(name, () => (isTouched = true), { once: true, passive: true });
  }
  map.on("moveend", afterPause(300, () => isTouched && refresh()));
  return refresh;
}

/** `data-filters="id of the form"`: a choice changes the map and the list where one is, and the address of the page. */
function followFilters(page, refresh) {
  const form = document.getElementById(page.root.dataset.filters);
  if (!form) return;
  const show = (event) => {
    event.preventDefault();
    page.query = new URLSearchParams(new FormData(form)).toString();
    page.card?.remove();
    history.replaceState(history.state, "", `${form.action}?${page.query}${location.hash}`);
    page.map.showOnly(page.query);
    refresh();
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", show);
}
