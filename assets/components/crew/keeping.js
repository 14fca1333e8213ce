// Keeps on the telephone what its owner's day needs: the worker, the pages of the visits, their photos, the look.

const pages = "riverain-equipe-pages";
const photos = "riverain-equipe-photos";

export async function keepDay(root) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const home = document.documentElement.lang.startsWith("en") ? "/en/equipe" : "/equipe";
  const keep = () => keepAll(root, home).catch((error) => console.error(error));
  // The first worker, or one of a new edition, has nothing yet.
  serviceWorker.addEventListener("controllerchange", keep);
  await serviceWorker.register(`${home}/service.js`, { scope: home });
  if (serviceWorker.controller) await keep();
}

async function keepAll(root, home) {
  // What this page has loaded before the worker came goes through it once, from the browser's own store.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  for (const url of loaded.filter((url) => url.pathname.startsWith("/assets/"))) await fetch(url).catch(() => {});
  if (!root.dataset.crew || location.pathname !== home || !navigator.onLine) return;
  await fetch(home).catch(() => {});
  await keepVisits(home);
  navigator.storage?.persist?.();
}

/** A page that did not change since it was kept is not asked again: each one is a look that is noted. */
async function keepVisits(home) {
  const cache = await caches.open(pages);
  const listed = new Set();
  for (const visit of document.querySelectorAll("[data-visit]")) {
    const address = `${home}/demandes/${visit.dataset.visit}`;
    listed.add(address);
    const kept = await cache.match(address);
    if (kept?.headers.get("riverain-version") !== visit.dataset.version) await keepVisit(address);
  }
  await forgetOthers(cache, (pathname) => pathname.startsWith(`${home}/demandes/`) && !listed.has(pathname));
  const isListed = (pathname) => listed.has(`${home}/demandes/${/\/demandes\/([^/]+)/.exec(pathname)?.[1]}`);
  await forgetOthers(await caches.open(photos), (pathname) => !isListed(pathname));
}

async function forgetOthers(cache, isOver) {
  for (const { url } of await cache.keys()) {
    if (isOver(new URL(url).pathname)) await cache.delete(url);
  }
}

async function keepVisit(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const image of page.querySelectorAll("main img")) await fetch(image.getAttribute("src")).catch(() => {});
}
