// What every browser test begins with: Debian's Chromium, a server of the real program with the sample province, people who
// sign in, axe, and pictures for the manual.
//
//   const site = await province();                 a program of its own on a free port; ended after the tests of the file
//   const page = await site.as("county_officer");  signed in as the sample account of that role
//   await page.goto(site.url("/projects"));
//   await noSeriousFault(page);
//   await picture(page, "project-list");           docs/pictures/project-list-1366.png with DIAODU_ACCEPT=1
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
// The libraries lie where the build has them.
const require = createRequire(join(root, "ui/package.json"));
const { chromium } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");
const run = promisify(execFile);

export const program = process.env.DIAODU_TEST_PROGRAM ?? join(root, "build/diaodu");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--font-render-hinting=none"];
export const SIZES = { desk: { width: 1920, height: 1080 }, laptop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };

// --- Chromium ------------------------------------------------------------------------------------------------------------

// Registered here, not where they are opened: a hook made inside a test ends with that test.
let shared;
const open = new Set();
after(async () => {
  for (const site of open) await site.stop();
  await shared?.close();
});

/** The one Chromium of this file's tests. */
export async function browser() {
  shared ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", headless: true, args: FLAGS });
  return shared;
}

/** A page in a browser profile of its own. It fails its test when a script throws or the content policy refuses something. */
export async function newPage({ size = SIZES.laptop, javaScript = true, baseURL, language = "zh-CN" } = {}) {
  const context = await (await browser()).newContext({ viewport: size, javaScriptEnabled: javaScript, baseURL, locale: language,
    timezoneId: "Asia/Shanghai", reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

export function noScriptFault(page) {
  assert.deepEqual(page.faults, [], "the page's scripts fail, or the content policy refuses something");
}

// --- The program -----------------------------------------------------------------------------------------------------------

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// SQLite in the folder, or a database of its own on the PostgreSQL of this run, as DIAODU_TEST_DB says; a copy of another when one is named.
function databaseIn(folder, name, copied) {
  if (process.env.DIAODU_TEST_DB !== "postgres") return `sqlite:${join(folder, "diaodu.sqlite")}`;
  const server = process.env.DIAODU_TEST_PG;
  assert.ok(server, "DIAODU_TEST_PG names no server");
  execFileSync("psql", [server, "-q", "-c", `CREATE DATABASE ${name}${copied ? ` TEMPLATE ${copied}` : ""}`]);
  return server.replace(/\/[^/]*$/, `/${name}`);
}

/** Runs `diaodu --db URL …args` and gives {stdout, stderr}; rejects when it fails. */
export function diaodu(db, args, options = {}) {
  return run(program, ["--db", db, ...args], { maxBuffer: 64 << 20, ...options });
}

async function untilItAnswers(url, child) {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`the program ended with status ${child.exitCode}: ${child.said}`);
    try {
      await fetch(url, { redirect: "manual" });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`no answer within 30 s: ${child.said}`);
}

/** The sample accounts as `diaodu sample` prints them: lines of account, password and role, among others. */
function accountsIn(said) {
  const accounts = {};
  for (const line of said.split("\n")) {
    const words = line.trim().split(/\s{2,}|\t/);
    if (words.length >= 3 && /^[a-z][\w.-]*$/.test(words[0])) accounts[words[0]] = { name: words[0], password: words[1], role: words.slice(2).join(" ") };
  }
  return accounts;
}

/** Makes a sample province in the folder; gives its database and what the program said. */
async function makeSample(folder, name, { projects, seed, env }) {
  const db = databaseIn(folder, name);
  const { stdout } = await diaodu(db, ["sample", "--projects", String(projects), "--seed", String(seed)], { env: { ...env, DIAODU_DATA: folder } });
  return { db, said: stdout };
}

/** The same, copied when the run keeps samples in $DIAODU_TEST_SAMPLES: each takes a while to make, and most files want the same. */
async function sampleIn(folder, name, wanted) {
  const store = process.env.DIAODU_TEST_SAMPLES;
  if (!store) return makeSample(folder, name, wanted);
  const kept = `sample_${process.env.DIAODU_TEST_DB ?? "sqlite"}_${wanted.projects}_${wanted.seed}`;
  const at = join(store, kept), note = `${at}.said`;
  if (!existsSync(note)) {
    mkdirSync(at, { recursive: true });
    writeFileSync(note, (await makeSample(at, kept, wanted)).said);
  }
  cpSync(at, folder, { recursive: true });
  return { db: databaseIn(folder, name, kept), said: readFileSync(note, "utf8") };
}

/** The sample province on a server of its own. {url(path), db, folder, accounts, as(account, options), stop()} */
export async function province({ projects = 200, seed = 1, env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "diaodu-browser-"));
  const port = await freePort();
  const environment = { ...process.env, DIAODU_DATA: folder, ...env };
  const { db, said } = await sampleIn(folder, `browser_${process.pid}_${Date.now()}`, { projects, seed, env: environment });
  const serve = () => {
    const child = spawn(program, ["--db", db, "serve", "--listen", `127.0.0.1:${port}`], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    child.said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (child.said += data));
    child.ended = new Promise((resolve) => child.on("exit", resolve));
    return child;
  };
  const origin = `http://127.0.0.1:${port}`;
  const site = {
    db, folder, child: serve(),
    accounts: accountsIn(said),
    url: (path) => origin + path,
    async as(account, options = {}) {
      const page = await newPage({ baseURL: origin, ...options });
      await signIn(page, site.accounts[account] ?? assert.fail(`there is no sample account ${account}`));
      return page;
    },
    async end() {
      site.child.kill("SIGTERM");
      const status = await site.child.ended;
      assert.equal(status, 0, `the program ends with status ${status}: ${site.child.said.slice(-4000)}`);
    },
    /** As an update does: ended, whatever it is at, and started again. */
    async restart() {
      await site.end();
      site.child = serve();
      await untilItAnswers(site.url("/"), site.child);
    },
    async stop() {
      open.delete(site);
      try {
        await site.end();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
  open.add(site);
  await untilItAnswers(site.url("/"), site.child);
  return site;
}

export async function signIn(page, { name, password }) {
  await page.goto("/sign-in");
  await page.fill('input[name="login"]', name);
  await page.fill('input[name="password"]', password);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.press('input[name="password"]', "Enter")]);
}

// --- What is asserted of every page ------------------------------------------------------------------------------------------

/** No fault that axe calls serious or critical, by WCAG 2.2 AA. On one engine: the page is the same on both, and reading it is slow. */
export async function noSeriousFault(page) {
  if (process.env.DIAODU_TEST_DB === "postgres") return;
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  assert.deepEqual(serious, [], `axe finds faults on ${page.url()}`);
}

/** Only tables may scroll sideways, never the page. */
export async function noSidewaysScroll(page) {
  const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= view, `${page.url()} is ${wide} px wide in a window of ${view}`);
}

/** A picture for the manual in three sizes. Written only with script/test --accept: pictures differ by a pixel for no reason. */
export async function picture(page, name) {
  if (!process.env.DIAODU_ACCEPT || process.env.DIAODU_TEST_DB === "postgres") return;
  const folder = join(root, "docs/pictures");
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const size of Object.values(SIZES)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(folder, `${name}-${size.width}.png`) });
  }
  await page.setViewportSize(before);
}
