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

test("what was put right on site is asked its photograph once, which stands on the timeline and beside the warning", async () => {
  const page = await site.as("shenyang", { size: SIZES.phone });
  const form = await page.evaluate(async () => {
    for (const w of (await (await fetch("/api/v1/warnings?state=new&limit=50")).json()).items) {
      const months = await (await fetch(`/projects/${w.project}/reports`)).text();
      const due = months.match(/\/projects\/\d+\/reports\/\d{4}-\d\d/);
      if (due) return { warning: `/warnings/${w.id}`, report: due[0], project: w.project };
    }
  });
  assert.ok(form, "one of the city's projects with a new warning has a report to be filled in");
  await page.goto(form.warning);
  await page.fill("textarea[name=reason]", "现场用电和便道已整改，恢复三个作业面。");
  await page.check("input[name=rectified]");
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  await page.click("button:has-text('说明并办理')");
  await page.waitForSelector(".dd-steps .is-now:has-text('已办理')");
  await page.getByText("还没有照片").waitFor();
  await page.goto(form.report);
  const ask = page.locator(".dd-rep-photo", { hasText: "整改后" });
  await ask.first().waitFor();
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  const asked = await ask.count();
  await page.locator(`.dd-rep-photo a[href*='about_id=${form.warning.split("/").pop()}']`).click();
  await page.waitForURL(/\/files\?occasion=rectification/);
  assert.equal(await page.inputValue("select[name=occasion]"), "rectification");
  await noSeriousFault(page);
  await noSidewaysScroll(page);
  const jpeg = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").fillRect(10, 10, 300, 200);
    return [...new Uint8Array(await (await new Promise((done) => canvas.toBlob(done, "image/jpeg"))).arrayBuffer())];
  });
  await page.locator("input[type=file]").first().setInputFiles({ name: "整改后.jpg", mimeType: "image/jpeg", buffer: Buffer.from(jpeg) });
  await page.click("form[data-upload] button.dd-btn-go");
  await page.locator(".dd-shots .dd-tag", { hasText: "整改后" }).first().waitFor();
  await page.goto(form.report);
  await page.locator("#f-month_invest").waitFor();
  assert.equal(await ask.count(), asked - 1, "what was given is not asked for again");
  await page.goto(form.warning);
  await page.locator(".dd-shots img").first().waitFor();
  await noSeriousFault(page);
  await noSidewaysScroll(page);
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
