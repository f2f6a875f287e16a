// Each office does its main work from the first page on, as its people would: leader, commission, lead department, city, county,
// owner, inspector, the three administrators.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { newPage, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, signIn, SIZES } from "./harness.mjs";

const site = await province({ projects: 300 });
const counted = (page) => page.waitForFunction(() => document.querySelector("#hits-all")?.dataset.n !== undefined);
const number = (words) => Number(words.replace(/[^\d.-]/g, ""));

async function send(page, form) {
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.click(form)]);
  return answer;
}

async function refused(page) {
  await noSeriousFault(page);
  return page.innerText("main");
}

test("the leader reads a sum, opens the list behind it, and a file in it", async () => {
  const page = await site.as("leader");
  await page.goto("/");
  const row = page.locator(".dd-landing-two tbody tr", { hasText: "沈阳市" }).first();
  const n = number(await row.locator("td").first().innerText());
  await row.locator("a").first().click();
  await page.waitForURL(/city=2101/);
  await counted(page);
  assert.equal(Number(await page.getAttribute("#hits-all", "data-n")), n, "the list holds what the figure counts");
  await page.locator("[data-rows] th a").first().click();
  await page.waitForURL(/\/projects\/\d+$/);
  assert.equal(await page.locator('main a[href$="/edit"].dd-btn-go').count(), 0, "a leader changes nothing");
  await noSeriousFault(page);
  noScriptFault(page);
});

test("the commission takes a project from the reserve into preparation: what is wanted is asked in the step", async () => {
  const page = await site.as("drc");
  await page.goto("/projects?stage=reserve&missing.max=0");
  await page.locator("[data-rows] th a").first().click();
  await page.waitForURL(/\/projects\/\d+$/);
  await page.click("#moves a:has-text('前期')");
  await page.waitForSelector("#move form");
  await noSeriousFault(page);
  if (await page.locator("#move .dd-note-amber").count()) {
    await page.click("#permits .dd-rows-add");
    await page.selectOption("#f-permits-item", "feasibility");
    await page.selectOption("#f-permits-state", "granted");
    await page.fill("#f-permits-doc_no", "辽发改〔2026〕88号");
    await page.fill("#f-permits-doc_date", "2026-11-10");
    await page.fill("#f-permits-doc_org", "辽宁省发展和改革委员会");
    await page.click("#permits .dd-row-foot button");
    await page.waitForSelector("#permits td:has-text('辽发改〔2026〕88号')");
    // the form of before still stands until the answer is there
    const [asked] = await Promise.all([page.waitForResponse((r) => r.url().includes("/move?to=")), page.click("#moves a:has-text('前期')")]);
    assert.equal(asked.status(), 200);
    await page.waitForFunction(() => !document.querySelector("#move .dd-note-amber"));
    await page.waitForSelector("#move form");
  }
  const said = { project_code: "2611-210102-04-01-777777", doc_no: "辽发改〔2026〕88号", doc_date: "2026-11-10", doc_org: "辽宁省发展和改革委员会" };
  for (const input of await page.locator("#move form [id^=f-]").all()) {
    const name = await input.getAttribute("name");
    if (await input.inputValue()) continue;
    if ((await input.evaluate((it) => it.tagName)) === "SELECT") await input.selectOption({ index: 1 });
    else await input.fill(said[name] ?? ((await input.getAttribute("inputmode")) ? "120" : "可行性研究报告已批复，正在办理用地手续"));
  }
  await picture(page, "step");
  await Promise.all([page.waitForNavigation(), page.click("#move .dd-row-foot button")]);
  assert.match(await page.innerText(".dd-steps .is-now"), /前期/);
  assert.match(await page.innerText("#recent, main"), /进入前期|前期/);
  await noSeriousFault(page);
  noScriptFault(page);
});

test("a lead department completes what its projects lack, and sees no other department's", async () => {
  const page = await site.as("energy");
  await page.goto("/projects?missing.min=1");
  await counted(page);
  const all = Number(await page.getAttribute("#hits-all", "data-n"));
  const mine = await page.locator("[data-rows] th a").first().getAttribute("href");
  await page.goto(`${mine}/edit`);
  await page.locator('[name="address"]').first().fill("产业园区一路 1 号");
  await Promise.all([page.waitForURL(new RegExp(`${mine}$`)), page.locator("form[data-form] button.dd-btn-go").first().click()]);
  assert.match(await page.innerText("main"), /产业园区一路 1 号/);
  const other = await site.as("industry");
  const answer = await other.goto(mine);
  assert.equal(answer.status(), 404);
  assert.ok(all > 0);
  noScriptFault(page);
});

test("a city works through what is due, from the first page", async () => {
  const page = await site.as("shenyang");
  await page.goto("/");
  const due = page.locator(".dd-tasks#finish li, .dd-tasks#start li").first();
  const name = (await due.locator("a").first().innerText()).trim();
  await due.locator("a.dd-btn").click();
  await page.waitForURL(/\/projects\/\d+/);
  assert.ok((await page.innerText("h1")).includes(name));
  await page.locator("#moves a").first().click();
  await page.waitForSelector("#move form");
  await page.click("#move .dd-row-foot button");
  await page.waitForSelector("#move [aria-invalid], #move .dd-note, #move .dd-note-red");
  await refused(page);
  noScriptFault(page);
});

test("a county enters a project of its own place and is refused another's", async () => {
  const page = await site.as("heping");
  await page.goto("/projects/new");
  await page.fill("#f-name", "和平区老旧供热管网改造工程");
  await page.fill("#f-content", "改造一级管网 12 公里，换热站 6 座");
  await page.fill("#f-total_invest", "18600");
  const places = await page.locator("#f-division option").allInnerTexts();
  await page.selectOption("#f-division", "210102");
  await picture(page, "form");
  await page.click(".dd-form-foot button");
  await page.waitForURL(/\/projects\/\d+$/);
  assert.match(await page.innerText("main"), /1\.9 *亿元/);
  assert.ok(places.length > 1);
  const outside = await page.goto("/projects?division=210203");
  assert.equal(outside.status(), 200);
  assert.equal(await page.locator("[data-rows] tr").count(), 0, "Dalian's projects are not theirs to see");
  noScriptFault(page);
});

test("an owner fills in its file on a telephone and sends a photograph", async () => {
  const page = await site.as("owner1", { size: SIZES.phone });
  await page.goto("/");
  await page.locator('.dd-tasks a.dd-q[href^="/projects/"]').last().click();
  await page.waitForURL(/\/projects\/\d+/);
  const file = new URL(page.url()).pathname;
  await page.goto(`${file}/edit`);
  await noSidewaysScroll(page);
  await page.locator('[name="contact_phone"]').first().fill("024-88886666");
  await Promise.all([page.waitForURL((url) => url.pathname === file), page.locator("form[data-form] button.dd-btn-go").first().click()]);
  await page.goto(`${file}/files`);
  if (!(await page.isVisible("form[data-upload]"))) await page.click(".dd-upload > summary");
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    canvas.getContext("2d").fillRect(0, 0, 640, 480);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  await page.setInputFiles("input[name=file] >> nth=0", [{ name: "现场.jpg", mimeType: "image/jpeg", buffer: Buffer.from(data, "base64") }]);
  await page.click("form[data-upload] button");
  await page.waitForSelector("text=现场");
  await noSidewaysScroll(page);
  await noSeriousFault(page);
  noScriptFault(page);
});

test("an inspector reads the history of a file that the commission took back, and changes nothing", async () => {
  const drc = await site.as("drc");
  await drc.goto("/projects/new");
  await drc.fill("#f-name", "误录入的重复项目");
  await drc.fill("#f-content", "误录入");
  await drc.fill("#f-total_invest", "20000");
  await drc.selectOption("#f-division", "210102");
  await drc.click(".dd-form-foot button");
  await drc.waitForURL(/\/projects\/\d+$/);
  const file = new URL(drc.url()).pathname;
  await drc.click(".dd-danger > summary");
  await drc.fill('.dd-danger input[name="reason"]', "重复录入，以原档为准");
  await Promise.all([drc.waitForNavigation(), drc.click(".dd-danger button")]);
  const page = await site.as("inspector");
  await page.goto(`${file}/history`);
  assert.match(await page.innerText("main"), /重复录入，以原档为准/);
  await noSeriousFault(page);
  await page.goto(file);
  assert.equal(await page.locator("#moves a, .dd-rows-add").count(), 0);
  noScriptFault(page);
});

test("an account is made by one, granted by another, and its owner must choose a password", async () => {
  const admin = await site.as("admin");
  await admin.goto("/accounts/new");
  await admin.fill("#f-login", "zhang.san");
  await admin.fill("#f-name", "张三");
  await admin.fill("#f-body", "沈阳市和平区发展和改革局");
  await Promise.all([admin.waitForURL(/\/accounts\/\d+$/), admin.locator("form[data-form] button.dd-btn-go").first().click()]);
  const at = new URL(admin.url()).pathname;
  assert.equal(await admin.locator('select[name="role"]').count(), 0, "who makes accounts gives no roles");

  const security = await site.as("security");
  await security.goto(at);
  await security.selectOption('select[name="role"]', "county");
  await Promise.all([security.waitForNavigation(), security.click('form[action$="/grant"] button')]);
  await security.fill('form[action$="/password"] input[name="password"]', "First-Password-1");
  await Promise.all([security.waitForNavigation(), security.click('form[action$="/password"] button')]);
  const enable = security.locator('form[action$="/enable"] button');
  if (await enable.count()) await Promise.all([security.waitForNavigation(), enable.click()]);
  await noSeriousFault(security);

  const page = await newPage({ baseURL: site.url("") });
  await signIn(page, { name: "zhang.san", password: "First-Password-1" });
  await page.goto("/projects");
  assert.match(page.url(), /\/account\/password/, "nothing before the password is changed");
  await page.fill('input[name="old"]', "First-Password-1");
  await page.fill('input[name="password"]', "My-Own-Secret-26");
  await page.fill('input[name="again"]', "My-Own-Secret-26");
  await noSeriousFault(page);
  await Promise.all([page.waitForURL(/\/sign-in/), page.press('input[name="again"]', "Enter")]);
  await signIn(page, { name: "zhang.san", password: "My-Own-Secret-26" }); // every session ends with the old password
  await page.goto("/projects");
  await counted(page);
  assert.ok(Number(await page.getAttribute("#hits-all", "data-n")) > 0);
  noScriptFault(page);
});

/** The six digits of RFC 6238 that a telephone with this key shows, `steps` half minutes from now. */
function digitsOf(key, steps = 0) {
  const bits = [...key].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", bytes).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a telephone becomes the second factor, is asked for, and is taken off when it is lost", async () => {
  const page = await site.as("huanren");
  await page.goto("/account/second");
  await page.click('form[action$="/begin"] button');
  await page.waitForSelector(".dd-qr");
  await noSeriousFault(page);
  await picture(page, "second-factor");
  const key = await page.innerText(".dd-secret");
  await page.fill('input[name="code"]', "000000");
  await page.click('form[action$="/confirm"] button');
  await page.waitForSelector('[role="alert"]');
  const first = digitsOf(key);
  await page.fill('input[name="code"]', first);
  await page.click('form[action$="/confirm"] button');
  await page.waitForSelector('form[action$="/end"]');

  const again = await newPage({ baseURL: site.url(""), size: SIZES.phone });
  await again.goto("/sign-in?next=/projects");
  await again.fill('input[name="login"]', "huanren");
  await again.fill('input[name="password"]', site.accounts.huanren.password);
  await again.press('input[name="password"]', "Enter");
  await again.waitForSelector('input[name="code"]');
  await noSeriousFault(again);
  await noSidewaysScroll(again);
  await again.fill('input[name="code"]', first);
  await again.press('input[name="code"]', "Enter");
  await again.waitForSelector('.dd-note-red[role="alert"]:has-text("同一个口令只能用一次")');
  await again.fill('input[name="code"]', digitsOf(key, 1)); // the next half minute's: a telephone's clock may be ahead
  await again.press('input[name="code"]', "Enter");
  await again.waitForURL(/\/projects$/);

  const security = await site.as("security");
  await security.goto("/accounts?login=huanren");
  await security.locator("[data-rows] th a").first().click();
  await security.fill('form[action$="/second"] input[name="reason"]', "手机丢失");
  await security.click('form[action$="/second"] button');
  await security.waitForFunction(() => !document.querySelector('form[action$="/second"]'));
  await again.goto("/projects");
  assert.match(again.url(), /\/sign-in/, "what was open has ended");
  await signIn(again, site.accounts.huanren);
  noScriptFault(again);
});

test("the auditor finds the grant in the log, checks the chain, and takes the log along", async () => {
  const page = await site.as("auditor");
  await page.goto("/audit");
  await noSeriousFault(page);
  await picture(page, "audit");
  await page.selectOption('select[name="act"]', "account.grant");
  await page.locator('form:has(select[name="act"]) button').first().click();
  await page.waitForURL(/act=account\.grant/);
  assert.match(await page.innerText("tbody"), /security/);
  const answer = await send(page, 'form[action="/audit/verify"] button');
  assert.ok(answer.status() < 400);
  assert.match(await page.innerText("main"), /完整无改动/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click('main a[href^="/audit/export"]')]);
  assert.match(readFileSync(await file.path()).toString(), /account\.grant|授予角色/);
  noScriptFault(page);
});
