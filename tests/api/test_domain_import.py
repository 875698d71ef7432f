# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation comes to an installation that serves another: what both know is one row, nothing of who was there changes, and whoever came reads as before."""
import pathlib
import re
import shutil
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402
from test_domain_export import Organisation  # noqa: E402


class DomainImport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-coming-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.source = cls.enterClassContext(Favilla())
        cls.host = cls.enterClassContext(Favilla())
        cls.third = cls.enterClassContext(Favilla())
        cls.source.command("domain", "add", "staying.test")
        cls.goes = Organisation(cls.source, cls.source.domain, "amberleaf", "ada", "ann")
        cls.goes.live()
        cls.hana, cls.cleo = Person(cls.host, "hana"), Person(cls.third, "cleo")
        cls.meet()
        cls.before = cls.read_as_ada(cls.source)
        cls.of_hana = cls.read_as_hana()
        cls.tar = cls.folder / "goes.tar"
        cls.source.command("domain", "export", cls.source.domain, str(cls.tar))
        cls.source.stop()
        cls.addClassCleanup(cls.source.start)
        cls.said = cls.host.command("domain", "import", str(cls.tar)).stdout

    @classmethod
    def ask(cls, server, method, path, body=None, who="ada"):
        answer = server.request(method, path, body, token=cls.goes.tokens[who], headers={"Host": cls.goes.domain})
        assert answer.status in (200, 202), f"{method} {path}: {answer.status} {answer.text}"
        return answer.json

    @classmethod
    def meet(cls):
        """Ada, hana and cleo are at three servers, follow each other, and answer and mark what the others write."""
        goes, hana, cleo = cls.goes, cls.hana, cls.cleo
        cls.ada_there = hana.find(f"@ada@{goes.domain}")
        hana.post(f"/api/v1/accounts/{cls.ada_there['id']}/follow")
        wait_until(lambda: hana.relationship(cls.ada_there["id"])["following"])
        hana.follow(cleo)
        for other in (hana, cleo):
            found = goes.ask("GET", f"/api/v2/search?q=@{other.handle}&resolve=true&type=accounts", "ada")["accounts"][0]
            goes.ask("POST", f"/api/v1/accounts/{found['id']}/follow", "ada")
            wait_until(lambda found=found: goes.ask("GET", f"/api/v1/accounts/relationships?id[]={found['id']}", "ada")[0]["following"])
        cls.common = cleo.write("Known to both of you")
        at_ada = wait_until(lambda: next((one for one in goes.ask("GET", "/api/v1/timelines/home", "ada") if one["uri"] == cls.common["uri"]), None))
        for act in ("favourite", "bookmark"):
            goes.ask("POST", f"/api/v1/statuses/{at_ada['id']}/{act}", "ada")
        at_hana = hana.at_home(cls.common["uri"])
        hana.post(f"/api/v1/statuses/{at_hana['id']}/favourite")
        cls.picture = goes.upload("ada", (200, 30, 30), "A lantern")
        cls.root = goes.write("ada", "What do you think?", media_ids=[cls.picture["id"]], quote_approval_policy="public")
        cls.root_there = hana.at_home(cls.root["uri"])
        cls.answer = hana.write(f"@ada@{goes.domain} A lantern", in_reply_to_id=cls.root_there["id"])
        hana.post(f"/api/v1/statuses/{cls.root_there['id']}/favourite")
        cls.poll = goes.write("ada", "Which?", poll={"options": ["this", "that"], "expires_in": 86400})
        poll_there = hana.at_home(cls.poll["uri"])
        hana.post(f"/api/v1/polls/{poll_there['poll']['id']}/votes", {"choices": [1]})
        cls.quote = hana.write("As she says", quoted_status_id=cls.root_there["id"])
        wait_until(lambda: hana.status(cls.quote)["quote"]["state"] == "accepted")
        cls.last = hana.write(f"@ada@{goes.domain} Between us", visibility="direct")
        wait_until(lambda: any(one["last_status"]["uri"] == cls.last["uri"] for one in goes.ask("GET", "/api/v1/conversations", "ada")))
        wait_until(lambda: goes.ask("GET", f"/api/v1/statuses/{cls.poll['id']}", "ada")["poll"]["votes_count"] == 1)
        wait_until(lambda: goes.ask("GET", f"/api/v1/statuses/{cls.root['id']}", "ada")["favourites_count"] == 1)

    @classmethod
    def read_as_ada(cls, server):
        """What she reads, by addresses: some numbers are others where the posts were known already."""
        ask = lambda path, who="ada": cls.ask(server, "GET", path, who=who)  # noqa: E731
        # Of others each server counts what it heard of, and cleans what they wrote by its own rules.
        posts = lambda path: sorted((one["uri"], re.sub(r"<p class=\"quote-inline\">.*?</p>|<[^>]*>", "", one["content"]), one["account"]["acct"],  # noqa: E731
                                     one["favourites_count"] if "@" not in one["account"]["acct"] else None, one["favourited"], one["visibility"],
                                     [media["description"] for media in one["media_attachments"]]) for one in ask(path))
        root = next(one for one in ask("/api/v1/timelines/home") if one["uri"] == cls.root["uri"])
        me = ask("/api/v1/accounts/verify_credentials")
        return {
            "me": {key: me[key] for key in ("acct", "uri", "followers_count", "following_count", "statuses_count", "source")},
            "home": posts("/api/v1/timelines/home?limit=40"),
            "bookmarks": posts("/api/v1/bookmarks"),
            "favourites": posts("/api/v1/favourites"),
            "notifications": sorted((one["type"], one["account"]["acct"], (one["status"] or {}).get("uri", "") if "status" in one else "") for one in ask("/api/v1/notifications")),
            "conversations": sorted((one["last_status"]["uri"], sorted(who["acct"] for who in one["accounts"])) for one in ask("/api/v1/conversations")),
            "lists": [(one["title"], [who["acct"] for who in ask(f"/api/v1/lists/{one['id']}/accounts")]) for one in ask("/api/v1/lists")],
            "scheduled": [one["params"]["text"] for one in ask("/api/v1/scheduled_statuses")],
            "filters": [(one["title"], [word["keyword"] for word in one["keywords"]]) for one in ask("/api/v2/filters")],
            "following": {one["acct"] for one in ask(f"/api/v1/accounts/{me['id']}/following")},
            "followers": {one["acct"] for one in ask(f"/api/v1/accounts/{me['id']}/followers")},
            "answers": [one["uri"] for one in ask(f"/api/v1/statuses/{root['id']}/context")["descendants"]],
            "found": [one["uri"] for one in ask("/api/v2/search?q=think&type=statuses")["statuses"]],
            "poll": [one["poll"]["options"] for one in ask("/api/v1/timelines/home?limit=40") if one["uri"] == cls.poll["uri"]],
            "reports": [one["comment"] for one in ask("/api/v1/admin/reports")],
            "pages": [one["account"]["acct"] if "account" in one else one["acct"] for one in ask("/api/favilla/v1/pages")],
        }

    @classmethod
    def read_as_hana(cls):
        """With every number: nothing of hers is otherwise."""
        hana = cls.hana
        home = hana.get("/api/v1/timelines/home")
        me = hana.get("/api/v1/accounts/verify_credentials")
        return {
            "me": {key: me[key] for key in ("id", "acct", "followers_count", "following_count", "statuses_count")},
            "home": [(one["id"], one["uri"], one["content"], one["account"]["id"], one["account"]["acct"], one["favourited"]) for one in home],
            "notifications": [(one["id"], one["type"], one["account"]["id"]) for one in hana.get("/api/v1/notifications")],
            "favourites": [one["id"] for one in hana.get("/api/v1/favourites")],
            "following": [(one["id"], one["acct"]) for one in hana.get(f"/api/v1/accounts/{me['id']}/following")],
            "followers": [(one["id"], one["acct"]) for one in hana.get(f"/api/v1/accounts/{me['id']}/followers")],
            "answer": [one["id"] for one in hana.get(f"/api/v1/statuses/{cls.root_there['id']}/context")["descendants"]],
            "conversations": [(one["id"], one["last_status"]["id"]) for one in hana.get("/api/v1/conversations")],
            "first": cls.host.get("/api/v1/instance", headers={"Host": "unknown.test"}).json["uri"],
        }

    def test_nothing_of_who_was_there_changes(self):
        self.assertEqual(self.read_as_hana(), self.of_hana)
        self.assertIn(self.goes.domain, self.said)
        self.assertEqual(self.host.command("check").stdout, "0 problems found.\n")

    def test_who_came_reads_as_before(self):
        self.maxDiff = None
        after = self.read_as_ada(self.host)
        for what, was in self.before.items():
            with self.subTest(what):
                self.assertTrue(was, "there was something to read")
                self.assertEqual(after[what], was)

    def test_its_links_its_media_and_what_was_sealed_hold(self):
        host, goes = self.host, self.goes
        at = {"headers": {"Host": goes.domain}}
        for one in (self.root, self.poll):
            page = host.get(urllib.parse.urlsplit(one["url"]).path, headers={**at["headers"], "Accept": "text/html"})
            self.assertEqual(page.status, 200)
            note = host.get(urllib.parse.urlsplit(one["uri"]).path, headers={**at["headers"], "Accept": "application/activity+json"})
            self.assertEqual(note.json["id"], one["uri"])
        # Her consent to be quoted is found where whoever was told of it asks, though the quoting post has another number now.
        quote = host.get(urllib.parse.urlsplit(self.quote["uri"]).path, headers={"Accept": "application/activity+json"}).json
        consent = host.get(urllib.parse.urlsplit(quote["quoteAuthorization"]).path, headers={**at["headers"], "Accept": "application/activity+json"})
        self.assertEqual((consent.status, consent.json["interactingObject"], consent.json["interactionTarget"]), (200, self.quote["uri"], self.root["uri"]))
        for media in (self.picture, goes.media):
            got = host.get(urllib.parse.urlsplit(media["url"]).path, **at)
            self.assertEqual((got.status, got.body[:4]), (200, b"\x89PNG"))
        link = host.get(urllib.parse.urlsplit(goes.link["url"]).path, **at)
        self.assertEqual((link.status, link.headers["location"]), (302, goes.link["target"]))
        (invitation,) = self.ask(host, "GET", "/api/favilla/v1/invitations")
        self.assertEqual(host.get(urllib.parse.urlsplit(invitation["url"]).path, **at).status, 200)

    def test_z_they_are_neighbours_now(self):
        """Nothing goes over the network between them: both are at home here."""
        host, hana = self.host, self.hana
        self.assertEqual(hana.find(f"@ada@{self.goes.domain}")["id"], self.ada_there["id"])
        fresh = self.ask(host, "POST", "/api/v1/statuses", {"status": f"@{hana.handle} From the new place", "visibility": "private"})
        self.assertEqual(hana.at_home(fresh["uri"])["account"]["id"], self.ada_there["id"])
        hana.write(f"@ada@{self.goes.domain} I read it", in_reply_to_id=hana.at_home(fresh["uri"])["id"])
        wait_until(lambda: any("I read it" in (one.get("status") or {}).get("content", "") for one in self.ask(host, "GET", "/api/v1/notifications")))
        self.assertEqual(host.command("check").stdout, "0 problems found.\n")

    def test_it_comes_once(self):
        again = self.host.command("domain", "import", str(self.tar), check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn(f"{self.goes.domain} is served here already", again.stderr)
        self.assertEqual(list(self.host.data.glob("arriving")), [])
        damaged = self.folder / "damaged.tar"
        damaged.write_bytes(self.tar.read_bytes()[:20000])
        self.assertEqual(self.host.command("domain", "import", str(damaged), check=False).returncode, 1)


if __name__ == "__main__":
    unittest.main()
