// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/entities_from_table.ts — writes entities.ts from the table that the schema check of the tests reads
// (tests/data/mastodon-api), for the routes there are in src/mastodon: `npm run entities`. A test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Rule {
  type: string;
  nullable?: boolean;
  optional?: boolean;
  undocumented?: boolean;
  deprecated?: boolean;
  removed?: boolean;
  enum?: string[];
}
interface Table {
  entities: Record<string, { fields: Record<string, Rule> }>;
  endpoints: { method: string; path: string; returns?: string; status: string }[];
}
interface Tree {
  rule?: Rule;
  list?: boolean;
  inner: Map<string, Tree>;
}

// What an entity has beside its own fields (tests/support/schema.py).
const extended: Record<string, string> = { CredentialAccount: "Account", MutedAccount: "Account", CredentialApplication: "Application", "Trends::Link": "PreviewCard", "Admin::Tag": "Tag" };
const plain: Record<string, string> = { string: "string", String: "string", boolean: "boolean", integer: "number", float: "number", number: "number", object: "Record<string, unknown>", null: "null" };

const nameOf = (entity: string) => entity.replaceAll("::", "");

function typeOf(kind: string): string {
  if (kind.endsWith("[]")) return `${/\|/.test(kind) ? `(${typeOf(kind.slice(0, -2))})` : typeOf(kind.slice(0, -2))}[]`;
  if (kind.includes("|")) return kind.split("|").map(typeOf).join(" | ");
  return plain[kind] ?? nameOf(kind);
}

function treeOf(fields: Record<string, Rule>): Tree {
  const root: Tree = { inner: new Map() };
  for (const [name, rule] of Object.entries(fields)) {
    let at = root;
    for (const part of name.match(/[^[\]]+|\[\]/g) ?? []) {
      if (part === "[]") {
        at.list = true;
        continue;
      }
      if (!at.inner.has(part)) at.inner.set(part, { inner: new Map() });
      at = at.inner.get(part)!;
    }
    at.rule = rule;
  }
  return root;
}

function write(tree: Tree, indent: string): string {
  return [...tree.inner]
    .map(([name, field]) => {
      const rule = field.rule ?? { type: "object" };
      const maybe = rule.optional || rule.undocumented || rule.deprecated || rule.removed ? "?" : "";
      let type = rule.enum ? rule.enum.map((one) => JSON.stringify(one)).join(" | ") : typeOf(rule.type);
      if (field.inner.size > 0) type = `{\n${write(field, `${indent}  `)}${indent}}${field.list || rule.type.endsWith("[]") ? "[]" : ""}`;
      return `${indent}${/^\w+$/.test(name) ? name : JSON.stringify(name)}${maybe}: ${type}${rule.nullable ? " | null" : ""};\n`;
    })
    .join("");
}

// What both say, the heir says.
function parentOf(parent: string, fields: Record<string, Rule>, table: Table): string {
  const both = Object.keys(table.entities[parent]!.fields).filter((field) => field in fields);
  return both.length > 0 ? `Omit<${nameOf(parent)}, ${both.map((field) => JSON.stringify(field)).join(" | ")}>` : nameOf(parent);
}

const shapeOf = (path: string) => path.replace(/[:*]\w+/g, ":x");

// "GET /api/v1/statuses/:x", of every line of the program's table of routes; what is changed by PUT is changed by PATCH as well.
export function routesIn(source: string): Set<string> {
  const found = [...source.matchAll(/\{(Get|Post|Put|Patch|Delete), "([^"]+)"/g)].map(([, method, path]) => `${method!.toUpperCase()} ${shapeOf(path!)}`);
  return new Set(found.flatMap((route) => [route, route.replace(/^PUT/, "PATCH"), route.replace(/^PATCH/, "PUT")]));
}

const entitiesIn = (text: string, table: Table) => text.split(/[|[\]]/).filter((name) => name in table.entities);

function reachable(first: string[], table: Table): Set<string> {
  const found = new Set<string>();
  const pending = [...first];
  while (pending.length > 0) {
    const name = pending.pop()!;
    if (found.has(name)) continue;
    found.add(name);
    if (extended[name]) pending.push(extended[name]);
    for (const { type } of Object.values(table.entities[name]!.fields)) pending.push(...entitiesIn(type, table));
  }
  return found;
}

export function entitiesFromTable(table: Table, routes: Set<string>): string {
  const isKnown = (returns: string) => returns === "Empty" || returns.split("|").every((one) => one.replace(/\[\]$/, "") in table.entities);
  const endpoints = table.endpoints.filter(({ method, path, returns }) => routes.has(`${method} ${shapeOf(path)}`) && returns !== undefined && isKnown(returns));
  const named = reachable([...endpoints.flatMap(({ returns }) => entitiesIn(returns!, table)), "Notification", "Relationship"], table);
  const entities = Object.entries(table.entities)
    .filter(([name]) => named.has(name))
    .map(([name, { fields }]) => `export interface ${nameOf(name)}${extended[name] ? ` extends ${parentOf(extended[name], fields, table)}` : ""} {\n${write(treeOf(fields), "  ")}}\n`);
  const answers = endpoints.map(({ method, path, returns }) => `  "${method} ${path}": ${returns === "Empty" ? "unknown" : typeOf(returns!)};\n`);
  return `// SPDX-License-Identifier: AGPL-3.0-or-later
// Written by entities_from_table.ts from the table of the Mastodon client API: change the table, not this.

${entities.join("")}
// What answers a request, by method and path.
export interface Answers {
${[...new Set(answers)].join("")}}
`;
}

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const entitiesPath = place("entities.ts");

export function entitiesAsTheyShouldBe(): string {
  const table = JSON.parse(readFileSync(place("../../tests/data/mastodon-api/mastodon-api.json"), "utf8")) as Table;
  return entitiesFromTable(table, routesIn(readFileSync(place("../../src/mastodon/routes.cpp"), "utf8")));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(entitiesPath, entitiesAsTheyShouldBe());
