#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""check_house.py [ROOT]: holds the rules of the house (ARCHITECTURE.md, "Invariants") true.

Prints one line a finding, `file:line: rule: what is wrong`. Violations end with exit code 1, warnings do not.
Each rule is a function that yields findings; tools/test_check_house.py plants a violation of each.
"""
import json
import pathlib
import re
import sys
import time
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cpp_text import CppText  # noqa: E402

EDGE = ("mastodon", "activitypub", "pages", "console")      # they speak protocols: statuses, JSON
SPDX = "SPDX-License-Identifier: AGPL-3.0-or-later"
SOURCES = {".h", ".cpp", ".py", ".sh", ".mjs", ".js", ".ts", ".svelte", ".css"}
TEXTS = SOURCES | {".sql", ".md", ".json", ".txt", ".toml", ".yml", ".yaml", ".cmake", ".html", ".service", ""}
NOT_OURS = {".git", "build", "data", "data-demo", "data-demo.partial", "node_modules", "__pycache__", "dist", ".cache"}
HOMELESS = {"utils", "util", "common", "helpers", "helper", "services", "managers", "misc"}

# What is warned of, and what is refused, in lines.
FILE_BUDGET = (400, 800)
FUNCTION_BUDGET = (60, 100)
HEADER_BUDGET = (150, 300)
COMPONENT_BUDGET = (250, 500)

SQL = re.compile(r"\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\([^)]*\)\s*)?AS\s"
                 r"|CREATE\s+(?:TABLE|INDEX|UNIQUE|VIRTUAL|TEMP)\s|DROP\s+(?:TABLE|INDEX)\s|ALTER\s+TABLE\s|PRAGMA\s)")
SQL_WRITE = re.compile(r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|(?<!DO )(?<!FOR )(?<!FOR NO KEY )UPDATE|DELETE\s+FROM)\s+(?!SET\b)([a-z_][a-z0-9_]*)")
SQL_TABLE = re.compile(r"\bCREATE\s+(?:VIRTUAL\s+|TEMP\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_][a-z0-9_]*)", re.IGNORECASE)
SQL_ALTER = re.compile(r"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?([a-z_][a-z0-9_]*)", re.IGNORECASE)
TYPE_OF_A_MODULE = re.compile(r"^(?:struct|class|enum class) (\w+)\b[^;{]*\{", re.MULTILINE)      # within a namespace nothing is set in
COROUTINE = re.compile(r"\bco_(?:await|return|yield)\b|\bboost::(?:asio|beast)\b|\b(?:asio|beast)::")
ASYNC_INCLUDE = re.compile(r"boost/(?:asio|beast)")
JSON_NAME = re.compile(r"\bboost::json\b|\bnlohmann\b|\brapidjson\b")
JSON_INCLUDE = re.compile(r"boost/json|nlohmann|rapidjson")
HTTP_STATUS = re.compile(r"\bhttp::status\b|\bjson_response\s*\(\s*[1-5]\d\d\b|\bResponse\s*\{\s*(?:\.\w+\s*=\s*)?[1-5]\d\d\b|\bstatus(?:_code)?\s*[=!]?=\s*[1-5]\d\d\b"
                         r"|\b(?:http_|error_|html_|text_)response\s*\(\s*[1-5]\d\d\b")
KEY_USE = re.compile(r"\b(?:refuse\s*\(\s*(?:favilla::)?ErrorCode::\w+|Error\s*\{\s*(?:favilla::)?ErrorCode::\w+"
                     r"|(?:text|say|words|words\.count|sentence)\s*\((?:\s*[\w.>()-]+)?)\s*,?\s*$")
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$")
CLOSURE = re.compile(r"\b(?:database_?|db)(?:\(\))?(?:\.|->)(?:read|write)\((?=\s*\[)")
SPENT = re.compile(r"std::move\(\*?(?P<moved>[a-z]\w*)|(?<![\w.>])(?P<grown>[a-z]\w*)(?:\.\w+)*(?:\.(?:push_back|emplace\w*|insert|append|erase)\(|\s*(?:\+=|\+\+))")
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:" + "work|" + r"root)/\w")
WRITTEN = re.compile(r"// [^\n]*\n// Written by \w+\.\w+ ")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")


@dataclass
class Finding:
    path: str
    line: int
    rule: str
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'warning: ' if self.is_warning else ''}{self.rule}: {self.text}"


@dataclass
class File:
    path: str                       # below the root, with slashes
    source: str
    cpp: CppText | None = None
    module: str | None = None       # of src/MODULE/...

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_test(self) -> bool:
        return self.name.endswith("_test.cpp")

    def line_of(self, position: int) -> int:
        return self.source.count("\n", 0, position) + 1


@dataclass
class House:
    root: pathlib.Path
    layers: dict[str, int]
    files: list[File] = field(default_factory=list)

    def layer(self, module: str | None) -> int | None:
        return self.layers.get(module or "")

    def modules(self):
        """The C++ files under src/ whose module is known."""
        return (file for file in self.files if file.cpp and file.module in self.layers)


def read_layers(path: pathlib.Path) -> dict[str, int]:
    layers = {}
    for line in path.read_text().splitlines():
        number, *modules = line.split("#")[0].split() or [""]
        layers.update({module: int(number) for module in modules})
    return layers


def read_house(root: pathlib.Path) -> House:
    house = House(root, read_layers(root / "tools" / "layers.txt"))
    pending = [root]
    while pending:
        for path in sorted(pending.pop().iterdir()):
            if path.is_symlink() or path.name in NOT_OURS:
                continue
            if path.is_dir():
                pending.append(path)
                continue
            if path.suffix not in TEXTS or path.name in ("LICENSE", "package-lock.json"):
                continue
            try:
                source = path.read_text()
            except UnicodeDecodeError:
                continue
            name = path.relative_to(root).as_posix()
            parts = name.split("/")
            module = parts[1] if parts[0] == "src" and len(parts) > 2 else None
            house.files.append(File(name, source, CppText(source) if path.suffix in (".h", ".cpp") else None, module))
    return house


# --- Rules ------------------------------------------------------------------------------------------


def check_rooms(house: House):
    """Every folder of src/ has a layer; nothing is called by a name that says nothing."""
    unknown = {file.module for file in house.files if file.module and file.module not in house.layers}
    for module in sorted(unknown):
        yield Finding(f"src/{module}", 1, "layers", f"the module {module} is not in tools/layers.txt")
    for file in house.files:
        if file.path.startswith(("src/", "web/")):
            words = {pathlib.PurePath(part).stem.removesuffix("_test") for part in file.path.split("/")}
            for word in sorted(words & HOMELESS):
                yield Finding(file.path, 1, "names", f"nothing is called {word}: what fits nowhere has not been understood yet")


def check_layers(house: House):
    """Rule 1: includes go down; a test may also use the shared test house."""
    for file in house.modules():
        for line, include in file.cpp.includes:
            target = include.split("/")[0]
            if "/" not in include or target not in house.layers or target == file.module:
                continue
            if house.layers[target] >= house.layers[file.module]:
                yield Finding(file.path, line, "layers", f"{file.module} ({house.layers[file.module]}) includes {include} "
                              f"of {target} ({house.layers[target]}): only lower layers are reached by an include")


def check_names(house: House):
    """A module has one type of a name in its headers: of two the linker keeps the functions of either, for both."""
    seen: dict[tuple[str, str], str] = {}
    for file in house.modules():
        if not file.path.endswith(".h"):
            continue
        for match in TYPE_OF_A_MODULE.finditer(file.cpp.code):
            first = seen.setdefault((file.module, match[1]), file.path)
            if first != file.path:
                yield Finding(file.path, file.cpp.line_of(match.start()), "names", f"{match[1]} stands in {first} as well")


def check_coroutines(house: House):
    """Rule 2."""
    for file in house.modules():
        if file.module == "net":
            continue
        for match in COROUTINE.finditer(file.cpp.code):
            yield Finding(file.path, file.cpp.line_of(match.start()), "async", f"{match.group(0)} belongs under net/ only")
        for line, include in file.cpp.includes:
            if ASYNC_INCLUDE.search(include):
                yield Finding(file.path, line, "async", f"<{include}> belongs under net/ only")


def check_sql(house: House):
    """Rule 3."""
    for file in house.modules():
        if 1 <= house.layers[file.module] <= 7:
            continue
        for literal in file.cpp.literals:
            if SQL.match(literal.text):
                yield Finding(file.path, literal.line, "sql", f"SQL belongs in layers 1 to 7: {literal.text.strip()[:40]}")


def check_json(house: House):
    """Rule 4."""
    for file in house.modules():
        if file.module in EDGE or "event" in file.name or re.fullmatch(r"src/base/json(_test)?\.(h|cpp)", file.path):
            continue
        for match in JSON_NAME.finditer(file.cpp.code):
            yield Finding(file.path, file.cpp.line_of(match.start()), "json", f"{match.group(0)} is named only in base/json.*, protocol modules and event payloads")
        for line, include in file.cpp.includes:
            if JSON_INCLUDE.search(include):
                yield Finding(file.path, line, "json", f"<{include}> is named only in base/json.*, protocol modules and event payloads")


def without_sql_comments(source: str) -> str:
    return re.sub(r"--[^\n]*", lambda match: " " * len(match.group(0)), source)


def check_tables(house: House):
    """Rule 5: each migration names its owner, and only the owner writes the table."""
    owners: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for file in sorted(house.files, key=lambda file: file.path):
        if not re.fullmatch(r"migrations/[^/]*\.sql", file.path):
            continue
        if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", file.name):
            yield Finding(file.path, 1, "tables", "a migration is called NNNN_topic.sql")
        if other := numbers.get(file.name[:4]):
            yield Finding(file.path, 1, "tables", f"the number {file.name[:4]} is taken by {other}")
        numbers[file.name[:4]] = file.name
        owner = re.match(r"-- owner: ([a-z]+)\n", file.source)
        if not owner or not 1 <= house.layers.get(owner.group(1), 0) <= 7:
            yield Finding(file.path, 1, "tables", "the first line names the module that writes these tables: -- owner: MODULE")
            continue
        sql = without_sql_comments(file.source)
        for table in SQL_TABLE.findall(sql):
            owners[table] = owner.group(1)
        for pattern in (SQL_ALTER, SQL_WRITE):
            for match in pattern.finditer(sql):
                if owners.get(match.group(1), owner.group(1)) != owner.group(1):
                    yield Finding(file.path, file.line_of(match.start()), "tables", f"{match.group(1)} belongs to {owners[match.group(1)]}")
    for file in house.modules():
        for literal in file.cpp.literals:
            for table in SQL_TABLE.findall(literal.text):
                owners.setdefault(table, file.module)
    for file in house.modules():
        if not file.is_test:
            yield from check_writes(file, owners)


def check_writes(file: File, owners: dict[str, str]):
    for literal in file.cpp.literals:
        for match in SQL_WRITE.finditer(literal.text):
            table = match.group(1)
            if table not in owners:
                yield Finding(file.path, literal.line, "tables", f"no migration makes the table {table}")
            elif owners[table] != file.module:
                yield Finding(file.path, literal.line, "tables", f"{table} is written by {owners[table]} only, not by {file.module}")


def check_http_status(house: House):
    """Rule 6."""
    for file in house.modules():
        if file.module == "net" or file.module in EDGE:
            continue
        for match in HTTP_STATUS.finditer(file.cpp.code):
            yield Finding(file.path, file.cpp.line_of(match.start()), "status", f"an HTTP status outside net/ and layer 8: {' '.join(match.group(0).split())}")


def inside_brackets(code: str, opening: int) -> str:
    depth = 0
    for end in range(opening, len(code)):
        depth += (code[end] in "([{") - (code[end] in ")]}")
        if depth == 0:
            return code[opening:end]
    return code[opening:]


def check_closures(house: House):
    """What is given to read() or write() may run more than once (docs/decisions/0006): it uses up nothing that it did not make."""
    for file in house.modules():
        if file.is_test:
            continue
        for call in CLOSURE.finditer(file.cpp.code):
            opening = call.end() - 1
            closure = inside_brackets(file.cpp.code, opening)
            for spent in SPENT.finditer(closure):
                name = spent.group("moved") or spent.group("grown")
                made = rf"(?:[\w>&*\])]\s*[&*]*\s|TRY\((?:const )?auto |\[(?:\w+, )*){name}\s*[=;({{,:\])]|\b{name}(?:\.\w+)*\.clear\(\)"
                if not re.search(made, closure):
                    yield Finding(file.path, file.cpp.line_of(opening + spent.start()), "closures", f"{name} is used up inside what may run again")


def over(path: str, line: int, what: str, lines: int, budget: tuple[int, int]):
    if lines > budget[0]:
        limit = budget[1] if lines > budget[1] else budget[0]
        yield Finding(path, line, "budget", f"{what} of {lines} lines, more than {limit}", is_warning=lines <= budget[1])


def check_budgets(house: House):
    """Rule 7."""
    for file in house.files:
        if not file.path.startswith(("src/", "tests/", "tools/", "web/")) or pathlib.PurePath(file.path).suffix not in SOURCES:
            continue
        if WRITTEN.match(file.source):                  # by a script: as long as its table
            continue
        lines = file.source.count("\n")
        if file.path.endswith(".h"):
            yield from over(file.path, 1, "a header", lines, HEADER_BUDGET)
        elif file.path.endswith(".svelte"):
            yield from over(file.path, 1, "a component", lines, COMPONENT_BUDGET)
        else:
            yield from over(file.path, 1, "a file", lines, FILE_BUDGET)
        for function in file.cpp.functions() if file.cpp else []:
            yield from over(file.path, function.line, f"the function {function.name}", function.lines, FUNCTION_BUDGET)


def check_spdx(house: House):
    """The licence stands first; in a script and a component, right after the line that must."""
    for file in house.files:
        is_script = pathlib.PurePath(file.path).suffix in SOURCES or file.source.startswith("#!")
        if is_script and file.source.strip() and SPDX not in "\n".join(file.source.split("\n", 2)[:2]):
            yield Finding(file.path, 1, "licence", f"the first line is // {SPDX}")


def check_texts(house: House):
    """No path of somebody's machine, nothing left for later."""
    for file in house.files:
        for pattern, rule, what in ((MACHINE_PATH, "paths", "a path of one machine"), (UNFINISHED, "unfinished", "work left for later: do it, or file it")):
            for match in pattern.finditer(file.source):
                yield Finding(file.path, file.line_of(match.start()), rule, f"{what}: {match.group(0)}")


# --- The catalogue of words -------------------------------------------------------------------------


def read_catalogue(house: House, language: str, problems: list[Finding]) -> dict[str, tuple[str, str]]:
    """Key -> (sentence, file)."""
    catalogue = {}
    for file in house.files:
        if not re.fullmatch(rf"locale/{language}/[^/]+\.json", file.path):
            continue
        try:
            pairs = json.loads(file.source, object_pairs_hook=list)
        except ValueError as error:
            problems.append(Finding(file.path, 1, "locale", str(error)))
            continue
        for key, sentence in pairs:
            if key in catalogue:
                problems.append(Finding(file.path, 1, "locale", f"{key} is said twice"))
            elif not isinstance(sentence, str) or not sentence.strip():
                problems.append(Finding(file.path, 1, "locale", f"{key} has no sentence"))
            else:
                catalogue[key] = (sentence, file.path)
    return catalogue


def placeholders(sentence: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w*)\}", sentence)))


def check_locale(house: House):
    """Both languages say the same things; what code asks for exists; what exists is asked for."""
    problems: list[Finding] = []
    english, italian = (read_catalogue(house, language, problems) for language in ("en", "it"))
    yield from problems
    for here, there, language in ((english, italian, "it"), (italian, english, "en")):
        for key, (_, path) in here.items():
            if key not in there:
                yield Finding(path, 1, "locale", f"{key} is missing in {language}")
    for key in english.keys() & italian.keys():
        if placeholders(english[key][0]) != placeholders(italian[key][0]):
            yield Finding(italian[key][1], 1, "locale", f"{key} has other placeholders than in English: {placeholders(italian[key][0])}")
    yield from check_keys(house, {**italian, **english})


def check_keys(house: House, catalogue: dict[str, tuple[str, str]]):
    said: set[str] = set()
    patterns: list[str] = []                       # keys put together: "posture.{}", "visibility." + name
    for file in house.files:
        for literal in file.cpp.literals if file.cpp else []:
            said.add(literal.text)
            if re.fullmatch(r"[a-z][a-z0-9_.]*\.", literal.text):
                patterns.append(re.escape(literal.text) + ".+")
            elif "{}" in literal.text and re.fullmatch(r"[a-z][a-z0-9_.{}]*\.[a-z0-9_.{}]*", literal.text):
                patterns.append(re.escape(literal.text).replace(r"\{\}", ".+"))
            if file.module and not file.is_test and KEY.match(literal.text) and not {literal.text, literal.text + ".other"} & catalogue.keys():
                if KEY_USE.search(file.cpp.code[max(0, literal.start - 120):literal.start]):
                    yield Finding(file.path, literal.line, "locale", f"no catalogue has the key {literal.text}")
        if file.path.startswith("web/") or file.path.endswith(".html"):
            said.update(re.findall(r"['\"`{]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)['\"`}]", file.source))
    made = re.compile("|".join(patterns)) if patterns else None
    for key, (_, path) in catalogue.items():
        is_plural = key.rsplit(".", 1)[0] in said and key.rsplit(".", 1)[1] in ("zero", "one", "two", "few", "many", "other")
        if key not in said and not is_plural and not (made and made.fullmatch(key)):
            yield Finding(path, 1, "locale", f"nothing says {key}")


BROWSER_QUESTION = re.compile(r"(?<![.\w])(?:window\.|globalThis\.)?(confirm|alert|prompt)\(")


def check_questions(house: House):
    """What can be taken back is done at once and can be undone (web/pages/taken.svelte.ts); what cannot is asked by a dialog of our own, which
    names what is lost (web/pages/sure.svelte.ts). The browser's windows do neither."""
    for file in house.files:
        if not file.path.startswith("web/") or file.path.endswith(".test.ts") or pathlib.PurePath(file.path).suffix not in {".ts", ".svelte"}:
            continue
        for number, line in enumerate(file.source.splitlines(), 1):
            if found := BROWSER_QUESTION.search(line):
                yield Finding(file.path, number, "questions", f"{found[1]}() is the browser's window: use sure() or takeAway()")


PICTURE = re.compile(r"!\[(.*?)\]\(([^)\s]+)\)")
HEAVIEST_PICTURE = 80 * 1024


def check_pictures(house: House):
    """What a page of the documentation shows is there, is said in words for those who do not see it, and is light in the guides."""
    for page in [*sorted((house.root / "docs").rglob("*.md")), *sorted(house.root.glob("*.md"))]:
        for number, line in enumerate(page.read_text().splitlines(), 1):
            for words, target in PICTURE.findall(line):
                place, picture = str(page.relative_to(house.root)), page.parent / target
                if not words:
                    yield Finding(place, number, "pictures", f"nothing says what {target} shows")
                if not picture.is_file():
                    yield Finding(place, number, "pictures", f"{target} is not there")
                elif "guides" in picture.parts and picture.stat().st_size > HEAVIEST_PICTURE:
                    yield Finding(place, number, "pictures", f"{target} weighs more than {HEAVIEST_PICTURE // 1024} KB")


RULES = (check_rooms, check_layers, check_names, check_coroutines, check_sql, check_json, check_tables, check_http_status, check_closures, check_budgets,
         check_spdx, check_texts, check_locale, check_questions, check_pictures)


def findings(root: pathlib.Path) -> list[Finding]:
    house = read_house(root)
    return [finding for rule in RULES for finding in rule(house)]


def main(arguments: list[str]) -> int:
    start = time.monotonic()
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parents[1]
    found = sorted(findings(root), key=lambda finding: (not finding.is_warning, finding.path, finding.line))
    for finding in found:
        print(finding)
    violations = sum(not finding.is_warning for finding in found)
    print(f"House rules: {violations} violations, {len(found) - violations} warnings, {time.monotonic() - start:.1f} s.")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
