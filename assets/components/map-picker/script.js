// The map on which one places a pin: a click, or the arrows on the pin itself. Dragging only moves the map.
import { announce, element, words } from "../../scripts/dom.js";
import { place } from "./position.js";

const text = words({
  fr: {
    map: "Carte : cliquez pour placer le repère",
    pin: "Repère. Les flèches le déplacent ; Majuscule et flèche, plus loin.",
    put: "Placer le repère au centre de la carte",
    placed: (where) => `Repère placé : ${where}`,
    none: "La carte ne peut pas s’afficher sur cet appareil. Écrivez l’adresse ci-dessus.",
  },
  en: {
    map: "Map: click to place the pin",
    pin: "Pin. Arrow keys move it; Shift and arrow, further.",
    put: "Place the pin at the centre of the map",
    placed: (where) => `Pin placed: ${where}`,
    none: "The map cannot be shown on this device. Type the address above.",
  },
});

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const drawing = "M24 45S9 30.500 9 19a15 15 0 0 1 30 0c0 11.500-15 26-15 26Z";

export async function startPicker(root, openMap) {
  const canvas = root.querySelector(".rv-map-picker__canvas");
  const status = root.querySelector("[role=status]");
  const { tiles = "/tuiles/{z}/{x}/{y}.mvt", centre, zoom = "12", bounds, attribution } = root.dataset;
  const numbers = (list) => list?.split(",").map(Number);
  const [lat, lon] = numbers(centre);
  let map;
  try {
    map = await openMap(canvas, { tiles, centre: [lon, lat], zoom: Number(zoom), bounds: numbers(bounds), attribution });
  } catch {
    status.textContent = text.none;
    canvas.hidden = true;
    return;
  }
  map.getCanvas().setAttribute("aria-label", text.map);
  const picker = { root, map, status, form: root.closest("form"), pin: null };
  map.on("click", ({ lngLat }) => put(picker, lngLat.lat, lngLat.lng));
  picker.form.addEventListener("rv-place", ({ detail }) => {
    if (detail.from === "map") return;
    show(picker, detail.lat, detail.lon);
    map.jumpTo({ center: [detail.lon, detail.lat], zoom: Math.max(map.getZoom(), 16) });
  });
  addCentreButton(picker);
  restore(picker);
}

function addCentreButton({ root, map, ...rest }) {
  const button = element("button", { type: "button", class: "govuk-button govuk-button--secondary" }, text.put);
  const picker = { root, map, ...rest };
  button.addEventListener("click", async () => {
    const { lat, lng } = map.getCenter();
    await put(picker, lat, lng);
    picker.root.querySelector(".rv-pin").focus();
  });
  root.querySelector(".rv-map-picker__actions").append(button);
}

/** The page came back with a point, after an error or « Modifier ». */
function restore(picker) {
  const lat = Number(picker.form.querySelector("[data-lat]").value);
  const lon = Number(picker.form.querySelector("[data-lon]").value);
  if (!lat || !lon) return;
  show(picker, lat, lon);
  picker.map.jumpTo({ center: [lon, lat], zoom: 16 });
}

async function put(picker, lat, lon) {
  show(picker, lat, lon);
  const label = await place(picker.form, lat, lon, "map");
  announce(picker.status, text.placed(label ?? `${lat.toFixed(5)}, ${lon.toFixed(5)}`));
}

function show(picker, lat, lon) {
  picker.at = [lon, lat];
  picker.pin ??= makePin(picker);
  moveToPlace(picker);
}

// The pin is a real button above the map, so it takes focus and speaks.
function makePin(picker) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", drawing);
  const eye = document.createElementNS(svg.namespaceURI, "circle");
  for (const [name, value] of [["cx", 24], ["cy", 19], ["r", 5.5]]) eye.setAttribute(name, value);
  svg.append(path, eye);
  const pin = element("button", { type: "button", class: "rv-pin", "aria-label": text.pin }, svg);
  pin.style.position = "absolute";
  pin.addEventListener("click", (event) => event.stopPropagation());
  pin.addEventListener("keydown", (event) => nudge(picker, event));
  picker.map.getCanvasContainer().append(pin);
  picker.map.on("move", () => moveToPlace(picker));
  return pin;
}

function moveToPlace({ map, pin, at }) {
  const { x, y } = map.project(at);
  pin.style.transform = `translate(${Math.round(x - 24)}px, ${Math.round(y - 45)}px)`;
}

function nudge(picker, event) {
  const arrow = arrows[event.key];
  if (!arrow) return;
  event.preventDefault();
  event.stopPropagation();
  const step = event.shiftKey ? 40 : 6;
  const { x, y } = picker.map.project(picker.at);
  const { lat, lng } = picker.map.unproject([x + arrow[0] * step, y + arrow[1] * step]);
  show(picker, lat, lng);
  picker.map.panTo([lng, lat], { animate: false });
  clearTimeout(picker.told);
  picker.told = setTimeout(() => put(picker, lat, lng), 400);
}
