// A January: projects are proposed by a city and a lead department, opined on, aggregated; what lacks a plan or a name is refused and
// mended; edition 1 is confirmed and printed; an exchange in March makes edition 2, and the two are compared. In the list of 2024,
// which the sample province has left open; the days are those of the test.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province({ projects: 300 });

/** Sends a form whose answer comes as a page at the address that the page has already; `posted`: in its place, without a page. */
const sent = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const posted = (page, button) => Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.click(button)]);

const LIST = "/lists/major/2024";

// What the API gives to whoever is signed in on the page.
const ask = (page, path) => page.evaluate(async (p) => (await (await fetch(p)).json()).items, `/api/v1/${path}`);

async function propose(page, project, why) {
  await page.goto(`/list_entries/new?list=major&year=2024&project=${project}`);
  await page.fill("textarea[name=why]", why);
  await page.click("form.dd-form button.dd-btn-go >> nth=0");
  await page.waitForURL(/\/list_entries\/\d+$/);
}

async function confirmEdition(page, document) {
  await page.goto(LIST);
  await page.fill("input[name=document]", document);
  await page.click("button:has-text('确认版本')");
  await page.waitForURL(/\/list_editions\/\d+$/);
}

let chosen; // of the energy bureau, in the order: three on the list, one to be exchanged
let lacking;

test("proposals go by opinion and aggregation; what lacks a plan is refused, and mended in one click", async () => {
  const lead = await site.as("energy");
  await lead.goto("/lists");
  const planned = (await ask(lead, "plans?year=2024&state=confirmed&limit=200")).map((p) => p.project);
  assert.ok(planned.length >= 4, "the bureau has projects with a plan of that year");
  chosen = planned.slice(0, 4);
  const without = (await ask(lead, "projects?stage=continued&limit=200")).map((p) => p.id).filter((p) => !planned.includes(p));
  const reserve = (await ask(lead, "projects?stage=reserve&limit=50")).map((p) => p.id);
  lacking = [...without, ...reserve][0];
  for (const project of chosen.slice(0, 3)) await propose(lead, project, "全省能源保供的骨干工程");
  await propose(lead, lacking, "前期工作进展快，建议列入");
  await lead.goto(LIST);
  await noSeriousFault(lead);
  await lead.fill("input[name=opinion]", "符合能源规划，同意列入。");
  await lead.click("button:has-text('同意并提出意见')");
  await lead.waitForSelector(".ls-states a:has-text('部门已同意')");
  assert.equal(await lead.locator("button:has-text('汇总')").count(), 0, "a department does not aggregate");
  noScriptFault(lead);

  const drc = await site.as("drc");
  await drc.goto(LIST);
  await drc.click("button:has-text('汇总4个')");
  await drc.waitForSelector(".ls-states a:has-text('已汇总')");
  await noSeriousFault(drc);
  await picture(drc, "lists-missing");
  const row = drc.locator(".ls-missing tbody tr");
  assert.equal(await row.count(), 1);
  assert.match(await row.innerText(), /已确认的年度计划/);
  // nothing gets past it one by one either
  await row.locator("th a").click();
  await drc.click(".ls-moves a:has-text('确认列入')");
  await drc.click(".dd-row-foot button");
  await drc.waitForSelector(".dd-note:has-text('补齐后才能列入')");
  await drc.goto(LIST);
  await drc.click("button:has-text('确认列入3个')");
  await drc.waitForSelector(".ls-states a:has-text('已列入')");
  assert.equal(await drc.locator(".ls-missing tbody tr").count(), 1, "it waits for its plan");
  await drc.click(".ls-missing a:has-text('已确认的年度计划')");
  await drc.waitForURL(/\/projects\/\d+\/plans\/2024$/);
  noScriptFault(drc);
});

test("edition 1 is confirmed, shown as the official table, printed and exported", async () => {
  const page = await site.as("drc");
  await confirmEdition(page, "辽发改重点〔2024〕8号");
  assert.match(await page.locator(".ls-sheet").innerText(), /2024年重大工程清单（第1版）[\s\S]*共3项[\s\S]*辽发改重点〔2024〕8号[\s\S]*单位：万元/);
  assert.equal(await page.locator(".ls-table tbody tr:not(.ls-group)").count(), 3);
  assert.equal(await page.locator(".ls-table .ls-group").count(), 1);
  await noSeriousFault(page);
  await picture(page, "list-edition");
  for (const kind of ["Excel", "Word"]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(`a:has-text('导出${kind}')`)]);
    const bytes = readFileSync(await file.path());
    assert.equal(bytes.subarray(0, 2).toString(), "PK");
    assert.match(file.suggestedFilename(), kind === "Excel" ? /第1版）\.xlsx$/ : /第1版）\.docx$/);
  }
  // a past day shows what stood there then: the sample's own lists, before and after their first edition
  const first = (await ask(page, "list_editions?year=2026&list=major")).find((e) => e.seq === 1);
  const on = async (day) => (await ask(page, `lists?year=2026&at=${day}`)).find((l) => l.list === "major");
  assert.equal((await on("2026-02-01")).on_list, first.projects);
  assert.deepEqual([(await on("2026-01-01")).on_list, (await on("2026-01-01")).edition], [0, null]);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".ls-acts").isVisible(), false, "buttons are not printed");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  await page.goto("/lists?year=2026&at=2026-02-01");
  assert.match(await page.locator(".dd-note").innerText(), /2026-02-01/);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.goto("/lists?year=2024");
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.goto(LIST);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  noScriptFault(page);
});

test("an exchange is asked for, opined on and approved; edition 2 shows the difference", async () => {
  const lead = await site.as("energy");
  await lead.goto(LIST);
  assert.equal(await lead.locator("a:has-text('提出项目')").count(), 0, "from now on by request");
  await lead.goto(`/list_requests/new?kind=exchange&list=major&year=2024&project=${chosen[3]}&project_out=${chosen[0]}`);
  await lead.fill("textarea[name=why]", "原项目规划调整，以条件成熟的项目置换。");
  await lead.click("form.dd-form button.dd-btn-go >> nth=0");
  await lead.waitForURL(/\/list_requests\/\d+$/);
  const request = lead.url();
  await lead.click(".ls-moves a:has-text('同意并提出意见')");
  await lead.fill("[name=opinion]", "同意置换。");
  await sent(lead, ".dd-row-foot button");

  const drc = await site.as("drc");
  await drc.goto(LIST);
  assert.equal(await drc.locator(".ls-lines li").count(), 1, "it stands among the open requests");
  await drc.goto(request);
  await noSeriousFault(drc);
  await drc.click(".ls-moves a:has-text('批准')");
  await sent(drc, ".dd-row-foot button");
  await confirmEdition(drc, "辽发改重点〔2024〕21号");
  await drc.click(".dd-tabs a:has-text('版本对比')");
  await drc.waitForSelector(".ls-changes");
  assert.match(await drc.locator(".ls-edition").innerText(), /第1版）[\s\S]*第2版）[\s\S]*新增1项，调出1项/);
  assert.equal(await drc.locator(`a[href='/projects/${chosen[3]}']`).count() > 0, true);
  assert.equal(await drc.locator(`a[href='/projects/${chosen[0]}']`).count() > 0, true);
  await noSeriousFault(drc);
  await picture(drc, "list-compare");
  await drc.goto(`/projects/${chosen[0]}/lists`);
  assert.match(await drc.locator(".ls-edition").innerText(), /2024[\s\S]*已调出/);
  await noSeriousFault(drc);
  noScriptFault(drc);
});

test("a rule is drafted, changed, tried out with its reasons, and says of a project why it is in or out", async () => {
  const page = await site.as("drc");
  await page.goto("/lists/big/2026");
  await page.click("a:has-text('规则试算')");
  await page.waitForSelector(".ls-verdict");
  assert.match(await page.locator(".ls-verdict").innerText(), /在\d+个项目中，这条规则会选取\d+个项目[\s\S]*相比/);
  await noSeriousFault(page);
  await picture(page, "list-rule-trial");
  await page.goto("/list_rules/new?list=big&since=2026-12-01");
  await page.fill("input[name=name]", "亿元以上项目规则（试行）");
  await page.click("form.dd-form button.dd-btn-go >> nth=0");
  await page.waitForURL(/\/list_rules\/\d+$/);
  const rule = page.url();
  assert.ok((await page.locator("#list_conditions tbody tr").count()) >= 8, "it begins with the conditions of the one before");
  const before = await (async () => { await page.goto(`${rule}/try`); return page.locator(".ls-verdict").innerText(); })();
  await page.goto(`${rule}/list_conditions/new`);
  await page.fill("input[name=alternative]", "0");
  await page.selectOption("select[name=field]", "total_invest").catch(() => page.fill("[name=field]", "total_invest"));
  await page.selectOption("select[name=op]", "least");
  await page.fill("input[name=value]", "20亿元");
  await posted(page, "button.dd-btn-go >> nth=0");
  await page.goto(`${rule}/try`);
  const after = await page.locator(".ls-verdict").innerText();
  assert.notEqual(after, before);
  assert.match(await page.locator("#fewer").innerText(), /总投资不少于 20 亿元（项目为 /);
  await page.click("#fewer th a >> nth=0");
  await page.waitForURL(/\/projects\/\d+\/lists$/);
  assert.ok((await page.locator(".ls-why li").count()) >= 8, "condition by condition");
  await noSeriousFault(page);
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  await page.goto(`${rule}/try`);
  await noSidewaysScroll(page);
  noScriptFault(page);
});
