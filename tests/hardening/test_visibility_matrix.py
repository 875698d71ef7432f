# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case 25 (idor-sweep), whole: every endpoint that shows or touches a status × every visibility × every kind of viewer equals the
table of docs/visibility.md, which is read here, so that the page and the program cannot part."""
import itertools
import pathlib
import re
import socket
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VISIBILITIES = ("public", "unlisted", "private", "direct")
# The rows of the table, by the people who play them.
PLAYERS = {"the author": "ada", "mentioned in it": "mentioned", "a follower of the author": "follower", "anybody else who signed in": "stranger",
           "nobody: not signed in": None, "blocked by the author, whatever else they are": "blocked"}
# Beyond seeing it, an act may be the author's alone, or closed for what is not public: then a refusal of another kind is right.
AUTHORS_OWN = {"put", "delete", "pin", "unpin", "interaction_policy"}


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
    return [(method.upper(), path) for method, path in re.findall(r"\{(Get|Post|Put|Delete), \"(/api/v1/statuses/:id[^\"]*)\"", text)
            if ":quoting_status_id" not in path                # names two: test_quotes_show_no_more below
            and not path.endswith("/translate")]               # closed for what is not public, by another service: tests/api/test_translation.py


class Stream:
    """What an open stream tells, gathered beside the test."""

    def __init__(self, favilla, name, token=None):
        self.text, self.socket = "", socket.create_connection(("127.0.0.1", favilla.port), timeout=30)
        bearer = f"Authorization: Bearer {token}\r\n" if token else ""
        self.socket.sendall(f"GET /api/v1/streaming/{name} HTTP/1.1\r\nHost: {favilla.domain}\r\n{bearer}\r\n".encode())
        first = self.socket.recv(4096).decode()
        assert first.startswith("HTTP/1.1 200"), first
        threading.Thread(target=self.gather, daemon=True).start()

    def gather(self):
        try:
            while block := self.socket.recv(65536):
                self.text += block.decode(errors="replace")
        except OSError:
            pass

    def close(self):
        self.socket.close()


class VisibilityMatrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        people = ("ada", "mentioned", "follower", "stranger", "blocked")
        cls.tokens = {None: None, **cls.favilla.create_people(*people)}
        cls.ids = {name: cls.ask("GET", "/api/v1/accounts/verify_credentials", name).json["id"] for name in people}
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
            real = self.ask(method, route.replace(":id", self.statuses[visibility]["id"]), who, body)    # none of them has a card
            absent = self.ask(method, route.replace(":id", "1"), who, body)
            what = f"{method} {route} of a {visibility} one by {row}: {real.status} {real.text[:120]}"
            self.assertEqual(absent.status, 404, what)
            if not sees or act == "card" or (act in AUTHORS_OWN and who != "ada" and method in ("PUT", "DELETE")):
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
                # Once is enough: the rows of a home are written in the posting's own transaction.
                self.assertEqual(stands_in("/api/v1/timelines/home"), sees and who in ("ada", "follower"), ("home", what))
                # The author has blocked one of those it names: with that it has left their own list.
                addressed = visibility == "direct" and who == "mentioned"
                self.assertEqual(stands_in("/api/v1/timelines/direct"), addressed, ("direct", what))
                conversations = [one["last_status"]["id"] for one in self.ask("GET", "/api/v1/conversations", who).json]
                self.assertEqual(status["id"] in conversations, addressed, ("conversations", what))
                told = [one for one in self.ask("GET", "/api/v1/notifications", who).json if (one.get("status") or {}).get("id") == status["id"] and one["type"] == "mention"]
                self.assertEqual(bool(told), who == "mentioned", what)

    def test_quotes_show_no_more(self):
        """A public post around every post: its readers see what is quoted where the table says so, and nobody else learns a word of it."""
        for visibility in VISIBILITIES:
            quoted = self.post_of(visibility, f"pomegranate {visibility}")
            around = self.ask("POST", "/api/v1/statuses", "ada", {"status": "@mentioned @follower @stranger around", "quoted_status_id": quoted["id"]}).json
            for row, who in PLAYERS.items():
                shown, sees = self.ask("GET", f"/api/v1/statuses/{around['id']}", who), self.table[row, visibility]
                what = (row, visibility, around["visibility"], shown.text[:300])
                self.assertEqual(f"pomegranate {visibility}" in shown.text, shown.status == 200 and sees, what)
                if shown.status == 200:
                    self.assertEqual(shown.json["quote"]["state"], "accepted" if sees else "unauthorized", what)
                    self.assertEqual(shown.json["quote"]["quoted_status"] is not None, sees, what)
                # The list of quotes, and withdrawing one, are as closed as the quoted post itself.
                absent = self.ask("POST", f"/api/v1/statuses/1/quotes/{around['id']}/revoke", who, {})
                revoked = self.ask("POST", f"/api/v1/statuses/{quoted['id']}/quotes/{around['id']}/revoke", who, {}) if who != "ada" else None
                if revoked is not None and who:
                    self.assertEqual(revoked.status, 403 if sees and shown.status == 200 else 404, what)
                    if not sees:
                        self.assertEqual(revoked.body, absent.body, what)
            for path in (f"/@ada/{around['id']}", "/@ada", "/@ada/feed.atom", "/users/ada/outbox?page=true"):
                self.assertEqual(f"pomegranate {visibility}" in self.ask("GET", path).text, self.table["nobody: not signed in", visibility], (path, visibility))
            for status in (around, quoted):                         # room on ada's page for what the other tests look for there
                self.ask("DELETE", f"/api/v1/statuses/{status['id']}", "ada")

    def test_quotes_in_open_streams(self):
        """Whom a quoted author blocks reads them in no stream either."""
        for name in ("author", "quoter", "shut out"):
            self.favilla.create_account(name.replace(" ", ""))
            self.tokens[name] = self.favilla.create_token(name.replace(" ", ""))
            self.ids[name] = self.ask("GET", "/api/v1/accounts/verify_credentials", name).json["id"]
        self.ask("POST", f"/api/v1/accounts/{self.ids['shut out']}/block", "author")
        self.ask("POST", f"/api/v1/accounts/{self.ids['quoter']}/follow", "shut out")
        self.ask("POST", f"/api/v1/accounts/{self.ids['quoter']}/follow", "stranger")
        streams = {who: Stream(self.favilla, "user", self.tokens[who]) for who in ("shut out", "stranger")}
        try:
            quoted = self.ask("POST", "/api/v1/statuses", "author", {"status": "a persimmon"}).json
            around = self.ask("POST", "/api/v1/statuses", "quoter", {"status": "around it", "quoted_status_id": quoted["id"]}).json
            for who, stream in streams.items():
                wait_until(lambda stream=stream: around["uri"] in stream.text)
                self.assertEqual("a persimmon" in stream.text, who == "stranger", who)
        finally:
            for stream in streams.values():
                stream.close()

    def post_of(self, visibility, text, **more):
        return self.ask("POST", "/api/v1/statuses", "ada", {"status": f"@mentioned @blocked {text}", "visibility": visibility, "language": "en", **more}).json

    def test_polls(self):
        for (row, who), visibility in itertools.product(PLAYERS.items(), VISIBILITIES):
            poll = self.post_of(visibility, "which one?", poll={"options": ["one", "two"], "expires_in": 3600})["poll"]["id"]
            sees, what = self.table[row, visibility], (row, visibility)
            shown, absent = self.ask("GET", f"/api/v1/polls/{poll}", who), self.ask("GET", "/api/v1/polls/1", who)
            self.assertEqual((shown.status, absent.status), (200 if sees else 404, 404), what)
            if not sees:
                self.assertEqual(shown.body, absent.body, what)
            if who:
                voted = self.ask("POST", f"/api/v1/polls/{poll}/votes", who, {"choices": [0]}).status
                self.assertEqual(voted, 422 if who == "ada" else 200 if sees else 404, what)
                self.assertEqual(self.ask("GET", f"/api/v1/polls/{poll}", "ada").json["votes_count"], 1 if sees and who != "ada" else 0, what)

    def test_lists_filters_trends_and_single_notifications(self):
        for (row, who), visibility in itertools.product(PLAYERS.items(), VISIBILITIES):
            status, sees, what = self.statuses[visibility], self.table[row, visibility], (row, visibility)
            trending = self.ask("GET", "/api/v1/trends/statuses", who)
            self.assertEqual(trending.status, 200)
            self.assertTrue(status["id"] not in trending.text or (sees and visibility == "public"), ("trends", what))
            if not who:
                continue
            filter_id = self.ask("POST", "/api/v2/filters", who, {"title": "Mine", "context": ["home"]}).json["id"]
            self.assertEqual(self.ask("POST", f"/api/v2/filters/{filter_id}/statuses", who, {"status_id": status["id"]}).status, 200 if sees else 404, ("filter", what))
            for told in self.ask("GET", "/api/v1/notifications", "mentioned").json:
                self.assertEqual(self.ask("GET", f"/api/v1/notifications/{told['id']}", who).status, 200 if who == "mentioned" else 404, what)
        made = self.ask("POST", "/api/v1/lists", "follower", {"title": "Of ada"}).json["id"]
        self.ask("POST", f"/api/v1/lists/{made}/accounts", "follower", {"account_ids": [self.ids["ada"]]})
        of_the_list = [one["id"] for one in self.ask("GET", f"/api/v1/timelines/list/{made}", "follower").json]
        for visibility in VISIBILITIES:
            self.assertEqual(self.statuses[visibility]["id"] in of_the_list, self.table["a follower of the author", visibility], visibility)
        for who in ("mentioned", "stranger", "blocked", "ada"):
            self.assertEqual(self.ask("GET", f"/api/v1/timelines/list/{made}", who).status, 404, who)

    def test_what_was_marked_is_shown_as_long_as_it_may_be_seen(self):
        self.favilla.create_account("leaver")
        self.tokens["leaver"] = self.favilla.create_token("leaver")
        leaver = self.ask("GET", "/api/v1/accounts/verify_credentials", "leaver").json["id"]
        self.ask("POST", f"/api/v1/accounts/{self.ids['ada']}/follow", "leaver")
        private, public = (self.post_of(visibility, "to be marked")["id"] for visibility in ("private", "public"))
        filter_id = self.ask("POST", "/api/v2/filters", "leaver", {"title": "Mine", "context": ["home"]}).json["id"]
        for status in (private, public):
            for act in ("bookmark", "favourite"):
                self.assertEqual(self.ask("POST", f"/api/v1/statuses/{status}/{act}", "leaver").status, 200)
        def marked(path):
            return {one["id"] for one in self.ask("GET", path, "leaver").json} & {private, public}
        places = ("/api/v1/bookmarks", "/api/v1/favourites", "/api/v1/timelines/home")
        for path in places:
            self.assertEqual(marked(path), {private, public}, path)
        self.ask("POST", f"/api/v1/accounts/{leaver}/remove_from_followers", "ada")
        for path in places[:2]:
            self.assertEqual(marked(path), {public}, path)
        self.assertNotIn(private, marked(places[2]))
        self.assertEqual(self.ask("POST", f"/api/v2/filters/{filter_id}/statuses", "leaver", {"status_id": private}).status, 404)

    def test_open_streams(self):
        players = {row: who for row, who in PLAYERS.items() if who}
        streams = {(who, "user"): Stream(self.favilla, "user", self.tokens[who]) for who in players.values()}
        for who in PLAYERS.values():
            for name in ("public", "public/local", "hashtag?tag=streamed"):
                streams[who, name] = Stream(self.favilla, name, self.tokens[who])
        made = self.ask("POST", "/api/v1/lists", "follower", {"title": "Streamed"}).json["id"]
        self.ask("POST", f"/api/v1/lists/{made}/accounts", "follower", {"account_ids": [self.ids["ada"]]})
        streams["follower", "list"] = Stream(self.favilla, f"list?list={made}", self.tokens["follower"])
        try:
            posted = {visibility: self.post_of(visibility, f"live {visibility} #streamed")["uri"] for visibility in VISIBILITIES}
            # Whatever was to come has come before the last: a stream tells in order.
            last = self.ask("POST", "/api/v1/statuses", "ada", {"status": "@mentioned the last #streamed", "language": "en"}).json["uri"]
            theirs = self.ask("POST", "/api/v1/statuses", "mentioned", {"status": "@stranger @blocked the last as well", "language": "en"}).json["uri"]
            for (who, name), stream in streams.items():
                fence = theirs if name == "user" and who in ("stranger", "blocked") else last
                if not (who == "blocked" and name != "user"):
                    wait_until(lambda stream=stream, fence=fence: fence in stream.text)
            for (row, who), visibility in itertools.product(PLAYERS.items(), VISIBILITIES):
                sees = self.table[row, visibility]
                for name in ("public", "public/local", "hashtag?tag=streamed"):
                    self.assertEqual(posted[visibility] in streams[who, name].text, sees and visibility == "public", (name, row, visibility))
                if who:
                    self.assertEqual(posted[visibility] in streams[who, "user"].text, sees and who in ("ada", "follower", "mentioned"), ("user", row, visibility))
            for visibility in VISIBILITIES:
                self.assertEqual(posted[visibility] in streams["follower", "list"].text, self.table["a follower of the author", visibility], visibility)
        finally:
            for stream in streams.values():
                stream.close()

    def test_what_is_private_is_kept_by_no_cache(self):
        """Case 26, cache-visibility: an answer for one reader says that it is for nobody else."""
        for path in (f"/api/v1/statuses/{self.statuses['private']['id']}", "/api/v1/timelines/home", f"/api/v1/accounts/{self.ids['ada']}/statuses"):
            answer = self.ask("GET", path, "follower")
            self.assertEqual(answer.status, 200)
            self.assertRegex(answer.headers.get("cache-control", ""), "private|no-store", path)
            self.assertEqual(self.ask("GET", f"/api/v1/statuses/{self.statuses['private']['id']}").status, 404)

    def test_a_suspended_author_is_seen_by_nobody(self):
        self.favilla.create_account("gone")
        self.tokens["gone"] = self.favilla.create_token("gone")
        gone = self.ask("GET", "/api/v1/accounts/verify_credentials", "gone").json["id"]
        self.ask("POST", f"/api/v1/accounts/{gone}/follow", "follower")
        status = self.ask("POST", "/api/v1/statuses", "gone", {"status": "Soon gone #leaving", "language": "en", "poll": {"options": ["a", "b"], "expires_in": 3600}}).json
        self.ask("POST", f"/api/v1/statuses/{status['id']}/bookmark", "follower")
        self.ask("PATCH", "/api/v1/accounts/update_credentials", "gone", {"display_name": "Gone soon", "note": "Soon gone", "discoverable": True})
        self.favilla.command("account", "modify", "gone", "--suspend")
        for who in ("ada", "follower", "stranger", None):
            for method, route in status_routes():
                if who or (method == "GET" and not route.endswith("/source")):
                    answer = self.ask(method, route.replace(":id", status["id"]), who, {"status": "x"} if method == "PUT" else {} if method == "POST" else None)
                    self.assertEqual(answer.status, 404, (method, route, who))
            self.assertEqual(self.ask("GET", f"/api/v1/polls/{status['poll']['id']}", who).status, 404)
            for path in ("/api/v1/timelines/public", "/api/v1/timelines/tag/leaving", *(("/api/v1/timelines/home", "/api/v1/bookmarks") if who else ())):
                self.assertNotIn(status["uri"], self.ask("GET", path, who).text, (path, who))
        for path, headers in ((f"/@gone/{status['id']}", {}), ("/@gone", {}), ("/@gone/feed.atom", {}), ("/users/gone/outbox", {}), (f"/users/gone/statuses/{status['id']}", {"Accept": "application/activity+json"})):
            self.assertIn(self.ask("GET", path, headers=headers).status, (404, 410), path)
        actor = self.ask("GET", "/users/gone", headers={"Accept": "application/activity+json"})
        self.assertTrue(actor.json["suspended"], "others are told, and what they hold goes")
        self.assertEqual((actor.json["name"], actor.json["summary"]), ("", ""))
        self.assertNotIn("icon", actor.json)
        for path in ("/", "/tags/leaving", "/tags/leaving/feed.atom", "/search?q=leaving"):
            self.assertNotIn("Soon gone", self.ask("GET", path).text, path)


if __name__ == "__main__":
    unittest.main()
