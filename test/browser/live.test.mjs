// The month, seen live: an owner reports on a telephone, county, city and province pass it on, and the cockpit in other browsers shows
// each time what is true within a second, without reload.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";

import { diaodu, newPage, noScriptFault, noSeriousFault, noSidewaysScroll, picture, program, province, signIn, SIZES } from "./harness.mjs";

const site = await province();
await diaodu(site.db, ["round"]);

const A_SECOND = 1000;
const get = (page, path) => page.evaluate(async (at) => (await fetch(at)).json(), `/api/v1${path}`);

/** An account for a body, as an administrator makes it; the first sign-in chooses the password. */
async function accountFor(login, role, body, options) {
  const child = spawn(program, ["--db", site.db, "user", "add", login, "--name", "经办人", "--role", role, "--body", body], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  child.stdin.end("First-Password-1\n");
  assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 0, said);
  const page = await newPage({ baseURL: site.url(""), ...options });
  await signIn(page, { name: login, password: "First-Password-1" });
  await page.fill('input[name="old"]', "First-Password-1");
  await page.fill('input[name="password"]', "My-Own-Secret-26");
  await page.fill('input[name="again"]', "My-Own-Secret-26");
  await Promise.all([page.waitForURL(/\/sign-in/), page.press('input[name="again"]', "Enter")]);
  await signIn(page, { name: login, password: "My-Own-Secret-26" });
  return page;
}

/** A project whose only open warning is that it is behind its plan, not yet answered, so that a cockpit shows it; whose owner has not reported this month. */
async function behindPlan(page, city) {
  const { items } = await get(page, `/warnings?city=${city}&state=new,acknowledged,handled&limit=100`);
  for (const w of items.filter(({ rule, state, owner, county }) => rule === "plan" && state === "new" && owner && county)) {
    if (items.filter(({ project }) => project === w.project).length > 1) continue;
    await page.goto(`/projects/${w.project}/reports`);
    const form = await page.locator("tr.is-now a.dd-btn").first().getAttribute("href").catch(() => null);
    const project = await get(page, `/projects/${w.project}`);
    const [body, [office]] = [await get(page, `/bodies/${w.owner}`), (await get(page, `/bodies?unit=${w.county}&kind=drc`)).items];
    if (form && Number(project.year_plan) > 0 && office) return { warning: w, project, form, owner: body.name, office: office.name };
  }
  assert.fail("no project of the city is only behind its plan");
}

/** Remembers when what an element says becomes something else than now; asked later by `seen`. */
const watch = (page, key) =>
  page.evaluate((selector) => {
    const now = () => document.querySelector(selector)?.textContent ?? null;
    const before = now();
    window.watched = new Promise((resolve) => {
      const look = () => now() !== before && resolve({ at: Date.now(), before, after: now() });
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => resolve({ at: Infinity, before, after: now() }), 15_000);
    });
  }, key);
const seen = (page) => page.evaluate(() => window.watched);

/** Clicks what posts; how long after the act was committed each page showed another text. */
async function within(page, button, watched) {
  for (const [watcher, key] of watched) await watch(watcher, key);
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.status() === 303);
  const done = answered.then(() => Date.now());
  await Promise.all([page.waitForURL((url) => !/reports\/\d{4}-\d\d$/.test(url.pathname)), answered, page.click(button)]);
  const shown = [];
  for (const [watcher, key] of watched) {
    const { at, before, after } = await seen(watcher);
    assert.ok(at - (await done) <= A_SECOND, `${key} on ${watcher.url()} shows another text ${at - (await done)} ms after the act, "${before}" then "${after}"`);
    shown.push({ before, after });
  }
  return shown;
}

/** Outside the days of the round a permission lets the project in at each level; inside it changes nothing. */
async function permit(drc, project, month) {
  for (const step of ["owner", "county", "city", "department"]) {
    await drc.goto("/late_grants/new");
    await drc.fill('[name="project"]', project);
    await drc.fill('[name="month"]', month);
    await drc.selectOption('[name="step"]', step);
    await drc.fill('[name="last_day"]', new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10));
    await drc.fill('[name="why"]', "测试期间准予补报");
    await Promise.all([drc.waitForURL(/\/late_grants\/\d+/), drc.locator("form[data-form] button.dd-btn-go").first().click()]);
  }
}

async function type(page, selector, value) {
  await page.fill(selector, value);
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), page.locator(selector).blur()]);
}

async function explain(page) {
  for (let i = 0; i < 10; i++) {
    const open = page.locator("fieldset.dd-note-amber").first();
    if (!(await open.count())) return;
    const ready = open.locator('input[type="radio"]').first();
    if (await ready.count()) {
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), ready.evaluate((it) => it.click())]);
    } else {
      await open.locator(".dd-input").fill("按合同节点计量，情况属实");
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), open.locator(".dd-input").blur()]);
    }
    await page.waitForTimeout(300);
  }
}

test("what a telephone reports and three levels pass is on the governor's screen within a second", async () => {
  const city = await site.as("shenyang");
  const drc = await site.as("drc");
  const { warning, project, form, owner, office } = await behindPlan(city, "2101");
  await permit(drc, warning.project, form.match(/\d{4}-\d\d$/)[0]);
  const phone = await accountFor("site.engineer", "owner", owner, { size: SIZES.phone });
  const county = await accountFor("county.officer", "county", office);

  const leader = await site.as("leader"); // the province, on a wall
  await leader.goto("/cockpit/wall");
  const local = await newPage({ baseURL: site.url("") }); // the county's own screen
  await signIn(local, { name: "county.officer", password: "My-Own-Secret-26" });
  await local.goto("/cockpit");
  const line = `[data-key="warn${warning.id}"]`;
  await local.locator(line).waitFor();
  for (const page of [leader, local]) await page.waitForFunction(() => !document.querySelector("[data-live-state].is-off"));
  const light = `[data-key="${warning.level}"]`;
  const loaded = await leader.evaluate(() => (window.loadedOnce = performance.timeOrigin));

  await phone.goto(form);
  await noSeriousFault(phone);
  await noSidewaysScroll(phone);
  const before = Number((await phone.inputValue("#f-progress_percent")) || 0);
  await type(phone, "#f-month_invest", String(Math.round(Number(project.year_plan) * 0.4 / 10000))); // more than it was behind
  await type(phone, "#f-progress_percent", String(Math.min(99, before + 12)));
  await explain(phone);
  const [sums, arrived] = await within(phone, 'button[value="send"]', [[leader, '[data-key="sum"]'], [local, "#ck-arrivals"]]);
  assert.notEqual(sums.before, sums.after);
  assert.match(arrived.after, new RegExp(project.name.slice(0, 4)), "it stands among what arrived");
  const report = new URL(phone.url()).pathname;

  assert.ok(await local.locator(line).count(), "sent is not accepted: the warning stands");
  for (const [page, to] of [[county, "county_passed"], [city, "city_passed"]]) {
    await page.goto(report);
    await Promise.all([page.waitForURL("**/reports/review"), page.click(`button[value="${to}"]`)]);
  }
  await drc.goto(report);
  const [lights, gone] = await within(drc, 'button[value="accepted"]', [[leader, light], [local, line]]);
  const count = (text) => Number(text.match(/\d+/)[0]);
  assert.equal(count(lights.after), count(lights.before) - 1, "one light less");
  assert.equal(gone.after, null, "the warning is cleared by the facts");
  assert.equal(await leader.evaluate(() => window.loadedOnce), loaded, "without reload");
  await phone.goto(report);
  assert.match(await phone.locator(".dd-bar").innerText(), /已通过/);
  for (const page of [phone, county, city, drc, leader, local]) noScriptFault(page);
});

test("the province on one screen is read at a desk, on a wall and on a telephone", async () => {
  const page = await site.as("leader");
  for (const [at, name] of [["/cockpit", "cockpit"], ["/cockpit/wall", "wall"]]) {
    await page.goto(at);
    await page.locator("#ck-totals").waitFor();
    await noSeriousFault(page);
    await picture(page, name);
  }
  await page.goto("/cockpit");
  for (const size of [SIZES.laptop, SIZES.desk]) {
    await page.setViewportSize(size);
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `it is longer than a screen of ${size.height}`);
  }
  await page.setViewportSize(SIZES.phone);
  await page.goto("/cockpit");
  await noSidewaysScroll(page);
  noScriptFault(page);
});

test("the map says what its colours mean, and cuts nothing off; the wall tells the time", async () => {
  const page = await site.as("leader", { size: SIZES.desk });
  await page.goto("/cockpit/wall");
  assert.match(await page.innerText("[data-clock]"), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  assert.match(await page.innerText("#ck-mapbox header"), /完成率 %/);
  for (const name of ["/cockpit/wall", "/cockpit"]) {
    await page.goto(name);
    const cut = await page.$$eval("#ck-mapbox svg", ([map]) => {
      const all = map.getBoundingClientRect();
      return [...map.querySelectorAll("text")].filter((t) => t.getBoundingClientRect().right > all.right || t.getBoundingClientRect().left < all.left).map((t) => t.textContent);
    });
    assert.deepEqual(cut, [], name);
    assert.equal(await page.locator("#ck-mapbox .is-scale").count(), 2);
  }
});

test("on a telephone the reports to review are cards, as wide as it", async () => {
  const page = await site.as("drc", { size: SIZES.phone });
  await page.goto("/reports/review");
  const table = page.locator(".dd-rep-todo");
  assert.ok(await table.locator("tbody tr").count(), "there is something to review");
  assert.ok(await table.evaluate((t) => t.scrollWidth <= t.clientWidth), "nothing is drawn sideways");
  const first = table.locator("tbody tr").first();
  for (const part of ['input[type="checkbox"]', "th a", ".dd-btn"]) assert.ok(await first.locator(part).first().isVisible(), part);
  await noSeriousFault(page);
});

test("a screen that nobody touches says that its line is cut, and is live again by itself", async () => {
  const leader = await site.as("leader");
  const page = await leader.context().newPage();
  const past = (seconds) => page.clock.runFor(seconds * 1000);
  await page.clock.install();
  await page.route("**/live/**", (route) => route.fulfill({ status: 502, body: "starting anew" }));
  await page.goto("/cockpit/wall");
  await past(6);
  await page.locator("[data-live-off]", { hasText: "数据截至" }).waitFor();
  assert.ok(await page.locator("[data-live-on]").isHidden(), "what is cut off is not called live");

  await page.route("**/account", (route) => route.fulfill({ status: 401, body: "" }));
  await past(11);
  await page.locator("[data-live-expired]").waitFor();

  await page.unroute("**/account");
  await page.unroute("**/live/**");
  await past(11);
  await page.locator("[data-live-on]").waitFor();
  for (const part of ["off", "expired"]) assert.ok(await page.locator(`[data-live-${part}]`).isHidden(), part);
  await page.close();
});
