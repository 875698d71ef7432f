# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an answer is what the table of the Mastodon client API says (tests/data/mastodon-api): every documented field is there,
of its type and format, down to the last nested entity.

    problems = check(answer.json, "Status[]")           # ["[0].poll.options[1].title: …"]
"""
import functools
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = json.loads((ROOT / "tests/data/mastodon-api/mastodon-api.json").read_text())
ENTITIES = TABLE["entities"]
# What an entity has beside its own fields.
EXTENDS = {"CredentialAccount": "Account", "MutedAccount": "Account", "CredentialApplication": "Application", "Trends::Link": "PreviewCard",
           "Admin::Tag": "Tag"}
# The table says that it is always there; of a page that does not say when it was published Mastodon itself answers null.
NULLABLE = {("PreviewCard", "published_at")}
# What the table has of an older version of an answer that says which version it is (schema_version 2 of AnnualReport is without these).
LEFT = {("AnnualReport", f"data[{name}]") for name in ("most_used_apps", "commonly_interacted_with_accounts", "most_reblogged_accounts", "percentiles")}
# What is answered where the table's word is no entity.
SHAPES = {"Empty": "object", "String": "string", "{count: Integer}": "object", "Hash<home|notifications, Marker>": "object", "JSON": "object", "custom": "object",
          "Hash<String, String[]>": "object", "{merged: Boolean}": "object", "{iss, sub, name, preferred_username, profile, picture}": "object",
          "Status|ScheduledStatus": "Status", "Boolean": "boolean", "Hash[]": "object[]", "[{code, name}]": "object[]", "{status: String}": "object", "{state: String}": "object",
          "{async_refresh: AsyncRefresh}": "object", "PreviewCardProvider": "object", "PreviewCardProvider[]": "object[]", "{following_count, followers_count}": "object", "OEmbed": "object"}
PLAIN = {"string": str, "String": str, "boolean": bool, "object": dict, "null": type(None)}
DATE = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$")
FORMATS = {
    "int-as-string": lambda text: text.isdigit(),
    "datetime": lambda text: bool(DATE.match(text)),
    "date": lambda text: bool(DATE.match(text)),
    "url": lambda text: text == "" or text.startswith(("http://", "https://", "ws://", "wss://", "urn:", "/")),
}


def endpoint(method: str, path: str) -> dict | None:
    def shape(text: str) -> str:
        return re.sub(r"[:*]\w+", ":x", text)
    return next((one for one in TABLE["endpoints"] if one["method"] == method and shape(one["path"]) == shape(path)), None)


@functools.cache
def _by_method(method: str) -> list[tuple[re.Pattern, dict]]:
    found = [one for one in TABLE["endpoints"] if one["method"] == method or {one["method"], method} == {"PUT", "PATCH"}]
    patterns = sorted(found, key=lambda one: (one["path"].count(":"), one["method"] != method))      # a word before a name: ".../requests", then ".../:id"
    return [(re.compile(re.sub(r":\w+", "[^/]+", re.escape(one["path"]).replace("\\:", ":")) + "$"), one) for one in patterns if "*" not in one["path"]]


def called(method: str, path: str) -> dict | None:
    """The endpoint that a request was for."""
    return next((one for pattern, one in _by_method(method) if pattern.match(path)), None)


def check(value, kind: str, place: str = "") -> list[str]:
    if kind.endswith("[]"):
        if not isinstance(value, list):
            return [f"{place}: {kind} expected, {type(value).__name__} found"]
        return [problem for n, item in enumerate(value) for problem in check(item, kind[:-2], f"{place}[{n}]")]
    if "|" in kind:
        found = [check(value, one, place) for one in kind.split("|")]
        return [] if any(not problems for problems in found) else found[0]
    if kind in ("integer", "float", "number"):
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and (kind != "integer" or isinstance(value, int))
        return [] if good else [f"{place}: {kind} expected, {value!r} found"]
    if kind in PLAIN:
        return [] if isinstance(value, PLAIN[kind]) else [f"{place}: {kind} expected, {value!r} found"]
    if kind not in ENTITIES:
        raise KeyError(f"the table has no entity {kind}")
    if not isinstance(value, dict):
        return [f"{place}: {kind} expected, {value!r} found"]
    problems = check(value, EXTENDS[kind], place) if kind in EXTENDS else []
    for name, rule in ENTITIES[kind]["fields"].items():
        if (kind, name) in LEFT:
            continue
        known = {**rule, "nullable": True} if (kind, name) in NULLABLE else rule
        problems += _field(value, re.findall(r"[^\[\]]+|\[\]", name), known, place)
    return problems


def _field(holder, path: list[str], rule: dict, place: str) -> list[str]:
    """A field may lie deeper ("usage[users][active_month]", "history[][day]"): what it lies in has a rule of its own."""
    head, rest = path[0], path[1:]
    if path == ["[]"]:                                      # "params[poll][options[]]": the list itself
        return check(holder, rule["type"], place)
    if head == "[]":
        return [problem for n, item in enumerate(holder if isinstance(holder, list) else []) for problem in _field(item, rest, rule, f"{place}[{n}]")]
    if rest:
        inner = holder.get(head) if isinstance(holder, dict) else None
        return [] if inner is None else _field(inner, rest, rule, f"{place}.{head}")
    place = f"{place}.{head}"
    if not isinstance(holder, dict):
        return []
    if head not in holder:
        missing_is_fine = rule.get("optional") or rule.get("undocumented") or rule.get("deprecated") or rule.get("removed")
        return [] if missing_is_fine else [f"{place}: missing"]
    value = holder[head]
    if value is None:
        return [] if rule["nullable"] else [f"{place}: null, and may not be"]
    return check(value, rule["type"], place) or _format(value, rule, place)


def _format(value, rule: dict, place: str) -> list[str]:
    if not isinstance(value, str):
        return []
    if rule.get("enum") and value not in rule["enum"]:
        return [f"{place}: {value!r} is none of {rule['enum']}"]
    good = FORMATS.get(rule.get("format", ""), lambda text: True)(value)
    return [] if good else [f"{place}: {value!r} is no {rule['format']}"]
