// The cockpit's figures: each opens what adds up to it, with the page's own filters; a past month stands as it was known when its round closed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { diaodu, noScriptFault, noSeriousFault, noSidewaysScroll, province, SIZES } from "./harness.mjs";

const site = await province();

/** Follows every link of the page to what stands behind a figure, through all its pages; those of which the rows come to something else. */
const differing = (page) => page.evaluate(async () => {
  const figure = (said) => Number(said.replace(/,/g, "").replace("−", "-").replace("–", "0"));
  const read = async (href) => new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
  const links = [...document.querySelectorAll('.ck a[href*="/cockpit/behind"]')].map((a) => [a.getAttribute("href"), a.textContent]);
  const wrong = [];
  for (const [href, said] of new Map(links)) {
    let sum, rows = 0, total = 0;
    for (let next = href; next;) {
      const doc = await read(next), lines = [...doc.querySelectorAll("table.dd-table tbody tr")];
      sum ??= doc.querySelector(".dd-note b")?.textContent;
      rows += lines.length;
      for (const line of lines) total += sum === undefined ? 0 : figure(line.children[href.includes("show=plan") ? 3 : 4].textContent);
      next = doc.querySelector('a[href*="&after="]')?.getAttribute("href");
    }
    const light = /show=(red|yellow)/.test(href);
    if (light ? Number(said.match(/\d+/)[0]) !== rows : Math.abs(figure(sum) - total) > 0.001) wrong.push([href, said, sum, total, rows]);
  }
  return { links: links.length, wrong };
});

const inYi = (page) => page.locator("#ck-totals .ck-hero a b").first().innerText().then(Number);

test("every figure opens the reports, plans and warnings that add up to it, for each filter and for the past", async () => {
  const lastYear = new Date().getFullYear() - 1;
  for (const [account, filters] of [["leader", ["", "?list=central", `?year=${lastYear}&month=${lastYear}-10&works=energy`, "?region=2101&list=big"]],
    ["energy", ["", `?year=${lastYear}&month=${lastYear}-09&list=big&region=2101`]], ["shenyang", [`?year=${lastYear}&month=${lastYear}-12`]]]) {
    const page = await site.as(account);
    for (const filter of filters) {
      await page.goto(`/cockpit${filter}`);
      const { links, wrong } = await differing(page);
      assert.deepEqual(wrong, [], `${account} ${filter}`);
      assert.ok(links >= 8, `${account} ${filter}: ${links} figures open something`);
    }
    noScriptFault(page);
  }
});

test("warnings and arrivals are those of the chosen place and work, and the third list is there", async () => {
  const page = await site.as("leader");
  await page.goto("/cockpit");
  const lists = await page.locator("#ck-totals .ck-list h2").allInnerTexts();
  assert.deepEqual(lists, ["重大工程清单", "亿元以上清单", "中央资金清单"]);
  await page.goto("/cockpit?region=2102");
  for (const city of await page.locator("#ck-warnings .dd-lab").allInnerTexts()) assert.equal(city, "大连市");
  assert.match(await page.locator("#ck-warnings header a").getAttribute("href"), /city=2102/);
  assert.match(await page.locator("#ck-places tbody th a").first().getAttribute("href"), /^\/projects\?county=2102/);
});

test("the lights behind the figure say what is so today, and on a telephone each is a card", async () => {
  const page = await site.as("leader", { size: SIZES.phone });
  await page.goto("/cockpit");
  const said = await page.locator("#ck-totals .dd-light-red").innerText();
  await page.goto("/cockpit/behind?show=red");
  assert.equal((await page.locator(".dd-note").innerText()).match(/\d+/)[0], said.match(/\d+/)[0], "as many as the cockpit says");
  const reasons = await page.locator("td.t a").evaluateAll((links) => links.map((a) => [a.getAttribute("href"), a.textContent]));
  const kept = await page.evaluate((list) => Promise.all(list.map(async ([href]) => (await (await fetch(`/api/v1${href}`)).json()).reason_zh)), reasons);
  assert.deepEqual(reasons.map(([, reason]) => reason), kept, "nothing freezes at the day the light came on");
  for (const label of ["地区", "预警原因", "自何时", "办理期限"]) assert.ok(await page.locator(`tbody tr:first-child td[data-label="${label}"]`).isVisible());
  const box = await page.locator("tbody tr:first-child td.t").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, "the reason is within the screen");
  for (const show of ["red", "done"]) {
    await page.goto(`/cockpit/behind?show=${show}`);
    await noSidewaysScroll(page);
    await noSeriousFault(page);
  }
  noScriptFault(page);
});

test("a closed month is shown as it was known at its close; a correction since then is said beside it", async () => {
  const city = await site.as("shenyang"), page = await site.as("leader");
  const at = new Date();
  at.setMonth(at.getMonth() - 4, 1);
  const month = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`, address = `/cockpit?year=${at.getFullYear()}&month=${month}&region=2101`;
  await page.goto(address);
  assert.equal(await page.locator("[data-live]").count(), 0, "the past does not change by itself");
  const before = await inYi(page);
  const { items } = await page.evaluate(async (m) => (await fetch(`/api/v1/reports?month=${m}&city=2101&state=accepted&limit=50`)).json(), month);
  const old = items.find((r) => r.month_invest > 0);
  const token = (await diaodu(site.db, ["token", "create", "shenyang"])).stdout.trim().split(/\s+/).pop();
  const made = await fetch(site.url("/api/v1/reports"), { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ project: old.project, month, month_invest: Number(old.month_invest) + 300_000_000, progress_percent: old.progress_percent,
    progress_text: "设备集中到货并完成安装，主体结构封顶。", site_state: "working", change_reason: "漏报设备购置款" }) });
  assert.equal(made.status, 201, await made.text());
  await city.goto(`/projects/${old.project}/reports/${month}`);
  for (let i = 0; i < 12; i++) {
    const open = city.locator("fieldset.dd-note-amber").first();
    if (!(await open.count())) break;
    const ready = open.locator('input[type="radio"]').first();
    const saved = city.waitForResponse((answer) => answer.request().method() === "PUT");
    if (await ready.count()) await ready.evaluate((it) => it.click());
    else {
      await open.locator(".dd-input").fill("按合同节点计量，情况属实");
      await open.locator(".dd-input").blur();
    }
    await saved;
    await city.waitForTimeout(200);
  }
  await Promise.all([city.waitForURL((url) => !/reports\/\d{4}-\d\d$/.test(url.pathname)), city.click('button[value="send"]')]);

  await page.goto(address);
  assert.equal(await inYi(page), before, "what was known at the close stays");
  assert.match(await page.locator(".ck-then").innerText(), /关账时所知；此后变动 .*亿/);
  const starts = page.locator("#ck-mapbox .dd-seg a", { hasText: "开工率" });
  assert.equal(await starts.count(), 0, "starts are known as of now only");
  const told = await page.evaluate(async (at) => (await fetch(at)).json(), address.replace("/cockpit?", "/api/v1/cockpit?"));
  assert.ok(Math.abs(told.done / 1e8 - before) < 0.06, "the API tells the same");
  assert.ok(told.known_at, "and of when it is");
  for (const parts of [told.months, told.places]) assert.equal(parts.reduce((sum, { done }) => sum + (done ?? 0), 0), told.done);
  assert.match(await page.locator("#ck-arrivals").innerText(), /关账后变动[\s\S]*\+30,000/);
  assert.deepEqual((await differing(page)).wrong, []);
  await noSeriousFault(page);
  await page.click(".ck-then a");
  assert.match(page.url(), /known=now/);
  assert.equal(await starts.count(), 1);
  assert.ok(Math.abs((await inYi(page)) - before - 3) < 0.11, "as known now it counts");
  await page.goto(address.replace("/cockpit?", "/cockpit/behind?") + "&show=done");
  await noSeriousFault(page);
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  noScriptFault(page);
});
