# SPDX-License-Identifier: AGPL-3.0-or-later
# on SQLite: the data is compared by reading its file
"""Case 22, csrf: with a person's cookie, no other site can change anything by any route, and no GET changes what is said here."""
import pathlib
import re
import sqlite3
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The server's own bookkeeping: what time alone moves (its jobs and schedules, the keys it makes ready, the ids it has set aside, what it
# compares every night), and how often something was read.
OWN = {"integrity_runs", "integrity_log", "integrity_heads", "jobs", "schedules", "id_marks", "events", "own_keys", "readings", "interests", "interest_profiles", "sqlite_stat1", "sqlite_stat4", "sqlite_sequence"}
# As another site's page would send: a form and a fetch, from afar, from a neighbour of the domain, from a sandbox, and from what sends no origin.
ATTACKS = ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
           {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}, {})


def routes(method: str) -> list[str]:
    """Of the whole program, found in its tables of routes."""
    found = []
    for file in sorted((ROOT / "src").glob("*/*.cpp")):
        if not file.name.endswith("_test.cpp"):
            found += re.findall(rf"\b{method}, \"(/[^\"]*)\"", file.read_text())
    return found


class Csrf(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.favilla.create_account("boss", role="admin")
        cls.favilla.create_account("ada")
        token = cls.favilla.create_token("ada")
        cls.status = cls.favilla.post("/api/v1/statuses", {"status": "Here #tag", "poll": {"options": ["a", "b"], "expires_in": 3600}}, token=token).json
        cls.favilla.post("/api/v1/lists", {"title": "A list"}, token=token)
        cls.favilla.post("/api/v2/filters", {"title": "A filter", "context": ["home"]}, token=token)
        cls.browser = Browser(cls.favilla.url)
        cls.browser.sign_in("ada")
        cls.cookie = "; ".join(f"{one.name}={one.value}" for one in cls.browser.cookies)

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def fill(self, route: str) -> str:
        for name, value in (("/:name/:id", f"/ada/{self.status['id']}"), ("@:name", "@ada"), ("/users/:name", "/users/ada"), ("tags/:name", "tags/tag"), (":hashtag", "tag"),
                            ("statuses/:id", f"statuses/{self.status['id']}"), ("accounts/:id", f"accounts/{self.status['account']['id']}"),
                            ("polls/:id", f"polls/{self.status['poll']['id']}"), ("*stream", "public")):
            route = route.replace(name, value)
        return re.sub(r":\w+", "1", route)

    def data(self) -> dict[str, list]:
        with sqlite3.connect(f"file:{self.favilla.data}/favilla.sqlite3?mode=ro", uri=True) as database:
            tables = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
            return {table: sorted(map(repr, database.execute(f"SELECT * FROM \"{table}\""))) for table in tables if table not in OWN}

    def changed(self, before) -> list[str]:
        after = self.data()
        return [f"{table}: {set(after[table]) ^ set(before[table])}"[:400] for table in before if before[table] != after[table]]

    def ask(self, method, path, body=None, headers=None):
        call = urllib.request.Request(self.favilla.url + path, data=body, headers={"Cookie": self.cookie, **(headers or {})}, method=method)
        try:
            answer = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({})).open(call, timeout=60)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return answer.status

    def test_another_site_changes_nothing(self):
        tried, before = 0, self.data()
        fields = urllib.parse.urlencode({"status": "By another", "title": "By another", "login": "ada", "password": "a spark is enough", "email": "ada@example.org", "username": "cleo",
                                         "agreement": "true", "choices[]": "0", "display_name": "By another", "phrase": "By another", "context[]": "home"}).encode()
        for method in ("Post", "Put", "Patch", "Delete"):
            for route in routes(method):
                if route in NEEDS_NO_COOKIE:
                    continue
                for attack in ATTACKS:
                    status = self.ask(method.upper(), self.fill(route), fields, {**attack, "Content-Type": "application/x-www-form-urlencoded"})
                    self.assertIn(status, (400, 401, 403, 404, 405, 413, 415, 422), f"{method} {route} with {attack}")
                    tried += 1
        self.assertGreater(tried, 300)
        self.assertEqual(self.changed(before), [])
        self.assertIn("@ada", self.browser.get("/about").words, "and she is still signed in")

    def test_a_get_changes_nothing(self):
        tried, before = 0, self.data()
        for route in routes("Get"):
            if "streaming" in route and not route.endswith("health"):
                continue                                            # stays open; it writes nothing, which its own tests say
            for accept in ("text/html", "application/activity+json", "application/json"):
                self.assertLess(self.ask("GET", self.fill(route), headers={"Accept": accept}), 500, route)
                tried += 1
        self.assertGreater(tried, 150)
        self.assertEqual(self.changed(before), [])


# What any program may ask for without a cookie: it changes nothing of the person whose cookie came along. A key, a secret or a
# signature stands in the request instead.
NEEDS_NO_COOKIE = {"/api/v1/apps", "/oauth/token"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


if __name__ == "__main__":
    unittest.main()
