// « Ma position »: first a notice in our words, then a click, and only then the browser's own question.
import { announce, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    asking: "Recherche de votre position…",
    found: (m) => `Position trouvée, à ${m} mètres près. Vérifiez le repère ou l’adresse.`,
    refused: "Votre position n’a pas été donnée. Écrivez l’adresse ou placez le repère.",
    failed: "Votre position n’a pas été trouvée. Écrivez l’adresse ou placez le repère.",
  },
  en: {
    asking: "Finding your position…",
    found: (m) => `Position found, within ${m} metres. Check the pin or the address.`,
    refused: "Your position was not shared. Type the address or place the pin.",
    failed: "Your position could not be found. Type the address or place the pin.",
  },
});

/** `button[data-position="id of the notice"]`; the notice holds `[data-position-yes]` and `[data-position-no]`. */
export function offerPosition(button) {
  const notice = document.getElementById(button.dataset.position);
  const status = document.getElementById(button.dataset.positionStatus);
  if (!navigator.geolocation) return button.remove();
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", notice.id);
  const open = (isOpen) => {
    notice.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => {
    open(notice.hidden);
    if (!notice.hidden) notice.querySelector("[data-position-yes]").focus();
  });
  notice.querySelector("[data-position-no]").addEventListener("click", () => {
    open(false);
    button.focus();
  });
  notice.querySelector("[data-position-yes]").addEventListener("click", () => {
    open(false);
    button.focus();
    locate(button.closest("form"), status);
  });
}

function locate(form, status) {
  announce(status, text.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      announce(status, text.found(Math.max(5, Math.round(coords.accuracy / 5) * 5)));
      place(form, coords.latitude, coords.longitude, "position");
    },
    ({ code }) => announce(status, code === 1 ? text.refused : text.failed),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

/** Writes a point into the form, then tells the map and the address field, with the nearest address when known. */
export async function place(form, lat, lon, from) {
  const point = { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
  form.querySelector("[data-lat]").value = point.lat;
  form.querySelector("[data-lon]").value = point.lon;
  form.dispatchEvent(new CustomEvent("rv-place", { detail: { ...point, from } }));
  const label = await nearestAddress(form, point);
  const isStillThere = form.querySelector("[data-lat]").value === String(point.lat);
  if (label && isStillThere) form.dispatchEvent(new CustomEvent("rv-place", { detail: { ...point, label, from } }));
  return label;
}

async function nearestAddress(form, { lat, lon }) {
  const url = form.querySelector("[data-address]")?.dataset.address || "/adresses";
  try {
    const answer = await fetch(`${url}?lat=${lat}&lon=${lon}`, { headers: { accept: "application/json" } });
    const [nearest] = answer.ok ? await answer.json() : [];
    return nearest?.label;
  } catch {
    return undefined;
  }
}
