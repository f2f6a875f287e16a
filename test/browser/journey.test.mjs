// What people do with the ground of the platform, from end to end: a file opened, found by initials, filtered, kept as a view,
// changed by two at once, exported; on a telephone, with the keyboard alone, without script, in English.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { newPage, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, signIn, SIZES } from "./harness.mjs";

const site = await province();

/** Waits until the totals of the list have come. */
const counted = (page) => page.waitForFunction(() => document.querySelector("#hits-all")?.dataset.n !== undefined);

async function openProject(page, name, more = {}) {
  await page.goto("/projects/new");
  const fields = { name, content: "建设 2 台机组", total_invest: "41234", division: "210522", stage: "planned", ...more };
  for (const [field, value] of Object.entries(fields)) {
    const input = page.locator(`[name="${field}"]:visible`).first();
    if ((await input.evaluate((it) => it.tagName)) === "SELECT") await input.selectOption(value);
    else await input.fill(value);
  }
  await Promise.all([page.waitForURL(/\/projects\/\d+/), page.locator("form[data-form] button.dd-btn-go").first().click()]);
  return page.url().match(/\/projects\/(\d+)/)[1];
}

test("a file is opened and found by pinyin initials, as one types", async () => {
  const page = await site.as("huanren");
  await openProject(page, "桓仁县调兵河抽水蓄能电站");
  await page.keyboard.press("Escape");
  await page.locator("h1").first().click();
  await page.keyboard.press("/");
  await page.keyboard.type("hrxdbh"); // 调 is read diào here
  const hit = page.locator("#found a.dd-hit", { hasText: "调兵河" });
  await hit.waitFor();
  await noSeriousFault(page);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getAttribute("#find", "aria-activedescendant"), await hit.getAttribute("id"));
  await Promise.all([page.waitForURL(/\/projects\/\d+/), page.keyboard.press("Enter")]);
  noScriptFault(page);
});

test("the palette leads to pages, acts and files by a few letters", async () => {
  const page = await site.as("drc");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog.dd-palette[open]");
  await noSeriousFault(page);
  await page.keyboard.type("登记人员");
  await page.waitForTimeout(250);
  await Promise.all([page.waitForURL(/\/people\/new/), page.keyboard.press("Enter")]);
  noScriptFault(page);
});

test("a list is filtered in chips, kept as a view, ordered by columns of one's own", async () => {
  const page = await site.as("drc");
  await page.goto("/projects");
  await counted(page);
  const all = await page.getAttribute("#hits-all", "data-n");
  await page.click('summary:has-text("项目阶段")');
  await page.check('input[name="stage"][value="continued"]');
  await page.check('input[name="stage"][value="new_start"]');
  await page.click('details[open] button:has-text("筛选")');
  await counted(page);
  assert.match(page.url(), /stage=(new_start%2Ccontinued|continued%2Cnew_start)/);
  assert.ok(Number(await page.getAttribute("#hits-all", "data-n")) < Number(all));
  await page.click("summary.is-add");
  await page.click('.dd-add a:text-is("总投资")');
  await page.fill('input[name="total_invest.least"]', "2");
  await page.click('details[open] button:has-text("筛选")');
  await page.waitForURL(/total_invest\.min=200000000/);
  await page.waitForSelector('.dd-chip.is-on:has-text("2亿元"), .dd-chip.is-on:has-text("2 亿元")');
  await picture(page, "list");
  // columns: the last chosen one goes to the front by the keyboard
  await page.click('.dd-right > summary:has-text("列")');
  const grip = page.locator('li:has(input[value="project_code"]) [data-grip]');
  await grip.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowUp");
  await page.click(".dd-columns button.dd-btn-go");
  await page.waitForURL(/columns=project_code/);
  assert.equal((await page.locator("thead th").nth(1).innerText()).trim(), "项目统一代码");
  // a view keeps all of it
  await page.click('summary:has-text("存为视图")');
  await page.fill('.dd-views input[name="name"]', "在建大项目");
  await page.click(".dd-views details[open] button.dd-btn-go");
  await page.waitForSelector('a[aria-current="page"]:has-text("在建大项目")');
  await page.goto("/projects");
  await page.click('.dd-views a:has-text("在建大项目")');
  await page.waitForURL(/view=\d+/);
  assert.equal((await page.locator("thead th").nth(1).innerText()).trim(), "项目统一代码");
  await noSeriousFault(page);
  noScriptFault(page);
});

test("rows are chosen, summed, changed together and exported", async () => {
  const page = await site.as("drc");
  await page.goto("/projects?stage=preliminary&limit=5");
  await counted(page);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  assert.equal(await page.innerText("[data-count]"), "2");
  assert.match(await page.innerText("[data-sums]"), /总投资 [\d,.]+ 亿元/);
  await picture(page, "list-chosen");
  await noSeriousFault(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click('.dd-bulk button:has-text("导出")')]);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
  await page.check("[data-all]");
  await page.click("[data-whole]");
  await page.click('.dd-bulk button:has-text("批量修改")');
  await page.waitForURL(/\/projects\/bulk/);
  const n = Number((await page.innerText("section h2")).replace(/\D/g, ""));
  assert.ok(n > 5, "all that fit, not the page");
  await page.selectOption('select[name="field"]', "sector");
  await page.waitForSelector("#f-sector");
  await picture(page, "bulk");
  await page.selectOption("#f-sector", "energy");
  await page.click(`button:has-text("把 ${n} 项")`);
  await page.waitForURL(/\/projects\?/);
  await page.goto("/projects?stage=preliminary&sector=energy");
  await counted(page);
  assert.equal(Number(await page.getAttribute("#hits-all", "data-n")), n);
  noScriptFault(page);
});

test("two people change one file: the second is told what the first did, and merges", async () => {
  const first = await site.as("drc");
  const key = await openProject(first, "桓仁县双人修改试验工程");
  const second = await site.as("huanren");
  await Promise.all([first.goto(`/projects/${key}/edit`), second.goto(`/projects/${key}/edit`)]);
  await first.locator('[name="content"]').first().fill("建设 4 台机组");
  await first.locator('[name="total_invest"]').first().fill("50000");
  await Promise.all([first.waitForURL(new RegExp(`/projects/${key}$`)), first.locator("form[data-form] button.dd-btn-go").first().click()]);
  await second.locator('[name="content"]').first().fill("建设 3 台机组");
  await second.locator("form[data-form] button.dd-btn-go").first().click();
  await second.waitForSelector("text=建设 4 台机组");
  assert.equal(await second.locator('[name="content"]').first().inputValue(), "建设 3 台机组");
  await noSeriousFault(second);
  await picture(second, "clash");
  await Promise.all([second.waitForURL(new RegExp(`/projects/${key}$`)), second.locator("form[data-form] button.dd-btn-go").first().click()]);
  const shown = await second.innerText("main");
  assert.match(shown, /建设 3 台机组/);
  assert.match(shown, /50,000/); // what only the first changed is kept
});

test("what is typed stays when the network or the session is gone", async () => {
  const page = await site.as("huanren");
  const key = await openProject(page, "桓仁县断网试验工程");
  await page.goto(`/projects/${key}/edit`);
  await page.locator('[name="content"]').first().fill("断网时填的");
  await page.context().setOffline(true);
  await page.locator("form[data-form] button.dd-btn-go").first().click();
  await page.waitForSelector("#toast:has-text('网络断了')");
  assert.equal(await page.locator('[name="content"]').first().inputValue(), "断网时填的");
  await page.context().setOffline(false);
  // the session ends elsewhere; an old page asks before it sends
  await page.evaluate(() => (window.diaoduStale = 0));
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.locator("form[data-form] button.dd-btn-go").first().click();
  await page.waitForSelector("#toast:has-text('登录已到期') a[target=_blank]");
  await page.context().addCookies(cookies);
  const other = await page.context().newPage();
  await other.goto(site.url("/account"));
  await other.close();
  await Promise.all([page.waitForURL(new RegExp(`/projects/${key}$`)), page.locator("form[data-form] button.dd-btn-go").first().click()]);
  assert.match(await page.innerText("main"), /断网时填的/);
});

test("on a telephone every kind of page is read without scrolling sideways", async () => {
  const page = await site.as("huanren", { size: SIZES.phone });
  await page.goto("/projects");
  const file = await page.locator("[data-rows] a").first().getAttribute("href");
  for (const path of ["/", "/projects", "/projects?add=total_invest", file, `${file}/edit`, `${file}/history`, "/projects/new", "/people", "/bodies", "/account", "/search?q=桓仁", "/help"]) {
    await page.goto(path);
    await noSidewaysScroll(page);
    await noSeriousFault(page);
  }
  assert.ok(await page.locator(".dd-who > summary").isVisible());
  noScriptFault(page);
});

test("without script the list is filtered, a view kept, many changed, and paged", async () => {
  const page = await newPage({ baseURL: site.url(""), javaScript: false });
  await signIn(page, site.accounts.drc);
  await page.goto("/projects?limit=5");
  await page.click('a[rel="next"]');
  assert.match(await page.innerText(".dd-foot"), /第 6–10 行/);
  await page.click('a[rel="prev"]');
  assert.match(await page.innerText(".dd-foot"), /第 1–5 行/);
  await page.click('summary:has-text("项目领域")');
  await page.click("details[open] .dd-pop a"); // what script asks for, a link leads to
  await page.check('input[name="sector"][value="transport"]');
  await page.click('details[open] button:has-text("筛选")');
  assert.match(page.url(), /sector=transport/);
  await page.check('[data-rows] input[name="id"] >> nth=0');
  await page.click('.dd-bulk button:has-text("批量修改")');
  await page.selectOption('select[name="field"]', "park");
  await page.click('button:has-text("选定")');
  await page.fill("#f-park", "示范园区");
  await page.click('button:has-text("把 1 项")');
  assert.match(page.url(), /\/projects\?/);
  await page.goto("/projects?park.has=示范园区");
  assert.equal(await page.locator("[data-rows] tr").count(), 1);
});

test("with the keyboard alone one comes from signing in to a saved change", async () => {
  const page = await newPage({ baseURL: site.url("") });
  await page.goto("/sign-in");
  await page.waitForSelector('input[name="login"]:focus'); // given with the first frame, which may come behind the load
  await page.keyboard.type("drc");
  await page.keyboard.press("Tab");
  await page.keyboard.type(site.accounts.drc.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("h1:has-text('今天要做的')");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "dd-skip");
  await page.goto("/projects");
  await counted(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects\/\d+/);
  const edit = page.locator('main a[href$="/edit"]').first();
  for (let i = 0; i < 60 && !(await edit.evaluate((it) => it === document.activeElement)); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/edit$/);
});

test("pages of every kind in English, at three sizes, for the manual", async () => {
  const pages = { county: ["huanren", "/"], leader: ["leader", "/"], owner: ["owner1", "/"], admin: ["admin", "/"], auditor: ["auditor", "/"] };
  for (const [name, [account, path]] of Object.entries(pages)) {
    const page = await site.as(account);
    await page.goto(path);
    await noSeriousFault(page);
    await picture(page, `landing-${name}`);
    await page.context().addCookies([{ name: "dd_lang", value: "en", url: site.url("") }]);
    await page.goto(path);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    const left = (await page.innerText(".dd-landing-main")).match(/[没今项][\u4e00-\u9fff]{3,}：/g);
    assert.equal(left, null, "Chinese words of the interface are left in English");
    await noSidewaysScroll(page);
    await page.context().close();
  }
  const page = await site.as("drc");
  await page.goto("/projects");
  await page.locator("[data-rows] a").first().click();
  await picture(page, "project");
  await page.goto("/projects/99");
  assert.match(await page.innerText("main"), /编号/);
  await page.goto("/audit");
  assert.match(await page.innerText("main"), /安全管理员/);
  await noSeriousFault(page);
});
