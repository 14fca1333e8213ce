// The desk at work: a call comes in and is answered by keyboard alone; a supervisor moves five hundred requests at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCity, waitFor } from "./city.mjs";
import { fits, isAccessible, openBrowser, picture } from "./hands.mjs";

const password = "valrive-demo-8311";
let city, browser;

before(async () => {
  city = await startCity({ requests: 40000 });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

async function signIn(who) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-CA", baseURL: city.url });
  const page = await context.newPage();
  await page.goto("/poste/connexion");
  await page.fill("[name=courriel]", `${who}@valrive.exemple.test`);
  await page.fill("[name=mot_de_passe]", password);
  await Promise.all([page.waitForURL(/\/poste$/), page.keyboard.press("Enter")]);
  return page;
}

test("an agent answers a caller in fewer than forty key presses beside the words themselves", async () => {
  const [[reference, phone, name]] = await city.rows(
    `select reference, phone, name from request join requester on requester.request_id = request.id
      where closed_at is null and status <> 'REGROUPEE' and phone is not null and name is not null
      order by request.id desc limit 1`,
  );
  const addresses = await (await fetch(`${city.url}/adresses?q=12+rue`)).json();
  const page = await signIn("agente");
  let presses = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      presses += 1;
      await page.keyboard.press(key);
    }
  };
  /** Tab until a field has the focus, each press counted. */
  const reach = async (selector) => {
    while (!(await page.evaluate((it) => document.activeElement?.matches(it), selector))) await press("Tab");
  };
  const settled = () => page.waitForLoadState("networkidle");

  await page.goto(`/poste/saisie?caller=${encodeURIComponent(`+1${phone.replace(/\D/g, "")}`)}`);
  assert.doesNotMatch(page.url(), /caller/);
  assert.equal(await page.locator(`text=${reference}`).count(), 0, "a number reveals nothing by itself");

  // She asks who it is, and reads where the request is.
  await press("F2");
  await page.keyboard.type(name.split(" ").at(-1));
  await Promise.all([page.waitForEvent("load"), press("Enter")]);
  const file = page.locator(".rv-console__file", { hasText: reference });
  assert.ok((await file.locator(".rv-console__aloud").innerText()).length > 20);
  await picture(page, "1440-poste-appel");
  await isAccessible(page);

  // A second thing, typed as it is said.
  await page.waitForFunction(() => document.activeElement?.name === "mots");
  await page.keyboard.type("un gros nid-de-poule dans la rue");
  await settled();
  await reach("#adresse");
  await page.keyboard.type(addresses[0].label);
  await settled();
  await reach("#service");
  await page.keyboard.type("Nid");
  await settled();
  await page.waitForSelector("[name=q_emplacement_voie]");
  for (const question of await page.locator("#vif-questions select").all()) {
    await reach(`[name="${await question.getAttribute("name")}"]`);
    await press("ArrowDown");
    if (!(await question.evaluate((it) => it.value))) await press("ArrowDown");
  }
  // Nobody is in danger, and it is no motorway.
  for (const name of ["q_danger", "q_autoroute"]) {
    const select = page.locator(`[name=${name}]`);
    if ((await select.count()) && (await select.inputValue()) !== "non") await select.selectOption("non");
  }
  await reach("#nom");
  await page.keyboard.type(name);
  await reach("#courriel");
  await page.keyboard.type("appel@exemple.test");
  await settled();
  await picture(page, "1440-poste-saisie");
  await Promise.all([page.waitForURL(/quoi=recue/), press("Control+Enter")]);
  assert.match(await page.locator("[role=status]").first().innerText(), /\d\d-\d{6}/);

  // The link of the first one, then the end of the call.
  await Promise.all([page.waitForURL(/quoi=lien/), press("F4")]);
  await press("F9");
  await page.keyboard.type("Demande");
  await reach("[value=terminer]");
  await Promise.all([page.waitForURL(/quoi=terminee/), press("Enter")]);
  assert.ok(presses < 40, `${presses} key presses`);
  console.log(`# ${presses} key presses`);
  const letter = await waitFor(() => city.messages.find((it) => it.to === "appel@exemple.test"), "the link");
  assert.match(letter.text, /\/suivi\//);
  const [[outcome, intents]] = await city.rows(
    `select outcome, (select count(*) from interaction_intent where interaction_id = interaction.id) from interaction
      order by id desc limit 1`,
  );
  assert.deepEqual([outcome, intents], ["recorded", 2]);
});

test("a draft survives a dead network and a closed tab", async () => {
  const page = await signIn("agente");
  await page.goto("/poste/saisie?caller=8195550199");
  await page.waitForFunction(() => document.activeElement?.name === "mots");
  await page.context().setOffline(true);
  await page.keyboard.type("le bac bleu est brisé");
  await page.waitForFunction(() => Object.keys(localStorage).some((it) => it.startsWith("riverain-brouillon-")));
  await page.keyboard.press("Control+Enter");
  assert.match(await page.locator("[data-draft-status]").innerText(), /réseau/);
  await page.close({ runBeforeUnload: false });
  const again = await page.context().newPage();
  await page.context().setOffline(false);
  await again.goto("/poste/saisie");
  await again.waitForFunction(() => !Object.keys(localStorage).some((it) => it.startsWith("riverain-brouillon-")));
  await again.reload();
  await again.click("text=819 555-0199");
  assert.equal(await again.inputValue("[name=mots]"), "le bac bleu est brisé");
});

test("a supervisor moves five hundred requests at once, and undoes it", async () => {
  const page = await signIn("admin");
  await page.waitForSelector("[data-count]");
  await picture(page, "1440-poste-file");
  await isAccessible(page);
  await page.keyboard.press("l");
  await page.waitForURL(/\/poste\/lots\/nouveau/);
  await page.selectOption("#acte-choisi", "confier");
  await page.click("text=Voir l’effet");
  const count = Number(/\d[\d\s\u202f\u00a0]*/.exec(await page.locator("text=/demandes changent/").innerText())[0].replace(/\D/g, ""));
  assert.ok(count >= 500, `${count} requests would change`);
  await page.selectOption("#unite", { index: 2 });
  const unit = await page.locator("#unite option:checked").innerText();
  await page.fill("#mots", "Réorganisation des secteurs");
  await page.click("[value=voir]");
  await picture(page, "1440-poste-lot");
  await isAccessible(page);
  await page.click("[value=faire]");
  await page.waitForSelector("strong:text-is('Terminé.')", { timeout: 120_000 });
  await picture(page, "1440-poste-lot-fait");
  const [[moved, example]] = await city.rows(
    `select count(*), max(request.reference) from batch_item join request on request.id = request_id
      where state = 'done' and public_map = 'shown'`,
  );
  assert.ok(moved > 0);
  // A resident sees it on the public page of one of them.
  const resident = await (await browser.newContext({ baseURL: city.url, locale: "fr-CA" })).newPage();
  await resident.goto(`/suivi/${example}`);
  assert.ok((await resident.locator("main").innerText()).includes(unit), unit);
  await page.click("text=Défaire ce lot");
  await page.waitForSelector("strong:text-is('Défait.')", { timeout: 120_000 });
  const [[left]] = await city.rows("select count(*) from batch_item where state not in ('undone', 'refused')");
  assert.equal(left, 0);
});

test("a press on a heading sorts a list both ways, and what a colleague noted is found", async () => {
  const page = await signIn("agente");
  const heading = page.locator("th", { hasText: "Reste" });
  const first = () => page.locator("[data-row-link]").first().getAttribute("href");
  assert.equal(await heading.getAttribute("aria-sort"), "ascending");
  const pressing = await first();
  for (const sorted of ["descending", "ascending"]) {
    await heading.locator("a").focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.equal(await heading.getAttribute("aria-sort"), sorted);
  }
  assert.equal(await first(), pressing);
  await page.locator("th a", { hasText: "Âge" }).click();
  await page.waitForURL(/tri=anciennes/);
  // What is typed in the box keeps the order, where it can.
  await page.click("summary:has-text('Filtres')");
  await page.selectOption("#etat", "toutes");
  await page.waitForURL(/etat=toutes.*tri=anciennes/);
  await page.waitForFunction(() => !document.querySelector("th a[href*='tri=lointaines']"));
  assert.equal(await page.locator("th", { hasText: "Âge" }).getAttribute("aria-sort"), "descending");

  await page.goto(`${pressing}?acte=noter#acte`);
  await page.fill("#acte [name=mots], form[action*=noter] [name=mots]", "La garderie Zéphyrine demande qu’on passe avant 7 h.");
  await Promise.all([page.waitForEvent("load"), page.locator("form[action*=noter] button[type=submit]").click()]);
  await page.goto("/poste");
  await waitFor(async () => {
    await page.fill("#q", "");
    await page.locator("#q").pressSequentially("zephyrine");
    await page.waitForTimeout(600);
    return page.locator(".rv-rows__said").count();
  }, "the words of the note");
  assert.match(await page.locator(".rv-rows__said").innerText(), /garderie Zéphyrine/);
  assert.equal(await first(), pressing);
  await isAccessible(page);
});

test("transfers become a line of the routing table in a draft, which is tried", async () => {
  const page = await signIn("admin");
  await page.goto("/poste/ville/acheminement");
  const wrong = page.locator("#cas-1");
  assert.match(await wrong.innerText(), /Dépôt illégal de déchets, Le Vieux-Port/);
  assert.match(await wrong.innerText(), /aurait eu raison/);
  await wrong.getByRole("button", { name: "Préparer la correction" }).click();
  await page.waitForURL(/#cas-1$/);
  assert.match(await wrong.innerText(), /Dans votre brouillon/);
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await picture(page, `${width}-fr-poste-acheminement-prepare`);
    await fits(page);
    await isAccessible(page);
  }
  await wrong.getByRole("link", { name: "Essayer et publier" }).click();
  await page.waitForURL(/essai$/);
  assert.match(await page.locator("main").innerText(), /Service de l'environnement/);
  await page.goto("/poste/ville/brouillon");
  await page.getByRole("button", { name: "Abandonner le brouillon" }).click();
  await page.waitForURL(/\/poste\/ville$/);
});

for (const width of [320, 1280]) {
  test(`every page of the desk fits ${width} px in both languages and is accessible`, async () => {
    const page = await signIn("admin");
    await page.setViewportSize({ width, height: 800 });
    const [[reference]] = await city.rows("select reference from request where closed_at is null limit 1");
    const [[batch]] = await city.rows("select reference from batch limit 1");
    const paths = [
      ["file", "/poste"],
      ["recherche", "/poste?q=état:ouverte nid&colonnes=canal-arrondissement-age"],
      ["tri", "/poste?tri=immobiles&colonnes=numero-recue-mouvement-echeance"],
      ["trouvee", "/poste?q=zephyrine"],
      ["acheminement", "/poste/ville/acheminement"],
      ["carte", "/poste/carte"],
      ["demande", `/poste/demandes/${reference}`],
      ["acte", `/poste/demandes/${reference}?acte=confier`],
      ["saisie", "/poste/saisie"],
      ["rappels", "/poste/rappels"],
      ["lots", "/poste/lots"],
      ["lot", `/poste/lots/${batch}`],
      ["lot-nouveau", "/poste/lots/nouveau?filtres=&acte=terminer"],
      ["consultations", "/poste/regards"],
      ["compte", "/poste/compte"],
    ];
    for (const [name, path] of paths) {
      for (const [lang, prefix] of [["fr", ""], ["en", "/en"]]) {
        await page.goto(prefix + path);
        await page.waitForTimeout(300);
        await picture(page, `${width}-${lang}-poste-${name}`);
        await fits(page);
        await isAccessible(page);
      }
    }
  });
}
