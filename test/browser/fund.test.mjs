// Money on its way: a document is entered, issued to a project, arrives, is paid, is put right; the overview and the project follow.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { diaodu, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province();
const NUMBER = "辽发改投资〔2026〕901号";

async function enter(page, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`#f-${name}`, value);
  await page.click(".dd-form .dd-btn-go, form .dd-btn-go");
}

const wan = (text) => Number(text.replace(/[^\d.-]/g, ""));

test("funds are issued, arrive, are paid and put right, and every sum follows", async () => {
  const owner = await site.as("owner1");
  await owner.goto("/projects?stage=continued,new_start");
  const project = await owner.locator("table tr:not(.dd-total) a[href^='/projects/']").first().getAttribute("href");
  const name = await owner.locator("table tr:not(.dd-total) a[href^='/projects/']").first().innerText();

  const drc = await site.as("drc");
  await drc.goto("/funds");
  await noSeriousFault(drc);
  await noSidewaysScroll(drc);
  await picture(drc, "funds");
  const before = wan(await drc.locator(".fd-stat strong").first().innerText());
  await drc.click('a[href="/fund_batches/new"]');
  await drc.fill("#f-name", "2026年中央预算内投资计划（第九批）");
  await drc.fill("#f-doc_no", NUMBER);
  await drc.selectOption("#f-kind", "central_budget");
  await drc.fill("#f-issued_on", "2026-03-02");
  await drc.fill("#f-total", "5000");
  await Promise.all([drc.waitForURL(/\/fund_batches\/\d+$/), drc.click("form .dd-btn-go")]);
  const document = new URL(drc.url()).pathname;
  await drc.goto(`${document}/projects`);
  await Promise.all([drc.waitForURL(/fund_entries\/new/), drc.click("a.dd-btn-go[href^='/fund_entries/new']")]);
  assert.equal(await drc.inputValue("#f-batch"), "2026年中央预算内投资计划（第九批）", "the document stands in the form by its title");
  await drc.fill("#f-project", name);
  await enter(drc, { amount: "5001" });
  await drc.locator(".dd-error, .dd-input[aria-invalid]").first().waitFor(); // more than the document issues
  assert.equal(await drc.inputValue("#f-amount"), "5001", "what was typed stays");
  await drc.fill("#f-amount", "4000");
  await Promise.all([drc.waitForURL(/\/projects\/\d+\/funds$/), drc.click("form .dd-btn-go")]);
  await noSeriousFault(drc);

  await owner.setViewportSize(SIZES.phone);
  await owner.goto(`${project}/funds`);
  await noSeriousFault(owner);
  await noSidewaysScroll(owner);
  assert.equal(await owner.locator("a[href*='step=issued']").count(), 0, "an owner issues nothing");
  const form = async (step, values) => {
    await owner.goto(`${project}/funds`);
    await Promise.all([owner.waitForURL(/fund_entries\/new/), owner.click(`a[href*='step=${step}']`)]);
    if (!(await owner.inputValue("#f-batch"))) await owner.fill("#f-batch", "2026年中央预算内投资计划（第九批）");
    for (const [field, value] of Object.entries(values)) await owner.fill(`#f-${field}`, value);
  };
  await form("arrived", { amount: "3000", day: "2026-04-01" });
  await Promise.all([owner.waitForURL(/\/funds$/), owner.click("form .dd-btn-go")]);
  await form("paid", { amount: "3001", day: "2026-05-01", doc_no: "记-001", payee: "辽宁示例建工有限公司" });
  await owner.click("form .dd-btn-go");
  await owner.locator("text=已到位的资金").first().waitFor(); // said at the amount, in words
  await owner.fill("#f-amount", "2000");
  await Promise.all([owner.waitForURL(/\/funds$/), owner.click("form .dd-btn-go")]);
  const line = owner.locator(".fd-table tr", { hasText: NUMBER });
  assert.match(await line.innerText(), /4,000[\s\S]*3,000[\s\S]*75.0%[\s\S]*2,000[\s\S]*50.0%/);

  await drc.goto("/funds");
  assert.equal(wan(await drc.locator(".fd-stat strong").first().innerText()), before + 4000, "the province's sum has it at once");
  await drc.goto(`${project}/funds`);
  await noSidewaysScroll(drc);
  await picture(drc, "project-funds");
  await Promise.all([drc.waitForURL(/reverse$/), drc.locator(".fd-entries tr", { hasText: "2,000" }).locator("a", { hasText: "冲销" }).click()]);
  await noSeriousFault(drc);
  await drc.fill('textarea[name="reason"]', "凭证重复登记");
  await Promise.all([drc.waitForURL(/\/funds$/), drc.click("form .dd-btn-go")]);
  assert.equal(await drc.locator(".fd-entries tr.is-reversed").count(), 2, "the entry stays, its reversal beside it");
  assert.match(await drc.locator(".fd-table tr", { hasText: NUMBER }).innerText(), /4,000[\s\S]*3,000[\s\S]*75.0%[\s\S]*0 0.0%/);
  for (const page of [drc, owner]) noScriptFault(page);
});

test("what a document issues comes in from a sheet; the ledger, exported and brought again, changes nothing", async () => {
  const codes = await (await site.as("drc")).evaluate(async () =>
    (await (await fetch("/api/v1/projects?stage=continued&limit=20")).json()).items.map((one) => one.project_code).filter(Boolean).slice(0, 3));
  const sheet = join(site.folder, "issue.csv"), mapping = join(site.folder, "issue.json"), ledger = join(site.folder, "ledger.xlsx");
  writeFileSync(sheet, `第九批资金分解表\n下达文号,项目代码,安排资金（万元）\n${codes.map((code, i) => `${NUMBER},${code},${i + 1}`).join("\n")}\n合计,,6\n`);
  writeFileSync(mapping, JSON.stringify({ name: "issue", version: 1, record: "fund_entry", fields: { batch: { column: "下达文号" },
    project: { column: "项目代码" }, amount: { column: "安排资金（万元）", unit: "万元" }, step: { constant: "下达" }, day: { constant: "2026-03-02" } } }));
  const counts = async (...args) => {
    const { created, unchanged, refused, rows } = JSON.parse((await diaodu(site.db, args)).stdout);
    return { created, unchanged, refused, rows };
  };
  assert.deepEqual(await counts("import", "fund_entries", sheet, "--mapping", mapping, "--json"), { created: 3, unchanged: 0, refused: 0, rows: 3 });
  assert.deepEqual(await counts("import", "fund_entries", sheet, "--mapping", mapping, "--json"), { created: 0, unchanged: 3, refused: 0, rows: 3 });
  await diaodu(site.db, ["export", "fund_entries", "--format", "xlsx", "-o", ledger]);
  const again = await counts("import", "fund_entries", ledger, "--json");
  assert.deepEqual(again, { created: 0, unchanged: again.rows, refused: 0, rows: again.rows });
  await diaodu(site.db, ["recompute", "--check"]);
});
