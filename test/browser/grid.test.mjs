// Many reports in one table: typed, pasted from Excel, filled down, taken back; questioned at the cell, saved by themselves, sent together.
import assert from "node:assert/strict";
import { test } from "node:test";

import { blockOf, history, numberOf, textOf } from "../../ui/js/sheet.js";
import { diaodu, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

// before the first test: what the harness ends after the tests would end as soon as the first ones are through
const site = await province({ projects: 300 });
await diaodu(site.db, ["round"]);

test("a block from Excel is rows of cells, with quotes, tabs and lines inside them", () => {
  assert.deepEqual(blockOf("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(blockOf("7"), [["7"]]);
  assert.deepEqual(blockOf('"二标段\n封顶"\t"说 ""好"""\n\t5'), [["二标段\n封顶", '说 "好"'], ["", "5"]]);
  assert.deepEqual(blockOf("5'6\"\t1"), [["5'6\"", "1"]], "a quote within a cell is a quote");
  assert.deepEqual(blockOf(textOf([["a\tb", 'c"d', "e"], ["", "1,234.5", "x\ny"]])), [["a\tb", 'c"d', "e"], ["", "1,234.5", "x\ny"]], "there and back");
  assert.equal(numberOf("1,234.5"), 1234.5);
  assert.ok(Number.isNaN(numberOf("")) && Number.isNaN(numberOf("施工")));
});

test("steps are taken back and done again, and a new one ends what was taken back", () => {
  const steps = history(2);
  for (const n of [1, 2, 3]) steps.add([{ cell: "A1", before: n - 1, after: n }]);
  assert.equal(steps.undo()[0].value, 2);
  assert.equal(steps.undo()[0].value, 1);
  assert.equal(steps.undo(), undefined, "only so many are kept");
  assert.equal(steps.redo()[0].value, 2);
  steps.add([{ cell: "A1", before: 2, after: 9 }]);
  assert.equal(steps.redo(), undefined);
});

const rowsOf = (page) => page.$$eval("tr[data-row]", (rows) => rows.map((row) => row.dataset.row));
const cell = (row, name) => `[name="${row}.${name}"]`;
const pasteInto = (page, selector, text) =>
  page.locator(selector).evaluate((input, block) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", block);
    input.focus();
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
const put = (page) => page.waitForResponse((answer) => answer.request().method() === "PUT");
/** Until nothing is being saved, and nothing begins to be: what the answer brought is in the page then. */
function quietly(page) {
  const saving = { open: 0, begun: 0 };
  page.on("request", (request) => request.method() === "PUT" && (saving.open++, saving.begun++));
  for (const event of ["requestfinished", "requestfailed"]) page.on(event, (request) => request.method() === "PUT" && saving.open--);
  return async () => {
    for (let before = -1; saving.open || saving.begun !== before; ) {
      before = saving.begun;
      await page.waitForTimeout(1200);
    }
  };
}
/** From the start of the table: cells that are half scrolled away have no room by axe's measure. */
async function noFault(page) {
  await page.$eval(".dd-grid-body .dd-scroll", (table) => (table.scrollLeft = 0));
  await noSeriousFault(page);
}
const value = (page, row, name) => page.inputValue(cell(row, name));

/** Outside the days of the round a permission lets the city in; inside it changes nothing. */
async function permit(month) {
  const drc = await site.as("drc");
  for (const unit of ["沈阳市发展和改革委员会"]) {
    await drc.goto("/late_grants/new");
    await drc.fill('[name="body"]', unit);
    await drc.fill('[name="month"]', month);
    await drc.selectOption('[name="step"]', "owner");
    await drc.fill('[name="last_day"]', new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10));
    await drc.fill('[name="why"]', "测试期间准予补报");
    await Promise.all([drc.waitForURL(/\/late_grants\/\d+/), drc.locator("form[data-form] button.dd-btn-go").first().click()]);
  }
  await drc.context().close();
}

test("a city types its month in a table that behaves like a sheet", async () => {
  const page = await site.as("shenyang");
  await page.goto("/reports/due");
  await Promise.all([page.waitForURL("**/reports/grid"), page.click('a[href="/reports/grid"]')]);
  await noFault(page);
  await noSidewaysScroll(page);
  const rows = await rowsOf(page);
  assert.ok(rows.length >= 4, "some of the city's projects have not reported");
  const month = (await page.getAttribute("form[data-grid]", "data-grid")).match(/month=(\d{4}-\d\d)/)[1];
  await permit(month);

  // keys
  await page.locator(cell(rows[0], "month_invest")).focus();
  await page.keyboard.type("100");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), `${rows[1]}.month_invest`);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.name), `${rows[1]}.fund_paid`);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.name), `${rows[0]}.fund_paid`, "locked rows are stepped over");

  // a block from Excel: rows that are locked keep their place in it
  const all = await page.$$eval("tbody tr", (trs) => trs.map((tr) => tr.dataset.row ?? ""));
  const from = all.indexOf(rows[0]);
  const to = all.indexOf(rows[2]);
  const block = all.slice(from, to + 1).map((_, i) => `${1000 + i}\t${500 + i}`).join("\r\n");
  const saved = put(page);
  await pasteInto(page, cell(rows[0], "month_invest"), block);
  assert.equal(await value(page, rows[0], "month_invest"), "1000");
  assert.equal(await value(page, rows[2], "fund_paid"), String(500 + to - from));
  assert.match(await page.locator("[data-grid-note]").innerText(), new RegExp(`${to - from + 1} × 2`));
  assert.ok((await saved).status() < 500);

  // undo, redo, fill down, a range with its sum
  await page.keyboard.press("Control+z");
  assert.equal(await value(page, rows[0], "month_invest"), "100");
  await page.keyboard.press("Control+y");
  assert.equal(await value(page, rows[0], "month_invest"), "1000");
  await page.locator(cell(rows[0], "needs")).focus();
  await page.keyboard.type("协调临时用电");
  for (let i = 0; i < to - from; i++) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Control+d");
  assert.equal(await value(page, rows[2], "needs"), "协调临时用电");
  await page.keyboard.press("Control+z");
  assert.equal(await value(page, rows[2], "needs"), "");
  await page.locator(cell(rows[0], "month_invest")).focus();
  await page.keyboard.press("Shift+ArrowRight");
  assert.match(await page.locator("[data-grid-sum]").innerText(), /2.*1,500/);
  await page.keyboard.press("Escape");

  // what is refused is marked at its cell, and what was typed stays
  await page.fill(cell(rows[3], "month_invest"), "abc");
  const refused = put(page);
  await page.locator(cell(rows[3], "fund_paid")).focus();
  assert.equal((await refused).status(), 422);
  await page.locator(`td.is-bad ${cell(rows[3], "month_invest")}`).waitFor();
  assert.equal(await value(page, rows[3], "month_invest"), "abc");
  assert.match(await page.locator("[data-side].is-here").innerText(), /本月完成投资/);
  await noFault(page);
  await page.fill(cell(rows[3], "month_invest"), "120");
  await Promise.all([put(page), page.locator(cell(rows[3], "fund_paid")).focus()]);
  await page.waitForFunction((name) => !document.querySelector(name).closest("td").classList.contains("is-bad"), cell(rows[3], "month_invest"));
  await picture(page, "report-grid");

  // the rest is asked about at the cells, answered by what is ready, and goes up together
  const quiet = quietly(page);
  for (const row of rows.slice(0, 4)) {
    await page.locator(cell(row, "progress_percent")).focus();
    const filled = Number(await value(page, row, "progress_percent")) || 10;
    await page.fill(cell(row, "progress_percent"), String(Math.min(100, filled + 1)));
    await page.fill(cell(row, "progress_text"), "二标段主体结构封顶，机电安装进场施工");
    await page.locator(cell(row, "needs")).focus();
    await quiet();
    for (let i = 0; i < 8; i++) {
      const open = page.locator("[data-side].is-here fieldset.dd-note-amber").first();
      if (!(await open.count())) break;
      const ready = open.locator('input[type="radio"]').first();
      const words = open.locator(".dd-input");
      if (await ready.count()) await ready.evaluate((it) => it.click());
      else {
        await words.fill("按合同节点计量，情况属实");
        await words.blur();
      }
      await quiet();
    }
  }
  await noFault(page);
  await Promise.all([page.waitForNavigation(), page.click('button[value="send"]')]);
  assert.match(await page.locator('[role="status"]').first().innerText(), /已报送 4 份月报/, "four went up together");
  const left = await rowsOf(page);
  for (const row of rows.slice(0, 4)) assert.ok(!left.includes(row), "what was sent is only read");
  await page.goto(`/projects/${rows[0]}/reports`);
  assert.match(await page.locator("tbody tr").first().innerText(), /1,000/);
  noScriptFault(page);
});

test("without a connection the typed rows wait in the page and are saved when it is back", async () => {
  const page = await site.as("dalian");
  await page.goto("/reports/grid");
  const [row] = await rowsOf(page);
  await page.context().setOffline(true);
  await page.fill(cell(row, "fund_arrived"), "77");
  await page.locator(cell(row, "needs")).focus();
  await page.waitForFunction(() => /连接中断/.test(document.querySelector("[data-grid-state]").textContent));
  const saved = put(page);
  await page.context().setOffline(false);
  assert.ok((await saved).ok());
  await page.reload();
  assert.equal(await value(page, row, "fund_arrived"), "77");
});

test("without script the table is a form: one act saves what can be saved, the rest is marked", async () => {
  const page = await site.as("dalian", { javaScript: false, size: SIZES.phone });
  await page.goto("/reports/grid");
  await noSidewaysScroll(page);
  const rows = await rowsOf(page);
  await page.fill(cell(rows[1], "month_invest"), "321");
  await page.fill(cell(rows[2], "fund_paid"), "很多");
  await Promise.all([page.waitForNavigation(), page.click('button[value="save"]')]);
  assert.match(await page.locator('p.dd-note[role="alert"]').innerText(), /1 行未保存/);
  assert.equal(await value(page, rows[2], "fund_paid"), "很多", "what was typed stays");
  assert.equal(await value(page, rows[1], "month_invest"), "321");
  await page.goto("/reports/grid");
  assert.equal(await value(page, rows[1], "month_invest"), "321", "the good row was saved");
  assert.notEqual(await value(page, rows[2], "fund_paid"), "很多");
});

const plan = (page, row, name) => page.locator(cell(row, name));

test("annual plans are pasted, divided into months, taken back and saved in the same sheet", async () => {
  const page = await site.as("shenyang");
  await page.goto("/plans");
  await Promise.all([page.waitForURL("**/plans/grid"), page.click('a[href="/plans/grid"]')]);
  await page.goto("/plans/grid?year=2027&responsible_body.empty=0");
  await noFault(page);
  await noSidewaysScroll(page);
  const rows = await rowsOf(page);
  assert.ok(rows.length >= 5, "projects to plan for");
  const foot = () => page.locator("tfoot [data-sum-of]").first().innerText();

  // a block of two columns from Excel, added up at the foot at once, saved by itself
  const saved = put(page);
  await pasteInto(page, cell(rows[0], "year_total"), "1,200\t100\r\n2400\t");
  assert.equal(await value(page, rows[1], "year_total"), "2400");
  assert.equal(await foot(), "3,600");
  assert.equal((await saved).status(), 200);
  await page.locator(`#s-${rows[0]} .dd-amber`, { hasText: "未平" }).waitFor();
  await plan(page, rows[0], "m01").focus();
  await page.locator("[data-side].is-here", { hasText: "相差 1,100" }).waitFor();
  await noFault(page);

  // the chosen row's months come from the curve as one step
  await page.check(`[name="${rows[0]}.pick"]`);
  const proposed = put(page);
  await page.click('button[value="propose"]');
  assert.equal((await proposed).status(), 200);
  await page.waitForFunction((name) => Number(document.querySelector(name).value) > 100, cell(rows[0], "m06"));
  const months = await page.$$eval(`tr[data-row="${rows[0]}"] td[data-cell^="m"] input`, (all) => all.map((it) => Number(it.value || 0)));
  assert.equal(months.length, 12);
  assert.equal(months.reduce((a, b) => a + b), 1200);
  assert.ok(months[0] < months[6], "the winter is thin");
  await page.locator(`#s-${rows[0]}`, { hasText: "草稿" }).waitFor();
  await plan(page, rows[0], "m06").focus();
  await page.keyboard.press("Control+z");
  assert.equal(await value(page, rows[0], "m06"), "");
  assert.equal(await value(page, rows[0], "m01"), "100");
  await page.keyboard.press("Control+y");
  assert.equal(await value(page, rows[0], "m06"), String(months[5]));

  // without a choice: what has a figure and no months; fill down; what is no figure is marked
  await page.uncheck(`[name="${rows[0]}.pick"]`);
  await Promise.all([put(page), page.click('button[value="propose"]')]);
  await page.waitForFunction((name) => document.querySelector(name).value !== "", cell(rows[1], "m06"));
  await plan(page, rows[1], "goal").fill("主体结构封顶");
  await plan(page, rows[1], "goal").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Control+d");
  assert.equal(await value(page, rows[2], "goal"), "主体结构封顶");
  await page.fill(cell(rows[3], "m03"), "三百");
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.status() === 422), plan(page, rows[3], "m04").focus()]);
  await page.locator(`td.is-bad ${cell(rows[3], "m03")}`).waitFor();
  assert.equal(await value(page, rows[3], "m03"), "三百");
  await noFault(page);
  await picture(page, "plan-grid");
  await page.fill(cell(rows[3], "m03"), "");
  await Promise.all([put(page), plan(page, rows[3], "m04").focus()]);
  await page.waitForFunction((name) => !document.querySelector(name).closest("td").classList.contains("is-bad"), cell(rows[3], "m03"));

  // what is drawn up goes up together, and is only read then
  await plan(page, rows[0], "goal").fill("全面开工");
  await Promise.all([page.waitForNavigation(), page.click('button[value="send"]')]);
  assert.match(await page.locator('[role="status"]').first().innerText(), /已报送 2 份年度计划/);
  await page.locator(`#row-${rows[0]}`, { hasText: "已报送，待审核" }).waitFor();
  assert.equal(await page.locator(cell(rows[0], "m06")).count(), 0);

  // one project's own page says what its months go by
  await page.goto(`/projects/${rows[2]}/plans/2027?total=1200`);
  assert.match(await page.locator("#plan-by").innerText(), /\d+个完整项目年度的实际分月（.+）|完整项目年度只有\d+个，不足20个/);
  await noSeriousFault(page);
  noScriptFault(page);
});

test("without script, on a telephone, the plans' table is a form and proposes before it saves", async () => {
  const page = await site.as("dalian", { javaScript: false, size: SIZES.phone });
  await page.goto("/plans/grid?year=2027");
  await noSidewaysScroll(page);
  const rows = await rowsOf(page);
  await page.fill(cell(rows[0], "year_total"), "600");
  await page.check(`[name="${rows[0]}.pick"]`);
  await Promise.all([page.waitForNavigation(), page.click('button[value="propose"]')]);
  assert.match(await page.locator('[role="status"]').first().innerText(), /拆分 1 项/);
  assert.ok(Number(await value(page, rows[0], "m07")) > 0);
  await Promise.all([page.waitForNavigation(), page.click('button[value="save"]')]);
  assert.match(await page.locator('[role="status"]').first().innerText(), /已保存 1 份/);
  await page.goto("/plans/grid?year=2027");
  assert.equal(await value(page, rows[0], "year_total"), "600");
});
