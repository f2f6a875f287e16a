// The import in four steps, with what a government published: a mapping made in the browser, both years of the UK's major projects, the
// faults marked in the workbook, the slip in the history; then files that are no workbooks, and who may see an import.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";

import { diaodu, noScriptFault, noSeriousFault, noSidewaysScroll, picture, program, province, root, SIZES } from "./harness.mjs";

const FILES = join(root, "test/data/gmpp");
const Y2022 = join(FILES, "GMPP_Government_Major_Projects_Portfolio_AR_Data_March_2022.csv");
const Y2023 = join(FILES, "GMPP_Government_Major_Projects_Portofolio_AR_Data_March_2023.csv");
const GBP = "GBP million @ 8.7998";
// Column, field, and what stands before it when several are joined; the unit of money.
const COLUMNS = [
  ["A", "source_number"], ["B", "name"], ["C", "owner_name"], ["D", ""], ["E", "content"],
  ["F", "progress_note", "交付信心评级"], ["G", "progress_note", "交付信心评级"], ["H", "progress_note", "评级说明"],
  ["I", "start_plan"], ["J", "finish_plan"], ["K", "progress_note", "工期说明"], ["L", "year_plan", "", GBP],
  ["M", "progress_note", "本财年预测（百万英镑）"], ["N", "progress_note", "本财年偏差（%）"], ["O", "progress_note", "偏差说明"],
  ["P", "total_invest", "", GBP], ["Q", "progress_note", "费用说明"],
];
const LICENCE = "英国政府重大项目组合（GMPP）年报，开放政府许可 v3.0；主管部门";

let site;
before(async () => {
  site = await province({ projects: 100 });
});

async function upload(page, file) {
  await page.goto("/projects/import");
  await page.setInputFiles('input[name="file"]', file);
  await page.click(".dd-upload button.dd-btn-go");
}

async function outcome(page) {
  await page.waitForSelector(".dd-work-stats", { timeout: 60_000 });
  return page.$$eval(".dd-work-stats dd", (cells) => cells.map((cell) => Number(cell.textContent.trim())));
}

async function fillIn(page, index, [, field, label, unit]) {
  await page.selectOption(`select[name="f${index}"]`, field);
  if (label) {
    await page.$eval(`input[name="l${index}"]`, (input) => (input.closest("details").open = true));
    await page.fill(`input[name="l${index}"]`, label);
  }
  if (unit) await page.fill(`input[name="u${index}"]`, unit);
}

async function useAgain(page, row, column, field, label) {
  await page.selectOption(`select[name="xc${row}"]`, String(column));
  await page.selectOption(`select[name="xf${row}"]`, field);
  await page.fill(`input[name="xl${row}"]`, label);
}

test("both years of the GMPP come in by a mapping made in the browser", async () => {
  const page = await site.as("drc");
  page.setDefaultTimeout(60_000);
  await upload(page, Y2022);
  await page.waitForURL(/\/sheet$/);
  await noSeriousFault(page);
  await picture(page, "import-1-sheet");
  await page.click('button[value="next"]');
  await page.waitForURL(/\/columns$/);
  for (const [i, column] of COLUMNS.entries()) await fillIn(page, i, column);
  await useAgain(page, 0, 2, "origin_note", LICENCE);
  await useAgain(page, 1, 3, "origin_note", "年报类别");
  await page.selectOption('select[name="kf0"]', "source_system");
  await page.fill('input[name="kv0"]', "GMPP");
  await page.selectOption('select[name="kf1"]', "origin");
  await page.fill('input[name="kv1"]', "real");
  await page.selectOption('select[name="match"]', "source_system+source_number");
  await page.fill('input[name="name"]', "英国重大项目");
  await noSeriousFault(page);
  await picture(page, "import-2-columns");
  await page.click('button[value="save"]');
  await page.waitForURL(/\/columns$/);
  await page.click('button[value="next"]');
  assert.deepEqual(await outcome(page), [235, 0, 0, 0, 101]);
  await noSeriousFault(page);
  noScriptFault(page);
  await picture(page, "import-3-check");

  const [marked] = await Promise.all([page.waitForEvent("download"), page.click('a[href$="/marked"]')]);
  const { stdout } = await diaodu(site.db, ["sheet", await marked.path()]);
  assert.match(stdout.slice(0, 4000), /说明/);
  assert.match(stdout, /Section 43/);
  assert.match(stdout, /原文已保留/);

  await page.click('form[action$="/write"] button');
  await page.waitForSelector('[role="status"]', { timeout: 60_000 });
  assert.deepEqual(await outcome(page), [235, 0, 0, 0, 101]);
  await picture(page, "import-4-written");

  // the second year: the kept mapping, and the two columns that are new
  await upload(page, Y2023);
  await page.click('button[value="next"]');
  await page.waitForURL(/\/columns$/);
  await page.selectOption('select[name="kept"]', "英国重大项目");
  await page.click('select[name="kept"] >> xpath=ancestor::form//button');
  await page.waitForFunction(() => document.querySelector('select[name="f15"]').value === "total_invest");
  await fillIn(page, 17, ["R", "benefit", "效益基线（百万英镑）"]);
  await fillIn(page, 18, ["S", "benefit", "效益说明"]);
  await page.click('button[value="next"]');
  assert.deepEqual((await outcome(page)).slice(0, 4), [38, 206, 0, 0]);
  await page.click('form[action$="/write"] button');
  await page.waitForSelector('[role="status"]', { timeout: 60_000 });
  await page.click('a[href$="show=updated"]');
  await page.waitForSelector(".dd-outcome");
  assert.match(await page.textContent(".dd-outcome"), /计划竣工/);
  await noSeriousFault(page);
  await picture(page, "import-5-rows");
  await page.click(".dd-outcome tbody a");
  await page.waitForURL(/\/projects\/\d+$/);
  await page.goto(`${page.url()}/history`);
  assert.match(await page.textContent("main"), /导入修改/);

  // the same as the mapping that ships with the program: it finds nothing to change
  for (const [file, rows] of [[Y2023, 244]]) {
    const { stdout: said } = await diaodu(site.db, ["import", "projects", file, "--mapping", "gmpp", "--json"]);
    const got = JSON.parse(said);
    assert.deepEqual([got.rows, got.created, got.updated, got.unchanged], [rows, 0, 0, rows]);
  }
});

test("the pages of an import fit a telephone, work without script, and speak English", async () => {
  const page = await site.as("drc", { size: SIZES.phone, javaScript: false, language: "en-GB" });
  await upload(page, Y2022);
  await page.waitForURL(/\/sheet$/);
  await noSidewaysScroll(page);
  await page.click('button[value="next"]');
  await page.waitForURL(/\/columns$/);
  await noSidewaysScroll(page);
  await page.selectOption('select[name="kept"]', "gmpp");
  await page.click('select[name="kept"] >> xpath=ancestor::form//button');
  await page.click('button[value="next"]');
  await page.waitForURL(/\/check$/);
  for (let i = 0; i < 60 && !(await page.$(".dd-work-stats")); i++) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.match(await page.textContent("main"), /Cells in doubt|存疑单元格/);
  await noSidewaysScroll(page);
});

test("what is no workbook is refused in words, and leaves nothing", async () => {
  const page = await site.as("drc");
  const folder = mkdtempSync(join(tmpdir(), "diaodu-import-"));
  const cases = { "a.pdf": ["%PDF-1.7\n%âãÏÓ\n1 0 obj\n", /不是表格/], "b.xlsx": ["PK\x03\x04broken", /已损坏|不是表格/], "c.csv": ["", /请选择|空的/] };
  for (const [name, [content, said]] of Object.entries(cases)) {
    writeFileSync(join(folder, name), content);
    await upload(page, join(folder, name));
    await page.waitForSelector('[role="alert"]');
    assert.match(await page.textContent('[role="alert"]'), said, name);
  }
});

test("an import is its uploader's and the commission's; a leader imports nothing", async () => {
  const heping = await site.as("heping");
  await upload(heping, Y2022);
  await heping.waitForURL(/\/sheet$/);
  const path = new URL(heping.url()).pathname;
  for (const [account, status] of [["huanren", 404], ["leader", 403], ["drc", 200]]) {
    const other = await site.as(account);
    assert.equal((await other.goto(path)).status(), status, account);
  }
});

test("money without a unit is not guessed", async () => {
  const page = await site.as("drc");
  const file = join(mkdtempSync(join(tmpdir(), "diaodu-import-")), "t.csv");
  writeFileSync(file, "项目名称,总投资,建设地点\n甲,3,和平区\n");
  await upload(page, file);
  await page.click('button[value="next"]');
  await page.waitForURL(/\/columns$/);
  await page.click('button[value="next"]');
  await page.waitForSelector('[role="alert"]');
  assert.match(await page.textContent('[role="alert"]'), /没有注明金额单位/);
  await assert.rejects(diaodu(site.db, ["import", "projects", file, "--guess"]), /单位|unit of money/);
  assert.ok(program);
});

async function checked(page, file) {
  await upload(page, file);
  await page.click('button[value="next"]');
  await page.waitForURL(/\/columns$/);
  await page.click('button[value="next"]');
  return outcome(page);
}

test("a large import shows how far it is, is stopped whole, outlives a restart, and holds nobody up", async () => {
  const ROWS = 12_000;
  const page = await site.as("drc"), other = await site.as("leader");
  page.setDefaultTimeout(120_000);
  const file = join(mkdtempSync(join(tmpdir(), "diaodu-import-")), "large.csv");
  const rows = Array.from({ length: ROWS }, (_, i) => `万行试验${i}号,${i + 1},和平区`);
  writeFileSync(file, `项目名称,总投资(万元),建设地点\n${rows.join("\n")}\n`);
  assert.deepEqual((await checked(page, file)).slice(0, 4), [ROWS, 0, 0, 0]);

  const found = async () => (await diaodu(site.db, ["export", "projects", "--format", "csv", "--filter", "q=万行试验"])).stdout.split("\n").length - 2;
  await page.click('form[action$="/write"] button');
  await page.waitForSelector("progress[value]");
  await picture(page, "import-6-progress");
  const began = Date.now();
  await other.goto("/projects");
  assert.equal(await other.locator("h1").count(), 1);
  assert.ok(Date.now() - began < 20_000, `somebody else waited ${Date.now() - began} ms`);
  await page.click('form[action$="/stop"] button');
  await page.goto(page.url().replace(/\/check$/, "/check"));
  await page.waitForSelector('form[action$="/write"], .dd-job-state:has-text("已停止")');
  assert.equal(await found(), 0);

  if (!(await page.$('form[action$="/write"]'))) await page.reload();
  await page.click('form[action$="/write"] button');
  await page.waitForSelector("progress[value]");
  await site.restart();
  await page.reload();
  await page.waitForSelector('[role="status"]:has-text("12")');
  assert.deepEqual((await outcome(page)).slice(0, 4), [ROWS, 0, 0, 0]);
  assert.equal(await found(), ROWS);
  const { stdout } = await diaodu(site.db, ["verify"]);
  assert.ok(stdout);
});

test("one code with two projects, one project with two codes and a new body are settled in the browser", async () => {
  const folder = mkdtempSync(join(tmpdir(), "diaodu-import-"));
  const before = join(folder, "before.csv"), file = join(folder, "platform.csv");
  const heads = "项目代码,项目名称,项目单位,总投资(万元),建设地点,牵头部门\n";
  writeFileSync(before, `${heads}2207-210102-04-01-700001,凌河口湿地修复,凌河公司,5000,和平区,\n2207-210102-04-01-700002,北站物流枢纽,北站公司,8000,和平区,\n`);
  await diaodu(site.db, ["import", "projects", before, "--guess"]);
  writeFileSync(file, `${heads}2207-210102-04-01-700001,医巫闾山索道改造,闾山公司,900,和平区,\n`
    + "2303-210102-04-01-700009,北站物流枢纽,北站公司,8000,和平区,\n2303-210102-04-01-700010,白塔堡河治理,浑南公司,700,和平区,省试验局\n");
  const page = await site.as("drc");
  page.setDefaultTimeout(60_000);
  await checked(page, file);
  assert.equal(await page.locator(".dd-conflict").count(), 2);
  await noSeriousFault(page);
  await picture(page, "import-7-settle");
  assert.match(await page.textContent("main"), /一码多项/);
  assert.match(await page.textContent("main"), /一项多码/);
  assert.match(await page.textContent("main"), /省试验局/);

  // without a reason nothing is settled, and nothing that was typed is lost
  await page.check('input[name="uc0"]');
  await page.selectOption('select[name="body_kind0"]', "department");
  await page.check('input[name="ch0"][value="new"]');
  await page.check('input[name="ch1"][value^="record:"]');
  await page.fill('input[name="cr1"]', "同一项目，代码换发");
  await page.click('form[action$="/check"] button');
  await page.waitForSelector('[role="alert"]');
  assert.ok(await page.isChecked('input[name="uc0"]'));
  assert.ok(await page.isChecked('input[name="ch0"][value="new"]'));
  assert.ok(await page.isChecked('input[name="ch1"][value^="record:"]'));
  assert.equal(await page.inputValue('input[name="cr1"]'), "同一项目，代码换发");
  assert.equal(await page.inputValue('select[name="body_kind0"]'), "department");

  await page.fill('input[name="cr0"]', "代码抄错，已向填报单位核实");
  await page.click('form[action$="/check"] button');
  await page.waitForSelector('.dd-work-stats');
  assert.equal(await page.locator(".dd-conflict").count(), 0);
  assert.deepEqual((await outcome(page)).slice(0, 4), [2, 1, 0, 0]);
  await page.click('form[action$="/write"] button');
  await page.waitForSelector('[role="status"]');
  const { stdout } = await diaodu(site.db, ["export", "projects", "--format", "json", "--filter", "q=白塔堡河治理"]);
  assert.match(stdout, /2303-210102-04-01-700010/);
});

test("what the list exports comes back with nothing changed", async () => {
  const page = await site.as("drc");
  page.setDefaultTimeout(120_000);
  for (const format of ["xlsx", "csv"]) {
    await page.goto("/projects?stage=planned,reserve,new_start,continued");
    const href = await page.getAttribute('a[href^="/projects/export"]', "href");
    await page.$eval('a[href^="/projects/export"]', (link, to) => (link.href = to), `${href}&format=${format}`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click('a[href^="/projects/export"]')]);
    const file = join(mkdtempSync(join(tmpdir(), "diaodu-import-")), download.suggestedFilename());
    await download.saveAs(file);
    const [created, updated, unchanged, refused, doubt] = await checked(page, file);
    assert.deepEqual([created, updated, refused, doubt], [0, 0, 0, 0], format);
    assert.ok(unchanged > 20, `${unchanged} rows of ${format}`);
  }
});

test("plans and reports go out and come back, each edition as itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "diaodu-import-"));
  for (const name of ["plans", "reports"]) {
    const file = join(folder, `${name}.xlsx`);
    await diaodu(site.db, ["export", name, "--format", "xlsx", "-o", file]);
    const { stdout } = await diaodu(site.db, ["import", name, file, "--guess", "--dry-run", "--json"]);
    const { rows, created, updated, unchanged, refused } = JSON.parse(stdout);
    assert.ok(rows > 50, `${rows} ${name}`);
    assert.deepEqual([created, updated, unchanged, refused], [0, 0, rows, 0], name);
  }
});
