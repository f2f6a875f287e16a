// The style sheet, the script and the map as browsers take them, under the content policy of the real pages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { newPage, noScriptFault, noSeriousFault, noSidewaysScroll, program, SIZES } from "./harness.mjs";

const built = (name) => readFileSync(join(dirname(program), "ui", name));
const PAGE = () => `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>构件</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/style.css"><meta name="csrf" content="token-of-this-page"><script src="/app.js" defer></script></head><body>
<header class="dd-top"><a class="dd-brand" href="/">调度</a><label class="dd-sr" for="find">查找</label><input id="find" class="dd-input" data-find>
<details data-pop><summary>更多</summary><a href="/x">退出</a></details></header>
<main><h1>项目清单</h1><form hx-post="/save" hx-target="#said"><button class="dd-btn dd-btn-go">保存</button></form><p id="said"></p>
<table class="dd-table"><thead><tr><th>项目</th><th class="n">总投资<small>万元</small></th></tr></thead><tbody>
<tr class="dd-total"><td>合计</td><td class="n">1,234</td></tr><tr><td><span class="dd-light dd-light-red">告警</span></td><td class="n">1,234</td></tr></tbody></table>
${built("liaoning.svg")}</main></body></html>`;

let server;
let origin;
let posted;
before(async () => {
  server = createServer((request, response) => {
    const types = { "/style.css": "text/css", "/app.js": "text/javascript" };
    if (request.method === "POST") {
      posted = request.headers;
      response.writeHead(422, { "Content-Type": "text/html; charset=utf-8" }).end("年度计划不能超过总投资");
    } else if (types[request.url]) {
      response.writeHead(200, { "Content-Type": types[request.url] }).end(built(request.url.slice(1)));
    } else {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy":
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'" });
      response.end(PAGE());
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

async function open(options) {
  const page = await newPage(options);
  await page.goto(origin);
  return page;
}

test("the strict content policy refuses nothing of ours", async () => {
  const page = await open();
  await page.waitForFunction(() => window.htmx);
  noScriptFault(page);
});

test("axe finds no serious fault in the parts", async () => {
  await noSeriousFault(await open());
});

test("the parts fit a telephone", async () => {
  await noSidewaysScroll(await open({ size: SIZES.phone }));
});

test("a slash goes to the search, Escape closes what floats", async () => {
  const page = await open();
  await page.waitForFunction(() => window.htmx);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "find");
  assert.equal(await page.inputValue("#find"), "");
  await page.click("summary");
  assert.ok(await page.evaluate(() => document.querySelector("details").open));
  await page.keyboard.press("Escape");
  assert.ok(!(await page.evaluate(() => document.querySelector("details").open)));
});

test("a refused form is shown in its place and carried the form token", async () => {
  const page = await open();
  await page.waitForFunction(() => window.htmx);
  await page.click("button");
  await page.waitForSelector("#said:has-text('年度计划不能超过总投资')");
  assert.equal(posted["x-csrf-token"], "token-of-this-page");
});

test("a click on the map is a place in the city under it", async () => {
  const page = await open({ size: { width: 1366, height: 2000 } });
  const [lon, lat] = [121.61, 38.91]; // Dalian, Zhongshan Square
  const code = await page.evaluate(([lon, lat]) => {
    const map = document.querySelector(".dd-map");
    const { west, north, perLon, perLat } = map.dataset;
    const at = new DOMPoint((lon - west) * perLon, (north - lat) * perLat).matrixTransform(map.getScreenCTM());
    return document.elementFromPoint(at.x, at.y)?.dataset.division ?? `nothing at ${at.x},${at.y}`;
  }, [lon, lat]);
  assert.equal(code, "210200");
});
