// The API's description is valid OpenAPI 3.1, and what the API answers is what the description says. No browser is needed, but the
// program with a province is.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { diaodu, noSeriousFault, noSidewaysScroll, newPage, province, root, SIZES } from "./harness.mjs";

const require = createRequire(join(root, "ui/package.json"));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;
const { Validator } = await import(require.resolve("@seriousme/openapi-schema-validator"));

let site;
let spec;
let token;
let ajv;

before(async () => {
  site = await province();
  spec = await (await fetch(site.url("/api/v1/openapi.json"))).json();
  const { stdout } = await diaodu(site.db, ["token", "create", "drc"]);
  token = stdout.trim();
  ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(spec, "spec");
});
after(() => site?.stop());

const ask = (path, options = {}) => fetch(site.url(path), { ...options, headers: { Authorization: `Bearer ${token}`, ...options.headers } });

// What was answered must fit the schema that the description gives for this operation and status.
function fits(path, method, status, body) {
  const operation = spec.paths[path]?.[method] ?? assert.fail(`${method} ${path} is not described`);
  let response = operation.responses[status] ?? assert.fail(`${method} ${path}: ${status} is not described`);
  if (response.$ref) response = spec.components.responses[response.$ref.split("/").pop()];
  const { $ref } = response.content["application/json"].schema;
  const check = ajv.getSchema(`spec${$ref}`);
  assert.ok(check(body), `${method} ${path} ${status}: ${ajv.errorsText(check.errors)}`);
}

test("the description is valid OpenAPI 3.1 in both languages", async () => {
  for (const language of ["zh-CN", "en"]) {
    const answer = await fetch(site.url("/api/v1/openapi.json"), { headers: { "Accept-Language": language } });
    assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    const described = await answer.json();
    const result = await new Validator().validate(structuredClone(described));
    assert.deepEqual(result.errors ?? [], []);
    assert.ok(result.valid);
    assert.equal(described.components.schemas.project.properties.name.title, language === "en" ? "Name" : "项目名称");
  }
});

test("every operation has its own name, and every reference leads somewhere", () => {
  const names = Object.values(spec.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("list_projects") && names.includes("move_project") && names.includes("create_body") && names.includes("change_person"));
  const follow = (ref) => ref.slice(2).split("/").reduce((at, key) => at?.[key], spec);
  JSON.stringify(spec, (key, value) => {
    if (key === "$ref") assert.ok(follow(value), `${value} leads nowhere`);
    return value;
  });
});

test("every path that diaodu routes prints is described, and no other", async () => {
  const { stdout } = await diaodu(site.db, ["routes"]);
  const served = stdout.split("\n").map((line) => line.split(/\s+/)).filter(([, path]) => path?.startsWith("/api/v1/") && !path.endsWith("openapi.json"))
    .map(([method, path]) => `${method} ${path}`).sort();
  const described = Object.entries(spec.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)).sort();
  assert.deepEqual(described, served);
});

test("lists, records and histories are as described", async () => {
  for (const plural of ["projects", "bodies", "people", "fund_sources", "capacities", "milestones"]) {
    const list = await (await ask(`/api/v1/${plural}?limit=20`)).json();
    fits(`/api/v1/${plural}`, "get", 200, list);
    assert.ok(list.total >= list.items.length && list.items.length > 0);
    const { id } = list.items[0];
    fits(`/api/v1/${plural}/{id}`, "get", 200, await (await ask(`/api/v1/${plural}/${id}`)).json());
    fits(`/api/v1/${plural}/{id}/history`, "get", 200, await (await ask(`/api/v1/${plural}/${id}/history`)).json());
  }
});

// A schema that lets nothing through that it does not name.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!schema || typeof schema !== "object") return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return all.type === "object" && all.properties && all.additionalProperties === undefined ? { ...all, additionalProperties: false } : all;
}

test("every address that can be read answers as it is described, and nothing that is not", async () => {
  const strict = new Ajv({ strict: false, allErrors: true });
  addFormats(strict);
  strict.addSchema({ ...closed(spec), $id: "closed" }, "closed");
  const ids = {};
  let asked = 0;
  for (const [path, { get }] of Object.entries(spec.paths)) {
    if (!get) continue;
    const [plural] = path.split("/{");
    if (path.includes("{")) ids[plural] ??= ((await (await ask(`${plural}?limit=2`)).json()).items ?? []).map(({ id }) => id);
    for (const address of path.includes("{") ? ids[plural].map((id) => path.replace(/\{[^}]+\}/, id)) : [path]) {
      const answer = await ask(address);
      let response = get.responses[answer.status] ?? assert.fail(`${address}: ${answer.status} is not described`);
      if (response.$ref) response = spec.components.responses[response.$ref.split("/").pop()];
      const [[type, { schema }]] = Object.entries(response.content);
      asked++;
      if (type === "*/*") continue;
      assert.ok(answer.headers.get("content-type").startsWith(type), `${address}: ${answer.headers.get("content-type")}`);
      const check = schema.$ref ? strict.getSchema(`closed${schema.$ref}`) : strict.compile(schema);
      assert.ok(check(await answer.json()), `${address} ${answer.status}: ${strict.errorsText(check.errors)}`);
    }
  }
  assert.ok(asked > 100, `${asked} were asked`);
});

test("what is sent as described is taken, and refusals are as described", async () => {
  const json = { "Content-Type": "application/json" };
  const sent = { name: "接口说明核对", division: "210102", stage: "planned", content: "内容", total_invest: 120000000, flags: ["ppp"], start_plan: "2027-03" };
  const check = ajv.getSchema("spec#/components/schemas/project_new");
  assert.ok(check(sent), ajv.errorsText(check.errors));
  assert.ok(!check({ ...sent, nmae: "x" }) && !check({ ...sent, stage: "nonsense" }) && !check({ ...sent, total_invest: "1" }) && !check({}));
  const made = await ask("/api/v1/projects", { method: "POST", headers: json, body: JSON.stringify(sent) });
  assert.equal(made.status, 201);
  const project = await made.json();
  fits("/api/v1/projects", "post", 201, project);
  const change = (body) => ask(`/api/v1/projects/${project.id}`, { method: "PATCH", headers: json, body: JSON.stringify(body) });
  fits("/api/v1/projects/{id}", "patch", 200, await (await change({ version: 1, year_plan: 5 })).json());
  const clash = await change({ version: 1, year_plan: 6 });
  assert.equal(clash.status, 409);
  fits("/api/v1/projects/{id}", "patch", 409, await clash.json());
  fits("/api/v1/projects/{id}", "patch", 422, await (await change({ version: 2, year_plan: "6" })).json());
  fits("/api/v1/projects/{id}", "get", 404, await (await ask("/api/v1/projects/7")).json());
  fits("/api/v1/projects", "get", 401, await (await fetch(site.url("/api/v1/projects"))).json());
  const bulk = await ask("/api/v1/projects/bulk", { method: "POST", headers: json, body: JSON.stringify({ ids: [project.id], values: { sector: "energy" } }) });
  fits("/api/v1/projects/bulk", "post", 200, await bulk.json());
});

test("the whole list, page by page, is each project once", async () => {
  const seen = new Set();
  let next = "";
  let total;
  do {
    const page = await (await ask(`/api/v1/projects?limit=7&sort=-total_invest&after=${encodeURIComponent(next)}`)).json();
    page.items.forEach(({ id }) => seen.add(id));
    ({ next, total } = page);
  } while (next);
  assert.equal(seen.size, total);
});

test("a token of the command line opens what its account may, until it is taken back", async () => {
  const { stdout } = await diaodu(site.db, ["token", "create", "heping", "--name", "核对"]);
  const mine = { Authorization: `Bearer ${stdout.trim()}` };
  const list = await (await fetch(site.url("/api/v1/projects?limit=500"), { headers: mine })).json();
  const all = await (await ask("/api/v1/projects")).json();
  assert.ok(list.total > 0 && list.total < all.total);
  assert.equal(new Set(list.items.map(({ county }) => county)).size, 1);
  const page = await site.as("heping");
  await page.goto("/account");
  await page.locator("tr", { hasText: "核对" }).getByRole("button", { name: "作废" }).click();
  assert.equal((await fetch(site.url("/api/v1/projects"), { headers: mine })).status, 401);
  await assert.rejects(diaodu(site.db, ["token", "create", "nobody"]));
});

test("the page for people reads well at a desk and on a telephone, in both languages", async () => {
  for (const size of [SIZES.laptop, SIZES.phone]) {
    for (const language of ["zh-CN", "en"]) {
      const page = await newPage({ size, baseURL: site.url(""), language });
      await page.goto("/api");
      assert.match(await page.locator("main").innerText(), language === "en" ? /Getting started/ : /开始使用/);
      await noSidewaysScroll(page);
      await noSeriousFault(page);
    }
  }
});
