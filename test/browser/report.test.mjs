// The month's report from a telephone to the province: typed, questioned, sent, reviewed, returned, mended, accepted; and typed while the
// connection is gone: nothing is lost, and it arrives once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { diaodu, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province();
await diaodu(site.db, ["round"]);

/** Projects of the signed-in owner that still owe the report: addresses of their forms. */
async function forms(page) {
  await page.goto("/reports/due");
  return page.$$eval('.dd-rep-due a.dd-btn[href*="/reports/"]', (links) => links.map((a) => a.getAttribute("href")));
}

const owners = ["owner1", "owner2"];
async function anOwner(options) {
  for (const name of owners) {
    const page = await site.as(name, options);
    const list = await forms(page);
    if (list.length) return { page, form: list[0], name };
    await page.context().close();
  }
  assert.fail("the sample province has no owner with a report to write");
}

/** Outside the days of the round a permission lets the project in; inside it changes nothing. */
async function permit(form) {
  const drc = await site.as("drc");
  const [, project, month] = form.match(/projects\/(\d+)\/reports\/(\d{4}-\d\d)/);
  await drc.goto(`/projects/${project}`);
  await drc.goto("/late_grants/new");
  const id = await drc.$("#f-project");
  assert.ok(id, "the form asks for the project");
  await drc.fill('[name="project"]', project);
  await drc.fill('[name="month"]', month);
  await drc.selectOption('[name="step"]', "owner");
  await drc.fill('[name="last_day"]', new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10));
  await drc.fill('[name="why"]', "测试期间准予补报");
  await Promise.all([drc.waitForURL(/\/late_grants\/\d+/), drc.locator("form[data-form] button.dd-btn-go").first().click()]);
  noScriptFault(drc);
  await drc.context().close();
}

const amount = "#f-month_invest";
const send = 'button[value="send"]';

async function type(page, selector, value) {
  await page.fill(selector, value);
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), page.locator(selector).blur()]);
}

/** Answers whatever is asked, as a person does: by the first ready answer, else in words. */
async function explain(page) {
  for (let i = 0; i < 8; i++) {
    const open = page.locator("fieldset.dd-note-amber").first();
    if (!(await open.count())) return;
    const ready = open.locator('input[type="radio"]').first();
    if (await ready.count()) await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), ready.evaluate((it) => it.click())]); // the answer exchanges what was clicked
    else await open.locator(".dd-input").fill("按合同节点计量，情况属实");
    await page.locator("h1").first().click();
    await page.waitForTimeout(400);
  }
}

/** Going through the form by Tab: what has the focus is never under the foot that stands on the screen (WCAG 2.4.11). */
async function focusIsSeen(page) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const foot = document.querySelector(".dd-rep-foot");
      const at = document.activeElement;
      return at && at !== document.body && !foot.contains(at) && at.getBoundingClientRect().top > foot.getBoundingClientRect().top - 10 ? at.textContent.trim() || at.name : "";
    });
    assert.equal(hidden, "", "the focus is hidden by the foot");
  }
}

test("a report is written on a telephone in a minute, and goes up by each level", async () => {
  const { page, form } = await anOwner({ size: SIZES.phone });
  await permit(form);
  await page.goto(form);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await focusIsSeen(page);
  const began = Date.now();
  await type(page, amount, "1234");
  await page.locator("#rep-calc", { hasText: "1,234" }).waitFor(); // the sum shows its arithmetic
  await type(page, "#f-fund_paid", "1000");
  await explain(page);
  await picture(page, "report-phone");
  assert.match(await page.locator(send).innerText(), /报送到.*(发展和?改革|发改)/, "the button says who receives it");
  await Promise.all([page.waitForURL(/\/reports\/\d+$/), page.click(send)]);
  assert.ok(Date.now() - began < 60_000, "an unremarkable report takes less than a minute");
  await noSeriousFault(page);
  const report = new URL(page.url()).pathname;
  assert.match(await page.locator(".dd-bar").innerText(), /已报送/);
  noScriptFault(page);

  // the county is one of a hundred: the province looks on, and the city's and county's steps are done by whoever may
  const drc = await site.as("drc");
  await drc.goto(report);
  await noSeriousFault(drc);
  await noSidewaysScroll(drc);
  assert.equal(await drc.locator('button[value="accepted"]').count(), 0, "the province does not pass over the city");
  noScriptFault(drc);
});

test("what is typed while the connection is gone stays, and arrives once", async () => {
  const { page, form } = await anOwner({ size: SIZES.phone });
  await permit(form);
  await page.goto(form);
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload(); // now under the service worker
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await page.context().setOffline(true);
  await page.fill(amount, "2345");
  await page.locator(amount).blur();
  await page.locator("[data-off]").waitFor({ state: "visible" });
  await page.fill("#f-fund_paid", "2000");
  await page.locator("#f-fund_paid").blur();
  await page.waitForTimeout(300);
  await page.reload(); // closed and opened again, still without a connection
  await page.waitForFunction((selector) => document.querySelector(selector)?.value === "2345", amount);
  assert.equal(await page.inputValue("#f-fund_paid"), "2000");
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()), page.context().setOffline(false)]);
  await page.locator("[data-off]").waitFor({ state: "hidden" });
  await page.goto(form);
  assert.equal((await page.inputValue(amount)).replace(",", ""), "2345");
  await explain(page);
  // sent while the connection is gone: waits, and goes when it is back
  await page.context().setOffline(true);
  await page.click(send);
  await page.locator("[data-off]").waitFor({ state: "visible" });
  await Promise.all([page.waitForURL(/\/reports\/\d+$/), page.context().setOffline(false)]);
  assert.match(await page.locator(".dd-bar").innerText(), /已报送/);
  await page.goto(form.replace(/\/\d{4}-\d\d$/, ""));
  const month = form.match(/\d{4}-\d\d$/)[0];
  assert.equal(await page.locator("tbody tr", { hasText: month.replace("-", "年") }).count(), 1, "one report of the month");
  noScriptFault(page);
});

test("county, city and province review; what is returned says what to mend", async () => {
  const county = await site.as("heping");
  await county.goto("/reports/review");
  await noSeriousFault(county);
  await noSidewaysScroll(county);
  const row = county.locator(".dd-rep-todo tbody tr").first();
  const name = await row.locator("th a").innerText();
  await row.locator('input[type="checkbox"]').check();
  await Promise.all([county.waitForURL("**/reports/review"), county.click("form .dd-btn-go")]);
  assert.equal(await county.locator(".dd-rep-todo th a", { hasText: name }).count(), 0, "passed: it waits no more");

  const city = await site.as("shenyang");
  const open = async (page) => {
    await page.goto("/reports/review");
    await Promise.all([page.waitForURL(/\/reports\/\d+$/), page.locator(".dd-rep-todo th a", { hasText: name }).first().click()]);
  };
  await open(city);
  await noSeriousFault(city);
  const report = new URL(city.url()).pathname;
  await city.click("form.dd-rep-pass summary");
  await city.click('button[value="returned"]');
  await city.locator(".dd-note-red").waitFor(); // not without a reason
  await city.selectOption('select[name="field"]', "progress_percent");
  await city.fill('textarea[name="reason"]', "形象进度与投资不符，请核对");
  await Promise.all([city.waitForURL("**/reports/review"), city.click('button[value="returned"]')]);

  await county.goto("/");
  await county.locator(".dd-tasks-waiting", { hasText: "退回待改" }).waitFor();
  await county.goto(report);
  await Promise.all([county.waitForURL(/\/projects\/\d+\/reports\/\d{4}-\d\d$/), county.locator(".dd-bar .dd-btn-go").click()]);
  await permit(new URL(county.url()).pathname);
  assert.match(await county.locator("#rep-general").innerText(), /形象进度与投资不符/);
  assert.ok(await county.locator(".dd-rep-mend #f-progress_percent").count(), "the field to be mended is marked");
  await type(county, "#f-progress_percent", String(1 + Number(await county.inputValue("#f-progress_percent"))));
  await explain(county);
  await Promise.all([county.waitForURL(/\/reports\/\d+$/), county.click(send)]);

  await open(city);
  await Promise.all([city.waitForURL("**/reports/review"), city.click('button[value="city_passed"]')]);
  const drc = await site.as("drc");
  await open(drc);
  await Promise.all([drc.waitForURL("**/reports/review"), drc.click('button[value="accepted"]')]);
  await drc.goto(report);
  assert.match(await drc.locator(".dd-bar").innerText(), /已通过/);
  await drc.goto("/reports/due");
  await noSeriousFault(drc);
  await noSidewaysScroll(drc);
  for (const page of [county, city, drc]) noScriptFault(page);
});

test("an unremarkable report takes at most four typed fields and under a minute, and the burden page counts it", async () => {
  const page = await site.as("shenyang");
  const figure = async (nth) => Number((await page.locator(".dd-rep-ctx dd").nth(nth).innerText()).replace(/,/g, ""));
  let report;
  for (const form of await forms(page)) {
    await permit(form);
    await page.goto(form);
    const planned = await figure(0);
    const before = Number(await page.inputValue("#f-progress_percent"));
    if (!(planned > 0) || !(before > 0) || before > 90) continue;
    if (await page.locator(".dd-rep-photo", { hasText: "整改后" }).count()) continue; // something was put right there since
    assert.equal(await page.locator(".dd-rep-photo").count(), 0, "in an ordinary month nothing is said of photographs");
    await type(page, amount, String(planned));
    await type(page, "#f-fund_paid", String(Math.round(planned * 0.9)));
    await type(page, "#f-progress_percent", String(before + 1));
    await page.locator('details.dd-rep-row:has(#f-progress_text) summary').click();
    await type(page, "#f-progress_text", "二标段主体结构封顶，机电安装进场施工，外墙完成三分之一");
    if (await page.locator("fieldset.dd-note-amber, fieldset.dd-note-red").count()) continue; // asked about: no unremarkable one
    await Promise.all([page.waitForURL(/\/reports\/\d+$/), page.click(send)]);
    report = new URL(page.url()).pathname;
    break;
  }
  assert.ok(report, "one of the city's projects has an unremarkable month");
  const { typed_fields, fill_seconds } = await page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), report);
  assert.ok(typed_fields <= 4, `${typed_fields} fields were typed`);
  assert.ok(fill_seconds < 60, `it took ${fill_seconds} s`);
  await page.goto("/reports/due");
  await Promise.all([page.waitForURL("**/burden"), page.click('a[href="/burden"]')]);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await picture(page, "burden");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click('a[href^="/burden/export"]')]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  await page.setViewportSize(SIZES.phone);
  await page.goto("/burden");
  await noSidewaysScroll(page);
  noScriptFault(page);
});

test("a photograph is asked for at completion only, and two who write the same report see both", async () => {
  const one = await site.as("shenyang");
  const list = await forms(one);
  const form = list[list.length - 1];
  await permit(form);
  const other = await site.as("shenyang");
  await one.goto(form);
  await type(one, amount, "500");
  await other.goto(form);
  await type(other, amount, "600");
  await type(one, amount, "700"); // on what it was before the other one saved
  await one.locator(".dd-clash").waitFor();
  await noSeriousFault(one);
  assert.match(await one.locator(".dd-clash").innerText(), /600/);
  assert.equal((await one.inputValue(amount)).replace(",", ""), "700", "what was typed stays");
  await Promise.all([one.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()), one.click('input[name="pick.month_invest"][value="theirs"]')]);
  await one.waitForFunction((selector) => document.querySelector(selector).value.replace(",", "") === "600", amount);
  await one.goto(form);
  assert.equal((await one.inputValue(amount)).replace(",", ""), "600", "his figure was taken, not overwritten");

  await one.locator('details.dd-rep-row:has(#f-site_state) summary').click();
  await Promise.all([one.waitForResponse((answer) => answer.request().method() === "PUT"), one.selectOption("#f-site_state", "finished")]);
  await one.locator(".dd-rep-photo", { hasText: "竣工照片" }).waitFor();
  for (const page of [one, other]) noScriptFault(page);
});

test("a year's plan is proposed by month, adds up, and is adjusted beside its baseline", async () => {
  const page = await site.as("shenyang");
  await page.goto("/projects?stage=continued");
  const project = (await page.locator("table.dd-table tr:not(.dd-total) a[href^='/projects/']").first().getAttribute("href")).match(/\/projects\/\d+/)[0];
  await page.goto(`${project}/plans`);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  const year = (await page.locator("h2", { hasText: "年计划" }).first().innerText()).match(/\d{4}/)[0];
  await page.goto(`${project}/plans/${year}?total=1200`);
  await noSeriousFault(page);
  const months = await page.$$eval("[data-part-of-sum]", (inputs) => inputs.map((input) => Number(input.value.replace(/,/g, ""))));
  assert.equal(months.length, 12);
  assert.equal(months.reduce((a, b) => a + b, 0), 1200, "twelve months sum to the year");
  await page.fill('[name="m12"]', String(months[11] + 100));
  assert.equal(await page.locator("[data-sum-of]").innerText(), "1,300");
  const editions = await page.evaluate(async (at) => (await (await fetch(at)).text()).split("第").length, `${project}/plans`);
  if (await page.locator('[name="change_reason"]').count()) {
    await page.click("form.dd-plan .dd-btn-go");
    await page.locator(".dd-hint.dd-red, .dd-note-red").first().waitFor(); // not without a reason
    assert.equal(await page.inputValue('[name="m12"]'), String(months[11] + 100), "what was typed stays");
    await page.fill('[name="change_reason"]', "工期调整");
  }
  await Promise.all([page.waitForURL("**/plans"), page.click("form.dd-plan .dd-btn-go")]);
  assert.ok((await page.content()).split("第").length > editions, "the new edition stands beside the others");
  await page.locator("a.dd-btn", { hasText: "报送" }).first().waitFor();
  noScriptFault(page);
});

/** A form of the city's that nobody else in this file writes. */
async function aCityForm(at) {
  const page = await site.as("shenyang", { size: SIZES.phone });
  const form = (await forms(page)).at(at);
  await permit(form);
  await page.goto(form);
  const percent = Number(await page.inputValue("#f-progress_percent")) || 50;
  await type(page, amount, "330");
  await type(page, "#f-progress_percent", String(Math.min(99, percent + 3)));
  await explain(page);
  return { page, form };
}
const kept = (page, why) => page.locator(`[data-${why}]`).waitFor({ state: "visible" });
const reportsOf = (page, form) =>
  page.evaluate(async ([project, month]) => (await (await fetch(`/api/v1/reports?project=${project}&month=${month}`)).json()).items.map((r) => [r.month_invest, r.state]), form.match(/(\d+)\/reports\/(.+)/).slice(1));

test("the answer to the sending is lost on the way: it goes once, and the page finds that out by itself", async () => {
  const { page, form } = await aCityForm(-1);
  let lost = 0;
  await page.route(`**${form}`, async (route) => {
    if (route.request().method() !== "POST" || lost++) return route.continue();
    await route.fetch({ maxRedirects: 0 }); // arrives and is done
    await route.abort("connectionreset");
  });
  await page.fill(amount, "340");
  await page.click(send);
  await kept(page, "off");
  await page.waitForURL(/\/reports\/\d+$/, { timeout: 30_000 });
  assert.equal(lost, 2, "tried again by itself");
  const all = await reportsOf(page, form);
  assert.equal(all.length, 1);
  assert.equal(all[0][0], 3_400_000);
  assert.ok(!["draft", "returned"].includes(all[0][1]), "it is with the levels above");
  noScriptFault(page);
});

test("two windows with one report: what one has sent, the other does not overwrite, and says so", async () => {
  const { page, form } = await aCityForm(-2);
  const other = await page.context().newPage();
  await other.goto(form);
  await Promise.all([page.waitForURL(/\/reports\/\d+$/), page.click(send)]);
  await other.fill(amount, "999");
  await other.locator(amount).blur();
  await other.locator("#rep-general", { hasText: "已经报送" }).waitFor();
  assert.match(await other.locator("#rep-saved").innerText(), /未保存/);
  assert.equal(await other.inputValue(amount), "999", "what was typed is still there");
  await noSeriousFault(other);
  await other.goto(form);
  assert.match(other.url(), /\/reports\/\d+$/, "it is read, not typed");
  assert.deepEqual((await reportsOf(other, form)).map(([sum]) => sum), [3_300_000]);
});

test("signed out while typing: it is kept on the device, said so, and saved after signing in", async () => {
  const { page, form } = await aCityForm(-3);
  const session = await page.context().cookies();
  await page.context().clearCookies();
  await page.fill("#f-fund_paid", "211");
  await page.locator("#f-fund_paid").blur();
  await kept(page, "out");
  assert.match(await page.locator("[data-out] a").getAttribute("href"), /^\/sign-in\?next=/);
  await noSeriousFault(page);
  await page.context().addCookies(session);
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()), page.goto(form)]);
  await page.goto(form);
  assert.equal(await page.inputValue("#f-fund_paid"), "211");
});
