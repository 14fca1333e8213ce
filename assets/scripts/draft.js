// Keeps what was typed in a form for as long as the tab is open, so that a lost page loses no words.

const prefix = "riverain-draft:";
const neverKept = new Set(["hidden", "password", "file", "submit", "button"]);

/** Set by `data-draft="name"` on a form, emptied by `data-draft-clear="name"` on the page that confirms. */
export function keepDrafts(marked) {
  if (marked.dataset.draftClear !== undefined) return clear(marked.dataset.draftClear);
  const key = `${prefix}${marked.dataset.draft}:${location.pathname}`;
  restore(marked, key);
  marked.addEventListener("input", () => save(marked, key));
  marked.addEventListener("change", () => save(marked, key));
}

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !neverKept.has(field.type) && field.dataset.noDraft === undefined,
  );
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function save(form, key) {
  const kept = fields(form).map((field) =>
    isTicked(field) ? [field.name, field.value, field.checked] : [field.name, field.value],
  );
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A full or forbidden store costs the draft, never the form.
  }
}

/** What the server already shows wins: a draft only fills a form that is still empty. */
function restore(form, key) {
  const stored = sessionStorage.getItem(key);
  const isStarted = fields(form).some((field) => (isTicked(field) ? field.checked : field.type !== "select-one" && field.value));
  if (!stored || isStarted) return;
  for (const [name, value, ticked] of JSON.parse(stored)) {
    for (const field of fields(form).filter((candidate) => candidate.name === name)) {
      if (!isTicked(field)) field.value = value;
      else if (field.value === value) field.checked = ticked;
    }
  }
  form.dispatchEvent(new Event("rv-restored"));
}

function clear(name) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`${prefix}${name}:`)) sessionStorage.removeItem(key);
  }
}
