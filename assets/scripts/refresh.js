// Long work, followed: `[data-refresh]` is read again every second until the page says that nothing moves.

export function refreshWhileMoving(part) {
  const again = async () => {
    const answer = document.hidden ? null : await fetch(location.href).catch(() => null);
    const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (fresh) {
      part.replaceChildren(...fresh.childNodes);
      if (!("refresh" in fresh.dataset)) return;
    }
    setTimeout(again, 1000);
  };
  setTimeout(again, 600);
}
