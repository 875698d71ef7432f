// SPDX-License-Identifier: AGPL-3.0-or-later
// reference/description.ts — as much of OpenAPI 3.1 as our descriptions use, and what is read out of it.
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: (string | null)[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  deprecated?: boolean;
}
export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: Schema;
}
interface Content {
  content?: Record<string, { schema?: Schema }>;
}
export interface Answer extends Content {
  $ref?: string;
  description?: string;
}
export interface OperationWords {
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: Content & { $ref?: string };
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
  externalDocs?: { url: string };
}
export interface Description {
  info: { title: string; description?: string };
  security?: Record<string, string[]>[];
  components: Record<string, Record<string, unknown>>;
  paths: Record<string, Record<string, OperationWords> & { parameters?: Parameter[] }>;
}
export interface Operation {
  key: string; // "GET /api/v1/statuses/{id}"
  method: string;
  path: string;
  words: OperationWords;
  parameters: Parameter[];
}

const methods = ["get", "post", "put", "patch", "delete"];

export function resolved<Part extends { $ref?: string }>(part: Part, whole: Description): Part {
  let found: unknown = part;
  for (let hops = 0; hops < 10 && (found as { $ref?: string }).$ref; ++hops)
    found = (found as { $ref: string }).$ref.slice(2).split("/").reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], whole);
  return found as Part;
}

export function operationsOf(whole: Description): Operation[] {
  return Object.entries(whole.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const words = item[method] as OperationWords | undefined;
      if (!words) return [];
      const parameters = [...(item.parameters ?? []), ...(words.parameters ?? [])].map((one) => resolved(one, whole));
      return [{ key: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, words, parameters }];
    }),
  );
}

// By the word of the address they begin with: "/api/v1/statuses/…" and "/api/favilla/v1/groups/…" stand under "statuses" and "groups".
export function chapterOf(operation: Operation): string {
  const parts = operation.path.split("/").filter((part) => part && !part.startsWith("{") && !/^(api|favilla|v\d|v\d_alpha)$/.test(part));
  return parts[0] === "admin" ? parts.slice(0, 2).join(" / ") : (parts[0] ?? operation.path);
}

export function matches(operation: Operation, wanted: string): boolean {
  const text = `${operation.key} ${operation.words.summary ?? ""} ${operation.words.description ?? ""}`.toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

// "string (date-time) or null", "Account[]".
export function kindOf(schema: Schema, whole: Description): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1)!;
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.map((one) => kindOf(one, whole)).join(" | ");
  if (schema.items) return `${kindOf(schema.items, whole)}[]${[schema.type].flat().includes("null") ? " | null" : ""}`;
  const kind = [schema.type ?? (schema.properties || schema.allOf ? "object" : "any")].flat().join(" | ");
  if (schema.enum) return schema.enum.map((one) => (one === null ? "null" : JSON.stringify(one))).join(" | ");
  return schema.format ? `${kind} (${schema.format})` : kind;
}

// What lies in it: of an object its keys, of a list those of its items.
export function insideOf(schema: Schema, whole: Description): { properties: Record<string, Schema>; required: string[] } {
  const at = resolved(schema, whole);
  if (at.items) return insideOf(at.items, whole);
  const parts = at.allOf ?? (at.anyOf ?? at.oneOf)?.filter((one) => resolved(one, whole).type !== "null").slice(0, 1) ?? [];
  const inner = parts.map((one) => insideOf(one, whole));
  return {
    properties: Object.assign({}, ...inner.map((one) => one.properties), at.properties),
    required: [...inner.flatMap((one) => one.required), ...(at.required ?? [])],
  };
}

export const schemaIn = (part: Content): Schema | null => part.content?.["application/json"]?.schema ?? Object.values(part.content ?? {})[0]?.schema ?? null;

export function scopesOf(operation: Operation, whole: Description): { scopes: string[]; anonymous: boolean } {
  const ways = operation.words.security ?? whole.security ?? [];
  return { scopes: [...new Set(ways.flatMap((way) => Object.values(way).flat()))], anonymous: ways.length === 0 || ways.some((way) => Object.keys(way).length === 0) };
}

// The address that is asked, with what was typed; parameters of the query that are empty are left out.
export function addressOf(operation: Operation, typed: Record<string, string>): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(typed[`path ${name}`] ?? ""));
  const query = new URLSearchParams();
  for (const one of operation.parameters) {
    const value = typed[`query ${one.name}`];
    if (one.in !== "query" || !value) continue;
    for (const part of one.schema?.type === "array" ? value.split(",") : [value]) query.append(one.schema?.type === "array" && !one.name.endsWith("[]") ? `${one.name}[]` : one.name, part.trim());
  }
  return query.size ? `${path}?${query.toString()}` : path;
}

// A body to begin with: every required key, and no other.
export function bodyOf(schema: Schema, whole: Description, depth = 0): unknown {
  const at = resolved(schema, whole);
  const kind = [at.type ?? "object"].flat()[0];
  if (at.enum) return at.enum[0];
  if (kind === "array") return at.items && depth < 3 ? [bodyOf(at.items, whole, depth + 1)] : [];
  if (kind === "boolean") return false;
  if (kind === "integer" || kind === "number") return 0;
  if (kind === "string") return "";
  const inside = insideOf(at, whole);
  const shown = inside.required.length > 0 ? inside.required : depth === 0 ? Object.keys(inside.properties) : [];
  return Object.fromEntries(shown.filter((name) => inside.properties[name]).map((name) => [name, bodyOf(inside.properties[name]!, whole, depth + 1)]));
}
