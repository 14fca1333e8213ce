// The pages of supervisors, in both languages, on a narrow screen and a wide one: they fit, and no rule that a program can
// check is broken. A contact is read twice by two people, and the person who answered reads and answers the note.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { choose, fits, isAccessible, openBrowser, picture, press, type } from "./hands.mjs";

let city, browser;
const password = "valrive-demo-8311";

before(async () => {
  city = await startCity();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

const open = (width) =>
  browser.newContext({ viewport: { width, height: 900 }, locale: "fr-CA", baseURL: city.url, reducedMotion: "reduce" });

async function signIn(who, width = 1280) {
  const page = await (await open(width)).newPage();
  await page.goto("/poste/connexion");
  await page.locator("#courriel").fill(`${who}@valrive.exemple.test`);
  await page.locator("#mot_de_passe").fill(password);
  await page.locator("main form button[type=submit]").click();
  await page.waitForURL(/\/poste$/);
  return page;
}

/** The whole page, not the part of a pane that a screen shows. */
async function look(page, name) {
  await fits(page);
  await isAccessible(page);
  await page.evaluate(() => {
    for (const pane of document.querySelectorAll(".rv-desk, .rv-desk__panes, .rv-desk__pane")) {
      Object.assign(pane.style, { display: "block", height: "auto", overflow: "visible" });
    }
  });
  await picture(page, name);
}

/** The last Monday of January that has passed: the bad day of the fictional city. */
function badMonday() {
  const day = new Date();
  do day.setUTCDate(day.getUTCDate() - 1);
  while (day.getUTCMonth() !== 0 || day.getUTCDate() < 25 || day.getUTCDay() !== 1);
  return day.toISOString().slice(0, 10);
}

for (const width of [320, 1280]) {
  test(`the pages of supervisors fit ${width} px and are accessible`, async () => {
    const page = await signIn("superviseure", width);
    await page.goto("/poste/qualite");
    const draw = await page.locator("main a[href*='/tirages/']").first().getAttribute("href");
    const contact = await page.locator("main a[href*='/contacts/']").first().getAttribute("href");
    for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
      for (const [name, path] of [
        ["telephone", "/poste/telephone"],
        ["mauvais-lundi", `/poste/telephone?periode=1&au=${badMonday()}`],
        ["annee", "/poste/telephone?periode=365"],
        ["effectifs", "/poste/telephone/effectifs?jour=1"],
        ["effectifs-fautes", "/poste/telephone/effectifs?niveau=150&apres=tout"],
        ["unites", "/poste/unites"],
        ["unite", "/poste/unites/le-vieux-port"],
        ["centre", "/poste/unites/centre-311"],
        ["qualite", "/poste/qualite"],
        ["tirage", draw],
        ["contact", contact],
        ["moi", "/poste/qualite/moi"],
      ]) {
        await page.goto(prefix + path, { waitUntil: "networkidle" });
        await look(page, `supervision-${width}-${lang}-${name}`);
      }
    }
    const agent = await signIn("agente", width);
    await agent.goto("/poste/qualite/moi", { waitUntil: "networkidle" });
    await look(agent, `supervision-${width}-mes-contacts`);
  });
}

test("figures lead to the list that they count", async () => {
  const page = await signIn("superviseure");
  await page.goto("/poste/unites/le-vieux-port");
  const figures = await page.locator(".rv-facts:not(.rv-facts--wide) a[href^='/poste?']").evaluateAll((links) =>
    links.map((link) => [link.getAttribute("href"), Number(link.querySelector("strong").textContent.replace(/\D/g, ""))]),
  );
  assert.ok(figures.length >= 8, `${figures.length} figures lead to a list`);
  for (const [link, number] of figures) {
    await page.goto(link);
    const said = await page.locator(".rv-desk__tools [role=status]").innerText();
    const found = said.startsWith("Aucune") ? 0 : Number(said.replace(/\D/g, ""));
    assert.equal(found, number, link);
  }
});

test("a contact is drawn, read by two people without one another, and its note answered, all by keyboard", async () => {
  const first = await signIn("superviseure");
  await first.goto("/poste/qualite");
  await first.locator("#personne").selectOption({ label: "Théo Grandpré-Larive" });
  await type(first.locator("#plafond"), "1");
  await press(first.getByRole("button", { name: "Tirer" }));
  assert.ok(await first.getByText("il donne les mêmes contacts").isVisible());
  await press(first.locator("main a[href*='/contacts/']"));
  const path = new URL(first.url()).pathname;
  await press(first.getByRole("button", { name: "Enregistrer ma relecture" }));
  await look(first, "supervision-relecture-fautes");
  for (const question of ["courtesy", "understood", "service", "information", "next"]) {
    await choose(first.locator(`input[name=${question}][value=yes]`));
  }
  await choose(first.locator("input[name=note][value=partly]"));
  await type(first.locator("#mots"), "Bien écouté. Dites aussi la rue dans la note.");
  await press(first.getByRole("button", { name: "Enregistrer ma relecture" }));
  assert.ok(await first.getByText("C’est Théo Grandpré-Larive qui a répondu").isVisible());
  const second = await signIn("admin");
  await second.goto(path);
  assert.equal(await second.getByText("Dites aussi la rue").count(), 0);
  for (const question of ["courtesy", "understood", "service", "information", "next", "note"]) {
    await choose(second.locator(`input[name=${question}][value=yes]`));
  }
  await press(second.getByRole("button", { name: "Enregistrer ma relecture" }));
  assert.ok(await second.getByText("Dites aussi la rue").isVisible());
  await look(second, "supervision-relu-deux-fois");
  const agent = await signIn("agent");
  await agent.goto("/poste/compte");
  await press(agent.getByRole("link", { name: "Mes contacts relus" }));
  const own = agent.locator("section", { hasText: "Dites aussi la rue" });
  await type(own.locator("textarea"), "Compris, merci.");
  await press(own.getByRole("button", { name: "Répondre" }));
  await first.reload();
  assert.ok(await first.getByText("Compris, merci.").isVisible());
});

test("the form of the what-if works without script", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: city.url, locale: "fr-CA" });
  const page = await context.newPage();
  await page.goto("/poste/connexion");
  await page.locator("#courriel").fill("superviseure@valrive.exemple.test");
  await page.locator("#mot_de_passe").fill(password);
  await page.locator("main form button[type=submit]").click();
  await page.goto("/poste/telephone/effectifs");
  await page.locator("#niveau").fill("95");
  await page.locator("#apres").fill("45");
  await page.getByRole("button", { name: "Calculer" }).click();
  assert.ok(await page.getByText("répondre à 95").isVisible());
  assert.ok(await page.getByText("plus 45 s de travail après l’appel").isVisible());
});
