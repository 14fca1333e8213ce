// One key, one act: `data-key="p"` on a link or button. Never while one types, never with a modifier.

const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = [...document.querySelectorAll("[data-key]")].find(
      (candidate) => candidate.dataset.key === event.key && candidate.checkVisibility?.() !== false,
    );
    if (!act) return;
    event.preventDefault();
    if (act.matches("input, textarea, select")) act.focus();
    else act.click();
  });
}
