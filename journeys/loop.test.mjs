// The whole loop, in French, by keyboard alone, without JavaScript, on a screen of 320 px: a report is made, found by
// its number, taken and closed at the desk, surveyed, and counted on the public page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity, waitFor } from "./city.mjs";
import { choose, fits, isAccessible, openBrowser, picture, press, tabTo, type } from "./hands.mjs";

let city, browser, narrow, scripted;
const email = "lea@exemple.test";

before(async () => {
  city = await startCity();
  browser = await openBrowser();
  narrow = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 320, height: 640 },
    locale: "fr-CA",
    baseURL: city.url,
  });
  scripted = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: "fr-CA", baseURL: city.url });
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

/** Looks at the page as it is, then with scripts for axe. */
async function look(page, name) {
  await fits(page);
  await picture(page, `320-${name}`);
  await scripted.addCookies(await narrow.cookies());
  const twin = await scripted.newPage();
  await twin.goto(page.url());
  await isAccessible(twin);
  await twin.close();
}

test("a report made by keyboard alone goes round the whole loop", async () => {
  const page = await narrow.newPage();
  const addresses = await (await fetch(`${city.url}/adresses?q=12+rue`)).json();
  assert.ok(addresses.length > 0, "the village has addresses");

  const before = await received();
  assert.ok(before > 0, "the village has figures");

  // She says what happens and where.
  await page.goto("/");
  await look(page, "01-accueil");
  await type(page.locator("#q"), "un gros trou dans la rue");
  await press(page.locator(".rv-hero button"));
  await look(page, "02-ou");
  await type(page.locator("#adresse"), addresses[0].label);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/quoi$/);
  await look(page, "03-quoi");
  await choose(page.locator('input[name="service"][value="NID_POULE"]').first());
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/(deja|question)/);
  if (page.url().endsWith("/deja")) {
    await look(page, "04-deja");
    await press(page.locator('form:has(input[name="autre"]) button'));
  }

  // One question a page; then a photo, herself, and the answers read again.
  const answers = { emplacement_voie: "chaussee", autoroute: "non", taille_trou: "moyen", danger: "non" };
  while (page.url().includes("/question/")) {
    const code = page.url().split("/question/")[1];
    await look(page, `05-question-${code}`);
    const answer = page.locator(`input[name="reponse"][value="${answers[code] ?? "non"}"]`);
    await choose((await answer.count()) > 0 ? answer : page.locator('input[name="reponse"]').first());
    await press(page.locator("main form button.govuk-button").last());
  }
  if (page.url().includes("/photo")) {
    await look(page, "06-photo");
    await press(page.locator("main form button.govuk-button").last());
  }
  assert.match(page.url(), /\/vous$/);
  await type(page.locator("#nom"), "Léa Roy");
  await type(page.locator("#courriel"), email);
  for (const consent of ["suivi", "sondage"]) {
    await tabTo(page.locator(`#accord-${consent}`));
    await page.keyboard.press("Space");
  }
  await look(page, "07-vous");
  await press(page.locator("main form button.govuk-button").last());
  await look(page, "08-verifier");
  await press(page.locator("main form button.govuk-button").last());
  const reference = (await page.locator(".rv-confirmation__number").innerText()).trim();
  assert.match(reference, /^\d\d-\d{6}$/);
  await look(page, "09-recu");

  // She finds it by its number.
  await page.goto("/suivi");
  await look(page, "10-suivi");
  await type(page.locator("#numero"), reference);
  await type(page.locator("#contact"), email);
  await press(page.locator("main form button.govuk-button").first());
  assert.match(page.url(), new RegExp(`/suivi/${reference}\\?cle=`));
  await look(page, "11-ma-demande");

  // Staff take it, and close it with its proof.
  await page.goto(`/poste/demandes/${reference}`);
  await look(page, "12-connexion");
  await type(page.locator("#courriel"), "admin@valrive.exemple.test");
  await type(page.locator("#mot_de_passe"), "valrive-demo-8311");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/poste\/demandes\//);
  await look(page, "13-dossier");
  await press(page.locator('form[action*="/actes/prendre"] button'));
  await press(page.locator('a[href*="acte=terminer"]'));
  await look(page, "14-terminer");
  await choose(page.locator('input[name="resultat"][value="REPARE"]'));
  const [year, month, day] = today();
  await tabTo(page.locator('input[type="date"]').first());
  // The field speaks the language of the browser itself, which is English here.
  await page.keyboard.type(month + day + year);
  await type(page.locator("#mots"), "Le trou est bouché.");
  await press(page.locator(".rv-desk__send button:not([name])"));
  assert.equal(await page.locator(".govuk-error-summary").count(), 0);
  await look(page, "15-termine");

  // She is told, and asked what she thought.
  const message = await waitFor(() => city.messages.find((it) => it.to === email), "the receipt");
  assert.match(message.text, new RegExp(`${reference}[^]*/suivi/${reference}\\?cle=`));
  const words = await waitFor(async () => (await city.waiting("surveys/invitation")).trim(), "the survey");
  const link = /https?:\/\/\S+\/avis\/\S+/.exec(words)[0];
  await page.goto(new URL(link).pathname);
  await look(page, "16-avis");
  await choose(page.locator('input[name="regle"][value="yes"]'));
  await choose(page.locator('input[name="satisfaction"][value="5"]'));
  await type(page.locator("#commentaire"), "Merci!");
  await press(page.locator("main form button.govuk-button").last());
  await look(page, "17-merci");

  // Her request counts on the public page at once. What she thought counts with those of her whole day, from tomorrow:
  // two figures of one day do not tell what one person said.
  await city.say("measure");
  assert.equal(await received(), before + 1);
  await page.goto("/bilan");
  await look(page, "18-bilan");
});

/** Today in the city, as its parts. */
function today() {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Montreal", dateStyle: "short" }).format(new Date());
  return day.split("-");
}

/** Requests received in the last 90 days, as the public file says them. */
async function received() {
  const file = await (await fetch(`${city.url}/bilan/chiffres.csv`)).text();
  const line = file.split("\n").find((it) => /^90-jours,[^,]*,[^,]*,request,,,received,/.test(it));
  return Number(line?.split(",")[9]);
}
