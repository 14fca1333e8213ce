// An administrator changes the city: a unit is renamed, tried, published, and residents read its new name; then the
// version of before is put back. Every page fits a narrow screen and a wide one, in both languages, and is accessible.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity, waitFor } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture, press, type } from "./hands.mjs";

let city, browser;

before(async () => {
  city = await startCity({ requests: 600 });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

const open = (width) =>
  browser.newContext({ viewport: { width, height: 900 }, locale: "fr-CA", baseURL: city.url, reducedMotion: "reduce" });

async function look(page, name) {
  await picture(page, name);
  await fits(page);
  await isAccessible(page);
}

/** Comes in by a link that the command line gives. */
async function enter(page) {
  const said = await city.say("admin", "break-glass", "admin@valrive.exemple.test");
  const path = new URL(said.split("\n")[0]);
  await page.goto(path.pathname + path.search);
  await page.getByRole("button", { name: "Ouvrir une session" }).click();
  await page.waitForURL(/\/poste$/);
  return page;
}

const unit = "Quartier du Port";

test("a unit is renamed, tried, published and seen by residents, then put back, with the keyboard alone", async () => {
  const page = await enter(await (await open(1280)).newPage());
  await press(page.getByRole("link", { name: "Administration", exact: true }));
  await press(page.getByRole("link", { name: "Ville", exact: true }));
  await press(page.getByRole("button", { name: "Modifier la ville" }));
  await press(page.getByRole("link", { name: "units.csv" }));
  await type(page.getByLabel("Chercher dans les lignes"), "le-vieux-port");
  await press(page.getByRole("button", { name: "Chercher" }));
  await press(page.getByRole("link", { name: /^Ligne/ }).first());
  const was = await page.getByLabel("name_fr").inputValue();
  await type(page.getByLabel("name_fr"), unit);
  await press(page.getByRole("button", { name: "Garder dans le brouillon" }));
  await press(page.getByRole("link", { name: "Essayer", exact: true }));
  await page.getByText(`« ${was} » devient « ${unit} »`).waitFor();
  await look(page, "city-1280-essai");
  await type(page.getByLabel("Pourquoi"), "Nom choisi par le conseil");
  await press(page.getByRole("button", { name: "Publier" }));
  await page.getByText("Nom choisi par le conseil").waitFor();
  const [[reference]] = await city.rows("select reference from request where unit = 'le-vieux-port' and closed_at is null limit 1");
  const resident = await (await open(1280)).newPage();
  const seen = (name) => async () => {
    await page.goto(`/poste/demandes/${reference}`);
    return (await page.content()).includes(name);
  };
  await waitFor(seen(unit), "the new name of the unit at the desk", 30);
  // What the public reads of the units: Open311 names who answers.
  await waitFor(async () => {
    const reply = await resident.goto(`/open311/v2/requests/${reference}.json`);
    return (await reply.text()).includes(unit);
  }, "the new name of the unit for residents", 30);
  await page.goto("/poste/ville/versions/1");
  await type(page.getByLabel("Pourquoi"), "Le conseil revient en arrière");
  await press(page.getByRole("button", { name: "Remettre cette version" }));
  await page.getByText("Le conseil revient en arrière").waitFor();
  await waitFor(seen(was), "the old name of the unit", 30);
});

for (const width of [320, 1280]) {
  test(`the pages of the city fit ${width} px and are accessible`, async () => {
    const page = await enter(await (await open(width)).newPage());
    await page.goto("/poste/ville/brouillon/fichier?nom=units.csv&brut=oui");
    const text = await page.locator("#texte").inputValue();
    await page.locator("#texte").fill(text.replace(",intake,", ",central,").replace("Le Vieux-Port", `Le Port ${width}`));
    await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
    await page.waitForURL(/fichier\?nom=units\.csv$/);
    const pages = [
      ["versions", "/poste/ville"],
      ["version", "/poste/ville/versions/2"],
      ["brouillon", "/poste/ville/brouillon"],
      ["tableau", "/poste/ville/brouillon/fichier?nom=units.csv"],
      ["texte", "/poste/ville/brouillon/fichier?nom=city.toml"],
      ["ligne", "/poste/ville/brouillon/ligne?nom=services.csv&ligne=2"],
      ["reprendre", "/poste/ville/brouillon/reprendre?version=2"],
      ["fautes", "/poste/ville/brouillon/essai"],
    ];
    for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
      for (const [name, path] of pages) {
        const reply = await page.goto(prefix + path, { waitUntil: "networkidle" });
        assert.equal(reply.status(), 200, path);
        await look(page, `city-${width}-${lang}-${name}`);
      }
    }
    await page.goto("/poste/ville/brouillon/fichier?nom=units.csv&brut=oui");
    await page.locator("#texte").fill(text.replace("Le Vieux-Port", `Le Port ${width}`));
    await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
    await page.waitForURL(/fichier\?nom=units\.csv$/);
    await page.goto("/poste/ville/brouillon/fichier?nom=routing.csv&brut=oui");
    const routing = await page.locator("#texte").inputValue();
    await page.locator("#texte").fill(routing.replace(",les-tanneries,les-tanneries,", ",les-tanneries,le-vieux-port,"));
    await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
    await page.waitForURL(/fichier\?nom=routing\.csv$/);
    await page.goto("/poste/ville/brouillon/essai");
    await page.getByRole("columnheader", { name: "Iraient à" }).waitFor();
    await look(page, `city-${width}-acheminement`);
    await page.getByRole("button", { name: "Publier" }).click();
    await page.getByText("Dites pourquoi").first().waitFor();
    await look(page, `city-${width}-publier`);
    await page.goto("/poste/ville/brouillon");
    await page.getByRole("button", { name: "Abandonner le brouillon" }).click();
    await page.waitForURL(/\/poste\/ville$/);
  });
}
