// The reserve: the most mature projects, what one still lacks, and the way to mend it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province();

test("the reserve shows what is ready, and a file says what it lacks and where to mend it", async () => {
  const page = await site.as("drc");
  await page.goto("/reserve");
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await picture(page, "reserve");
  const scores = await page.$$eval("section:last-of-type tbody td:nth-child(4)", (cells) => cells.map((cell) => Number(cell.innerText)));
  assert.ok(scores.length > 5);
  assert.deepEqual(scores, [...scores].sort((a, b) => b - a), "the most mature stand first");
  await Promise.all([page.waitForURL(/stage=planned/), page.locator("a", { hasText: "项目列表" }).first().click()]);
  await page.goBack();
  await Promise.all([page.waitForURL(/\/maturity$/), page.locator("section:last-of-type tbody a").last().click()]);
  await noSeriousFault(page);
  await picture(page, "maturity");
  const rows = await page.$$eval(".rs-items tbody tr", (lines) => lines.map((line) => [Number(line.cells[1].innerText), line.innerText.includes("已具备")]));
  const met = rows.filter(([, there]) => there).reduce((sum, [points]) => sum + points, 0);
  assert.match(await page.locator("section header strong").innerText(), new RegExp(`^${met}分$`), "the score is the sum of what is there");
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/maturity")), page.locator(".rs-items a").first().click()]);
  await page.setViewportSize(SIZES.phone);
  for (const at of ["/reserve", "/reserve?unit=2101"]) {
    await page.goto(at);
    await noSeriousFault(page);
    await noSidewaysScroll(page);
  }
  noScriptFault(page);
});

// The API as whoever is signed in on the page.
const send = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const answer = await fetch(`/api/v1/${p}`, { method: m, body: JSON.stringify(b),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content } });
  return { status: answer.status, body: await answer.json() };
}, [method, path, body]);
const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);
const moved = (page) => Promise.all([page.waitForNavigation(), page.click(".dd-row-foot button")]);

test("a project applies to the reserve, is returned, checked, refused while incomplete, and admitted", async () => {
  const county = await site.as("heping");
  await county.goto("/projects");
  const person = (await read(county, "people?limit=1")).items[0].id, body = (await read(county, "bodies?limit=1")).items[0].id;
  const made = await send(county, "POST", "projects", { name: "和平区南湖片区供热管网更新工程", division: "210102", content: "更新一级管网18公里", total_invest: 60000000,
    stage: "planned", works: "energy", owner_name: "沈阳和平供热有限公司" });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const file = `/projects/${made.body.id}`;

  // the stage itself cannot be stepped any more; the file leads to the application
  await county.goto(file);
  assert.equal(await county.locator(".dd-pf-moves a:has-text('转入储备')").count(), 0);
  await county.goto(`${file}/maturity`);
  await noSeriousFault(county);
  assert.match(await county.locator("#admission").innerText(), /入库还缺 \d+ 项/);
  await county.fill("#admission textarea[name=why]", "管网运行超过25年，列入城市更新计划，资金以地方财政和企业自筹为主。");
  await Promise.all([county.waitForNavigation(), county.click("#admission button:has-text('申请入库')")]);
  await county.waitForURL(/\/maturity$/);
  assert.match(await county.locator("#admission").innerText(), /已提出[\s\S]*待“市”办理/);

  // the city: among what waits for it; returned with a reason, proposed again, checked
  const city = await site.as("shenyang");
  await city.goto("/reserve");
  await noSeriousFault(city);
  await picture(city, "reserve-applications");
  await city.click("#admissions a:has-text('南湖片区供热管网')");
  await city.waitForURL(/\/admissions\/\d+$/);
  await noSeriousFault(city);
  const application = new URL(city.url()).pathname;
  await city.click(".ls-moves a:has-text('退回')");
  await city.fill("[name=reason]", "请说明建设期间的供热保障");
  await moved(city);
  await county.goto("/reserve");
  assert.match(await county.locator("#admissions").innerText(), /重新申请/);
  await county.goto(`${file}/maturity`);
  assert.match(await county.locator("#admission").innerText(), /请说明建设期间的供热保障/);
  await county.click("#admission a:has-text('重新申请')");
  await moved(county);
  await city.goto(application);
  await city.click(".ls-moves a:has-text('审核通过')");
  await city.fill("[name=opinion]", "符合城市更新计划，同意。");
  await moved(city);

  assert.equal(await city.locator(".dd-file-head a:has-text('修改')").count(), 0, "what is checked is no longer changed, and not offered for it");
  assert.equal((await city.goto(`${application}/edit`)).status(), 409);
  await city.goto(application);

  // completeness is forced here, and what is missing is one click away
  await city.click(".ls-moves a:has-text('准予入库')");
  await Promise.all([city.waitForResponse((answer) => answer.request().method() === "POST"), city.click(".dd-row-foot button")]);
  await city.waitForSelector("text=补齐后才能入库");
  assert.ok((await city.locator(".rs-lacks a").count()) > 5);
  await noSeriousFault(city);
  for (const [kind, row] of [["fund_sources", { kind: "own", amount: 60000000 }], ["capacities", { name: "供热管网", amount: 18, unit: "公里" }],
    ["milestones", { name: "开工", planned: "2027-04-15" }]]) {
    assert.equal((await send(county, "POST", kind, { project: made.body.id, ...row })).status, 201, kind);
  }
  const now = await read(county, `projects/${made.body.id}`);
  const filled = await send(county, "PATCH", `projects/${made.body.id}`, { version: now.version, address: "南湖街道", owner_kind: "soe_local", industry: "4430", sector: "urban",
    build_kind: "renovation", invest_kind: "enterprise", year_plan: 20000000, start_plan: "2027-04", finish_plan: "2028-10", contact: "王五", contact_phone: "024-23456789",
    responsible_body: body, leader_in_charge: person, responsible_person: person });
  assert.equal(filled.status, 200, JSON.stringify(filled.body));
  await city.goto(application);
  assert.match(await city.locator(".rs-lacks").innerText(), /资料已齐/);
  await city.click(".ls-moves a:has-text('准予入库')");
  await moved(city);
  assert.equal((await read(county, `projects/${made.body.id}`)).stage, "reserve");
  await county.goto(`${file}/maturity`);
  assert.match(await county.locator("#admission").innerText(), /已入库/);
  await county.setViewportSize(SIZES.phone);
  for (const at of [`${file}/maturity`, application, "/reserve", "/admissions"]) {
    await county.goto(at);
    await noSeriousFault(county);
    await noSidewaysScroll(county);
  }
  noScriptFault(county);
  noScriptFault(city);
});
