// The public map: clusters open, a request shows its card, and the list beside follows the view.
import { afterPause, element, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    map: "Carte des demandes. La liste donne les mêmes demandes.",
    open: "Voir la demande",
    none: "La carte ne peut pas s’afficher sur cet appareil. La liste dit la même chose.",
  },
  en: {
    map: "Map of requests. The list gives the same requests.",
    open: "See the request",
    none: "The map cannot be shown on this device. The list says the same.",
  },
});

export async function startPublicMap(root, openMap) {
  const canvas = root.querySelector(".rv-map__canvas");
  const { tiles = "/tuiles/{z}/{x}/{y}.mvt", centre, zoom = "11", bounds, attribution, query = "" } = root.dataset;
  const numbers = (list) => list?.split(",").map(Number);
  const [lat, lon] = numbers(centre);
  let map;
  try {
    const settings = { tiles, centre: [lon, lat], zoom: Number(zoom), bounds: numbers(bounds), attribution, query };
    map = await openMap(canvas, { ...settings, requests: true });
  } catch {
    canvas.replaceChildren(element("p", { class: "govuk-inset-text" }, text.none));
    return;
  }
  map.getCanvas().setAttribute("aria-label", text.map);
  map.on("click", "clusters", ({ features, lngLat }) => {
    map.easeTo({ center: features[0].geometry.coordinates ?? lngLat, zoom: Math.min(map.getZoom() + 2, 18) });
  });
  map.on("click", "requests", ({ features }) => showCard(root, map, features[0]));
  for (const layer of ["clusters", "requests"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  followView(root, map);
}

async function showCard(root, map, { geometry, properties }) {
  const { Popup } = await import("../../scripts/city-map.js");
  const href = (root.dataset.requestUrl || "/demandes/{ref}").replace("{ref}", encodeURIComponent(properties.ref));
  const card = element(
    "div",
    {},
    element("strong", {}, properties.label ?? properties.service ?? ""),
    element("span", { class: "rv-reference" }, properties.ref ?? ""),
    element("br"),
    element("a", { href }, text.open),
  );
  new Popup({ maxWidth: "280px", focusAfterOpen: true }).setLngLat(geometry.coordinates).setDOMContent(card).addTo(map);
}

/** `data-list="id"` and `data-list-url`: the server's fragment for the visible box replaces the list. */
function followView(root, map) {
  const list = root.dataset.list && document.getElementById(root.dataset.list);
  if (!list || !root.dataset.listUrl) return;
  let turn = 0;
  const refresh = afterPause(300, async () => {
    const mine = ++turn;
    const box = map.getBounds().toArray().flat().map((degree) => degree.toFixed(5)).join(",");
    const query = new URLSearchParams(root.dataset.query);
    query.set("bbox", box);
    const answer = await fetch(`${root.dataset.listUrl}?${query}`).catch(() => null);
    if (answer?.ok && mine === turn) list.innerHTML = await answer.text();
  });
  map.on("moveend", refresh);
}
