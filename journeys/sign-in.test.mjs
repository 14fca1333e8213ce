// Ways to sign in: a passkey made on the account page opens the desk alone, a code of a telephone follows the password,
// without script the password still does, and the provider of accounts, a real one, vouches for its people.
// Every page is looked at in both languages, narrow and wide.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { startCity } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture, press, tabTo, type } from "./hands.mjs";

const email = "admin@valrive.exemple.test";
let city, browser, url, password;

/** A port that nobody has: the browser ties a passkey to the whole address. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((ended) => server.close(ended));
  return port;
}

before(async () => {
  const port = await freePort();
  // Passkeys need a name: an address in numbers has none.
  url = `http://localhost:${port}`;
  const settings = { RIVERAIN_LISTEN: `127.0.0.1:${port}`, RIVERAIN_PUBLIC_URL: url };
  city = await startCity({ requests: 300, settings });
  browser = await openBrowser();
  password = (await city.say("admin", "staff", "password", email, "--generate")).split("password: ")[1].trim();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

const open = (options) =>
  browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "fr-CA", baseURL: url, ...options });

async function signIn(page, path) {
  await page.goto(`/poste/connexion?vers=${path}`);
  await type(page.locator("#courriel"), email);
  await type(page.locator("#mot_de_passe"), password);
  await press(page.locator("main form button[type=submit]").first());
}

/** The page as it is, in both languages, narrow and wide. */
async function look(page, name, isAsked = false) {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page);
    await isAccessible(page);
    await picture(page, `sign-in-${width}-${name}`);
  }
  // What only a form answers has no address in the other language.
  if (isAsked) return;
  const here = new URL(page.url());
  await page.goto(`/en${here.pathname}`);
  await isAccessible(page);
  await picture(page, `sign-in-1280-en-${name}`);
  await page.goto(here.href);
}

/** A device that holds passkeys and asks who holds it. */
async function addDevice(page) {
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const verify = (isUserVerified) => device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { verify };
}

test("a passkey is added on the account page, then opens the desk alone", async () => {
  const page = await (await open()).newPage();
  const { verify } = await addDevice(page);
  await signIn(page, "/poste/compte");
  await type(page.locator("#nom"), "Téléphone du travail");
  await press(page.locator("form[data-passkey=create] button"));
  await page.getByText("Téléphone du travail").first().waitFor();
  await look(page, "compte");
  await press(page.getByRole("button", { name: "Fermer la session" }));
  await page.waitForURL(/\/poste\/connexion$/);
  await look(page, "connexion");

  // Somebody else holds the device: it gives nothing, and the page says so.
  await verify(false);
  await tabTo(page.locator("form[data-passkey=get] button"));
  await page.keyboard.press("Enter");
  await page.getByText("Votre appareil n’a pas donné de clé d’accès").waitFor();
  await look(page, "connexion-refusee", true);
  await verify(true);
  await press(page.locator("form[data-passkey=get] button"));
  await page.waitForURL(/\/poste$/);

  await page.goto("/poste/compte");
  await press(page.getByRole("button", { name: "Retirer Téléphone du travail" }));
  assert.equal(await page.getByText("Téléphone du travail", { exact: true }).count(), 0);
});

/** What an application shows for a key, now (RFC 6238). */
function code(key) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((it) => letters.indexOf(it).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", bytes).update(step).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("a code of the telephone, then a recovery code, follow the password", async () => {
  const page = await (await open()).newPage();
  await signIn(page, "/poste/compte/code");
  await look(page, "cle");
  const key = await page.locator("main .rv-passkey__key").textContent();
  await type(page.locator("#code"), "000000");
  await press(page.locator("main form button[type=submit]").first());
  await look(page, "cle-faute", true);
  assert.equal(await page.locator("main .rv-passkey__key").textContent(), key);
  await type(page.locator("#code"), code(key));
  await press(page.locator("main form button[type=submit]").first());
  await look(page, "secours", true);
  const recovery = await page.locator(".rv-passkey__codes li").allTextContents();
  assert.equal(recovery.length, 10);
  await press(page.getByRole("link", { name: "Aller au poste" }));
  await page.goto("/poste/compte/code");
  await look(page, "codes");

  await page.goto("/poste/compte");
  await press(page.getByRole("button", { name: "Fermer la session" }));
  await signIn(page, "/poste/compte");
  await look(page, "code", true);
  await type(page.locator("#code"), recovery[0]);
  await press(page.locator("main form button[type=submit]").first());
  await page.waitForURL(/\/poste\/compte$/);

  // It is lost: the command line gives a fresh start.
  await city.say("admin", "staff", "second-factor", email);
  await page.goto("/poste/compte");
  assert.match(page.url(), /\/poste\/connexion/);
});

test("without script the password opens the desk, and no passkey is offered", async () => {
  const page = await (await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })).newPage();
  await page.goto("/poste/connexion");
  await fits(page);
  assert.equal(await page.locator("form[data-passkey]").isVisible(), false);
  await signIn(page, "/poste/compte");
  await page.waitForURL(/\/poste\/compte$/);
  await fits(page);
  assert.equal(await page.locator("form[data-passkey]").isVisible(), false);
});

const issuer = process.env.RIVERAIN_TEST_OIDC;

test("the city's provider opens the desk to who has a right there, and tells the others", { skip: !issuer }, async (t) => {
  const app = process.env.RIVERAIN_TEST_OIDC_APP;
  const ours = await startCity({
    requests: 300,
    settings: {
      RIVERAIN_LISTEN: new URL(app).host, RIVERAIN_PUBLIC_URL: app, RIVERAIN_OIDC_ISSUER: issuer,
      RIVERAIN_OIDC_CLIENT_ID: "riverain", RIVERAIN_OIDC_CLIENT_SECRET: "secret-de-la-maison",
    },
    file: '[oidc]\nscopes = ["openid"]\n[[oidc.rights]]\ngroup = "311-agents"\nrole = "agent"\n',
  });
  t.after(() => ours.stop());

  /** Goes through the provider's own pages; the page we come back to. */
  const come = async (name) => {
    const page = await (await open({ baseURL: app })).newPage();
    await page.goto("/poste");
    await page.locator("#fournisseur").click();
    await page.locator("#username").fill(name);
    await page.locator("#password").fill("une phrase que je retiens");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Continuer" }).click();
    await page.waitForURL((it) => it.href.startsWith(app));
    return page;
  };
  const page = await come("aicha");
  assert.equal(new URL(page.url()).pathname, "/poste");
  assert.doesNotMatch(page.url(), /code=|token|state=/);
  await page.goto("/poste/compte");
  assert.equal(await page.locator("h1").textContent(), "Aïcha Roy");
  await look(page, "compte-de-la-ville");
  await page.getByRole("button", { name: "Fermer la session" }).click();
  await page.waitForURL(/\/poste\/connexion/);
  await look(page, "sortie", true);
  await page.goto("/poste");
  assert.match(page.url(), /\/poste\/connexion/);

  const refused = await come("zoe");
  await refused.locator(".govuk-error-summary").waitFor();
  await look(refused, "sans-droit", true);
});
