// Documents and photographs of a project, likely duplicates on entry, double codes: as people do it, at a desk and on a telephone.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, SIZES } from "./harness.mjs";

let site;
before(async () => { site = await province(); });

// A JPEG with EXIF written by hand: taken 2026-10-24 08:30:05 at 41.8035 N, 123.425 E.
function withExif(jpeg) {
  const tiff = Buffer.alloc(300);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    if (typeof value === "string") tiff.write(value, at + 8, "latin1");
    else tiff.writeUInt32LE(value, at + 8);
  };
  tiff.writeUInt16LE(2, 8);
  entry(10, 0x8769, 4, 1, 40);
  entry(22, 0x8825, 4, 1, 60);
  tiff.writeUInt16LE(1, 40);
  entry(42, 0x9003, 2, 20, 120);
  tiff.write("2026:10:24 08:30:05\0", 120, "latin1");
  tiff.writeUInt16LE(4, 60);
  entry(62, 1, 2, 2, "N\0");
  entry(74, 2, 5, 3, 150);
  entry(86, 3, 2, 2, "E\0");
  entry(98, 4, 5, 3, 180);
  [41, 1, 48, 1, 126, 10, 123, 1, 25, 1, 30, 1].forEach((n, i) => tiff.writeUInt32LE(n, 150 + 4 * i + (i >= 6 ? 6 : 0)));
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

async function drawn(page, colour) {
  const data = await page.evaluate((c) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [800, 600];
    const pen = canvas.getContext("2d");
    pen.fillStyle = c;
    pen.fillRect(0, 0, 800, 600);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  }, colour);
  return Buffer.from(data, "base64");
}

async function firstProject(page) {
  await page.goto("/projects");
  const links = await page.locator("tbody a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return links.map((link) => /^\/projects\/(\d+)$/.exec(link)?.[1]).find(Boolean);
}

test("photographs go up together, stand on the timeline, and one is looked at with its place and time", async () => {
  const page = await site.as("shenyang");
  const id = await firstProject(page);
  await page.goto(`/projects/${id}/files`);
  if (!(await page.isVisible("form[data-upload]"))) await page.click(".dd-upload > summary");
  await page.setInputFiles("input[name=file] >> nth=0", [
    { name: "基础完工.jpg", mimeType: "image/jpeg", buffer: withExif(await drawn(page, "teal")) },
    { name: "主体施工.jpg", mimeType: "image/jpeg", buffer: await drawn(page, "olive") },
    { name: "会议纪要.txt", mimeType: "text/plain", buffer: Buffer.from("十月调度会") },
  ]);
  await page.click("form[data-upload] button");
  await page.waitForSelector("text=2026年10月");
  await noSeriousFault(page);
  await picture(page, "files");
  await page.click("text=基础完工");
  await page.waitForSelector(".dd-look img");
  assert.match(await page.textContent(".dd-look"), /2026-10-24 08:30:05/);
  assert.match(await page.textContent(".dd-look"), /123\.425/);
  await noSeriousFault(page);
  const address = page.url();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL((url) => url.href !== address);
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  await page.goto(`/projects/${id}/files`);
  await noSidewaysScroll(page);
  noScriptFault(page);
});

test("what is refused is named, what is good is kept, and the form is there again", async () => {
  const page = await site.as("shenyang");
  const id = await firstProject(page);
  await page.goto(`/projects/${id}/files`);
  await page.click(".dd-upload > summary");
  await page.setInputFiles("input[name=file] >> nth=0", [
    { name: "好.txt", mimeType: "text/plain", buffer: Buffer.from("好的") },
    { name: "坏.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]) },
  ]);
  await page.click("form[data-upload] button");
  await page.waitForSelector(".dd-note-red");
  assert.match(await page.textContent(".dd-note-red"), /存入 1 个，1 个没有存入/);
  assert.ok(await page.isVisible("form[data-upload]"));
});

test("without script a file goes up by the plain form", async () => {
  const page = await site.as("shenyang", { javaScript: false });
  const id = await firstProject(page);
  await page.goto(`/projects/${id}/files`);
  await page.click(".dd-upload > summary");
  await page.setInputFiles("input[name=file] >> nth=0", [{ name: "无脚本.txt", mimeType: "text/plain", buffer: Buffer.from("没有脚本") }]);
  await page.click("form[data-upload] button");
  await page.waitForSelector("text=无脚本");
});

test("a double code is shown side by side and settled: one file is kept, the other's code stays known", async () => {
  const page = await site.as("drc");
  await page.goto("/twins");
  assert.ok((await page.locator("tbody tr").count()) > 0, "the sample province has double codes");
  await noSeriousFault(page);
  await picture(page, "twins");
  await page.click("tbody tr >> nth=0 >> td a >> nth=-1");
  await page.waitForSelector(".dd-twins");
  await noSeriousFault(page);
  const codes = await page.textContent(".dd-twins");
  const other = await page.locator('main a[href^="/projects/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")).filter((path) => /^\/projects\/\d+$/.test(path)).at(-1));
  await picture(page, "twin");
  await page.check('input[value="same1"]');
  await page.fill("input[name=reason]", "同一项目，两次赋码");
  await page.click(".dd-settle button");
  await page.waitForURL(/\/twins$/);
  await page.goto("/twins?settled=1");
  assert.match(await page.textContent("tbody"), /同一项目，已合并/);
  await page.goto(`${other}/history`);
  assert.match(await page.locator("main").innerText(), /核对重码 · 已停用[\s\S]*同一项目，两次赋码/, "the file that was given up says by whom and why");
  await page.setViewportSize(SIZES.phone);
  await noSidewaysScroll(page);
  assert.ok(codes.length > 0);
});
