#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes docs/api/mastodon.yaml: what is answered here of the Mastodon client API, as an OpenAPI 3.1 description.

    python3 tools/mastodon_openapi.py                # writes it anew

Routes, scopes and who may call are read from the tables of routes; parameters, answers and entities from tests/data/mastodon-api, the table
by which the tests look at every answer (tests/support/contract.py).
"""
import json
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
import api_coverage  # noqa: E402
from support.schema import EXTENDS, LEFT, NULLABLE  # noqa: E402

PAGE = ROOT / "docs/api/mastodon.yaml"
TYPES = {"string": "string", "String": "string", "boolean": "boolean", "Boolean": "boolean", "integer": "integer", "Integer": "integer",
         "float": "number", "number": "number", "Number": "number", "object": "object", "null": "null"}
FORMATS = {"datetime": "date-time", "date": "date", "url": "uri-reference", "email": "email"}
PATTERNS = {"int-as-string": r"^\d+$", "unix-timestamp": r"^\d+$", "sha256": "^[0-9a-f]{64}$"}
HEAD = ("What of the Mastodon client API is answered here, written by tools/mastodon_openapi.py from the tables of routes and of the API; what each "
        "part means is told by docs.joinmastodon.org. Fields of ours that go beyond it are described in favilla.yaml.")


def name_of(entity: str) -> str:
    return entity.replace("::", "")


def schema_of(kind: str | None, entities: dict) -> dict:
    kind = kind or ""
    if kind.endswith("[]"):
        return {"type": "array", "items": schema_of(kind[:-2], entities)}
    if "|" in kind and all(part in entities for part in kind.split("|")):
        return {"anyOf": [schema_of(part, entities) for part in kind.split("|")]}
    if kind in entities:
        return {"$ref": f"#/components/schemas/{name_of(kind)}"}
    if kind.startswith(("{", "Hash<")) or kind in ("Empty", "custom", "JSON", "OEmbed"):
        return {"type": "object"}
    return {"type": TYPES[kind]} if kind in TYPES else {}


def or_null(schema: dict) -> dict:
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else schema


def field_schema(rule: dict, entities: dict) -> dict:
    schema = schema_of(rule["type"], entities)
    if schema.get("type") == "string":
        if rule.get("enum"):
            schema["enum"] = [*rule["enum"], *([None] if rule["nullable"] else [])]
        if rule.get("format") in FORMATS:
            schema["format"] = FORMATS[rule["format"]]
        if rule.get("format") in PATTERNS:
            schema["pattern"] = PATTERNS[rule["format"]]
    if rule.get("deprecated") or rule.get("removed"):
        schema["deprecated"] = True
    return or_null(schema) if rule["nullable"] else schema


def place(holder: dict, path: list[str], schema: dict, required: bool) -> None:
    """A field may lie deeper ("usage[users][active_month]", "history[][day]"): what it lies in may have a rule of its own, maybe later."""
    head, rest = path[0], path[1:]
    if head == "[]":
        items = holder.setdefault("items", {})
        if rest:
            place(items, rest, schema, required)
        else:
            holder["items"] = {**items, **schema}
        return
    inner = holder.setdefault("properties", {}).setdefault(head, {})
    if rest:
        place(inner, rest, schema, required)
        return
    inner.update({key: value for key, value in schema.items() if key != "items" or "items" not in inner})
    if required:
        holder.setdefault("required", []).append(head)


def entity_schema(name: str, entities: dict) -> dict:
    own: dict = {"type": "object"}
    for field, rule in entities[name]["fields"].items():
        if (name, field) in LEFT:
            continue
        optional = any(rule.get(word) for word in ("optional", "undocumented", "deprecated", "removed"))
        schema = field_schema({**rule, "nullable": True} if (name, field) in NULLABLE else rule, entities)
        place(own, re.findall(r"[^\[\]]+|\[\]", field), schema, not optional)
    return {"allOf": [schema_of(EXTENDS[name], entities), own]} if name in EXTENDS else own


def parameter_schema(kind: str | None) -> dict:
    kind = kind or "String"
    if kind.startswith("Array of"):
        return {"type": "array", "items": parameter_schema(kind.removeprefix("Array of ").strip())}
    if kind in ("Object", "Hash"):
        return {"type": "object"}
    if kind.startswith("String (Date"):
        return {"type": "string", "format": "date-time" if "Datetime" in kind else "date"}
    choices = re.findall(r"`(\w+)`", kind)
    return {"type": "string", "enum": choices} if choices else {"type": TYPES.get(kind.split(" ")[0], "string")}


def operation(endpoint: dict, access: str, scope: str, entities: dict) -> dict:
    told: dict = {"operationId": re.sub(r"\W+", "_", f"{endpoint['method'].lower()}{endpoint['path']}").strip("_"), "tags": [tag_of(endpoint["path"])]}
    if endpoint["status"] in ("deprecated", "removed"):
        told["deprecated"] = True
    if endpoint.get("doc"):
        told["externalDocs"] = {"url": f"https://docs.joinmastodon.org/{endpoint['doc']}"}
    if access == "Public":
        told["security"] = [{}, {"bearer": [scope] if scope else []}]
    else:
        told["security"] = [{"bearer": [scope] if scope else []}]
        if access in ("Moderator", "Administrator"):
            told["description"] = f"For who is {access.lower()} here."
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in re.findall(r"[:*](\w+)", endpoint["path"])]
    parameters += [{"name": one["name"], "in": one["in"], **({"required": True} if one.get("required") else {}), "schema": parameter_schema(one["type"])}
                   for one in endpoint["params"] if one["in"] in ("query", "header")]
    if parameters:
        told["parameters"] = parameters
    fields = [one for one in endpoint["params"] if one["in"] == "form"]
    if fields:
        body: dict = {"type": "object", "properties": {one["name"]: parameter_schema(one["type"]) for one in fields}}
        if required := [one["name"] for one in fields if one.get("required")]:
            body["required"] = required
        content = {"schema": body}
        told["requestBody"] = {"content": {"application/json": content, "application/x-www-form-urlencoded": content}}
    returns = endpoint.get("returns") or ""
    stream = returns.startswith(("SSE", "WebSocket"))
    good = {"description": returns or "Done."} if stream or not schema_of(returns, entities) else {
        "description": returns, "content": {"application/json": {"schema": schema_of(returns, entities)}}}
    told["responses"] = {"200": good, "default": {"$ref": "#/components/responses/Refused"}}
    return told


def tag_of(path: str) -> str:
    parts = [part for part in path.split("/") if part and not part.startswith((":", "*"))]
    words = [part for part in parts if not re.fullmatch(r"api|v\d(_alpha)?", part)]
    return " ".join(words[:2]) if words and words[0] == "admin" else words[0] if words else parts[-1]


def document() -> dict:
    table = json.loads(api_coverage.TABLE.read_text())
    entities = table["entities"]
    source = (ROOT / "src/mastodon/routes.cpp").read_text()
    known = api_coverage.routes([source])
    guarded = {(verb.upper(), path): (scope, access) for verb, path, scope, access in re.findall(
        r"\{(Get|Post|Put|Patch|Delete),\s*\"(/[^\"]*)\",\s*\w+(?:,\s*\"([^\"]*)\"(?:,\s*Access::(\w+))?)?", source)}
    paths: dict = {}
    for endpoint in sorted(table["endpoints"], key=lambda one: (one["path"], one["method"])):
        pattern = api_coverage.route_of(known, endpoint["method"], endpoint["path"])
        if not pattern:
            continue
        verbs = (endpoint["method"], {"PUT": "PATCH", "PATCH": "PUT"}.get(endpoint["method"], endpoint["method"]))
        scope, access = next((guarded[verb, pattern] for verb in verbs if (verb, pattern) in guarded), ("", ""))
        told = operation(endpoint, access or ("Person" if endpoint["auth"] == "user-token" else "Public"), scope, entities)
        paths.setdefault(re.sub(r"[:*](\w+)", r"{\1}", endpoint["path"]), {})[endpoint["method"].lower()] = told
    return {
        "openapi": "3.1.0",
        "info": {"title": "The Mastodon client API, as it is answered here", "version": "0.1.0",
                 "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}, "description": HEAD},
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "responses": {"Refused": {"description": "Why not, in the language that was asked for.",
                                      "content": {"application/json": {"schema": {"type": "object", "required": ["error"], "properties": {
                                          "error": {"type": "string"}, "error_description": {"type": "string"}, "details": {"type": "object"}}}}}}},
            "schemas": {name_of(name): entity_schema(name, entities) for name in entities},
        },
        "paths": paths,
    }


class Plain(yaml.SafeDumper):
    """Writes the same part twice rather than naming it once: anchors are for programs."""

    def ignore_aliases(self, _):
        return True


def page() -> str:
    return "# SPDX-License-Identifier: AGPL-3.0-or-later\n# Written by tools/mastodon_openapi.py: change what it reads, not this.\n" + yaml.dump(
        document(), Dumper=Plain, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None)


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"{PAGE.relative_to(ROOT)}: {page().count(chr(10))} lines")
