// The staff page, its forms, and the doors of the desk, in both languages, on a narrow screen and a wide one: they fit,
// and no rule that a program can check is broken. An administrator comes by a link of break-glass; a form whose session
// is over is sent again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture } from "./hands.mjs";

let city, browser;

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

async function look(page, name) {
  await picture(page, name);
  await fits(page);
  await isAccessible(page);
}

/** Comes in by a link that the command line gives. */
async function rescue(page) {
  const said = await city.say("admin", "break-glass", "admin@valrive.exemple.test");
  const path = new URL(said.split("\n")[0]);
  await page.goto(path.pathname + path.search);
  return page;
}

for (const width of [320, 1280]) {
  test(`the staff page fits ${width} px and is accessible`, async () => {
    const page = await rescue(await (await open(width)).newPage());
    await look(page, `staff-${width}-secours`);
    await page.getByRole("button", { name: "Ouvrir une session" }).click();
    await page.waitForURL(/\/poste$/);
    for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
      for (const [name, path] of [["personnel", "/poste/personnel"], ["nouveau", "/poste/personnel/nouveau"]]) {
        await page.goto(prefix + path, { waitUntil: "networkidle" });
        await look(page, `staff-${width}-${lang}-${name}`);
      }
    }
    await page.goto("/poste/personnel/nouveau");
    await page.getByLabel("Nom", { exact: true }).fill(`Zoé Portelune ${width}`);
    await page.getByLabel("Courriel").fill(`zoe${width}@valrive.exemple.test`);
    await page.locator("#role-unit").check();
    await page.locator("main form button[type=submit]").click();
    await look(page, `staff-${width}-fautes`);
    await page.locator("#unites-1").check();
    await page.locator("#arrondissements").locator("xpath=ancestor::details").locator("summary").click();
    await page.locator("#arrondissements-1").check();
    await page.locator("main form button[type=submit]").click();
    await page.waitForURL(/\/personnel$/);
    await page.getByRole("link", { name: `Zoé Portelune ${width}` }).first().click();
    await look(page, `staff-${width}-personne`);
    await page.goto("/poste/personnel");
    await look(page, `staff-${width}-journal`);
  });
}

test("what was typed when the session ended is sent again by who typed it", async () => {
  const email = "admin@valrive.exemple.test";
  const password = (await city.say("admin", "staff", "password", email, "--generate")).split("password: ")[1].trim();
  const page = await (await open(320)).newPage();
  const signIn = async () => {
    await page.locator("#courriel").fill(email);
    await page.locator("#mot_de_passe").fill(password);
    await page.locator("main form button[type=submit]").click();
  };
  await page.goto("/poste/personnel/nouveau");
  await signIn();
  await page.waitForURL(/\/nouveau$/);
  await page.getByLabel("Nom", { exact: true }).fill("Élie « Brisemotte » & fille");
  await page.getByLabel("Courriel").fill("elie@valrive.exemple.test");
  await city.leaveSessions();
  await page.locator("main form button[type=submit]").click();
  await page.locator("input[name=repris]").waitFor({ state: "attached" });
  await look(page, "staff-320-session-terminee");
  await signIn();
  const resume = page.getByRole("button", { name: "Reprendre" });
  await resume.waitFor();
  await look(page, "staff-320-reprendre");
  await resume.click();
  await page.waitForURL(/\/personnel$/);
  assert.ok(await page.getByRole("link", { name: "Élie « Brisemotte » & fille" }).first().isVisible());
});
