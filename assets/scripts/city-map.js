// Our own map of the city: quiet ground from our vector tiles, in the colours of tokens.css.
import { AttributionControl, Map, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { words } from "./dom.js";
import { drawState, states } from "./map-marks.js";

const worker = new URL(MAP_WORKER, import.meta.url).href;
setWorkerUrl(worker);

/** Makes the map's worker a part of the page: what serves the page without a network then serves it too. */
export async function workFromCopy() {
  const copy = await (await fetch(worker)).blob();
  setWorkerUrl(URL.createObjectURL(new Blob([copy], { type: "text/javascript" })));
}

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
  return query ? `${address}${address.includes("?") ? "&" : "?"}${query}` : address;
}

/** Widths at zooms 11 and 18 of a street of each rank: the longest first, lanes without a name last. */
const widths = { 1: [1.6, 26], 2: [1.1, 20], 3: [0.8, 15], 4: [0.5, 12], 5: [0.3, 5] };

const byRank = (place) => [
  "match",
  ["coalesce", ["get", "rank"], 4],
  ...Object.entries(widths).flatMap(([rank, pair]) => [Number(rank), pair[place]]),
  widths[4][place],
];

function groundLayers() {
  const source = { source: "city" };
  const line = { "line-cap": "round", "line-join": "round" };
  return [
    { id: "beyond", type: "background", paint: { "background-color": colour("map-beyond") } },
    {
      id: "land",
      type: "fill",
      ...source,
      "source-layer": "land",
      paint: {
        "fill-color": ["match", ["get", "kind"], "borough", colour("map-land"), colour("map-beyond")],
        "fill-antialias": false,
      },
    },
    { id: "parks", type: "fill", ...source, "source-layer": "parks", paint: { "fill-color": colour("map-park") } },
    { id: "water", type: "fill", ...source, "source-layer": "water", paint: { "fill-color": colour("map-water") } },
    {
      id: "streets",
      type: "line",
      ...source,
      "source-layer": "streets",
      layout: line,
      paint: {
        "line-color": colour("map-street"),
        "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 11, byRank(0), 18, byRank(1)],
      },
    },
    {
      id: "areas",
      type: "line",
      ...source,
      "source-layer": "areas",
      layout: line,
      paint: {
        "line-color": colour("map-edge"),
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 14, 1.8],
        "line-dasharray": [2, 3],
      },
    },
    ...streetNames(source),
    {
      id: "area-names",
      type: "symbol",
      ...source,
      "source-layer": "areas",
      minzoom: 9.5,
      maxzoom: 14,
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        "text-field": ["get", "name"],
        "text-font": font,
        "text-size": ["interpolate", ["linear"], ["zoom"], 10, 12, 13, 15],
        "text-max-width": 7,
        "text-padding": 6,
      },
      paint: labelPaint(),
    },
  ];
}

/** Long streets are named from farther away than short ones. */
function streetNames(source) {
  return [
    ["street-names-1", 12.5, ["<=", ["get", "rank"], 1]],
    ["street-names-2", 13.5, ["==", ["get", "rank"], 2]],
    ["street-names-3", 14.5, [">=", ["get", "rank"], 3]],
  ].map(([id, minzoom, filter]) => ({
    id,
    type: "symbol",
    ...source,
    "source-layer": "streets",
    minzoom,
    filter: ["all", ["has", "name"], filter],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 360,
      "text-field": ["get", "name"],
      "text-font": font,
      "text-size": ["interpolate", ["linear"], ["zoom"], 13, 11, 17, 14],
      "text-max-angle": 30,
    },
    paint: labelPaint(),
  }));
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
        "circle-opacity": 0.9,
        "circle-stroke-color": colour("surface"),
        "circle-stroke-width": 2,
        "circle-radius": ["interpolate", ["linear"], ["sqrt", count], 1.4, 13, 10, 19, 32, 27, 100, 38, 320, 46],
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
        "text-size": ["interpolate", ["linear"], ["sqrt", count], 2, 12.5, 60, 16],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
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
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.95, 17, 1.2],
      },
    },
  ];
}

function style({ tiles, requests }, query) {
  const source = { type: "vector", minzoom: 8, maxzoom: 16 };
  return {
    version: 8,
    sources: {
      city: { ...source, tiles: [tileAddress(tiles, "")] },
      ...(requests && { requests: { ...source, tiles: [tileAddress(requests, query)] } }),
    },
    layers: [...groundLayers(), ...(requests ? requestLayers() : [])],
  };
}

function addMarks(map) {
  for (const state of states) {
    if (!map.hasImage(`state-${state}`)) map.addImage(`state-${state}`, drawState(state, colour), { pixelRatio: 2 });
  }
}

/**
 * Opens a map in `container`. `settings`: tiles of the ground, centre [lon, lat] and zoom, or bounds [w, s, e, n] to
 * show whole, attribution, tiles of the requests and their query, hash (name in the address that keeps the place).
 * Throws when the browser has no WebGL; the page then keeps its address field and its list.
 */
export async function openMap(container, settings) {
  await document.fonts.load(`14px "${font[0]}"`);
  const current = { query: settings.query ?? "" };
  const draw = () => style(settings, current.query);
  const [west, south, east, north] = settings.bounds ?? [];
  const map = new Map({
    container,
    style: draw(),
    ...(settings.bounds
      ? { bounds: settings.bounds, fitBoundsOptions: { padding: 16 }, maxBounds: around(west, south, east, north) }
      : { center: settings.centre, zoom: settings.zoom }),
    hash: settings.hash ?? false,
    minZoom: 8,
    maxZoom: 19,
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
  map.addControl(new AttributionControl({ compact: false, customAttribution: settings.attribution || words({ fr: "Données ouvertes de la ville", en: "City open data" }) }), "bottom-right");
  map.on("styleimagemissing", () => addMarks(map));
  map.on("style.load", () => addMarks(map));
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", () => map.setStyle(draw()));
  map.showOnly = (query) => {
    current.query = query;
    map.getSource("requests")?.setTiles([tileAddress(settings.requests, query)]);
  };
  return map;
}

/** A city and its own width around it: one never loses it. */
const around = (west, south, east, north) => [
  [2 * west - east, Math.max(-85, 2 * south - north)],
  [2 * east - west, Math.min(85, 2 * north - south)],
];

export { Marker, Popup };
