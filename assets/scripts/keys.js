// One key, one act: `data-key="p"` on a link, a button or a field. A plain letter never acts while one types; function
// keys and those held with Ctrl do.

const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

const nameOf = (event) => `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.key}`;

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    const isPlain = !name.startsWith("Ctrl+") && !/^F\d+$/.test(name);
    if (isPlain && isTyping(event.target)) return;
    const act = [...document.querySelectorAll("[data-key]")].find(
      (candidate) => candidate.dataset.key === name && (candidate.checkVisibility?.() !== false || candidate.closest("details:not([open])")),
    );
    if (!act) return;
    event.preventDefault();
    act.closest("details")?.setAttribute("open", "");
    if (act.matches("input, textarea, select")) act.focus();
    else if (act.closest("details") && isFunctionKeyOfFields(act)) act.closest("details").querySelector("input, textarea, select").focus();
    else act.click();
  });
}

/** A button inside folded fields: the first press opens them, for there is something to type. */
const isFunctionKeyOfFields = (act) => act.type === "submit" && !act.closest("details").contains(document.activeElement);
