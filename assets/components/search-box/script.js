// The one box: proposes how to go on while one types, and shows the rows as one types. It stays a plain field otherwise.
import { afterPause, announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: { list: "Suites proposées", some: (n) => (n === 1 ? "1 suite proposée." : `${n} suites proposées.`) },
  en: { list: "Ways to go on", some: (n) => (n === 1 ? "1 way to go on." : `${n} ways to go on.`) },
});

/** `[data-suggestions="address"]` holds one input; the answers are `{ text, label, kind }`. */
export function suggestWhileTyping(root) {
  const input = root.querySelector("input");
  const list = element("ul", { id: `${input.id}-list`, class: "rv-search__list", role: "listbox", "aria-label": text.list, hidden: true });
  const status = element("div", { class: "govuk-visually-hidden", role: "status" });
  root.append(list, status);
  const box = { url: root.dataset.suggestions, input, list, status, found: [], chosen: -1, asked: 0 };
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
  input.addEventListener("input", afterPause(80, () => suggest(box)));
  input.addEventListener("keydown", (event) => onKey(box, event));
  input.addEventListener("blur", () => close(box));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) accept(box, [...list.children].indexOf(option));
  });
}

async function suggest(box) {
  const turn = ++box.asked;
  if (!box.input.value.trim()) return close(box);
  const answer = await fetch(`${box.url}?q=${encodeURIComponent(box.input.value)}`).catch(() => null);
  const found = answer?.ok ? await answer.json() : [];
  // An older answer never covers a newer question, nor a field one has left.
  if (turn !== box.asked || document.activeElement !== box.input) return;
  Object.assign(box, { found, chosen: -1 });
  box.list.replaceChildren(...found.map((way, n) => option(box, way, n)));
  box.list.hidden = found.length === 0;
  box.input.setAttribute("aria-expanded", String(found.length > 0));
  box.input.removeAttribute("aria-activedescendant");
  announce(box.status, found.length ? text.some(found.length) : "");
}

const option = (box, { label, kind }, n) =>
  element(
    "li",
    { id: `${box.input.id}-option-${n}`, class: "rv-search__option", role: "option", "aria-selected": "false" },
    element("span", {}, label),
    element("small", {}, kind),
  );

function onKey(box, event) {
  const last = box.found.length - 1;
  if (event.key === "ArrowDown" && !box.list.hidden) choose(box, box.chosen < last ? box.chosen + 1 : 0);
  else if (event.key === "ArrowUp" && !box.list.hidden) choose(box, box.chosen > 0 ? box.chosen - 1 : last);
  else if (event.key === "Tab" && !event.shiftKey && box.chosen >= 0) accept(box, box.chosen);
  else if (event.key === "Enter" && box.chosen >= 0) accept(box, box.chosen);
  else if (event.key === "Escape" && !box.list.hidden) close(box);
  else return;
  event.preventDefault();
}

function choose(box, n) {
  box.chosen = n;
  [...box.list.children].forEach((option, index) => {
    option.setAttribute("aria-selected", String(index === n));
    if (index === n) {
      box.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  });
}

function accept(box, n) {
  box.input.value = box.found[n].text;
  close(box);
  // A key opens its values; anything else is shown at once.
  box.input.dispatchEvent(new Event("input", { bubbles: true }));
}

function close(box) {
  Object.assign(box, { asked: box.asked + 1, found: [], chosen: -1 });
  box.list.hidden = true;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

/** `form[data-results="id"]`: what it asks for replaces that part of the page, and its address, as one types. */
export function showResultsWhileTyping(form, improve) {
  const place = document.getElementById(form.dataset.results);
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const answer = await fetch(`${form.action}?${query}&partie=resultats`).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    place.innerHTML = await answer.text();
    history.replaceState(history.state, "", `${form.action}?${query}`);
    for (const field of document.querySelectorAll(`[data-filters-of="${form.id}"]`)) field.value = query;
    improve(place);
  };
  form.addEventListener("input", afterPause(150, (event) => event.target.matches("[type=search]") && show()));
  form.addEventListener("change", (event) => !event.target.matches("[type=search]") && show());
}
