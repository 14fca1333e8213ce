// Parts of a photo are covered with the pointer: drawn from corner to corner, taken away with a press. The numbers below
// stay the form, so that a keyboard does it too.
import { announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: { remove: (n) => `Ne plus cacher la partie ${n}`, full: "Il n’y a plus de ligne libre.", said: (n) => `Partie ${n} cachée.` },
  en: { remove: (n) => `Stop hiding part ${n}`, full: "No line is left.", said: (n) => `Part ${n} hidden.` },
});
/** Percents under which a drawing is a slip of the hand. */
const LEAST = 0.8;

/** `form[data-cover]` holds `[data-cover-place]` around the photo, and fieldsets of four inputs: left, top, width, height. */
export function coverParts(form) {
  const place = form.querySelector("[data-cover-place]");
  const lines = [...form.querySelectorAll("fieldset")].map((line) => [...line.querySelectorAll("input")]);
  const status = element("div", { class: "govuk-visually-hidden", role: "status" });
  const shown = element("div", { class: "rv-cover__shown" });
  place.append(shown, status);
  form.querySelector("[data-cover-numbers]").open = Boolean(form.querySelector(".govuk-error-message"));
  const cover = { place, lines, shown, status };
  form.addEventListener("input", () => show(cover));
  place.addEventListener("pointerdown", (event) => draw(cover, event));
  show(cover);
}

const numbers = (line) => line.map((input) => Number.parseFloat(input.value.replace(",", ".")));
const isWhole = (parts) => parts.every((part) => Number.isFinite(part) && part >= 0 && part <= 100);

function put(box, [left, top, width, height]) {
  Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
}

/** Shows the parts that the numbers say. */
function show({ shown, lines }) {
  const boxes = lines.map((line, rank) => {
    const parts = numbers(line);
    if (!isWhole(parts)) return null;
    const box = element("button", { type: "button", class: "rv-cover__part", "aria-label": text.remove(rank + 1) });
    put(box, parts);
    box.addEventListener("click", () => {
      for (const input of line) input.value = "";
      show({ shown, lines });
    });
    return box;
  });
  shown.replaceChildren(...boxes.filter(Boolean));
}

/** From where the pointer was pressed to where it is let go. */
function draw(cover, start) {
  if (start.button !== 0 || start.target.closest(".rv-cover__part")) return;
  start.preventDefault();
  const { left, top, width, height } = cover.place.getBoundingClientRect();
  const at = (event) => [(event.clientX - left) / width, (event.clientY - top) / height].map((part) => Math.min(Math.max(part * 100, 0), 100));
  const from = at(start);
  const box = element("div", { class: "rv-cover__part rv-cover__part--drawn" });
  cover.shown.append(box);
  cover.place.setPointerCapture(start.pointerId);
  const between = (event) => {
    const to = at(event);
    const corner = from.map((part, side) => Math.min(part, to[side]));
    return [...corner, ...from.map((part, side) => Math.abs(part - to[side]))];
  };
  const move = (event) => put(box, between(event));
  const stop = (event) => {
    cover.place.removeEventListener("pointermove", move);
    box.remove();
    if (event.type === "pointerup") keep(cover, between(event));
  };
  cover.place.addEventListener("pointermove", move);
  cover.place.addEventListener("pointerup", stop, { once: true });
  cover.place.addEventListener("pointercancel", stop, { once: true });
}

/** Writes a part in the first line that is free. */
function keep(cover, parts) {
  if (parts[2] < LEAST || parts[3] < LEAST) return;
  const rank = cover.lines.findIndex((line) => line.every((input) => input.value === ""));
  if (rank < 0) return announce(cover.status, text.full);
  cover.lines[rank].forEach((input, side) => {
    input.value = String(Math.round(parts[side] * 10) / 10);
  });
  show(cover);
  announce(cover.status, text.said(rank + 1));
}
