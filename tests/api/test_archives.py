#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that somebody has here, as one file to take along: what is in it, who may take it, for how long, how often."""
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, binary, wait_until  # noqa: E402
from support.pictures import form, png, upload  # noqa: E402

API = "/api/favilla/v1"
PASSWORD = "a spark is enough"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
LISTS = {"following_accounts.csv", "lists.csv", "muted_accounts.csv", "blocked_accounts.csv", "blocked_domains.csv", "bookmarks.csv"}


class Archives(ApiCase):
    def post(self, who, words="", **more):
        return self.act(who, "/api/v1/statuses", {"status": words, "language": "en", **more})

    def act(self, who, path, body=None):
        answer = self.server.post(path, body, token=who.token)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def made(self, who):
        begun = self.ask("POST", f"{API}/archives", who)
        self.assertIsNone(begun["finished_at"])
        return self.finished(who, begun)

    def finished(self, who, begun):
        return wait_until(lambda: (now := self.ask("GET", f"{API}/archives/{begun['id']}", who))["finished_at"] and now)

    def link(self, who, archive, password=PASSWORD, status=200):
        return self.ask("POST", f"{API}/archives/{archive['id']}/link", who, {"password": password}, status)

    def taken(self, who, archive):
        answer = self.server.get(self.link(who, archive)["path"])
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/zip"))
        self.assertEqual(len(answer.body), archive["bytes"])
        self.assertIn(f'filename="archive-{who.name}-', answer.headers["content-disposition"])
        self.assertEqual(answer.headers["cache-control"], "no-store")
        self.assertNotIn("favilla-body-file", answer.headers)
        return zipfile.ZipFile(io.BytesIO(answer.body))

    def look(self, archive):
        """What `favilla archive` says first of one that was made here."""
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(archive.fp.getvalue())
            file.flush()
            done = subprocess.run([binary(), "--language", "en", "archive", file.name], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()[:2]

    def bytes_at(self, url):
        answer = self.server.get(urllib.parse.urlsplit(url).path)
        self.assertEqual(answer.status, 200, url)
        return answer.body

    def test_it_holds_every_kind_of_post_and_all_that_belongs_to_them(self):
        ada, bob = self.person(), self.person("bob")
        self.server.post(f"/api/v1/accounts/{bob.id}/follow", token=ada.token)
        picture = upload(self.server, ada.token, png(700, 500), description="A flame").json
        sparks = [self.post(ada, "To all #sparks"), self.post(ada, "Not on the lists", visibility="unlisted"),
                  self.post(ada, "For those who follow", visibility="private"),
                  self.post(ada, f"@{bob.name} between us", visibility="direct"),
                  self.post(ada, "Look", media_ids=[picture["id"]], spoiler_text="Bright", sensitive=True)]
        sparks.append(self.post(ada, "And then", in_reply_to_id=sparks[0]["id"]))
        sparks.append(self.post(ada, "Which?", poll={"options": ["one", "two"], "expires_in": 3600}))
        theirs = self.post(bob, "Mine")
        boost = self.act(ada, f"/api/v1/statuses/{theirs['id']}/reblog")
        for act in ("favourite", "bookmark"):
            self.act(ada, f"/api/v1/statuses/{theirs['id']}/{act}")
        gone = self.post(ada, "Never mind")
        self.assertEqual(self.server.request("DELETE", f"/api/v1/statuses/{gone['id']}", token=ada.token).status, 200)

        done = self.made(ada)
        self.assertEqual((done["posts"], done["posts_done"], done["files"], done["files_done"]), (8, 8, 1, 1))
        archive = self.taken(ada, done)
        self.assertIsNone(archive.testzip())
        self.assertEqual(self.look(archive), [f"The archive of {ada.name}, {json.loads(archive.read('actor.json'))['id']}", "Posts that can be read: 6 (for everybody 4, unlisted 1, for followers 1)"])
        load = lambda name: json.loads(archive.read(name))
        outbox = load("outbox.json")
        self.assertEqual((outbox["id"], outbox["type"], outbox["totalItems"]), ("outbox.json", "OrderedCollection", 8))
        items = outbox["orderedItems"]
        self.assertEqual([item["type"] for item in items], ["Create"] * 7 + ["Announce"])
        notes = [item["object"] for item in items[:7]]
        self.assertEqual([note["id"] for note in notes], [one["uri"] for one in sparks])
        self.assertEqual([note["content"] for note in notes], [one["content"] for one in sparks])
        followers = notes[0]["cc"][0]
        self.assertEqual([note["to"] for note in notes[:4]], [[PUBLIC], [followers], [followers], [theirs["uri"].split("/statuses/")[0]]])
        self.assertEqual(notes[5]["inReplyTo"], sparks[0]["uri"])
        self.assertEqual((notes[4]["summary"], notes[4]["sensitive"]), ("Bright", True))
        self.assertEqual([one["name"] for one in notes[6]["oneOf"]], ["one", "two"])
        self.assertEqual((items[7]["object"], items[7]["id"]), (theirs["uri"], boost["uri"]))
        attached = notes[4]["attachment"][0]
        self.assertEqual((attached["name"], attached["url"].split("/")[:2]), ("A flame", ["media_attachments", "files"]))
        self.assertEqual(archive.read(attached["url"]), self.bytes_at(picture["url"]))
        self.assertEqual(load("likes.json")["orderedItems"], [theirs["uri"]])
        self.assertEqual(load("bookmarks.json")["orderedItems"], [theirs["uri"]])
        self.assertEqual(archive.read("bookmarks.csv").decode(), theirs["uri"] + "\n")
        self.assertIn(f"{bob.name}@{self.server.domain},", archive.read("following_accounts.csv").decode())
        actor = load("actor.json")
        self.assertEqual((actor["type"], actor["preferredUsername"], actor["outbox"], actor["likes"]), ("Person", ada.name, "outbox.json", "likes.json"))
        self.assertEqual(set(archive.namelist()), LISTS | {"outbox.json", "likes.json", "bookmarks.json", "integrity.json", "actor.json", attached["url"]})

    def test_what_is_read_here_alone_quotes_and_edits_are_in_it(self):
        ada, bob = self.person(), self.person("bob")
        group = self.ask("POST", f"{API}/groups", self.boss, {"name": self.name("group"), "joining": "hidden"})
        self.ask("POST", f"{API}/groups/{group['id']}/acts", self.boss, {"act": "invite", "object_id": ada.id})
        self.ask("POST", f"{API}/groups/{group['id']}/join", ada, {})
        topic = self.post(ada, "Under the roses", group_id=group["id"])
        answer = self.post(ada, "And deeper", in_reply_to_id=topic["id"])
        removed = self.post(ada, "Behind the arras", group_id=group["id"])
        self.ask("POST", f"{API}/groups/{group['id']}/acts", self.boss, {"act": "remove", "object_id": removed["id"]})
        theirs = self.post(bob, "Quote me")
        quote = self.post(ada, "Well said", quoted_status_id=theirs["id"])
        self.assertEqual(self.server.request("PUT", f"/api/v1/statuses/{quote['id']}", {"status": "Well said indeed"}, token=ada.token).status, 200)
        notes = [item["object"] for item in json.loads(self.taken(ada, self.made(ada)).read("outbox.json"))["orderedItems"]]
        self.assertEqual([note["id"] for note in notes], [one["uri"] for one in (topic, answer, removed, quote)])
        place = notes[0]["audience"]
        self.assertTrue(place.endswith("/" + group["account"]["username"]), place)
        self.assertEqual([note["to"] for note in notes[:3]], [[place + "/followers"], [place + "/followers"], [notes[0]["attributedTo"]]])
        self.assertEqual(notes[1]["inReplyTo"], topic["uri"])
        self.assertEqual(notes[3]["quote"], theirs["uri"])
        self.assertIn("Well said indeed", notes[3]["content"])
        self.assertIn("updated", notes[3])
        # Nobody else is shown them: neither at their address nor in the outbox.
        for one in (topic, removed):
            address = "/" + one["uri"].split("/", 3)[3]
            self.assertEqual(self.server.get(address, headers={"Accept": "application/activity+json"}).status, 404)
        outbox = self.server.get(f"/users/{ada.name}/outbox?page=true", headers={"Accept": "application/activity+json"}).json
        self.assertEqual([item["object"]["id"] for item in outbox["orderedItems"]], [quote["uri"]])

    def test_portrait_and_banner_lie_beside_it(self):
        ada = self.person()
        body, headers = form({"avatar": ("a.png", png(500, 500)), "header": ("h.png", png(1600, 600))})
        answer = self.server.request("PATCH", "/api/v1/accounts/update_credentials", body, token=ada.token, headers=headers)
        self.assertEqual(answer.status, 200, answer.text)
        archive = self.taken(ada, self.made(ada))
        actor = json.loads(archive.read("actor.json"))
        self.assertEqual((actor["icon"]["url"], actor["image"]["url"]), ("avatar.png", "header.png"))
        self.assertEqual(archive.read("avatar.png"), self.bytes_at(answer.json["avatar"]))
        self.assertEqual(archive.read("header.png"), self.bytes_at(answer.json["header"]))
        self.assertEqual(json.loads(archive.read("outbox.json"))["orderedItems"], [])

    def test_only_who_has_just_given_the_password_takes_it(self):
        ada, bob = self.person(), self.person("bob")
        done = self.made(ada)
        self.link(ada, done, "another one", status=403)
        self.link(bob, done, status=404)
        self.ask("GET", f"{API}/archives/{done['id']}", bob, status=404)
        path = self.link(ada, done)["path"]
        self.assertEqual(self.server.request("HEAD", path).headers["content-length"], str(done["bytes"]))
        self.assertEqual(self.server.get(path.split("?")[0]).status, 404)
        self.assertEqual(self.server.get(path + "x").status, 404)
        other = self.made(bob)
        self.assertEqual(self.server.get(path.replace(done["id"], other["id"])).status, 404)
        self.assertEqual(self.server.get(path, token=ada.token).status, 200)
        self.ask("DELETE", f"{API}/archives/{done['id']}", ada)
        self.assertEqual(self.server.get(path).status, 404)
        self.link(ada, done, status=404)

    def test_once_a_week_and_one_at_a_time(self):
        ada = self.person()
        self.assertEqual(self.ask("GET", f"{API}/archives", ada), {"archives": [], "next_at": None})
        done = self.made(ada)
        self.assertIn("7", self.ask("POST", f"{API}/archives", ada, status=429)["error"])
        self.ask("DELETE", f"{API}/archives/{done['id']}", ada)  # taking it away brings no other sooner
        self.ask("POST", f"{API}/archives", ada, status=429)
        listed = self.ask("GET", f"{API}/archives", ada)
        self.assertEqual(listed["archives"], [])
        self.assertIsNotNone(listed["next_at"])

    def test_of_many_posts_all_are_there_in_their_order(self):
        ada = self.person()
        sent = [self.post(ada, f"Number {n}")["uri"] for n in range(450)]
        archive = self.taken(ada, self.made(ada))
        self.assertEqual([item["object"]["id"] for item in json.loads(archive.read("outbox.json"))["orderedItems"]], sent)


class Restarted(unittest.TestCase):
    def test_it_is_there_after_a_restart_and_gone_with_the_account(self):
        with Favilla() as server:
            server.create_account("boss", role="admin")
            server.create_account("ada")
            token = server.create_token("ada")
            begun = server.post(f"{API}/archives", token=token).json
            server.restart()
            done = wait_until(lambda: (now := server.get(f"{API}/archives/{begun['id']}", token=token).json)["finished_at"] and now)
            path = server.post(f"{API}/archives/{done['id']}/link", {"password": PASSWORD}, token=token).json["path"]
            self.assertEqual(server.get(path).status, 200)
            self.assertEqual(server.post(f"{API}/leaving", {"password": PASSWORD}, token=token).status, 200)
            self.assertEqual(server.get(path).status, 404)      # while there is a way back, too
            server.command("account", "delete", "ada")
            self.assertEqual(server.get(path).status, 404)


if __name__ == "__main__":
    unittest.main()
