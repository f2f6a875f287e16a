// Files that mean harm or are broken, sent through the import page as a person would: each is answered with words that say what is the matter
// and what to do, nothing of it stays, and everybody else's pages go on being answered meanwhile.
// one engine is enough: what is refused here never reaches the database
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { noSeriousFault, province, root } from "./harness.mjs";

let site;
before(async () => {
  site = await province({ projects: 100 });
});

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let i = 0; i < 8; i++) n = (n >>> 1) ^ (n & 1 ? 0xedb88320 : 0);
  return n >>> 0;
});
function crc32(bytes) {
  let crc = ~0;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}

// A zip of parts: [name, content].
function zip(parts) {
  const local = [], central = [];
  let at = 0;
  for (const [name, content] of parts) {
    const raw = Buffer.from(content), packed = deflateRawSync(raw), head = Buffer.alloc(30), entry = Buffer.alloc(46), called = Buffer.from(name);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(raw), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(raw.length, 22);
    head.writeUInt16LE(called.length, 26);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    local.push(head, called, packed);
    central.push(entry, called);
    at += 30 + called.length + packed.length;
  }
  const end = Buffer.alloc(22), directory = Buffer.concat(central);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

const TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const BOOK = '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>';
const RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
  '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>';

function workbook(sheet) {
  return zip([["[Content_Types].xml", TYPES], ["xl/workbook.xml", BOOK], ["xl/_rels/workbook.xml.rels", RELATIONS], ["xl/worksheets/sheet1.xml", sheet]]);
}

// An OLE file with one stream: how Office keeps a workbook that has a password.
function ole(stream) {
  const file = Buffer.alloc(512 * 3 + 4096), fat = 512, directory = 1024;
  const put = (at, name, type, child, start, size) => {
    Buffer.from(`${name}\0`, "utf16le").copy(file, at);
    file.writeUInt16LE(2 * name.length + 2, at + 64);
    file.writeUInt8(type, at + 66);
    file.writeUInt8(1, at + 67);
    file.writeInt32LE(-1, at + 68);
    file.writeInt32LE(-1, at + 72);
    file.writeInt32LE(child, at + 76);
    file.writeInt32LE(start, at + 116);
    file.writeUInt32LE(size, at + 120);
  };
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(file);
  for (const [at, n] of [[24, 0x3e], [26, 3], [28, 0xfffe], [30, 9], [32, 6]]) file.writeUInt16LE(n, at);
  for (const [at, n] of [[44, 1], [48, 1], [56, 4096], [60, -2], [68, -2], [76, 0]]) file.writeInt32LE(n, at);
  for (let i = 1; i < 109; i++) file.writeInt32LE(-1, 76 + 4 * i);
  for (let i = 0; i < 128; i++) file.writeInt32LE(i === 0 ? -3 : i === 1 ? -2 : i < 2 || i > 9 ? -1 : i === 9 ? -2 : i + 1, fat + 4 * i);
  put(directory, "Root Entry", 5, 1, -2, 0);
  put(directory + 128, stream, 2, -1, 2, 4096);
  return file;
}

const good = readFileSync(join(root, "test/data/xls/kinds.xlsx")), old = readFileSync(join(root, "test/data/xls/kinds.xls"));
const LAUGH = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

const FILES = {
  "zip-bomb.xlsx": [() => workbook(`<worksheet><sheetData>${" ".repeat(64 << 20)}</sheetData></worksheet>`), /大得不正常|过大|不完整或已损坏|没有读取/],
  "entity-bomb.xlsx": [() => workbook(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${LAUGH}]><worksheet><sheetData><row><c t="inlineStr"><is><t>&l12;</t></is></c></row></sheetData></worksheet>`), /实体定义/],
  "truncated.xlsx": [() => good.subarray(0, Math.floor(good.length / 2)), /不完整或已损坏/],
  "password.xlsx": [() => ole("EncryptedPackage"), /打开密码.*去掉密码/],
  "broken.xls": [() => Buffer.concat([old.subarray(0, 600), Buffer.alloc(old.length - 600, 0xa5)]), /损坏|停止|不是/],
  "picture.xlsx": [() => PNG, /图片/],
  "one-line.csv": [() => Buffer.concat([Buffer.from('项目名称,总投资\n"'), Buffer.alloc(8 << 20, "a")]), /第2行有一个单元格的内容过长|引号/],
  "empty.xlsx": [() => Buffer.alloc(0), /请选择|空的/],
};

test("hostile files are refused in words on the import page while everybody else works on", async () => {
  const page = await site.as("drc"), other = await site.as("leader");
  const folder = mkdtempSync(join(tmpdir(), "diaodu-hostile-"));
  let over = false, answered = 0, slowest = 0;
  const witness = (async () => {
    while (!over) {
      const began = Date.now();
      const answer = await other.request.get("/projects");
      assert.equal(answer.status(), 200);
      answered++;
      slowest = Math.max(slowest, Date.now() - began);
      await new Promise((done) => setTimeout(done, 500));
    }
  })();
  page.setDefaultTimeout(120_000);
  for (const [name, [make, said]] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), make());
    const before = answered;
    await page.goto("/projects/import");
    await page.setInputFiles('input[name="file"]', join(folder, name));
    await page.click(".dd-upload button.dd-btn-go");
    await page.waitForSelector('[role="alert"]');
    assert.match(await page.textContent('[role="alert"]'), said, name);
    assert.ok(!/\{|error|errno/i.test(await page.textContent('[role="alert"]')), `${name}: in words of people`);
    while (answered === before) await new Promise((done) => setTimeout(done, 50));
  }
  await noSeriousFault(page);
  over = true;
  await witness;
  assert.ok(answered >= Object.keys(FILES).length);
  assert.ok(slowest < 20_000, `somebody else waited ${slowest} ms`);
  await page.goto("/projects/import");
  assert.ok(!/\.xlsx|\.xls|one-line/.test((await page.locator("main table").allTextContents()).join()), "nothing of them stays");
});
