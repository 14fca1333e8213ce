// Every public page, in both languages, on a narrow screen and a wide one: it fits, and no rule that a program can check
// is broken. So does the map with a card open.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture, pictures } from "./hands.mjs";

const widths = [320, 1280];
const pages = [
  ["accueil", "/"],
  ["signaler", "/signaler"],
  ["suivi", "/suivi"],
  ["carte", "/carte"],
  ["carte-filtree", "/carte?service=NID_POULE&etat=terminees&periode=365"],
  ["aide", "/aide"],
  ["aide-cherchee", "/aide?q=trou+dans+la+rue"],
  ["aide-vide", "/aide?q=xyzzyq"],
  ["aide-article", "/aide/nids-de-poule"],
  ["aide-arrondissement", "/aide/collecte-ordures?arrondissement=le-vieux-port"],
  ["resultats", "/bilan"],
  ["resultats-service", "/bilan/NID_POULE"],
  ["resultats-methode", "/bilan/methode"],
  ["confidentialite", "/confidentialite"],
  ["accessibilite", "/accessibilite"],
  ["perdue", "/rien"],
];

let city, browser, shown;

before(async () => {
  city = await startCity();
  browser = await openBrowser();
  const answer = await fetch(`${city.url}/open311/v2/requests.json`);
  shown = (await answer.json()).find((it) => it.lat && it.status === "open");
  assert.ok(shown, "the village has an open request that everybody may see");
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

const open = (width) =>
  browser.newContext({ viewport: { width, height: 800 }, locale: "fr-CA", baseURL: city.url, reducedMotion: "reduce" });

for (const width of widths) {
  test(`every public page fits ${width} px and is accessible`, async () => {
    const page = await (await open(width)).newPage();
    const tracker = ["demande-publique", `/suivi/${shown.service_request_id}`];
    for (const [name, path] of [...pages, tracker]) {
      for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
        await page.goto(path === "/" && prefix ? prefix : prefix + path, { waitUntil: "networkidle" });
        await picture(page, `${width}-${lang}-${name}`);
        await fits(page);
        await isAccessible(page);
      }
    }
  });

  test(`the map with a card open fits ${width} px and is accessible`, async () => {
    const page = await (await open(width)).newPage();
    await page.goto(`/carte?periode=toutes#carte=17/${shown.lat}/${shown.long}`, { waitUntil: "networkidle" });
    const canvas = page.locator(".rv-map__canvas canvas");
    await canvas.scrollIntoViewIfNeeded();
    const card = page.locator(".maplibregl-popup .rv-request-card").first();
    for (let tries = 0; tries < 20 && (await card.count()) === 0; tries += 1) {
      await canvas.click();
      await page.waitForTimeout(500);
    }
    await card.waitFor({ timeout: 5_000 });
    await fits(page);
    await isAccessible(page);
    const whole = await page.locator(".maplibregl-popup").boundingBox();
    assert.ok(whole.x >= 0 && whole.x + whole.width <= width, `the card stands from ${whole.x} px, ${whole.width} px wide`);
    await page.screenshot({ path: join(pictures, `${width}-fr-carte-ouverte.png`) });
  });
}
