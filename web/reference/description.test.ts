// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { addressOf, bodyOf, chapterOf, insideOf, kindOf, matches, operationsOf, resolved, schemaIn, scopesOf, type Description } from "./description.ts";

const read = (name: string) => parse(readFileSync(new URL(`../../docs/api/${name}.yaml`, import.meta.url), "utf8")) as Description;

const small: Description = {
  info: { title: "small" },
  components: {
    schemas: {
      Thing: { type: "object", required: ["id"], properties: { id: { type: "string" }, at: { type: ["string", "null"], format: "date-time" }, kind: { type: "string", enum: ["a", "b"] } } },
      Larger: { allOf: [{ $ref: "#/components/schemas/Thing" }, { type: "object", required: ["many"], properties: { many: { type: "array", items: { $ref: "#/components/schemas/Thing" } } } }] },
    },
    parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } },
  },
  paths: {
    "/api/favilla/v1/things/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" } as never],
      get: { summary: "One thing", parameters: [{ name: "ids", in: "query", schema: { type: "array", items: { type: "string" } } }, { name: "limit", in: "query", schema: { type: "integer" } }], responses: { "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/Larger" } } } } }, security: [{}, { bearer: ["read"] }] },
    } as never,
  },
};

test("an operation is read with the parameters of its address, and asked at the address that was typed", () => {
  const [one] = operationsOf(small);
  expect([one!.key, chapterOf(one!), one!.parameters.map(({ name }) => name)]).toEqual(["GET /api/favilla/v1/things/{id}", "things", ["id", "ids", "limit"]]);
  expect(addressOf(one!, { "path id": "a/b", "query ids": "1, 2", "query limit": "" })).toBe("/api/favilla/v1/things/a%2Fb?ids%5B%5D=1&ids%5B%5D=2");
  expect(scopesOf(one!, small)).toEqual({ scopes: ["read"], anonymous: true });
  expect([matches(one!, "thing get"), matches(one!, "group")]).toEqual([true, false]);
});

test("a shape is told in words, its keys with those of what it extends, and a body to begin with has what is asked for", () => {
  const larger = { $ref: "#/components/schemas/Larger" };
  expect(Object.keys(insideOf(larger, small).properties)).toEqual(["id", "at", "kind", "many"]);
  expect(kindOf(insideOf(larger, small).properties["many"]!, small)).toBe("Thing[]");
  expect(kindOf({ type: ["string", "null"], format: "date-time" }, small)).toBe("string | null (date-time)");
  expect(kindOf({ type: "string", enum: ["a", "b"] }, small)).toBe('"a" | "b"');
  expect(bodyOf(larger, small)).toEqual({ id: "", many: [{ id: "" }] });
});

test("both descriptions are whole: every part they name is there, and every operation says what it answers", () => {
  for (const name of ["favilla", "mastodon"]) {
    const whole = read(name);
    const operations = operationsOf(whole);
    expect(operations.length).toBeGreaterThan(150);
    for (const text of JSON.stringify(whole).matchAll(/"\$ref":"([^"]+)"/g)) expect(resolved({ $ref: text[1]! }, whole), text[1]).toBeDefined();
    for (const one of operations) {
      expect(Object.keys(one.words.responses).length, one.key).toBeGreaterThan(0);
      for (const named of one.path.matchAll(/\{(\w+)\}/g)) expect(one.parameters.some((given) => given.in === "path" && given.name === named[1]), `${one.key} ${named[1]}`).toBe(true);
      for (const answer of Object.values(one.words.responses)) {
        const schema = schemaIn(resolved(answer, whole));
        if (schema) expect(kindOf(schema, whole), one.key).not.toBe("");
      }
    }
  }
});
