# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's toot, a client for the command line that nobody here wrote."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402


class Toot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.home = tempfile.TemporaryDirectory()
        cls.favilla.create_account("ada")
        cls.favilla.create_account("bob")
        cls.bob = cls.favilla.create_token("bob")
        cls.favilla.post("/api/v1/statuses", {"status": "Bob wrote first #meeting"}, token=cls.bob)
        cls.toot("login_cli", "--instance", cls.favilla.domain, "--disable-https", "--email", "ada@example.org", words="a spark is enough\n")

    @classmethod
    def tearDownClass(cls):
        cls.home.cleanup()
        cls.favilla.close()

    @classmethod
    def toot(cls, *arguments, words=""):
        environment = {**os.environ, "HOME": cls.home.name, "XDG_CONFIG_HOME": cls.home.name}
        done = subprocess.run(["toot", *arguments, "--no-color"], input=words, capture_output=True, text=True, env=environment, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"toot {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def post(self, *words):
        """The id of what was posted, from the address that toot prints."""
        return re.search(r"/(\d+)\s*$", self.toot("post", *words))[1]

    def status(self, status):
        return self.favilla.get(f"/api/v1/statuses/{status}", token=self.bob).json

    def test_who_one_is_and_where(self):
        self.assertIn("@ada", self.toot("whoami"))
        self.assertIn("@bob", self.toot("whois", "bob"))
        self.assertIn(self.favilla.domain, self.toot("instance", "--disable-https"))

    def test_a_post_with_its_warning_visibility_and_language(self):
        status = self.status(self.post("A spark from toot", "--spoiler-text", "Bright", "--visibility", "unlisted", "--language", "en"))
        self.assertEqual((status["spoiler_text"], status["visibility"], status["language"]), ("Bright", "unlisted", "en"))
        self.assertIn("A spark from toot", status["content"])

    def test_an_answer_stands_in_the_thread(self):
        root = self.favilla.post("/api/v1/statuses", {"status": "What do you think?"}, token=self.bob).json
        reply = self.post("I think so", "--reply-to", root["id"])
        self.assertEqual(self.status(reply)["in_reply_to_id"], root["id"])
        thread = self.toot("thread", root["id"])
        self.assertIn("What do you think?", thread)
        self.assertIn("I think so", thread)

    def test_marks(self):
        root = self.favilla.post("/api/v1/statuses", {"status": "Mark me"}, token=self.bob).json["id"]
        self.toot("favourite", root)
        self.toot("reblog", root)
        self.toot("bookmark", root)
        self.assertEqual((self.status(root)["favourites_count"], self.status(root)["reblogs_count"]), (1, 1))
        self.assertIn("Mark me", self.toot("bookmarks"))
        self.assertIn("@ada", self.toot("reblogged_by", root))
        for act in ("unfavourite", "unreblog", "unbookmark"):
            self.toot(act, root)
        self.assertEqual((self.status(root)["favourites_count"], self.status(root)["reblogs_count"]), (0, 0))

    def test_a_pin_and_a_deletion(self):
        mine = self.post("Keep this on top")
        self.toot("pin", mine)
        ada = self.status(mine)["account"]["id"]
        self.assertEqual([one["id"] for one in self.favilla.get(f"/api/v1/accounts/{ada}/statuses", {"pinned": "true"}, token=self.bob).json], [mine])
        self.toot("unpin", mine)
        self.toot("delete", mine)
        self.assertEqual(self.favilla.get(f"/api/v1/statuses/{mine}", token=self.bob).status, 404)

    def test_following_and_its_timeline(self):
        self.toot("follow", "bob")
        self.assertIn("@bob", self.toot("following", "ada"))
        self.assertIn("@ada", self.toot("followers", "bob"))
        self.favilla.post("/api/v1/statuses", {"status": "For my followers", "visibility": "private"}, token=self.bob)
        self.assertIn("For my followers", self.toot("timeline", "--once", "--count", "20"))
        self.toot("unfollow", "bob")
        self.assertNotIn("@bob", self.toot("following", "ada"))

    def test_muting_and_blocking(self):
        for act in ("mute", "unmute", "block", "unblock"):
            self.assertIn("bob", self.toot(act, "bob"))

    def test_tags(self):
        self.assertIn("Bob wrote first", self.toot("timeline", "--once", "--tag", "meeting"))
        self.toot("tags_follow", "meeting")
        self.assertIn("meeting", self.toot("tags_followed"))
        self.toot("tags_unfollow", "meeting")
        self.assertNotIn("meeting", self.toot("tags_followed"))

    def test_search(self):
        found = self.toot("search", "bob")
        self.assertIn("@bob", found)
        self.assertIn("meeting", self.toot("search", "#meeting"))

    def test_notifications(self):
        ada = self.favilla.get("/api/v1/accounts/lookup", {"acct": "ada"}).json["id"]
        self.favilla.post(f"/api/v1/accounts/{ada}/follow", token=self.bob)
        self.assertIn("bob", self.toot("notifications"))
        self.toot("notifications", "--clear")
        self.assertNotIn("bob", self.toot("notifications"))


if __name__ == "__main__":
    unittest.main()
