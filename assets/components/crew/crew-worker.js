// The worker of the crew's pages: the last page that came is shown when none can come. It keeps what the person whose
// telephone it is was shown, and forgets it when somebody else's page comes.
const { edition, shell, away } = self.RIVERAIN;
const names = { pages: "riverain-equipe-pages", photos: "riverain-equipe-photos", tiles: "riverain-equipe-sol" };
const assets = `riverain-equipe-assets-${edition}`;
/** A network that is there but does not answer is no network. */
const patienceMs = 6000;
/** Squares of the map that are kept: those of a borough at a few zooms. */
const mostTiles = 400;

const isPage = (path) => /^(\/en)?\/equipe(\/demandes\/[^/]+)?$/.test(path);
const isPhoto = ({ pathname, search }) => !search && /^(\/en)?\/poste\/demandes\/[^/]+\/photos\/[^/]+$/.test(pathname);

self.addEventListener("install", (event) => {
  const ready = caches.open(assets).then((cache) => cache.addAll([...shell, away]));
  event.waitUntil(ready.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOtherEditions().then(() => self.clients.claim()));
});

async function forgetOtherEditions() {
  const old = (await caches.keys()).filter((name) => name.startsWith("riverain-equipe-assets-") && name !== assets);
  // Pages name the files of their edition: they are read again.
  if (old.length > 0) old.push(names.pages);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isPage(url.pathname)) event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(keptFirst(event.request, assets));
  else if (isPhoto(url)) event.respondWith(keptFirst(event.request, names.photos));
  else if (url.pathname.startsWith("/tuiles/")) event.respondWith(tile(event));
});

/** The page as it is now; as it was when nothing comes. */
async function page(event, url) {
  const key = url.origin + url.pathname;
  const kept = await caches.match(key);
  const coming = fetch(event.request).then((answer) => keepPage(key, answer));
  if (!kept) return coming.catch(() => caches.match(away));
  event.waitUntil(coming.catch(() => {}));
  const late = new Promise((done) => setTimeout(done, patienceMs, kept));
  return Promise.race([coming.catch(() => kept), late]);
}

async function keepPage(key, answer) {
  const whose = answer.headers.get("riverain-whose");
  // A page that is no longer theirs is not kept either.
  if (answer.status === 404) await (await caches.open(names.pages)).delete(key);
  if (!answer.ok || answer.redirected || !whose) return answer;
  await forgetOthers(whose);
  await (await caches.open(names.pages)).put(key, answer.clone());
  return answer;
}

/** One telephone keeps the pages of one person. */
async function forgetOthers(whose) {
  const mark = new URL("/equipe/a-qui", self.location.origin).href;
  const known = await (await caches.match(mark))?.text();
  if (known === whose) return;
  await Promise.all([caches.delete(names.pages), caches.delete(names.photos)]);
  await (await caches.open(names.pages)).put(mark, new Response(whose));
}

async function keptFirst(request, name) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await (await caches.open(name)).put(request.url, answer.clone());
  return answer;
}

async function tile(event) {
  const answer = await keptFirst(event.request, names.tiles);
  event.waitUntil(forgetTiles());
  return answer;
}

async function forgetTiles() {
  const cache = await caches.open(names.tiles);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - mostTiles)).map((key) => cache.delete(key)));
}
