# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading C++ as text, as far as the house rules need: comments and strings apart, functions measured."""
import bisect
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"(?P<tag>[^ ()\\\t\n]*)\((?P<raw>.*?)\)(?P=tag)"'
    r'|"(?P<plain>(?:[^"\\\n]|\\.)*)"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]")
_FUNCTION_HEAD = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|&&?|try|->[^;{}]*|:[^:;].*|requires[^;{}]*)*\s*$", re.DOTALL)
_TYPE_HEAD = re.compile(r"\b(?:class|struct|union|enum)\b")
_NAME = re.compile(r"([\w:~]+|operator\s*\S+?)\s*\(")


@dataclass
class Literal:
    line: int
    text: str            # neighbours are joined, as the compiler joins them
    start: int           # where it stands in the source
    end: int


@dataclass
class Function:
    line: int
    name: str
    lines: int


class CppText:
    """`code` is the source with comments and the insides of strings blanked; every position is kept."""

    def __init__(self, source: str):
        self.source = source
        self._newlines = [position for position, character in enumerate(source) if character == "\n"]
        self.literals: list[Literal] = []
        self.includes: list[tuple[int, str]] = []
        self.code = _TOKEN.sub(self._token, source)
        self._join_literals()
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]', self.code, re.MULTILINE):
            rest = source[match.end():source.find("\n", match.end())]
            self.includes.append((self.line_of(match.start()), rest.split('"')[0].split(">")[0]))

    def line_of(self, position: int) -> int:
        return bisect.bisect_left(self._newlines, position) + 1

    def _token(self, match: re.Match) -> str:
        text = match.group(0)
        if text.startswith("/"):
            return _NOT_NEWLINE.sub(" ", text)
        if text.startswith("'"):
            return "'" + " " * (len(text) - 2) + "'"
        content = match.group("raw") if match.group("raw") is not None else match.group("plain")
        self.literals.append(Literal(self.line_of(match.start()), content, match.start(), match.end()))
        return '"' + _NOT_NEWLINE.sub(" ", text[1:-1]) + '"'

    def _join_literals(self) -> None:
        joined: list[Literal] = []
        for literal in self.literals:
            if joined and not self.code[joined[-1].end:literal.start].strip():
                joined[-1] = Literal(joined[-1].line, joined[-1].text + literal.text, joined[-1].start, literal.end)
            else:
                joined.append(literal)
        self.literals = joined

    def functions(self) -> list[Function]:
        """Every function body outside other functions, with its length from brace to brace."""
        code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: _NOT_NEWLINE.sub(" ", m.group(0)), self.code, flags=re.MULTILINE)
        found: list[Function] = []
        stack: list[tuple[str, int, str]] = []         # kind, position of the brace, name
        inside = 0                                     # how many braces of the stack lie in a function or an initialiser
        head_start = 0
        for match in re.finditer(r"[{};]", code):
            position, brace = match.start(), match.group(0)
            if brace == "{":
                kind, name = ("inner", "") if inside else self._kind(code[head_start:position])
                stack.append((kind, position, name))
                inside += kind in ("function", "inner")
            elif brace == "}" and stack:
                kind, start, name = stack.pop()
                inside -= kind in ("function", "inner")
                if kind == "function":
                    first, last = self.line_of(start), self.line_of(position)
                    found.append(Function(first, name, last - first + 1))
            if not inside:
                head_start = position + 1
        return found

    @staticmethod
    def _kind(head: str) -> tuple[str, str]:
        head = head.strip()
        if re.search(r'\bnamespace\b|\bextern\s*"', head) or not head:
            return "namespace", ""
        if _FUNCTION_HEAD.search(head):
            name = _NAME.search(re.sub(r"\[\[.*?\]\]|\btemplate\s*<.*?>\s*(?=\w)|\brequires\s*\(.*?\)\s", "", head, flags=re.DOTALL))
            return "function", name.group(1) if name else "?"
        return ("type", "") if _TYPE_HEAD.search(head) and "=" not in head.split("\n")[-1] else ("inner", "")
