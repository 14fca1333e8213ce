// Every component is whole (style, example, README), and its example obeys the Content-Security-Policy and basic rules.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const root = fileURLToPath(new URL("..", import.meta.url));
const names = readdirSync(`${root}components`);
const read = (name, file) => readFileSync(`${root}components/${name}/${file}`, "utf8");
const examples = Object.fromEntries(names.map((name) => [name, read(name, "example.html")]));

const css = ["app", "desk", "crew"]
  .map((sheet) => compile(`${root}theme/${sheet}.scss`, { loadPaths: [`${root}node_modules`], quietDeps: true }).css)
  .join("\n");
const defined = new Set([...css.matchAll(/\.((?:[\w-]|\\.)+)/g)].map(([, name]) => name.replace(/\\/g, "")));

/** Classes that govuk-frontend's markup and scripts want and its style does not. */
const hooks = /^govuk-(js-.*|radios|checkboxes)$/;

for (const name of names) {
  test(`${name} has its style, its example and its criteria of accessibility`, () => {
    for (const file of ["style.scss", "example.html", "README.md"]) assert.ok(existsSync(`${root}components/${name}/${file}`), file);
    assert.match(read(name, "README.md"), /## Accessibility/);
  });

  test(`${name} needs neither inline style nor inline script`, () => {
    assert.doesNotMatch(examples[name], /<script|<style|\sstyle=|\son[a-z]+=|javascript:/i);
  });

  test(`${name} uses only classes that exist`, () => {
    const used = [...examples[name].matchAll(/class="([^"]*)"/g)].flatMap(([, list]) => list.split(/\s+/));
    const unknown = [...new Set(used)].filter((one) => !defined.has(one) && !hooks.test(one));
    assert.deepEqual(unknown, []);
  });

  test(`${name} ties every label and description to something that exists`, () => {
    const ids = new Set([...examples[name].matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const wanted = [...examples[name].matchAll(/(?:\sfor|aria-describedby|aria-labelledby|data-position)="([^"]+)"/g)];
    const missing = wanted.flatMap(([, list]) => list.split(" ")).filter((id) => !ids.has(id));
    assert.deepEqual(missing, []);
  });
}

test("no identifier is used twice over all examples", () => {
  const ids = Object.values(examples).flatMap((html) => [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  assert.deepEqual(twice, []);
});

test("what residents read exists in French and in English", () => {
  const staffOnly = new Set(["desk-frame", "desk-table", "desk-filter", "desk-map", "search-box", "command-palette", "photo-cover", "paper-field", "crew", "supervision"]);
  const missing = names.filter((name) => !staffOnly.has(name) && !examples[name].includes('<div lang="en">'));
  assert.deepEqual(missing, []);
});

test("nothing of another government's brand is in the style", () => {
  assert.doesNotMatch(css, /GDS Transport|crown|GOV\.UK/i);
});
