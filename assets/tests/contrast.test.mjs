// Every pair of colours that carries words is readable: AA everywhere, AAA for the text one reads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../theme/tokens.css", import.meta.url), "utf8");
const AA = 4.5;
const AAA = 7;
/** Borders of fields and shapes that carry a meaning (WCAG 1.4.11). */
const shape = 3;

/** Text colour, ground, least ratio. */
const pairs = [
  ...["paper", "surface", "sand"].flatMap((ground) => [
    ["ink", ground, AAA],
    ["ink-soft", ground, AAA],
    ["river", ground, AA],
    ["river-dark", ground, AA],
    ["late", ground, AA],
    ["at-risk", ground, AA],
    ["done", ground, AA],
    ["neutral", ground, AA],
    ["visited", ground, AA],
    ["line-strong", ground, shape],
  ]),
  ["ink", "river-pale", AAA],
  ["ink-soft", "river-pale", AA],
  ["ink", "amber-pale", AAA],
  ["on-river", "river", AA],
  ["on-river", "river-dark", AA],
  ["on-late", "late", AA],
  ["on-late", "late-dark", AA],
  ["on-hero", "hero", AAA],
  ["on-hero-soft", "hero", AAA],
  ["on-amber", "amber", AAA],
  ["amber", "hero", shape],
  ["paper", "ink", AAA],
  ...["land", "beyond", "park", "water"].map((ground) => ["map-label", `map-${ground}`, AA]),
  ...["river", "done", "at-risk", "late", "waiting", "neutral"].map((state) => [state, `${state}-pale`, AA]),
];

function tokens(block) {
  return Object.fromEntries([...block.matchAll(/--rv-([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

const light = tokens(css.slice(0, css.indexOf("@media")));
const dark = { ...light, ...tokens(css.match(/prefers-color-scheme: dark\) \{([\s\S]*?)\n\}\n/)[1]) };

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A share of one colour over another, as color-mix in sRGB gives it. */
function mixed(one, other, share) {
  const channel = (hex, start) => parseInt(hex.slice(start, start + 2), 16);
  const mix = (start) => Math.round(channel(one, start) * share + channel(other, start) * (1 - share));
  return `#${[1, 3, 5].map((start) => mix(start).toString(16).padStart(2, "0")).join("")}`;
}

export function contrast(one, other) {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

test("the formula gives the ratio of the standard", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});

for (const [scheme, palette] of Object.entries({ light, dark })) {
  test(`every pair of colours that carries words is readable in the ${scheme}`, () => {
    const failures = pairs
      .map(([text, ground, least]) => {
        assert.ok(palette[text] && palette[ground], `no such token: ${text} or ${ground}`);
        return [text, ground, contrast(palette[text], palette[ground]), least];
      })
      .filter(([, , ratio, least]) => ratio < least)
      .map(([text, ground, ratio, least]) => `${text} on ${ground}: ${ratio.toFixed(2)}, needs ${least}`);
    assert.deepEqual(failures, []);
  });
}

test("the dark scheme redefines every colour except those meant to stay", () => {
  const stay = new Set(["amber", "on-amber", "on-hero"]);
  const missing = Object.keys(light).filter((name) => dark[name] === light[name] && !stay.has(name));
  assert.deepEqual(missing, []);
});

test("a figure is readable on each darkness of a table of hours", () => {
  const style = readFileSync(new URL("../components/supervision/style.scss", import.meta.url), "utf8");
  const shares = [...style.matchAll(/--rv-ink\) (\d+)%, var\(--rv-paper\)/g)].map(([, share]) => Number(share) / 100);
  assert.equal(shares.length, 3);
  for (const palette of [light, dark]) {
    const ratios = shares.map((share) => contrast(palette.ink, mixed(palette.ink, palette.paper, share)));
    assert.deepEqual(ratios.filter((ratio) => ratio < AA), []);
  }
});
