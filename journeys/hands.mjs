// A person at a keyboard: what is typed, pressed and looked at. Nothing here uses a mouse.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const pictures = join(dirname(fileURLToPath(import.meta.url)), "pictures");
await mkdir(pictures, { recursive: true });

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
    ],
  });
}

/** Moves with Tab until `target` has the focus. */
export async function tabTo(target) {
  const page = target.page();
  for (let steps = 0; steps < 300; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return target;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard never reaches ${target}`);
}

export async function type(target, words) {
  await tabTo(target);
  await target.page().keyboard.press("Control+A");
  await target.page().keyboard.type(words);
}

/** Presses a button or follows a link, and waits for the page it leads to. */
export async function press(target) {
  await tabTo(target);
  await Promise.all([target.page().waitForEvent("load"), target.page().keyboard.press("Enter")]);
}

/** Takes one choice of a group of radios: Tab goes to the group, arrows go through it. */
export async function choose(target) {
  const page = target.page();
  const name = await target.getAttribute("name");
  const group = page.locator(`input[type=radio][name="${name}"]`);
  const count = await group.count();
  for (let steps = 0; steps < 300; steps += 1) {
    if (await page.evaluate((it) => document.activeElement?.getAttribute("name") === it, name)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Space");
  for (let steps = 0; steps <= count; steps += 1) {
    if (await target.isChecked()) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`the arrows never reach ${target}`);
}

/** Nothing overflows the screen: no page is scrolled sideways. */
export async function fits(page) {
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${page.url()} is ${wide} px wide on a screen of ${seen}`);
}

/** No rule of WCAG 2.2 AA that a program can check is broken. Reads the page again with scripts, since axe is one. */
export async function isAccessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  // govuk-frontend says with aria-expanded that a radio reveals a field: ARIA 1.2 does not list it for radios, screen
  // readers read it, and the alternatives it tried were worse.
  const isReveal = (it, node) => it.id === "aria-allowed-attr" && /govuk-radios__input[^>]*aria-expanded/.test(node.html);
  const said = found.violations
    .map((it) => ({ id: it.id, nodes: it.nodes.filter((node) => !isReveal(it, node)) }))
    .filter((it) => it.nodes.length > 0)
    .map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(said, [], page.url());
}

/** Keeps a picture of the page. */
export async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
