# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""The posture of the demo's page, counted again from nothing but what the client API shows of its posts and of who answered."""
import datetime
import html
import json
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, binary  # noqa: E402

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def moment(status):
    return datetime.datetime.fromisoformat(status["created_at"].replace("Z", "+00:00"))


def came(status):
    """By its id, which tells when it came. The demo writes some things after others that are younger: those came later than they say."""
    return datetime.datetime.fromtimestamp((int(status["id"]) >> 16) / 1000, datetime.UTC)


def due(since):
    """Eight hours later, of nine to eighteen from Monday to Friday: what a page means that has chosen nothing."""
    left, at = 8 * HOUR, since
    while True:
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        opens, closes = day + 9 * HOUR, day + 18 * HOUR
        begin = max(at, opens)
        if at.weekday() < 5 and begin < closes:
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        at = day + DAY


def asks(status):
    words = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<a [^>]*href=\"[^\"]*\"[^>]*>.*?</a>", " ", status["content"])))
    return bool(status["poll"]) or "?" in words


class DemoPosture(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(demo=True)
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("lanterna", "read write follow push admin:read")
        cls.me = demo.get("/api/v1/accounts/verify_credentials", token=cls.token).json["id"]
        # Who looks after the house belongs to the team.
        cls.team = {one["id"] for one in demo.get("/api/v2/admin/accounts", {"permissions": "staff"}, token=cls.token).json} | {cls.me}
        cls.posture = demo.get(f"/api/favilla/v1/pages/{cls.me}/posture", token=cls.token).json
        cls.until = datetime.datetime.fromisoformat(cls.posture["last_day"] + "T00:00:00+00:00") + DAY
        cls.begin = cls.until - 13 * 7 * DAY
        cls.statuses = cls.posts_of(cls.me)
        cls.team_posts = [one for member in cls.team for one in cls.posts_of(member)]
        cls.trees = {}
        for status in cls.statuses:
            root = status["conversation_id"]
            if root not in cls.trees:
                context = demo.get(f"/api/v1/statuses/{status['id']}/context", token=cls.token).json
                whole = [*context["ancestors"], status]
                if whole[0]["id"] != status["id"]:
                    top = demo.get(f"/api/v1/statuses/{whole[0]['id']}/context", token=cls.token).json
                    whole = [whole[0], *top["descendants"]]
                else:
                    whole += context["descendants"]
                cls.trees[root] = {one["id"]: one for one in whole}
        # Who names the page elsewhere.
        cls.named = [one["status"] for one in cls.pages("/api/v1/notifications", {"types[]": "mention", "limit": 80})]

    @classmethod
    def pages(cls, path, query):
        found, last = [], None
        while True:
            answer = cls.server.get(path, {**query, **({"max_id": last} if last else {})}, token=cls.token).json
            if not answer:
                return found
            found += answer
            last = answer[-1]["id"]

    @classmethod
    def posts_of(cls, account):
        return [one for one in cls.pages(f"/api/v1/accounts/{account}/statuses", {"limit": 40, "exclude_reblogs": "true"})
                if one["visibility"] in ("public", "unlisted") and came(one) < cls.until]

    def part(self, name):
        return next((part["counted"], part["of"]) for part in self.posture["parts"] if part["part"] == name)

    def in_window(self, status):
        return self.begin <= came(status) < self.until

    def said(self):
        """What people wrote that answers the page or names it."""
        own = {one["id"] for one in self.statuses}
        found = {one["id"]: one for tree in self.trees.values() for one in tree.values() if one["in_reply_to_id"] in own}
        found |= {one["id"]: one for one in self.named if any(name["id"] == self.me for name in one["mentions"])}
        return [one for one in sorted(found.values(), key=lambda one: int(one["id"]))
                if one["account"]["id"] not in self.team and one["visibility"] in ("public", "unlisted") and came(one) < self.until]

    def test_it_can_be_told(self):
        self.assertGreaterEqual(self.posture["weeks"], 8)
        self.assertEqual(self.posture["declared"], "both")
        score = self.posture["score"]
        self.assertLess(score["lower"], score["value"])
        self.assertLess(score["value"], score["upper"])
        told = [part["figure"]["value"] for part in self.posture["parts"] if part["figure"]]
        self.assertAlmostEqual(score["value"], sum(told) / len(told), 12)
        for part in self.posture["parts"]:
            if part["figure"] and part["part"] != "each_other":
                self.assertAlmostEqual(part["figure"]["value"], part["counted"] / part["of"], 12)
                others = [one["figure"]["value"] for one in self.posture["parts"] if one["figure"] and one != part]
                self.assertAlmostEqual(part["without"], sum(others) / len(others), 12)
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/pages/{self.me}/posture", self.token), self.posture)     # every time the same

    def test_posts_are_counted(self):
        posts = [one for one in self.statuses if self.in_window(one)]
        self.assertEqual(self.posture["posts"], len(posts))
        answers = [one for one in posts if one["in_reply_to_id"] and one["in_reply_to_account_id"] not in self.team]
        self.assertEqual(self.part("answers"), (len(answers), len(posts)))
        begun = [one for one in posts if not one["in_reply_to_id"]]
        self.assertEqual(self.part("asks"), (len([one for one in begun if asks(one)]), len(begun)))

    def test_what_was_answered_in_time_is_counted(self):
        done = missed = 0
        for one in (one for one in self.said() if self.in_window(one)):
            answers = [moment(own) for own in self.team_posts if own["conversation_id"] == one["conversation_id"]
                       and own["in_reply_to_account_id"] == one["account"]["id"] and int(own["id"]) > int(one["id"])]
            if answers and min(answers) <= due(moment(one)):
                done += 1
            elif due(moment(one)) < self.until:
                missed += 1
        self.assertEqual(self.part("in_time"), (done, done + missed))

    def test_conversations_it_stays_in_are_counted(self):
        own = {one["id"] for one in self.statuses}
        first = {}
        for one in self.said():
            if one["in_reply_to_id"] in own:
                first.setdefault(one["conversation_id"], one)
        stayed = left = 0
        for conversation, one in first.items():
            if not self.in_window(one):
                continue
            back = any(mine["conversation_id"] == conversation and int(mine["id"]) > int(one["id"]) and moment(mine) <= moment(one) + 7 * DAY for mine in self.statuses)
            stayed += back
            left += not back and moment(one) + 7 * DAY < self.until
        self.assertEqual(self.part("stays"), (stayed, stayed + left))

    def test_what_goes_both_ways_is_counted(self):
        mutual = pairs = 0
        for tree in self.trees.values():
            root = next((one for one in tree.values() if not one["in_reply_to_id"]), None)
            if not root or root["account"]["id"] != self.me or not self.in_window(root):
                continue
            edges = set()
            for one in tree.values():
                above = tree.get(one["in_reply_to_id"])
                if above and above["account"]["id"] != one["account"]["id"] and came(one) < self.until:
                    edges.add((one["account"]["id"], above["account"]["id"]))
            pairs += len(edges)
            mutual += len([edge for edge in edges if edge[::-1] in edges])
        self.assertEqual(self.part("reciprocity"), (mutual, pairs))

    def test_who_answers_whom_is_what_the_command_says_of_the_same_trees(self):
        opened = []
        for tree in self.trees.values():
            posts = [one for one in sorted(tree.values(), key=lambda one: int(one["id"])) if came(one) < self.until]
            if posts and not posts[0]["in_reply_to_id"] and posts[0]["account"]["id"] == self.me and self.in_window(posts[0]) and len(posts) >= 3:
                opened.append(posts)
        opened.sort(key=lambda posts: -int(posts[0]["id"]))
        lines, used, threads = ["thread\tpost\tparent\tuser\tparent_user"], 0, 0
        for posts in opened:                            # newest first, whole ones, a thousand posts together
            if used + len(posts) > 1000:
                continue
            used += len(posts)
            threads += 1
            place = {one["id"]: n for n, one in enumerate(posts, 1)}
            author = {one["id"]: int(one["account"]["id"]) for one in posts}
            lines += [f"{threads}\t{place[one['id']]}\t{place[one['in_reply_to_id']]}\t{author[one['id']]}\t{author[one['in_reply_to_id']]}" for one in posts[1:]]
        table = pathlib.Path(self.server.data) / "trees.tsv"
        table.write_text("\n".join(lines) + "\n")
        told = json.loads(subprocess.run([binary(), "answers", str(table), "--json"], capture_output=True, text=True, check=True).stdout)
        part = next(part for part in self.posture["parts"] if part["part"] == "each_other")
        self.assertEqual(part["of"], told["comments"])
        us = told["towards_us"]
        for shown, of_us in (("value", "value"), ("lower", "upper"), ("upper", "lower")):
            self.assertAlmostEqual(part["figure"][shown], 1 - us[of_us], delta=0.003)


if __name__ == "__main__":
    unittest.main()
