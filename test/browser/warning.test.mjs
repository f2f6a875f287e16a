// A warning as the city's officer works on it: what it says, acknowledged, explained, and still lit.
import assert from "node:assert/strict";
import { test } from "node:test";

import { noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

const site = await province({ projects: 300 });

test("a warning shows its arithmetic, is acknowledged and explained, and stays lit", async () => {
  const page = await site.as("drc");
  await page.goto("/warnings?level=red&rule=plan&state=new");
  await page.click("tbody[data-rows] th a >> nth=0");
  await page.waitForURL(/\/warnings\/\d+$/);
  await noSeriousFault(page);
  await picture(page, "warning");
  assert.match(await page.locator(".dd-wn-sums .is-result").innerText(), /\d+(\.\d+)?个百分点/);
  assert.ok((await page.locator("a[href^='/reports/']").count()) > 0, "the reports behind it can be opened");
  await page.click("button:has-text('签收')");
  await page.waitForSelector(".dd-steps .is-now:has-text('已签收')");
  await page.fill("textarea[name=reason]", "征地推迟一个月，已增加两个作业面。");
  await page.click("button:has-text('说明并办理')");
  await page.waitForSelector(".dd-steps .is-now:has-text('已办理')");
  assert.equal(await page.locator(".dd-wn-lamp .dd-light-red").count(), 1, "an answer puts no light out");
  assert.match(await page.locator(".dd-pf-time").innerText(), /征地推迟一个月/);
  noScriptFault(page);
});

test("a project's warnings are a tab of its file, and its light stands in the list; on a telephone as well", async () => {
  const page = await site.as("drc", { size: SIZES.phone });
  await page.goto("/projects?light=red");
  await noSidewaysScroll(page);
  assert.ok((await page.locator("tbody[data-rows] .dd-light-red").count()) > 0);
  await page.click("tbody[data-rows] th a >> nth=0");
  await page.click(".dd-tabs a:has-text('预警')");
  await page.waitForSelector(".dd-wn-list li");
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.click(".dd-wn-list a >> nth=0");
  await page.waitForURL(/\/warnings\/\d+$/);
  await noSeriousFault(page);
  await noSidewaysScroll(page);
});

test("a project file says in one line where it stands, and shows curve, milestones and funds", async () => {
  const page = await site.as("drc");
  await page.goto("/projects?light=yellow&stage=continued");
  await page.click("tbody[data-rows] th a >> nth=0");
  await page.waitForURL(/\/projects\/\d+$/);
  assert.match(await page.locator(".dd-standing").innerText(), /黄灯[\s\S]*截至2026年\d+月完成.*为同期计划/);
  await noSeriousFault(page);
  await page.click(".dd-tabs a:has-text('进度与资金')");
  await page.waitForSelector(".pg .ck-figure svg");
  await page.click(".pg .ck-table summary >> nth=0");
  assert.equal(await page.locator(".pg .ck-figure tbody tr").count(), 12);
  await noSeriousFault(page);
  await picture(page, "project-progress");
  noScriptFault(page);
  await page.setViewportSize(SIZES.phone);
  await page.reload();
  await noSidewaysScroll(page);
  await noSeriousFault(page);
});

test("two rule packs are compared over the same projects", async () => {
  const page = await site.as("drc");
  await page.goto("/warnings/compare");
  await page.selectOption("select[name=b]", "wuhan");
  await page.click("form.dd-wn-choose button");
  await page.waitForURL(/b=wuhan/);
  assert.ok((await page.locator(".dd-wn-compare tbody tr").count()) > 3);
  await noSeriousFault(page);
  await page.click("a:has-text('接着看后面的项目')");
  await page.waitForURL(/after=/);
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  await noSeriousFault(page);
});
