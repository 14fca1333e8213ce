// Counts of the queues as they move. A page that nobody looks at does not listen: browsers lend few connections.

/** `[data-live="address"]` sends `{ place: "12" }`; `[data-count="place"]` shows it. */
export function followCounts(root) {
  let source;
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(root.dataset.live);
    source.addEventListener("message", ({ data }) => {
      for (const [place, count] of Object.entries(JSON.parse(data))) {
        const shown = root.querySelector(`[data-count="${CSS.escape(place)}"]`);
        if (shown && shown.textContent !== count) shown.textContent = count;
      }
    });
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source?.close());
  listen();
}
