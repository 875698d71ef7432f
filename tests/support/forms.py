# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser that reads forms and fills them in, without a script: for tests that sign in as people do.

    browser = Browser(favilla.url)
    page = browser.get("/auth/sign_in")
    page = browser.submit(page, login="ada", password="a spark is enough")
"""
import html.parser
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)      # name, value, words


class _Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self._form: Form | None = None
        self._button: list | None = None

    def handle_starttag(self, tag, attributes):
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        if not self._form:
            return
        if tag in ("input", "textarea", "select") and found.get("name") and (found.get("type") not in ("checkbox", "radio") or "checked" in found):
            self._form.fields[found["name"]] = found.get("value", "")
        if tag == "button":
            self._button = [found.get("name", ""), found.get("value", ""), ""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "button" and self._button and self._form:
            self._form.buttons.append(tuple(self._button))
            self._button = None

    def handle_data(self, text):
        self.texts.append(text)
        if self._button:
            self._button[2] += text


@dataclass
class Page:
    status: int
    url: str
    text: str
    headers: dict[str, str]

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    @property
    def forms(self) -> list[Form]:
        return self._read().forms

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._read().texts).split())


class Browser:
    """Follows redirects within the server, and stops with the address where one leads elsewhere."""

    def __init__(self, url: str, language: str = "en"):
        self.url, self.language, self.cookies = url, language, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Page:
        return self._open(urllib.parse.urljoin(self.url, path), None)

    def submit(self, page: Page, button: str = "", form: int = -1, **fields) -> Page:
        found = page.forms[form]
        sent = {**found.fields, **fields}
        for name, value, words in found.buttons:
            if name and (not button or button in (value, words.strip())):
                sent[name] = value
                break
        target = urllib.parse.urljoin(page.url, found.action or page.url)
        return self._open(target, urllib.parse.urlencode(sent).encode() if found.method == "post" else None)

    def send(self, path: str, fields: dict[str, str]) -> Page:
        """As a script of a page sends a form of it."""
        return self._open(urllib.parse.urljoin(self.url, path), urllib.parse.urlencode(fields).encode())

    def forget(self, cookie: str) -> None:
        for one in [one for one in self.cookies if one.name == cookie]:
            self.cookies.clear(one.domain, one.path, one.name)

    def sign_in(self, name: str, password: str = "a spark is enough") -> Page:
        return self.submit(self.get("/auth/sign_in"), login=name, password=password)

    def _open(self, url: str, body: bytes | None) -> Page:
        call = urllib.request.Request(url, data=body, headers={"Accept-Language": self.language, "Accept": "text/html", "Origin": self.url})
        try:
            answer = self.opener.open(call, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return Page(answer.status, answer.geturl(), answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()})
