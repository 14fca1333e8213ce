// Proposes addresses while one types (ARIA combobox, list autocomplete); the field stays a plain field otherwise.
import { afterPause, announce, element, icon, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    list: "Adresses proposées",
    none: "Aucune adresse trouvée. Vous pouvez continuer avec votre texte.",
    some: (n) => (n === 1 ? "1 adresse proposée." : `${n} adresses proposées.`),
    hint: "Flèches haut et bas pour choisir, Entrée pour retenir.",
    sides: { even: "côté pair", odd: "côté impair" },
  },
  en: {
    list: "Suggested addresses",
    none: "No address found. You can go on with your own words.",
    some: (n) => (n === 1 ? "1 suggested address." : `${n} suggested addresses.`),
    hint: "Up and down arrows to choose, Enter to accept.",
    sides: { even: "even side", odd: "odd side" },
  },
});

/** `root` holds one text input, and in its form the fields `[data-lat]` and `[data-lon]`. */
export function improveAddressFields(root) {
  const input = root.querySelector("input");
  const url = root.dataset.address || "/adresses";
  const list = element("ul", { id: `${input.id}-list`, class: "rv-address__list", role: "listbox", "aria-label": text.list, hidden: true });
  const status = element("div", { class: "govuk-visually-hidden", role: "status" });
  root.querySelector(".rv-address__row").append(list, status);
  const field = { root, input, list, status, url, found: [], chosen: -1, asked: 0 };

  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }
  input.addEventListener("input", () => setPlace(field, null));
  input.addEventListener("input", afterPause(120, () => suggest(field)));
  input.addEventListener("keydown", (event) => onKey(field, event));
  input.addEventListener("blur", () => close(field));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) accept(field, [...list.children].indexOf(option));
  });
  // The map or the position found a place: its address is written here.
  root.closest("form")?.addEventListener("rv-place", (event) => {
    if (event.detail.from !== "address" && event.detail.label) input.value = event.detail.label;
  });
}

async function suggest(field) {
  const query = field.input.value.trim();
  if (query.length < 3) return close(field);
  const turn = ++field.asked;
  let found;
  try {
    const answer = await fetch(`${field.url}?q=${encodeURIComponent(query)}`, { headers: { accept: "application/json" } });
    if (!answer.ok) return close(field);
    found = await answer.json();
  } catch {
    return close(field);
  }
  // An older answer never covers a newer question, nor a field one has left.
  if (turn !== field.asked || document.activeElement !== field.input) return;
  show(field, found.slice(0, 8), query);
}

function show(field, found, query) {
  field.found = found;
  field.chosen = -1;
  field.list.replaceChildren(...found.map((place, n) => option(field, place, n, query)));
  field.list.hidden = found.length === 0;
  field.input.setAttribute("aria-expanded", String(found.length > 0));
  field.input.removeAttribute("aria-activedescendant");
  announce(field.status, found.length ? `${text.some(found.length)} ${text.hint}` : text.none);
}

function option(field, place, n, query) {
  const label = element("span", {}, ...emphasised(place.label, query));
  const side = text.sides[place.side];
  return element(
    "li",
    { id: `${field.input.id}-option-${n}`, class: "rv-address__option", role: "option", "aria-selected": "false" },
    icon("pin"),
    label,
    side ? element("small", {}, side) : null,
  );
}

// Bold what the typed words do not say yet would need the server's folding; the plain prefix is enough.
function emphasised(label, query) {
  return label.toLocaleLowerCase().startsWith(query.toLocaleLowerCase())
    ? [label.slice(0, query.length), element("mark", {}, label.slice(query.length))]
    : [label];
}

function onKey(field, event) {
  const isOpen = !field.list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!isOpen) return suggest(field);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const last = field.found.length - 1;
    const next = field.chosen + step;
    choose(field, next > last ? 0 : next < 0 ? last : next);
  } else if (event.key === "Enter" && isOpen && field.chosen >= 0) {
    event.preventDefault();
    accept(field, field.chosen);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    close(field);
  }
}

function choose(field, n) {
  field.chosen = n;
  [...field.list.children].forEach((option, index) => {
    option.setAttribute("aria-selected", String(index === n));
    if (index === n) {
      field.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  });
}

function accept(field, n) {
  const place = field.found[n];
  field.input.value = place.label;
  close(field);
  setPlace(field, place);
  announce(field.status, place.label);
}

function close(field) {
  field.asked += 1;
  field.list.hidden = true;
  field.input.setAttribute("aria-expanded", "false");
  field.input.removeAttribute("aria-activedescendant");
}

/** Writes the point of the chosen address; words typed since then mean that the point is no longer known. */
function setPlace(field, place) {
  const form = field.input.form;
  if (!form) return;
  for (const name of ["lat", "lon"]) {
    const hidden = form.querySelector(`[data-${name}]`);
    if (hidden) hidden.value = place ? place[name] : "";
  }
  if (place) form.dispatchEvent(new CustomEvent("rv-place", { detail: { ...place, from: "address" } }));
}
