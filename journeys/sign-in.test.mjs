// Somebody of the staff comes in with the account of the city, through a real provider (scripts/with-oidc), and goes out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture, press, type } from "./hands.mjs";

const issuer = process.env.RIVERAIN_TEST_OIDC;
const address = process.env.RIVERAIN_TEST_OIDC_APP;
const skip = issuer ? false : "no provider beside us (scripts/with-oidc)";
const settings = `
public_url = "${address}"
[oidc]
issuer = "${issuer}"
client_id = "riverain"
client_secret = "secret-de-la-maison"
[[oidc.rights]]
group = "311-agents"
role = "agent"
`;

let city, browser;

before(async () => {
  if (skip) return;
  city = await startCity({ requests: 300, settings, listen: address.replace("http://", "") });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

const open = (width) => browser.newContext({ viewport: { width, height: 800 }, locale: "fr-CA", baseURL: city.url });

/** Signs in at the provider, on its own page: with a mouse, since its page is not ours. */
async function signInThere(page, name) {
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("une phrase que je retiens");
  await page.locator("button[type=submit], .btn-primary").first().click();
}

for (const width of [320, 1280]) {
  test(`the door with an account of the city fits ${width} px and is accessible`, { skip }, async () => {
    const page = await (await open(width)).newPage();
    for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
      for (const [name, path] of [
        ["connexion", "/poste/connexion"],
        ["connexion-sortie", "/poste/connexion?sorti=oui"],
        ["connexion-refusee", "/poste/connexion/retour?state=x&code=x"],
      ]) {
        await page.goto(prefix + path, { waitUntil: "networkidle" });
        await picture(page, `${width}-${lang}-${name}`);
        await fits(page);
        await isAccessible(page);
      }
    }
  });
}

test("an agent comes in through the provider, works, and goes out", { skip }, async () => {
  const page = await (await open(1280)).newPage();
  await page.goto("/poste");
  await press(page.locator("#fournisseur"));
  await page.waitForURL(/login\.html/);
  await signInThere(page, "aicha");
  // The provider asks once whether this application may know who they are.
  const agree = page.locator("button", { hasText: /continue|continuer|grant|accepter/i }).first();
  for (let tries = 0; tries < 50 && !page.url().startsWith(address); tries += 1) {
    if (await agree.isVisible().catch(() => false)) await agree.click().catch(() => {});
    await page.waitForTimeout(200);
  }
  assert.ok(page.url().startsWith(`${address}/poste`), page.url());
  await page.goto("/poste/compte");
  await picture(page, "1280-fr-compte-de-la-ville");
  await isAccessible(page);
  assert.match(await page.locator("main").innerText(), /Aïcha Roy[\s\S]*aicha@ville\.test[\s\S]*compte de la Ville/);
  await press(page.locator("form[action$='/poste/deconnexion'] button").last());
  assert.match(page.url(), /sorti=oui/);
  await page.goto("/poste");
  assert.match(page.url(), /connexion\?vers=/);
});

test("somebody whose groups give nothing is told so, and may type a local password", { skip }, async () => {
  const page = await (await open(1280)).newPage();
  await page.goto("/poste/connexion");
  await press(page.locator("#fournisseur"));
  await page.waitForURL(/login\.html/);
  await signInThere(page, "zoe");
  const agree = page.locator("button", { hasText: /continue|continuer|grant|accepter/i }).first();
  for (let tries = 0; tries < 50 && !page.url().startsWith(address); tries += 1) {
    if (await agree.isVisible().catch(() => false)) await agree.click().catch(() => {});
    await page.waitForTimeout(200);
  }
  assert.match(await page.locator("main").innerText(), /ne donne pas accès au poste/);
  await picture(page, "1280-fr-connexion-sans-acces");
  await isAccessible(page);
  await type(page.locator("#courriel"), "admin@valrive.exemple.test");
});
