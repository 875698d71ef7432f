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
from test_domain_export import STAYS, Organisation  # noqa: E402


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


class OfABackup(unittest.TestCase):
    """What `favilla backup` wrote comes as well: every organisation that is in it, with all of theirs, and nothing of the installation's own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-backup-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.host = cls.enterClassContext(Favilla())
        cls.hana = Person(cls.host, "hana")
        cls.kept = cls.hana.write("Here before them")
        cls.host.command("host", "block", "far.test", "--silence")
        # A backup is of SQLite, whatever the installation has that they come to.
        (cls.folder / "source").mkdir()
        with Favilla(data=cls.folder / "source") as source:
            source.command("domain", "add", STAYS)
            source.command("host", "block", "near.test", "--silence")
            cls.both = [Organisation(source, source.domain, "amberleaf", "ada", "ann"), Organisation(source, STAYS, "zebrawood", "bea", "ben")]
            cls.first = source.domain
            for one in cls.both:
                one.live()
                one.open = one.write(one.other, "For everybody")
            cls.answer = cls.both[1].write("ben", f"@ann@{cls.first} And from us", in_reply_to_id=cls.both[0].open["id"])
            cls.tar = cls.folder / "all.tar"
            source.command("backup", str(cls.tar))
        cls.said = cls.host.command("domain", "import", str(cls.tar)).stdout

    def ask(self, one, path, who):
        answer = self.host.get(path, token=one.tokens[who], headers={"Host": one.domain})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_every_organisation_in_it_comes_with_all_of_theirs(self):
        for one in self.both:
            with self.subTest(one.domain):
                self.assertIn(one.domain, self.said)
                told = [status["content"] for status in self.ask(one, f"/api/v1/accounts/{one.ids[one.other]}/statuses", one.chief)]
                self.assertTrue(any("For everybody" in content for content in told), told)
                self.assertEqual(self.ask(one, f"/api/v1/statuses/{one.private['id']}", one.other)["visibility"], "private")
                self.assertEqual([message["last_status"]["uri"] for message in self.ask(one, "/api/v1/conversations", one.chief)], [one.direct["uri"]])
                self.assertEqual([later["id"] for later in self.ask(one, "/api/v1/scheduled_statuses", one.chief)], [one.scheduled["id"]])
                (kept,) = self.ask(one, "/api/v1/lists", one.chief)
                self.assertEqual([who["username"] for who in self.ask(one, f"/api/v1/lists/{kept['id']}/accounts", one.chief)], [one.other])
                self.assertEqual(len(self.ask(one, "/api/v1/admin/reports", one.chief)), 1)
                self.assertTrue(self.ask(one, "/api/favilla/v1/second_factor", one.chief)["enabled"])
                at = {"headers": {"Host": one.domain}}
                self.assertEqual(self.host.get(urllib.parse.urlsplit(one.media["url"]).path, **at).body[:4], b"\x89PNG")
                self.assertEqual(self.host.get(urllib.parse.urlsplit(one.link["url"]).path, **at).headers["location"], one.link["target"])
        context = self.ask(self.both[0], f"/api/v1/statuses/{self.both[0].open['id']}/context", "ann")
        self.assertEqual([one["uri"] for one in context["descendants"]], [self.answer["uri"]])

    def test_the_installation_stays_what_it_was(self):
        self.assertEqual(self.host.get("/api/v1/instance", headers={"Host": "unknown.test"}).json["uri"], self.host.domain)
        self.assertEqual([one["id"] for one in self.hana.home()], [self.kept["id"]])
        rules = self.host.command("host", "list").stdout
        self.assertIn("far.test", rules)
        self.assertNotIn("near.test", rules)
        self.assertEqual(self.host.command("check").stdout, "0 problems found.\n")
        again = self.host.command("domain", "import", str(self.tar), check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn("is served here already", again.stderr)

    def test_what_comes_can_be_written_to(self):
        one = self.both[0]
        fresh = self.host.post("/api/v1/statuses", {"status": f"@{self.hana.handle} Good morning"}, token=one.tokens["ann"], headers={"Host": one.domain})
        self.assertEqual(fresh.status, 200, fresh.text)
        wait_until(lambda: any(one["type"] == "mention" for one in self.hana.get("/api/v1/notifications")))


if __name__ == "__main__":
    unittest.main()
