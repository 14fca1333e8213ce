// Builds dist/gallery.html from every component's example, and a few whole pages made of the same examples.
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dist, here } from "./build.mjs";

/** The order of a journey: arriving, reporting, following, judging, then the staff's side. */
const order = [
  "emergency-line", "masthead", "hero", "doors", "stat-strip", "progress", "address-field", "map-picker", "request-card",
  "choice-tiles", "passkey", "photo-field", "character-count", "consents", "confirmation", "status-badge", "promise", "timeline",
  "rating", "interval-chart", "public-map", "empty-state", "article", "toast", "footer", "desk-filter", "desk-table", "desk-frame",
  "command-palette", "article-desk",
];

/** Whole pages, to judge the parts together: what stands outside `main`, and what stands in it. */
const pages = {
  home: { before: ["hero"], main: ["doors", "stat-strip"], title: { fr: "Accueil", en: "Home" } },
  where: {
    back: true,
    main: ["progress", { fr: ["", "Où est le problème?"], en: ["", "Where is the problem?"] }, "address-field", "map-picker", "nearby", "next"],
    title: { fr: "L’endroit", en: "The place" },
  },
  what: { back: true, main: ["progress", "choice-tiles", "photo-field", "character-count", "next"], title: { fr: "Quoi", en: "What" } },
  nearby: { back: true, main: ["progress", { fr: ["", "Déjà signalé près d’ici"], en: ["", "Already reported near here"] }, "request-card", "next"], title: { fr: "Déjà signalé", en: "Nearby" } },
  confirmation: { main: ["confirmation", "consents", "rating"], title: { fr: "Demande reçue", en: "Received" } },
  tracker: { back: true, main: ["tracker-title", "timeline", "promise"], title: { fr: "Suivi", en: "Tracker" } },
  results: { main: [{ fr: ["Nos résultats", "8 nids-de-poule sur 10 sont réparés en 9 jours. La promesse est de 7."], en: ["How we are doing", "8 potholes in 10 are fixed within 9 days. The promise is 7."] }, "promise", "interval-chart"], title: { fr: "Nos résultats", en: "How we are doing" } },
  map: { main: [{ fr: ["", "Les demandes sur la carte"], en: ["", "Requests on the map"] }, "public-map"], title: { fr: "Carte", en: "Map" } },
  desk: { desk: true, title: { fr: "Bureau", en: "Desk" } },
};

const small = {
  nearby: {
    fr: '<section aria-labelledby="pres"><h2 class="govuk-heading-m" id="pres">Déjà signalé près d’ici</h2><div hx-get="/proche" hx-trigger="rv-place from:form" hx-include="form" role="status"></div></section>',
    en: '<section aria-labelledby="near"><h2 class="govuk-heading-m" id="near">Already reported near here</h2><div hx-get="/proche" hx-trigger="rv-place from:form" hx-include="form" role="status"></div></section>',
  },
  next: {
    fr: '<button class="govuk-button" type="submit">Continuer</button>',
    en: '<button class="govuk-button" type="submit">Continue</button>',
  },
  "tracker-title": {
    fr: '<span class="govuk-caption-l">Demande <span class="rv-reference">26-000417</span></span><h1 class="govuk-heading-l">Nid-de-poule, boulevard de la Rive</h1>',
    en: '<span class="govuk-caption-l">Request <span class="rv-reference">26-000417</span></span><h1 class="govuk-heading-l">Pothole, boulevard de la Rive</h1>',
  },
};

const heading = ([caption, title]) =>
  `${caption && `<span class="govuk-caption-l">${caption}</span>`}<h1 class="govuk-heading-l">${title}</h1>`;

async function readExamples() {
  const folders = await readdir(join(here, "components"));
  const strays = folders.filter((folder) => !order.includes(folder));
  if (strays.length) throw new Error(`gallery.mjs does not show: ${strays.join(", ")}`);
  const examples = {};
  for (const name of order) examples[name] = await readFile(join(here, "components", name, "example.html"), "utf8");
  examples["desk-frame"] = examples["desk-frame"]
    .replace("<!-- desk-filter -->", inLanguage(examples["desk-filter"], "fr"))
    .replace("<!-- desk-table -->", inLanguage(examples["desk-table"], "fr"));
  return examples;
}

/** The part of an example in one language, French when it has no other. */
export function inLanguage(example, lang) {
  const parts = example.split(/^(?=<div lang=")/m);
  const part = parts.find((text) => text.startsWith(`<div lang="${lang}"`)) ?? parts[0];
  return part.replace(/^<div lang="..">\n/, "").replace(/<\/div>\n*$/, "");
}

function shell(manifest, lang, title, body, extra = []) {
  const styles = ["app.css", ...extra.filter((file) => file.endsWith(".css"))];
  const scripts = ["app.js", ...extra.filter((file) => file.endsWith(".js"))];
  return `<!doctype html>
<html lang="${lang}" class="govuk-template">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title} · Riverain</title>
<link rel="icon" href="${manifest["favicon.svg"]}" type="image/svg+xml">
<link rel="preload" href="${manifest["public-sans-latin.woff2"]}" as="font" type="font/woff2" crossorigin>
${styles.map((file) => `<link rel="stylesheet" href="${manifest[file]}">`).join("\n")}
${scripts.map((file) => `<script type="module" src="${manifest[file]}"></script>`).join("\n")}
</head>
<body class="govuk-template__body">
${body}
</body>
</html>
`;
}

function page(examples, lang, { before = [], main = [], back, desk }) {
  const part = (name) => inLanguage(examples[name], lang);
  if (desk) return part("desk-frame") + part("command-palette") + part("toast");
  const piece = (item) => (typeof item !== "string" ? heading(item[lang]) : (small[item]?.[lang] ?? part(item)));
  const skip = lang === "fr" ? "Aller au contenu" : "Skip to content";
  const words = lang === "fr" ? "Retour" : "Back";
  return `<a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">${skip}</a>
${part("emergency-line")}${part("masthead")}
${back ? `<nav class="govuk-width-container" aria-label="${words}"><a href="#" class="govuk-back-link">${words}</a></nav>` : ""}
<main id="main-content">
${before.map(part).join("")}
<div class="govuk-width-container govuk-main-wrapper">
${main.map(piece).join("\n")}
</div>
</main>
${part("footer")}`;
}

async function everyComponent(examples) {
  const sections = [];
  for (const name of order) {
    const readme = join(here, "components", name, "README.md");
    const about = existsSync(readme) ? (await readFile(readme, "utf8")).split("\n")[2] : "";
    const body = name === "toast" ? examples[name].replace(/ data-toast="10"/g, " data-toast") : examples[name];
    sections.push(`<section><h2 class="govuk-heading-m" id="${name}">${name}</h2><p class="govuk-body">${about}</p>\n${body}</section><hr class="govuk-section-break govuk-section-break--xl govuk-section-break--visible">`);
  }
  return `<div class="govuk-width-container govuk-main-wrapper"><h1 class="govuk-heading-xl">Riverain</h1>\n${sections.join("\n")}</div>`;
}

export async function gallery() {
  const manifest = JSON.parse(await readFile(join(dist, "manifest.json"), "utf8"));
  const examples = await readExamples();
  const all = ["desk.css", "map.css", "desk.js", "map.js"];
  const write = (name, text) => writeFile(join(dist, name), text);
  for (const file of await readdir(join(here, "gallery"))) {
    await copyFile(join(here, "gallery", file), join(dist, `gallery-${file}`));
  }
  await write("gallery.html", shell(manifest, "fr", "Composants", await everyComponent(examples), all));
  for (const [name, content] of Object.entries(pages)) {
    for (const lang of ["fr", "en"]) {
      const suffix = lang === "en" ? "-en" : "";
      await write(`gallery-${name}${suffix}.html`, shell(manifest, lang, content.title[lang], page(examples, lang, content), all));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await gallery();
