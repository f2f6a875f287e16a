// Every sample account signs in and walks through what its navigation offers, at a desk and on a telephone.
// one engine is enough: what each role is answered on either is asked by test/web/test_walk.c; here the pages are looked at
import assert from "node:assert/strict";
import { test } from "node:test";

import { newPage, noScriptFault, noSeriousFault, noSidewaysScroll, picture, province, signIn, SIZES } from "./harness.mjs";

const site = await province();

/** The addresses in the bar on top of the page. */
const offered = (page) => page.$$eval(".dd-nav a", (links) => links.map((link) => link.getAttribute("href")));

// What axe says of a page hardly depends on who asks: it reads each address once, the page after signing in for everybody.
const read = new Set();

for (const account of Object.values(site.accounts)) {
  test(`${account.name} finds pages without a fault behind every link of the bar`, async () => {
    const page = await site.as(account.name);
    const paths = [...new Set(["/", ...(await offered(page))])];
    assert.ok(paths.length > 1, "the bar offers nothing");
    for (const path of paths) {
      await page.setViewportSize(SIZES.laptop);
      const answer = await page.goto(path);
      assert.equal(answer.status(), 200, path);
      assert.ok(await page.locator("h1").count(), `${path} has no heading`);
      noScriptFault(page);
      if (path === "/" || !read.has(path)) await noSeriousFault(page);
      read.add(path);
      await page.setViewportSize(SIZES.phone);
      await noSidewaysScroll(page);
    }
    await page.context().close();
  });
}

test("a wrong password is refused in words, and the name stays", async () => {
  const page = await newPage({ baseURL: site.url("") });
  await page.goto("/sign-in");
  await picture(page, "sign-in");
  await page.fill('input[name="login"]', "drc");
  await page.fill('input[name="password"]', "not-the-password");
  await page.press('input[name="password"]', "Enter");
  await page.waitForSelector('[role="alert"]');
  assert.equal(await page.inputValue('input[name="login"]'), "drc");
  await noSeriousFault(page);
});

test("without script one can sign in, read the list and open a file", async () => {
  const page = await newPage({ baseURL: site.url(""), javaScript: false });
  await page.goto("/sign-in");
  await page.fill('input[name="login"]', "drc");
  await page.fill('input[name="password"]', site.accounts.drc.password);
  await page.click("form.dd-sign-in button");
  await page.goto("/projects");
  const first = page.locator('tbody tr:not(.dd-total) a[href^="/projects/"]').first();
  const name = (await first.innerText()).trim();
  await first.click();
  assert.match(await page.locator("h1").first().innerText(), new RegExp(name.slice(0, 6).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
});

test("the interface speaks English when asked", async () => {
  const page = await newPage({ baseURL: site.url("") });
  await page.goto("/sign-in");
  await page.click('button[name="lang"]');
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await signIn(page, site.accounts.drc);
  assert.equal(await page.getAttribute("html", "lang"), "en");
});
