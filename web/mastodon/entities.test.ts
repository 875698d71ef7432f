// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { entitiesAsTheyShouldBe, entitiesFromTable, entitiesPath, routesIn } from "./entities_from_table.ts";

test("the entities are those of the table: `npm run entities` writes them anew", () => {
  expect(readFileSync(entitiesPath, "utf8")).toBe(entitiesAsTheyShouldBe());
});

test("a field is written with its type, its absence and what it may be", () => {
  const table = {
    entities: { Poll: { fields: { id: { type: "string" }, closed: { type: "string", nullable: true, enum: ["yes", "no"] }, votes: { type: "integer", optional: true }, "urls[streaming]": { type: "string" } } }, Unused: { fields: {} } },
    endpoints: [
      { method: "GET", path: "/api/v1/polls/:id", returns: "Poll", status: "current" },
      { method: "GET", path: "/api/v1/other", returns: "Unused", status: "current" },
    ],
  };
  const written = entitiesFromTable({ ...table, entities: { ...table.entities, Notification: { fields: {} }, Relationship: { fields: {} } } }, routesIn('{Get, "/api/v1/polls/:poll", get_poll}'));
  expect(written).toContain('  closed: "yes" | "no" | null;\n  votes?: number;\n  urls: {\n    streaming: string;\n  };\n');
  expect(written).toContain('"GET /api/v1/polls/:id": Poll;');
  expect(written).not.toContain("Unused");
});
