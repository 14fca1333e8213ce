// The staff page, its forms, and the doors of the desk, in both languages, on a narrow screen and a wide one: they fit,
// and no rule that a program can check is broken. An administrator comes by a link of break-glass; a form whose session
// is over is sent again; who is there is asked again before codes are set up; papers are attached to a request, taken
// and erased.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

async function signIn(page, who) {
  await page.goto("/poste/connexion");
  await page.locator("#courriel").fill(`${who}@valrive.exemple.test`);
  await page.locator("#mot_de_passe").fill("valrive-demo-8311");
  await Promise.all([page.waitForURL(/\/poste$/), page.locator("#mot_de_passe").press("Enter")]);
}

test("who is there is asked again before codes are set up, and the key is not copied twice", async () => {
  const page = await (await open(320)).newPage();
  await signIn(page, "agente");
  await page.goto("/poste/compte/code");
  const key = await page.locator(".rv-passkey__key").innerText();
  await page.locator("#code").fill("123456");
  await city.ageProofs();
  await page.getByRole("button", { name: "Demander un code" }).click();
  await page.getByRole("heading", { name: "Confirmez que c’est vous" }).waitFor();
  await look(page, "staff-320-confirmer");
  await page.locator("#actuel").fill("autre chose");
  await page.getByRole("button", { name: "Confirmer" }).click();
  await page.locator("#actuel-erreur").waitFor();
  await look(page, "staff-320-confirmer-faute");
  await page.locator("#actuel").fill("valrive-demo-8311");
  await page.getByRole("button", { name: "Confirmer" }).click();
  assert.equal(await page.locator(".rv-passkey__key").innerText(), key);
  await city.ageProofs();
  for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
    await page.goto(`${prefix}/poste/compte`);
    await look(page, `staff-320-${lang}-compte`);
    await page.goto(`${prefix}/poste/compte/code`);
    await look(page, `staff-320-${lang}-confirmer-avant`);
  }
});

for (const width of [320, 1280]) {
  test(`papers are attached, taken and erased at ${width} px`, async () => {
    const [[reference, email]] = await city.rows(
      `select reference, email from request join attachment on request.id = attachment.request_id
         join requester on requester.request_id = request.id order by requester.id limit 1`,
    );
    const page = await (await open(width)).newPage();
    await signIn(page, "agente");
    const papers = page.locator("#pieces");
    const add = papers.locator("details", { has: page.locator("#piece") });
    for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
      await page.goto(`${prefix}/poste/demandes/${reference}`, { waitUntil: "networkidle" });
      await add.locator("summary").first().click();
      await look(page, `staff-${width}-${lang}-pieces`);
    }
    await page.goto(`/poste/demandes/${reference}`);
    await add.locator("summary").first().click();
    // What is too large is said before it travels; what is not what its name says, once it is read.
    await page.locator("#piece").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(11 * 1024 * 1024) });
    await papers.getByText("plan.pdf dépasse 10 Mo").waitFor();
    await page.locator("#piece").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ\u0000") });
    await page.locator("#titre").fill(`Plan de la cour ${width}`);
    await page.locator("#pour-personne").check();
    await papers.getByRole("button", { name: "Joindre" }).click();
    await page.locator("#piece-erreur").waitFor();
    assert.equal(await page.locator("#titre").inputValue(), `Plan de la cour ${width}`);
    await look(page, `staff-${width}-pieces-refus`);
    const content = `%PDF-1.7 un plan ${width}`;
    await page.locator("#piece").setInputFiles({ name: "plan d’été.pdf", mimeType: "application/pdf", buffer: Buffer.from(content) });
    await papers.getByRole("button", { name: "Joindre" }).click();
    const paper = papers.locator("li", { hasText: `Plan de la cour ${width}` });
    await paper.waitFor();
    await look(page, `staff-${width}-pieces-jointe`);
    const [taken] = await Promise.all([page.waitForEvent("download"), paper.getByRole("link").click()]);
    assert.equal(taken.suggestedFilename(), "plan d’été.pdf");
    assert.equal(await readFile(await taken.path(), "utf8"), content);
    // The person finds it where they follow their request, and nothing that is for staff.
    const person = await (await open(width)).newPage();
    await person.goto("/suivi");
    await person.locator("#numero").fill(reference);
    await person.locator("#contact").fill(email);
    await Promise.all([person.waitForURL(/cle=/), person.locator("#contact").press("Enter")]);
    await look(person, `staff-${width}-fr-suivi`);
    await person.goto(`/en${new URL(person.url()).pathname}${new URL(person.url()).search}`);
    await look(person, `staff-${width}-en-suivi`);
    assert.equal(await person.getByText("Mesures.csv").count(), 0);
    const [given] = await Promise.all([person.waitForEvent("download"), person.getByRole("link", { name: `Plan de la cour ${width}` }).click()]);
    assert.equal(await readFile(await given.path(), "utf8"), content);
    await paper.locator("summary").click();
    await look(page, `staff-${width}-pieces-retirer`);
    await paper.getByRole("button", { name: "Effacer le fichier" }).click();
    await page.locator(".rv-timeline", { hasText: "Pièce jointe retirée" }).first().waitFor();
    assert.equal(await paper.count(), 0);
  });
}
