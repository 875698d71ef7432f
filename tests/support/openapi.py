# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an answer of our own API is what docs/api/favilla.yaml says: the route, the code and the shape of what comes with it.

    problems_of("GET", "/api/favilla/v1/groups/12", 200, answer.json)     # ["0.membership.state: …"]

Of JSON Schema as much as the document uses. A key that an object's schema does not name is a problem as well: it would be told to nobody.
"""
import functools
import pathlib
import re

import yaml

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/api/favilla.yaml"
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list, "null": type(None)}
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


@functools.cache
def document() -> dict:
    return yaml.load(DOCUMENT.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _resolved(part: dict) -> dict:
    while "$ref" in part:
        target = document()
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part


def _operation(method: str, path: str) -> dict | None:
    path = path.split("?")[0]
    exact = document()["paths"].get(path)                # "/groups/mine" before "/groups/{id}"
    for pattern, item in [(path, exact)] if exact else document()["paths"].items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path) and method.lower() in item:
            return item[method.lower()]
    return None


def problems_of(method: str, path: str, status: int, value) -> list[str]:
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path} is not described"]
    described = operation["responses"].get(str(status))
    if described is None:
        return [f"{method} {path} is not said to answer {status}"]
    content = _resolved(described).get("content")
    if content is None:
        return []
    return list(_check(value, content["application/json"]["schema"], "answer"))


def _check(value, schema: dict, place: str):
    schema = _resolved(schema)
    if "oneOf" in schema:
        tried = [list(_check(value, one, place)) for one in schema["oneOf"]]
        if all(tried):
            yield from min(tried, key=len)
        return
    if "allOf" in schema:
        merged = {"type": "object", "required": [], "properties": {}}
        for one in map(_resolved, schema["allOf"]):
            merged["required"] += one.get("required", [])
            merged["properties"] |= one.get("properties", {})
        schema = merged
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        yield f"{place}: {' or '.join(kinds)} expected, {value!r:.80} found"
        return
    if value is not None and "enum" in schema and value not in schema["enum"]:
        yield f"{place}: one of {schema['enum']} expected, {value!r} found"
    if schema.get("format") == "date-time" and isinstance(value, str) and not TIME.match(value):
        yield f"{place}: a time expected, {value!r} found"
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from _check(item, schema.get("items", {}), f"{place}.{n}")
    if isinstance(value, dict) and "properties" in schema:
        for name in schema.get("required", []):
            if name not in value:
                yield f"{place}.{name}: missing"
        for name, item in value.items():
            if name not in schema["properties"]:
                yield f"{place}.{name}: not described"
            else:
                yield from _check(item, schema["properties"][name], f"{place}.{name}")
