#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody's own affairs: where they are signed in and how they end that, files taken along and brought in (also past a restart, and from a
server that was not known), and their leaving, of which other servers hear."""
import csv
import datetime
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.openapi import problems_of  # noqa: E402

API = "/api/favilla/v1"
PASSWORD = "a spark is enough"
FILES = ["following_accounts.csv", "lists.csv", "muted_accounts.csv", "blocked_accounts.csv", "blocked_domains.csv", "bookmarks.csv"]
RECORDS = ["desk_hours.csv", "short_links.csv", "preferences.csv"]  # to be read


class OwnCase(ApiCase):
    def owned_page(self, who):
        """Made by the administrator, who leaves it to them."""
        page = self.ask("POST", f"{API}/pages", self.boss, {"name": self.name("page")})
        answer = self.server.post(f"{API}/pages/{page['id']}/team", {"act": "invite", "account_id": who.id, "role": "owner"}, token=self.boss)
        self.assertEqual(answer.status, 200, answer.text)
        self.ask("POST", f"{API}/pages/{page['id']}/join", who, {})
        self.assertEqual(self.server.post(f"{API}/pages/{page['id']}/leave", {}, token=self.boss).status, 200)
        return page

    def owned_group(self, who):
        group = self.ask("POST", f"{API}/groups", self.boss, {"name": self.name("group")})
        self.ask("POST", f"{API}/groups/{group['id']}/join", who, {})
        self.ask("POST", f"{API}/groups/{group['id']}/acts", self.boss, {"act": "make_owner", "object_id": who.id})
        self.ask("POST", f"{API}/groups/{group['id']}/leave", self.boss, {})
        return group

    def export(self, who, name):
        answer = self.server.get(f"{API}/exports/{name}", token=who.token)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/csv; charset=utf-8"), answer.text)
        self.assertEqual(answer.headers["content-disposition"], f'attachment; filename="{name}"')
        return answer.text

    def bring(self, who, kind, data, status=200, **more):
        return self.ask("POST", f"{API}/imports", who, {"kind": kind, "data": data, **more}, status)

    def finished(self, who, begun):
        return wait_until(lambda: (now := self.ask("GET", f"{API}/imports/{begun['id']}", who))["finished_at"] and now)

    def brought(self, who, kind, data, **more):
        return self.finished(who, self.bring(who, kind, data, **more))

    def failures(self, who, done):
        answer = self.server.get(f"{API}/imports/{done['id']}/failures", token=who.token)
        self.assertEqual(answer.status, 200, answer.text)
        return list(csv.reader(io.StringIO(answer.text)))


class Sessions(OwnCase):
    def test_each_is_listed_and_ends_where_it_is(self):
        ada, other = self.person(), self.person("bob")
        there = self.server.create_token(ada.name)
        mine = self.ask("GET", f"{API}/sessions", ada)
        self.assertEqual([(one["kind"], one["current"]) for one in mine], [("application", False), ("application", True)])
        self.ask("DELETE", f"{API}/sessions/{mine[1]['id']}", other, status=404)
        self.assertEqual(self.server.get("/api/v1/accounts/verify_credentials", token=there).status, 200)
        self.assertEqual([one["current"] for one in self.ask("DELETE", f"{API}/sessions/{mine[0]['id']}", ada)], [True])
        self.assertEqual(self.server.get("/api/v1/accounts/verify_credentials", token=there).status, 401)
        self.ask("DELETE", f"{API}/sessions/{mine[0]['id']}", ada, status=404)
        self.ask("DELETE", f"{API}/sessions/x", ada, status=404)

    def test_all_others_end_at_once(self):
        ada = self.person()
        tokens = [self.server.create_token(ada.name) for _ in range(3)]
        self.assertEqual(len(self.ask("DELETE", f"{API}/sessions", ada)), 1)
        self.assertEqual({self.server.get("/api/v1/accounts/verify_credentials", token=token).status for token in tokens}, {401})

    def test_a_page_has_none_and_nobody_else_sees_any(self):
        ada = self.person()
        page = self.owned_page(ada)["id"]
        for path in ("sessions", "second_factor", "second_factor/passkeys", "exports", "imports", "leaving", "exports/lists.csv", "preferences"):
            self.assertEqual(self.server.get(f"{API}/{path}", token=ada.token, headers={"Favilla-Voice": page}).status, 403, path)
            self.assertEqual(self.server.get(f"{API}/{path}").status, 401, path)
        reader = self.server.create_token(ada.name, "read:statuses")
        for path in ("sessions", "second_factor", "second_factor/passkeys", "exports", "imports", "leaving", "preferences"):
            self.assertEqual(self.server.get(f"{API}/{path}", token=reader).status, 403, path)


class Reading(OwnCase):
    def test_how_one_reads_is_said_here_and_told_to_every_app(self):
        ada, bob = self.person(), self.person("bob")
        told = lambda who, **more: {key.removeprefix("reading:"): value for key, value in self.server.get("/api/v1/preferences", token=who.token, **more).json.items() if key.startswith("reading:")}
        usual = {"media": "default", "open_warnings": False, "play_gifs": False}
        self.assertEqual(self.ask("GET", f"{API}/preferences", ada), usual)
        self.assertEqual(self.ask("PATCH", f"{API}/preferences", ada, {"media": "hide_all"}), {**usual, "media": "hide_all"})
        self.assertEqual(self.ask("PATCH", f"{API}/preferences", ada, {"open_warnings": True, "play_gifs": "1"}), {"media": "hide_all", "open_warnings": True, "play_gifs": True})
        self.assertEqual(told(ada), {"expand:media": "hide_all", "expand:spoilers": True, "autoplay:gifs": True})
        self.assertEqual(self.ask("GET", "/api/v1/accounts/verify_credentials", ada)["source"]["favilla"]["reading"], self.ask("GET", f"{API}/preferences", ada))
        self.assertEqual(told(bob), {"expand:media": "default", "expand:spoilers": False, "autoplay:gifs": False})

        said = self.ask("PATCH", f"{API}/preferences", ada, {"media": "sometimes", "play_gifs": False}, status=422)["error"]
        self.assertEqual(said, "Choose default, show_all or hide_all.")
        self.assertEqual(self.ask("PATCH", f"{API}/preferences", ada, {}), {"media": "hide_all", "open_warnings": True, "play_gifs": True})
        # Whoever speaks for a page reads as they do.
        page = self.owned_page(ada)["id"]
        self.assertEqual(told(ada, headers={"Favilla-Voice": page})["expand:media"], "hide_all")
        self.assertEqual(self.server.patch(f"{API}/preferences", {"media": "default"}, token=ada.token, headers={"Favilla-Voice": page}).status, 403)
        reader = self.server.create_token(ada.name, "read:accounts")
        self.assertEqual(self.server.patch(f"{API}/preferences", {"media": "default"}, token=reader).status, 403)
        self.assertEqual(self.server.get(f"{API}/preferences", token=reader).json["media"], "hide_all")

        self.server.patch("/api/v1/accounts/update_credentials", {"source": {"privacy": "private", "language": "it"}}, token=ada.token)
        self.assertEqual(list(csv.reader(io.StringIO(self.export(ada, "preferences.csv")))), [
            ["Preference", "Value"], ["posting:default:visibility", "private"], ["posting:default:sensitive", "false"], ["posting:default:language", "it"], ["posting:default:quote_policy", "public"],
            ["reading:expand:media", "hide_all"], ["reading:expand:spoilers", "true"], ["reading:autoplay:gifs", "true"]])


class OutAndIn(OwnCase):
    def test_what_is_taken_along_is_brought_in_elsewhere(self):
        ada, bob, cleo, eve = (self.person(stem) for stem in ("ada", "bob", "cleo", "eve"))
        self.server.post(f"/api/v1/accounts/{bob.id}/follow", {"reblogs": False, "notify": True, "languages": ["it", "en"]}, token=ada.token)
        self.server.post(f"/api/v1/accounts/{cleo.id}/mute", {"notifications": False}, token=ada.token)
        self.server.post(f"/api/v1/accounts/{eve.id}/block", token=ada.token)
        self.server.post("/api/v1/domain_blocks", {"domain": "noise.example"}, token=ada.token)
        post = self.server.post("/api/v1/statuses", {"status": "A spark"}, token=bob.token).json
        self.server.post(f"/api/v1/statuses/{post['id']}/bookmark", token=ada.token)
        near = self.server.post("/api/v1/lists", {"title": "Near, and dear"}, token=ada.token).json["id"]
        self.server.post(f"/api/v1/lists/{near}/accounts", {"account_ids": [bob.id]}, token=ada.token)

        listed = self.ask("GET", f"{API}/exports", ada)
        self.assertEqual([one["file"] for one in listed], FILES + RECORDS)
        self.assertEqual([one["lines"] for one in listed], [1] * 6 + [0] * 2 + [7])
        listed = listed[:6]
        at = lambda who: f"{who.name}@{self.server.domain}"
        files = {name: self.export(ada, name) for name in FILES}
        self.assertEqual(files, {
            "following_accounts.csv": f'Account address,Show boosts,Notify on new posts,Languages\n{at(bob)},false,true,"it, en"\n',
            "lists.csv": f'"Near, and dear",{at(bob)}\n',
            "muted_accounts.csv": f"Account address,Hide notifications\n{at(cleo)},false\n",
            "blocked_accounts.csv": f"{at(eve)}\n", "blocked_domains.csv": "noise.example\n", "bookmarks.csv": post["uri"] + "\n"})
        self.assertEqual(self.server.get(f"{API}/exports/followers.csv", token=ada.token).status, 404)

        new = self.person("new")
        for one in listed:
            done = self.brought(new, one["kind"], files[one["file"]])
            self.assertEqual((done["total"], done["done"], done["failed"]), (1, 1, 0), one)
        self.assertEqual({name: self.export(new, name) for name in FILES}, files)
        self.assertEqual([one["kind"] for one in self.ask("GET", f"{API}/imports", new)], [one["kind"] for one in reversed(listed)])
        self.assertEqual(self.ask("GET", f"{API}/imports", ada), [])

    def test_hours_and_short_links_are_taken_along_to_be_read(self):
        ada, bob = self.person("ada"), self.person("bob")
        page = self.owned_page(ada)
        handle = f"{page['account']['username'] if 'account' in page else page['name']}@{self.server.domain}"
        self.server.post(f"{API}/pages/{page['id']}/team", {"act": "invite", "account_id": bob.id, "role": "moderator"}, token=ada.token)
        self.ask("POST", f"{API}/pages/{page['id']}/join", bob, {})
        day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")
        self.ask("POST", f"{API}/desk/pages/{page['id']}/hours", ada, {"minutes": 40, "note": 'Calls, and "tea"', "date": day})
        self.ask("POST", f"{API}/desk/pages/{page['id']}/hours", bob, {"minutes": 5, "note": "Mail", "date": day})
        link = self.ask("POST", f"{API}/links", ada, {"target": "https://festival.example/", "title": "The festival"})
        of_page = self.server.request("POST", f"{API}/links", {"target": "https://festival.example/page"}, token=ada.token, headers={"Favilla-Voice": page["id"]})
        self.assertEqual(of_page.status, 200, of_page.text)
        rows = lambda who, name: list(csv.DictReader(io.StringIO(self.export(who, name))))
        hours = rows(ada, "desk_hours.csv")
        self.assertEqual([{key: one[key] for key in ("Day", "Minutes", "Page", "Group", "Effort", "Note", "Measured by")} for one in hours],
                         [{"Day": day, "Minutes": "40", "Page": handle, "Group": "", "Effort": "", "Note": 'Calls, and "tea"', "Measured by": "hand"}])
        self.assertEqual([one["Note"] for one in rows(bob, "desk_hours.csv")], ["Mail"])
        links = rows(ada, "short_links.csv")
        self.assertEqual([(one["Short address"], one["Leads to"], one["Title"], one["Purpose"], one["Owner"], one["Switched off at"], one["Clicks"]) for one in links],
                         [(link["url"], "https://festival.example/", "The festival", "share", f"{ada.name}@{self.server.domain}", "", ""), (of_page.json["url"], "https://festival.example/page", "", "share", handle, "", "")])
        self.assertEqual(rows(bob, "short_links.csv"), [])
        self.assertEqual([one["lines"] for one in self.ask("GET", f"{API}/exports", ada)][-3:-1], [1, 2])
        # They are for reading: nobody brings them in.
        self.bring(bob, "desk_hours", self.export(ada, "desk_hours.csv"), 422)

    def test_a_wrong_file_changes_nothing_and_says_why(self):
        ada, bob = self.person(), self.person("bob")
        said = lambda *asked, **more: self.bring(ada, *asked, status=422, **more)["error"]
        self.assertEqual(said("following", f"{bob.name}@{self.server.domain}\nnobody\n"), "Line 2: “nobody” is not the address of an account, as in ada@example.org.")
        self.assertIn("muted_accounts.csv", said("following", "Account address,Hide notifications\na@b.example,true\n"))
        self.assertEqual(said("following", ""), "This file holds no line to bring in.")
        self.assertIn("900", said("following", "a" * 900_001))
        self.assertIn("20000", said("domain_blocking", "a.b\n" * 20_001))
        self.assertIn("merge", said("following", "a@b.example\n", mode="sometimes"))
        self.assertIn("bookmarks", said("followers", "a@b.example\n"))
        self.assertEqual(self.ask("GET", f"{API}/imports", ada), [])
        self.assertEqual(self.ask("GET", f"{API}/exports", ada)[0]["lines"], 0)

    def test_lines_that_fail_say_why_and_can_be_brought_again(self):
        ada, bob = self.person(), self.person("bob")
        self.server.post(f"/api/v1/accounts/{ada.id}/block", token=bob.token)
        here = self.server.domain
        done = self.brought(ada, "following", f"Account address\nnobody@{here}\n{bob.name}@{here}\n")
        self.assertEqual((done["done"], done["failed"]), (2, 2))
        lines = self.failures(ada, done)
        self.assertEqual(lines[0], ["Account address", "Show boosts", "Notify on new posts", "Languages", "Line", "Reason"])
        self.assertEqual([line[-2:] for line in lines[1:]], [["2", "No such account was found, or its server did not answer."], ["3", "One of you has blocked the other."]])
        self.server.post(f"/api/v1/accounts/{ada.id}/unblock", token=bob.token)
        text = self.server.get(f"{API}/imports/{done['id']}/failures", token=ada.token).text
        again = self.brought(ada, "following", text)
        self.assertEqual((again["total"], again["failed"]), (2, 1))
        self.assertEqual(self.server.get(f"{API}/imports/{done['id']}", token=bob.token).status, 404)
        self.assertEqual(self.server.get(f"{API}/imports/{done['id']}/failures", token=bob.token).status, 404)
        self.ask("DELETE", f"{API}/imports/{done['id']}", bob, status=404)
        self.ask("DELETE", f"{API}/imports/{done['id']}", ada)
        self.assertEqual(len(self.ask("GET", f"{API}/imports", ada)), 1)

    def test_in_place_of_what_is_there(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        for other in (bob, cleo):
            self.server.post(f"/api/v1/accounts/{other.id}/follow", token=ada.token)
        done = self.brought(ada, "following", f"{bob.name}@{self.server.domain}\n", mode="overwrite")
        self.assertEqual((done["done"], done["failed"], done["removed"]), (1, 0, 1))
        self.assertEqual(self.export(ada, "following_accounts.csv").count("@"), 1)

    def test_a_form_with_a_file(self):
        ada = self.person()
        form = b"".join(f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()
                        for name, more, value in (("kind", "", "domain_blocking"), ("file", '; filename="blocked_domains.csv"\r\nContent-Type: text/csv', "noise.example\nspam.example\n"))) + b"--x--\r\n"
        answer = self.server.request("POST", f"{API}/imports", form, token=ada.token, headers={"Content-Type": "multipart/form-data; boundary=x"})
        self.assertEqual(answer.status, 200, answer.text)
        self.finished(ada, answer.json)
        self.assertEqual(self.export(ada, "blocked_domains.csv"), "noise.example\nspam.example\n")


class AcrossServers(unittest.TestCase):
    """Two servers: who is brought in from there was never heard of here; who leaves here is gone there."""

    @classmethod
    def setUpClass(cls):
        cls.here, cls.there = (cls.enterClassContext(Favilla()) for _ in range(2))
        cls.tokens = cls.here.create_people("ada", "boss")
        cls.others = cls.there.create_people(*(f"friend{n}" for n in range(8)))

    def ask(self, method, path, body=None, status=200, token=None):
        answer = self.here.request(method, path, body, token=token or self.tokens["ada"])
        self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(problems_of(method, path, answer.status, answer.json), [])
        return answer.json

    def ask_as_app(self, path, query):
        answer = self.here.get(path, query, token=self.tokens["ada"])
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_whom_nobody_here_has_heard_of_is_followed_past_a_restart(self):
        names = [f"friend{n}@{self.there.domain}" for n in range(8)] + [f"nobody@{self.there.domain}"]
        begun = self.ask("POST", f"{API}/imports", {"kind": "following", "data": "".join(f"{name}\n" for name in names)})
        self.assertIn("One of your files", self.ask("POST", f"{API}/imports", {"kind": "muting", "data": names[0] + "\n"}, status=409)["error"])
        wait_until(lambda: self.ask("GET", f"{API}/imports/{begun['id']}")["done"] > 0)
        self.here.restart()
        done = wait_until(lambda: (now := self.ask("GET", f"{API}/imports/{begun['id']}"))["finished_at"] and now)
        self.assertEqual((done["total"], done["done"], done["failed"]), (9, 9, 1))
        # Asked for, whether or not the other server has answered in the time of the restart.
        ids = [self.ask_as_app("/api/v1/accounts/lookup", {"acct": name})["id"] for name in names[:8]]
        relations = self.ask_as_app("/api/v1/accounts/relationships", {"id[]": ids})
        self.assertEqual([one["requested"] or one["following"] for one in relations], [True] * 8)
        post = self.there.post("/api/v1/statuses", {"status": "Over here"}, token=self.others["friend0"]).json
        marked = self.ask("POST", f"{API}/imports", {"kind": "bookmarks", "data": post["uri"] + "\n"})
        wait_until(lambda: self.ask("GET", f"{API}/imports/{marked['id']}")["finished_at"])
        self.assertEqual([one["uri"] for one in self.here.get("/api/v1/bookmarks", token=self.tokens["ada"]).json], [post["uri"]])

    def test_who_leaves_is_gone_there_as_well(self):
        leaver = self.here.create_people("leaver")["leaver"]
        fan = self.others["friend1"]
        found = self.there.get("/api/v2/search", {"q": f"@leaver@{self.here.domain}", "resolve": "true"}, token=fan).json["accounts"][0]["id"]
        self.there.post(f"/api/v1/accounts/{found}/follow", token=fan)
        wait_until(lambda: self.there.get("/api/v1/accounts/relationships", {"id[]": found}, token=fan).json[0]["following"])
        told = self.here.post("/api/v1/statuses", {"status": "My last"}, token=leaver).json
        wait_until(lambda: [one for one in self.there.get("/api/v1/timelines/home", token=fan).json if one["uri"] == told["uri"]])
        self.ask("POST", f"{API}/leaving", {"password": "another"}, status=403, token=leaver)
        self.ask("POST", f"{API}/leaving", {"password": PASSWORD}, token=leaver)
        self.assertEqual(self.here.get("/api/v1/accounts/verify_credentials", token=leaver).status, 401)
        # Nothing is sent while there is a way back: what another says afterwards arrives, and this was not told before it.
        self.assertEqual(self.here.get(f"/.well-known/webfinger?resource=acct:leaver@{self.here.domain}").status, 404)
        document = self.here.get("/users/leaver", headers={"Accept": "application/activity+json"})
        self.assertEqual((document.status, document.json["suspended"]), (200, True))
        ada = self.there.get("/api/v2/search", {"q": f"@ada@{self.here.domain}", "resolve": "true"}, token=fan).json["accounts"][0]["id"]
        self.there.post(f"/api/v1/accounts/{ada}/follow", token=fan)
        wait_until(lambda: self.there.get("/api/v1/accounts/relationships", {"id[]": ada}, token=fan).json[0]["following"])
        said = self.here.post("/api/v1/statuses", {"status": "Somebody is leaving"}, token=self.tokens["ada"]).json
        wait_until(lambda: [one for one in self.there.get("/api/v1/timelines/home", token=fan).json if one["uri"] == said["uri"]])
        self.assertTrue([one for one in self.there.get("/api/v1/timelines/home", token=fan).json if one["uri"] == told["uri"]])
        self.assertNotIn("suspended", self.there.get(f"/api/v1/accounts/{found}", token=fan).json)
        self.here.stop()
        self.here.execute("UPDATE leavings SET until = asked_at", "DELETE FROM schedules WHERE name = 'leaving.tend'")
        self.here.start()
        wait_until(lambda: self.there.get(f"/api/v1/accounts/{found}", token=fan).status in (404, 410))
        wait_until(lambda: not [one for one in self.there.get("/api/v1/timelines/home", token=fan).json if one["uri"] == told["uri"]])


class Leaving(OwnCase):
    def test_an_administrator_deletes_as_the_person_leaves(self):
        ada, bob = self.person(), self.person("bob")
        page, group = self.owned_page(ada), self.owned_group(ada)
        self.ask("POST", f"{API}/groups/{group['id']}/join", bob, {})
        refused = self.server.command("account", "delete", ada.name, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(f"@{ada.name} is the only owner of @page", refused.stderr)
        self.server.post(f"{API}/pages/{page['id']}/team", {"act": "invite", "account_id": bob.id, "role": "owner"}, token=ada.token)
        self.ask("POST", f"{API}/pages/{page['id']}/join", bob, {})
        self.assertIn("is the only owner of @group", self.server.command("account", "delete", ada.name, check=False).stderr)
        self.ask("POST", f"{API}/groups/{group['id']}/acts", ada, {"act": "make_owner", "object_id": bob.id})
        self.server.command("account", "delete", ada.name)
        self.assertEqual([one["account"]["id"] for one in self.ask("GET", f"{API}/pages/{page['id']}/team", bob)], [bob.id])
        self.assertEqual({one["account"]["id"]: one["role"] for one in self.ask("GET", f"{API}/groups/{group['id']}/members", bob)}, {bob.id: "owner"})

    def leave(self, who, status=200, password=PASSWORD):
        return self.ask("POST", f"{API}/leaving", who, {"password": password}, status)

    def days(self, days, status=200):
        """To come back, as the organisation chooses."""
        return self.ask("PATCH", f"{API}/organisation", self.team, {"leaving_days": days}, status)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.server.create_token("boss", "read write admin:read admin:write")

    def test_who_leaves_comes_back_by_signing_in_and_by_nothing_else(self):
        ada, bob = self.person(), self.person("bob")
        post = self.server.post("/api/v1/statuses", {"status": "Still mine"}, token=ada.token).json
        self.server.post(f"/api/v1/accounts/{ada.id}/follow", token=bob.token)
        until = self.leave(ada)["until"]
        self.assertEqual(self.server.get("/api/v1/accounts/verify_credentials", token=ada.token).status, 401)
        self.assertEqual(self.server.get(f"/api/v1/statuses/{post['id']}", token=bob.token).status, 404)
        self.assertEqual(self.server.get(f"/api/v1/accounts/{ada.id}/statuses", token=bob.token).json, [])
        self.assertEqual(self.server.get("/api/v1/timelines/home", token=bob.token).json, [])
        self.assertEqual(self.server.get("/api/v2/search", {"q": ada.name}, token=bob.token).json["accounts"], [])
        self.assertEqual(self.server.get(f"/@{ada.name}", headers={"Accept": "text/html"}).status, 410)
        listed = [one for one in self.ask("GET", f"{API}/organisation/leaving", self.team) if one["account_id"] == ada.id]
        self.assertEqual([(one["username"], one["email"], one["until"], one["suspended"]) for one in listed], [(ada.name, f"{ada.name}@example.org", until, False)])
        told = self.ask("GET", f"/api/v1/admin/accounts/{ada.id}", self.team)
        self.assertEqual((told["suspended"], told["leaving_until"]), (False, until))
        self.ask("GET", f"{API}/organisation/leaving", bob, status=403)

        browser = Browser(self.server.url)
        page = browser.submit(browser.get("/auth/sign_in"), login=ada.name, password=PASSWORD)
        self.assertIn(until[:10], page.words)
        self.assertFalse([cookie for cookie in browser.cookies if cookie.name == "favilla"])
        stranger = Browser(self.server.url)
        stranger.get("/auth/sign_in")
        forged = browser.submit(page, proof="AAAA")
        self.assertIn("Sign in again", forged.words)
        page = browser.submit(browser.get("/auth/sign_in"), login=ada.name, password=PASSWORD)
        browser.submit(page)
        self.assertTrue([cookie for cookie in browser.cookies if cookie.name == "favilla"])
        self.assertEqual(self.server.get(f"/api/v1/statuses/{post['id']}", token=bob.token).json["content"], post["content"])
        self.assertEqual(self.server.get(f"/api/v1/accounts/{ada.id}", token=bob.token).json["followers_count"], 1)
        self.assertIsNone(self.ask("GET", f"/api/v1/admin/accounts/{ada.id}", self.team)["leaving_until"])

    def test_who_is_suspended_meanwhile_does_not_come_back(self):
        ada = self.person()
        self.leave(ada)
        self.server.command("account", "modify", ada.name, "--suspend")
        browser = Browser(self.server.url)
        self.assertIn("suspended", browser.submit(browser.get("/auth/sign_in"), login=ada.name, password=PASSWORD).words)
        self.server.command("account", "modify", ada.name, "--unsuspend")
        self.assertEqual(self.server.get(f"/@{ada.name}", headers={"Accept": "text/html"}).status, 410)
        self.assertIn("come back", browser.submit(browser.get("/auth/sign_in"), login=ada.name, password=PASSWORD).words)

    def test_only_a_number_of_days_is_taken(self):
        for days in (-1, 91, "many"):
            self.days(days, 422)

    def test_the_only_owner_and_the_last_administrator_hand_on_first(self):
        ada, bob = self.person(), self.person("bob")
        page = self.owned_page(ada)
        group = self.owned_group(ada)
        self.ask("POST", f"{API}/groups/{group['id']}/join", bob, {})
        held = self.ask("GET", f"{API}/leaving", ada)
        self.assertEqual(([one["id"] for one in held["pages"]], [one["id"] for one in held["groups"]], held["last_administrator"]), ([page["id"]], [group["id"]], False))
        self.assertIn("You are the only owner of @page", self.leave(ada, 409)["error"])
        self.server.post(f"{API}/pages/{page['id']}/team", {"act": "invite", "account_id": bob.id, "role": "owner"}, token=ada.token)
        self.ask("POST", f"{API}/pages/{page['id']}/join", bob, {})
        self.assertIn("You are the only owner of @group", self.leave(ada, 409)["error"])
        self.ask("POST", f"{API}/groups/{group['id']}/acts", ada, {"act": "make_owner", "object_id": bob.id})
        self.assertEqual(self.ask("GET", f"{API}/leaving", ada), {"pages": [], "groups": [], "last_administrator": False, "days": 30})
        self.leave(ada, 403, "not it")
        self.days(0)
        self.assertEqual(self.leave(ada), {"until": None})
        self.days(30)
        self.assertEqual(self.server.get(f"/api/v1/accounts/{ada.id}", token=bob.token).status, 404)
        team = self.ask("GET", f"{API}/pages/{page['id']}/team", bob)
        self.assertNotIn(ada.id, [one["account"]["id"] for one in team])

        boss = type("Boss", (), {"token": self.boss})
        self.assertTrue(self.ask("GET", f"{API}/leaving", boss)["last_administrator"])
        self.leave(boss, 403)

    def test_a_group_that_nobody_else_is_in_keeps_nobody(self):
        ada = self.person()
        self.owned_group(ada)
        self.leave(ada)

    def test_what_was_being_brought_in_goes_with_its_owner(self):
        ada = self.person()
        self.bring(ada, "domain_blocking", "".join(f"server{n}.example\n" for n in range(500)))
        self.leave(ada)
        self.assertEqual(self.server.get(f"{API}/imports", token=ada.token).status, 401)


if __name__ == "__main__":
    unittest.main()
