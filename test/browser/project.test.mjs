// A project file as a person works on it: a new file with its place set on the map, rows added in place, two editors at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { noScriptFault, noSeriousFault, noSidewaysScroll, province, SIZES } from "./harness.mjs";

const site = await province();

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`#f-${name}`, value);
}

async function newFile(page, name) {
  await page.goto("/projects/new");
  await fill(page, { name, content: "建设厂房 2 万平方米", total_invest: "12000" });
  await page.selectOption("#f-division", "210102");
}

test("a file is opened, its place set by a click on the map, a row added in place", async () => {
  const page = await site.as("drc");
  await newFile(page, "浏览器测试项目");
  assert.equal(await page.inputValue("#f-stage"), "planned");
  assert.match(await page.locator("#f-total_invest ~ .dd-money").innerText(), /1\.2 亿元/);
  await page.locator("details.dd-more", { has: page.locator("#f-lon") }).locator("> summary").click();
  await page.locator("[data-pick] svg").click();
  const lon = Number(await page.inputValue("#f-lon"));
  assert.ok(lon > 122 && lon < 124.5, `the map is at the place's city: ${lon}`);
  await noSeriousFault(page);
  await page.click(".dd-form-foot button");
  await page.waitForURL(/\/projects\/\d+$/);
  assert.match(await page.locator("#lacks").innerText(), /资金来源/);
  await page.click("#fund_sources .dd-rows-add");
  await page.selectOption("#f-fund_sources-kind", "loan");
  await page.fill("#f-fund_sources-amount", "x");
  await page.click("#fund_sources .dd-row-foot button");
  await page.waitForSelector("#fund_sources [aria-invalid]");
  await page.fill("#f-fund_sources-amount", "12000");
  await page.click("#fund_sources .dd-row-foot button");
  await page.waitForSelector("#fund_sources td:has-text('12,000')");
  await page.waitForFunction(() => !document.querySelector("#lacks").innerText.includes("资金来源"));
  assert.equal(await page.locator("#moves a:has-text('转入储备')").count(), 0, "into the reserve by an application");
  await page.click("#moves a:has-text('退出')");
  await page.waitForSelector("#move form");
  await page.fill("#move [name=reason]", "企业撤资");
  await page.click("#move .dd-row-foot button");
  await page.waitForSelector("#move [aria-invalid]");
  await noSeriousFault(page);
  noScriptFault(page);
  await page.setViewportSize(SIZES.phone);
  await page.reload();
  await noSidewaysScroll(page);
});

test("two people change one file: the second is told what changed and chooses", async () => {
  const [one, two] = [await site.as("drc"), await site.as("heping")];
  await newFile(one, "两人同改项目");
  await one.click(".dd-form-foot button");
  await one.waitForURL(/\/projects\/\d+$/);
  const path = new URL(one.url()).pathname;
  await two.goto(`${path}/edit`);
  await one.goto(`${path}/edit`);
  await fill(one, { address: "甲路 1 号", total_invest: "13000" });
  await one.click(".dd-form-foot button");
  await one.waitForURL(/\/projects\/\d+$/);
  await fill(two, { address: "乙路 2 号" });
  await two.click(".dd-form-foot button");
  await two.waitForSelector(".dd-clash");
  await noSeriousFault(two);
  await two.check('input[name="pick.address"][value="theirs"]');
  await two.click(".dd-form-foot button");
  await two.waitForURL(/\/projects\/\d+$/);
  const said = await two.locator("main").innerText();
  assert.match(said, /甲路 1 号/);
  assert.match(said, /13,000/);
});
