# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case 25 (idor-sweep), whole: every endpoint that shows or touches a status × every visibility × every kind of viewer equals the
table of docs/visibility.md, which is read here, so that the page and the program cannot part."""
import itertools
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VISIBILITIES = ("public", "unlisted", "private", "direct")
# The rows of the table, by the people who play them.
PLAYERS = {"the author": "ada", "mentioned in it": "mentioned", "a follower of the author": "follower", "anybody else who signed in": "stranger",
           "nobody: not signed in": None, "blocked by the author, whatever else they are": "blocked"}
# Beyond seeing it, an act may be the author's alone, or closed for what is not public: then a refusal of another kind is right.
AUTHORS_OWN = {"put", "delete", "pin", "unpin"}


def written_table() -> dict[tuple[str, str], bool]:
    table = {}
    for line in (ROOT / "docs/visibility.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in PLAYERS:
            for visibility, answer in zip(VISIBILITIES, cells[1:]):
                table[cells[0], visibility] = {"yes": True, "no": False}[answer]
    return table


def status_routes() -> list[tuple[str, str]]:
    """Of the client API, those with a status in their path; found in the table of contents, so that a new one is tried as well."""
    text = (ROOT / "src/mastodon/routes.cpp").read_text()
    return [(method.upper(), path) for method, path in re.findall(r"\{(Get|Post|Put|Delete), \"(/api/v1/statuses/:id[^\"]*)\"", text)]


class VisibilityMatrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens, cls.ids = {None: None}, {}
        for name in ("ada", "mentioned", "follower", "stranger", "blocked"):
            cls.favilla.create_account(name)
            cls.tokens[name] = cls.favilla.create_token(name)
            cls.ids[name] = cls.ask("GET", "/api/v1/accounts/verify_credentials", name).json["id"]
        for name in ("follower", "blocked"):
            cls.ask("POST", f"/api/v1/accounts/{cls.ids['ada']}/follow", name)
        cls.ask("PATCH", "/api/v1/accounts/update_credentials", "ada", {"indexable": True, "discoverable": True})
        cls.statuses = {visibility: cls.ask("POST", "/api/v1/statuses", "ada",
                                            {"status": f"@mentioned @blocked watermelon {visibility} #fruit", "visibility": visibility, "language": "en"}).json
                        for visibility in VISIBILITIES}
        cls.ask("POST", f"/api/v1/accounts/{cls.ids['blocked']}/follow", "ada")
        cls.ask("POST", f"/api/v1/accounts/{cls.ids['blocked']}/block", "ada")
        cls.table = written_table()

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    @classmethod
    def ask(cls, method, path, who=None, body=None, headers=None):
        return cls.favilla.request(method, path, body, token=cls.tokens[who], headers=headers)

    def test_the_table_is_whole(self):
        self.assertEqual(set(self.table), set(itertools.product(PLAYERS, VISIBILITIES)))

    def test_every_endpoint_of_a_status(self):
        tried = 0
        for (method, route), (row, who), visibility in itertools.product(status_routes(), PLAYERS.items(), VISIBILITIES):
            act = route.rsplit("/", 1)[1] if not route.endswith(":id") else method.lower()
            if method == "DELETE" and who == "ada":
                continue                                            # the author may, and then nothing is left to try
            if who is None and (method != "GET" or act == "source"):
                continue                                            # asks for a token before anything else
            sees = self.table[row, visibility]
            body = {"status": "Mine now"} if method == "PUT" and who != "ada" else {} if method in ("POST", "PUT") else None
            real = self.ask(method, route.replace(":id", self.statuses[visibility]["id"]), who, body)
            absent = self.ask(method, route.replace(":id", "1"), who, body)
            what = f"{method} {route} of a {visibility} one by {row}: {real.status} {real.text[:120]}"
            self.assertEqual(absent.status, 404, what)
            if not sees or (act in AUTHORS_OWN and who != "ada" and method in ("PUT", "DELETE")):
                self.assertEqual((real.status, real.body), (404, absent.body), what)
            elif act == "reblog" and visibility in ("private", "direct"):
                self.assertIn(real.status, (200, 404) if who == "ada" else (404,), what)
            elif act in AUTHORS_OWN:
                self.assertIn(real.status, (200, 422), what)
            else:
                self.assertEqual(real.status, 200, what)
            tried += 1
            if act == "reblog":
                self.ask("POST", route.replace(":id", self.statuses[visibility]["id"]).replace("reblog", "unreblog"), who, {})
        self.assertGreater(tried, 300)

    def test_our_own_conversations(self):
        for (row, who), visibility in itertools.product(PLAYERS.items(), VISIBILITIES):
            status = self.statuses[visibility]
            answer = self.ask("GET", f"/api/favilla/v1/conversations/{status['conversation_id']}", who)
            shown = answer.status == 200 and status["id"] in answer.text
            self.assertEqual(shown, self.table[row, visibility], f"{visibility} by {row}: {answer.status}")

    def test_what_is_shown_to_everybody(self):
        """Pages, feeds and documents know no reader: they show what nobody in particular may see."""
        for visibility in VISIBILITIES:
            status, sees = self.statuses[visibility], self.table["nobody: not signed in", visibility]
            for path, headers in ((f"/@ada/{status['id']}", {"Accept": "text/html"}), (f"/@ada/{status['id']}", {"Accept": "application/activity+json"}),
                                  (f"/users/ada/statuses/{status['id']}", {"Accept": "application/activity+json"}), (f"/users/ada/statuses/{status['id']}/activity", {}),
                                  (f"/users/ada/statuses/{status['id']}/replies", {})):
                self.assertEqual(self.ask("GET", path, headers=headers).status == 200, sees, (path, visibility))
            word = f"watermelon {visibility}"
            for path in ("/@ada", "/@ada/feed.atom", "/users/ada/outbox?page=true"):
                self.assertEqual(word in self.ask("GET", path).text, sees, (path, visibility))
            for path in ("/tags/fruit", "/tags/fruit/feed.atom", "/search?q=watermelon", "/"):
                self.assertEqual(word in self.ask("GET", path).text, visibility == "public", (path, visibility))

    def test_every_list(self):
        for (row, who), visibility in itertools.product(PLAYERS.items(), VISIBILITIES):
            status, sees = self.statuses[visibility], self.table[row, visibility]
            def stands_in(path, key=None):
                answer = self.ask("GET", path, who)
                self.assertEqual(answer.status, 200, (path, row, answer.text))
                return status["id"] in [one["id"] for one in (answer.json[key] if key else answer.json)]
            what = (row, visibility)
            self.assertEqual(stands_in(f"/api/v1/statuses?id[]={status['id']}"), sees, what)
            self.assertEqual(stands_in(f"/api/v1/accounts/{self.ids['ada']}/statuses"), sees, what)
            for path in ("/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/fruit"):
                self.assertEqual(stands_in(path), sees and visibility == "public", (path, what))
            in_search = sees and (visibility == "public" or who in ("ada", "mentioned"))
            self.assertEqual(stands_in("/api/v2/search?q=watermelon&type=statuses", "statuses"), in_search, ("search", what))
            if who:
                at_home = sees and (who in ("ada", "follower"))
                wait_until(lambda: stands_in("/api/v1/timelines/home") == at_home)
                told = [one for one in self.ask("GET", "/api/v1/notifications", who).json if (one.get("status") or {}).get("id") == status["id"] and one["type"] == "mention"]
                self.assertEqual(bool(told), who == "mentioned", what)

    def test_what_is_private_is_kept_by_no_cache(self):
        """Case 26, cache-visibility: an answer for one reader says that it is for nobody else."""
        for path in (f"/api/v1/statuses/{self.statuses['private']['id']}", "/api/v1/timelines/home", f"/api/v1/accounts/{self.ids['ada']}/statuses"):
            answer = self.ask("GET", path, "follower")
            self.assertEqual(answer.status, 200)
            self.assertRegex(answer.headers.get("cache-control", ""), "private|no-store", path)
            self.assertEqual(self.ask("GET", f"/api/v1/statuses/{self.statuses['private']['id']}").status, 404)

    def test_a_suspended_author_is_seen_by_nobody(self):
        self.favilla.create_account("gone")
        token = self.favilla.create_token("gone")
        status = self.favilla.post("/api/v1/statuses", {"status": "Soon gone"}, token=token).json
        self.favilla.command("account", "modify", "gone", "--suspend")
        for who in ("ada", "stranger", None):
            self.assertEqual(self.ask("GET", f"/api/v1/statuses/{status['id']}", who).status, 404)
        self.assertEqual(self.ask("GET", f"/@gone/{status['id']}").status in (404, 410), True)


if __name__ == "__main__":
    unittest.main()
