// A crew at work on a telephone: a request is closed in a tunnel with a photo, sent once the network is back, and its
// author reads the result; conflicts, a session that ended and rights that were taken away lose nothing.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { startCity, waitFor } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture } from "./hands.mjs";

const password = "valrive-demo-8311";
const photo = join(tmpdir(), `riverain-journey-${process.pid}.png`);
let city, browser;

/** A picture as it comes out of a large camera: 4,200 points a side, nothing compressed. */
function largePicture() {
  const side = 4200;
  const part = (name, data) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(name, 4, "latin1");
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
    return Buffer.concat([head, data, sum]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side);
  size.writeUInt32BE(side, 4);
  size.set([8, 2], 8);
  const lines = Buffer.alloc(side * (side * 3 + 1), 90);
  for (let line = 0; line < side; line += 1) lines[line * (side * 3 + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, part("IHDR", size), part("IDAT", deflateSync(lines, { level: 0 })), part("IEND", Buffer.alloc(0))]);
}

before(async () => {
  city = await startCity();
  browser = await openBrowser();
  const bytes = largePicture();
  assert.ok(bytes.length > 50 * 1024 * 1024);
  await writeFile(photo, bytes);
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

async function telephone(who, { width = 320, english = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 700 }, locale: english ? "en-CA" : "fr-CA", baseURL: city.url });
  const page = await context.newPage();
  await signIn(page, who, english ? "/en" : "");
  return page;
}

async function signIn(page, who, prefix = "") {
  if (!page.url().includes("/connexion")) await page.goto(`${prefix}/poste/connexion`);
  await page.fill("[name=courriel]", `${who}@valrive.exemple.test`);
  await page.fill("[name=mot_de_passe]", password);
  await Promise.all([page.waitForURL(/\/(equipe|poste)(\?.*)?$/), page.keyboard.press("Enter")]);
}

/** Waits until the telephone keeps the page of every visit. */
async function kept(page) {
  const isKept = async () => {
    const cache = await caches.open("riverain-equipe-pages");
    const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    const visits = [...document.querySelectorAll("[data-visit]")].map((it) => `/equipe/demandes/${it.dataset.visit}`);
    return kept.includes("/equipe") && visits.every((it) => kept.includes(it));
  };
  await waitFor(() => page.evaluate(isKept), "the pages of the day");
}

/** Waits until the telephone keeps nobody's day. */
const forgotten = (page) => waitFor(() => page.evaluate(async () => !(await caches.has("riverain-equipe-pages"))), "a telephone without a day");

const waiting = (page) => page.locator("[data-waits]").count();

/** A request of the unit whose author can be reached, that everybody may see. */
async function known() {
  const [[reference, email]] = await city.rows(
    `select reference, email from request join requester on requester.request_id = request.id
      where closed_at is null and unit = 'le-vieux-port' and status in ('ACCEPTEE', 'TRANSMISE', 'PRISE_EN_CHARGE')
        and email is not null and public_map = 'shown' order by request.id limit 1`,
  );
  return { reference, email };
}

/** A request that the demo gave to the crew, of those left. */
async function given() {
  const [[reference]] = await city.rows(
    `select reference from request join staff on staff.id = assignee_id
      where closed_at is null and status = 'PRISE_EN_CHARGE' and staff.name = 'Inès Sablenoir' order by request.id limit 1`,
  );
  return reference;
}

/** The unit gives a request to somebody, at the desk. */
async function give(unit, reference, name) {
  await unit.goto(`/poste/demandes/${reference}?acte=donner`);
  const options = await unit.locator("#personne option").evaluateAll((all) => all.map((it) => [it.value, it.textContent]));
  await unit.selectOption("#personne", options.find(([, label]) => label.includes(name))[0]);
  await Promise.all([unit.waitForURL(/fait=oui/), unit.click(".rv-desk__send button:not([name])")]);
}

/** Opens the fold of a deed on the page of a visit. */
const open = (page, deed) => page.click(`#geste-${deed} > summary`);

test("the pages of the field fit a narrow screen, are readable by all, in both languages", async () => {
  for (const english of [false, true]) {
    for (const width of [320, 1280]) {
      const page = await telephone("terrain", { width, english });
      const name = `${width}-equipe-${english ? "en" : "fr"}`;
      await page.waitForSelector(".rv-crew__visit");
      await fits(page);
      await isAccessible(page);
      // The map comes when it nears the screen, and its marks are links to the cards.
      await page.locator("[data-crew-map]").scrollIntoViewIfNeeded();
      await page.waitForSelector(".rv-crew__marker");
      await page.waitForTimeout(1500);
      await picture(page, name);
      await isAccessible(page);
      await page.click(".rv-crew__visit a");
      for (const fold of await page.locator(".rv-crew__deed > summary").all()) await fold.click();
      await fits(page);
      await isAccessible(page);
      await picture(page, `${name}-visite`);
      await page.context().close();
    }
  }
});

test("the order is the shortest from where one is, then moved by hand, and stays", async () => {
  const page = await telephone("terrain");
  await page.context().grantPermissions(["geolocation"]);
  await page.context().setGeolocation({ latitude: 45.5, longitude: -73.5 });
  await Promise.all([page.waitForNavigation(), page.click("[value=court]")]);
  assert.match(await page.locator(".rv-crew__order").innerText(), /Plus court chemin/);
  const numbers = () => page.locator(".rv-crew__visits [data-number]").evaluateAll((all) => all.map((it) => it.dataset.visit));
  const [first, second, ...rest] = await numbers();
  await Promise.all([page.waitForNavigation(), page.locator(`#v-${second} [value=monter]`).click()]);
  assert.deepEqual(await numbers(), [second, first, ...rest]);
  const mate = await telephone("terrain2");
  assert.deepEqual(await mate.locator(".rv-crew__visits [data-number]").evaluateAll((all) => all.map((it) => it.dataset.visit)), [second, first, ...rest]);
  await mate.context().close();
  await page.context().close();
});

test("the map that was seen is there without a network", async () => {
  const page = await telephone("terrain");
  await kept(page);
  const see = async () => {
    await page.locator("[data-crew-map]").scrollIntoViewIfNeeded();
    await page.waitForSelector(".rv-crew__marker");
    await page.waitForTimeout(1500);
  };
  await see();
  await page.context().setOffline(true);
  await page.reload();
  await see();
  await page.context().close();
});

test("a request closed without a network, with a photo, is told to its author once the network is back", async () => {
  const { reference, email } = await known();
  const unit = await telephone("equipe", { width: 1280 });
  await give(unit, reference, "Marek Ondemare");
  const page = await telephone("terrain");
  await kept(page);
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector(".rv-crew__network:not([hidden])");
  await picture(page, "320-equipe-sans-reseau");
  await page.locator("[data-crew-map]").scrollIntoViewIfNeeded();
  await page.waitForSelector("[data-no-map]:not([hidden])");
  await isAccessible(page);
  await page.click(`[data-visit="${reference}"] a`);
  await page.waitForURL(new RegExp(`/equipe/demandes/${reference}$`));
  // A page that was never kept says so.
  const other = await page.context().newPage();
  await other.goto("/equipe/demandes/26-999999");
  assert.match(await other.locator("h1").innerText(), /Pas de réseau/);
  await isAccessible(other);
  await other.close();
  // She begins, then closes it with a photo of 50 MB: both wait, and the photo is small.
  await page.click("[data-crew-act=commencer] button");
  await page.waitForSelector("[data-waits]");
  await open(page, "terminer");
  await page.check("#terminer-REPARE");
  await page.fill("#terminer-mots", "Bouché à chaud, la voie est rouverte.");
  await page.setInputFiles("#terminer-photos", photo);
  await page.waitForSelector("#geste-terminer .rv-photos__photo");
  await picture(page, "320-equipe-terminer");
  await page.click("#geste-terminer button[type=submit]");
  await page.waitForURL(/\/equipe$/);
  await page.waitForFunction(() => document.querySelectorAll("[data-waits]").length === 2);
  const held = await page.evaluate(async () => {
    const database = await new Promise((done) => {
      const request = indexedDB.open("riverain-equipe");
      request.onsuccess = () => done(request.result);
    });
    const acts = await new Promise((done) => {
      const request = database.transaction("acts").objectStore("acts").getAll();
      request.onsuccess = () => done(request.result);
    });
    const [picture] = acts.flatMap((act) => act.photos);
    const bitmap = await createImageBitmap(picture);
    return { size: picture.size, side: Math.max(bitmap.width, bitmap.height) };
  });
  assert.ok(held.size < 5 * 1024 * 1024 && held.side === 2048, JSON.stringify(held));
  await picture(page, "320-equipe-en-attente");
  await fits(page);
  await isAccessible(page);
  assert.deepEqual(await city.rows(`select status from request where reference = '${reference}'`), [["PRISE_EN_CHARGE"]]);

  await page.context().setOffline(false);
  await page.waitForURL(/\/equipe\?fait=/);
  await waitFor(async () => (await city.rows(`select status from request where reference = '${reference}'`))[0][0] === "TERMINEE", "the closing");
  assert.equal(await waiting(page), 0);
  const [[acts, photos]] = await city.rows(
    `select (select count(*) from field_act where reference = '${reference}'),
            (select count(*) from photo join request on request.id = photo.request_id where reference = '${reference}')`,
  );
  assert.deepEqual([acts, photos], [2, 1]);

  // Its author reads the result and sees the photo; a passer-by only once the unit has published it.
  const street = await (await browser.newContext({ viewport: { width: 320, height: 700 }, baseURL: city.url })).newPage();
  await street.goto(`/suivi/${reference}`);
  assert.equal(await street.locator("main img").count(), 0);
  const author = await street.context().newPage();
  await author.goto("/suivi");
  await author.fill("#numero", reference);
  await author.fill("#contact", email);
  await Promise.all([author.waitForURL(/cle=/), author.click("main form button.govuk-button")]);
  assert.match(await author.locator("main").innerText(), /Bouché à chaud/);
  assert.ok((await author.locator("main img").count()) > 0);
  await unit.goto(`/poste/demandes/${reference}`);
  await Promise.all([unit.waitForURL(/fait=oui/), unit.click("form[action$='/public'] button")]);
  await street.reload();
  assert.ok((await street.locator("main img").count()) > 0);
  await author.reload();
  await picture(author, "320-equipe-suivi");
  for (const it of [unit, street]) await it.context().close();
  await page.context().close();
});

test("what was given to somebody else meanwhile stays as a note, and what was closed says by whom", async () => {
  const page = await telephone("terrain");
  const reference = await given();
  await kept(page);
  await page.goto(`/equipe/demandes/${reference}`);
  await page.context().setOffline(true);
  await open(page, "terminer");
  await page.check("#terminer-REPARE");
  await page.fill("#terminer-mots", "Deux panneaux redressés.");
  await page.click("#geste-terminer button[type=submit]");
  await page.waitForURL(/\/equipe$/);
  await page.waitForSelector("[data-waits]");

  const unit = await telephone("equipe", { width: 1280 });
  await give(unit, reference, "Samir");

  await page.context().setOffline(false);
  const held = page.locator(`[data-waits="${reference}"]`);
  await held.locator("[data-does=note]").waitFor();
  assert.match(await held.innerText(), /changé de mains[\s\S]*Samir/);
  await picture(page, "320-equipe-conflit");
  await isAccessible(page);
  await page.reload();
  await held.locator("[data-does=note]").waitFor();
  await held.locator("[data-does=note]").click();
  await waitFor(async () => (await city.rows(`select count(*) from request_event join request on request.id = request_event.request_id
    where reference = '${reference}' and act = 'noted' and reason like '%Deux panneaux redressés.'`))[0][0] === 1, "the note");
  assert.deepEqual(await city.rows(`select status from request where reference = '${reference}'`), [["PRISE_EN_CHARGE"]]);

  // Two of one crew on one request: the second one is told who was there first, and may do it all the same or drop it.
  await page.goto("/equipe");
  const shared = await given();
  await page.goto(`/equipe/demandes/${shared}`);
  await page.context().setOffline(true);
  await open(page, "revenir");
  await page.click("#geste-revenir button[type=submit]");
  await page.waitForURL(/\/equipe$/);
  const mate = await telephone("terrain2");
  await mate.goto(`/equipe/demandes/${shared}`);
  await open(mate, "terminer");
  await mate.check("#terminer-DEJA_REGLE");
  await Promise.all([mate.waitForURL(/\/equipe\?fait=/), mate.click("#geste-terminer button[type=submit]")]);
  await page.context().setOffline(false);
  const stopped = page.locator(`[data-waits="${shared}"]`);
  await stopped.locator("text=Inès Sablenoir").first().waitFor();
  assert.equal(await stopped.locator("[data-does=again]").count(), 0, "what is closed is not planned");
  await stopped.locator("[data-does=drop]").click();
  await page.waitForFunction(() => document.querySelectorAll("[data-waits]").length === 0);
  for (const it of [unit, mate, page]) await it.context().close();
});

test("a session that ended while away keeps what waits, and rights that were taken away are said act by act", async () => {
  const page = await telephone("terrain");
  const reference = await given();
  await kept(page);
  await page.goto(`/equipe/demandes/${reference}`);
  await page.context().setOffline(true);
  await open(page, "trouver");
  await page.fill("#trouver-mots", "Un mètre de large, vingt de profond.");
  await page.click("#geste-trouver button[type=submit]");
  await page.waitForSelector("[data-waits]");
  await city.leaveSessions();
  await page.context().setOffline(false);
  await page.waitForSelector("text=Votre session est finie");
  await picture(page, "320-equipe-session-finie");
  await isAccessible(page);
  await Promise.all([page.waitForURL(/connexion/), page.click("text=Se connecter pour envoyer")]);
  // Nobody is signed in: no page of anybody's day is left, and what waits is.
  await forgotten(page);
  await signIn(page, "terrain");
  await waitFor(async () => (await city.rows(`select count(*) from request_event join request on request.id = request_event.request_id
    where reference = '${reference}' and reason like 'Un mètre de large%'`))[0][0] === 1, "what waited");
  await page.waitForFunction(() => document.querySelectorAll("[data-waits]").length === 0);

  // Somebody else's telephone now: nothing of the first one is shown, and what they left to send waits for them.
  await kept(page);
  await page.goto(`/equipe/demandes/${reference}`);
  await page.context().setOffline(true);
  await open(page, "revenir");
  await page.fill("#revenir-mots", "Il manque des cônes.");
  await page.click("#geste-revenir button[type=submit]");
  await page.waitForURL(/\/equipe$/);
  await page.waitForSelector("[data-waits]");
  await city.leaveSessions();
  await page.context().setOffline(false);
  await page.waitForSelector("text=Votre session est finie");
  await page.goto("/poste/connexion");
  await signIn(page, "equipe");
  await page.goto("/equipe");
  await page.waitForSelector("text=Un envoi d’une autre personne");
  assert.doesNotMatch(await page.locator("main").innerText(), /cônes/);
  assert.equal(await waiting(page), 0);
  await page.goto("/poste/compte");
  await Promise.all([page.waitForURL(/connexion/), page.click("form[action$='/deconnexion'] button")]);
  await forgotten(page);

  // Their rights changed before it could leave: it says so, and stays until it is dropped.
  await city.say("admin", "staff", "import", await roster(), "--apply");
  await signIn(page, "terrain");
  const held = page.locator(`[data-waits="${reference}"]`);
  await held.locator("text=Vous n’avez plus accès").waitFor();
  await page.reload();
  await held.locator("text=Vous n’avez plus accès").waitFor();
  await held.locator("[data-does=drop]").click();
  await page.waitForFunction(() => document.querySelectorAll("[data-waits]").length === 0);
  await page.context().close();
});

/** A file of staff that moves one of the crew to another one. */
async function roster() {
  const path = join(tmpdir(), `riverain-journey-${process.pid}.csv`);
  await writeFile(path, "userName,name,role,units,boroughs,groups,active,crew\nterrain@valrive.exemple.test,Marek Ondemare,crew,le-vieux-port,,,true,Équipe 9\n");
  return path;
}
