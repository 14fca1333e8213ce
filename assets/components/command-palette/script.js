// « / » opens the list of acts and pages; typing narrows it, and a last line searches for the words typed.
import { element, words } from "../../scripts/dom.js";

const text = words({
  fr: { search: (query) => `Chercher « ${query} » dans les demandes` },
  en: { search: (query) => `Search requests for “${query}”` },
});

const fold = (sentence) => sentence.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** `dialog[data-palette="/bureau/recherche?q="]` with an input and a list of links; opened by `[data-palette-open]`. */
export function openPalette(dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const palette = { dialog, input, list, items: [...list.querySelectorAll("li")], chosen: 0 };
  list.id ||= "palette-list";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  list.setAttribute("role", "listbox");
  palette.items.forEach((item, n) => {
    item.id ||= `palette-item-${n}`;
    item.setAttribute("role", "option");
  });
  for (const button of document.querySelectorAll("[data-palette-open]")) {
    button.addEventListener("click", () => {
      dialog.showModal();
      input.select();
      narrow(palette);
    });
  }
  input.addEventListener("input", () => narrow(palette));
  input.addEventListener("keydown", (event) => onKey(palette, event));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

function narrow(palette) {
  const query = palette.input.value.trim();
  const wanted = fold(query).split(/\s+/);
  for (const item of palette.items) item.hidden = !wanted.every((word) => fold(item.textContent).includes(word));
  palette.list.querySelector("[data-search]")?.remove();
  if (query) palette.list.append(searchItem(palette, query));
  choose(palette, 0);
}

function searchItem({ dialog }, query) {
  const href = `${dialog.dataset.palette}${encodeURIComponent(query)}`;
  const link = element("a", { href, tabindex: "-1" }, text.search(query));
  return element("li", { id: "palette-search", class: "rv-palette__item", role: "option", "data-search": true }, link);
}

const shown = ({ list }) => [...list.querySelectorAll(".rv-palette__item:not([hidden])")];

function choose(palette, n) {
  const items = shown(palette);
  palette.chosen = Math.max(0, Math.min(n, items.length - 1));
  items.forEach((item, index) => item.setAttribute("aria-selected", String(index === palette.chosen)));
  const item = items[palette.chosen];
  palette.input.setAttribute("aria-activedescendant", item?.id ?? "");
  item?.scrollIntoView({ block: "nearest" });
}

function onKey(palette, event) {
  if (event.key === "ArrowDown") choose(palette, palette.chosen + 1);
  else if (event.key === "ArrowUp") choose(palette, palette.chosen - 1);
  else if (event.key === "Enter") {
    palette.dialog.close();
    shown(palette)[palette.chosen]?.querySelector("a").click();
  } else return;
  event.preventDefault();
}
