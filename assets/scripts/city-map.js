// Our own map of the city: quiet ground from our vector tiles, in the colours of tokens.css.
import { AttributionControl, Map, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { words } from "./dom.js";
import { drawState, states } from "./map-marks.js";

setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);

const french = {
  "AttributionControl.ToggleAttribution": "Afficher ou masquer les sources",
  "Map.Title": "Carte",
  "NavigationControl.ResetBearing": "Remettre le nord en haut",
  "NavigationControl.ZoomIn": "Agrandir",
  "NavigationControl.ZoomOut": "Réduire",
  "Popup.Close": "Fermer",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
};

const font = ["Public Sans Variable"];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--rv-${name}`).trim();

/** The tiles of `template`, with the filters of the page as its query. */
export function tileAddress(template, query) {
  const address = new URL(template, document.baseURI).href.replace(/%7B/g, "{").replace(/%7D/g, "}");
  return query ? `${address}?${query}` : address;
}

function groundLayers() {
  const source = { source: "city" };
  const width = (small, large) => ["interpolate", ["exponential", 1.6], ["zoom"], 11, small, 18, large];
  return [
    { id: "land", type: "background", paint: { "background-color": colour("map-land") } },
    { id: "water", type: "fill", ...source, "source-layer": "water", paint: { "fill-color": colour("map-water") } },
    {
      id: "streets",
      type: "line",
      ...source,
      "source-layer": "streets",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colour("map-street"), "line-width": width(0.5, 14) },
    },
    {
      id: "areas",
      type: "line",
      ...source,
      "source-layer": "areas",
      paint: { "line-color": colour("map-edge"), "line-width": 1.2, "line-dasharray": [4, 3] },
    },
    {
      id: "street-names",
      type: "symbol",
      ...source,
      "source-layer": "streets",
      minzoom: 14,
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": font, "text-size": 12.5 },
      paint: labelPaint(),
    },
    {
      id: "area-names",
      type: "symbol",
      ...source,
      "source-layer": "areas",
      maxzoom: 14,
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 13, "text-max-width": 8 },
      paint: labelPaint(),
    },
  ];
}

const labelPaint = () => ({
  "text-color": colour("map-label"),
  "text-halo-color": colour("map-land"),
  "text-halo-width": 1.6,
});

/** Clusters say how many by their area; a single request says its state by its shape. */
function requestLayers() {
  const source = { source: "requests", "source-layer": "requests" };
  const count = ["coalesce", ["get", "count"], 1];
  return [
    {
      id: "clusters",
      type: "circle",
      ...source,
      filter: [">", count, 1],
      paint: {
        "circle-color": colour("ink"),
        "circle-opacity": 0.86,
        "circle-stroke-color": colour("surface"),
        "circle-stroke-width": 2,
        "circle-radius": ["min", 46, ["max", 12, ["*", 2.6, ["sqrt", count]]]],
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      ...source,
      filter: [">", count, 1],
      layout: {
        "text-field": ["number-format", count, { locale: document.documentElement.lang || "fr-CA" }],
        "text-font": font,
        "text-size": 13,
        "text-allow-overlap": true,
      },
      paint: { "text-color": colour("paper") },
    },
    {
      id: "requests",
      type: "symbol",
      ...source,
      filter: ["<=", count, 1],
      layout: {
        "icon-image": ["concat", "state-", ["coalesce", ["get", "status"], "received"]],
        "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.75, 17, 1],
      },
    },
  ];
}

function style(tiles, query, hasRequests) {
  const attribution = words({ fr: "Données ouvertes de la ville", en: "City open data" });
  const source = { type: "vector", minzoom: 8, maxzoom: 16 };
  return {
    version: 8,
    sources: {
      city: { ...source, tiles: [tileAddress(tiles, "")], attribution },
      ...(hasRequests && { requests: { ...source, tiles: [tileAddress(tiles, query)] } }),
    },
    layers: [...groundLayers(), ...(hasRequests ? requestLayers() : [])],
  };
}

function addMarks(map) {
  for (const state of states) {
    if (!map.hasImage(`state-${state}`)) map.addImage(`state-${state}`, drawState(state, colour), { pixelRatio: 2 });
  }
}

/**
 * Opens a map in `container`. `settings`: tiles, centre [lon, lat], zoom, bounds [w, s, e, n], attribution, requests, query.
 * Throws when the browser has no WebGL; the page then keeps its address field and its list.
 */
export async function openMap(container, settings) {
  await document.fonts.load(`14px "${font[0]}"`);
  const current = { query: settings.query ?? "" };
  const draw = () => style(settings.tiles, current.query, settings.requests === true);
  const map = new Map({
    container,
    style: draw(),
    center: settings.centre,
    zoom: settings.zoom,
    maxZoom: 19,
    maxBounds: settings.bounds,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    locale: document.documentElement.lang.startsWith("en") ? {} : french,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "top-left");
  map.addControl(new AttributionControl({ compact: false, customAttribution: settings.attribution }), "bottom-right");
  map.on("styleimagemissing", () => addMarks(map));
  map.on("style.load", () => addMarks(map));
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", () => map.setStyle(draw()));
  map.showOnly = (query) => {
    current.query = query;
    map.getSource("requests")?.setTiles([tileAddress(settings.tiles, query)]);
  };
  return map;
}

export { Popup };
