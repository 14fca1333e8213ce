// The knowledge base at the desk: every page fits, breaks no rule that a program can check, and answers while one types.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture } from "./hands.mjs";

const password = "valrive-demo-8311";
const pages = [
  ["recherche", "/poste/aide"],
  ["trouves", "/poste/aide?q=fuite"],
  ["article", "/poste/aide/fuite-eau"],
  ["arrondissement", "/poste/aide/collecte-ordures?arrondissement=le-vieux-port"],
  ["articles", "/poste/aide/gestion"],
  ["modifier", "/poste/aide/nids-de-poule/modifier"],
  ["nouvel-article", "/poste/aide/nouvel-article"],
  ["versions", "/poste/aide/bruit/versions"],
  ["taches", "/poste/aide/taches"],
  ["avis", "/poste/aide/avis"],
  ["recherches", "/poste/aide/recherches"],
];

let city, browser;

before(async () => {
  city = await startCity({ requests: 300 });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

async function signIn(width, name) {
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ viewport, locale: "fr-CA", baseURL: city.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto("/poste/connexion?vers=/poste/aide");
  await page.getByLabel("Courriel").fill(`${name}@valrive.exemple.test`);
  await page.getByLabel("Mot de passe").fill(password);
  await Promise.all([page.waitForURL((url) => url.pathname === "/poste/aide"), page.keyboard.press("Enter")]);
  return page;
}

/** A page changed twice and flagged once, so that lists have something to show. */
async function live(page) {
  await page.goto("/poste/aide/bruit/modifier");
  await page.locator("#fr-title").fill("Bruit et tapage");
  await page.locator("#raison").fill("Titre plus clair");
  await page.locator("button[value=publier]").click();
  await page.goto("/poste/aide/fuite-eau");
  await page.locator("details", { hasText: "Signaler cette page" }).locator("summary").click();
  await page.locator("#mots").fill("Le numéro de garde a changé.");
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await page.goto("/poste/aide?q=xyzzyq");
}

for (const width of [1280, 320]) {
  test(`every page of the knowledge base at the desk fits ${width} px and is accessible`, async () => {
    const page = await signIn(width, "admin");
    if (width === 1280) await live(page);
    for (const [name, path] of pages) {
      for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
        await page.goto(prefix + path, { waitUntil: "networkidle" });
        await picture(page, `${width}-${lang}-poste-aide-${name}`);
        await fits(page);
        await isAccessible(page);
      }
    }
  });
}

test("a form that is wrong and a preview are accessible too", async () => {
  const page = await signIn(1280, "admin");
  await page.goto("/poste/aide/graffitis/modifier");
  await page.locator("button[value=apercu]").click();
  await page.getByText("Aperçu, non enregistré").waitFor();
  await picture(page, "1280-fr-poste-aide-apercu");
  await isAccessible(page);
  await page.locator("#fr-general").fill("<b>gras</b>");
  await page.locator("button[value=publier]").click();
  await page.locator(".govuk-error-summary").waitFor();
  await picture(page, "1280-fr-poste-aide-fautes");
  await isAccessible(page);
});

test("answers come as the agent types, by keyboard alone", async () => {
  const page = await signIn(1280, "agente");
  await page.keyboard.press("/");
  await page.keyboard.type("ca coule devant ma p");
  const first = page.locator("#trouves a").first();
  await first.waitFor();
  await page.getByRole("link", { name: /Fuite d’eau|Puisard/ }).first().waitFor();
  await picture(page, "1280-fr-poste-aide-suggestions");
  assert.match(await first.getAttribute("href"), /^\/(poste\/aide|signaler)/);
});
