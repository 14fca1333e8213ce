// A message that leaves by itself, but never while one reads, points at or tabs into it.

/** `data-toast` alone stays; `data-toast="10"` leaves after ten seconds. */
export function timeToasts(toast) {
  const seconds = Number(toast.dataset.toast);
  if (!seconds) return;
  toast.classList.add("rv-toast--timed");
  let left = seconds;
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
