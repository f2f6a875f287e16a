// A January: projects are proposed by a lead department, opined on, aggregated; their plans are pasted from Excel into the table of plans,
// sent, checked and confirmed; what lacks a plan or a name is refused and mended; edition 1 is confirmed and printed; an exchange in March makes edition 2, and the two are compared. In the list of 2023,
// which the sample province has left open; the days are those of the test.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province({ projects: 300 });

/** Sends a form whose answer comes as a page at the address that the page has already; `posted`: in its place, without a page. */
const sent = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const posted = (page, button) => Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.click(button)]);

const LIST = "/lists/major/2023";

// What the API gives to whoever is signed in on the page.
const ask = (page, path) => page.evaluate(async (p) => (await (await fetch(p)).json()).items, `/api/v1/${path}`);

async function propose(page, project, why) {
  await page.goto(`/list_entries/new?list=major&year=2023&project=${project}`);
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
let lacking; // one without names

// The API as whoever is signed in on the page.
const send = (page, path, body) => page.evaluate(async ([p, b]) => {
  const answer = await fetch(`/api/v1/${p}`, { method: "POST", body: JSON.stringify(b),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content } });
  return answer.json();
}, [path, body]);

test("proposals go by opinion and aggregation; nothing is confirmed without its plan", async () => {
  const lead = await site.as("energy");
  await lead.goto("/lists");
  chosen = (await ask(lead, "list_entries?list=major&year.min=2026&year.max=2026&state=on_list&limit=50")).map((e) => e.project).slice(0, 4);
  assert.equal(chosen.length, 4, "projects of the bureau with all their names");
  const body = (await ask(lead, "bodies?limit=1"))[0].id;
  lacking = (await send(lead, "projects", { name: "浑南区新型储能示范工程", division: "210112", content: "新建储能电站", total_invest: 300000000, stage: "planned",
    works: "energy", owner_name: "沈阳浑南储能有限公司", responsible_body: body })).id;
  assert.ok(lacking);
  for (const project of chosen.slice(0, 3)) await propose(lead, project, "全省能源保供的骨干工程");
  await propose(lead, lacking, "前期工作进展快，建议列入");
  await lead.goto("/");
  assert.equal(await lead.locator(".dd-tasks:has-text('清单申报待提意见') li a[href^='/list_entries/']").count() > 0, true, "what awaits an opinion stands on the start page");
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
  const rows = drc.locator(".ls-missing tbody tr");
  assert.equal(await rows.count(), 4);
  for (const said of await rows.allInnerTexts()) assert.match(said, /已确认的年度计划/);
  // nothing gets past it one by one either
  await rows.first().locator("th a").click();
  await drc.click(".ls-moves a:has-text('确认列入')");
  await drc.click(".dd-row-foot button");
  await drc.waitForSelector(".dd-note:has-text('补齐后才能列入')");
  await drc.goto(LIST);
  assert.equal(await drc.locator("button:has-text('确认列入')").count(), 0);
  await drc.click(".ls-missing a:has-text('已确认的年度计划') >> nth=0");
  await drc.waitForURL(/\/projects\/\d+\/plans\/2023$/);
  noScriptFault(drc);
});

test("the plans are pasted from Excel into one table, sent, checked and confirmed; who lacks a name stays out", async () => {
  const lead = await site.as("energy");
  const all = [...chosen, lacking];
  await lead.goto(`/plans/grid?year=2023&stage=planned,reserve,preliminary,new_start,continued&id=${all.join(",")}`);
  const rows = await lead.$$eval("tr[data-row]", (lines) => lines.map((line) => line.dataset.row));
  assert.equal(rows.length, 5);
  const block = rows.map((_, i) => [1200 * (i + 1), ...Array(12).fill(100 * (i + 1)), "完成主体工程施工"].join("\t")).join("\r\n");
  const saved = lead.waitForResponse((answer) => answer.request().method() === "PUT");
  await lead.locator(`[name="${rows[0]}.year_total"]`).evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input.focus();
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, block);
  assert.equal(await lead.inputValue(`[name="${rows[4]}.m12"]`), "500");
  assert.equal((await saved).status(), 200);
  await lead.locator(`#s-${rows[4]}`, { hasText: "草稿" }).waitFor();
  await sent(lead, 'button[value="send"]');
  assert.match(await lead.locator('[role="status"]').first().innerText(), /已报送 5 份年度计划/);
  const plans = (await ask(lead, "plans?year=2023&limit=50")).filter((p) => all.includes(p.project));
  assert.equal(plans.length, 5);
  for (const { id } of plans) {
    for (const to of ["checked", "confirmed"]) {
      await lead.goto(`/plans/${id}/move?to=${to}`);
      await sent(lead, ".dd-row-foot button");
    }
  }
  noScriptFault(lead);

  const drc = await site.as("drc");
  await drc.goto(LIST);
  const row = drc.locator(".ls-missing tbody tr");
  assert.equal(await row.count(), 1, "the plans are there; one lacks its names");
  assert.match(await row.innerText(), /浑南区新型储能[\s\S]*责任人[\s\S]*包保领导/);
  assert.doesNotMatch(await row.innerText(), /年度计划/);
  await row.locator("th a").click();
  await drc.click(".ls-moves a:has-text('确认列入')");
  await drc.click(".dd-row-foot button");
  await drc.waitForSelector(".dd-note:has-text('补齐后才能列入')");
  await drc.goto(LIST);
  await drc.click("button:has-text('确认列入3个')");
  await drc.waitForSelector(".ls-states a:has-text('已列入')");
  assert.equal(await drc.locator(".ls-missing tbody tr").count(), 1, "it waits for its names");
  await drc.click(".ls-missing a:has-text('责任人')");
  await drc.waitForURL(/\/projects\/\d+\/edit/);
  noScriptFault(drc);
});

test("edition 1 is confirmed, shown as the official table, printed and exported", async () => {
  const page = await site.as("drc");
  await confirmEdition(page, "辽发改重点〔2023〕8号");
  assert.match(await page.locator(".ls-sheet").innerText(), /2023年重大工程清单（第1版）[\s\S]*共3项[\s\S]*辽发改重点〔2023〕8号[\s\S]*单位：万元/);
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
  await page.goto("/lists/major/2026?at=2026-02-01");
  assert.equal(await page.locator("#then tbody tr").count(), first.projects, "entry by entry, as they stood on that day");
  assert.match(await page.locator("#then tbody tr").first().innerText(), /已列入/);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.goto("/lists?year=2026&at=2026-02-01");
  assert.match(await page.locator(".dd-note").innerText(), /2026-02-01/);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.goto("/lists?year=2023");
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
  assert.match(await lead.locator(".dd-note-amber").first().innerText(), /有1项申报没有办完/);
  const left = (await ask(lead, `list_entries?list=major&year.min=2023&year.max=2023&project=${lacking}`))[0];
  await lead.goto(`/list_entries/${left.id}`);
  assert.equal(await lead.locator(".ls-moves a").count(), 0, "what was left behind goes no further by itself");
  await lead.click("a:has-text('按增补提交调整申请')");
  await lead.waitForURL(/list_requests\/new\?kind=add/);
  await lead.goto(`/list_requests/new?kind=exchange&list=major&year=2023&project=${chosen[3]}&project_out=${chosen[0]}`);
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
  await confirmEdition(drc, "辽发改重点〔2023〕21号");
  await drc.click(".dd-tabs a:has-text('版本对比')");
  await drc.waitForSelector(".ls-changes");
  assert.match(await drc.locator(".ls-edition").innerText(), /第1版）[\s\S]*第2版）[\s\S]*新增1项，调出1项/);
  assert.equal(await drc.locator(`a[href='/projects/${chosen[3]}']`).count() > 0, true);
  assert.equal(await drc.locator(`a[href='/projects/${chosen[0]}']`).count() > 0, true);
  await noSeriousFault(drc);
  await picture(drc, "list-compare");
  await drc.goto(`/projects/${chosen[0]}/lists`);
  assert.match(await drc.locator(".ls-edition").innerText(), /2023[\s\S]*已调出/);
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
