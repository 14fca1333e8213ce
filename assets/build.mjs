// Builds dist/: styles, scripts, fonts and icons under hashed names, and manifest.json from plain name to hashed name.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

export const here = dirname(fileURLToPath(import.meta.url));
export const dist = join(here, "dist");

/** Bytes after Brotli, the size that counts for a phone on a slow network. */
export const budgets = { "app.css": 25 * 1024, "app.js": 15 * 1024, "desk.css": 6 * 1024, "desk.js": 6 * 1024, "crew.css": 3 * 1024, "crew.js": 8 * 1024 };

const compressible = new Set([".css", ".js", ".svg", ".json"]);
const target = ["es2022", "chrome109", "firefox115", "safari16"];

function hashed(name, bytes) {
  const extension = extname(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  return `${basename(name, extension)}-${hash}${extension}`;
}

async function keep(name, bytes, manifest) {
  manifest[name] = hashed(name, bytes);
  await writeFile(join(dist, manifest[name]), bytes);
}

/** Compiles Sass for esbuild. The fallbacks that govuk-frontend writes beside each custom property are dropped. */
const sassPlugin = {
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const compiled = sass.compile(path, { loadPaths: [join(here, "node_modules")], quietDeps: true });
      const contents = compiled.css.replace(/var\((--govuk-[a-z-]+-colour), #[0-9a-f]+\)/gi, "var($1)");
      return { contents, loader: "css", resolveDir: join(here, "theme") };
    });
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target,
  outdir: dist,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
};

/** Notes the entries and fonts under their plain names; chunks are found by the scripts that import them. */
function record({ outputs }, manifest) {
  for (const [file, { entryPoint, inputs }] of Object.entries(outputs)) {
    const font = Object.keys(inputs).find((input) => input.endsWith(".woff2"));
    if (font) manifest[basename(font).replace("-wght-normal", "")] = basename(file);
    else if (entryPoint) manifest[basename(entryPoint).replace(/\.scss$/, ".css")] = basename(file);
  }
}

async function buildStyles(manifest) {
  const result = await esbuild.build({
    ...common,
    entryPoints: ["theme/app.scss", "theme/desk.scss", "theme/crew.scss", "theme/map.css"],
    loader: { ".svg": "dataurl", ".woff2": "file" },
    plugins: [sassPlugin],
  });
  record(result.metafile, manifest);
}

async function buildScripts(manifest) {
  const worker = await readFile(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), "utf8");
  await keep("map-worker.js", worker.replace(/\n?\/\/# sourceMappingURL=.*/, ""), manifest);
  const result = await esbuild.build({
    ...common,
    entryPoints: ["scripts/app.js", "scripts/map.js", "scripts/desk.js", "scripts/crew.js"],
    format: "esm",
    splitting: true,
    define: { MAP_WORKER: JSON.stringify(manifest["map-worker.js"]) },
  });
  record(result.metafile, manifest);
  // A worker of pages is a script of its own kind: not a module, nothing shared.
  const ofPages = await esbuild.build({ ...common, entryPoints: ["components/crew/crew-worker.js"], format: "iife" });
  record(ofPages.metafile, manifest);
}

/** The licences that the bundled packages ask to be carried along. */
async function keepNotices() {
  const packages = ["@fontsource-variable/public-sans", "govuk-frontend", "htmx.org", "maplibre-gl"];
  const texts = packages.map(async (name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((candidate) => /^licen[cs]e/i.test(candidate)) ?? "README.md";
    return `${name} ${version} (${license})\n\n${await readFile(join(folder, file), "utf8")}`;
  });
  await writeFile(join(dist, "third-party.txt"), (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`));
}

async function report(manifest) {
  const rows = [];
  for (const [name, file] of Object.entries(manifest).sort()) {
    const bytes = await readFile(join(dist, file));
    if (!compressible.has(extname(file))) {
      rows.push([name, bytes.length, "", ""]);
      continue;
    }
    const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    await writeFile(join(dist, `${file}.br`), small);
    rows.push([name, bytes.length, gzipSync(bytes, { level: 9 }).length, small.length]);
    if (small.length > (budgets[name] ?? Infinity)) {
      throw new Error(`${name} weighs ${small.length} bytes in Brotli; its budget is ${budgets[name]}`);
    }
  }
  console.log(["file".padEnd(36), "bytes", "gzip", "brotli"].map((cell) => cell.padStart(9)).join(""));
  for (const [name, ...sizes] of rows) {
    console.log(name.padEnd(36) + sizes.map((size) => String(size).padStart(9)).join(""));
  }
}

export async function build() {
  await mkdir(dist, { recursive: true });
  for (const file of await readdir(dist)) {
    if (file !== ".gitkeep") await rm(join(dist, file), { recursive: true });
  }
  const manifest = {};
  for (const file of await readdir(join(here, "public"))) {
    await keep(file, await readFile(join(here, "public", file)), manifest);
  }
  await buildStyles(manifest);
  await buildScripts(manifest);
  await keepNotices();
  await report(manifest);
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  await writeFile(join(dist, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
