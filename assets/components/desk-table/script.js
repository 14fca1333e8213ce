// Walks the queue with j and k or the arrows, opens with Enter, picks with x; focus stays where the eye is.

/** `table[data-rows]`; each row that can be opened holds one link in `[data-row-link]`. */
export function walkRows(table) {
  const rows = [...table.tBodies[0].rows];
  const focusRow = (row) => {
    for (const other of rows) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  rows.forEach((row, n) => (row.tabIndex = n === 0 ? 0 : -1));
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
    const n = rows.indexOf(row);
    if (event.key === "j" || event.key === "ArrowDown") focusRow(rows[Math.min(n + 1, rows.length - 1)]);
    else if (event.key === "k" || event.key === "ArrowUp") focusRow(rows[Math.max(n - 1, 0)]);
    else if (event.key === "Enter") row.querySelector("[data-row-link]")?.click();
    else if (event.key === "x") row.querySelector("input[type=checkbox]")?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const all = table.querySelector("[data-pick-all]");
  all?.addEventListener("change", () => {
    for (const box of table.querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
    table.dispatchEvent(new Event("change", { bubbles: true }));
  });
  countPicked(table);
}

/** `[data-picked]` in the same form shows how many are chosen; `[data-needs-picked]` waits for at least one. */
function countPicked(table) {
  const scope = table.closest("form") ?? document;
  const show = () => {
    const picked = table.querySelectorAll("tbody input[type=checkbox]:checked").length;
    for (const place of scope.querySelectorAll("[data-picked]")) place.textContent = String(picked);
    for (const act of scope.querySelectorAll("[data-needs-picked]")) act.hidden = picked === 0;
  };
  table.addEventListener("change", show);
  show();
}
