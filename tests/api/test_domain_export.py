# SPDX-License-Identifier: AGPL-3.0-or-later
# long: over a minute
"""An organisation that moves to another installation: all of it goes, nothing of those that stay, and whoever follows it notices nothing."""
import contextlib
import hashlib
import pathlib
import re
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import ROOT, Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.person import Person  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

PASSWORD = "a spark is enough"
STAYS = "staying.test"
SCOPES = "read write follow push admin:read admin:write"


class Organisation:
    """Two people of one organisation who do everything that others should not hear of; each thing has a word of its own."""

    def __init__(self, server, domain, word, chief, other):
        self.server, self.domain, self.word, self.words = server, domain, word, []
        self.tokens = {}
        for name, role in ((chief, "admin"), (other, "user")):
            server.command("account", "create", name, "--domain", domain, "--email", f"{self.say()}@example.org", "--password", PASSWORD,
                           "--role", role, "--confirmed")
            self.tokens[name] = server.command("token", "create", name, "--domain", domain, "--scopes", SCOPES).stdout.strip()
        self.chief, self.other = chief, other
        self.ids = {name: self.ask("GET", "/api/v1/accounts/verify_credentials", name)["id"] for name in self.tokens}

    def say(self):
        self.words.append(f"{self.word}{len(self.words)}x")
        return self.words[-1]

    def ask(self, method, path, who, body=None, **headers):
        answer = self.server.request(method, path, body, token=self.tokens[who], headers={"Host": self.domain, **headers})
        if answer.status not in (200, 202):
            raise AssertionError(f"{method} {path}: {answer.status} {answer.text}")
        return answer.json

    def write(self, who, text, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more})

    def upload(self, who, colour, words):
        form, kind = pictures.form({"file": ("picture.png", pictures.png(60, 40, colour))}, {"description": words})
        return self.ask("POST", "/api/v2/media", who, form, **kind)

    def live(self):
        chief, other = self.chief, self.other
        self.ask("POST", f"/api/v1/accounts/{self.ids[other]}/follow", chief)
        self.direct = self.write(other, f"@{chief} {self.say()}", visibility="direct")
        self.private = self.write(other, self.say(), visibility="private")
        self.scheduled = self.write(chief, self.say(), scheduled_at="2099-01-01T00:00:00Z")
        self.ask("POST", f"/api/v1/accounts/{self.ids[other]}/note", chief, {"comment": self.say()})
        self.list = self.ask("POST", "/api/v1/lists", chief, {"title": self.say()})
        self.ask("POST", f"/api/v1/lists/{self.list['id']}/accounts", chief, {"account_ids": [self.ids[other]]})
        self.ask("POST", "/api/v2/filters", chief, {"title": self.say(), "context": ["home"], "keywords_attributes": [{"keyword": self.say()}]})
        self.ask("POST", "/api/v1/reports", other, {"account_id": self.ids[chief], "comment": self.say()})
        self.ask("POST", "/api/v1/admin/email_domain_blocks", chief, {"domain": f"{self.say()}.example"})
        self.media = self.upload(other, tuple(self.domain.encode()[:3]), self.say())
        self.pictured = self.write(other, "A picture for few", visibility="private", media_ids=[self.media["id"]])
        self.invitation = self.ask("POST", "/api/favilla/v1/invitations", chief, {"word": self.say()})
        self.link = self.ask("POST", "/api/favilla/v1/links", chief, {"target": f"https://site.example/{self.say()}", "title": self.say()})
        self.ask("POST", "/api/favilla/v1/early_drafts", chief, {"status": self.say(), "account_ids": [self.ids[other]]})
        self.page = self.ask("POST", "/api/favilla/v1/pages", chief, {"name": f"{self.word}page", "title": "A page"})["id"]
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/drafts", chief, {"status": self.say()})
        self.ask("POST", f"/api/favilla/v1/desk/pages/{self.page}/pieces", chief, {"title": self.say(), "text": self.say()})
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/webhooks", chief, {"address": f"http://127.0.0.1:9/{self.say()}"})
        self.ask("POST", "/api/favilla/v1/listening", chief, {"page_id": self.page, "name": self.say(), "words": self.say()})
        self.group = self.ask("POST", "/api/favilla/v1/groups", chief, {"name": f"{self.word}hidden", "joining": "hidden"})
        self.write(chief, self.say(), group_id=self.group["id"])
        secret = self.ask("POST", "/api/favilla/v1/second_factor", chief, {"password": PASSWORD})["secret"]
        self.ask("POST", "/api/favilla/v1/second_factor/confirm", chief, {"code": code_of(secret, step_now())})
        self.secret = secret


class DomainExport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-moving-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.source = cls.enterClassContext(Favilla())
        cls.elsewhere = cls.enterClassContext(Favilla())
        cls.source.command("domain", "add", STAYS, "--title", "zebrawoodtitle")
        cls.source.command("host", "block", "far.test", "--silence", "--private-comment", "zebrawoodrule")
        cls.goes = Organisation(cls.source, cls.source.domain, "amberleaf", "ada", "ann")
        cls.stays = Organisation(cls.source, STAYS, "zebrawood", "bea", "ben")
        cls.reader = Person(cls.elsewhere, "cleo")
        cls.goes.live()
        cls.stays.live()
        cls.meet()
        cls.tar = cls.folder / "goes.tar"
        cls.said = cls.source.command("domain", "export", cls.source.domain, str(cls.tar)).stdout
        with tarfile.open(cls.tar) as tar:
            tar.extractall(cls.folder / "exported")

    @classmethod
    def meet(cls):
        """What the two have to do with one another, and with somebody of a third server."""
        goes, stays = cls.goes, cls.stays
        goes.ask("POST", f"/api/v1/accounts/{stays.ids['bea']}/follow", "ada")
        stays.ask("POST", f"/api/v1/accounts/{goes.ids['ada']}/follow", "ben")
        cls.picture = stays.upload("bea", (9, 99, 9), "Of a lantern")
        cls.seen = stays.write("bea", "A lantern for everybody", visibility="public", media_ids=[cls.picture["id"]])
        actor = cls.source.get("/users/bea", headers={"Host": STAYS, "Accept": "application/activity+json"})
        cls.key = actor.json["publicKey"]["publicKeyPem"]
        cls.followed = stays.write("bea", "A lantern for who follows", visibility="private")
        cls.told = stays.write("bea", f"@ada@{goes.domain} A lantern for you", visibility="direct")
        cls.unseen = stays.write("ben", f"Of no concern to them: {stays.say()}", visibility="public")
        cls.root = goes.write("ada", "What do you think?")
        hidden = stays.write("ben", f"Among us: {stays.say()}", visibility="private", in_reply_to_id=cls.root["id"])
        cls.answer = stays.write("bea", "A lantern to answer with", in_reply_to_id=hidden["id"])
        stays.ask("POST", f"/api/v1/statuses/{cls.root['id']}/favourite", "ben")
        stays.ask("POST", f"/api/v1/statuses/{cls.seen['id']}/favourite", "ben")
        goes.ask("POST", f"/api/v1/statuses/{cls.seen['id']}/bookmark", "ada")
        account = cls.reader.find(f"@ada@{goes.domain}")
        cls.reader.post(f"/api/v1/accounts/{account['id']}/follow")
        wait_until(lambda: cls.reader.relationship(account["id"])["following"])

    def files(self):
        return [path for path in (self.folder / "exported").rglob("*") if path.is_file()]

    def bytes_of_all(self):
        return b"".join(path.read_bytes() for path in self.files()).lower()

    def test_nothing_of_the_other_organisation_goes(self):
        """Not in the bytes of the database, freed pages and the search index (which leaves out how words begin) among them, nor in the media."""
        everything = self.bytes_of_all()
        for word in self.goes.words:
            self.assertIn(word.encode(), everything)            # what goes is found by looking like this
        found = {match.group() for match in re.finditer(rb"[\x20-\x7e]{0,40}brawood[\x20-\x7e]{0,40}", everything)}
        # The names of accounts are public, and theirs alone are those that the moving one has to do with.
        self.assertEqual(found, set())
        mine = {hashlib.sha256(path.read_bytes()).hexdigest() for path in self.files() if path.parent.parent.name == "media"}
        theirs = urllib.parse.urlsplit(self.stays.media["url"]).path.rsplit("/", 1)[-1]
        self.assertNotIn(theirs.split(".")[0], mine)
        self.assertIn(urllib.parse.urlsplit(self.goes.media["url"]).path.rsplit("/", 1)[-1].split(".")[0], mine)

    def test_the_key_of_the_installation_stays(self):
        key = (self.source.data / "secret.key").read_text().strip()
        self.assertNotIn(key.encode(), self.bytes_of_all())
        self.assertNotIn(bytes.fromhex(key), self.bytes_of_all())
        self.assertNotEqual((self.folder / "exported" / "secret.key").read_text().strip(), key)

    def test_who_stays_is_told_of_as_another_server_would(self):
        with sqlite3.connect(self.folder / "exported" / "favilla.sqlite3") as database:
            ask = lambda sql, *values: database.execute(sql, values).fetchall()  # noqa: E731
            self.assertEqual(ask("SELECT name FROM domains"), [(self.source.domain,)])
            self.assertEqual(ask("SELECT domain_id, host, uri FROM accounts WHERE username = 'bea'"), [(None, STAYS, self.seen["account"]["uri"])])
            self.assertEqual(ask("SELECT x.inbox, k.pem FROM actors x JOIN public_keys k ON k.account_id = x.account_id JOIN accounts a ON "
                                 "a.id = x.account_id WHERE a.username = 'bea'"), [(self.seen["account"]["uri"] + "/inbox", self.key)])
            self.assertEqual(ask("SELECT count(*) FROM users"), [(2,)])
            self.assertEqual(ask("SELECT count(*) FROM statuses WHERE uri = ?", self.unseen["uri"]), [(0,)])
            # Ben's mark of a post of bea's is not theirs to know; that of ada's is.
            self.assertEqual(ask("SELECT s.uri, s.favourites_count FROM favourites f JOIN statuses s ON s.id = f.status_id"), [(self.root["uri"], 1)])
            self.assertEqual(ask("SELECT in_reply_to_id, conversation_id FROM statuses WHERE uri = ?", self.answer["uri"]),
                             ask("SELECT id, conversation_id FROM statuses WHERE uri = ?", self.root["uri"]))
            self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_what_cannot_be_exported_is_said(self):
        def refused(*words):
            done = self.source.command("domain", "export", *words, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(list(self.folder.glob("*.work")) + list(self.folder.glob("*.folder")), [])
            return done.stderr
        self.assertIn("no organisation on nobody.test", refused("nobody.test", str(self.folder / "x.tar")))
        self.assertIn("favilla backup", refused(STAYS, str(self.folder / "x.tar"), "--also", self.source.domain))
        self.assertIn("exists already", refused(STAYS, str(self.tar)))
        self.assertIn("favilla backup", self.elsewhere.command("domain", "export", self.elsewhere.domain, str(self.folder / "x.tar"), check=False).stderr)

    def test_zz_it_goes_on_where_it_arrives(self):
        """The last: the installation that is left stops, and the other takes its address."""
        self.assertIn(self.source.domain, self.said)
        arrived = self.folder / "arrived"
        moved = Favilla(data=arrived, domain=self.source.domain, port=self.source.port)
        moved.command("restore", str(self.tar))
        self.assertIn("0 problems", moved.command("check").stdout)
        self.assertIn("not empty", moved.command("restore", str(self.tar), check=False).stderr)
        self.source_picture = self.source.get(urllib.parse.urlsplit(self.picture["url"]).path).body
        self.source.stop()
        try:
            with moved:
                self.is_at_home(moved)
        finally:
            self.source.start()

    def is_at_home(self, moved):
        goes = self.goes
        ask = lambda method, path, body=None, who="ada": moved.request(method, path, body, token=goes.tokens[who]).json  # noqa: E731
        self.assertEqual(ask("GET", "/api/v1/accounts/verify_credentials")["username"], "ada")
        # Signing in anew, with the second factor that was set up before.
        browser = Browser(moved.url)
        page = browser.submit(browser.get("/auth/sign_in"), login="ada", password=PASSWORD)
        page = browser.submit(page, code=code_of(goes.secret, step_now() + 1))
        self.assertNotIn("sign_in", page.url)
        home = {one["uri"] for one in ask("GET", "/api/v1/timelines/home")}
        self.assertLessEqual({self.seen["uri"], self.followed["uri"], goes.private["uri"], goes.pictured["uri"], self.root["uri"]}, home)
        direct = {one["last_status"]["uri"] for one in ask("GET", "/api/v1/conversations")}
        self.assertEqual(direct, {goes.direct["uri"], self.told["uri"]})
        self.assertEqual({one["acct"] for one in ask("GET", f"/api/v1/accounts/{goes.ids['ada']}/following")}, {"ann", f"bea@{STAYS}"})
        self.assertEqual({one["acct"] for one in ask("GET", f"/api/v1/accounts/{goes.ids['ada']}/followers")}, {f"ben@{STAYS}", self.reader.handle})
        self.assertEqual([one["uri"] for one in ask("GET", "/api/v1/bookmarks")], [self.seen["uri"]])
        self.assertEqual([one["title"] for one in ask("GET", "/api/v1/lists")], [goes.list["title"]])
        self.assertEqual([one["id"] for one in ask("GET", "/api/v1/scheduled_statuses")], [goes.scheduled["id"]])
        picture = moved.get(urllib.parse.urlsplit(goes.media["url"]).path)
        self.assertEqual((picture.status, picture.body[:4]), (200, b"\x89PNG"))
        self.assertEqual([one["uri"] for one in ask("GET", f"/api/v1/statuses/{self.root['id']}/context")["descendants"]], [self.answer["uri"]])
        self.assertEqual([one["id"] for one in ask("GET", "/api/v2/search?q=think&type=statuses")["statuses"]], [self.root["id"]])
        lantern = next(one for one in ask("GET", "/api/v1/timelines/home") if one["uri"] == self.seen["uri"])["media_attachments"][0]
        self.assertEqual((lantern["description"], lantern["remote_url"]), ("Of a lantern", self.picture["url"]))
        self.assertEqual(moved.get(urllib.parse.urlsplit(lantern["url"]).path).body, self.source_picture)
        # What was signed with the installation's key is signed with the one that went along.
        link = moved.get(urllib.parse.urlsplit(goes.link["url"]).path)
        self.assertEqual((link.status, link.headers["location"]), (302, goes.link["target"]))
        invitations = ask("GET", "/api/favilla/v1/invitations")
        self.assertEqual([(one["id"], one["code"] == goes.invitation["code"]) for one in invitations], [(goes.invitation["id"], False)])
        self.assertEqual(moved.get(urllib.parse.urlsplit(invitations[0]["url"]).path).status, 200)
        # Whoever follows from elsewhere, with the keys they know, goes on reading.
        fresh = ask("POST", "/api/v1/statuses", {"status": "From the new place"})
        self.assertEqual(self.reader.at_home(fresh["uri"])["account"]["acct"], f"ada@{goes.domain}")
        self.reader.write(f"@ada@{goes.domain} I read it", in_reply_to_id=self.reader.at_home(fresh["uri"])["id"])
        wait_until(lambda: ("mention", self.reader.handle) in {(one["type"], one["account"]["acct"]) for one in ask("GET", "/api/v1/notifications")})
        self.assertEqual(moved.get("/api/v1/instance", headers={"Host": STAYS}).json["uri"], goes.domain)


class AllOfIt(unittest.TestCase):
    """Three months of a publisher, beside an organisation of one person, who follows its page."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="favilla-moving-")))
        cls.source = Favilla(data=cls.folder / "source", domain="localhost:8080")
        cls.source.command("demo")
        with cls.source as server:
            server.command("domain", "add", STAYS)
            server.command("account", "create", "bea", "--domain", STAYS, "--email", "bea@example.org", "--confirmed")
            token = server.command("token", "create", "bea", "--domain", STAYS, "--scopes", SCOPES).stdout.strip()
            asked = {"token": token, "headers": {"Host": STAYS}}
            cls.page = server.get("/api/v1/accounts/lookup", {"acct": "lanterna@localhost:8080"}, **asked).json["id"]
            cls.open = {one["uri"] for one in server.get(f"/api/v1/accounts/{cls.page}/statuses", {"limit": 40}, **asked).json}
            server.post(f"/api/v1/accounts/{cls.page}/follow", **asked)
        for name, domain in (("goes", "localhost:8080"), ("stays", STAYS)):
            cls.source.command("domain", "export", domain, str(cls.folder / name))
        cls.before = cls.database(cls.folder / "source")
        cls.tables = [name for (name,) in cls.before.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'status_search_%'")]

    @classmethod
    def database(cls, folder):
        return cls.enterClassContext(contextlib.closing(sqlite3.connect(folder / "favilla.sqlite3")))

    def differing(self, table, after):
        """The columns that are otherwise, but for what is bea's; "rows" when there are more or fewer."""
        columns = [row[1] for row in self.before.execute(f'PRAGMA table_info("{table}")')]
        owner = next((column for column in ("account_id", "id") if column in columns), "0")
        bea = "SELECT id FROM accounts WHERE username = 'bea'"
        which = "" if table == "follows" else f" WHERE {owner} NOT IN ({bea})"
        rows = [set(one.execute(f'SELECT {", ".join(columns)} FROM "{table}"{which}').fetchall()) for one in (self.before, after)]
        gone, come = sorted(rows[0] - rows[1], key=str), sorted(rows[1] - rows[0], key=str)
        if len(gone) != len(come):
            return {"rows"}
        return {column for one, other in zip(gone, come) for column, was, became in zip(columns, one, other) if was != became}

    def test_everything_goes_as_it_is(self):
        moved = Favilla(data=self.folder / "moved", domain="localhost:8080")
        moved.command("restore", str(self.folder / "goes"))
        after = self.database(self.folder / "moved")
        changed = {table: columns for table in self.tables if (columns := self.differing(table, after))}
        # What never goes; the other's domain and its figures; what the key made is made by another; a standing is looked at once more, and
        # whoever waited to be sorted is sorted with everybody.
        never = set(re.findall(r'\{"(\w+)", Goes::Never', (ROOT / "src/moving/rules.cpp").read_text()))
        self.assertIn("push_keys", never)
        # A rule about a server goes, without the words for the team alone; its people, with whom nobody here has to do, and what is known of it do not.
        ruled = {name for (name,) in after.execute("SELECT name FROM host_rules")}
        self.assertEqual([changed.pop(table, None) for table in ("host_rules", "accounts", "account_terms", "hosts")], [{"private_comment"}, {"rows"}, {"rows"}, {"rows"}])
        for sql in ("SELECT DISTINCT host FROM accounts WHERE domain_id IS NULL AND username <> 'bea'", "SELECT name FROM hosts"):
            before, now = ({name for (name,) in one.execute(sql)} for one in (self.before, after))
            self.assertEqual((before - now, now - before), (ruled, set()), sql)
        self.assertEqual(after.execute("SELECT DISTINCT private_comment FROM host_rules").fetchall(), [("",)])
        self.assertLessEqual(changed.keys() - never, {"domains", "outlooks", "id_marks", "own_keys", "invitations", "short_links", "ledger_people", "integrity_waiting"}, changed)
        self.assertEqual([changed[table] for table in ("invitations", "short_links")], [{"code_mark"}, {"signature"}])
        self.assertLessEqual(changed.get("own_keys", set()), {"rsa_sealed", "ed25519_sealed"})
        self.assertLessEqual(changed.get("ledger_people", set()), {"look_at"})
        self.assertEqual(after.execute("SELECT username, host FROM accounts WHERE uri LIKE '%/users/bea' AND domain_id IS NULL").fetchall(), [("bea", STAYS)])

    def test_what_comes_to_where_others_are_goes_out_again_as_it_was(self):
        """Beside an organisation that was there, on the database of this run; nobody acts meanwhile."""
        with Favilla() as host:
            host.create_account("hana")
            host.stop()
            host.command("domain", "import", str(self.folder / "goes"))
            self.assertEqual(host.command("check").stdout, "0 problems found.\n")
            host.command("domain", "export", "localhost:8080", str(self.folder / "again"))
            host.command("domain", "export", host.domain, str(self.folder / "hana"))
            host.start()
        first, again, hana = (self.database(self.folder / name) for name in ("goes", "again", "hana"))
        changed = {}
        for table in self.tables:
            columns = [row[1] for row in first.execute(f'PRAGMA table_info("{table}")')]
            rows = [one.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY {", ".join(columns)}').fetchall() for one in (first, again)]
            if rows[0] != rows[1]:
                changed[table] = {column for one, other in zip(*rows) for column, was, became in zip(columns, one, other) if was != became} if len(rows[0]) == len(rows[1]) else {"rows"}
        # What is of the installation, and what its key made.
        self.assertLessEqual(changed.keys(), {"schema_migrations", "id_marks", "schedules", "host_rules", "allowed_hosts", "own_keys", "invitations", "short_links"}, changed)
        self.assertLessEqual({column for table in ("own_keys", "invitations", "short_links") for column in changed.get(table, set())}, {"rsa_sealed", "ed25519_sealed", "code_mark", "signature"})
        self.assertEqual(hana.execute("SELECT username FROM accounts").fetchall(), [("hana",)])

    def test_of_a_publisher_only_what_a_follower_elsewhere_would_know_goes(self):
        after = self.database(self.folder / "stays")
        ask = lambda sql: after.execute(sql).fetchall()  # noqa: E731
        filled = {table for table in self.tables if ask(f'SELECT 1 FROM "{table}" LIMIT 1')}
        self.assertLessEqual(filled, {
            "id_marks", "schema_migrations", "schedules", "host_rules", "allowed_hosts", "domains", "users", "tokens", "active_days", "interest_profiles", "interests", "ledger_people", "outlooks", "follows", "homes", "home_timeline", "own_keys",
            "accounts", "account_terms", "actors", "public_keys", "statuses", "status_edits", "status_search", "status_tags", "tags", "mentions", "polls", "poll_options", "quotes",
            "community_events", "conversations", "conversation_measures", "conversation_nodes", "conversation_levels", "conversation_authors", "conversation_pairs"})
        self.assertEqual(ask("SELECT DISTINCT private_comment FROM host_rules"), [("",)])
        self.assertEqual(ask("SELECT username, email FROM accounts JOIN users ON users.account_id = accounts.id WHERE accounts.domain_id IS NOT NULL"), [("bea", "bea@example.org")])
        self.assertEqual(ask("SELECT count(*) FROM statuses WHERE visibility > 1 OR audience_id IS NOT NULL OR person_id IS NOT NULL OR domain_id IS NOT NULL"), [(0,)])
        self.assertLessEqual(self.open, {uri for (uri,) in ask("SELECT uri FROM statuses")})
        self.assertGreater(len(self.open), 10)


if __name__ == "__main__":
    unittest.main()
