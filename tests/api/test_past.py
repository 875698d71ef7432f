#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive of another server, brought in as one's own past: what comes of it, that nobody and no figure meets it, and that it is taken back."""
import io
import json
import pathlib
import sys
import tarfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402
from support.pictures import form, gif, png, upload  # noqa: E402

API = "/api/favilla/v1/archives/past"
OLD = "https://old.example/users/ada"
FOLLOWERS = f"{OLD}/followers"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITY = {"Accept": "application/activity+json"}


def item(number, content, at="2019-05-04T10:00:00Z", to=(PUBLIC,), cc=(FOLLOWERS,), kind="Note", author=OLD, **more):
    note = {"id": f"{OLD}/statuses/{number}", "type": kind, "url": f"https://old.example/@ada/{number}", "attributedTo": author, "published": at, "content": content,
            "to": list(to), "cc": list(cc), **more}
    return {"id": f"{note['id']}/activity", "type": "Create", "actor": author, "published": at, "to": note["to"], "cc": note["cc"], "object": note}


def boost(number, what, at):
    return {"id": f"{OLD}/statuses/{number}/activity", "type": "Announce", "actor": OLD, "object": what, "published": at, "to": [PUBLIC], "cc": [FOLLOWERS]}


def archive(items, actor=OLD, media=(), tar=False):
    files = {**dict(media), "actor.json": json.dumps({"id": actor, "type": "Person", "preferredUsername": "ada", "followers": f"{actor}/followers"}).encode(),
             "outbox.json": json.dumps({"id": "outbox.json", "type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}).encode()}
    file = io.BytesIO()
    if tar:
        with tarfile.open(fileobj=file, mode="w:gz") as packed:
            for name, content in files.items():
                about = tarfile.TarInfo(name)
                about.size = len(content)
                packed.addfile(about, io.BytesIO(content))
        return file.getvalue()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


def attached(url, name="", **more):
    return {"type": "Document", "mediaType": "image/png", "url": url, "name": name, **more}


MEDIA = {"media_attachments/files/1.png": png(40, 30)}


TAG = [{"type": "Hashtag", "name": "#sparks", "href": "https://old.example/tags/sparks"}]
ITEMS = [
    item(9, "<p>To a stranger</p>", "2019-06-01T10:00:00Z", inReplyTo="https://far.example/1"),
    item(2, "<p>And it went on</p>", "2019-05-04T11:00:00Z", inReplyTo=f"{OLD}/statuses/1"),
    item(1, "<p>Spring began <script>x()</script><a href='https://old.example/tags/sparks' class='hashtag'>#sparks</a></p>", tag=TAG, contentMap={"en": "<p>Spring began</p>"}),
    item(3, "<p>Quietly</p>", "2019-05-05T10:00:00Z", to=(FOLLOWERS,), cc=(PUBLIC,), summary="Soft", sensitive=True),
    item(4, "<p>For those who follow</p>", "2019-05-06T10:00:00Z", to=(FOLLOWERS,), cc=()),
    item(5, "<p>With a picture</p>", "2019-05-07T10:00:00Z", attachment=[attached("/media_attachments/files/1.png", "A spark", focalPoint=[0.5, -0.25]), attached("/media_attachments/files/2.png")]),
    item(6, "<p>Which?</p>", "2019-05-08T10:00:00Z", kind="Question", endTime="2019-05-09T10:00:00Z", votersCount=12,
         oneOf=[{"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}} for name, votes in (("one", 7), ("two", 5))]),
    item(7, "<p>Between us</p>", "2019-05-09T10:00:00Z", to=("https://far.example/bob",), cc=()),
    item(8, "<p>Not theirs</p>", author="https://old.example/users/bob"),
    boost(10, "https://far.example/2", "2019-05-10T10:00:00Z"),
]


class Past(ApiCase):
    scopes = "read write follow push admin:read admin:write"

    def setUp(self):
        self.ada, self.bob, self.owner = self.person(), self.person("bob"), self.person("owner")
        self.server.post(f"/api/v1/accounts/{self.ada.id}/follow", token=self.bob.token)
        self.say(self.ada, "I am here now #sparks")
        self.known = self.say(self.bob, "Who else? #sparks")

    def say(self, who, words, **more):
        answer = self.server.post("/api/v1/statuses", {"status": words, "language": "en", **more}, token=who.token)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def add_alias(self, uri=OLD):
        """As if the old server had been asked for the account."""
        self.server.stop()
        self.server.execute(f"INSERT INTO account_aliases (account_id, uri, created_at) VALUES ({self.ada.id}, '{uri}', 1)")
        self.server.start()

    def send(self, content, status=200):
        body, headers = form({"file": ("archive.zip", content)})
        answer = self.server.request("POST", API, body, token=self.ada.token, headers=headers)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def finished(self, begun):
        return wait_until(lambda: (now := self.ask("GET", f"{API}/{begun['id']}", self.ada))["finished_at"] and now)

    def profile(self, who, query=""):
        token = getattr(who, "token", None)
        return self.server.get(f"/api/v1/accounts/{self.ada.id}/statuses?limit=40{query}", token=token).json

    @staticmethod
    def plain(posts):
        return [one["content"].replace("<p>", "").replace("</p>", "") for one in posts]

    def figures(self, page):
        """What others see and what is counted."""
        ids = lambda path, who=self.bob: [one["id"] for one in self.ask("GET", path, who)]
        day = {"start_at": "2019-01-01", "end_at": "2028-01-01"}
        listening = self.ask("POST", "/api/favilla/v1/listening", self.owner, {"page_id": page, "name": self.name("q"), "words": "sparks"})
        heard = wait_until(lambda: (now := self.ask("GET", f"/api/favilla/v1/listening/{listening['id']}", self.owner))["progress"] == 1 and now)
        account = self.ask("GET", f"/api/v1/accounts/{self.ada.id}", self.bob)
        outbox = f"/users/{self.ada.name}/outbox"
        return {
            "home": ids("/api/v1/timelines/home?limit=40"), "public": ids("/api/v1/timelines/public?local=true&limit=40"),
            "tag": ids("/api/v1/timelines/tag/sparks?limit=40"), "trends": self.ask("GET", "/api/v1/trends/tags", self.bob),
            "uses": self.ask("GET", "/api/v1/tags/sparks", self.bob)["history"],
            "news": ids("/api/v1/notifications"), "account": (account["statuses_count"], account["last_status_at"]),
            "house": self.server.get("/nodeinfo/2.1").json["usage"]["localPosts"], "instance": self.server.get("/api/v1/instance").json["stats"],
            "measures": self.ask("POST", "/api/v1/admin/measures", self.boss, {"keys": ["interactions", "opened_reports"], **day}),
            "growth": self.ask("GET", "/api/favilla/v1/growth", self.boss),
            "parts": self.ask("GET", "/api/favilla/v1/integrity/parts", self.boss), "findings": self.ask("GET", "/api/favilla/v1/integrity/findings", self.boss),
            "desk": self.ask("GET", f"/api/favilla/v1/desk?page_id={page}", self.owner)["items"],
            "outlook": self.ask("GET", f"/api/favilla/v1/desk/outlook?page_id={page}", self.owner),
            "since": heard["since"], "heard": ids(f"/api/favilla/v1/listening/{listening['id']}/statuses", self.owner),
            "outbox": self.server.get(outbox, headers=ACTIVITY).json["totalItems"],
            "told": [one["object"]["id"] for one in self.server.get(f"{outbox}?page=true", headers=ACTIVITY).json["orderedItems"]],
            "feed": self.server.get(f"/@{self.ada.name}/feed.atom").text.count("<entry>"),
            "spark": self.ask("GET", f"/api/favilla/v1/listening/{listening['id']}/spark", self.owner)["steps"],
            "ledger": [self.ask("GET", f"/api/favilla/v1/ledger{part}", who) for part in ("", "/entries") for who in (self.ada, self.bob)],
            "boosted": [(self.ask("GET", path, self.ada)[key], self.ask("GET", f"{path}/reblogged_by", self.bob), self.ask("GET", f"/api/favilla/v1/statuses/{one['id']}/parts", self.bob))
                        for one in (self.known, self.paged) for path in [f"/api/v1/statuses/{one['id']}"] for key in ("reblogs_count", "reblogged")],
        }

    def test_an_archive_of_anybody_else_is_refused(self):
        refused = self.send(archive(ITEMS), 403)["error"]
        self.assertIn("add ada@old.example as an alias", refused)
        self.assertIn(OLD, refused)
        self.assertEqual(self.ask("GET", API, self.ada), [])
        self.send(b"no archive", 422)
        self.assertEqual(self.server.request("POST", API, {}, token=self.ada.token).status, 422)
        self.assertEqual(self.server.get(API).status, 401)

    def test_it_stands_on_the_profile_and_counts_nowhere_until_it_is_taken_back(self):
        self.add_alias()
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", self.owner.name, "--title", f"The {name}")
        page = next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", self.owner) if one["account"]["username"] == name)["id"]
        answer = self.server.request("POST", "/api/v1/statuses", {"status": "A page of #sparks", "language": "en"}, token=self.owner.token, headers={"Favilla-Voice": page})
        self.assertEqual(answer.status, 200, answer.text)
        self.paged = answer.json
        before = self.figures(page)
        items = [*ITEMS, boost(11, self.known["uri"], "2019-05-11T10:00:00Z"), boost(12, self.paged["uri"], "2019-05-12T10:00:00Z"), boost(13, f"{OLD}/statuses/1", "2019-05-13T10:00:00Z")]
        done = self.finished(self.send(archive(items, media=MEDIA)))
        counts = ("total", "done", "brought", "withheld", "without_media", "alone", "media", "polls", "boosts")
        self.assertEqual([done[key] for key in counts], [13, 13, 10, 1, 1, 1, 1, 1, 3])
        self.assertEqual(done["media_left_out"], [{"reason": "past.media_not_there", "said": "not in the archive", "files": 1}])
        self.assertEqual((done["actor"], done["handle"], done["undoing"]), (OLD, "ada@old.example", False))
        self.assertEqual({one["reason"]: one["items"] for one in done["left_out"]}, {"past.boost_unknown": 1, "past.to_named": 1, "past.of_another": 1})
        self.assertIn("a boost of what is not known here, or not for everybody", [one["said"] for one in done["left_out"]])

        boosts = [one for one in self.profile(self.bob) if one["reblog"]]
        self.assertEqual([(one["created_at"][:10], one["favilla"]["past"]["handle"]) for one in boosts], [(f"2019-05-{day}", "ada@old.example") for day in (13, 12, 11)])
        self.assertEqual([one["reblog"]["id"] for one in boosts[1:]], [self.paged["id"], self.known["id"]])
        self.assertIn("Spring began", boosts[0]["reblog"]["content"])
        self.assertIn("from an archive, as @ada@old.example", self.server.get(f"/@{self.ada.name}", headers={"Accept": "text/html", "Accept-Language": "en"}).text)
        seen = self.plain(self.profile(self.bob, "&exclude_reblogs=true"))
        self.assertEqual([words for words in seen[1:] if "Spring" not in words], ["To a stranger", "Which?", "With a picture", "Quietly", "And it went on"])
        own = self.profile(self.ada, "&exclude_reblogs=true")
        self.assertEqual(len(own), 8)
        asked, pictured, withheld, soft, answer, root = own[2:]
        poll = asked["poll"]
        self.assertEqual((poll["expired"], poll["expires_at"][:10], poll["votes_count"], poll["voters_count"], poll["multiple"]), (True, "2019-05-09", 12, 12, False))
        self.assertEqual([(one["title"], one["votes_count"]) for one in poll["options"]], [("one", 7), ("two", 5)])
        self.assertEqual(self.server.post(f"/api/v1/polls/{poll['id']}/votes", {"choices": [0]}, token=self.bob.token).status, 422)
        self.assertIn("numbers of the archive", self.server.get(f"/@{self.ada.name}/{asked['id']}", headers={"Accept": "text/html", "Accept-Language": "en"}).text)
        told = self.server.get(f"/users/{self.ada.name}/statuses/{asked['id']}", headers=ACTIVITY).json
        self.assertEqual((told["type"], told["votersCount"], [one["replies"]["totalItems"] for one in told["oneOf"]]), ("Question", 12, [7, 5]))
        self.assertEqual([(one["type"], one["description"], one["meta"]["focus"]) for one in pictured["media_attachments"]], [("image", "A spark", {"x": 0.5, "y": -0.25})])
        self.assertNotIn("script", root["content"])
        self.assertEqual((root["created_at"][:19], root["language"], root["tags"][0]["name"], root["replies_count"]), ("2019-05-04T10:00:00", "en", "sparks", 1))
        self.assertEqual(root["favilla"]["past"], {"url": "https://old.example/@ada/1", "handle": "ada@old.example"})
        self.assertEqual((answer["in_reply_to_id"], soft["spoiler_text"], soft["visibility"], withheld["visibility"]), (root["id"], "Soft", "unlisted", "private"))
        self.assertEqual(self.server.get(f"/api/v1/statuses/{withheld['id']}", token=self.bob.token).status, 404)
        thread = self.ask("GET", f"/api/v1/statuses/{root['id']}/context", self.bob)
        self.assertEqual([one["id"] for one in thread["descendants"]], [answer["id"]])
        self.assertNotIn("favilla", own[0])
        self.assertIn("first published as @ada@old.example", self.server.get(f"/@{self.ada.name}/{root['id']}", headers={"Accept": "text/html", "Accept-Language": "en"}).text)
        note = self.server.get(f"/users/{self.ada.name}/statuses/{root['id']}", headers=ACTIVITY).json
        self.assertEqual(note["published"][:19], "2019-05-04T10:00:00")
        self.assertIn({"type": "Link", "rel": "original", "href": "https://old.example/@ada/1", "name": "https://old.example/@ada/1"}, note["tag"])
        self.assertEqual(self.server.put(f"/api/v1/statuses/{root['id']}", {"status": "Other words"}, token=self.ada.token).status, 422)
        self.assertEqual(self.figures(page), before)

        # Today's boost takes the place of the one of then, and counts.
        self.assertEqual(self.ask("POST", f"/api/v1/statuses/{self.known['id']}/reblog", self.ada)["reblog"]["reblogs_count"], 1)
        self.assertEqual(self.ask("POST", f"/api/v1/statuses/{self.known['id']}/unreblog", self.ada)["reblogs_count"], 0)
        self.assertEqual(len([one for one in self.profile(self.bob) if one["reblog"]]), 2)
        again = self.finished(self.send(archive(items)))
        self.assertEqual((again["brought"], {one["reason"]: one["items"] for one in again["left_out"]}["past.known"]), (0, 10))
        memory = self.say(self.bob, "I remember", in_reply_to_id=root["id"])
        self.ask("GET", f"{API}/{done['id']}", self.bob, status=404)
        self.ask("DELETE", f"{API}/{done['id']}", self.ada)
        wait_until(lambda: [one["id"] for one in self.ask("GET", API, self.ada)] == [again["id"]])
        self.assertEqual(len(self.profile(self.ada)), 1)
        self.assertEqual(self.server.get(f"/api/v1/statuses/{memory['id']}", token=self.bob.token).status, 200)
        self.assertEqual(self.finished(self.send(archive(ITEMS)))["brought"], 7)
        self.server.stop()
        self.server.command("check")
        self.server.start()

    def kept(self, post):
        """The status that a browser gets for each of its files."""
        return [self.server.get("/media/" + one["url"].split("/media/")[1]).status for one in post["media_attachments"]]

    def test_media_come_along_as_they_stood_and_go_with_their_posts(self):
        self.add_alias()
        folder, far = "media_attachments/files/000/", "https://files.old.example/bucket/media_attachments/files/000/"
        media = {folder + "1.png": png(40, 30), folder + "2.gif": gif(8, 8, 2), folder + "3.png": b"no picture", folder + "4.png": png(20, 10)[:8] + b"and no more",
                 folder + "5.png": png(8, 8, behind=bytes(17 * 1024 * 1024)), folder + "6.png": png(60, 20), folder + "never named.png": png(8, 9)}
        items = [item(1, "<p>Two</p>", attachment=[attached(far + "2.gif?1234", "Second first"), attached(folder + "1.png", "ä" * 1800)]),
                 item(2, "", "2019-05-05T10:00:00Z", attachment=[attached("/" + folder + "6.png", focalPoint=[7, "x"])]),
                 item(3, "", "2019-05-06T10:00:00Z", attachment=[attached("/" + folder + "7.png")]),
                 item(4, "<p>None</p>", "2019-05-07T10:00:00Z", attachment=[attached(folder + f"{n}.png") for n in (3, 4, 5)])]
        begun = self.send(archive(items, media=media, tar=True))
        self.server.kill()
        self.server.start()
        done = self.finished(begun)
        self.assertEqual([done[key] for key in ("total", "brought", "without_media", "media")], [4, 3, 1, 3])
        self.assertEqual({one["reason"]: one["files"] for one in done["media_left_out"]},
                         {"past.media_unsupported": 1, "past.media_broken": 1, "past.media_too_large": 1, "past.media_not_there": 1})
        self.assertEqual([(one["reason"], one["items"]) for one in done["left_out"]], [("past.only_media", 1)])
        none, alone, two = self.profile(self.bob)[1:]
        self.assertEqual((none["media_attachments"], alone["content"], len(alone["media_attachments"])), ([], "", 1))
        self.assertEqual([one["description"] for one in two["media_attachments"]], ["Second first", "ä" * 1800])
        self.assertEqual((two["media_attachments"][1]["meta"]["original"]["width"], alone["media_attachments"][0]["meta"].get("focus")), (40, None))
        self.assertEqual(self.kept(two) + self.kept(alone), [200] * 3)
        folder = pathlib.Path(self.server.data) / "past"
        self.assertEqual(list(folder.iterdir()), [])

        taken = self.exported(self.ada)
        named = [one["url"] for post in json.loads(taken.read("outbox.json"))["orderedItems"] for one in post["object"].get("attachment", [])]
        self.assertEqual(len(named), 3)
        self.assertLess(set(named), set(taken.namelist()))
        self.ask("DELETE", f"{API}/{done['id']}", self.ada)
        wait_until(lambda: self.ask("GET", API, self.ada) == [])
        self.server.stop()
        self.server.execute("UPDATE media_files SET loose_since = 1 WHERE loose_since IS NOT NULL", "DELETE FROM schedules WHERE name = 'media.collect'")
        self.server.command("check")
        self.server.start()
        wait_until(lambda: self.kept(two) + self.kept(alone) == [404] * 3)

    def exported(self, who):
        """The archive of somebody here, as they take it along."""
        path = "/api/favilla/v1/archives"
        begun = self.ask("POST", path, who)
        wait_until(lambda: self.ask("GET", f"{path}/{begun['id']}", who)["finished_at"])
        return zipfile.ZipFile(io.BytesIO(self.server.get(self.ask("POST", f"{path}/{begun['id']}/link", who, {"password": "a spark is enough"})["path"]).body))

    def test_an_archive_that_was_made_here_brings_what_it_holds(self):
        picture = upload(self.server, self.bob.token, png(50, 20), description="Embers", focus="0.1,0.2").json
        self.say(self.bob, "Seen from here", media_ids=[picture["id"]])
        poll = self.say(self.bob, "Which, from here?", poll={"options": ["one", "two"], "expires_in": 86400, "multiple": True})["poll"]["id"]
        self.ask("POST", f"/api/v1/polls/{poll}/votes", self.ada, {"choices": [1]})
        taken = self.exported(self.bob)
        self.add_alias(json.loads(taken.read("actor.json"))["id"])
        done = self.finished(self.send(taken.fp.getvalue()))
        self.assertEqual([done[key] for key in ("brought", "media", "polls", "left_out", "media_left_out")], [3, 1, 1, [], []])
        seen = next(one for one in self.profile(self.owner) if "Seen from here" in one["content"])
        self.assertEqual([(one["description"], one["meta"]["focus"]) for one in seen["media_attachments"]], [("Embers", {"x": 0.1, "y": 0.2})])
        # The poll that went on there when the archive was made is over here.
        poll = next(one["poll"] for one in self.profile(self.owner) if "Which" in one["content"])
        self.assertEqual((poll["expired"], poll["multiple"], poll["voters_count"], [one["votes_count"] for one in poll["options"]]), (True, True, 1, [0, 1]))

    def test_it_goes_on_where_the_server_broke_off(self):
        self.add_alias()
        begun = self.send(archive([item(n, f"<p>Post {n}</p>") for n in range(100, 1300)]))
        self.server.kill()
        self.server.start()
        done = self.finished(begun)
        self.assertEqual((done["done"], done["brought"]), (1200, 1200))
        self.send(archive([], "https://other.example/users/ada"), 403)


if __name__ == "__main__":
    unittest.main()
