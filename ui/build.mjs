// Builds what browsers get: usage: node build.mjs OUT_DIR DEPFILE. Writes the files that ui/meson.build names into OUT_DIR and
// into DEPFILE what they were made of, so that ninja builds again when one of those changes.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { drawLiaoning } from "./liaoning.mjs";

const here = dirname(fileURLToPath(import.meta.url));
execFileSync(join(here, "install"), { stdio: "inherit" });
const { build } = await import("esbuild"); // not before it is installed
const [outDir, depFile] = process.argv.slice(2).map((path) => resolve(path));
const workDir = process.cwd();
const inputs = new Set(["build.mjs", "liaoning.mjs", "icons.txt", "favicon.svg", "package-lock.json"].map((f) => join(here, f)));

async function bundle() {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { app: "js/app.js", sw: "js/sw.js", style: "css/app.css" },
    outdir: outDir,
    bundle: true,
    minify: true,
    target: "es2020",
    format: "iife",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    write: true,
    external: ["/static/*"],
  });
  Object.keys(metafile.inputs).forEach((file) => inputs.add(join(here, file)));
}

// One <symbol> an icon, so that a page names it in ten bytes and the browser keeps all of them.
function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = names.map((name) => {
    const source = readFileSync(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
    const inner = source.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  writeFileSync(join(outDir, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

function map() {
  const source = join(here, "node_modules/echarts/map/json/province/liaoning.json");
  const { svg, cities } = drawLiaoning(source);
  writeFileSync(join(outDir, "liaoning.svg"), svg);
  writeFileSync(join(outDir, "liaoning.json"), JSON.stringify(cities));
}

await bundle();
icons();
map();
copyFileSync(join(here, "favicon.svg"), join(outDir, "favicon.svg"));
const targets = ["app.js", "sw.js", "style.css", "favicon.svg", "icons.svg", "liaoning.svg", "liaoning.json"].map((f) => relative(workDir, join(outDir, f)));
writeFileSync(depFile, `${targets.join(" ")}: ${[...inputs].map((f) => relative(workDir, f).replace(/ /g, "\\ ")).join(" ")}\n`);
