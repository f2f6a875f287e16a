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
